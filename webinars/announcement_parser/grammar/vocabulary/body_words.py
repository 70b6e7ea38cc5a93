"""Words for buildings and bodies that stand before the town where they are."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.place_words import (
    ADDRESS_WORDS,
    CORPORATE_WORDS,
    ORGANISATION_WORDS,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

# Also those of speakers, who come from elsewhere.
ACADEMICS: Mapping[str, str] = {
    "en": "university institute college academy school faculty department foundation network",
    "fr": "université institut académie école faculté fondation réseau",
    "es": "universidad instituto academia escuela facultad departamento fundación red",
    "it": "università",
    "pt": "universidade",
}
BUILDINGS: Mapping[str, str] = {
    "en": "hospital clinic stadium castle mill",
    "fr": "hôpital clinique stade gymnase complexe médiathèque paroisse ferme domaine château moulin",
    "es": "clínica estadio gimnasio polideportivo ermita iglesia parroquia castillo",
}
# Bodies of a town, in the first lines: "Festival de Villard-de-Lans".
LOCAL_BODIES: Mapping[str, str] = {
    "en": "festival committee office municipality council parish friends",
    "fr": "festival comité mairie paroisse amis commune ville",
    "es": "festival comité oficina ampa ayuntamiento alcaldía municipio amigos vecinos peña ateneo",
}
ACADEMIC_WORDS = union(ACADEMICS)
BUILDING_WORDS = (ADDRESS_WORDS | union(BUILDINGS)) - ACADEMIC_WORDS
BODY_WORDS = (CORPORATE_WORDS | ORGANISATION_WORDS | BUILDING_WORDS | ACADEMIC_WORDS) - {"case"}
HEADING_WORDS = (BODY_WORDS - ACADEMIC_WORDS) | union(LOCAL_BODIES)
