"""Sentences for what the parser proposes, assumes and asks, shared by the command and the pages."""

# N_() marks sentences for translation; the functions translate them.

import re
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from webinars.announcement_parser.draft import INFERRED_ZONE, Draft
from webinars.announcement_parser.files.document import Note
from webinars.announcement_parser.resolution.questions import Reading
from webinars.announcement_parser.unused_dates import UnusedReason
from webinars.i18n import N_, Translator
from webinars.timezones import formatting, zones
from webinars.timezones.cities import CITIES, City
from webinars.timezones.schedule import Days, Month, Timed, When, month_of, resolve

PROPOSED = {
    "title": N_("The title is proposed from the text."),
}
ASSUMED = {
    "end": N_("The text gives no end, so 60 minutes after the start is assumed."),
    "year": N_("The text gives no year, so the next such date is assumed."),
    "far-year": N_(
        "The day was a short time ago, and the text gives no year, so next year is assumed."
    ),
    "zone": N_("The text gives no time zone, so one is assumed."),
    "inferred-zone": N_(
        "The text gives no time zone, so the one that its places and other signs show is assumed."
    ),
    "cities": N_("The text names no city, so one is assumed from the time zone’s abbreviation."),
    "unread-time": N_(
        "The text has a time of day that was not understood, so whole days are assumed."
    ),
    "other-day": N_("The text mentions an alternative day, so one of them is assumed."),
    "agenda": N_("The text has a programme for each day, so this may be just one of its items."),
    "format": N_(
        "The text does not say whether the event is online or in person, so one is assumed."
    ),
    "room-keys": N_(
        "The meeting ID and passcode are left out because everyone could read them. Make sure that the join "
        "link lets people in without them."
    ),
    "rooms": N_(
        "The text has more than one meeting link. The first becomes the join link, the "
        "others are left out."
    ),
}
ASKED = {
    "day-or-month": N_("Which number is the day and which the month?"),
    "weekday-mismatch": N_("The weekday and the date do not agree. Which one is right?"),
    "no-such-day": N_("There is no such day. Which day is meant?"),
    "day-without-date": N_("The text names the day without its date. Which date is meant?"),
    "separate-days": N_("Is it one event on several days, or several events?"),
    "several-dates": N_("The text gives more than one date. Which one is right?"),
    "time-elsewhere": N_(
        "The date has no time, but there is one elsewhere in the text. Does the event begin then?"
    ),
    "several-times": N_("The text gives more than one time. When does the event begin?"),
    "daily-times": N_("Do the times apply to each day, or does the event continue overnight?"),
    "times-disagree": N_("The times of the two cities do not match. Which one is right?"),
    "whose-date": N_("It is not the same date in all of these cities. Which city’s date is it?"),
    "several-zones": N_("The time zone’s abbreviation has several meanings. Which one is right?"),
    "zone-not-stated": N_("The text gives no time zone. Which one applies?"),
    "zone-not-in-force": N_("That time zone is not in use on that day. Which time is meant?"),
    "morning-or-afternoon": N_("Is it in the morning or in the afternoon?"),
    "which-midnight": N_("Is midnight the beginning or the end of that day?"),
    "local-time-skipped": N_(
        "The clocks go forward then, so that time does not exist. Which time is meant?"
    ),
    "local-time-ambiguous": N_(
        "The clocks go back then, so that time occurs twice. Which time is meant?"
    ),
    "separate-event": N_(
        "The text does not show clearly that this is an event of its own. Is it one?"
    ),
    "readers-differ": N_(
        "The language model reads a different time in the text. Which one is right?"
    ),
    "second-reader-only": N_(
        "Only the language model found this. Is it an event? If not, leave it out."
    ),
    "which-title": N_("The language model reads a different title. Which one is right?"),
    "which-place": N_("The language model reads a different venue. Which one is right?"),
    "which-series": N_("The language model reads a different series. Which one is right?"),
    "which-contact": N_("The language model reads a different contact. Which one is right?"),
    "which-languages": N_("The language model reads different languages. Which ones are right?"),
    "which-capacity": N_(
        "The language model reads a different number of places. Which one is right?"
    ),
    "which-registration-url": N_(
        "The language model reads a different registration page. Which one is right?"
    ),
    "which-opens-at": N_(
        "The language model reads a different time for the opening of registration. Which one is right?"
    ),
    "which-closes-at": N_(
        "The language model reads a different time for the close of registration. Which one is right?"
    ),
}
UNUSED = {
    UnusedReason.FOOTER: N_("in a footer or signature"),
    UnusedReason.MENTION: N_("a deadline, or the date of something else"),
    UnusedReason.PAST: N_("in the past"),
    UnusedReason.MONTH: N_("a month without a day"),
    UnusedReason.NO_EVENT: N_("in no event"),
}
FILE_NOTES = {
    "recurring": N_("“%(text)s” is repeated. Only its first date was read."),
    "cancelled": N_("“%(text)s” is cancelled in the file, so it was left out."),
    "not-read": N_("The attachment “%(text)s” was not read. Import it as a separate file."),
}
OTHER = N_("Part of the text can be understood in several ways. Which one is right?")
REASONS = {
    "as-dated": N_("the date is right"),
    "as-weekday": N_("the weekday is right"),
    "other-year": N_("both are right in another year"),
    "day-first": N_("the day comes first"),
    "month-first": N_("the month comes first"),
    "last-of-month": N_("the last day of the month"),
    "next-month": N_("the first day of the next month"),
    "whole-stretch": N_("all days, from the first to the last"),
    "whole-days": N_("whole days, each with these hours"),
    "without-time": N_("whole days"),
    "one-stretch": N_("without a break, overnight"),
    "first-day": N_("only the first day"),
    "wall-clock": N_("by the clocks there on that day"),
    "literally": N_("taking the abbreviation literally"),
    "morning": N_("in the morning"),
    "afternoon": N_("in the afternoon"),
    "day-begins": N_("midnight begins the day"),
    "day-ends": N_("midnight ends the day"),
    "before": N_("before the clock change"),
    "after": N_("after the clock change"),
    "earlier": N_("before the clocks go back"),
    "later": N_("after the clocks go back"),
    "offset": N_("by the UTC offset"),
    "as-written": N_("as written"),
    "elsewhere": N_("a day or hour elsewhere in the text"),
    "an-event": N_("yes, an event"),
    "first-reader": N_("as read without the language model"),
    "second-reader": N_("as the language model reads it"),
}
MAX_QUOTES, MAX_QUOTE_LENGTH = 12, 80
_ASKED_FIELDS = {"zone-not-stated": "zone"}
_ONE_DAY = N_("only day %(n)s")
_ONE_MONTH = N_("only month %(n)s")
_DATE_THERE = N_("it is that date in %(city)s")
_TIME_THERE = N_("as the time in %(city)s")
_SINGLE_PART = re.compile(r"(day|month)-(\d{1,3})")
_DISTINCT_NUMBER = re.compile(r"-\d{1,3}$")  # the number that distinct_readings() adds
_MAX_ZONE_PARTS = 3  # America/Argentina/Buenos_Aires


def title(draft: Draft, t: Translator) -> str:
    """Return the title of a draft, or one composed from its date."""
    when = draft.when
    if draft.title:
        return draft.title
    if isinstance(when, Month):
        return t("Event in %(month)s", month=formatting.month_text(month_of(when), t))
    first = when.first if isinstance(when, Days) else when.start.date()
    return t("Event on %(date)s", date=formatting.date_text(first, t, weekday=False))


def notes(
    proposed: Iterable[str],
    assumed: Iterable[str],
    t: Translator,
    left_out: Sequence[str] = (),
    asked: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return a sentence for each proposed and assumed field, and one for the text left out.

    asked: codes of the open questions; what they ask is not said to be assumed.
    """
    open_fields = {_ASKED_FIELDS[code] for code in asked if code in _ASKED_FIELDS}
    messages = [PROPOSED.get(field, "") for field in sorted(proposed)]
    messages += [ASSUMED.get(field, "") for field in sorted(set(assumed) - open_fields)]
    sentences = [t(message) for message in messages if message]
    if left_out:
        quotes = [f"“{textwrap.shorten(text, MAX_QUOTE_LENGTH)}”" for text in left_out[:MAX_QUOTES]]
        more = ", …" if len(left_out) > MAX_QUOTES else ""
        words = ", ".join(quotes) + more
        sentences.append(t("Left out of the public text: %(words)s.", words=words))
    return tuple(sentences)


def zone_note(draft: Draft, t: Translator) -> tuple[str, ...]:
    """Return a sentence with the words from which the time zone of a draft was inferred, if it was."""
    if INFERRED_ZONE not in draft.assumed:
        return ()
    quotes = [
        textwrap.shorten(quote, MAX_QUOTE_LENGTH, placeholder=" …") for quote in draft.zone_quotes
    ]
    if not quotes:
        return (t(ASSUMED[INFERRED_ZONE]),)
    words = "”, “".join(quotes)
    zone = draft.when.timezone
    return (t("Time zone: %(zone)s, because of “%(words)s” in the text.", zone=zone, words=words),)


def question_text(code: str, t: Translator) -> str:
    """Return the sentence of a question."""
    return t(ASKED.get(code, OTHER))


def unused_text(reason: UnusedReason, t: Translator) -> str:
    """Return a phrase for the reason why a date was not used."""
    return t(UNUSED[reason])


def file_note_text(note: Note, t: Translator) -> str:
    """Return the sentence of a note on a file."""
    text = textwrap.shorten(note.text, MAX_QUOTE_LENGTH, placeholder=" …")
    return t(FILE_NOTES[note.code], text=text)


def reason_text(reason: str, t: Translator) -> str:
    """Return a phrase for the reason of a reading, "" if there is none.

    A reason may combine several, and zone names that contain slashes: "America/Chicago/wall-clock".
    """
    parts = reason.split("/")
    phrases: list[str] = []
    while parts:
        lengths = range(_MAX_ZONE_PARTS, 0, -1)
        length = next((n for n in lengths if _phrase("/".join(parts[:n]), t)), 1)
        phrases.append(_phrase("/".join(parts[:length]), t))
        parts = parts[length:]
    return ", ".join(filter(None, phrases))


def reading_text(when: When, cities: Sequence[City], t: Translator) -> str:
    """Format a reading in one line, with the duration of exact times."""
    span = resolve(when)
    text = formatting.schedule_text(when, span, cities, t)
    if not isinstance(when, Timed):
        return text
    return f"{text} ({formatting.duration_text(span.ends_at - span.starts_at, t)})"


def choice_text(reading: Reading, t: Translator) -> str:
    """Format a reading of a question in one line: the values that it sets, else the schedule."""
    if not reading.values:
        return reading_text(reading.when, reading.cities, t)
    texts = [_value_text(value, t) for _, value in reading.values]
    return ", ".join(filter(None, texts)) or t("not stated")


def _value_text(value: Any, t: Translator) -> str:
    """Format the value of a field: a text, a number, a local time, or tags of languages."""
    if isinstance(value, datetime):
        return f"{formatting.date_text(value.date(), t)}, {formatting.time_text(value, t)}"
    if isinstance(value, tuple):
        return ", ".join(str(t.locale.languages.get(tag, tag)) for tag in value)
    return str(value or "")


def _phrase(reason: str, t: Translator) -> str:
    """Return the phrase of a single reason, or of a city or zone; "" if there is none."""
    single_part = _SINGLE_PART.fullmatch(reason)
    if single_part:
        message = _ONE_DAY if single_part[1] == "day" else _ONE_MONTH
        return t(message, n=single_part[2])
    reason = reason if reason in zones.NAMES else _DISTINCT_NUMBER.sub("", reason)
    if reason in REASONS:
        return t(REASONS[reason])
    key = reason.removeprefix("date-of-")
    if key in CITIES:
        name = t(CITIES[key].name)
    elif key in zones.NAMES:
        name = formatting.zone_name(key, t)
    else:
        return ""
    return t(_DATE_THERE if key != reason else _TIME_THERE, city=name)
