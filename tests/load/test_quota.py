"""Concurrent nominations with one link: the quota holds, and without its lock it does not."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.conftest import SUMMER, make_app
from webinars.access import quota
from webinars.access.delegations import add_delegation
from webinars.access.models import Delegation
from webinars.access.queries import delegation_of_link
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event
from webinars.registrations import locks, nominations
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate, DelegateRowError, register_delegates

QUOTA, AT_ONCE = 6, 10


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path):
    """Create an application whose event has a delegation of six, on each database."""
    is_postgresql = request.param == "postgresql"
    url = {"DATABASE_URL": request.getfixturevalue("postgres_url")} if is_postgresql else {}
    app = make_app(tmp_path, **url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            host = add_organiser(session, email="h@example.org", name="H", timezone="Europe/Zurich")
            details = EventDetails(title="Rush", when=SUMMER, cities=("GVA",), capacity=100)
            event = create_event(
                session, organiser=host, details=details, site=app.extensions["site"]
            )
            publish_event(session, event.id, app.extensions["site"])
            event.accepts_delegations = True
            session.flush()
            add_delegation(
                session, event_id=event.id, name="Kenya", focal_name="W", quota=QUOTA,
                focal_email="w@example.org", language="en",
            )  # fmt: skip
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def rush(app, threads, names=2):
    """Submit nominations from several threads at once; count the results."""
    gate = threading.Barrier(threads)

    def nominate_in_thread(number):
        people = [Delegate(f"P{number}{n}", f"p{number}{n}@example.org") for n in range(names)]
        with app.app_context():
            gate.wait()
            try:
                with transaction() as session:
                    register_delegates(session, delegation_id=1, people=people)
            except DelegateRowError as error:
                return error.refusal.code
            finally:
                db.session.remove()
        return "named"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(nominate_in_thread, range(threads)))


def named(app):
    with app.app_context():
        return len(db.session.scalars(select(Registration.id)).all())


def test_ten_at_once_name_exactly_the_quota_and_none_of_them_half(app):
    responses = rush(app, AT_ONCE)

    assert responses == {"named": QUOTA // 2, "quota-used": AT_ONCE - QUOTA // 2}
    assert named(app) == QUOTA


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_lock_two_at_once_exceed_it(app, monkeypatch):
    """Both count before either has written, which the lock prevents.

    One name each: a second one waits for the organiser's notification, whose deduplication key is shared.
    """
    with app.app_context(), transaction() as session:
        session.get_one(Delegation, 1).quota = 1
    together_at, count = threading.Barrier(2), quota.nomination_count

    def count_together(session, number):
        counted = count(session, number)
        together_at.wait(30)
        return counted

    monkeypatch.setattr(quota, "nomination_count", count_together)
    monkeypatch.setattr(nominations, "_lock_delegation", delegation_of_link)
    monkeypatch.setattr(
        locks, "lock_published_event", lambda session, number: session.get(Event, number)
    )

    responses = rush(app, 2, names=1)

    assert responses == {"named": 2}
    assert named(app) == 2
