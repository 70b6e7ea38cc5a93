"""Invitees who accept in their calendars at once: exactly the places are given, and no reply is lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bench.acceptances import REPLY_ADDRESS, invited_people
from tests.conftest import SUMMER, make_app
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.replies.ingest import ingest_email
from webinars.replies.outcome import Outcome

PEOPLE, PLACES, READERS = 60, 20, 6


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path):
    """Create an application with an event, on each database."""
    is_postgresql = request.param == "postgresql"
    url = {"DATABASE_URL": request.getfixturevalue("postgres_url")} if is_postgresql else {}
    app = make_app(tmp_path, REPLY_ADDRESS=REPLY_ADDRESS, **url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            host = add_organiser(session, email="h@example.org", name="H", timezone="Europe/Zurich")
            details = EventDetails(title="Rush", when=SUMMER, cities=("GVA",), capacity=PLACES)
            site = app.extensions["site"]
            event = create_event(session, organiser=host, details=details, site=site)
            publish_event(session, event.id, site)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_acceptances_at_once_fill_the_places_exactly(app):
    site = app.extensions["site"]
    with app.app_context():
        slug = db.session.execute(db.text("SELECT slug FROM events")).scalar()
        db.session.rollback()
        mails = invited_people(slug, PEOPLE, PLACES, site.keys)

    def read(mail):
        recipient, raw = mail
        with app.app_context():
            try:
                return ingest_email(raw, site, recipients=[recipient])
            finally:
                db.session.remove()

    with ThreadPoolExecutor(READERS) as pool:
        # Each is handed over twice, as by a mail server that lost the connection.
        outcomes = Counter(pool.map(read, [*mails, *mails[:PLACES]]))

    assert outcomes == {Outcome.TAKEN: PEOPLE, Outcome.AGAIN: PLACES}
    with app.app_context():
        statuses = Counter(db.session.scalars(select(Registration.status)).all())
        queued = db.session.scalar(select(func.count()).where(Message.registration_id.is_not(None)))
    assert statuses == {"confirmed": PLACES, "waiting": PEOPLE - PLACES}
    assert queued == PEOPLE
