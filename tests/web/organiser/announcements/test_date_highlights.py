"""In the text, dates look as the lists say: those of drafts as read, those of no event as not used."""

from datetime import date
from pathlib import Path

import pytest

from tests.web.organiser.announcements.pasting import CLEAR, marks, pale
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.web.organiser.announcements.highlight import READ, REST, highlight

CORPUS = Path(__file__).parents[3] / "announcement_parser" / "corpus"
TODAY = date(2026, 11, 25)


def test_unused_date_in_a_description_is_pale(paste):
    page = paste(f"{CLEAR}\nThe report was published on 3 May 2026 in Geneva.")

    assert pale(page) == ["3 May 2026"]


def test_repeated_date_of_an_event_is_read(paste):
    page = paste(f"Re: talk, 16 July 2027\n\n{CLEAR}")

    assert marks(page)[0] == "16 July 2027"
    assert pale(page) == ["Re: talk, "]


def test_unused_date_in_a_title_is_pale(paste):
    page = paste(
        "Subject: Update of 22 October 2026: water talk\n\nFriday 16 July 2027, 15:00-16:00 Geneva"
    )

    assert "22 October 2026" in " ".join(pale(page))
    assert "water talk" in " ".join(marks(page))


@pytest.mark.parametrize("number", ["017", "041", "087", "117", "385"])
def test_dates_of_listed_lines_are_pale_unless_a_draft_has_them(number):
    [path] = CORPUS.glob(f"{number}-*.txt")
    drafts = parse_announcement(path.read_text(), today=TODAY, zone="Europe/Zurich")
    text = preprocess(path.read_text()).text
    listed = {one.line_number for one in unused_dates(text, drafts, today=TODAY)}

    shown = highlight(text, drafts, unused_lines=listed)

    own = {(one.start, one.end) for draft in drafts for one in draft.spans if one.kind == "date"}
    for line in read_lines(text):
        if text.count("\n", 0, line.start) + 1 not in listed:
            continue
        dates = [item for item in line.items if isinstance(item, ParsedDate)]
        for item in dates:
            expected = READ if (item.start, item.end) in own else REST
            assert shown.became[item.start] >= expected
            assert expected == READ or shown.became[item.start] == REST, line.text
