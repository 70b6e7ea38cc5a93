"""Dates and times of the event form: combined into a schedule with errors and suggestions, and back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from wtforms import Field

from webinars.errors import InvalidInputError
from webinars.events import defaults
from webinars.timezones import formatting, zones
from webinars.timezones.local_times import to_instant, to_local
from webinars.timezones.schedule import Days, Month, Precision, Span, Timed, When, resolve, timed
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import EventForm, ScheduleForm, add_error
from webinars.web.organiser.fields import ChoiceField, ClockTimeField, DateField, ParsedField

# An end earlier than the start belongs to the next day, unless the event would be longer than this.
LONGEST_NIGHT = timedelta(hours=12)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

T = TypeVar("T")


@dataclass(frozen=True)
class Suggestion:
    """A suggested time: the value of its button, and its label."""

    value: str
    text: str


def _no_suggestions() -> dict[str, list[Suggestion]]:
    return {name: [] for name in ("start", "end", "opens", "closes")}


@dataclass
class ParsedTimes:
    """The times of a form, None where missing or invalid; suggestions are by the name of a field."""

    when: When | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    suggestions: dict[str, list[Suggestion]] = field(default_factory=_no_suggestions)

    @property
    def offsets_at(self) -> datetime | None:
        """Return the instant for which UTC offsets are shown; None if the day is not known."""
        if self.when is None or isinstance(self.when, Month):
            return None
        return resolve(self.when).starts_at


def parse_times(form: EventForm) -> ParsedTimes:
    """Combine the times of a validated form, adding errors to its fields."""
    times = parse_schedule(form)
    if form.zone.errors or form.precision.errors:
        return times
    zone = str(form.zone.data)
    times.opens_at = _instant(form.opens_on, form.opens_time, zone, times, "opens")
    times.closes_at = _instant(form.closes_on, form.closes_time, zone, times, "closes")
    if times.opens_at and times.closes_at and times.closes_at <= times.opens_at:
        add_error(form.closes_on, _("Registration must close after it opens."))
    return times


def parse_schedule(form: ScheduleForm) -> ParsedTimes:
    """Combine the schedule of a validated form, adding errors to its fields."""
    times = ParsedTimes()
    if form.zone.errors or form.precision.errors:
        return times
    zone = str(form.zone.data)
    match form.precision.data:
        case Precision.TIME:
            times.when = _timed(form, zone, times)
        case Precision.DAYS:
            times.when = _days(form, zone)
        case Precision.MONTH:
            times.when = _month(form, zone)
    return times


def schedule_data(when: When, span: Span, cities: Sequence[str]) -> dict[str, Any]:
    """Return a schedule, its instants and the keys of cities by the names of the form's fields."""
    if isinstance(when, Timed):
        first, last = when.start.date(), when.end.date()
    else:
        first, last = when.first, when.last
    return {
        "length": (span.ends_at - span.starts_at) // _MINUTE,
        "precision": when.precision,
        "date": first,
        "start": when.start.time() if isinstance(when, Timed) else None,
        "end": _end_value(when, span) if isinstance(when, Timed) else defaults.DURATION,
        "first": first,
        "last": last,
        "month": first.month,
        "year": first.year,
        "zone": when.timezone,
        "cities": list(cities),
    }


def _timed(form: ScheduleForm, zone: str, times: ParsedTimes) -> Timed | None:
    day = _required(form.date, _("Choose the date."))
    start_time = _required(form.start, _("Enter the start, such as 15:00."))
    end_value = _required(form.end, _("Enter the end or the duration."))
    if day is None or start_time is None or end_value is None:
        return None
    start = datetime.combine(day, start_time)
    starts_at = _to_instant(start, zone, times, "start", form.start, form.date)
    if starts_at is None:
        return None
    end = _local_end(start, starts_at, end_value, zone)
    if end is None or end <= start:
        add_error(
            form.end, _("The end must be after the start. For a long event, enter the duration.")
        )
        times.suggestions["end"] = _suggested_end(form, start, starts_at, zone)
        return None
    if isinstance(end_value, timedelta):
        when = timed(start, end, zone, end_value)
    elif _to_instant(end, zone, times, "end", form.end, form.end) is None:
        return None
    else:
        when = Timed(start, end, zone)
    return when if _is_resolvable(when, form.end) else None


def _local_end(
    start: datetime, starts_at: datetime, value: time | timedelta, zone: str
) -> datetime | None:
    """Return the local end for a clock time or a duration; None if the time is before the start."""
    if isinstance(value, timedelta):
        return to_local(starts_at + value, zone)
    end = datetime.combine(start.date(), value)
    if end >= start:
        return end
    return end + _DAY if end + _DAY - start <= LONGEST_NIGHT else None


def _suggested_end(
    form: ScheduleForm, start: datetime, starts_at: datetime, zone: str
) -> list[Suggestion]:
    """Suggest the end that keeps the duration, because moving the start seldom means a new one."""
    minutes = form.length.data or 0
    if not 0 < minutes <= LONGEST_NIGHT // _MINUTE:
        return []
    end = to_local(starts_at + minutes * _MINUTE, zone)
    return [_suggestion("end", end, start.date())]


def _days(form: ScheduleForm, zone: str) -> Days | None:
    first = _required(form.first, _("Choose the first day."))
    last = first if form.last.is_blank else form.last.data
    if first is None or last is None:
        return None
    if last < first:
        add_error(form.last, _("The last day must not be before the first day."))
        return None
    when = Days(first, last, zone)
    return when if _is_resolvable(when, form.first) else None


def _month(form: ScheduleForm, zone: str) -> Month | None:
    month = _required(form.month, _("Choose the month."))
    year = _required(form.year, _("Enter the year, such as %(year)s.", year=zones.LAST_YEAR - 10))
    if month is None or year is None:
        return None
    when = Month(year, month, zone)
    return when if _is_resolvable(when, form.year) else None


def _instant(
    date_field: DateField, time_field: ClockTimeField, zone: str, times: ParsedTimes, name: str
) -> datetime | None:
    """Return an optional instant: both of date and time, or neither."""
    if date_field.is_blank and time_field.is_blank:
        return None
    day = _required(date_field, _("Choose a date too."))
    clock_time = _required(time_field, _("Enter a time too, such as 09:00."))
    if day is None or clock_time is None:
        return None
    local = datetime.combine(day, clock_time)
    return _to_instant(local, zone, times, name, time_field, date_field)


def _required(field: ParsedField[T] | ChoiceField[T], missing: str) -> T | None:
    """Return the value of a field; add an error if it is blank."""
    if field.data is None and not field.errors:
        add_error(field, missing)
    return field.data


def _is_resolvable(when: When, field: Field) -> bool:
    """Tell whether a schedule can be resolved; otherwise add an error to the field."""
    try:
        resolve(when)
    except InvalidInputError as error:
        add_error(field, error_sentence(error))
        return False
    return True


def _to_instant(
    local: datetime,
    zone: str,
    times: ParsedTimes,
    name: str,
    time_field: Field,
    date_field: Field,
) -> datetime | None:
    """Convert a local time to its instant; for one that clocks skip or repeat suggest its neighbours."""
    try:
        return to_instant(local, zone)
    except InvalidInputError as error:
        if "neighbours" not in error.facts:
            add_error(date_field, error_sentence(error))
            return None
        t = translator()
        values = {"time": formatting.time_text(local, t), "city": formatting.zone_name(zone, t)}
        choose = _("Choose one of these times.")
        if error.code == "local-time-ambiguous":
            if name == "end":
                choose = _("Choose one of these times, or enter the duration.")
            explanation = _(
                "%(time)s occurs twice in %(city)s that day, because the clocks go back.", **values
            )
        else:
            explanation = _(
                "%(time)s does not exist in %(city)s that day, because the clocks go forward.",
                **values,
            )
        add_error(time_field, f"{explanation} {choose}")
        times.suggestions[name] = [
            _suggestion(name, neighbour, local.date()) for neighbour in error.facts["neighbours"]
        ]
        return None


def _suggestion(name: str, local: datetime, shown_date: date) -> Suggestion:
    """Return a button for a local time, with its date if that is not the one in the form."""
    t = translator()
    label = formatting.time_text(local, t)
    if local.date() != shown_date:
        label = f"{formatting.date_text(local.date(), t, year=False)}, {label}"
    return Suggestion(f"{name}={local:%Y-%m-%dT%H:%M}", label)


def _end_value(when: Timed, span: Span) -> time | timedelta:
    """Return the end as a clock time if that identifies it, otherwise as a duration."""
    if when.duration is not None:
        return when.duration
    is_same_day = when.end.date() == when.start.date()
    if is_same_day or timedelta() < when.end - when.start <= LONGEST_NIGHT:
        return when.end.time()
    return span.ends_at - span.starts_at
