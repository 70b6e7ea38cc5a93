"""Calendar programs that process invitations, and a story of an attendee whose e-mails they receive."""

from itertools import count

import pytest

from tests.emails.cyrus import serving
from tests.emails.sink import Sink, running
from tests.scheduling.chains import LIMITS, NAME, REPLY_ADDRESS, Story
from tests.scheduling.thunderbird import running_thunderbird
from webinars.database import db

_numbers = count(1)


@pytest.fixture(scope="module")
def cyrus():
    """Return a factory of attendees on a Cyrus server."""
    with serving() as create:
        yield create


@pytest.fixture(scope="module")
def thunderbird():
    """Return a factory of attendees that use Thunderbird."""
    with running_thunderbird() as create:
        yield lambda name: create(name, NAME)


@pytest.fixture(scope="module")
def sink():
    """Return the SMTP server that receives the product's e-mails."""
    with running(Sink()) as sink:
        yield sink


@pytest.fixture(params=["sqlite", "postgresql"])
def with_either_database(request, sink):
    """Return settings for either database, whose e-mails are sent to the sink."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    limits = dict.fromkeys(LIMITS, 1000)
    return {
        "DATABASE_URL": url, "SMTP_URL": sink.url, "REPLY_ADDRESS": REPLY_ADDRESS, **limits
    }  # fmt: skip


@pytest.fixture
def attendee():
    """Return a name that no other test uses."""
    return f"attendee{next(_numbers)}"


@pytest.fixture
def story(app, clock, deliver, sink, attendee):
    """Return the story of an attendee; restore the keys afterwards."""
    first_site = app.extensions["site"]
    yield Story(app, clock, deliver, sink, f"{attendee}@example.com")
    app.extensions["site"] = first_site
    db.session.rollback()
