"""Function words with a role in dates and times by language: prepositions, am and pm, hours in words."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

# Function words with a role in the grammar, by role and language.
FUNCTION_WORDS_BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "ordinal": {"en": "st nd rd th", "fr": "er", "es": "º °"},
    "of": {"en": "of", "es": "de del"},
    "to": {
        "en": "to until till through thru",
        "fr": "à au jusqu",
        "es": "al hasta",
        "de": "bis",
        "it": "alle",
        "pt": "às até",
    },
    "and": {"en": "and &", "de": "und"},
    "or": {"en": "or", "fr": "ou", "es": "o", "de": "oder", "it": "o", "pt": "ou"},
    "edge": {
        "en": "early mid late beginning end",
        "fr": "mi début debut fin",
        "es": "principios mediados finales inicios",
    },  # mid-April 2021: still the whole month
    "am": {"en": "am"},
    "pm": {"en": "pm"},
    "noon": {"en": "noon midday", "fr": "midi", "es": "mediodía mediodia"},
    "half-hour": {"en": "half", "fr": "demie", "es": "media"},
    "quarter": {"en": "quarter", "fr": "quart", "es": "cuarto"},
    "clock": {"en": "clock"},
    # Before an hour, also without minutes: "at 6", "a las 6".
    "at-hour": {"en": "at", "es": "las", "it": "alle"},
    # Before an hour from 0 to 24: "ore 11".
    "hours-before": {"it": "ore"},
    # Between a weekday and the day: "Friday the 6th", "Freitag, den 6. März".
    "day-article": {"en": "the", "fr": "le", "es": "el día", "de": "den", "it": "il", "pt": "dia"},
    # Before two hours without minutes: "from 2 to 4", "de 17 a 18".
    "between": {"en": "between", "fr": "entre", "es": "entre"},
    "from-hour": {
        "en": "from between",
        "fr": "de entre",
        "es": "de entre",
        "de": "von",
        "pt": "das",
    },
    "midnight": {"en": "midnight", "fr": "minuit", "es": "medianoche"},
    "hours": {"en": "h hrs hr hours hour uhr", "fr": "heures", "es": "hs horas", "ca": "hores"},
    "next": {"en": "next following", "fr": "suivant", "es": "siguiente"},
    "previous": {"en": "previous preceding"},
    "day": {"en": "day days", "fr": "jour jours", "es": "día días dia dias"},
    "tomorrow": {"fr": "lendemain"},
    "local": {"en": "local", "fr": "locale", "de": "ortszeit"},
    # Before a length of time, which may look like an hour: "durée : 1 h 30".
    "duration": {
        "en": "duration length lasts for",
        "fr": "durée dure pendant",
        "es": "duración dura durante",
        "de": "dauer dauert",
        "it": "durata",
        "pt": "duração horária",
        "ca": "durada",
    },
    # Of these the nouns, after which "1:30" is no hour.
    "duration-noun": {
        "en": "duration length",
        "fr": "durée",
        "es": "duración",
        "de": "dauer",
        "it": "durata",
        "pt": "duração",
        "ca": "durada",
    },
    "time": {"en": "time", "fr": "heure", "es": "hora"},
    # Only between two dates or two times; elsewhere these are articles or names.
    "to-joint": {"es": "a"},
    "and-joint": {"fr": "et", "es": "y e"},
    # Before a year: 16 de julio de 2020.
    "of-year": {"es": "de del"},
    # With a number from 7 a time of day, below it a duration: 15 heures, 2 heures.
    "spelled-hours": {"fr": "heures", "es": "horas"},
    # In a line about all events of a list: "every Friday at 15:30", "(all 20:00)".
    "every": {
        "en": "every each all always",
        "fr": "chaque tous toutes toujours",
        "es": "todos todas cada siempre",
        "de": "jeden jeweils immer",
        "it": "tutti tutte",
    },
    # May separate a date, its times and their cities within one expression.
    "filler": {
        "en": "at from on in between time times the of standard daylight summer winter is for sharp prompt"
        " promptly duration starting beginning",
        "fr": "le la les du de des heure heures en dès entre pendant durée précises partir",
        "es": "el la las los del de hora horas en desde entre durante duración punto",
        "de": "um am im den von ab ortszeit",
        "it": "il dal dalle ore",
        "pt": "das",
    },
}

# Numbers of hours in words, one first.
HOURS: Mapping[str, str] = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "fr": "une deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
}

# Words near a time that say what begins or ends then: the event …
STARTS: Mapping[str, str] = {
    "en": "start starts starting begin begins beginning commences kick-off kickoff when time timing",
    "fr": "commence commencent commencera début débute débutera heure horaire horaires partir rendez-vous",
    "es": "comienza comienzan comenzará empieza empiezan inicia inicio comienzo hora horario",
    "de": "beginn beginnt",
    "it": "inizio ore",
    "pt": "início horário",
}
ENDS: Mapping[str, str] = {
    "en": "end ends ending finish finishes until till done finished close",
    "fr": "fin finit termine terminera jusqu jusque clôture retour",
    "es": "fin final termina terminará hasta clausura encerramento vuelta regreso",
    "de": "ende rückkehr rückfahrt schluss",
    "it": "fine ritorno rientro termine",
    "pt": "fim regresso",
}
# … what precedes it …
BEFORE_EVENT: Mapping[str, str] = {
    "en": "door doors registration check-in checkin tea coffee refreshments arrival arrive setup lobby"
    " welcome breakfast join admission warm-up warmup",
    "fr": "portes accueil café enregistrement arrivée installation",
    "es": "puertas acceso acreditación registro acreditaciones café bienvenida recepción",
    "de": "einlass empfang türöffnung saalöffnung kassenöffnung",
    "it": "accoglienza",
    "pt": "acolhimento receção recepção",
}
# … or something else: a deadline, opening hours, a meal.
OTHER_TIMES: Mapping[str, str] = {
    "en": "by before deadline quorum open opens opening office hours dinner lunch drinks reception pizza bar"
    " afterwards later than call phone bus train departure returns return",
    "fr": "avant dîner déjeuner apéritif apéro ouvert ouverte ouverture bus train limite repas",
    "es": "antes cena almuerzo abierto abierta informes teléfono atención límite",
}

# Phrases after the hour that mean am or pm.
HALF_DAY_PHRASES: Mapping[str, str] = {
    "in the morning": "am",
    "in the afternoon": "pm",
    "in the evening": "pm",
    "at night": "pm",
    "del mediodía": "pm",
    "por la tarde": "pm",
    "por la mañana": "am",
    "por la noche": "pm",
    "du matin": "am",
    "de l'après-midi": "pm",
    "de l’après-midi": "pm",
    "du soir": "pm",
    "de la mañana": "am",
    "de la tarde": "pm",
    "de la noche": "pm",
}
# Titles of people before a full stop, which ends no sentence.
ABBREVIATIONS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "dr prof mr mrs ms st rev",
    "fr": "dr pr mme mlle me",
    "es": "dr dra sr sra lic ing prof",
    "de": "dr prof hr fr dipl",
    "it": "dott prof sig ing avv",
    "pt": "dr dra sr sra prof",
}
ARTICLES_BY_LANGUAGE: Mapping[str, str] = {"en": "the", "fr": "le la les", "es": "el la"}
# Function words by which the language of a text is recognized.
TEXT_LANGUAGES: Mapping[str, str] = {
    "en": "the of and to in is at for with we you",
    "fr": "le la les des et du est au aux pour nous vous une",
    "es": "el la los las del y en se para una con por",
    "de": "der das und im von mit für eine wir uhr den dem",
    "it": "il della dei di per alle ore nel una con gli dal",
    "pt": "os do da dos em na para uma com às dia não",
}
BEFORE_START, BEFORE_END = union(STARTS), union(ENDS)
PRELIMINARIES, BEFORE_OTHER_TIME = union(BEFORE_EVENT), union(OTHER_TIMES)
HOUR_NUMBERS = {
    word: number for row in HOURS.values() for number, word in enumerate(row.split(), 1)
}
FUNCTION_WORDS = {role: union(rows) for role, rows in FUNCTION_WORDS_BY_ROLE.items()}
ABBREVIATIONS = union(ABBREVIATIONS_BY_LANGUAGE)
ARTICLES = union(ARTICLES_BY_LANGUAGE)
