"""Lock an event, and load a registration under that lock."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.errors import NotFoundError
from webinars.events.enums import EventState
from webinars.events.locks import lock_event, lock_event_by_slug
from webinars.events.models import Event
from webinars.registrations.models import Registration

# Key of session.info: an event and registrations of it that are locked together, by id.
_TOGETHER = "webinars-locked-together"


def lock_published_event(session: Session, event_id: int) -> Event:
    """Lock and return an event that is not a draft.

    Raises:
        NotFoundError: "no-such-event".
    """
    return _public(lock_event(session, event_id))


def lock_published_event_by_slug(session: Session, slug: str) -> Event:
    """Lock and return the event of an address that is not a draft.

    Raises:
        NotFoundError: "no-such-event".
    """
    return _public(lock_event_by_slug(session, slug))


def _public(event: Event) -> Event:
    if event.state is EventState.DRAFT:
        raise NotFoundError("no-such-event")
    return event


def lock_registration(session: Session, registration_id: int) -> tuple[Event, Registration]:
    """Lock a registration's event and return both.

    Raises:
        NotFoundError: "no-such-event", "no-such-registration".
    """
    event, together = session.info.get(_TOGETHER, (None, {}))
    if registration_id in together:
        return _public(event), _living(together[registration_id])
    event_id = session.scalar(
        select(Registration.event_id).where(Registration.id == registration_id)
    )
    if event_id is None:
        raise NotFoundError("no-such-registration")
    event = lock_published_event(session, event_id)
    # Reload under the lock: the row may have changed while we waited.
    registration = session.scalar(
        select(Registration)
        .options(joinedload(Registration.registration_type))
        .where(Registration.id == registration_id)
        .execution_options(populate_existing=True)
    )
    return event, _living(registration)


@contextmanager
def locked_together(
    session: Session, event_id: int, registration_ids: Collection[int]
) -> Iterator[tuple[Event, Mapping[int, Registration]]]:
    """Lock an event once for some of its registrations: to lock one of them again takes no statement.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = lock_event(session, event_id)
    rows = session.scalars(
        select(Registration)
        .options(joinedload(Registration.registration_type))
        .where(Registration.id.in_(registration_ids), Registration.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    registrations = {row.id: row for row in rows}
    session.info[_TOGETHER] = event, registrations
    try:
        yield event, registrations
    finally:
        del session.info[_TOGETHER]


def lock_registration_of_event(
    session: Session, event_id: int, registration_id: int
) -> tuple[Event, Registration]:
    """Lock an event and return it with one of its registrations.

    Raises:
        NotFoundError: "no-such-event", "no-such-registration", also for one of another event.
    """
    event, registration = lock_registration(session, registration_id)
    if registration.event_id != event_id:
        raise NotFoundError("no-such-registration")
    return event, registration


def _living(registration: Registration | None) -> Registration:
    if registration is None or registration.erased_at is not None:
        raise NotFoundError("no-such-registration")
    return registration
