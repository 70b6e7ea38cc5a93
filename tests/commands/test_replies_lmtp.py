"""webinars replies --lmtp: a real process, answered recipient by recipient, and what one e-mail costs."""

import os
import re
import signal
import smtplib
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import select

from tests.commands.test_replies import SETTINGS, decline, status, there  # noqa: F401 - fixtures
from tests.fork_server import ForkedProcess, run_forked
from tests.replies.mails import REPLY_ADDRESS
from webinars.database import db
from webinars.replies.lmtp import ListenAddress, parse_listen_address
from webinars.replies.models import Reply
from webinars.replies.parsing.parse_mail import MAX_BYTES

SENDER = "wanjiru@example.com"
LISTENING = re.compile(rb"Receiving e-mails by LMTP on (\S+)\n")


@pytest.fixture
def listening(environment):
    """Return a context manager that runs the command, and yields the process and its address."""

    @contextmanager
    def listening(where="127.0.0.1:0", **settings):
        variables = {f"WEBINARS_{name}": value for name, value in (SETTINGS | settings).items()}
        process = ForkedProcess(
            [sys.executable, "-m", "webinars.cli", "replies", "--lmtp", where],
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            line = process.stdout.readline()
            assert LISTENING.fullmatch(line), (line, process.stderr.read() if not line else b"")
            yield process, LISTENING.fullmatch(line)[1].decode()
        finally:
            process.kill()
            process.communicate()

    return listening


def connect(where):
    if where.startswith("/"):
        return smtplib.LMTP(where, timeout=20)
    host, _, port = where.rpartition(":")
    return smtplib.LMTP(host, int(port), timeout=20)


def recipient_of(raw):
    return re.search(rb"rsvp\+[a-z2-7]+@[a-z.]+", raw)[0].decode()


def session_of(connection, recipients, raw):
    """Send an e-mail and return the replies after its data, one for each recipient."""
    connection.ehlo_or_helo_if_needed()
    connection.mail(SENDER)
    accepted = [connection.rcpt(address)[0] == 250 for address in recipients]
    connection.putcmd("data")
    assert connection.getreply()[0] == 354
    connection.send(raw + b"\r\n.\r\n")
    return [connection.getreply()[0] for _ in range(sum(accepted))]


def test_reply_is_processed_and_the_process_stops_on_sigterm(listening, decline):  # noqa: F811
    with listening() as (process, where):
        with connect(where) as connection:
            assert session_of(connection, [recipient_of(decline)], decline) == [250]
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=20)

    assert (process.returncode, status()) == (0, "cancelled")
    assert b"processed" in errors
    assert b"@" not in output + errors


def test_each_recipient_is_answered(listening, decline):  # noqa: F811
    own, other = recipient_of(decline), "someone@events.example.org"
    recipients = [REPLY_ADDRESS, own, other, own]

    with listening() as (_, where), connect(where) as connection:
        assert session_of(connection, recipients, decline) == [250, 250, 250]
        assert connection.rset()[0] == 250
        connection.mail(SENDER)
        assert connection.rcpt(other)[0] == 550

    assert status() == "cancelled"
    assert db.session.scalars(select(Reply.status)).all() == ["declined"]


def test_oversized_email_is_rejected_for_each_recipient(listening, decline):  # noqa: F811
    raw = decline + b"\r\n" + b"a" * 900 + (b"\r\n" + b"a" * 900) * (MAX_BYTES // 900)
    own = recipient_of(decline)

    with listening() as (_, where), connect(where) as connection:
        assert session_of(connection, [own, REPLY_ADDRESS], raw) == [552, 552]
        assert session_of(connection, [own], decline) == [250]  # the connection goes on

    assert status() == "cancelled"


def test_unparsable_email_is_stored_for_the_operator(listening, there, tmp_path):  # noqa: F811
    raw = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 40

    with listening() as (_, where), connect(where) as connection:
        assert session_of(connection, [REPLY_ADDRESS], raw) == [250]

    assert len(list(tmp_path.glob("**/replies-trouble/*.eml"))) == 1


def test_failing_database_defers_the_email(listening, decline, tmp_path):  # noqa: F811
    (path,) = tmp_path.glob("**/webinars.db")
    with (
        listening() as (_, where),
        connect(where) as connection,
        closing(sqlite3.connect(path)) as file,
    ):
        file.execute("ALTER TABLE replies RENAME TO replies_elsewhere")
        deferred = session_of(connection, [recipient_of(decline)], decline)
        file.execute("ALTER TABLE replies_elsewhere RENAME TO replies")
        delivered = session_of(connection, [recipient_of(decline)], decline)

    assert (deferred, delivered) == ([451], [250])
    assert status() == "cancelled"


def test_email_being_received_is_finished_before_the_process_stops(listening, decline):  # noqa: F811
    with listening() as (process, where), connect(where) as connection:
        connection.ehlo_or_helo_if_needed()
        connection.mail(SENDER)
        connection.rcpt(recipient_of(decline))
        connection.putcmd("data")
        assert connection.getreply()[0] == 354
        connection.send(decline[:500])
        process.send_signal(signal.SIGTERM)
        connection.send(decline[500:] + b"\r\n.\r\n")
        assert connection.getreply()[0] == 250
        process.wait(timeout=20)

    assert (process.returncode, status()) == (0, "cancelled")


def test_unix_socket_is_private_and_removed(listening, decline, tmp_path):  # noqa: F811
    path = tmp_path / "lmtp"
    with listening(str(path)) as (process, where):
        assert oct(path.stat().st_mode & 0o777) == "0o660"
        with connect(where) as connection:
            assert session_of(connection, [recipient_of(decline)], decline) == [250]
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

    assert (status(), path.exists()) == ("cancelled", False)


def test_malformed_address_is_a_one_line_error(run, there):  # noqa: F811
    done = run("replies", "--lmtp", "nowhere", **SETTINGS)

    assert done.status == 2
    assert "--lmtp must be HOST:PORT or an absolute path, not 'nowhere'" in done.err


def test_address_that_cannot_be_bound_is_a_one_line_error(environment, there):  # noqa: F811
    variables = {f"WEBINARS_{name}": value for name, value in SETTINGS.items()}
    # In a process of its own: browser tests leave an event loop running in this one.
    done = run_forked(
        [sys.executable, "-m", "webinars.cli", "replies", "--lmtp", "/no/such/folder/lmtp"],
        env=os.environ | variables,
    )

    assert done.returncode == 2
    assert "cannot listen on /no/such/folder/lmtp" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:24", ListenAddress("127.0.0.1", 24)),
        ("[::1]:8024", ListenAddress("::1", 8024)),
        ("/run/webinars/lmtp", ListenAddress(path="/run/webinars/lmtp")),
    ],
)
def test_addresses_are_parsed_and_written(text, address):
    assert parse_listen_address(text) == address
    assert str(address) == text
