"""Parse references to time zones: cities, IANA names, abbreviations and UTC offsets."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.places_as_zones import match_place_zones
from webinars.announcement_parser.grammar.token_patterns import (
    compile_patterns,
    first_match,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.venue_names import is_venue_at
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import cities, zones
from webinars.timezones.cities import City

# After a name they name a building or a street, which can stand anywhere.
BUILDING_NOUNS = union(
    {"en": "hall house room tower lodge arms inn building street st road rd avenue ave lane square"}
)
# Codes of cities that are words in capitals, too: articles, weekdays, "SIN" and "WAS".
WORDS_LIKE_CODES = frozenset(
    [
        "ADD",
        "ALA",
        "BON",
        "CHI",
        "DAC",
        "DEL",
        "GEN",
        "HAM",
        "HAN",
        "IST",
        "LA",
        "LIS",
        "LOS",
        "LUX",
        "MAD",
        "MEL",
        "PAP",
        "PAR",
        "POS",
        "RIO",
        "SEL",
        "SIN",
        "STO",
        "TAS",
        "VIE",
        "WAS",
    ]
)
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
# "9 AM Pacific": names that stand for a zone directly after a time.
NAMES_AFTER_TIME = frozenset({"atlantic", "pacific", "mountain", "central", "eastern"})
# Names in French and Spanish that CLDR spells otherwise.
LOCAL_NAMES = {
    "heure de l'est": "America/Toronto",
    "heure avancée de l'est": "America/Toronto",
    "heure normale de l'est": "America/Toronto",
    "heure du centre": "America/Winnipeg",
    "heure des rocheuses": "America/Edmonton",
    "heure du pacifique": "America/Vancouver",
    "heure de l'atlantique": "America/Halifax",
    "heure d'europe centrale": "Europe/Paris",
    "hora del centro": "America/Mexico_City",
    "hora del centro de méxico": "America/Mexico_City",
    "tiempo del centro": "America/Mexico_City",
    "tiempo del centro de méxico": "America/Mexico_City",
    "hora centro de méxico": "America/Mexico_City",
    "hora del este": "America/New_York",
    "hora del pacífico": "America/Los_Angeles",
    "hora peninsular": "Europe/Madrid",
    "hora peninsular española": "Europe/Madrid",
    "hora canaria": "Atlantic/Canary",
    "hora de canarias": "Atlantic/Canary",
    "hora central europea": "Europe/Madrid",
    "horário de brasília": "America/Sao_Paulo",
}
TIME_ENDS = FUNCTION_WORDS["am"] | FUNCTION_WORDS["pm"] | FUNCTION_WORDS["noon"]
LOCAL_STARTS = frozenset(name.split()[0] for name in LOCAL_NAMES)
REGION_SUFFIXES = (("(", "us", "and", "canada", ")"), ("(", "us", "&", "canada", ")"))
MAX_CITY_TOKENS, MAX_ZONE_TOKENS = 6, 9
MAX_OFFSET_HOURS, MAX_OFFSET_MINUTES = 14, 59


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


class ZoneReference(NamedTuple):
    """Words that refer to a time zone, with all possible meanings."""

    meanings: tuple[ZoneMeaning, ...]
    start: int
    end: int

    @property
    def city(self) -> City | None:
        """Return the city that the text names here."""
        return self.meanings[0].city if self.meanings[0].is_named else None


MeaningsMatch = tuple[int, tuple[ZoneMeaning, ...]]  # index after the tokens, meanings


def parse_zone_reference(tokens: Sequence[Token], index: int) -> tuple[int, ZoneReference] | None:
    """Parse the city, zone, abbreviation or offset at an index; return the index after it, too."""
    match = _match_windows_name(tokens, index) or _match_offset(tokens, index)
    match = match or _match_zone(tokens, index)
    match = match or _match_zone_name(tokens, index) or _match_american_name(tokens, index)
    match = match or _match_name_after_time(tokens, index)
    match = match or _match_abbreviation(tokens, index) or match_city(tokens, index)
    match = match or _match_place(tokens, index)
    if match is None:
        return None
    after, meanings = match
    return after, ZoneReference(meanings, tokens[index].start, tokens[after - 1].end)


def match_city(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match the longest city name at an index: "New York City" rather than "New York"."""
    first = tokens[index]
    if first.kind != "word" or first.text[0].islower():
        return None
    if first.text == "Z" and not (first.glued and index and tokens[index - 1].kind == "number"):
        return None
    for after in range(min(len(tokens), index + MAX_CITY_TOKENS), index, -1):
        last = tokens[after - 1]
        if last.text in {",", "."} or last.kind not in {"word", "sign"}:
            continue
        name = "".join(
            token.text if token.glued or offset == 0 else f" {token.text}"
            for offset, token in enumerate(tokens[index:after])
        )
        city = cities.find_known_city(name)
        if city is None or _names_building(tokens, after) or is_venue_at(tokens, index, after):
            continue
        if after == index + 1 and first.text in WORDS_LIKE_CODES and _is_word(tokens, index):
            return None
        return after, (ZoneMeaning(zones.canonical(city.timezone), None, city),)
    return None


def _is_word(tokens: Sequence[Token], index: int) -> bool:
    """Return whether letters that are a code, too, are a word here: "LA LETTRE", "VIE 19/3"."""
    beside = [*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]]
    if any(
        token.text.isalpha() and token.text.isupper() and _is_no_code(token) for token in beside
    ):
        return True
    following = [token.text for token in tokens[index + 1 : index + 3]]
    return bool(following) and following[0].isdecimal() and following[1:] not in ([":"], ["h"])


def _is_no_code(token: Token) -> bool:
    is_zone = token.text in ABBREVIATIONS or token.norm in TIME_ENDS
    return not is_zone and cities.find_known_city(token.text) is None


def _names_building(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the word after the name of a city makes it that of a building: "Sidney Hall"."""
    if after == len(tokens) or not tokens[after].text[:1].isupper():
        return False
    return tokens[after].norm in BUILDING_NOUNS


def _match_place(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match a place beyond the table of cities beside a time: "Tallinn time", "hora de Colombia"."""
    match = match_place_zones(tokens, index)
    if match is None:
        return None
    after, places = match
    return after, tuple(
        ZoneMeaning(zones.canonical(zone), None, city, is_named=city is not None)
        for zone, city in places
    )


def _match_offset(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match UTC+2, GMT -5:30, and the +02:00 after a time in ISO 8601, +0200 in RFC 5322."""
    match = first_match(_OFFSETS, tokens, index)
    if match is None or ("utc" not in match[1] and not _is_after_minutes(tokens, index)):
        return None
    after, captures = match
    hhmm, minutes = captures.get("hhmm"), captures.get("minutes", 0)
    hours = captures.get("hours", captures.get("glued-hours", 0))
    if isinstance(hhmm, int):
        hours, minutes = divmod(hhmm, 100)
    if not isinstance(hours, int) or not isinstance(minutes, int):
        return None
    if hours > MAX_OFFSET_HOURS or minutes > MAX_OFFSET_MINUTES:
        return None
    offset = hours * 60 + minutes
    return after, (ZoneMeaning(None, -offset if "-" in captures else offset),)


def _match_windows_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match "(UTC-05:00) Eastern Time", where the offset is that of standard time in all seasons."""
    if tokens[index].text != "(":
        return None
    offset = _match_offset(tokens, index + 1) if index + 1 < len(tokens) else None
    if offset is None or offset[0] >= len(tokens) - 1 or tokens[offset[0]].text != ")":
        return None
    name = _match_zone_name(tokens, offset[0] + 1) or match_city(tokens, offset[0] + 1)
    zone = name[1][0].zone if name is not None else None
    if name is None or zone is None or min(offsets_of_zone(zone)) != offset[1][0].offset:
        return None
    return _skip_cities(tokens, name[0]), tuple(
        meaning._replace(is_named=False) for meaning in name[1]
    )


def _skip_cities(tokens: Sequence[Token], after: int) -> int:
    """Return the index after the other cities of a Windows name: ", Edinburgh, Lisbon, London"."""
    while (
        after + 1 < len(tokens) and tokens[after].text == "," and _is_capitalised(tokens, after + 1)
    ):
        after += 2
        while _is_capitalised(tokens, after):
            after += 1
    return after


def _is_capitalised(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == "word" and tokens[index].text[0].isupper()


def _is_after_minutes(tokens: Sequence[Token], index: int) -> bool:
    """Return whether 15:00 or 15:00:00 precedes an offset, with a space at most before +0200."""
    is_after_colon = index > 1 and tokens[index - 2].text == ":" and tokens[index - 1].glued
    if tokens[index].glued:
        return is_after_colon or len(tokens[index - 1].text) == len("150000")
    has_four_digits = index + 1 < len(tokens) and len(tokens[index + 1].text) == 4  # noqa: PLR2004
    return has_four_digits and is_after_colon


def _match_zone(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match the longest IANA name: Europe/Zurich, America/Port-au-Prince."""
    if index + 2 >= len(tokens) or tokens[index].kind != "word" or tokens[index + 1].text != "/":
        return None
    last = index + 1
    while last < min(len(tokens), index + MAX_ZONE_TOKENS) and tokens[last].glued:
        last += 1
    for after in range(last, index + 2, -1):
        name = "".join(token.text for token in tokens[index:after])
        if name in zones.NAMES:
            return after, (ZoneMeaning(zones.canonical(name)),)
    return None


def _match_zone_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match the longest name: "Pacific Time (US and Canada)", "W. Europe Standard Time", "heure de l'Est"."""
    token = tokens[index]
    is_name = token.kind == "word" and (not token.text[0].islower() or token.norm in LOCAL_STARTS)
    if not is_name:
        return None
    names = _zone_names()
    for length in range(min(MAX_ZONE_TOKENS, len(tokens) - index), 1, -1):
        name = tuple(
            "'" if token.text == "’" else token.norm for token in tokens[index : index + length]
        )
        if name in names:
            return _skip_region(tokens, index + length), (names[name],)
    return None


def _match_american_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match "US Central" and "US / Pacific"."""
    if tokens[index].text not in {"US", "U"}:
        return None
    after = index + 1
    while after < len(tokens) and tokens[after].text in {".", "S", "/", "-"}:
        after += 1
    if after >= len(tokens) or tokens[after].norm not in NAMES_AFTER_TIME:
        return None
    return after + 1, (_zone_names()[tokens[after].norm, "time"],)


def _match_name_after_time(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match "Pacific" in "9 AM Pacific" and "17:00 (Pacific)", not in "9 AM Pacific Forum"."""
    token = tokens[index]
    if token.norm not in NAMES_AFTER_TIME or token.text[0].islower() or not index:
        return None
    last = index - 1 if tokens[index - 1].text == "(" else index
    before = [other.norm for other in tokens[max(0, last - 4) : last]]
    if not before:
        return None
    is_after_time = bool(TIME_ENDS & {before[-1]}) or before[-4:-1][-1:] == [":"]
    is_after_time = is_after_time or before[-4:] in (["a", ".", "m", "."], ["p", ".", "m", "."])
    # "All times are Central"
    is_after_time = is_after_time or before[-2:] in (["all", "times"], ["times", "are"])
    after = index + 1
    is_name_longer = (
        after < len(tokens) and tokens[after].kind == "word" and not tokens[after].text[0].islower()
    )
    if not is_after_time or is_name_longer:
        return None
    return _skip_region(tokens, after), (_zone_names()[token.norm, "time"],)


def _skip_region(tokens: Sequence[Token], after: int) -> int:
    """Return the index after "(US and Canada)", if it is next."""
    for suffix in REGION_SUFFIXES:
        if tuple(token.norm for token in tokens[after : after + len(suffix)]) == suffix:
            return after + len(suffix)
    return after


@memoize(ONCE)
def _zone_names() -> dict[tuple[str, ...], ZoneMeaning]:
    """Return the meanings of English CLDR names and of Windows names, by their words in lower case."""
    metazones = get_global("meta_zones")
    windows = get_global("windows_zone_mapping")
    names = {
        _norms(name): _named_zone(zone, None)
        for name, zone in windows.items()
        if zone in zones.NAMES
    }
    # The zones of the abbreviations come first: Central Time is that of Chicago, not of Mexico City.
    by_metazone: dict[str, str] = {}
    of_abbreviations = [zone for rows in ABBREVIATIONS.values() for zone, _ in rows]
    for zone in (*of_abbreviations, *filter(zones.NAMES.__contains__, windows.values())):
        by_metazone.setdefault(metazones.get(zone, ""), zone)
    english = Locale("en")
    rows = [(by_metazone.get(metazone), forms) for metazone, forms in english.meta_zones.items()]
    for zone_of_forms, forms in (*rows, *english.time_zones.items()):
        if zone_of_forms not in zones.NAMES:
            continue
        offsets = offsets_of_zone(zone_of_forms)
        meanings = {"generic": None, "standard": min(offsets), "daylight": max(offsets)}
        for form, name in forms.get("long", {}).items():
            names[_norms(name)] = _named_zone(zone_of_forms, meanings[form])
    names |= {_norms(name): _named_zone(zone, None) for name, zone in LOCAL_NAMES.items()}
    return {name: meaning for name, meaning in names.items() if len(name) > 1}


def _norms(name: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(name, 0, len(name)))


def _named_zone(zone: str, offset: int | None) -> ZoneMeaning:
    canonical = zones.canonical(zone)
    return ZoneMeaning(canonical, offset, cities.city_of_zone(canonical), is_named=False)


def offsets_of_zone(zone: str) -> set[int]:
    """Return the UTC offsets of a zone in a recent year, in minutes."""
    months = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 4, 7, 11))
    return {int(zones.utc_offset(at, zone).total_seconds()) // 60 for at in months}


def _match_abbreviation(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    if tokens[index].norm in {"utc", "gmt"}:  # "Gmt": only capitals are in the table of cities
        return index + 1, (ZoneMeaning("UTC", None, cities.find_known_city("UTC")),)
    rows = ABBREVIATIONS.get(tokens[index].text)
    if rows is None:
        return None
    return index + 1, tuple(
        ZoneMeaning(
            zone,
            offset,
            cities.city_of_zone(zone),
            is_named=False,
            is_rare=(tokens[index].text, zone) in RARE_MEANINGS,
        )
        for zone, offset in rows
    )


def zones_of_offset(minutes: int) -> list[str]:
    """Return the zones of abbreviations with a UTC offset: Asia/Kolkata for 330."""
    return [zone for rows in ABBREVIATIONS.values() for zone, offset in rows if offset == minutes]


_OFFSETS = compile_patterns(
    {
        "utc": literal("utc", "gmt", "ut", "tu"),
        "plus": literal("+"),
        "hours": number(0, MAX_OFFSET_HOURS, digits=(1, 2)),
        "glued-hours": glued(number(0, MAX_OFFSET_HOURS, digits=(1, 2))),
        "minutes": glued(number(0, MAX_OFFSET_MINUTES, digits=(2,))),
        "hhmm": glued(number(0, 1459, digits=(4,))),
        ":": glued(literal(":", ".")),
        "h": glued(literal("h", "hrs")),
    },
    "utc / utc plus hours : minutes",
    "utc / utc - hours : minutes",
    "utc / utc plus hours h?",
    "utc / utc - glued-hours h?",
    "utc plus hours : minutes",
    "utc - glued-hours : minutes",
    "plus glued-hours : minutes",
    "- glued-hours : minutes",
    "utc? plus hhmm",
    "utc? - hhmm",
    "utc plus hours h?",
    "utc - glued-hours h?",
)
