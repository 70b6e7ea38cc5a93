"""Addresses of series: new ones, former ones, and which series one of them means."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.models import Series
from webinars.events.queries import is_public, series_by_slug
from webinars.events.series_models import FormerSlug
from webinars.events.slugs import free_slug, slug_of


def current_slug(session: Session, slug: str) -> str:
    """Return the slug of the public series that had a slug before; empty if none had.

    The slug of a series tells its name, so that of one which is not public is as private as that.
    """
    wanted = select(Series.slug).join(FormerSlug, FormerSlug.series_id == Series.id)
    return session.scalar(wanted.where(FormerSlug.slug == slug, is_public())) or ""


def public_series(session: Session, slug: str) -> Series:
    """Return the public series of an address, also of a former one.

    Raises:
        NotFoundError: "no-such-series".
    """
    try:
        return series_by_slug(session, slug)
    except NotFoundError:
        return series_by_slug(session, current_slug(session, slug))


def move_to_name(session: Session, series: Series) -> None:
    """Give a renamed series the address of its name; the former one goes on to mean it.

    The number that made an address unique does not count: "trade-2" is one of the name "Trade".
    """
    wanted = slug_of(series.name)
    stem, _, number = series.slug.rpartition("-")
    if wanted in {series.slug, stem if number.isdigit() else ""}:
        return
    own = session.get(FormerSlug, wanted)
    slug = (
        wanted
        if own is not None and own.series_id == series.id
        else free_slug(session, (Series.slug, FormerSlug.slug), series.name)
    )
    session.execute(delete(FormerSlug).where(FormerSlug.slug == slug))
    session.add(FormerSlug(slug=series.slug, series_id=series.id))
    series.slug = slug
