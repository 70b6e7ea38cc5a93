"""Token patterns: rows such as "day month ,? year", compiled and matched against tokens."""

# Each name in a pattern is a matcher, or a literal word or sign if there is no such matcher; "?" marks it
# optional. Patterns never backtrack, so that matching one is linear in its length.

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    COMMON_WORDS,
    FULL_MONTH_NAMES,
    MONTH_NUMBERS,
    PROPER_NAMES,
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS

MAX_SHORT_WEEKDAY = 2  # letters
AMBIGUOUS_WEEKDAYS = frozenset({"mar"})  # that are months, too
SHORT_YEAR_DIGITS = 2

Match = tuple[int, object]  # the index after the matched tokens, and their value
Matcher = Callable[[Sequence[Token], int], Match | None]
Captures = dict[str, object]  # values by name of their matcher


class PatternItem(NamedTuple):
    """A matcher in a pattern, under the name of its capture."""

    name: str
    matcher: Matcher
    optional: bool


Pattern = tuple[PatternItem, ...]


def compile_patterns(matchers: Mapping[str, Matcher], *rows: str) -> tuple[Pattern, ...]:
    """Compile rows to patterns over named matchers."""
    return tuple(tuple(_pattern_item(matchers, name) for name in row.split()) for row in rows)


def match_pattern(
    pattern: Pattern, tokens: Sequence[Token], index: int
) -> tuple[int, Captures] | None:
    """Match a pattern at an index; return the index after it and the captures, or None."""
    captures: Captures = {}
    for item in pattern:
        match = item.matcher(tokens, index)
        if match is not None:
            index, captures[item.name] = match
        elif not item.optional:
            return None
    return index, captures


def first_match(
    patterns: Sequence[Pattern], tokens: Sequence[Token], index: int
) -> tuple[int, Captures] | None:
    """Return the match of the first pattern that matches at an index.

    Most do not, and most of these begin with the same matchers, which are asked once.
    """
    beginnings: dict[Matcher, Match | None] = {}
    for pattern in patterns:
        _, matcher, optional = pattern[0]
        if matcher not in beginnings:
            beginnings[matcher] = matcher(tokens, index)
        if beginnings[matcher] is None and not optional:
            continue
        match = match_pattern(pattern, tokens, index)
        if match is not None:
            return match
    return None


def literal(*norms: str) -> Matcher:
    """Return a matcher for any of several words or signs."""
    accepted = frozenset(norms)

    def match_literal(tokens: Sequence[Token], index: int) -> Match | None:
        is_match = index < len(tokens) and tokens[index].norm in accepted
        return (index + 1, tokens[index].norm) if is_match else None

    return match_literal


def glued(matcher: Matcher) -> Matcher:
    """Return a matcher that requires no white space before its first token."""

    def match_glued(tokens: Sequence[Token], index: int) -> Match | None:
        return matcher(tokens, index) if index < len(tokens) and tokens[index].glued else None

    return match_glued


def number(lowest: int, highest: int, *, digits: tuple[int, ...]) -> Matcher:
    """Return a matcher for a number within inclusive bounds that has one of the given digit counts."""

    def match_number(tokens: Sequence[Token], index: int) -> Match | None:
        if index >= len(tokens) or tokens[index].kind != "number":
            return None
        if len(tokens[index].text) not in digits:
            return None
        value = int(tokens[index].text)
        return (index + 1, value) if lowest <= value <= highest else None

    return match_number


def _pattern_item(matchers: Mapping[str, Matcher], row_name: str) -> PatternItem:
    optional = len(row_name) > 1 and row_name.endswith("?")
    name = row_name[:-1] if optional else row_name
    return PatternItem(name, matchers.get(name) or literal(name), optional)


def _match_weekday(tokens: Sequence[Token], index: int) -> Match | None:
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.norm in WEEKDAY_NUMBERS:
        return _after_weekday(tokens, index + 1), WEEKDAY_NUMBERS[token.norm]
    weekday = WEEKDAY_BEFORE_DAY_NUMBERS.get(token.norm)
    if weekday is None:
        return None
    if [following.norm for following in tokens[index + 1 : index + 3]] == ["-", "feira"]:
        return _after_weekday(tokens, index + 3), weekday
    after = _after_weekday(tokens, index + 1)
    is_before_day = after < len(tokens) and tokens[after].kind == "number"
    return (after, weekday) if is_before_day and _may_abbreviate(tokens, index) else None


def _may_abbreviate(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a short word is a weekday: "Do 5.", "Do. 5", "VIE 19/3"; not "Do 5 of these"."""
    if _is_before_day_and_month(tokens, _after_weekday(tokens, index + 1)):
        return True
    if tokens[index].norm in AMBIGUOUS_WEEKDAYS:
        return False
    if tokens[index + 1].text in {".", ","}:
        return True
    is_short = len(tokens[index].text) <= MAX_SHORT_WEEKDAY and tokens[index].text[0].isupper()
    after = index + 2
    is_ordinal = after < len(tokens) and tokens[after].glued and tokens[after].text == "."
    return is_short and is_ordinal


def _is_before_day_and_month(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number at an index is a day before its month, or ends what is written."""
    following = [token.norm for token in tokens[index + 1 : index + 3]]
    is_month = any(norm in MONTH_NUMBERS for norm in following)
    is_pair = following[:1] == ["/"] and following[1:] != [] and following[1].isdecimal()
    return is_month or is_pair


def _after_weekday(tokens: Sequence[Token], index: int) -> int:
    """Return the index after the signs behind a weekday, and after the article of the day: ", den 6."."""
    after = _skip_sign(tokens, _skip_sign(tokens, index, "."), ",")
    is_article = after + 1 < len(tokens) and tokens[after].norm in FUNCTION_WORDS["day-article"]
    return after + 1 if is_article and tokens[after + 1].kind == "number" else after


def _match_month(tokens: Sequence[Token], index: int) -> Match | None:
    if index >= len(tokens) or tokens[index].norm not in MONTH_NUMBERS:
        return None
    token = tokens[index]
    if token.text in PROPER_NAMES and (index == 0 or tokens[index - 1].kind != "number"):
        return None
    after = index + 1
    if after < len(tokens) and tokens[after].glued and token.norm not in FULL_MONTH_NAMES:
        after = _skip_sign(tokens, after, ".")
    is_of_next = after < len(tokens) and tokens[after].norm in FUNCTION_WORDS["of-year"]
    if is_of_next and _match_year(tokens, after + 1) is not None:
        after += 1
    if token.text in COMMON_WORDS and _match_year(tokens, after) is None:
        return None
    return after, MONTH_NUMBERS[token.norm]


def _match_day(tokens: Sequence[Token], index: int) -> Match | None:
    match = number(1, 31, digits=(1, 2))(tokens, index)
    if match is None or _marks_time(tokens, index + 1):
        return None
    after, day = match
    if (
        after < len(tokens)
        and tokens[after].glued
        and tokens[after].norm in FUNCTION_WORDS["ordinal"]
    ):
        after += 1
        is_abbreviated = after + 1 < len(tokens) and tokens[after].text == "."
        if is_abbreviated and tokens[after + 1].norm in MONTH_NUMBERS:  # "21st .March"
            after += 1
    if after < len(tokens) and tokens[after].norm in FUNCTION_WORDS["of"]:
        after += 1
    elif _is_elided_of(tokens, after):
        after += 2
    return after, day


def _is_elided_of(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "d'" stands before the name of a month: "9 d'abril"."""
    following = [token.norm for token in tokens[index : index + 3]]
    is_of = following[:2] in (["d", "'"], ["d", "’"])
    return is_of and not MONTH_NUMBERS.keys().isdisjoint(following[2:])


def _match_year(tokens: Sequence[Token], index: int) -> Match | None:
    match = number(0, 9999, digits=(4,))(tokens, index)
    if match is None or match[1] == 0 or _marks_time(tokens, index + 1):
        return None
    return None if tokens[index].text < "1900" and _is_range(tokens, index + 1) else match


def _match_dotted_year(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the year of 14.10.26 or 14. 10. 2026; two digits after a space are an hour: "14.10. 18 Uhr"."""
    match = number(0, 9999, digits=(2, 4))(tokens, index)
    if match is None or _marks_time(tokens, index + 1):
        return None
    return match if tokens[index].glued or len(tokens[index].text) > SHORT_YEAR_DIGITS else None


def _is_range(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "-1500" follows: the number before it is 13:30 and not a year."""
    return index < len(tokens) and is_followed(tokens, index, "-", "number")


def _marks_time(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the token at an index makes the number before it an hour: "pm", "h", ":30"."""
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.norm in FUNCTION_WORDS["am"] | FUNCTION_WORDS["pm"] | FUNCTION_WORDS["hours"]:
        return True
    if token.norm in {"a", "p"} and index + 2 < len(tokens) and tokens[index + 1].text == ".":
        return tokens[index + 2].norm == "m"
    return token.glued and is_followed(tokens, index, ":", "number")


def _skip_sign(tokens: Sequence[Token], index: int, sign: str) -> int:
    return index + 1 if index < len(tokens) and tokens[index].text == sign else index


def _match_compact(tokens: Sequence[Token], index: int) -> Match | None:
    """Match 20200716 of ISO 8601, only before T: other numbers of eight digits are no dates."""
    match = number(10000101, 99991231, digits=(8,))(tokens, index)
    if match is None or index + 1 >= len(tokens) or tokens[index + 1].text != "T":
        return None
    return match


def _match_compact_year(tokens: Sequence[Token], index: int) -> Match | None:
    match = _match_compact(tokens, index)
    return None if match is None else (index, int(tokens[index].text[:4]))


def _match_compact_month(tokens: Sequence[Token], index: int) -> Match | None:
    month = int(tokens[index].text[4:6])
    return (index, month) if 1 <= month <= 12 else None  # noqa: PLR2004


def _match_compact_day(tokens: Sequence[Token], index: int) -> Match | None:
    day = int(tokens[index].text[6:])
    return (index + 1, day) if 1 <= day <= 31 else None  # noqa: PLR2004


def is_followed(tokens: Sequence[Token], index: int, sign: str, kind: str) -> bool:
    """Return whether a sign is at an index, directly followed by a token of a kind."""
    after = index + 1
    return (
        tokens[index].norm == sign
        and after < len(tokens)
        and tokens[after].glued
        and tokens[after].kind == kind
    )


DATE_MATCHERS = {
    "weekday": _match_weekday,
    "month": _match_month,
    "day": _match_day,
    "year": _match_year,
    "yy": number(0, 9999, digits=(2, 4)),
    "dotted-year": _match_dotted_year,
    "m": number(1, 12, digits=(1, 2)),
    "n1": number(1, 31, digits=(1, 2)),
    "n2": glued(number(1, 31, digits=(1, 2))),
    "edge": literal(*FUNCTION_WORDS["edge"]),
    "/": glued(literal("/")),
    ".": glued(literal(".")),
    "of": literal(*FUNCTION_WORDS["of"]),
    "to": literal(*FUNCTION_WORDS["to"]),
    "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
}
COMPACT_DATE_MATCHERS = {
    "year": _match_compact_year,
    "m": _match_compact_month,
    "day": _match_compact_day,
}
