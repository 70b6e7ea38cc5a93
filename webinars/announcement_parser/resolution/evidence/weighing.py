"""Weigh the evidence of where an announcement is from: it decides the zone only if all of it agrees."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from webinars.announcement_parser.resolution.evidence.pieces import Evidence, Offsets, offsets

# Points that decide where people meet, and of an event that may be followed from anywhere.
MIN_POINTS, MIN_POINTS_ONLINE = 4, 6
MIN_POINTS_OF_DOUBT = 2  # more, where an address may be that of a namesake, a speaker or a subject
MIN_LEAD = 3  # points before the next time, and before what contradicts
MIN_SHARE_OF_LEAD = 0.5  # of the points, before what contradicts
# Without one of these, places that a text names may be its subject.
_STRONG = frozenset({"address", "body", "telephone", "postal-code", "zone"})
_STRONG_FROM_TWO = frozenset({"host", "currency", "word", "flag"})
_SUPPORT = frozenset({"host", "currency", "word", "number"})  # of a town that only one country has
# What contradicts beyond doubt: a single one of another country is a question.
_DECISIVE = frozenset({"telephone", "postal-code", "host", "currency", "flag", "zone", "clock"})
UTC = "UTC"  # announces nothing of where a text is from
CONTRADICTIONS = frozenset({"clock", "mention"})  # they support nothing
MAX_QUOTES = 2
_ONLINE = re.compile(
    r"\b(?:zoom|teams|webin\w+|online|on-line|en ligne|en l[ií]nea|virtu[ae]l\w*|live ?stream\w*|google meet"
    r"|jitsi|webex|vid[eé]o ?conf\w*|visio\w*|remote(?:ly)?|à distance|a distan[cz]\w+|dial[ -]in"
    r"|conference call|discord|youtube|bigbluebutton|bbb|skype)\b|meet\.google|zoom\.us|meet\.jit",
    re.IGNORECASE,
)
_ONLINE_SHOP = re.compile(
    r"\b(?:regist\w+|sign(?:ing)? up|book(?:ing)?|tickets?|available|buy|form|inscri\w+|reserva\w*|réserv\w+)"
    r"(?: \w+){0,2} (?:online|on-line|en ligne|en l[ií]nea)\b"
    r"|\bonline (?:registration|booking|form|tickets?|shop)\b",
    re.IGNORECASE,
)


class Conclusion(NamedTuple):
    """The zone that the evidence of a text shows, and the words that show it."""

    zone: str
    quotes: tuple[str, ...]


def is_online(text: str) -> bool:
    """Return whether a text may be about something that people follow from anywhere."""
    return _ONLINE.search(_ONLINE_SHOP.sub(" ", text)) is not None


def conclude(evidence: Sequence[Evidence], min_points: int) -> Conclusion | None:
    """Return the zone that all evidence together shows, None if it leaves it open.

    Zones with the same time count as one: which of them is named is up to the strongest evidence.
    """
    points = points_by_time(evidence)
    if not points:
        return None
    best = max(points, key=lambda time: sum(points[time].values()))
    total = sum(points[best].values())
    others = (sum(own.values()) for time, own in points.items() if time != best)
    against = _points_by_source(one for one in evidence if best not in one.offsets)
    contradiction = sum(against.values())
    if (
        not _DECISIVE.isdisjoint(against)
        or total < min_points
        or total - max(others, default=0) < MIN_LEAD
        or total - contradiction < max(MIN_LEAD, MIN_SHARE_OF_LEAD * total)
        or not is_strong(points[best])
    ):
        return None
    zone = _zone_at(best, evidence)
    return None if zone == UTC else Conclusion(zone, quotes_of(best, evidence))


def points_by_time(evidence: Iterable[Evidence]) -> Mapping[Offsets, Mapping[str, int]]:
    """Return the points for each time, by source: of one source the strongest counts."""
    points: dict[Offsets, dict[str, int]] = defaultdict(dict)
    for one in evidence:
        for time in one.offsets if one.source not in CONTRADICTIONS else ():
            own = points[time]
            own[one.source] = max(own.get(one.source, 0), one.points)
    return points


def is_strong(points: Mapping[str, int]) -> bool:
    """Return whether some of the evidence is more than names of places and the way to write."""
    if not _STRONG.isdisjoint(points):
        return True
    is_sure = any(points.get(source, 0) > 1 for source in _STRONG_FROM_TWO)
    return is_sure or (points.get("town", 0) > 1 and not _SUPPORT.isdisjoint(points))


def _points_by_source(evidence: Iterable[Evidence]) -> Mapping[str, int]:
    points: dict[str, int] = {}
    for one in evidence:
        points[one.source] = max(points.get(one.source, 0), one.points)
    return points


def _zone_at(time: Offsets, evidence: Iterable[Evidence]) -> str:
    """Return the zone with this time that the strongest and most exact evidence names."""
    weights: dict[str, float] = defaultdict(float)
    for one in evidence:
        own = [zone for zone in one.zones if offsets(zone) == time]
        for zone in own:
            weights[zone] += one.points / len(own)
    return min(weights, key=lambda zone: (-weights[zone], zone))


def quotes_of(time: Offsets, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the words that show a time, the strongest and most exact first."""
    fitting = [one for one in evidence if one.quote and time in one.offsets]
    fitting.sort(key=lambda one: (-one.points, len(one.offsets)))
    return tuple(dict.fromkeys(one.quote for one in fitting))[:MAX_QUOTES]


def least_points(text: str, *, has_venue: bool, is_doubtful: bool) -> int:
    """Return the points that decide the zone of an event."""
    least = MIN_POINTS if has_venue or not is_online(text) else MIN_POINTS_ONLINE
    return least + (MIN_POINTS_OF_DOUBT if is_doubtful else 0)
