"""What a reference to a time zone can mean, and the meanings of abbreviations such as CET or BST."""

from datetime import UTC, datetime
from typing import NamedTuple

from webinars.timezones import zones
from webinars.timezones.cities import City

# Abbreviation to the zones that it can mean, each with its UTC offset in minutes, or None if it means the
# zone's local time in all seasons. Each zone represents others with the same rules.
ABBREVIATIONS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "ACDT": (("Australia/Adelaide", 630),),
    "ACST": (("Australia/Darwin", 570),),
    "ADT": (("America/Halifax", -180),),
    "AEDT": (("Australia/Sydney", 660),),
    "AEST": (("Australia/Sydney", 600),),
    "AOE": (("Etc/GMT+12", -720),),
    "AoE": (("Etc/GMT+12", -720),),
    "AKDT": (("America/Anchorage", -480),),
    "AKST": (("America/Anchorage", -540),),
    "ART": (("America/Argentina/Buenos_Aires", -180),),
    "AST": (("America/Halifax", -240), ("Asia/Riyadh", 180)),
    "AWST": (("Australia/Perth", 480),),
    "BRT": (("America/Sao_Paulo", -180),),
    "BST": (("Europe/London", 60), ("Asia/Dhaka", 360), ("Pacific/Bougainville", 660)),
    "BOT": (("America/La_Paz", -240),),
    "CLST": (("America/Santiago", -180),),
    "CLT": (("America/Santiago", -240),),
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
    "HAE": (("America/Toronto", -240),),
    "HE": (("America/Toronto", None),),
    "HNE": (("America/Toronto", -300),),
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
    "MT": (("America/Denver", None),),
    "NPT": (("Asia/Kathmandu", 345),),
    "NZDT": (("Pacific/Auckland", 780),),
    "NZST": (("Pacific/Auckland", 720),),
    "PDT": (("America/Los_Angeles", -420),),
    "NDT": (("America/St_Johns", -150),),
    "NST": (("America/St_Johns", -210),),
    "PET": (("America/Lima", -300),),
    "PHT": (("Asia/Manila", 480),),
    "PKT": (("Asia/Karachi", 300),),
    "PST": (("America/Los_Angeles", -480), ("Asia/Manila", 480)),
    "PT": (("America/Los_Angeles", None),),
    "SAST": (("Africa/Johannesburg", 120),),
    "SGT": (("Asia/Singapore", 480),),
    "SST": (("Pacific/Pago_Pago", -660), ("Asia/Singapore", 480)),
    "TU": (("UTC", 0),),
    "TUC": (("UTC", 0),),
    "TRT": (("Europe/Istanbul", 180),),
    "UT": (("UTC", 0),),
    "UYT": (("America/Montevideo", -180),),
    "VET": (("America/Caracas", -240),),
    "WAT": (("Africa/Lagos", 60),),
    "WEST": (("Europe/Lisbon", 60),),
    "WET": (("Europe/Lisbon", 0),),
    "WIB": (("Asia/Jakarta", 420),),
}
# Meanings that count only if the text names a place of that zone.
RARE_MEANINGS = frozenset(
    {
        ("BST", "Pacific/Bougainville"),
        ("CDT", "America/Havana"),
        ("CST", "America/Havana"),
        ("GST", "Atlantic/South_Georgia"),
        ("GST", "Pacific/Guam"),
        ("MST", "Asia/Kuala_Lumpur"),
        ("PST", "Asia/Manila"),
        ("SST", "Asia/Singapore"),
    }
)


class ZoneMeaning(NamedTuple):
    """A possible meaning of a zone reference.

    Attributes:
        zone: the IANA name, None if only an offset is written.
        offset: minutes ahead of UTC, if the reference states an offset.
        is_named: whether the text names the city itself.
        is_rare: whether it is meant only in texts that name a place of that zone.
    """

    zone: str | None
    offset: int | None = None
    city: City | None = None
    is_named: bool = True
    is_rare: bool = False


MeaningsMatch = tuple[int, tuple[ZoneMeaning, ...]]  # index after the tokens, meanings


def offsets_of_zone(zone: str) -> set[int]:
    """Return the UTC offsets of a zone in a recent year, in minutes."""
    months = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 4, 7, 11))
    return {int(zones.utc_offset(at, zone).total_seconds()) // 60 for at in months}


def zones_of_offset(minutes: int) -> list[str]:
    """Return the zones of abbreviations with a UTC offset: Asia/Kolkata for 330."""
    return [zone for rows in ABBREVIATIONS.values() for zone, offset in rows if offset == minutes]
