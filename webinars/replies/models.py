"""The table of what came in about registrations."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.replies.rules import Said, Verdict


class Reply(Base):
    """One mail about one registration, kept so that it never has an effect twice.

    key tells the mail from all others. sequence and dtstamp are its turn among the person's replies; a
    mail that came back, or that a person wrote, has neither and carries the instant at which it was read.
    proposed_* is what a COUNTER asks for. comment is a stranger's text, shown as such. The rows go when
    the person is erased.
    """

    __tablename__ = "replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    key: Mapped[str]
    said: Mapped[Said]
    verdict: Mapped[Verdict]
    sequence: Mapped[int]
    dtstamp: Mapped[datetime]
    received_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    proposed_start: Mapped[datetime | None]
    proposed_end: Mapped[datetime | None]

    # It serves the reads by registration too.
    __table_args__ = (UniqueConstraint("registration_id", "key"),)
