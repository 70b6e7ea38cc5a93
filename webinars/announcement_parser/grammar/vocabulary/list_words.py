"""Words by language for series and periods of events, and for what all events of a list have in common."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

# Words in a sentence about all events, with a verb or noun in the plural.
PLURALS: Mapping[str, str] = {
    "en": "talks lectures sessions meetings seminars webinars events calls concerts workshops classes",
    "fr": "commencent débutent séances conférences ateliers réunions",
    "es": "comienzan empiezan inician conferencias sesiones charlas talleres reuniones clases",
    "it": "conferenze incontri",
}
# What says that a time is that of all events of a list, as regular expressions …
COMMON_TIMES: Mapping[str, str] = {
    "en": r"every|each|all|always|usually|weekly|biweekly|(?:mon|tues|wednes|thurs|fri|satur|sun)days|both"
    r"|(?:start|begin)s?\s(?:always\s)?at|from\sweek\sto\sweek|(?:unless|except\swhere)\s(?:otherwise\s)?(?:noted|stated|indicated)"
    r"|unless\s(?:\w+\s){0,5}otherwise",
    "fr": r"chaque|toute?s|tous|toujours|les?\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
    r"|commencent|débutent|certains\s(?:lun|mar|mercre|jeu|vendre|same)dis"
    r"|sauf\s(?:mention|indication|avis)\scontraire",
    "es": r"cada|tod[oa]s|siempre|los\s(?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)|comienzan"
    r"|empiezan|inician|salvo\s(?:indicación|aviso)\s(?:en\s)?contrari[oa]|salvo\sque\sse\sindique",
    "other": r"jede[nrs]?|immer|alle|jeweils|tutt[ei]|sempre|ogni|todos|elke|alle"
    r"|(?:sofern|soweit|falls|wenn)\snicht\sanders\s(?:angegeben|vermerkt)|(?:mon|diens|donners|frei|sams|sonn)tags"
    r"|mittwochs|salvo\s(?:diversa\s)?indicazion[ei](?:\scontrari[ae])?|(?:gli|i)\s\w+\ssi\s(?:tengono|svolgono)"
    r"|salvo\sindicação\s(?:em\s)?contrári[oa]|às\s(?:segundas|terças|quartas|quintas|sextas)(?:-feiras)?",
}
# … and that a time zone is that of all times.
COMMON_ZONES: Mapping[str, str] = {
    "en": r"all\s(?:the\s)?(?:\w+\s)?(?:times|hours)|times\s(?:are|in|shown|given)"
    r"|all\s\d\d?[:.]\d\d|time\szone",
    "fr": r"(?:toutes?\sles\s)?heures?\s(?:de|en|indiquées?|locales?)|horaires\s(?:en|indiqués)|toutes\sà",
    "es": r"(?:todas\slas\s)?horas?\s(?:de|en|indicadas?|del)|horarios\sen|todos\slos\shorarios",
    "other": r"alle\s(?:zeiten|uhrzeiten)|tutti\sgli\sorari|todos\sos\shorários",
}
# What says that the time is that of the event before, as regular expressions.
SAME_TIMES: Mapping[str, str] = {
    "en": r"(?:at\sthe\s)?same\s(?:times?|hours?|place\sand\stime|time\sand\splace)",
    "fr": r"(?:à\sla\s)?même\s(?:heure|horaire)|mêmes?\sheures?",
    "es": r"(?:a\sla\s)?mism[ao]\s(?:hora|horario)",
    "other": r"gleiche\s(?:uhr)?zeit|stessa\sora|mesm[ao]\s(?:hora|horário)",
}
# Nouns of series of events, as regular expressions; an announcement of one webinar belongs to no series.
SERIES: Mapping[str, str] = {
    "en": r"series|seminars?|colloqui(?:um|a)|webinars|talks|lectures|office\shours|round\s?tables|briefings"
    r"|journal\sclub|reading\s(?:group|circle)|(?:spring|summer|autumn|winter)\swebinars|map\snights"
    r"|(?:community|contributors|monthly|weekly)\s(?:calls?|meetings?)|regular\smeetings|brown\sbag\s\w+",
    "fr": r"séminaires?|cycle(?:\sde\s\w+)?|webinaires|les\s(?:lundis|mardis|mercredis|jeudis|vendredis)"
    r"|midis?-conférences?|rencontres|conférences",
    "es": r"seminarios?(?:\spermanente)?|ciclo(?:\sde\s\w+)?|coloquios?|jueves\sculturales|conferencias"
    r"|charlas",
    "other": r"i\smercoledì|vorträge|ringvorlesung|conferenze|ciclo",
}
# Nouns that the name of a series in quotation marks may follow: séminaire « Archives du geste ».
NAMED_SERIES = (
    "series",
    "seminar",
    "séminaire",
    "seminario",
    "cycle",
    "ciclo",
    "colloquium",
    "coloquio",
)
# Titles with one of these are those of a period with events, not of an event of several days.
PERIODS: Mapping[str, str] = {
    "en": "week agenda diary calendar newsletter bulletin events ahead upcoming digest webinars seminars"
    " talks",
    "fr": "semaine agenda calendrier bulletin événements programme programmation webinaires séminaires",
    "es": "semana agenda calendario boletín cartelera programación eventos actividades seminarios",
    "de": "woche wochenprogramm kalender veranstaltungen termine vorträge",
    "it": "settimana calendario appuntamenti eventi",
    "pt": "semana agenda calendário eventos palestras",
}
# Words for a series of events, whose parts have titles of their own.
SERIES_WORD_ROWS: Mapping[str, str] = {
    "en": "seminar seminars colloquium talks lectures series salon colloquia club",
    "fr": "séminaire séminaires cycle conférences jeudis mercredis mardis lundis midis",
    "es": "seminario ciclo conferencias charlas jueves coloquio martes",
    "de": "vorträge vortragsreihe seminare reihe",
    "it": "seminari conferenze incontri rassegna",
    "pt": "seminários palestras conferências encontros",
}
PLURAL_WORDS = union(PLURALS)
COMMON_TIME_PHRASES = tuple(COMMON_TIMES.values())
COMMON_ZONE_PHRASES = tuple(COMMON_ZONES.values())
SAME_TIME_PHRASES = tuple(SAME_TIMES.values())
SERIES_NOUNS = tuple(SERIES.values())
PERIOD_WORDS = union(PERIODS)
SERIES_WORDS = union(SERIES_WORD_ROWS)
