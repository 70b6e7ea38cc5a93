"""The list as a month: a table of days in the reader's time zone, with the first events of each."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel.dates import format_date
from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from webinars.events.enums import Format
from webinars.events.listing.list_cursor import cursor_before
from webinars.events.listing.list_ranges import month_number
from webinars.events.listing.month_events import (
    MOST_A_DAY,
    MOST_WITHOUT_DAY,
    MonthEvents,
    MonthValidity,
    month_events,
    month_validity,
)
from webinars.events.models import Event
from webinars.timezones import formatting, zones
from webinars.timezones.local_times import first_instant, to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.availability_text import CALLED_OFF
from webinars.web.components.event_time import is_called_off, place_name
from webinars.web.components.feed_links import Feed
from webinars.web.components.mini_calendar import WEEK
from webinars.web.core.locale import language_attributes
from webinars.web.core.page_cache import cached_page, find_cached_page
from webinars.web.public import event_list
from webinars.web.public.event_list import FilterValues, ListRequest
from webinars.web.public.events_by_month import Reader

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayEntry:
    """An event on one of its days; times are the reader's, own_time that of the place if it is another."""

    title: str
    title_attributes: Mapping[str, str]
    url: str
    time: str = ""
    starts_iso: str = ""
    own_time: str = ""
    part: str = ""  # day 2 of 4
    state: str = ""


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month; more_url is that of the list from this day on, if it has more events."""

    date: date
    text: str
    is_today: bool
    entries: Sequence[DayEntry]
    more_url: str


@dataclass(frozen=True)
class CalendarMonth:
    """A month: rows of seven days, None outside the month, and the events without a day."""

    name: str
    weekdays: Sequence[str]
    weeks: Sequence[Sequence[CalendarDay | None]]
    without_day: Sequence[DayEntry]
    more_without_day_url: str

    @property
    def has_events(self) -> bool:
        """Return whether any event is shown."""
        days = (day for week in self.weeks for day in week if day)
        return bool(self.without_day) or any(day.entries or day.more_url for day in days)


@dataclass(frozen=True)
class MonthLinks:
    """Links to the months before and after, and to the current one; empty where there are none."""

    previous_text: str = ""
    previous_url: str = ""
    next_text: str = ""
    next_url: str = ""
    current_url: str = ""


def month_page(
    session: Session,
    list_request: ListRequest,
    reader: Reader,
    now: datetime,
    feed: Callable[[ListRequest], Feed],
) -> ResponseReturnValue:
    """Return the page of a month; feed returns the feeds that it offers for a filter.

    Raises:
        InvalidInputError: "date-out-of-range" of a month before the time zone had rules.
    """
    today = to_local(now, reader.timezone).date()
    requested = _in_month(list_request, today)
    month = requested.wanted.month or today.replace(day=1)
    validity = month_validity(session, month, now)
    content_key = (validity.changes, validity.next_end, today)
    is_valid = not requested.errors
    if is_valid and (unchanged := find_cached_page(content_key)) is not None:
        return unchanged
    read = event_list.read_first(session, requested, now)
    filter_values = event_list.load_filter_values(session, requested, read, reader.t)
    chosen = filter_values.applied_to(requested)
    events = _load(session, chosen, filter_values, validity, reader)

    def render() -> str:
        return render_template(
            "public/month.html",
            list_request=chosen,
            choices=event_list.filter_options(filter_values, chosen, reader),
            is_series_undecided=filter_values.is_undecided,
            candidates=filter_values.candidates,
            are_more_candidates=filter_values.meant.is_cut,
            calendar=calendar_of(events, chosen, today, reader),
            zone=formatting.zone_name(reader.timezone, reader.t),
            months=_links_to_months(chosen, month, today, validity, reader),
            list_url=_list_url(chosen, month, today),
            feed=feed(chosen),
            is_filtered=replace(chosen.wanted, month=None).is_filtered,
        )

    if chosen.errors:
        return render(), chosen.status
    return cached_page(content_key, render)


def _in_month(list_request: ListRequest, today: date) -> ListRequest:
    """Return a request by its month, the current one without any: a month has coming and past events."""
    month = list_request.wanted.month or today.replace(day=1)
    values = {**list_request.values, "past": "", "after": "", "since": ""}
    if "month" not in list_request.errors:
        values["month"] = f"{month:%Y-%m}"
    wanted = replace(list_request.wanted, month=month, past=False, after="", since=None)
    return replace(list_request, wanted=wanted, values=values)


def _load(
    session: Session,
    list_request: ListRequest,
    filter_values: FilterValues,
    validity: MonthValidity,
    reader: Reader,
) -> MonthEvents:
    """Load the events; none with errors or if the reader has to choose a series."""
    month = list_request.wanted.month
    if list_request.errors or filter_values.is_undecided or month is None:
        return MonthEvents([])
    try:
        days = _days_of(month)
        return month_events(session, list_request.wanted, days, reader.timezone, validity.ends)
    except DatabaseError:
        if not list_request.wanted.q:
            raise
        event_list.report_failed_search(session, list_request, reader.t)
        return MonthEvents([])


def _days_of(month: date) -> list[date]:
    length = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=number) for number in range(1, length + 1)]


def calendar_of(
    read: MonthEvents, list_request: ListRequest, today: date, reader: Reader
) -> CalendarMonth:
    """Return a month of events, from the first weekday of the reader's language on."""
    month = list_request.wanted.month or today
    days = _days_of(month)
    on: dict[date, list[Event]] = {day: [] for day in days}
    dates = {event.id: dates_of(event, reader.timezone) for event in read.events}
    for event in sorted(read.events, key=_is_timed):
        for day in dates[event.id]:
            if day in on:
                on[day].append(event)
    alone = [event for event in read.events if event.precision is Precision.MONTH]
    cut_from = dates[read.events[-1].id][0] if read.is_cut else date.max
    cells = [
        CalendarDay(
            day,
            formatting.date_text(day, reader.t, year=False),
            day == today,
            [_entry(event, day, dates[event.id], reader) for event in _first(on[day], day, dates)],
            _url_from(day, list_request, today, reader)
            if len(on[day]) > MOST_A_DAY or day >= cut_from
            else "",
        )
        for day in days
    ]
    blanks = (month.weekday() - reader.t.first_week_day) % WEEK
    padded: list[CalendarDay | None] = [*[None] * blanks, *cells]
    padded += [None] * (-len(padded) % WEEK)
    return CalendarMonth(
        formatting.month_text(month, reader.t),
        [
            format_date(month + ((number - blanks) % WEEK) * _DAY, "cccc", locale=reader.t.locale)
            for number in range(WEEK)
        ],
        [padded[start : start + WEEK] for start in range(0, len(padded), WEEK)],
        [_entry(event, month, [], reader) for event in alone[:MOST_WITHOUT_DAY]],
        _list_url(list_request, month, today) if len(alone) > MOST_WITHOUT_DAY else "",
    )


def _first(
    events: Sequence[Event], day: date, dates: Mapping[int, Sequence[date]]
) -> Sequence[Event]:
    """Return the events that a day shows, in their order: sooner those that begin on it.

    dates: the days of each event by id.
    """
    if len(events) <= MOST_A_DAY:
        return events
    ranked = sorted(events, key=lambda event: dates[event.id][0] != day)
    shown = {event.id for event in ranked[:MOST_A_DAY]}
    return [event for event in events if event.id in shown]


def _is_timed(event: Event) -> bool:
    """Sort events of whole days before the others, which stay in their order."""
    return event.precision is Precision.TIME


def dates_of(event: Event, zone: str) -> list[date]:
    """Return the days of an event: one with times of at most a day is on the day on which it begins."""
    if event.precision is Precision.MONTH:
        return []
    first, last = event.first_on, event.last_on
    if event.precision is Precision.TIME:
        first = last = to_local(event.starts_at, zone).date()
        if event.ends_at - event.starts_at > _DAY:
            last = to_local(event.ends_at - timedelta.resolution, zone).date()
    return [first + number * _DAY for number in range((last - first).days + 1)]


def _entry(event: Event, day: date, dates: Sequence[date], reader: Reader) -> DayEntry:
    t = reader.t
    entry = DayEntry(
        title=t.text(event.title),
        title_attributes=language_attributes(event.title, event.text_language, t),
        url=url_for("public.event", slug=event.slug),
        part=t("day %(number)s of %(most)s", number=(day - dates[0]).days + 1, most=len(dates))
        if len(dates) > 1
        else "",
        state=t(CALLED_OFF[event.state]) if is_called_off(event) else "",
    )
    if event.precision is not Precision.TIME or day != dates[0]:
        return entry
    local = to_local(event.starts_at, reader.timezone)
    return replace(
        entry,
        time=formatting.time_text(local, t),
        starts_iso=f"{event.starts_at:%Y-%m-%dT%H:%MZ}",
        own_time=_own_time(event, local, reader),
    )


def _own_time(event: Event, local: datetime, reader: Reader) -> str:
    """Return the time at the place of an event that somebody attends there, if it differs: 15:00 Geneva."""
    own = to_local(event.starts_at, event.timezone)
    if event.format is Format.ONLINE or own == local:
        return ""
    text = f"{formatting.time_text(own, reader.t)} {place_name(event, reader.t)}"
    weekday = formatting.weekday_text(own.date(), local.date(), reader.t)
    return f"{text} {weekday}" if weekday else text


def _links_to_months(
    list_request: ListRequest, month: date, today: date, validity: MonthValidity, reader: Reader
) -> MonthLinks:
    """Return links to the months from the one before the first event to the one after the last."""

    def url(other: date) -> str:
        return url_for("public.list", **list_request.query(month=f"{other:%Y-%m}"))

    links = MonthLinks()
    previous, following = month - _DAY, month + 31 * _DAY
    current = month_number(today)
    if previous.year >= zones.FIRST_YEAR and month_number(month) >= min(
        validity.first or current, current
    ):
        text = formatting.month_text(previous.replace(day=1), reader.t)
        links = replace(links, previous_text=text, previous_url=url(previous))
    if following.year <= zones.LAST_YEAR and month_number(month) <= max(validity.last, current):
        text = formatting.month_text(following.replace(day=1), reader.t)
        links = replace(links, next_text=text, next_url=url(following))
    if (month.year, month.month) != (today.year, today.month):
        url_of_today = url_for("public.list", **list_request.query(month=""))
        links = replace(links, current_url=url_of_today)
    return links


def _list_url(list_request: ListRequest, month: date, today: date) -> str:
    """Return the address of the list of a month, past events if it is over."""
    past = "1" if (month.year, month.month) < (today.year, today.month) else ""
    query = list_request.query(view="", past=past)
    return url_for("public.list", **query)


def _url_from(day: date, list_request: ListRequest, today: date, reader: Reader) -> str:
    """Return the address of the list of a month that begins with a day; past events end with it."""
    past = day < today
    at = first_instant(day + _DAY if past else day, reader.timezone)
    query = list_request.query(
        view="", past="1" if past else "", after=cursor_before(day.replace(day=1), at)
    )
    return url_for("public.list", **query)
