"""The order in which times of a webinar are offered: by part of the day, then by distance from working hours."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webinars.fair_hours.day_grid import Assumptions, part_between
from webinars.fair_hours.day_parts import DayPart
from webinars.fair_hours.places import Place, country_of_zone
from webinars.fair_hours.session_order import rank_sessions
from webinars.timezones.schedule import Span

THURSDAY = datetime(2027, 6, 10, tzinfo=UTC)
ZONES = st.sampled_from(
    ["Europe/Zurich", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Asia/Kolkata", "UTC"]
)
STARTS = st.lists(st.integers(0, 14 * 96), min_size=1, max_size=6)


def span(hours, length=1.5):
    start = THURSDAY + timedelta(hours=hours)
    return Span(start, start + timedelta(hours=length))


def place(zone):
    return Place("", zone, country_of_zone(zone))


def order(zone, *hours):
    return [hours[rank.index] for rank in rank_sessions([span(one) for one in hours], place(zone))]


def test_each_city_gets_the_session_in_its_working_hours_first():
    sessions = (1, 8, 15)  # 3:00, 10:00 and 17:00 in Geneva

    assert order("Europe/Zurich", *sessions) == [8, 15, 1]
    assert order("America/New_York", *sessions) == [15, 1, 8]  # 11:00, 21:00, 4:00
    assert order("Asia/Tokyo", *sessions) == [1, 8, 15]  # 10:00, 17:00 until 18:30, 0:00


def test_of_two_in_working_hours_the_earliest_and_of_two_nights_the_nearest_to_day():
    assert order("Europe/Zurich", 32, 8) == [8, 32]
    assert order("Europe/Zurich", 25, 20.5) == [20.5, 25]  # 3:00 on Friday, 22:30 on Thursday


def test_day_off_comes_after_an_evening_and_before_the_night():
    parts = [
        rank.part for rank in rank_sessions([span(24), span(56), span(18)], place("Europe/Zurich"))
    ]

    assert parts == [DayPart.EVENING, DayPart.DAY_OFF, DayPart.NIGHT]


@given(zone=ZONES, starts=STARTS, length=st.integers(1, 16))
def test_order_is_that_of_parts_of_the_day_whatever_the_given_order(zone, starts, length):
    spans = [span(start / 4, length / 4) for start in dict.fromkeys(starts)]
    at = place(zone)

    ranked = rank_sessions(spans, at)
    turned = rank_sessions(spans[::-1], at)

    assert sorted(rank.index for rank in ranked) == list(range(len(spans)))
    parts = [
        part_between(spans[one.index].starts_at, spans[one.index].ends_at, at, Assumptions())
        for one in ranked
    ]
    assert parts == sorted(parts) == [one.part for one in ranked]
    working = [spans[one.index].starts_at for one in ranked if one.part is DayPart.WORK]
    assert working == sorted(working)
    assert [spans[one.index] for one in ranked] == [spans[::-1][one.index] for one in turned]
