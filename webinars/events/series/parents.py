"""What a body is part of: neither itself nor anything below it, and not too deep."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.branches import MOST_LEVELS, ancestors, branch_of
from webinars.events.models import Series

# Of the lock under which parents change: two changes that make a cycle may have no row in common.
_LOCK = 0x626F6479


def lock_parents(session: Session) -> None:
    """Wait until no other transaction changes parents; on SQLite only one writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def check_parent(session: Session, series_id: int | None, parent_id: int) -> None:
    """Check that a series, or a new one, may become part of another one; parents are locked.

    Raises:
        InvalidInputError: "no-such-parent", "parent-below-itself" (facts: name), "too-many-levels"
            (facts: most).
    """
    parent = session.get(Series, parent_id)
    if parent is None:
        raise InvalidInputError("no-such-parent")
    above = ancestors(session, parent_id)
    if series_id is not None and series_id in {parent_id, *(one.id for one in above)}:
        raise InvalidInputError("parent-below-itself", name=parent.name)
    if len(above) + 1 + _height(session, series_id) > MOST_LEVELS:
        raise InvalidInputError("too-many-levels", most=MOST_LEVELS)


def _height(session: Session, series_id: int | None) -> int:
    """Return the number of levels of a branch; a new series has one."""
    if series_id is None:
        return 1
    branch = branch_of(Series.id == series_id)
    return session.scalar(select(func.max(branch.c.level))) or 1
