"""webinars check reports weaknesses of an installation."""

import socket
import threading
from email.errors import MessageError
from email.policy import EmailPolicy

import pytest
from sqlalchemy import make_url

from tests.emails.sink import misbehaving
from tests.second_reader.server import http, playing
from webinars.commands.security_checks import (
    PostgresServer,
    accepts_any_password,
    check_server,
    has_header_injection,
    is_guessable,
    open_addresses,
)

GOOD_KEY = "t9Xw2QmZ7bLr4VkN8cJ5hYp1DsFg6AeU"
WORLD = {"BASE_URL": "https://events.example.org", "SMTP_URL": "file:///tmp/mail"}


def problems(done):
    """Return the reported problems."""
    begin = "Problem: "
    return [line.removeprefix(begin) for line in done.out.splitlines() if line.startswith(begin)]


def test_documented_installation_has_no_problems(run, made):
    done = run("check", **WORLD, SECRET_KEY=GOOD_KEY, SECRET_KEY_FALLBACKS=GOOD_KEY.swapcase())

    assert (problems(done), done.status) == ([], 0)


# --- Python


class Mended(EmailPolicy):
    """A fixed Python: headers that would break are rejected."""

    def fold_binary(self, name, value):
        raise MessageError(name)


def test_fixed_python_is_not_reported():
    assert not has_header_injection(Mended())


def test_vulnerable_python_is_reported(run, made, monkeypatch):
    """Like all Pythons before header checks were added; they have no switch for them."""
    monkeypatch.setattr(EmailPolicy, "verify_generated_headers", False, raising=False)

    done = run("check")

    warning = "This Python's e-mail module is vulnerable to header injection (CVE-2024-6923, "
    assert [line[: len(warning)] for line in done.out.splitlines() if "Python" in line] == [warning]
    assert done.status == 0


# --- Settings


GUESSABLE = (
    "k" * 64,
    "0123456789" * 4,
    "changeme" * 5,
    "a-SECRET-of-ours-9f3k2m1q8z7x6w5v",
    "abcabcabcabcabcabcabcabcabcabcabcabc",
)


def test_guessable_key_is_reported(run, made):
    done = run("check", **WORLD, SECRET_KEY=GUESSABLE[0])
    old = run("check", **WORLD, SECRET_KEY=GOOD_KEY, SECRET_KEY_FALLBACKS=",".join(GUESSABLE))

    for ran, name in ((done, "SECRET_KEY"), (old, "SECRET_KEY_FALLBACKS")):
        assert ran.status == 1
        assert problems(ran) == [
            f"WEBINARS_{name} can be guessed: whoever guesses it can act for every participant"
        ]
        assert not any(key in ran.out for key in GUESSABLE)
    assert all(map(is_guessable, GUESSABLE))


def test_documented_keys_are_accepted():
    from secrets import token_hex, token_urlsafe  # noqa: PLC0415 - as an operator would

    assert not any(is_guessable(token_urlsafe(48)) for _ in range(1000))
    assert is_guessable(token_hex(4) * 4)


def test_debug_mode_is_reported(run, made, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    done = run("check")

    assert done.status == 1
    assert problems(done)[0].startswith("debugging is on (FLASK_DEBUG)")


def test_unencrypted_secrets_on_the_network_are_reported(run, made, monkeypatch):
    for probe in ("webinars.emails.smtp.probe", "webinars.replies.imap.find_connection_problem"):
        monkeypatch.setattr(probe, lambda _: "")  # no server is listening
    host = "10.0.0.7"
    urls = {
        "SMTP_URL": f"smtp://user:pass@{host}?starttls=never",
        "IMAP_URL": f"imap://user:pass@{host}?starttls=never",
        "REPLY_ADDRESS": "rsvp@example.org",
    }

    done = run("check", **urls)
    here = run("check", **{name: url.replace(host, "127.0.0.1") for name, url in urls.items()})

    assert [line.partition(":")[0] for line in problems(done)] == [
        "WEBINARS_SMTP_URL says starttls=never",
        "WEBINARS_IMAP_URL says starttls=never",
    ]
    assert (problems(here), here.status) == ([], 0)


# --- The mail server


SERVER = {b"EHLO": b"250-mail\r\n250 AUTH PLAIN\r\n", b"QUIT": b"221 bye\r\n"}


def test_mail_server_that_accepts_credentials_is_fine(run, made):
    received = []
    replies = SERVER | {b"AUTH": b"235 welcome\r\n"}
    with misbehaving(b"220 hello\r\n", replies, received.append) as url:
        done = run("check", SMTP_URL=url.replace("://", "://ann:word@") + "?starttls=never")

    assert (problems(done), done.status) == ([], 0)
    assert [line[:4] for line in received] == [b"ehlo", b"AUTH", b"QUIT"]


def test_unresolvable_mail_server_is_reported(run, made):
    done = run("check", SMTP_URL="smtp://mail.invalid")

    assert done.status == 1
    assert problems(done) == ["mail server: the name mail.invalid is not found (WEBINARS_SMTP_URL)"]


def test_closed_port_is_reported(run, made):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    done = run("check", SMTP_URL=f"smtp://127.0.0.1:{port}")

    assert done.status == 1
    assert problems(done) == [
        f"mail server: nothing listens at 127.0.0.1, port {port} (WEBINARS_SMTP_URL)"
    ]


@pytest.mark.parametrize(
    ("greeting", "replies", "query", "warned"),
    [
        (b"220 hello\r\n", {b"AUTH": b"535 not you\r\n"}, "?starttls=never",
         "127.0.0.1 refuses the user or the password: 535 not you"),
        (b"220 hello\r\n", {}, "",
         "127.0.0.1 does not offer what the setting asks for: STARTTLS extension not supported by server."),
        (b"554 not for you\r\n", {}, "", "127.0.0.1, port PORT, cannot be used: 554 not for you"),
        (b"220 hello\r\n", {b"EHLO": None}, "",
         "127.0.0.1, port PORT, does not answer within 0.2 seconds"),
    ],
)  # fmt: skip
def test_rejection_by_the_mail_server_is_quoted(
    run, made, monkeypatch, greeting, replies, query, warned
):
    monkeypatch.setattr("webinars.emails.smtp.PROBE_SECONDS", 0.2)
    with misbehaving(greeting, SERVER | replies) as url:
        port = url.rpartition(":")[2]
        done = run("check", SMTP_URL=url.replace("://", "://ann:s3cret@") + query)

    assert done.status == 1
    [line] = problems(done)
    assert line == f"mail server: {warned} (WEBINARS_SMTP_URL)".replace("PORT", port)
    assert "s3cret" not in done.out


# --- The second reader

MODELS = http('{"data": [{"id": "small:latest"}, {"id": "large"}]}')


def test_installation_without_second_reader_says_so(run, made):
    done = run("check")

    assert "No language model reads announcements: WEBINARS_READER_URL is not set" in done.out


@pytest.mark.parametrize("model", ["small", "small:latest", "large"])
def test_second_reader_that_has_the_model_is_fine(run, made, model):
    with playing(MODELS) as reader:
        done = run("check", READER_URL=reader.url, READER_MODEL=model, READER_KEY="s3cret-key")

    line = (
        f"Language model for announcements: {model} at 127.0.0.1, port {reader.port}, without TLS"
    )
    assert line in done.out.splitlines()
    assert (problems(done), done.status) == ([], 0)
    assert [request.line for request in reader.requests] == ["GET /v1/models HTTP/1.1"]
    assert "s3cret" not in done.out + done.err


@pytest.mark.parametrize(
    ("answer", "warned"),
    [
        (http("no", "401 Unauthorized"), "it answers with HTTP status 401 (WEBINARS_READER_URL)"),
        (http("<p>"), "the answer is no JSON (WEBINARS_READER_URL)"),
        (MODELS, "it has no model of that name (WEBINARS_READER_MODEL)"),
    ],
)
def test_second_reader_that_cannot_be_used_is_reported(run, made, answer, warned):
    with playing(answer) as reader:
        done = run("check", READER_URL=reader.url, READER_MODEL="huge", READER_KEY="s3cret-key")

    assert done.status == 1
    assert problems(done) == [f"language model at 127.0.0.1: {warned}"]
    assert "s3cret" not in done.out + done.err


def test_unencrypted_key_of_the_second_reader_is_reported(run, made, monkeypatch):
    monkeypatch.setattr("webinars.commands.check.model_names", lambda _: [])  # no such host
    settings = {"READER_URL": "http://10.0.0.7/v1", "READER_MODEL": "small"}

    done = run("check", **settings, READER_KEY="s3cret-key")
    without = run("check", **settings)

    assert problems(done) == [
        "WEBINARS_READER_URL begins with http: WEBINARS_READER_KEY and announcements are sent unencrypted"
    ]
    assert (problems(without), without.status) == ([], 0)


# --- PostgreSQL


@pytest.mark.parametrize(
    ("listens", "expected"),
    [
        ("localhost", []),
        ("", []),
        ("127.0.0.1, ::1", []),
        ("*", ["*"]),
        ("0.0.0.0", ["0.0.0.0"]),
        ("localhost,10.1.2.3", ["10.1.2.3"]),
        ("::", ["::"]),
        ("db.example.org", ["db.example.org"]),
    ],
)
def test_listen_addresses_are_parsed(listens, expected):
    assert open_addresses(listens) == expected


HERE, ELSEWHERE = (
    make_url(f"postgresql://u:p@{host}/d") for host in ("127.0.0.1", "db.example.org")
)


@pytest.mark.parametrize(
    ("url", "server", "begins"),
    [
        (HERE, PostgresServer("*", False, False), ["PostgreSQL listens on * although only this computer"]),
        (make_url("postgresql:///d"), PostgresServer("0.0.0.0", False, False), ["PostgreSQL listens on 0.0.0.0"]),
        (HERE, PostgresServer("localhost", False, True), ["PostgreSQL accepts any password"]),
        (ELSEWHERE, PostgresServer("*", True, False), []),
        (ELSEWHERE, PostgresServer("*", False, False), ["the connection to PostgreSQL is not encrypted"]),
    ],
)  # fmt: skip
def test_publicly_reachable_postgresql_is_reported(url, server, begins):
    warnings = list(check_server(url, server))

    assert len(warnings) == len(begins)
    assert all(map(str.startswith, warnings, begins))


def test_postgresql_server_is_queried(run, postgres_url, monkeypatch):
    """Debian's PostgreSQL listens locally only, and requires a password."""
    settings = {"DATABASE_URL": postgres_url}
    assert run("db", "upgrade", **settings).status == 0
    monkeypatch.setattr(
        "webinars.commands.security_checks.is_loopback", lambda host: host == "127.0.0.1"
    )

    done = run("check", **settings)

    # Its host name is not treated as local here, which shows that the server was queried.
    assert [line[:42] for line in problems(done)] == ["PostgreSQL listens on localhost although o"]
    assert make_url(postgres_url).password not in done.out


@pytest.fixture
def trusting():
    """Yield the URL of a server that accepts everyone, like PostgreSQL with "trust" in pg_hba.conf."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer():
            line, _ = door.accept()
            with line:
                while line.recv(4096)[4:8] in {b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"}:
                    line.sendall(b"N")  # no TLS, no GSSAPI
                line.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")
                line.recv(4096)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield make_url(f"postgresql+psycopg://u:right@127.0.0.1:{door.getsockname()[1]}/d")
        thread.join(10)


def test_server_that_accepts_any_password_is_detected(trusting):
    assert accepts_any_password(trusting)


def test_server_that_checks_passwords_is_detected(postgres_server):
    assert not accepts_any_password(make_url(postgres_server))


def test_sockets_and_unreachable_servers_are_not_tested():
    assert not accepts_any_password(make_url("postgresql:///d"))
    assert not accepts_any_password(make_url("postgresql+psycopg://u@127.0.0.1:1/d"))
