"""Phrases for days without a month beside them, by language: "the 14th", "ce jeudi", "pasado mañana"."""

# Regular expressions; those of one language are joined, and a space is any white space. {weekday}, {day},
# {ordinal} and {month} stand for the names and numbers of all languages.

from collections.abc import Mapping

# A day of a month that is not named: "the 14th", "le 14".
NUMBERED_DAYS: Mapping[str, str] = {
    "en": r"the {day}(?:st|nd|rd|th)",
    "fr": r"le (?:{day}|1er)",
    "es": r"el (?:día )?{day}",
    "de": r"am {day}\.",
    "it": r"il (?:giorno )?{day}",
    "pt": r"(?:no )?dia {day}",
}
# What may follow such a day; another word makes it "the 14th session", "le 14 rue Neuve".
AFTER_NUMBERED_DAY: Mapping[str, str] = {
    "en": r"at|from|in(?! a\b)|between|of (?:this|the|next|each|every) month|this month|next month|we|and|or"
    r"|starting|is|will",
    "fr": r"à|de \d|dès|en|au|chez|dans|du mois|de chaque mois|prochain|courant|nous|entre|et|ou",
    "es": r"a las?|de \d|desde|en|del mes|de cada mes|de este mes|próximo|entre|y|o",
    "de": r"um|ab|von|im|in|statt|dieses|treffen|findet|und|oder",
    "it": r"alle|ore|dalle|in|presso|del mese|e|o",
    "pt": r"às|a partir|das|em|na|no|de \d|deste|e|ou",
}
# A weekday and the number of a day: "Thursday the 19th", "mercredi 14".
WEEKDAYS_WITH_DAYS = (
    r"{weekday},? (?:(?:the|le|el(?: día)?|día|den|dem|il|dia|that is the|i\.?e\.? the) )?"
    r"{day}(?:st|nd|rd|th|er|º|\.)?"
)
# A weekday of each month, or of a named one.
NUMBERED_WEEKDAYS: Mapping[str, str] = {
    "en": r"{ordinal} {weekday}(?: (?:of|in) (?:(?:each|every|the|this|next)(?: calendar)? month|{month})"
    r"| (?:each|every) month)",
    "fr": r"{ordinal} {weekday}"
    r" (?:de chaque mois|du mois|de ce mois|(?:de |d[’'])(?:mois de |mois d[’'])?{month})",
    "es": r"{ordinal} {weekday} (?:de cada mes|del mes|de este mes|de {month})",
    "de": r"{ordinal} {weekday}"
    r" (?:im monat|jeden monats|des monats|eines jeden monats|im {month})",
    "it": r"{ordinal} {weekday} (?:del mese|di ogni mese|di {month})",
    "pt": r"{ordinal} {weekday} (?:do mês|de cada mês|de {month})",
}
ORDINALS: Mapping[int, str] = {
    1: "first|1st|premier|1er|primer|ersten|erster|erste|primo|primeira|primeiro",
    2: "second|2nd|deuxième|2e|2ème|segundo|zweiten|zweiter|zweite|secondo|segunda",
    3: "third|3rd|troisième|3e|3ème|tercer|dritten|dritter|dritte|terzo|terceira|terceiro",
    4: "fourth|4th|quatrième|4e|4ème|cuarto|vierten|vierter|vierte|quarto|quarta",
    -1: "last|dernier|último|letzten|letzter|letzte|ultimo|última",
}
# A weekday after these words is over, comes again and again, or is another day's name.
BEFORE_OTHER_WEEKDAY: Mapping[str, str] = {
    "en": r"last|every|each|all|past|previous|every other|good|black|easter|ash|shrove|giving|palm|whit"
    r"|by|until|till|before|since|after|to|through|and|or",
    "fr": r"chaque|tous les|les|avant|depuis|après|jusqu[’']à|jusqu[’']au|au|à|et|ou|du",
    "es": r"cada|los|todos los|antes del|desde el|hasta el|después del|pasado|a|al|y|o|de",
    "de": r"jeden|jeder|letzten|vergangenen|vor|seit|bis|nach|und|oder|von",
    "it": r"ogni|scorso|prima di|entro|fino a|dopo|e|o|dal|da",
    "pt": r"cada|toda|todas as|passada|até|antes de|depois de|e|ou|de",
}
AFTER_OTHER_WEEKDAY: Mapping[str, str] = {
    "en": r"(?:[’']s|s)\b|(?: evenings| mornings| nights)|,? (?:to|through|until|till|and|or|&) {weekday}",
    "fr": r"s\b| (?:dernier|passé)\b| (?:à|au|et|ou) (?:le )?{weekday}",
    "es": r"(?:s\b)| pasado\b| (?:a|al|y|o) (?:el )?{weekday}",
    "de": r"s\b| (?:bis|und|oder) {weekday}",
    "it": r" scorso\b| (?:a|al|e|o) {weekday}",
    "pt": r" passad[oa]\b| (?:a|à|e|ou) {weekday}",
}
# Words before or after a weekday to come.
BEFORE_NEXT_WEEKDAY: Mapping[str, str] = {
    "en": r"this|next|this coming|coming|the coming|upcoming",
    "fr": r"ce",
    "es": r"este|(?:el )?próximo",
    "de": r"diesen|nächsten|kommenden",
    "it": r"questo|(?:il )?prossimo",
    "pt": r"n?esta|(?:n?a )?próxima|n?este|(?:n?o )?próximo",
}
AFTER_NEXT_WEEKDAY: Mapping[str, str] = {
    "en": r"next week|week",
    "fr": r"prochain",
    "es": r"que viene|próximo",
    "de": r"nächster woche|der kommenden woche",
    "it": r"prossimo",
    "pt": r"que vem|próxim[oa]",
}
# Days by their distance from the day of writing; "por la mañana" and "am Morgen" are times of day.
RELATIVE_DAYS: Mapping[int, Mapping[str, str]] = {
    1: {
        "en": r"(?<!after\s)tomorrow",
        "fr": r"(?<!après-)demain",
        "es": r"(?<!la\s)(?<!esta\s)(?<!pasado\s)(?<!media\s)mañana",
        "de": r"(?<!am\s)(?<!guten\s)(?<!jeden\s)morgen"
        r"(?= (?:um|ab|abend|früh|nachmittag|vormittag|mittag)\b|,)",
        "it": r"(?<!dopo\s)domani",
        "pt": r"(?<!depois\sde\s)amanhã",
    },
    2: {
        "en": r"(?:the )?day after tomorrow",
        "fr": r"après-demain",
        "es": r"pasado mañana",
        "de": r"übermorgen",
        "it": r"dopodomani|dopo domani",
        "pt": r"depois de amanhã",
    },
}
# An event that lasts the day, whatever the hour of the others of its list.
ALL_DAY_PHRASES: Mapping[str, str] = {
    "en": r"(?:full|all|whole|entire)[ -]day|all day long",
    "fr": r"(?:toute la|la|en) journée(?: entière| complète)|toute la journée|journée complète"
    r"|journée entière",
    "es": r"todo el día|día completo|jornada completa",
    "de": r"ganztägig\w*|ganztags|den ganzen tag|ganzer tag",
    "it": r"tutto il giorno|(?:tutta la|intera) giornata|giornata intera",
    "pt": r"o dia (?:todo|inteiro)|dia inteiro",
}
