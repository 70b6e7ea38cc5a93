"""The room of an online event is taken out of what the public reads."""

from datetime import date

import pytest

from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.parser import parse_announcement

HEAD = (
    "Bail and poverty\n16 July 2027, 15:00 Geneva / 9:00 New York\n\nWe discuss what bail costs.\n"
)


def parted(text):
    (draft,) = parse_announcement(HEAD + text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return extract_meeting_link(draft)


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

    assert found.meeting_url == line[line.index("https://") :]
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

    assert found.meeting_url == ""
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

    assert found.meeting_url == "https://zoom.us/j/1"
    assert found.paragraphs == ("We discuss what bail costs.", left)


@pytest.mark.parametrize(
    ("line", "place", "room"),
    [
        ("Where: Zoom https://zoom.us/j/1?pwd=abc", "", "https://zoom.us/j/1?pwd=abc"),
        ("Where: https://zoom.us/j/1", "", "https://zoom.us/j/1"),
        ("Where: https://live.example.org/bail", "", "https://live.example.org/bail"),
        ("Where: Online, https://meet.example.org/x", "", "https://meet.example.org/x"),
        (
            "Location: Microsoft Teams (https://teams.live.com/meet/1)",
            "",
            "https://teams.live.com/meet/1",
        ),
        ("Lieu : en ligne, https://zoom.us/j/1", "", "https://zoom.us/j/1"),
        (
            "Venue: Palais des Nations, Room XX and Zoom https://zoom.us/j/1",
            "Palais des Nations, Room XX",
            "https://zoom.us/j/1",
        ),
        (
            "Place: Room XX, Palais des Nations, Geneva. Link: https://zoom.us/j/1",
            "Room XX, Palais des Nations, Geneva",
            "https://zoom.us/j/1",
        ),
        ("Where: Online", "", ""),
        ("Where: Online (Zoom)", "", ""),
        ("Lugar: virtual por Zoom", "", ""),
        ("Where: Room XX and online", "Room XX", ""),
        ("Where: Online and Room XX", "Room XX", ""),
    ],
)
def test_a_place_that_is_online_is_a_room_and_no_place(line, place, room):
    found = parted(line)

    assert (found.place, found.meeting_url, found.is_online) == (place, room, True)
    assert found.paragraphs == ("We discuss what bail costs.",)
    assert found.links == ()


@pytest.mark.parametrize(
    "place",
    [
        "Palais des Nations, Room XX",
        "Meeting Room 3, Vienna",
        "Online Hub, Nairobi",
        "Vienna International Centre, https://www.unov.org/map",
    ],
)
def test_a_place_that_is_one_stays_as_it_is(place):
    found = parted(f"Where: {place}")

    assert (found.place, found.meeting_url, found.is_online) == (place, "", False)


ZOOM = """Join Zoom Meeting
https://zoom.us/j/1?pwd=s
Meeting ID: 812 3456 7890
Passcode: 990011
One tap mobile
+41315280988,,81234567890#,,,,*990011# Switzerland
Dial by your location
Find your local number: https://zoom.us/u/abc
Bring your questions."""
TEAMS = """Microsoft Teams meeting
Join on your computer, mobile app or room device
Click here to join the meeting https://teams.microsoft.com/l/meetup-join/19
Meeting ID: 345 678 901 2
Passcode: aB3dE4
Bring your questions."""
FRENCH = """Lien Zoom : https://zoom.us/j/1
ID de réunion : 812 3456 7890
Code secret : 990011
Bring your questions."""
WEBEX = """Join: https://un.webex.com/un/j.php?MTID=m1 (Meeting number: 2345 678 9012, password: Hq3)
Bring your questions."""


@pytest.mark.parametrize("text", [ZOOM, TEAMS, FRENCH, WEBEX])
def test_numbers_and_passcodes_of_the_room_are_left_out_and_told(text):
    found = parted(text)

    assert found.meeting_url
    assert found.paragraphs == ("We discuss what bail costs.", "Bring your questions.")
    assert found.links == ()
    assert found.left_out == {"room-keys"}


def test_the_address_of_another_room_is_left_out_and_told():
    found = parted(
        "English: https://zoom.us/j/1\nFrançais : https://zoom.us/j/12\nSee https://un.org/x"
    )

    assert found.meeting_url == "https://zoom.us/j/1"
    assert found.paragraphs == ("We discuss what bail costs.", "See https://un.org/x")
    assert [link.url for link in found.links] == ["https://un.org/x"]
    assert found.left_out == {"rooms"}


def test_numbers_of_a_room_without_an_address_are_left_out_and_told_too():
    found = parted("All sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566")

    assert found.paragraphs == ("We discuss what bail costs.", "All sessions: Zoom.")
    assert found.left_out == {"room-keys"}
    assert found.removed == ("Meeting ID 812 3456 7890", "Passcode 445566")
