"""The number that feeds look at: raised by whatever changes an event or a series, and by nothing else."""

import inspect
import re
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.conftest import SUMMER
from webinars import paths
from webinars.database import transaction
from webinars.errors import ConflictError
from webinars.events import changes, creation, lifecycle, series_creation
from webinars.events.caching import change_counter
from webinars.events.details import EventDetails
from webinars.events.models import Event, Series
from webinars.events.queries import event_by_id
from webinars.events.timezone_updates import UpdateChoice

CHANGING = {
    "create_event": lambda session, event, organiser, site: creation.create_event(
        session, organiser=organiser, details=said(), site=site
    ),
    "change_event": lambda session, event, organiser, site: changes.change_event(
        session, event.id, details=said(), revision=event.revision, site=site
    ),
    "apply_timezone_update": lambda session, event, organiser, site: update_timezone(
        session, event, site
    ),
    "publish_event": lambda session, event, organiser, site: lifecycle.publish_event(
        session, event.id, site
    ),
    "unpublish_event": lambda session, event, organiser, site: lifecycle.unpublish_event(
        session, event.id, site
    ),
    "cancel_event": lambda session, event, organiser, site: lifecycle.cancel_event(
        session, event.id, site
    ),
    "postpone_event": lambda session, event, organiser, site: lifecycle.postpone_event(
        session, event.id, site
    ),
    "restore_event": lambda session, event, organiser, site: lifecycle.restore_event(
        session, event.id, site
    ),
    "discard_draft": lambda session, event, organiser, site: lifecycle.discard_draft(
        session, event.id
    ),
    "create_series": lambda session, event, organiser, site: series_creation.create_series(
        session, name="Dialogues"
    ),
}
# What registrants are sent, not what the public sees.
UNCHANGING = {"enqueue_timezone_notices"}
OF_DRAFTS = {"publish_event", "discard_draft"}


def said():
    return EventDetails(title="Water law", when=SUMMER, cities=("GVA",))


def update_timezone(session, event, site):
    """Settle an event that older rules for clocks had put an hour later."""
    event.starts_at += timedelta(hours=1)
    event.ends_at += timedelta(hours=1)
    event.tzdata_version = "2020a"
    session.flush()
    changes.apply_timezone_update(session, event.id, keeping=UpdateChoice.WALL_CLOCK, site=site)


def test_every_action_is_tried_here():
    acts = {
        name
        for module in (changes, creation, lifecycle, series_creation)
        for name, act in inspect.getmembers(module, inspect.isfunction)
        if act.__module__ == module.__name__
        and not name.startswith("_")
        and "session" in inspect.signature(act).parameters
    }

    assert acts == CHANGING.keys() | UNCHANGING


@pytest.mark.parametrize("name", CHANGING)
def test_every_action_raises_the_number(name, make_event, organiser, site):
    event = make_event(publish=name not in OF_DRAFTS)
    if name == "restore_event":
        with transaction() as session:
            lifecycle.cancel_event(session, event.id, site)
    before = change_counter.current_count()

    with transaction() as session:
        event = event_by_id(session, event.id)
        CHANGING[name](session, event, organiser, site)

    assert change_counter.current_count() == before + 1


def test_direct_change_raises_counter(make_series):
    series = make_series()
    before = change_counter.current_count()

    with transaction() as session:
        session.get(Series, series.id).name = "Renamed"

    assert change_counter.current_count() == before + 1


def test_change_within_savepoint_raises_counter_once(make_event):
    event = make_event()
    before = change_counter.current_count()

    with transaction() as session:
        with session.begin_nested():
            session.get(Event, event.id).title = "One"
        with session.begin_nested():
            session.get(Event, event.id).title = "Two"

    assert change_counter.current_count() == before + 1


def test_rolled_back_change_keeps_counter(make_event, site):
    event = make_event()
    before = change_counter.current_count()

    with suppress(ConflictError), transaction() as session:
        lifecycle.cancel_event(session, event.id, site)
        raise ConflictError("not-published")

    assert change_counter.current_count() == before


def test_registration_keeps_counter_so_that_feeds_stay_cached(make_event, make_registration):
    event = make_event(capacity=1)
    before = change_counter.current_count()

    make_registration(event)
    make_registration(event, email="second@example.com")

    assert change_counter.current_count() == before


def test_missing_counter_row_is_created_again(make_event):
    with transaction() as session:
        session.execute(change_counter.CHANGES.delete())

    make_event()

    assert change_counter.current_count() > 0


def test_no_statement_changes_many_events_past_the_session():
    past = re.compile(
        r"\b(?:update|insert|delete)\(\s*(?:\w+\.)?(?:Event|Series)\b(?!\w)|__table__"
    )
    results = [
        path.name for path in paths.PACKAGE.rglob("*.py") if past.search(path.read_text("utf-8"))
    ]

    # Which list an event is in is in no feed: it follows from its end and the time. Nor is its owner, or whether
    # the owner was told when personal data is deleted. Joining two series changes both in the session, too.
    assert sorted(results) == [
        "joining.py",
        "ownership.py",
        "retention_notice.py",
        "upcoming_or_past.py",
    ]
