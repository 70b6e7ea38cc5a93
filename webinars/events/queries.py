"""Queries for single events and series, and for the events of an organiser."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased, joinedload

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.enums import PUBLIC, PUBLIC_LISTINGS, normalize_for_search
from webinars.events.models import Event, EventRole, Series, SeriesRole
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role, roles_including
from webinars.events.series_models import JoinedSeries, SeriesEditor
from webinars.localized_text import all_languages

_LISTED = aliased(Event)
# Built once: to build one takes as long as SQLite takes to execute it.
_COMPLETE = select(Event).options(joinedload(Event.series), joinedload(Event.organiser))
_BY_ID = _COMPLETE.where(Event.id == bindparam("event_id"))
_PUBLISHED = _COMPLETE.where(Event.slug == bindparam("slug"), Event.state.in_(PUBLIC))


def published_event(session: Session, slug: str) -> Event:
    """Return a public event with its series and organiser.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    event = session.scalar(_PUBLISHED, {"slug": slug})
    if event is None:
        raise NotFoundError("no-such-event")
    return event


def event_by_id(session: Session, event_id: int) -> Event:
    """Return an event in any state with its series and organiser.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = session.scalar(_BY_ID, {"event_id": event_id})
    if event is None:
        raise NotFoundError("no-such-event")
    return event


def is_public_series(session: Session, slug: str) -> bool:
    """Return whether there is a public series."""
    return bool(session.scalar(select(exists().where(Series.slug == slug, is_public()))))


def series_offered_to(session: Session, organiser: Organiser) -> Sequence[Series]:
    """Return the series that an organiser may name: public ones and those of events that they edit."""
    offered = session.scalars(select(Series).where(is_offered_to(organiser)))
    # In Python, because the database would sort a name with translations by its stored form.
    return sorted(offered, key=lambda series: (series.name, series.id))


def is_offered_to(organiser: Organiser) -> ColumnElement[bool]:
    """Return the condition of the series that an organiser may name."""
    if organiser.is_admin:
        return true()
    own_series = (Series.id.in_(series_ids) for series_ids in _own_series(organiser))
    return or_(is_public(), *own_series)


def _own_series(organiser: Organiser) -> Iterator[Select[int | None]]:
    """Yield queries for the series that an organiser edits, and of the events that they own or edit."""
    yield select(Event.series_id).where(Event.organiser_id == organiser.id)
    yield select(SeriesEditor.series_id).where(SeriesEditor.organiser_id == organiser.id)
    if organiser.has_roles:
        of_event = select(Event.series_id).join(EventRole, EventRole.event_id == Event.id)
        edits = roles_including(Role.EDITOR)
        yield of_event.where(EventRole.organiser_id == organiser.id, EventRole.role.in_(edits))
        yield select(SeriesRole.series_id).where(
            SeriesRole.organiser_id == organiser.id, SeriesRole.role.in_(edits)
        )


def series_by_slug(session: Session, slug: str) -> Series:
    """Return a public series.

    Raises:
        NotFoundError: "no-such-series", also for one that is not public.
    """
    series = session.scalar(select(Series).where(Series.slug == slug, is_public()))
    if series is None:
        raise NotFoundError("no-such-series")
    return series


def series_by_name(
    session: Session, organiser: Organiser, name: str, *, current_id: int | None = None
) -> Series | None:
    """Return the series with a name, ignoring case: a public one, or one of events that the organiser edits.

    The event's current series wins, then the oldest public one, then the organiser's own. Series of
    other organisers' drafts never match: their names are as private as the drafts.
    """
    wanted = normalize_for_search(name)
    offered = session.execute(select(Series.id, Series.name).where(is_offered_to(organiser)))
    ids = [
        series_id
        for series_id, own_name in offered
        if any(normalize_for_search(one) == wanted for one in all_languages(own_name))
    ]
    if not ids:
        return None
    public = select(Series.id).where(Series.id.in_(ids), is_public())
    public_ids = set(session.scalars(public))
    first = min(ids, key=lambda number: (number != current_id, number not in public_ids, number))
    return session.get_one(Series, first)


def organised_event(session: Session, organiser: Organiser, event_id: int, role: Role) -> Event:
    """Return an event with series and owner, if an account may do with it what a role may.

    Raises:
        NotFoundError: "no-such-event", also where the account has no role; "role-not-sufficient".
    """
    values = {"event_id": event_id}
    event = session.scalar(_BY_ID.where(has_role(organiser, role)), values)
    if event is None:
        # A role may have been changed while a form was open.
        is_seen = organiser.has_roles and session.scalar(
            _BY_ID.where(has_role(organiser, Role.VIEWER)), values
        )
        if is_seen:
            raise NotFoundError("role-not-sufficient")
        raise NotFoundError("no-such-event")
    return event


def series_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the names of series by id; of those that were joined into others, the names they had."""
    tables = (Series, JoinedSeries)
    names = (select(table.id, table.name).where(table.id.in_(ids)) for table in tables)
    return {row.id: row.name for row in session.execute(union_all(*names))}


def shown_titles(session: Session, account: Organiser, ids: Collection[int]) -> dict[int, str]:
    """Return the titles of those of some events that are public or of which an account has a role, by id."""
    is_shown = or_(Event.state.in_(PUBLIC), has_role(account, Role.VIEWER))
    rows = session.execute(select(Event.id, Event.title).where(Event.id.in_(ids), is_shown))
    return {row.id: row.title for row in rows}


def events_starting_at(
    session: Session, organiser: Organiser, instants: Collection[datetime]
) -> Sequence[Event]:
    """Return an organiser's own events that start at one of these instants, oldest first."""
    return session.scalars(
        select(Event)
        .where(Event.organiser_id == organiser.id, Event.starts_at.in_(instants))
        .order_by(Event.id)
    ).all()


def is_public() -> ColumnElement[bool]:
    """Return the condition that a series is published or has a public event.

    Others are as private as their drafts.
    """
    # One event of each list is looked up: for EXISTS, PostgreSQL would read all events. In the order of the
    # index in which drafts are elsewhere: without it, it would read the drafts of the series.
    # Of an alias, so that it is not taken for the events of a statement that contains it.
    first = select(_LISTED.id).order_by(_LISTED.listed_month).limit(1)
    of_lists = (
        first.where(_LISTED.series_id == Series.id, _LISTED.listing == listing)
        .correlate(Series)
        .scalar_subquery()
        for listing in PUBLIC_LISTINGS
    )
    return or_(Series.is_published, *(one.is_not(None) for one in of_lists))


def any_event(session: Session) -> bool:
    """Return whether the installation has an event."""
    return session.scalar(select(Event.id).limit(1)) is not None
