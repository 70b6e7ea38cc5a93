"""Lines of an announcement as later steps see them: wrapped lines joined, programmes in one line divided."""

from dataclasses import replace

from webinars.announcement_parser.layout.clock_halves import clock_halves, open_halves
from webinars.announcement_parser.layout.glued_rows import divide_glued_rows
from webinars.announcement_parser.layout.line_splitting import split_lines
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.list_numbers import without_list_numbers
from webinars.announcement_parser.layout.run_on_lines import divide_run_on_lines


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text, with one for each event that is run on."""
    lines = divide_run_on_lines(divide_glued_rows(without_list_numbers(split_lines(text))))
    halves = clock_halves(text) or open_halves(text)
    return [replace(line, halves=halves) for line in lines] if halves else lines
