"""What can be subscribed to of an event: its date while that may change, new dates, and documents of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents.access import public_documents
from webinars.documents.models import Document
from webinars.email_subscriptions.models import Interest
from webinars.events.enums import AccessMode, EventState
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.timezones.schedule import Precision

# Their events are as good as hidden: those who have the link know of them.
SECRET = AccessMode.SECRET_LINK


def interests_of(event: Event) -> tuple[Interest, ...]:
    """Return what people may be e-mailed about of a public event, the likeliest first.

    Nothing where only registering makes sense: its date is set, and it has no other dates.
    """
    if event.access_mode is SECRET:
        return ()
    if event.state is EventState.POSTPONED:
        has_no_day, is_coming = True, True
    else:
        is_coming = event.state is EventState.PUBLISHED and event.ends_at > clock.now()
        has_no_day = is_coming and event.precision is Precision.MONTH
    if event.date_group_id is None:
        return (Interest.CHANGES,) if has_no_day else ()
    if has_no_day:
        return Interest.CHANGES, Interest.DATES
    return (Interest.DATES, Interest.CHANGES) if is_coming else (Interest.DATES,)


def has_public_document(session: Session, event: Event | None = None) -> bool:
    """Return whether everyone may see a document, or one of a public event, so that others may follow."""
    shown = select(Document.id).where(public_documents(clock.now()))
    if event is not None:
        if event.access_mode is SECRET:
            return False
        shown = shown.where(Document.event_id == event.id)
    return session.scalar(shown.limit(1)) is not None
