"""Choose the title of an event: of its own text, else of the text about all events."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.fields.event_titles import WRITTEN_RANK
from webinars.announcement_parser.fields.prose_titles import INVITED_RANK, SENTENCE_RANK
from webinars.announcement_parser.fields.region_values import RegionValues
from webinars.announcement_parser.fields.regions import PageText
from webinars.announcement_parser.fields.row_titles import (
    follows_preposition,
    is_in_dated_block,
    is_title,
    is_venue,
    rest_of_row,
    row_titles,
    title_in,
)
from webinars.announcement_parser.fields.speakers import (
    announces_speaker,
    end_of_speaker_before_quotation,
    is_speaker,
    may_be_speaker,
)
from webinars.announcement_parser.fields.title_text import (
    DANGLING,
    MIN_TITLE,
    QUOTED,
    SENTENCE,
    SINGLE_QUOTED,
    clean_title,
    has_event_noun,
    is_generic,
    is_no_title,
    without_event_verb,
    without_prefixes,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import is_town
from webinars.announcement_parser.grammar.phrases.title_words import FEAST_ROWS
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.security.passcodes import redact_passcodes

BESIDE_RANK = 4  # of a title in the line of its date
MAX_PROPOSED_WORDS = 10
_QUOTATION_AFTER = re.compile(r"(?:\s?[,:]\s|\s[–—-]\s)[“\"‘'«]")
_AFTER_DASH = re.compile(r"\s[–—-]\s[^\W\d_][^|\t\n]{3,80}")
_COUNTRY_AFTER = re.compile(r",\s[^\W\d_][^\d,|()\n]{2,30}(?=[,|(\n]|$)")
_FEAST = re.compile(
    rf"\b(?:{'|'.join(sorted(union(FEAST_ROWS)))})\s(?:{'|'.join(sorted(WEEKDAY_NUMBERS))})\b",
    re.IGNORECASE,
)
NEAR = 120  # characters after a date in which its title can be


def with_title(
    draft: Draft,
    sources: Sequence[RegionValues],
    heading: Candidate[str] | None,
    *,
    is_single: bool,
    has_speakers: bool,
    secrets: tuple[str, ...],
) -> Draft:
    """Return a draft with its title: that of its own rows, else the surest of its text or of the page.

    heading: the heading of its block, in a list whose blocks have one each.
    """
    own = sources[0]
    title = own.title_cell or heading
    if title is None and not is_single:
        title = _row_title(draft, own, has_speakers=has_speakers)
        if title is None and has_speakers:
            title = _row_title(draft, own, has_speakers=False)
    if title is not None:
        return _retitled(draft, title, is_stated=True, secrets=secrets)
    return _with_surest_title(draft, sources, is_single=is_single, secrets=secrets)


def _with_surest_title(
    draft: Draft, sources: Sequence[RegionValues], *, is_single: bool, secrets: tuple[str, ...]
) -> Draft:
    own, common = sources
    is_line = is_single and _is_in_first_row(draft, own.page)
    written = (
        without_event_verb(without_prefixes(draft.title)) if is_line else clean_title(draft.title)
    )
    if not _is_acceptable(written, own, is_single=is_single):
        written = ""
    is_proposed = "title" in draft.proposed
    if written and not is_proposed and not is_single:
        return replace(draft, title=_redacted(written, secrets) or draft.title)
    candidates = _candidates(draft, own, written, is_single=is_single)
    is_short = is_proposed and len(draft.title.split()) <= MAX_PROPOSED_WORDS
    if is_short and written:
        candidates = [title for title in candidates if title.rank < INVITED_RANK]
    best = min(candidates, key=lambda title: title.rank, default=None)
    if (best is None or best.rank >= SENTENCE_RANK) and not (is_short and written):
        best = next((title for title in common.titles if title.rank < SENTENCE_RANK), best)
    if best is None:
        if written:
            return replace(draft, title=written)
        return draft if is_single else replace(draft, title="")
    is_stated = own.is_heading(best) and is_single
    return _retitled(draft, best, is_stated=is_stated, secrets=secrets)


def _is_acceptable(written: str, own: RegionValues, *, is_single: bool) -> bool:
    """Return whether the title that the layout says can be one."""
    is_place = any(place.value.startswith(written) for place in own.places)
    is_other = len(written) < MIN_TITLE or is_no_title(written) or is_place
    is_other = is_other or is_speaker(written) or SENTENCE.search(written) is not None
    return not is_other and (is_single or not is_venue(written))


def _candidates(
    draft: Draft, own: RegionValues, written: str, *, is_single: bool
) -> list[Candidate[str]]:
    """Return the titles of the text of a draft, with the one that the layout says."""
    is_proposed = "title" in draft.proposed
    candidates = [
        title
        for title in own.titles
        if is_single or (_is_near(draft, title) and not is_venue(title.value))
    ]
    if written and not is_proposed:
        candidates = [_written_title(draft, own.page, written, candidates), *candidates]
    is_first = bool(written) and _is_in_first_row(draft, own.page)
    if not is_proposed and (is_first or is_generic(written)):
        # Surer than a heading of the text below.
        return [t for t in candidates if t.rank <= BESIDE_RANK or is_above(draft, t) or not t.end]
    return candidates


def _row_title(draft: Draft, own: RegionValues, *, has_speakers: bool) -> Candidate[str] | None:
    """Return the title of one of several events, in its dated row or near it."""
    of_layout = _layout_title(draft, own, has_speakers=has_speakers)
    of_rows = row_titles(draft, own.page, own.region, has_speakers=has_speakers)
    both = (of_rows, of_layout) if _is_of_page(draft, own.page) else (of_layout, of_rows)
    return next(chain(*both, _feasts(draft, own.page)), None)


def _is_of_page(draft: Draft, page: PageText) -> bool:
    """Return whether the title that the layout says of a row is in a block above, as that of a page."""
    title = next((span for span in draft.spans if span.kind == "title"), None)
    index = page.row_of(draft)
    if title is None or index < 0 or not draft.is_row:
        return False
    row = page.rows[page.row_at(title.start)]
    return row.block < page.rows[index].block


def _layout_title(
    draft: Draft, own: RegionValues, *, has_speakers: bool
) -> Iterator[Candidate[str]]:
    """Yield the title that the layout says, unless it is a place; what follows the name of a speaker."""
    span = next((span for span in draft.spans if span.kind == "title"), None)
    if span is None or "title" in draft.proposed:
        return
    source = own.page.text
    if _COUNTRY_AFTER.match(source, span.end) and is_town(_until_comma(source, span)):
        return
    if follows_preposition(source, span.start) or _is_of_event_above(draft, own.page, span):
        return
    quoted = _quotation_at(source, span.start)
    if quoted is not None:
        yield quoted
        return
    text = DANGLING.sub("", _extended(source, span, draft.title))
    written = title_in(text, has_speakers=has_speakers)
    if may_be_speaker(written) or _QUOTATION_AFTER.match(source, span.end):
        more = rest_of_row(source, span.start, has_speakers=True)
        written = next((title.value for title in more), written)
    if written and not any(place.value.startswith(written) for place in own.places):
        yield Candidate(0, written, span.start, span.end)


def _quotation_at(source: str, start: int) -> Candidate[str] | None:
    """Return the title that is quoted at an offset, or after a person there: "Ann Low « Peat, and more »"."""
    line_end = source.find("\n", start)
    end = line_end if line_end >= 0 else len(source)
    begin = start + end_of_speaker_before_quotation(source[start:end])
    quoted = QUOTED.match(source, begin, end) or SINGLE_QUOTED.match(source, begin, end)
    title = clean_title(quoted["title"]) if quoted else ""
    if quoted is None or not is_title(title):
        return None
    return Candidate(0, title, quoted.start("title"), quoted.end("title"))


def _until_comma(source: str, title: ParsedValue) -> str:
    """Return a title with the words after a comma: "Tartu, Estonia"."""
    after = _COUNTRY_AFTER.match(source, title.end)
    return source[title.start : after.end() if after else title.end]


def _is_of_event_above(draft: Draft, page: PageText, title: ParsedValue) -> bool:
    """Return whether a title is above the date in a block whose titles are below their dates."""
    dated, row = page.row_of(draft), page.row_at(title.start)
    is_above = page.rows[row].start < page.rows[dated].start
    is_in_block = page.rows[row].block == page.rows[dated].block
    return dated >= 0 and is_above and is_in_block and is_in_dated_block(page, dated)


def _feasts(draft: Draft, page: PageText) -> Iterator[Candidate[str]]:
    """Yield the name of a feast in the row of the date: "Palm Sunday, 21 March"."""
    index = page.row_of(draft)
    feast = _FEAST.search(page.rows[index].text) if index >= 0 else None
    if feast is not None:
        start = page.rows[index].start
        yield Candidate(0, feast[0], start + feast.start(), start + feast.end())


def _extended(source: str, span: ParsedValue, title: str) -> str:
    """Return a title of one word with the words after a dash: "Mars – In Search of Water"."""
    line_end = source.find("\n", span.end)
    rest = source[span.end : line_end if line_end >= 0 else len(source)]
    is_open = " " not in title or announces_speaker(title)
    more = _AFTER_DASH.match(rest) if is_open else None
    return title + more[0] if more else title


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
    is_name = " " in written or has_event_noun(written)  # and no dateline: "Corte, 14-16 October"
    return Candidate(BESIDE_RANK if is_beside and is_name else rank, written, 0, 0)


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
        return replace(draft, title=text)
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
