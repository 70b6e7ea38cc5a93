"""What becomes of a draft that was read from an announcement: how it is held, and what the public reads."""

from datetime import date

import pytest

from webinars.events.announced import announcement_of
from webinars.events.rules import Format
from webinars.timekeeping.announcement.read import read
from webinars.wording import speak

TIME = "4 May 2027, 15:00 Geneva"
DAYS = "4-6 May 2027"


def announced(text):
    (draft,) = read(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return announcement_of(draft, speak("en"))


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
def test_an_event_is_held_as_its_place_says(when, where, held, place):
    said = announced(f"Bail\n{when}\n{where}\n\nText.")

    assert (said.format, said.place) == (held, place)


def test_nothing_that_gets_somebody_into_the_room_is_public():
    said = announced(
        f"Bail\n{TIME}\nWhere: Zoom https://zoom.us/j/1?pwd=sesame\n\nText.\nPasscode: sesame"
    )

    assert said.room_url == "https://zoom.us/j/1?pwd=sesame"
    assert "sesame" not in f"{said.title} {said.place} {said.description} {said.links}"
    assert "room-keys" in said.reading["assumed"]
