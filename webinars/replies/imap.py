"""Read the mailbox of replies over IMAP and move processed e-mails to folders."""

# An e-mail is moved only after its effects are committed. If the process is killed in between, the next one
# reads it again and recognises it.

import logging
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from imaplib import IMAP4
from urllib.parse import parse_qs, unquote, urlsplit  # noqa: TID251 - IMAP_URL is a setting, no link

from imap_tools.errors import (
    ImapToolsError,
    MailboxFetchError,
    MailboxFolderCreateError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxUnencrypted

from webinars.replies.ingest import NEEDS_ATTENTION
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import MAX_BYTES

# Raised for negative responses of the server; network errors are OSErrors.
FAILURES = (IMAP4.error, ImapToolsError)
# Raised if the certificate of the server is not trusted or is for another host.
UntrustedCertificateError = ssl.SSLCertVerificationError

log = logging.getLogger(__name__)

# The second is that of `webinars check`.
TIMEOUT_SECONDS, PROBE_SECONDS = 30, 10
DONE_FOLDER, OTHER_FOLDER, TROUBLE_FOLDER = "webinars-done", "webinars-other", "webinars-trouble"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NO_REPLIES = (Outcome.OTHER, Outcome.AUTOMATIC, Outcome.UNKNOWN)


class UnsendableLoginError(IMAP4.error):
    """The user or the password cannot be sent: LOGIN takes ASCII (RFC 3501 section 9)."""


@dataclass(frozen=True)
class MailboxAccount:
    """Server, credentials and folder of a mailbox; tls is "implicit", "starttls" or "none"."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: str


def parse_mailbox_url(url: str) -> MailboxAccount:
    """Return the account of IMAP_URL: imaps://user:password@host/folder; the default folder is INBOX.

    imap:// requires STARTTLS, unless ?starttls=never, for a server on the same host.

    Raises:
        ValueError: the URL is not valid; the text says why, without the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise ValueError("it must begin with imaps:// or imap:// and name a host")
    if not parts.username or parts.password is None:
        raise ValueError("it must name a user and a password: imaps://user:password@host")
    starttls = parse_qs(parts.query).get("starttls", ["require"])[-1]
    if starttls not in {"require", "never"}:
        raise ValueError("starttls must be require or never")
    tls = "implicit" if parts.scheme == "imaps" else "starttls" if starttls == "require" else "none"
    try:
        port = parts.port or (993 if tls == "implicit" else 143)
    except ValueError:
        raise ValueError("its port is no number") from None
    return MailboxAccount(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
    )


def find_connection_problem(mailbox: MailboxAccount) -> str:
    """Connect, start TLS, sign in and open the folder; return the problem, or ""."""
    try:
        with _connect(mailbox, PROBE_SECONDS) as box:
            box.folder.status()
    except (OSError, *FAILURES) as error:
        return _explain(mailbox, error)
    return ""


def _explain(mailbox: MailboxAccount, error: Exception) -> str:
    """Return why a mailbox cannot be read, for operators."""
    where = f"{mailbox.host}, port {mailbox.port}"
    match error:
        case socket.gaierror():
            return f"the name {mailbox.host} is not found"
        case ConnectionRefusedError():
            return f"nothing listens at {where}"
        case TimeoutError():
            return f"{where}, does not answer within {PROBE_SECONDS} seconds"
        case ssl.SSLCertVerificationError():
            return f"the certificate of {mailbox.host} is not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"{where}, does not speak TLS as it is asked to: {error.reason}"
        case MailboxLoginError():
            return f"{mailbox.host} refuses the user or the password"
        case MailboxFolderSelectError():
            return f"{mailbox.host} has no folder {mailbox.folder} that can be opened"
    name = "" if isinstance(error, UnsendableLoginError) else f"{type(error).__name__}: "
    return f"{where}, cannot be used: {' '.join(f'{name}{error}'.split())}"


def process_mailbox(
    mailbox: MailboxAccount, handle: Callable[[bytes], Outcome], stop: threading.Event
) -> Counter[Outcome]:
    """Call handle with each e-mail of the folder and move the e-mail; return the counts of outcomes.

    If handle raises, the exception propagates and the e-mail is not moved.

    Raises:
        OSError, or one of FAILURES: the server failed.
    """
    outcomes: Counter[Outcome] = Counter()
    with _connect(mailbox) as box:
        folders = {
            name: _ensure_folder(box, name) for name in (DONE_FOLDER, OTHER_FOLDER, TROUBLE_FOLDER)
        }
        for uid in box.uids("ALL", charset=None):
            if stop.is_set():
                break
            try:
                outcome = _handle_one(box, uid, handle)
                if outcome is not None:
                    outcomes[outcome] += 1
                    box.move([uid], folders[_folder_for(outcome)])
            except UnexpectedCommandStatusError:
                if not _is_gone(box, uid):
                    raise
    return outcomes


def _connect(mailbox: MailboxAccount, timeout: int = TIMEOUT_SECONDS) -> BaseMailBox:
    context = ssl.create_default_context()
    box: BaseMailBox
    if mailbox.tls == "implicit":
        box = MailBox(mailbox.host, mailbox.port, timeout=timeout, ssl_context=context)
    else:
        box = MailBoxUnencrypted(mailbox.host, mailbox.port, timeout=timeout)
    try:
        if mailbox.tls == "starttls":
            box.client.starttls(context)  # raises if the server does not offer it
        return _login(box, mailbox)
    except BaseException:
        with suppress(OSError):  # already disconnected; the first error is raised
            box.client.shutdown()
        raise


def _login(box: BaseMailBox, mailbox: MailboxAccount) -> BaseMailBox:
    if not (mailbox.user + mailbox.password).isascii():
        raise UnsendableLoginError(
            "the user or the password has characters beyond ASCII, which IMAP cannot send"
        )
    return box.login(mailbox.user, mailbox.password, initial_folder=mailbox.folder)


def _ensure_folder(box: BaseMailBox, name: str) -> str:
    """Return the name of a folder, created if missing; some servers have all folders below INBOX."""
    delimiter = next((folder.delim for folder in box.folder.list()), "/")
    below = f"INBOX{delimiter}{name}"
    for path in (name, below):
        if box.folder.exists(path):
            return path
    try:
        box.folder.create(name)
    except MailboxFolderCreateError:
        box.folder.create(below)
        return below
    return name


def _handle_one(box: BaseMailBox, uid: str, handle: Callable[[bytes], Outcome]) -> Outcome | None:
    """Fetch and handle one e-mail, unless it is too large; None if another process has moved it."""
    size = _SIZE.search(_fetch(box, uid, "(RFC822.SIZE)"))
    if size is None:
        return None
    if int(size[1]) > MAX_BYTES:
        log.warning("an e-mail of %s bytes is not fetched", int(size[1]))
        return Outcome.UNREADABLE
    raw = _fetch(box, uid, "(BODY.PEEK[])")
    return handle(raw) if raw else None


def _is_gone(box: BaseMailBox, uid: str) -> bool:
    """Return whether another process has moved an e-mail, for which servers reject the copy."""
    box.client.noop()  # updates this connection's view of the folder
    return uid not in box.uids(f"UID {uid}", charset=None)


def _fetch(box: BaseMailBox, uid: str, item_names: str) -> bytes:
    """Fetch data items of an e-mail: return the literal if there is one, else the response line."""
    status, data = box.client.uid("FETCH", uid, item_names)
    if status != "OK":
        raise MailboxFetchError((status, data), "OK")
    for item in data:
        if isinstance(item, tuple):
            return bytes(item[1])
    return next((item for item in data if isinstance(item, bytes)), b"")


def _folder_for(outcome: Outcome) -> str:
    if outcome in NEEDS_ATTENTION:
        return TROUBLE_FOLDER
    return OTHER_FOLDER if outcome in _NO_REPLIES else DONE_FOLDER
