"""Pages of long lists: each begins after the last row of the one before, so none is skipped or repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from webinars.errors import InvalidInputError

# The largest number of a row; a place in a list beyond it is none.
_MOST = 2**31 - 1

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and after which one the next page begins; empty at the end."""

    rows: Sequence[Row]
    after: str


def page_of(rows: Sequence[Row], limit: int, place: Callable[[Row], tuple[int, ...]]) -> Page[Row]:
    """Return a page of rows, of which one more than its limit was read; place is what they are ordered by."""
    is_last = len(rows) <= limit
    after = "" if is_last else "-".join(str(each) for each in place(rows[limit - 1]))
    return Page(rows[:limit], after)


def parse_cursor(after: str, length: int = 1) -> tuple[int, ...]:
    """Return the place after which a page begins, of so many numbers.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    parts = after.split("-", length)
    if len(parts) != length or not all(_is_number(each) for each in parts):
        raise InvalidInputError("bad-cursor")
    return tuple(min(int(each), _MOST) for each in parts)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))
