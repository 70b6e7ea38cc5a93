"""Rows of pasted tables: their cells, and the words of their column headings."""

import re

from webinars.security import csv

SEPARATORS = ("\t", ";", ",")
MAX_LINE_LENGTH = 1000


def cells_of(line: str) -> list[str]:
    """Return the cells of a line, separated by tabs, semicolons or commas."""
    bare = re.sub(r'"[^"]*"', "", line)
    separator = next((separator for separator in SEPARATORS if separator in bare), ",")
    return csv.parse_cells(line, separator)


def headings_of(line: str) -> list[str]:
    """Return the cells of a line as column headings, without spaces and hyphens."""
    return [re.sub(r"[\s._-]", "", cell).casefold() for cell in cells_of(line)]
