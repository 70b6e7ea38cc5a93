"""The account that acts in a session, as the history of an event names it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

_ACTING = "webinars_acting_account"


def set_acting_account(session: Session, organiser_id: int) -> None:
    """Record that an account is signed in: changes in this session are its own."""
    session.info[_ACTING] = organiser_id


@contextmanager
def acting_for(session: Session, organiser_id: int) -> Iterator[None]:
    """Change on behalf of an account what it asked for earlier, as a worker does."""
    session.info[_ACTING] = organiser_id
    try:
        yield
    finally:
        del session.info[_ACTING]


def acting_account_id(session: Session) -> int | None:
    """Return the id of the account that acts; None for the program itself, and for commands."""
    organiser_id: int | None = session.info.get(_ACTING)
    return organiser_id
