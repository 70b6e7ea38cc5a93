"""Changes of several dates of one group in one transaction: who is registered for several gets one e-mail."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message
from webinars.outbox.topics import DATES_CHANGED
from webinars.timezones import clock

# Key of session.info while dates of a group are changed together: its id, and the messages about them.
_TOGETHER = "webinars-changed-together"


@contextmanager
def changed_together(session: Session, group_id: int | None) -> Iterator[None]:
    """Have the worker send one text about all changes of dates of a group that the block enqueues.

    Their messages name each other, so that who is registered for several of them gets no text for each.
    """
    messages: list[tuple[int, Message]] = []
    session.info[_TOGETHER] = group_id, messages
    try:
        yield
    finally:
        del session.info[_TOGETHER]
    event_ids = sorted({event_id for event_id, _message in messages})
    if group_id is None or len(event_ids) < 2:  # noqa: PLR2004 - several
        return
    together = {"event_ids": event_ids, "at": clock.now().isoformat()}
    changes = {str(event_id): {**message.payload} for event_id, message in messages}
    for _event_id, message in messages:
        message.payload = {**message.payload, "together": together}
    enqueue(
        session,
        DATES_CHANGED,
        payload={"date_group_id": group_id, "changes": changes, "together": together},
        priority=priorities.FAN_OUT,
    )


def note_change(session: Session, event: Event, message: Message | None) -> None:
    """Note the message about a change, if dates of the event's group are changed together."""
    group_id, messages = session.info.get(_TOGETHER, (None, []))
    if message is not None and group_id is not None and event.date_group_id == group_id:
        messages.append((event.id, message))
