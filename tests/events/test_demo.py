"""The sample listing always has an event that starts within the hour."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from webinars.access.models import Delegation, Invitee
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import send_sign_in_link
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.demo.sample_data import load_sample_data
from webinars.demo.upcoming_events import SOON_TITLE
from webinars.email_subscriptions.models import EmailSubscription
from webinars.events.enums import EventState
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.notifications.reminders import TOPIC as REMINDER
from webinars.events.roles import Role
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls.models import Poll, PollParticipant
from webinars.polls.poll_rules import PollState
from webinars.questions.models import Answer
from webinars.registrations.models import CheckIn, DateGroupRegistration, Registration
from webinars.registrations.status import Status
from webinars.replies.models import Reply

EXAMPLES = {"example.org", "example.com", "example.net"}


@pytest.fixture
def load(app, copy_after):
    """Return a function that loads the sample listing, or copies it."""
    return lambda: copy_after(_load)


def _load():
    with transaction() as session:
        return load_sample_data(session, current_app.extensions["site"], with_documents=False)


def soon_ones():
    return db.session.scalars(
        select(Event).where(Event.title == SOON_TITLE).order_by(Event.id)
    ).all()


def test_sample_event_starts_within_the_hour_on_every_run(load, clock, app):
    for minutes in (0, 7, 13):
        clock.advance(timedelta(minutes=minutes))
        load()
        away = soon_ones()[-1].starts_at - clock.now()
        assert timedelta(minutes=10) < away <= timedelta(minutes=45)
    assert len(soon_ones()) == 1

    clock.advance(timedelta(days=3, minutes=11))
    again = load()

    away = soon_ones()[-1].starts_at - clock.now()
    assert timedelta(minutes=30) < away <= timedelta(minutes=45)
    assert (len(soon_ones()), again.events) == (2, 0)


def test_installation_with_own_events_gets_no_sample(load, clock, app, make_event):
    make_event()

    load()

    assert soon_ones() == []


def test_output_counts_past_sample_events(load, clock, app, client):
    made = load()

    page, past = client.get("/").text, client.get("/?past=1").text

    assert page.count('<li class="row') + past.count('<li class="row') == made.events
    assert past.count('<li class="row') == made.past


def test_sample_has_something_on_every_page_of_organisers(load, clock, app):
    load()

    def number(entity, *conditions):
        return db.session.scalar(select(func.count()).select_from(entity).where(*conditions))

    for status, least in (
        (Status.CONFIRMED, 80),
        (Status.WAITING, 5),
        (Status.AWAITING_APPROVAL, 4),
    ):
        assert number(Registration, Registration.status == status) >= least
    assert number(Event, Event.state == EventState.DRAFT) == 2
    assert number(Event, Event.alternative_group_id.is_not(None)) == 2
    assert number(Event, Event.date_group_id.is_not(None)) == 4
    assert number(DateGroupRegistration, DateGroupRegistration.takes_all) == 11
    assert number(Message, Message.state == MessageState.FAILED) == 1
    assert number(CheckIn) == 3
    assert number(Comment, Comment.state == CommentState.PENDING) == 2
    assert number(Delegation) == 2
    assert number(Invitee) == 4
    assert number(Reply) == 4
    assert number(Answer) > 10
    assert number(Poll, Poll.state == PollState.OPEN) == 1
    assert number(Poll, Poll.state == PollState.CHOSEN) == 1
    assert number(PollParticipant, PollParticipant.answered_at.is_(None)) == 3
    confirmed = EmailSubscription.confirmed_at.is_not(None)
    assert [number(EmailSubscription, *one) for one in ((), (confirmed,))] == [6, 5]
    assert number(EventRole) + number(SeriesRole) == 4


def test_nothing_of_the_sample_is_mailed(load, clock, app, deliver):
    load()
    addresses = db.session.scalars(select(Registration.email)).all()
    queued = db.session.scalars(select(Message).where(Message.state == MessageState.QUEUED)).all()
    of_people = set(db.session.scalars(select(Registration.event_id)))

    assert {message.topic for message in queued} == {"event.reminder", "poll.changed"}
    assert of_people.isdisjoint(message.event_id for message in queued)
    assert all(address.partition("@")[2] in EXAMPLES for address in addresses)
    assert deliver() == []
    clock.advance(timedelta(days=2))
    assert deliver() == []


def test_earlier_messages_stay_queued(load, clock, app, organiser):
    with transaction() as session:
        send_sign_in_link(session, session.get_one(Organiser, organiser.id), invited_by=organiser)

    load()

    queued = select(Message.topic).where(Message.state == MessageState.QUEUED)
    assert set(db.session.scalars(queued)) - {REMINDER, POLL_CHANGED} == {"organiser.invited"}


def test_accounts_of_colleagues_are_reused(load, clock, app):
    with transaction() as session:
        account = add_organiser(
            session, email="editor@example.org", name="Edith", timezone="Africa/Nairobi"
        )
        add_organiser(session, email="viewer@example.org", timezone="Africa/Nairobi")
        session.flush()
        account_id = account.id
        organiser_by_email(session, "viewer@example.org").disabled_at = clock.now()

    load()

    roles = select(EventRole.role).where(EventRole.organiser_id == account_id)
    assert db.session.scalars(roles).all() == [Role.EDITOR]
    assert db.session.get_one(Organiser, account_id).name == "Edith"
    assert Role.VIEWER not in db.session.scalars(select(EventRole.role)).all()
