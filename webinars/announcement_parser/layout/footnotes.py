"""Footnotes with times, which are those of the rows that bear the mark: "19 Feb*", "* Starts at 2pm"."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from webinars.announcement_parser.layout.lines import Line

_MARK = r"\*{1,3}|[†‡§¹²³]"
_NOTE = re.compile(rf"({_MARK})\s?(?=[^\W_])")
_REFERENCE = re.compile(rf"(?<=[\w.)]){_MARK}(?=[\s|,;:.)]|$)")


def timed_footnotes(lines: Sequence[Line]) -> Mapping[str, Line]:
    """Return the footnotes with times by their marks; a mark that begins several lines is that of a list."""
    notes = [(match[1], line) for line in lines if (match := _note(line)) is not None]
    counts = Counter(mark for mark, _ in notes)
    return {
        mark: line
        for mark, line in notes
        if counts[mark] == 1 and line.zoned_times and not line.has_date
    }


def marks(line: Line) -> frozenset[str]:
    """Return the marks of footnotes after words of a line; none of words between asterisks."""
    text = line.source[line.start : line.end]
    after_words = frozenset(_REFERENCE.findall(text))
    return frozenset(
        mark for mark in after_words if not re.search(rf"(?<!\S){re.escape(mark)}\w", text)
    )


def _note(line: Line) -> re.Match[str] | None:
    match = _NOTE.match(line.source, line.start, line.end)
    is_bold = match is not None and line.source.find(match[1], match.end(), line.end) >= 0
    return None if is_bold else match
