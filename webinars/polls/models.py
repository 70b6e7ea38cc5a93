"""Tables of polls: options, participants, votes and holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base
from webinars.i18n import N_
from webinars.polls.poll_rules import PollState, ResultsShown, Vote, VoteSource
from webinars.scheduling.models import ItipMethod
from webinars.timezones.schedule import When, deserialize

IS_UNDECIDED = "state IN ('open', 'closed')"


class Poll(Base):
    """A poll about the date of an event; its title, texts and team are those of the event.

    closes_at: votes are taken before. reminds_at: when those without an answer are reminded; None if they are
    not, or were. ended_at: when a date was chosen, or the poll was cancelled. has_open_link: whoever has the
    link of the poll may ask for a personal one. was_completed: the organiser was told that all have answered.
    """

    __tablename__ = "polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    state: Mapped[PollState]
    results_shown: Mapped[ResultsShown]
    sends_holds: Mapped[bool]
    has_open_link: Mapped[bool]
    was_completed: Mapped[bool]
    created_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    reminds_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    chosen_option_id: Mapped[int | None]

    __table_args__ = (
        Index(
            "uq_polls_undecided",
            "event_id",
            unique=True,
            sqlite_where=text(IS_UNDECIDED),
            postgresql_where=text(IS_UNDECIDED),
        ),
    )


class PollOption(Base):
    """A possible date of a poll; uid is that of its holds, and of the event once it is chosen.

    schedule is what timezones.schedule.serialize() returns, starts_at and ends_at its instants under the
    rules of then. Removed options keep their row: their holds are cancelled with a higher SEQUENCE.
    sequence_floor: the lowest SEQUENCE of new holds, raised when the history of a calendar is erased.
    """

    __tablename__ = "poll_options"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    schedule: Mapped[list[Any]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    sequence_floor: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def when(self) -> When:
        """Return the schedule."""
        return deserialize(self.schedule)


class PollParticipant(Base):
    """Somebody asked for their votes; the e-mailed link is bound to their address.

    address is the canonical form of email. token_version rises with each removal, so that an e-mail queued
    before it is not sent. without_holds: they answer on the page alone, and their calendar has no holds.
    removed_at: an organiser removed them. confirm_by: until when somebody with the open link must confirm the
    address, by their votes or a button; nothing else is sent to it before. None once they did.
    """

    __tablename__ = "poll_participants"

    # Columns of personal data, each with its name on the privacy page. Erasure deletes the row, the export
    # contains them, and the tests of disclosure plant a canary word in each.
    PERSONAL: ClassVar[Mapping[str, str]] = {
        "name": N_("your name"),
        "email": N_("your e-mail address"),
        "address": N_("your e-mail address"),
        "language": N_("your language"),
        "timezone": N_("your time zone"),
        "comment": N_("your comment"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    without_holds: Mapped[bool] = mapped_column(default=False)
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]

    @property
    def takes_part(self) -> bool:
        """Return whether they were not removed, and their address is not in question."""
        return self.removed_at is None and self.confirm_by is None

    __table_args__ = (
        UniqueConstraint("poll_id", "address"),
        Index("ix_poll_participants_poll", "poll_id", "id"),
        Index("ix_poll_participants_event", "event_id", "address"),
    )


class PollVote(Base):
    """The vote of a participant for an option, and when it was given."""

    __tablename__ = "poll_votes"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("poll_participants.id", ondelete="CASCADE"), primary_key=True
    )
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), primary_key=True
    )
    vote: Mapped[Vote]
    source: Mapped[VoteSource]
    voted_at: Mapped[datetime]

    # Counts read the index alone, and so do the names of those who gave a vote.
    __table_args__ = (Index("ix_poll_votes_option", "option_id", "vote", "participant_id"),)


class PollHold(Base):
    """One calendar message about a hold to one participant: the SEQUENCE and DTSTAMP that it carries."""

    __tablename__ = "poll_holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), index=True
    )
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("poll_participants.id", ondelete="CASCADE")
    )
    message_id: Mapped[int] = mapped_column(unique=True)
    method: Mapped[ItipMethod]
    sequence: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_poll_holds_participant", "participant_id", "option_id"),)
