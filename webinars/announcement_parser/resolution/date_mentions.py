"""Dates that the words of their own sentence show not to be those of an event."""

import re
from datetime import date, timedelta

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.aside_phrases import (
    ASIDE_AFTER_DATE,
    ELSEWHERE_BEFORE_DATE,
    END_OF_RANGE,
    FROM_BEFORE_DATE,
    NOTHING_BEFORE_DATE,
    PLACE_AFTER_DATE,
    PLACE_AT_START,
    PRICE_AFTER_DATE,
    PURPOSE_AFTER_DATE,
    THING_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.phrases.mention_phrases import (
    ALTERNATIVE_BEFORE_DATE,
    ASIDE_SENTENCE,
    DEADLINE_BEFORE_DATE,
    EVENT_BEFORE_DATE,
    MOVED_AFTER_DATE,
    MOVED_FROM_DATE,
    PAST_BEFORE_DATE,
    PLANNED_BEFORE_MONTH,
)
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_WORDS
from webinars.announcement_parser.layout.line_phrases import CLOCK, SAME_TIME
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.resolve_dates import resolve_date

MAX_CONTEXT = 200  # characters before and after a date
LATELY = timedelta(days=92)  # a day without a year that was so lately …
FAR_AHEAD = timedelta(days=270)  # … and comes again only then is over
DATELINE_WORDS = 5
WORDS_BEFORE_DATE = 2
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d]{3})[.!?](?=\s)|(?<=[)\]»”\d])[.!?](?=\s+[^\W\d])|\n[ \t]*\n|;"
)
_DATELINE_END = re.compile(r"\W{0,4}(?:\([^()\n]{2,30}\)\W{0,4})?[-–—.)]")
_WORD = re.compile(r"[^\W\d_]+")


def is_mentioned_only(line: Line, written: ParsedDate) -> bool:
    """Return whether a date is a deadline, that of a clock change, or not (or not any more) an event's."""
    before, after = _sentence_around(line, written)
    if _is_of_something_else(before, after, written):
        return True
    is_of_sentence = ASIDE_SENTENCE.search(before + " " + after) is not None
    if is_of_sentence and EVENT_BEFORE_DATE.search(before) is None:
        return True
    words = [word.casefold() for word in _WORD.findall(before)[-WORDS_BEFORE_DATE:]]
    if words[:1] == ["last"] and words[-1] in MONTH_NUMBERS:  # "since last November: Friday"
        words = []
    if MOVED_AFTER_DATE.match(after) is not None or MENTION_WORDS & set(words):
        return True
    # The question "Clouds?" is a sentence before that of the date.
    line_before = line.source[max(line.start, written.start - MAX_CONTEXT) : written.start]
    if ALTERNATIVE_BEFORE_DATE.search(line_before) is not None:
        return True
    matches = (phrase.search(before) for phrase in (DEADLINE_BEFORE_DATE, MOVED_FROM_DATE))
    return any(match and EVENT_BEFORE_DATE.search(match[0]) is None for match in matches)


def _is_of_something_else(before: str, after: str, written: ParsedDate) -> bool:
    """Return whether a date is that of a closed day, a message, a price, a law, or of clocks elsewhere."""
    is_nothing = NOTHING_BEFORE_DATE.search(before) and not PURPOSE_AFTER_DATE.match(after)
    if is_nothing or ASIDE_AFTER_DATE.match(after):
        return True
    if written.relation == "single" and END_OF_RANGE.match(after):
        return True
    if FROM_BEFORE_DATE.search(before) and PRICE_AFTER_DATE.match(after):
        return True
    is_still = ELSEWHERE_BEFORE_DATE.search(before) and PLACE_AFTER_DATE.match(after)
    if is_still or PLACE_AT_START.match(before):
        return True
    thing = THING_BEFORE_DATE.search(before)
    return thing is not None and not START_NOUNS & set(_WORD.findall(thing[0].casefold()))


def is_event_in_mention(line: Line, written: ParsedDate) -> bool:
    """Return whether a date of a line that is a mere mention is that of an event: "Next meeting: 2 May"."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    if line.is_mention_by_title and dates[0] == written:
        return False
    before, after = _sentence_around(line, written)
    own = before[_length_until_last_date(line, written, len(before)) :]
    if EVENT_BEFORE_DATE.search(own) is not None:
        return True
    if written.is_month and PLANNED_BEFORE_MONTH.search(own) is not None:
        return True
    words = {word.casefold() for word in _WORD.findall(own)}
    has_time = CLOCK.search(after) is not None or SAME_TIME.search(after) is not None
    return has_time and (bool(words & EVENT_NOUNS) or not words & MENTION_WORDS)


def is_past(line: Line, written: ParsedDate, today: date) -> bool:
    """Return whether a day without a year is that of an event which is over, not the next such day.

    It was lately and comes again only in most of a year, or follows words such as "recording of".
    """
    last = _last_such_day(written, today)
    if last is None:
        return False
    before, _ = _sentence_around(line, written)
    nexts = [reading.first for reading in resolve_date(written, today).readings]
    is_far_ahead = bool(nexts) and min(nexts) - today >= FAR_AHEAD
    if is_far_ahead and today - last <= LATELY:
        return True
    past = PAST_BEFORE_DATE.search(before)
    is_nearer = bool(nexts) and today - last <= min(nexts) - today
    return past is not None and is_nearer and EVENT_BEFORE_DATE.search(past[0]) is None


def is_dateline(line: Line, written: ParsedDate) -> bool:
    """Return whether a date is that of writing, before the text of a report: "Dakar, 11 mai (Agence) —"."""
    before = line.source[line.start : written.start]
    words = _WORD.findall(before)
    is_place = 0 < len(words) <= DATELINE_WORDS and words[0][0].isupper()
    has_text = line.end - written.end > MAX_CONTEXT // 4
    is_ended = _DATELINE_END.match(line.source, written.end, line.end) is not None
    return is_place and has_text and (is_ended or before.rstrip()[-1:] == ",")


def _length_until_last_date(line: Line, written: ParsedDate, length: int) -> int:
    """Return how much of the text of that length before a date is that up to the date before."""
    ends = [item.end for item in line.items if isinstance(item, ParsedDate)]
    last = max((end for end in ends if end <= written.start), default=0)
    return max(0, length - (written.start - last))


def _last_such_day(written: ParsedDate, today: date) -> date | None:
    """Return the last day before today with the day and month of a date without a year."""
    if written.is_month or any(part.year is not None for part in written.parts):
        return None
    a_year_ago = date(today.year - 1, today.month, min(today.day, 28))
    lasts = [reading.last for reading in resolve_date(written, a_year_ago).readings]
    before = [last for last in lasts if last < today]
    return max(before, default=None)


def _sentence_around(line: Line, written: ParsedDate) -> tuple[str, str]:
    """Return the text of the date's sentence before and after it."""
    before = line.source[max(_paragraph_start(line), written.start - MAX_CONTEXT) : written.start]
    after = line.source[written.end : min(line.end, written.end + MAX_CONTEXT)]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    end = _SENTENCE_END.search(after)
    return before[max(ends, default=0) :], after[: end.start() if end else len(after)]


def _paragraph_start(line: Line) -> int:
    """Return the start of a line, or of the one above if the line continues its sentence."""
    start = line.start
    above = line.source.rfind("\n", 0, max(start - 1, 0)) + 1
    is_continued = line.source[start : start + 1].islower() and line.source[above:start].strip()
    return above if is_continued else start
