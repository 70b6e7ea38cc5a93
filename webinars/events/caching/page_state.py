"""State of an event's page for cached pages, files and e-mails: version key, and what decides on places."""

# Everything else that they show of an event raises its revision when it changes. The queries are
# built once and return plain rows: for popular pages, building them and ORM objects was most of the
# work.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from webinars.errors import NotFoundError
from webinars.events.enums import PUBLIC, AccessMode, EventState
from webinars.events.models import Event, Series
from webinars.events.registration_availability import FACT_NAMES, AvailabilityFacts
from webinars.localized_text import stored_form
from webinars.prepared_statements import PreparedQuery

# The UID and not the id: SQLite may give the id of a deleted event to another one.
VersionKey = tuple[str, int, EventState, str | None, str | None, str | None]

_SHOWN = (
    select(Event.uid, Event.revision, Event.state, Series.slug, Series.name, Series.text_language)
    .outerjoin(Series, Series.id == Event.series_id)
    .where(Event.slug == bindparam("slug"))
)
_VERSION = PreparedQuery(_SHOWN)
_SHOWN_LENGTH = len(_SHOWN.selected_columns)
PAGE_STATE_COLUMNS = _SHOWN.add_columns(
    Event.id,
    *(getattr(Event, name) for name in FACT_NAMES),
    Event.has_questions,
    Event.has_registration_types,
    Event.access_mode,
    Event.accepts_comments,
    Event.comments_revision,
    Event.date_group_id,
    Event.alternative_group_id,
    Event.documents_revision,
)


@dataclass(frozen=True)
class PageState:
    """Version key of an event's page, and what decides about its places."""

    event_id: int
    shown: VersionKey
    availability_facts: AvailabilityFacts
    has_questions: bool = False
    has_registration_types: bool = False
    access_mode: AccessMode = AccessMode.OPEN
    accepts_comments: bool = True
    comments_revision: int = 0
    date_group_id: int | None = None
    alternative_group_id: int | None = None
    documents_revision: int = 0


def version_key(connection: Connection, slug: str) -> VersionKey:
    """Return a key that changes with anything shown of a public event and its series.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    row = _VERSION.first(connection, {"slug": slug})
    if row is None or row[2] not in PUBLIC:
        raise NotFoundError("no-such-event")
    return _key(*row)


def version_key_of(event: Event) -> VersionKey:
    """Return the same key of an event that was loaded with its series."""
    series = event.series
    of_series = (series.slug, series.name, series.text_language) if series else (None, None, None)
    return _key(event.uid, event.revision, event.state, *of_series)


def page_state_of(row: Sequence[Any] | None) -> PageState:
    """Return the PageState of a row of PAGE_STATE_COLUMNS.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    if row is None or row[2] not in PUBLIC:
        raise NotFoundError("no-such-event")
    event_id, *values = row[_SHOWN_LENGTH:]
    facts = AvailabilityFacts(**dict(zip(FACT_NAMES, values, strict=False)))
    return PageState(event_id, _key(*row[:_SHOWN_LENGTH]), facts, *values[len(FACT_NAMES) :])


def _key(
    uid: str,
    revision: int,
    state: EventState,
    series_slug: str | None,
    series_name: str | None,
    series_language: str | None,
) -> VersionKey:
    # A name is equal to the same one with other translations; its stored form is not.
    name = series_name and stored_form(series_name)
    return uid, revision, state, series_slug, name, series_language
