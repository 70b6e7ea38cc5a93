"""Who may edit a body or series itself: administrators, its organisers, and editors of all its events."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, true, union_all
from sqlalchemy.orm import Session, undefer_group

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.models import PAGE, Event, Series, SeriesRole
from webinars.events.queries import is_public
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role, roles_including
from webinars.events.series_models import JoinedSeries, SeriesEditor


def may_edit(account: Organiser) -> ColumnElement[bool]:
    """Return the condition that an account may edit a series.

    A role on the events of one owner is none on the series, nor is one on what it is part of.
    """
    if account.is_admin:
        return true()
    organises = select(SeriesEditor.series_id).where(SeriesEditor.organiser_id == account.id)
    edits_events = select(SeriesRole.series_id).where(
        SeriesRole.organiser_id == account.id,
        SeriesRole.owner_id.is_(None),
        SeriesRole.role.in_(roles_including(Role.EDITOR)),
    )
    return or_(Series.id.in_(organises), Series.id.in_(edits_events))


def edited_series(session: Session, account: Organiser, series_id: int) -> Series:
    """Return a series that an account may edit, with the columns of its page.

    Raises:
        NotFoundError: "no-such-series", also where the account may not.
    """
    wanted = select(Series).where(Series.id == series_id, may_edit(account))
    series = session.scalar(wanted.options(undefer_group(PAGE)))
    if series is None:
        raise NotFoundError("no-such-series")
    return series


def shown_series_names(
    session: Session, account: Organiser, ids: Collection[int]
) -> dict[int, str]:
    """Return the names of those of some series that are public or of which an account has a role, by id.

    Of those that were joined into such a one, the names they had.
    """
    has_event = select(Event.id).where(Event.series_id == Series.id, has_role(account, Role.VIEWER))
    is_shown = or_(is_public(), may_edit(account), has_event.correlate(Series).exists())
    present = select(Series.id, Series.name).where(Series.id.in_(ids), is_shown)
    joined = (
        select(JoinedSeries.id, JoinedSeries.name)
        .join(Series, Series.id == JoinedSeries.into_id)
        .where(JoinedSeries.id.in_(ids), is_shown)
    )
    return {row.id: row.name for row in session.execute(union_all(present, joined))}


def joined_into(session: Session, account: Organiser, series_id: int) -> tuple[str, Series] | None:
    """Return the name that a joined series had, and the series it was joined into, with its page.

    None if it was not joined, or if the account may not edit the other one.
    """
    wanted = select(JoinedSeries.name, Series).join(Series, JoinedSeries.into_id == Series.id)
    wanted = wanted.where(JoinedSeries.id == series_id, may_edit(account))
    row = session.execute(wanted.options(undefer_group(PAGE))).first()
    return None if row is None else (row.name, row.Series)


def parent_of(session: Session, series: Series) -> Series | None:
    """Return what a series is part of, also if the account may not edit that."""
    return None if series.parent_id is None else session.get(Series, series.parent_id)


def may_edit_series(session: Session, account: Organiser, series_id: int) -> bool:
    """Return whether an account may edit a series."""
    wanted = select(Series.id).where(Series.id == series_id, may_edit(account))
    return session.scalar(wanted) is not None
