"""Keyset pagination: each page starts after the last row of the previous one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import BindParameter, Integer, bindparam

from webinars.errors import InvalidInputError

# The largest id that a row can have.
MAX_ID = 2**31 - 1

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of a page, and the cursor of the next page, empty on the last one."""

    rows: Sequence[Row]
    after: str


def page_of(
    rows: Sequence[Row], limit: int, sort_key: Callable[[Row], tuple[object, ...]]
) -> Page[Row]:
    """Build a page from up to limit + 1 rows; sort_key returns the values they are ordered by."""
    is_last = len(rows) <= limit
    after = "" if is_last else "-".join(str(value) for value in sort_key(rows[limit - 1]))
    return Page(rows[:limit], after)


def parse_cursor(after: str, limits: Sequence[int] = (MAX_ID,)) -> tuple[int, ...]:
    """Parse a cursor into its sort key values, one for each limit, and clamp them to these.

    Raises:
        InvalidInputError: "bad-cursor"; also for values with more digits than their limit.
    """
    parts = after.split("-", len(limits))
    if len(parts) != len(limits) or not all(map(_is_number, parts, limits)):
        raise InvalidInputError("bad-cursor")
    return tuple(map(min, map(int, parts), limits))


def parse_named_cursor(after: str) -> tuple[int, str]:
    """Parse a cursor of rows ordered by a name: their id, and then the name as it is ordered.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    number, _, name = after.partition("-")
    if "\0" in name:  # PostgreSQL has no such text
        raise InvalidInputError("bad-cursor")
    [last_id] = parse_cursor(number)
    return last_id, name


def _is_number(text: str, limit: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(limit))


def literal_limit(limit: int) -> BindParameter[int]:
    """Return a limit that is part of the statement: for a parameter, PostgreSQL plans a tenth of the rows."""
    return bindparam(None, limit, Integer(), literal_execute=True)
