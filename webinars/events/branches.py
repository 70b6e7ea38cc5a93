"""Branches: a body or series with all that are part of it, and the bodies that it is part of."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    SQLColumnExpression,
    String,
    Table,
    and_,
    bindparam,
    event,
    inspect,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, aliased

from webinars.database import Base
from webinars.events.containment import contains
from webinars.events.models import Series
from webinars.events.queries import is_public
from webinars.pagination import literal_limit

# A body, its parent, the parent of that, and so on; more are refused.
MOST_LEVELS = 8
_SERIES: Table = Base.metadata.tables[Series.__tablename__]


def branch_of(root: ColumnElement[bool]) -> CTE:
    """Return the ids of the series of a condition and of all below them, as a part of a statement.

    Its column is `id`. Each level is a step in the index of parents, whatever the number of series.
    """
    first = select(Series.id.label("id"), literal(1).label("level")).where(root)
    branch = first.cte(recursive=True)
    child = aliased(Series)
    below = select(child.id, branch.c.level + 1).join(branch, child.parent_id == branch.c.id)
    # The bound ends the statement even if somebody made a cycle in the database itself.
    return branch.union_all(below.where(branch.c.level < MOST_LEVELS))


def branch_ids(session: Session, series_id: int) -> Sequence[int]:
    """Return the ids of a series and of all below it, in one statement."""
    branch = branch_of(Series.id == series_id)
    return session.scalars(select(branch.c.id).order_by(branch.c.level, branch.c.id)).all()


def public_branch_ids(session: Session, slug: str, most: int | None = None) -> Sequence[int]:
    """Return the ids of a public series and of all below it, in one statement; none if it is not public.

    most: so many of them suffice.
    """
    branch = branch_of(and_(Series.slug == slug, is_public()))
    ids = select(branch.c.id)
    return session.scalars(ids if most is None else ids.limit(literal_limit(most))).all()


def ancestors(session: Session, series_id: int) -> Sequence[Series]:
    """Return the bodies that a series is part of, the topmost first, in one statement."""
    first = select(Series.parent_id.label("id"), literal(1).label("level")).where(
        Series.id == series_id
    )
    chain = first.cte(recursive=True)
    above = select(Series.parent_id, chain.c.level + 1).join(chain, Series.id == chain.c.id)
    chain = chain.union_all(above.where(chain.c.level < MOST_LEVELS))
    loaded = select(Series).join(chain, Series.id == chain.c.id)
    return session.scalars(loaded.order_by(chain.c.level.desc())).all()


def is_in_branch(
    series_id: SQLColumnExpression[Any], slug: str | ColumnElement[str]
) -> ColumnElement[bool]:
    """Return the condition that a series is in the branch of a slug: one row of a table tells.

    Not for what an index should find: series_id is looked up, once for each row.
    """
    root = select(Series.id).where(Series.slug == slug).scalar_subquery()
    inside = literal("/").op("||")(root).op("||")("/")
    # As a column of one row, because a database would read all series for EXISTS.
    own = aliased(Series)
    is_below = select(contains(own.ancestor_path, type_coerce(inside, String))).where(
        own.id == series_id
    )
    return (series_id == root) | is_below.scalar_subquery()


def write_paths(connection: Connection, series_ids: Iterable[int]) -> None:
    """Write the paths of series whose parents changed, and of all that are part of them."""
    branch = branch_of(Series.id.in_(list(series_ids)))
    rows = select(Series.id, Series.parent_id).join(branch, branch.c.id == Series.id).distinct()
    parents: dict[int, int | None] = {row.id: row.parent_id for row in connection.execute(rows)}
    moved = list(parents)
    while missing := {one for one in parents.values() if one is not None} - parents.keys():
        above = select(Series.id, Series.parent_id).where(Series.id.in_(missing))
        parents |= dict.fromkeys(missing)
        parents |= {row.id: row.parent_id for row in connection.execute(above)}
    paths = [{"own_id": one, "path": _path(one, parents)} for one in moved]
    if paths:
        written = update(_SERIES).where(_SERIES.c.id == bindparam("own_id"))
        connection.execute(written.values(ancestor_path=bindparam("path")), paths)


def _path(series_id: int, parents: dict[int, int | None]) -> str:
    above: list[int] = []
    one = parents[series_id]
    while one is not None and len(above) < MOST_LEVELS:
        above.insert(0, one)
        one = parents.get(one)
    return f"/{'/'.join(map(str, above))}/" if above else ""


@event.listens_for(Session, "after_flush")
def _keep_paths(session: Session, _context: object) -> None:
    moved = [
        one.id
        for one in (*session.new, *session.dirty)
        if isinstance(one, Series) and inspect(one).attrs.parent_id.history.has_changes()
    ]
    if moved:
        write_paths(session.connection(), moved)
