"""Calendars with a time zone database of the last two years show the published instants."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.ical import old_databases
from tests.ical.chain import links
from tests.ical.old_databases import DATA, RELEASED, ZONES, times, zone_of
from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.errors import InvalidInputError
from webinars.i18n import translator_for
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import render_cancel, render_request
from webinars.ical.vevent import render_fragment
from webinars.timezones.formatting import zone_name

TWO_YEARS = timedelta(days=730)
FIRST, STEP = datetime(2024, 9, 1), timedelta(days=9, hours=17, minutes=30)


def events_in(zone):
    """Return events at all hours until two years after the newest of the old releases."""
    last = max(RELEASED.values()) + TWO_YEARS
    steps = (datetime.combine(last, time()) - FIRST) // STEP
    # Moldova's clock changes are at other hours in releases before 2026a.
    night = datetime(2027, 3, 28, 2, 30)
    for local in (*(FIRST + number * STEP for number in range(steps)), night):
        try:
            yield make(timed(local, zone), uid=f"{local:%Y%m%dT%H%M}@example.org")
        except InvalidInputError:
            continue


@pytest.mark.parametrize("zone", ZONES)
def test_files_messages_and_feeds_are_right_in_every_database_of_the_last_two_years(zone):
    for event in events_in(zone):
        bodies = [
            render_event_file(event),
            render_request(event, ATTENDEE, ORGANIZER, **MESSAGE, replies=True),
            render_cancel(event, ATTENDEE, ORGANIZER, **MESSAGE),
            render_feed([render_fragment(event)], "Europe/Zurich", "All"),
        ]
        expected = [(event.span.starts_at, event.span.ends_at)]
        for release, released in RELEASED.items():
            if event.span.starts_at.date() <= released + TWO_YEARS:
                for body in bodies:
                    assert times(body, release) == expected, (release, event.when)


@pytest.mark.parametrize("release", RELEASED)
def test_e_mails_files_and_feed_of_each_step_are_right(release):
    for link in links():
        meant = link.meant(link.body)
        if meant.start.date() > RELEASED[release] + TWO_YEARS:
            continue
        expected = (meant.start, meant.end)
        assert times(link.body, release) == times(link.file, release) == [expected]
        assert expected in times(link.feed, release)
        if link.step != "cancelled":
            assert_zone_is_named(link)


def assert_zone_is_named(link):
    """The description gives the local time with the zone's city, for times in UTC name no zone."""
    text = f"{link.local:%H:%M} {zone_name(link.zone, translator_for('en'))}"
    for body in (link.body, link.file, link.feed):
        assert text in body.replace(b"\r\n ", b"").decode()


def test_old_databases_differ():
    """Otherwise they would not test anything."""
    at = datetime(2027, 1, 15, 12, tzinfo=UTC)
    changed = {
        zone
        for zone in ZONES
        if zone != "America/Coyhaique"
        and at.astimezone(zone_of(zone, "2024b")).utcoffset()
        != at.astimezone(old_databases.ZoneInfo(zone)).utcoffset()
    }

    assert changed == {
        "Africa/Casablanca",
        "Africa/El_Aaiun",
        "America/Edmonton",
        "America/Havana",
        "America/Inuvik",
        "America/Vancouver",
        "America/Winnipeg",
    }
    with pytest.raises(KeyError):
        zone_of("America/Coyhaique", "2025a")


def test_every_file_is_in_use():
    stored = {path.relative_to(DATA) for path in DATA.rglob("*") if path.is_file()}

    assert {str(path.relative_to(path.parts[0])) for path in stored} == set(ZONES)
    assert {path.parts[0] for path in stored} <= set(RELEASED)
