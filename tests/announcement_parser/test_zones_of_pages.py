"""The time zone of all events of a page: its footer, a common sentence, and words that are no towns."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 15)
TWO_EVENTS = (
    "Opening: Friday, April 9, 2027, 6–8 pm\n\nThe painter in conversation\n"
    "Saturday, May 1, 2027, 3 pm. Seating is limited.\n\n{footer}"
)


def starts(text):
    """Return start and zone of the drafts that can be published."""
    drafts = [draft for draft in parse(text, today=FEBRUARY) if is_publishable(draft)]
    return [f"{draft.when.start:%Y-%m-%d %H:%M} {draft.when.timezone}" for draft in drafts]


@pytest.mark.parametrize(
    ("footer", "zone"),
    [
        ("391 Van Brunt Street, Brooklyn NY 11231\nContact: petra@example.com", "America/New_York"),
        ("Learning, Royal Hospital, Huddersfield\nlearning@example.nhs.uk", "Europe/London"),
        ("45 Lorong Keladi, Singapore 389214    club@example.sg", "Asia/Singapore"),
        ("Galerie Nord, 8 rue Sainte, 13001 Marseille, galerie@example.fr", "Europe/Paris"),
    ],
)
def test_footer_with_an_address_is_about_all_events(footer, zone):
    assert starts(TWO_EVENTS.format(footer=footer)) == [
        f"2027-04-09 18:00 {zone}",
        f"2027-05-01 15:00 {zone}",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Can you bring chairs to the hall? Come early.",
        "Christmas lunch is in the hall as ever.",
        "South and East: see the map in the hall",
        "Say hello at the library, 12 School Lane",
    ],
)
def test_ordinary_words_are_no_towns(sentence):
    (draft,) = parse(f"Choir\nFriday 9 April 2027, 18:00\n\n{sentence}", today=FEBRUARY)

    assert draft.when.timezone == "Europe/Zurich"
    assert not is_publishable(draft)


@pytest.mark.parametrize(
    "sentence",
    ["All times are Bangkok time (UTC+7).", "All times UTC+7 (Bangkok)", "All times ICT (UTC+7)"],
)
def test_common_zone_with_its_offset_is_one(sentence):
    text = f"(a) East: Tuesday, 24 August 2027, 0900-1200 hours, online;\n\n(b) South: Thursday, 26 August 2027, 1300-1530 hours, online;\n\n(c) Pacific: Wednesday, 1 September 2027, 0700-0930 hours, online.\n\n{sentence}"

    assert starts(text) == [
        "2027-08-24 09:00 Asia/Bangkok",
        "2027-08-26 13:00 Asia/Bangkok",
        "2027-09-01 07:00 Asia/Bangkok",
    ]


def test_atlantic_time_is_read():
    (draft,) = parse("Talk\nWednesday, March 24, 2027, 7 p.m. Atlantic", today=FEBRUARY)

    assert format_when(draft.when) == "2027-03-24 19:00-20:00 America/Halifax"


@pytest.mark.parametrize("gap", ["     ", "\t"])
def test_columns_before_the_date_make_a_row(gap):
    rows = [
        ("Americas", "Wed, May 5", "10:00 AM PT | 1:00 PM ET"),
        ("Europe & Africa", "Thu, May 6", "10:00 BST | 11:00 CEST"),
        ("Asia Pacific", "Thu, May 6", "11:00 AM SGT | 1:00 PM AEST"),
    ]
    text = "What is new\n\nPick the session that fits your day:\n\n"
    assert starts(text + "\n".join(map(gap.join, rows))) == [
        "2027-05-05 10:00 America/Los_Angeles",
        "2027-05-06 10:00 Europe/London",
        "2027-05-06 11:00 Asia/Singapore",
    ]
