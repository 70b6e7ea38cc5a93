"""Whether the number after a date is the hour of a time: "3 May, 10-16", "20 November, 7.30pm"."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.token_patterns import Captures
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS


def is_hour_after_date(
    tokens: Sequence[Token], connector: tuple[int, Captures], day: tuple[int, Captures]
) -> bool:
    """Return whether a number after a date is the hour of a time: "3 May, 10-16", "March 3, 6 pm"."""
    if _continues_time(tokens, day[0]):
        return True
    if "list" not in connector[1] or "weekday" in day[1] or "year" in day[1]:
        return False
    # After a comma, "3 May, 10" states no second day of May, and "March 3, 10-16" is likelier hours.
    is_range = day[0] < len(tokens) and _is_range_to_number(tokens, day[0])
    ends_with_month = tokens[connector[0] - 2].kind == "word"
    return tokens[connector[0] - 1].text == "," and (ends_with_month or is_range)


def _continues_time(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a time is before an index: "20 November, 7.30pm", "20 November, 6-7:30 pm"."""
    if index < len(tokens) and _is_range_to_number(tokens, index):
        return is_rest_of_time(tokens, index + 2)
    return is_rest_of_time(tokens, index)


def _is_range_to_number(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a dash or "to", and then a number or "noon", is at an index."""
    is_range = tokens[index].norm in {"-", *FUNCTION_WORDS["to"], *FUNCTION_WORDS["to-joint"]}
    if not is_range or index + 1 >= len(tokens):
        return False
    return tokens[index + 1].kind == "number" or tokens[index + 1].norm in FUNCTION_WORDS["noon"]


def is_rest_of_time(tokens: Sequence[Token], index: int) -> bool:
    """Return whether minutes, or "pm" and the like, are at an index: an hour is before it."""
    if index >= len(tokens):
        return False
    token = tokens[index]
    is_minute = index + 1 < len(tokens) and tokens[index + 1].kind == "number"
    is_clock = token.glued and token.text in {".", ":"} and is_minute and tokens[index + 1].glued
    halves = FUNCTION_WORDS["am"] | FUNCTION_WORDS["pm"] | FUNCTION_WORDS["hours"]
    return is_clock or token.norm in halves
