"""Tell programmes by day whose rows are events from those that may be the agenda of one event."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from webinars.announcement_parser.grammar.phrases.agenda_words import (
    AGENDA_ITEM_WORDS,
    CERTAIN_PERIOD_WORDS,
)
from webinars.announcement_parser.grammar.vocabulary.other_date_words import AFTER_ASIDES
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.resolution.resolve_dates import resolve_date

SATURDAY = 5
EVENING = 20 * 60  # minutes after midnight
MAX_ITEMS = 4  # of a row up to the zone of its time


def agenda_lines(page: Page, today: date) -> frozenset[int]:
    """Return the rows of programmes by day that may be items of the agenda of one event.

    They are events if a heading names a period with events ("This week", "newsletter"), if days between
    them have none, or if one begins in the evening; and if no row is an item such as "Welcome".
    """
    if not page.programme or any(_is_agenda_item(page, index) for index in page.programme):
        return page.programme
    if _is_period_above(page) or _are_days_apart(_days(page, today)) or _are_in_regions(page):
        return frozenset()
    return frozenset() if _is_into_evening(page) else page.programme


def _is_agenda_item(page: Page, index: int) -> bool:
    """Return whether the first word of a row's title is one of an agenda."""
    title = page.rows[index].title
    text = page.lines[index].source[slice(*title)] if title else ""
    words = [word.strip(".,:;()«»“”\"'") for word in text.casefold().split()]
    is_event = words[1:2] and words[1] in AFTER_ASIDES  # "Coffee morning"
    return bool(words) and words[0] in AGENDA_ITEM_WORDS and not is_event


def _is_into_evening(page: Page) -> bool:
    """Return whether a row begins in the evening, as in the programme of a fair, not of a conference."""
    times = (time.time for index in page.programme for time in page.lines[index].zoned_times[:1])
    return any(time.readings[0].start >= EVENING for time in times)


def _are_in_regions(page: Page) -> bool:
    """Return whether the rows have other time zones each: the sessions of one webinar for each region."""
    zones = [
        item.meanings
        for index in page.programme
        for item in page.lines[index].items[:MAX_ITEMS]
        if isinstance(item, ZoneReference)
    ]
    return len(zones) >= len(page.programme) and len(set(zones)) == len(zones) > 1


def _is_period_above(page: Page) -> bool:
    first = min(page.programme)
    return any(
        CERTAIN_PERIOD_WORDS & {token.norm for token in line.tokens} for line in page.lines[:first]
    )


def _days(page: Page, today: date) -> set[date]:
    dates = (resolve_date(page.rows[index].date, today).readings for index in page.programme)
    return {readings[0].first for readings in dates if readings}


def _are_days_apart(days: Iterable[date]) -> bool:
    """Return whether some of the days are not in a row; a weekend between two separates none."""
    return any(
        any(day.weekday() < SATURDAY for day in _days_between(first, second))
        for first, second in pairwise(sorted(days))
    )


def _days_between(first: date, second: date) -> Iterable[date]:
    return (first + timedelta(days=step) for step in range(1, min((second - first).days, 8)))
