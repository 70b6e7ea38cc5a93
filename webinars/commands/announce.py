"""webinars announce: the text of an announcement becomes drafts of events."""

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
from webinars.announcement_parser.preprocess import LONGEST, preprocess
from webinars.announcement_parser.questions import Question
from webinars.announcement_parser.unparsed import unparsed_dates
from webinars.commands.context import CommandError, installation
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
READ = ("title", "date", "time", "city", "shift", "place")  # the kinds of spans worth quoting


def draft_lines(draft: Draft, text: str, t: Translator) -> Iterator[str]:
    """Yield the lines about a draft; text is the prepared one that its spans refer to."""
    yield f"{INDENT}when: {messages.reading_text(draft.when, draft.cities, t)}"
    parted = extract_meeting_link(draft)
    if parted.place:
        yield f"{INDENT}where: {parted.place}"
    quoted = [
        f"{span.kind} “{' '.join(text[span.start : span.end].split())}”"
        for span in draft.spans
        if span.kind in READ
    ]
    if quoted:
        yield from _wrapped(f"read: {', '.join(quoted)}")
    assumed = draft.assumed | parted.left_out
    for sentence in messages.notes(draft.proposed, assumed, t, parted.removed):
        yield f"{INDENT}note: {sentence}"
    for question in draft.questions:
        yield from _asked(question, text, t)
    if parted.meeting_url:
        yield f"{INDENT}room: {parted.meeting_url} (only those with a place get there)"
    for paragraph in parted.paragraphs:
        yield from _wrapped(paragraph, f"{INDENT}| ")
    for link in parted.links:
        yield (
            f"{INDENT}link: {link.text} <{link.url}>"
            if link.text != link.url
            else f"{INDENT}link: {link.url}"
        )


def _asked(question: Question, text: str, t: Translator) -> Iterator[str]:
    start, end = question.text_span
    words = " ".join(text[start:end].split())
    yield from _wrapped(f"open: {messages.question_text(question.code, t)} “{words}”")
    for letter, reading in zip("abcdefghijklmnopqrstuvwxyz", question.readings, strict=False):
        line = messages.reading_text(reading.when, reading.cities, t)
        yield f"{INDENT}   {letter}) {line} [{messages.reason_text(reading.reason, t)}]"


def _wrapped(words: str, indent: str = INDENT) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


MOST_BYTES = 4 * LONGEST  # the longest character takes four bytes
OPEN_QUESTIONS = 3  # the exit status


@dataclass(frozen=True)
class Saved:
    """A draft, and where its event is; is_known if the organiser had it before."""

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
    help="Whose events these are; the only administrator if left out.",
)
@click.option(
    "--publish", "publishing", is_flag=True, help="Publish every event that leaves nothing open."
)
def announce(file: str, email: str, *, publishing: bool) -> None:
    """Read an announcement from FILE, or from standard input if it is -, into drafts of events.

    FILE holds text as people write it, or HTML, in UTF-8. Printed is what was read, what was proposed,
    what was assumed, and what the text leaves open, with each way to understand it. A draft is seen by
    its organiser only, who signs in to go on with it; one with an open question stays a draft, and so does
    a time of which the text does not say where it holds. An event that its organiser has already, with the
    same time and the same title or text, is named and not saved again, so the command can be run twice.

    Exit 0 when nothing is left open, also where everything was there already; 3 when a question is open, or a
    line has a date that is in no event; 2 when nothing could be saved.
    """
    text = _text(file)
    with installation() as app:
        site: Site = app.extensions["site"]
        today = zones.to_local(clock.now(), site.zone).date()
        found = parse_announcement(text, today=today, zone=site.zone)
        with transaction() as session:
            organiser = _organiser(session, email)
            lock_organiser(session, organiser)
            known = existing_events(session, organiser, found, translator_for(organiser.language))
            saved = [
                _known(draft, known[number], site)
                if number in known
                else _save(session, organiser, draft, site, publishing=publishing)
                for number, draft in enumerate(found, 1)
            ]
        prepared = preprocess(text).text
        unread = unparsed_dates(prepared, found, today=today)
        for line in _report(app, saved, prepared, unread):
            click.echo(line)
    if unread or not all(each.is_known or _is_clear(each.draft) for each in saved):
        raise SystemExit(OPEN_QUESTIONS)


def _text(file: str) -> str:
    """Return what the file says.

    Raises:
        Refusal: it is not there, too long, or not text in UTF-8.
    """
    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            said = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                said = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error.strerror}") from error
    if len(said) > MOST_BYTES:
        raise CommandError(
            f"{name} is longer than any announcement: more than {LONGEST} characters"
        )
    try:
        return said.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{name} is not text in UTF-8: byte {error.start} cannot be read"
        ) from error


def _organiser(session: Session, email: str) -> Organiser:
    if email:
        return find_organiser(session, email)
    found = only_administrator(session)
    if found is None:
        raise CommandError(
            "say whose events these are with --organiser EMAIL: there is not exactly one administrator"
        )
    return found


def _save(
    session: Session, organiser: Organiser, draft: Draft, site: Site, *, publishing: bool
) -> Saved:
    said = details_from_draft(draft, translator_for(organiser.language))
    event = create_event(session, organiser=organiser, said=said, site=site)
    if publishing and _is_clear(draft):
        publish(session, event.id, site)
        return Saved(draft, site.url(f"/events/{event.slug}"), is_published=True)
    return Saved(draft, site.url(f"/organise/events/{event.id}/edit"), is_published=False)


def _known(draft: Draft, event: Event, site: Site) -> Saved:
    is_draft = event.state is EventState.DRAFT
    path = f"/organise/events/{event.id}/edit" if is_draft else f"/events/{event.slug}"
    return Saved(draft, site.url(path), is_published=False, is_known=True)


def _is_clear(draft: Draft) -> bool:
    """Tell whether nobody need look at a draft before everybody does."""
    somewhere = "zone" in draft.assumed and isinstance(draft.when, Timed)
    return not draft.questions and not somewhere


def _report(app: Flask, saved: Sequence[Saved], text: str, unread: Sequence[str]) -> Iterator[str]:
    t = translator_for(app.extensions["site"].languages[0])
    for number, each in enumerate(saved, 1):
        yield f"{number}. {messages.title(each.draft, t)}"
        yield from draft_lines(each.draft, text, t)
        yield f"   {_state(each)} {each.address}"
        yield ""
    if unread:
        yield "These dates are in no event; give each event's title and date a line of their own:"
        yield from (f"   “{line}”" for line in unread)
        yield ""
    if not os.environ.get(f"{PREFIX}BASE_URL"):
        base = app.config["BASE_URL"]
        yield f"Addresses begin with {base}; if the server runs elsewhere, set {PREFIX}BASE_URL."
        yield ""
    yield _summary(saved)


def _state(saved: Saved) -> str:
    if saved.is_known:
        return "You have this event already, and it was not saved again:"
    return "published:" if saved.is_published else "saved as a draft; sign in and go on at"


def _summary(saved: Sequence[Saved]) -> str:
    published = sum(each.is_published for each in saved)
    known = sum(each.is_known for each in saved)
    drafts = len(saved) - published - known
    asking = sum(not each.is_known and not _is_clear(each.draft) for each in saved)
    parts = [
        f"{len(saved)} read",
        f"{published} published",
        f"{drafts} kept as {'a draft' if drafts == 1 else 'drafts'}",
    ]
    if known:
        parts.append(f"{known} there already")
    if asking:
        parts.append(f"{asking} with an open question")
    return ", ".join(parts) + "."
