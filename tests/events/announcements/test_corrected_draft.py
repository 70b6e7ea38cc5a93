"""Corrections of a draft become details of its event."""

from datetime import date, datetime

from webinars.announcement_parser.parser import parse_announcement
from webinars.events.announcements.corrected_draft import with_location, with_schedule
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.announcements.draft_review import is_clear
from webinars.events.enums import Format
from webinars.i18n import translator_for
from webinars.timezones.cities import city
from webinars.timezones.schedule import Timed

EN = translator_for("en")


def draft_of(text):
    """Return the only draft of a text."""
    [draft] = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return draft


def test_corrected_schedule_leaves_nothing_open():
    draft = draft_of("Water talk\n\nFriday 16 July 2027, 15:00 Geneva / 10:00 New York")
    when = Timed(datetime(2027, 7, 17, 9), datetime(2027, 7, 17, 10), "America/Lima")

    corrected = with_schedule(draft, when, [city("LIM")])

    details = details_from_draft(corrected, EN)
    assert (details.when, list(details.cities)) == (when, ["LIM"])
    assert details.reading["questions"] == []
    assert details.reading["assumed"] == ["format"]
    assert is_clear(corrected)


def test_registration_closes_at_the_same_clock_time_in_the_corrected_zone():
    draft = draft_of(
        "Water talk\n\nFriday 16 July 2027, 15:00-16:00 Geneva\nRegistration closes on 9 July 2027 at 18:00."
    )
    when = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16), "America/Lima")

    details = details_from_draft(with_schedule(draft, when, []), EN)

    assert details.closes_at.isoformat() == "2027-07-09T23:00:00+00:00"


def test_join_link_in_a_place_stays_when_the_place_is_corrected():
    draft = draft_of(
        "Water talk\n\n16 July 2027, 15:00-16:00 Geneva\nWhere: https://zoom.us/j/812345678"
    )

    details = details_from_draft(with_location(draft, Format.HYBRID, "Room 5"), EN)

    assert (details.place, details.format) == ("Room 5", Format.HYBRID)
    assert details.meeting_url == "https://zoom.us/j/812345678"


def test_directions_stay_in_the_description_when_the_place_is_corrected():
    story = "From the station " + "and on " * 60 + "to the hall"
    draft = draft_of(f"A walk\n\n16 July 2027, 15:00-16:00 Geneva\nPlace: {story}\n\nBring shoes.")

    details = details_from_draft(with_location(draft, Format.IN_PERSON, "The hall"), EN)

    assert (details.place, details.description) == ("The hall", f"{story}\n\nBring shoes.")
