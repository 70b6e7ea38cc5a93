"""The glossary is consistent, and documents for organisers and operators use its terms."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
COLUMNS = ["concept", "code", "pages", "from", "not on pages", "not in code"]


def rows():
    """Return each concept of the glossary as a dict by column."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in GLOSSARY.splitlines()
        if line.startswith("| ")
    ]
    return [
        dict(zip(COLUMNS, row, strict=True))
        for row in cells
        if row != COLUMNS and "---" not in row[0]
    ]


def synonyms(column):
    """Return the forbidden synonyms of a column, each with the concept it must not be used for."""
    return {
        term: row["concept"] for row in rows() for term in re.findall(r"`([^`]+)`", row[column])
    }


def test_every_concept_has_a_term_and_its_source():
    assert len(rows()) > 60
    assert [row for row in rows() if not all(row.values())] == []


def test_every_concept_is_listed_once():
    concepts = [row["concept"] for row in rows()]

    assert len(concepts) == len(set(concepts))


def test_no_term_is_a_synonym_of_its_own_concept():
    clashes = [
        (row["concept"], term)
        for row in rows()
        for term in re.findall(r"`([^`]+)`", row["not on pages"])
        if re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", row["pages"], re.IGNORECASE)
    ]

    assert clashes == []
