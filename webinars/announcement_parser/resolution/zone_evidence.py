"""Zones of the places that an announcement names: venues first, then the seat of the inviting body."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from webinars.announcement_parser.grammar.locations import (
    is_address,
    mentioned_zones,
    venue_zones,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.resolve_times import ParseContext

MAX_ZONES = 5  # offered in a question


@dataclass
class ZoneEvidence:
    """The zones of the places in the lines of a page."""

    lines: Sequence[Line]

    @cached_property
    def _by_line(self) -> list[tuple[str, ...]]:
        """Return the zones of the address in each line."""
        return [_address_zones(line) for line in self.lines]

    @cached_property
    def _mentioned(self) -> list[tuple[str, ...]]:
        """Return the zones of all cities and countries in each line."""
        return [mentioned_zones(line.tokens) for line in self.lines]

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the zones of all places that the page names."""
        return frozenset(zone for zones in (*self._by_line, *self._mentioned) for zone in zones)

    @cached_property
    def _of_page(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(zone for zones in self._by_line for zone in zones))

    def context(self, own: Sequence[int], context: ParseContext) -> ParseContext:
        """Return the context of an event, given its lines: the zones of venues and other places."""
        venue = _distinct(self._by_line[index] for index in own) or self._of_page
        mentioned = (self._mentioned[index] for index in own)
        likely = _distinct([venue, self._of_page, *mentioned, *self._mentioned])[:MAX_ZONES]
        return context._replace(venue_zones=venue, likely_zones=likely, named_zones=self.named)


def _address_zones(line: Line) -> tuple[str, ...]:
    if line.label[0] == "place":
        return venue_zones(line.source[slice(*line.value_span)])
    return venue_zones(line.text) if is_address(line.tokens) else ()


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for zones in groups for zone in zones))
