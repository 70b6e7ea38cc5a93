"""webinars replies: what calendars answer, from a mailbox or from a pipe."""

import hashlib
import logging
import os
import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.commands.context import CommandError, installation
from webinars.commands.logs import write_logs
from webinars.replies import imap
from webinars.replies.actions import Outcome
from webinars.replies.ingest import NEEDS_ATTENTION, ingest
from webinars.replies.parse_mail import LONGEST
from webinars.settings import PREFIX, SettingError
from webinars.site import Site
from webinars.worker.loop import stop_on_signals

log = logging.getLogger(__name__)

# "Try again later" for whoever hands a mail over (sysexits.h, which Postfix and others go by).
TEMPORARY = 75
PAUSE_SECONDS = 60
FOLDER = "replies-trouble"


@click.command()
@click.option("--stdin", "from_pipe", is_flag=True, help="Read one mail from standard input.")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    help="With --stdin: an address that the mail is delivered to.",
)
@click.option("--watch", is_flag=True, help="Go on looking, once a minute, until stopped.")
def replies(*, from_pipe: bool, recipients: tuple[str, ...], watch: bool) -> None:
    """Read what calendars answer: from the mailbox of WEBINARS_IMAP_URL, or one mail from a pipe.

    Mails are moved to webinars-done, to webinars-other if they are no replies, and to webinars-trouble if
    they cannot be read. With --stdin the exit is 0 once the mail is dealt with, and 75 if it must come again.
    """
    write_logs()
    if from_pipe:
        raise SystemExit(_pipe(recipients))
    stop = threading.Event()
    stop_on_signals(stop)
    with installation() as app:
        at = _account(app)
        if watch:
            _watch(app, at, stop)
        else:
            _report(_read_once(app, at, stop))


def _pipe(recipients: tuple[str, ...]) -> int:
    """Take one mail in; never raises, because a mail server would send what we say to a stranger."""
    raw = _standard_input()
    try:
        with installation() as app:
            _check_address(app)
            outcome = ingest(raw, _site(app), recipients=recipients)
            if outcome in NEEDS_ATTENTION:
                _quarantine(Path(app.config["DATA_DIR"]), raw)
    except Exception as error:  # noqa: BLE001 - any other end would return the mail to its sender
        log.error("a mail must come again: %s", _cause(error))  # noqa: TRY400 - one line is enough
        return TEMPORARY
    return 0


def _standard_input() -> bytes:
    """Return what is piped in, cut where it is longer than any reply; the rest is read and dropped."""
    raw = sys.stdin.buffer.read(LONGEST + 1)
    while sys.stdin.buffer.read(LONGEST):
        pass
    return raw


def _quarantine(data: Path, raw: bytes) -> None:
    """Keep a mail that cannot be taken where the operator finds it; the same mail once."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(raw).hexdigest()[:32]}.eml"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)


def _account(app: Flask) -> imap.Account:
    _check_address(app)
    if not app.config["IMAP_URL"]:
        raise SettingError(
            f"{PREFIX}IMAP_URL must name the mailbox: imaps://user:password@host/folder; "
            "or hand mails over with --stdin"
        )
    try:
        return imap.account(app.config["IMAP_URL"])
    except ValueError as error:
        raise SettingError(f"{PREFIX}IMAP_URL cannot be used: {error}") from error


def _check_address(app: Flask) -> None:
    if not app.config["REPLY_ADDRESS"]:
        raise SettingError(f"{PREFIX}REPLY_ADDRESS must be set before replies can be read")


def _watch(app: Flask, at: imap.Account, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            _read_once(app, at, stop)
        except CommandError as error:
            log.warning("%s", error.format_message())
        except SQLAlchemyError as error:
            log.error("the database does not answer: %s", type(error).__name__)  # noqa: TRY400 - it repeats
        stop.wait(PAUSE_SECONDS)


def _read_once(app: Flask, at: imap.Account, stop: threading.Event) -> Counter[Outcome]:
    try:
        return imap.read_all(at, partial(ingest, site=_site(app)), stop)
    except imap.Untrusted as error:
        raise CommandError(
            f"the mailbox cannot be read: {at.host} is not who it says it is, by its certificate "
            f"({error.verify_message})"
        ) from error
    except (OSError, *imap.FAILURES) as error:
        # The words of a server may quote an address.
        raise CommandError(f"the mailbox cannot be read: {type(error).__name__}") from error


def _report(outcomes: Counter[Outcome]) -> None:
    click.echo(f"Mails read: {outcomes.total()}")
    for outcome, number in sorted(outcomes.items()):
        click.echo(f"  {outcome}: {number}")


def _site(app: Flask) -> Site:
    site: Site = app.extensions["site"]
    return site


def _cause(error: Exception) -> str:
    if isinstance(error, CommandError):
        return error.format_message()
    return str(error) if isinstance(error, SettingError) else type(error).__name__
