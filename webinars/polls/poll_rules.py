"""Rules of polls on plain values: states, votes, limits and deadlines."""

from datetime import datetime, timedelta
from enum import StrEnum

from webinars.errors import InvalidInputError

LEAST_OPTIONS, MOST_OPTIONS = 2, 8
MOST_PARTICIPANTS = 5000
# Each has an e-mail for every option.
MOST_WITH_HOLDS = 500
COMMENT_LENGTH = 1000
# A compromised account must not become a source of bulk mail.
MOST_INVITED_PER_DAY = 10_000
LONGEST_POLL = timedelta(days=366)
REMINDER_BEFORE = timedelta(days=2)
# Whoever types an address at the open link has so long to confirm it by the e-mailed link.
CONFIRMABLE = timedelta(days=3)
# After the end of the poll and of the event that it was for, participants are deleted.
RETENTION = timedelta(days=90)


class PollState(StrEnum):
    """The state of a poll: open for votes, closed at its deadline, a date was chosen, or cancelled."""

    OPEN = "open"
    CLOSED = "closed"
    CHOSEN = "chosen"
    CANCELLED = "cancelled"


# States in which a date can still be chosen; an event has at most one poll in them.
UNDECIDED = (PollState.OPEN, PollState.CLOSED)


class Vote(StrEnum):
    """What a participant votes for an option, as Nextcloud Polls and Doodle have it."""

    YES = "yes"
    IF_NEED_BE = "if-need-be"
    NO = "no"


class VoteSource(StrEnum):
    """Where a vote came from: the page of the poll, or the answer of a calendar to a hold."""

    PAGE = "page"
    CALENDAR = "calendar"


class ResultsShown(StrEnum):
    """Who sees the votes: the organisers alone, participants as numbers, or with names."""

    ORGANISER = "organiser"
    COUNTS = "counts"
    NAMES = "names"


def check_option_count(count: int) -> None:
    """Check the number of options of a poll.

    Raises:
        InvalidInputError: "too-few-options" (facts: least), "too-many-options" (facts: most).
    """
    if count < LEAST_OPTIONS:
        raise InvalidInputError("too-few-options", least=LEAST_OPTIONS)
    if count > MOST_OPTIONS:
        raise InvalidInputError("too-many-options", most=MOST_OPTIONS)


def check_deadline(closes_at: datetime, now: datetime) -> None:
    """Check the deadline of a poll.

    Raises:
        InvalidInputError: "deadline-past"; "deadline-too-late" (facts: days).
    """
    if closes_at <= now:
        raise InvalidInputError("deadline-past")
    if closes_at > now + LONGEST_POLL:
        raise InvalidInputError("deadline-too-late", days=LONGEST_POLL.days)


def reminder_at(closes_at: datetime, now: datetime) -> datetime | None:
    """Return when those who have not answered are reminded; None for a poll that is as short as that."""
    due_at = closes_at - REMINDER_BEFORE
    return due_at if due_at > now + REMINDER_BEFORE / 2 else None
