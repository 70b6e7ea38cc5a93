"""The timeline: the event as a band, and the hours of each city."""

from datetime import datetime, timedelta

import pytest

from webinars.i18n import translator_for
from webinars.timezones.schedule import Month, Timed
from webinars.web.components.timeline import MAX_ROWS, build_city_timeline

W = translator_for("en")


def strip_of(
    make_event, start, minutes=90, zone="Europe/Zurich", cities=("GVA", "NYC"), reader=None
):
    event = make_event(when=Timed(start, start + timedelta(minutes=minutes), zone), cities=cities)
    return build_city_timeline(event, reader or "Europe/Zurich", reader is not None, W)


def test_event_is_positioned_in_its_day(make_event):
    result = strip_of(make_event, datetime(2027, 7, 16, 15))

    assert (result.event.x, result.event.width) == (62.5, 6.25)


def test_row_shows_night_and_working_hours_of_its_city(make_event):
    geneva, new_york = strip_of(make_event, datetime(2027, 7, 16, 15)).rows

    assert [(segment.x, segment.width) for segment in geneva.work_segments] == [(37.5, 33.33)]
    assert [(segment.x, segment.width) for segment in geneva.night_segments] == [
        (0.0, 29.17),
        (91.67, 8.33),
    ]
    assert [(segment.x, segment.width) for segment in new_york.work_segments] == [(62.5, 33.33)]
    assert [(line.x, line.name) for line in new_york.midnights] == [(25.0, "Fri 16")]


def test_event_past_midnight_shifts_frame_by_half_a_day(make_event):
    result = strip_of(make_event, datetime(2027, 7, 16, 23), minutes=120)

    assert (result.event.x, result.event.width) == (45.83, 8.33)


def test_row_of_reader_is_last_and_marked(make_event):
    result = strip_of(make_event, datetime(2027, 7, 16, 15), reader="Africa/Nairobi")

    assert [(row.name, row.is_reader) for row in result.rows] == [
        ("Geneva", False),
        ("New York", False),
        ("Nairobi", True),
    ]


def test_reader_in_listed_city_has_one_row(make_event):
    there = strip_of(make_event, datetime(2027, 7, 16, 15), reader="America/New_York")
    here = strip_of(make_event, datetime(2027, 7, 16, 15), reader="Europe/Zurich")

    assert [(row.name, row.is_reader) for row in there.rows] == [
        ("Geneva", False),
        ("New York", True),
    ]
    assert [(row.name, row.is_reader) for row in here.rows] == [
        ("Geneva", True),
        ("New York", False),
    ]


def test_timeline_has_at_most_six_rows(make_event):
    cities = ("GVA", "NYC", "VIE", "NBO", "BKK", "KTM", "SUV", "TYO")

    result = strip_of(make_event, datetime(2027, 7, 16, 15), cities=cities, reader="Asia/Tokyo")

    assert len(result.rows) == MAX_ROWS
    assert result.rows[-1].is_reader


def test_hours_of_zones_with_quarter_offsets_are_shifted(make_event):
    kathmandu = strip_of(make_event, datetime(2027, 7, 16, 15), cities=("GVA", "KTM")).rows[1]

    # 0:00 in Geneva is 3:45 there, so that its first full hour comes a quarter of an hour later.
    assert kathmandu.ticks[0].x == pytest.approx(1.04)


def test_labels_next_to_the_event_are_omitted(make_event):
    for row in strip_of(
        make_event, datetime(2027, 7, 16, 15), cities=("GVA", "NYC", "BKK", "KTM")
    ).rows:
        near = [tick for tick in row.ticks if tick.label and 62.5 - 2.36 < tick.x < 68.75 + 2.36]
        assert near == []


@pytest.mark.parametrize(("day", "hours"), [(28, 23), (29, 24)])
def test_day_with_skipped_hour_has_one_tick_less(make_event, day, hours):
    geneva = strip_of(make_event, datetime(2027, 3, day, 10)).rows[0]

    # The frame is 24 hours long, so that the shorter day ends an hour before it.
    shows_times = [tick.x for tick in geneva.ticks]
    midnights = [line.x for line in geneva.midnights]
    assert len(shows_times) == 25
    assert midnights == ([round(100 * 23 / 24, 2)] if hours == 23 else [])


def test_events_without_time_or_too_long_have_no_timeline(make_event):
    month = make_event(when=Month(2027, 4, "Europe/Zurich"))

    assert build_city_timeline(month, "Europe/Zurich", False, W) is None
    assert strip_of(make_event, datetime(2027, 7, 16, 8), minutes=13 * 60) is None
