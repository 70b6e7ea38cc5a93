"""What calendars are told of an event."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.ical.samples import CREATED, STAMP, make, timed
from webinars.ical.uid import new_uid
from webinars.ical.vevent import fragment
from webinars.timezones.schedule import Days, Month

TIMED = make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich"))
DAYS = make(Days(date(2020, 10, 12), date(2020, 10, 15), "Europe/Vienna"))
MONTH = make(Month(2021, 4, "Europe/Zurich"))


def said(event):
    """Return the lines of an event's fragment, unfolded, by name."""
    lines = fragment(event).replace(b"\r\n ", b"").decode().strip().split("\r\n")
    named = [line.split(":", 1) for line in lines]
    assert len({name for name, _ in named[1:-1]}) == len(named) - 2
    return dict(named)


def test_a_timed_event_says_its_wall_clock_and_fills_its_time():
    lines = said(TIMED)

    assert lines["DTSTART;TZID=Europe/Zurich"] == "20270716T150000"
    assert lines["DTEND;TZID=Europe/Zurich"] == "20270716T163000"
    assert lines["STATUS"] == "CONFIRMED"
    assert lines["TRANSP"] == "OPAQUE"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "BUSY"


def test_whole_days_are_dates_with_the_day_after_as_their_end():
    lines = said(DAYS)

    assert lines["DTSTART;VALUE=DATE"] == "20201012"
    assert lines["DTEND;VALUE=DATE"] == "20201016"
    assert lines["STATUS"] == "CONFIRMED"
    assert lines["TRANSP"] == "TRANSPARENT"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_one_day_ends_on_the_next():
    lines = said(make(Days(date(2027, 12, 31), date(2027, 12, 31), "Europe/Vienna")))

    assert lines["DTEND;VALUE=DATE"] == "20280101"


def test_a_month_is_tentative_from_its_first_day_to_the_next_month_s():
    lines = said(MONTH)

    assert lines["DTSTART;VALUE=DATE"] == "20210401"
    assert lines["DTEND;VALUE=DATE"] == "20210501"
    assert lines["STATUS"] == "TENTATIVE"
    assert lines["TRANSP"] == "TRANSPARENT"


def test_a_month_in_december_ends_in_january():
    assert said(make(Month(2027, 12, "Europe/Zurich")))["DTEND;VALUE=DATE"] == "20280101"


@pytest.mark.parametrize("event", [TIMED, DAYS, MONTH])
def test_a_cancelled_event_says_so_and_leaves_the_time_free(event):
    lines = said(replace(event, status="CANCELLED"))

    assert lines["STATUS"] == "CANCELLED"
    assert lines["TRANSP"] == "TRANSPARENT"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_a_tentative_time_is_kept_as_tentative():
    lines = said(replace(TIMED, status="TENTATIVE"))

    assert (lines["STATUS"], lines["TRANSP"]) == ("TENTATIVE", "OPAQUE")
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "TENTATIVE"


def test_an_event_that_is_not_listed_is_private():
    assert said(TIMED)["CLASS"] == "PUBLIC"
    assert said(replace(TIMED, listed=False))["CLASS"] == "PRIVATE"


def test_stamps_are_those_of_the_revision():
    lines = said(TIMED)

    assert lines["DTSTAMP"] == lines["LAST-MODIFIED"] == "20261102T083005Z"
    assert lines["CREATED"] == "20261001T090000Z"
    assert lines["SEQUENCE"] == "3"


def test_the_same_revision_gives_the_same_bytes_whatever_zone_its_stamps_are_held_in():
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    again = make(
        timed(datetime(2027, 7, 16, 15), "Europe/Zurich"),
        stamp=STAMP.astimezone(elsewhere).replace(microsecond=7),
        created=CREATED.astimezone(elsewhere),
    )

    assert fragment(again) == fragment(TIMED)


def test_commas_in_a_category_are_escaped_and_between_them_are_not():
    assert said(TIMED)["CATEGORIES"] == "Trade\\, services,UN"


def test_the_semicolon_of_a_position_is_not_escaped():
    assert said(replace(TIMED, geo=(46.2266, 6.1404)))["GEO"] == "46.226600;6.140400"


def test_nothing_repeats_and_nothing_rings():
    for event in (TIMED, DAYS, MONTH):
        assert not {"RRULE", "RDATE", "RECURRENCE-ID", "BEGIN:VALARM"} & set(said(event))


def test_uids_differ_and_name_the_host():
    one, other = new_uid("events.example.org"), new_uid("events.example.org")

    assert one != other
    assert one.endswith("@events.example.org")
    assert len(one) == 36 + 19
