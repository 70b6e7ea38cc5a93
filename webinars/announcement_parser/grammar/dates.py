"""Dates as people write them: single days, ranges, lists of days, months."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.token_patterns import (
    COMPACT,
    ELEMENTS,
    Values,
    first_match,
    forms,
    is_followed,
    literal,
    match,
    number,
)
from webinars.announcement_parser.grammar.vocabulary import MONTH_NUMBERS, SMALL
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MOST_DAYS = 8  # in a list such as "7, 14 and 21 July"
WINDOW = 4 * MOST_DAYS  # tokens, within which its month stands


class Part(NamedTuple):
    """One date of an expression, as far as it is written; pair is a 05/07 that may be either way."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    pair: tuple[int, int] | None = None
    is_edge: bool = False  # "mid-April": a month even without a year


class ParsedDate(NamedTuple):
    """A date expression: its dates, and whether they bound a range ("range") or stand in a "list"."""

    parts: tuple[Part, ...]
    joined: str
    start: int
    end: int
    weak: bool  # could be something else than a date: "9/1"

    @property
    def is_known(self) -> bool:
        """Return whether the years named are years whose clocks we know."""
        years = [part.year for part in self.parts if part.year is not None]
        return all(FIRST_YEAR <= year <= LAST_YEAR for year in years)

    @property
    def is_month(self) -> bool:
        """Return whether no day is named."""
        return all(part.day is None and part.pair is None for part in self.parts)


class Shift(NamedTuple):
    """Words that move a time to another day: "(+1 day)"."""

    days: int
    start: int
    end: int


def read_date(tokens: Sequence[Token], at: int) -> tuple[int, ParsedDate] | None:
    """Return the place after the date expression that begins here, and the expression."""
    if _is_inside(tokens, at):
        return None
    found = _several_days(tokens, at) or _one_or_range(tokens, at)
    if found is None:
        return None
    after, parts, joined = found
    weak = len(parts) == 1 and parts[0].pair is not None and parts[0].year is None
    start, end = tokens[at].start, tokens[after - 1].end
    return after, ParsedDate(tuple(parts), joined, start, end, weak and parts[0].weekday is None)


def read_shift(tokens: Sequence[Token], at: int) -> tuple[int, Shift] | None:
    """Return the place after a change of day that begins here, and the days."""
    found = first_match(_SHIFTS, tokens, at)
    if found is None:
        return None
    after, values = found
    count = values.get("count", 1)
    days = count if isinstance(count, int) else 1
    is_back = "-" in values or "previous" in values or "before" in values
    return after, Shift(-days if is_back else days, tokens[at].start, tokens[after - 1].end)


Dates = tuple[int, list[Part], str]


def _several_days(tokens: Sequence[Token], at: int) -> Dates | None:
    """Read days that share the month of the last: "16-17 July 2020", "7, 14 and 21 July"."""
    if all(
        token.low not in MONTH_NUMBERS and token.text != "." for token in tokens[at : at + WINDOW]
    ):
        return None
    parts: list[Part] = []
    joined = "range"
    while len(parts) < MOST_DAYS:
        last = first_match(_DAY_AND_MONTH, tokens, at) if parts else None
        if last is not None:
            at, part = _with_weekday_after(tokens, *_as_part(last))
            return at, [*parts, part], joined if len(parts) == 1 else "list"
        day = match(_BARE_DAY, tokens, at)
        joint = day and first_match(_JOINTS, tokens, day[0])
        if not day or not joint:
            return None
        parts.append(_part(day[1]))
        at = joint[0]
        if "range" not in joint[1]:
            joined = "list"
    return None


def _one_or_range(tokens: Sequence[Token], at: int) -> Dates | None:
    first = _single(tokens, at)
    if first is None:
        return None
    after, part = first
    joint = first_match(_JOINTS, tokens, after)
    second = joint and _second(tokens, joint[0], part)
    if not joint or not second or ((part.pair or "slash" in joint[1]) and not second[1].year):
        bare_month = (part.day, part.pair, part.year, part.is_edge) == (None, None, None, False)
        return None if bare_month else (after, [part], "single")
    return second[0], [part, second[1]], "list" if "list" in joint[1] else "range"


def _second(tokens: Sequence[Token], at: int, first: Part) -> tuple[int, Part] | None:
    """Read the date after the joint; a day alone belongs to the month before it: "Oct. 12-15"."""
    is_open = first.month is not None and first.day is not None and first.year is None
    if is_open:
        day = first_match(_DAY_MAYBE_YEAR, tokens, at)
        if day is not None and first_match(_DAY_AND_MONTH, tokens, at) is None:
            return _as_part(day)
    found = _single(tokens, at)
    if found is None or (found[1].day is None and found[1].pair is None) != (
        first.day is None and first.pair is None
    ):
        return None
    return None if found[1].day is None and found[1].pair is None and not found[1].year else found


def _single(tokens: Sequence[Token], at: int) -> tuple[int, Part] | None:
    found = first_match(_PARTS, tokens, at)
    if found is None:
        return None
    after, part = _as_part(found)
    is_numeric = tokens[after - 1].kind == "number" and "month" not in found[1]
    if is_numeric and after < len(tokens) and _goes_on(tokens, after):
        return None
    return _with_weekday_after(tokens, after, part)


def _with_weekday_after(tokens: Sequence[Token], after: int, part: Part) -> tuple[int, Part]:
    """Read "16 July 2020 (Thursday)"; a weekday before a number begins another date."""
    if part.weekday is None:
        found = first_match(_WEEKDAY_AFTER, tokens, after)
        if found and (found[0] >= len(tokens) or tokens[found[0]].kind != "number"):
            return found[0], part._replace(weekday=_int(found[1].get("weekday")))
    return after, part


def _as_part(found: tuple[int, Values]) -> tuple[int, Part]:
    return found[0], _part(found[1])


def _part(values: Values) -> Part:
    year = _int(values.get("year")) if "year" in values else _int(values.get("yy"))
    if year is not None and year < 100 and "yy" in values:  # noqa: PLR2004 - two digits
        year += 2000
    one, two = _int(values.get("n1")), _int(values.get("n2"))
    month = _int(values.get("month")) or _int(values.get("m"))
    pair = None if one is None or two is None else (one, two)
    return Part(
        year, month, _int(values.get("day")), _int(values.get("weekday")), pair, "edge" in values
    )


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _is_inside(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the place lies within a longer code, such as the 2020/3/1 of "COSP/2020/3/1"."""
    if at == 0 or not tokens[at].glued:
        return False
    before = tokens[at - 1]
    return before.kind in {"word", "number"} or before.low in {"/", "-", ".", "_", "#"}


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a code goes on after a numeric date: "1/2/2020/Add.1"."""
    token = tokens[at]
    return token.glued and (
        token.kind == "number" or (token.text in {"_", "#"}) or is_followed(tokens, at, "-", "word")
    )


# The grammar of one date. The first row that fits counts, so that longer rows stand first.
_PARTS = (
    *forms(COMPACT, "year m day"),
    *forms(
        ELEMENTS,
        "weekday? year - m - day",
        "weekday? year / m / day",
        "weekday? day month ,? year",
        "weekday? day - month - yy",
        "weekday? day month",
        "weekday? month day ,? year",
        "weekday? month day",
        "weekday? n1 / n2 / yy",
        "weekday? n1 - n2 - yy",
        "weekday? day . m . yy",
        "weekday? n1 / n2",
        "edge -? of? month ,? year",
        "edge -? month",
        "month ,? year",
        "month",
    ),
)
_DAY_AND_MONTH = forms(
    ELEMENTS,
    "weekday? day month ,? year",
    "weekday? day month",
    "weekday? day . m . yy",
)
_DAY_MAYBE_YEAR = forms(ELEMENTS, "weekday? day ,? year", "weekday? day")
(_BARE_DAY,) = forms(ELEMENTS, "weekday? day .?")
_WEEKDAY_AFTER = forms(ELEMENTS, "( weekday )", ", weekday", "weekday")
# What stands between two dates, and whether it makes them a range.
_JOINTS = forms(
    {
        **ELEMENTS,
        "range": literal("-", *SMALL["to"], *SMALL["to-joint"]),
        "slash": literal("/"),
        "list": literal(",", *SMALL["and"], *SMALL["and-joint"]),
    },
    "range",
    "slash",
    "list and?",
)
_SHIFTS = forms(
    {
        "plus": literal("+"),
        "count": number(1, 2, digits=(1,)),
        "day": literal(*SMALL["day"], "d"),
        "next": literal(*SMALL["next"]),
        "previous": literal(*SMALL["previous"]),
        "before": literal("before"),
        "tomorrow": literal(*SMALL["tomorrow"]),
    },
    "plus count day",
    "- count day",
    "( plus count )",
    "( - count )",
    "the? next day",
    "the? previous day",
    "the? day before",
    "le? tomorrow",
    "day next",
)
