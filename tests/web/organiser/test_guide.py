"""Documents use the names of tabs, buttons and fields on pages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCUMENTS = (
    "README.md",
    "docs/calendar.md",
    "docs/operations.md",
    "docs/organisers.md",
    "docs/spreadsheets.md",
)
# Menus of spreadsheet programs, and words that are stressed.
ELSEWHERE = {
    "Format quoted field as text",
    "Data → From Text/CSV",
    "Transform Data",
    "Text",
    "self-check",
}
EMPHASISED = re.compile(r"(?<![*\w])\*([^*]+)\*(?![*\w])")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_names_in_documents_match_pages(name):
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "webinars").rglob("*.py")]
    words = " ".join(" ".join(path.read_text().split()) for path in sources).replace("'", "’")
    emphasised = EMPHASISED.findall((ROOT / name).read_text())
    named = {" ".join(item.split()).replace("'", "’") for item in emphasised} - ELSEWHERE

    missing = {
        item
        for item in named
        if not re.search(
            rf"(?:[\"“>(]|, ){re.escape(item.rstrip('.'))}(?: ?…)?[.:]?[\"”<{{ ]", words
        )
    }
    assert missing == set()


def test_guide_names_every_event_tab():
    guide = " ".join((ROOT / "docs" / "organisers.md").read_text().split())
    tabs = (ROOT / "templates" / "organiser" / "_event_tabs.html").read_text()
    labels = re.findall(r'page\(.*_\("([^"]+)"\)\)', tabs)

    assert len(labels) > 12
    assert [item for item in labels[1:] if f"*{item}*" not in guide] == []
