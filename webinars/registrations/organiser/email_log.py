"""Messages about one event and their delivery, for its organiser, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.outbox.models import Message, MessageState
from webinars.outbox.resend import may_be_resent
from webinars.outbox.topics import TEAM, TOPICS
from webinars.pagination import MAX_ID, Page, literal_limit, page_of, parse_cursor
from webinars.registrations.models import Registration

PAGE_LENGTH = 50
# Cursors of failed messages begin with this, those of others with 0.
_FAILED = 1
# Beginnings of topics that are listed only if they failed.
_NOT_LISTED = ("organiser", "event", "kind", "place")


@dataclass(frozen=True)
class LoggedEmail:
    """One message about an event; name and email are the registrant's, empty if it has none."""

    id: int
    topic: str
    state: MessageState
    reason: str
    attempts: int
    recipient: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    may_be_resent: bool
    name: str | None
    email: str | None


def logged_emails(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[LoggedEmail]:
    """Return a page of an event's messages: failed ones first, then the newest.

    Messages that fan out, and notices to organisers apart from those of their roles, are listed only if they
    failed.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    rank, last_id = parse_cursor(after, (_FAILED, MAX_ID)) if after else (_FAILED, MAX_ID)
    is_failed = Message.state == literal_column(f"'{MessageState.FAILED}'", Message.state.type)
    others = [~is_failed, or_(Message.topic == TEAM, and_(*map(_is_not_of, _NOT_LISTED)))]
    # Each is the end of a range of an index.
    ranges = [(0, [*others, Message.id < last_id])]
    if rank == _FAILED:
        ranges = [(_FAILED, [is_failed, Message.id < last_id]), (0, others)]
    most = literal_limit(limit + 1)
    parts = [
        select(Message.id, literal_limit(of_range).label("rank"))
        .where(Message.event_id == event_id, *conditions)
        .order_by(Message.id.desc())
        .limit(most)
        .subquery()
        for of_range, conditions in ranges
    ]
    merged = union_all(*map(select, parts)).subquery().c
    # Limited before the rows are loaded: PostgreSQL would read all messages for twice as many ids.
    ids = select(merged.id).order_by(merged.rank.desc(), merged.id.desc()).limit(most)
    order = (case((is_failed, _FAILED), else_=0).desc(), Message.id.desc())
    statement = _messages().where(Message.id.in_(ids)).order_by(*order)
    rows = [LoggedEmail(*row) for row in session.execute(statement)]
    return page_of(rows, limit, _cursor_key)


def email_of_event(session: Session, event_id: int, message_id: int) -> Message:
    """Return an e-mail about an event to a registrant, an invited person or a member, with its content.

    Raises:
        NotFoundError: "no-such-message", also for other e-mails to organisers.
    """
    message = session.get(Message, message_id)
    is_shown = message is not None and message.event_id == event_id and may_be_shown(message.topic)
    if message is None or not is_shown:
        raise NotFoundError("no-such-message")
    return message


def may_be_shown(topic: str) -> bool:
    """Return whether organisers may look at the e-mails of a topic."""
    is_email = topic in TOPICS and TOPICS[topic].is_email
    return is_email and (topic == TEAM or not topic.startswith("organiser."))


def _is_not_of(prefix: str) -> ColumnElement[bool]:
    return ~Message.topic.like(f"{prefix}.%")


def _messages() -> Select[*tuple[Any, ...]]:
    # The raw bytes of the e-mails are not loaded.
    return select(
        Message.id,
        Message.topic,
        Message.state,
        Message.reason,
        Message.attempts,
        Message.recipient,
        Message.created_at,
        Message.due_at,
        Message.sent_at,
        may_be_resent(Message),
        Registration.name,
        Registration.email,
    ).outerjoin(Registration, Registration.id == Message.registration_id)


def _cursor_key(row: LoggedEmail) -> tuple[int, ...]:
    return int(row.state is MessageState.FAILED), row.id
