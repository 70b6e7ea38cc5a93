"""Tables of the outbox: messages, pauses and the ledger of budgets."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.outbox.message_ids import new_mail_token


class MessageState(StrEnum):
    """The state of a message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class BudgetState(StrEnum):
    """Whether an e-mail is within the budgets of outbox/budget_ledger.py."""

    OPEN = "open"  # not counted yet, or counted and composed
    WAITING = "waiting"  # over a budget; due when that frees
    EXEMPT = "exempt"  # may exceed them, because it has become urgent


class Message(Base):
    """A message that must be sent or processed.

    topic is its row in outbox/topics.py, payload what its composer or handler needs. ordering_key orders the
    messages to one person about one event: each waits until the earlier ones of its key are sent. key makes a
    queued message unique, for digests. due_at is when it may be sent; leasing postpones it, so it falls due
    again if the worker dies. mail_token is created on enqueuing and becomes the Message-ID, which a row in a
    backup therefore shares. On composition sender, recipient, mail_id (the Message-ID) and body (the exact
    bytes) are stored; every retry sends the same. Once sent or superseded, payload and body are emptied.

    client is a digest of the client whose request without sign-in caused the message; it is emptied when the
    message is counted or settled. Messages of one budget_group to one mailbox count as one.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    ordering_key: Mapped[str | None]
    key: Mapped[str | None]
    event_id: Mapped[int | None]
    registration_id: Mapped[int | None] = mapped_column(index=True)
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[MessageState]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")
    mail_token: Mapped[str] = mapped_column(default=new_mail_token, index=True)
    mail_id: Mapped[str] = mapped_column(default="")
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(default="", server_default="")
    budget_group: Mapped[str] = mapped_column(default="", server_default="")
    budget_state: Mapped[BudgetState] = mapped_column(
        default=BudgetState.OPEN, server_default=BudgetState.OPEN.value
    )

    __table_args__ = (
        Index("ix_messages_event_newest", "event_id", "id"),
        *(
            Index(
                f"ix_messages_{name}",
                "event_id",
                "id",
                sqlite_where=text(condition),
                postgresql_where=text(condition),
            )
            for name, condition in (
                ("failed", "state = 'failed'"),
                ("timezone_update", "topic = 'registration.timezone-update'"),
            )
        ),
        # The e-mails of an organiser's message, counted by state.
        Index(
            "ix_messages_event_message",
            "event_id",
            "budget_group",
            "state",
            sqlite_where=text("topic = 'registration.message'"),
            postgresql_where=text("topic = 'registration.message'"),
        ),
        Index(
            "ix_messages_settled",
            "state",
            "due_at",
            sqlite_where=text("state <> 'queued'"),
            postgresql_where=text("state <> 'queued'"),
        ),
        Index("ix_messages_ordering_key", "ordering_key", "state", "id"),
        Index(
            "uq_messages_key",
            "key",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )


Index(
    "ix_messages_queue",
    Message.priority.desc(),
    Message.due_at,
    Message.id,
    sqlite_where=text("state = 'queued'"),
    postgresql_where=text("state = 'queued'"),
)


class OutboxPause(Base):
    """A row keeps workers from leasing messages: a restored backup may contain some that were sent."""

    __tablename__ = "outbox_pauses"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    paused_at: Mapped[datetime]


class LedgerEntry(Base):
    """One slot of a budget: when it was used, and when it is free again.

    key names what is counted, without revealing an address. Slots are numbered from 1 to the budget.
    """

    __tablename__ = "email_ledger"

    key: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    budget: Mapped[int]
    budget_group: Mapped[str] = mapped_column(default="")
    spent_at: Mapped[datetime]
    frees_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("slot BETWEEN 1 AND budget", name="slot_within_budget"),)
