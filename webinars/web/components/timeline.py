"""The time strip: one row a city, one frame of 24 hours, so that one moment is one band through all rows."""

# Positions are per cent of the frame, for templates/macros/timeline.html. Each row asks the zone
# database in quarters of an hour, so that places that keep :30 or :45 and days of clock changes
# come out right.

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date

from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.timezones import formatting, zones
from webinars.timezones.schedule import Precision
from webinars.web.components.event_time import cities_of

MOST_ROWS = 6
FRAME = timedelta(hours=24)
_QUARTER = timedelta(minutes=15)
_STEPS = FRAME // _QUARTER
_CLEAR = timedelta(minutes=34)  # a figure that stands nearer to the event would touch it
_DATE_WIDTH = timedelta(minutes=95)


@dataclass(frozen=True)
class Box:
    """A stretch of a track: where it begins and how wide it is."""

    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """An hour on a track. figure is empty where none is written; fine ones are left out on phones."""

    x: float
    figure: str
    tall: bool
    fine: bool


@dataclass(frozen=True)
class Midnight:
    """Where a new date begins, and its name if there is room; back says that it stands before the line."""

    x: float
    name: str
    back: bool


@dataclass(frozen=True)
class Row:
    """One city: its time in words, which say everything, and its track.

    weekday is told in every row as soon as one city has another date.
    """

    name: str
    time: str
    weekday: str
    part: str
    yours: bool
    nights: tuple[Box, ...]
    works: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    midnights: tuple[Midnight, ...]


@dataclass(frozen=True)
class Strip:
    """The event as one band, its middle for the times written in it, and a row for each city."""

    event: Box
    middle: float
    figures: bool
    rows: tuple[Row, ...]


def strip(event: Event, reader_zone: str, known: bool, t: Translator) -> Strip | None:  # noqa: FBT001 - reader_zone() gives the pair
    """Return the strip of an event; None where hours are not known, or are more than a day."""
    if event.precision is not Precision.TIME or event.ends_at - event.starts_at > FRAME / 2:
        return None
    begins = _frame(event)
    length = event.ends_at - event.starts_at
    rows = _cities(event, reader_zone, known=known, t=t)
    differ = len({shown.local.date() for shown, _ in rows}) > 1
    return Strip(
        Box(_place(event.starts_at, begins), round(100 * (length / FRAME), 2)),
        _place(event.starts_at + length / 2, begins),
        length >= timedelta(hours=1),
        tuple(_row(event, begins, shown, t, yours=yours, differ=differ) for shown, yours in rows),
    )


def _frame(event: Event) -> datetime:
    """Return where the frame begins: the event's midnight, or noon if it runs past the next."""
    day = zones.to_local(event.starts_at, event.zone).date()
    begins = zones.first_moment(day, event.zone)
    return begins + FRAME / 2 if event.ends_at > begins + FRAME else begins


def _cities(
    event: Event, reader_zone: str, *, known: bool, t: Translator
) -> list[tuple[formatting.CityTime, bool]]:
    """Return the clocks to show, the reader's marked and last, unless it is the event's own."""
    times = formatting.city_times(event.starts_at, cities_of(event), event.zone, t)
    one_each = {shown.zone: shown for shown in reversed(times)}
    found = [shown for shown in times if one_each[shown.zone] is shown]
    if not known:
        return [(shown, False) for shown in found[:MOST_ROWS]]
    if found[0].zone == reader_zone:
        return [(shown, shown is found[0]) for shown in found[:MOST_ROWS]]
    others = [shown for shown in found if shown.zone != reader_zone][: MOST_ROWS - 1]
    here = zones.to_local(event.starts_at, reader_zone)
    weekday = formatting.weekday_text(here.date(), found[0].local.date(), t)
    mine = formatting.CityTime(formatting.zone_name(reader_zone, t), reader_zone, here, weekday)
    return [*((shown, False) for shown in others), (mine, True)]


def _row(
    event: Event,
    begins: datetime,
    shown: formatting.CityTime,
    t: Translator,
    *,
    yours: bool,
    differ: bool,
) -> Row:
    clock = [
        (at, zones.to_local(at, shown.zone))
        for at in (begins + number * _QUARTER for number in range(_STEPS + 1))
    ]
    hours = [(at, local) for at, local in clock if local.minute == 0]
    return Row(
        name=shown.name,
        time=formatting.time_text(shown.local, t),
        weekday=formatting.short_weekday(shown.local.date(), t) if differ else "",
        part=formatting.part_of_day(shown.local, t),
        yours=yours,
        nights=_boxes([formatting.is_night(local) for _, local in clock[:-1]]),
        works=_boxes([formatting.is_working(local) for _, local in clock[:-1]]),
        ticks=tuple(_tick(at, local, begins, event) for at, local in hours),
        midnights=tuple(
            _midnight(at, local, begins, event, t)
            for at, local in hours
            if local.hour == 0 and begins < at < begins + FRAME
        ),
    )


def _boxes(quarters: list[bool]) -> tuple[Box, ...]:
    """Return the stretches in which something holds."""
    found: list[Box] = []
    begin: int | None = None
    for number, holds in enumerate([*quarters, False]):
        if holds and begin is None:
            begin = number
        elif not holds and begin is not None:
            found.append(Box(_share(begin), round(_share(number) - _share(begin), 2)))
            begin = None
    return tuple(found)


def _tick(at: datetime, local: datetime, begins: datetime, event: Event) -> Tick:
    tall = local.hour % 3 == 0
    clear = not event.starts_at - _CLEAR < at < event.ends_at + _CLEAR
    inside = begins < at < begins + FRAME  # half a figure would hang over the edge
    figure = str(local.hour) if tall and clear and inside else ""
    return Tick(_place(at, begins), figure, tall, fine=local.hour % 6 != 0)


def _midnight(
    at: datetime, local: datetime, begins: datetime, event: Event, t: Translator
) -> Midnight:
    crowded = at - _CLEAR / 2 < event.ends_at and event.starts_at < at + _DATE_WIDTH
    back = crowded or at + _DATE_WIDTH > begins + FRAME
    hidden = event.starts_at <= at <= event.ends_at
    name = "" if hidden else format_date(local, "EEE d", locale=t.locale)
    return Midnight(_place(at, begins), name, back)


def _place(at: datetime, begins: datetime) -> float:
    return round(100 * ((at - begins) / FRAME), 2)


def _share(quarters: int) -> float:
    return round(100 * quarters / _STEPS, 2)
