"""Venues of rows are those at the position where most rows have one."""

from datetime import date

import pytest

from webinars.announcement_parser.parser import parse_announcement


def places(text):
    drafts = parse_announcement(text, today=date(2027, 1, 1), zone="Europe/Zurich")
    return [draft.place for draft in drafts]


@pytest.mark.parametrize(
    "row",
    [
        "{day} February 2027, 19:00: {title} ({place})",
        "{day} February 2027 / 19:00 / {title} / {place}",
        "{day} February 2027 | 19:00 | {title} | {place}",
    ],
)
def test_part_at_the_position_of_venues_is_a_venue(row):
    events = [
        (11, "Map evening", "Room 2"),
        (18, "Poetry night", "Blue Door"),
        (25, "Choir", "Hall B"),
    ]
    text = "\n".join(row.format(day=day, title=title, place=place) for day, title, place in events)

    assert places(text) == ["Room 2", "Blue Door", "Hall B"]


def test_other_parts_are_no_venues():
    text = """11 February 2027, 19:00: Map evening (Ann Low)
18 February 2027, 19:00: Poetry night (Blue Moon)
25 February 2027, 19:00: Choir (Hall B)
"""

    assert places(text) == ["", "", "Hall B"]


def test_times_of_one_line_have_the_title_of_its_sentence():
    text = 'The play "The Tin Goose" is on Saturday 27 February 2027 at 11am and at 3pm in Hall B, Hove.'

    drafts = parse_announcement(text, today=date(2027, 1, 1), zone="Europe/Zurich")

    assert [draft.title for draft in drafts] == ["The Tin Goose"] * 2
