"""What to know of dates before they are added: clock changes, holidays, other events of the series."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.event_dates.wall_clock import first_local
from webinars.events.enums import PUBLIC_LISTINGS, EventState, Listing
from webinars.events.models import Event
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.fair_hours.days_off import WeekendRule, public_holiday, weekend
from webinars.timezones.cities import city
from webinars.timezones.schedule import Span, Timed, When, resolve
from webinars.timezones.unusual_offset_differences import UnusualDifference, unusual_differences

MOST_MET = 200  # events that dates of a page meet, all together
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=62)  # events that began earlier are not looked for


@dataclass(frozen=True)
class DateMarks:
    """What is unusual about a date.

    Attributes:
        unusual: cities that are another number of hours apart than usual.
        holidays: names of public holidays of the chosen country.
        is_weekend: whether the date is on the weekend there.
        met: titles of other events of the series at the same time.
    """

    unusual: tuple[UnusualDifference, ...] = ()
    holidays: tuple[str, ...] = ()
    is_weekend: bool = False
    met: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarkedSeries:
    """Whose events dates may meet: a series or None, who looks, and the events that are left out."""

    series_id: int | None
    organiser: Organiser
    without: Collection[int] = ()


def marks_of(
    session: Session,
    schedules: Sequence[When],
    *,
    cities: Sequence[str],
    country: str,
    language: str,
    series: MarkedSeries,
) -> list[DateMarks]:
    """Return the marks of each schedule, in one statement for all; schedules must resolve.

    cities: keys of the event's cities. country: the ISO code of one of observed_countries(), or "".
    language: that of the names of holidays.
    """
    spans = [resolve(when) for when in schedules]
    met = _met_events(session, spans, series)
    weekdays = weekend(country, WeekendRule.BY_COUNTRY) if country else frozenset()
    return [
        DateMarks(
            tuple(_unusual(when, span, cities)),
            tuple(dict.fromkeys(_holidays(when, country, language))),
            any(day.weekday() in weekdays for day in _days(when)),
            tuple(
                title
                for title, starts_at, ends_at in met
                if starts_at < span.ends_at and ends_at > span.starts_at
            ),
        )
        for when, span in zip(schedules, spans, strict=True)
    ]


def _unusual(when: When, span: Span, cities: Sequence[str]) -> list[UnusualDifference]:
    if not isinstance(when, Timed):
        return []
    zones = [city(key).timezone for key in cities]
    return unusual_differences(span.starts_at, [when.timezone, *zones])


def _holidays(when: When, country: str, language: str) -> Iterator[str]:
    for day in _days(when) if country else ():
        if name := public_holiday(country, day, language):
            yield name


def _days(when: When) -> Iterator[date]:
    """Yield the local days of a schedule; one that ends at midnight ends on the day before."""
    day = first_local(when).date()
    last = (when.end - timedelta.resolution).date() if isinstance(when, Timed) else when.last
    while day <= last:
        yield day
        day += _DAY


def _met_events(
    session: Session, spans: Sequence[Span], series: MarkedSeries
) -> list[tuple[str, datetime, datetime]]:
    """Return title, start and end of events of a series at the time of any span, in one statement."""
    if series.series_id is None or not spans:
        return []
    at_same_time = or_(
        *(and_(Event.starts_at < span.ends_at, Event.ends_at > span.starts_at) for span in spans)
    )
    # Months, so that the events of a long series are a range of an index.
    first = min(span.starts_at for span in spans) - _LONGEST
    last = max(span.ends_at for span in spans) + _DAY
    rows = session.execute(
        select(Event.title, Event.starts_at, Event.ends_at)
        .where(
            Event.listing.in_(Listing),
            Event.series_id == series.series_id,
            Event.listed_month.between(_month(first), _month(last)),
            at_same_time,
            Event.state.in_((EventState.DRAFT, EventState.PUBLISHED)),
            or_(Event.listing.in_(PUBLIC_LISTINGS), has_role(series.organiser, Role.VIEWER)),
            Event.id.not_in(series.without),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_MET)
    )
    return [(row.title, row.starts_at, row.ends_at) for row in rows]


def _month(at: datetime) -> int:
    return at.year * 100 + at.month
