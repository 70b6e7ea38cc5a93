"""Events that may not begin at the usual hour: outings among talks, and those on another weekday."""

import re

from webinars.announcement_parser.grammar.start_words import OUTINGS
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section

MAX_BEFORE = 60  # characters before the usual hour that say what begins then
_WORD = re.compile(r"[\w-]+")


def is_apart(page: Page, section: Section, hour: int) -> bool:
    """Return whether an event is an outing, and the words before the usual hour are about others.

    Args:
        page: the page.
        section: the lines of the event.
        hour: the offset of the usual hour in the text.
    """
    if not _names_outing(page.lines[section.date_line].text):
        return False
    source = page.lines[0].source
    return not _names_outing(source[max(0, hour - MAX_BEFORE) : hour])


def is_on_other_weekday(line: Line, weekday: int) -> bool:
    """Return whether a line without a date names weekdays, but not that of an event."""
    if line.has_date:
        return False
    words = (token.norm for token in line.tokens)
    named = {
        WEEKDAY_NUMBERS.get(word, WEEKDAY_NUMBERS.get(word.removesuffix("s"))) for word in words
    }
    return bool(named - {None}) and weekday not in named


def _names_outing(text: str) -> bool:
    return not OUTINGS.isdisjoint(_WORD.findall(text.casefold()))
