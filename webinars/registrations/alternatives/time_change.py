"""Move a registrant to another time of a webinar that is held more than once. The caller commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.access.access_check import check_access
from webinars.errors import ConflictError, NotAllowedError, NotFoundError
from webinars.events.enums import EventState
from webinars.events.lifecycle_checks import check_not_ended
from webinars.events.locks import lock_events
from webinars.events.models import Event, RegistrationType
from webinars.localized_text import stored_form
from webinars.questions.answers import copy_answers
from webinars.registrations import locks, new_registration
from webinars.registrations.alternatives.own_registrations import other_registrations
from webinars.registrations.cancellation import end_registration
from webinars.registrations.initial_status import initial_status
from webinars.registrations.models import Registration
from webinars.registrations.queries import known_registration
from webinars.registrations.repeat_registration import (
    credentials_of,
    credentials_of_invitation,
)
from webinars.registrations.status import ACTIVE, HOLDING, CancelReason, Status
from webinars.timezones import clock


def keep_one_time(session: Session, registration_id: int, event_id: int) -> Registration:
    """Register the address of a registration for one time of its webinar alone, and return that registration.

    All events are locked in order of id.

    Raises:
        NotFoundError, ConflictError: as of move_to_alternative().
    """
    event, registration = _unlocked(session, registration_id)
    others = other_registrations(session, event, registration)
    lock_events(session, {event.id, event_id, *(one.event_id for one in others)})
    chosen = registration
    if event_id != event.id:
        chosen = move_to_alternative(session, registration_id, event_id)
    for other in others:
        if other.event_id != event_id:
            move_to_alternative(session, other.id, event_id)
    return chosen


def move_to_alternative(session: Session, registration_id: int, event_id: int) -> Registration:
    """Give up a registration for one for another time, and return that: what it holds is never less.

    Who has a place here gets one there, or keeps this one; who waits here may wait there. Both events are
    locked in order of id. An address that is registered there already keeps that registration.

    Raises:
        NotFoundError: "no-such-registration"; "no-such-event" if it is no other time of this webinar.
        ConflictError: "already-cancelled"; "event-over"; "time-full"; "registration-not-open" (facts:
            availability); "time-not-available": they may not register there.
    """
    own_event, _registration = _unlocked(session, registration_id)
    locked = {one.id: one for one in lock_events(session, {own_event.id, event_id})}
    event, registration = locks.lock_registration(session, registration_id)
    target = locked.get(event_id)
    if target is None or not _is_other_time(event, target):
        raise NotFoundError("no-such-event")
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    check_not_ended(event)
    moved = _registration_there(session, event, target, registration)
    end_registration(session, event, registration, CancelReason.MOVED)
    return moved


def _unlocked(session: Session, registration_id: int) -> tuple[Event, Registration]:
    registration = session.scalar(
        select(Registration)
        .options(joinedload(Registration.event))
        .where(Registration.id == registration_id)
    )
    if registration is None:
        raise NotFoundError("no-such-registration")
    return registration.event, registration


def _is_other_time(event: Event, target: Event) -> bool:
    return (
        target.id != event.id
        and target.state is not EventState.DRAFT
        and target.alternative_group_id is not None
        and target.alternative_group_id == event.alternative_group_id
    )


def _registration_there(
    session: Session, event: Event, target: Event, registration: Registration
) -> Registration:
    """Return the registration that the address has at another time, or gets now."""
    holds_place = registration.status in HOLDING
    known = known_registration(session, target.id, registration.address)
    if known is not None:
        if known.status not in ACTIVE or not _takes_place(target):
            raise ConflictError("time-not-available")
        if holds_place and known.status not in HOLDING:
            raise ConflictError("time-full")
        return known
    _check_admitted(session, event, target, registration)
    type_id = _same_type(session, target, registration)
    status = initial_status(session, target, type_id)
    if status is Status.WAITING and holds_place:
        raise ConflictError("time-full")
    is_approved = registration.status in (Status.CONFIRMED, Status.OFFERED)
    if status is Status.AWAITING_APPROVAL and is_approved:
        if not event.requires_approval:
            raise ConflictError("time-not-available")  # nobody has approved this person yet
        status = Status.CONFIRMED
    moved = new_registration.register_moved(
        session, target, registration, registration_type_id=type_id, status=status
    )
    copy_answers(
        session,
        from_registration_id=registration.id,
        from_event_id=registration.event_id,
        to_registration_id=moved.id,
        to_event_id=target.id,
    )
    return moved


def _takes_place(target: Event) -> bool:
    return target.state is EventState.PUBLISHED and target.ends_at > clock.now()


def _check_admitted(
    session: Session, event: Event, target: Event, registration: Registration
) -> None:
    """Require that what admitted somebody here admits them there: the same limits, or an invitation.

    A delegation names people for one event: elsewhere its participants are admitted as anyone else is.
    """
    is_named = registration.delegation_id is not None
    limits = event.access_mode, event.domains
    if not is_named and limits == (target.access_mode, target.domains):
        return
    credentials = (
        credentials_of_invitation(session, target, registration)
        if is_named
        else credentials_of(session, target, registration)
    )
    try:
        check_access(session, target, address=registration.address, credentials=credentials)
    except NotAllowedError:
        raise ConflictError("time-not-available") from None


def _same_type(session: Session, target: Event, registration: Registration) -> int | None:
    """Return the registration type of another event with the same name, which a copy of the event has."""
    if not target.has_registration_types:
        return None
    own = registration.registration_type
    offered = session.scalars(
        select(RegistrationType).where(
            RegistrationType.event_id == target.id, RegistrationType.removed_at.is_(None)
        )
    ).all()
    name = stored_form(own.name) if own else ""
    for one in offered:
        if own and stored_form(one.name) == name:
            return one.id
    raise ConflictError("time-not-available")
