"""Starts and ends of a draft and of the choices of its questions, as days and minutes."""

from collections.abc import Iterator
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.timezones.schedule import Timed, When

Start = tuple[date, int]  # a day, and minutes after midnight


def readings_of(draft: Draft) -> Iterator[When]:
    """Yield the schedule of a draft and those of the choices of its questions."""
    yield draft.when
    yield from (reading.when for question in draft.questions for reading in question.readings)


def start_of(when: When) -> Start | None:
    """Return the start at which an event begins, None without a time."""
    if not isinstance(when, Timed):
        return None
    return when.start.date(), when.start.hour * 60 + when.start.minute


def end_of(when: When) -> Start | None:
    """Return the start at which an event ends, None without a time."""
    if not isinstance(when, Timed):
        return None
    return when.end.date(), when.end.hour * 60 + when.end.minute
