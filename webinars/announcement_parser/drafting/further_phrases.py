"""Days that are given by number only ("Sunday 16") and that no draft has."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import readings_of, start_of
from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.phrases.agenda_words import CLOSED_DAY
from webinars.announcement_parser.grammar.relative_days import (
    DayPhrase,
    MonthOfPage,
    candidate_days,
    day_phrases,
)
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.layout.line_phrases import CANCELLATION, SAME_TIME
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.date_mentions import is_mentioned_only
from webinars.announcement_parser.resolution.time_statements import time_statements
from webinars.announcement_parser.selection.dated_hours import STARTS
from webinars.timezones.schedule import Days, Timed, When

MAX_MONTHS = 20  # of the page
MAX_PHRASES = 20  # of a line
MAX_VERB = 40  # characters from a verb to its day
MAX_DAYS = 4  # of an event; within a longer one there are others
NO_PHRASE = frozenset({"boilerplate", "mention"})  # categories of lines
_WEEKDAYS = "|".join(sorted(map(re.escape, WEEKDAY_NUMBERS), key=len, reverse=True))
# A short weekday, "Sat", is one before an ordinal number.
_WEEKDAY_AND_ORDINAL = re.compile(
    rf"\b({_WEEKDAYS})\.?\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_MEETS: Mapping[str, str] = {
    "en": r"(?:meets?|meeting|held|takes? place|will be|is)\s+(?:\w+\s+){0,2}on",
    "fr": r"(?:aura lieu|se tiendra|nous nous réunissons|sera|se réunit)",
    "es": r"(?:será|se celebrará|nos reunimos|tendrá lugar|se reúne)",
    "de": r"(?:treffen wir uns|findet|ist|tagt)(?:\s+\w+){0,1}",
    "it": r"(?:si terrà|sarà|ci vediamo|avrà luogo|si riunisce)",
    "pt": r"(?:será|realiza-se|reunimo-nos|terá lugar)",
}
MEETS_BEFORE_DAY = re.compile(rf"\b(?:{'|'.join(_MEETS.values())})\s*$", re.IGNORECASE)


def further_phrases(
    page: Page, drafts: Sequence[Draft], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the section and the schedule of each day with an hour, or with which a line begins."""
    known = {day for draft in drafts for when in readings_of(draft) for day in _days(when)}
    single = [draft for draft in drafts if not _is_frame(draft.when)]
    framed = known - {day for draft in single for day in _days(draft.when)}
    starts = {start_of(when) for draft in single for when in readings_of(draft)}
    every = list(islice((month for line in page.lines for month in _months(line)), MAX_MONTHS))
    above: list[MonthOfPage] = []
    for index, line in enumerate(page.lines):
        category = page.categories[index]
        if category == "page-end":
            return
        above = [*reversed(_months(line)), *above][:MAX_MONTHS]
        is_no_event = page.is_no_event(index) or CANCELLATION.search(line.text) is not None
        if line.is_text or category in NO_PHRASE or is_no_event or index in page.rows:
            continue
        for phrase in islice(_phrases(line), MAX_PHRASES):
            day = _day(phrase, [*_bare_months(line), *above, *every], today)
            if day is None or (day in known and day not in framed):
                continue
            written = _written(line, phrase, day)
            times = _times_after(line, category, written) or _same_times(line, written, drafts)
            is_day = day not in known and (_begins_row(line, phrase) or _is_meeting(line, phrase))
            is_known = any((day, time.time.readings[0].start) in starts for time in times[:1])
            if (times or is_day) and not is_known and not is_mentioned_only(line, written):
                known.add(day)
                framed.discard(day)
                yield Section(index, [index]), _schedule(written, times)


def _months(line: Line) -> list[MonthOfPage]:
    """Return the months of the dates of a line, also that of its first word: "August Sat 16th"."""
    dates = (item for item in line.items if isinstance(item, ParsedDate) and not item.is_inferred)
    parts = [part for one in dates for part in one.parts[-1:]]
    months = [MonthOfPage(part.year, part.month) for part in parts if part.month]
    first = line.tokens[0].norm if line.tokens else ""
    return [
        *months,
        *([MonthOfPage(None, MONTH_NUMBERS[first])] if first in MONTH_NUMBERS else []),
    ]


def _bare_months(line: Line) -> list[MonthOfPage]:
    """Return the months that a sentence names without a day: "The April meeting will be on the 13th"."""
    months = (MONTH_NUMBERS.get(token.norm) for token in line.tokens if token.text[:1].isupper())
    return [MonthOfPage(None, month) for month in months if month is not None]


def _phrases(line: Line) -> Iterator[DayPhrase]:
    """Yield the numbered days of a line that are in none of its dates."""
    text = line.source[line.start : line.end]
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    spans = [(one.start - line.start, one.end - line.start) for one in dates]
    ordinals = (
        DayPhrase(
            *match.span(),
            weekday=WEEKDAY_NUMBERS[match[1].casefold()],
            day=int(match[2]),
        )
        for match in _WEEKDAY_AND_ORDINAL.finditer(text)
    )
    for phrase in (
        *(one for one in day_phrases(text) if one.day is not None),
        *ordinals,
    ):
        if not any(start < phrase.end and phrase.start < end for start, end in spans):
            spans.append((phrase.start, phrase.end))
            yield phrase


def _day(phrase: DayPhrase, months: Sequence[MonthOfPage], today: date) -> date | None:
    """Return the first day to come that a phrase can mean, on its weekday."""
    days = candidate_days(phrase, today, list(dict.fromkeys(months)))
    fitting = (day for day in days if day > today and phrase.weekday in {None, day.weekday()})
    return next(fitting, None)


def _written(line: Line, phrase: DayPhrase, day: date) -> ParsedDate:
    part = DatePart(day.year, day.month, day.day)
    start, end = line.start + phrase.start, line.start + phrase.end
    return ParsedDate((part,), "single", start, end, is_weak=False)


def _times_after(line: Line, category: str, written: ParsedDate) -> list[ZonedTime]:
    """Return the starts of a line between a day and the next date."""
    dates = (item.start for item in line.items if isinstance(item, ParsedDate))
    last = min((start for start in dates if start >= written.end), default=line.end)
    statements = time_statements(line, category, set(), is_own=True, is_others=False)
    times = (statement.time for statement in statements if statement.role in STARTS)
    return [time for time in times if written.end <= time.time.start < last]


def _same_times(line: Line, written: ParsedDate, drafts: Sequence[Draft]) -> list[ZonedTime]:
    """Return the time of the last event before for "on the 13th, same time", of its name if there is one."""
    if SAME_TIME.search(line.source, written.end, line.end) is None:
        return []
    timed = [
        (draft.title.casefold().split(), draft.schedule.times)
        for draft in drafts
        if draft.schedule and draft.schedule.times and draft.schedule.date.start < written.start
    ]
    names = {token.norm for token in line.tokens} & START_NOUNS
    named = [times for words, times in timed if not names.isdisjoint(words)]
    return list([*(times for _, times in timed), *named][-1][:1]) if timed else []


def _is_meeting(line: Line, phrase: DayPhrase) -> bool:
    """Return whether a sentence says of a day by number that an event is then: "we meet on the 19th"."""
    start = line.start + phrase.start
    before = line.source[max(line.start, start - MAX_VERB) : start]
    return MEETS_BEFORE_DAY.search(before) is not None and bool(_bare_months(line))


def _begins_row(line: Line, phrase: DayPhrase) -> bool:
    """Return whether a weekday and number precede the rest of a line, which is not "closed"."""
    start, end = line.start + phrase.start, line.start + phrase.end
    is_first = _WORD.search(line.source, line.start, start) is None
    has_more = _WORD.search(line.source, end, line.end) is not None
    is_closed = CLOSED_DAY.match(line.source, end, line.end) is not None
    return phrase.weekday is not None and is_first and has_more and not is_closed


def _schedule(written: ParsedDate, times: Sequence[ZonedTime]) -> ParsedSchedule:
    first = tuple(times[:1])
    return ParsedSchedule(written, times=first, items=(written, *(time.time for time in first)))


def _is_frame(when: When) -> bool:
    """Return whether an event has several days and no hour, so that others may be within it."""
    return isinstance(when, Days) and when.first < when.last


def _days(when: When) -> Iterator[date]:
    """Yield the days of an event, the first and the last of a long one."""
    if isinstance(when, Timed):
        yield from (when.start.date(), when.end.date())
    elif isinstance(when, Days):
        length = (when.last - when.first).days
        is_short = length < MAX_DAYS
        steps = range(length + 1) if is_short else (0, length)
        yield from (when.first + timedelta(days=step) for step in steps)
