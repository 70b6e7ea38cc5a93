"""E-mails about several dates: one that lists all of them, and with it one invitation for each date."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.outbox import priorities
from webinars.outbox.enqueue import NewMessage, enqueue, enqueue_all, ordering_key_of
from webinars.outbox.topics import DATES
from webinars.registrations import notifications
from webinars.registrations.group_registrations import ordering_key_of_dates
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import Status
from webinars.timezones import clock


class Cause(StrEnum):
    """Why the e-mail that lists all dates is sent."""

    REGISTERED = "registered"
    AGAIN = "again"
    ADDED = "added"
    CANCELLED = "cancelled"
    WAITING = "waiting"


def notify_of_dates(
    session: Session,
    row: DateGroupRegistration,
    about: Registration | Event,
    cause: Cause,
    new: Sequence[Registration] = (),
    *,
    is_without_invitations: bool = False,
) -> None:
    """Enqueue the e-mail that lists all dates, and the invitation for each new date with a place.

    about: the registration, or the event, in whose log the e-mail is. is_without_invitations: the registrant
    has chosen the personal calendar for the new dates.
    """
    group = budget_group_of(row)
    summary = enqueue(
        session,
        DATES,
        payload={
            "date_group_registration_id": row.id,
            "date_group_id": row.date_group_id,
            "event_id": about.event_id if isinstance(about, Registration) else about.id,
            "cause": cause,
            "new": [one.id for one in new],
            "wants_personal_calendar": is_without_invitations,
        },
        ordering_key=ordering_key_of_dates(row.date_group_id, row.address),
        event_id=about.event_id if isinstance(about, Registration) else about.id,
        registration_id=about.id if isinstance(about, Registration) else None,
        priority=priorities.AWAITED if cause is not Cause.ADDED else 0,
        budget_group=group,
    )
    assert summary is not None  # noqa: S101 - it has no key
    session.flush()
    invited = [one for one in new if one.status is Status.CONFIRMED]
    if not is_without_invitations:
        thread = {"date_group_id": row.date_group_id, "summary_token": summary.mail_token}
        enqueue_all(session, [_invitation(one, group, thread) for one in invited])


def notify_of_new_dates(
    session: Session, events: Collection[Event], registrations: Sequence[Registration]
) -> None:
    """Enqueue the notifications of organisers, and the deadlines of unverified places."""
    by_id = {event.id: event for event in events}
    messages = [
        notifications.to_organiser(by_id[one.event_id], one, gone=False)
        for one in registrations
        if by_id[one.event_id].notification_mode is NotificationMode.EACH
    ]
    messages += [place_deadlines.deadline_of(one) for one in registrations if one.ends_at]
    enqueue_all(session, messages)
    daily = {one.event_id for one in registrations}
    daily_events = [
        event
        for event in events
        if event.id in daily and event.notification_mode is NotificationMode.DAILY
    ]
    if daily_events:
        notifications.queue_digest(session, daily_events)


def budget_group_of(row: DateGroupRegistration) -> str:
    """Return the budget group of the e-mails that one use of the form causes: they count as one."""
    return f"dates-{row.id}-{clock.now():%Y%m%d%H%M%S}"


def _invitation(registration: Registration, group: str, thread: dict[str, Any]) -> NewMessage:
    return NewMessage(
        "registration.confirmed",
        {"registration_id": registration.id, **thread},
        ordering_key=ordering_key_of(registration.event_id, registration.address),
        event_id=registration.event_id,
        registration_id=registration.id,
        budget_group=group,
    )
