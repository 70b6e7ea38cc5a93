"""What a draft read from an announcement looks like on a terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import timedelta

from webinars.timekeeping.announcement.draft import Draft
from webinars.timekeeping.announcement.questions import Question
from webinars.timekeeping.cities import City
from webinars.timekeeping.lines import duration_text, when_text
from webinars.timekeeping.when import Timed, When, resolve
from webinars.wording import Wording

WIDTH = 96
INDENT = "   "
READ = ("title", "date", "time", "city", "shift", "place")  # the kinds of spans worth quoting

ASSUMED = {
    "end": "the end, 60 minutes after the start, for the text names none",
    "year": "the year, for the text names none: the next such day",
    "zone": "the time zone, for the text names none: that of this installation",
    "cities": "the city, known only by its abbreviation",
}
QUESTIONS = {
    "day-or-month": "Which number is the day, which the month?",
    "weekday-mismatch": "That date is another weekday. Which of the two is right?",
    "no-such-day": "There is no such day. Which one is meant?",
    "separate-days": "Several days are named. One event, or one each?",
    "several-dates": "The text names several dates. Which one is it?",
    "daily-times": "Are these times those of each day, or is it one stretch?",
    "times-disagree": "These times are not the same moment. Which one is right?",
    "whose-date": "The date differs between the places. Where is it that date?",
    "several-zones": "This abbreviation means several time zones. Which one?",
    "zone-not-in-force": "This time zone is not in force on that date. What is meant?",
    "morning-or-afternoon": "Morning or afternoon?",
    "which-midnight": "Does midnight begin or end that day?",
    "local-time-skipped": "Clocks jump over that time on that day. Which time is meant?",
    "local-time-twice": "Clocks show that time twice on that day. Which one is meant?",
}


def told(draft: Draft, text: str, w: Wording) -> Iterator[str]:
    """Yield the lines about a draft; text is the prepared one that its spans refer to."""
    yield f"{INDENT}when: {when_line(draft.when, draft.cities, w)}"
    if draft.place:
        yield f"{INDENT}where: {draft.place}"
    quoted = [
        f"{span.kind} “{' '.join(text[span.start : span.end].split())}”"
        for span in draft.spans
        if span.kind in READ
    ]
    if quoted:
        yield from _wrapped(f"read: {', '.join(quoted)}")
    if "title" in draft.proposed:
        yield f"{INDENT}proposed: the title, made from the text"
    for what in sorted(draft.assumed):
        yield f"{INDENT}assumed: {ASSUMED.get(what, what)}"
    for question in draft.questions:
        yield from _asked(question, text, w)
    for paragraph in draft.paragraphs:
        yield from _wrapped(paragraph, f"{INDENT}| ")
    for link in draft.links:
        yield (
            f"{INDENT}link: {link.text} <{link.url}>"
            if link.text != link.url
            else f"{INDENT}link: {link.url}"
        )


def when_line(when: When, cities: Sequence[City], w: Wording) -> str:
    """Return one line for a time, with its length if it has one."""
    line = when_text(when, resolve(when), cities, w)
    return f"{line} ({duration_text(_length(when), w)})" if isinstance(when, Timed) else line


def _length(when: Timed) -> timedelta:
    span = resolve(when)
    return span.ends_at - span.starts_at


def _asked(question: Question, text: str, w: Wording) -> Iterator[str]:
    start, end = question.text_span
    words = " ".join(text[start:end].split())
    yield from _wrapped(f"open: {QUESTIONS.get(question.code, question.code)} “{words}”")
    for letter, reading in zip("abcdefghijklmnopqrstuvwxyz", question.readings, strict=False):
        yield f"{INDENT}   {letter}) {when_line(reading.when, reading.cities, w)} [{reading.reason}]"


def _wrapped(words: str, indent: str = INDENT) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
