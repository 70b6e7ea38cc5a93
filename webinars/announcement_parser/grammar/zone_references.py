"""References to time zones in text: cities, IANA names, abbreviations and UTC offsets."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.token_patterns import (
    first_match,
    forms,
    glued,
    literal,
    number,
)
from webinars.timezones import cities, zones
from webinars.timezones.cities import City

# Abbreviation → every zone it can mean, with the offset in minutes that it names there; None where it
# means the zone's clock in all seasons. Each zone is one that stands for its neighbours.
ABBREVIATIONS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "ACST": (("Australia/Darwin", 570),),
    "ADT": (("America/Halifax", -180),),
    "AEDT": (("Australia/Sydney", 660),),
    "AEST": (("Australia/Sydney", 600),),
    "AKDT": (("America/Anchorage", -480),),
    "AKST": (("America/Anchorage", -540),),
    "ART": (("America/Argentina/Buenos_Aires", -180),),
    "AST": (("America/Halifax", -240), ("Asia/Riyadh", 180)),
    "AWST": (("Australia/Perth", 480),),
    "BRT": (("America/Sao_Paulo", -180),),
    "BST": (("Europe/London", 60), ("Asia/Dhaka", 360), ("Pacific/Bougainville", 660)),
    "CAT": (("Africa/Harare", 120),),
    "CDT": (("America/Chicago", -300), ("America/Havana", -240)),
    "CEST": (("Europe/Zurich", 120),),
    "CET": (("Europe/Zurich", 60),),
    "COT": (("America/Bogota", -300),),
    "CST": (("America/Chicago", -360), ("Asia/Shanghai", 480), ("America/Havana", -300)),
    "CT": (("America/Chicago", None),),
    "EAT": (("Africa/Nairobi", 180),),
    "ECT": (("America/Guayaquil", -300), ("America/Port_of_Spain", -240)),
    "EDT": (("America/New_York", -240),),
    "EEST": (("Europe/Helsinki", 180),),
    "EET": (("Europe/Helsinki", 120),),
    "EST": (("America/New_York", -300),),
    "ET": (("America/New_York", None),),
    "GST": (("Asia/Dubai", 240), ("Atlantic/South_Georgia", -120), ("Pacific/Guam", 600)),
    "HKT": (("Asia/Hong_Kong", 480),),
    "HST": (("Pacific/Honolulu", -600),),
    "ICT": (("Asia/Bangkok", 420),),
    "IDT": (("Asia/Jerusalem", 180),),
    "IST": (("Asia/Kolkata", 330), ("Asia/Jerusalem", 120), ("Europe/Dublin", 60)),
    "JST": (("Asia/Tokyo", 540),),
    "KST": (("Asia/Seoul", 540),),
    "MDT": (("America/Denver", -360),),
    "MSK": (("Europe/Moscow", 180),),
    "MST": (("America/Denver", -420), ("Asia/Kuala_Lumpur", 480)),
    "NPT": (("Asia/Kathmandu", 345),),
    "NZDT": (("Pacific/Auckland", 780),),
    "NZST": (("Pacific/Auckland", 720),),
    "PDT": (("America/Los_Angeles", -420),),
    "PET": (("America/Lima", -300),),
    "PHT": (("Asia/Manila", 480),),
    "PKT": (("Asia/Karachi", 300),),
    "PST": (("America/Los_Angeles", -480), ("Asia/Manila", 480)),
    "PT": (("America/Los_Angeles", None),),
    "SAST": (("Africa/Johannesburg", 120),),
    "SGT": (("Asia/Singapore", 480),),
    "SST": (("Pacific/Pago_Pago", -660), ("Asia/Singapore", 480)),
    "TRT": (("Europe/Istanbul", 180),),
    "WAT": (("Africa/Lagos", 60),),
    "WEST": (("Europe/Lisbon", 60),),
    "WET": (("Europe/Lisbon", 0),),
    "WIB": (("Asia/Jakarta", 420),),
}
LONGEST_CITY, LONGEST_ZONE = 6, 9  # in tokens


class LocationValue(NamedTuple):
    """One clock that the words can mean; no zone where only an offset is named."""

    zone: str | None
    offset: int | None = None  # minutes ahead of UTC, where one is named
    city: City | None = None
    named: bool = True  # whether the city itself is written


class Ref(NamedTuple):
    """Words that name a clock, and each clock they can mean."""

    meanings: tuple[LocationValue, ...]
    start: int
    end: int

    @property
    def city(self) -> City | None:
        """Return the city that is written here."""
        return self.meanings[0].city if self.meanings[0].named else None


def read_ref(tokens: Sequence[Token], at: int) -> tuple[int, Ref] | None:
    """Return the place after the city, zone, abbreviation or offset that begins here."""
    found = _offset(tokens, at) or _zone(tokens, at) or _abbreviation(tokens, at)
    found = found or read_city(tokens, at)
    if found is None:
        return None
    after, meanings = found
    return after, Ref(meanings, tokens[at].start, tokens[after - 1].end)


Meanings = tuple[int, tuple[LocationValue, ...]]


def _offset(tokens: Sequence[Token], at: int) -> Meanings | None:
    """Read UTC+2, GMT -5:30, and the +02:00 that ISO 8601 puts right after a time."""
    found = first_match(_OFFSETS, tokens, at)
    if found is None or ("utc" not in found[1] and not tokens[at].glued):
        return None
    after, values = found
    whole, part = values.get("whole"), values.get("minutes", 0)
    hours = values.get("hours", 0)
    if isinstance(whole, int):
        hours, part = divmod(whole, 100)
    if not isinstance(hours, int) or not isinstance(part, int) or hours > 14 or part > 59:  # noqa: PLR2004
        return None
    minutes = hours * 60 + part
    return after, (LocationValue(None, -minutes if "-" in values else minutes),)


def _zone(tokens: Sequence[Token], at: int) -> Meanings | None:
    """Read an IANA name: Europe/Zurich, America/Port-au-Prince."""
    if at + 2 >= len(tokens) or tokens[at].kind != "word" or tokens[at + 1].text != "/":
        return None
    last = at + 1
    while last < min(len(tokens), at + LONGEST_ZONE) and tokens[last].glued:
        last += 1
    for after in range(last, at + 2, -1):
        name = "".join(token.text for token in tokens[at:after])
        if name in zones.NAMES:
            return after, (LocationValue(zones.canonical(name)),)
    return None


def _abbreviation(tokens: Sequence[Token], at: int) -> Meanings | None:
    rows = ABBREVIATIONS.get(tokens[at].text)
    if rows is None:
        return None
    return at + 1, tuple(
        LocationValue(zone, offset, cities.city_of_zone(zone), named=False) for zone, offset in rows
    )


def read_city(tokens: Sequence[Token], at: int) -> Meanings | None:
    """Parse the longest city name at a position: "New York City" before "New York"."""
    first = tokens[at]
    if first.kind != "word" or first.text[0].islower():
        return None
    if first.text == "Z" and not (first.glued and at and tokens[at - 1].kind == "number"):
        return None
    for after in range(min(len(tokens), at + LONGEST_CITY), at, -1):
        if tokens[after - 1].text in {",", "."} or tokens[after - 1].kind not in {"word", "sign"}:
            continue
        written = "".join(
            token.text if token.glued or place == 0 else f" {token.text}"
            for place, token in enumerate(tokens[at:after])
        )
        found = cities.find_known_city(written)
        if found is not None:
            return after, (LocationValue(zones.canonical(found.zone), None, found),)
    return None


_ELEMENTS = {
    "utc": literal("utc", "gmt"),
    "plus": literal("+"),
    "hours": glued(number(0, 14, digits=(1, 2))),
    "minutes": glued(number(0, 59, digits=(2,))),
    "whole": glued(number(0, 1459, digits=(4,))),
    ":": glued(literal(":")),
}
_OFFSETS = forms(
    _ELEMENTS,
    "utc? plus hours : minutes",
    "utc? - hours : minutes",
    "utc? plus whole",
    "utc? - whole",
    "utc plus hours",
    "utc - hours",
)
