"""Compare the parser's drafts with the second reader's proposals: it raises questions and answers none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.layout.titles import clean_title
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.resolution.questions import (
    FIRST_READER,
    SECOND_READER,
    Question,
    Reading,
)
from webinars.announcement_parser.resolution.reconcile import Interpretation
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.second_reader.proposals import Proposal
from webinars.second_reader.quotations import Source, Span
from webinars.second_reader.schedules import agrees, context_of, read_schedule
from webinars.second_reader.stated_fields import LABELS, Values, is_stated, own_values, read_field
from webinars.security.passcodes import find_passcodes

LONGEST_TITLE = 200  # characters
LONGEST_PLACE = 300


@dataclass(frozen=True)
class Quoted:
    """A text of a proposal that stands in the announcement, and the span of its quotation."""

    value: str
    span: Span


@dataclass(frozen=True)
class Verified:
    """What is left of a proposal: its schedule as our parser reads it, and quoted values.

    fields: names of further fields, each with a quotation that stands in the text, and its span.
    """

    schedule: Interpretation
    spans: tuple[Span, ...]
    proposal: Proposal
    title: Quoted | None
    place: Quoted | None
    series: Quoted | None
    fields: tuple[tuple[str, str, Span], ...]


def merge(
    drafts: Sequence[Draft], proposals: Sequence[Proposal], source: Source, context: ParseContext
) -> list[Draft]:
    """Return the parser's drafts with questions where a proposal differs, then those that it lacks.

    A draft keeps its values and its questions. A draft that only the second reader finds has a question.
    """
    pairs, alone = _paired(drafts, list(_verified(proposals, source, context)))
    merged = [
        _compare(draft, pairs[index], context) if index in pairs else draft
        for index, draft in enumerate(drafts)
    ]
    additional = (_additional_draft(verified, context) for verified in _distinct(alone))
    return [*merged, *(draft for draft in additional if draft.is_upcoming)]


def _verified(
    proposals: Sequence[Proposal], source: Source, context: ParseContext
) -> Iterator[Verified]:
    """Yield the proposals whose schedule our parser reads in quotations that stand in the text."""
    for proposal in proposals:
        quotations = proposal.quotations["schedule"]
        occurrences = [source.occurrences(quotation) for quotation in quotations]
        if not all(occurrences):
            continue
        schedule = read_schedule(proposal.schedule, quotations, context)
        if schedule is not None:
            yield Verified(
                schedule,
                tuple(span for spans in occurrences for span in spans),
                proposal,
                _quoted(proposal, "title", source, LONGEST_TITLE),
                _quoted(proposal, "place", source, LONGEST_PLACE),
                _quoted(proposal, "series", source, LONGEST_TITLE),
                tuple(_quoted_fields(proposal, source)),
            )


def _quoted(proposal: Proposal, field: str, source: Source, longest: int) -> Quoted | None:
    """Return a field whose text stands in its quotation, and the quotation in the announcement."""
    text = " ".join(" ".join(proposal.values.get(field, ())[:1]).split())
    if not text or len(text) > longest or find_passcodes(text):
        return None
    for quotation in proposal.quotations.get(field, ()):
        spans = source.occurrences(quotation)
        if spans and text in " ".join(quotation.split()) and source.occurrences(text):
            return Quoted(text, spans[0])
    return None


def _quoted_fields(proposal: Proposal, source: Source) -> Iterator[tuple[str, str, Span]]:
    for field in LABELS:
        for quotation in proposal.quotations.get(field, ()):
            for span in source.occurrences(quotation)[:1]:
                yield field, quotation, span


def _paired(
    drafts: Sequence[Draft], proposals: Sequence[Verified]
) -> tuple[dict[int, Verified], list[Verified]]:
    """Return the proposal about each draft, by the draft's index, and those about no draft.

    The surest sign of the same event comes first: the schedule, then the place in the text, then the title.
    """
    pairs: dict[int, Verified] = {}
    signs: tuple[Callable[[Draft, Verified], bool], ...] = (
        lambda draft, proposal: agrees(draft, proposal.schedule),
        lambda draft, proposal: _overlaps(draft, proposal.spans),
        _has_title,
    )
    for is_same in signs:
        remaining = []
        for proposal in proposals:
            free = [
                n for n, draft in enumerate(drafts) if n not in pairs and is_same(draft, proposal)
            ]
            if free:
                pairs[max(free, key=lambda n: _has_title(drafts[n], proposal))] = proposal
            else:
                remaining.append(proposal)
        proposals = remaining
    alone = [p for p in proposals if not any(agrees(draft, p.schedule) for draft in drafts)]
    return pairs, alone


def _overlaps(draft: Draft, spans: Sequence[Span]) -> bool:
    """Return whether a draft's date is in one of the spans; the same hour may be that of another event."""
    own = [span for span in draft.spans if span.kind == "date"]
    return any(start < span.end and span.start < end for span in own for start, end in spans)


def _has_title(draft: Draft, verified: Verified) -> bool:
    return verified.title is not None and _is_alike(draft.title, verified.title.value)


def _compare(draft: Draft, verified: Verified, context: ParseContext) -> Draft:
    """Return a draft with a question for each value that differs."""
    proposal = verified.proposal
    completed = context_of(draft, verified.schedule, context)
    again = read_schedule(proposal.schedule, proposal.quotations["schedule"], completed)
    schedule = again or verified.schedule
    other = None if agrees(draft, schedule) else schedule
    raised = (*_text_questions(draft, verified), *_field_questions(draft, verified, context))
    return draft.compare(other, raised)


def _text_questions(draft: Draft, verified: Verified) -> Iterator[Question]:
    title, place, series = verified.title, verified.place, verified.series
    if title is not None and not _is_alike(draft.title, title.value):
        values = (("title", draft.title),), (("title", clean_title(title.value)),)
        yield _question(draft, "title", title.span, *values)
    if place is not None and _is_venue(draft, place.value):
        own = extract_meeting_link(draft).place
        values = (("place", own),), (("place", place.value),)
        if not _is_alike(own, place.value):
            yield _question(draft, "place", place.span, *values)
    if series is not None and not _is_alike(draft.series, series.value):
        values = (("series", draft.series),), (("series", series.value),)
        yield _question(draft, "series", series.span, *values)


def _field_questions(draft: Draft, verified: Verified, context: ParseContext) -> Iterator[Question]:
    for field, (values, span) in _field_values(draft, verified, context).items():
        yield _question(draft, field, span, own_values(field, draft.fields), values)


def _field_values(
    draft: Draft, verified: Verified, context: ParseContext
) -> dict[str, tuple[Values, Span]]:
    """Return other values of further fields that our parser reads in their quotations."""
    result: dict[str, tuple[Values, Span]] = {}
    for field, quotation, span in verified.fields:
        stated = verified.proposal.values[field]
        if is_stated(field, own_values(field, draft.fields), stated):
            continue  # both readers agree
        values = read_field(field, stated, quotation, draft, context)
        if values is not None:
            result.setdefault(field, (values, span))
    return result


def _question(draft: Draft, field: str, span: Span, own: Values, other: Values) -> Question:
    readings = (
        Reading(draft.when, draft.cities, FIRST_READER, own),
        Reading(draft.when, draft.cities, SECOND_READER, other),
    )
    return Question(f"which-{field.replace('_', '-')}", span, readings)


def _is_venue(draft: Draft, place: str) -> bool:
    """Return whether a place is more than a city whose clock the event shows, or "online"."""
    named = extract_meeting_link(replace(draft, place=place)).place
    return bool(named) and _folded(named) not in {_folded(city.name) for city in draft.cities}


def _is_alike(own: str, other: str) -> bool:
    """Return whether one of two texts contains the other, apart from case and punctuation."""
    first, second = _folded(own), _folded(other)
    return bool(first and second) and (first in second or second in first)


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _distinct(verified: Sequence[Verified]) -> list[Verified]:
    """Return proposals without those of the same schedule and title."""
    by_value = {
        (item.schedule.reading.when, item.title.value if item.title else ""): item
        for item in reversed(verified)
    }
    return list(by_value.values())[::-1]


def _additional_draft(verified: Verified, context: ParseContext) -> Draft:
    """Return a draft that only the second reader finds, which asks whether it is an event."""
    reading = verified.schedule.reading
    title, place = verified.title, verified.place
    question = Question("second-reader-only", verified.spans[0], (reading,))
    spans = [ParsedValue(*verified.spans[0], "date")]
    spans += [ParsedValue(*title.span, "title")] if title else []
    draft = Draft(
        title=clean_title(title.value) if title else "",
        when=reading.when,
        cities=reading.cities,
        proposed=frozenset() if title else frozenset({"title"}),
        assumed=verified.schedule.assumed,
        spans=tuple(spans),
        context=context,
    )
    if place is not None and _is_venue(draft, place.value):
        draft = replace(draft, place=place.value, spans=(*spans, ParsedValue(*place.span, "place")))
    if verified.series is not None:
        draft = replace(draft, series=verified.series.value)
    for values, _ in _field_values(draft, verified, context).values():
        draft = draft.with_values(values)
    return draft.compare(None, (question,))
