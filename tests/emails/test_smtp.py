"""SMTP and folder transports: delivery, and the mapping of failures to errors."""

import os
import resource
import socket
import threading
from datetime import UTC, datetime, timedelta
from queue import Queue
from select import select
from urllib.parse import urlsplit

import pytest

from tests.emails.sink import CLOSE, Sink, misbehaving, running
from webinars.emails.smtp import (
    DeferredError,
    Envelope,
    FolderTransport,
    RefusedError,
    SmtpTransport,
    UnavailableError,
    server,
    transport,
)

BODY = b"Subject: x\r\n\r\n.a line that begins with a dot\r\n"
HELLO = {b"EHLO": b"250 sink\r\n", b"QUIT": b"221 bye\r\n", b"RSET": b"250 OK\r\n"}
PIPELINING = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n"}
READY = HELLO | {b"MAIL": b"250 OK\r\n", b"RCPT": b"250 OK\r\n", b"DATA": b"354 go on\r\n"}


@pytest.fixture(params=[[], ["PIPELINING"]], ids=["one by one", "in one go"])
def sink(request):
    with running(Sink()) as sink:
        sink.offers = request.param
        yield sink


@pytest.fixture
def way():
    opened = []

    def way(url, timeout=5):
        opened.append(SmtpTransport(server(urlsplit(url)), timeout=timeout))
        return opened[-1]

    yield way
    for item in opened:
        item.close()


def envelope(number=1, recipient="ann@example.org"):
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    return Envelope(number, "events@example.org", recipient, BODY, at)


def test_content_arrives_byte_for_byte(sink, way):
    way(sink.url).send(envelope())

    assert sink.taken == [("ann@example.org", BODY)]


def test_all_messages_share_one_connection(sink, way):
    connected = way(sink.url)

    for number in range(5):
        connected.send(envelope(number))

    assert (len(sink.taken), sink.connections) == (5, 1)


def test_connection_is_tested_only_after_a_pause(sink, way, clock):
    connected = way(sink.url)

    for number in range(5):
        connected.open()
        connected.send(envelope(number))
    assert sink.asked == 0
    clock.advance(timedelta(seconds=5))
    connected.send(envelope(6))

    assert (sink.asked, len(sink.taken), sink.connections) == (1, 6, 1)


def test_server_that_disconnects_after_each_message_defers_none(way):
    once = READY | {b".\r\n": b"250 OK\r\n" + CLOSE}
    with misbehaving(b"220 sink\r\n", once) as url:
        connected = way(url)
        for number in range(3):
            connected.send(envelope(number))
            select([connected._connection.sock], [], [], 5)  # until the end has come

        assert connected._connection is not None


@pytest.fixture
def many_files():
    """Allow this process 2,000 open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (2000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_connection_works_beside_a_thousand_open_files(sink, way):
    connected = way(sink.url)
    connected.open()
    low = connected._connection.sock
    connected._connection.sock = socket.socket(fileno=os.dup2(low.fileno(), 1500))
    low.close()

    connected.send(envelope())
    connected.close()

    assert (len(sink.taken), sink.connections) == (1, 1)


def test_connection_closed_by_the_server_is_reopened(way):
    first, second = Sink(), Sink()
    with running(first):
        connected = way(first.url)
        connected.send(envelope())
    with running(second):
        connected.server = server(urlsplit(second.url))

        connected.send(envelope())

    assert (len(first.taken), len(second.taken)) == (1, 1)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("451 try later", DeferredError),
        ("452 full", DeferredError),
        ("421 closing", DeferredError),
        ("550 no such mailbox", RefusedError),
        ("554 no", RefusedError),
        ("530 sign in first", UnavailableError),
    ],
)
def test_response_code_determines_the_error(sink, way, command, answer, error):
    sink.responses[command] = lambda _: answer

    with pytest.raises(error, match=answer):
        way(sink.url).send(envelope())


def test_next_message_is_sent_after_a_rejection(sink, way):
    sink.responses["RCPT"] = lambda to: "550 no" if to == "ann@example.org" else None
    connected = way(sink.url)
    with pytest.raises(RefusedError):
        connected.send(envelope())

    connected.send(envelope(recipient="bob@example.org"))

    assert [to for to, _ in sink.taken] == ["bob@example.org"]


@pytest.mark.parametrize(
    ("greeting", "replies"),
    [
        (b"421 too busy\r\n", {}),
        (b"554 not for you\r\n", {}),
        (b"", {}),
        (b"220 hello\r\n", {b"EHLO": b""}),
        (b"220 hello\r\n", HELLO | {b"EHLO": b"550 no\r\n", b"HELO": b"550 no\r\n"}),
        (b"220 hello\r\n", READY | {b"MAIL": b"553 not your address\r\n"}),
        (b"220 hello\r\n", READY | {b"MAIL": b"530 sign in\r\n"}),
        (b"nonsense\r\n", {}),
    ],
)
def test_failure_before_any_message_makes_the_server_unavailable(way, greeting, replies):
    with misbehaving(greeting, replies) as url, pytest.raises(UnavailableError):
        way(url).send(envelope())


@pytest.mark.parametrize(
    ("refusing", "error", "words"),
    [
        ({b"MAIL": b"451 later\r\n", b"RCPT": b"503 no MAIL\r\n", b"DATA": b"503 no RCPT\r\n"}, DeferredError, "451 later"),
        ({b"MAIL": b"552 too large\r\n", b"RCPT": b"503 no MAIL\r\n", b"DATA": b"503 no RCPT\r\n"}, RefusedError, "552 too large"),
        ({b"MAIL": b"553 not yours\r\n", b"RCPT": b"503 no MAIL\r\n", b"DATA": b"503 no RCPT\r\n"}, UnavailableError, "553 not yours"),
        ({b"RCPT": b"550 nobody\r\n", b"DATA": b"554 no recipients\r\n"}, RefusedError, "550 nobody"),
        ({b"RCPT": b"450 greylisted\r\n", b"DATA": b"554 no recipients\r\n"}, DeferredError, "450 greylisted"),
        ({b"RCPT": b"550 nobody\r\n"}, RefusedError, "550 nobody"),
        ({b"RCPT": b"421 closing\r\n" + CLOSE}, DeferredError, "421 closing"),
        ({b"DATA": b"452 full\r\n"}, DeferredError, "452 full"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("offer", [{}, PIPELINING], ids=["one by one", "in one go"])
def test_first_rejection_is_reported_and_no_content_sent_after_it(
    way, offer, refusing, error, words
):
    received = []
    with (
        misbehaving(b"220 hello\r\n", READY | offer | refusing, received.append) as url,
        pytest.raises(error, match=words),
    ):
        way(url).send(envelope())

    assert BODY.splitlines(keepends=True)[0] not in received
    assert b".\r\n" not in received


def test_connection_awaiting_content_without_recipient_is_closed(way):
    received, refusing = [], {b"RCPT": b"550 nobody\r\n"}
    with misbehaving(b"220 hello\r\n", READY | PIPELINING | refusing, received.append) as url:
        connected = way(url)
        with pytest.raises(RefusedError, match="550 nobody"):
            connected.send(envelope())

        connected.open()

    assert [item[:4].upper() for item in received] == [b"EHLO", b"MAIL", b"RCPT", b"DATA", b"EHLO"]


@pytest.mark.parametrize(
    ("offer", "commands"),
    [({}, [b"MAIL"]), (PIPELINING, [b"MAIL", b"RCPT", b"DATA"])],
    ids=["one by one", "in one go"],
)
def test_envelope_is_sent_before_the_callback_and_content_after(way, offer, commands):
    received = Queue()
    with misbehaving(
        b"220 hello\r\n", READY | offer | {b".\r\n": b"250 OK\r\n"}, received.put
    ) as url:
        results = []
        connected = way(url)
        connected.open()
        assert received.get(timeout=5)[:4].upper() == b"EHLO"

        def before_content():
            results.extend(received.get(timeout=5)[:4] for _ in commands)
            assert received.empty()

        connected.send(envelope(), before_content)

    rest = [received.get(timeout=5)[:4] for _ in range(received.qsize())]
    assert results == commands
    assert rest[: 3 - len(commands)] == [b"RCPT", b"DATA"][len(commands) - 1 :]
    assert b"..a " in rest


def test_exception_in_the_callback_sends_no_content(sink, way):
    connected = way(sink.url)

    def before_content():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        connected.send(envelope(1), before_content)
    assert not connected.is_open()
    connected.send(envelope(2, "bob@example.org"))

    assert [to for to, _ in sink.taken] == ["bob@example.org"]


def test_unreachable_server_is_unavailable(way):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(UnavailableError, match="refused"):
        way(f"smtp://127.0.0.1:{port}").send(envelope())


@pytest.mark.parametrize(
    "replies",
    [
        {b"MAIL": b"250 OK\r\n", b"RCPT": b""},
        {b"MAIL": b"250 OK\r\n"},
        READY | {b"DATA": b""},
        READY,  # 354, then silence: the answer after the dot is lost
    ],
)
def test_connection_lost_during_a_message_defers_that_message(way, replies):
    with misbehaving(b"220 hello\r\n", HELLO | replies) as url, pytest.raises(DeferredError):
        way(url, timeout=0.3).send(envelope())


def test_close_does_not_wait_for_a_missing_response_to_quit(way, monkeypatch):
    monkeypatch.setattr("webinars.emails.smtp.QUIT_SECONDS", 0.2)
    received = Queue()
    with misbehaving(b"220 hello\r\n", HELLO | {b"QUIT": None}, received.put) as url:
        connected = way(url, timeout=40)
        connected.open()
        leaving = threading.Thread(target=connected.close, daemon=True)
        leaving.start()
        leaving.join(20)

        assert not leaving.is_alive()
    assert [received.get(timeout=5)[:4].upper() for _ in range(2)] == [b"EHLO", b"QUIT"]


def test_silent_server_is_unavailable_after_the_timeout(way):
    with misbehaving(b"220 hello\r\n", {}) as url, pytest.raises(UnavailableError):
        way(url, timeout=0.3).send(envelope())


def test_password_is_not_sent_without_starttls(way):
    with (
        misbehaving(b"220 hello\r\n", READY | {b"EHLO": b"250-sink\r\n250 AUTH PLAIN\r\n"}) as url,
        pytest.raises(UnavailableError, match="STARTTLS"),
    ):
        way(url.replace("://", "://ann:secret@")).send(envelope())


def test_rejected_password_makes_the_server_unavailable_and_stays_secret(way):
    replies = READY | {
        b"EHLO": b"250-sink\r\n250 AUTH PLAIN\r\n",
        b"AUTH": b"535 authentication failed\r\n",
    }
    with (
        misbehaving(b"220 hello\r\n", replies) as url,
        pytest.raises(UnavailableError, match="535 authentication failed") as caught,
    ):
        way(url.replace("://", "://ann:secret@") + "?starttls=never").send(envelope())

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://x",
        "smtp://",
        "smtp://host:99999",
        "smtp://host?starttls=perhaps",
        "mail.example.org",
        "",
    ],
)
def test_invalid_smtp_url_is_rejected(url):
    with pytest.raises(ValueError, match=r"must|not a number"):
        transport(url)


@pytest.mark.parametrize(
    ("url", "port", "starttls"),
    [
        ("smtp://host", 25, "if-offered"),
        ("smtp://ann:x@host", 587, "require"),
        ("smtps://ann:x@host", 465, "if-offered"),
        ("smtp://ann:x@host:2525?starttls=never", 2525, "never"),
    ],
)
def test_port_and_starttls_default_by_scheme_and_user(url, port, starttls):
    named = server(urlsplit(url))

    assert (named.port, named.starttls) == (port, starttls)


def test_percent_encoded_password_is_decoded_and_stays_secret():
    named = server(urlsplit("smtp://ann%40example.org:p%2Fss%3Aword@host"))

    assert (named.user, named.password) == ("ann@example.org", "p/ss:word")
    assert "p/ss" not in repr(named)


def test_folder_gets_one_file_per_message_sorted_by_time(tmp_path):
    folder = FolderTransport(tmp_path / "new" / "mail")

    for number in (2, 10):
        folder.send(envelope(number))

    names = sorted(path.name for path in folder.path.iterdir())
    assert names == [
        "20261125T090000-00000002-ann@example.org.eml",
        "20261125T090000-00000010-ann@example.org.eml",
    ]
    assert (folder.path / names[0]).read_bytes() == BODY


def test_retried_message_replaces_its_file(tmp_path):
    folder = FolderTransport(tmp_path)

    folder.send(envelope())
    folder.send(envelope())

    assert len(list(tmp_path.iterdir())) == 1


def test_recipient_cannot_escape_the_folder(tmp_path):
    folder = FolderTransport(tmp_path)

    folder.send(envelope(recipient="../../x/../$(y)@example.org"))

    [path] = tmp_path.rglob("*.eml")
    assert path.parent == tmp_path


def test_read_only_folder_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(UnavailableError):
        FolderTransport(tmp_path / "file").send(envelope())
