"""Name the series of the drafts of an announcement."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.locations import is_place
from webinars.announcement_parser.grammar.phrases.title_words import (
    EDITION_ROWS,
    NEWSLETTER_ROWS,
    ORDINAL_ROWS,
    REGULAR_EVENT_ROWS,
    alternatives,
)
from webinars.announcement_parser.grammar.vocabulary.place_words import ORGANISATION_WORDS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.series import closes_with_noun, first_heading, series_name
from webinars.announcement_parser.layout.titles import is_salutation
from webinars.security.passcodes import redact_passcodes

MIN_EVENTS = 3  # of one title, or below a heading that has no word for a series
MIN_NAME = 5  # characters that all titles begin with
_NUMBERED = re.compile(
    rf"^(?P<name>.{{4,80}}?)(?:[\s,:(–—-]+(?:{alternatives(EDITION_ROWS)})\s?[#№]?\s?\d+|\s#\s?\d+)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"^(?:\d{{1,3}}(?:st|nd|rd|th|e|er|[ºª°.])|{alternatives(ORDINAL_ROWS)})\s+(?P<name>\D{{6,80}})$",
    re.IGNORECASE,
)
_END_OF_NAME = " ,:;#([–—-"
_REGULAR_EVENTS = union(REGULAR_EVENT_ROWS)
_OTHER_WORDS = ORGANISATION_WORDS | union(NEWSLETTER_ROWS)


def with_series(
    drafts: Sequence[Draft], page: Page, sections: Sequence[Section], secrets: tuple[str, ...]
) -> list[Draft]:
    """Return the drafts with the name of their series: that of the page, or what all titles share."""
    names = {draft.title.casefold() for draft in drafts}
    titles = frozenset(
        index
        for section in sections
        for index in section.title_lines
        if any(name in page.lines[index].text.casefold() for name in names)
    )
    first = min(min([*section.header, section.date_line]) for section in sections)
    name = series_name(page.lines, first, titles) or _name_in_titles(drafts)
    if not name and len({draft.title for draft in drafts}) >= MIN_EVENTS:
        heading = first_heading(page.lines, first)
        is_title = any(title and title in heading.casefold() for title in names)
        name = "" if is_title else _name_of_list(heading)
    name = redact_passcodes(name, known=secrets).text
    is_stated = len(drafts) == 1 and "title" not in drafts[0].proposed
    is_title = is_stated and name.casefold() == drafts[0].title.casefold()
    return list(drafts) if is_title else [replace(draft, series=name) for draft in drafts]


def _name_in_titles(drafts: Sequence[Draft]) -> str:
    """Return the series that titles name: the title that all events share, "Peat Call" of "Peat Call #9"."""
    titles = sorted({draft.title for draft in drafts})
    if len(drafts) == 1:
        return _name_in_title(titles[0])
    if len(titles) == 1:
        is_list = len(drafts) >= MIN_EVENTS or all(draft.is_row for draft in drafts)
        return _name_in_title(titles[0]) or (titles[0] if is_list else "")
    return _shared_beginning(titles)


def _name_in_title(title: str) -> str:
    numbered = _NUMBERED.match(title)
    if numbered is not None and not any(map(str.isdigit, numbered["name"])):
        return numbered["name"].rstrip(_END_OF_NAME)
    ordinal = _ORDINAL.match(title)
    if ordinal is not None and ordinal["name"].casefold().split()[-1] in _REGULAR_EVENTS:
        return ordinal["name"]
    name, colon, _ = title.partition(": ")
    return name if colon and " " in name and closes_with_noun(name) else ""


def _shared_beginning(titles: Sequence[str]) -> str:
    """Return the words with a sign after them that all titles begin with: "Peat Lab: …"."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(titles[0], titles[-1], strict=False))
    beginning = "".join(first for first, _ in pairs)  # of the first and last in alphabetical order
    end = max(map(beginning.rfind, (",", ":", " –", " —", " -", "#", "(")))
    name = beginning[:end].rstrip(_END_OF_NAME) if end > 0 else ""
    return name if len(name) >= MIN_NAME else ""


def _name_of_list(heading: str) -> str:
    """Return the heading above several events, unless it is that of a newsletter or an organisation."""
    words = set(re.findall(r"[^\W\d_]+", heading.casefold()))
    is_other = bool(words & _OTHER_WORDS) or len(words) == 1 or is_place(heading)
    is_other = is_other or is_salutation(heading)
    return "" if is_other else heading
