"""Keyset pagination: each page starts after the last row of the previous one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from webinars.errors import InvalidInputError

# The largest id; larger cursor values are clamped.
_MAX_ID = 2**31 - 1

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of a page, and the cursor of the next page, empty on the last one."""

    rows: Sequence[Row]
    after: str


def page_of(
    rows: Sequence[Row], limit: int, sort_key: Callable[[Row], tuple[int, ...]]
) -> Page[Row]:
    """Build a page from up to limit + 1 rows; sort_key returns the values they are ordered by."""
    is_last = len(rows) <= limit
    after = "" if is_last else "-".join(str(value) for value in sort_key(rows[limit - 1]))
    return Page(rows[:limit], after)


def parse_cursor(after: str, length: int = 1) -> tuple[int, ...]:
    """Parse a cursor into its length sort key values.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    parts = after.split("-", length)
    if len(parts) != length or not all(_is_number(part) for part in parts):
        raise InvalidInputError("bad-cursor")
    return tuple(min(int(part), _MAX_ID) for part in parts)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_ID))
