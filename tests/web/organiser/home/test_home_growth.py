"""The work of the database for Home does not grow with the number of events, on both databases."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text

from tests.events.many_events import add_events
from tests.statements import rows_read, sent_statements, sqlite_steps
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.models import Event, SeriesRole
from webinars.events.roles import Role
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock as wall_clock

NUMBERS = (1500, 9000)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = (
        request.getfixturevalue("new_postgres_tables_url") if request.param == "postgresql" else ""
    )
    return {"DATABASE_URL": url}


def fill(owner, number, seed, series_id):
    """Add events of an owner, each with a registration and a failed e-mail."""
    now = wall_clock.now()
    with transaction() as session:
        last = session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0
        add_events(
            session,
            owner,
            number,
            now=now,
            spread=timedelta(days=400),
            seed=seed,
            series_ids=(series_id,),
        )
        ids = session.scalars(select(Event.id).where(Event.id > last)).all()
        for table, row in ((Registration, registration), (Message, message)):
            rows = [row(event_id, now) for event_id in ids]
            for start in range(0, len(rows), 500):
                session.execute(insert(table), rows[start : start + 500])
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def registration(event_id, now):
    row = {"event_id": event_id, "status": Status.AWAITING_APPROVAL, "name": "Ana", "timezone": ""}
    address = {"email": "ana@example.org", "address": "ana@example.org", "language": "en"}
    return {**row, **address, "created_at": now, "status_at": now}


def message(event_id, now):
    row = {"event_id": event_id, "topic": "organiser.registration", "payload": {}}
    return {**row, "state": MessageState.FAILED, "due_at": now, "created_at": now}


def work_of(statement, parameters):
    """Return the work of a statement, by indexes: reading all of a table as small as this is cheap."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            return sqlite_steps(connection.connection.dbapi_connection, statement, parameters)
        connection.exec_driver_sql("SET enable_seqscan = off")
        explained = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
        ).scalar()
        plan = explained if isinstance(explained, list) else json.loads(explained)
        return rows_read(plan[0]["Plan"])


def measured(client):
    """Return Home, its statements and their work."""
    with sent_statements() as sent:
        answer = client.get("/organise")
    assert answer.status_code == 200
    db.session.rollback()
    return answer.text, len(sent), sum(work_of(*one) for one in sent)


def test_work_of_home_does_not_grow_with_the_events(signed_in, organiser, make_series):
    series_id = make_series("Trade").id
    results = []
    for seed, number in enumerate(NUMBERS, 1):
        fill(organiser, number, seed, series_id)
        results.append(measured(signed_in))

    assert "Only your next 80 events, 60 drafts and latest 20 past events" in results[0][0]
    assert [statements for _, statements, _ in results] == [results[0][1]] * 2
    assert results[1][2] <= 1.3 * results[0][2], [work for _, _, work in results]


def test_work_for_roles_does_not_grow_with_the_events(as_another, another, organiser, make_series):
    series_id = make_series("Trade").id
    with transaction() as session:
        session.get_one(Organiser, another.id).has_roles = True
        given = {"role": Role.REGISTRATIONS, "given_at": wall_clock.now()}
        session.add(SeriesRole(series_id=series_id, organiser_id=another.id, **given))
    results = []
    for seed, number in enumerate(NUMBERS, 1):
        fill(organiser, number, seed, series_id)
        results.append(measured(as_another))

    assert "awaiting approval" in results[1][0]
    assert [statements for _, statements, _ in results] == [results[0][1]] * 2
    assert results[1][2] <= 1.3 * results[0][2], [work for _, _, work in results]
