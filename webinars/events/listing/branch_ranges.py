"""The first events of a branch in a range of an index, whatever the number of its bodies and events."""

# Many bodies have their events near the beginning of the list, which is read until there is a page of them.
# Of few bodies, and of many that are rare there, the first event of each is a step in an index.

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql import operators

from webinars.events.branches import branch_of, is_in_branch
from webinars.events.models import LIST_ORDER, Event, Series
from webinars.pagination import literal_limit

FEW_BODIES = 60
MOST_COMPARED = 200  # events of the list
_NAMES = ("id", *LIST_ORDER[:-1])


def first_of_branch(
    events: Select[Any],
    slug: str,
    order: Sequence[ColumnElement[Any]],
    limit: int,
    *,
    has_lateral: bool,
) -> Select[Any]:
    """Return the query for the first of some events that are in the branch of a slug.

    events: a range of an index, with the id and the columns of the order. has_lateral: of the database.
    """
    events, most = events.order_by(*order), literal_limit(limit)
    size = _materialized(select(func.count().label("number")).select_from(_some_bodies(slug)))
    has_many = select(size.c.number).scalar_subquery() > FEW_BODIES
    compared = events.add_columns(Event.series_id).where(has_many)
    if has_lateral:
        seen = compared.limit(literal_limit(MOST_COMPARED)).subquery()
    else:
        # SQLite would compare each event of the range with a condition that is false for all.
        seen = compared.limit(case((has_many, MOST_COMPARED), else_=0)).subquery()
    of_list = _materialized(_named(seen).where(is_in_branch(seen.c.series_id, slug)).limit(most))
    number = select(func.count()).select_from(of_list).scalar_subquery()
    further = events.with_only_columns(Event.id).offset(literal_limit(MOST_COMPARED - 1))
    has_further = further.limit(literal_limit(1)).scalar_subquery().is_not(None)
    # A page of them, or all that there are.
    is_complete = and_(has_many, or_(number >= limit, not_(has_further)))
    branch = branch_of(and_(Series.slug == slug, not_(is_complete)))
    by_body = _by_lateral if has_lateral else _by_ids
    heads = by_body(events, branch, order, limit).subquery()
    both = union_all(_named(of_list).where(is_complete), _named(heads)).subquery()
    return _named(both)


def _some_bodies(slug: str) -> Subquery:
    """Return a row for each of some bodies of a branch, one more than are few, if it has so many.

    Those of three levels count, which stop once there are so many: SQLite reads all of a recursive query.
    """
    child, grandchild, great_grandchild = (aliased(Series) for _ in range(3))
    root = select(Series.id).where(Series.slug == slug).scalar_subquery()
    children = select(literal(1).label("one")).select_from(child).where(child.parent_id == root)
    below_child = children.join(grandchild, grandchild.parent_id == child.id)
    deepest = below_child.join(great_grandchild, great_grandchild.parent_id == grandchild.id)
    return union_all(children, below_child, deepest).limit(literal_limit(FEW_BODIES + 1)).subquery()


def _materialized(query: Select[Any]) -> CTE:
    return query.cte().prefix_with("MATERIALIZED")


def _named(rows: Any) -> Select[Any]:
    return select(*(rows.c[name] for name in _NAMES))


def _by_lateral(
    events: Select[Any], branch: CTE, order: Sequence[ColumnElement[Any]], limit: int
) -> Select[Any]:
    """Return the first events of a branch: they are in the series whose first events are the first.

    A page is read of each of these.
    """
    most = literal_limit(limit)
    first = events.where(Event.series_id == branch.c.id).limit(literal_limit(1))
    head = first.correlate(branch).lateral()
    heads = select(branch.c.id.label("series_id")).join(head, true())
    by_head = _in_order([head.c[name] for name in LIST_ORDER], order)
    series = heads.order_by(*by_head).limit(most).cte()
    page = events.where(Event.series_id == series.c.series_id).limit(most).correlate(series)
    rows = page.lateral()
    return _named(rows).select_from(series).join(rows, true())


def _by_ids(
    events: Select[Any], branch: CTE, order: Sequence[ColumnElement[Any]], limit: int
) -> Select[Any]:
    """Return the same for SQLite, which knows no LATERAL: it steps through the ids found for each series."""
    most = literal_limit(limit)
    head_event, event = aliased(Event), aliased(Event)
    first = events.where(Event.series_id == branch.c.id).limit(literal_limit(1))
    head_id = select(first.correlate(branch).subquery().c.id).scalar_subquery()
    heads = select(branch.c.id.label("series_id")).join(head_event, head_event.id == head_id)
    by_head = _in_order([getattr(head_event, name) for name in LIST_ORDER], order)
    series = heads.order_by(*by_head).limit(most).cte()
    page = events.where(Event.series_id == series.c.series_id).limit(most).correlate(series)
    is_on_page = event.id.in_(select(page.subquery().c.id))
    columns = [getattr(event, name) for name in _NAMES]
    return select(*columns).select_from(series).join(event, is_on_page)


def _in_order(
    columns: Sequence[ColumnElement[Any]], order: Sequence[Any]
) -> list[ColumnElement[Any]]:
    """Return the order of other columns, in the same direction."""
    is_backwards = order[0].modifier is operators.desc_op
    return [column.desc() if is_backwards else column.asc() for column in columns]
