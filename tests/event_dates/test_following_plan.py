"""What a change of one date means for another, compared with a model field by field."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.event_dates.following_plan import CARRIED, planned_change, planned_snapshot
from webinars.events.details import EventDetails
from webinars.events.enums import Format
from webinars.localized_text import LocalizedText
from webinars.timezones.schedule import Days, Month, Timed, resolve

ZONE = "Europe/Zurich"
DAY = timedelta(days=1)
HOURS = st.integers(8, 20)


def at(day, hour=15, minutes=60, zone=ZONE):
    start = datetime.combine(day, time(hour))
    return Timed(start, start + timedelta(minutes=minutes), zone)


FIRST = at(date(2027, 3, 2))
VALUES = {
    "title": st.sampled_from(["Heat", "Rain", LocalizedText("Heat", {"fr": "Chaleur"})]),
    "place": st.sampled_from(["", "Room IX", "Room X"]),
    "capacity": st.sampled_from([None, 10, 20]),
    "format": st.sampled_from([Format.ONLINE, Format.HYBRID]),
    "cities": st.sampled_from([("GVA",), ("GVA", "NYC")]),
    "links": st.sampled_from([(), ({"url": "https://example.org/", "text": "Programme"},)]),
    "contact_email": st.sampled_from(["", "amira@example.org"]),
    "meeting_url": st.sampled_from(["", "https://rooms.example.org/1"]),
}


@st.composite
def details(draw):
    return EventDetails(when=FIRST, text_language="en", **{n: draw(v) for n, v in VALUES.items()})


@given(details(), details(), details())
def test_field_goes_along_unless_it_differed_already(before, after, own):
    plan = planned_change(before, after, own)

    for name in VALUES:
        was, now, here = (getattr(one, name) for one in (before, after, own))
        is_same = str(here) == str(was) and type(here) is type(was)
        expected = now if was != now and is_same else here
        if type(was) is type(now) is type(here):
            assert getattr(plan.details, name) == expected
    assert set(plan.changed) | set(plan.kept) <= set(CARRIED)
    assert not set(plan.changed) & set(plan.kept)


@given(
    HOURS,
    HOURS,
    st.integers(30, 180),
    st.integers(-3, 3),
    st.lists(st.integers(1, 300), min_size=1, max_size=5),
    st.sampled_from([ZONE, "America/New_York"]),
)
def test_new_hour_duration_zone_and_day_are_taken_by_the_clocks(
    old_hour, new_hour, minutes, days, later, zone
):
    before, after = (
        at(FIRST.start.date(), old_hour),
        at(FIRST.start.date() + days * DAY, new_hour, minutes, zone),
    )
    for number in later:
        own = at(FIRST.start.date() + number * DAY, old_hour)

        plan = planned_change(*(EventDetails("Heat", when) for when in (before, after, own)))

        day = own.start.date() + days * DAY
        expected = own if before == after else at(day, new_hour, minutes, zone)
        assert plan.details.when == expected


@pytest.mark.parametrize(
    "own",
    [
        at(date(2027, 3, 9), hour=16),
        at(date(2027, 3, 9), minutes=90),
        at(date(2027, 3, 9), zone="Europe/Paris"),
        Days(date(2027, 3, 9), date(2027, 3, 9), ZONE),
        Month(2027, 3, ZONE),
    ],
)
def test_date_with_another_hour_length_or_zone_keeps_its_time(own):
    moved = at(date(2027, 3, 3), hour=14)

    plan = planned_change(*(EventDetails("Heat", when) for when in (FIRST, moved, own)))

    assert (plan.details.when, plan.changed, plan.kept) == (own, (), ("when",))


def test_new_hour_that_clocks_skip_on_a_date_is_refused_until_one_is_chosen():
    night, earlier = at(date(2027, 3, 21), hour=4), at(date(2027, 3, 21), hour=2)
    own = at(date(2027, 3, 28), hour=4)
    three = [EventDetails("Heat", when) for when in (night, earlier, own)]

    with pytest.raises(InvalidInputError, match="local-time-skipped") as refused:
        planned_change(*three)
    chosen = refused.value.facts["neighbours"][1]
    plan = planned_change(*three, chosen)

    assert plan.details.when == at(date(2027, 3, 28), hour=3)


def test_conference_gets_as_many_days_as_the_first():
    days = [Days(date(2027, month, 1), date(2027, month, 2), ZONE) for month in (3, 4)]
    longer = Days(date(2027, 3, 2), date(2027, 3, 4), ZONE)

    plan = planned_change(*(EventDetails("Heat", when) for when in (days[0], longer, days[1])))

    assert plan.details.when == Days(date(2027, 4, 2), date(2027, 4, 4), ZONE)


def test_planned_snapshot_has_the_instants_of_the_new_time():
    planned = planned_snapshot(replace(EventDetails("Heat", FIRST), place="Room IX"))

    span = resolve(FIRST)
    assert planned["span"] == [span.starts_at.isoformat(), span.ends_at.isoformat()]
    assert planned["place"] == "Room IX"
