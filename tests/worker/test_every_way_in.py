"""Fifty threads cause e-mails in every possible way while three workers send: no budget is exceeded."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select

from webinars.access import delegations as access_delegations
from webinars.access import invitees
from webinars.access.models import Nomination
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser, enable_account
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token, send_sign_in_link
from webinars.comments.moderation import publish_comment
from webinars.comments.submission import submit_comment
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.enums import NotificationMode
from webinars.events.roles import Role
from webinars.events.team import membership, ownership
from webinars.outbox import budget_ledger
from webinars.outbox.enqueue import CLIENT
from webinars.outbox.models import Message, MessageState
from webinars.registrations import cancellation, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.nominations import (
    Delegate,
    DelegateRowError,
    register_delegates,
    withdraw_nomination,
)
from webinars.registrations.organiser import resend_email
from webinars.registrations.organiser.bulk_registration import bulk_register
from webinars.registrations.registrant import details_change, links
from webinars.security.mailboxes import mailbox_of
from webinars.worker.loop import deliver_once

VICTIM = "victim@example.com"
MAILBOX, EVENT, CLIENT_BUDGET, THREADS, EVENTS = 9, 2, 25, 50, 6


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    database = (
        {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}
        if request.param == "postgresql"
        else {}
    )
    return {
        "MAILBOX_EMAILS_PER_HOUR": MAILBOX,
        "EVENT_EMAILS_PER_HOUR": EVENT,
        "CLIENT_EMAILS_PER_HOUR": CLIENT_BUDGET,
        **database,
    }


@pytest.fixture
def world(clock, make_event, organiser):
    """Create events with a delegation each; the victim is a registrant, focal point and organiser."""
    with transaction() as session:
        victim = add_organiser(session, email=VICTIM, name="Vic", timezone="UTC")
        victim.seen_at = clock.now()
    events = [
        make_event(
            notification_mode=NotificationMode.NEVER,
            terms={"accepts_delegations": True, "accepts_comments": True},
        )
        for _ in range(EVENTS)
    ]
    with transaction() as session:
        delegations = [
            access_delegations.add_delegation(
                session, event_id=event.id, name="Kenya", focal_name="Vic", focal_email=VICTIM,
                quota=None, language="en",
            )
            for event in events
        ]  # fmt: skip
        session.flush()
        return [
            (event.id, delegation.id) for event, delegation in zip(events, delegations, strict=True)
        ]


def ways(session, event_id, delegation_id, chance, admin_id):
    """Return functions that each cause an e-mail to one mailbox under one of its addresses."""
    tagged = f"Victim+{chance.randrange(9)}@example.com"
    person = {"name": "Vic", "email": tagged, "timezone": "UTC", "language": "en"}
    shown = {"delegation_id": delegation_id}

    def theirs():
        query = select(Registration.id).where(Registration.event_id == event_id)
        return chance.choice(session.scalars(query).all() or [0])

    def named():
        query = select(Nomination.id).where(Nomination.delegation_id == delegation_id)
        return chance.choice(session.scalars(query).all() or [0])

    def comment():
        fields = {"name": "V", "email": tagged, "text": f"Why {chance.random()}?", "language": "en"}
        publish_comment(
            session,
            event_id=event_id,
            comment_id=submit_comment(session, event_id=event_id, **fields).id,
        )

    def proof():
        fields = {**person, "email": f"victim+new{chance.random()}@example.com", "affiliation": ""}
        details_change.change_details(session, theirs(), **fields)

    def sign_in():
        host = organiser_by_email(session, VICTIM)
        send_sign_in_link(session, host, invited_by=host)
        assert issue_sign_in_token(session, host)

    def join_team():
        role = chance.choice((Role.EDITOR, Role.VIEWER))
        membership.add_member(
            session, event_id, by=admin(), email=VICTIM, role=role, of_series=False
        )

    def hand_over():
        host = organiser_by_email(session, VICTIM)
        ownership.transfer_ownership(session, event_id, to_id=host.id, by=admin())

    def lose_access():
        host = organiser_by_email(session, VICTIM)
        ownership.remove_access(session, host, successor=admin())
        enable_account(host)

    def admin():
        return session.get_one(Organiser, admin_id)

    return {
        "register": lambda: new_registration.register_attendee(
            session, event_id=event_id, **person
        ),
        "again": lambda: new_registration.register_attendee(session, event_id=event_id, **person),
        "cancel": lambda: cancellation.cancel_registration(session, theirs()),
        "come back": lambda: new_registration.register_again(session, theirs()),
        "new links": lambda: links.replace_links(session, theirs()),
        "links": lambda: links.send_links(session, email=tagged, language="en", timezone="UTC"),
        "proof": proof,
        "comment": comment,
        "name": lambda: register_delegates(session, **shown, people=[Delegate("Vic", tagged)]),
        "withdraw": lambda: withdraw_nomination(session, **shown, nomination_id=named()),
        "focal point": lambda: access_delegations.resend_focal_point_link(
            session, event_id=event_id, delegation_id=delegation_id
        ),
        "invite": lambda: invitees.send_invitations(
            session, event_id=event_id, people=[invitees.Recipient("V", tagged)], language="en"
        ),
        "write down": lambda: bulk_register(
            session, event_id=event_id, people=[Delegate("Vic", tagged)], language="en"
        ),
        "send again": lambda: resend_email.resend_email(
            session, event_id=event_id, registration_id=theirs()
        ),
        "sign in": sign_in,
        "join the team": join_team,
        "hand over": hand_over,
        "lose access": lose_access,
    }


def storm(app, world, admin_id):
    """Run all threads while workers send; return how often each function was called."""
    used, stop = Counter(), threading.Event()

    def use(number):
        chance = random.Random(number)
        with app.app_context():
            for turn in range(3):
                try:
                    with transaction() as session:
                        session.info[CLIENT] = f"client{number % 2}"
                        result = ways(session, *chance.choice(world), chance, admin_id)
                        name = list(result)[(number + turn * 5) % len(result)]
                        used[name] += 1
                        result[name]()
                except (WebinarsError, DelegateRowError):
                    pass

    def send():
        while not stop.is_set():
            deliver_once(app)
            stop.wait(0.05)

    workers = [threading.Thread(target=send) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(use, range(THREADS)))
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    deliver_once(app)
    return used


def received(app):
    """Return the number of e-mails to the mailbox, and of those about the busiest event."""
    db.session.rollback()
    sent = db.session.scalars(select(Message).where(Message.state == MessageState.SENT)).all()
    events = Counter(row.event_id for row in sent if row.event_id is not None)
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (Path(app.config["DATA_DIR"]) / "mail").glob("*.eml")
    ]
    boxes = Counter(mailbox_of(mail["To"].addresses[0].addr_spec) for mail in mails)
    assert boxes.keys() <= {VICTIM}
    return boxes[VICTIM], max(events.values())


def test_no_budget_is_exceeded_by_concurrent_requests(app, world, organiser):
    used = storm(app, world, organiser.id)

    mailbox, event = received(app)
    assert len(used) == 18
    assert mailbox == MAILBOX
    assert event <= EVENT


def test_without_the_ledger_concurrent_requests_exceed_every_budget(
    app, world, organiser, monkeypatch
):
    monkeypatch.setattr(budget_ledger, "spend", lambda *_: {})

    storm(app, world, organiser.id)

    mailbox, event = received(app)
    assert mailbox > MAILBOX
    assert event > EVENT
