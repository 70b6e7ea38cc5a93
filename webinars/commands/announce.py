"""webinars announce: parse an announcement into event drafts."""

import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.queries import only_administrator
from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import MAX_LENGTH, preprocess
from webinars.announcement_parser.resolution.questions import Question
from webinars.announcement_parser.unparsed_dates import unparsed_dates
from webinars.commands.context import installation
from webinars.commands.errors import CommandError
from webinars.commands.organiser import find_organiser
from webinars.database import transaction
from webinars.events.actions import create_event, publish
from webinars.events.duplicates import existing_events, lock_organiser
from webinars.events.from_announcement import details_from_draft
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.i18n import Translator, translator_for
from webinars.settings import PREFIX
from webinars.site import Site
from webinars.timezones import clock, zones
from webinars.timezones.schedule import Timed

WIDTH = 96
INDENT = "   "
QUOTED_KINDS = (
    "title",
    "date",
    "time",
    "city",
    "shift",
    "place",
)  # kinds of spans that are printed


def draft_lines(draft: Draft, text: str, t: Translator) -> Iterator[str]:
    """Yield the printed lines of a draft; text is the preprocessed text that its spans refer to."""
    yield f"{INDENT}when: {messages.reading_text(draft.when, draft.cities, t)}"
    meeting = extract_meeting_link(draft)
    if meeting.place:
        yield f"{INDENT}where: {meeting.place}"
    quoted = [
        f"{span.kind} “{' '.join(text[span.start : span.end].split())}”"
        for span in draft.spans
        if span.kind in QUOTED_KINDS
    ]
    if quoted:
        yield from _wrapped(f"parsed: {', '.join(quoted)}")
    assumed = draft.assumed | meeting.left_out
    for sentence in messages.notes(draft.proposed, assumed, t, meeting.removed):
        yield f"{INDENT}note: {sentence}"
    for question in draft.questions:
        yield from _question_lines(question, text, t)
    if meeting.meeting_url:
        yield f"{INDENT}join link: {meeting.meeting_url} (shown to confirmed registrants only)"
    for paragraph in meeting.paragraphs:
        yield from _wrapped(paragraph, f"{INDENT}| ")
    for link in meeting.links:
        yield (
            f"{INDENT}link: {link.text} <{link.url}>"
            if link.text != link.url
            else f"{INDENT}link: {link.url}"
        )


def _question_lines(question: Question, text: str, t: Translator) -> Iterator[str]:
    start, end = question.text_span
    words = " ".join(text[start:end].split())
    yield from _wrapped(f"question: {messages.question_text(question.code, t)} “{words}”")
    for label, reading in zip("abcdefghijklmnopqrstuvwxyz", question.readings, strict=False):
        line = messages.reading_text(reading.when, reading.cities, t)
        yield f"{INDENT}   {label}) {line} [{messages.reason_text(reading.reason, t)}]"


def _wrapped(words: str, indent: str = INDENT) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


MAX_BYTES = 4 * MAX_LENGTH  # a character takes at most four bytes in UTF-8
OPEN_QUESTIONS = 3  # exit status


@dataclass(frozen=True)
class Saved:
    """A draft and the address of its event; is_known if the organiser already had it."""

    draft: Draft
    address: str
    is_published: bool
    is_known: bool = False


@click.command()
@click.argument("file")
@click.option(
    "--organiser",
    "email",
    default="",
    help="The organiser of the events. Default: the only administrator.",
)
@click.option(
    "--publish", "publishing", is_flag=True, help="Publish every event that has no open question."
)
def announce(file: str, email: str, *, publishing: bool) -> None:
    """Parse an announcement from FILE (- for standard input) into event drafts.

    FILE is plain text or HTML in UTF-8. The command prints what it parsed, proposed and assumed, and each
    ambiguity with its possible readings. Only the organiser sees a draft, and signs in to edit it. An event
    with an open question, or with a time whose time zone the text does not give, stays a draft. An event that
    the organiser already has, with the same time and the same title or text, is not saved again: the command
    can be repeated safely.

    Exit status: 0 if nothing is left open; 3 if a question is open, or a line has a date that belongs to no
    event; 2 if nothing could be saved.
    """
    text = _text(file)
    with installation() as app:
        site: Site = app.extensions["site"]
        today = zones.to_local(clock.now(), site.zone).date()
        drafts = parse_announcement(text, today=today, zone=site.zone)
        with transaction() as session:
            organiser = _organiser(session, email)
            lock_organiser(session, organiser)
            known = existing_events(session, organiser, drafts, translator_for(organiser.language))
            saved = [
                _known(draft, known[number], site)
                if number in known
                else _save(session, organiser, draft, site, publishing=publishing)
                for number, draft in enumerate(drafts, 1)
            ]
        prepared = preprocess(text).text
        unread = unparsed_dates(prepared, drafts, today=today)
        for line in _report(app, saved, prepared, unread):
            click.echo(line)
    if unread or not all(
        saved_event.is_known or _is_clear(saved_event.draft) for saved_event in saved
    ):
        raise SystemExit(OPEN_QUESTIONS)


def _text(file: str) -> str:
    """Return the text of the file.

    Raises:
        CommandError: it cannot be read, is too long, or is not valid UTF-8.
    """
    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise CommandError(f"{name} is too long: it has more than {MAX_LENGTH} characters")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{name} is not valid UTF-8: invalid byte at position {error.start}"
        ) from error


def _organiser(session: Session, email: str) -> Organiser:
    if email:
        return find_organiser(session, email)
    administrator = only_administrator(session)
    if administrator is None:
        raise CommandError(
            "name the organiser with --organiser EMAIL: there is not exactly one administrator"
        )
    return administrator


def _save(
    session: Session, organiser: Organiser, draft: Draft, site: Site, *, publishing: bool
) -> Saved:
    details = details_from_draft(draft, translator_for(organiser.language))
    event = create_event(session, organiser=organiser, details=details, site=site)
    if publishing and _is_clear(draft):
        publish(session, event.id, site)
        return Saved(draft, site.url(f"/events/{event.slug}"), is_published=True)
    return Saved(draft, site.url(f"/organise/events/{event.id}/edit"), is_published=False)


def _known(draft: Draft, event: Event, site: Site) -> Saved:
    is_draft = event.state is EventState.DRAFT
    path = f"/organise/events/{event.id}/edit" if is_draft else f"/events/{event.slug}"
    return Saved(draft, site.url(path), is_published=False, is_known=True)


def _is_clear(draft: Draft) -> bool:
    """Return whether a draft can be published without review."""
    zone_is_assumed = "zone" in draft.assumed and isinstance(draft.when, Timed)
    return not draft.questions and not zone_is_assumed


def _report(app: Flask, saved: Sequence[Saved], text: str, unread: Sequence[str]) -> Iterator[str]:
    t = translator_for(app.extensions["site"].languages[0])
    for number, saved_event in enumerate(saved, 1):
        yield f"{number}. {messages.title(saved_event.draft, t)}"
        yield from draft_lines(saved_event.draft, text, t)
        yield f"   {_state(saved_event)} {saved_event.address}"
        yield ""
    if unread:
        yield "These dates belong to no event; put each event's title and date on its own line:"
        yield from (f"   “{line}”" for line in unread)
        yield ""
    if not os.environ.get(f"{PREFIX}BASE_URL"):
        base = app.config["BASE_URL"]
        yield f"Links begin with {base}; if the server runs elsewhere, set {PREFIX}BASE_URL."
        yield ""
    yield _summary(saved)


def _state(saved: Saved) -> str:
    if saved.is_known:
        return "already exists, not saved again:"
    return "published:" if saved.is_published else "saved as a draft; sign in and continue at"


def _summary(saved: Sequence[Saved]) -> str:
    published = sum(saved_event.is_published for saved_event in saved)
    known = sum(saved_event.is_known for saved_event in saved)
    drafts = len(saved) - published - known
    asking = sum(
        not saved_event.is_known and not _is_clear(saved_event.draft) for saved_event in saved
    )
    parts = [
        f"{len(saved)} read",
        f"{published} published",
        f"{drafts} saved as {'a draft' if drafts == 1 else 'drafts'}",
    ]
    if known:
        parts.append(f"{known} already existed")
    if asking:
        parts.append(f"{asking} with an open question")
    return ", ".join(parts) + "."
