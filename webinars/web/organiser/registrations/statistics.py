"""Statistics page of an event: numbers as tables with graphics, within what the account's role may see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, render_template
from flask_login import current_user

from webinars.database import db
from webinars.email_subscriptions.queries import count_of_event
from webinars.events.alternatives import alternatives_of
from webinars.events.models import Event
from webinars.fair_hours.day_grid import Assumptions
from webinars.fair_hours.night_ledger import LedgerRow, night_ledger
from webinars.i18n import Translator
from webinars.questions.countries import country_name
from webinars.registrations.organiser import statistics
from webinars.registrations.organiser.participant_places import ParticipantScope, past_sessions
from webinars.registrations.organiser.statistics import AttendanceCounts
from webinars.security import xlsx
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.event_time import cities_of
from webinars.web.core.locale import translator
from webinars.web.organiser.permitted_links import may
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_statistics", __name__, url_prefix=URL_PREFIX)

MOST_DAYS = 62  # more are shown as weeks
MOST_WEEKS = 53  # more are shown as months
MOST_ROWS = 20  # of a table; the rest is one row
HOURS = 24
# Of a chart: with fewer bars the rest stays empty, so that one day is a bar and no block.
FEWEST_SLOTS = 14


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, numbers, and the length of its bar in per cent."""

    label: str
    tally: AttendanceCounts
    percent: float


@dataclass(frozen=True)
class Section:
    """A table of numbers under a heading; column is the heading of its labels."""

    id: str
    title: str
    column: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, in per cent of its frame; style is its CSS class, tick a text below it."""

    x: float
    width: float
    height: float
    label: str
    number: int
    style: str = ""
    tick: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars under a heading, with their numbers; note is a sentence below them."""

    title: str
    column: str
    bars: Sequence[Bar]
    note: str = ""


@dataclass(frozen=True)
class NightRow:
    """A place of the night ledger: its name and numbers."""

    label: str
    row: LedgerRow


@dataclass(frozen=True)
class Numbers:
    """What the page and the file show; a chart is None if there is nothing in it."""

    total: AttendanceCounts
    days: Chart | None
    hours: Chart | None
    sections: Sequence[Section]


@blueprint.get(f"{EVENT_PATH}/statistics")
def show(event_id: int) -> str:
    """Show the numbers."""
    event = get_own_event(event_id)
    numbers = _numbers(event, translator())
    return render_template(
        "organiser/registrations/statistics.html",
        event=event,
        total=numbers.total,
        days=numbers.days,
        hours=numbers.hours,
        sections=numbers.sections,
        nights=_nights(event, translator()),
        subscribers=count_of_event(db.session(), event),
    )


@blueprint.get(f"{EVENT_PATH}/statistics.xlsx")
def download(event_id: int) -> Response:
    """Send the numbers of the page as XLSX."""
    event, t = get_own_event(event_id), translator()
    rows = _sheet_rows(_numbers(event, t), t)
    body = b"".join(xlsx.chunks(rows, right_to_left=t.direction == "rtl"))
    answer = Response(body, mimetype=xlsx.MIMETYPE)
    name = f"{event.slug}-statistics.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _numbers(event: Event, t: Translator) -> Numbers:
    """Return the numbers; those by what people entered need the role of the registrations."""
    session, event_id = db.session(), event.id
    days = statistics.active_by_day(session, event_id, event.timezone)
    total = statistics.counts_of_event(session, event_id)
    sections = [_times(event, t), _types(statistics.counts_by_type(session, event_id), t)]
    hours = None
    if may("organiser_registrations.list", event):
        zones = statistics.counts_by_timezone(session, event_id)
        hours = _hours(event, zones, t)
        sections += _people(event, zones, total, t)
    return Numbers(
        total=total,
        days=_days(days, event, t),
        hours=hours,
        sections=[section for section in sections if section.rows],
    )


def _nights(event: Event, t: Translator) -> Sequence[NightRow]:
    """Return which time zones had past sessions of the series at night; needs the registrations."""
    if event.series_id is None or not may("organiser_registrations.list", event):
        return ()
    past = past_sessions(
        db.session(), current_user.organiser, ParticipantScope(event.series_id), clock.now()
    )
    ledger = night_ledger(past, Assumptions(counts_holidays=False))
    return [NightRow(formatting.zone_name(row.timezone, t), row) for row in ledger]


def _sheet_rows(numbers: Numbers, t: Translator) -> Iterator[Sequence[xlsx.Cell]]:
    """Yield the header and rows of the file: each number with the table and row that it is in."""
    columns = (t("Table"), t("Row"), t("Registrations"), t("Confirmed"), t("Attended"))
    yield columns
    yield (t("Total"), "", *astuple(numbers.total))
    for chart in filter(None, (numbers.days, numbers.hours)):
        for bar in chart.bars:
            if bar.number:
                yield chart.title, bar.label, bar.number
    for section in numbers.sections:
        for row in section.rows:
            yield (section.title, row.label, *astuple(row.tally))


def _people(
    event: Event,
    zones: Iterable[tuple[str, AttendanceCounts]],
    total: AttendanceCounts,
    t: Translator,
) -> list[Section]:
    """Return the tables by organisation, time zone and country."""
    session = db.session()
    questions = statistics.country_questions(session, event.id)
    countries = statistics.counts_by_country(
        session, event.id, [number for number, _label in questions]
    )
    organisations = statistics.counts_by_organisation(session, event.id)
    named = [(name or t("not given"), tally) for name, tally in organisations]
    others = _less(total, [tally for _name, tally in organisations])
    if others.registrations:
        named.append((t("others"), others))
    by_zone = [
        (formatting.zone_name(zone, t) if zone else t("not chosen"), tally) for zone, tally in zones
    ]
    return [
        Section("organisation", t("By organisation"), t("Organisation"), _rows(named, t)),
        *(
            Section(
                f"country{number}",
                t.text(label),
                t("Country"),
                _rows([(country_name(code, t), tally) for code, tally in countries[number]], t),
            )
            for number, label in questions
        ),
        Section("zone", t("By time zone"), t("Time zone"), _rows(by_zone, t)),
    ]


def _times(event: Event, t: Translator) -> Section:
    """Return the table by time of a webinar that is held more than once, with a total; else it is empty."""
    title, column = t("All times of this webinar"), t("Date and time")
    if event.alternative_group_id is None:
        return Section("times", title, column, ())
    times = alternatives_of(db.session(), event)
    counts = statistics.counts_by_alternative(db.session(), event.alternative_group_id)
    tallies = [(one, counts.get(one.id, AttendanceCounts())) for one in times]
    named = [
        (formatting.schedule_text(one.when, one.span, cities_of(one), t), tally)
        for one, tally in tallies
    ]
    total = _sum(tally for _one, tally in tallies)
    return Section("times", title, column, _rows([*named, (t("Total"), total)], t))


def _types(types: Sequence[tuple[str | None, AttendanceCounts]], t: Translator) -> Section:
    """Return the table by registration type; it is empty if there are no types."""
    has_types = any(name is not None for name, _tally in types)
    named = [
        (t("Without a type") if name is None else t.text(name), tally) for name, tally in types
    ]
    title = t("By registration type")
    return Section("type", title, t("Registration type"), _rows(named, t) if has_types else ())


def _rows(counted: Sequence[tuple[str, AttendanceCounts]], t: Translator) -> list[Row]:
    shown = list(counted)
    if len(shown) > MOST_ROWS + 1:
        every = _sum(tally for _label, tally in shown)
        del shown[MOST_ROWS:]
        shown.append((t("others"), _less(every, [tally for _label, tally in shown])))
    most = max((tally.registrations for _label, tally in shown), default=0)
    return [Row(label, tally, round(100 * tally.registrations / most, 1)) for label, tally in shown]


def _sum(tallies: Iterable[AttendanceCounts]) -> AttendanceCounts:
    columns = zip(*map(astuple, tallies), strict=True)
    return AttendanceCounts(*(sum(column) for column in columns))


def _less(every: AttendanceCounts, tallies: Iterable[AttendanceCounts]) -> AttendanceCounts:
    """Return the numbers of all without those of some."""
    some = astuple(_sum(tallies))
    return AttendanceCounts(
        *(one - other for one, other in zip(astuple(every), some, strict=False))
    )


def _days(days: Mapping[date, int], event: Event, t: Translator) -> Chart | None:
    """Return the chart of registrations per day, week or month; None without any."""
    if not days:
        return None
    first, last = min(days), max(days)
    span = (last - first).days + 1
    if span <= MOST_DAYS:
        title, column, starts = t("Registrations per day"), t("Day"), _each(first, last, 1)
    elif span <= MOST_WEEKS * 7:
        monday = first - timedelta(days=first.weekday())
        title, column, starts = t("Registrations per week"), t("Week from"), _each(monday, last, 7)
    else:
        title, column = t("Registrations per month"), t("Month")
        starts = sorted({day.replace(day=1) for day in _each(first, last, 1)})
    counts = dict.fromkeys(starts, 0)
    for day, number in days.items():
        counts[max(start for start in starts if start <= day)] += number
    labels = [
        formatting.month_text(start, t)
        if column == t("Month")
        else formatting.days_text(start, start, t)
        for start in starts
    ]
    note = t("Days in %(city)s.", city=formatting.zone_name(event.timezone, t))
    return Chart(title, column, _bars(labels, list(counts.values())), note)


def _each(first: date, last: date, step: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(0, (last - first).days + 1, step)]


def _hours(
    event: Event, zones: Iterable[tuple[str, AttendanceCounts]], t: Translator
) -> Chart | None:
    """Return the chart of the hours at which the event starts where its registrants are."""
    counts, unknown = [0] * HOURS, 0
    if event.precision is not Precision.TIME:
        return None
    for zone, tally in zones:
        if zone:
            counts[to_local(event.starts_at, zone).hour] += tally.registrations
        else:
            unknown += tally.registrations
    if not any(counts):
        return None
    at = [datetime(2000, 1, 1, hour) for hour in range(HOURS)]  # noqa: DTZ001 - hours of any day
    bars = _bars(
        [formatting.time_text(hour, t) for hour in at],
        counts,
        [
            "night" if formatting.is_night(hour) else "work" if formatting.is_working(hour) else ""
            for hour in at
        ],
        [formatting.time_text(hour, t) if hour.hour % 6 == 0 else "" for hour in at],
    )
    note = t.plural(
        "%(n)s registrant has not chosen a time zone.",
        "%(n)s registrants have not chosen a time zone.",
        unknown,
    )
    return Chart(t("What time it starts for registrants"), t("Hour"), bars, note if unknown else "")


def _bars(
    labels: Sequence[str],
    counts: Sequence[int],
    styles: Sequence[str] = (),
    ticks: Sequence[str] = (),
) -> list[Bar]:
    most, width = max(counts), 100 / max(len(counts), FEWEST_SLOTS)
    return [
        Bar(
            x=round(number * width, 2),
            width=round(width * 0.8, 2),
            height=round(100 * count / most, 1),
            label=label,
            number=count,
            style=styles[number] if styles else "",
            tick=ticks[number] if ticks else "",
        )
        for number, (label, count) in enumerate(zip(labels, counts, strict=True))
    ]
