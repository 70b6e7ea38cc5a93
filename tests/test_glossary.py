"""The glossary is consistent, and messages and documents use its terms."""

import re
from pathlib import Path

import pytest

from tools import i18n_check

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


def pattern(terms):
    """Return a pattern that matches any of the terms as whole words."""
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])", re.IGNORECASE)


SYNONYM = pattern(synonyms("not on pages"))
ALLOWED = pattern(
    re.findall(r"`([^`]+)`", re.search(r"standard phrases are allowed.*", GLOSSARY).group())
)
DOCUMENTS = (
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "docs/organisers.md",
    "docs/operations.md",
    "docs/settings.md",
    "docs/spreadsheets.md",
    "docs/effort.md",
)


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


def found_in(text):
    """Return the synonyms in a text, each with its context."""
    text = ALLOWED.sub("", text)
    return [text[max(0, hit.start() - 30) : hit.end() + 20] for hit in SYNONYM.finditer(text)]


def test_synonym_matches_as_a_whole_word_in_any_case():
    assert found_in("You are Next in Line; a letter follows") != []
    assert found_in("online, e-mail, mail server, kind of difficult") == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_for_people_use_the_terms(name):
    text = (ROOT / name).read_text("utf-8")
    if name == "CHANGELOG.md":
        text = text.split("\n## ")[1]
    # Code, link targets, and names of tabs and buttons, which are those of the pages.
    for quoted in (r"```.*?```", r"`[^`]*`", r"\]\([^)]*\)", r"(?<!\*)\*(?![\s*])[^*]+\*(?!\*)"):
        text = re.sub(quoted, "", text, flags=re.DOTALL)

    assert found_in(" ".join(text.split())) == []


def test_sentences_on_pages_use_the_terms():
    hits = [
        (place, item)
        for message in i18n_check.extract_messages()
        for place in sorted({path for path, _ in message.locations})
        for form in (message.id if isinstance(message.id, tuple) else (message.id,))
        for item in found_in(re.sub(r"%\(\w+\)s", "", form))
    ]

    assert hits == []


def test_no_sentence_contains_the_name_of_a_variable():
    forms = [
        form
        for message in i18n_check.extract_messages()
        for form in (message.id if isinstance(message.id, tuple) else (message.id,))
    ]

    assert [
        form for form in forms if re.search(r"[a-z]_[a-z]", re.sub(r"%\(\w+\)s", "", form))
    ] == []


def test_names_of_tests_do_not_begin_with_an_article():
    names = re.findall(
        r"def (test_(?:a|an|the)_\w+)\(",
        "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")),
    )

    assert names == []
