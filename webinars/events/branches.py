"""Branches: a body or series with all that are part of it, and the bodies that it is part of."""

from collections.abc import Sequence

from sqlalchemy import CTE, ColumnElement, literal, select
from sqlalchemy.orm import Session, aliased

from webinars.events.models import Series

# A body, its parent, the parent of that, and so on; more are refused.
MOST_LEVELS = 8


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
