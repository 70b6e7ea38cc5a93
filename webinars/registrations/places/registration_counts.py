"""The number of each event's registrations by type and status, kept by triggers of the database."""

# Every change of a row is counted in its own transaction, whoever makes it, so the numbers are exact wherever
# the rows are. The table is derived: it is copied, restored and built anew with the rows it counts.

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    case,
    event,
    func,
    or_,
    text,
)
from sqlalchemy.orm import Session

from webinars.database import Base
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, HOLDING

_REGISTRATIONS = Base.metadata.tables[Registration.__tablename__]
TABLE = "registration_counts"
# registration_type_id is 0 for registrations without a type.
COUNTS = Table(
    TABLE,
    MetaData(),
    Column("event_id", Integer, primary_key=True),
    Column("registration_type_id", Integer, primary_key=True),
    Column("status", _REGISTRATIONS.c.status.type, primary_key=True),
    Column("is_erased", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
)
# Equalities, because IN is expanded at each execution.
HOLDS_PLACE = or_(*(COUNTS.c.status == status for status in HOLDING))
IS_ACTIVE = or_(*(COUNTS.c.status == status for status in ACTIVE))
NUMBER = func.coalesce(func.sum(COUNTS.c.number), 0)
HELD = func.coalesce(func.sum(case((HOLDS_PLACE, COUNTS.c.number), else_=0)), 0)
ACTIVE_NUMBER = func.coalesce(func.sum(case((IS_ACTIVE, COUNTS.c.number), else_=0)), 0)

_KEY = "event_id, registration_type_id, status, is_erased"
_COUNTED = "event_id, coalesce(registration_type_id, 0), status, erased_at IS NOT NULL"
_FILL = f"""INSERT INTO {TABLE} ({_KEY}, number)
SELECT {_COUNTED}, count(*) FROM registrations GROUP BY 1, 2, 3, 4"""  # noqa: S608 - no input


def _counted(row: str) -> list[str]:
    return [
        f"{row}.event_id",
        f"coalesce({row}.registration_type_id, 0)",
        f"{row}.status",
        f"({row}.erased_at IS NOT NULL)",
    ]


_ADD = f"""INSERT INTO {TABLE} ({_KEY}, number) VALUES ({", ".join(_counted("new"))}, 1)
ON CONFLICT ({_KEY}) DO UPDATE SET number = {TABLE}.number + 1;"""  # noqa: S608 - no input
_IS_OF_OLD = " AND ".join(
    f"{name} = {value}" for name, value in zip(_KEY.split(", "), _counted("old"), strict=True)
)
_REMOVE = f"UPDATE {TABLE} SET number = number - 1 WHERE {_IS_OF_OLD};"  # noqa: S608 - no input
_COLUMNS = ("event_id", "registration_type_id", "status", "erased_at")
_UPDATED = f"AFTER UPDATE OF {', '.join(_COLUMNS)} ON registrations"
# Events, by the statements that each executes.
_TRIGGERS = {
    f"{TABLE}_insert": ("AFTER INSERT ON registrations", _ADD),
    f"{TABLE}_delete": ("AFTER DELETE ON registrations", _REMOVE),
    f"{TABLE}_update": (_UPDATED, f"{_REMOVE} {_ADD}"),
}
TRIGGERS = tuple(_TRIGGERS)


def create_counts(connection: Connection) -> None:
    """Create the table with its triggers, and count the registrations that exist.

    On PostgreSQL, what exists is replaced or filled anew.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    status = _REGISTRATIONS.c.status.type.compile(connection.dialect)
    columns = (
        "event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE",
        "registration_type_id INTEGER NOT NULL",
        f"status {status} NOT NULL",
        "is_erased BOOLEAN NOT NULL",
        "number INTEGER NOT NULL",
        f"PRIMARY KEY ({_KEY})",
    )
    without_rowid = " WITHOUT ROWID" if is_sqlite else ""
    unless_there = "" if is_sqlite else "IF NOT EXISTS "
    connection.execute(
        text(f"CREATE TABLE {unless_there}{TABLE} ({', '.join(columns)}){without_rowid}")
    )
    for name, (when, statements) in _TRIGGERS.items():
        if is_sqlite:
            changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in _COLUMNS)
            only_if = f" WHEN {changed}" if when == _UPDATED else ""
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} {when}{only_if} BEGIN {statements} END"
            )
            continue
        changed = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in _COLUMNS)
        only_if = f" WHEN ({changed})" if when == _UPDATED else ""
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN {statements} RETURN NULL; END$$"
        )
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER {name} {when} FOR EACH ROW{only_if} EXECUTE FUNCTION {name}()"
        )
    connection.exec_driver_sql(f"DELETE FROM {TABLE}")  # noqa: S608 - no input
    connection.exec_driver_sql(_FILL)


def drop_counts(connection: Connection) -> None:
    """Drop the table and its triggers, or what there is of them."""
    for name in TRIGGERS:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")


def rebuild_counts(session: Session) -> None:
    """Build the table anew; other transactions wait to change registrations until it is committed.

    On PostgreSQL nothing is dropped: those that wait have read the table, so dropping it would wait for them.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE registrations IN SHARE ROW EXCLUSIVE MODE")
    else:
        drop_counts(connection)
    create_counts(connection)


def count_faults(connection: Connection) -> list[str]:
    """Return what is wrong with the counts, one phrase for each; empty if they are exact."""
    if missing := set(TRIGGERS) - _existing_triggers(connection):
        return [f"{len(missing)} of the {len(TRIGGERS)} triggers are missing"]
    counted = f"SELECT {_COUNTED}, count(*) FROM registrations GROUP BY 1, 2, 3, 4"  # noqa: S608 - no input
    stored = f"SELECT {_KEY}, number FROM {TABLE} WHERE number <> 0"  # noqa: S608 - no input
    wrong = " UNION ALL ".join(
        f"SELECT * FROM ({one} EXCEPT {other}) AS only_{place}"  # noqa: S608 - no input
        for place, one, other in ((1, counted, stored), (2, stored, counted))
    )
    number = connection.exec_driver_sql(
        f"SELECT count(DISTINCT event_id) FROM ({wrong}) AS wrong"  # noqa: S608 - no input
    ).scalar()
    return [f"the numbers of {number} events are wrong"] if number else []


def _existing_triggers(connection: Connection) -> set[str]:
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    return set(connection.exec_driver_sql(catalogue).scalars())


@event.listens_for(_REGISTRATIONS, "after_create")
def _create_with_registrations(_table: object, connection: Connection, **_options: object) -> None:
    create_counts(connection)


@event.listens_for(_REGISTRATIONS, "before_drop")
def _drop_with_registrations(_table: object, connection: Connection, **_options: object) -> None:
    drop_counts(connection)
