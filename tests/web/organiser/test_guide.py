"""The guide for organisers names tabs, buttons and fields as the pages do."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
EMPHASISED = re.compile(r"(?<![*\w])\*([^*]+)\*(?![*\w])")


def test_what_the_guide_calls_by_name_is_called_so_on_a_page():
    guide = (ROOT / "docs" / "organisers.md").read_text()
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "webinars").rglob("*.py")]
    words = " ".join(" ".join(path.read_text().split()) for path in sources).replace("'", "’")
    named = {" ".join(each.split()).replace("'", "’") for each in EMPHASISED.findall(guide)}

    missing = {
        each
        for each in named
        if not re.search(
            rf"(?:[\"“>(]|, ){re.escape(each.rstrip('.'))}(?: ?…)?[.:]?[\"”<{{ ]", words
        )
    }
    assert missing == set()


def test_the_guide_speaks_of_every_tab_of_an_event():
    guide = " ".join((ROOT / "docs" / "organisers.md").read_text().split())
    tabs = (ROOT / "templates" / "workspace" / "tabs.html").read_text()
    labels = re.findall(r'<a href="[^>]*>{{ icon\([^)]*\) }}{{ _\("([^"]+)"\) }}', tabs)

    assert labels[:3] == ["Event", "Registration", "People"]
    assert [each for each in labels[1:] if f"*{each}*" not in guide] == []
