"""Fixtures of polls: an event known by its month, a poll with three options, and its participants."""

from datetime import datetime, timedelta

import pytest
from flask import current_app

from tests.links import link_token
from tests.replies.mails import AUTHSERV_ID, written
from webinars.access.invitees import Recipient
from webinars.capabilities.live_links import LiveLinks
from webinars.database import db, transaction
from webinars.polls.editing import PollSettings, create_poll
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.polls.participants import add_participants
from webinars.polls.queries import options_of, participants_of
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month, Timed

ZONE = "Europe/Zurich"
REPLY_ADDRESS = "rsvp@events.example.org"
PEOPLE = (("Wanjiru Kamau", "wanjiru@example.com"), ("Yusuf Demir", "yusuf@example.com"))


def at(day, hour=15):
    """Return a possible date in July 2027 in Geneva."""
    return Timed(datetime(2027, 7, day, hour), datetime(2027, 7, day, hour + 1), ZONE)


@pytest.fixture
def overrides():
    """Enable replies of calendars."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture
def event(clock, make_event):
    """Create an event of which only the month is known."""
    return make_event(when=Month(2027, 7, ZONE), title="Round table")


@pytest.fixture
def make_poll(site, copy_after):
    """Return a factory of polls with three options, which two people are asked about."""

    def make(event, *, days=(5, 6, 7), people=PEOPLE, closes_in=timedelta(days=10), **settings):
        closes_at = the_clock.now() + closes_in
        poll_id = copy_after(_make, event.id, tuple(days), people, closes_at, settings)
        return stored(Poll, poll_id)

    return make


def _make(event_id, days, people, closes_at, settings):
    schedules = [at(day) for day in days]
    with transaction() as session:
        poll = create_poll(
            session,
            event_id,
            schedules=schedules,
            settings=PollSettings(closes_at, **settings),
            site=current_app.extensions["site"],
        )
        if people:
            asked = [Recipient(*person) for person in people]
            add_participants(session, event_id, poll.id, people=asked, language="en")
        return poll.id


@pytest.fixture
def poll(event, make_poll):
    """Create a poll without holds."""
    return make_poll(event)


@pytest.fixture
def arrive(site):
    """Return a function that ingests an e-mail of a calendar about a hold, and returns the outcome."""

    def arrive(shape, poll, participant, option, **fields):
        with transaction() as session:
            links = LiveLinks(session, site.keys)
            token = links.reply_token(poll.event_id, participant.address)
            links.record_tokens()
        local, _, domain = REPLY_ADDRESS.partition("@")
        values = {
            "to": f"{local}+{token}@{domain}",
            "uid": option.uid,
            "person": participant.email,
            "stamp": "20261125T100000Z",
            **fields,
        }
        mail = parse_incoming(
            written(shape, **values), reply_address=REPLY_ADDRESS, authserv_ids=[AUTHSERV_ID]
        )
        with transaction() as session:
            return process_email(session, mail)

    return arrive


def stored(kind, row_id):
    """Return a row as it is now."""
    db.session.rollback()
    return db.session.get_one(kind, row_id)


def options(poll, *, removed=False) -> list[PollOption]:
    """Return the options of a poll by date."""
    db.session.rollback()
    return list(options_of(db.session(), poll.id, removed=removed))


def people(poll) -> list[PollParticipant]:
    """Return the participants of a poll in the order in which they were added."""
    db.session.rollback()
    return list(participants_of(db.session(), poll.id))


def link(participant):
    """Return the address of a participant's page."""
    return f"/polls/{link_token('poll', participant.id)}"
