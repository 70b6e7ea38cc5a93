"""Find the venues of a list's rows by their position: what is a venue in most rows is one in the others."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.fields.regions import PageText
from webinars.announcement_parser.fields.speakers import is_speaker
from webinars.announcement_parser.fields.title_text import has_event_noun, is_quotation
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import (
    clean_place,
    has_time,
    is_exact,
    is_plain_name,
    is_venue_name,
)

MIN_ROWS = 2
MAX_WORDS = 7
MAX_ROW = 400  # characters after the title
RANK = 5  # less sure than an address, surer than a town
_PART = re.compile(
    r"(?:(?!\s[–—·•@/-]\s|\s{3}|[,;]\s|[|\t()\[\]]|(?<=\w\w\w\w)[.!?]\s).)+", re.DOTALL
)


class _Positioned(NamedTuple):
    """A part of the row of a draft, counted from the title, and whether it is a venue by its words."""

    draft: int
    position: int
    place: Candidate[str]
    is_venue: bool


def row_places(drafts: Sequence[Draft], page: PageText) -> dict[int, Candidate[str]]:
    """Return the venues in the rows of a list, by the index of the draft.

    A part of a row may be one if most parts at its position after the title are venues by their words.
    """
    parts = [part for n, draft in enumerate(drafts) for part in _positioned(n, draft, page)]
    counts = Counter(part.position for part in parts)
    venues = Counter(part.position for part in parts if part.is_venue)
    if not venues:
        return {}
    position, number = venues.most_common(1)[0]
    is_column = number >= MIN_ROWS and 3 * number >= 2 * counts[position]
    by_draft: dict[int, Candidate[str]] = {}
    for one in sorted(parts, key=lambda one: not one.is_venue):
        is_in_row = one.is_venue and drafts[one.draft].is_row
        if is_in_row or (is_column and (one.is_venue or one.position == position)):
            by_draft.setdefault(one.draft, one.place._replace(value=clean_place(one.place.value)))
    return {draft: place for draft, place in by_draft.items() if place.value}


def _positioned(number: int, draft: Draft, page: PageText) -> Iterator[_Positioned]:
    """Yield the parts after the title of a row that may be a venue."""
    date = next((span for span in draft.spans if span.kind == "date"), None)
    title = next((span for span in draft.spans if span.kind == "title"), None)
    if date is None or title is None:
        return
    row = page.rows[page.row_at(date.start)]
    if not row.start <= title.start < row.end:
        return
    is_begin = page.text.startswith(draft.title, title.start)
    end_of_title = title.start + len(draft.title) if is_begin else title.end
    parts = _parts(page.text, end_of_title, row.end)
    for position, place in enumerate(part for part in parts if not has_time(part.value)):
        text = place.value
        if is_plain_name(text) and len(text.split()) <= MAX_WORDS and not _is_other(text):
            yield _Positioned(number, position, place, is_venue_name(text) or is_exact(text))


def _parts(source: str, start: int, end: int) -> Iterator[Candidate[str]]:
    """Yield the parts of a row between separators."""
    for match in _PART.finditer(source, start, min(end, start + MAX_ROW)):
        text = match[0].strip(" .,;:–—·•@/-")
        if text:
            yield Candidate(RANK, text, *match.span())


def _is_other(text: str) -> bool:
    return is_speaker(text) or has_event_noun(text) or is_quotation(text)
