"""Keyset cursors of event lists: the position of a row, and the rows after it."""

from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, Tuple, tuple_

from webinars.events.models import LIST_ORDER, Event
from webinars.pagination import MAX_ID, parse_cursor
from webinars.timezones import zones

# Cursors count microseconds from before the earliest event, in any time zone.
_EPOCH = datetime(zones.FIRST_YEAR - 1, 1, 1, tzinfo=UTC)
# Cursors of earlier releases, with dots: "202704.1807000000000000.12".
_DOTTED_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR_LIMITS = (
    999912,
    (datetime(9999, 1, 1, tzinfo=UTC) - _DOTTED_EPOCH) // _MICROSECOND,
    MAX_ID,
)
# Values of LIST_ORDER.
Position: TypeAlias = tuple[int, datetime, int]


def cursor_key(event: Event) -> tuple[int, ...]:
    """Return the values of a row that the cursor of the following page holds."""
    return event.listed_month, (event.listed_at - _EPOCH) // _MICROSECOND, event.id


def cursor_at(instant: datetime) -> str:
    """Return the cursor between the rows listed before an instant and the others."""
    return cursor_before(instant.date(), instant)


def cursor_before(month: date, instant: datetime) -> str:
    """Return the cursor between the rows of a month that are listed before an instant and the others."""
    return f"{month.year * 100 + month.month}-{(instant - _EPOCH) // _MICROSECOND}-0"


def after_cursor(
    after: str, *, backwards: bool, entity: type[Event] = Event
) -> ColumnElement[bool]:
    """Return the condition of the rows after a cursor, in the order of the list or backwards.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    last = parse_position(after)
    return rows_before(entity, last) if backwards else _after(entity, last)


def rows_before(entity: type[Event], last: Position) -> ColumnElement[bool]:
    """Return the condition of the rows before a position in the order of the list."""
    return _in_order(entity) < _in_order(entity, last)


def _after(entity: type[Event], last: Position) -> ColumnElement[bool]:
    return _in_order(entity) > _in_order(entity, last)


def _in_order(entity: type[Event], values: Position | None = None) -> Tuple:
    columns = [getattr(entity, name) for name in LIST_ORDER]
    return tuple_(*(values or columns), types=[column.type for column in columns])


def parse_position(after: str) -> Position:
    """Parse a cursor.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    month, micros, last_id = parse_cursor(after.replace(".", "-"), _CURSOR_LIMITS)
    return month, (_DOTTED_EPOCH if "." in after else _EPOCH) + micros * _MICROSECOND, last_id
