"""Parse dates: single days, ranges, lists of days, months, and day shifts such as "(+1 day)"."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.hours_after_dates import (
    is_hour_after_date,
    is_rest_of_time,
)
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.token_patterns import (
    COMPACT_DATE_MATCHERS,
    DATE_MATCHERS,
    Captures,
    compile_patterns,
    first_match,
    is_followed,
    literal,
    match_pattern,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MAX_DAY, MONTHS = 31, 12
FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})  # rather than 1 February
MAX_DAYS = 8  # in a list such as "7, 14 and 21 July"
DAY_PREPOSITIONS = frozenset({"am", "vom", "zum", "den", "ab"})
TIME_INTRODUCTIONS = frozenset({",", "-", ":", "um", "ab", "von"})
AT_HOUR = frozenset({"alle", "às"})  # "19 maggio alle 18": between two hours, or before one
WINDOW = 4 * MAX_DAYS  # tokens from the first day of a list to its month


class DatePart(NamedTuple):
    """One date of an expression, with None for what is not written.

    Attributes:
        pair: the numbers of 05/07, where either may be the month.
        is_edge: whether a word such as "mid" precedes the month; "mid-April" needs no year.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    pair: tuple[int, int] | None = None
    is_edge: bool = False


CalendarDays = tuple[tuple[int | None, int | None, tuple[int, int] | None], ...]


class ParsedDate(NamedTuple):
    """A date expression.

    Attributes:
        relation: "single", "range" (the parts are its bounds), "list", "choice" (one of the parts: "12 or 17
            May"), or "inferred" (the parts are the days that "the 14th" or "next Friday" can mean).
        start, end: offsets in the text.
        is_weak: whether it may be no date: "9/1".
    """

    parts: tuple[DatePart, ...]
    relation: str
    start: int
    end: int
    is_weak: bool

    @property
    def is_supported(self) -> bool:
        """Return whether time zone rules are known for all years in the expression."""
        years = [part.year for part in self.parts if part.year is not None]
        return all(FIRST_YEAR <= year <= LAST_YEAR for year in years)

    @property
    def calendar_days(self) -> CalendarDays:
        """Return day, month and numbers of each part, by which dates are compared that omit the year."""
        return tuple((part.day, part.month, part.pair) for part in self.parts)

    @property
    def is_inferred(self) -> bool:
        """Return whether the text names the day without its date: "tomorrow"."""
        return self.relation == "inferred"

    @property
    def is_month(self) -> bool:
        """Return whether the expression contains no day."""
        return all(part.day is None and part.pair is None for part in self.parts)


DateMatch = tuple[int, list[DatePart], str]  # index after the tokens, parts, relation


def parse_date(tokens: Sequence[Token], index: int) -> tuple[int, ParsedDate] | None:
    """Parse the date expression at an index; return the index after it and the expression."""
    if _is_inside_code(tokens, index):
        return None
    match = (
        _match_days_before_slash(tokens, index)
        or _match_days_of_month(tokens, index)
        or _match_date_or_range(tokens, index)
    )
    if match is None:
        return None
    after, parts, relation = match
    is_weak = len(parts) == 1 and parts[0].pair is not None and parts[0].year is None
    is_weak = is_weak and parts[0].weekday is None
    start, end = tokens[index].start, tokens[after - 1].end
    return after, ParsedDate(tuple(parts), relation, start, end, is_weak)


def _match_days_before_slash(tokens: Sequence[Token], index: int) -> DateMatch | None:
    """Match days of a month in numbers at the beginning of a line: "27-28/03", "27-28/03/2027"."""
    match = first_match(_DAYS_BEFORE_SLASH, tokens, index)
    if match is None or index > 0:
        return None
    after, captures = match
    first, part = _optional_int(captures.get("day")), _date_part(captures)
    last, month = part.pair or (0, 0)
    glued = tokens[index + 1 : index + 5]
    is_sure = part.year is not None or tokens[index + 4].text.startswith("0")
    if first is None or not first < last <= MAX_DAY or not 1 <= month <= MONTHS:
        return None
    if not is_sure or not all(token.glued for token in glued):
        return None
    second = DatePart(part.year, month, last)
    return after, [DatePart(day=first), second], "range"


def _match_days_of_month(tokens: Sequence[Token], index: int) -> DateMatch | None:
    """Match days that share the month of the last: "16-17 July 2020", "7, 14 and 21 July"."""
    window = tokens[index : index + WINDOW]
    if all(token.norm not in MONTH_NUMBERS and token.text != "." for token in window):
        return None
    parts: list[DatePart] = []
    relation, is_dash = "range", False
    while len(parts) < MAX_DAYS:
        last = first_match(_DAY_AND_MONTH, tokens, index) if parts else None
        if last is not None:
            if is_dash and last[1].get("weekday") and parts[0].weekday is None:
                return None  # "Session 1 – Thursday 15 October"
            index, part = _match_weekday_after(tokens, *_match_to_part(last))
            is_pair = len(parts) == 1 or relation == "choice"
            return index, [*parts, part], relation if is_pair else "list"
        day = match_pattern(_BARE_DAY, tokens, index)
        connector = day and first_match(_DAY_CONNECTORS, tokens, day[0])
        if not day or not connector:
            return None
        parts.append(_date_part(day[1]))
        is_dash = tokens[day[0]].norm == "-" and not tokens[day[0]].glued
        index = connector[0]
        if "or" in connector[1]:
            relation = "choice"
        elif "range" not in connector[1] and relation != "choice":
            relation = "list"
    return None


def _match_date_or_range(tokens: Sequence[Token], index: int) -> DateMatch | None:
    first = _match_single(tokens, index)
    if first is None:
        return None
    after, part = first
    connector = first_match(_CONNECTORS, tokens, after)
    second = connector and _match_second(tokens, connector, part)
    if (
        not connector
        or not second
        or (
            (part.pair or "slash" in connector[1])
            and not second[1].year
            and not _is_range_in_words(tokens, connector, part, second[1])
        )
    ):
        is_bare_month = (part.day, part.pair, part.year, part.is_edge) == (None, None, None, False)
        return None if is_bare_month else (after, [part], "single")
    if "list" in connector[1]:
        return _with_further_days(tokens, second[0], [part, second[1]])
    return second[0], [part, second[1]], "range"


def _is_range_in_words(
    tokens: Sequence[Token], connector: tuple[int, Captures], first: DatePart, second: DatePart
) -> bool:
    """Return whether a word is between two days in numbers: "28/9 al 2/10"."""
    is_word = "range" in connector[1] and tokens[connector[0] - 1].kind == "word"
    if not is_word or first.pair is None or second.pair is None:
        return False
    return not (first.pair in FRACTIONS and second.pair in FRACTIONS)


def _with_further_days(tokens: Sequence[Token], index: int, parts: list[DatePart]) -> DateMatch:
    """Match the days after two of the same month: "and 18" of "July 16, 17, and 18"."""
    while len(parts) < MAX_DAYS and parts[0].month and parts[-1].year is None:
        connector = first_match(_CONNECTORS, tokens, index)
        is_list = connector is not None and "list" in connector[1]
        following = _match_second(tokens, connector, parts[0]) if connector and is_list else None
        if (
            following is None
            or following[1].month
            or (following[1].day or 0) <= (parts[-1].day or 0)
        ):
            break
        index, part = following
        parts = [*parts, part]
    return index, parts, "list"


def _match_second(
    tokens: Sequence[Token], connector: tuple[int, Captures], first: DatePart
) -> tuple[int, DatePart] | None:
    """Match the date after a connector; a bare day is in the month before it: "Oct. 12-15"."""
    index = connector[0]
    has_open_month = first.month is not None and first.day is not None and first.year is None
    if has_open_month:
        day = first_match(_DAY_AND_OPTIONAL_YEAR, tokens, index)
        is_day = day is not None and not is_hour_after_date(tokens, connector, day)
        if day is not None and is_day and first_match(_DAY_AND_MONTH, tokens, index) is None:
            return _match_to_part(day)
    match = _match_single(tokens, index)
    if match is None or _has_day(match[1]) != _has_day(first):
        return None
    return None if not _has_day(match[1]) and not match[1].year else match


def _has_day(part: DatePart) -> bool:
    return part.day is not None or part.pair is not None


def _match_single(tokens: Sequence[Token], index: int) -> tuple[int, DatePart] | None:
    match = first_match(_SINGLE_DATES, tokens, index)
    if match is None:
        return None
    after, part = _match_to_part(match)
    is_numeric = tokens[after - 1].kind == "number" and "month" not in match[1]
    if is_numeric and after < len(tokens) and _continues_code(tokens, after):
        return None
    return _match_weekday_after(tokens, after, part)


def _match_weekday_after(
    tokens: Sequence[Token], after: int, part: DatePart
) -> tuple[int, DatePart]:
    """Match "16 July 2020 (Thursday)"; a weekday before a number starts another date."""
    if part.weekday is None:
        match = first_match(_WEEKDAY_AFTER, tokens, after)
        if match and (match[0] >= len(tokens) or tokens[match[0]].kind != "number"):
            return match[0], part._replace(weekday=_optional_int(match[1].get("weekday")))
    return after, part


def _match_to_part(match: tuple[int, Captures]) -> tuple[int, DatePart]:
    return match[0], _date_part(match[1])


def _date_part(captures: Captures) -> DatePart:
    names = (name for name in ("year", "yy", "dotted-year") if name in captures)
    name = next(names, "")
    year = _optional_int(captures.get(name))
    if year is not None and year < 100 and name != "year":  # noqa: PLR2004 - two digits
        year += 2000
    first, second = _optional_int(captures.get("n1")), _optional_int(captures.get("n2"))
    return DatePart(
        year=year,
        month=_optional_int(captures.get("month")) or _optional_int(captures.get("m")),
        day=_optional_int(captures.get("day")),
        weekday=_optional_int(captures.get("weekday")),
        pair=None if first is None or second is None else (first, second),
        is_edge="edge" in captures,
    )


def _optional_int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _is_inside_code(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a position is inside a longer code: the 2020/3/1 of "COSP/2020/3/1"."""
    if index == 0 or not tokens[index].glued:
        return False
    before = tokens[index - 1]
    if index == 1 and before.norm == "-" and tokens[index].kind == "word":
        return False  # a mark without a space: "-Lunes 14/2"
    return before.kind in {"word", "number"} or before.norm in {"/", "-", ".", "_", "#"}


def _continues_code(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a code continues after a numeric date: "1/2/2020/Add.1"."""
    token = tokens[index]
    return token.glued and (
        token.kind == "number"
        or (token.text in {"_", "#"})
        or is_followed(tokens, index, "-", "word")
    )


def _match_dotted_end(tokens: Sequence[Token], index: int) -> tuple[int, object] | None:
    """Match nothing where a day without weekday and year is certain: "am 14.10. um 18 Uhr", "14.10., 18 Uhr".

    A number before is the day and month; 12.10 in "costs 12.10." is a price.
    """
    first = index - 4  # of the tokens 14 . 10 .
    is_after_preposition = first > 0 and tokens[first - 1].norm in DAY_PREPOSITIONS
    after = index
    while after < len(tokens) and tokens[after].norm in TIME_INTRODUCTIONS:
        after += 1
    is_hour = after < len(tokens) and tokens[after].kind == "number" and not tokens[after].glued
    is_before_time = is_hour and is_rest_of_time(tokens, after + 1)
    return (index, True) if is_after_preposition or is_before_time else None


# The first pattern that matches is used, therefore longer ones precede their beginnings.
_SINGLE_DATES = (
    *compile_patterns(COMPACT_DATE_MATCHERS, "year m day"),
    *compile_patterns(
        {**DATE_MATCHERS, "dotted-end": _match_dotted_end},
        "weekday? year - m - day",
        "weekday? year / m / day",
        "weekday? day .? month ,? year",
        "weekday? day - month - yy",
        "weekday? day .? month",
        "weekday? month day ,? year",
        "weekday? month day",
        "weekday? n1 / n2 / yy",
        "weekday? n1 - n2 - yy",
        "weekday? day . m . dotted-year",
        "weekday day . m .",
        "day . m . dotted-end",
        "weekday? n1 / n2",
        "edge -? of? month ,? year",
        "edge -? month",
        "month ,? year",
        "month",
    ),
)
_DAYS_BEFORE_SLASH = compile_patterns(DATE_MATCHERS, "day - n1 / n2 / year", "day - n1 / n2")
_DAY_AND_MONTH = compile_patterns(
    DATE_MATCHERS,
    "weekday? day .? month ,? year",
    "weekday? day .? month",
    "weekday? day . m . dotted-year",
)
_DAY_AND_OPTIONAL_YEAR = compile_patterns(DATE_MATCHERS, "weekday? day ,? year", "weekday? day")
(_BARE_DAY,) = compile_patterns(DATE_MATCHERS, "weekday? day .?")
_WEEKDAY_AFTER = compile_patterns(DATE_MATCHERS, "( weekday )", ", weekday", "weekday")
# Signs and words between two dates, by the relation that they express.
_CONNECTORS = compile_patterns(
    {
        **DATE_MATCHERS,
        "range": literal("-", *(FUNCTION_WORDS["to"] - AT_HOUR), *FUNCTION_WORDS["to-joint"]),
        "slash": literal("/"),
        "list": literal(",", *FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
    },
    "range",
    "slash",
    "list and?",
) + compile_patterns({"range": literal("all"), "apostrophe": literal("'", "’")}, "range apostrophe")
_DAY_CONNECTORS = (
    *compile_patterns(
        {
            "or": literal(*FUNCTION_WORDS["or"]),
            "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
            "list": literal(","),
            "article": literal(*FUNCTION_WORDS["day-article"]),
        },
        "list? or article?",
        "list? and article",
    ),
    *_CONNECTORS,
)
