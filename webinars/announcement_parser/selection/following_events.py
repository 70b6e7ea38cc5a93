"""Tell the event after the announced one from another day for it: "The next meeting is on 3 May at 6 pm"."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.selection.event_days import first_day

# Words for the event that follows, by language; a space is any white space.
_FOLLOWING: Mapping[str, str] = {
    "en": r"(?:next|following)(?: (?!week|month|year|mon|tue|wed|thu|fri|sat|sun)[\w’'-]+){0,2}"
    r" (?:meetings?|calls?|sessions?|talks?|seminars?|lectures?|workshops?|webinars?|events?)",
    "fr": r"prochaine?s? (?:[\w’'-]+ )?(?:séance|réunion|rencontre|conférence|atelier|conseil|assemblée|midi)"
    r"|(?:séance|réunion|séminaire|rencontre|conférence|atelier) suivante?|la suivante|le suivant",
    "es": r"(?:próxim[oa]|siguiente) (?:sesión|reunión|encuentro|charla|taller|asamblea|conferencia)",
    "de": r"nächste[rns]? (?:sitzung|treffen|termin|vortrag|versammlung|veranstaltung)",
    "it": r"prossim[oa] (?:incontro|riunione|seminario|conferenza|seduta)",
    "pt": r"próxim[oa] (?:reunião|encontro|sessão|palestra)",
}
FOLLOWING = re.compile(
    rf"\b(?:{'|'.join(row.replace(' ', chr(92) + 's+') for row in _FOLLOWING.values())})\b",
    re.IGNORECASE,
)
MIN_DISTANCE = timedelta(days=7)  # less may be a mistake, or another day for the same event

Event = tuple[Section, ParsedSchedule]


def is_following(
    page: Page, event: Event, span: tuple[int, int] | None, others: Sequence[Event], today: date
) -> bool:
    """Return whether a sentence states the event after all others: by its words, and a week later or more.

    Args:
        page: the page.
        event: the event of the sentence.
        span: the sentence; None for the line of the date.
        others: the other events.
        today: the day of writing.
    """
    section, schedule = event
    line = page.lines[section.date_line]
    text = line.source[slice(*(span or (line.start, line.end)))]
    day = first_day(schedule, today)
    days = [first_day(other, today) for _, other in others if other is not schedule]
    is_later = day is not None and all(
        other is not None and day - other >= MIN_DISTANCE for other in days
    )
    return bool(days) and is_later and FOLLOWING.search(text) is not None
