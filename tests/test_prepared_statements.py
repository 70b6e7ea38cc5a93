"""Prepared statements: the same rows and changes as SQLAlchemy's, on both databases."""

import sqlite3
from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, PendingRollbackError

from tests.conftest import make_app
from tests.web.pages import statements
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.events.models import Event
from webinars.outbox.message_leases import lock_due
from webinars.outbox.models import BudgetState, LedgerEntry, Message, MessageState
from webinars.prepared_statements import (
    LONGEST_LIST,
    PreparedChange,
    PreparedInsert,
    PreparedQuery,
    flushed,
    open_connection,
)
from webinars.timezones import clock

COLUMNS = ("topic", "payload", "state", "due_at", "created_at", "mail_token")
TABLE = Message.__table__
INSERT = PreparedInsert(lambda insert: insert(TABLE), COLUMNS)
MESSAGES = select(TABLE.c.id, TABLE.c.payload, TABLE.c.due_at, TABLE.c.budget_state).where(
    TABLE.c.topic.in_(bindparam("topics", expanding=True)),
    TABLE.c.state == MessageState.QUEUED,
    TABLE.c.due_at <= bindparam("now"),
)
RENAME = PreparedChange(update(TABLE).values(topic=bindparam("new")))
BY_TOPIC = PreparedQuery(MESSAGES.order_by(TABLE.c.id))
BY_MANY_TOPICS = PreparedQuery(MESSAGES.order_by(TABLE.c.id), longest=LONGEST_LIST + 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    url = (
        {}
        if request.param == "sqlite"
        else {"DATABASE_URL": request.getfixturevalue("postgres_url")}
    )
    app = make_app(tmp_path, **url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield
        db.session.remove()
        db.engine.dispose()


def stored_topics():
    return db.session.scalars(select(Message.topic).order_by(Message.id)).all()


def new_messages(count):
    now = clock.now()
    return [
        {
            "topic": f"t{number}",
            "payload": {"number": number},
            "state": MessageState.QUEUED,
            "due_at": now - timedelta(seconds=number),
            "created_at": now,
            "mail_token": f"m{number}",
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("is_listened_to", [True, False])
@pytest.mark.parametrize("query", [BY_TOPIC, BY_MANY_TOPICS])
@pytest.mark.parametrize("count", [1, 3, LONGEST_LIST + 1])
def test_rows_are_inserted_with_defaults_and_read_with_the_types_of_their_columns(
    database, count, is_listened_to, query
):
    rows = new_messages(count)
    topics = [row["topic"] for row in rows]

    with statements() if is_listened_to else nullcontext(), transaction() as session:
        INSERT.execute(session.connection(), rows)
        read = [
            query.rows(session.connection(), {"topics": topics, "now": clock.now()})
            for _ in range(2)
        ]

    expected = [(row["payload"], row["due_at"], BudgetState.OPEN) for row in rows]
    assert [[tuple(row[1:]) for row in some] for some in read] == [expected, expected]


def test_query_is_compiled_for_each_length_of_its_list(database):
    with transaction() as session:
        INSERT.execute(session.connection(), new_messages(3))
        counts = [
            len(BY_TOPIC.rows(session.connection(), {"topics": topics, "now": clock.now()}))
            for topics in (["t0"], ["t1", "t2"], [], ["t0", "t1", "t2"])
        ]

    assert counts == [1, 2, 0, 3]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_plans_a_query_with_constants_once(database):
    parsed = []

    with transaction() as session:
        driver = session.connection().connection.driver_connection
        # Called for each table and column when a statement is planned.
        driver.set_authorizer(lambda *access: parsed.append(access) or sqlite3.SQLITE_OK)
        lock_due(session, limit=1)
        first = len(parsed)
        lock_due(session, limit=1)
        driver.set_authorizer(None)

    assert first
    assert parsed[first:] == []


def test_constants_of_queries_and_changes_keep_their_values(database):
    rows = new_messages(2)
    odd = "it's a ? and a %s"
    change = PreparedChange(
        update(TABLE)
        .where(TABLE.c.topic == bindparam("old"), TABLE.c.key.is_(None))
        .values(topic=odd, key=None, reason="", priority=-1, payload={"it's": True})
    )
    query = PreparedQuery(
        select(TABLE.c.key, TABLE.c.reason, TABLE.c.priority, TABLE.c.payload).where(
            TABLE.c.topic == odd, TABLE.c.priority < bindparam("below")
        )
    )

    with transaction() as session:
        INSERT.execute(session.connection(), rows)
        change.execute(session.connection(), {"old": "t1"})
        read = query.rows(session.connection(), {"below": 0})

    assert [tuple(row) for row in read] == [(None, "", -1, {"it's": True})]


def test_constants_are_no_parameters(database):
    events = Event.__table__
    change = PreparedChange(
        update(events)
        .where(events.c.title == "100 %s", events.c.requires_approval == bindparam("yes", True))
        .values(place="it's", capacity=0, series_id=None, requires_approval=False)
    )

    with transaction() as session:
        assert change.execute(session.connection(), {}) == 0

    assert not change._compiled(db.engine.dialect).parameters({})


@pytest.mark.parametrize("is_listened_to", [True, False])
def test_insertion_counts_rows_that_a_conflict_lets_through(database, is_listened_to):
    now = clock.now()
    table = LedgerEntry.__table__
    row = {"key": "a", "slot": 1, "budget": 2, "budget_group": "", "spent_at": now, "frees_at": now}
    many = [row | {"key": f"{number}", "slot": 1} for number in range(LONGEST_LIST)] + [row]
    insert = PreparedInsert(
        lambda insert: insert(table).on_conflict_do_nothing(),
        [column.name for column in table.columns],
    )

    with transaction() as session, statements() if is_listened_to else nullcontext():
        counts = [
            insert.execute(session.connection(), rows)
            for rows in ([row], [row], [row, row | {"slot": 2}], many)
        ]

    assert counts == [1, 0, 1, LONGEST_LIST]


def test_faulty_insertion_raises_the_usual_error(database):
    faulty = new_messages(1)[0] | {"topic": None}

    with pytest.raises(IntegrityError), transaction() as session:
        INSERT.execute(session.connection(), [faulty])


def test_query_of_a_missing_table_raises_the_usual_error(app, clock):
    with transaction() as session:
        session.execute(text("ALTER TABLE messages RENAME TO gone"))

    with pytest.raises(OperationalError), transaction() as session:
        BY_TOPIC.rows(session.connection(), {"topics": ["a"], "now": clock.now()})


def test_full_disk_leaves_nothing_of_a_transaction(app, clock):
    def fill(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        for row in new_messages(9):
            INSERT.execute(connection, [row | {"payload": {"text": "x" * 2000}}])

    with pytest.raises(OperationalError, match="full"), transaction() as session:
        fill(session.connection())

    assert stored_topics() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda connection, row: INSERT.execute(connection, [row]),
        INSERT.execute_one,
        lambda connection, _row: RENAME.execute(connection, {"new": "b"}),
        lambda connection, _row: RENAME.execute_all(connection, [{"new": "b"}, {"new": "c"}]),
    ],
    ids=["insert", "insert of one", "change", "changes"],
)
def test_change_whose_error_rolls_back_the_transaction_is_not_repeated(app, clock, change):
    [before, first, second] = new_messages(3)
    with transaction() as session:
        INSERT.execute(session.connection(), [before])
        for action in ("INSERT", "UPDATE"):
            session.execute(
                text(
                    f"CREATE TRIGGER fails_on_{action} BEFORE {action} ON messages"
                    " WHEN EXISTS (SELECT 1 FROM messages WHERE topic = 't1')"
                    " BEGIN SELECT RAISE(ROLLBACK, 'out of luck'); END"
                )
            )

    def insert_and_change(connection):
        INSERT.execute(connection, [first])
        change(connection, second)

    with pytest.raises(IntegrityError, match="out of luck"), transaction() as session:
        insert_and_change(session.connection())

    assert stored_topics() == ["t0"]


def test_query_whose_error_rolls_back_the_transaction_is_not_repeated(app, clock):
    rolling_back = PreparedQuery(select(func.rolling_back()))

    def insert_and_query(connection):
        driver = connection.connection.driver_connection

        def roll_back_and_fail():
            if driver.in_transaction:
                driver.rollback()
                raise ValueError

        driver.create_function("rolling_back", 0, roll_back_and_fail)
        INSERT.execute(connection, new_messages(1))
        rolling_back.rows(connection, {})

    with pytest.raises(OperationalError), transaction() as session:
        insert_and_query(session.connection())

    assert stored_topics() == []


def test_pending_changes_are_flushed_before_a_query(app, clock):
    names = PreparedQuery(select(Organiser.name))

    with transaction() as session:
        add_organiser(session, email="a@example.org", timezone="UTC").name = "Ana"
        rows = names.rows(flushed(session), {})

    assert [tuple(row) for row in rows] == [("Ana",)]


@pytest.mark.parametrize("is_listened_to", [True, False])
def test_insertion_of_one_row_returns_its_id(database, is_listened_to):
    [first, second] = new_messages(2)

    with statements() if is_listened_to else nullcontext(), transaction() as session:
        ids = [INSERT.execute_one(session.connection(), row) for row in (first, second)]
        topics = session.execute(select(TABLE.c.id, TABLE.c.topic).order_by(TABLE.c.id)).all()

    assert [tuple(row) for row in topics] == [(ids[0], "t0"), (ids[1], "t1")]


def test_statement_of_a_nested_transaction_is_rolled_back_with_it(database):
    with transaction() as session:
        flushed(session)
        nested = session.begin_nested()
        INSERT.execute(open_connection(session), new_messages(1))
        nested.rollback()

    assert stored_topics() == []


def test_connection_of_a_transaction_is_not_used_after_its_end(database):
    with transaction() as session:
        INSERT.execute(open_connection(session), new_messages(1))
        session.rollback()
        rows = BY_TOPIC.rows(flushed(session), {"topics": ["t0"], "now": clock.now()})
    again = BY_TOPIC.rows(flushed(session), {"topics": ["t0"], "now": clock.now()})

    assert (rows, again) == ([], [])


def test_statement_after_a_failed_flush_is_not_stored(database):
    def change():
        with transaction() as session:
            organisers = [
                add_organiser(session, email=f"{name}@example.org", timezone="UTC") for name in "ab"
            ]
            session.flush()
            organisers[1].id = organisers[0].id
            with pytest.raises(IntegrityError):
                session.flush()
            INSERT.execute(open_connection(session), new_messages(1))

    with pytest.raises(PendingRollbackError):
        change()

    assert stored_topics() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_change_on_a_connection_begins_a_transaction(database):
    topics = []
    for end in ("rollback", "commit"):
        with db.engine.connect() as connection:
            INSERT.execute(connection, new_messages(1))
            getattr(connection, end)()
        db.session.rollback()
        topics.append(stored_topics())

    assert topics == [[], ["t0"]]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_lost_connection_raises_the_usual_error_and_is_replaced(database):
    with transaction() as session:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        with pytest.raises(OperationalError) as caught:
            INSERT.execute(flushed(session), new_messages(1))
        session.rollback()

    assert caught.value.connection_invalidated
    with transaction() as session:
        assert INSERT.execute(flushed(session), new_messages(1)) == 1
