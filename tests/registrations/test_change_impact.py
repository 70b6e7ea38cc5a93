"""Impact of an event change on the registrants who are notified."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SUMMER
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import cancel_event
from webinars.events.notifications.change_snapshot import SnapshotTimes
from webinars.events.queries import event_by_id
from webinars.registrations.models import Registration
from webinars.registrations.organiser.change_impact import (
    ClashingEvent,
    ScheduleEffects,
    change_impact,
    count_schedule_effects,
)
from webinars.registrations.status import Status
from webinars.timezones import zones
from webinars.timezones.schedule import Days, Month, Timed, resolve

GENEVA, TOKYO, LIMA = "Europe/Zurich", "Asia/Tokyo", "America/Lima"


def at(hour, day=16, length=1):
    start = datetime(2027, 7, day, hour)
    return Timed(start, start + timedelta(hours=length), GENEVA)


def meant(when):
    return SnapshotTimes(when, resolve(when))


# --- Plain values


@pytest.mark.parametrize(
    ("was", "now", "people", "seen"),
    [
        (at(15), at(16), {GENEVA: 3, TOKYO: 2}, ScheduleEffects(0, 2)),  # in Tokyo from 23:00
        (at(15), at(17), {GENEVA: 3, TOKYO: 2}, ScheduleEffects(2, 2)),  # in Tokyo the day after
        (at(15), at(15, day=17), {GENEVA: 1, LIMA: 1}, ScheduleEffects(2, 0)),
        (at(13), at(14), {TOKYO: 5}, ScheduleEffects(0, 0)),  # until 22:00, and no longer
        (at(13), at(14, length=2), {TOKYO: 5}, ScheduleEffects(0, 5)),
        (
            at(15),
            at(15),
            {TOKYO: 5},
            ScheduleEffects(0, 0),
        ),  # it was at night before
        (Month(2027, 7, GENEVA), at(6), {GENEVA: 4}, ScheduleEffects(0, 4)),
        (at(15), Month(2027, 8, GENEVA), {GENEVA: 4}, ScheduleEffects(0, 0)),
        (
            Days(date(2027, 7, 12), date(2027, 7, 15), GENEVA),
            Days(date(2027, 7, 13), date(2027, 7, 16), GENEVA),
            {GENEVA: 2, TOKYO: 3},
            ScheduleEffects(5, 0),
        ),
        (at(15), at(22), {}, ScheduleEffects(0, 0)),
    ],
)
def test_effects_are_counted_in_the_zones_of_registrants(was, now, people, seen):
    assert count_schedule_effects(meant(was), meant(now), people) == seen


@given(
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(1, 28),
    st.dictionaries(st.sampled_from(sorted(zones.NAMES)), st.integers(1, 1000), max_size=6),
)
def test_effects_are_the_sum_over_zones(first, second, day, people):
    was, now = meant(at(first)), meant(at(second, day=day))

    result = count_schedule_effects(was, now, people)

    results = [count_schedule_effects(was, now, {zone: number}) for zone, number in people.items()]
    assert result == ScheduleEffects(
        sum(one.another_day for one in results), sum(one.at_night for one in results)
    )
    for one, number in zip(results, people.values(), strict=True):
        assert one.another_day in {0, number}
        assert one.at_night in {0, number}


# --- An event


@pytest.fixture
def change(app, site):
    """Return a function that changes an event and returns the impact."""

    def change(event, organiser, *, quietly=False, **fields):
        now = event_by_id(db.session(), event.id)
        fields = {"title": now.title, "when": now.when, "cities": now.cities, **fields}
        with transaction() as session:
            was = change_event(
                session, event.id, details=EventDetails(**fields), revision=now.revision, site=site,
                quietly=quietly,
            )  # fmt: skip
            changed = event_by_id(session, event.id)
            return change_impact(session, changed, was, organiser) if was else None

    return change


def test_impact_counts_active_registrations_only(change, make_event, make_registration, organiser):
    event = make_event(capacity=2)
    for name in ("ana", "bo", "chi", "dag"):
        made = make_registration(event, email=f"{name}@example.org", timezone=TOKYO)
    with transaction() as session:
        session.get_one(Registration, made.id).status = Status.CANCELLED

    result = change(event, organiser, when=at(16))

    assert result.people == 3
    assert result.effects == ScheduleEffects(0, 3)
    assert result.clashes == ()


def test_clashes_are_counted_within_organisers_own_events(
    change, make_event, make_registration, organiser, site
):
    event = make_event()
    at_once = make_event(title="At once", when=at(16))
    for title, when in (
        ("Before", at(15)),
        ("After", at(18)),
        ("Some day", Days(date(2027, 7, 16), date(2027, 7, 16), GENEVA)),
    ):
        make_registration(make_event(title=title, when=when), email="ana@example.org")
    off = make_event(title="Called off", when=at(16))
    make_registration(off, email="ana@example.org")
    with transaction() as session:
        cancel_event(session, off.id, site)
    for registration in (event, at_once):
        make_registration(registration, email="ana@example.org")
        make_registration(registration, email="Bo@example.org")
    make_registration(event, email="chi@example.org")

    with transaction() as session:
        stranger = add_organiser(session, email="x@example.org", name="X", timezone=GENEVA)
        session.flush()
        session.expunge(stranger)
    result = change(event, organiser, when=at(16, length=2))
    theirs = change(event, stranger, when=at(16, length=1))

    assert result.clashes == (ClashingEvent(at_once.id, "At once", 2),)
    assert theirs.people == 3
    assert theirs.clashes == ()


# --- Quietly


@pytest.mark.parametrize("fields", [{"place": "Room XX"}, {"cities": ("GVA", "NYC")}])
def test_corrected_venue_can_be_saved_without_notifying(
    change, make_event, make_registration, organiser, fields
):
    event = make_event(place="Room X")
    make_registration(event)
    fields = {"place": "Room X", **fields}

    assert change(event, organiser, quietly=True, **fields) is None
    assert event_by_id(db.session(), event.id).sequence == 0
    assert change(event, organiser, **{**fields, "place": "Room Y"}).people == 1


def test_new_time_always_notifies(change, make_event, make_registration, organiser):
    event = make_event(when=SUMMER)
    make_registration(event)

    with pytest.raises(ConflictError, match="notification-required"):
        change(event, organiser, quietly=True, when=at(16))
    assert event_by_id(db.session(), event.id).when == SUMMER
