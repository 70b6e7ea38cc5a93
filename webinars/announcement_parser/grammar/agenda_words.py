"""Words that tell the items of one event's agenda from events, by language."""

import re
from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary import PERIOD_WORDS, union

# First words of items: "Welcome by the mayor", "Coffee break", "Registration".
_AGENDA_ITEMS: Mapping[str, str] = {
    "en": "welcome opening closing coffee tea lunch dinner breakfast break registration arrival introduction"
    " introductions keynote plenary adjourn adjournment wrap-up conclusions q&a networking",
    "fr": "accueil ouverture clôture café pause déjeuner dîner cocktail bienvenue introduction plénière"
    " mot discours allocution conclusion conclusions émargement échanges",
    "es": "apertura bienvenida clausura café pausa almuerzo comida cena acreditación registro receso cierre"
    " conclusiones plenaria palabras inauguración descanso",
    "de": "begrüßung eröffnung pause kaffee kaffeepause mittagessen mittagspause abendessen abschluss ende"
    " anmeldung registrierung einführung ankunft schlusswort",
    "it": "saluti apertura pausa pranzo cena chiusura registrazione accoglienza introduzione"
    " conclusioni",
    "pt": "abertura boas-vindas pausa almoço jantar encerramento credenciamento introdução"
    " conclusões intervalo",
    "nl": "welkom opening pauze lunch koffie afsluiting inloop borrel",
}
# Steps of a selection, whose dates beside a deadline are no events: "Interviews: 12-16 April".
_SELECTION_STEPS: Mapping[str, str] = {
    "en": r"interviews?|start(?: date)?|begin(?:s|ning)?|selection|shortlist\w*|results?|decisions?|award\w*",
    "fr": r"entretiens?|début|sélection|résultats?|décisions?|entrée en fonctions?",
    "es": r"entrevistas?|inicio|selección|resultados?|fallo|decisión",
    "de": r"auswahl\w*|beginn|ergebnisse|vorstellungsgespräche|gespräche|entscheidung",
    "it": r"colloqui|inizio|selezione|risultati|esiti",
    "pt": r"entrevistas?|início|seleção|resultados?",
}
SELECTION_STEP = re.compile(rf"\W*(?:{'|'.join(_SELECTION_STEPS.values())})\s*:", re.IGNORECASE)
# With what the text of a day in a list begins on which nothing takes place: "Friday 26: closed".
_CLOSED_DAYS: Mapping[str, str] = {
    "en": r"closed|no (?:activities|events|classes)",
    "fr": r"ferm[ée]e?s?|fermeture|relâche|pas d['’](?:activité|événement)s?|pas de cours",
    "es": r"cerrad[oa]|sin actividad(?:es)?|no hay (?:clase|actividad)(?:e?s)?",
    "de": r"geschlossen|ruhetag|keine veranstaltung",
    "it": r"chius[oa]|chiusura|nessuna attività",
    "pt": r"fechad[oa]|encerrad[oa]|sem atividades",
}
CLOSED_DAY = re.compile(
    rf"\W*(?:{'|'.join(_CLOSED_DAYS.values())})(?=\s*(?:$|[().,;:!–—-]|"
    r"\b(?:for|due|because|all|until|to|pour|en|toute|à|por|todo|wegen|per|devido)\b))",
    re.IGNORECASE,
)
# Words of a period with events that also head the agenda of one event.
_AMBIGUOUS_PERIODS: Mapping[str, str] = {
    "en": "agenda calendar webinars seminars talks",
    "fr": "agenda programme calendrier webinaires séminaires",
    "es": "agenda calendario seminarios",
    "de": "kalender vorträge",
    "it": "calendario",
    "pt": "agenda calendário palestras",
}

AGENDA_ITEM_WORDS = union(_AGENDA_ITEMS)
CERTAIN_PERIOD_WORDS = PERIOD_WORDS - union(_AMBIGUOUS_PERIODS)
