"""Extract the fields of all drafts of an announcement, once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from webinars.announcement_parser.draft import Draft, Fields, ParsedValue
from webinars.announcement_parser.fields.attendance import Attendance
from webinars.announcement_parser.fields.block_titles import block_titles, with_titles_of_rows
from webinars.announcement_parser.fields.contacts import Contact
from webinars.announcement_parser.fields.links import is_private
from webinars.announcement_parser.fields.region_values import Moments, RegionValues
from webinars.announcement_parser.fields.regions import PageText
from webinars.announcement_parser.fields.row_places import row_places
from webinars.announcement_parser.fields.speakers import are_speakers
from webinars.announcement_parser.fields.table_cells import TableCells
from webinars.announcement_parser.fields.title_choice import is_above, with_title
from webinars.announcement_parser.fields.values import Candidate, surest
from webinars.announcement_parser.fields.venue_sentences import TOWN_RANK
from webinars.announcement_parser.fields.venue_texts import clean_place, is_exact
from webinars.announcement_parser.grammar.locations import is_join_label
from webinars.announcement_parser.preprocess import PreprocessedText
from webinars.security.passcodes import redact_passcodes, secret_values
from webinars.timezones.schedule import Timed

T = TypeVar("T")
MAX_HEAD = 600  # characters in which a page says that it is an issue
_ISSUE = re.compile(r"\bopened this (?:issue|pull request|discussion)\b", re.IGNORECASE)
_ISSUE_NUMBER = re.compile(r"\s#\d+$")
MIN_LISTED = 3  # events of a list with a venue above it
MAX_TOWN = 40  # characters; a longer place that is part of the title is no town


def with_fields(drafts: Sequence[Draft], preprocessed: PreprocessedText) -> list[Draft]:
    """Return drafts with the fields that their part of the text states, else the text about all of them."""
    secrets = secret_values(preprocessed.text)
    page = PageText(preprocessed.text)
    regions, shared = page.regions(drafts)
    everything = RegionValues(page, page.everything, preprocessed.anchors)
    private = frozenset(site.url for site in everything.sites if is_private(site))
    common = RegionValues(page, shared, preprocessed.anchors)
    tables = TableCells(page)
    values = [
        RegionValues(page, own, preprocessed.anchors, tables.of_row(page.row_of(draft)))
        for draft, own in zip(drafts, regions, strict=True)
    ]
    above = _place_above_list(drafts, values) or _place_of_page(drafts, everything)
    has_speakers = are_speakers([draft.title for draft in drafts])
    is_single = len(drafts) == 1 or _are_of_one_line(drafts, page)
    headings = {} if is_single else block_titles(drafts, page)
    titled_drafts: list[Draft] = []
    for number, (draft, own) in enumerate(zip(drafts, values, strict=True)):
        titled = with_title(
            draft,
            (own, common),
            headings.get(number),
            is_single=is_single,
            has_speakers=has_speakers,
            secrets=secrets,
        )
        if not titled.title and titled_drafts:  # further dates of the same event
            titled = replace(
                titled, title=titled_drafts[-1].title, proposed=titled.proposed | {"title"}
            )
        titled_drafts.append(_without_title_line(_without_issue_number(titled, page)))
    titled_drafts = with_titles_of_rows(titled_drafts, page)
    in_rows = row_places(titled_drafts, page)
    of_page = _contacts_of_page(drafts, everything)
    return [
        _complete(draft, (own, common), (in_rows.get(n), above), of_page, private, secrets)
        for n, (draft, own) in enumerate(zip(titled_drafts, values, strict=True))
    ]


def _are_of_one_line(drafts: Sequence[Draft], page: PageText) -> bool:
    """Return whether drafts are those of the days or times that one line lists for one title."""
    starts = [span.start for draft in drafts for span in draft.spans if span.kind == "date"]
    is_one_title = len({draft.title for draft in drafts}) == 1
    return is_one_title and len({page.row_at(start) for start in starts}) == 1


def _place_above_list(
    drafts: Sequence[Draft], values: Sequence[RegionValues]
) -> Candidate[str] | None:
    """Return the venue that is stated in a block above the first date of a list, for all its events."""
    if len(drafts) < MIN_LISTED:
        return None
    page = values[0].page
    starts = [span.start for draft in drafts for span in draft.spans if span.kind == "date"]
    first = page.rows[page.row_at(min(starts, default=0))]
    above = (
        place
        for place in values[0].places
        if place.rank < TOWN_RANK and page.rows[page.row_at(place.start)].block < first.block
    )
    return next(above, None)


def _place_of_page(drafts: Sequence[Draft], everything: RegionValues) -> Candidate[str] | None:
    """Return the only address in the blocks without a date of an event, as at the foot of a newsletter."""
    page = everything.page
    rows = Counter(index for draft in drafts if (index := page.row_of(draft)) >= 0)
    blocks = {page.rows[index].block for index, number in rows.items() if number == 1}
    apart = [
        place
        for place in everything.places
        if place.rank < TOWN_RANK and page.rows[page.row_at(place.start)].block not in blocks
    ]
    is_one = len(drafts) > 1 and len({place.value for place in apart}) == 1
    return apart[0] if is_one and is_exact(apart[0].value) else None


def _without_issue_number(draft: Draft, page: PageText) -> Draft:
    """Return a draft without the number of the issue that announces it: "Peat call 41 #318"."""
    is_issue = _ISSUE.search(page.text, 0, MAX_HEAD) is not None
    return replace(draft, title=_ISSUE_NUMBER.sub("", draft.title)) if is_issue else draft


def _without_title_line(draft: Draft) -> Draft:
    """Return a draft whose paragraphs do not repeat its title."""
    others = (text for text in draft.paragraphs if text != draft.title)
    return replace(draft, paragraphs=tuple(others))


def _complete(
    draft: Draft,
    sources: Sequence[RegionValues],
    of_list: tuple[Candidate[str] | None, Candidate[str] | None],
    of_page: Sequence[Candidate[Contact]],
    private_urls: frozenset[str],
    secrets: tuple[str, ...],
) -> Draft:
    """Return a draft with its fields and its place.

    of_list: the venue by the position in a row, and that above the list.
    of_page: the contacts in no block of an event.
    """
    place = _place(draft, sources, *of_list)
    fields = replace(_fields(draft, sources, place, of_page), private_urls=private_urls)
    is_only_online = not clean_place(draft.place) and is_join_label(draft.place)
    stated = place.value if place else draft.place if is_only_online else ""
    text = redact_passcodes(stated, known=secrets).text
    return replace(draft, place=text, fields=fields)


def _place(
    draft: Draft,
    sources: Sequence[RegionValues],
    in_row: Candidate[str] | None,
    list_place: Candidate[str] | None,
) -> Candidate[str] | None:
    """Return the venue: the place beside the date, unless a label or a more exact venue says otherwise."""
    own, common = sources
    stated = _stated_place(draft)
    named = [place for place in own.places if place.value != draft.title]
    candidates = [*filter(None, [stated, in_row]), *named]
    best = min(candidates, key=lambda place: (place.rank, _distance(draft, place)), default=None)
    is_online = own.attendance(has_place=False, has_meeting=bool(own.meeting_links))
    if best is not None:
        is_passing = best.rank >= TOWN_RANK and is_online is Attendance.ONLINE
        return None if is_passing else best
    above = (place for place in common.places if place.rank < TOWN_RANK or is_above(draft, place))
    return None if is_online else next(above, list_place)


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


def _contacts_of_page(
    drafts: Sequence[Draft], everything: RegionValues
) -> list[Candidate[Contact]]:
    """Return the contacts in no block of an event, for events that have none: at the end of a list."""
    page = everything.page
    blocks = {page.rows[index].block for draft in drafts if (index := page.row_of(draft)) >= 0}
    contacts = everything.contacts if len(drafts) > 1 else ()
    return [one for one in contacts if page.rows[page.row_at(one.start)].block not in blocks]


def _fields(
    draft: Draft,
    sources: Sequence[RegionValues],
    place: Candidate[str] | None,
    of_page: Sequence[Candidate[Contact]],
) -> Fields:
    """Return the fields that the first of several regions states.

    of_page: the contacts in no block of an event.
    """
    contact = _first([*(source.contacts for source in sources), of_page])
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
