"""Rows of dates to add: parsed from the form, with what is unusual about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.event_dates.date_marks import MarkedSeries, marks_of
from webinars.event_dates.wall_clock import first_local, on_date
from webinars.events.models import Event
from webinars.timezones import clock, formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import Days, Precision, Timed, When, resolve
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.dates.form import rows_form
from webinars.web.organiser.dates.marks_text import mark_sentences
from webinars.web.organiser.events.form import add_error, parse_suggestion
from webinars.web.organiser.events.form_schedule import Suggestion
from webinars.web.organiser.fields import ClockTimeField, DateField


@dataclass(frozen=True)
class DateRow:
    """A date to add: its fields, when it is in the event's cities, marks, and times offered instead."""

    number: int
    use: Field
    date: Field
    start: Field | None
    text: str
    marks: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def has_errors(self) -> bool:
        """Return whether one of the fields has an error."""
        return bool(self.date.errors or (self.start is not None and self.start.errors))


def new_rows(event: Event, dates: Sequence[date], known: Sequence[Event]) -> BaseForm:
    """Return the form of dates at the event's own time of day; those that exist are not ticked."""
    when = event.when
    existing = {first_local(one.when).date() for one in known}
    data: dict[str, object] = {}
    for number, day in enumerate(dates, 1):
        data |= {f"date_{number}": day, f"use_{number}": day not in existing}
        if isinstance(when, Timed):
            data[f"start_{number}"] = when.start.time()
    return rows_form(len(dates), is_timed=isinstance(when, Timed))(formdata=None, data=data)


def apply_suggestion(fields: BaseForm, suggestion: str) -> None:
    """Fill in the suggested time of a button, such as "start_3=2027-03-28T01:30"."""
    name, at = parse_suggestion(suggestion) or ("", None)
    if at is None or name not in fields:
        return
    start, day = fields[name], fields[name.replace("start", "date")]
    if isinstance(start, ClockTimeField) and isinstance(day, DateField):
        start.assign(at.time())
        day.assign(at.date())


def parse_rows(
    event: Event, fields: BaseForm, count: int
) -> tuple[dict[int, When], dict[int, tuple[Suggestion, ...]]]:
    """Return the schedules of the rows by number, adding errors of used rows to their fields.

    The second mapping has the times to offer instead of one that clocks skip or repeat.
    """
    schedules: dict[int, When] = {}
    offered: dict[int, tuple[Suggestion, ...]] = {}
    for number in range(1, count + 1):
        when, suggestions = _parse_row(event.when, fields, number)
        if when is not None:
            schedules[number] = when
        offered[number] = suggestions
    return schedules, offered


def _parse_row(
    when: When, fields: BaseForm, number: int
) -> tuple[When | None, tuple[Suggestion, ...]]:
    day = fields[f"date_{number}"]
    start = fields[f"start_{number}"] if isinstance(when, Timed) else None
    is_used = bool(fields[f"use_{number}"].data)
    if not is_used:
        for field in (day, start):
            if field is not None:
                field.errors = ()
    elif not day.errors and day.data is None:
        add_error(day, _("Choose the date."))
    elif start is not None and not start.errors and start.data is None:
        add_error(start, _("Enter the start, such as 15:00."))
    if day.data is None or (start is not None and start.data is None):
        return None, ()
    assert isinstance(when, Timed | Days)  # noqa: S101 - months have no dates
    try:
        moved = on_date(when, day.data, start.data if start is not None else None)
        resolve(moved)
    except InvalidInputError as error:
        if is_used:
            add_error(start if start is not None else day, error_sentence(error))
        return None, _suggestions(error, number)
    return moved, ()


def _suggestions(error: InvalidInputError, number: int) -> tuple[Suggestion, ...]:
    neighbours: Sequence[datetime] = error.facts.get("neighbours", ())
    t = translator()
    return tuple(
        Suggestion(f"start_{number}={local.isoformat()}", formatting.time_text(local, t))
        for local in neighbours
    )


def date_rows(
    event: Event,
    fields: BaseForm,
    schedules: Mapping[int, When],
    offered: Mapping[int, tuple[Suggestion, ...]],
    known: Sequence[Event],
    country: str,
) -> list[DateRow]:
    """Return the rows as the page shows them; their marks take one statement."""
    t, numbers = translator(), list(offered)
    existing = {one.when for one in known}
    series = MarkedSeries(event.series_id, current_user.organiser)
    marks = marks_of(
        db.session(),
        list(schedules.values()),
        cities=event.cities,
        country=country,
        language=t.locale.language,
        series=series,
    )
    by_number = dict(zip(schedules, marks, strict=True))
    rows = []
    for number in numbers:
        text, sentences = "", []
        if when := schedules.get(number):
            cities = [city(key) for key in event.cities]
            text = formatting.schedule_text(when, resolve(when), cities, t)
            if when in existing:
                sentences = [_("The event has this date already.")]
            else:
                of_row = mark_sentences(by_number[number], when, event.cities, country, t)
                sentences = [*of_row, *_own_sentences(number, schedules)]
        rows.append(
            DateRow(
                number,
                fields[f"use_{number}"],
                fields[f"date_{number}"],
                fields[f"start_{number}"] if event.precision is Precision.TIME else None,
                text,
                tuple(sentences),
                offered[number],
            )
        )
    return rows


def _own_sentences(number: int, schedules: Mapping[int, When]) -> list[str]:
    """Return sentences about a date that do not depend on stored events."""
    span = resolve(schedules[number])
    others = (resolve(when) for other, when in schedules.items() if other != number)
    sentences = []
    if any(one.starts_at < span.ends_at and one.ends_at > span.starts_at for one in others):
        sentences.append(_("At the same time as another of these dates."))
    if span.ends_at <= clock.now():
        sentences.append(_("This date is in the past."))
    return sentences
