"""Events as a calendar file or a table describes them, before anything is compared with the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from webinars.errors import InvalidInputError
from webinars.timezones.schedule import When

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 500  # entries of a source, and events that one import makes of them
MAX_DATES = 366  # of one recurrence rule
YEARS_AHEAD = 2  # for which dates of a rule without an end are taken
LONGEST_UID = 255  # octets (RFC 7986 section 5.3)


class SourceStatus(StrEnum):
    """Whether an event takes place, as its source says."""

    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class SourceNote(NamedTuple):
    """What was assumed or left out, as a code, and the words that its sentence quotes."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class SourceText:
    """What the dates of one entry share; empty texts mean "not given".

    is_html: the description is HTML. meeting_urls: addresses that the source names as those of the meeting.
    language: BCP 47 tag as written.
    """

    title: str
    description: str = ""
    is_html: bool = False
    place: str = ""
    url: str = ""
    meeting_urls: tuple[str, ...] = ()
    contact_name: str = ""
    contact_email: str = ""
    language: str = ""


@dataclass(frozen=True)
class SourceEvent:
    """One event of a source.

    number: of its entry, counted from 1, or of its line in a table. uid: "" without one. date_id: which date
    of a recurrence rule it is, as its original start on the wall clock of the rule; "" of a single event.
    is_private: the source does not want it to be seen by everybody.
    """

    number: int
    text: SourceText
    when: When
    uid: str = ""
    date_id: str = ""
    sequence: int = 0
    status: SourceStatus = SourceStatus.CONFIRMED
    is_private: bool = False
    notes: tuple[SourceNote, ...] = ()


class RefusedEntry(NamedTuple):
    """An entry, or a date of one, that cannot be imported."""

    number: int
    title: str
    error: InvalidInputError


class ListedDays(NamedTuple):
    """The days between which every date of a recurring entry is listed, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class SourceList:
    """Everything that a source describes.

    is_table: its events are lines of a table, not entries of a calendar. rules: for each recurring UID that
    was read whole, the days of which its dates are listed.
    """

    events: tuple[SourceEvent, ...]
    refused: tuple[RefusedEntry, ...] = ()
    rules: Mapping[str, ListedDays] = field(default_factory=dict)
    is_table: bool = False


@dataclass(frozen=True)
class ReadingChoices:
    """What the reader of a source must be told.

    zone: IANA zone of times that name none, "" if nobody has said; default_zone: in which instants without a
    place are shown; today: where dates of rules without an end begin.
    """

    default_zone: str
    today: date
    zone: str = ""
