"""The series or programme that the events of an announcement belong to, from headings and quoted names."""

import re
from collections.abc import Sequence

from webinars.announcement_parser.grammar.vocabulary.heading_words import GENERIC_HEADINGS
from webinars.announcement_parser.grammar.vocabulary.line_labels import LABEL_FIELDS
from webinars.announcement_parser.grammar.vocabulary.list_words import NAMED_SERIES, SERIES_NOUNS
from webinars.announcement_parser.layout.lines import Line

MAX_LENGTH = 90
_NOUN = re.compile(rf"\b(?:{'|'.join(SERIES_NOUNS)})\b", re.IGNORECASE)
_QUOTED = re.compile(
    rf"\b(?:{'|'.join(NAMED_SERIES)})\s+[«“\"]\s?([^«»“”\"]{{3,80}}?)\s?[»”\"]", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[-–—|·]{1,2}\s+|[][():,]\s*")
_MARKUP = " #*=_>~[]"
_TERM = re.compile(
    r"\s+(?:schedule|programme|program|calendario|calendrier)(?:\s+(?:spring|summer|autumn|fall|winter))?$"
    r"|\s+\d{4}$",
    re.IGNORECASE,
)


def series_name(lines: Sequence[Line], first: int, titles: frozenset[int]) -> str:
    """Return the name of the series, "" if the text has none.

    Args:
        lines: the lines of the page.
        first: the first line of the first event.
        titles: the lines with titles of events, which are no names of series.
    """
    for line in lines:
        quoted = _QUOTED.search(line.text)
        if quoted is not None:
            return quoted[1].strip()
    headings = (lines[index] for index in range(first) if index not in titles)
    return next((name for line in headings if (name := _name_in_heading(line))), "")


def first_heading(lines: Sequence[Line], first: int) -> str:
    """Return the first line of a text if it is a heading above its first event, "" otherwise."""
    line = lines[0]
    is_above = first > 0 and line.is_heading and not (line.is_generic or line.is_quoted)
    is_plain = (
        is_above
        and line.category != "boilerplate"
        and not line.has_date
        and len(line.text) <= MAX_LENGTH
    )
    return _clean(line.text) if is_plain else ""


def closes_with_noun(text: str) -> bool:
    """Return whether the last words of a text are a word for a series: "Peat Community Call"."""
    return any(match.end() == len(text) for match in _NOUN.finditer(text))


def list_name(lines: Sequence[Line], first: int) -> str:
    """Return the first heading above a list whose rows have no titles, "" if there is none."""
    headings = (line for line in lines[:first] if line.is_heading and not line.is_generic)
    return next((_clean(line.text) for line in headings), "")


def _name_in_heading(line: Line) -> str:
    """Return the part of a heading that names a series: "Topology Seminar - Lent term 2026"."""
    is_short = len(line.text) <= MAX_LENGTH and line.text[-1:] not in {".", ":", ";", ","}
    if not is_short or line.label[0] or line.is_text or line.is_quoted:
        return ""
    parts = (_clean(part) for part in _PARTS.split(line.text))
    return next((part for part in parts if _NOUN.search(part) and _is_name(part)), "")


def _clean(text: str) -> str:
    return _TERM.sub("", text.strip(_MARKUP)).strip(_MARKUP)


def _is_name(text: str) -> bool:
    """Return whether a text is more than a word for a series, a label or a number of events."""
    folded = text.casefold()
    is_generic = folded in GENERIC_HEADINGS or folded in LABEL_FIELDS
    return not is_generic and " " in text and not text[0].isdigit()
