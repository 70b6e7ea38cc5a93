"""What makes an installation weaker than it looks: asked of the settings and of PostgreSQL."""

import ipaddress
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from urllib.parse import urlsplit

import psycopg
from flask import Flask
from sqlalchemy import URL, make_url, text

from webinars.database import db
from webinars.emails import smtp
from webinars.replies import imap
from webinars.settings import PREFIX
from webinars.web.core.startup import is_loopback

# A key made as the documents say has about forty different signs.
_LEAST_SIGNS = 16
_WORDS_OF_NO_KEY = ("changeme", "change-me", "change_me", "secret", "password", "example", "12345")
_PATIENCE_SECONDS = 3


@dataclass(frozen=True)
class Server:
    """A PostgreSQL: its listen_addresses, whether the way to it is encrypted, whether a password counts."""

    listens: str
    is_encrypted: bool
    takes_any_password: bool


def find_problems(app: Flask) -> Iterator[str]:
    """Yield a sentence for each thing that ought not to be so."""
    yield from _of_settings(app)
    yield from _of_postgresql(make_url(app.config["SQLALCHEMY_DATABASE_URI"]))


def _of_settings(app: Flask) -> Iterator[str]:
    config = app.config
    if app.debug:
        yield "debugging is on (FLASK_DEBUG): pages of errors show the program and let it be used"
    for name, keys in (
        ("SECRET_KEY", [config["SECRET_KEY"]]),
        ("SECRET_KEY_FALLBACKS", config["SECRET_KEY_FALLBACKS"]),
    ):
        if any(map(is_guessable, keys)):
            yield f"{PREFIX}{name} can be guessed: whoever does acts for every participant"
    yield from _in_the_clear(config["SMTP_URL"], config["IMAP_URL"])


def is_guessable(key: str) -> bool:
    """Tell whether a key looks made by hand: few different signs, or words that stand in samples."""
    said = key.casefold()
    return len(set(key)) < _LEAST_SIGNS or any(word in said for word in _WORDS_OF_NO_KEY)


def _in_the_clear(smtp_url: str, imap_url: str) -> Iterator[str]:
    if urlsplit(smtp_url).scheme == "smtp":
        to = smtp.server(urlsplit(smtp_url))
        if to.starttls == "never" and not is_loopback(to.host):
            yield f"{PREFIX}SMTP_URL says starttls=never: mail and its links cross the network readable"
    if imap_url:
        at = imap.account(imap_url)
        if at.tls == "none" and not is_loopback(at.host):
            yield f"{PREFIX}IMAP_URL says starttls=never: its password crosses the network readable"


def _of_postgresql(url: URL) -> Iterator[str]:
    if url.get_backend_name() == "postgresql":
        yield from check_server(url, query_server(url))


def query_server(url: URL) -> Server:
    """Return what a PostgreSQL says of itself, and how it takes a stranger."""
    with db.engine.connect() as connection:
        listens = str(connection.scalar(text("SHOW listen_addresses")))
        is_encrypted = bool(
            connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        )
    return Server(listens, is_encrypted, trusts_everybody(url))


def check_server(url: URL, server: Server) -> Iterator[str]:
    """Yield what ought not to be so with a PostgreSQL at an address."""
    is_here = not url.host or url.host.startswith("/") or is_loopback(url.host)
    strangers = open_addresses(server.listens)
    if is_here and strangers:
        yield (
            f"PostgreSQL listens at {', '.join(strangers)} though only this computer asks it: "
            "set its listen_addresses to localhost"
        )
    if not is_here and not server.is_encrypted:
        yield (
            "what PostgreSQL is asked and answers crosses the network readable: "
            f"let {PREFIX}DATABASE_URL end with ?sslmode=verify-full"
        )
    if server.takes_any_password:
        yield (
            "PostgreSQL lets us in with any password, and so everybody who can reach it: "
            "no line of its pg_hba.conf should say trust"
        )


def open_addresses(listens: str) -> list[str]:
    """Return those of a server's listen_addresses that others than this computer can reach."""
    return [
        each for said in listens.split(",") if (each := said.strip()) and not _is_ours_alone(each)
    ]


def _is_ours_alone(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return is_loopback(address)  # a name; * is none


def trusts_everybody(url: URL) -> bool:
    """Tell whether a PostgreSQL reached by network takes a password that nobody can know."""
    if not url.host or url.host.startswith("/"):
        return False  # a socket of this computer, where the system says who asks
    said = url.set(drivername="postgresql", password=secrets.token_urlsafe(24))
    try:
        psycopg.connect(
            said.render_as_string(hide_password=False), connect_timeout=_PATIENCE_SECONDS
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def check_python() -> list[str]:
    """Return what is to be said of this Python, if anything: to be mended, though we do without it."""
    said = (
        "This Python's mail code writes hidden line breaks into headers (CVE-2024-6923, CVE-2026-1299). "
        "Mail of ours is not written by it; bring Python up to date all the same"
    )
    return [said] if has_header_injection() else []


def has_header_injection(how: "EmailPolicy[EmailMessage]" = policy.default) -> bool:
    """Tell whether Python's own mail code writes line breaks that hide in a header as line breaks.

    Tried rather than looked up by version: distributions mend older ones too.

    References:
        CVE-2024-6923: an encoded word hides the break. CVE-2026-1299: BytesGenerator writes a broken header.
    """
    return any(_is_broken(value, how) for value in ("=?utf-8?q?A=0AX-More:_x?=", _Folded("x")))


class _Folded(str):
    """A header's value that is folded into two headers."""

    __slots__ = ()
    name = "Subject"

    def fold(self, *, policy: object) -> str:
        return "Subject: A\nX-More: x\n"


def _is_broken(value: str, how: "EmailPolicy[EmailMessage]") -> bool:
    message = EmailMessage(how)
    message["Subject"] = value
    try:
        return b"\nX-More:" in message.as_bytes()
    except MessageError:  # HeaderWriteError, which older ones do not have
        return False
