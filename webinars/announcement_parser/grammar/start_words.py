"""Words before a time that say that the event begins then, by language, and office hours."""

import re
from collections.abc import Mapping

from webinars.announcement_parser.grammar.phrases.aside_phrases import TELEPHONE
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    BEFORE_START,
    FUNCTION_WORDS,
)
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

# Nouns of events beyond those of titles, and words for where people meet.
_NOUNS: Mapping[str, str] = {
    "en": "table concert film screening show performance play service quiz match walk tour rehearsal"
    " gathering assembly meet assemble ceremony party picnic barbecue sprint camp",
    "fr": "concert film projection spectacle rencontre exposé débat ronde départ rdv veillée répétition"
    " assemblée cérémonie représentation vernissage fête pique-nique repas apéro",
    "es": "concierto película proyección función charla encuentro redonda salida cita asamblea acto"
    " conversatorio presentación ensayo fiesta cena comida",
    "de": "vortrag konzert film vorführung treffpunkt lesung sitzung versammlung führung abmarsch abfahrt",
    "it": "conferenza concerto film proiezione spettacolo incontro ritrovo seminario lezione partenza",
    "pt": "concerto filme palestra encontro reunião seminário saída partida",
}
# Words between such a noun and the time; they may also begin a sentence with the time.
_PREPOSITIONS: Mapping[str, str] = {
    "en": "at from",
    "fr": "à de dès",
    "es": "a de las la desde",
    "de": "um ab von",
    "it": "alle dalle ore",
    "pt": "às das",
}

# What leaves, between a noun and the time: "salida del autobús a las 8:15".
_VEHICLES: Mapping[str, str] = {
    "en": "coach bus of the",
    "fr": "car bus autocar du en",
    "es": "autobús autocar bus del",
    "de": "bus busses car reisebus des",
    "it": "pullman autobus del in",
    "pt": "autocarro do",
}
# Words of verbs for taking place, before an hour in the same sentence.
HELD = union(
    {
        "en": "held takes",
        "fr": "lieu tiendra tiendront déroulera dérouleront",
        "es": "lugar celebrará celebrarán llevará cabo realizará desarrollará",
        "de": "statt",
        "it": "terrà svolgerà svolge",
        "pt": "realiza realizará decorrerá decorre",
    }
)
# Outings and parties in a programme of talks, which begin at hours of their own.
OUTINGS = union(
    {
        "en": "party barbecue bbq picnic outing excursion trip visit show sale lunch dinner supper buffet"
        " banquet",
        "fr": "fête barbecue pique-nique sortie excursion voyage visite repas banquet",
        "es": "fiesta barbacoa excursión salida viaje visita comida cena",
        "de": "fest grillfest ausflug exkursion reise besuch weihnachtsfeier",
        "it": "festa gita escursione visita pranzo cena",
        "pt": "festa passeio excursão visita almoço jantar",
    }
)
START_NOUNS = EVENT_NOUNS | union(_NOUNS)
BEFORE_HOUR = union(_PREPOSITIONS) | FUNCTION_WORDS["filler"]
BEFORE_HOUR_OF_DEPARTURE = BEFORE_HOUR | union(_VEHICLES)
DEPARTURES = frozenset(["departure", "départ", "salida", "abfahrt", "partenza", "saída", "partida"])
MAX_PHONE = 60  # characters before a time that may be a telephone number
_WORD = re.compile(r"[^\W\d_]+")
_CURTAIN = frozenset(
    {"curtain", "début", "comienzo", "inicio", "beginn", "inizio", "início", "starts"}
)
# Words between a telephone number and the hours at which somebody answers it.
_OPENING = BEFORE_HOUR | FUNCTION_WORDS["and"] | {"between", "entre", "zwischen", "tra", "daily"}


def is_office_hour(source: str, start: int, time: ParsedTime) -> bool:
    """Return whether a time is one at which somebody answers the telephone number before it.

    A range is, and a time directly after the number, unless a word says that something starts then:
    "01865 305 305, curtain up 7.30 pm".

    Args:
        source: the text.
        start: where the sentence of the time begins.
        time: the time.
    """
    before = source[max(start, time.start - MAX_PHONE) : time.start]
    numbers = list(TELEPHONE.finditer(before))
    if not numbers:
        return False
    words = {word.casefold() for word in _WORD.findall(before[numbers[-1].end() :])}
    if words & (BEFORE_START | START_NOUNS | _CURTAIN) - _OPENING:
        return False
    return time.readings[0].end is not None or words <= _OPENING
