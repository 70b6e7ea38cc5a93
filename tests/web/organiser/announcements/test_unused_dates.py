"""Dates of no event: each becomes an event or is dismissed, and the text shows which are used."""

import re

import pytest

from tests.web.organiser.announcements.pasting import (
    CLEAR,
    buttons,
    carried,
    corrected,
    marks,
    pale,
    words_of,
)
from tests.web.organiser.conftest import all_stored
from webinars.timezones.schedule import Days

GARDEN = "The garden is nicest on Friday, 7 May 2027."
REPORT = "The report is published on 30 August 2027."
TEXT = f"{CLEAR}\n\n{GARDEN}\n\n{REPORT}"


def unused(page):
    """Return the lines that the page lists as not used, in its order."""
    rows = re.findall(r'id="unused-(\d+)"', page.text)
    return [int(number) for number in rows]


def tagged(page):
    """Return the numbers of the lines with the tag of a date that is not used."""
    lines = re.findall(r'id="line-(\d+)"(.*?)</p>', page.text, re.S)
    return [int(number) for number, words in lines if '<b class="tag">' in words]


def test_each_unused_date_is_listed_with_its_line_and_two_buttons(paste):
    page = paste(TEXT)

    assert unused(page) == [9]
    assert buttons(page, "make") == ["make line-9"]
    assert buttons(page, "dismiss") == ["dismiss draft-2", "dismiss line-9"]
    assert f'<q dir="auto" id="unused-9-text">{REPORT}</q>' in page.text


def test_unused_date_becomes_an_event_with_the_others(paste):
    page = paste(TEXT)
    made = paste(on=page, do="make line-9")
    saved = paste(on=made, do="save", title_3="Launch of the report")

    assert unused(made) == []
    assert tagged(made) == [7]
    assert "30 August 2027" in " ".join(marks(made))
    assert saved.location == "/organise/events?drafts=2"
    event = all_stored()[1]
    assert event.title == "Launch of the report"
    assert isinstance(event.when, Days)
    assert event.when.first.isoformat() == "2027-08-30"


def test_event_of_an_unused_date_is_corrected_like_the_others(paste):
    made = paste(on=paste(TEXT), do="make line-9")
    opened = paste(on=made, do="correct 3 schedule")

    values = {**corrected(opened), "draft-3-precision": "time", "draft-3-date": "2027-08-31"}
    values |= {"draft-3-start": "10:00", "draft-3-end": "60 min", "draft-3-zone": "Lima"}
    paste(on=opened, do="publish", **values)

    event = all_stored()[1]
    assert event.starts_at.isoformat() == "2027-08-31T15:00:00+00:00"
    assert event.timezone == "America/Lima"


def test_further_date_of_a_line_is_made_with_another_press(paste):
    both = (
        "The report is published on 30 August 2027, the summary was published on 2 September 2027."
    )
    page = paste(f"{CLEAR}\n\n{both}")
    first = paste(on=page, do="make line-7")
    second = paste(on=first, do="make line-7")

    assert (unused(page), unused(first), unused(second)) == ([7], [7], [])
    assert carried(second)["made"] == "line-7 line-7"
    assert len(re.findall(r'id="draft-\d"', second.text)) == 3


def test_dismissed_dates_are_listed_apart_and_come_back(paste):
    page = paste(TEXT)
    one = paste(on=page, do="dismiss line-9")
    both = paste(on=one, do="dismiss draft-2")
    back = paste(on=paste(on=both, do="restore draft-2"), do="restore line-9")

    assert unused(both) == []
    assert buttons(both, "restore") == ["restore draft-2", "restore line-9"]
    assert "Are these events, too?" not in both.text
    assert "1 event found." in both.text
    assert "There are no open questions." in both.text
    assert unused(back) == unused(page)
    assert buttons(back, "answer") == buttons(page, "answer")


def test_dismissed_dates_are_not_saved(paste):
    page = paste(on=paste(TEXT), do="dismiss draft-2")

    answer = paste(on=page, do="publish")

    assert answer.location == "/organise/events?published=1"


def test_text_shows_as_used_what_the_drafts_have_and_pale_what_is_listed(paste):
    page = paste(TEXT)
    dismissed = paste(on=page, do="dismiss draft-2")
    confirmed = paste(on=page, do=buttons(page, "answer")[0])

    assert "Friday, 7 May 2027*" in " ".join(marks(page))
    assert "30 August 2027" in " ".join(pale(page))
    assert tagged(page) == [7, 9]
    assert "7 May 2027" in " ".join(pale(dismissed))
    assert "7 May" not in " ".join(marks(dismissed))
    assert tagged(dismissed) == [7, 9]
    assert "Friday, 7 May 2027" in " ".join(marks(confirmed))
    assert tagged(confirmed) == [9]


def test_line_without_a_date_makes_no_event(paste):
    page = paste(TEXT)

    refused = paste(on=page, do="make line-5")

    assert refused.status_code == 422
    assert "Line 5 has no date of which an event can be made." in words_of(refused.text)
    assert carried(refused)["made"] == ""
    assert paste(on=refused, do="save").status_code == 303


@pytest.mark.parametrize(
    "value", ["make line-999999", "make line-0", "make draft-1", "make", "dismiss x", "restore x"]
)
def test_choice_of_no_date_changes_nothing(paste, value):
    page = paste(on=paste(TEXT), do=value)

    assert page.status_code in {200, 422}
    assert unused(page) == [9]
    assert buttons(page, "restore") == []
