"""Handlers by topic, for messages that are not e-mails."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from webinars.documents import lifting
from webinars.email_subscriptions import notification
from webinars.event_messages import sending
from webinars.events.series import editing
from webinars.outbox.models import Message
from webinars.polls import event_changes, tasks
from webinars.registrations import expiry
from webinars.registrations.organiser import bulk_action
from webinars.registrations.several_dates import added_dates
from webinars.scheduling import fanout

HANDLERS: dict[str, Callable[[Session, Message], int]] = {
    **fanout.HANDLERS,
    **expiry.HANDLERS,
    **sending.HANDLERS,
    **bulk_action.HANDLERS,
    **editing.HANDLERS,
    **tasks.HANDLERS,
    **event_changes.HANDLERS,
    **added_dates.HANDLERS,
    **notification.HANDLERS,
    **lifting.HANDLERS,
}
# These handlers change the event, its registrations or messages, so it is locked before the message.
LOCKING_EVENT = frozenset(
    {*expiry.HANDLERS, *sending.HANDLERS, *bulk_action.HANDLERS, *tasks.HANDLERS}
)
# Of other handlers what is locked before the message, by its id.
LOCKS: dict[str, Callable[[Session, int], None]] = dict.fromkeys(
    added_dates.HANDLERS, added_dates.lock_dates
)
