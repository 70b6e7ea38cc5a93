"""Rows of possible dates: parsed from the form of a poll, with what is unusual about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.event_dates.date_marks import MarkedSeries, marks_of
from webinars.events.models import Event
from webinars.timezones import clock, formatting
from webinars.timezones.cities import city
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Days, Span, When, resolve, timed_at
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.dates.marks_text import mark_sentences
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.form_schedule import Suggestion
from webinars.web.organiser.polls.form import ROWS, PollForm

# Longer than any event: the default of a poll that names no duration.
DEFAULT_DURATION = timedelta(hours=1)


@dataclass(frozen=True)
class OptionRow:
    """A possible date: its fields, when it is, what is unusual, and times offered instead."""

    number: int
    date: Field
    start: Field
    text: str = ""
    marks: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Return whether one of the fields has an error."""
        return bool(self.date.errors or self.start.errors)


@dataclass(frozen=True)
class ParsedOptions:
    """The schedules of the filled rows by number, and times to offer instead of invalid ones."""

    schedules: Mapping[int, When] = field(default_factory=dict)
    offered: Mapping[int, tuple[Suggestion, ...]] = field(default_factory=dict)


def parse_options(form: PollForm) -> ParsedOptions:
    """Return the options of a form, adding errors to the fields of wrong rows."""
    schedules: dict[int, When] = {}
    offered: dict[int, tuple[Suggestion, ...]] = {}
    zone = str(form.zone.data or "")
    if form.zone.errors or not zone:
        return ParsedOptions()
    for number in ROWS:
        day, start = form.row(number)
        if not form.is_timed:
            start.errors = ()
        if day.is_blank:
            continue
        when, offered[number] = _parse_row(form, number, zone)
        if when is not None:
            _check_row(day, when, schedules)
            schedules[number] = when
    return ParsedOptions(schedules, offered)


def _parse_row(
    form: PollForm, number: int, zone: str
) -> tuple[When | None, tuple[Suggestion, ...]]:
    """Return the schedule of a row, or None and the times to offer, with an error at a field."""
    day, start = form.row(number)
    if day.data is None or (form.is_timed and start.data is None):
        missing = (
            _("Choose the date.") if day.data is None else _("Enter the start, such as 15:00.")
        )
        field: Field = day if day.data is None else start
        if not field.errors:
            add_error(field, missing)
        return None, ()
    try:
        when = option_schedule(form, day.data, start.data, zone)
        resolve(when)
    except InvalidInputError as error:
        add_error(start if form.is_timed else day, error_sentence(error))
        return None, _suggestions(error, number)
    return when, ()


def _check_row(day: Field, when: When, others: Mapping[int, When]) -> None:
    """Add errors of a date that is over, or that another row has."""
    span = resolve(when)
    if span.starts_at <= clock.now():
        add_error(day, _("This date is in the past."))
    twin = next((number for number, one in others.items() if resolve(one) == span), None)
    if twin is not None:
        add_error(day, _("This is the same date as number %(number)s.", number=twin))


def option_schedule(form: PollForm, day: date, start: time | None, zone: str) -> When:
    """Return the schedule of an option.

    Raises:
        InvalidInputError: "local-time-skipped", "local-time-ambiguous" about the start; "date-out-of-range".
    """
    if not form.is_timed or start is None:
        days = timedelta(days=(form.days.data or 1) - 1)
        return Days(day, day + days, zone)
    starts_at = to_instant(datetime.combine(day, start), zone)
    return timed_at(Span(starts_at, starts_at + (form.duration.data or DEFAULT_DURATION)), zone)


def option_rows(form: PollForm, parsed: ParsedOptions, event: Event | None) -> list[OptionRow]:
    """Return the rows as the page shows them; their marks take one statement."""
    t, country = translator(), form.chosen_country
    cities: Sequence[str] = event.cities if event else ()
    series = MarkedSeries(event.series_id if event else None, current_user.organiser)
    valid = {
        number: when
        for number, when in parsed.schedules.items()
        if not form[f"date_{number}"].errors
    }
    marks = marks_of(
        db.session(),
        list(valid.values()),
        cities=cities,
        country=country,
        language=t.locale.language,
        series=series,
    )
    by_number = dict(zip(valid, marks, strict=True))
    rows = []
    for number in ROWS:
        text, sentences = "", tuple[str, ...]()
        if when := valid.get(number):
            text = formatting.schedule_text(when, resolve(when), [city(key) for key in cities], t)
            sentences = tuple(mark_sentences(by_number[number], when, cities, country, t))
        rows.append(
            OptionRow(
                number,
                *form.row(number),
                text,
                sentences,
                parsed.offered.get(number, ()),
            )
        )
    return rows


def _suggestions(error: InvalidInputError, number: int) -> tuple[Suggestion, ...]:
    neighbours: Sequence[datetime] = error.facts.get("neighbours", ())
    t = translator()
    return tuple(
        Suggestion(f"start_{number}={local.isoformat()}", formatting.time_text(local, t))
        for local in neighbours
    )
