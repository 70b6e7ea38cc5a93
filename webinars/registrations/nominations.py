"""Nominations: people whom a focal point registers for their delegation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.access import delegations
from webinars.access.access_policy import LinkCredentials
from webinars.access.models import Delegation, Nomination
from webinars.access.queries import REGISTRATIONS, delegation_of_link
from webinars.access.quota import USES_QUOTA
from webinars.errors import ConflictError, InvalidInputError, NotFoundError, WebinarsError
from webinars.events.locks import lock_events
from webinars.registrations import cancellation, locks, new_registration, queries
from webinars.registrations.initial_status import initial_status
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, CancelReason
from webinars.security import email_addresses
from webinars.timezones import clock

MAX_DELEGATES = 100


@dataclass(frozen=True)
class Delegate:
    """A person to register: name, e-mail address and registration type."""

    name: str
    email: str
    registration_type_id: int | None = None


class DelegateRowError(Exception):
    """Refusal of one row of a list, with its index."""

    def __init__(self, index: int, refusal: WebinarsError) -> None:
        super().__init__(index, refusal)
        self.index = index
        self.refusal = refusal


def register_delegates(
    session: Session, *, delegation_id: int, people: Sequence[Delegate]
) -> list[Nomination]:
    """Register the people a focal point nominates, and enqueue the focal point's summary.

    People nominated before are left as they are and count once. Whether someone was registered or
    removed before changes nothing that is returned, counted, refused or sent to the focal point:
    only the person's own mailbox learns it.

    Raises:
        NotFoundError: "no-such-delegation": it was withdrawn in the meantime.
        InvalidInputError: "too-many-nominations" (facts: most).
        DelegateRowError: one of them is refused, as of new_registration.register_attendee(); "quota-used" is
            one of the reasons.
    """
    if len(people) > MAX_DELEGATES:
        raise InvalidInputError("too-many-nominations", most=MAX_DELEGATES)
    delegation = _lock_delegation(session, delegation_id)
    known = _active_nominations(session, delegation)
    made = []
    for index, delegate in enumerate(people):
        if email_addresses.normalize_address(delegate.email) in known:
            continue
        try:
            made.append(_nominate(session, delegation, delegate))
        except WebinarsError as refusal:
            raise DelegateRowError(index, refusal) from refusal
    if made:
        delegations.enqueue_summary(session, delegation, [delegate.id for delegate in made])
    return made


def withdraw_nomination(session: Session, *, delegation_id: int, nomination_id: int) -> Nomination:
    """Withdraw a nomination.

    The registration that it created is cancelled and the registrant notified; an older one stays.

    Raises:
        NotFoundError: "no-such-delegation", "no-such-registration", also for one of another delegation.
        ConflictError: "already-cancelled"; "event-over".
    """
    delegation = _lock_delegation(session, delegation_id)
    nomination = nomination_of(session, delegation, nomination_id)
    if not is_active_nomination(session, nomination):
        raise ConflictError("already-cancelled")
    nomination.withdrawn_at = clock.now()
    session.flush()
    if nomination.made_registration:
        cancellation.cancel_registration(
            session, nomination.registration_id, reason=CancelReason.BY_DELEGATION
        )
    return nomination


def is_active_nomination(session: Session, nomination: Nomination) -> bool:
    """Return whether a nomination counts: not withdrawn, and its registration not ended."""
    status = session.scalar(
        select(Registration.status).where(Registration.id == nomination.registration_id)
    )
    has_ended = nomination.made_registration and status not in ACTIVE
    return nomination.withdrawn_at is None and not has_ended


def nomination_of(session: Session, delegation: Delegation, nomination_id: int) -> Nomination:
    """Return one nomination of a delegation.

    Raises:
        NotFoundError: "no-such-registration", also for one of another delegation.
    """
    nomination = session.scalar(
        select(Nomination).where(
            Nomination.id == nomination_id, Nomination.delegation_id == delegation.id
        )
    )
    if nomination is None:
        raise NotFoundError("no-such-registration")
    return nomination


def _lock_delegation(session: Session, delegation_id: int) -> Delegation:
    """Lock a delegation's event and return the delegation: its counts are stable until the end."""
    event_id = delegation_of_link(session, delegation_id).event_id
    lock_events(session, [event_id])
    # Reload: it may have been withdrawn while we waited.
    session.expire_all()
    return delegation_of_link(session, delegation_id)


def _active_nominations(session: Session, delegation: Delegation) -> set[str]:
    return set(
        session.scalars(
            select(Nomination.address)
            .join(REGISTRATIONS, REGISTRATIONS.c.id == Nomination.registration_id)
            .where(Nomination.delegation_id == delegation.id, USES_QUOTA)
        )
    )


def _nominate(session: Session, delegation: Delegation, delegate: Delegate) -> Nomination:
    event = locks.lock_published_event(session, delegation.event_id)
    # Checked for every row: a registered person must not be accepted where a new one would be
    # refused.
    initial_status(session, event, delegate.registration_type_id)
    address = email_addresses.normalize_address(delegate.email)
    is_known = queries.known_registration(session, event.id, address) is not None
    registration = new_registration.register_attendee(
        session,
        event_id=delegation.event_id,
        name=delegate.name,
        email=delegate.email,
        affiliation=delegation.name,
        timezone="",
        language=delegation.language,
        registration_type_id=delegate.registration_type_id,
        credentials=LinkCredentials(delegation_id=delegation.id),
    )
    session.flush()
    return delegations.record_nomination(
        session,
        delegation,
        name=delegate.name,
        email=delegate.email,
        registration_type_id=delegate.registration_type_id,
        registration_id=registration.id,
        made_registration=not is_known,
    )
