"""Terms of registration: what holds, what is refused, and a window that follows the start."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.links import link_token
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import EventDetails, write_schedule
from webinars.events.enums import AccessMode, WaitingList
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_period import resolve_period
from webinars.events.settings.registration_settings import (
    EARLIEST_REMINDER,
    MAX_BEFORE_START,
    RegistrationSettings,
    change_settings,
    settings_of,
)
from webinars.outbox.models import Message
from webinars.timezones.schedule import Days, Month, Timed

MINUTES = st.none() | st.integers(0, MAX_BEFORE_START)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def settle(site):
    """Return a function that changes an event's registration settings, at its current or a given revision."""

    def settle(event, revision=None, **fields):
        with transaction() as session:
            change_settings(
                session,
                event.id,
                registration_settings=RegistrationSettings(**fields),
                revision=revision or event_by_id(session, event.id).revision,
                site=site,
            )
        return stored(event)

    return settle


@pytest.fixture
def move(site):
    """Return a function that changes an event's details."""

    def move(event, **fields):
        with transaction() as session:
            change_event(
                session,
                event.id,
                details=EventDetails(**{"title": event.title, "when": event.when, **fields}),
                revision=event_by_id(session, event.id).revision,
                site=site,
            )
        return stored(event)

    return move


def stored(event):
    db.session.rollback()
    return event_by_id(db.session(), event.id)


def test_new_event_has_the_defaults_of_the_form(organiser, site):
    details = EventDetails(title="New", when=Month(2027, 4, "UTC"))

    with transaction() as session:
        event = create_event(session, organiser=organiser, details=details, site=site)
        assert settings_of(event) == RegistrationSettings()


def test_all_that_is_said_is_kept(make_event, settle):
    fields = {
        "access_mode": AccessMode.INVITED,
        "domains": ("un.org", "xn--bcher-kva.example"),
        "opens_before_minutes": 43200,
        "closes_before_minutes": 120,
        "requires_approval": True,
        "accepts_delegations": True,
        "accepts_comments": False,
        "waiting_list": WaitingList.BY_HAND,
        "offer_hours": 24,
        "verification_hours": 72,
        "reminders": (1440, 15),
    }

    event = settle(make_event(), **fields)

    assert settings_of(event) == RegistrationSettings(**fields)


def test_terms_make_a_new_revision_and_no_new_entry_in_calendars(make_event, settle):
    before = make_event()
    seen = (before.revision, before.sequence, before.revised_at)

    event = settle(before, requires_approval=True)

    assert (event.revision, event.sequence, event.revised_at) == (seen[0] + 1, *seen[1:])
    assert db.session.query(Message).filter(Message.topic == "event.changed").count() == 0


def test_edit_conflict_is_reported(make_event, settle):
    event = make_event()
    seen = event.revision
    settle(event, requires_approval=True)

    with pytest.raises(ConflictError, match="event-changed"):
        settle(event, revision=seen, accepts_comments=False)

    assert stored(event).accepts_comments is True


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"domains": ("no domain",)}, "not-a-domain"),
        ({"domains": tuple(f"a{n}.org" for n in range(51))}, "too-many-domains"),
        ({"opens_before_minutes": MAX_BEFORE_START + 1}, "window-too-long"),
        ({"closes_before_minutes": -1}, "window-too-long"),
        ({"opens_before_minutes": 60, "closes_before_minutes": 60}, "closes-before-opens"),
        ({"offer_hours": 0}, "too-many-hours"),
        ({"offer_hours": 337}, "too-many-hours"),
        ({"verification_hours": 0}, "too-many-hours"),
        ({"verification_hours": 337}, "too-many-hours"),
        ({"reminders": (5, 6, 7, 8, 9)}, "too-many-reminders"),
        ({"reminders": (4,)}, "reminder-out-of-range"),
        ({"reminders": (EARLIEST_REMINDER + 1,)}, "reminder-out-of-range"),
    ],
)
def test_invalid_settings_are_refused(make_event, settle, fields, code):
    with pytest.raises(InvalidInputError) as refused:
        settle(make_event(), **fields)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_before_minutes": MAX_BEFORE_START},
        {"closes_before_minutes": 0},
        {"opens_before_minutes": 61, "closes_before_minutes": 60},
        {"offer_hours": 1, "verification_hours": 1},
        {"offer_hours": 336, "verification_hours": 336},
        {"domains": tuple(f"a{n}.org" for n in range(50))},
        {"reminders": (5, EARLIEST_REMINDER)},
        {"reminders": (5, 6, 7, 8, 8)},
    ],
)
def test_boundary_values_are_allowed(fields):
    RegistrationSettings(**fields).check()


def test_reminders_are_kept_once_each_and_the_earliest_first(make_event, settle):
    assert settle(make_event(), reminders=(60, 1440, 60)).reminders == [1440, 60]
    assert settle(make_event(), reminders=()).reminders == []


def test_secret_link_stays_until_it_is_replaced(make_event, settle):
    event = settle(make_event(), access_mode=AccessMode.SECRET_LINK)
    first = link_token("entry", event.id)
    settle(event, access_mode=AccessMode.OPEN)
    stored = link_token("entry", event.id)
    settle(event, access_mode=AccessMode.SECRET_LINK)
    again = link_token("entry", event.id)
    settle(event, access_mode=AccessMode.SECRET_LINK, renews_link=True)
    anew = link_token("entry", event.id)

    assert len(first) >= 22
    assert (stored == first, again == first, anew == first) == (True, True, False)


def test_relative_period_moves_with_the_event(make_event, settle, move):
    event = settle(make_event(), opens_before_minutes=7 * 1440, closes_before_minutes=120)
    before = (event.opens_at, event.closes_at)

    moved = move(
        event, when=Timed(datetime(2027, 8, 2, 9), datetime(2027, 8, 2, 10), "Africa/Nairobi")
    )

    assert before == (
        datetime(2027, 7, 9, 13, tzinfo=UTC),
        datetime(2027, 7, 16, 11, tzinfo=UTC),
    )
    assert (moved.opens_at, moved.closes_at) == (
        datetime(2027, 7, 26, 6, tzinfo=UTC),
        datetime(2027, 8, 2, 4, tzinfo=UTC),
    )


def test_relative_closing_time_overrides_fixed_one_until_removed(make_event, settle, move):
    fixed = datetime(2027, 7, 1, tzinfo=UTC)
    event = make_event(opens_at=fixed, closes_at=datetime(2027, 7, 2, tzinfo=UTC))

    relative = settle(event, closes_before_minutes=60)
    assert (relative.opens_at, relative.closes_at) == (fixed, datetime(2027, 7, 16, 12, tzinfo=UTC))
    written = move(event, opens_at=fixed, closes_at=datetime(2027, 7, 3, tzinfo=UTC))
    assert written.closes_at == datetime(2027, 7, 16, 12, tzinfo=UTC)
    freed = settle(event)

    assert (freed.opens_at, freed.closes_at) == (fixed, None)


def test_empty_registration_period_is_refused(make_event, settle, move):
    event = make_event(opens_at=datetime(2027, 7, 10, tzinfo=UTC))

    with pytest.raises(InvalidInputError, match="closes-before-opens"):
        settle(event, closes_before_minutes=14 * 1440)
    settle(event, closes_before_minutes=1440)
    with pytest.raises(InvalidInputError, match="closes-before-opens"):
        move(event, opens_at=datetime(2027, 7, 16, tzinfo=UTC))
    with pytest.raises(InvalidInputError, match="closes-before-opens"):
        move(event, opens_at=datetime(2027, 7, 15, 13, tzinfo=UTC))
    move(event, opens_at=datetime(2027, 7, 15, 12, 59, tzinfo=UTC))


@st.composite
def promises(draw):
    zone = draw(st.sampled_from(["Europe/Zurich", "Pacific/Kiritimati", "America/New_York"]))
    day = draw(st.dates(date(2027, 1, 1), date(2035, 12, 31)))
    match draw(st.integers(0, 2)):
        case 0:
            # Noon exists on every day of every zone.
            start = datetime(day.year, day.month, day.day, 12)
            return Timed(start, start + timedelta(minutes=draw(st.integers(1, 600))), zone)
        case 1:
            return Days(day, day + timedelta(days=draw(st.integers(0, 5))), zone)
        case _:
            return Month(day.year, day.month, zone)


@given(st.lists(promises() | st.tuples(MINUTES, MINUTES), min_size=1, max_size=12))
def test_stored_period_agrees_with_the_settings(steps):
    """Whatever order events are moved and terms are written in, once the event has a time at all."""
    event = Event(opens_before_minutes=None, closes_before_minutes=None)
    write_schedule(event, Month(2027, 1, "UTC"))

    for step in steps:
        if isinstance(step, tuple):
            event.opens_before_minutes, event.closes_before_minutes = step
            resolve_period(event)
        else:
            write_schedule(event, step)

        for at, minutes in (
            (event.opens_at, event.opens_before_minutes),
            (event.closes_at, event.closes_before_minutes),
        ):
            assert minutes is None or event.starts_at - at == timedelta(minutes=minutes)
