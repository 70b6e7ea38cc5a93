"""Words that tell the items of one event's agenda from events, by language."""

import re
from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

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
    "en": r"interviews?|selection|shortlist\w*|results?|decisions?|award decisions?",
    "fr": r"entretiens?|sélection|résultats?|décisions?|entrée en fonctions?",
    "es": r"entrevistas?|selección|resultados?|fallo|decisión",
    "de": r"auswahl\w*|ergebnisse|vorstellungsgespräche|gespräche|entscheidung",
    "it": r"colloqui|selezione|risultati|esiti",
    "pt": r"entrevistas?|seleção|resultados?",
}
# The first day of a post, which is one of these steps beside another one, or else that of the event.
_FIRST_DAYS: Mapping[str, str] = {
    "en": r"start(?: date)?|begin(?:s|ning)?",
    "fr": r"début",
    "es": r"inicio",
    "de": r"beginn",
    "it": r"inizio",
    "pt": r"início",
}
# A date follows at once: "Decision: who owns the Alps?" is a debate.
_DATE_BELOW = r"\s*:\s*(?=[^\W\d_]{0,12}\.?,?\s*\d)"
FIRST_DAY = re.compile(rf"\W*(?:{'|'.join(_FIRST_DAYS.values())}){_DATE_BELOW}", re.IGNORECASE)
SELECTION_STEP = re.compile(
    rf"\W*(?:{'|'.join((*_SELECTION_STEPS.values(), *_FIRST_DAYS.values()))}){_DATE_BELOW}",
    re.IGNORECASE,
)
# With what the text of a day in a list begins on which nothing takes place: "Friday 26: closed".
_CLOSED_DAYS: Mapping[str, str] = {
    "en": r"closed|no (?:activities|events|class(?:es)?|seminars?|lectures?|talks?|meetings?|sessions?)"
    r"|(?:end of )?half[- ]term(?: (?:holidays?|break))?|inset days?|bank holiday"
    r"|(?:spring|fall|autumn|winter|summer|easter|christmas|term|school) (?:break|holidays?)",
    "fr": r"ferm[ée]e?s?|fermeture|relâche|pas d['’](?:activité|événement)s?"
    r"|pas de (?:cours|séance|conférence|réunion)|jour férié|vacances scolaires",
    "es": r"cerrad[oa]|sin actividad(?:es)?|no hay (?:clase|actividad|reuni[oó]n|sesi[oó]n)(?:e?s)?"
    r"|día festivo",
    "de": r"geschlossen|ruhetag|keine? (?:veranstaltung|sitzung|vorlesung|probe)|feiertag|schulferien",
    "it": r"chius[oa]|chiusura|nessuna attività",
    "pt": r"fechad[oa]|encerrad[oa]|sem atividades",
}
CLOSED_DAY = re.compile(
    rf"\W*(?:{'|'.join(_CLOSED_DAYS.values())})(?=\s*(?:$|[().,;:!*_–—]|-(?!\w)|"
    r"\b(?:for|due|because|all|until|pour|en|toute|à|por|todo|wegen|per|devido)\b))",
    re.IGNORECASE,
)
# Of a day on which a town does something regularly.
_SERVICES: Mapping[str, str] = {
    "en": r"(?:waste|recycling|refuse|garbage|rubbish|bins?) (?:collections?|pick-?ups?)",
    "fr": r"collecte d(?:u|es?|e la) (?:gros )?(?:recyclage|déchets|ordures|rebuts|encombrants|verre|papier)",
    "es": r"recogida de (?:basuras?|residuos|enseres|papel|vidrio)",
    "de": r"(?:müll|sperrmüll|papier|biomüll)abfuhr",
    "it": r"raccolta (?:dei )?(?:rifiuti|differenziata|carta|vetro)",
    "pt": r"recolha de (?:lixo|resíduos)",
}
SERVICE = re.compile(rf"\W*(?:{'|'.join(_SERVICES.values())})\b", re.IGNORECASE)
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
