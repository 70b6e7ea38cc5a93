"""What a draft read from an announcement looks like on a terminal."""

import textwrap
from collections.abc import Iterator

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.meeting_links import part_room
from webinars.announcement_parser.questions import Question
from webinars.i18n import Wording

WIDTH = 96
INDENT = "   "
READ = ("title", "date", "time", "city", "shift", "place")  # the kinds of spans worth quoting


def told(draft: Draft, text: str, w: Wording) -> Iterator[str]:
    """Yield the lines about a draft; text is the prepared one that its spans refer to."""
    yield f"{INDENT}when: {messages.line(draft.when, draft.cities, w)}"
    parted = part_room(draft)
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
    for sentence in messages.notes(draft.proposed, assumed, w, parted.removed):
        yield f"{INDENT}note: {sentence}"
    for question in draft.questions:
        yield from _asked(question, text, w)
    if parted.room_url:
        yield f"{INDENT}room: {parted.room_url} (only those with a place get there)"
    for paragraph in parted.paragraphs:
        yield from _wrapped(paragraph, f"{INDENT}| ")
    for link in parted.links:
        yield (
            f"{INDENT}link: {link.text} <{link.url}>"
            if link.text != link.url
            else f"{INDENT}link: {link.url}"
        )


def _asked(question: Question, text: str, w: Wording) -> Iterator[str]:
    start, end = question.text_span
    words = " ".join(text[start:end].split())
    yield from _wrapped(f"open: {messages.asked(question.code, w)} “{words}”")
    for letter, reading in zip("abcdefghijklmnopqrstuvwxyz", question.readings, strict=False):
        line = messages.line(reading.when, reading.cities, w)
        yield f"{INDENT}   {letter}) {line} [{messages.because(reading.reason, w)}]"


def _wrapped(words: str, indent: str = INDENT) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
