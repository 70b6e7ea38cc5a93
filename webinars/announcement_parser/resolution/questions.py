"""What a draft asks its organiser: a question has a code, and each reading is a complete answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from webinars.timezones.cities import City
from webinars.timezones.schedule import When

# Every question the reader can ask; doors have words for each.
CODES = (
    "day-or-month",  # 05/07 is 5 July or May 7
    "weekday-mismatch",  # that date is another weekday
    "no-such-day",  # 31 June
    "separate-days",  # 7, 14 and 21 July: one event or several
    "several-dates",  # running text names more than one date
    "daily-times",  # 16-17 July, 10:00-17:00: two days, or one event through the night
    "times-disagree",  # two cities' times cannot be one instant
    "whose-date",  # 20:00 New York / 09:00 Tokyo: whose calendar shows the date
    "several-zones",  # CST, IST: an abbreviation of several zones
    "zone-not-in-force",  # CET in July
    "morning-or-afternoon",  # 3:00
    "which-midnight",  # midnight on 16 July begins or ends the day
    "local-time-skipped",  # clocks jump over that time
    "local-time-twice",  # clocks show that time twice
)


@dataclass(frozen=True)
class Reading:
    """One way to understand the announcement: the complete value, and the reason for it."""

    when: When
    cities: tuple[City, ...]
    reason: str


@dataclass(frozen=True)
class Question:
    """Something the text leaves open: its code, the words in question, at least two readings."""

    code: str
    text_span: tuple[int, int]
    readings: tuple[Reading, ...]


def distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the readings without those that say again what an earlier one says.

    Reasons are made distinct too, since an answer names its reading by the reason.
    """
    found: dict[object, Reading] = {}
    reasons: dict[str, int] = {}
    for reading in readings:
        if (reading.when, reading.cities) in found:
            continue
        count = reasons[reading.reason] = reasons.get(reading.reason, 0) + 1
        reason = reading.reason if count == 1 else f"{reading.reason}-{count}"
        found[reading.when, reading.cities] = Reading(reading.when, reading.cities, reason)
    return tuple(found.values())
