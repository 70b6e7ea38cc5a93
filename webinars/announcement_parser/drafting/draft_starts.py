"""Starts and ends of a draft and of the choices of its questions, as days and minutes."""

from collections.abc import Iterator
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.errors import InvalidInputError
from webinars.timezones.schedule import Days, Timed, When, resolve

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


def start_key(when: When) -> object:
    """Return what is equal for schedules that begin at the same instant, or are the same days or month."""
    if isinstance(when, Timed):
        try:
            return resolve(when).starts_at
        except InvalidInputError:  # a time that a clock change skips
            return when.start
    return (when.first, when.last) if isinstance(when, Days) else (when.year, when.month)
