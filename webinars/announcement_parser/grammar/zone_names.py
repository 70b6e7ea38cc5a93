"""Match names of time zones: "Pacific Time (US and Canada)", "heure de l'Est", "9 AM Pacific"."""

from collections.abc import Sequence

from babel import Locale
from babel.core import get_global

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.zone_meanings import (
    ABBREVIATIONS,
    MeaningsMatch,
    ZoneMeaning,
    offsets_of_zone,
)
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import cities, zones

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


def match_zone_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
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


def match_american_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match "US Central" and "US / Pacific"."""
    if tokens[index].text not in {"US", "U"}:
        return None
    after = index + 1
    while after < len(tokens) and tokens[after].text in {".", "S", "/", "-"}:
        after += 1
    if after >= len(tokens) or tokens[after].norm not in NAMES_AFTER_TIME:
        return None
    return after + 1, (_zone_names()[tokens[after].norm, "time"],)


def match_name_after_time(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
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
