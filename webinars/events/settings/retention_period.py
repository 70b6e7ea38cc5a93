"""How long after the end of an event personal data of its registrations is stored."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_

from webinars.events.enums import EventState
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.models import Event

# In days after the end; an event has one of them.
RETENTION_CHOICES = (30, 90, 180, 365, 2 * 365, 5 * 365)
SENSITIVE_DAYS = 30
# Events of earlier versions are purged no sooner after their organiser was told.
NOTICE_DAYS = 30
# Since the last change of an event or its period: a mistake is noticed, and e-mails about it have left.
UNCHANGED_DAYS = 7


def purge_at(event: Event) -> datetime:
    """Return when the retention period of an event is over."""
    return event.ends_at + timedelta(days=event.retention_days)


def is_retention_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the retention period of an event is over, and that a purge may begin."""
    ends = (
        and_(Event.retention_days == days, Event.ends_at <= now - timedelta(days=days))
        for days in RETENTION_CHOICES
    )
    return and_(or_(*ends), _may_begin(now))


def is_over_for_sensitive_answers(now: datetime) -> ColumnElement[bool]:
    """Return the same condition for answers to sensitive questions."""
    return and_(Event.ends_at <= now - timedelta(days=SENSITIVE_DAYS), _may_begin(now))


def is_change_of_period() -> ColumnElement[bool]:
    """Return the condition that a revision records another retention period of an event."""
    is_changed = Revision.previous["retention_days"].as_string().is_not(None)
    return and_(Revision.subject == Subject.SETTINGS, is_changed)


def _may_begin(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an event has its final date and period, and that its organiser was told."""
    unchanged_since = now - timedelta(days=UNCHANGED_DAYS)
    return and_(
        # It has not taken place, and its registrations count for the new date.
        Event.state != EventState.POSTPONED,
        Event.revised_at <= unchanged_since,
        ~exists().where(
            Revision.event_id == Event.id,
            Revision.changed_at > unchanged_since,
            is_change_of_period(),
        ),
        Event.retention_notified_at <= now - timedelta(days=NOTICE_DAYS),
    )
