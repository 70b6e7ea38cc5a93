"""What a registrant does with all their dates of one event, or with one of them. The caller commits."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.database import erase_deleted_bytes, for_update
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.date_groups import lock_group
from webinars.events.enums import EventState
from webinars.events.lifecycle_checks import check_not_ended
from webinars.events.locks import lock_events
from webinars.events.models import Event
from webinars.events.notifications.open_dates import announce_dates
from webinars.outbox.enqueue import enqueue_all
from webinars.questions.answers import answers_alike
from webinars.questions.question_spec import ShownAnswers
from webinars.questions.question_types import QuestionStage
from webinars.registrations import notifications
from webinars.registrations.answers import may_answer, open_stage, save_answers
from webinars.registrations.cancellation import end_registration
from webinars.registrations.erasure import erase_together
from webinars.registrations.group_registrations import dates_of, forget_emails_of_dates
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.registrant_details import RegistrantDetails, clean_details
from webinars.registrations.several_dates.date_places import places_of_dates
from webinars.registrations.several_dates.messages import (
    Cause,
    budget_group_of,
    notify_of_dates,
    notify_of_new_dates,
)
from webinars.registrations.several_dates.registering import join_dates, shared_details
from webinars.registrations.status import ACTIVE, CancelReason
from webinars.timezones import clock


def lock_row(session: Session, row_id: int) -> DateGroupRegistration:
    """Lock the group of a row, before any of its events, and return the row.

    The row itself is locked after the events: an erasure, which knows no group, changes it under one of them.

    Raises:
        NotFoundError: "no-such-registration".
    """
    of_row = select(DateGroupRegistration.date_group_id).where(DateGroupRegistration.id == row_id)
    group_id = session.scalar(of_row)
    if group_id is None:
        raise NotFoundError("no-such-registration")
    lock_group(session, group_id)
    return _present(session, row_id, locks=False)


def cancel_all_dates(session: Session, row: DateGroupRegistration) -> int:
    """Cancel all coming dates of a locked row, and take none that is added later; return how many they were.

    One that was on the waiting list for all dates leaves it, and is deleted with its details.

    One e-mail lists them; a calendar that has invitations gets the cancellation of each.
    """
    active, cancelled = _lock_active(session, row), []
    if row.takes_all and row.queued_at is None:
        announce_dates(session, row.date_group_id)  # who waits for a place for all dates is next
    row.takes_all, row.queued_at, row.waiting_details = False, None, {}
    for event, registration in active:
        if event.state is EventState.PUBLISHED and event.ends_at <= clock.now():
            continue
        registration.verified_at = registration.verified_at or clock.now()
        end_registration(
            session,
            event,
            registration,
            CancelReason.BY_REGISTRANT,
            one_of_several=budget_group_of(row),
        )
        cancelled.append(registration)
    session.flush()
    if not dates_of(session, row):
        _delete(session, row)
    if cancelled:
        notify_of_dates(session, row, cancelled[0], Cause.CANCELLED)
    return len(cancelled)


def cancel_date(session: Session, row: DateGroupRegistration, slug: str) -> None:
    """Cancel one date of a locked row.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "already-cancelled", "event-over".
    """
    event, registration = _of_date(session, row, slug)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    check_not_ended(event)
    registration.verified_at = registration.verified_at or clock.now()
    end_registration(session, event, registration, CancelReason.BY_REGISTRANT)


def register_for_date(session: Session, row: DateGroupRegistration, slug: str) -> None:
    """Register a locked row's address for one more date, with the details of its newest registration.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "dates-not-open".
        NotAllowedError: "domain-not-allowed".
    """
    of_group = select(Event.id).where(Event.date_group_id == row.date_group_id)
    # PostgreSQL has no text with a NUL.
    event_id = session.scalar(of_group.where(Event.slug == slug)) if "\0" not in slug else None
    events = lock_events(session, [event_id] if event_id else [])
    if not events or events[0].state is EventState.DRAFT:
        raise ConflictError("dates-not-open", event_ids=())  # unpublished in the meantime
    like = max(dates_of(session, row), key=lambda one: one.id, default=None)
    if like is None:
        raise NotFoundError("no-such-registration")
    new = join_dates(session, *shared_details(like), places_of_dates(session, events))
    if not new:
        raise ConflictError("dates-not-open", event_ids=(event_id,))
    notify_of_new_dates(session, events, new)
    notify_of_dates(session, row, new[0], Cause.REGISTERED, new)


def verify_dates(session: Session, row: DateGroupRegistration) -> None:
    """Record that the reader of the mailbox has opened a locked row's link: no place expires any more."""
    for _event, registration in _lock_active(session, row):
        registration.mark_verified(clock.now())


def change_details_of_dates(
    session: Session, row: DateGroupRegistration, **details: Unpack[RegistrantDetails]
) -> None:
    """Change the details of a locked row's registrations for all dates; the e-mail address is left alone.

    Raises:
        InvalidInputError: as of clean_details().
    """
    columns = clean_details(details)
    for _event, registration in _lock_all(session, row):
        for column, value in columns.items():
            setattr(registration, column, value)
        registration.mark_verified(clock.now())
    if row.queued_at is not None:
        row.waiting_details = {**row.waiting_details, **columns}


def answer_for_dates(
    session: Session,
    row: DateGroupRegistration,
    slug: str,
    given: ShownAnswers,
    stage: QuestionStage | None,
) -> None:
    """Store a locked row's answers for one date, and for others that ask the same.

    Files are stored for that date alone. A date of which other required answers are missing is left out.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError, InvalidInputError: as of save_answers().
    """
    pairs = _lock_active(session, row)
    answered = next((one for event, one in pairs if event.slug == slug), None)
    if answered is None:
        raise NotFoundError("no-such-registration")
    save_answers(session, answered.id, given=given, stage=stage)
    for event, registration in pairs:
        if registration is answered or not may_answer(registration, event, clock.now()):
            continue
        alike = answers_alike(session, given, from_event_id=answered.event_id, to_event_id=event.id)
        with suppress(InvalidInputError):
            if alike:
                save_answers(session, registration.id, given=alike, stage=open_stage(registration))


def erase_dates(session: Session, row: DateGroupRegistration) -> None:
    """Erase the personal data of a locked row's registrations for all dates, and the row with them."""
    pairs = _lock_all(session, row)
    if pairs:
        erase_together(session, pairs)
    else:
        _delete(session, row)


def _delete(session: Session, row: DateGroupRegistration) -> None:
    """Delete a row that was on the waiting list only."""
    forget_emails_of_dates(session, row.date_group_id, [row.address])
    session.delete(row)
    session.flush()
    erase_deleted_bytes(session)


def replace_links_of_dates(session: Session, row: DateGroupRegistration) -> None:
    """Revoke the link of a locked row, and those of all its dates to which it led; e-mail new ones.

    It led to cancelled ones, too.
    """
    events = lock_events(session, {one.event_id for one in dates_of(session, row)})
    _present(session, row.id, locks=True)
    registrations = _locked(session, row, [event.id for event in events])
    for registration in registrations:
        registration.token_version += 1
    session.flush()
    active = [
        (event, one)
        for event in sorted(events, key=lambda event: (event.starts_at, event.id))
        for one in registrations
        if one.event_id == event.id and one.status in ACTIVE
    ]
    subjects = [(one.id, one.event_id) for one in registrations]
    link_revocation.replace_links(session, OF_REGISTRATION, subjects)
    link_revocation.replace_links(session, (Purpose.DATES,), [(row.id, None)], holder=row.address)
    coming = [one for event, one in active if event.ends_at > clock.now()]
    messages = [notifications.to_registrant("registration.links-replaced", one) for one in coming]
    group = budget_group_of(row)
    enqueue_all(session, [replace(message, budget_group=group) for message in messages])
    if coming:
        notify_of_dates(session, row, coming[0], Cause.AGAIN)


def _present(session: Session, row_id: int, *, locks: bool) -> DateGroupRegistration:
    """Return a row as it is now.

    Raises:
        NotFoundError: "no-such-registration": deleted with its last date in the meantime.
    """
    is_row = DateGroupRegistration.id == row_id
    query = select(DateGroupRegistration).where(is_row).execution_options(populate_existing=True)
    locking = for_update(select(DateGroupRegistration).where(is_row))
    row = session.scalar(locking if locks else query)
    if row is None:
        raise NotFoundError("no-such-registration")
    return row


def _lock_active(session: Session, row: DateGroupRegistration) -> list[tuple[Event, Registration]]:
    """Lock the events of a row's active registrations in order of id; return both in the order of dates."""
    ids = {one.event_id for one in dates_of(session, row) if one.status in ACTIVE}
    events = {event.id: event for event in lock_events(session, ids)}
    _present(session, row.id, locks=True)
    registrations = _locked(session, row, ids)
    pairs = [(events[one.event_id], one) for one in registrations if one.status in ACTIVE]
    return sorted(pairs, key=lambda pair: (pair[0].starts_at, pair[0].id))


def _lock_all(session: Session, row: DateGroupRegistration) -> list[tuple[Event, Registration]]:
    """Lock the events of all of a row's dates in order of id; return the newest registration for each."""
    own = dates_of(session, row)
    events = {event.id: event for event in lock_events(session, {one.event_id for one in own})}
    _present(session, row.id, locks=True)
    _locked(session, row, events)  # as they are now
    return [(events[one.event_id], one) for one in dates_of(session, row)]


def _of_date(session: Session, row: DateGroupRegistration, slug: str) -> tuple[Event, Registration]:
    ids = {one.event_id for one in dates_of(session, row) if one.event.slug == slug}
    events = lock_events(session, ids)
    registrations = sorted(_locked(session, row, ids), key=lambda one: one.status not in ACTIVE)
    if not events or not registrations:
        raise NotFoundError("no-such-registration")
    return events[0], registrations[0]


def _locked(
    session: Session, row: DateGroupRegistration, event_ids: Collection[int]
) -> list[Registration]:
    """Return a row's registrations for locked events as they are now."""
    if not event_ids:
        return []
    return list(
        session.scalars(
            select(Registration)
            .where(
                Registration.event_id.in_(event_ids),
                Registration.address == row.address,
                Registration.erased_at.is_(None),
            )
            .order_by(Registration.id)
            .execution_options(populate_existing=True)
        )
    )
