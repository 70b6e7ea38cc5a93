"""Choose the title of an event: of its own text, else of the text about all events."""

from collections.abc import Sequence
from dataclasses import replace

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.fields.event_titles import SENTENCE_RANK, WRITTEN_RANK
from webinars.announcement_parser.fields.region_values import RegionValues
from webinars.announcement_parser.fields.regions import PageText
from webinars.announcement_parser.fields.title_text import (
    clean_title,
    is_generic,
    is_no_title,
    without_prefixes,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.security.passcodes import redact_passcodes

BESIDE_RANK = 4  # of a title in the line of its date
MAX_PROPOSED_WORDS = 10
NEAR = 120  # characters after a date in which its title can be


def with_title(
    draft: Draft, sources: Sequence[RegionValues], *, is_single: bool, secrets: tuple[str, ...]
) -> Draft:
    """Return a draft with the surest title: of its own text, else that of the page."""
    own, common = sources
    is_line = is_single and _is_in_first_row(draft, own.page)
    written = without_prefixes(draft.title) if is_line else clean_title(draft.title)
    is_place = any(place.value.startswith(written) for place in own.places)
    is_written = bool(written) and not (is_no_title(written) or is_place)
    is_proposed = "title" in draft.proposed
    if is_written and not is_proposed and not is_single:
        return replace(draft, title=_redacted(written, secrets) or draft.title)
    candidates = own.titles if is_single else [t for t in own.titles if _is_near(draft, t)]
    if is_written and not is_proposed:
        candidates = [_written_title(draft, own.page, written, candidates), *candidates]
    is_first = is_written and _is_in_first_row(draft, own.page)
    if not is_proposed and (
        is_first or is_generic(written)
    ):  # surer than a heading of the text below
        candidates = [
            t for t in candidates if t.rank <= BESIDE_RANK or is_above(draft, t) or not t.end
        ]
    best = min(candidates, key=lambda title: title.rank, default=None)
    is_short = is_proposed and len(draft.title.split()) <= MAX_PROPOSED_WORDS
    if (best is None or best.rank >= SENTENCE_RANK) and not (is_short and is_written):
        best = next((title for title in common.titles if title.rank < SENTENCE_RANK), best)
    if best is None:
        if is_written:
            return replace(draft, title=written)
        return draft if is_single else replace(draft, title="")
    is_heading = own.is_heading(best)
    return _retitled(draft, best, is_stated=is_heading and is_single, secrets=secrets)


def _is_in_first_row(draft: Draft, page: PageText) -> bool:
    return any(span.kind == "title" and page.row_at(span.start) == 0 for span in draft.spans)


def _written_title(
    draft: Draft, page: PageText, written: str, candidates: Sequence[Candidate[str]]
) -> Candidate[str]:
    """Return the title that the layout says, surest in the line of the date."""
    title = next((span for span in draft.spans if span.kind == "title"), None)
    rows = {page.row_at(span.start) for span in draft.spans if span.kind == "date"}
    is_beside = title is not None and page.row_at(title.start) in rows
    rank = min(
        (max(t.rank - 1, BESIDE_RANK) for t in candidates if t.value in written),
        default=WRITTEN_RANK,
    )
    return Candidate(BESIDE_RANK if is_beside else rank, written, 0, 0)


def _is_near(draft: Draft, title: Candidate[str]) -> bool:
    """Return whether a title is above the date of one of several drafts, or just below it."""
    starts = [span.start for span in draft.spans if span.kind == "date"]
    return title.start < max(starts, default=0) + NEAR


def _retitled(
    draft: Draft, title: Candidate[str], *, is_stated: bool, secrets: tuple[str, ...]
) -> Draft:
    """Return a draft with a title, which is proposed if it is part of a sentence or that of the page."""
    text = _redacted(title.value, secrets)
    if not text or title.start == title.end:
        return replace(draft, title=text or draft.title)
    spans = [span for span in draft.spans if span.kind != "title"]
    if is_stated:
        spans.append(ParsedValue(title.start, title.end, "title"))
    return replace(
        draft,
        title=text,
        proposed=draft.proposed - {"title"} if is_stated else draft.proposed | {"title"},
        spans=tuple(sorted(spans)),
    )


def _redacted(text: str, secrets: tuple[str, ...]) -> str:
    return redact_passcodes(text, known=secrets).text


def is_above(draft: Draft, value: Candidate[str]) -> bool:
    """Return whether a value is above the date of a draft, as in the heading of a page."""
    return any(span.kind == "date" and value.end <= span.start for span in draft.spans)
