"""How long after the end of an event personal data of its registrations is stored."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from webinars.events.models import Event

# In days after the end; an event has one of them.
RETENTION_CHOICES = (30, 90, 180, 365, 2 * 365, 5 * 365)
SENSITIVE_DAYS = 30
# Events of earlier versions are purged no sooner after their organiser was told.
NOTICE_DAYS = 30


def purge_at(event: Event) -> datetime:
    """Return when the retention period of an event is over."""
    return event.ends_at + timedelta(days=event.retention_days)


def is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the retention period of an event is over and its organiser was told."""
    ends = (
        and_(Event.retention_days == days, Event.ends_at <= now - timedelta(days=days))
        for days in RETENTION_CHOICES
    )
    return and_(or_(*ends), _is_announced(now))


def is_over_for_sensitive_answers(now: datetime) -> ColumnElement[bool]:
    """Return the same condition for answers to sensitive questions."""
    return and_(Event.ends_at <= now - timedelta(days=SENSITIVE_DAYS), _is_announced(now))


def _is_announced(now: datetime) -> ColumnElement[bool]:
    return Event.retention_notified_at <= now - timedelta(days=NOTICE_DAYS)
