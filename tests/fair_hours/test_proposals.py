"""Proposed starts, compared with a search over all combinations; the ledger of nights; dates of a series."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.fair_hours.day_grid import Assumptions, DayGrid, Meeting, PlaceRow, evaluate
from webinars.fair_hours.day_parts import QUARTERS, DayHours, DayPart, time_of
from webinars.fair_hours.meeting_dates import dates_between, weekday_of_a_year
from webinars.fair_hours.night_ledger import PastSession, night_ledger, past_nights
from webinars.fair_hours.pasted_places import parse_places
from webinars.fair_hours.places import Place, country_of_zone
from webinars.fair_hours.proposals import holidays_of, hour_rows, propose
from webinars.fair_hours.rotation import rotate
from webinars.fair_hours.session_choice import fewest_at_night, fewest_sessions, session_of
from webinars.i18n import translator_for
from webinars.timezones import zones

ENGLISH = translator_for("en")
DAY = timedelta(days=1)
WEDNESDAY = date(2027, 6, 16)
NEW_YORK, NAIROBI, SUVA = (
    Place("New York", "America/New_York", "US"),
    Place("Nairobi", "Africa/Nairobi", "KE"),
    Place("Suva", "Pacific/Fiji", "FJ"),
)
# Members of three groups: the Pacific Islands Forum with ASEAN, the East African Community with the Gulf
# Cooperation Council and some of the European Union, and the Caribbean Community with Mercosur and North America.
GROUPS = {
    "Pacific and South-East Asia": """Fiji, Samoa, Tonga, Tuvalu, Vanuatu, Solomon Islands, Nauru, Palau,
        Papua New Guinea, Cook Islands, Niue, New Zealand, Viet Nam, Thailand, Philippines, Singapore,
        Malaysia, Cambodia, Lao People's Democratic Republic, Brunei Darussalam, Myanmar""",
    "East Africa, the Gulf and Europe": """Kenya, Uganda, Rwanda, Burundi, United Republic of Tanzania,
        South Sudan, Somalia, Democratic Republic of the Congo, Saudi Arabia, Oman, Qatar, Kuwait, Bahrain,
        United Arab Emirates, Austria, Germany, Greece, Finland, Switzerland""",
    "Caribbean and the Americas": """Jamaica, Barbados, Trinidad and Tobago, Guyana, Suriname, Belize, Haiti,
        Bahamas, Grenada, Dominica, Saint Lucia, Argentina, Brazil, Paraguay, Uruguay,
        Bolivia (Plurinational State of), Mexico, United States of America, Canada""",
}


def grid_of(places, minutes=60, days=(WEDNESDAY,), zone="Europe/Zurich"):
    meeting = Meeting(tuple(days), zone, timedelta(minutes=minutes))
    return evaluate(places, meeting, Assumptions())


def places_of(text):
    entries = parse_places(text, ENGLISH)
    assert [entry.text for entry in entries if entry.place is None] == []
    return [entry.place for entry in entries]


def is_covered(grid, starts):
    return all(any(row.parts[start] < DayPart.NIGHT for start in starts) for row in grid.rows)


@settings(max_examples=12, deadline=None)
@given(
    names=st.lists(st.sampled_from(zones.choices()), min_size=1, max_size=5),
    minutes=st.sampled_from([60, 240, 420, 600]),
    people=st.integers(1, 9),
    day=st.sampled_from([WEDNESDAY, WEDNESDAY + 2 * DAY, WEDNESDAY + 4 * DAY]),
)
@example(["Asia/Riyadh", "America/New_York"], 60, 2, WEDNESDAY + 4 * DAY)
@example(["Pacific/Auckland", "Asia/Riyadh", "America/Lima"], 60, 3, WEDNESDAY + 2 * DAY)
def test_choices_are_those_of_a_search_over_everything(names, minutes, people, day):
    places = [
        Place(name, name, country_of_zone(name), 1 + people * index)
        for index, name in enumerate(names)
    ]
    grid = grid_of(places, minutes, days=(day,))

    def cost(starts):
        best = [(min(row.parts[s] for s in starts), row.place.people) for row in grid.rows]
        return tuple(
            sum(n for part, n in best if part >= bound)
            for bound in (DayPart.DAY_OFF, DayPart.EVENING)
        )

    best = min(grid.people(start)[:0:-1] for start in range(QUARTERS))
    assert grid.people(fewest_at_night(grid))[:0:-1] == best
    chosen = fewest_sessions(grid).starts
    hours = range(0, QUARTERS, 1 if minutes < 600 else 4)
    for number in range(1, len(chosen) or 3):
        assert not any(is_covered(grid, starts) for starts in combinations(hours, number))
    if chosen:
        assert is_covered(grid, chosen)
    if len(chosen) in (1, 2):
        covering = [s for s in combinations(range(QUARTERS), len(chosen)) if is_covered(grid, s)]
        assert cost(chosen) == min(map(cost, covering))


def test_three_groups_of_countries_meet_in_three_sessions_with_nobody_at_night():
    places = {name: places_of(text) for name, text in GROUPS.items()}
    grid = grid_of([place for group in places.values() for place in group], minutes=7 * 60)

    starts = fewest_sessions(grid).starts

    assert len(starts) == 3
    pairs = combinations(range(QUARTERS), 2)
    assert not any(is_covered(grid, pair) for pair in pairs)
    assert [
        r.place.name for r in grid.rows if r.parts[session_of(r, starts)] == DayPart.NIGHT
    ] == []


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_of_countries_has_sessions_with_nobody_at_night(name):
    grid = grid_of(places_of(GROUPS[name]))

    starts = fewest_sessions(grid).starts

    assert len(starts) == 1
    assert grid.people(starts[0])[DayPart.NIGHT] == 0


def test_thirty_cities_without_a_common_daytime_cost_a_fixed_number_of_evaluations():
    every = zones.choices()
    places = [Place(zone, zone) for zone in every[:: len(every) // 30][:30]]

    proposals = propose(places, Meeting((WEDNESDAY,), "UTC", timedelta(hours=7)), Assumptions())

    assert min(proposals.grid.people(start)[DayPart.NIGHT] for start in range(QUARTERS)) > 0
    assert proposals.grid.evaluations <= 30 * (QUARTERS + 27)
    assert proposals.sessions.examined <= 96 + 4_560 + 142_880
    assert len(proposals.sessions.starts) == 3


def test_three_sessions_of_half_a_day_are_not_enough_for_everyone():
    places = [Place(f"{hours}", f"Etc/GMT{hours:+}") for hours in range(-12, 12)]

    assert fewest_sessions(grid_of(places, minutes=12 * 60)).starts == ()


def test_day_off_is_worse_than_any_evening():
    courses = [(DayPart.EVENING, DayPart.DAY_OFF), (DayPart.EVENING, DayPart.WORK)]
    rows = [
        PlaceRow(NAIROBI, bytes([*course, *[DayPart.NIGHT] * 94]), ((0,) * 96,))
        for course in courses
    ]
    meeting = Meeting((WEDNESDAY,), "UTC", timedelta(hours=1))

    grid = DayGrid(meeting, Assumptions(), tuple(rows), frozenset(), 0)

    assert fewest_at_night(grid) == 0


def test_full_hours_are_preferred_among_equal_starts():
    meeting = Meeting((WEDNESDAY,), "Africa/Nairobi", timedelta(hours=1))
    half_hour = Meeting((WEDNESDAY,), "Asia/Kathmandu", timedelta(hours=8, minutes=30))
    late, kathmandu = DayHours(work_from=time(9, 15)), Place("Kathmandu", "Asia/Kathmandu", "NP")

    hour = fewest_at_night(evaluate([NAIROBI], meeting, Assumptions(late)))
    half = fewest_at_night(evaluate([kathmandu], half_hour, Assumptions(late)))

    # The second may start from 09:15 to 09:30.
    assert (time_of(hour), time_of(half)) == (time(10), time(9, 30))


def test_rotation_shares_the_night():
    places = [NEW_YORK, NAIROBI, SUVA]
    days = tuple(WEDNESDAY + number * 7 * DAY for number in range(6))
    meeting = Meeting(days, "Europe/Zurich", timedelta(hours=1))

    equal = rotate(places, meeting, Assumptions(), [0, 0, 0])
    after_nights_in_suva = rotate(places, meeting, Assumptions(), [0, 0, 3])

    assert equal.nights_after == (2, 2, 2)
    assert after_nights_in_suva.nights_after == (3, 3, 3)
    assert all(len(rotated.at_night) == 1 for rotated in equal.dates)


def test_rotation_stays_at_one_hour_that_is_night_for_nobody():
    days = tuple(WEDNESDAY + number * 7 * DAY for number in range(3))

    proposals = propose(
        [NAIROBI], Meeting(days, "Africa/Nairobi", timedelta(hours=1)), Assumptions()
    )

    assert [rotated.start for rotated in proposals.rotation.dates] == [36, 36, 36]
    assert proposals.rotation.nights_after == (0,)


def test_ledger_counts_the_nights_of_those_who_were_there():
    start = datetime(2027, 6, 16, 13, tzinfo=UTC)  # 01:00 in Suva, 09:00 in New York
    past = [
        PastSession(start, start + timedelta(hours=1), {"Pacific/Fiji": 4, "America/New_York": 1}),
        PastSession(start + DAY, start + DAY * 1.1, {"America/New_York": 2}),
    ]  # fmt: skip

    rows = night_ledger(past, Assumptions())

    assert [(row.timezone, row.sessions, row.nights, row.people_at_night) for row in rows] == [
        ("Pacific/Fiji", 1, 1, 4),
        ("America/New_York", 2, 0, 0),
    ]
    auckland = Place("Auckland", "Pacific/Auckland")  # UTC+12 in June, as Suva
    assert past_nights([NEW_YORK, SUVA, auckland], past, Assumptions()) == [0, 1, 1]


def test_holidays_are_days_off_on_one_date_only_and_always_listed():
    christmas = date(2026, 12, 25)
    geneva = Place("Geneva", "Europe/Zurich", "CH")

    def day_off(*days):
        meeting = Meeting(days, "Europe/Zurich", timedelta(hours=1))
        return propose([geneva], meeting, Assumptions()).grid.people(48)[DayPart.DAY_OFF]

    assert (day_off(christmas), day_off(christmas, christmas + 7 * DAY * 2)) == (1, 0)
    [holiday] = holidays_of([geneva, NEW_YORK], [christmas], "en")
    assert (holiday.name, holiday.places) == ("Christmas Day", ("Geneva", "New York"))


def test_table_has_an_hour_a_row_unless_its_quarters_differ():
    grid = grid_of([Place("Kathmandu", "Asia/Kathmandu", "NP")], zone="Asia/Kathmandu")

    rows = hour_rows(grid)

    assert (12 * 4, 12 * 4 + 3) in rows
    assert [row for row in rows if row[0] // 4 == 17] == [(68, 68), (69, 71)]  # work ends at 18:00
    assert [quarter for first, last in rows for quarter in range(first, last + 1)] == list(
        range(96)
    )


def test_dates_follow_each_other_until_the_last():
    assert dates_between(WEDNESDAY, date(2027, 7, 1), timedelta(days=14)) == (
        WEDNESDAY,
        date(2027, 6, 30),
    )
    assert dates_between(WEDNESDAY, None, timedelta(days=7)) == (WEDNESDAY,)
    assert len(dates_between(WEDNESDAY, WEDNESDAY + 59 * DAY, DAY)) == 60
    year = weekday_of_a_year(1, WEDNESDAY)
    assert (len(year), year[0], year[-1]) == (52, date(2027, 6, 22), date(2028, 6, 13))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (WEDNESDAY, date(2027, 6, 15), "end-before-start"),
        (WEDNESDAY, WEDNESDAY + 60 * DAY, "too-many-dates"),
        (date(2019, 1, 1), None, "date-out-of-range"),
        (WEDNESDAY, date(2037, 1, 1), "date-out-of-range"),
    ],
)
def test_dates_out_of_range_are_refused(first, last, code):
    with pytest.raises(InvalidInputError) as caught:
        dates_between(first, last, DAY)

    assert caught.value.code == code
