"""Links of every purpose, after all that can happen to them: which of them still open anything."""

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from tests.capabilities.ground import Ground
from tests.documents.stored import store_document
from tests.security.founding import polled
from webinars import database
from webinars.access import delegations, invitees
from webinars.accounts import organisers as people
from webinars.accounts import sign_in_links
from webinars.accounts.models import Organiser
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import OF_SUBSCRIBER, Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.commands.database_copy import copy_all
from webinars.comments import erasure as comments
from webinars.database import Base, db, transaction
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document
from webinars.documents.secret_links import follow_access, replace_secret_link
from webinars.email_subscriptions.models import Frequency, Interest, Subscriber
from webinars.email_subscriptions.subscribing import SubscriptionSubject, request_subscription
from webinars.events import lifecycle as events
from webinars.events.date_groups import group_of
from webinars.events.models import Event
from webinars.registrations import cancellation, erasure
from webinars.registrations.models import DateGroupRegistration
from webinars.registrations.registrant import links, verification
from webinars.timezones import clock

ANN, NEW = "ann@example.org", "new@example.org"
ALL = set(Purpose)
OF_A_REGISTRATION = {Purpose.MANAGE, Purpose.JOIN, Purpose.ADDRESS, Purpose.UNSUBSCRIBE}
# What happens, and which links open nothing afterwards.
ENDS = {
    "left_alone": set(),
    "used": {
        *OF_A_REGISTRATION, Purpose.CALENDAR, Purpose.DATES, Purpose.COMMENT, Purpose.SIGN_IN,
    },
    "moved": {*OF_A_REGISTRATION, Purpose.CALENDAR, Purpose.DATES},
    "cancelled": {Purpose.INVITEE, Purpose.DELEGATION},
    # The reply address goes with the last e-mail to the person, which it stands in. E-mail updates and answers
    # in a poll are erased on pages of their own.
    "erased": ALL - {
        Purpose.REPLY, Purpose.SIGN_IN, Purpose.ENTRY, *OF_SUBSCRIBER, Purpose.POLL, Purpose.POLL_ENTRY,
        Purpose.DOCUMENT,
    },
    "replaced": {
        Purpose.MANAGE, Purpose.JOIN, Purpose.CALENDAR, Purpose.DELEGATION, Purpose.SIGN_IN, Purpose.ENTRY,
        Purpose.DOCUMENT,
    },
    "rows_deleted": ALL,
    "ids_reused": ALL,
    "key_rotated": set(),
    "old_key_gone": set(),
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Ask each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def case(app, clock):
    """Return one subject of every purpose, all of one person at one event."""
    made = Case(app)
    made.build()
    return made


class Case(Ground):
    """One subject of every purpose, what happens to them, and which of their links open anything."""

    def build(self):
        self.host = self.organiser()
        self.event_id = self.event(self.host)
        self.invitee = self.invite(self.event_id, "invited@example.org")
        self.delegation = self.delegate(self.event_id, ANN, "Kenya")
        self.left = self.comment(self.event_id, ANN, "Where?")
        self.place = self.register(self.event_id, ANN)
        self.new_address(self.place, NEW)
        with transaction() as session:
            ensure_links(session, Purpose.UNSUBSCRIBE, [(self.place, self.event_id)])
            dates = self.several_dates(session)
            subscriber = self.subscriber(session)
            poll, participant = self.poll(session)
        self.secret_link(self.event_id)
        document = store_document("A/1", event_id=self.event_id, access=DocumentAccess.LINK)
        with transaction() as session:
            follow_access(session, session.get_one(Document, document), None)
        self.subjects = {
            **dict.fromkeys(OF_A_REGISTRATION, self.place),
            Purpose.REPLY: self.event_id,
            Purpose.ENTRY: self.event_id,
            Purpose.CALENDAR: self.calendar(self.place),
            Purpose.INVITEE: self.invitee,
            Purpose.DELEGATION: self.delegation,
            Purpose.COMMENT: self.left,
            Purpose.SIGN_IN: self.host,
            Purpose.DATES: dates,
            **dict.fromkeys(OF_SUBSCRIBER, subscriber),
            Purpose.POLL: participant,
            Purpose.POLL_ENTRY: poll,
            Purpose.DOCUMENT: document,
        }
        self.tokens = {Purpose.SIGN_IN: self.sign_in(self.host)} | {
            purpose: self.token(purpose, number, ANN)
            for purpose, number in self.subjects.items()
            if purpose is not Purpose.SIGN_IN
        }

    def subscriber(self, session):
        subject = SubscriptionSubject(Interest.CHANGES, event_id=self.event_id)
        request_subscription(
            session, subject, email=ANN, frequency=Frequency.AT_ONCE, language="en", timezone="UTC"
        )
        number = session.scalar(select(Subscriber.id))
        for purpose in OF_SUBSCRIBER:
            ensure_links(session, purpose, [(number, None)])
        return number

    def poll(self, session):
        """Add a poll with an open link, and a participant; return their ids."""
        poll_id, _option_id, person_id = polled(
            session, session.get_one(Event, self.event_id), "plain"
        )
        return poll_id, person_id

    def several_dates(self, session):
        event = session.get_one(Event, self.event_id)
        group_id, at = group_of(session, event), clock.now()
        row = DateGroupRegistration(
            date_group_id=group_id, address=ANN, takes_all=True, created_at=at
        )
        session.add(row)
        session.flush()
        ensure_links(session, Purpose.DATES, [(row.id, None)])
        return row.id

    def dead(self, tokens):
        return {purpose for purpose, token in tokens.items() if self.opens(purpose, token) is None}

    # --- What happens

    def left_alone(self):
        pass

    def used(self):
        self.do(invitees.record_form_opened, invitee_id=self.invitee)
        self.do(verification.replace_by_verified_address, self.place, NEW)
        self.do(sign_in_links.sign_in_with_token, self.tokens[Purpose.SIGN_IN])
        self.do(comments.erase_comment, self.left)

    def moved(self):
        self.do(verification.replace_by_verified_address, self.place, NEW)

    def cancelled(self):
        self.do(cancellation.cancel_registration, self.place)
        self.do(invitees.withdraw_invitation, event_id=self.event_id, invitee_id=self.invitee)
        self.withdraw_delegation()

    def withdraw_delegation(self):
        self.do(
            delegations.withdraw_delegation, event_id=self.event_id, delegation_id=self.delegation
        )

    def erased(self):
        self.do(erasure.erase_registrant, self.place)
        self.delete("invitees", self.invitee)  # as of someone who registered by it

    def replaced(self):
        self.do(links.replace_links, self.place)
        self.calendar(self.place, renew=True)
        self.secret_link(self.event_id, renew=True)
        with transaction() as session:
            document = session.get_one(Document, self.subjects[Purpose.DOCUMENT])
            replace_secret_link(session, document)
        self.do(
            delegations.change_delegation, event_id=self.event_id, delegation_id=self.delegation,
            name="Kenya", focal_name="Focal", focal_email=NEW, quota=None,
        )  # fmt: skip
        with transaction() as session:
            people.add_organiser(session, email="other@example.org", timezone="UTC", admin=True)
            people.disable_account(session, session.get_one(Organiser, self.host))

    def rows_deleted(self):
        self.clear()

    def ids_reused(self):
        before = dict(self.subjects)
        self.clear()
        self.forget_ids()
        again = Case(self.app)
        again.build()
        assert again.subjects == before
        assert again.dead(again.tokens) == set()

    def key_rotated(self):
        self.rotate_key("another key that is long enough to be one")
        fresh = {
            purpose: self.token(purpose, number, ANN)
            for purpose, number in self.subjects.items()
            if purpose is not Purpose.SIGN_IN
        }
        # ORGANIZER must not change under one UID.
        assert set(fresh.values()) & set(self.tokens.values()) == {self.tokens[Purpose.REPLY]}
        assert self.dead(fresh) == set()

    def old_key_gone(self):
        self.rotate_key("another key that is long enough to be one")
        self.forget_old_keys()


@pytest.mark.parametrize("what", ENDS)
def test_link_ends_with_its_subject_and_never_opens_a_later_one(case, what):
    assert case.dead(case.tokens) == set()

    getattr(case, what)()

    assert case.dead(case.tokens) == ENDS[what]


def test_link_of_withdrawn_delegation_never_opens_another(case):
    old = case.tokens[Purpose.DELEGATION]
    case.withdraw_delegation()
    case.forget_ids("delegations")

    again = case.delegate(case.event(case.organiser()), NEW, "Fiji")

    assert again == case.delegation  # the very number
    assert case.opens(Purpose.DELEGATION, old) is None
    assert case.opens(Purpose.DELEGATION, case.token(Purpose.DELEGATION, again))


def test_links_of_removed_event_end_with_it(case):
    removed = case.event(case.host)
    subjects = {
        Purpose.INVITEE: case.invite(removed, ANN),
        Purpose.DELEGATION: case.delegate(removed, ANN, "Kenya"),
        Purpose.COMMENT: case.comment(removed, ANN, "Where?"),
        Purpose.ENTRY: removed,
        Purpose.REPLY: removed,
    }
    case.secret_link(removed)
    tokens = {purpose: case.token(purpose, number, ANN) for purpose, number in subjects.items()}
    assert case.dead(tokens) == set()

    case.do(events.unpublish_event, removed, case.site)
    case.do(events.discard_draft, removed)

    assert case.dead(tokens) == set(subjects)


def test_token_is_valid_for_one_purpose_only(case):
    opened = {
        (purpose, other)
        for purpose, token in case.tokens.items()
        for other in Purpose
        if case.opens(other, token)
    }

    assert opened == {(purpose, purpose) for purpose in Purpose}


def test_links_open_in_a_copy_of_the_database_what_they_opened_before(case, tmp_path):
    target = create_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    database.prepare(target)
    Base.metadata.create_all(target)
    db.session.rollback()

    with Session(target) as session:
        session.connection(execution_options={"writes": True})
        copy_all(db.engine, session)
        results = {
            purpose: resolve_token(session, purpose, token)
            for purpose, token in case.tokens.items()
        }
    target.dispose()

    assert {item: results[item].subject_id for item in results} == case.subjects
