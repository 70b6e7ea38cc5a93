"""webinars check: is everything as it should be?"""

import os
from pathlib import Path

import click
from flask import Flask

from webinars import paths
from webinars.commands.context import display_url, email_destination, installation
from webinars.commands.security_checks import check_python, find_problems
from webinars.database import db
from webinars.emails import smtp
from webinars.outbox.models import MessageState
from webinars.outbox.queries import counts, failed, paused_since, stopped_by_check
from webinars.outbox.rules import pause_text
from webinars.replies import imap
from webinars.settings import PREFIX, SettingError
from webinars.timezones import zones
from webinars.web.core.health import not_ready

# Read by the tests, the benches and commands, not by the application.
OTHERS = frozenset({"TEST_DATABASE_URL", "FORBID_SKIPS", "BACKUP_PASSPHRASE"})


@click.command()
def check() -> None:
    """Look at the settings, the database and the mail, and say how they stand, one line each.

    The mail server is tried: it is connected to, greeted and signed in to, and no mail is sent.

    Exit 0 when all is well, 1 when something needs a look, 2 when the settings or the database cannot be
    used.
    """
    with installation() as app:
        for line in (*_settings(app), *_messages()):
            click.echo(line)
        wrong = [
            *not_ready(),
            *_mail_server(app),
            *_strangers(app),
            *find_problems(app),
            *_stopped(),
        ]
        for line in wrong:
            click.echo(f"Look at this: {line}")
    raise SystemExit(1 if wrong else 0)


def _settings(app: Flask) -> list[str]:
    config = app.config
    kind = "production" if config["PRODUCTION"] else "for trying out, open to this computer only"
    lines = [
        f"Address: {config['BASE_URL']} ({kind})",
        f"Database: {display_url(app)}",
        f"Data folder: {Path(config['DATA_DIR']).absolute()}",
        f"Times: {config['DEFAULT_TIMEZONE']} for readers we know nothing of; zone rules of {zones.RELEASE}",
        f"Languages: {', '.join(config['LANGUAGES'])}",
        email_destination(app),
        f"Mail comes from {config['MAIL_FROM']}",
        _replies(app),
    ]
    lines += check_python()
    if config["PRODUCTION"] and not config["SECURITY_CONTACT"]:
        lines.append(f"No security.txt is shown: {PREFIX}SECURITY_CONTACT is not set")
    return lines


def _mail_server(app: Flask) -> list[str]:
    wrong = smtp.probe(app.config["SMTP_URL"]) if app.config["SMTP_URL"] else ""
    return [f"mail server: {wrong} ({PREFIX}SMTP_URL)"] if wrong else []


def _replies(app: Flask) -> str:
    address, url = app.config["REPLY_ADDRESS"], app.config["IMAP_URL"]
    if not address:
        return f"Replies of calendars are not read: {PREFIX}REPLY_ADDRESS is not set"
    if not url:
        return (
            f"Replies go to {address}; {PREFIX}IMAP_URL is not set, so a pipe must hand them over"
        )
    try:
        at = imap.account(url)
    except ValueError as error:
        raise SettingError(f"{PREFIX}IMAP_URL cannot be used: {error}") from error
    return f"Replies go to {address}, and webinars replies reads {at.folder} at {at.host}"


def _messages() -> list[str]:
    session = db.session()
    found = counts(session)
    queued, gone, sent = (
        found[state] for state in (MessageState.QUEUED, MessageState.FAILED, MessageState.SENT)
    )
    lines = [f"Messages: {queued} queued, {gone} failed, {sent} sent lately"]
    paused_at = paused_since(session)
    if paused_at:
        lines.append(f"Paused: {pause_text(paused_at, queued)}")
    lines += [
        f"Failed: message {message.id} ({message.topic}): {message.reason}"
        for message in failed(session)
    ]
    session.rollback()
    return lines


def _stopped() -> list[str]:
    """Return what the self-check has stopped: a fault of the program, which sending again does not mend."""
    session = db.session()
    number = stopped_by_check(session)
    session.rollback()
    if not number:
        return []
    stopped = "1 message would" if number == 1 else f"{number} messages would"
    was = "was" if number == 1 else "were"
    said = (
        f"self-check: {stopped} have read differently from what was meant and {was} stopped; none is lost. "
        "Report the reasons above; after an upgrade organisers can try again, under Messages"
    )
    return [said]


def _strangers(app: Flask) -> list[str]:
    """Return the variables with our prefix that no setting reads: misspelt ones, mostly."""
    ours = {name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)}
    known = {line.partition(" = ")[0] for line in paths.CONFIG.read_text("utf-8").splitlines()}
    return [f"{PREFIX}{name} is not a setting" for name in sorted(ours - known - OTHERS)]
