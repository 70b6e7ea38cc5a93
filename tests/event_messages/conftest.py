"""Fixtures: an event with registrants whose first e-mails are sent, and messages to them."""

import pytest

from webinars.database import db, transaction
from webinars.event_messages import message_editing, sending
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import EventMessage
from webinars.event_messages.queries import progress_of
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime

TEXT = "Dear {name},\n\nbring water to {event}.\nYours: {manage_link}"


@pytest.fixture
def overrides(database_url):
    return {"DATABASE_URL": database_url, "LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode="never", terms={"reminders": []})


@pytest.fixture
def people(event, make_registration, deliver):
    """Register three people and deliver their confirmations."""
    made = [
        make_registration(event, name=name, email=f"{name.lower()}@example.org")
        for name in ("Ana", "Bo", "Cleo")
    ]
    deliver()
    return made


@pytest.fixture
def write_message(event, organiser):
    """Return a function that stores a draft and returns its id."""

    def write_message(subject="Bring water, {name}", text=TEXT, audience=Audience()):
        details = MessageDetails(subject, text, audience)
        with transaction() as session:
            return message_editing.create_message(
                session, event.id, details, organiser_id=organiser.id
            ).id

    return write_message


@pytest.fixture
def send_message(event):
    """Return a function that sends a message, by default now."""

    def send_message(number, when=None):
        with transaction() as session:
            revision = session.get_one(EventMessage, number).revision
            sending.send_message(session, event.id, number, when or SendTime(), revision=revision)

    return send_message


@pytest.fixture
def stored(event):
    """Return a function that reads a message and its progress."""

    def stored(number):
        db.session.rollback()
        message = db.session.get_one(EventMessage, number)
        return message, progress_of(db.session(), event.id, [message])[number]

    return stored
