"""How finished messages leave: by SMTP over one connection that is kept, or into a folder."""

# Three things can go wrong, and the worker treats each in its own way: this message cannot be delivered,
# this message cannot be delivered now, or nothing can be delivered now.

import os
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from select import select
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from webinars.emails.pipelining import announce, hand_over
from webinars.timezones import clock

TIMEOUT_SECONDS = 30
# What `webinars check` waits for an answer, and what anybody waits for the answer to QUIT.
PROBE_SECONDS, QUIT_SECONDS = 10, 2
# A kept connection is asked whether it lives after so long; until then an end would show on it.
_FRESH = timedelta(seconds=5)
_GOING_AWAY = 421
_TOO_LARGE = 552
_SIGN_IN = frozenset({530, 534, 535, 538})
_PERMANENT = 500


class RefusedError(Exception):
    """This message cannot be delivered, now or later."""


class DeferredError(Exception):
    """This message could not be delivered now; others may be."""


class UnavailableError(Exception):
    """Nothing can be delivered now."""

    @property
    def cause(self) -> Exception:
        """Return the failure behind it."""
        return self.__cause__ if isinstance(self.__cause__, Exception) else self


BeforeContent = Callable[[], object]


def _nothing() -> None:
    """Do nothing meanwhile."""


@dataclass(frozen=True)
class Envelope:
    """A message ready to leave: its row, its envelope, its bytes, and when it was posted."""

    id: int
    sender: str
    recipient: str
    body: bytes
    enqueued_at: datetime


class Transport(Protocol):
    """A way out."""

    def is_open(self) -> bool:
        """Tell whether open() has nothing to do."""

    def open(self) -> None:
        """Make sure that messages can be handed over, or raise UnavailableError."""

    def send(self, envelope: Envelope, before_content: BeforeContent = _nothing) -> None:
        """Hand one message over, or raise one of the three errors.

        Until meanwhile() has returned nothing is handed over; if it raises, nothing ever is.
        """

    def close(self) -> None:
        """Let go of what is held open."""


def transport(url: str) -> Transport:
    """Return the way out that SMTP_URL names: smtp://, smtps:// or file:///folder.

    smtp://user:password@host:587?starttls=require (the default when a user is named), =never or =if-offered.

    Raises:
        ValueError: the address cannot be used; the text says why and holds no password.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderTransport(Path(unquote(parts.path)))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return SmtpTransport(server(parts))
    raise ValueError("must begin with smtp://host, smtps://host or file:///folder")


def probe(url: str) -> str:
    """Connect to the mail server of an address, greet, secure and sign in; return what is wrong, or "".

    Nothing is tried where mail is written into a folder.

    Raises:
        ValueError: as of transport().
    """
    way = transport(url)
    if not isinstance(way, SmtpTransport):
        return ""
    tried = SmtpTransport(way.server, timeout=PROBE_SECONDS)
    try:
        tried.open()
    except UnavailableError as error:
        return _explained(way.server, error.cause)
    finally:
        tried.close()
    return ""


def _explained(to: "Server", error: Exception) -> str:
    """Return what keeps mail from a server, in words for its operator."""
    place = f"{to.host}, port {to.port},"
    match error:
        case socket.gaierror() | UnicodeError():
            told = f"the name {to.host} is not found"
        case ConnectionRefusedError():
            told = f"nothing listens at {to.host}, port {to.port}"
        # smtplib calls an answer that does not come a connection that was closed.
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            told = f"{place} does not answer within {PROBE_SECONDS} seconds"
        case ssl.SSLCertVerificationError():
            told = f"the certificate of {to.host} is not trusted: {error.verify_message}"
        case ssl.SSLError():
            told = f"{place} does not speak TLS as it is asked to: {error.reason}"
        case smtplib.SMTPAuthenticationError():
            told = f"{to.host} refuses the user or the password: {_error_text(error)}"
        case smtplib.SMTPNotSupportedError():
            told = f"{to.host} does not offer what the setting asks for: {error}"
        case _:
            told = f"{place} cannot be used: {_error_text(error)}"
    return told


@dataclass(frozen=True)
class Server:
    """Where and how to speak SMTP."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    implicit_tls: bool
    starttls: str


def server(parts: SplitResult) -> Server:
    """Return the server that the parts of an smtp:// or smtps:// address name."""
    implicit = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    asked = parse_qs(parts.query).get(
        "starttls", ["require" if user and not implicit else "if-offered"]
    )[-1]
    if asked not in {"require", "if-offered", "never"}:
        raise ValueError("starttls must be require, if-offered or never")
    try:
        port = parts.port or (465 if implicit else 587 if user else 25)
    except ValueError:
        raise ValueError("the port is not a number up to 65535") from None
    return Server(parts.hostname or "", port, user, unquote(parts.password or ""), implicit, asked)


class SmtpTransport:
    """One connection to an SMTP server, opened when needed and kept for the messages that follow."""

    def __init__(self, to: Server, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.server = to
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None
        self._verified_at: timedelta | None = None  # by the monotonic clock

    def is_open(self) -> bool:
        """Tell, without asking the server, that it took the message before and has not said goodbye since."""
        connection = self._connection
        if connection is None or self._verified_at is None or connection.sock is None:
            return False
        if clock.monotonic() - self._verified_at >= _FRESH:
            return False
        return not select([connection.sock], [], [], 0)[0]

    def open(self) -> None:
        """Connect, greet and sign in, unless the kept connection still answers."""
        if self.is_open() or (self._connection is not None and _answers(self._connection)):
            return
        self.close()
        try:
            self._connection = self._connected()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self.close()
            raise UnavailableError(_error_text(error)) from error
        self._verified_at = clock.monotonic()

    def send(self, envelope: Envelope, before_content: BeforeContent = _nothing) -> None:
        """Hand one message to the server, which then answers for it; it hears of it before meanwhile()."""
        self.open()
        connection = self._connection
        assert connection is not None  # noqa: S101 - open() has raised otherwise
        with self._mapping_errors(envelope):
            announced = announce(connection, envelope.sender, envelope.recipient, envelope.body)
        try:
            before_content()
        except BaseException:
            self._drop()
            raise
        with self._mapping_errors(envelope):
            hand_over(connection, announced)
        self._verified_at = clock.monotonic()

    @contextmanager
    def _mapping_errors(self, envelope: Envelope) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, words = error.recipients[envelope.recipient]
            self._refused(code, smtplib.SMTPResponseException(code, words))
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= _PERMANENT and error.smtp_code != _TOO_LARGE:
                # All our mail has this sender.
                self.close()
                raise UnavailableError(_error_text(error)) from error
            self._refused(error.smtp_code, error)
        except smtplib.SMTPResponseException as error:
            self._refused(error.smtp_code, error)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Counted against this message alone: if it breaks the connection, others must still leave.
            self._drop()
            raise DeferredError(_error_text(error)) from error

    def close(self) -> None:
        """Send QUIT, wait for the answer for two seconds at most, and disconnect."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            # Not quit(), which waits for a whole line as long as for any other answer.
            with suppress(OSError, smtplib.SMTPException):
                connection.sock.settimeout(QUIT_SECONDS)
                connection.putcmd("QUIT")
                select([connection.sock], [], [], QUIT_SECONDS)
        self._drop()

    def _drop(self) -> None:
        """Go without a word, which a server might wait for or take for content."""
        connection, self._connection = self._connection, None
        self._verified_at = None
        if connection is not None:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        to, tls = self.server, ssl.create_default_context()
        connection: smtplib.SMTP
        if to.implicit_tls:
            connection = smtplib.SMTP_SSL(to.host, to.port, timeout=self._timeout, context=tls)
        else:
            connection = smtplib.SMTP(to.host, to.port, timeout=self._timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if self._wants_starttls(connection):
                connection.starttls(context=tls)
                connection.ehlo()
            if to.user:
                connection.login(to.user, to.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _wants_starttls(self, connection: smtplib.SMTP) -> bool:
        to = self.server
        if to.implicit_tls or to.starttls == "never":
            return False
        return to.starttls == "require" or connection.has_extn("starttls")

    def _refused(self, code: int, error: smtplib.SMTPResponseException) -> None:
        self._verified_at = None
        if code == _GOING_AWAY or code in _SIGN_IN:
            self.close()
        if code in _SIGN_IN:
            raise UnavailableError(_error_text(error)) from error
        kind = RefusedError if code >= _PERMANENT else DeferredError
        raise kind(_error_text(error)) from error


@dataclass
class FolderTransport:
    """Messages as .eml files, for trying out and for those who carry them elsewhere by other means."""

    path: Path

    def is_open(self) -> bool:
        """Never know: somebody may have removed the folder."""
        return False

    def open(self) -> None:
        """Make the folder."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnavailableError(_error_text(error)) from error

    def send(self, envelope: Envelope, before_content: BeforeContent = _nothing) -> None:
        """Write the message under a name that sorts by time; one sent again replaces itself."""
        self.open()
        before_content()
        recipient = re.sub(r"[^A-Za-z0-9@.+-]+", "_", envelope.recipient)[:80].lstrip(".")
        written = envelope.enqueued_at.strftime("%Y%m%dT%H%M%S")
        target = self.path / f"{written}-{envelope.id:08d}-{recipient}.eml"
        unfinished = target.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:
                file.write(envelope.body)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise UnavailableError(_error_text(error)) from error

    def close(self) -> None:
        """Nothing is held open."""


def _answers(connection: smtplib.SMTP) -> bool:
    # Also clears what an earlier message may have left half said.
    try:
        code, _ = connection.rset()
    except (OSError, smtplib.SMTPException):
        return False
    return code == 250  # noqa: PLR2004 - RFC 5321 section 4.3.2


def _error_text(error: Exception) -> str:
    """Return what went wrong in one line, for the row's reason and the log."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return " ".join(f"{error.smtp_code} {text}".split())
    return " ".join(f"{type(error).__name__}: {error}".split())
