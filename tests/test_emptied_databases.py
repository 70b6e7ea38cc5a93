"""PostgreSQL databases that tests use one after another are as if new."""

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import fresh_database
from tests.emptied_databases import EmptiedDatabases

INSERT = """
INSERT INTO organisers (name, email, address, timezone, language, is_admin, created_at)
SELECT repeat('n', 100), n, n, 'UTC', 'en', false, now() FROM generate_series(1, {}) AS n
"""


@pytest.fixture
def databases(postgres_server, postgres_template):
    databases = EmptiedDatabases(
        lambda: fresh_database(postgres_server, template=postgres_template)
    )
    yield databases
    databases.drop_all()


def use(databases, *statements):
    """Execute statements in a borrowed database; return what the last returns."""
    with databases.borrow() as url:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            *_, last = [connection.execute(text(statement)) for statement in statements]
            result = last.scalar() if last.returns_rows else None
        engine.dispose()
    return result


WHICH = "SELECT oid FROM pg_database WHERE datname = current_database()"


def test_database_with_few_rows_is_emptied(databases):
    first = use(databases, INSERT.format(3), WHICH)

    assert use(databases, WHICH) == first
    assert use(databases, f"{INSERT.format(1)} RETURNING id") == 1
    assert use(databases, "SELECT count(*) FROM organisers") == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE organisers ALTER name DROP NOT NULL",
        "DROP INDEX ix_organiser_sessions_organiser_id",
        "CREATE TABLE further (id integer)",
        "ANALYZE organisers",
        INSERT.format(2000),
    ],
)
def test_database_that_differs_from_a_new_one_is_not_used_again(databases, change):
    first = use(databases, change, WHICH)

    assert use(databases, WHICH) != first


def test_database_with_an_open_transaction_is_used_again(databases):
    with databases.borrow() as url:
        engine = create_engine(url)
        connection = engine.connect()
        connection.execute(text(INSERT.format(1)))
        first = connection.scalar(text(WHICH))

    assert use(databases, WHICH) == first
    connection.invalidate()
