"""The table of replies."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.replies.reply_rules import ReplyStatus, Verdict


class Reply(Base):
    """An e-mail about a registration, stored so that it is processed only once.

    key identifies the e-mail. sequence, dtstamp and written_at, its Date, order the registrant's replies;
    bounces and written replies have the time at which they were processed. proposed_* is the time of a
    COUNTER. comment is text of a third party, and is shown as such. Rows are deleted with the registrant's
    data.
    """

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    key: Mapped[str]
    status: Mapped[ReplyStatus]
    verdict: Mapped[Verdict]
    sequence: Mapped[int]
    dtstamp: Mapped[datetime]
    written_at: Mapped[
        datetime | None
    ]  # None in rows of earlier releases, and where it is not a reply
    received_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    proposed_start: Mapped[datetime | None]
    proposed_end: Mapped[datetime | None]

    # Its index also serves queries by registration.
    __table_args__ = (UniqueConstraint("registration_id", "key"),)
