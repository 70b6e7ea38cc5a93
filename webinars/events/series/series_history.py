"""Revisions of a body or series with the accounts that made them, page by page."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.history.stored_revisions import SeriesRevision
from webinars.pagination import Page, page_of, parse_cursor

PAGE_LENGTH = 30
SeriesChange = tuple[SeriesRevision, Organiser | None]


def series_history(
    session: Session, series_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[SeriesChange]:
    """Return a page of the revisions of a series, newest first, each with the account that made it.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    query = (
        select(SeriesRevision, Organiser)
        .outerjoin(Organiser, Organiser.id == SeriesRevision.organiser_id)
        .where(SeriesRevision.series_id == series_id)
    )
    if after:
        query = query.where(SeriesRevision.id < parse_cursor(after)[0])
    rows = session.execute(query.order_by(SeriesRevision.id.desc()).limit(limit + 1)).all()
    return page_of([(row, by) for row, by in rows], limit, lambda pair: (pair[0].id,))


def account_names(session: Session, ids: Sequence[int]) -> Mapping[int, Organiser]:
    """Return accounts by id; deleted ones are left out."""
    rows = session.scalars(select(Organiser).where(Organiser.id.in_(ids)))
    return {row.id: row for row in rows}
