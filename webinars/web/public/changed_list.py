"""Rows of the list of what is new or changed since a time: each event with what happened to it, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinars.events.models import Event
from webinars.events.registration_availability import Availability
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.public.events_by_month import EventRow, Reader, event_row


@dataclass(frozen=True)
class ChangedRow:
    """A row of the list: what happened, "New, 12 November 2026", and the date of an event with times."""

    row: EventRow
    is_new: bool
    changed_on: str
    date_text: str


def changed_rows(
    events: Sequence[Event],
    availability: Mapping[int, Availability],
    since: datetime,
    reader: Reader,
    now: datetime,
) -> list[ChangedRow]:
    """Return the rows of events that were published or changed since an instant."""
    rows = []
    for event in events:
        row = event_row(event, availability[event.id], reader, now)
        is_timed = event.precision is Precision.TIME
        rows.append(
            ChangedRow(
                row,
                is_new=event.published_at is not None and event.published_at >= since,
                changed_on=_date(event.revised_at, reader),
                date_text=formatting.date_text(row.event_time.first_on, reader.t)
                if is_timed
                else "",
            )
        )
    return rows


def since_text(since: datetime, reader: Reader) -> str:
    """Return the time since which a list is asked for, in the reader's time zone."""
    time = formatting.time_text(to_local(since, reader.timezone), reader.t)
    return reader.t("%(date)s, %(time)s", date=_date(since, reader), time=time)


def _date(instant: datetime, reader: Reader) -> str:
    return formatting.date_text(to_local(instant, reader.timezone).date(), reader.t, weekday=False)
