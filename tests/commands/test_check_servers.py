"""webinars check asks the servers of an installation, and sends an e-mail to an address on request."""

import re
import sqlite3
from contextlib import closing
from email import message_from_bytes, policy

import pytest
from sqlalchemy import create_engine, text

from tests.commands.test_check import problems
from tests.emails.sink import Sink, misbehaving, running
from tests.replies.dovecot import serving

ADDRESS = "operator@example.org"
REPLIES = {"REPLY_ADDRESS": "rsvp@example.org"}


@pytest.fixture
def sink():
    with running(Sink()) as server:
        yield server


def test_email_is_sent_and_the_answer_printed(run, made, sink):
    done = run("check", "--send-to", ADDRESS, SMTP_URL=sink.url, SITE_NAME="Palais “A”")

    [(recipient, content)] = sink.taken
    message = message_from_bytes(content, policy=policy.default)
    assert (problems(done), done.status) == ([], 0)
    assert f"Test e-mail to {ADDRESS}: accepted, 250 OK" in done.out.splitlines()
    assert recipient == ADDRESS
    assert message["Subject"] == "Test e-mail from Palais “A”"
    assert message["Message-ID"]
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert "webinars check --send-to" in text
        assert "Palais “A”" in text


def test_no_email_is_sent_without_an_address(run, made, sink):
    done = run("check", SMTP_URL=sink.url)

    assert (sink.taken, done.status) == ([], 0)
    assert "Test e-mail" not in done.out


def test_international_domain_is_written_in_ascii(run, made, sink):
    run("check", "--send-to", "ops@bücher.example", SMTP_URL=sink.url)

    assert sink.taken[0][0] == "ops@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("command", "answer", "sentence"),
    [
        ("RCPT", "550 5.1.1 no such user", "the mail server refuses an e-mail to operator@example.org: 550 5.1.1 no such user"),
        ("RCPT", "450 4.2.0 greylisted", "the mail server does not take an e-mail to operator@example.org now: 450 4.2.0 greylisted"),
        ("DATA", "554 5.7.1 spam", "the mail server refuses an e-mail to operator@example.org: 554 5.7.1 spam"),
    ],
)  # fmt: skip
def test_refusal_is_quoted(run, made, sink, command, answer, sentence):
    sink.responses[command] = lambda _: answer

    done = run("check", "--send-to", ADDRESS, SMTP_URL=sink.url)

    assert problems(done) == [f"test e-mail: {sentence}"]
    assert done.status == 1


def test_refused_sender_is_a_problem_of_the_server(run, made):
    replies = {
        b"EHLO": b"250 mail\r\n", b"MAIL": b"550 not you\r\n", b"QUIT": b"221 bye\r\n",
    }  # fmt: skip
    with misbehaving(b"220 hello\r\n", replies) as url:
        done = run("check", "--send-to", ADDRESS, SMTP_URL=url)

    assert [line for line in problems(done) if "550 not you" in line and "test e-mail" in line]
    assert done.status == 1


@pytest.mark.parametrize("address", ["", "nobody", "a@b@", "jürg@example.org", "a\nb@example.org"])
def test_address_that_cannot_be_written_to_is_a_problem(run, made, sink, address):
    done = run("check", "--send-to", address, SMTP_URL=sink.url)

    [problem] = problems(done)
    assert problem.startswith("test e-mail: ")
    assert "cannot be written to" in problem
    assert (sink.taken, done.status) == ([], 1)


def test_email_that_is_written_to_a_folder_says_so(run, made, tmp_path):
    done = run("check", "--send-to", ADDRESS)

    [file] = (tmp_path / "var" / "mail").glob("*.eml")
    assert f"Test e-mail to {ADDRESS}: written to {file}; nothing sends it from there" in done.out
    assert problems(done) == ["test e-mail: it was not sent, because WEBINARS_SMTP_URL is not set"]
    assert done.status == 1


def test_folder_of_emails_that_cannot_be_created_is_reported(run, made, tmp_path):
    (tmp_path / "file").write_text("")

    done = run("check", SMTP_URL=f"file://{tmp_path}/file/mail")

    sent = run("check", "--send-to", ADDRESS, SMTP_URL=f"file://{tmp_path}/file/mail")

    problem = f"mail server: the folder {tmp_path}/file/mail for e-mails cannot be written to"
    assert problems(done) == [f"{problem} (WEBINARS_SMTP_URL)"]
    assert problems(sent)[1].startswith(
        "test e-mail: the folder for e-mails cannot be written to: NotADirectoryError"
    )
    assert (done.status, sent.status) == (1, 1)


def test_database_that_cannot_be_written_to_is_reported(run, made, tmp_path, postgres_url):
    file = tmp_path / "var" / "webinars.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER refused BEFORE UPDATE ON event_changes BEGIN SELECT RAISE(ABORT, 'no'); END"
        )

    done = run("check")

    assert problems(done) == ["database: it cannot be written to: no"]
    assert done.status == 1


def test_standby_database_is_reported(run, migrated, postgres_url):
    assert run("db", "upgrade", DATABASE_URL=postgres_url).status == 0
    standby = f"{postgres_url}?options=-c%20default_transaction_read_only%3Don"

    done = run("check", DATABASE_URL=standby)

    assert [line for line in problems(done) if line.startswith("database: it cannot be written")]
    assert done.status == 1


def test_lock_that_another_connection_holds_is_reported(run, migrated, postgres_url, monkeypatch):
    monkeypatch.setattr("webinars.commands.check.LOCK_MILLISECONDS", 50)
    assert run("db", "upgrade", DATABASE_URL=postgres_url).status == 0
    engine = create_engine(postgres_url)
    limited = f"{postgres_url}?options=-c%20statement_timeout%3D10000"
    with engine.begin() as connection:
        connection.execute(text("UPDATE event_changes SET number = number"))
        done = run("check", DATABASE_URL=limited)
    engine.dispose()

    [problem] = [line for line in problems(done) if line.startswith("database: ")]
    assert problem.startswith("database: it is locked by another connection")
    assert done.status == 1


@pytest.mark.parametrize("scheme", ["smtp", "imap"])
def test_server_that_uses_up_each_timeout_is_reported(run, made, monkeypatch, scheme):
    monkeypatch.setattr("webinars.commands.check.MOST_SECONDS", 0.2)
    with misbehaving(b"2", {}) as url:
        box = url.replace("smtp://", "imap://ann:word@").partition("?")[0] + "?starttls=never"
        settings = {"SMTP_URL": url} if scheme == "smtp" else {**REPLIES, "IMAP_URL": box}
        done = run("check", **settings)

    assert [line for line in problems(done) if "is not finished within 0.2 seconds" in line]
    assert done.status == 1


def test_check_changes_nothing(run, made, tmp_path):
    file = tmp_path / "var" / "webinars.db"
    query = "SELECT number FROM event_changes"
    with closing(sqlite3.connect(file)) as connection:
        before = connection.execute(query).fetchall()

    run("check")

    assert not (tmp_path / "var" / "mail").exists()
    run("check", "--send-to", ADDRESS)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(query).fetchall() == before
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)


@pytest.fixture(scope="module")
def imap():
    """Run a real IMAP server."""
    with serving() as server:
        yield server


def test_mailbox_of_replies_is_opened(run, made, imap, request):
    box = imap.mailbox(re.sub(r"\W", "-", request.node.name))

    done = run("check", **REPLIES, IMAP_URL=box.url)

    assert (problems(done), done.status) == ([], 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda url: re.sub(":[^:@/]+@", ":wrong@", url), "127.0.0.1 refuses the user or the password"),
        (lambda url: url.replace("?", "/nowhere?"), "127.0.0.1 has no folder nowhere that can be opened"),
        (lambda url: re.sub(r"@127.0.0.1:\d+", "@imap.invalid", url), "the name imap.invalid is not found"),
        (lambda url: re.sub(r":\d+([/?])", r":1\1", url), "nothing listens at 127.0.0.1, port 1"),
    ],
)  # fmt: skip
def test_mailbox_that_cannot_be_read_is_reported(run, made, imap, request, change, sentence):
    url = change(imap.mailbox(re.sub(r"\W", "-", request.node.name)).url)

    done = run("check", **REPLIES, IMAP_URL=url)

    asked = [line for line in problems(done) if line.startswith("mailbox")]
    assert asked == [f"mailbox of replies: {sentence} (WEBINARS_IMAP_URL)"]
    assert done.status == 1
    assert "wrong" not in done.out


def test_password_that_imap_cannot_send_is_reported(run, made, imap, request):
    url = imap.mailbox(re.sub(r"\W", "-", request.node.name)).url
    url = re.sub(":[^:@/]+@", ":p%C3%A4ss@", url)

    done = run("check", **REPLIES, IMAP_URL=url)

    [problem] = [line for line in problems(done) if line.startswith("mailbox")]
    assert "the user or the password has characters beyond ASCII" in problem
    assert done.status == 1
    assert "pä" not in done.out + done.err


def test_mailbox_is_not_asked_if_replies_are_not_read(run, made):
    assert problems(run("check", IMAP_URL="imap://ann:word@127.0.0.1:1?starttls=never")) == []
