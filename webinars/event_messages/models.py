"""Table of the messages that organisers write."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.accounts.models import Organiser
from webinars.column_types import LocalDateTime
from webinars.database import Base
from webinars.localized_columns import LocalizedString


class EventMessageState(StrEnum):
    """What became of a message: it is sent once all e-mails to its recipients are settled."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


class Anchor(StrEnum):
    """What the time of sending is relative to."""

    NOW = "now"
    TIME = "time"  # a local time that the organiser chose
    START = "start"
    END = "end"


class EventMessage(Base):
    """A message of an organiser to registrants of an event.

    audience: who gets it, as recipients.Audience stores it. offset_minutes: after the start or end,
    negative before it. run counts how often sending was begun: e-mails that an earlier one queued are
    not sent. recipients counts the e-mails that earlier runs sent and those that this one queued,
    left_out those of the latter that were not sent, failed those of both that failed. The two are stored
    because the outbox is purged. is_optional: it is not needed to take part, so people can unsubscribe.
    started_at is when the first run began, queued_at when the last
    recipient was queued. stop_reason: empty if an organiser stopped it.
    """

    __tablename__ = "event_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    state: Mapped[EventMessageState] = mapped_column(default=EventMessageState.DRAFT)
    subject: Mapped[str] = mapped_column(LocalizedString())
    text: Mapped[str] = mapped_column(LocalizedString())
    audience: Mapped[dict[str, Any]]
    anchor: Mapped[Anchor] = mapped_column(default=Anchor.NOW)
    offset_minutes: Mapped[int] = mapped_column(default=0)
    local_send_at: Mapped[datetime | None] = mapped_column(LocalDateTime())
    timezone: Mapped[str] = mapped_column(default="")
    is_optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    run: Mapped[int] = mapped_column(default=0)
    recipients: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    stop_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]

    organiser: Mapped[Organiser] = relationship(lazy="raise")

    @property
    def budget_group(self) -> str:
        """Return the group of the e-mails of its run in the outbox, by which they are counted."""
        return self.budget_groups[-1]

    @property
    def budget_groups(self) -> list[str]:
        """Return the groups of all runs, oldest first; a message that was never sent has one too."""
        return [f"event-message:{self.id}:{run}" for run in range(1, max(self.run, 1) + 1)]
