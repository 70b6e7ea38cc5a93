"""Tables of replies to invitations, of registrants and invitees, and to the holds of polls."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, synonym

from webinars.database import Base
from webinars.replies.reply_rules import ReplyStatus, Verdict

# Replies about which nothing was done; the condition of an index, which queries repeat literally.
TO_REVIEW = (
    "verdict <> 'overtaken' AND status <> 'written' AND (status IN ('bounced', 'countered', 'delegated')"
    " OR verdict IN ('held', 'method-mismatch', 'stranger'))"
)


class ReplyColumns:
    """What is stored of an e-mail from a calendar, a person or a mail server, so that it is processed once.

    key identifies the e-mail. sequence, dtstamp and written_at, its Date, order the replies of one person;
    bounces and written replies have the time at which they were processed. proposed_* is the time of a
    COUNTER. comment is text of a third party, and is shown as such. reviewed_at: when an organiser said that
    nothing more is to be done about it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
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
    reviewed_at: Mapped[datetime | None]


class Reply(ReplyColumns, Base):
    """An e-mail about a registration. Rows are deleted with the registrant's data."""

    __tablename__ = "replies"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    person_id: Mapped[int] = synonym("registration_id")

    __table_args__ = (
        # Its index also serves queries by registration.
        UniqueConstraint("registration_id", "key"),
        Index(
            "ix_replies_to_review",
            "received_at",
            sqlite_where=text(TO_REVIEW),
            postgresql_where=text(TO_REVIEW),
        ),
    )


class InviteeReply(ReplyColumns, Base):
    """An e-mail of an invitee who is not registered. Rows are deleted with the invitee."""

    __tablename__ = "invitee_replies"

    invitee_id: Mapped[int] = mapped_column(ForeignKey("invitees.id", ondelete="CASCADE"))
    person_id: Mapped[int] = synonym("invitee_id")

    __table_args__ = (
        # Its index also serves queries by invitee.
        UniqueConstraint("invitee_id", "key"),
        Index(
            "ix_invitee_replies_to_review",
            "received_at",
            sqlite_where=text(TO_REVIEW),
            postgresql_where=text(TO_REVIEW),
        ),
    )


class HoldReply(Base):
    """An e-mail of a calendar about a hold of a poll, stored so that it is processed once; see Reply."""

    __tablename__ = "hold_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("poll_participants.id", ondelete="CASCADE")
    )
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str]
    status: Mapped[ReplyStatus]
    verdict: Mapped[Verdict]
    sequence: Mapped[int]
    dtstamp: Mapped[datetime]
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]

    # Its index also serves queries by participant.
    __table_args__ = (UniqueConstraint("participant_id", "key"),)


# Whose replies a query reads: registrants', or invitees'. person_id is the id of that person's row.
ReplyTable = type[Reply] | type[InviteeReply]
