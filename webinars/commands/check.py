"""webinars check: check the settings, the database, files, mail servers and the second reader."""

import os
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

import click
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webinars import paths
from webinars.commands.installation import (
    display_url,
    email_destination,
    error_summary,
    open_installation,
)
from webinars.commands.security_checks import check_python, find_security_problems
from webinars.database import db, transaction
from webinars.documents.storage.integrity import faults_of_files
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.documents.storage.purge import unused_files
from webinars.emails import smtp
from webinars.emails.trial_email import NotSentError, send_trial_email
from webinars.events.caching.change_counter import CHANGES
from webinars.events.team.unused_accounts import owners_without_access
from webinars.outbox.models import MessageState
from webinars.outbox.pause import pause_text, paused_since
from webinars.outbox.queries import counts, failed, stopped_by_check
from webinars.replies import imap
from webinars.second_reader.client import ReaderError, model_names
from webinars.second_reader.endpoint import Endpoint
from webinars.settings import PREFIX, SettingError
from webinars.timezones import zones
from webinars.web.core.health import find_faults

# Variables that tests, benchmarks and commands read, not the application.
OTHER_VARIABLES = frozenset({"TEST_DATABASE_URL", "FORBID_SKIPS", "BACKUP_PASSPHRASE"})

# Files of documents that are named.
MOST_FILES = 10
# A limit for each server, whose single steps have their own; and for a lock in PostgreSQL.
MOST_SECONDS, LOCK_MILLISECONDS = 30, 5000
LOCK_TIMEOUT = "55P03"  # SQLSTATE lock_not_available


@click.command()
@click.option("--send-to", metavar="ADDRESS", help="Send a test e-mail to this address.")
def check(send_to: str | None) -> None:
    """Check the settings, the database and the mail servers.

    It prints one line for each. It connects and signs in to the mail server and to the mailbox, and changes
    nothing. It sends an e-mail only with --send-to, and prints what the mail server answered. If a language
    model reads announcements, it asks the server for its models, and sends it no text.

    Exit status: 0 if everything is in order, 1 if there are problems, 2 if the settings or the database
    cannot be used.
    """
    with open_installation() as app:
        for line in (*_settings(app), *_messages()):
            click.echo(line)
        problems = [
            *find_faults(),
            *_database_problems(),
            *_mail_server(app),
            *_mailbox_problems(app),
            *_second_reader_problems(app),
            *_unknown_variables(app),
            *find_security_problems(app),
            *_stopped(),
            *_ownerless(),
            *_document_files(),
        ]
        if send_to is not None:
            sent, refused = _trial(app, send_to)
            problems += refused
            for line in sent:
                click.echo(line)
        for line in problems:
            click.echo(f"Problem: {line}")
    raise SystemExit(1 if problems else 0)


def _settings(app: Flask) -> list[str]:
    config = app.config
    kind = "production" if config["PRODUCTION"] else "trial, reachable from this computer only"
    lines = [
        f"Address: {config['BASE_URL']} ({kind})",
        f"Database: {display_url(app)}",
        f"Data folder: {Path(config['DATA_DIR']).absolute()}",
        f"Default time zone: {config['DEFAULT_TIMEZONE']}; time zone rules of {zones.RELEASE}",
        f"Languages: {', '.join(config['LANGUAGES'])}",
        email_destination(app),
        f"Sender address: {config['MAIL_FROM']}",
        _replies(app),
        _second_reader(app),
    ]
    lines += check_python()
    if config["PRODUCTION"] and not config["SECURITY_CONTACT"]:
        lines.append(f"No security.txt is served: {PREFIX}SECURITY_CONTACT is not set")
    return lines


def _in_time(probe: Callable[[], str]) -> str:
    """Return the problem that a probe finds, or that it takes too long: each step has only its own timeout.

    Such a probe goes on in its thread, which ends with the command.
    """
    answers: SimpleQueue[str | Exception] = SimpleQueue()

    def run() -> None:
        try:
            answers.put(probe())
        except Exception as error:  # noqa: BLE001 - raised below
            answers.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=MOST_SECONDS)
    except Empty:
        return f"the check is not finished within {MOST_SECONDS} seconds"
    if isinstance(answer, Exception):
        raise answer
    return answer


def _mail_server(app: Flask) -> list[str]:
    wrong = _in_time(lambda: smtp.probe(app.config))
    return [f"mail server: {wrong} ({PREFIX}SMTP_URL)"] if wrong else []


def _trial(app: Flask, address: str) -> tuple[list[str], list[str]]:
    """Send a test e-mail; return what became of it, and the problem."""
    try:
        sent = send_trial_email(app.extensions["site"], app.config, address)
    except NotSentError as error:
        return [], [f"test e-mail: {error}"]
    if app.config["SMTP_URL"]:
        return [sent], []
    return [sent], [f"test e-mail: it was not sent, because {PREFIX}SMTP_URL is not set"]


def _document_files() -> list[str]:
    """Return which files of documents are missing, changed or of no version, the first of each."""
    session = db.session()
    try:
        faults = faults_of_files(session)
        shown = list(islice(faults, MOST_FILES))
        if any(faults):
            shown.append("further document files are missing or changed")
        return [
            *shown,
            *(
                f"document file {file.id} ({file.name}) belongs to no version: does the worker run?"
                for file in unused_files(session, MOST_FILES)
            ),
        ]
    except StoreUnavailableError as error:
        return [f"the object store of document files: {error}"]
    except SQLAlchemyError:
        return []  # the schema is older, which is a problem of its own
    finally:
        session.rollback()


def _database_problems() -> list[str]:
    """Write to the database and take it back; whether it answers at all is checked before."""
    try:
        with transaction() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
            session.execute(update(CHANGES).values(number=CHANGES.c.number))
            session.rollback()
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == LOCK_TIMEOUT:
            seconds = LOCK_MILLISECONDS // 1000
            return [f"database: it is locked by another connection for more than {seconds} seconds"]
        return [f"database: it cannot be written to: {error_summary(error)}"]
    return []


def _mailbox_problems(app: Flask) -> list[str]:
    if not (app.config["REPLY_ADDRESS"] and app.config["IMAP_URL"]):
        return []
    account = imap.parse_mailbox_url(app.config["IMAP_URL"])
    wrong = _in_time(lambda: imap.find_connection_problem(account))
    return [f"mailbox of replies: {wrong} ({PREFIX}IMAP_URL)"] if wrong else []


def _replies(app: Flask) -> str:
    address, url = app.config["REPLY_ADDRESS"], app.config["IMAP_URL"]
    if not address:
        return f"Calendar replies are not read: {PREFIX}REPLY_ADDRESS is not set"
    if not url:
        return (
            f"Replies go to {address}; {PREFIX}IMAP_URL is not set, "
            "so the mail server must pass them to webinars replies --lmtp or --stdin"
        )
    try:
        at = imap.parse_mailbox_url(url)
    except ValueError as error:
        raise SettingError(f"{PREFIX}IMAP_URL cannot be used: {error}") from error
    return f"Replies go to {address}, and webinars replies reads {at.folder} at {at.host}"


def _second_reader(app: Flask) -> str:
    endpoint: Endpoint | None = app.extensions["second_reader"]
    if endpoint is None:
        return f"No language model reads announcements: {PREFIX}READER_URL is not set"
    transport = "" if endpoint.is_encrypted else ", without TLS"
    return (
        f"Language model for announcements: {endpoint.model} at {endpoint.host}, "
        f"port {endpoint.port}{transport}"
    )


def _second_reader_problems(app: Flask) -> list[str]:
    """Ask the second reader for its models; return the problem if it does not answer or lacks the model."""
    endpoint: Endpoint | None = app.extensions["second_reader"]
    if endpoint is None:
        return []
    try:
        names = model_names(endpoint)
    except ReaderError as error:
        return [f"language model at {endpoint.host}: {error} ({PREFIX}READER_URL)"]
    # Ollama lists names with a tag, and takes them without ":latest".
    if names and not {endpoint.model, f"{endpoint.model}:latest"} & set(names):
        return [
            f"language model at {endpoint.host}: it has no model of that name ({PREFIX}READER_MODEL)"
        ]
    return []


def _messages() -> list[str]:
    session = db.session()
    by_state = counts(session)
    queued, failed_count, sent = (
        by_state[state] for state in (MessageState.QUEUED, MessageState.FAILED, MessageState.SENT)
    )
    lines = [f"Messages: {queued} queued, {failed_count} failed, {sent} sent recently"]
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
    """Report messages that failed the self-check: a bug, which sending again does not fix."""
    session = db.session()
    number = stopped_by_check(session)
    session.rollback()
    if not number:
        return []
    stopped = "1 message was" if number == 1 else f"{number} messages were"
    problem = (
        f"self-check: {stopped} not sent because the composed text did not match the data; none is lost. "
        "Report the reasons above; after an upgrade, organisers can press Try again under E-mail"
    )
    return [problem]


def _ownerless() -> list[str]:
    """Report events of accounts without access; earlier releases left them there."""
    session = db.session()
    owners = owners_without_access(session)
    session.rollback()
    return [
        f"events of {email} ({number}): this account has no access; "
        f"webinars organiser remove {email} passes them to an administrator"
        for email, number in owners
    ]


def _unknown_variables(app: Flask) -> list[str]:
    """Return the variables with the prefix that are not settings, such as misspelt names."""
    present = {name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)}
    known = {line.partition(" = ")[0] for line in paths.CONFIG.read_text("utf-8").splitlines()}
    return [
        f"{PREFIX}{name} is not a setting" for name in sorted(present - known - OTHER_VARIABLES)
    ]
