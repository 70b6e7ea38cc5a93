"""Extract the fields of all drafts of an announcement, once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from webinars.announcement_parser.draft import Draft, Fields, ParsedValue
from webinars.announcement_parser.fields.attendance import Attendance, attendance
from webinars.announcement_parser.fields.capacity import capacities
from webinars.announcement_parser.fields.contacts import Contact, contacts
from webinars.announcement_parser.fields.event_titles import (
    SENTENCE_RANK,
    WRITTEN_RANK,
    clean_title,
    is_generic,
    is_no_title,
    titles,
    without_prefixes,
)
from webinars.announcement_parser.fields.languages import Languages, languages
from webinars.announcement_parser.fields.links import (
    LinkSite,
    is_private,
    link_sites,
    meeting_links,
    registration_links,
)
from webinars.announcement_parser.fields.places import TOWN_RANK, clean_place, is_exact, places
from webinars.announcement_parser.fields.regions import PageText, Region
from webinars.announcement_parser.fields.registration import closing_times, opening_times
from webinars.announcement_parser.fields.values import Candidate, surest
from webinars.announcement_parser.grammar.locations import is_join_label
from webinars.announcement_parser.preprocess import Anchor, PreprocessedText
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.security.passcodes import redact_passcodes, secret_values
from webinars.timezones.schedule import Timed

T = TypeVar("T")
BESIDE_RANK = 4  # of a title in the line of its date
MAX_PROPOSED_WORDS = 10
NEAR = 120  # characters after a date in which its title can be
MAX_TOWN = 40  # characters; a longer place that is part of the title is no town
Moments = list[Candidate[datetime]]


class RegionValues:
    """The values that a region states, each searched for once: many drafts can share a region."""

    def __init__(self, page: PageText, region: Region, anchors: Sequence[Anchor]) -> None:
        """Remember where to search."""
        self.page, self._region, self._anchors = page, region, anchors
        self._attendance: dict[tuple[bool, bool], Attendance] = {}
        self._windows: dict[str, tuple[Moments, Moments]] = {}

    @cached_property
    def sites(self) -> list[LinkSite]:
        """Return the links."""
        return link_sites(self.page, self._region, self._anchors)

    @cached_property
    def contacts(self) -> list[Candidate[Contact]]:
        """Return the contacts."""
        return list(contacts(self._region))

    @cached_property
    def languages(self) -> list[Candidate[Languages]]:
        """Return the languages, at most once."""
        return list(filter(None, [languages(self._region)]))

    @cached_property
    def capacities(self) -> list[Candidate[int]]:
        """Return the limits of places."""
        return list(capacities(self._region))

    @cached_property
    def registration_links(self) -> list[Candidate[str]]:
        """Return the links to registration pages."""
        return list(registration_links(self.sites))

    @cached_property
    def places(self) -> list[Candidate[str]]:
        """Return the venues, the surest first."""
        return sorted(places(self._region), key=lambda place: place.rank)

    def is_heading(self, title: Candidate[str]) -> bool:
        """Return whether a title is a row or the value of a label, not a part of a sentence."""
        return any(title.start in {row.start, row.value_start} for row in self._region.rows)

    @cached_property
    def is_hybrid(self) -> bool:
        """Return whether the region says so in a word, not by a venue and a link."""
        return self.attendance(has_place=False, has_meeting=False) is Attendance.HYBRID

    def names_place(self, place: Candidate[str]) -> bool:
        """Return whether a place is one of the region."""
        return any(place.value in other.value for other in self.places)

    @cached_property
    def titles(self) -> list[Candidate[str]]:
        """Return the titles, the surest first."""
        return sorted(titles(self._region), key=lambda title: title.rank)

    def attendance(self, *, has_place: bool, has_meeting: bool) -> Attendance:
        """Return how people attend."""
        key = (has_place, has_meeting)
        if key not in self._attendance:
            self._attendance[key] = attendance(
                self._region, has_place=has_place, has_meeting=has_meeting
            )
        return self._attendance[key]

    @cached_property
    def meeting_links(self) -> list[Candidate[str]]:
        """Return the links to online meetings."""
        return list(meeting_links(self.sites))

    def window(self, context: ParseContext, timezone: str) -> tuple[Moments, Moments]:
        """Return the times at which registration opens and closes, in a time zone."""
        if timezone not in self._windows:
            self._windows[timezone] = (
                list(opening_times(self._region, context, timezone)),
                list(closing_times(self._region, context, timezone)),
            )
        return self._windows[timezone]


def with_fields(drafts: Sequence[Draft], preprocessed: PreprocessedText) -> list[Draft]:
    """Return drafts with the fields that their part of the text states, else the text about all of them."""
    secrets = secret_values(preprocessed.text)
    page = PageText(preprocessed.text)
    regions, shared = page.regions(drafts)
    everything = RegionValues(page, page.everything, preprocessed.anchors)
    private = frozenset(site.url for site in everything.sites if is_private(site))
    common = RegionValues(page, shared, preprocessed.anchors)
    completed: list[Draft] = []
    for draft, own in zip(drafts, regions, strict=True):
        sources = (RegionValues(page, own, preprocessed.anchors), common)
        titled = _with_title(draft, sources, is_single=len(drafts) == 1, secrets=secrets)
        if not titled.title and completed:  # further dates of the same event
            titled = replace(
                titled, title=completed[-1].title, proposed=titled.proposed | {"title"}
            )
        completed.append(_complete(_without_title_line(titled), sources, private, secrets))
    return completed


def _without_title_line(draft: Draft) -> Draft:
    """Return a draft whose paragraphs do not repeat its title."""
    others = (text for text in draft.paragraphs if text != draft.title)
    return replace(draft, paragraphs=tuple(others))


def _with_title(
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
            t for t in candidates if t.rank <= BESIDE_RANK or _is_above(draft, t) or not t.end
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


def _complete(
    draft: Draft,
    sources: Sequence[RegionValues],
    private_urls: frozenset[str],
    secrets: tuple[str, ...],
) -> Draft:
    """Return a draft with its fields and its place."""
    place = _place(draft, sources)
    fields = replace(_fields(draft, sources, place), private_urls=private_urls)
    is_only_online = not clean_place(draft.place) and is_join_label(draft.place)
    stated = place.value if place else draft.place if is_only_online else ""
    text = redact_passcodes(stated, known=secrets).text
    return replace(draft, place=text, fields=fields)


def _place(draft: Draft, sources: Sequence[RegionValues]) -> Candidate[str] | None:
    """Return the venue: the place beside the date, unless a label or a more exact venue says otherwise."""
    own, common = sources
    stated = _stated_place(draft)
    named = [place for place in own.places if place.value != draft.title]
    candidates = [*filter(None, [stated]), *named]
    best = min(candidates, key=lambda place: (place.rank, _distance(draft, place)), default=None)
    is_online = own.attendance(has_place=False, has_meeting=bool(own.meeting_links))
    if best is not None:
        is_passing = best.rank >= TOWN_RANK and is_online is Attendance.ONLINE
        return None if is_passing else best
    above = (place for place in common.places if place.rank < TOWN_RANK or _is_above(draft, place))
    return None if is_online else next(above, None)


def _is_above(draft: Draft, value: Candidate[str]) -> bool:
    """Return whether a value is above the date of a draft, as in the heading of a page."""
    return any(span.kind == "date" and value.end <= span.start for span in draft.spans)


def _distance(draft: Draft, place: Candidate[str]) -> int:
    """Return how far a place is from the date of a draft; what follows the date is nearer."""
    offsets = [place.start - span.start for span in draft.spans if span.kind == "date"]
    return min((offset if offset >= 0 else -2 * offset for offset in offsets), default=0)


def _stated_place(draft: Draft) -> Candidate[str] | None:
    """Return the place that the parser read beside the date; a town alone is the least sure."""
    span = next((span for span in draft.spans if span.kind == "place"), None)
    is_title = bool(draft.title) and draft.place in draft.title and len(draft.place) > MAX_TOWN
    place = clean_place(draft.place)
    if not place or is_title:
        return None
    start, end = (span.start, span.end) if span else (0, 0)
    return Candidate(1 if is_exact(place) else TOWN_RANK, place, start, end)


def _fields(draft: Draft, sources: Sequence[RegionValues], place: Candidate[str] | None) -> Fields:
    """Return the fields that the first of several regions states."""
    contact = _first(source.contacts for source in sources)
    spoken = _first(source.languages for source in sources)
    capacity = _first(source.capacities for source in sources)
    registration = _first(source.registration_links for source in sources)
    meeting = _meeting(sources, place)
    opens, closes = _window(draft, sources)
    name, email = contact.value if contact else Contact("", "")
    named: dict[str, Candidate[Any] | None]
    named = {"contact": contact, "languages": spoken, "capacity": capacity, "opens": opens}
    named |= {"closes": closes, "registration": registration, "meeting": meeting, "place": place}
    return Fields(
        contact_name=name,
        contact_email=email,
        languages=spoken.value if spoken else (),
        capacity=capacity.value if capacity else None,
        opens_at=opens.value if opens else None,
        closes_at=closes.value if closes else None,
        registration_url=registration.value if registration else "",
        meeting_url=meeting.value if meeting else "",
        attendance=_attendance(sources, place, meeting),
        spans=tuple(_spans(named)),
    )


def _meeting(
    sources: Sequence[RegionValues], place: Candidate[str] | None
) -> Candidate[str] | None:
    """Return the link to the meeting; one for all events is not that of an event with its own venue."""
    own, common = sources
    if own.meeting_links or not common.meeting_links:
        return surest(own.meeting_links)
    is_elsewhere = place is not None and not common.names_place(place)
    is_hybrid = (
        common.is_hybrid or own.attendance(has_place=True, has_meeting=False) is Attendance.HYBRID
    )
    return None if is_elsewhere and not is_hybrid else surest(common.meeting_links)


def _attendance(
    sources: Sequence[RegionValues], place: Candidate[str] | None, meeting: Candidate[str] | None
) -> Attendance:
    """Return how people attend: what the event's own text says, then the text about all events."""
    own, common = sources
    has_place, has_meeting = place is not None, meeting is not None
    stated = own.attendance(has_place=has_place, has_meeting=has_meeting)
    is_shared = place is not None and common.names_place(place)
    if (stated is Attendance.UNKNOWN and not has_place) or (
        stated is Attendance.IN_PERSON and is_shared
    ):
        return common.attendance(has_place=has_place, has_meeting=has_meeting) or stated
    if stated is Attendance.IN_PERSON and common.is_hybrid:
        return Attendance.HYBRID
    return stated


def _first(sources: Iterable[Sequence[Candidate[T]]]) -> Candidate[T] | None:
    """Return the surest of the first candidates that there are."""
    return surest(next(filter(None, sources), ()))


def _window(
    draft: Draft, sources: Sequence[RegionValues]
) -> tuple[Candidate[datetime] | None, Candidate[datetime] | None]:
    """Return when registration opens and closes, if that is before the end of the event."""
    if draft.context is None:
        return None, None
    last = _last_day(draft)
    windows = [source.window(draft.context, draft.when.timezone) for source in sources]
    opens = _first(_until(last, opening) for opening, _ in windows)
    closes = _first(_until(last, closing) for _, closing in windows)
    is_window = opens is None or closes is None or opens.value < closes.value
    return opens if is_window else None, closes


def _until(last: date, moments: Moments) -> Moments:
    return [moment for moment in moments if moment.value.date() <= last]


def _last_day(draft: Draft) -> date:
    return draft.when.end.date() if isinstance(draft.when, Timed) else draft.when.last


def _spans(named: Mapping[str, Candidate[Any] | None]) -> Iterator[ParsedValue]:
    for kind, candidate in named.items():
        if candidate is not None:
            yield ParsedValue(candidate.start, candidate.end, kind)
