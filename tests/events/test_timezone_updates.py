"""New rules for clocks: what they do to events that are promised already."""

from datetime import date, datetime, timedelta

import pytest

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.changes import apply_timezone_update
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event
from webinars.events.timezone_updates import (
    UpdateChoice,
    adopt_release_for_unmoved,
    moved_event,
    moved_events,
)
from webinars.timezones import clock as clocks
from webinars.timezones import zones
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Days, Month, Timed

HOUR = timedelta(hours=1)
OLD = "2020a"
WHEN = Timed(datetime(2027, 12, 16, 15), datetime(2027, 12, 16, 16, 30), "Europe/Zurich")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def under_old_rules(make_event):
    """Return a function that creates events with instants of an older release, later by a given time."""

    def build(later=HOUR, when=WHEN, **fields):
        made = make_event(when=when, **fields)
        with transaction() as session:
            row = session.get_one(Event, made.id)
            row.starts_at += later
            row.ends_at += later
            row.tzdata_version = OLD
        return made

    return build


@pytest.fixture
def act(app):
    """Return a function that runs an action in its own transaction."""

    def act(action, *args, **fields):
        with transaction() as session:
            return action(session, *args, **fields)

    return act


def stored(event):
    db.session.rollback()
    return db.session.get(Event, event.id)


def coming():
    return [event.event.id for event in moved_events(db.session(), clocks.now())]


def test_events_of_which_the_instants_are_others_now_have_moved(under_old_rules):
    first = under_old_rules()
    under_old_rules(timedelta())
    second = under_old_rules(-HOUR)

    assert coming() == [second.id, first.id]
    [now] = {event.now for event in moved_events(db.session(), clocks.now())}
    assert now.starts_at == to_instant(WHEN.start, WHEN.timezone)


def test_past_cancelled_and_all_day_events_are_unchanged(under_old_rules, site):
    past = Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), "Europe/Zurich")
    under_old_rules(when=past)
    under_old_rules(when=Days(date(2027, 12, 12), date(2027, 12, 15), "Europe/Vienna"))
    under_old_rules(when=Month(2027, 12, "Europe/Vienna"))
    off = under_old_rules()
    with transaction() as session:
        cancel_event(session, off.id, site)

    assert coming() == []


def test_known_tzdata_release_is_not_checked_again(under_old_rules):
    result, moves = under_old_rules(timedelta()), under_old_rules()
    days = under_old_rules(when=Days(date(2027, 12, 12), date(2027, 12, 15), "Europe/Vienna"))
    before = stored(result).revision

    with transaction() as session:
        noted = adopt_release_for_unmoved(session, clocks.now())

    assert noted == 2
    assert stored(result).tzdata_version == zones.RELEASE
    assert stored(result).revision == before
    assert stored(days).starts_at == to_instant(datetime(2027, 12, 12), "Europe/Vienna")
    assert stored(moves).tzdata_version == OLD


def test_keeping_local_time_moves_the_instant(under_old_rules, act, site):
    event = under_old_rules()

    was = act(apply_timezone_update, event.id, keeping=UpdateChoice.WALL_CLOCK, site=site)

    row = stored(event)
    assert (row.local_start, row.starts_at) == (
        WHEN.start,
        to_instant(WHEN.start, WHEN.timezone),
    )
    assert (row.sequence, row.tzdata_version) == (1, zones.RELEASE)
    assert datetime.fromisoformat(was["span"][0]) == row.starts_at + HOUR
    assert moved_event(row, clocks.now()) is None


def test_keeping_utc_time_moves_the_local_time(under_old_rules, act, site):
    event = under_old_rules()
    before = stored(event).starts_at

    act(apply_timezone_update, event.id, keeping=UpdateChoice.INSTANT, site=site)

    row = stored(event)
    assert (row.local_start, row.starts_at) == (WHEN.start + HOUR, before)
    assert (row.sequence, row.tzdata_version) == (1, zones.RELEASE)


def test_decision_without_pending_update_is_refused(under_old_rules, make_event, act, site):
    event = under_old_rules()
    act(apply_timezone_update, event.id, keeping=UpdateChoice.WALL_CLOCK, site=site)

    for number in (event.id, make_event().id):
        with pytest.raises(ConflictError, match="schedule-not-moved"):
            act(apply_timezone_update, number, keeping=UpdateChoice.WALL_CLOCK, site=site)
    assert stored(event).sequence == 1


def test_local_time_skipped_by_new_rules_is_refused(under_old_rules, act, site):
    event = under_old_rules()
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.local_start = datetime(2027, 3, 28, 2, 30)  # Zurich's clocks go from two to three
        row.local_end = datetime(2027, 3, 28, 4)
        row.starts_at = datetime(2027, 3, 28, 1, 30, tzinfo=row.starts_at.tzinfo)
        row.ends_at = datetime(2027, 3, 28, 3, tzinfo=row.starts_at.tzinfo)

    [result] = moved_events(db.session(), clocks.now())

    assert result.now is None
    with pytest.raises(InvalidInputError, match="local-time-skipped"):
        act(apply_timezone_update, event.id, keeping=UpdateChoice.WALL_CLOCK, site=site)
    act(apply_timezone_update, event.id, keeping=UpdateChoice.INSTANT, site=site)
    assert stored(event).local_start == datetime(2027, 3, 28, 3, 30)
