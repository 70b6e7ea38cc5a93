"""The first events of each of many spans of time, in one query that is the same for any number of spans."""

# The spans are one parameter, as JSON: a query for each would be planned anew for each month, for longer than
# it takes.

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    Dialect,
    Select,
    String,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from webinars.events.enums import Listing
from webinars.events.models import LIST_ORDER, Event
from webinars.pagination import literal_limit
from webinars.timezones.schedule import Precision

_COLUMNS = {
    "listing": Event.listing,
    "month": Event.listed_month,
    "begins": Event.listed_at,
    "ends": Event.listed_at,
    "precision": Event.precision,
}


@dataclass(frozen=True)
class DaySpan:
    """A range of an index: events of a list and a month, listed from an instant until another one.

    precision: of the events, None for any.
    """

    listing: Listing
    month: int
    begins: datetime
    ends: datetime
    precision: Precision | None


def first_of_days(
    session: Session,
    spans: Sequence[DaySpan],
    conditions: Sequence[ColumnElement[bool]],
    columns: Sequence[str],
    limit: int,
) -> Select[Any]:
    """Return the query for columns of the first events of each span that meet conditions."""
    dialect = session.get_bind().dialect
    span = _table(spans, dialect)
    ids = (
        select(Event.id)
        .where(
            Event.listing == span.c.listing,
            Event.listed_month == span.c.month,
            Event.listed_at >= span.c.begins,
            Event.listed_at < span.c.ends,
            or_(span.c.precision.is_(None), Event.precision == span.c.precision),
            *conditions,
        )
        .order_by(*(getattr(Event, name) for name in LIST_ORDER))
        .limit(literal_limit(limit))
        .correlate(span)
    )
    if dialect.name == "sqlite":
        event = aliased(Event)
        shown = [getattr(event, name) for name in columns]
        is_first = event.id.in_(select(ids.subquery().c.id))
        return select(*shown).select_from(span).join(event, is_first)
    first = ids.with_only_columns(*(getattr(Event, name) for name in columns)).lateral()
    return select(*(first.c[name] for name in columns)).select_from(span).join(first, true())


def _table(spans: Sequence[DaySpan], dialect: Dialect) -> CTE:
    """Return the spans as a table of the statement."""
    is_sqlite = dialect.name == "sqlite"
    written: Any = datetime.isoformat
    if is_sqlite:  # so that texts compare as times do
        written = Event.listed_at.type.dialect_impl(dialect).bind_processor(dialect)
    rows = [
        [one.listing, one.month, written(one.begins), written(one.ends), one.precision]
        for one in spans
    ]
    given = bindparam(None, json.dumps(rows), String())
    if is_sqlite:
        rows_given = func.json_each(given).table_valued("value", name="spans")
        values: list[ColumnElement[Any]] = [
            type_coerce(func.json_extract(rows_given.c.value, f"$[{number}]"), column.type)
            for number, column in enumerate(_COLUMNS.values())
        ]
    else:
        array = func.json_array_elements(cast(given, JSON))
        rows_given = array.table_valued("value", name="spans").render_derived()
        values = [
            cast(rows_given.c.value.op("->>")(number), column.type)
            for number, column in enumerate(_COLUMNS.values())
        ]
    named = [value.label(name) for name, value in zip(_COLUMNS, values, strict=True)]
    return select(*named).cte().prefix_with("MATERIALIZED")
