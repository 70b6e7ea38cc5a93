"""Create series."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.events.models import Series
from webinars.events.search.series_search import write_words
from webinars.events.slugs import slug_of


def create_series(session: Session, *, name: str, description: str = "") -> Series:
    """Create a series: a body or programme whose events belong together."""
    slug, number = slug_of(name), 1
    while session.scalar(select(Series.id).where(Series.slug == slug)):
        number += 1
        slug = f"{slug_of(name)}-{number}"
    series = Series(slug=slug, name=name, description=description)
    session.add(series)
    session.flush()
    write_words(session, [series])
    return series
