"""The list as a month: a table of days in the reader's time zone, with the first events of each."""

import calendar
import json
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
from webinars.events.listing.month_days import MonthDays, MonthEvent, PlacedEvent, empty_month
from webinars.events.listing.month_events import (
    MonthValidity,
    month_events,
    month_validity,
)
from webinars.timezones import formatting, zones
from webinars.timezones.local_times import first_instant, to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.availability_text import CALLED_OFF
from webinars.web.components.event_time import name_of_place
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
    days = _load(session, chosen, filter_values, _days_of(month), validity, reader)

    def render() -> str:
        return render_template(
            "public/month.html",
            list_request=chosen,
            choices=event_list.filter_options(filter_values, chosen, reader),
            is_series_undecided=filter_values.is_undecided,
            candidates=filter_values.candidates,
            are_more_candidates=filter_values.meant.is_cut,
            calendar=calendar_of(days, chosen, today, reader),
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
    days: Sequence[date],
    validity: MonthValidity,
    reader: Reader,
) -> MonthDays:
    """Load the events; none with errors or if the reader has to choose a series."""
    if not (list_request.errors or filter_values.is_undecided):
        try:
            wanted = list_request.wanted
            return month_events(session, wanted, days, reader.timezone, validity.ends)
        except DatabaseError:
            if not list_request.wanted.q:
                raise
            event_list.report_failed_search(session, list_request, reader.t)
    return empty_month(days)


def _days_of(month: date) -> list[date]:
    length = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=number) for number in range(1, length + 1)]


def calendar_of(
    month: MonthDays, list_request: ListRequest, today: date, reader: Reader
) -> CalendarMonth:
    """Return a month, from the first weekday of the reader's language on."""
    first = month.days[0].day
    cells = [
        CalendarDay(
            one.day,
            formatting.date_text(one.day, reader.t, year=False),
            one.day == today,
            [_entry(placed, one.day, reader) for placed in one.shown],
            _url_from(one.day, list_request, today, reader) if one.has_more else "",
        )
        for one in month.days
    ]
    blanks = (first.weekday() - reader.t.first_week_day) % WEEK
    padded: list[CalendarDay | None] = [*[None] * blanks, *cells]
    padded += [None] * (-len(padded) % WEEK)
    return CalendarMonth(
        formatting.month_text(first, reader.t),
        [
            format_date(first + ((number - blanks) % WEEK) * _DAY, "cccc", locale=reader.t.locale)
            for number in range(WEEK)
        ],
        [padded[start : start + WEEK] for start in range(0, len(padded), WEEK)],
        [_entry(PlacedEvent(event, first, first), first, reader) for event in month.without_day],
        _list_url(list_request, first, today) if month.has_more_without_day else "",
    )


def _entry(placed: PlacedEvent, day: date, reader: Reader) -> DayEntry:
    t, event = reader.t, placed.event
    entry = DayEntry(
        title=t.text(event.title),
        title_attributes=language_attributes(event.title, event.text_language, t),
        url=url_for("public.event", slug=event.slug),
        part=t(
            "day %(number)s of %(most)s",
            number=(day - placed.first).days + 1,
            most=(placed.last - placed.first).days + 1,
        )
        if placed.first != placed.last
        else "",
        state=t(CALLED_OFF[event.state]) if event.state in CALLED_OFF else "",
    )
    if event.precision is not Precision.TIME or day != placed.first:
        return entry
    local = to_local(event.starts_at, reader.timezone)
    return replace(
        entry,
        time=formatting.time_text(local, t),
        starts_iso=f"{event.starts_at:%Y-%m-%dT%H:%MZ}",
        own_time=_own_time(event, local, reader),
    )


def _own_time(event: MonthEvent, local: datetime, reader: Reader) -> str:
    """Return the time at the place of an event that somebody attends there, if it differs: 15:00 Geneva."""
    if event.format is Format.ONLINE:
        return ""
    own = to_local(event.starts_at, event.timezone)
    if own == local:
        return ""
    place = name_of_place(event.timezone, json.loads(event.cities), reader.t)
    text = f"{formatting.time_text(own, reader.t)} {place}"
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
