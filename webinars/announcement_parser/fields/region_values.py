"""Values that a region of an announcement states, each searched for once."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from webinars.announcement_parser.fields.attendance import Attendance, attendance
from webinars.announcement_parser.fields.capacity import capacities
from webinars.announcement_parser.fields.contacts import Contact, contacts
from webinars.announcement_parser.fields.event_titles import titles
from webinars.announcement_parser.fields.languages import Languages, languages
from webinars.announcement_parser.fields.links import (
    LinkSite,
    link_sites,
    meeting_links,
    registration_links,
)
from webinars.announcement_parser.fields.places import places
from webinars.announcement_parser.fields.regions import PageText, Region
from webinars.announcement_parser.fields.registration import closing_times, opening_times
from webinars.announcement_parser.fields.table_cells import (
    Cells,
    contact_cell,
    language_cell,
    place_cell,
    registration_cell,
    title_cell,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.preprocess import Anchor
from webinars.announcement_parser.resolution.resolve_times import ParseContext

Moments = list[Candidate[datetime]]


class RegionValues:
    """The values that a region states, each searched for once: many drafts can share a region."""

    def __init__(
        self,
        page: PageText,
        region: Region,
        anchors: Sequence[Anchor],
        cells: Cells = MappingProxyType({}),
    ) -> None:
        """Remember where to search; the cells are those of the event's row in a table."""
        self.page, self.region, self._anchors = page, region, anchors
        self.title_cell, self._cells = title_cell(cells), cells
        self._attendance: dict[tuple[bool, bool], Attendance] = {}
        self._windows: dict[str, tuple[Moments, Moments]] = {}

    @cached_property
    def sites(self) -> list[LinkSite]:
        """Return the links."""
        return link_sites(self.page, self.region, self._anchors)

    @cached_property
    def contacts(self) -> list[Candidate[Contact]]:
        """Return the contacts."""
        cell = contact_cell(self._cells)
        return [cell] if cell else list(contacts(self.region))

    @cached_property
    def languages(self) -> list[Candidate[Languages]]:
        """Return the languages, at most once."""
        return list(filter(None, [language_cell(self._cells) or languages(self.region)]))

    @cached_property
    def capacities(self) -> list[Candidate[int]]:
        """Return the limits of places."""
        return list(capacities(self.region))

    @cached_property
    def registration_links(self) -> list[Candidate[str]]:
        """Return the links to registration pages."""
        cell = registration_cell(self._cells)
        return [cell] if cell else list(registration_links(self.sites))

    @cached_property
    def places(self) -> list[Candidate[str]]:
        """Return the venues, the surest first."""
        cell = place_cell(self._cells)
        if cell is not None:
            return [cell]
        return sorted(places(self.region), key=lambda place: place.rank)

    def is_heading(self, title: Candidate[str]) -> bool:
        """Return whether a title is a row or the value of a label, not a part of a sentence."""
        return any(title.start in {row.start, row.value_start} for row in self.region.rows)

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
        return sorted(titles(self.region), key=lambda title: title.rank)

    def attendance(self, *, has_place: bool, has_meeting: bool) -> Attendance:
        """Return how people attend."""
        key = (has_place, has_meeting)
        if key not in self._attendance:
            self._attendance[key] = attendance(
                self.region, has_place=has_place, has_meeting=has_meeting
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
                list(opening_times(self.region, context, timezone)),
                list(closing_times(self.region, context, timezone)),
            )
        return self._windows[timezone]
