"""Parse a search text into terms: words by their beginning, and phrases in quotes."""

import re
from dataclasses import dataclass

from webinars.events.search.words import is_unspaced_character, queried_words

MAX_TERMS = 20
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other in a matching text; is_prefix: the last may go on there."""

    words: tuple[str, ...]
    is_prefix: bool

    @property
    def pattern(self) -> str:
        """Return what an indexed text contains if it matches."""
        return f" {' '.join(self.words)}{'' if self.is_prefix else ' '}"


def parse_query(query: str) -> tuple[Term, ...]:
    """Return the terms of a search text, which must all match; any text can be parsed.

    What is written without blanks belongs together: "COVID-19" is a term of two words. A quote without its
    partner, signs and operators are no terms. Terms beyond MAX_TERMS are ignored.
    """
    terms: dict[Term, None] = {}
    for quoted, plain in _TERM.findall(query.translate(_QUOTES)):
        words = tuple(queried_words(quoted or plain))
        if words:
            is_prefix = not quoted or is_unspaced_character(words[-1])
            terms[Term(words, is_prefix)] = None
    return tuple(terms)[:MAX_TERMS]
