"""Extract the fields of all drafts of an announcement, once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from webinars.announcement_parser.draft import Draft, Fields, ParsedValue
from webinars.announcement_parser.fields.capacity import capacities
from webinars.announcement_parser.fields.contacts import Contact, contacts
from webinars.announcement_parser.fields.languages import Languages, languages
from webinars.announcement_parser.fields.links import (
    LinkSite,
    is_private,
    link_sites,
    meeting_links,
    registration_links,
)
from webinars.announcement_parser.fields.regions import PageText, Region
from webinars.announcement_parser.fields.registration import closing_times, opening_times
from webinars.announcement_parser.fields.values import Candidate, surest
from webinars.announcement_parser.preprocess import Anchor, PreprocessedText
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.timezones.schedule import Timed

T = TypeVar("T")
Moments = list[Candidate[datetime]]


class RegionValues:
    """The values that a region states, each searched for once: many drafts can share a region."""

    def __init__(self, page: PageText, region: Region, anchors: Sequence[Anchor]) -> None:
        """Remember where to search."""
        self._page, self._region, self._anchors = page, region, anchors
        self._windows: dict[str, tuple[Moments, Moments]] = {}

    @cached_property
    def sites(self) -> list[LinkSite]:
        """Return the links."""
        return link_sites(self._page, self._region, self._anchors)

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
    page = PageText(preprocessed.text)
    regions, shared = page.regions(drafts)
    everything = RegionValues(page, page.everything, preprocessed.anchors)
    private = frozenset(site.url for site in everything.sites if is_private(site))
    common = RegionValues(page, shared, preprocessed.anchors)
    return [
        replace(
            draft,
            fields=replace(
                _fields(draft, (RegionValues(page, own, preprocessed.anchors), common)),
                private_urls=private,
            ),
        )
        for draft, own in zip(drafts, regions, strict=True)
    ]


def _fields(draft: Draft, sources: Sequence[RegionValues]) -> Fields:
    """Return the fields that the first of several regions states."""
    contact = _first(source.contacts for source in sources)
    spoken = _first(source.languages for source in sources)
    capacity = _first(source.capacities for source in sources)
    registration = _first(source.registration_links for source in sources)
    meeting = _first(source.meeting_links for source in sources)
    opens, closes = _window(draft, sources)
    name, email = contact.value if contact else Contact("", "")
    named: dict[str, Candidate[Any] | None]
    named = {"contact": contact, "languages": spoken, "capacity": capacity, "opens": opens}
    named |= {"closes": closes, "registration": registration, "meeting": meeting}
    return Fields(
        contact_name=name,
        contact_email=email,
        languages=spoken.value if spoken else (),
        capacity=capacity.value if capacity else None,
        opens_at=opens.value if opens else None,
        closes_at=closes.value if closes else None,
        registration_url=registration.value if registration else "",
        meeting_url=meeting.value if meeting else "",
        spans=tuple(_spans(named)),
    )


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
