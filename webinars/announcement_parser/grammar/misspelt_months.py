"""Names of months with a letter missing, doubled or in the wrong place, beside a day: "29 de dicimbre"."""

from collections.abc import Iterator, Sequence

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS

MIN_LETTERS = 7  # shorter names are too similar to other words
BETWEEN = FUNCTION_WORDS["of"] | FUNCTION_WORDS["ordinal"] | {"."}
NAMES = {name for name in MONTH_NUMBERS if len(name) >= MIN_LETTERS and name.isalpha()}


def with_months_corrected(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens, with the name of its month as the norm of a misspelt one beside a day."""
    return [
        token._replace(norm=_MISSPELT[token.norm])
        if token.norm in _MISSPELT and _is_next_to_day(tokens, index)
        else token
        for index, token in enumerate(tokens)
    ]


def _is_next_to_day(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a number of a day is before a token, with "of" or the like between, or after it."""
    before = [token for token in tokens[max(0, index - 3) : index] if token.norm not in BETWEEN]
    return any(map(_is_day, (*before[-1:], *tokens[index + 1 : index + 2])))


def _is_day(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= len("31")


def _misspellings(name: str) -> Iterator[str]:
    """Yield a name without one of its letters, with one doubled, and with two neighbours exchanged."""
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]
        yield name[:index] + name[index] + name[index:]
        yield name[:index] + name[index : index + 2][::-1] + name[index + 2 :]


def _unambiguous_misspellings() -> dict[str, str]:
    """Return the name of the month by each misspelling that is no word for a month, and that of one only."""
    names: dict[str, set[str]] = {}
    for name in sorted(NAMES):
        for misspelt in _misspellings(name):
            names.setdefault(misspelt, set()).add(name)
    return {
        misspelt: min(of_word)
        for misspelt, of_word in names.items()
        if misspelt not in MONTH_NUMBERS and len({MONTH_NUMBERS[name] for name in of_word}) == 1
    }


_MISSPELT = _unambiguous_misspellings()
