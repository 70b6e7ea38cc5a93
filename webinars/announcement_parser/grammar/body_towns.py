"""Towns in the names of bodies that hold events there: "Tulsa Linux Group", "club d'astronomie de Nantes"."""

from collections.abc import Iterator, Sequence

from webinars.announcement_parser.grammar.geography import gazetteer
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.zone_references import match_city
from webinars.timezones import zones

MAX_NAME_WORDS = 3
MAX_BETWEEN = 4  # words between a body and its town
# Without universities, institutes and museums, which are also those of speakers.
_BODIES = union(
    {
        "en": "society club group association council guild choir chapter meetup league",
        "fr": "club société association mairie groupe amicale cercle conseil section bibliothèque médiathèque"
        " paroisse unité commune ville",
        "es": "club sociedad asociación agrupación ayuntamiento alcaldía municipalidad grupo peña ateneo"
        " concejalía biblioteca parroquia",
        "pt": "clube sociedade associação câmara junta grupo",
    }
)
_OF = frozenset({"de", "d", "du", "del", "da", "do", "of"})
# Languages whose towns mostly share one time, so that a small one without a sign of its country counts, too.
_LANGUAGES_OF_ONE_TIME = frozenset({"fr"})
# Between a town and a body; "Florence Nightingale Society" has a person's name there.
_TOPICS = union(
    {
        "en": "amateur area art arts astronomical astronomy athletic beekeepers bird book bridge camera chess"
        " choral city civic community computer county cycling data district dance film folk garden gardening"
        " genealogical geological go hackers hiking historical history horticultural javascript java knitting"
        " linux literary local math model music natural neighborhood neighbourhood philosophical philosophy"
        " photographic poetry python quilt radio railway ruby running rust science sailing town user users"
        " walking wine women women's writers young"
    }
)
_JOINTS = frozenset({"and", "&"})
_APOSTROPHES = frozenset("'’")


def body_zones(
    tokens: Sequence[Token], language: str, countries: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the zones of the towns in the names of bodies, none for a name with towns in two zones.

    Args:
        tokens: the tokens of a line.
        language: that of the announcement.
        countries: those of which the text shows some sign; elsewhere only large towns count.
    """
    tokens = [token for token in tokens if token.text not in _APOSTROPHES]
    for index, token in enumerate(tokens):
        if token.norm in _BODIES:
            yield from _zone_before(tokens, index, countries)
            yield from _zone_after(tokens, index, language, countries)


def _zone_before(tokens: Sequence[Token], body: int, countries: frozenset[str]) -> Iterator[str]:
    """Yield the zone of the town before a body and what it is about: "Tulsa Linux Group"."""
    last = body - 1
    while last >= 0 and body - last <= MAX_BETWEEN and _is_between(tokens[last]):
        last -= 1
    is_name = tokens[body].text[0].isupper() and last < body - 1
    for length in range(min(MAX_NAME_WORDS, last + 1), 0, -1) if is_name else ():
        zone = _town_zone(tokens[last - length + 1 : last + 1], "en", countries)
        if zone:
            yield zone
            return


def _is_between(token: Token) -> bool:
    return token.norm in _JOINTS or (token.norm in _TOPICS and token.text[0].isupper())


def _zone_after(
    tokens: Sequence[Token], body: int, language: str, countries: frozenset[str]
) -> Iterator[str]:
    """Yield the zone of the first town that follows a body and "of"."""
    for index in range(body + 1, min(body + 2 + MAX_BETWEEN, len(tokens))):
        if tokens[index].kind != "word" and tokens[index].norm != "-":
            return
        if tokens[index - 1].norm not in _OF:
            continue
        for length in range(min(MAX_NAME_WORDS, len(tokens) - index), 0, -1):
            zone = _town_zone(tokens[index : index + length], language, countries)
            if zone:
                yield zone
                return


def _town_zone(span: Sequence[Token], language: str, countries: frozenset[str]) -> str:
    """Return the zone of the town of some tokens, "" if it has none or namesakes elsewhere."""
    if any(token.kind != "word" or not token.text[0].isupper() for token in span):
        return ""
    match = match_city(span, 0)
    if match is not None and match[0] == len(span):
        zone = match[1][0].zone
        return zone if zone and zone != "UTC" else ""
    name = " ".join(token.text for token in span)
    if gazetteer.country_code(name):
        return ""
    places = gazetteer.large_places(name, language)
    if not places and (countries or language in _LANGUAGES_OF_ONE_TIME):
        places = gazetteer.town_places(name, countries, language, only_large=False)
    is_only = len(places) == 1 and gazetteer.is_single(name, language)
    return zones.canonical(places[0].timezone) if is_only else ""
