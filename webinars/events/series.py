"""Create series."""

from sqlalchemy.orm import Session

from webinars.events.models import Series
from webinars.events.search.series_search import write_words
from webinars.events.slugs import free_slug


def create_series(session: Session, *, name: str, description: str = "") -> Series:
    """Create a series: a body or programme whose events belong together."""
    series = Series(
        slug=free_slug(session, Series.slug, name),
        name=name,
        description=description,
    )
    session.add(series)
    session.flush()
    write_words(session, [series])
    return series
