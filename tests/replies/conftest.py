"""Fixtures for replies: an invited registrant whose calendar can reply."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.links import reply_token
from tests.replies.mails import AUTHSERV_ID, REPLY_ADDRESS, written
from webinars.database import db, transaction
from webinars.registrations.models import Registration
from webinars.replies.models import Reply
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email


@pytest.fixture
def overrides(database_url):
    """Enable replies."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS, "DATABASE_URL": database_url}


@pytest.fixture
def event(make_event, clock):
    """Create an event with one place; replies are written half an hour later."""
    clock.advance(timedelta(hours=1))
    return make_event(capacity=1)


@pytest.fixture
def invited(event, make_registration, deliver):
    """Create a registrant whose calendar has the invitation, with nothing queued."""
    registration = make_registration(event)
    deliver()
    return registration


@pytest.fixture
def address_of(site):
    """Return a function from registration to its reply address."""
    local, _, domain = REPLY_ADDRESS.partition("@")
    return lambda place: f"{local}+{reply_token(place.id)}@{domain}"


@pytest.fixture
def mail_of(address_of):
    """Return a function that writes e-mails of a calendar about a registration."""

    def mail_of(event, place, shape="gmail", **fields):
        return written(
            shape,
            **{"to": address_of(place), "uid": event.uid, "person": place.email, **fields},
        )

    return mail_of


@pytest.fixture
def arrive(site):
    """Return a function that ingests an e-mail and returns the outcome."""

    def arrive(raw):
        mail = parse_incoming(raw, reply_address=REPLY_ADDRESS, authserv_ids=[AUTHSERV_ID])
        with transaction() as session:
            return process_email(session, mail)

    return arrive


@pytest.fixture
def status_of(app):
    """Return a function from registration to its current status."""

    def status_of(place):
        result = db.session.scalar(select(Registration.status).where(Registration.id == place.id))
        db.session.rollback()
        return result

    return status_of


@pytest.fixture
def stored_replies(app):
    """Return a function that reads status and verdict of all stored replies, in order."""

    def stored_replies():
        rows = db.session.execute(select(Reply.status, Reply.verdict).order_by(Reply.id)).all()
        db.session.rollback()
        return [(row.status.value, row.verdict.value) for row in rows]

    return stored_replies
