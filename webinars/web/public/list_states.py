"""What pages of the event list were made of: one statement tells whether a page is still the same."""

# A list changes when an event or series does, which raises a counter, and when an event ends. Places held are
# read in each request; what they and the time decide about rows is derived again when either has changed it.

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import Response, request

from webinars.caching.response_caches import LONGEST_PAGE_QUERY
from webinars.database import reading
from webinars.events.models import Event
from webinars.events.registration_availability import (
    Availability,
    AvailabilityFacts,
    minutes_to_start,
    next_changes,
)
from webinars.pagination import Page
from webinars.registrations.places.places_held import changes_and_places_held
from webinars.registrations.types.type_capacity import events_with_full_types
from webinars.web.core.current_caches import response_caches
from webinars.web.core.page_cache import find_cached_page
from webinars.web.public.event_list import FilterValues, ListRequest
from webinars.web.public.events_by_month import availability_of, row_version

# The current day in the month graphics changes on a quarter of an hour.
QUARTER_SECONDS = 900
# Requests of several threads do not read the clock in the order in which they read the list.
_THREADS_APART = timedelta(seconds=1)


@dataclass(frozen=True)
class RowState:
    """What decides how an event is listed: its version, and what its availability depends on."""

    event_id: int
    version: tuple[object, ...]
    facts: AvailabilityFacts
    has_registration_types: bool


@dataclass(frozen=True)
class Shown:
    """The content key of a page for certain places held and full events, from an instant until another."""

    key: str
    held: Mapping[int, int]
    full: Set[int]
    since: datetime
    until: datetime

    def holds(self, held: Mapping[int, int], full: Set[int], now: datetime) -> bool:
        """Return whether the page shows the same with these places, at this time."""
        return held == self.held and full == self.full and self.since <= now < self.until


@dataclass(frozen=True)
class ListState:
    """A page of the list as it was read.

    changes: the count of changes before that. valid_until: the next end of an event, None without any.
    shown: what it showed last.
    """

    read_at: datetime
    changes: int
    valid_until: datetime | None
    filter_values: FilterValues
    rows: tuple[RowState, ...]
    after: str
    shown: Shown | None = None

    def holds_at(self, now: datetime) -> bool:
        """Return whether no event has ended since the page was read, and the clock was not set back."""
        has_ended = self.valid_until is not None and self.valid_until <= now
        return not has_ended and now >= self.read_at - _THREADS_APART

    def content_key(self, availability: Mapping[int, Availability], now: datetime) -> str:
        """Return a digest of what the page shows."""
        rows = tuple(
            (*row.version, availability[row.event_id], minutes_to_start(row.facts, now))
            for row in self.rows
        )
        parts = self.filter_values.version, rows, self.after, _quarter(now)
        return sha256(repr(parts).encode()).hexdigest()

    def shown_with(self, held: Mapping[int, int], full: Set[int], now: datetime) -> Shown:
        """Return what the page shows with places held by event, and events whose types are all full."""
        facts = {row.event_id: row.facts for row in self.rows}
        key = self.content_key(availability_of(facts, held, full, now), now)
        instants = [at for row in self.rows for at in next_changes(row.facts, now)]
        next_quarter = datetime.fromtimestamp((_quarter(now) + 1) * QUARTER_SECONDS, UTC)
        return Shown(key, held, full, now, min([next_quarter, *instants]))


def _quarter(now: datetime) -> int:
    return int(now.timestamp()) // QUARTER_SECONDS


def state_of(
    page: Page[Event],
    filter_values: FilterValues,
    validity: tuple[int, datetime | None],
    now: datetime,
) -> ListState:
    """Return the state of a page read at an instant; validity is that of first_read() before that."""
    rows = tuple(
        RowState(
            event.id, row_version(event), event.availability_facts, event.has_registration_types
        )
        for event in page.rows
    )
    return ListState(now, *validity, filter_values, rows, page.after)


def remember(list_request: ListRequest, state: ListState) -> None:
    """Remember the state of a page by what was requested."""
    if (key := _key(list_request)) is not None:
        response_caches().lists.put(key, state)


def find_unchanged_page(list_request: ListRequest, now: datetime) -> Response | None:
    """Return the cached page of a request if it is still the same, else None."""
    key = _key(list_request)
    state: ListState | None = response_caches().lists.get(key) if key is not None else None
    if state is None or not state.holds_at(now):
        return None
    with reading() as connection:
        changes, held = changes_and_places_held(connection, [row.event_id for row in state.rows])
        if changes != state.changes:
            return None
        ids = [row.event_id for row in state.rows if row.has_registration_types]
        full = events_with_full_types(connection, ids)
    shown = state.shown
    if shown is None or not shown.holds(held, full, now):
        shown = state.shown_with(held, full, now)
        response_caches().lists.put(key, replace(state, shown=shown))
    return find_cached_page(shown.key)


def _key(list_request: ListRequest) -> tuple[str, ...] | None:
    """Return the key of a request; None if each is another, such as a search, or if it is not valid."""
    is_kept = not (list_request.errors or list_request.wanted.q or list_request.wanted.since)
    is_kept = is_kept and len(request.query_string) <= LONGEST_PAGE_QUERY
    return tuple(list_request.values.values()) if is_kept else None
