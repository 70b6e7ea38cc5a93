"""Words before a time in the lines of one event that say that it begins then, by language."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary import (
    EVENT_NOUNS,
    FUNCTION_WORDS,
    union,
)

# Nouns of events beyond those of titles, and words for where people meet.
_NOUNS: Mapping[str, str] = {
    "en": "table concert film screening show performance play service quiz match walk tour rehearsal"
    " gathering assembly meet assemble ceremony party picnic barbecue sprint camp",
    "fr": "concert film projection spectacle rencontre exposé débat ronde départ rdv veillée répétition"
    " assemblée cérémonie représentation vernissage fête pique-nique repas apéro",
    "es": "concierto película proyección función charla encuentro redonda salida cita asamblea acto"
    " conversatorio presentación ensayo fiesta cena comida",
    "de": "vortrag konzert film vorführung treffpunkt lesung sitzung versammlung führung abmarsch",
    "it": "conferenza concerto film proiezione spettacolo incontro ritrovo seminario lezione",
    "pt": "concerto filme palestra encontro reunião seminário",
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

START_NOUNS = EVENT_NOUNS | union(_NOUNS)
BEFORE_HOUR = union(_PREPOSITIONS) | FUNCTION_WORDS["filler"]
