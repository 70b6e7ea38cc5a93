"""webinars replies: a mailbox, or one e-mail from a pipe, and the exit status for the mail server."""

import logging

import pytest
from sqlalchemy import select

from tests.conftest import SUMMER, make_app
from tests.links import reply_token
from tests.replies.dovecot import serving
from tests.replies.mails import REPLY_ADDRESS, written
from webinars.accounts.queries import organiser_by_email
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.replies.parsing.parse_mail import MAX_BYTES

SETTINGS = {
    "SECRET_KEY": "a key that is only good for tests, and long",
    "REPLY_ADDRESS": REPLY_ADDRESS,
}


@pytest.fixture(autouse=True)
def unlogged():
    """Remove the command's log handler from this process."""
    root, ours = logging.getLogger(), logging.getLogger("webinars")
    before = list(root.handlers), root.level, ours.level
    yield
    root.handlers[:], root.level, ours.level = before


@pytest.fixture
def there(made, tmp_path):
    """Open the command's installation in this process."""
    app = make_app(tmp_path, **SETTINGS)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def decline(there):
    """Return an e-mail with a declining reply."""
    site = there.extensions["site"]
    with transaction() as session:
        host = organiser_by_email(session, "amira@example.org")
        event = create_event(
            session, organiser=host, details=EventDetails(title="Talk", when=SUMMER), site=site
        )
        publish_event(session, event.id, site)
        place = register_attendee(
            session, event_id=event.id, name="Wanjiru", email="wanjiru@example.com",
            timezone="Africa/Nairobi", language="en",
        )  # fmt: skip
        session.flush()
        number, uid = place.id, event.uid
    local, _, domain = REPLY_ADDRESS.partition("@")
    raw = written("outlook", to=f"{local}+{reply_token(number)}@{domain}", uid=uid)
    db.session.remove()
    db.engine.dispose()
    return raw


def status():
    state = db.session.scalar(select(Registration.status))
    db.session.rollback()
    return state.value


def test_reply_from_a_pipe_is_processed(run, decline, caplog):
    done = run("replies", "--stdin", given=decline, **SETTINGS)

    assert (done.status, status()) == (0, "cancelled")
    assert caplog.text.endswith(": processed\n")
    assert "@" not in caplog.text


def test_pipe_may_pass_the_recipient(run, decline):
    to = decline.partition(b"Delivered-To: ")[2].partition(b"\r\n")[0]
    hidden = decline.replace(to, b"someone@example.org")
    assert run("replies", "--stdin", given=hidden, **SETTINGS).status == 0
    assert status() == "confirmed"

    run("replies", "--stdin", "--recipient", to.decode(), given=hidden, **SETTINGS)

    assert status() == "cancelled"


@pytest.mark.parametrize(
    "given", [b"", b"\xff\x00", b"Subject: hello\r\n\r\n", written("vacation")]
)
def test_email_that_is_not_a_reply_is_accepted(run, there, given):
    done = run("replies", "--stdin", given=given, **SETTINGS)

    assert (done.status, done.out) == (0, "")


def test_unparsable_email_is_stored_for_the_operator(run, there, tmp_path):
    given = b"Subject: long\r\n\r\n" + b"a" * 2 * MAX_BYTES

    assert [run("replies", "--stdin", given=given, **SETTINGS).status for _ in range(2)] == [0, 0]

    (path,) = (tmp_path / "var" / "replies-trouble").iterdir()
    assert path.stat().st_size == MAX_BYTES + 1
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"REPLY_ADDRESS": ""},
        {"REPLY_ADDRESS": "nowhere"},
        {"DATABASE_URL": "sqlite:////nowhere/at/all.db"},
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        {"TRUSTED_PROXIES": "many"},
    ],
)
def test_unavailable_database_makes_the_mail_server_retry(run, made, settings):
    done = run("replies", "--stdin", given=written("gmail"), **{**SETTINGS, **settings})

    assert done.status == 75
    assert done.out == ""


def test_whole_mailbox_is_processed(run, decline):
    with serving() as server:
        box = server.mailbox("replies")
        box.put(decline, decline, b"Subject: hello\r\n\r\n")

        done = run("replies", IMAP_URL=box.url, **SETTINGS)

        assert (done.status, status(), box.count("INBOX")) == (0, "cancelled", 0)
    lines = ["E-mails read: 3", "  not a reply: 1", "  processed: 1", "  processed before: 1"]
    assert done.out.splitlines() == lines


def test_unreachable_mailbox_is_a_one_line_error(run, there):
    done = run("replies", IMAP_URL="imap://a:secret@127.0.0.1:1/?starttls=never", **SETTINGS)

    assert done.status == 2
    assert done.err.splitlines() == ["webinars: the mailbox cannot be read: ConnectionRefusedError"]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"REPLY_ADDRESS": ""}, "WEBINARS_REPLY_ADDRESS must be set before replies can be read"),
        ({"IMAP_URL": ""}, "WEBINARS_IMAP_URL must be set to the mailbox, imaps://user:password@host/folder; or pass e-mails to --lmtp or --stdin"),
        ({"IMAP_URL": "imaps://h"}, "WEBINARS_IMAP_URL cannot be used: it must name a user and a password: imaps://user:password@host"),
    ],
)  # fmt: skip
def test_missing_setting_is_a_one_line_error(run, there, settings, line):
    done = run("replies", **{**SETTINGS, **settings})

    assert (done.status, done.err) == (2, f"webinars: {line}\n")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"REPLY_ADDRESS": ""}, "Calendar replies are not read: WEBINARS_REPLY_ADDRESS is not set"),
        ({}, f"Replies go to {REPLY_ADDRESS}; WEBINARS_IMAP_URL is not set, so the mail server must pass them to webinars replies --lmtp or --stdin"),
        ({"IMAP_URL": "imaps://a:b@mx.example.org/Calendars"}, f"Replies go to {REPLY_ADDRESS}, and webinars replies reads Calendars at mx.example.org"),
    ],
)  # fmt: skip
def test_check_reports_how_replies_are_read(run, there, settings, line):
    assert line in run("check", **{**SETTINGS, **settings}).out.splitlines()
