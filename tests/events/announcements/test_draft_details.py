"""What becomes of a draft that was read from an announcement: how it is held, and what the public reads."""

from datetime import date

import pytest

from webinars.announcement_parser.parser import parse_announcement
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.enums import Format
from webinars.i18n import translator_for

TIME = "4 May 2027, 15:00 Geneva"
DAYS = "4-6 May 2027"


def announced(text):
    (draft,) = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return details_from_draft(draft, translator_for("en"))


@pytest.mark.parametrize(
    ("when", "where", "held", "place"),
    [
        (TIME, "Where: Online", Format.ONLINE, ""),
        (DAYS, "Where: Online", Format.ONLINE, ""),
        (TIME, "Where: via Zoom https://zoom.us/j/1", Format.ONLINE, ""),
        (TIME, "Where: Room XX and online", Format.HYBRID, "Room XX"),
        (TIME, "Where: Room XX, Zoom: https://zoom.us/j/1", Format.HYBRID, "Room XX"),
        (TIME, "Where: Room XX", Format.IN_PERSON, "Room XX"),
    ],
)
def test_format_follows_the_place_in_the_text(when, where, held, place):
    result = announced(f"Bail\n{when}\n{where}\n\nText.")

    assert (result.format, result.place) == (held, place)


def test_access_data_of_the_meeting_is_not_public():
    result = announced(
        f"Bail\n{TIME}\nWhere: Zoom https://zoom.us/j/1?pwd=sesame\n\nText.\nPasscode: sesame"
    )

    assert result.meeting_url == "https://zoom.us/j/1?pwd=sesame"
    assert "sesame" not in f"{result.title} {result.place} {result.description} {result.links}"
    assert "room-keys" in result.reading["assumed"]


@pytest.mark.parametrize(
    "line",
    [
        "Friday 16 July 2027 at 15:00, Geneva time",
        "Friday 16 July 2027, 15:00, Geneva local time",
        "vendredi 16 juillet 2027 à 15h, heure de Genève",
        "vendredi 16 juillet 2027 à 15h, heure locale de Genève",
        "viernes 16 de julio de 2027 a las 15:00, hora de Ginebra",
    ],
)
def test_city_of_a_time_is_not_the_venue(line):
    result = announced(f"Bail\n{line}\n\nText.")

    assert (result.when.timezone, result.format, result.place) == (
        "Europe/Zurich",
        Format.ONLINE,
        "",
    )


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("All sessions: Zoom", Format.ONLINE),
        ("Format: online", Format.ONLINE),
        ("Modalidad: en línea", Format.ONLINE),
        ("The session will be held on Microsoft Teams.", Format.ONLINE),
        ("Passcode 445566", Format.ONLINE),
        ("A talk about water.", Format.IN_PERSON),
    ],
)
def test_event_of_month_is_online_if_the_text_says_so(text, held):
    result = announced(f"Session 6: to be announced, May 2027\n\n{text}")

    assert (result.format, result.place) == (held, "")
