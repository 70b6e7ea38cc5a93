"""Drop drafts that other drafts of the announcement make redundant: headings of days, dates of writing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.timezones.schedule import Days, Timed, When, resolve

MAX_PARALLEL = 20  # events of one day that are compared with each other
MIN_PARTS = 2
MAX_DAYS = 14  # of a conference whose sessions are no events of their own


def without_overlaps(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of events to come, without headings of days.

    If there are events to come, what is over or is only the day of writing is no event. A day without a
    time above events at times of that day is their heading.
    The hours of each day of a conference are parts of it.
    """
    upcoming = [draft for draft in drafts if draft.is_upcoming]
    if upcoming:
        drafts = [draft for draft in drafts if draft.is_upcoming or not _is_over(draft)]
    return _without_parts(_without_day_headings(_without_doubles(drafts)))


def _is_over(draft: Draft) -> bool:
    """Return whether an event ended before the day of writing, or is that day without a time."""
    if draft.context is None:
        return False
    today = draft.context.today
    last = _last_day(draft.when)
    return last < today or (last == today and not isinstance(draft.when, Timed))


def _last_day(when: When) -> date:
    return when.end.date() if isinstance(when, Timed) else when.last


def _without_doubles(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without those that say less about an event than another one."""
    by_start: dict[object, list[Draft]] = {}
    for draft in drafts:
        by_start.setdefault(_start(draft.when), []).append(draft)
    doubles: dict[int, Draft] = {}
    for same in by_start.values():
        for draft, other in permutations(same[:MAX_PARALLEL], 2):
            if id(other) not in doubles and _says_less(draft, other):
                doubles.setdefault(id(draft), other)
    titles = {id(doubles[id(draft)]): draft for draft in reversed(drafts) if id(draft) in doubles}
    return [
        _with_title_of(draft, titles.get(id(draft))) for draft in drafts if id(draft) not in doubles
    ]


def _with_title_of(draft: Draft, other: Draft | None) -> Draft:
    """Return a draft with the stated title of one that says less, if it stands before its own."""
    spans = [span for span in other.spans if span.kind == "title"] if other is not None else []
    if other is None or not spans or not isinstance(draft.when, Timed) or draft.when != other.when:
        return draft
    own = [span for span in draft.spans if span.kind == "title"]
    if own and own[0].start <= spans[0].start:
        return draft
    rest = [span for span in draft.spans if span.kind != "title"]
    return replace(
        draft,
        title=other.title,
        proposed=other.proposed,
        spans=tuple(sorted((*rest, *spans))),
    )


def _start(when: When) -> object:
    return when.start.date() if isinstance(when, Timed) else when.first


def _says_less(draft: Draft, other: Draft) -> bool:
    """Return whether a draft is the same event as another one that says more of it."""
    if draft.questions or (draft.is_row and other.is_row):
        return False
    one, two = draft.when, other.when
    if isinstance(one, Timed):
        is_same_start = isinstance(two, Timed) and resolve(one).starts_at == resolve(two).starts_at
        is_open = "end" in draft.assumed and "end" not in other.assumed
        if is_same_start and one == two:
            return is_open or _is_longer_title(draft, other)
        return is_same_start and is_open
    if not isinstance(one, Days) or one.first == one.last:
        return False
    if isinstance(two, Timed):  # "14-16 September", and "Starts 14 September, 09:00"
        return (one.first, one.last) == (two.start.date(), two.end.date())
    return one == two and draft.is_row


def _is_longer_title(draft: Draft, other: Draft) -> bool:
    """Return whether a title only adds words to another one: "Invitation: Reading circle"."""
    title, shorter = draft.title.casefold(), other.title.casefold()
    return bool(shorter) and title != shorter and shorter in title


def _without_day_headings(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without days that have no time and precede events at times of that day."""
    without: list[Draft] = []
    days_below: set[date] = set()
    for draft in reversed(drafts):
        if _day_without_time(draft) not in days_below:
            without.append(draft)
        if isinstance(draft.when, Timed):
            days_below.add(draft.when.start.date())
    return without[::-1]


def _day_without_time(draft: Draft) -> date | None:
    """Return the day of a draft without a time of its own, None if it has a time or several days."""
    if any(question.code != "time-elsewhere" for question in draft.questions):
        return None
    when = draft.when
    if isinstance(when, Timed):  # the first choice is a time of another line
        return when.start.date() if draft.questions else None
    return when.first if isinstance(when, Days) and when.first == when.last else None


def _without_parts(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without the days of a conference, or without the heading of a week's events."""
    umbrella = next((draft for draft in drafts if _is_umbrella(draft)), None)
    if umbrella is None:
        return list(drafts)
    parts = [draft for draft in drafts if _is_part(draft, umbrella)]
    if len(parts) < MIN_PARTS:
        return list(drafts)
    words = {word.strip(".,:;!?()").casefold() for word in umbrella.title.split()}
    if words & PERIOD_WORDS:
        return [draft for draft in drafts if draft is not umbrella]
    days = {draft.when.start.date() for draft in parts if isinstance(draft.when, Timed)}
    is_programme = len(days) == _count_days(umbrella.when)
    return [draft for draft in drafts if not is_programme or draft not in parts]


def _is_umbrella(draft: Draft) -> bool:
    """Return whether a draft has several days in one stretch, and nothing is asked."""
    when = draft.when
    if not isinstance(when, Days) or draft.questions or draft.schedule is None:
        return False
    return MIN_PARTS <= _count_days(when) <= MAX_DAYS and draft.schedule.date.relation == "range"


def _count_days(when: When) -> int:
    return (when.last - when.first).days + 1 if isinstance(when, Days) else 0


def _is_part(draft: Draft, umbrella: Draft) -> bool:
    when, days = draft.when, umbrella.when
    if draft is umbrella or not isinstance(when, Timed) or not isinstance(days, Days):
        return False
    return days.first <= when.start.date() and when.end.date() <= days.last
