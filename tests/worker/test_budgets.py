"""No mailbox, event or client exceeds its hourly budget of e-mails."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import SUMMER
from webinars.access.delegations import add_delegation
from webinars.access.models import Nomination
from webinars.database import db, transaction
from webinars.emails.composers import COMPOSERS
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import BudgetState, Message, MessageState
from webinars.outbox.topics import TOPICS, URGENT, Overflow
from webinars.paths import PACKAGE
from webinars.registrations import cancellation, new_registration
from webinars.registrations.nominations import Delegate, register_delegates, withdraw_nomination
from webinars.timezones.schedule import Timed
from webinars.worker.topic_handlers import HANDLERS

HOUR = timedelta(hours=1)
VICTIM = "victim@example.com"


@pytest.fixture
def quiet(make_event, clock):
    """Return a factory of events without notifications to the organiser."""

    def quiet(**fields):
        return make_event(**{"notification_mode": NotificationMode.NEVER, **fields})

    return quiet


@pytest.fixture
def act(app):
    def act(action, *args, **fields):
        with transaction() as session:
            result = action(session, *args, **fields)
            session.flush()
            return getattr(result, "id", result)

    return act


@pytest.fixture
def move(site):
    """Return a function that changes the time of an event."""

    def move(event, hours):
        session = db.session()
        now = event_by_id(session, event.id)
        when = Timed(
            *(item + timedelta(hours=hours) for item in (SUMMER.start, SUMMER.end)), SUMMER.timezone
        )
        details = EventDetails(
            title=now.title, when=when, cities=now.cities, meeting_url=now.meeting_url
        )
        details = EventDetails(**{**vars(details), "notification_mode": now.notification_mode})
        revision = now.revision
        with transaction() as session:
            change_event(session, event.id, details=details, revision=revision, site=site)

    return move


def rows(topic=None):
    db.session.rollback()
    query = select(Message).order_by(Message.id)
    return list(db.session.scalars(query.where(Message.topic == topic) if topic else query))


def subjects(mails):
    return [str(mail.message["Subject"]) for mail in mails]


def to(mails, address):
    return [mail for mail in mails if address in str(mail.message["To"])]


def spend_budget(act, deliver, place_id):
    """Register and cancel until the event budget of the mailbox is spent."""
    sent = []
    while len(sent) < 3:
        act(cancellation.cancel_registration, place_id)
        sent += deliver()
        act(new_registration.register_again, place_id)
        sent += deliver()
    return sent


def test_every_topic_has_a_composer_or_a_handler():
    emails = {name for name, topic in TOPICS.items() if topic.is_email}

    assert emails == COMPOSERS.keys()
    assert TOPICS.keys() - emails == HANDLERS.keys()


def test_every_topic_has_a_label_recipients_and_budgets():
    to_one = ("registration.", "organiser.", "place.")
    for name, topic in TOPICS.items():
        assert topic.label
        # What is sent about a role goes to whom it was given, who may be no organiser of the event yet.
        is_to_one = name.startswith(to_one) and name != "organiser.team"
        assert bool(topic.recipients) is not is_to_one
        assert bool(topic.scopes) is topic.is_email
        assert set(topic.superseded_by) <= TOPICS.keys()


def test_only_the_ledger_counts_emails():
    counting = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "outbox" and re.search(r"\bMessage\.created_at >", path.read_text())
    }

    # A limit per day: invitations of an organiser.
    assert counting == {"access/queries.py"}


def test_hundred_addresses_share_the_budget_of_their_mailbox(
    quiet, make_registration, deliver, clock
):
    events = [quiet() for _ in range(10)]
    for number in range(100):
        make_registration(events[number % 10], email=f"victim+{number}@example.com")

    sent = deliver()
    clock.advance(HOUR)

    assert len(sent) == 20
    assert len(deliver()) == 20


def test_subaddresses_share_the_event_budget(quiet, make_registration, deliver):
    event = quiet()
    for number in range(9):
        make_registration(event, email=f"victim+{number}@example.com")

    assert len(deliver()) == 3


def test_registrations_at_many_events_share_the_mailbox_budget(quiet, make_registration, deliver):
    for _ in range(25):
        make_registration(quiet(), email=VICTIM)

    assert len(deliver()) == 20


def test_naming_and_withdrawing_repeatedly_stays_within_the_budget(quiet, act, deliver, clock):
    event = quiet(terms={"accepts_delegations": True})
    number = act(
        add_delegation, event_id=event.id, name="Kenya", focal_name="Wanjiru Kamau", quota=None,
        focal_email="focal@example.org", language="en",
    )  # fmt: skip
    shown, sent = {"delegation_id": number}, []

    for _ in range(6):
        act(register_delegates, **shown, people=[Delegate("Vic", VICTIM)])
        sent += deliver()
        db.session.rollback()
        last = db.session.scalars(select(Nomination.id).order_by(Nomination.id.desc())).first()
        act(withdraw_nomination, **shown, nomination_id=last)
        sent += deliver()
    clock.advance(HOUR)
    later = deliver()

    assert [len(to(sent, item)) for item in (VICTIM, "focal@example.org")] == [3, 3]
    # Waiting e-mails are merged: the newest state, and one summary of all nominations.
    assert [len(to(later, item)) for item in (VICTIM, "focal@example.org")] == [1, 1]
    assert b"METHOD:CANCEL" in to(later, VICTIM)[0].calendar


def test_postponed_email_has_the_newest_state_in_order(
    quiet, make_registration, act, deliver, clock
):
    place = make_registration(quiet())
    deliver()
    for _ in range(5):
        act(cancellation.cancel_registration, place.id)
        deliver()
        act(new_registration.register_again, place.id)
        deliver()

    waiting = [item for item in rows() if item.state is MessageState.QUEUED]
    assert [item.budget_state for item in waiting][:1] == [BudgetState.WAITING]
    assert deliver() == []
    clock.advance(HOUR)
    [mail] = deliver()

    assert b"METHOD:REQUEST" in mail.calendar
    assert not [item for item in rows() if item.state is MessageState.QUEUED]


def test_event_change_is_sent_at_once_and_supersedes_waiting_emails(
    quiet, make_registration, act, deliver, clock, move
):
    event = quiet()
    place = make_registration(event)
    spend_budget(act, deliver, place.id)
    act(cancellation.cancel_registration, place.id)
    act(new_registration.register_again, place.id)
    assert deliver() == []

    move(event, 1)
    [mail] = deliver()
    clock.advance(HOUR)

    assert b"T160000" in mail.calendar
    assert deliver() == []


def test_expedited_email_stays_marked_as_exempt(quiet, make_registration, deliver, move):
    event = quiet()
    for number in range(5):
        make_registration(event, email=f"victim+{number}@example.com")
    assert len(deliver()) == 3

    move(event, 1)
    assert len(deliver()) == 5

    sent = [item for item in rows() if item.state is MessageState.SENT]
    within = [
        item.topic
        for item in sent
        if item.topic not in URGENT and item.budget_state is not BudgetState.EXEMPT
    ]
    # Two first e-mails waited, and three registrants were notified of the new time.
    assert [item.budget_state for item in sent].count(BudgetState.EXEMPT) == 2
    assert within == ["registration.confirmed"] * 3


def test_event_changes_are_never_limited(quiet, make_registration, deliver, move):
    event = quiet()
    make_registration(event)
    deliver()

    for hours in range(1, 6):
        move(event, hours)
        assert len(deliver()) == 1


def test_event_cancellation_exceeds_budgets(quiet, make_registration, act, deliver, site):
    event = quiet()
    place = make_registration(event)
    spend_budget(act, deliver, place.id)
    act(cancellation.cancel_registration, place.id)
    act(new_registration.register_again, place.id)
    deliver()

    act(lambda session: cancel_event(session, event.id, site))
    [mail] = deliver()

    assert str(mail.message["Subject"]).startswith("Cancelled")
    assert not [row for row in rows() if row.state is MessageState.QUEUED]


def test_superseded_emails_are_not_counted(quiet, make_registration, deliver, clock):
    event = quiet()
    place = make_registration(event)
    with transaction() as session:
        for _ in range(9):
            enqueue(session, "registration.waiting", payload={"registration_id": place.id},
                 ordering_key=None, event_id=event.id)  # fmt: skip

    assert len(deliver()) == 1  # nobody waits, so there is nothing to tell
    make_registration(event, email="wanjiru+2@example.com")
    make_registration(event, email="wanjiru+3@example.com")
    assert len(deliver()) == 2


def test_messages_of_one_group_count_as_one(quiet, make_registration, deliver):
    event = quiet()
    place = make_registration(event)
    with transaction() as session:
        for _ in range(7):
            enqueue(session, "registration.again", payload={"registration_id": place.id},
                 event_id=event.id, budget_group="message 1")  # fmt: skip

    assert len(deliver()) == 8


class TestOrganisers:
    """Registrations are notified singly up to an hourly budget, the rest in one digest."""

    @pytest.fixture
    def overrides(self):
        return {"ORGANISER_NOTICES_PER_HOUR": 4}

    def test_notices_past_the_budget_become_one_digest(
        self, make_event, make_registration, deliver, clock
    ):
        event = make_event(notification_mode=NotificationMode.EACH)
        for number in range(9):
            make_registration(event, email=f"p{number}@example.com", name=f"Person {number}")
            clock.advance(timedelta(seconds=1))

        sent = to(deliver(), "amira@example.org")
        make_registration(event, email="late@example.com", name="Late Comer")
        more = to(deliver(), "amira@example.org")
        clock.advance(HOUR)
        [digest] = to(deliver(), "amira@example.org")

        assert (len(sent), more) == (4, [])
        assert [f"Person {number}" in digest.text for number in range(9)] == [False] * 4 + [
            True
        ] * 5
        assert "Late Comer" in digest.text

    def test_registrations_after_the_digest_are_notified_individually(
        self, make_event, make_registration, deliver, clock
    ):
        event = make_event(notification_mode=NotificationMode.EACH)
        for number in range(6):
            make_registration(event, email=f"p{number}@example.com")
        deliver()
        clock.advance(HOUR)
        deliver()

        make_registration(event, email="next@example.com", name="Next One")

        [notice] = to(deliver(), "amira@example.org")
        assert "Next One" in notice.text


class TestSignIn:
    """A sign-in link over budget is never sent; the page does not reveal it."""

    @pytest.fixture
    def overrides(self):
        return {"MAILBOX_EMAILS_PER_HOUR": 2}

    def test_sign_in_link_past_the_budget_is_dropped(self, client, organiser, deliver, clock):
        answers = []
        for _ in range(4):
            page = client.get("/sign-in").text
            token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
            data = {"csrf_token": token, "email": "amira@example.org"}
            answer = client.post("/sign-in", data=data)
            answers.append((answer.status_code, answer.headers["Location"]))

        sent = deliver()
        clock.advance(HOUR)

        assert (len(sent), deliver()) == (2, [])
        assert len(set(answers)) == 1
        assert [row.state for row in rows("organiser.sign-in")].count(MessageState.SUPERSEDED) == 2


def test_only_what_anybody_can_ask_for_again_is_dropped():
    dropped = {name for name, topic in TOPICS.items() if topic.overflow is Overflow.DROP}

    assert dropped == {"organiser.sign-in", "organiser.invited", "subscriber.confirmation"}


def test_new_events_notify_daily_by_default():
    details = EventDetails(title="Another", when=SUMMER)

    assert details.notification_mode is NotificationMode.DAILY
    assert Event.__table__.c.notification_mode.default.arg is NotificationMode.DAILY
