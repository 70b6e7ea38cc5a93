"""What pages of the event list were made of: one statement tells whether a page is still the same."""

# A list changes when an event or series does, which raises a counter, and when an event ends. Places held,
# and what time alone decides about a row, are looked at in each request.

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request

from webinars.caching.response_caches import LONGEST_PAGE_QUERY
from webinars.database import reading
from webinars.events.models import Event
from webinars.events.registration_availability import Availability, AvailabilityFacts, is_running
from webinars.pagination import Page
from webinars.registrations.places.places_held import changes_and_places_held
from webinars.registrations.types.type_capacity import events_with_full_types
from webinars.web.core.page_cache import find_page, response_caches
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
class ListState:
    """A page of the list as it was read.

    changes: the count of changes before that. valid_until: the next end of an event, None without any.
    """

    read_at: datetime
    changes: int
    valid_until: datetime | None
    filter_values: FilterValues
    rows: tuple[RowState, ...]
    after: str

    def holds_at(self, now: datetime) -> bool:
        """Return whether no event has ended since the page was read, and the clock was not set back."""
        has_ended = self.valid_until is not None and self.valid_until <= now
        return not has_ended and now >= self.read_at - _THREADS_APART

    def content_key(self, availability: Mapping[int, Availability], now: datetime) -> object:
        """Return what the page shows."""
        rows = tuple(
            (*row.version, availability[row.event_id], is_running(row.facts, now))
            for row in self.rows
        )
        quarter = int(now.timestamp()) // QUARTER_SECONDS
        return self.filter_values.version, rows, self.after, quarter


def state_of(
    page: Page[Event],
    filter_values: FilterValues,
    validity: tuple[int, datetime | None],
    now: datetime,
) -> ListState:
    """Return the state of a page read at an instant; validity is that of list_validity() before that."""
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
    facts = {row.event_id: row.facts for row in state.rows}
    return find_page(state.content_key(availability_of(facts, held, full, now), now))


def _key(list_request: ListRequest) -> tuple[str, ...] | None:
    """Return the key of a request; None if it is a search, of which each is another, or not valid."""
    is_kept = not (list_request.errors or list_request.wanted.q)
    is_kept = is_kept and len(request.query_string) <= LONGEST_PAGE_QUERY
    return tuple(list_request.values.values()) if is_kept else None
