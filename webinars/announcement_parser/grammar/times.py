"""Parse times of day (15:00, 15h00, 3 p.m., noon), time ranges, and durations (for 90 minutes)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.token_patterns import (
    Captures,
    Match,
    compile_patterns,
    first_match,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    FUNCTION_WORDS,
    HALF_DAY_PHRASES,
    HOUR_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.zone_references import ABBREVIATIONS

HOUR, HALF_DAY, DAY = 60, 720, 1440  # minutes
ZONES_AFTER_DIGITS = frozenset({"UTC", "GMT", "Z", *ABBREVIATIONS})
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
# Before the hour of a clock: "at 3 hrs", "las 3 hrs".
BEFORE_CLOCK = frozenset(
    {"at", "las", "la", "from", "to", "until", "till", "-", "a", "à", "de", ".", ":"}
)
BEFORE_HOUR_OF_DAY = frozenset({"à", "a", "alle", "às"})
MAX_HOURS = 4  # "3 hrs" is how long an event lasts
MIN_CLOCK_HOUR = 7  # "14h30min" is a clock, "1h30min" is how long an event lasts
_AFTER_TIMES = frozenset({"uhr", "am", "pm", "a", "p", "h", "hs", "hrs", "hours", "ore"})
BARE_WINDOW = 12  # tokens before two hours without minutes, in which a date must be
NEAR_BARE_RANGE = frozenset({*MONTH_NUMBERS, *WEEKDAY_NUMBERS, *FUNCTION_WORDS["time"], "horario"})
_HALF_PHRASES = tuple(
    (tuple(token.norm for token in tokenize(words, 0, len(words))), half)
    for words, half in HALF_DAY_PHRASES.items()
)


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


class Duration(NamedTuple):
    """The duration of an event in minutes."""

    minutes: int
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
    bare_start = first_match(_BARE_RANGE_STARTS, tokens, index)
    if bare_start is not None:
        second = first_match(_TIMES_WITH_HALF, tokens, bare_start[0])
        hour = _captured(bare_start[1], "hour", "word-hour")
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
    match = first_match(_DIGIT_RANGES, tokens, index)
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
    match = first_match(_BARE_RANGES, tokens, index)
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
    match = first_match(_TIMES, tokens, index)
    if match is None:
        return None
    after, captures = match
    first = _time_of_day(captures, tokens[index].text)
    is_between = bool(index) and tokens[index - 1].norm in FUNCTION_WORDS["between"]
    connector = first_match(_CONJUNCTIONS if is_between else _CONNECTORS, tokens, after)
    second = connector and first_match(_TIMES, tokens, connector[0])
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


def parse_duration(tokens: Sequence[Token], index: int) -> tuple[int, Duration] | None:
    """Parse a duration such as "90 minutes"; return the index after it and the duration."""
    match = first_match(_DURATIONS, tokens, index)
    if match is None:
        return None
    after, captures = match
    return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)


def parse_marked_duration(tokens: Sequence[Token], index: int) -> tuple[int, Duration] | None:
    """Parse a duration that looks like an hour, marked as one: "(1 h 30)", "durée : 2 h", "1 hr 30 mins"."""
    before = [token.norm for token in tokens[max(0, index - 2) : index]]
    in_units = first_match(_DURATIONS_IN_UNITS, tokens, index)
    if in_units is not None and not _is_clock_in_units(tokens, index, before):
        after, captures = in_units
        return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)
    in_hours = first_match(_FEW_HOURS, tokens, index)
    if in_hours is not None and not BEFORE_CLOCK & set(before[-1:]):
        after, captures = in_hours
        return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)
    is_bracketed = bool(before) and before[-1] == "("
    if not is_bracketed and FUNCTION_WORDS["duration"].isdisjoint(before):
        return None
    match = first_match(_MARKED_DURATIONS, tokens, index)
    if match is None:
        return None
    after, captures = match
    if is_bracketed and (after >= len(tokens) or tokens[after].text != ")"):
        return None
    return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)


def _is_clock_in_units(tokens: Sequence[Token], index: int, before: Sequence[str]) -> bool:
    """Return whether hours and minutes are a time of day: "às 6h30min", "14h30min"."""
    is_written_together = first_match(_CLOCKS_IN_UNITS, tokens, index) is not None
    if not is_written_together or not FUNCTION_WORDS["duration"].isdisjoint(before):
        return False
    is_late = int(tokens[index].text) >= MIN_CLOCK_HOUR
    return is_late or not BEFORE_HOUR_OF_DAY.isdisjoint(before[-1:])


def _minutes(captures: Captures) -> int:
    """Return the minutes of a duration; without a unit its number is in minutes."""
    count = _int_or_zero(captures.get("count", captures.get("word-hour")))
    is_in_hours = not captures.keys().isdisjoint({"hours", "h"})
    more = _int_or_zero(captures.get("more", 0))
    if "tenths" in captures:
        more = _int_or_zero(captures["tenths"]) * HOUR // 10
    if "half-hour" in captures:
        more = HOUR // 2
    return count * (HOUR if is_in_hours else 1) + more


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
    hour = _int_or_zero(_captured(captures, "hour", "word-hour", "bare", "bare-word", "hour-utc"))
    minute = _int_or_zero(_captured(captures, "minute", "apart", "spoken-minute"))
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


def _captured(captures: Captures, *names: str) -> object:
    return next((captures[name] for name in names if name in captures), None)


def _int_or_zero(value: object) -> int:
    return value if isinstance(value, int) else 0


def _match_half(tokens: Sequence[Token], index: int) -> Match | None:
    """Match "am", "p.m.", "P. M." and phrases such as "du soir"; the value is "am" or "pm"."""
    if index >= len(tokens):
        return None
    for name in ("am", "pm"):
        if tokens[index].norm in FUNCTION_WORDS[name]:
            return index + 1, name
    for phrase, half in _HALF_PHRASES:
        if tuple(token.norm for token in tokens[index : index + len(phrase)]) == phrase:
            return index + len(phrase), half
    is_dotted = (
        index + 2 < len(tokens) and tokens[index + 1].text == "." and tokens[index + 2].norm == "m"
    )
    if tokens[index].norm not in {"a", "p"} or not is_dotted:
        return None
    after = index + 3
    if after < len(tokens) and tokens[after].glued and tokens[after].text == ".":
        after += 1
    return after, f"{tokens[index].norm}m"


def _match_hhmm(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the four or six digits of 1500 hrs and T150000."""
    if index >= len(tokens) or tokens[index].kind != "number":
        return None
    digits = tokens[index].text
    if len(digits) not in {4, 6}:
        return None
    is_time = int(digits[:2]) <= 24 and int(digits[2:4]) < HOUR  # noqa: PLR2004
    return (index + 1, digits) if is_time else None


def _match_hhmm_with_zone(tokens: Sequence[Token], index: int) -> Match | None:
    """Match four digits before a zone in capitals: 1800 UTC, not 2027 ISO."""
    match = _match_hhmm(tokens, index)
    if match is None or len(tokens[index].text) != 4 or match[0] >= len(tokens):  # noqa: PLR2004
        return None
    return match if tokens[match[0]].text in ZONES_AFTER_DIGITS else None


def _match_hour_before_utc(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 22 of "22 UTC"."""
    match = _HOUR(tokens, index)
    if match is None or match[0] >= len(tokens):
        return None
    return match if tokens[match[0]].text in {"UTC", "GMT"} else None


def _match_bare_hour(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 6 of "at 6" and "a las 6", before no noun: not "at 6 Mill Road"."""
    match = _HOUR(tokens, index)
    if match is None or _continues_number(tokens, match[0]):
        return None
    return match if _is_not_counting(tokens, match[0]) else None


def _match_bare_word_hour(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the "siete" of "a las siete", not that of "las siete charlas"."""
    match = _match_word_hour(tokens, index)
    return match if match is not None and _is_not_counting(tokens, match[0]) else None


def _is_not_counting(tokens: Sequence[Token], after: int) -> bool:
    """Return whether no noun is at an index that would make the number before it a quantity."""
    if after >= len(tokens) or tokens[after].kind != "word":
        return True
    is_free = tokens[after].norm in FUNCTION_WORDS["filler"] | FUNCTION_WORDS["and-joint"]
    return is_free or _match_half(tokens, after) is not None


def _continues_number(tokens: Sequence[Token], after: int) -> bool:
    """Return whether a sign directly follows that makes a number more than an hour: "6%", "6-8"."""
    if after >= len(tokens) or not tokens[after].glued or tokens[after].kind == "number":
        return after < len(tokens) and tokens[after].kind == "number"
    return tokens[after].text not in ",;)" and not (
        tokens[after].text == "." and (after + 1 >= len(tokens) or not tokens[after + 1].glued)
    )


def _match_word_hour(tokens: Sequence[Token], index: int) -> Match | None:
    if index >= len(tokens) or tokens[index].norm not in HOUR_NUMBERS:
        return None
    return index + 1, HOUR_NUMBERS[tokens[index].norm]


def _match_minute(tokens: Sequence[Token], index: int) -> Match | None:
    match = number(0, 59, digits=(2,))(tokens, index)
    if match is None or _continues_date(tokens, index + 1):
        return None
    return match


def _match_separate_minute(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 30 of "15 h 30", unless it is the day of a date."""
    match = _match_minute(tokens, index)
    if match is None or tokens[index].glued or tokens[index - 1].glued:
        return None
    return None if _begins_date(tokens, match[0]) else match


def _match_spoken_minute(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 15 of "18 heures 15", before no noun: not "18 heures, 15 rue Haute"."""
    match = _match_separate_minute(tokens, index)
    if match is None:
        return None
    following = {token.norm for token in tokens[match[0] : match[0] + 1]}
    is_range = not following.isdisjoint(FUNCTION_WORDS["to"] | FUNCTION_WORDS["to-joint"])
    return match if is_range or _is_not_counting(tokens, match[0]) else None


def _begins_date(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the number before an index is the day of a date: "15 h 16 July", "15 h 16 - 17 July"."""
    if after >= len(tokens):
        return False
    is_range = tokens[after].norm in FUNCTION_WORDS["to"] | {"-"}
    end = after + 2 if is_range else after
    words = {token.norm for token in tokens[end : end + 1]}
    return not words.isdisjoint({*MONTH_NUMBERS, *FUNCTION_WORDS["of"]})


def _match_hours(tokens: Sequence[Token], index: int) -> Match | None:
    """Match "hrs", and "heures" after a number that is a time of day and not a duration."""
    match = _HOUR_ABBREVIATIONS(tokens, index)
    if match is not None or index == 0 or index >= len(tokens):
        return match
    is_late = len(tokens[index - 1].text) > 1 or tokens[index - 1].text in "789"
    has_half = _match_half(tokens, index + 1) is not None
    is_time = tokens[index].norm in FUNCTION_WORDS["spelled-hours"] and (is_late or has_half)
    return (index + 1, tokens[index].norm) if is_time else None


def _continues_date(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a dot and a number follow directly, as in 16.07.2020."""
    return (
        index + 1 < len(tokens)
        and tokens[index].glued
        and tokens[index].text == "."
        and tokens[index + 1].glued
        and tokens[index + 1].kind == "number"
    )


_HOUR_ABBREVIATIONS = literal(
    *FUNCTION_WORDS["hours"] - {"hour", "hours"} - FUNCTION_WORDS["spelled-hours"]
)
_HOUR = number(0, 24, digits=(1, 2))
_MATCHERS = {
    "t": literal("t"),
    "hour": _HOUR,
    "minute": glued(_match_minute),
    "apart": _match_separate_minute,
    "spoken-minute": _match_spoken_minute,
    "seconds": glued(number(0, 60, digits=(2,))),
    "fraction": glued(number(0, 999999999, digits=tuple(range(1, 10)))),
    "half": _match_half,
    "hhmm": _match_hhmm,
    "end-hhmm": _match_hhmm,
    "hour-utc": _match_hour_before_utc,
    "hhmm-zone": _match_hhmm_with_zone,
    "bare": _match_bare_hour,
    "word-hour": _match_word_hour,
    "bare-word": _match_bare_word_hour,
    "last": _HOUR,
    "at-hour": literal(*FUNCTION_WORDS["at-hour"]),
    "hours-before": literal(*FUNCTION_WORDS["hours-before"]),
    "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
    "half-hour": literal(*FUNCTION_WORDS["half-hour"]),
    "quarter": literal(*FUNCTION_WORDS["quarter"]),
    "to-hour": literal("to"),
    "past": literal("past"),
    "prime": glued(literal("´", "'", "’", "′")),
    "apostrophe": literal("'", "’"),
    ",": glued(literal(",")),
    ":": glued(literal(":")),
    ".": glued(literal(".")),
    "h": literal("h"),
    "glued-h": glued(literal("h")),
    "unit": glued(literal("min", "mn")),
    "hrs": _match_hours,
    "hundred": literal(*FUNCTION_WORDS["hours"]),
    "noon": literal(*FUNCTION_WORDS["noon"]),
    "midnight": literal(*FUNCTION_WORDS["midnight"]),
    "connector": literal("-", "→", "➔", ">", *FUNCTION_WORDS["to"], *FUNCTION_WORDS["to-joint"]),
}
# The first pattern that matches is used, therefore longer ones precede their beginnings.
_TIMES = compile_patterns(
    _MATCHERS,
    "t? hour : minute : seconds . fraction",
    "t? hour : minute : seconds half?",
    "12 : 00 noon",
    "12 . 00 noon",
    "12 : 00 midnight",
    "00 : 00 midnight",
    "t? hour : minute half? hrs?",
    "hour . minute half? hrs?",
    "hours-before hour : minute",
    "hours-before hour . minute",
    "hours-before hour",
    "hour prime minute",
    "hour , minute hrs",
    "hour glued-h minute unit",
    "hour h minute half?",
    "hour h apart",
    "hour hrs half",
    "hour half",
    "hhmm hundred",
    "hour hrs spoken-minute",
    "hour hrs",
    "t hhmm",
    "hhmm-zone",
    "hour-utc",
    "12? noon",
    "12? midnight",
    "half-hour past hour half?",
    "half-hour past word-hour half?",
    "quarter past hour half?",
    "quarter past word-hour half?",
    "quarter to-hour hour half?",
    "quarter to-hour word-hour half?",
    "hour o apostrophe clock half?",
    "word-hour o apostrophe clock half?",
    "word-hour half",
    "at-hour word-hour y half-hour half?",
    "at-hour word-hour y quarter half?",
    "at-hour hour y half-hour half?",
    "at-hour word-hour half",
    "las bare-word",
    "at-hour bare half?",
)
_CLOCKS_IN_UNITS = compile_patterns(_MATCHERS, "hour glued-h minute unit")
_TIMES_WITH_HALF = compile_patterns(
    _MATCHERS,
    "12 : 00 noon",
    "12 . 00 noon",
    "hour : minute half",
    "hour . minute half",
    "hour : minute hrs",
    "hour . minute hrs",
    "hour half",
    "hour hrs",
    "word-hour half",
    "12? noon",
)
_BARE_RANGE_STARTS = compile_patterns(_MATCHERS, "hour connector", "word-hour connector")
_DIGIT_RANGES = compile_patterns(_MATCHERS, "hhmm connector end-hhmm")
_BARE_RANGES = compile_patterns(_MATCHERS, "hour connector last")
_CONJUNCTIONS = compile_patterns(_MATCHERS, "and")
_CONNECTORS = compile_patterns(_MATCHERS, "connector")
_DURATION_MATCHERS = {
    "count": number(1, 1440, digits=(1, 2, 3, 4)),
    "minutes": literal("min", "mins", "minute", "minutes", "minutos"),
    "hours": literal("hour", "hours", "heure", "hora", *FUNCTION_WORDS["spelled-hours"]),
    "h": literal("h", "hr", "hrs"),
    "word-hour": _match_word_hour,
    "tenths": glued(number(0, 9, digits=(1,))),
    "more": number(1, 59, digits=(1, 2)),
    "half-hour": literal(*FUNCTION_WORDS["half-hour"]),
    "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
    ".": glued(literal(".", ",")),
}
_DURATIONS = compile_patterns(
    _DURATION_MATCHERS,
    "count minutes",
    "count -? minutes",
    "count . tenths hours",
    "count hours and half-hour",
    "count hours and? more minutes",
    "count hours",
)
_DURATIONS_IN_UNITS = compile_patterns(_DURATION_MATCHERS, "count h and? more minutes")
_FEW_HOURS = compile_patterns(
    {"count": number(1, MAX_HOURS, digits=(1,)), "h": literal("hr", "hrs")}, "count h"
)
_MARKED_DURATIONS = compile_patterns(
    _DURATION_MATCHERS,
    "count . tenths h",
    "count h more minutes?",
    "count h",
    "word-hour hours and half-hour",
    "word-hour hours",
)
