"""A public body or series with what it is part of and what is part of it, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, aliased, undefer_group

from webinars.errors import NotFoundError
from webinars.events.branches import MOST_LEVELS
from webinars.events.models import PAGE, Series
from webinars.events.queries import is_public

# More are found by the search of the list.
MOST_CHILDREN = 100


@dataclass(frozen=True)
class Family:
    """A series, the bodies above it, the topmost first, and those directly below it, by name."""

    series: Series
    above: Sequence[Series]
    children: Sequence[Series]
    has_more_children: bool


def public_family(session: Session, slug: str) -> Family:
    """Return a public series with its public parents and children.

    Raises:
        NotFoundError: "no-such-series", also for one that is not public.
    """
    own = select(Series.id, Series.parent_id, literal(0).label("level"))
    chain = own.where(Series.slug == slug).cte(recursive=True)
    parent = aliased(Series)
    above = select(parent.id, parent.parent_id, chain.c.level + 1).join(
        chain, parent.id == chain.c.parent_id
    )
    chain = chain.union_all(above.where(chain.c.level < MOST_LEVELS))
    root = select(Series.id).where(Series.slug == slug).scalar_subquery()
    children = (
        select(Series.id, literal(-1).label("level"))
        .where(Series.parent_id == root, is_public())
        .order_by(Series.name, Series.id)
        .limit(MOST_CHILDREN + 1)
        .subquery()
    )
    ids = union_all(select(chain.c.id, chain.c.level), select(children)).subquery()
    wanted = select(Series, ids.c.level).join(ids, ids.c.id == Series.id).where(is_public())
    rows = session.execute(wanted.options(undefer_group(PAGE))).all()
    by_level: dict[int, list[Series]] = {}
    for series, level in rows:
        by_level.setdefault(level, []).append(series)
    if 0 not in by_level:
        raise NotFoundError("no-such-series")
    # In Python, because the database would sort a name with translations by its stored form.
    below = sorted(by_level.get(-1, ()), key=lambda one: (one.name.casefold(), one.id))
    return Family(
        by_level[0][0],
        [by_level[level][0] for level in sorted(by_level, reverse=True) if level > 0],
        below[:MOST_CHILDREN],
        len(below) > MOST_CHILDREN,
    )
