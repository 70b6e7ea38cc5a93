"""Joining the online meeting: when it opens, and who may. It verifies the address. The caller commits."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from webinars.errors import NotAllowedError
from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.registrations import locks
from webinars.registrations.status import Status
from webinars.timezones import clock
from webinars.timezones.schedule import Precision

JOIN_OPENS_BEFORE = timedelta(minutes=15)


class JoinState(StrEnum):
    """Whether the meeting can be joined: too early, open or over."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def join_state(starts_at: datetime, ends_at: datetime, now: datetime) -> JoinState:
    """Return whether registrants may join: from JOIN_OPENS_BEFORE the start until the end."""
    if now < starts_at - JOIN_OPENS_BEFORE:
        return JoinState.EARLY
    return JoinState.OPEN if now < ends_at else JoinState.OVER


def join_meeting(session: Session, registration_id: int) -> str:
    """Record the attendance, which verifies the e-mail address too, and return the join URL.

    Raises:
        NotFoundError: "no-such-registration".
        NotAllowedError: "not-confirmed", "event-not-held", "registered-in-person" where others join online,
            "join-not-open" (facts: opens_at), "join-closed", "no-join-url".
    """
    event, registration = locks.lock_registration(session, registration_id)
    now = clock.now()
    if registration.status is not Status.CONFIRMED:
        raise NotAllowedError("not-confirmed")
    if event.state is not EventState.PUBLISHED:
        raise NotAllowedError("event-not-held")
    if event.format is Format.HYBRID and registration.attendance_format(event) is Format.IN_PERSON:
        raise NotAllowedError("registered-in-person")
    match join_state(event.starts_at, event.ends_at, now):
        case JoinState.EARLY:
            raise NotAllowedError("join-not-open", opens_at=event.starts_at - JOIN_OPENS_BEFORE)
        case JoinState.OVER:
            raise NotAllowedError("join-closed")
    if not _has_meeting(event):
        raise NotAllowedError("no-join-url")
    registration.attended_at = registration.attended_at or now
    registration.verified_at, registration.ends_at = registration.verified_at or now, None
    return event.meeting_url


def _has_meeting(event: Event) -> bool:
    fixed = event.precision is not Precision.MONTH
    return bool(event.meeting_url) and event.format is not Format.IN_PERSON and fixed
