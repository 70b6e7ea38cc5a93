"""Store which secret key a database belongs to, so that a host with another key is refused."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities.encryption import key_id
from webinars.capabilities.models import DatabaseKey

_SETTING = "SECRET_KEY"  # of the only row
_KEY_ID = select(DatabaseKey.key_id).where(DatabaseKey.setting == _SETTING)
_INSERT = (
    insert_sqlite(DatabaseKey).on_conflict_do_nothing(),
    insert_postgresql(DatabaseKey).on_conflict_do_nothing(),
)


def is_key_accepted(session: Session, keys: Sequence[str]) -> bool:
    """Return whether one of the keys is the one of the database, or it has none yet."""
    stored = session.scalar(_KEY_ID)
    return stored is None or stored in map(key_id, keys)


def store_key(session: Session, keys: Sequence[str]) -> bool:
    """Make the first key the one of the database if that is new or has one of the others.

    Return whether the first key is now the one of the database.
    """
    current, *older = map(key_id, keys)
    insert = _INSERT[session.get_bind().dialect.name == "postgresql"]
    session.execute(insert, {"setting": _SETTING, "key_id": current})
    # Another host may have stored one in the meantime: read what holds.
    stored = session.scalar(_KEY_ID)
    if stored in older:
        session.execute(
            update(DatabaseKey).where(DatabaseKey.key_id == stored).values(key_id=current)
        )
        return True
    return stored == current


def delete_key(session: Session) -> None:
    """Let the next process that starts store its key."""
    session.execute(delete(DatabaseKey))
