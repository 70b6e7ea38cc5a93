"""Sentences for what the parser proposes, assumes and asks, shared by the command and the pages."""

# Sentences are marked for translation; callers translate them into the language of the reader.

import re
import textwrap
from collections.abc import Iterable, Sequence

from webinars.announcement_parser.draft import Draft
from webinars.i18n import N_, Translator
from webinars.timezones import formatting, zones
from webinars.timezones.cities import CITIES, City
from webinars.timezones.schedule import Days, Month, Timed, When, month_of, resolve

PROPOSED = {
    "title": N_("The title is proposed from the text."),
}
ASSUMED = {
    "end": N_("The end is assumed to be 60 minutes after the start; the text does not give one."),
    "year": N_("The year is assumed to be that of the next such day; the text does not give one."),
    "zone": N_("The time zone is assumed; the text does not give one."),
    "cities": N_("The city is assumed from an abbreviation; the text does not name it."),
    "room-keys": N_(
        "Meeting ID and passcode are left out, because everybody could read them. Make sure that the join "
        "link lets people in without them."
    ),
    "rooms": N_(
        "The text has the address of more than one room. The first is kept for those with a place, the "
        "others are left out."
    ),
}
ASKED = {
    "day-or-month": N_("Which number is the day and which the month?"),
    "weekday-mismatch": N_("The weekday and the date do not agree. Which one is right?"),
    "no-such-day": N_("There is no such day. Which day is meant?"),
    "separate-days": N_("Is it one event on several days, or several events?"),
    "several-dates": N_("The text names more than one date. Which one is it?"),
    "daily-times": N_("Do the times apply to each day, or does the event go on overnight?"),
    "times-disagree": N_("The times of the two cities do not match. Which one is right?"),
    "whose-date": N_("The date differs between the cities. In which city is it that date?"),
    "several-zones": N_("The abbreviation of the time zone means several. Which one is it?"),
    "zone-not-in-force": N_("That time zone is not in force on that day. Which time is meant?"),
    "morning-or-afternoon": N_("Is it in the morning or in the afternoon?"),
    "which-midnight": N_("Does midnight begin or end that day?"),
    "local-time-skipped": N_("Clocks skip that time on that day. Which time is meant?"),
    "local-time-twice": N_("Clocks show that time twice on that day. Which time is meant?"),
}
OTHER = N_("Something in the text has more than one meaning. Which one is it?")
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
    "one-stretch": N_("without a break, overnight"),
    "first-day": N_("the first day alone"),
    "wall-clock": N_("as clocks show the time there on that day"),
    "literally": N_("as the abbreviation is defined"),
    "morning": N_("in the morning"),
    "afternoon": N_("in the afternoon"),
    "day-begins": N_("midnight begins the day"),
    "day-ends": N_("midnight ends the day"),
    "before": N_("before the clock change"),
    "after": N_("after the clock change"),
    "earlier": N_("before clocks are put back"),
    "later": N_("after clocks are put back"),
    "offset": N_("by the offset from UTC"),
    "as-written": N_("as it is written"),
}
MOST_QUOTES, LONGEST_QUOTE = 12, 80
_ONE_DAY = N_("day %(n)s alone")
_ONE_MONTH = N_("month %(n)s alone")
_DATE_THERE = N_("it is that date in %(city)s")
_TIME_THERE = N_("the time of %(city)s is right")
_NUMBERED = re.compile(r"(day|month)-(\d{1,3})")
_REPEATED = re.compile(r"-\d{1,3}$")  # what distinct() adds to tell readings apart
_LONGEST_ZONE = 3  # parts: America/Argentina/Buenos_Aires


def title(draft: Draft, t: Translator) -> str:
    """Return a draft's title; an event of which only the time is known is called by it."""
    when = draft.when
    if draft.title:
        return draft.title
    if isinstance(when, Month):
        return t("Event in %(month)s", month=formatting.month_text(month_of(when), t))
    first = when.first if isinstance(when, Days) else when.start.date()
    return t("Event on %(date)s", date=formatting.date_text(first, t, weekday=False))


def notes(
    proposed: Iterable[str], assumed: Iterable[str], t: Translator, left_out: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return what was made up, taken for granted and left out, one sentence each."""
    said = [PROPOSED.get(what, "") for what in sorted(proposed)]
    said += [ASSUMED.get(what, "") for what in sorted(assumed)]
    sentences = [t(sentence) for sentence in said if sentence]
    if left_out:
        quoted = [f"“{textwrap.shorten(each, LONGEST_QUOTE)}”" for each in left_out[:MOST_QUOTES]]
        more = ", …" if len(left_out) > MOST_QUOTES else ""
        words = ", ".join(quoted) + more
        sentences.append(t("Left out of the public text: %(words)s.", words=words))
    return tuple(sentences)


def question_text(code: str, t: Translator) -> str:
    """Return what a question asks."""
    return t(ASKED.get(code, OTHER))


def reason_text(reason: str, t: Translator) -> str:
    """Return in a few words why a reading reads the text so; "" where there is nothing to say."""
    numbered = _NUMBERED.fullmatch(reason)
    if numbered:
        return t(_ONE_DAY if numbered[1] == "day" else _ONE_MONTH, n=numbered[2])
    parts = (reason if reason in zones.NAMES else _REPEATED.sub("", reason)).split("/")
    said: list[str] = []
    while parts:
        taken = next((n for n in range(_LONGEST_ZONE, 0, -1) if _one("/".join(parts[:n]), t)), 1)
        said.append(_one("/".join(parts[:taken]), t))
        parts = parts[taken:]
    return ", ".join(filter(None, said))


def reading_text(when: When, cities: Sequence[City], t: Translator) -> str:
    """Return a reading as the one line that it would give, with its length if it has one."""
    span = resolve(when)
    text = formatting.schedule_text(when, span, cities, t)
    if not isinstance(when, Timed):
        return text
    return f"{text} ({formatting.duration_text(span.ends_at - span.starts_at, t)})"


def _one(reason: str, t: Translator) -> str:
    """Return the words of one choice: a reason, or the place whose clock or date holds."""
    if reason in REASONS:
        return t(REASONS[reason])
    place = reason.removeprefix("date-of-")
    if place in CITIES:
        name = t(CITIES[place].name)
    elif place in zones.NAMES:
        name = formatting.zone_name(place, t)
    else:
        return ""
    return t(_DATE_THERE if place != reason else _TIME_THERE, city=name)
