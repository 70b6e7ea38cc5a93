"""What a list of events is asked for: its parameters, what is wrong with them, and where to go from none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events import queries
from webinars.events.queries import QUERY_LENGTH, Filter
from webinars.events.rules import Format
from webinars.i18n import N_, Translator
from webinars.timezones import formatting, zones
from webinars.web.core.timezone_choices import Group, zone_groups
from webinars.web.public.event_rows import Reader

NAMES = ("q", "month", "series", "format", "past", "after")
FORMATS = {
    Format.ONLINE: N_("Online"),
    Format.IN_PERSON: N_("In person"),
    Format.HYBRID: N_("Hybrid"),
}
_SHOWN = 20  # of what was typed, an error says this much


@dataclass(frozen=True)
class Asked:
    """The list's parameters: what they mean, what was typed, and what is wrong with them by name."""

    wanted: Filter
    said: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def folded(self) -> bool:
        """Tell whether the filter's lists may stay folded on small screens: nothing is chosen in them."""
        chosen = ("month", "series", "format")
        return not any(self.said[name] or name in self.errors for name in chosen)

    def query(self, **other: str) -> dict[str, Any]:
        """Return the parameters of another page of this list: as typed, some replaced; empty ones go."""
        return {name: value for name, value in {**self.said, **other}.items() if value}


@dataclass(frozen=True)
class Offered:
    """What there is to choose from: months by their first days, series as slug and name."""

    months: tuple[date, ...]
    series: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """What the lists of the filter offer, each as value and words."""

    months: Sequence[tuple[str, str]]
    series: Sequence[tuple[str, str]]
    formats: Sequence[tuple[str, str]]
    zones: Sequence[Group]


@dataclass(frozen=True)
class Way:
    """A way out of an empty list: what is there, and its address."""

    words: str
    url: str


def read(args: Mapping[str, str], t: Translator) -> Asked:
    """Return what a list is asked for; what cannot be read is passed over and named in errors."""
    if not args:
        return Asked(Filter(), dict.fromkeys(NAMES, ""))
    said = {name: args.get(name, "").strip() for name in NAMES}
    shown = {name: value[:_SHOWN] for name, value in said.items()}
    month = _month(said["month"])
    kind = next((kind for kind in Format if kind == said["format"]), None)
    errors: dict[str, str] = {}
    if len(said["q"]) > QUERY_LENGTH:
        errors["q"] = t("Enter at most %(most)s characters.", most=QUERY_LENGTH)
    if said["month"] and not month:
        errors["month"] = t(
            "“%(value)s” is not a month. Use the form 2026-10.", value=shown["month"]
        )
    if said["format"] and not kind:
        errors["format"] = t("“%(value)s” is not one of these formats.", value=shown["format"])
    if said["past"] not in {"", "0", "1"}:
        errors["past"] = t("“past” must be 1 (past events) or be left out.")
    past = said["past"] == "1"
    wanted = Filter(said["q"], month, said["series"], kind, past=past, after=said["after"])
    return Asked(wanted, {**said, "past": "1" if past else ""}, errors)


def page_of(session: Session, asked: Asked, now: datetime, t: Translator) -> queries.Page:
    """Return the page asked for. It has no events where something asked for is wrong, and errors say what."""
    nothing = queries.Page([], None)
    if asked.errors:
        return nothing
    try:
        return queries.listed_events(session, asked.wanted, now)
    except InvalidInputError:
        asked.errors["after"] = t(
            "The address of this page is not valid. Start again from the first page."
        )
        return nothing


def choices(offered: Offered, asked: Asked, reader: Reader) -> Choices:
    """Return what the filter offers, in words."""
    t = reader.t
    return Choices(
        months=_months(offered.months, asked, t),
        series=offered.series,
        formats=[(kind.value, t(words)) for kind, words in FORMATS.items()],
        zones=zone_groups(reader.zone, t),
    )


def offer(session: Session, asked: Asked, now: datetime, t: Translator) -> Offered:
    """Return what there is to choose from; a series asked for that is none is named in errors."""
    months, series = queries.filter_options(session, now, past=asked.wanted.past)
    check_series((slug for slug, _ in series), asked, t)
    return Offered(tuple(months), tuple(series))


def check_series(slugs: Iterable[str], asked: Asked, t: Translator) -> None:
    """Name a series asked for in errors if it is none of these."""
    if asked.said["series"] and asked.said["series"] not in slugs:
        asked.errors["series"] = t("This series does not exist.")


def ways_out(session: Session, asked: Asked, now: datetime, t: Translator) -> list[Way]:
    """Return where something is when the list is empty, each with how many there are."""
    wanted, here = replace(asked.wanted, after=""), asked.query(after="")
    found: list[Way] = []
    if wanted.month and (n := queries.count_listed(session, replace(wanted, month=None), now)):
        words = t.plural("%(n)s event in other months", "%(n)s events in other months", n)
        found.append(_way(words, {**here, "month": ""}))
    if n := queries.count_listed(session, replace(wanted, past=not wanted.past), now):
        words = (
            t.plural("%(n)s upcoming event", "%(n)s upcoming events", n)
            if wanted.past
            else t.plural("%(n)s past event", "%(n)s past events", n)
        )
        found.append(_way(words, {**here, "past": "" if wanted.past else "1"}))
    if wanted.narrows and (n := queries.count_listed(session, Filter(past=wanted.past), now)):
        words = t.plural("%(n)s event without filters", "%(n)s events without filters", n)
        found.append(_way(words, {"past": here.get("past", "")}))
    return found


def _months(found: Sequence[date], asked: Asked, t: Translator) -> list[tuple[str, str]]:
    chosen = asked.wanted.month
    if chosen and chosen not in found:
        found = sorted([*found, chosen], reverse=asked.wanted.past)
    return [(f"{month:%Y-%m}", formatting.month_text(month, t)) for month in found]


def _month(text: str) -> date | None:
    try:
        year, month = (int(part) for part in text.split("-"))
        found = date(year, month, 1)
    except (ValueError, OverflowError):
        return None
    possible = zones.FIRST_YEAR <= year <= zones.LAST_YEAR
    return found if possible and text == f"{found:%Y-%m}" else None


def _way(words: str, query: Mapping[str, str]) -> Way:
    kept: dict[str, Any] = {name: value for name, value in query.items() if value}
    return Way(words, url_for("public.list", **kept))
