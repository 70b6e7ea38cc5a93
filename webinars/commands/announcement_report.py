"""What webinars announce prints: each draft with its questions, unused dates, and what became of them."""

import os
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.files.document import Document
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.resolution.questions import Question
from webinars.announcement_parser.unused_dates import UnusedDate, UnusedReason, unread_dates
from webinars.events.announcements.draft_details import assumed_fields, details_from_draft
from webinars.events.announcements.draft_review import is_clear
from webinars.events.details import EventDetails
from webinars.i18n import Translator, translator_for
from webinars.settings import PREFIX
from webinars.site import Site
from webinars.timezones.local_times import to_local

WIDTH = 96
INDENT = "   "
# Kinds of spans that are printed.
QUOTED_KINDS = ("title", "date", "time", "city", "shift", "place")


class DraftOutcome(StrEnum):
    """What became of a draft; with --dry-run, what would become of it."""

    PUBLISHED = "published"
    DRAFT = "draft"
    KNOWN = "known"  # the organiser already has the event


@dataclass(frozen=True)
class SavedDraft:
    """A draft, what became of it, and the address of its event, "" if there is none."""

    draft: Draft
    outcome: DraftOutcome
    address: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether the draft waits for the organiser's review."""
        return self.outcome is not DraftOutcome.KNOWN and not is_clear(self.draft)


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
    yield from _field_lines(draft, details_from_draft(draft, t), t)
    if quoted:
        yield from _wrapped(f"parsed: {', '.join(quoted)}")
    assumed = assumed_fields(draft, meeting)
    asked = [question.code for question in draft.questions]
    for sentence in messages.notes(draft.proposed, assumed, t, meeting.removed, asked):
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


def _field_lines(draft: Draft, details: EventDetails, t: Translator) -> Iterator[str]:
    contact = (draft.fields.contact_name, f"<{draft.fields.contact_email}>")
    words = " ".join(text for text in contact if text.strip("<>"))
    if words:
        yield f"{INDENT}contact: {words}"
    if details.languages:
        names = (str(t.locale.languages.get(tag, tag)) for tag in details.languages)
        yield f"{INDENT}languages: {', '.join(names)}"
    if details.capacity is not None:
        yield f"{INDENT}places: {details.capacity}"
    if draft.fields.registration_url:
        yield f"{INDENT}registration page: {draft.fields.registration_url}"
    for name, instant in (("opens", details.opens_at), ("closes", details.closes_at)):
        if instant is not None:
            local = to_local(instant, details.when.timezone)
            yield f"{INDENT}registration {name}: {local:%Y-%m-%d %H:%M} ({details.when.timezone})"


def _question_lines(question: Question, text: str, t: Translator) -> Iterator[str]:
    start, end = question.text_span
    words = " ".join(text[start:end].split())
    yield from _wrapped(f"question: {messages.question_text(question.code, t)} “{words}”")
    for label, reading in zip("abcdefghijklmnopqrstuvwxyz", question.readings, strict=False):
        line = messages.choice_text(reading, t)
        yield f"{INDENT}   {label}) {line} [{messages.reason_text(reading.reason, t)}]"


def _wrapped(words: str, indent: str = INDENT) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


def file_lines(document: Document, site: Site, *, is_dated: bool) -> Iterator[str]:
    """Yield the date of the file if dates were parsed as on it, and its notes."""
    t = translator_for(site.languages[0])
    if document.written_on is not None and is_dated:
        yield f"Parsed as on {document.written_on.isoformat()}, the date of the e-mail."
    yield from (messages.file_note_text(note, t) for note in document.notes)
    if document.notes:
        yield ""


def report_lines(
    app: Flask,
    saved: Sequence[SavedDraft],
    text: str,
    unused: Sequence[UnusedDate],
    *,
    is_saved: bool,
) -> Iterator[str]:
    """Yield the lines on each draft and what became of it, on unused dates, and a summary."""
    t = translator_for(app.extensions["site"].languages[0])
    for number, saved_event in enumerate(saved, 1):
        yield f"{number}. {messages.title(saved_event.draft, t)}"
        yield from draft_lines(saved_event.draft, text, t)
        yield f"   {_outcome_text(saved_event)}"
        yield ""
    unread = unread_dates(unused, [saved_event.draft for saved_event in saved], text)
    if unread:
        yield "These dates belong to no event; put each event's title and date on its own line:"
        yield from (f"   “{date.text}”" for date in unread)
        yield ""
    if any(date.reason is not UnusedReason.NO_EVENT for date in unused):
        yield "These dates were not used:"
        for date in unused:
            if date.reason is not UnusedReason.NO_EVENT:
                yield f"   “{date.text}” ({messages.unused_text(date.reason, t)})"
        yield ""
    if is_saved and not os.environ.get(f"{PREFIX}BASE_URL"):
        base = app.config["BASE_URL"]
        yield f"Links begin with {base}; if the server runs elsewhere, set {PREFIX}BASE_URL."
        yield ""
    yield _summary(saved, is_saved=is_saved)


def _outcome_text(saved: SavedDraft) -> str:
    if saved.outcome is DraftOutcome.KNOWN:
        return f"already exists, not saved again: {saved.address}"
    if not saved.address:
        is_published = saved.outcome is DraftOutcome.PUBLISHED
        return "would be published" if is_published else "would be saved as a draft"
    if saved.outcome is DraftOutcome.PUBLISHED:
        return f"published: {saved.address}"
    return f"saved as a draft; sign in and continue at {saved.address}"


def _summary(saved: Sequence[SavedDraft], *, is_saved: bool) -> str:
    counts = Counter(saved_event.outcome for saved_event in saved)
    drafts = counts[DraftOutcome.DRAFT]
    parts = [
        f"{len(saved)} read",
        f"{counts[DraftOutcome.PUBLISHED]} published",
        f"{drafts} saved as {'a draft' if drafts == 1 else 'drafts'}",
    ]
    if counts[DraftOutcome.KNOWN]:
        parts.append(f"{counts[DraftOutcome.KNOWN]} already existed")
    waiting = [saved_event.draft for saved_event in saved if saved_event.is_open]
    asking = sum(bool(draft.questions) for draft in waiting)
    if asking:
        parts.append(f"{asking} with an open question")
    if len(waiting) > asking:
        parts.append(f"{len(waiting) - asking} to be reviewed")
    ending = "." if is_saved else "; dry run, nothing was saved."
    return ", ".join(parts) + ending
