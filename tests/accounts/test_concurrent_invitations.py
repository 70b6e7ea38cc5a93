"""One person, invited by two requests at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from webinars.accounts import queries
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser, invite_organiser
from webinars.accounts.queries import organiser_by_id
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.outbox.models import Message

AT_ONCE = 4


@pytest.fixture(params=["sqlite", "postgres"])
def overrides(request):
    """Use SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


def test_requests_at_once_invite_once(app):
    with transaction() as session:
        chief = add_organiser(session, email="cy@example.org", timezone="UTC", admin=True)
        session.flush()
        chief_id = chief.id
    begin = Barrier(AT_ONCE)

    def ask(_number):
        with app.app_context():
            begin.wait()
            with transaction() as session:
                by = organiser_by_id(session, chief_id)
                made = invite_organiser(
                    session, by=by, email=" Bo@example.org", name="Bo", admin=False
                )
                return made.id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = set(pool.map(ask, range(AT_ONCE)))

    assert len(made) == 1
    assert db.session.query(Organiser).count() == 2
    assert db.session.query(Message).filter_by(topic="organiser.invited").count() == 1


@pytest.mark.parametrize("overrides", ["postgres"], indirect=True)
def test_concurrent_invitations_of_one_person_conflict(app, monkeypatch):
    """SQLite has one writer, so there the second looks when the first has written."""
    with transaction() as session:
        chiefs = [
            add_organiser(session, email=f"{number}@example.org", timezone="UTC", admin=True).id
            for number in range(2)
        ]
    have_looked, look = Barrier(2), queries.organiser_by_email

    def look_together(session, email):
        actual = look(session, email)
        have_looked.wait()
        return actual

    monkeypatch.setattr(queries, "organiser_by_email", look_together)

    def ask(chief_id):
        with app.app_context():
            try:
                with transaction() as session:
                    by = organiser_by_id(session, chief_id)
                    invite_organiser(
                        session, by=by, email="bo@example.org", name=by.name, admin=False
                    )
            except ConflictError as error:
                return error.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        result = list(pool.map(ask, chiefs))

    assert sorted(result, key=str) == [None, "organiser-exists"]
    assert db.session.query(Message).filter_by(topic="organiser.invited").count() == 1
