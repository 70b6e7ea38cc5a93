"""Security checks of the settings, of PostgreSQL and of Python."""

import ipaddress
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage  # noqa: TID251 - tests Python, sends nothing
from email.policy import EmailPolicy
from urllib.parse import urlsplit  # noqa: TID251 - SMTP_URL is a setting, no link

from flask import Flask
from sqlalchemy import URL, make_url, text

from webinars.configuration import is_loopback
from webinars.database import db
from webinars.emails import smtp
from webinars.replies import imap
from webinars.second_reader.endpoint import Endpoint
from webinars.settings import PREFIX

# A generated key, as docs/settings.md describes it, has about forty different characters.
_MIN_DISTINCT_CHARACTERS = 16
_PLACEHOLDER_WORDS = (
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "example",
    "12345",
)
_CONNECT_TIMEOUT_SECONDS = 3


@dataclass(frozen=True)
class PostgresServer:
    """Security-relevant properties of a PostgreSQL server and of the connection to it."""

    listens: str
    is_encrypted: bool
    accepts_any_password: bool


def find_security_problems(app: Flask) -> Iterator[str]:
    """Yield a sentence for each problem."""
    yield from _check_settings(app)
    yield from _check_postgresql(make_url(app.config["SQLALCHEMY_DATABASE_URI"]))


def _check_settings(app: Flask) -> Iterator[str]:
    config = app.config
    if app.debug:
        yield "debugging is on (FLASK_DEBUG): error pages reveal the source code and can execute code"
    for name, keys in (
        ("SECRET_KEY", [config["SECRET_KEY"]]),
        ("SECRET_KEY_FALLBACKS", config["SECRET_KEY_FALLBACKS"]),
    ):
        if any(map(is_guessable, keys)):
            yield f"{PREFIX}{name} can be guessed: whoever guesses it can act for every participant"
    yield from _check_unencrypted(config["SMTP_URL"], config["IMAP_URL"])
    yield from _check_second_reader(app.extensions["second_reader"])


def is_guessable(key: str) -> bool:
    """Return whether a key looks hand-made: few distinct characters, or a placeholder word."""
    lowered = key.casefold()
    return len(set(key)) < _MIN_DISTINCT_CHARACTERS or any(
        word in lowered for word in _PLACEHOLDER_WORDS
    )


def _check_unencrypted(smtp_url: str, imap_url: str) -> Iterator[str]:
    if urlsplit(smtp_url).scheme == "smtp":
        to = smtp.server(urlsplit(smtp_url))
        if to.starttls == "never" and not is_loopback(to.host):
            yield f"{PREFIX}SMTP_URL says starttls=never: e-mails and private links are sent unencrypted"
    if imap_url:
        at = imap.parse_mailbox_url(imap_url)
        if at.tls == "none" and not is_loopback(at.host):
            yield f"{PREFIX}IMAP_URL says starttls=never: the password is sent unencrypted"


def _check_second_reader(endpoint: Endpoint | None) -> Iterator[str]:
    if endpoint is None or endpoint.is_encrypted or not endpoint.key or is_loopback(endpoint.host):
        return
    yield f"{PREFIX}READER_URL begins with http: {PREFIX}READER_KEY and announcements are sent unencrypted"


def _check_postgresql(url: URL) -> Iterator[str]:
    if url.get_backend_name() == "postgresql":
        yield from check_server(url, query_server(url))


def query_server(url: URL) -> PostgresServer:
    """Query a PostgreSQL server and test whether it accepts a random password."""
    with db.engine.connect() as connection:
        listens = str(connection.scalar(text("SHOW listen_addresses")))
        is_encrypted = bool(
            connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        )
    return PostgresServer(listens, is_encrypted, accepts_any_password(url))


def check_server(url: URL, server: PostgresServer) -> Iterator[str]:
    """Yield a sentence for each problem of a PostgreSQL server."""
    is_local = not url.host or url.host.startswith("/") or is_loopback(url.host)
    public = open_addresses(server.listens)
    if is_local and public:
        yield (
            f"PostgreSQL listens on {', '.join(public)} although only this computer connects to it: "
            "set its listen_addresses to localhost"
        )
    if not is_local and not server.is_encrypted:
        yield (
            "the connection to PostgreSQL is not encrypted: "
            f"append ?sslmode=verify-full to {PREFIX}DATABASE_URL"
        )
    if server.accepts_any_password:
        yield (
            "PostgreSQL accepts any password, from everyone who can reach it: "
            "remove the trust entries from its pg_hba.conf"
        )


def open_addresses(listens: str) -> list[str]:
    """Return the listen_addresses that other computers can reach."""
    return [
        address
        for part in listens.split(",")
        if (address := part.strip()) and not _is_local_address(address)
    ]


def _is_local_address(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return is_loopback(address)  # a host name; * is not loopback


def accepts_any_password(url: URL) -> bool:
    """Return whether a PostgreSQL reached by network accepts a random password."""
    if not url.host or url.host.startswith("/"):
        return False  # a Unix socket, where peer authentication is usual
    import psycopg  # noqa: PLC0415 - a server on SQLite needs no psycopg

    probe = url.set(drivername="postgresql", password=secrets.token_urlsafe(24))
    try:
        psycopg.connect(
            probe.render_as_string(hide_password=False), connect_timeout=_CONNECT_TIMEOUT_SECONDS
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def check_python() -> list[str]:
    """Return a warning if this Python is vulnerable to header injection, which our own code avoids."""
    warning = (
        "This Python's e-mail module is vulnerable to header injection (CVE-2024-6923, CVE-2026-1299). "
        "Webinars does not use that code; upgrade Python all the same"
    )
    return [warning] if has_header_injection() else []


def has_header_injection(email_policy: "EmailPolicy[EmailMessage]" = policy.default) -> bool:
    """Return whether Python's email module writes line breaks hidden in header values.

    Tested rather than derived from the version, because distributions backport the fixes.

    References:
        CVE-2024-6923: an encoded word hides the break. CVE-2026-1299: BytesGenerator writes a broken header.
    """
    return any(
        _is_broken(value, email_policy) for value in ("=?utf-8?q?A=0AX-More:_x?=", _Folded("x"))
    )


class _Folded(str):
    """A header value that folds into two headers."""

    __slots__ = ()
    name = "Subject"

    def fold(self, *, policy: object) -> str:
        return "Subject: A\nX-More: x\n"


def _is_broken(value: str, email_policy: "EmailPolicy[EmailMessage]") -> bool:
    message = EmailMessage(email_policy)
    message["Subject"] = value
    try:
        return b"\nX-More:" in message.as_bytes()
    except MessageError:  # HeaderWriteError, which older versions lack
        return False
