"""Parts of the day at places, compared with a search over every quarter of an hour with zoneinfo."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.fair_hours.day_grid import Assumptions, Meeting, evaluate, part_between
from webinars.fair_hours.day_parts import QUARTERS, DayHours, DayPart, time_of
from webinars.fair_hours.days_off import WeekendRule, public_holiday, weekend
from webinars.fair_hours.places import Place
from webinars.timezones import zones

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
ZONES = zones.choices()
# Days on which clocks change somewhere, also by half an hour, and in Samoa once a day was skipped.
CLOCK_CHANGES = [date(2027, 3, 14), date(2027, 3, 28), date(2027, 4, 4), date(2027, 10, 31)]


def part_of(local, place, assumptions):
    """Return the part of the day of a local time."""
    hours = assumptions.hours
    if not hours.night_until <= local.time() < hours.night_from:
        return DayPart.NIGHT
    is_off = local.weekday() in weekend(place.country, assumptions.weekends) or (
        assumptions.counts_holidays and public_holiday(place.country, local.date(), "en")
    )
    if is_off:
        return DayPart.DAY_OFF
    return DayPart.WORK if hours.work_from <= local.time() < hours.work_until else DayPart.EVENING


def searched(place, meeting, assumptions):
    """Return the worst part of each start that exists on all dates, by looking at every quarter."""
    worst = {}
    own, there = ZoneInfo(meeting.timezone), ZoneInfo(place.timezone)
    counts = dict.fromkeys(range(QUARTERS), 0)
    for day in meeting.dates:
        seen = set()
        at = datetime.combine(day, time(), UTC) - DAY
        while at < datetime.combine(day, time(), UTC) + 2 * DAY:
            local = at.astimezone(own)
            if local.date() == day:
                quarter = (local.hour * 60 + local.minute) // 15
                seen.add(quarter)
                end = at
                while end < at + meeting.duration:
                    part = part_of(end.astimezone(there), place, assumptions)
                    worst[quarter] = max(worst.get(quarter, DayPart.WORK), part)
                    end += QUARTER
            at += QUARTER
        for quarter in seen:
            counts[quarter] += 1
    return {q: part for q, part in worst.items() if counts[q] == len(meeting.dates)}


@settings(max_examples=25, deadline=None)
@given(
    day=st.one_of(st.sampled_from(CLOCK_CHANGES), st.dates(date(2023, 1, 1), date(2036, 12, 1))),
    own=st.sampled_from(ZONES),
    there=st.sampled_from(ZONES),
    minutes=st.integers(1, 300),
    dates=st.sampled_from([1, 1, 2]),
    country=st.sampled_from(["", "SA", "IR", "NP", "US", "BN"]),
    counts_holidays=st.booleans(),
)
@example(date(2027, 3, 28), "Europe/Zurich", "Asia/Kathmandu", 90, 1, "NP", True)
@example(date(2027, 4, 4), "Australia/Lord_Howe", "Asia/Tehran", 45, 1, "IR", True)
@example(date(2027, 10, 31), "Europe/Zurich", "America/New_York", 60, 2, "US", False)
@example(date(2027, 4, 4), "Pacific/Chatham", "Australia/Eucla", 240, 1, "", False)
def test_every_quarter_has_the_part_that_zoneinfo_has(
    day, own, there, minutes, dates, country, counts_holidays
):
    place = Place("There", there, country)
    days = tuple(day + number * 7 * DAY for number in range(dates))
    meeting = Meeting(days, own, timedelta(minutes=minutes))
    assumptions = Assumptions(
        DayHours(time(6, 45), time(8, 30), time(17, 15), time(22, 30)),
        counts_holidays=counts_holidays,
    )

    grid = evaluate([place], meeting, assumptions)

    [row] = grid.rows
    assert {start: row.parts[start] for start in grid.starts} == searched(
        place, meeting, assumptions
    )


def test_skipped_hour_is_no_start_and_repeated_hour_counts_as_its_worse_reading():
    place = Place("Geneva", "Europe/Zurich", "CH")
    hours = Assumptions(DayHours(night_until=time(2)), WeekendRule.NONE)
    forward = Meeting((date(2027, 3, 28),), "Europe/Zurich", timedelta(hours=1))
    # 02:30 is twice that day: at 06:30 and at 07:30 in Dhaka.
    back = Meeting((date(2027, 10, 31),), "Europe/Zurich", timedelta(minutes=30))
    dhaka = Place("Dhaka", "Asia/Dhaka")

    skipped = evaluate([place], forward, hours).skipped
    [row] = evaluate([dhaka], back, Assumptions(weekends=WeekendRule.NONE)).rows

    assert [time_of(quarter) for quarter in sorted(skipped)] == [
        time(2), time(2, 15), time(2, 30), time(2, 45),
    ]  # fmt: skip
    assert (row.parts[10], row.parts[12]) == (DayPart.NIGHT, DayPart.EVENING)
    assert row.local_starts[0][10] == 26


def test_weekend_and_holidays_are_those_of_the_country():
    friday, sunday = date(2027, 6, 18), date(2027, 6, 20)
    places = [Place("Riyadh", "Asia/Riyadh", "SA"), Place("Geneva", "Europe/Zurich", "CH")]
    noon = 48

    def parts(day, assumptions):
        grid = evaluate(places, Meeting((day,), "Europe/Zurich", timedelta(hours=1)), assumptions)
        return [DayPart(row.parts[noon]) for row in grid.rows]

    assert parts(friday, Assumptions()) == [DayPart.DAY_OFF, DayPart.WORK]
    assert parts(sunday, Assumptions()) == [DayPart.WORK, DayPart.DAY_OFF]
    both = Assumptions(weekends=WeekendRule.SATURDAY_AND_SUNDAY)
    assert parts(friday, both) == [DayPart.WORK, DayPart.WORK]
    ascension = date(2027, 5, 6)
    assert parts(ascension, Assumptions())[1] == DayPart.DAY_OFF
    assert parts(ascension, Assumptions(counts_holidays=False))[1] == DayPart.WORK
    assert public_holiday("CH", ascension, "fr") == "Ascension"


def test_hours_of_a_year_are_looked_at_once_for_each_course_of_clocks():
    places = [Place("Geneva", "Europe/Zurich", "CH"), Place("New York", "America/New_York", "US")]
    year = tuple(date(2027, 1, 6) + number * 7 * DAY for number in range(52))
    assumptions = Assumptions(counts_holidays=False)

    grid = evaluate(places, Meeting(year, "Europe/Zurich", timedelta(hours=1)), assumptions)

    # Geneva has the same hour all year; New York is five hours behind in some weeks. Each of the two has a
    # row in winter and one in summer, New York two more.
    assert grid.evaluations <= 6 * (QUARTERS + 3)
    assert [len(row.local_starts) for row in grid.rows] == [1, 2]


def test_worst_place_is_deepest_in_the_night():
    places = [
        Place("Geneva", "Europe/Zurich"),
        Place("Suva", "Pacific/Fiji", people=9),
        Place("Vladivostok", "Asia/Vladivostok", people=90),
    ]
    meeting = Meeting((date(2027, 6, 16),), "Europe/Zurich", timedelta(hours=1))

    grid = evaluate(places, meeting, Assumptions())

    assert grid.worst(4 * 15).place.name == "Suva"  # 01:00 there, 23:00 in Vladivostok
    assert grid.worst(4 * 1).place.name == "Geneva"  # 11:00 in Suva
    assert grid.people(4 * 15) == (1, 0, 0, 99)


def test_part_between_instants_is_the_worst_that_they_touch():
    place = Place("Kathmandu", "Asia/Kathmandu", "NP")  # UTC+05:45
    at = datetime(2027, 6, 16, 16, 0, tzinfo=UTC)

    assert part_between(at, at + QUARTER, place, Assumptions()) is DayPart.EVENING
    assert part_between(at, at + QUARTER * 1.1, place, Assumptions()) is DayPart.NIGHT


@pytest.mark.parametrize(
    ("hours", "code", "field"),
    [
        (DayHours(work_from=time(9, 10)), "not-a-quarter", "work_from"),
        (DayHours(work_from=time(6)), "hours-not-in-order", "work_from"),
        (DayHours(work_until=time(8)), "hours-not-in-order", "work_until"),
        (DayHours(night_from=time(17)), "hours-not-in-order", "night_from"),
    ],
)
def test_hours_out_of_order_are_refused(hours, code, field):
    with pytest.raises(InvalidInputError) as caught:
        hours.check()

    assert (caught.value.code, caught.value.facts) == (code, {"field": field})
