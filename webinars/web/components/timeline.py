"""Timeline of an event: a row of 24 hours for each city, crossed by the event as one band."""

# Positions are in per cent of the frame, for templates/macros/timeline.html. Rows are computed in quarters of
# an hour, so that UTC offsets with :30 or :45 and clock changes are right.

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date

from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.timezones import formatting
from webinars.timezones.local_times import first_instant, to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.event_time import cities_of

MAX_ROWS = 6
FRAME = timedelta(hours=24)
_QUARTER = timedelta(minutes=15)
_STEPS = FRAME // _QUARTER
_CLEARANCE = timedelta(minutes=34)  # a label closer to the event would touch it
_DATE_WIDTH = timedelta(minutes=95)


@dataclass(frozen=True)
class Segment:
    """A segment of a row: start and width."""

    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """An hour of a row. label may be empty; fine labels are hidden on phones."""

    x: float
    label: str
    tall: bool
    fine: bool


@dataclass(frozen=True)
class Midnight:
    """Start of a date, with its name if there is space; is_before: the name precedes the line."""

    x: float
    name: str
    is_before: bool


@dataclass(frozen=True)
class CityRow:
    """One city: its time as text, and its graphics.

    part is the part of the day. weekday is set in every row if the cities have different dates.
    """

    name: str
    time: str
    weekday: str
    part: str
    is_reader: bool
    night_segments: tuple[Segment, ...]
    work_segments: tuple[Segment, ...]
    ticks: tuple[Tick, ...]
    midnights: tuple[Midnight, ...]


@dataclass(frozen=True)
class Timeline:
    """The event as a band, the position of the times in it, and a row for each city."""

    event: Segment
    middle: float
    shows_times: bool
    rows: tuple[CityRow, ...]


def build_city_timeline(
    event: Event,
    reader_zone: str,
    known: bool,  # noqa: FBT001 - reader_zone() returns the pair
    t: Translator,
) -> Timeline | None:
    """Return the timeline of an event; None if it has no time or is longer than half a day."""
    if event.precision is not Precision.TIME or event.ends_at - event.starts_at > FRAME / 2:
        return None
    frame_start = _frame(event)
    length = event.ends_at - event.starts_at
    rows = _cities(event, reader_zone, known=known, t=t)
    dates_differ = len({shown.local.date() for shown, _ in rows}) > 1
    return Timeline(
        Segment(_position(event.starts_at, frame_start), round(100 * (length / FRAME), 2)),
        _position(event.starts_at + length / 2, frame_start),
        length >= timedelta(hours=1),
        tuple(
            _row(event, frame_start, shown, t, is_reader=is_reader, dates_differ=dates_differ)
            for shown, is_reader in rows
        ),
    )


def _frame(event: Event) -> datetime:
    """Return the start of the frame: midnight of the event's day; noon if it ends after the next midnight."""
    day = to_local(event.starts_at, event.timezone).date()
    frame_start = first_instant(day, event.timezone)
    return frame_start + FRAME / 2 if event.ends_at > frame_start + FRAME else frame_start


def _cities(
    event: Event, reader_zone: str, *, known: bool, t: Translator
) -> list[tuple[formatting.CityTime, bool]]:
    """Return city times, with whether each is the reader's, which is last unless it is the event's own."""
    times = formatting.city_times(event.starts_at, cities_of(event), event.timezone, t)
    first_of_zone = {shown.timezone: shown for shown in reversed(times)}
    distinct = [shown for shown in times if first_of_zone[shown.timezone] is shown]
    if not known:
        return [(shown, False) for shown in distinct[:MAX_ROWS]]
    if distinct[0].timezone == reader_zone:
        return [(shown, shown is distinct[0]) for shown in distinct[:MAX_ROWS]]
    others = [shown for shown in distinct if shown.timezone != reader_zone][: MAX_ROWS - 1]
    reader_local = to_local(event.starts_at, reader_zone)
    weekday = formatting.weekday_text(reader_local.date(), distinct[0].local.date(), t)
    reader = formatting.CityTime(
        formatting.zone_name(reader_zone, t), reader_zone, reader_local, weekday
    )
    return [*((shown, False) for shown in others), (reader, True)]


def _row(
    event: Event,
    frame_start: datetime,
    shown: formatting.CityTime,
    t: Translator,
    *,
    is_reader: bool,
    dates_differ: bool,
) -> CityRow:
    quarters = [
        (at, to_local(at, shown.timezone))
        for at in (frame_start + number * _QUARTER for number in range(_STEPS + 1))
    ]
    hours = [(at, local) for at, local in quarters if local.minute == 0]
    return CityRow(
        name=shown.name,
        time=formatting.time_text(shown.local, t),
        weekday=formatting.short_weekday(shown.local.date(), t) if dates_differ else "",
        part=formatting.part_of_day(shown.local, t),
        is_reader=is_reader,
        night_segments=_segments([formatting.is_night(local) for _, local in quarters[:-1]]),
        work_segments=_segments([formatting.is_working(local) for _, local in quarters[:-1]]),
        ticks=tuple(_tick(at, local, frame_start, event) for at, local in hours),
        midnights=tuple(
            _midnight(at, local, frame_start, event, t)
            for at, local in hours
            if local.hour == 0 and frame_start < at < frame_start + FRAME
        ),
    )


def _segments(quarters: list[bool]) -> tuple[Segment, ...]:
    """Return the segments of consecutive true quarters."""
    segments: list[Segment] = []
    start: int | None = None
    for number, holds in enumerate([*quarters, False]):
        if holds and start is None:
            start = number
        elif not holds and start is not None:
            segments.append(Segment(_share(start), round(_share(number) - _share(start), 2)))
            start = None
    return tuple(segments)


def _tick(at: datetime, local: datetime, frame_start: datetime, event: Event) -> Tick:
    tall = local.hour % 3 == 0
    is_clear = not event.starts_at - _CLEARANCE < at < event.ends_at + _CLEARANCE
    is_inside = frame_start < at < frame_start + FRAME  # a label on the edge would be cut off
    label = str(local.hour) if tall and is_clear and is_inside else ""
    return Tick(_position(at, frame_start), label, tall, fine=local.hour % 6 != 0)


def _midnight(
    at: datetime, local: datetime, frame_start: datetime, event: Event, t: Translator
) -> Midnight:
    is_crowded = at - _CLEARANCE / 2 < event.ends_at and event.starts_at < at + _DATE_WIDTH
    is_before = is_crowded or at + _DATE_WIDTH > frame_start + FRAME
    is_hidden = event.starts_at <= at <= event.ends_at
    name = "" if is_hidden else format_date(local, "EEE d", locale=t.locale)
    return Midnight(_position(at, frame_start), name, is_before)


def _position(at: datetime, frame_start: datetime) -> float:
    return round(100 * ((at - frame_start) / FRAME), 2)


def _share(quarters: int) -> float:
    return round(100 * quarters / _STEPS, 2)
