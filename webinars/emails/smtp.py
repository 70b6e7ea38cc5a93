"""Transports of composed e-mails: SMTP over one persistent connection, or files in a folder."""

# The worker handles three errors: this message cannot be delivered, cannot be delivered now, or no message
# can be delivered now.

import os
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit  # noqa: TID251 - SMTP_URL is a setting, no link

from webinars.emails.pipelining import send_content, send_envelope
from webinars.timezones import clock

TIMEOUT_SECONDS = 30
# Timeouts of `webinars check`, and of the response to QUIT.
PROBE_SECONDS, QUIT_SECONDS = 10, 2
# After a longer pause a connection is tested with RSET; until then its socket shows whether it was closed.
_FRESH = timedelta(seconds=5)
_GOING_AWAY = 421
_TOO_LARGE = 552
_SIGN_IN = frozenset({530, 534, 535, 538})
_PERMANENT = 500


class RefusedError(Exception):
    """This message can never be delivered."""


class DeferredError(Exception):
    """This message could not be delivered now; others may."""


class UnavailableError(Exception):
    """No message can be delivered now."""

    @property
    def cause(self) -> Exception:
        """Return the exception that caused it."""
        return self.__cause__ if isinstance(self.__cause__, Exception) else self


BeforeContent = Callable[[], object]


def _do_nothing() -> None:
    """Stand in for before_content."""


@dataclass(frozen=True)
class Envelope:
    """A composed message: the id of its row, its envelope and bytes, and when it was enqueued."""

    id: int
    sender: str
    recipient: str
    body: bytes
    enqueued_at: datetime


class Transport(Protocol):
    """Sends composed messages."""

    def is_open(self) -> bool:
        """Return whether open() has nothing to do."""

    def open(self) -> None:
        """Connect if necessary, or raise UnavailableError."""

    def send(self, envelope: Envelope, before_content: BeforeContent = _do_nothing) -> str:
        """Send one message and return what was answered, or raise one of the three errors.

        The content is sent after before_content() has returned, and not at all if that raises.
        """

    def close(self) -> None:
        """Disconnect."""


def transport_from_config(config: Mapping[str, Any]) -> Transport:
    """Return the transport of the setting SMTP_URL, else one that writes files into DATA_DIR.

    Raises:
        ValueError: as of transport().
    """
    url = config.get("SMTP_URL") or ""
    return transport(url) if url else FolderTransport(Path(config["DATA_DIR"]).absolute() / "mail")


def transport(url: str) -> Transport:
    """Return the transport of SMTP_URL: smtp://, smtps:// or file:///folder.

    smtp://user:password@host:587?starttls=require (the default with a user), =never or =if-offered.

    Raises:
        ValueError: the URL is not valid; the text says why, without the password.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderTransport(Path(unquote(parts.path)))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return SmtpTransport(server(parts))
    raise ValueError("must begin with smtp://host, smtps://host or file:///folder")


def probing_transport(config: Mapping[str, Any]) -> Transport:
    """Return the configured transport, one that waits for a server no longer than an operator does.

    Raises:
        ValueError: as of transport().
    """
    configured = transport_from_config(config)
    if isinstance(configured, SmtpTransport):
        return SmtpTransport(configured.server, timeout=PROBE_SECONDS)
    return configured


def probe(config: Mapping[str, Any]) -> str:
    """Connect to the mail server, start TLS and sign in; return the problem, or "".

    A folder is looked at, and not created.

    Raises:
        ValueError: as of transport().
    """
    probing = probing_transport(config)
    if isinstance(probing, FolderTransport):
        return _folder_problem(probing.path)
    try:
        probing.open()
    except UnavailableError as error:
        return explain_failure(probing, error)
    finally:
        probing.close()
    return ""


def _folder_problem(path: Path) -> str:
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return ""
    return f"the folder {path} for e-mails cannot be written to"


def explain_failure(transport: Transport, error: UnavailableError) -> str:
    """Return why a transport cannot be used, for operators."""
    if isinstance(transport, SmtpTransport):
        return _explain(transport.server, error.cause)
    return f"the folder for e-mails cannot be written to: {error}"


def _explain(to: "Server", error: Exception) -> str:
    """Return why a server cannot be used, for operators."""
    where = f"{to.host}, port {to.port},"
    match error:
        case socket.gaierror() | UnicodeError():
            problem = f"the name {to.host} is not found"
        case ConnectionRefusedError():
            problem = f"nothing listens at {to.host}, port {to.port}"
        # smtplib reports a timeout as a closed connection.
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            problem = f"{where} does not answer within {PROBE_SECONDS} seconds"
        case ssl.SSLCertVerificationError():
            problem = f"the certificate of {to.host} is not trusted: {error.verify_message}"
        case ssl.SSLError():
            problem = f"{where} does not speak TLS as it is asked to: {error.reason}"
        case smtplib.SMTPAuthenticationError():
            problem = f"{to.host} refuses the user or the password: {_error_text(error)}"
        case smtplib.SMTPNotSupportedError():
            problem = f"{to.host} does not offer what the setting asks for: {error}"
        case _:
            problem = f"{where} cannot be used: {_error_text(error)}"
    return problem


@dataclass(frozen=True)
class Server:
    """Address, credentials and TLS mode of an SMTP server."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    implicit_tls: bool
    starttls: str


def server(parts: SplitResult) -> Server:
    """Return the server of an smtp:// or smtps:// URL."""
    implicit = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    starttls = parse_qs(parts.query).get(
        "starttls", ["require" if user and not implicit else "if-offered"]
    )[-1]
    if starttls not in {"require", "if-offered", "never"}:
        raise ValueError("starttls must be require, if-offered or never")
    try:
        port = parts.port or (465 if implicit else 587 if user else 25)
    except ValueError:
        raise ValueError("the port is not a number up to 65535") from None
    password = unquote(parts.password or "")
    return Server(parts.hostname or "", port, user, password, implicit, starttls)


def _has_data(sock: socket.socket, seconds: float) -> bool:
    """Return whether data or the end of a connection arrives within so many seconds."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


class SmtpTransport:
    """One connection to an SMTP server, opened on demand and reused."""

    def __init__(self, to: Server, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.server = to
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None
        self._verified_at: timedelta | None = None  # by the monotonic clock

    def is_open(self) -> bool:
        """Return whether the connection worked recently and the server has sent nothing since."""
        connection = self._connection
        if connection is None or self._verified_at is None or connection.sock is None:
            return False
        if clock.monotonic() - self._verified_at >= _FRESH:
            return False
        return not _has_data(connection.sock, 0)

    def open(self) -> None:
        """Connect, start TLS and sign in, unless the open connection still works."""
        if self.is_open() or (self._connection is not None and _is_alive(self._connection)):
            return
        self.close()
        try:
            self._connection = self._connect()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self.close()
            raise UnavailableError(_error_text(error)) from error
        self._verified_at = clock.monotonic()

    def send(self, envelope: Envelope, before_content: BeforeContent = _do_nothing) -> str:
        """Send one message; as much of the envelope as possible is sent before before_content()."""
        self.open()
        connection = self._connection
        assert connection is not None  # noqa: S101 - open() has raised otherwise
        with self._mapping_errors(envelope):
            pending = send_envelope(connection, envelope.sender, envelope.recipient, envelope.body)
        try:
            before_content()
        except BaseException:
            self._drop()
            raise
        with self._mapping_errors(envelope):
            answer = send_content(connection, pending)
        self._verified_at = clock.monotonic()
        return answer

    @contextmanager
    def _mapping_errors(self, envelope: Envelope) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = error.recipients[envelope.recipient]
            self._raise_for_code(code, smtplib.SMTPResponseException(code, reply))
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= _PERMANENT and error.smtp_code != _TOO_LARGE:
                # All our e-mails have this sender.
                self.close()
                raise UnavailableError(_error_text(error)) from error
            self._raise_for_code(error.smtp_code, error)
        except smtplib.SMTPResponseException as error:
            self._raise_for_code(error.smtp_code, error)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Only this message is deferred: if its content breaks the connection, others must still be sent.
            self._drop()
            raise DeferredError(_error_text(error)) from error

    def close(self) -> None:
        """Send QUIT, wait at most QUIT_SECONDS for the response, and disconnect."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            # Not quit(), which waits for the response with the timeout of all others.
            with suppress(OSError, smtplib.SMTPException):
                connection.sock.settimeout(QUIT_SECONDS)
                connection.putcmd("QUIT")
                _has_data(connection.sock, QUIT_SECONDS)
        self._drop()

    def _drop(self) -> None:
        """Disconnect without QUIT, which a server in the DATA phase would read as content."""
        connection, self._connection = self._connection, None
        self._verified_at = None
        if connection is not None:
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        to, tls = self.server, ssl.create_default_context()
        connection: smtplib.SMTP
        if to.implicit_tls:
            connection = smtplib.SMTP_SSL(to.host, to.port, timeout=self._timeout, context=tls)
        else:
            connection = smtplib.SMTP(to.host, to.port, timeout=self._timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if self._needs_starttls(connection):
                connection.starttls(context=tls)
                connection.ehlo()
            if to.user:
                connection.login(to.user, to.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _needs_starttls(self, connection: smtplib.SMTP) -> bool:
        to = self.server
        if to.implicit_tls or to.starttls == "never":
            return False
        return to.starttls == "require" or connection.has_extn("starttls")

    def _raise_for_code(self, code: int, error: smtplib.SMTPResponseException) -> None:
        self._verified_at = None
        if code == _GOING_AWAY or code in _SIGN_IN:
            self.close()
        if code in _SIGN_IN:
            raise UnavailableError(_error_text(error)) from error
        error_class = RefusedError if code >= _PERMANENT else DeferredError
        raise error_class(_error_text(error)) from error


@dataclass
class FolderTransport:
    """Messages as .eml files, for development and for other programs to send."""

    path: Path

    def is_open(self) -> bool:
        """Return False: the folder may have been removed."""
        return False

    def open(self) -> None:
        """Create the folder."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnavailableError(_error_text(error)) from error

    def send(self, envelope: Envelope, before_content: BeforeContent = _do_nothing) -> str:
        """Write the message to a file whose name sorts by time; a retry replaces it. Return its path."""
        self.open()
        before_content()
        recipient = re.sub(r"[^A-Za-z0-9@.+-]+", "_", envelope.recipient)[:80].lstrip(".")
        timestamp = envelope.enqueued_at.strftime("%Y%m%dT%H%M%S")
        target = self.path / f"{timestamp}-{envelope.id:08d}-{recipient}.eml"
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
        return str(target)

    def close(self) -> None:
        """Do nothing: no connection is open."""


def _is_alive(connection: smtplib.SMTP) -> bool:
    # RSET also clears an envelope that an earlier message may have left.
    try:
        code, _ = connection.rset()
    except (OSError, smtplib.SMTPException):
        return False
    return code == 250  # noqa: PLR2004 - RFC 5321 section 4.3.2


def _error_text(error: Exception) -> str:
    """Return an error in one line, for the row's reason and the log."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
        return " ".join(f"{error.smtp_code} {text}".split())
    return " ".join(f"{type(error).__name__}: {error}".split())
