"""Join links and access details are removed from the public text."""

from datetime import date

import pytest

from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.parser import parse_announcement

HEADER = (
    "Bail and poverty\n16 July 2027, 15:00 Geneva / 9:00 New York\n\nWe discuss what bail costs.\n"
)


def extract(text):
    (draft,) = parse_announcement(HEADER + text, today=date(2026, 11, 25), zone="Europe/Zurich")
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
def test_join_link_is_extracted_from_the_text(line):
    meeting = extract(line)

    assert meeting.meeting_url == line[line.index("https://") :]
    assert meeting.paragraphs == ("We discuss what bail costs.",)
    assert meeting.links == ()


@pytest.mark.parametrize(
    "line",
    [
        "Read more: https://www.example.org/bail",
        "Register to join at https://www.example.org/form",
        "https://us02web.zoom.us/webinar/register/WN_1",
        "Join the movement. The report is at https://www.example.org/report",
    ],
)
def test_other_links_remain_public(line):
    meeting = extract(line)

    assert meeting.meeting_url == ""
    assert len(meeting.links) == 1


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("We talk. Join: https://zoom.us/j/1", "We talk."),
        ("Join at https://zoom.us/j/1. Bring questions", "Bring questions"),
        ("Join https://zoom.us/j/1 or, if it fails, https://zoom.us/j/1 again", "again"),
        (
            "Everyone who has something to say about bail meets us at https://zoom.us/j/1",
            "Everyone who has something to say about bail meets us at",
        ),
    ],
)
def test_text_around_the_join_link_remains(line, rest):
    meeting = extract(line)

    assert meeting.meeting_url == "https://zoom.us/j/1"
    assert meeting.paragraphs == ("We discuss what bail costs.", rest)


@pytest.mark.parametrize(
    ("line", "place", "meeting_url"),
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
def test_online_place_is_removed_and_its_join_link_extracted(line, place, meeting_url):
    meeting = extract(line)

    assert (meeting.place, meeting.meeting_url, meeting.is_online) == (place, meeting_url, True)
    assert meeting.paragraphs == ("We discuss what bail costs.",)
    assert meeting.links == ()


@pytest.mark.parametrize(
    "place",
    [
        "Palais des Nations, Room XX",
        "Meeting Room 3, Vienna",
        "Online Hub, Nairobi",
        "Vienna International Centre, https://www.unov.org/map",
    ],
)
def test_physical_place_is_unchanged(place):
    meeting = extract(f"Where: {place}")

    assert (meeting.place, meeting.meeting_url, meeting.is_online) == (place, "", False)


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
def test_meeting_ids_and_passcodes_are_removed_and_reported(text):
    meeting = extract(text)

    assert meeting.meeting_url
    assert meeting.paragraphs == ("We discuss what bail costs.", "Bring your questions.")
    assert meeting.links == ()
    assert meeting.left_out == {"room-keys"}


def test_further_join_link_is_removed_and_reported():
    meeting = extract(
        "English: https://zoom.us/j/1\nFrançais : https://zoom.us/j/12\nSee https://un.org/x"
    )

    assert meeting.meeting_url == "https://zoom.us/j/1"
    assert meeting.paragraphs == ("We discuss what bail costs.", "See https://un.org/x")
    assert [link.url for link in meeting.links] == ["https://un.org/x"]
    assert meeting.left_out == {"rooms"}


def test_meeting_ids_without_a_join_link_are_removed_and_reported():
    meeting = extract("All sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566")

    assert meeting.paragraphs == ("We discuss what bail costs.", "All sessions: Zoom.")
    assert meeting.left_out == {"room-keys"}
    assert meeting.removed == ("Meeting ID 812 3456 7890", "Passcode 445566")


DIAL_IN = {
    "zoom": """One tap mobile
+16045550171,,83517204496# Canada
Dial by your location
        +1 604 555 0171 Canada
        +1 206 555 0123 US (Seattle)
        877 853 5247 US Toll-free
Find your local number: https://us06web.zoom.us/u/kBvRtyQWz""",
    "older zoom": """Or iPhone one-tap :
    US: +19295550148,,615482097#  or +16695550172,,615482097#
Or Telephone:
    Dial(for higher quality, dial a number based on your current location):
        US: +1 929 555 0148  or +1 669 555 0172
    Meeting ID: 615 482 097""",
    "teams": """Dial in by phone
+41 43 210 55 01,,77120455# Switzerland, Zurich
Phone conference ID: 771 204 55#""",
    "french": """Par téléphone :
Suisse : +41 31 528 09 88 ou +41 43 210 70 42
France : +33 1 70 37 22 46
ID de réunion : 812 3456 7890""",
    "spanish": """Marcar según su ubicación
+34 84 368 5025 España
+52 55 4161 4288 México""",
    "toll-free": """Call-in toll-free number: 1-8665550142  (Canada)
Call-in number: 1-5195550177  (Canada)
Toll number (Europe): +41 43 210 55 01
Join via SIP: sip:77120455@rooms.lanternhill.example.net""",
    "heading alone": """By Phone:
+1 555 010 8642
Webinar ID: 853 5550 1563""",
    "one line": "Dial-in: +41 22 555 01 23 / +1 617 675 0144 (toll-free)",
}


@pytest.mark.parametrize("layout", DIAL_IN)
def test_dial_in_numbers_are_removed_and_reported(layout):
    meeting = extract(f"https://zoom.us/j/83517204496\n{DIAL_IN[layout]}\nBring questions.")

    assert "\n".join(meeting.paragraphs) == "We discuss what bail costs.\nBring questions."
    assert "room-keys" in meeting.left_out


def test_heading_below_dial_in_numbers_remains_public():
    text = "Call-in number: 1-5195550177 (Canada)\n### Agenda:\n1. News\nCall-in number: 1-5195550177\nAgenda:"

    meeting = extract(f"https://zoom.us/j/83517204496\n{text}")

    assert meeting.paragraphs[1:] == ("### Agenda:", "1. News", "Agenda:")


@pytest.mark.parametrize(
    "line",
    [
        "Questions? Phone: +41 22 555 01 23",
        "Phone: +41 22 555 01 23 (contact: Ana Ruiz)",
        "Telephone: +41 22 555 01 23 or write to ana@example.org",
        "Dial 117 in an emergency, and ask for the guard on duty at the gate.",
        "Room 1 604 555 is on the left",
        "Par téléphone, on nous a dit que tout était prêt.",
    ],
)
def test_numbers_of_a_contact_remain_public(line):
    meeting = extract(f"https://zoom.us/j/83517204496\n{line}\nBring questions.")

    assert line in "\n".join(meeting.paragraphs)
