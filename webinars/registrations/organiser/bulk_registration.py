"""Registration of many people at once by an organiser: all of a list, or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.access.access_policy import LinkCredentials
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.enums import EventState
from webinars.registrations import locks, new_registration
from webinars.registrations.address_digest import address_digest
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate, DelegateRowError
from webinars.registrations.organiser import restoration
from webinars.registrations.status import Status
from webinars.registrations.status_history import record_new
from webinars.security import email_addresses
from webinars.timezones import clock

MAX_BULK_ROWS = 500
SLICE = 500


@dataclass(frozen=True)
class BulkResult:
    """How many people of a list are new, were registered before, were restored, or stay removed."""

    new: int
    before: int
    restored: int = 0
    removed: int = 0


def bulk_register(
    session: Session,
    *,
    event_id: int,
    people: Sequence[Delegate],
    language: str,
    restores_removed: bool = False,
) -> BulkResult:
    """Register people on behalf of an organiser; existing registrations stay as they are.

    Everyone gets the e-mail of their status; once the places are used up, the rest join the
    waiting list. restores_removed: also restore people whom an organiser removed.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "too-many-bulk-rows" (facts: most).
        ConflictError: "not-published", "event-over".
        DelegateRowError: one of them is refused, as of new_registration.register_attendee().
    """
    if len(people) > MAX_BULK_ROWS:
        raise InvalidInputError("too-many-bulk-rows", most=MAX_BULK_ROWS)
    event = locks.lock_published_event(session, event_id)
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")
    wanted = [email_addresses.normalize_address(delegate.email) for delegate in people]
    known = existing_registrations(session, event_id, wanted)
    counts, added = Counter[str](), list[Registration]()
    for index, (address, delegate) in enumerate(zip(wanted, people, strict=True)):
        if address in known:
            outcome = _restore_removed(
                session, event_id, known[address], restores_removed=restores_removed
            )
            counts[outcome] += 1
            continue
        try:
            registration = new_registration.register_attendee(
                session,
                event_id=event_id,
                name=delegate.name,
                email=delegate.email,
                timezone="",
                language=language,
                registration_type_id=delegate.registration_type_id,
                credentials=LinkCredentials(by_organiser=True),
            )
        except WebinarsError as refusal:
            raise DelegateRowError(index, refusal) from refusal
        counts["new"] += 1
        added.append(registration)
    record_new(session, added)
    return BulkResult(**{"new": 0, "before": 0, **counts})


@dataclass(frozen=True)
class ExistingRegistration:
    """An address's registration at an event that was not cancelled."""

    registration_id: int
    status: Status
    is_erased: bool

    @property
    def is_removed(self) -> bool:
        """Return whether an organiser removed or refused it."""
        return self.status is Status.REFUSED


def existing_registrations(
    session: Session, event_id: int, wanted: Sequence[str]
) -> dict[str, ExistingRegistration]:
    """Return which canonical addresses have a registration at an event, removed ones included."""
    existing: dict[str, ExistingRegistration] = {}
    by_key = {address: address for address in wanted}
    by_key |= {address_digest(event_id, address): address for address in wanted}
    keys = list(by_key)
    for start in range(0, len(keys), SLICE):
        rows = session.execute(
            select(
                Registration.address, Registration.id, Registration.status, Registration.erased_at
            ).where(
                Registration.event_id == event_id,
                Registration.address.in_(keys[start : start + SLICE]),
                Registration.status != Status.CANCELLED,
            )
        )
        for key, registration_id, status, erased_at in rows:
            existing[by_key[key]] = ExistingRegistration(
                registration_id, status, erased_at is not None
            )
    return existing


def _restore_removed(
    session: Session, event_id: int, known: ExistingRegistration, *, restores_removed: bool
) -> str:
    """Restore a removed registration if requested; return the name of the count it belongs to."""
    if not known.is_removed:
        return "before"
    # Erased registrants must register again before they can be restored.
    if not restores_removed or known.is_erased:
        return "removed"
    restoration.restore_registration(
        session, event_id=event_id, registration_id=known.registration_id
    )
    return "restored"
