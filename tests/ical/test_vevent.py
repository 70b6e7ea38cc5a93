"""The VEVENT of an event."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.ical.samples import CREATED, STAMP, make, timed
from webinars.ical.uid import new_uid
from webinars.ical.vevent import render_fragment
from webinars.timezones.schedule import Days, Month

TIMED = make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich"))
DAYS = make(Days(date(2020, 10, 12), date(2020, 10, 15), "Europe/Vienna"))
MONTH = make(Month(2021, 4, "Europe/Zurich"))


def lines_of(event):
    """Return the content lines of an event's fragment, unfolded, by name."""
    lines = render_fragment(event).replace(b"\r\n ", b"").decode().strip().split("\r\n")
    named = [line.split(":", 1) for line in lines]
    assert len({name for name, _ in named[1:-1]}) == len(named) - 2
    return dict(named)


def test_timed_event_has_local_times_and_is_opaque():
    lines = lines_of(TIMED)

    assert lines["DTSTART;TZID=Europe/Zurich"] == "20270716T150000"
    assert lines["DTEND;TZID=Europe/Zurich"] == "20270716T163000"
    assert lines["STATUS"] == "CONFIRMED"
    assert lines["TRANSP"] == "OPAQUE"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "BUSY"


def test_whole_days_end_on_the_day_after_the_last():
    lines = lines_of(DAYS)

    assert lines["DTSTART;VALUE=DATE"] == "20201012"
    assert lines["DTEND;VALUE=DATE"] == "20201016"
    assert lines["STATUS"] == "CONFIRMED"
    assert lines["TRANSP"] == "TRANSPARENT"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_single_day_ends_on_the_next():
    lines = lines_of(make(Days(date(2027, 12, 31), date(2027, 12, 31), "Europe/Vienna")))

    assert lines["DTEND;VALUE=DATE"] == "20280101"


def test_month_is_tentative_and_ends_on_the_first_of_the_next():
    lines = lines_of(MONTH)

    assert lines["DTSTART;VALUE=DATE"] == "20210401"
    assert lines["DTEND;VALUE=DATE"] == "20210501"
    assert lines["STATUS"] == "TENTATIVE"
    assert lines["TRANSP"] == "TRANSPARENT"


def test_december_ends_in_january():
    assert lines_of(make(Month(2027, 12, "Europe/Zurich")))["DTEND;VALUE=DATE"] == "20280101"


@pytest.mark.parametrize("event", [TIMED, DAYS, MONTH])
def test_cancelled_event_has_its_status_and_is_transparent(event):
    lines = lines_of(replace(event, status="CANCELLED"))

    assert lines["STATUS"] == "CANCELLED"
    assert lines["TRANSP"] == "TRANSPARENT"
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_tentative_status_is_kept():
    lines = lines_of(replace(TIMED, status="TENTATIVE"))

    assert (lines["STATUS"], lines["TRANSP"]) == ("TENTATIVE", "OPAQUE")
    assert lines["X-MICROSOFT-CDO-BUSYSTATUS"] == "TENTATIVE"


def test_event_that_is_not_public_has_class_private():
    assert lines_of(TIMED)["CLASS"] == "PUBLIC"
    assert lines_of(replace(TIMED, is_public=False))["CLASS"] == "PRIVATE"


def test_timestamps_are_those_of_the_revision():
    lines = lines_of(TIMED)

    assert lines["DTSTAMP"] == lines["LAST-MODIFIED"] == "20261102T083005Z"
    assert lines["CREATED"] == "20261001T090000Z"
    assert lines["SEQUENCE"] == "3"


def test_bytes_do_not_depend_on_the_zone_of_the_timestamps():
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    again = make(
        timed(datetime(2027, 7, 16, 15), "Europe/Zurich"),
        stamp=STAMP.astimezone(elsewhere).replace(microsecond=7),
        created=CREATED.astimezone(elsewhere),
    )

    assert render_fragment(again) == render_fragment(TIMED)


def test_only_commas_within_a_category_are_escaped():
    assert lines_of(TIMED)["CATEGORIES"] == "Trade\\, services,UN"


def test_semicolon_of_geo_is_not_escaped():
    assert lines_of(replace(TIMED, geo=(46.2266, 6.1404)))["GEO"] == "46.226600;6.140400"


def test_events_have_no_recurrence_and_no_alarm():
    for event in (TIMED, DAYS, MONTH):
        assert not {"RRULE", "RDATE", "RECURRENCE-ID", "BEGIN:VALARM"} & set(lines_of(event))


def test_uids_differ_and_contain_the_host():
    one, other = new_uid("events.example.org"), new_uid("events.example.org")

    assert one != other
    assert one.endswith("@events.example.org")
    assert len(one) == 36 + 19
