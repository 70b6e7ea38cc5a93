"""What tests of replies share: somebody invited whose calendar can answer, on each database."""

import pytest
from sqlalchemy import select

from tests.links import reply_token
from tests.replies.mails import REPLY_ADDRESS, written
from webinars.database import db, transaction
from webinars.registrations.models import Registration
from webinars.replies.actions import process
from webinars.replies.models import Reply
from webinars.replies.parse_mail import read_mail


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Let replies be read, on each database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return {"REPLY_ADDRESS": REPLY_ADDRESS, "DATABASE_URL": url}


@pytest.fixture
def address_of(site):
    """Give the address that somebody's calendar replies to."""
    local, _, domain = REPLY_ADDRESS.partition("@")
    return lambda place: f"{local}+{reply_token(place.id)}@{domain}"


@pytest.fixture
def mail_of(address_of):
    """Give a writer of mails in the shape of a calendar about somebody's registration."""

    def mail_of(event, place, shape="gmail", **said):
        return written(
            shape,
            **{"to": address_of(place), "uid": event.uid, "person": place.email, **said},
        )

    return mail_of


@pytest.fixture
def arrive(site):
    """Give an action that takes a mail as the mailbox reader does; it returns what became of it."""

    def arrive(raw):
        mail = read_mail(raw, reply_address=REPLY_ADDRESS)
        with transaction() as session:
            return process(session, mail)

    return arrive


@pytest.fixture
def stands(app):
    """Give a reader of somebody's status."""

    def stands(place):
        found = db.session.scalar(select(Registration.status).where(Registration.id == place.id))
        db.session.rollback()
        return found

    return stands


@pytest.fixture
def kept(app):
    """Give a reader of what is kept of replies: what was said and what became of it, in order."""

    def kept():
        rows = db.session.execute(select(Reply.status, Reply.verdict).order_by(Reply.id)).all()
        db.session.rollback()
        return [(row.status.value, row.verdict.value) for row in rows]

    return kept
