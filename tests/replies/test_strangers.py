"""E-mails of third parties to the reply address: no effect, no response, no growth."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.links import link_token, reply_token
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.capabilities.tokens import derive_token
from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.replies.ingest import ingest_email
from webinars.replies.models import Reply
from webinars.replies.outcome import Outcome
from webinars.replies.reply_rules import MAX_PER_DAY

pytestmark = pytest.mark.usefixtures("clock")
MALLORY = "mallory@example.net"
NO_REPLY = {Outcome.OTHER, Outcome.AUTOMATIC}


@pytest.fixture
def overrides():
    """Enable replies, on the default database."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture
def state(app):
    """Return a function that reads everything a reply may change: registrations, replies, messages."""

    def state():
        places = db.session.execute(
            select(
                Registration.id, Registration.address, Registration.status, Registration.verified_at
            )
        ).all()
        counts = [
            db.session.scalar(select(func.count()).select_from(table)) for table in (Reply, Message)
        ]
        db.session.rollback()
        return places, *counts

    return state


def with_method(raw, method):
    """Return an e-mail whose calendar object has another METHOD, in its first part only if it has two."""
    text = re.sub(rb"METHOD:REPLY", b"METHOD:" + method.encode(), raw)
    # Without the base64 part: two that differ are ignored.
    return re.sub(
        rb"(?s)--0+e1c0a106\r\nContent-Type: application/ics.*?(?=--0+e1c0a106--)", b"", text
    )


# --- METHOD and ATTENDEE


METHODS = ("REQUEST", "PUBLISH", "CANCEL", "ADD", "REFRESH", "DECLINECOUNTER", "REPLY2", "")


def test_only_replies_change_anything(event, invited, mail_of, arrive, state, status_of):
    before = state()

    outcomes = {arrive(with_method(mail_of(event, invited), method)) for method in METHODS}

    assert outcomes <= NO_REPLY
    assert state() == before
    # With its original method the e-mail counts, so only the method was the reason.
    assert arrive(with_method(mail_of(event, invited), "REPLY")) is Outcome.TAKEN
    assert status_of(invited) is Status.CANCELLED


CRASHERS = (
    f"{MALLORY}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:wanjiru@example.com",
    f"wanjiru@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{MALLORY}",
    f"wanjiru@example.com,{MALLORY}",
    f"{MALLORY}?cc=wanjiru@example.com",
    f"wanjiru@example.com%00{MALLORY}",
    f'"wanjiru@example.com" <{MALLORY}>',
    MALLORY,
)


def test_forwarded_invitation_registers_nobody(event, invited, mail_of, arrive, state):
    """The invitation was forwarded: the token is right, the attendee is another person, or there are two."""
    places, *_ = state()

    for crasher in CRASHERS:
        for partstat in ("ACCEPTED", "DECLINED"):
            raw = mail_of(event, invited, attendee=crasher, partstat=partstat)
            assert arrive(with_method(raw, "REPLY")) in NO_REPLY | {Outcome.STRANGER}

    assert state()[0] == places


def test_accepting_creates_no_registration(event, invited, mail_of, arrive, state, address_of):
    """Neither with the token of another registrant nor with the id of a future registration."""
    before = state()
    local, _, domain = REPLY_ADDRESS.partition("@")
    secrets = (address_of(invited), f"{local}+{invited.id + 1}-{'a' * 26}@{domain}")

    for to in secrets:
        for shape in CALENDARS:
            fields = {"to": to, "sender": MALLORY, "attendee": MALLORY, "partstat": "ACCEPTED"}
            arrive(mail_of(event, invited, shape, **fields))

    assert state()[0] == before[0]


# --- From, secret, UID


def test_matching_sender_alone_is_not_trusted(event, invited, arrive, state, site):
    """From can be forged; the token decides, and is for one registration."""
    local, _, domain = REPLY_ADDRESS.partition("@")
    right, before = reply_token(invited.id), state()
    guesses = [
        "",
        str(invited.id),
        right[:-1],
        f"{right}a",
        derive_token(Purpose.REPLY, "0" * 32, site.keys[0]),
        f"{invited.id}-{right}",
        *(link_token(item, invited.id) for item in ("manage", "join")),
    ]

    for guess in guesses:
        to = f"{local}+{guess}@{domain}" if guess else REPLY_ADDRESS
        for shape in CALENDARS:
            raw = written(shape, to=to, uid=event.uid, person=invited.email)
            assert arrive(raw) is Outcome.UNKNOWN

    assert state() == before


def test_tokens_of_two_registrations_match_none(
    event, invited, make_registration, mail_of, arrive, state, address_of
):
    other = make_registration(event, email="next@example.com")
    before = state()

    raw = mail_of(event, invited, to=f"{address_of(invited)}, {address_of(other)}")

    assert arrive(raw) is Outcome.UNKNOWN
    assert state() == before


def test_token_has_128_significant_bits(invited, session):
    token = reply_token(invited.id)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"

    assert len(token) * 5 >= 128
    assert resolve_token(session, Purpose.REPLY, token.upper()) is not None
    for at in range(len(token)):
        others = [item for item in alphabet if item != token[at]]
        changed = {f"{token[:at]}{item}{token[at + 1 :]}" for item in others}
        assert {resolve_token(session, Purpose.REPLY, item) for item in changed} == {None}


# --- No responses, no growth


def strange(mail_of, event, invited):
    """Return one e-mail of each kind that third parties and their programs send."""
    return {
        "forged": mail_of(event, invited, sender=MALLORY),
        "passed on": mail_of(event, invited, attendee=MALLORY, sender=MALLORY),
        "another's event": mail_of(event, invited, uid="another@events.example.org"),
        "no secret": mail_of(event, invited, to=REPLY_ADDRESS, sender=MALLORY),
        "vacation": mail_of(event, invited, "vacation", sender=MALLORY),
        "forwarded": mail_of(event, invited, "forwarded", sender=MALLORY),
        "bounce": mail_of(event, invited, "bounce", original="<x@y>"),
        "words": f"From: {MALLORY}\r\nTo: {REPLY_ADDRESS}\r\nReply-To: {MALLORY}\r\n\r\nHello".encode(),
        "receipt wanted": b"Disposition-Notification-To: %s\r\nReturn-Receipt-To: %s\r\n"
        % (MALLORY.encode(), MALLORY.encode())
        + mail_of(event, invited, sender=MALLORY, attendee=MALLORY),
        "huge": b"a" * (1024 * 1024 + 1),
        "bytes": bytes(range(256)) * 10,
    }


def test_no_email_is_answered(event, invited, mail_of, site, state, deliver):
    places, _, messages = state()

    outcomes = {
        kind: ingest_email(raw, site) for kind, raw in strange(mail_of, event, invited).items()
    }

    assert Outcome.TAKEN not in outcomes.values()
    assert Outcome.POISONED not in outcomes.values()
    assert state()[0] == places
    # The registrant alone is asked, about the decline in their name.
    assert state()[2] == messages + 1
    assert [sent.message["To"] for sent in deliver()] == ["Wanjiru Kamau <wanjiru@example.com>"]


def test_emails_without_a_token_are_not_stored(event, invited, mail_of, arrive, state):
    before = state()

    for number in range(MAX_PER_DAY + 5):
        arrive(mail_of(event, invited, to=REPLY_ADDRESS, sender=f"m{number}@example.net"))

    assert state() == before


def test_daily_limit_ends_after_a_day(event, invited, mail_of, arrive, status_of, clock):
    for number in range(MAX_PER_DAY):
        arrive(mail_of(event, invited, sender=f"m{number}@example.net"))
    assert arrive(mail_of(event, invited)) is Outcome.TOO_MANY

    clock.advance(timedelta(days=1, seconds=1))

    assert arrive(mail_of(event, invited, stamp="20261126T100000Z")) is Outcome.TAKEN
    assert status_of(invited) is Status.CANCELLED


def test_replayed_reply_has_no_second_effect(
    event, invited, mail_of, arrive, state, make_registration
):
    """A decline is replayed byte for byte after the person registered again."""
    fields = {"stamp": "20261125T093000Z"}
    arrive(mail_of(event, invited, **fields))
    with transaction() as session:
        session.get_one(Registration, invited.id).status = Status.CONFIRMED
    places, *_ = state()

    outcomes = [arrive(mail_of(event, invited, mail_id=f"copy.{n}", **fields)) for n in range(3)]

    assert set(outcomes) == {Outcome.OVERTAKEN}
    assert state()[0] == places
