"""The mailbox that calendars reply to, read over IMAP."""

# Each mail is moved out of the way only after what it says is kept. Killed in between, the next reader meets
# it again, and knows it.

import logging
import re
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from imaplib import IMAP4
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools.errors import (
    ImapToolsError,
    MailboxFetchError,
    MailboxFolderCreateError,
    UnexpectedCommandStatusError,
)
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxUnencrypted

from webinars.replies.actions import Outcome
from webinars.replies.ingest import NEEDS_ATTENTION
from webinars.replies.parse_mail import LONGEST

# What a server that does not do as asked raises, the network aside.
FAILURES = (IMAP4.error, ImapToolsError)
# What is raised if its certificate is not for it, or of nobody who is trusted here.
Untrusted = ssl.SSLCertVerificationError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 30
DONE, ASIDE, WRONG = "webinars-done", "webinars-other", "webinars-trouble"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NO_REPLIES = (Outcome.OTHER, Outcome.AUTOMATIC, Outcome.UNKNOWN)


@dataclass(frozen=True)
class Account:
    """Where the mailbox is and how to get in; tls is "implicit", "starttls" or "none"."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: str


def account(url: str) -> Account:
    """Return what IMAP_URL names: imaps://user:password@host/folder, the folder INBOX unless it is said.

    imap:// asks for STARTTLS; ?starttls=never does without, for a server on this computer.

    Raises:
        ValueError: the address cannot be used; the text says why and holds no password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise ValueError("it must begin with imaps:// or imap:// and name a host")
    if not parts.username or parts.password is None:
        raise ValueError("it must name a user and a password: imaps://user:password@host")
    asked = parse_qs(parts.query).get("starttls", ["require"])[-1]
    if asked not in {"require", "never"}:
        raise ValueError("starttls must be require or never")
    tls = "implicit" if parts.scheme == "imaps" else "starttls" if asked == "require" else "none"
    try:
        port = parts.port or (993 if tls == "implicit" else 143)
    except ValueError:
        raise ValueError("its port is no number") from None
    return Account(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
    )


def read_all(
    at: Account, handle: Callable[[bytes], Outcome], stop: threading.Event
) -> Counter[Outcome]:
    """Hand over each mail of the folder and move it on; return how many became what.

    What handle raises is let through, and its mail stays where it is.

    Raises:
        OSError, or one of FAILURES: the server does not do as asked.
    """
    outcomes: Counter[Outcome] = Counter()
    with _opened(at) as box:
        folders = {name: _folder(box, name) for name in (DONE, ASIDE, WRONG)}
        for uid in box.uids("ALL", charset=None):
            if stop.is_set():
                break
            try:
                outcome = _one(box, uid, handle)
                if outcome is not None:
                    outcomes[outcome] += 1
                    box.move([uid], folders[_place_for(outcome)])
            except UnexpectedCommandStatusError:
                if not _is_gone(box, uid):
                    raise
    return outcomes


def _opened(at: Account) -> BaseMailBox:
    context = ssl.create_default_context()
    box: BaseMailBox
    if at.tls == "implicit":
        box = MailBox(at.host, at.port, timeout=PATIENCE_SECONDS, ssl_context=context)
    else:
        box = MailBoxUnencrypted(at.host, at.port, timeout=PATIENCE_SECONDS)
    try:
        if at.tls == "starttls":
            box.client.starttls(context)  # it refuses a server that has none
        return box.login(at.user, at.password, initial_folder=at.folder)
    except BaseException:
        with suppress(OSError):  # it may be gone already; what is told is the first reason
            box.client.shutdown()
        raise


def _folder(box: BaseMailBox, name: str) -> str:
    """Return a folder of ours, made the first time; some servers keep all folders below INBOX."""
    delimiter = next((each.delim for each in box.folder.list()), "/")
    below = f"INBOX{delimiter}{name}"
    for each in (name, below):
        if box.folder.exists(each):
            return each
    try:
        box.folder.create(name)
    except MailboxFolderCreateError:
        box.folder.create(below)
        return below
    return name


def _one(box: BaseMailBox, uid: str, handle: Callable[[bytes], Outcome]) -> Outcome | None:
    """Take one mail; None if another reader was quicker. A large one is not even fetched."""
    found = _SIZE.search(_fetched(box, uid, "(RFC822.SIZE)"))
    if found is None:
        return None
    if int(found[1]) > LONGEST:
        log.warning("a mail of %s bytes is not fetched", int(found[1]))
        return Outcome.UNREADABLE
    raw = _fetched(box, uid, "(BODY.PEEK[])")
    return handle(raw) if raw else None


def _is_gone(box: BaseMailBox, uid: str) -> bool:
    """Tell whether another reader has moved a mail on; servers refuse to copy what is not there any more."""
    box.client.noop()  # the server says now what others did
    return uid not in box.uids(f"UID {uid}", charset=None)


def _fetched(box: BaseMailBox, uid: str, what: str) -> bytes:
    """Return what the server says of a mail: the text itself where there is one, else the line about it."""
    status, data = box.client.uid("FETCH", uid, what)
    if status != "OK":
        raise MailboxFetchError((status, data), "OK")
    for item in data:
        if isinstance(item, tuple):
            return bytes(item[1])
    return next((item for item in data if isinstance(item, bytes)), b"")


def _place_for(outcome: Outcome) -> str:
    if outcome in NEEDS_ATTENTION:
        return WRONG
    return ASIDE if outcome in _NO_REPLIES else DONE
