"""Health pages, robots.txt and security.txt."""

from datetime import timedelta

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from webinars.database import Base, db, transaction
from webinars.outbox.clock_setback import make_due_again
from webinars.outbox.enqueue import enqueue
from webinars.outbox.pause import pause


@pytest.fixture
def migrated(app):
    Base.metadata.drop_all(db.engine)
    upgrade()
    return app


def test_healthz_answers_without_queries(client, session):
    session.execute(text("DROP TABLE messages"))
    session.commit()

    assert client.get("/healthz").text == "ok\n"


def test_readyz_answers_ready(migrated, client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_missing_schema_is_a_fault(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "schema: not the one this program needs\n")


def test_delayed_mail_is_a_fault(migrated, client, clock):
    with transaction() as session:
        enqueue(session, "registration.confirmed", payload={"registration_id": 1})
    clock.advance(timedelta(minutes=9))
    assert client.get("/readyz").status_code == 200

    clock.advance(timedelta(minutes=2))

    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (
        503,
        "outbox: mail has been waiting for over 10 minutes\n",
    )


@pytest.mark.parametrize("is_worker_there", [True, False])
def test_mail_delayed_by_clock_set_back_is_a_fault(migrated, client, clock, is_worker_there):
    """The clock was set back by two hours: what was due is due in the future."""
    with transaction() as session:
        enqueue(session, "registration.confirmed", payload={"registration_id": 1})
    clock.stop(clock.now() - timedelta(hours=2))
    if is_worker_there:
        with transaction() as session:
            make_due_again(session)
    assert client.get("/readyz").status_code == 200

    clock.advance(timedelta(minutes=11))

    assert client.get("/readyz").text == "outbox: mail has been waiting for over 10 minutes\n"


def test_almost_full_disk_is_a_fault(migrated, client, monkeypatch):
    monkeypatch.setattr("webinars.web.core.health.MIN_FREE_BYTES", 2**80)

    assert client.get("/readyz").text == "disk: almost full\n"


class TestWithoutDatabase:
    @pytest.fixture
    def overrides(self, tmp_path):
        return {"DATABASE_URL": f"sqlite:///{tmp_path}/var/webinars.db"}

    def test_unavailable_database_is_a_fault_without_its_url(self, client, app, tmp_path):
        db.session.remove()
        db.engine.dispose()
        (tmp_path / "var" / "webinars.db").write_bytes(
            b"this is no database, but it is long enough" * 100
        )

        answer = client.get("/readyz")

        assert (answer.status_code, answer.text) == (503, "database: does not answer\n")


def test_robots_txt_excludes_personal_pages(client):
    text = client.get("/robots.txt").text

    assert {"/registrations/", "/join/", "/sign-in", "/organise/"} <= {
        line.removeprefix("Disallow: ") for line in text.splitlines()
    }


def test_security_txt_is_missing_without_contact(client):
    assert client.get("/.well-known/security.txt").status_code == 404


class TestContact:
    @pytest.fixture
    def overrides(self):
        return {"SECURITY_CONTACT": "security@example.org"}

    def test_security_txt_names_the_contact(self, client, clock):
        assert client.get("/.well-known/security.txt").text == (
            "Contact: mailto:security@example.org\nExpires: 2027-05-24T00:00:00Z\n"
            "Canonical: http://127.0.0.1:8000/.well-known/security.txt\nPreferred-Languages: en\n"
        )


def test_paused_outbox_is_a_fault(migrated, client, clock):
    with transaction() as session:
        pause(session)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "outbox: paused\n")
