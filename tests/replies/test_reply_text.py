"""Written replies: forwarded to the contact once, and only from registrants or within limits."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.postgres import on_both_databases
from tests.replies.mails import REPLY_ADDRESS
from webinars.database import transaction
from webinars.emails.batch import Batch
from webinars.emails.composers import compose
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations import erasure
from webinars.registrations.status import Status
from webinars.replies import queries, written_replies
from webinars.replies.ingest import ingest_email
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.reply_text import MAX_TEXT_LENGTH
from webinars.replies.reply_rules import MAX_FROM_OTHERS_AN_HOUR, MAX_PER_DAY

pytestmark = pytest.mark.usefixtures("clock")
CONTACT = "amira@example.org"


def body(words, *heads):
    """Return an e-mail with its headers and text replaced."""

    def changed(raw):
        top = re.split(rb"(?=MIME-Version)", raw)[0]
        return top + b"".join(head + b"\r\n" for head in heads) + b"\r\n" + words

    return changed


def test_written_reply_reaches_the_contact_who_can_respond(
    event, invited, mail_of, arrive, deliver, status_of
):
    outcome = arrive(mail_of(event, invited, "written"))

    (mail,) = deliver()
    assert outcome is Outcome.PASSED_ON
    assert CONTACT in mail.message["To"]
    assert mail.message["Reply-To"] == "Wanjiru Kamau <wanjiru@example.com>"
    assert mail.message["Subject"] == (
        "Message from Wanjiru Kamau (Legal Aid Network): Children deprived of liberty"
    )
    assert mail.message["Auto-Submitted"] == "auto-generated"
    lines = mail.text.splitlines()
    assert "Subject: Re: Invitation: Séance" in lines
    assert [line for line in lines if line.startswith(">")] == [
        "> Is the room accéssible?",
        "> ",
        "> On Wed, 25 Nov 2026, Amira Haddad wrote:",
    ]
    assert status_of(invited) is Status.CONFIRMED


def test_attachments_html_and_quotations_are_not_forwarded(
    event, invited, mail_of, arrive, deliver
):
    arrive(mail_of(event, invited, "written"))

    text = str(*(mail.message for mail in deliver()))

    for left_out in ("What is in a file", "evil.example", "You have a place"):
        assert left_out not in text


def test_tokens_in_unmarked_quotations_are_redacted(
    event, invited, mail_of, arrive, deliver, site, address_of
):
    secrets = [link_token(item, invited.id) for item in ("manage", "join")]
    secret = address_of(invited).partition("+")[2].partition("@")[0]
    quoted = f"{site.url('/registrations/')}{secrets[0]} https%3A%2F%2Fx%2Fjoin%2F{secrets[1]} rsvp+{secret.upper()}@"
    raw = body(quoted.encode())(mail_of(event, invited, "written"))

    arrive(raw.replace(b"Subject: ", b"Subject: " + secrets[1].encode() + b" "))

    (mail,) = deliver()
    for item in (*secrets, secret.upper(), secret):
        assert item not in mail.text
        assert item not in mail.message["Subject"]
    assert mail.text.count("[…]") == 4


def test_email_read_twice_is_forwarded_once(
    event, invited, mail_of, arrive, deliver, stored_replies
):
    raw = mail_of(event, invited, "written")

    outcomes = [arrive(raw) for _ in range(3)]

    assert outcomes == [Outcome.PASSED_ON, Outcome.AGAIN, Outcome.AGAIN]
    assert stored_replies() == [("written", "taken")]
    assert len(deliver()) == 1


def test_killed_process_leaves_nothing_and_the_next_one_forwards(
    event, invited, mail_of, arrive, deliver, stored_replies, monkeypatch
):
    raw, post = mail_of(event, invited, "written"), written_replies.enqueue

    def dies(*args, **fields):
        post(*args, **fields)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(written_replies, "enqueue", dies)
        with pytest.raises(KeyboardInterrupt):
            arrive(raw)

    assert stored_replies() == []
    assert arrive(raw) is Outcome.PASSED_ON
    assert len(deliver()) == 1


def test_written_reply_is_stored_next_to_calendar_replies(event, invited, mail_of, arrive, session):
    arrive(mail_of(event, invited, partstat="ACCEPTED"))
    arrive(mail_of(event, invited, "written"))

    result = queries.replies_by_registration(session, [invited.id])[invited.id]

    assert result.reply.status.value == "accepted"
    assert queries.order_of_last_reply(session, invited.id).stamp == result.reply.dtstamp


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": CONTACT},
        {"to": REPLY_ADDRESS},
        {"to": "rsvp+1-aaaaaaaaaaaaaaaaaaaaaaaaaa@events.example.org"},
    ],
)
def test_emails_of_the_contact_or_without_token_stay_in_the_other_folder(
    fields, event, invited, mail_of, arrive, deliver, stored_replies
):
    outcome = arrive(mail_of(event, invited, "written", **fields))

    assert (outcome, stored_replies(), deliver()) == (Outcome.OTHER, [], [])


def test_reply_of_another_sender_is_forwarded_and_marked(
    event, invited, mail_of, arrive, deliver, status_of, stored_replies
):
    outcome = arrive(mail_of(event, invited, "written", sender="assistant@example.net"))

    (mail,) = deliver()
    assert outcome is Outcome.PASSED_ON
    assert CONTACT in mail.message["To"]
    assert mail.message["Reply-To"] == "assistant@example.net"
    assert mail.message["Subject"].startswith("Message from an address that is not registered: ")
    assert "from an address that is not registered" in mail.text
    assert "Is the room accéssible?" in mail.text
    assert "It came under the address that they registered with" not in mail.text
    assert status_of(invited) is Status.CONFIRMED
    assert stored_replies() == [("written", "stranger")]


def test_other_sender_is_forwarded_three_times_an_hour(
    event, invited, mail_of, arrive, deliver, clock
):
    once = mail_of(event, invited, "written", sender="a@example.net")
    more = [mail_of(event, invited, "written", sender="a@example.net") for _ in range(3)]
    outcomes = [arrive(raw) for raw in (once, once, *more)]
    outcomes.append(arrive(mail_of(event, invited, "written", sender="b@example.net")))
    clock.advance(timedelta(hours=1, minutes=1))
    outcomes.append(arrive(mail_of(event, invited, "written", sender="a@example.net")))

    passed, again, too_many = Outcome.PASSED_ON, Outcome.AGAIN, Outcome.TOO_MANY
    assert outcomes == [passed, again, passed, passed, too_many, passed, passed]
    assert len(deliver()) == 5


def test_other_senders_share_a_limit_apart_from_the_registrants(
    event, invited, mail_of, arrive, make_event, make_registration
):
    outcomes = [
        arrive(mail_of(event, invited, "written", sender=f"{n}@example.net"))
        for n in range(MAX_FROM_OTHERS_AN_HOUR + MAX_PER_DAY)
    ]
    another = make_event(title="Another")
    elsewhere = make_registration(another)

    assert outcomes.count(Outcome.PASSED_ON) == MAX_FROM_OTHERS_AN_HOUR
    assert outcomes[MAX_FROM_OTHERS_AN_HOUR:] == [Outcome.TOO_MANY] * MAX_PER_DAY
    assert arrive(mail_of(event, invited, "written")) is Outcome.PASSED_ON
    of_another = mail_of(another, elsewhere, "written", sender="0@example.net")
    assert arrive(of_another) is Outcome.PASSED_ON


@pytest.mark.parametrize(
    "sender", [REPLY_ADDRESS, "rsvp+a@events.example.org", "EVENTS@example.org"]
)
def test_emails_from_our_own_addresses_are_not_forwarded(
    sender, event, invited, mail_of, deliver, site
):
    assert (
        ingest_email(mail_of(event, invited, "written", sender=sender), site) is Outcome.AUTOMATIC
    )
    assert deliver() == []


@pytest.mark.parametrize(
    "head",
    [
        b"Auto-Submitted: auto-replied",
        b"Auto-Submitted: auto-generated",
        b"Precedence: list",
        b"List-Id: <people.example.org>",
        b"List-Unsubscribe: <mailto:x@example.org>",
        b"X-Auto-Response-Suppress: All",
        b"X-Autoreply: yes",
        b"Return-Path: <>",
    ],
)
def test_automatic_and_list_emails_are_not_forwarded(
    head, event, invited, mail_of, arrive, deliver
):
    for sender in ("wanjiru@example.com", "other@example.net"):
        raw = mail_of(event, invited, "written", sender=sender)
        raw = raw.replace(b"Return-Path: <" + sender.encode() + b">\r\n", b"")
        assert arrive(head + b"\r\n" + raw) is Outcome.AUTOMATIC
    assert deliver() == []


def test_looped_email_is_not_forwarded(event, invited, mail_of, arrive, deliver, address_of, site):
    arrive(mail_of(event, invited, "written"))
    (mail,) = deliver()
    ours = mail.message.as_bytes()
    round_it_comes = re.sub(rb"(?m)^From: .*$", b"From: wanjiru@example.com", ours, count=1)

    outcome = ingest_email(round_it_comes, site, recipients=[address_of(invited)])

    assert (outcome, deliver()) == (Outcome.AUTOMATIC, [])


def test_emails_with_calendar_objects_or_attached_emails_are_not_forwarded(
    event, invited, mail_of, arrive, deliver
):
    request = mail_of(event, invited, "apple").replace(b"METHOD:REPLY", b"METHOD:REQUEST")

    outcomes = {arrive(request), arrive(mail_of(event, invited, "forwarded"))}

    assert (outcomes, deliver()) == ({Outcome.OTHER}, [])


@on_both_databases
def test_forwarding_is_limited_per_day(event, invited, mail_of, arrive, deliver, clock):
    outcomes = [arrive(mail_of(event, invited, "written")) for _ in range(MAX_PER_DAY + 2)]

    assert outcomes == [Outcome.PASSED_ON] * MAX_PER_DAY + [Outcome.TOO_MANY] * 2
    first = deliver()
    clock.advance(timedelta(hours=1))  # the mailbox of the contact has a budget too
    assert len(first) < MAX_PER_DAY == len(first) + len(deliver())


@pytest.mark.parametrize(
    "heads",
    [
        [b"Content-Type: text/html"],
        [b"Content-Type: text/plain", b"Content-Disposition: attachment"],
        [b"Content-Type: text/plain; name=notes.txt"],
    ],
)
def test_email_without_plain_text_is_announced_without_text(
    heads, event, invited, mail_of, arrive, deliver
):
    without = body(b"<p>Is there captioning?</p>", *heads)
    arrive(without(mail_of(event, invited, "written")))

    (mail,) = deliver()

    assert "The message was not plain text" in mail.text
    assert "captioning" not in mail.text


@pytest.mark.parametrize("charset", ["punycode", "utf-7", "iso-8859-99", "zip", "nothing", "idna"])
def test_unknown_charset_is_decoded_as_utf_8(charset, event, invited, mail_of, arrive, deliver):
    plain = body(
        "Größe\x00 \x1b[1m\u202e?".encode(), f"Content-Type: text/plain; charset={charset}".encode()
    )
    raw = plain(mail_of(event, invited, "written"))

    outcome = arrive(re.sub(rb"Subject: .*", b"Subject: =?%s?q?x?=" % charset.encode(), raw))

    (mail,) = deliver()
    assert outcome is Outcome.PASSED_ON
    assert "> Größe [1m?" in mail.text.splitlines()


@on_both_databases
def test_long_text_is_truncated(event, invited, mail_of, arrive, deliver, session):
    arrive(body(b"word " * 100_000)(mail_of(event, invited, "written")))
    waiting = session.scalars(
        select(Message.payload).where(Message.topic == "organiser.mail")
    ).one()
    session.rollback()

    (mail,) = deliver()

    assert len(waiting["text"]) <= MAX_TEXT_LENGTH

    assert 700 < mail.text.count("word") <= 800


def test_erased_registrant_is_not_forwarded(event, invited, mail_of, arrive, site):
    arrive(mail_of(event, invited, "written"))
    with transaction() as session:
        erasure.erase_registrant(session, invited.id)

    with transaction() as session:
        message = session.scalars(select(Message).where(Message.topic == "organiser.mail")).one()
        assert compose(session, message, site, batch=Batch(session, site)) is None


@on_both_databases
def test_forward_goes_to_the_current_contact(event, invited, mail_of, arrive, deliver):
    arrive(mail_of(event, invited, "written"))
    with transaction() as session:
        session.get_one(Event, event.id).contact_email = "desk@example.org"

    assert ["desk@example.org" in mail.message["To"] for mail in deliver()] == [True]
