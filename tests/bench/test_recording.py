"""What the bound of a form repeats: the registration of a new person, whatever came before."""

import pytest
from sqlalchemy import create_engine, select

from bench.bare import bare_app
from bench.processes import BenchError
from bench.recording import record, registrant_from, rows_of
from webinars.database import db, prepare
from webinars.outbox.models import LedgerEntry
from webinars.registrations.models import Registration


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Count one form a minute of each client, behind a proxy, on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "TRUSTED_PROXIES": 1, "FORMS_LIMIT": "1 per minute"}


@pytest.fixture
def slug(client, make_event):
    return make_event(capacity=100).slug


def test_each_recording_is_of_a_new_person_and_client(app, slug):
    recordings = [record(app, rows_of(app, slug, slug))["registration"] for _ in range(2)]

    assert [one.status for one in recordings] == [303, 303]
    assert addresses() == [one.registrant.email for one in recordings]
    first, second = (shape(one) for one in recordings)
    assert first == second
    assert sum("INSERT INTO registrations" in sql for sql in first) == 1
    assert sum("INSERT INTO messages" in sql for sql in first) > 0


def test_repeated_registration_counts_for_its_own_client(app, slug):
    recorded = record(app, rows_of(app, slug, slug))
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare(engine)
    bare = bare_app(recorded, engine).test_client()
    sender = registrant_from("ana@example.org", "10.1.2.3")
    row = list(recorded).index("registration")
    headers = {"X-Forwarded-For": sender.client}

    answer = bare.post(f"/{row}", data={"email": sender.email}, headers=headers)

    engine.dispose()
    assert answer.status_code == 303
    registrant = recorded["registration"].registrant
    assert addresses() == [registrant.email, sender.email]
    keys = db.session.scalars(select(LedgerEntry.key)).all()
    clients = {key.rpartition(":")[2] for key in keys if key.startswith("registrations:")}
    assert clients == {registrant.digest, sender.digest}


def test_recorded_pages_are_those_that_are_cached(app, slug):
    recorded = record(app, rows_of(app, slug, slug))

    pages = ("event page", "list of 30", "event.ics", "warm feed", "form", "page after")
    assert {name: recorded[name].statements for name in pages} == dict.fromkeys(pages, 1)


def test_recording_refuses_a_form_that_is_not_accepted(app, slug):
    app.config["FORMS_LIMIT"] = "0 per minute"

    with pytest.raises(BenchError, match="registrations: 429"):
        record(app, rows_of(app, slug, slug))


def addresses():
    db.session.rollback()  # see what was committed meanwhile
    return db.session.scalars(select(Registration.email).order_by(Registration.id)).all()


def shape(recorded):
    return [sql for transaction in recorded.transactions for sql, _values in transaction.sent]
