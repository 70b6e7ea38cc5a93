"""The room of an online event is taken out of what the public reads."""

from datetime import date

import pytest

from webinars.timekeeping.announcement.read import read
from webinars.timekeeping.announcement.room import part_room

HEAD = (
    "Bail and poverty\n16 July 2027, 15:00 Geneva / 9:00 New York\n\nWe discuss what bail costs.\n"
)


def parted(text):
    (draft,) = read(HEAD + text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return part_room(draft)


@pytest.mark.parametrize(
    "line",
    [
        "Join: https://meet.example.org/abc-def",
        "Zoom link: https://rooms.example.org/1",
        "Connect here https://rooms.example.org/1",
        "https://us02web.zoom.us/j/123456",
        "Teams meeting – https://teams.microsoft.com/l/meetup-join/1",
    ],
)
def test_an_address_of_a_room_is_found_and_leaves_the_text(line):
    found = parted(line)

    assert found.room_url == line[line.index("https://") :]
    assert found.paragraphs == ("We discuss what bail costs.",)
    assert found.links == ()


@pytest.mark.parametrize(
    "line",
    [
        "Read more: https://www.example.org/bail",
        "Register to join at https://www.example.org/form",
        "https://us02web.zoom.us/webinar/register/WN_1",
        "Join the movement. The report is at https://www.example.org/report",
    ],
)
def test_other_addresses_stay_public(line):
    found = parted(line)

    assert found.room_url == ""
    assert len(found.links) == 1


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("We talk. Join: https://zoom.us/j/1", "We talk."),
        ("Join at https://zoom.us/j/1. Bring questions", "Bring questions"),
        (
            "Everybody who has something to say about bail meets us at https://zoom.us/j/1",
            "Everybody who has something to say about bail meets us at",
        ),
    ],
)
def test_what_stands_beside_the_address_is_kept(line, left):
    found = parted(line)

    assert found.room_url == "https://zoom.us/j/1"
    assert found.paragraphs == ("We discuss what bail costs.", left)
