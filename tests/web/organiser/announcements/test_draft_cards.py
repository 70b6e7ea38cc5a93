"""The card of a draft has a row for each field that the text states, and none for others."""

import re

import pytest

from tests.web.organiser.announcements.pasting import CLEAR, words_of
from tests.web.organiser.conftest import all_stored

FIELDS = f"""{CLEAR}

Venue: Marsh Theatre, 2 Lake Street, Geneva
Languages: English, French
Contact: Ana Sow, ana@example.org
Limited to 40 places.
Registration opens on 1 June 2027 at 09:00 and closes on 9 July 2027 at 18:00.
Register: https://www.example.org/register
"""


def values(page):
    """Return the values of the first card by their names."""
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.text, re.DOTALL)
    return {
        name: words_of(re.sub("<a .*?</a>", "", value, flags=re.DOTALL)).strip()
        for name, value in rows
    }


def test_card_shows_each_field(paste):
    shown = values(paste(FIELDS))

    assert shown == {
        "Venue": "Marsh Theatre, 2 Lake Street, Geneva",
        "Registration page": "https://www.example.org/register",
        "Registration opens": "Tuesday 1 June 2027, 09:00",
        "Registration closes": "Friday 9 July 2027, 18:00",
        "Number of places": "40",
        "Languages": "English, French",
        "Format": "In person",
        "Contact": "Ana Sow, ana@example.org",
    }


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        (
            "Join: https://zoom.us/j/812345678",
            "Join link, only for people with a place",
            "https://zoom.us/j/812345678",
        ),
        ("This webinar is free.", "Format", "Online"),
        ("Hosted by Ana S. and 2 others", "Contact", "Ana S."),
        ("RSVP by 9 July", "Registration closes", "Friday 9 July 2027, 23:59"),
    ],
)
def test_card_shows_what_a_line_states(paste, line, name, value):
    assert values(paste(f"{CLEAR}\n{line}"))[name] == value


def test_event_takes_the_fields_of_its_draft(paste):
    page = paste(FIELDS)

    paste(do="save", on=page)
    (event,) = all_stored()

    assert (event.place, event.languages) == ("Marsh Theatre, 2 Lake Street, Geneva", ["en", "fr"])
    assert (event.contact_name, event.contact_email) == ("Ana Sow", "ana@example.org")
    assert (event.capacity, event.format) == (40, "in_person")
    assert event.opens_at.isoformat() == "2027-06-01T07:00:00+00:00"
    assert event.closes_at.isoformat() == "2027-07-09T16:00:00+00:00"


def test_time_zone_that_is_asked_is_not_said_to_be_assumed(paste):
    page = paste(f"{CLEAR}\n\nFire talk\n\nMonday 19 July 2027, 15:00-16:30, online")

    assert "The text gives no time zone. Which one applies?" in page.text
    assert "time zone, so one is assumed" not in page.text
