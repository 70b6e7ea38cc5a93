"""The query of the event list: parse and validate it, load its page, and offer links when it is empty."""

import logging
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.enums import Format
from webinars.events.listing.changed_events import changed_events, parse_change_cursor
from webinars.events.listing.event_list import (
    QUERY_LENGTH,
    listed_events,
)
from webinars.events.listing.first_read import FirstRead, SeriesOption, first_read
from webinars.events.listing.list_cursor import parse_position
from webinars.events.listing.list_ranges import EventFilter, RangeFacts
from webinars.events.listing.search_results import search_sample
from webinars.events.models import Event
from webinars.events.search.query_parser import Term
from webinars.events.search.series_search import MeantSeries, find_series, unambiguous_entry
from webinars.i18n import Translator
from webinars.localized_text import stored_form
from webinars.pagination import Page
from webinars.timezones import formatting, zones
from webinars.timezones.local_times import first_instant
from webinars.web.components.format_labels import FORMATS
from webinars.web.public.events_by_month import Reader

log = logging.getLogger(__name__)
PARAMETERS = ("q", "month", "series", "branch", "format", "past", "after", "view", "since")
MONTH_VIEW = "month"
MOST_CANDIDATES = 20  # series of one text, offered as links
MOST_BODIES = 5  # that a search shows above events
_INDENT = "\N{EM SPACE}"  # for each body that one is part of
_QUOTED_CHARS = 20  # characters of an invalid value that its error quotes


@dataclass(frozen=True)
class ListRequest:
    """A parsed query: the filter it means, the values as entered, and errors by parameter."""

    wanted: EventFilter
    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Return the HTTP status of the page: valid, not valid, or not to be searched for now."""
        return 503 if "search" in self.errors else 422 if self.errors else 200

    @property
    def is_month_view(self) -> bool:
        """Whether the list is asked for as the table of a month."""
        return self.values["view"] == MONTH_VIEW

    @property
    def errors_without_field(self) -> list[str]:
        """Return the errors of parameters that no field of the filter has."""
        return [
            self.errors[name] for name in ("past", "view", "since", "branch") if name in self.errors
        ]

    @property
    def is_collapsed(self) -> bool:
        """Whether the filter may be collapsed on small screens: none of its lists is used."""
        chosen = ("series", "format") if self.is_month_view else ("month", "series", "format")
        return not any(self.values[name] or name in self.errors for name in chosen)

    def query(self, **other: str) -> dict[str, Any]:
        """Return the query of a related list: these values with some replaced, empty ones left out."""
        return {name: value for name, value in {**self.values, **other}.items() if value}


@dataclass(frozen=True)
class FilterValues:
    """Months (by their first days) and series (slug and name) that have events.

    series is None if there are too many to choose from; else each has the number of those above it, too.
    meant are those that the entered text means; series_entry is what to enter for the one of them, or
    the text.
    """

    months: tuple[date, ...]
    series: tuple[SeriesOption, ...] | None
    meant: MeantSeries = field(default_factory=MeantSeries)
    series_entry: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether the reader has to choose a series or enter more of its name."""
        return bool(self.meant.pairs or self.meant.is_cut) and not self.meant.only

    @cached_property
    def version(self) -> Hashable:
        """Return values that differ where a name differs in any language."""
        names = (name for _, name, _ in self.series or ())
        meant = (name for _, name in self.meant.pairs)
        return self, tuple(map(stored_form, (*names, *meant)))

    @property
    def candidates(self) -> tuple[tuple[str, str, bool], ...]:
        """Return slug and name of the series to choose from, and whether another one has that name."""
        names = [name.casefold() for _, name in self.meant.pairs]
        return tuple(
            (slug, name, names.count(name.casefold()) > 1) for slug, name in self.meant.pairs
        )

    def applied_to(self, list_request: ListRequest) -> ListRequest:
        """Return a list request by the series that its text means, or without any if it means several.

        Links to related lists then have the text.
        """
        if self.is_undecided:
            return replace(list_request, wanted=replace(list_request.wanted, series=""))
        if not self.meant.only:
            return list_request
        slug = self.meant.only[0]
        wanted = replace(list_request.wanted, series=slug)
        return replace(list_request, wanted=wanted, values={**list_request.values, "series": slug})


@dataclass(frozen=True)
class FilterOptions:
    """Options of the filter's selects, as pairs of value and label, and the name of the reader's zone."""

    months: Sequence[tuple[str, str]]
    series: Sequence[tuple[str, str]] | None
    has_branches: bool  # some may be below others
    series_text: str  # in the field that searches series
    formats: Sequence[tuple[str, str]]
    zone: str


@dataclass(frozen=True)
class LoadedPage:
    """A page of events, and those of the terms of a search that the index is asked for."""

    page: Page[Event] = field(default_factory=lambda: Page([], ""))
    rare_terms: Sequence[Term] | None = None


def parse_request(args: Mapping[str, str], t: Translator, zone: str = "UTC") -> ListRequest:
    """Parse and validate the query of a list; invalid values are ignored and reported in errors.

    zone: in which a day of "since" begins.
    """
    if not args:
        return ListRequest(EventFilter(), dict.fromkeys(PARAMETERS, ""))
    values = {name: args.get(name, "").strip() for name in PARAMETERS}
    quoted = {name: value[:_QUOTED_CHARS] for name, value in values.items()}
    month = _month(values["month"])
    event_format = next((item for item in Format if item == values["format"]), None)
    errors: dict[str, str] = {}
    if len(values["q"]) > QUERY_LENGTH:
        errors["q"] = t("Enter at most %(most)s characters.", most=QUERY_LENGTH)
    if values["month"] and not month:
        errors["month"] = t(
            "“%(value)s” is not a month. Use the form 2026-10.", value=quoted["month"]
        )
    if values["format"] and not event_format:
        errors["format"] = t("“%(value)s” is not one of these formats.", value=quoted["format"])
    if values["past"] not in {"", "0", "1"}:
        errors["past"] = t("“past” must be 1 (past events) or be left out.")
    if values["view"] not in {"", MONTH_VIEW}:
        errors["view"] = t("“view” must be “month” or be left out.")
    if values["branch"] not in {"", "0", "1"}:
        errors["branch"] = t("“branch” must be 1 (with all bodies below it) or be left out.")
    past, branch = values["past"] == "1", values["branch"] == "1" and bool(values["series"])
    since = _instant(values["since"], zone)
    if values["since"] and since is None:
        errors["since"] = t(
            "“%(value)s” is not a date. Use the form 2026-10-31 or 2026-10-31T09:00Z.",
            value=quoted["since"],
        )
    wanted = EventFilter(
        values["q"],
        month,
        values["series"],
        event_format,
        past=past,
        after=values["after"],
        branch=branch,
        since=since,
    )
    flags = {"past": "1" if past else "", "branch": "1" if branch else ""}
    return ListRequest(wanted, values | flags, errors)


def load_page(
    session: Session,
    list_request: ListRequest,
    now: datetime,
    t: Translator,
    facts: RangeFacts,
    *,
    is_needed: bool,
) -> LoadedPage:
    """Load the requested page; it is empty with errors if it cannot be loaded or is not valid.

    If it is not needed, its address is only checked.
    """
    sample = None
    wanted = list_request.wanted
    if list_request.errors:
        return LoadedPage()
    try:
        if is_needed:
            if wanted.since is not None:
                return LoadedPage(changed_events(session, wanted, now))
            if wanted.q:
                sample = search_sample(session, wanted, now, facts)
            page = listed_events(session, wanted, now, facts=facts, sample=sample)
            return LoadedPage(page, sample.rare if sample else None)
        if wanted.after:
            parse = parse_position if wanted.since is None else parse_change_cursor
            parse(wanted.after)
    except InvalidInputError:
        list_request.errors["after"] = t(
            "The address of this page is not valid. Start again from the first page."
        )
    except DatabaseError:
        if not wanted.q:
            raise
        report_failed_search(session, list_request, t)
    return LoadedPage()


def report_failed_search(session: Session, list_request: ListRequest, t: Translator) -> None:
    """Add the error of a search whose index is missing or damaged."""
    session.rollback()
    log.exception("The search failed: run webinars db check")
    list_request.errors["search"] = t("Searching is not possible at the moment.")


def filter_options(
    available: FilterValues, list_request: ListRequest, reader: Reader
) -> FilterOptions:
    """Return the labelled options of the filter."""
    t = reader.t
    return FilterOptions(
        months=_months(available.months, list_request, t),
        series=None
        if available.series is None
        else [(slug, level * _INDENT + t.text(name)) for slug, name, level in available.series],
        has_branches=available.series is None or any(level for *_, level in available.series),
        series_text=available.series_entry,
        formats=[(item.value, t(label)) for item, label in FORMATS.items()],
        zone=formatting.zone_name(reader.timezone, t),
    )


def read_first(session: Session, list_request: ListRequest, now: datetime) -> FirstRead:
    """Read what the page of a list needs before its events."""
    wanted = list_request.wanted
    is_first = not (wanted.since or wanted.after or list_request.errors)
    if list_request.is_month_view:
        wanted, is_first = replace(wanted, month=None), False  # it reads ranges of its own
    return first_read(
        session,
        wanted,
        now,
        series=list_request.values["series"],
        most_named=MOST_CANDIDATES,
        most_bodies=MOST_BODIES if wanted.q and is_first else 0,
    )


def load_filter_values(
    session: Session, list_request: ListRequest, read: FirstRead, t: Translator
) -> FilterValues:
    """Return the months and series to choose from; add an error if the requested series does not exist."""
    series = read.series
    wanted = list_request.values["series"]
    options = tuple(read.months), None if series is None else tuple(series)
    if not wanted or wanted in {slug for slug, *_ in series or ()}:
        return FilterValues(*options)
    meant = find_series(session, wanted, MOST_CANDIDATES, read.named)
    if not meant.pairs and not meant.is_cut:
        list_request.errors["series"] = (
            t("No series matches “%(value)s”.", value=wanted[:_QUOTED_CHARS])
            if series is None
            else t("This series does not exist.")
        )
    entry = wanted
    if meant.only and series is None:
        entry = meant.entry or unambiguous_entry(session, *meant.only)
    return FilterValues(*options, meant, entry)


def check_series(list_request: ListRequest, t: Translator, *, is_known: bool) -> None:
    """Add an error if a series is requested that is not known."""
    if list_request.values["series"] and not is_known:
        list_request.errors["series"] = t("This series does not exist.")


def _months(
    months: Sequence[date], list_request: ListRequest, t: Translator
) -> list[tuple[str, str]]:
    chosen = list_request.wanted.month
    if chosen and chosen not in months:
        months = sorted([*months, chosen], reverse=list_request.wanted.past)
    return [(f"{month:%Y-%m}", formatting.month_text(month, t)) for month in months]


def _month(text: str) -> date | None:
    try:
        year, month = (int(part) for part in text.split("-"))
        first = date(year, month, 1)
    except (ValueError, OverflowError):
        return None
    is_in_range = zones.FIRST_YEAR <= year <= zones.LAST_YEAR
    return first if is_in_range and text == f"{first:%Y-%m}" else None


def _instant(text: str, zone: str) -> datetime | None:
    """Parse a date, whose day begins in a zone, or an ISO 8601 instant; None if it is neither."""
    try:
        if len(text) == len("2026-10-31"):
            return first_instant(date.fromisoformat(text), zone)
        # A plus of an offset that was not escaped is a blank.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
        is_known = instant.tzinfo is not None and zones.is_year_known(instant.year)
        return instant.astimezone(UTC) if is_known else None
    except (ValueError, OverflowError, InvalidInputError):
        return None
