"""webinars announce: parse an announcement into event drafts."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.queries import lock_accounts
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.files.document import MAX_BYTES, Document
from webinars.announcement_parser.files.reader import read_file
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import UnusedDate, unread_dates, unused_dates
from webinars.commands.announcement_report import DraftOutcome, SavedDraft, file_lines, report_lines
from webinars.commands.errors import CommandError
from webinars.commands.installation import open_installation
from webinars.commands.organiser import organiser_of_events, organiser_option
from webinars.database import transaction
from webinars.documents.named_documents import with_document_links
from webinars.errors import InvalidInputError
from webinars.events.announcements.announcement_json import (
    announcement_json,
    remaining_json,
)
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.announcements.draft_review import is_publishable
from webinars.events.announcements.existing_events import existing_events
from webinars.events.creation import create_event
from webinars.events.enums import EventState
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event
from webinars.i18n import Translator, translator_for
from webinars.second_reader.endpoint import Endpoint
from webinars.second_reader.proposals import Proposal
from webinars.second_reader.reader import ask, parse_with_proposals
from webinars.settings import PREFIX
from webinars.site import Site
from webinars.timezones import clock
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import resolve
from webinars.web.core.errors.messages import MESSAGES

OPEN_QUESTIONS = 3  # exit status


@click.command()
@click.argument("file")
@organiser_option
@click.option(
    "--publish", "publishing", is_flag=True, help="Publish every event that has no open question."
)
@click.option(
    "--on",
    "written_on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which the announcement was written (2027-03-31). Default: today.",
)
@click.option("--dry-run", is_flag=True, help="Parse and print only: save and publish nothing.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, described in docs/announcements.md."
)
@click.option(
    "--second-reader",
    "asks_reader",
    is_flag=True,
    help=f"Have the language model of {PREFIX}READER_URL read the text too, and ask where it differs.",
)
def announce(
    file: str,
    email: str,
    written_on: datetime | None,
    *,
    publishing: bool,
    dry_run: bool,
    as_json: bool,
    asks_reader: bool,
) -> None:
    """Parse an announcement into event drafts.

    FILE is plain text or HTML in UTF-8, an e-mail (.eml), a calendar file (.ics), a Word document (.docx)
    or a PDF file with text; - is standard input. An e-mail is parsed as on its date, unless --on says
    otherwise.

    The command prints what it parsed, proposed and assumed, each ambiguity with its possible readings, and
    each date that it did not use. Only the organiser sees a draft, and signs in to edit it. An event with an
    open question, or with a time whose time zone the text does not give, stays a draft. An event that the
    organiser already has, with the same time and the same title or text, is not saved again: the command can
    be repeated safely.

    With --second-reader a language model reads the text too: the text leaves this computer, without the
    passcodes and join links that are recognised. Where the model reads something different, or finds
    another event, there is one more question. After 20 seconds without an answer the command continues alone.

    Exit status: 0 if nothing is left open; 3 if a question is open, a date of the text was not used, or a
    part of the file was not read; 2 if nothing could be saved.
    """
    document = _read(file)
    text = document.text
    with open_installation() as app:
        site: Site = app.extensions["site"]
        today = written_on.date() if written_on else document.written_on
        today = today or to_local(clock.now(), site.timezone).date()
        proposals = _proposals(app, text, today) if asks_reader else None
        parsed = parse_with_proposals(text, proposals or (), today=today, zone=site.timezone)
        drafts = [draft for draft in parsed if not draft.is_remaining]
        if not drafts:
            raise InvalidInputError("no-date-found")
        prepared = preprocess(text).text
        unused = unused_dates(prepared, drafts, today=today)
        publishing = publishing and not unread_dates(unused, drafts, prepared)
        with transaction() as session:
            drafts = with_document_links(session, drafts, clock.now(), site)
            organiser = organiser_of_events(session, email)
            if not dry_run:
                lock_accounts(session, [organiser.id])
            known = existing_events(session, organiser, drafts, translator_for(organiser.language))
            saved = [
                _known(draft, known[number], site)
                if number in known
                else _preview(draft, publishing=publishing)
                if dry_run
                else _save(session, organiser, draft, site, publishing=publishing)
                for number, draft in enumerate(drafts, 1)
            ]
        if as_json:
            t = translator_for(site.languages[0])
            values = {
                "written_on": today.isoformat(),
                "notes": [note._asdict() for note in document.notes],
                "second_reader": _reader_status(proposals, is_asked=asks_reader),
                "remaining": remaining_json(parsed, prepared, t),
            }
            click.echo(_json(saved, prepared, unused, t, **values))
        else:
            for line in file_lines(document, site, is_dated=written_on is None):
                click.echo(line)
            for line in report_lines(app, saved, prepared, unused, is_saved=not dry_run):
                click.echo(line)
    if unused or document.notes or any(saved_event.is_open for saved_event in saved):
        raise SystemExit(OPEN_QUESTIONS)


def _read(file: str) -> Document:
    """Return the text of the file.

    Raises:
        CommandError: it cannot be read, is too large, or has none of the accepted formats.
    """
    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        return read_file("" if file == "-" else Path(file).name, content)
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error.strerror}") from error
    except InvalidInputError as error:
        raise CommandError(f"{name}: {MESSAGES[error.code] % error.facts}") from error


def _proposals(app: Flask, text: str, today: date) -> list[Proposal] | None:
    """Ask the second reader; say where the text is sent before, and afterwards if there is no answer.

    Raises:
        CommandError: no second reader is configured.
    """
    endpoint: Endpoint | None = app.extensions["second_reader"]
    if endpoint is None:
        raise CommandError(f"there is no language model to ask: {PREFIX}READER_URL is not set")
    click.echo(
        f"Sending the text to the language model {endpoint.model} at {endpoint.host}.", err=True
    )
    proposals = ask(endpoint, text, today=today, zone=app.extensions["site"].timezone)
    if proposals is None:
        click.echo("The language model did not answer.", err=True)
    return proposals


def _reader_status(proposals: list[Proposal] | None, *, is_asked: bool) -> str | None:
    if not is_asked:
        return None
    return "no-answer" if proposals is None else "answered"


def _save(
    session: Session, organiser: Organiser, draft: Draft, site: Site, *, publishing: bool
) -> SavedDraft:
    details = details_from_draft(draft, translator_for(organiser.language))
    event = create_event(session, organiser=organiser, details=details, site=site)
    if publishing and _can_publish(draft):
        publish_event(session, event.id, site)
        return SavedDraft(draft, DraftOutcome.PUBLISHED, site.url(f"/events/{event.slug}"))
    return SavedDraft(draft, DraftOutcome.DRAFT, site.url(f"/organise/events/{event.id}/edit"))


def _preview(draft: Draft, *, publishing: bool) -> SavedDraft:
    """Return what _save() would return, without an address."""
    is_published = publishing and _can_publish(draft)
    return SavedDraft(draft, DraftOutcome.PUBLISHED if is_published else DraftOutcome.DRAFT)


def _can_publish(draft: Draft) -> bool:
    """Return whether a draft is publishable and not over; the announcement may have been written long ago."""
    return is_publishable(draft) and resolve(draft.when).ends_at > clock.now()


def _known(draft: Draft, event: Event, site: Site) -> SavedDraft:
    is_draft = event.state is EventState.DRAFT
    path = f"/organise/events/{event.id}/edit" if is_draft else f"/events/{event.slug}"
    return SavedDraft(draft, DraftOutcome.KNOWN, site.url(path))


def _json(
    saved: Sequence[SavedDraft],
    text: str,
    unused: Sequence[UnusedDate],
    t: Translator,
    **others: object,
) -> str:
    result = announcement_json([saved_event.draft for saved_event in saved], text, unused, t)
    result |= others
    for event, saved_event in zip(result["events"], saved, strict=True):
        event["outcome"] = saved_event.outcome.value
        event["url"] = saved_event.address or None
    return json.dumps(result, ensure_ascii=False, indent=2)
