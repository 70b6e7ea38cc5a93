"""webinars fair-time: compare the hours of a day for people in many places."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import click

from webinars.commands.errors import CommandError
from webinars.errors import InvalidInputError
from webinars.fair_hours.day_grid import Assumptions, Meeting
from webinars.fair_hours.day_parts import DayHours, time_of
from webinars.fair_hours.days_off import WeekendRule
from webinars.fair_hours.meeting_dates import dates_between
from webinars.fair_hours.pasted_places import LONGEST_LIST, Entry, parse_places
from webinars.fair_hours.places import Place
from webinars.fair_hours.proposals import Proposals, holidays_of, hour_rows, propose
from webinars.fair_hours.session_choice import session_of
from webinars.i18n import translator_for
from webinars.timezones import clock, formatting
from webinars.timezones.city_search import find_zone
from webinars.web.core.errors.messages import MESSAGES

NOT_RECOGNISED = 3  # exit status
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")
_MOST_MINUTES = 12 * 60


def _hours(_context: object, _option: object, value: str) -> tuple[time, time]:
    """Parse two clock times, such as 9-18 or 8:30-17:00."""
    match = _HOURS.fullmatch(value)
    if match is None:
        raise click.BadParameter(f"{value} is not a range of hours such as 9-18")
    first, first_minute, last, last_minute = (int(number or 0) for number in match.groups())
    try:
        return time(first, first_minute), time(last, last_minute)
    except ValueError as error:
        raise click.BadParameter(f"{value} is not a range of hours such as 9-18") from error


@click.command("fair-time")
@click.argument("places", nargs=-1, required=True, metavar="CITY...")
@click.option(
    "--on",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date (2027-03-31). Default: today.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last date of a series, at most 60 dates: each hour counts as on its worst date.",
)
@click.option(
    "--every", type=click.IntRange(1, 366), default=7, help="Days from one date to the next."
)
@click.option(
    "--zone", default="", help="The city whose hours are listed. Default: the first CITY."
)
@click.option(
    "--duration", type=click.IntRange(1, _MOST_MINUTES), default=60, help="Minutes. Default: 60."
)
@click.option("--work", callback=_hours, default="9-18", help="Working hours. Default: 9-18.")
@click.option("--night", callback=_hours, default="22-7", help="Night. Default: 22-7.")
@click.option(
    "--weekends",
    type=click.Choice([str(rule) for rule in WeekendRule]),
    default=str(WeekendRule.BY_COUNTRY),
    help="Which days are off: by country, Saturday and Sunday everywhere, or none.",
)
@click.option("--no-holidays", is_flag=True, help="Public holidays are days like others.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, described in docs/organisers.md."
)
def fair_time(places: tuple[str, ...], *, as_json: bool, **options: Any) -> None:
    """Find the hours that suit people in many places.

    CITY is a city or a country, with a number of people if you like: Geneva "Kenya 12" "WHO (Manila)". With
    - the list is read from standard input. The database is not used. Exit status: 3 if a CITY is not known.
    """
    t = translator_for("en")
    text = sys.stdin.read() if places == ("-",) else "\n".join(places)
    if len(text) > LONGEST_LIST:
        raise InvalidInputError("too-long", longest=LONGEST_LIST)
    entries = parse_places(text, t)
    known = [entry.place for entry in entries if entry.place]
    if not known:
        raise CommandError("; ".join(map(_problem, entries)) or "name a city or country")
    hours = DayHours(
        options["night"][1], options["work"][0], options["work"][1], options["night"][0]
    )
    hours.check()
    assumptions = Assumptions(
        hours, WeekendRule(options["weekends"]), counts_holidays=not options["no_holidays"]
    )
    zone = find_zone(options["zone"], t) if options["zone"] else known[0].timezone
    first: datetime = options["first"] or clock.now()
    last = options["until"].date() if options["until"] else None
    dates = dates_between(first.date(), last, timedelta(days=options["every"]))
    meeting = Meeting(dates, zone, timedelta(minutes=options["duration"]))
    proposals = propose(known, meeting, assumptions)
    if as_json:
        click.echo(json.dumps(_as_json(entries, proposals), ensure_ascii=False, indent=2))
    else:
        for line in _lines(entries, known, proposals):
            click.echo(line)
    if len(known) < len(entries):
        raise SystemExit(NOT_RECOGNISED)


def _problem(entry: Entry) -> str:
    error = entry.error
    if error is None:
        return ""
    facts = {
        name: " / ".join(fact) if isinstance(fact, tuple) else fact
        for name, fact in error.facts.items()
    }
    return MESSAGES[error.code] % facts


def _clock(quarter: int) -> str:
    return f"{time_of(quarter):%H:%M}"


def _lines(entries: list[Entry], known: list[Place], proposals: Proposals) -> Iterator[str]:
    t, grid = translator_for("en"), proposals.grid
    meeting = grid.meeting
    city = formatting.zone_name(meeting.timezone, t)
    for entry in entries:
        if entry.error:
            yield f"Not counted: {entry.text}. {_problem(entry)}"
        elif entry.zone_shares:
            others = ", ".join(share.name for share in entry.zone_shares[1:])
            yield (
                f"Assumed: {entry.text} has the time of {entry.zone_shares[0].name}; others are {others}."
            )
    first, last = (formatting.date_text(day, t) for day in (meeting.dates[0], meeting.dates[-1]))
    dates = first if first == last else f"{first} to {last}, {len(meeting.dates)} dates"
    yield f"{dates}; hours of {city}; {formatting.duration_text(meeting.duration, t)}"
    for holiday in holidays_of(known, meeting.dates, "en"):
        day = formatting.date_text(holiday.day, t)
        yield f"Public holiday: {day}, {holiday.name}: {', '.join(holiday.places)}"
    yield ""
    yield "start  work  evening  day off  night  worst for"
    for begins, _ in hour_rows(grid):
        work, evening, day_off, night = grid.people(begins)
        worst = grid.worst(begins)
        there = " or ".join(dict.fromkeys(_clock(course[begins]) for course in worst.local_starts))
        yield (
            f"{_clock(begins)} {work:>6} {evening:>8} {day_off:>8} {night:>6}  {worst.place.name} {there}"
        )
    yield ""
    night = grid.people(proposals.fewest)[3]
    yield f"Fewest at night: {_clock(proposals.fewest)} {city}, {night} at night"
    starts = proposals.sessions.starts
    if starts:
        yield f"Nobody at night: {len(starts)} session{'s' if len(starts) > 1 else ''}"
    else:
        yield "Nobody at night: even three sessions leave somebody at night; shorten the session"
    for start in starts:
        names = [row.place.name for row in grid.rows if session_of(row, starts) == start]
        yield f"  {_clock(start)} {city}: {', '.join(names)}"
    if proposals.rotation:
        yield "Rotating hours: the night is shared"
        for rotated in proposals.rotation.dates:
            names = [known[index].name for index in rotated.at_night]
            day = formatting.date_text(rotated.day, t)
            yield f"  {day}, {_clock(rotated.start)} {city}; at night: {', '.join(names) or 'nobody'}"


def _as_json(entries: list[Entry], proposals: Proposals) -> Mapping[str, Any]:
    grid, rotation = proposals.grid, proposals.rotation
    parts = ("work", "evening", "day_off", "night")
    return {
        "places": [
            {
                "text": entry.text,
                "name": entry.place.name,
                "timezone": entry.place.timezone,
                "country": entry.place.country,
                "people": entry.place.people,
                "other_timezones": [share.timezone for share in entry.zone_shares[1:]],
            }
            for entry in entries
            if entry.place
        ],
        "not_recognised": [
            {"text": entry.text, "message": _problem(entry), "proposals": entry.proposals}
            for entry in entries
            if entry.error
        ],
        "timezone": grid.meeting.timezone,
        "dates": [day.isoformat() for day in grid.meeting.dates],
        "duration_minutes": grid.meeting.duration // timedelta(minutes=1),
        "starts": [
            {
                "start": _clock(quarter),
                **dict(zip(parts, grid.people(quarter), strict=True)),
                "worst": grid.worst(quarter).place.name,
            }
            for quarter in grid.starts
        ],
        "fewest_at_night": _clock(proposals.fewest),
        "sessions": [_clock(start) for start in proposals.sessions.starts],
        "rotation": [
            {
                "date": rotated.day.isoformat(),
                "start": _clock(rotated.start),
                "at_night": [grid.rows[index].place.name for index in rotated.at_night],
            }
            for rotated in (rotation.dates if rotation else ())
        ],
    }
