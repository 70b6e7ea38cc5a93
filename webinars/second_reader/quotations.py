"""Whether a quotation stands in the text of an announcement, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_QUOTATION = 500  # characters
MOST_OCCURRENCES = 20
# "5:00" is no quotation of "15:00", nor "07/2027" of "05/07/2027".
_BEGINS = r"(?<!\w)(?<![\d][.:,/h’'–-])"
_ENDS = r"(?!\w)(?![.:,/h’'–-]\d)"

Span = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """The preprocessed text of an announcement, and what of it was sent to the second reader."""

    text: str
    sent: str

    def occurrences(self, quotation: str) -> list[Span]:
        """Return the spans of a quotation in the text; none if it was not sent, or cuts words or numbers.

        White space need not be the same.
        """
        words = quotation.split()
        if not words or len(quotation) > LONGEST_QUOTATION:
            return []
        pattern = re.compile(_BEGINS + r"\s+".join(map(re.escape, words)) + _ENDS)
        return list(_first_spans(pattern, self.text)) if pattern.search(self.sent) else []


def _first_spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for _, match in zip(range(MOST_OCCURRENCES), pattern.finditer(text), strict=False):
        yield match.span()
