"""Messages about one event and their delivery, for its organiser, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, or_, select, tuple_
from sqlalchemy.orm import Session

from webinars.outbox.models import Message, MessageState
from webinars.outbox.resend import may_be_resent
from webinars.pagination import MAX_ID, Page, page_of, parse_cursor
from webinars.registrations.models import Registration

PAGE_LENGTH = 50


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


def emails(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[LoggedEmail]:
    """Return a page of an event's messages: failed ones first, then the newest.

    Notices to organisers and messages that fan out are listed only if they failed.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    rank = case((Message.state == MessageState.FAILED, 1), else_=0)
    statement = (
        _messages()
        .where(Message.event_id == event_id)
        .where(
            or_(
                and_(
                    *(
                        ~Message.topic.like(f"{prefix}.%")
                        for prefix in ("organiser", "event", "kind", "place")
                    )
                ),
                Message.state == MessageState.FAILED,
            )
        )
        .order_by(rank.desc(), Message.id.desc())
    )
    if after:
        statement = statement.where(
            tuple_(rank, Message.id) < parse_cursor(after, (MAX_ID, MAX_ID))
        )
    rows = [LoggedEmail(*row) for row in session.execute(statement.limit(limit + 1))]
    return page_of(rows, limit, _cursor_key)


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
