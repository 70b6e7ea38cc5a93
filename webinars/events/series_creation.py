"""Create a series: a body or programme whose events belong together."""

from sqlalchemy.orm import Session

from webinars.events.models import Series
from webinars.events.search.series_search import write_words
from webinars.events.series_models import FormerSlug
from webinars.events.slugs import free_slug


def create_series(session: Session, *, name: str, description: str = "") -> Series:
    """Create a series, with a slug of its own and the words by which it is found."""
    series = Series(
        slug=free_slug(session, (Series.slug, FormerSlug.slug), name),
        name=name,
        description=description,
    )
    session.add(series)
    session.flush()
    write_words(session, [series])
    return series
