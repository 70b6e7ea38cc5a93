"""The words for what a reader proposes, assumes and asks, the same on the terminal and on pages.

Sentences are marked for translation; whoever shows them puts them into the person's language.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence

from webinars.announcement_parser.draft import Draft
from webinars.i18n import Wording, mark
from webinars.timezones import formatting, zones
from webinars.timezones.cities import CITIES, City
from webinars.timezones.schedule import Days, Month, Timed, When, month_of, resolve

PROPOSED = {
    "title": mark("The title is proposed from the text."),
}
ASSUMED = {
    "end": mark("The end is assumed, 60 minutes after the start: the text does not say it."),
    "year": mark("The year is assumed, that of the next such day: the text does not say it."),
    "zone": mark("The time zone is assumed: the text does not say it."),
    "cities": mark("The city is assumed from an abbreviation: the text does not name it."),
    "room-keys": mark(
        "Meeting ID and passcode are left out, because everybody could read them. Make sure that the join "
        "link lets people in without them."
    ),
    "rooms": mark(
        "The text has the address of more than one room. The first is kept for those with a place, the "
        "others are left out."
    ),
}
ASKED = {
    "day-or-month": mark("Which number is the day and which the month?"),
    "weekday-mismatch": mark("The weekday and the date do not agree. Which one holds?"),
    "no-such-day": mark("There is no such day. Which one is meant?"),
    "separate-days": mark("Is it one event on several days, or several events?"),
    "several-dates": mark("The text names more than one date. Which one is it?"),
    "daily-times": mark("Do the times hold for each day, or does it go on through the night?"),
    "times-disagree": mark("The times of two cities cannot be the same moment. Which one holds?"),
    "whose-date": mark("The date differs between the cities. Where is it that date?"),
    "several-zones": mark("The abbreviation of the time zone means several. Which one is it?"),
    "zone-not-in-force": mark("That time zone is not in force on that day. Which time is meant?"),
    "morning-or-afternoon": mark("Is it in the morning or in the afternoon?"),
    "which-midnight": mark("Does midnight begin or end that day?"),
    "local-time-skipped": mark("Clocks jump over that time on that day. Which one is meant?"),
    "local-time-twice": mark("Clocks show that time twice on that day. Which one is meant?"),
}
OTHER = mark("Something in the text has more than one meaning. Which one is it?")
REASONS = {
    "as-dated": mark("the date is right"),
    "as-weekday": mark("the weekday is right"),
    "other-year": mark("both are right in another year"),
    "day-first": mark("the day stands first"),
    "month-first": mark("the month stands first"),
    "last-of-month": mark("the last day of the month"),
    "next-month": mark("the first day of the next month"),
    "whole-stretch": mark("all days, from the first to the last"),
    "whole-days": mark("whole days, each with these hours"),
    "one-stretch": mark("without a break, through the night"),
    "first-day": mark("the first day alone"),
    "wall-clock": mark("as clocks show it there on that day"),
    "literally": mark("by the letter of the abbreviation"),
    "morning": mark("in the morning"),
    "afternoon": mark("in the afternoon"),
    "day-begins": mark("midnight begins the day"),
    "day-ends": mark("midnight ends the day"),
    "before": mark("before the clocks jump"),
    "after": mark("after the clocks jump"),
    "earlier": mark("before clocks are put back"),
    "later": mark("after clocks are put back"),
    "offset": mark("by the distance from UTC"),
    "as-written": mark("as it is written"),
}
MOST_QUOTES, LONGEST_QUOTE = 12, 80
_ONE_DAY = mark("day %(n)s alone")
_ONE_MONTH = mark("month %(n)s alone")
_DATE_THERE = mark("it is that date in %(city)s")
_TIME_THERE = mark("the time of %(city)s holds")
_NUMBERED = re.compile(r"(day|month)-(\d{1,3})")
_REPEATED = re.compile(r"-\d{1,3}$")  # what distinct() adds to tell readings apart
_LONGEST_ZONE = 3  # parts: America/Argentina/Buenos_Aires


def title(draft: Draft, w: Wording) -> str:
    """Return a draft's title; an event of which only the time is known is called by it."""
    when = draft.when
    if draft.title:
        return draft.title
    if isinstance(when, Month):
        return w("Event in %(month)s", month=formatting.month_text(month_of(when), w))
    first = when.first if isinstance(when, Days) else when.start.date()
    return w("Event on %(date)s", date=formatting.date_text(first, w, weekday=False))


def notes(
    proposed: Iterable[str], assumed: Iterable[str], w: Wording, left_out: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return what was made up, taken for granted and left out, one sentence each."""
    said = [PROPOSED.get(what, "") for what in sorted(proposed)]
    said += [ASSUMED.get(what, "") for what in sorted(assumed)]
    sentences = [w(sentence) for sentence in said if sentence]
    if left_out:
        quoted = [f"“{textwrap.shorten(each, LONGEST_QUOTE)}”" for each in left_out[:MOST_QUOTES]]
        more = ", …" if len(left_out) > MOST_QUOTES else ""
        words = ", ".join(quoted) + more
        sentences.append(w("Left out of the public text: %(words)s.", words=words))
    return tuple(sentences)


def asked(code: str, w: Wording) -> str:
    """Return what a question asks."""
    return w(ASKED.get(code, OTHER))


def because(reason: str, w: Wording) -> str:
    """Return in a few words why a reading reads the text so; "" where there is nothing to say."""
    numbered = _NUMBERED.fullmatch(reason)
    if numbered:
        return w(_ONE_DAY if numbered[1] == "day" else _ONE_MONTH, n=numbered[2])
    parts = (reason if reason in zones.NAMES else _REPEATED.sub("", reason)).split("/")
    said: list[str] = []
    while parts:
        taken = next((n for n in range(_LONGEST_ZONE, 0, -1) if _one("/".join(parts[:n]), w)), 1)
        said.append(_one("/".join(parts[:taken]), w))
        parts = parts[taken:]
    return ", ".join(filter(None, said))


def line(when: When, cities: Sequence[City], w: Wording) -> str:
    """Return a reading as the one line that it would give, with its length if it has one."""
    span = resolve(when)
    text = formatting.when_text(when, span, cities, w)
    if not isinstance(when, Timed):
        return text
    return f"{text} ({formatting.duration_text(span.ends_at - span.starts_at, w)})"


def _one(reason: str, w: Wording) -> str:
    """Return the words of one choice: a reason, or the place whose clock or date holds."""
    if reason in REASONS:
        return w(REASONS[reason])
    place = reason.removeprefix("date-of-")
    if place in CITIES:
        name = w(CITIES[place].name)
    elif place in zones.NAMES:
        name = formatting.zone_name(place, w)
    else:
        return ""
    return w(_DATE_THERE if place != reason else _TIME_THERE, city=name)
