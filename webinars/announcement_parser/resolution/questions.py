"""Questions about ambiguous announcements; each reading is a complete answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from webinars.timezones.cities import City
from webinars.timezones.schedule import When

# Codes of the parser's questions; messages.py has a sentence for each.
CODES = (
    "day-or-month",  # 05/07 is 5 July or May 7
    "weekday-mismatch",  # that date is another weekday
    "no-such-day",  # 31 June
    "day-without-date",  # "the 14th", "next Friday"
    "separate-days",  # 7, 14 and 21 July: one event or several
    "several-dates",  # sentences contain more than one date
    "time-elsewhere",  # a day without a time, and times in other lines of the event
    "several-times",  # lines with the same date state different times
    "daily-times",  # 16-17 July, 10:00-17:00: two days, or one event through the night
    "times-disagree",  # the times of two cities are not the same instant
    "whose-date",  # 20:00 New York / 09:00 Tokyo: the date is that of one of them
    "several-zones",  # CST, IST: an abbreviation of several zones
    "zone-not-stated",  # a time without a zone, in a text that names places
    "zone-not-in-force",  # CET in July
    "morning-or-afternoon",  # 3:00
    "which-midnight",  # midnight on 16 July is its start or its end
    "local-time-skipped",  # a clock change skips that time
    "local-time-ambiguous",  # a clock change repeats that time
)
# Codes of questions between the parser and a second reader, and the reasons of their readings.
SECOND_READER_CODES = (
    "readers-differ",  # the second reader reads another schedule
    "second-reader-only",  # only the second reader finds an event there
    "which-title",  # the second reader reads another title
    "which-place",  # the second reader reads another place
    "which-series",  # and so on
    "which-contact",
    "which-languages",
    "which-capacity",
    "which-registration-url",
    "which-opens-at",
    "which-closes-at",
)
# A date that no event accounts for may be that of one: "Is this an event?".
SEPARATE_EVENT, AN_EVENT = "separate-event", "an-event"
# Reasons of choices that are added to a question: whole days, and an hour or day of other lines.
WITHOUT_TIME, ELSEWHERE = "without-time", "elsewhere"
FIRST_READER, SECOND_READER = "first-reader", "second-reader"


@dataclass(frozen=True)
class Reading:
    """A reading of an announcement: the complete value, and the reason for it.

    values: names and values of a draft's title, place, series or fields that this reading sets.
    """

    when: When
    cities: tuple[City, ...]
    reason: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Question:
    """An ambiguity: its code, the span of the ambiguous text, and its readings.

    There are two or more, except of what may be no event: there the reading is that it is one.
    """

    code: str
    text_span: tuple[int, int]
    readings: tuple[Reading, ...]


def is_same_value(one: Reading, other: Reading) -> bool:
    """Return whether two readings say the same, for whatever reason."""
    return (one.when, one.cities) == (other.when, other.cities)


def distinct_readings(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the readings with distinct values.

    Equal reasons get a number, because an answer identifies its reading by the reason.
    """
    distinct: dict[object, Reading] = {}
    counts: dict[str, int] = {}
    for reading in readings:
        if (reading.when, reading.cities) in distinct:
            continue
        count = counts[reading.reason] = counts.get(reading.reason, 0) + 1
        reason = reading.reason if count == 1 else f"{reading.reason}-{count}"
        distinct[reading.when, reading.cities] = Reading(reading.when, reading.cities, reason)
    return tuple(distinct.values())
