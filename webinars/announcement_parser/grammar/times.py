"""Parse times of day (15:00, 15h00, 3 p.m., noon) and time ranges, with all their readings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.time_patterns import (
    BARE_RANGE_PATTERNS,
    BARE_RANGE_START_PATTERNS,
    BEFORE_HOUR_OF_DAY,
    CONJUNCTION_PATTERNS,
    CONNECTOR_PATTERNS,
    DAY,
    DIGIT_RANGE_PATTERNS,
    HALF_DAY,
    HOUR,
    TIME_PATTERNS,
    TIME_WITH_HALF_PATTERNS,
    ZONES_AFTER_DIGITS,
    captured,
    int_or_zero,
)
from webinars.announcement_parser.grammar.token_patterns import Captures, first_match
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

YEARS = range(1900, 2100)
NUMBERED_NOUNS = union(
    {
        "en": "release version section chapter article rule room rooms office suite",
        "fr": "version section article bureau salle amphi",
        "es": "versión sección artículo despacho oficina sala salón",
        "de": "abschnitt raum zimmer büro saal hörsaal",
        "it": "stanza ufficio",
        "pt": "gabinete",
    }
)
# Before the number of a choice, which is no hour: "Option 1 – 6 am".
CHOICE_NOUNS = union(
    {
        "en": "option choice alternative variant",
        "fr": "option choix variante",
        "es": "opción alternativa",
        "de": "option variante alternative",
        "it": "opzione",
        "pt": "opção",
    }
)
_AFTER_TIMES = frozenset({"uhr", "am", "pm", "a", "p", "h", "hs", "hrs", "hours", "ore"})
BARE_WINDOW = 12  # tokens before two hours without minutes, in which a date must be
NEAR_BARE_RANGE = frozenset({*MONTH_NUMBERS, *WEEKDAY_NUMBERS, *FUNCTION_WORDS["time"], "horario"})


class TimeReading(NamedTuple):
    """A reading of a time: start and end in minutes after midnight, and the reason for it."""

    start: int
    end: int | None
    reason: str


class ParsedTime(NamedTuple):
    """A time of day or a time range, with all its readings."""

    readings: tuple[TimeReading, ...]
    start: int
    end: int


class _TimeOfDay(NamedTuple):
    """Possible minutes after midnight, "am", "pm" or "", and the reason for each."""

    minutes: tuple[int, ...]
    half: str
    reasons: tuple[str, ...]


def parse_time(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    """Parse the time of day or range at an index; return the index after it and the time."""
    if _is_inside_code(tokens, index) or _is_version(tokens, index) or _is_day(tokens, index):
        return None
    if index and tokens[index - 1].norm in CHOICE_NOUNS:
        return None
    digit_range = _parse_digit_range(tokens, index)
    if digit_range is not None:
        return digit_range
    bare_start = first_match(BARE_RANGE_START_PATTERNS, tokens, index)
    if bare_start is not None:
        second = first_match(TIME_WITH_HALF_PATTERNS, tokens, bare_start[0])
        hour = captured(bare_start[1], "hour", "word-hour")
        # "Tuesday 14 – 10:00 a.m." is a day: no hour after noon follows a weekday and ends in the morning.
        is_day = isinstance(hour, int) and hour > NOON_HOUR and _follows_weekday(tokens, index)
        if second is not None and not is_day:
            first = _time_of_day({"hour": hour}, tokens[index].text)
            readings = _range_readings(first, _time_of_day(second[1], tokens[bare_start[0]].text))
            return second[0], ParsedTime(readings, tokens[index].start, tokens[second[0] - 1].end)
    return _parse_time_or_range(tokens, index) or _parse_bare_range(tokens, index)


def _is_inside_code(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number continues a code: the 3 of "2/3" or "B3", not the 1 of "10am PT/1pm ET"."""
    if not index or not tokens[index].glued:
        return False
    before = tokens[index - 1].text
    if tokens[index - 1].kind == "word" and tokens[index].kind == "number":
        return before.casefold() != "t"
    is_after_word = index > 1 and tokens[index - 2].kind == "word"
    return before in {".", ":", "_"} or (before == "/" and not is_after_word)


def _follows_weekday(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].norm in WEEKDAY_NUMBERS


def _is_day(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number is a day before its hour, not the start of a range: "le 13 à 6 h 45"."""
    is_after_article = index > 0 and tokens[index - 1].norm in FUNCTION_WORDS["day-article"]
    is_before_hour = index + 1 < len(tokens) and tokens[index + 1].norm in BEFORE_HOUR_OF_DAY
    return is_after_article and is_before_hour


def _is_version(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number with a full stop is that of a version, section or room: "0.19", "room 2.15"."""
    if index + 1 >= len(tokens) or tokens[index + 1].text != "." or not tokens[index + 1].glued:
        return False
    following = {token.norm for token in tokens[index + 3 : index + 5]}
    if not following.isdisjoint(_AFTER_TIMES):
        return False
    is_after_noun = index > 0 and tokens[index - 1].norm in NUMBERED_NOUNS
    return tokens[index].text == "0" or is_after_noun


NOON_HOUR = 12
# Hours without a sign between their digits are rarely at other minutes.
MINUTES_OF_CLOCKS = 5


def _parse_digit_range(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    """Parse "1330-1500", but not the years "2026-2027" or of a life, "1746-1828", unless a zone follows."""
    match = first_match(DIGIT_RANGE_PATTERNS, tokens, index)
    if match is None or len(tokens[index].text) != len("hhmm"):
        return None
    after, captures = match
    digits = [str(captures["hhmm"]), str(captures["end-hhmm"])]
    is_before_zone = after < len(tokens) and tokens[after].text in ZONES_AFTER_DIGITS
    is_life = any(int(number) % MINUTES_OF_CLOCKS for number in digits)
    are_years = is_life or all(int(number) in YEARS for number in digits)
    if are_years and not is_before_zone:
        return None
    start, end = (int(number[:2]) * HOUR + int(number[2:]) for number in digits)
    reading = TimeReading(start, end if end > start else end + DAY, "plain")
    return after, ParsedTime((reading,), tokens[index].start, tokens[after - 1].end)


def _parse_bare_range(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    """Parse two hours without minutes beside a date: "from 2 to 4", "de 17 a 18", ", 7 to 9"."""
    match = first_match(BARE_RANGE_PATTERNS, tokens, index)
    if match is None or not _may_be_bare_range(tokens, index, match[0]):
        return None
    after, captures = match
    start, end = captures["hour"], captures["last"]
    assert isinstance(start, int)  # noqa: S101 - for the type checker
    assert isinstance(end, int)  # noqa: S101 - for the type checker
    readings = tuple(_bare_range_readings(start * HOUR, end * HOUR))
    return after, ParsedTime(readings, tokens[index].start, tokens[after - 1].end)


def _may_be_bare_range(tokens: Sequence[Token], index: int, after: int) -> bool:
    """Return whether two numbers are hours: after "from" or a comma, near a date, before no noun."""
    before = tokens[index - 1].norm if index else ""
    near = {token.norm for token in tokens[max(0, index - BARE_WINDOW) : index]}
    is_near_date = bool(near & NEAR_BARE_RANGE)
    if before not in FUNCTION_WORDS["from-hour"] | {","} or not is_near_date:
        return False
    if after >= len(tokens):
        return True
    token = tokens[after]
    if token.kind == "word":
        return token.norm in FUNCTION_WORDS["filler"] or token.text.isupper()
    return token.text in ".,;)(–—/" and not (
        after + 1 < len(tokens) and tokens[after + 1].glued and tokens[after + 1].kind == "number"
    )


def _bare_range_readings(start: int, end: int) -> Iterator[TimeReading]:
    """Yield the readings of two hours: "17-18" and "9-5" have one, "7-9" has two."""
    if start > HALF_DAY or end > HALF_DAY:
        yield TimeReading(start, end if end > start else end + DAY, "plain")
    elif end <= start:
        yield TimeReading(start, end + HALF_DAY, "plain")
    else:
        yield TimeReading(start, end, "morning")
        yield TimeReading(start + HALF_DAY, end + HALF_DAY, "afternoon")


def _parse_time_or_range(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    match = first_match(TIME_PATTERNS, tokens, index)
    if match is None:
        return None
    after, captures = match
    first = _time_of_day(captures, tokens[index].text)
    is_between = bool(index) and tokens[index - 1].norm in FUNCTION_WORDS["between"]
    connector = first_match(
        CONJUNCTION_PATTERNS if is_between else CONNECTOR_PATTERNS, tokens, after
    )
    second = connector and first_match(TIME_PATTERNS, tokens, connector[0])
    is_offset = "t" in captures and after < len(tokens) and tokens[after].glued  # T09:00-04:00
    if connector and second and not is_offset:
        readings = _range_readings(first, _time_of_day(second[1], tokens[connector[0]].text))
        after = second[0]
    else:
        readings = tuple(
            TimeReading(start, None, reason)
            for start, reason in zip(first.minutes, first.reasons, strict=True)
        )
    return after, ParsedTime(readings, tokens[index].start, tokens[after - 1].end)


def _time_of_day(captures: Captures, first_token: str) -> _TimeOfDay:
    """Convert captures to minutes after midnight.

    A single digit from 1 to 6 may be in the afternoon, an hour without minutes from 1 to 11.
    """
    if "noon" in captures:
        return _TimeOfDay((HALF_DAY,), "pm", ("plain",))
    if "midnight" in captures:
        return _TimeOfDay((0, DAY), "", ("day-begins", "day-ends"))
    if "hhmm" in captures or "hhmm-zone" in captures:
        digits = str(captures.get("hhmm", captures.get("hhmm-zone")))
        return _TimeOfDay((int(digits[:2]) * HOUR + int(digits[2:4]),), "", ("plain",))
    hour = int_or_zero(captured(captures, "hour", "word-hour", "bare", "bare-word", "hour-utc"))
    minute = int_or_zero(captured(captures, "minute", "apart", "spoken-minute"))
    if "half-hour" in captures or "quarter" in captures:
        minute = HOUR // 2 if "half-hour" in captures else HOUR // 4
    is_before = minute and ("to-hour" in captures or "minus" in captures)
    half = str(captures.get("half", ""))
    if half and hour <= 12:  # noqa: PLR2004 - "15:00 pm" means 15:00
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour * HOUR + (-minute if is_before else minute)
    is_bare = not captures.keys().isdisjoint({"bare", "bare-word", "word-hour", "at-hour"})
    latest = 11 if is_bare else 6 if len(first_token) == 1 else 0
    is_ambiguous = not half and 1 <= hour <= latest
    if is_ambiguous:
        return _TimeOfDay((minutes, minutes + HALF_DAY), half, ("morning", "afternoon"))
    return _TimeOfDay((minutes,), half, ("plain",))


def _range_readings(first: _TimeOfDay, last: _TimeOfDay) -> tuple[TimeReading, ...]:
    """Return the readings of a range; each ends at the first possible time after its start."""
    starts = first.minutes
    reasons = first.reasons
    if last.half and not first.half and min(starts) <= HALF_DAY:
        # "3-4 p.m." starts in the afternoon, "11-1 p.m." in the morning.
        end = last.minutes[0]
        same_half = starts[0] % HALF_DAY + (HALF_DAY if end >= HALF_DAY else 0)
        starts, reasons = ((same_half if same_half < end else starts[0],), ("plain",))
    readings = []
    for start, reason in zip(starts, reasons, strict=True):
        ends = sorted(end if end > start else end + DAY for end in last.minutes)
        readings.append(TimeReading(start, ends[0], reason))
    return tuple(readings)
