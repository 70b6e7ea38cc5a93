"""Convert between the event form and the values that actions take."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from wtforms import Field

from webinars.errors import InvalidInputError
from webinars.events.details import TEXT_NAMES, EventDetails, with_default_contact
from webinars.events.models import Event
from webinars.events.rules import Format, NotificationMode
from webinars.timezones import formatting, zones
from webinars.timezones.city_search import city_label
from webinars.timezones.schedule import Days, Month, Precision, Timed, When, resolve
from webinars.web.components.event_time import cities_of
from webinars.web.core.errors import sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.events import fields
from webinars.web.organiser.events.form import EventForm, add_error
from webinars.web.organiser.events.link_rows import (
    MOST_LINKS,
    LinkedForm,
    Links,
    form_for,
    initial_links,
)

# An end earlier than the start belongs to the next day, unless the event would be longer than this.
LONGEST_NIGHT = timedelta(hours=12)
FIRST_LENGTH = "60 min"
_DAY = timedelta(days=1)

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
    """The parsed times of a form, None where invalid; offers are suggestions by field name."""

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
    """Parse the times of a validated form, adding errors to its fields."""
    times = ParsedTimes()
    if form.zone.errors or form.precision.errors:
        return times
    zone = str(form.zone.data)
    match Precision(form.precision.data):
        case Precision.TIME:
            times.when = _timed(form, zone, times)
        case Precision.DAYS:
            times.when = _days(form, zone)
        case Precision.MONTH:
            times.when = _month(form, zone)
    times.opens_at = _instant(form.opens_on, form.opens_time, zone, times, "opens")
    times.closes_at = _instant(form.closes_on, form.closes_time, zone, times, "closes")
    if times.opens_at and times.closes_at and times.closes_at <= times.opens_at:
        add_error(form.closes_on, _("Registration must close after it opens."))
    return times


def event_details(
    form: EventForm, times: ParsedTimes, *, series_id: int | None, links: Sequence[dict[str, str]]
) -> EventDetails:
    """Convert a valid form to the details of an event."""
    assert times.when is not None  # noqa: S101 - a form that is right says when
    t = translator()
    return EventDetails(
        **text_values(form),
        when=times.when,
        cities=fields.read_cities(form.cities.data or "", t).keys,
        links=links,
        languages=fields.language_tags(form.languages.data or "", t),
        series_id=series_id,
        format=Format(form.format.data),
        accepts_registrations=bool(form.accepts_registrations.data),
        capacity=int(form.capacity.data) if form.capacity.data else None,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        notification_mode=NotificationMode(form.notification_mode.data),
    )


def text_values(form: EventForm) -> dict[str, Any]:
    """Return the texts of a form, by the names of the details."""
    return {name: form[name].data or "" for name in TEXT_NAMES}


def initial_data(event: Event) -> dict[str, Any]:
    """Return an event's values by the names of the form's fields."""
    t, when = translator(), event.when
    names = t.locale.languages
    return {
        **{name: getattr(event, name) for name in TEXT_NAMES},
        "revision": str(event.revision),
        "length": str((event.ends_at - event.starts_at) // timedelta(minutes=1)),
        "series": event.series.name if event.series else "",
        "languages": ", ".join(str(names.get(tag, tag)) for tag in event.languages),
        "precision": event.precision.value,
        "date": f"{event.first_on:%Y-%m-%d}",
        "start": f"{when.start:%H:%M}" if isinstance(when, Timed) else "",
        "end": _end_text(event, when) if isinstance(when, Timed) else FIRST_LENGTH,
        "first": f"{event.first_on:%Y-%m-%d}",
        "last": f"{event.last_on:%Y-%m-%d}",
        "month": str(event.first_on.month),
        "year": str(event.first_on.year),
        "zone": event.zone,
        "cities": ", ".join(city_label(city, t) for city in cities_of(event)),
        "format": event.format.value,
        "accepts_registrations": event.accepts_registrations,
        "capacity": str(event.capacity or ""),
        "notification_mode": event.notification_mode.value,
        # Where it is relative to the start, the form shows no date: it is among the registration settings.
        **_wall(
            event.opens_at if event.opens_before_minutes is None else None, event.zone, "opens"
        ),
        **_wall(
            event.closes_at if event.closes_before_minutes is None else None, event.zone, "closes"
        ),
    }


def _timed(form: EventForm, zone: str, times: ParsedTimes) -> Timed | None:
    day = _value(form.date, fields.day, _("Choose the date."))
    begins = _value(form.start, fields.clock_time, _("Enter the start, such as 15:00."))
    ends = _value(form.end, fields.end_or_length, _("Enter the end or the duration."))
    if day is None or begins is None or ends is None:
        return None
    start = datetime.combine(day, begins)
    starts_at = _resolved(start, zone, times, "start", form.start, form.date)
    if starts_at is None:
        return None
    end = _end(start, starts_at, ends, zone)
    if end is None or end <= start:
        add_error(
            form.end, _("The end must be after the start. For a long event, enter the duration.")
        )
        times.suggestions["end"] = _moved_along(form, start, starts_at, zone)
        return None
    if _resolved(end, zone, times, "end", form.end, form.end) is None:
        return None
    when = Timed(start, end, zone)
    return when if _holds(when, form.end) else None


def _end(
    start: datetime, starts_at: datetime, ends: time | timedelta, zone: str
) -> datetime | None:
    if isinstance(ends, timedelta):
        return zones.to_local(starts_at + ends, zone)
    end = datetime.combine(start.date(), ends)
    if end >= start:
        return end
    return end + _DAY if end + _DAY - start <= LONGEST_NIGHT else None


def _moved_along(
    form: EventForm, start: datetime, starts_at: datetime, zone: str
) -> list[Suggestion]:
    """Suggest the end that keeps the duration, because moving the start seldom means a new one."""
    text = form.length.data or ""
    length = timedelta(minutes=int(text) if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) else 0)
    if not timedelta() < length <= LONGEST_NIGHT:
        return []
    return [_suggestion("end", zones.to_local(starts_at + length, zone), start.date())]


def _days(form: EventForm, zone: str) -> Days | None:
    first = _value(form.first, fields.day, _("Choose the first day."))
    last = _value(form.last, fields.day, "") if form.last.data else first
    if first is None or last is None:
        return None
    if last < first:
        add_error(form.last, _("The last day must not be before the first day."))
        return None
    when = Days(first, last, zone)
    return when if _holds(when, form.first) else None


def _month(form: EventForm, zone: str) -> Month | None:
    month = _value(form.month, lambda text: fields.number(text, 12), _("Choose the month."))
    year = _value(
        form.year,
        fields.year,
        _("Enter the year, such as %(year)s.", year=zones.LAST_YEAR - 10),
    )
    if month is None or year is None:
        return None
    when = Month(year, month, zone)
    return when if _holds(when, form.year) else None


def _instant(on: Field, at: Field, zone: str, times: ParsedTimes, name: str) -> datetime | None:
    """Parse an optional instant: date and time, or neither."""
    if not (on.data or at.data):
        return None
    day = _value(on, fields.day, _("Choose a date too."))
    clock = _value(at, fields.clock_time, _("Enter a time too, such as 09:00."))
    if day is None or clock is None:
        return None
    return _resolved(datetime.combine(day, clock), zone, times, name, at, on)


def _value(asked: Field, reads: Callable[[str], T], missing: str) -> T | None:
    if asked.errors:
        return None
    try:
        if not asked.data:
            add_error(asked, missing)
            return None
        return reads(asked.data)
    except InvalidInputError as error:
        add_error(asked, sentence(error))
        return None


def _holds(when: When, asked: Field) -> bool:
    """Tell whether a schedule can be resolved; otherwise add an error to the field."""
    try:
        resolve(when)
    except InvalidInputError as error:
        add_error(asked, sentence(error))
        return False
    return True


def _resolved(
    local: datetime, zone: str, times: ParsedTimes, name: str, at: Field, on: Field
) -> datetime | None:
    """Convert a local time to its instant; for one that clocks skip or repeat suggest its neighbours."""
    try:
        return zones.to_instant(local, zone)
    except InvalidInputError as error:
        if "neighbours" not in error.facts:
            add_error(on, sentence(error))
            return None
        t = translator()
        values = {"time": formatting.time_text(local, t), "city": formatting.zone_name(zone, t)}
        if error.code == "local-time-twice":
            told = _(
                "%(time)s occurs twice in %(city)s that day, because the clocks go back.", **values
            )
        else:
            told = _(
                "%(time)s does not exist in %(city)s that day, because the clocks go forward.",
                **values,
            )
        add_error(at, f"{told} {_('Choose one of these times.')}")
        times.suggestions[name] = [
            _suggestion(name, neighbour, local.date()) for neighbour in error.facts["neighbours"]
        ]
        return None


def _suggestion(name: str, local: datetime, beside: date) -> Suggestion:
    t = translator()
    clock = formatting.time_text(local, t)
    if local.date() != beside:
        clock = f"{formatting.date_text(local.date(), t, year=False)}, {clock}"
    return Suggestion(f"{name}={local:%Y-%m-%dT%H:%M}", clock)


def _end_text(event: Event, when: Timed) -> str:
    """Return the end as a time if parsing it gives the same result, otherwise as a duration."""
    length = event.ends_at - event.starts_at
    is_same_day = when.end.date() == when.start.date()
    if is_same_day or timedelta() < when.end - when.start <= LONGEST_NIGHT:
        return f"{when.end:%H:%M}"
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _wall(instant: datetime | None, zone: str, name: str) -> dict[str, str]:
    if instant is None:
        return {f"{name}_on": "", f"{name}_time": ""}
    local = zones.to_local(instant, zone)
    return {f"{name}_on": f"{local:%Y-%m-%d}", f"{name}_time": f"{local:%H:%M}"}


def is_already_saved(event: Event, form: LinkedForm, times: ParsedTimes, links: Links) -> bool:
    """Tell whether a valid form equals the saved event, however its times are written."""
    values = {**initial_data(event), **initial_links(event.links, MOST_LINKS)}
    shown = form_for(event.links, {})(formdata=None, data=values)
    is_so = event_details(shown, parse_times(shown), series_id=None, links=list(event.links))
    wanted = event_details(form, times, series_id=None, links=list(links))
    wanted = with_default_contact(wanted, name=event.contact_name, email=event.contact_email)
    return wanted == is_so and (form.series.data or "") == values["series"]
