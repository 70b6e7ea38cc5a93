"""Reading the mailbox of replies on a real IMAP server: every e-mail is processed once and moved."""

import re
import threading
from functools import partial

import pytest

from tests.replies.dovecot import serving
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.registrations.status import Status
from webinars.replies import calendar_replies
from webinars.replies import imap as replies_imap
from webinars.replies.imap import (
    DONE_FOLDER,
    OTHER_FOLDER,
    TROUBLE_FOLDER,
    MailboxAccount,
    parse_mailbox_url,
)
from webinars.replies.ingest import ingest_email
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import MAX_BYTES

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def overrides():
    """Enable replies, on the default database."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture(scope="module")
def imap():
    """Return a server."""
    with serving() as server:
        yield server


@pytest.fixture
def box(imap, request):
    """Create a mailbox for the test."""
    return imap.mailbox(re.sub(r"\W", "-", request.node.name))


@pytest.fixture
def read(box, site):
    """Return a function that reads the mailbox as the command does."""
    return lambda at=box: replies_imap.process_mailbox(
        parse_mailbox_url(at.url), partial(ingest_email, site=site), threading.Event()
    )


@pytest.fixture
def place(make_event, make_registration, deliver):
    """Create an event; return it with a factory of invited registrants."""
    event = make_event()

    def make(number):
        made = make_registration(event, email=f"p{number}@example.com")
        deliver()
        return made

    return event, make


def test_replies_of_three_calendars_are_processed_and_moved(box, read, place, mail_of, status_of):
    event, invited = place
    people = [invited(number) for number in range(3)]
    box.put(
        *(mail_of(event, person, shape) for person, shape in zip(people, CALENDARS, strict=True))
    )

    outcomes = read()

    assert outcomes == {Outcome.TAKEN: 3}
    assert [status_of(person) for person in people] == [Status.CANCELLED] * 3
    assert (box.count("INBOX"), box.count(DONE_FOLDER)) == (0, 3)


def test_reading_a_mailbox_again_changes_nothing(box, read, place, mail_of, stored_replies):
    event, invited = place
    box.put(mail_of(event, invited(1)))
    read()
    before = stored_replies()
    box.move_back(DONE_FOLDER)

    outcomes = read()

    assert outcomes == {Outcome.AGAIN: 1}
    assert (stored_replies(), box.count("INBOX")) == (before, 0)


def test_failing_email_is_moved_to_trouble_and_others_are_processed(
    box, read, place, mail_of, monkeypatch, caplog
):
    event, invited = place
    good, poisoned = invited(1), invited(2)
    nested = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 99
    box.put(
        mail_of(event, poisoned),
        nested,
        b"Subject: long\r\n\r\n" + b"a" * MAX_BYTES,
        mail_of(event, good),
    )
    keep = calendar_replies._stored_reply

    def raises_for_one(session, event, place, *rest):
        if place.id == poisoned.id:
            raise ZeroDivisionError(place.email)
        return keep(session, event, place, *rest)

    monkeypatch.setattr(calendar_replies, "_stored_reply", raises_for_one)

    outcomes = read()

    assert outcomes == {Outcome.POISONED: 1, Outcome.UNREADABLE: 2, Outcome.TAKEN: 1}
    assert (box.count("INBOX"), box.count(TROUBLE_FOLDER)) == (0, 3)
    assert "ZeroDivisionError" in caplog.text
    assert "@" not in caplog.text


def test_emails_that_are_not_replies_are_moved_unanswered(box, read, place, mail_of, deliver):
    event, invited = place
    person = invited(1)
    box.put(mail_of(event, person, "vacation"), written("gmail"), b"Subject: hello\r\n\r\nworld")

    outcomes = read()

    assert outcomes == {Outcome.AUTOMATIC: 1, Outcome.UNKNOWN: 1, Outcome.OTHER: 1}
    assert (box.count("INBOX"), box.count(OTHER_FOLDER)) == (0, 3)
    assert deliver() == []


def test_written_reply_is_forwarded_once_and_moved(box, read, place, mail_of, deliver):
    event, invited = place
    box.put(mail_of(event, invited(1), "written"))

    first = read()
    box.move_back(DONE_FOLDER)
    again = read()

    assert (first, again) == ({Outcome.PASSED_ON: 1}, {Outcome.AGAIN: 1})
    assert (box.count("INBOX"), box.count(OTHER_FOLDER)) == (0, 0)
    assert ["amira@example.org" in mail.message["To"] for mail in deliver()] == [True]


def test_email_stays_if_processing_raises(box, place, mail_of):
    event, invited = place
    box.put(mail_of(event, invited(1)))

    def fails(_raw):
        raise RuntimeError("the database does not answer")

    with pytest.raises(RuntimeError):
        replies_imap.process_mailbox(parse_mailbox_url(box.url), fails, threading.Event())
    assert box.count("INBOX") == 1


def test_stop_event_ends_reading(box, place, mail_of):
    event, invited = place
    box.put(*(mail_of(event, invited(number)) for number in range(3)))
    stop = threading.Event()

    def stops(_raw):
        stop.set()
        return Outcome.TAKEN

    assert replies_imap.process_mailbox(parse_mailbox_url(box.url), stops, stop) == {
        Outcome.TAKEN: 1
    }
    assert box.count("INBOX") == 2


def test_email_moved_by_another_process_is_skipped(box, read, place, mail_of, status_of):
    event, invited = place
    people = [invited(number) for number in range(3)]
    box.put(*(mail_of(event, person) for person in people))
    other_has_read = threading.Event()

    def slowly(raw):
        if not other_has_read.is_set():
            other_has_read.set()
            assert read() == {Outcome.TAKEN: 3}
        return Outcome.TAKEN

    outcomes = replies_imap.process_mailbox(parse_mailbox_url(box.url), slowly, threading.Event())

    assert outcomes == {Outcome.TAKEN: 1}
    assert [status_of(person) for person in people] == [Status.CANCELLED] * 3
    assert (box.count("INBOX"), box.count(DONE_FOLDER)) == (0, 3)


def test_folders_below_the_inbox_are_supported(read):
    with serving(below_inbox=True) as server:
        box = server.mailbox("replies")
        for _ in range(2):  # the folders are there the second time
            box.put(written("gmail"))
            read(box)

        assert (box.count("INBOX"), box.count(f"INBOX.{OTHER_FOLDER}")) == (0, 2)


def test_wrong_password_raises(box):
    wrong = parse_mailbox_url(box.url.replace("p%40ss", "wrong"))

    with pytest.raises(replies_imap.FAILURES):
        replies_imap.process_mailbox(wrong, lambda _: Outcome.TAKEN, threading.Event())


def test_missing_starttls_is_an_error(box):
    asked = parse_mailbox_url(box.url.replace("?starttls=never", ""))

    with pytest.raises(replies_imap.FAILURES):
        replies_imap.process_mailbox(asked, lambda _: Outcome.TAKEN, threading.Event())


# --- The setting


@pytest.mark.parametrize(
    ("url", "result"),
    [
        (
            "imaps://rsvp:p%40ss%2Fword@imap.example.org",
            MailboxAccount("imap.example.org", 993, "rsvp", "p@ss/word", "INBOX", "implicit"),
        ),
        (
            "imap://rsvp%40example.org:x@imap.example.org:1143/Calendars/Replies",
            MailboxAccount("imap.example.org", 1143, "rsvp@example.org", "x", "Calendars/Replies", "starttls"),
        ),
        (
            "imap://a:b@127.0.0.1/?starttls=never",
            MailboxAccount("127.0.0.1", 143, "a", "b", "INBOX", "none"),
        ),
    ],
)  # fmt: skip
def test_imap_url_is_parsed(url, result):
    assert parse_mailbox_url(url) == result


@pytest.mark.parametrize(
    "url",
    [
        "pop3://a:b@host",
        "imaps://",
        "imaps://host",
        "imaps://a@host",
        "imap://a:secret@host/?starttls=perhaps",
        "imaps://a:secret@host:99999",
    ],
)
def test_invalid_imap_url_is_rejected_without_its_password(url):
    with pytest.raises(ValueError, match=r"it must|starttls|port") as refusal:
        parse_mailbox_url(url)
    assert "secret" not in str(refusal.value)
