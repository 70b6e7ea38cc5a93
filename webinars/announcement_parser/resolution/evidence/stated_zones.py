"""Evidence from the zones that a text states beside other hours."""

from collections.abc import Iterable

from webinars.announcement_parser.grammar.zone_meanings import zones_of_offset
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.evidence.pieces import Evidence
from webinars.announcement_parser.resolution.place_namesakes import may_be_namesake

ONCE = 2  # points: the zone of one hour may be that of its event alone
MORE = 4  # points, if the text states one zone more than once


def stated_zones(lines: Iterable[Line], language: str) -> list[Evidence]:
    """Return the evidence of the zones beside the hours of some lines."""
    stated = [
        _stated_zone(reference, is_alone=all(time.references for time in line.zoned_times))
        for line in lines
        for time in line.zoned_times
        for reference in time.references
        if language == "en" or not may_be_namesake(reference, line.source, language)
    ]
    is_one = len(stated) > 1 and len({one.offsets for one in stated}) == 1
    return [one._replace(points=one.points + MORE * is_one) for one in stated]


def _stated_zone(reference: ZoneReference, *, is_alone: bool) -> Evidence:
    """Return the evidence of a zone beside another hour of the text.

    A city beside an hour may be that of readers elsewhere, and a bare offset that of a mail.

    Args:
        reference: the zone or city as the text has it.
        is_alone: whether no hour in its line is without one.
    """
    zone_names = {one.zone for one in reference.meanings if one.zone}
    of_offsets = {
        zone
        for one in reference.meanings
        if one.zone is None and one.offset is not None
        for zone in zones_of_offset(one.offset)
    }
    source = "clock" if reference.city and not is_alone else "zone"
    quote = "" if of_offsets else next(iter(zone_names), "")
    known = frozenset((zone_names | of_offsets) or {"UTC"})
    return Evidence(source, quote, known, 1 if of_offsets else ONCE)
