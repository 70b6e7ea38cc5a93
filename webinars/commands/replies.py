"""webinars replies: process calendar replies from a mailbox, a pipe or a mail server."""

import asyncio
import hashlib
import logging
import os
import signal
import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.commands.errors import CommandError
from webinars.commands.installation import open_installation
from webinars.commands.logs import log_to_stderr
from webinars.replies import imap
from webinars.replies.ingest import NEEDS_ATTENTION, ingest_email, is_own_address
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import MAX_BYTES
from webinars.settings import PREFIX, SettingError
from webinars.site import Site
from webinars.worker.loop import stop_on_signals

log = logging.getLogger(__name__)

# EX_TEMPFAIL of sysexits.h: Postfix and other mail servers deliver the message again later.
TEMPORARY = 75
PAUSE_SECONDS = 60
FOLDER = "replies-trouble"
LMTP_ADDRESS = "127.0.0.1:8024"


@click.command()
@click.option("--stdin", "from_pipe", is_flag=True, help="Read one e-mail from standard input.")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    help="With --stdin: an envelope recipient of the e-mail.",
)
@click.option("--watch", is_flag=True, help="Check the mailbox once a minute until stopped.")
@click.option(
    "--lmtp",
    "lmtp_address",
    is_flag=False,
    flag_value=LMTP_ADDRESS,
    metavar="[HOST:PORT or PATH]",
    help=f"Receive e-mails by LMTP until stopped, on {LMTP_ADDRESS} or a Unix socket.",
)
def replies(
    *, from_pipe: bool, recipients: tuple[str, ...], watch: bool, lmtp_address: str | None
) -> None:
    """Process replies that calendars send by e-mail.

    They are read from the mailbox of WEBINARS_IMAP_URL, a pipe (--stdin) or a mail server (--lmtp).
    Processed e-mails are moved to the folder webinars-done, those that are not replies to webinars-other, and
    those that cannot be parsed to webinars-trouble. With --stdin the exit status is 0 if the e-mail was
    processed, and 75 if it must be delivered again. With --lmtp the mail server is told the same for each
    recipient.
    """
    log_to_stderr()
    if from_pipe:
        raise SystemExit(_pipe(recipients))
    if lmtp_address is not None:
        with open_installation() as app:
            _check_address(app)
            _serve_lmtp(app, lmtp_address)
        return
    stop = threading.Event()
    stop_on_signals(stop)
    with open_installation() as app:
        at = _account(app)
        if watch:
            _watch(app, at, stop)
        else:
            _report(_read_once(app, at, stop))


def _pipe(recipients: tuple[str, ...]) -> int:
    """Process one e-mail; never raises, because a mail server would bounce the output to the sender."""
    raw = _standard_input()
    try:
        with open_installation() as app:
            _check_address(app)
            outcome = ingest_email(raw, _site(app), recipients=recipients)
            if outcome in NEEDS_ATTENTION:
                _quarantine(Path(app.config["DATA_DIR"]), raw)
    except Exception as error:  # noqa: BLE001 - any other exit would bounce the e-mail
        log.error("e-mail not processed, to be delivered again: %s", _cause(error))  # noqa: TRY400 - one line is enough
        return TEMPORARY
    return 0


def _serve_lmtp(app: Flask, text: str) -> None:
    """Answer a mail server until SIGTERM or Ctrl-C."""
    # Only here: the other ways, and other commands, need neither.
    from webinars.replies import lmtp  # noqa: PLC0415

    try:
        address = lmtp.parse_listen_address(text)
    except ValueError as error:
        raise CommandError(f"--lmtp must be HOST:PORT or an absolute path, not {text!r}") from error
    site = _site(app)

    def deliver(raw: bytes, recipient: str) -> str:
        try:
            with app.app_context():
                outcome = ingest_email(raw, site, recipients=[recipient])
                if outcome in NEEDS_ATTENTION:
                    _quarantine(Path(app.config["DATA_DIR"]), raw)
        except Exception as error:  # noqa: BLE001 - any other reply would bounce the e-mail
            log.error("e-mail not processed, to be delivered again: %s", _cause(error))  # noqa: TRY400 - one line is enough
            return lmtp.RETRY
        return lmtp.DELIVERED

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        server = lmtp.LmtpServer(deliver=deliver, is_ours=partial(is_own_address, site))
        await server.serve(
            address, stop, lambda here: click.echo(f"Receiving e-mails by LMTP on {here}")
        )

    try:
        asyncio.run(serve())
    except OSError as error:
        raise CommandError(f"cannot listen on {address}: {error.strerror}") from error


def _standard_input() -> bytes:
    """Read standard input up to the size limit and discard the rest."""
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    while sys.stdin.buffer.read(MAX_BYTES):
        pass
    return raw


def _quarantine(data: Path, raw: bytes) -> None:
    """Save an e-mail that could not be processed for the operator, named by its hash."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(raw).hexdigest()[:32]}.eml"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)


def _account(app: Flask) -> imap.MailboxAccount:
    _check_address(app)
    if not app.config["IMAP_URL"]:
        raise SettingError(
            f"{PREFIX}IMAP_URL must be set to the mailbox, imaps://user:password@host/folder; "
            "or pass e-mails to --lmtp or --stdin"
        )
    try:
        return imap.parse_mailbox_url(app.config["IMAP_URL"])
    except ValueError as error:
        raise SettingError(f"{PREFIX}IMAP_URL cannot be used: {error}") from error


def _check_address(app: Flask) -> None:
    if not app.config["REPLY_ADDRESS"]:
        raise SettingError(f"{PREFIX}REPLY_ADDRESS must be set before replies can be read")


def _watch(app: Flask, at: imap.MailboxAccount, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            _read_once(app, at, stop)
        except CommandError as error:
            log.warning("%s", error.format_message())
        except SQLAlchemyError as error:
            log.error("the database does not answer: %s", type(error).__name__)  # noqa: TRY400 - it repeats
        stop.wait(PAUSE_SECONDS)


def _read_once(app: Flask, at: imap.MailboxAccount, stop: threading.Event) -> Counter[Outcome]:
    try:
        return imap.process_mailbox(at, partial(ingest_email, site=_site(app)), stop)
    except imap.UntrustedCertificateError as error:
        raise CommandError(
            f"the mailbox cannot be read: {at.host} has an invalid certificate "
            f"({error.verify_message})"
        ) from error
    except (OSError, *imap.FAILURES) as error:
        # Server messages may quote an address.
        raise CommandError(f"the mailbox cannot be read: {type(error).__name__}") from error


def _report(outcomes: Counter[Outcome]) -> None:
    click.echo(f"E-mails read: {outcomes.total()}")
    for outcome, number in sorted(outcomes.items()):
        click.echo(f"  {outcome}: {number}")


def _site(app: Flask) -> Site:
    site: Site = app.extensions["site"]
    return site


def _cause(error: Exception) -> str:
    if isinstance(error, CommandError):
        return error.format_message()
    return str(error) if isinstance(error, SettingError) else type(error).__name__
