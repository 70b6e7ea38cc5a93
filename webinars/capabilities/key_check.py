"""Store which secret key a database belongs to, so that a host with another key is refused."""

# The keys of a database are numbered in their order. A former key never becomes the last again by itself:
# a host that has missed a change and starts late would otherwise exclude those that have completed it.

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities.encryption import key_id
from webinars.capabilities.models import DatabaseKey

_LAST = select(DatabaseKey.key_id, DatabaseKey.number).order_by(DatabaseKey.number.desc()).limit(1)
_INSERT = (
    insert_sqlite(DatabaseKey).on_conflict_do_nothing(),
    insert_postgresql(DatabaseKey).on_conflict_do_nothing(),
)


def is_key_accepted(session: Session, keys: Sequence[str]) -> bool:
    """Return whether one of the keys is the one of the database, or it has none yet."""
    last = session.execute(_LAST).first()
    return last is None or last.key_id in map(key_id, keys)


def is_key_new(session: Session, key: str) -> bool:
    """Return whether the database neither belongs nor belonged to a key."""
    return session.get(DatabaseKey, key_id(key)) is None


def is_key_former(session: Session, key: str) -> bool:
    """Return whether the database belonged to a key, and belongs to another one now."""
    last = session.execute(_LAST).first()
    return last is not None and last.key_id != key_id(key) and not is_key_new(session, key)


def store_key(session: Session, keys: Sequence[str]) -> None:
    """Make the first key the one of the database if it is new and accepted.

    Another host may store one at the same moment: check afterwards whether the keys are accepted.
    """
    if is_key_new(session, keys[0]) and is_key_accepted(session, keys):
        _append(session, keys[0])


def replace_key(session: Session, key: str) -> None:
    """Make a key the one of the database, also if it is a former one."""
    session.execute(delete(DatabaseKey).where(DatabaseKey.key_id == key_id(key)))
    _append(session, key)


def forget_keys(session: Session) -> None:
    """Let the next process that starts store its key."""
    session.execute(delete(DatabaseKey))


def _append(session: Session, key: str) -> None:
    last = session.execute(_LAST).first()
    insert = _INSERT[session.get_bind().dialect.name == "postgresql"]
    number = last.number + 1 if last else 1
    session.execute(insert, {"key_id": key_id(key), "number": number})
