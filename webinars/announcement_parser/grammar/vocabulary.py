"""Words of announcements by language: months, weekdays, labels, venues; a language is a row in each table."""

from collections.abc import Mapping

MONTHS: Mapping[str, tuple[str, ...]] = {
    # One string per month, January first: the name, then abbreviations and other spellings.
    "en": (
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ),
    "fr": (
        "janvier janv jan",
        "février fevrier févr fevr fév",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août aout",
        "septembre sept",
        "octobre oct",
        "novembre nov",
        "décembre decembre déc",
    ),
    # Without "ago" and "set": both are English words.
    "es": (
        "enero ene",
        "febrero feb",
        "marzo mar",
        "abril abr",
        "mayo",
        "junio jun",
        "julio jul",
        "agosto",
        "septiembre setiembre sept sep",
        "octubre oct",
        "noviembre nov",
        "diciembre dic",
    ),
    "de": (
        "januar jänner",
        "februar feber",
        "märz maerz mrz",
        "april apr",
        "mai",
        "juni jun",
        "juli jul",
        "august aug",
        "september sept sep",
        "oktober okt",
        "november nov",
        "dezember dez",
    ),
    # Without "gen", "ago" and "set".
    "it": (
        "gennaio",
        "febbraio febbr",
        "marzo",
        "aprile",
        "maggio magg",
        "giugno giu",
        "luglio lug",
        "agosto",
        "settembre sett",
        "ottobre ott",
        "novembre nov",
        "dicembre dic",
    ),
    # Without "set" and "out".
    "pt": (
        "janeiro jan",
        "fevereiro fev",
        "março",
        "abril abr",
        "maio",
        "junho jun",
        "julho jul",
        "agosto",
        "setembro",
        "outubro",
        "novembro nov",
        "dezembro dez",
    ),
}

WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    # Monday first.
    "en": (
        "monday mon",
        "tuesday tue tues",
        "wednesday wed weds",
        "thursday thu thur thurs",
        "friday fri",
        "saturday sat",
        "sunday sun",
    ),
    # Without abbreviations that are months, cities or first names elsewhere: mar, vie, sam.
    "fr": (
        "lundi lun",
        "mardi",
        "mercredi mer",
        "jeudi jeu",
        "vendredi ven",
        "samedi",
        "dimanche dim",
    ),
    "es": (
        "lunes lun",
        "martes",
        "miércoles miercoles mié",
        "jueves jue",
        "viernes",
        "sábado sabado sáb",
        "domingo",
    ),
    "de": (
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag sonnabend",
        "sonntag",
    ),
    "it": (
        "lunedì lunedi",
        "martedì martedi",
        "mercoledì mercoledi",
        "giovedì giovedi",
        "venerdì venerdi",
        "sabato",
        "domenica",
    ),
}
# Words that are weekdays before a number ("Mi 5. Mai", "terça, 16") or "-feira", and other words elsewhere.
WEEKDAYS_BEFORE_DAYS: Mapping[str, tuple[str, ...]] = {
    "fr": ("", "mar", "", "", "", "sam", ""),
    "es": ("", "mar", "", "", "vie", "", "dom"),
    "de": ("mo", "di", "mi", "do", "fr", "sa", "so"),
    "pt": ("segunda", "terça terca", "quarta", "quinta", "sexta", "", ""),
}

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
        "pt": "duração",
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

# Names of months that are also common words: in lower case they need a year.
COMMON_WORDS = frozenset({"may", "march", "mar"})
# Names of months that are proper names if capitalised: then they need a day.
PROPER_NAMES = frozenset({"Mars"})

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

# Words in a sentence about all events, with a verb or noun in the plural.
PLURALS: Mapping[str, str] = {
    "en": "talks lectures sessions meetings seminars webinars events calls concerts workshops classes",
    "fr": "commencent débutent séances conférences ateliers réunions",
    "es": "comienzan empiezan inician conferencias sesiones charlas talleres reuniones clases",
    "it": "conferenze incontri",
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

# Verbs before the first and the last day of an event, which are labels without a colon.
BOUND_VERBS: Mapping[str, Mapping[str, str]] = {
    "date": {"en": "starts begins", "fr": "débute commence", "es": "comienza empieza"},
    "end": {"en": "ends", "fr": "finit", "es": "termina"},
}

LABELS: Mapping[str, Mapping[str, str]] = {
    # Labels at the start of a line, such as "Venue: …", by the field that follows.
    "title": {
        "en": "title|event|subject|topic|webinar title|event title|what",
        "fr": "titre|événement|sujet|objet|thème",
        "es": "título|titulo|evento|asunto|tema",
        "de": "titel|thema|betreff|veranstaltung",
        "it": "titolo|oggetto|tema",
    },
    "date": {
        "en": "when|date|dates|date and time|date & time|date/time|time and date|day"
        "|start|starts|begin|begins|start date|starting date|date of start|first day",
        "fr": "quand|date et heure|jour|jours|début|date de début|date du début",
        "es": "cuándo|cuando|fecha|fechas|fecha y hora|día|días|inicio|fecha de inicio|comienzo",
        "de": "wann|datum|termin|termine|tag|startdatum|anfang",
        "it": "quando|data|date|data e ora|inizio|data di inizio|data inizio",
        "pt": "quando|data|datas|data e hora|data e horário|início|data de início",
    },
    "time": {
        "en": "time|times|timing|hour|hours|utc|utc time|utctime|gmt|local time",
        "fr": "heure|heures|horaire",
        "es": "hora|horario",
        "de": "uhrzeit|zeit|beginn",
        "it": "ora|ore|orario",
        "pt": "horário",
    },
    "end": {
        "en": "end|ends|ending|until|end date|ending date|last day",
        "fr": "fin|date de fin|date de la fin",
        "es": "hasta|fin|fecha de fin|fecha de término|fecha de cierre|término",
        "de": "ende|enddatum",
        "it": "fine|data di fine|data fine",
        "pt": "fim|término|data de término|data de fim",
    },
    "place": {
        "en": "place|venue|where|location",
        "fr": "lieu|où|endroit",
        "es": "lugar|dónde|donde|sede",
        "de": "ort|wo|veranstaltungsort",
        "it": "luogo|dove|sede",
        "pt": "local|onde",
    },
    "cities": {"en": "cities", "fr": "villes", "es": "ciudades"},
    "zone": {
        "en": "time zone|timezone|zone",
        "fr": "fuseau horaire|fuseau",
        "es": "zona horaria|huso horario",
        "de": "zeitzone",
        "it": "fuso orario",
        "pt": "fuso horário",
    },
    "mail": {
        "en": "from|to|cc|bcc|sent|reply-to",
        "fr": "de|à|envoyé",
        "es": "para|enviado",
        "de": "von|an|gesendet",
        "it": "da|inviato",
    },
}

# Labels of the date in the header of a mail.
MAIL_DATES: Mapping[str, str] = {"en": "date", "es": "fecha", "de": "datum", "it": "data"}

# Words shortly before a date that show that it is not the date of the event …
MENTIONS: Mapping[str, str] = {
    "en": "since until till by before after no-later-than last updated modified adopted published posted"
    " issued signed dated released presented established submitted deadline expires closes"
    " ends rsvp apply opened founded created copyright",
    "fr": "depuis avant après modifié adopté adoptée publié publiée signé signée fondé fondée créé créée"
    " limite clôture échéance tard",
    "es": "antes después actualizado adoptado adoptada publicado publicada firmado firmada creado creada"
    " límite plazo vence tardar cierra cierran",
    "de": "bis seit vor nach stand veröffentlicht aktualisiert anmeldeschluss frist",
    "it": "entro prima pubblicato pubblicata aggiornato comunicato scadenza",
    "pt": "até antes depois atualizado prazo",
}
# Those of them that are about the date only if it follows in their clause: "a walk before the fair, 3 May".
DEADLINE_PREPOSITION_ROWS: Mapping[str, str] = {
    "en": "since until till by before after",
    "fr": "depuis avant après",
    "es": "antes después",
    "de": "bis seit vor nach",
    "it": "entro prima",
    "pt": "até antes depois",
}
# Titles of dates that are not those of events: the words at the start or the end of a short title.
MENTION_PHRASES: Mapping[str, str] = {
    "en": "deadline|deadlines|due|notification|notifications|notification to authors|submission|submissions"
    "|submission due|abstracts|abstract|full papers|papers|camera ready|camera-ready|camera ready due"
    "|decisions|decision|slides|proposals|reviews|reviews back to authors|proceedings|rebuttal"
    "|early bird|early-bird|early registration|registration opens|registration closes|opens|closes|last date"
    "|close|sales close|sales end|sale ends|ticket sales|last day|you hear from us"
    "|schedule is published|call for papers"
    "|cfp opens|cfp closes|no seminar|no meeting|no class|no talk|no call|cancelled|canceled|postponed"
    "|minutes of|accounts to|published|publication|publication date|posted|updated|last updated"
    "|last modified|sent on|sent|link open until"
    "|circulated|uploaded|recorded|merged|commented|comment|edited|joined"
    "|created|version|previous session|previous meeting|last session|last meeting|invitations to submit"
    "|acceptance|acceptances|final version|opening hours|office hours|old date|original date|previous date"
    "|next issue|next newsletter|next bulletin|copy deadline|as of|applications|nominations|entries",
    "fr": "date limite|limite|clôture|notification|réponse aux auteurs|acceptation|soumission|soumissions"
    "|propositions|mis en ligne le|mis en ligne|mise en ligne|mise à jour|dernière mise à jour|version du"
    "|version|publié le|publication|rediffusion|rediffusion le|fait à|tarif|tarif hâtif|relâche|vacances"
    "|annulé|annulée|reporté|reportée|pv de|pv du|comptes au|textes en version définitive|jusqu'au"
    "|ouverture des inscriptions|clôture des inscriptions|inscriptions jusqu'au|séance précédente"
    "|pas de séance|pas de cours|pas de réunion|envoyé le|envoyé|fermé|ancienne date|date initiale"
    "|mis à jour le|mis à jour|prochain numéro|prochain bulletin|bouclage",
    "es": "fecha límite|límite|plazo|cierre|cierre de inscripción|presentación de resúmenes|aceptación"
    "|ponencias completas|inscripción anticipada|notificación|recepción|envío|publicado|publicación"
    "|actualizado|última actualización|cancelado|cancelada|aplazado|sesión anterior|hasta el|acta de"
    "|sin sesión|no hay clase|inscripciones hasta|inscripciones hasta el|enviado el|fecha anterior"
    "|fecha original|próximo número|próximo boletín|cierre de edición|entrega de trabajos"
    "|entrega de ponencias",
    "de": "alter termin|ursprünglicher termin|redaktionsschluss|einsendeschluss|bewerbungsschluss|abgabe"
    "|abgabetermin|abgabefrist|anmeldeschluss|bewerbungsfrist|rückmeldung"
    "|anmeldefrist|einreichungsfrist|einreichung|benachrichtigung|benachrichtigung der autoren"
    "|nächste ausgabe|nächster newsletter|nächster rundbrief|stand|veröffentlicht am|aktualisiert am"
    "|endgültige fassung",
    "it": "vecchia data|data precedente|notifica|notifica di accettazione|accettazione|scadenza"
    "|scadenza iscrizioni|invio degli abstract|prossimo numero|prossima newsletter|pubblicato il"
    "|aggiornato al|versione finale",
    "pt": "data anterior|notificação|notificação de aceite|submissão|submissão de resumos|prazo|prazo final"
    "|próximo número|próximo boletim|publicado em|atualizado em|versão final",
}
# … or directly before a month without a day.
MONTH_MENTIONS: Mapping[str, str] = {
    "en": "in of since for during until by from before after",
    "fr": "en de depuis pendant jusqu avant après",
    "es": "en de desde durante hasta antes",
    "de": "im in seit bis ab vor nach",
    "it": "a di da entro",
    "pt": "em de desde até",
}

# Names of countries that CLDR spells otherwise, by ISO code.
COUNTRY_ALIASES: Mapping[str, str] = {
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB", "Scotland": "GB",
    "Wales": "GB", "Northern Ireland": "GB", "Royaume Uni": "GB", "Inglaterra": "GB", "Angleterre": "GB",
    "USA": "US", "U.S.A.": "US", "U.S.": "US", "US": "US", "EE. UU.": "US", "EEUU": "US",
    "Czech Republic": "CZ", "Holland": "NL", "Pays Bas": "NL", "The Netherlands": "NL", "Russia": "RU",
    "South Korea": "KR", "Korea": "KR", "Ivory Coast": "CI", "Tanzania": "TZ", "Turkey": "TR",
    "DR Congo": "CD", "DRC": "CD", "Taiwan": "TW", "Moldova": "MD", "UAE": "AE", "Macedonia": "MK",
    "Deutschland": "DE", "Österreich": "AT", "Schweiz": "CH", "Svizzera": "CH", "Italia": "IT",
    "Nederland": "NL", "België": "BE", "Brasil": "BR", "Danmark": "DK", "Sverige": "SE", "Norge": "NO",
    "Cataluña": "ES", "Catalunya": "ES",
}  # fmt: skip
# Adjectives of countries before "time", by ISO code: "Swiss time".
DEMONYMS: Mapping[str, str] = {
    "argentine": "AR", "argentinian": "AR", "austrian": "AT", "belgian": "BE", "british": "GB",
    "bulgarian": "BG", "chilean": "CL", "chinese": "CN", "colombian": "CO", "croatian": "HR",
    "czech": "CZ", "danish": "DK", "dutch": "NL", "egyptian": "EG", "estonian": "EE", "ethiopian": "ET",
    "finnish": "FI", "french": "FR", "german": "DE", "ghanaian": "GH", "greek": "GR", "hungarian": "HU",
    "indian": "IN", "irish": "IE", "israeli": "IL", "italian": "IT", "japanese": "JP", "kenyan": "KE",
    "korean": "KR", "latvian": "LV", "lithuanian": "LT", "malaysian": "MY", "nigerian": "NG",
    "norwegian": "NO", "pakistani": "PK", "peruvian": "PE", "philippine": "PH", "polish": "PL",
    "portuguese": "PT", "romanian": "RO", "rwandan": "RW", "senegalese": "SN", "singaporean": "SG",
    "slovak": "SK", "slovenian": "SI", "spanish": "ES", "swedish": "SE", "swiss": "CH", "thai": "TH",
    "tunisian": "TN", "turkish": "TR", "ugandan": "UG", "ukrainian": "UA", "uk": "GB",
    "venezuelan": "VE", "vietnamese": "VN",
}  # fmt: skip
# Cities whose names are common words of announcements, or first names.
NO_CITIES_BY_LANGUAGE: Mapping[str, str] = {
    "en": "reading nice mobile split orange victoria union central date same media start end temple"
    " enterprise general aurora bar most of male best police young along sale ware wells deal hook street"
    " home man mary paul martin jackson lincoln garland irving norman spring springs summit paradise hope"
    " liberty independence commerce industry eagle eden harmony chad can come say hit salt holiday bell"
    " wedding retreat punch than goes north south east west christmas",
    "fr": "tours maurice réunion nord sud est ouest grève plaisir labo noël",
    "es": "norte sur este oeste habrá una lista centro pueblo"
    " santos florida trinidad mercedes libertad independencia progreso concepción san reunión mauricio",
    "de": "norden süden osten westen",
    "it": "riunione mai nord sud ovest",
    "pt": "feira março leste reunião maurício",
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
# Headers of columns by field; of "Time (UTC)" the first word counts.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "date": {
        "en": "date|dates|when|day|next session|next meeting|session date",
        "fr": "date|dates|quand|jour|jours",
        "es": "fecha|fechas|cuándo|día|días",
        "other": "datum|tag|data|quando|wanneer",
    },
    "time": {
        "en": "time|times|hour|start|hours|start time",
        "fr": "heure|horaire|heures|horaires",
        "es": "hora|horario|horas",
        "other": "uhrzeit|zeit|ora|orario|tijd",
    },
    "title": {
        "en": "title|topic|event|what|talk|session|webinar|name|subject|course|workshop|theme|class|activity",
        "fr": "titre|sujet|thème|événement|exposé|séance|intitulé|atelier|cours|activité|formation",
        "es": "título|tema|evento|sesión|charla|actividad|qué|taller|curso",
        "other": "titel|thema|veranstaltung|titolo|onderwerp|tema|kurs|corso|cursus|evento|atividade",
    },
    "place": {
        "en": "place|venue|where|location|room",
        "fr": "lieu|salle|où|endroit",
        "es": "lugar|sala|dónde|sede",
        "other": "ort|raum|luogo|aula|plaats|local",
    },
    "link": {
        "en": "link|registration|register|url|join|sign",
        "fr": "lien|inscription",
        "es": "enlace|registro|inscripción",
    },
    "status": {"en": "status", "fr": "état|statut", "es": "estado"},
}
# What says that an event does not take place; words are separated by a space, as regular expressions.
CANCELLATIONS: Mapping[str, str] = {
    "en": r"cancell?ed|called off|postponed|is off|skipped"
    r"|no (?:seminar|meeting|talk|session|class|lecture|events?|colloquium|call|rehearsal|workshop|practice"
    r"|concert|lesson|meetup)(?:\sscheduled)?"
    r"|(?:will|does|did) not (?:take place|go ahead)|not take place",
    "fr": r"annulée?s?|suspendue?s?|reportée?s?|relâche"
    r"|pas (?:de (?:séance|réunion|cours|séminaire|conférence|répétition)|d.atelier)"
    r"|aucun événement"
    r"|n.aura pas lieu|n.a pu avoir lieu|n.a pas lieu",
    "es": r"cancelad[oa]s?|suspendid[oa]s?|aplazad[oa]s?|no se da|no hay (?:clase|sesión|reunión|taller)"
    r"|sin (?:sesión|actividades|eventos)",
    "de": r"abgesagt|entfällt|fällt (?:leider )?aus"
    r"|keine? (?:sitzung|seminar|vorlesung|vortrag|treffen|probe|training|kolloquium)",
    "it": r"annullat[oa]|rinviat[oa]|sospes[oa]|nessun[oa]? (?:lezione|incontro|riunione|seminario)",
    "pt": r"cancelad[oa]|adiad[oa]|suspens[oa]|(?:não há|sem) (?:aula|sessão|reunião|palestra)",
}
# Days of a calendar on which nothing takes place: entire lines or titles.
CALENDAR_DAYS: Mapping[str, str] = {
    "en": r"(?:the )?(?:\w+ )?(?:term|semester|quarter|trimester|classes|teaching|lectures?)"
    r" (?:begins?|starts?|ends?|resumes?|commences?)"
    r"|(?:first|last) day of (?:\w+ )?(?:term|classes|semester|teaching|school)"
    r"|(?:(?:public|bank|national|school|\w+) )?(?:break|recess|holidays?|vacation)"
    r"|reading (?:week|day)|exam(?:ination)?s? (?:week|period)"
    r"|good friday|(?:easter|whit) monday|labou?r day|boxing day"
    r"|thanksgiving(?: day)?|memorial day|martin luther king(?: jr\.?)? day|veterans day",
    "fr": r"rentrée(?: \w+)?|(?:début|fin) (?:du|des) (?:semestre|cours|trimestre)"
    r"|vacances(?: (?:d.|de la |de |du )?\w+)?|jour férié|férié"
    r"|toussaint|jour de l[’']an",
    "es": r"(?:inicio|comienzo|fin) de(?:l| las?)? (?:clases|semestre|trimestre|curso)"
    r"|vacaciones(?: de \w+(?: \w+)?)?|semana santa|(?:día )?(?:feriado|festivo)"
    r"|año nuevo|todos los santos",
    "de": r"(?:semester|vorlesungs)(?:beginn|ende)|\w*ferien|feiertag",
}
# Headings above dates that are over …
PAST_HEADING_PHRASES: Mapping[str, str] = {
    "en": "past|previous|a look back|look back at|looking back|recap|recordings|what we did|earlier sessions",
    "fr": "passés|passées|précédents|précédentes|rétrospective",
    "es": "anteriores|pasados|pasadas|grabaciones",
}
# … and above deadlines.
DEADLINE_HEADING_PHRASES: Mapping[str, str] = {
    "en": "important dates|key dates|deadlines|submission dates|dates to remember|timeline",
    "fr": "dates importantes|dates clés|dates clefs|dates à retenir|échéances|dates limites",
    "es": "fechas importantes|fechas clave|fechas claves|plazos|fechas límite|cronograma",
}
# Labels before the date of a row that are no titles: "Next:", "JOUR 1 ·".
ROW_LABELS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "next new date dates day part when the first second third fourth last advance notice save session"
    " lecture week upcoming coming now moved to new",
    "fr": "prochain prochaine prochaines suivant suivante jour le la les date journée séance nouvelle"
    " nouveau",
    "es": "próxima próximo siguiente día la el fecha sesión nueva nuevo",
}
# Words whose time in a row is that of something beside the event: "doors 7 pm", "thé dès 15h".
ASIDES: Mapping[str, str] = {
    "en": "doors door tea coffee refreshments registration check-in arrival instead earlier usually"
    " applications presale ballot quorum",
    "fr": "portes accueil café thé rediffusion candidatures billetterie scrutin quorum",
    "es": "puertas café acreditación candidaturas preventa votación quórum",
}
# Words after them that make them events: "coffee morning", "café philo".
AFTER_ASIDE_ROWS: Mapping[str, str] = {
    "en": "morning afternoon evening concert concerts dance party ceremony club house tasting social chat",
    "fr": "philo littéraire tricot rencontre débat concert citoyen linguistique numérique dansant parents",
    "es": "literario científico filosófico tertulia concierto",
    "de": "klatsch nachmittag kränzchen",
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

# A text is a place if it contains a city or one of these words.
VENUES: Mapping[str, str] = {
    "en": "online virtual virtually zoom teams webex hybrid room hall palais palace centre center building"
    " hotel university institute headquarters campus auditorium library museum embassy house street",
    "fr": "ligne virtuel hybride salle hôtel université institut siège bâtiment bibliothèque maison rue",
    "es": "línea linea híbrido sala salón universidad instituto sede edificio biblioteca museo casa calle",
    "de": "saal hörsaal universität bibliothek rathaus",
    "it": "aula università palazzo biblioteca",
    "pt": "auditório miniauditório salão universidade",
}
# Words and ends of words for buildings and streets, in lines that name a town.
# Nouns for places where events are held; in a sentence they need not be capitalised.
VENUE_NOUN_ROWS: Mapping[str, str] = {
    "en": "room hall palace centre center building hotel university institute headquarters campus auditorium"
    " library museum embassy house theatre theater school college church chapel club café cafe pub restaurant"
    " gallery studio laboratory hostel inn park garden gardens stadium pavilion lounge hub makerspace hut"
    " barn lobby terrace courtyard bandstand yard gate green square commons convention faculty town-hall",
    "fr": "salle hôtel université institut siège bâtiment bibliothèque maison amphi amphithéâtre auditoire"
    " auditorium aula théâtre lycée collège faculté mairie musée galerie pavillon espace foyer église jardin"
    " palais quartier gare",
    "es": "sala salón universidad instituto sede subsede edificio biblioteca museo casa auditorio aula teatro"
    " escuela facultad colegio galería pabellón plaza parque jardín librería palacio galpón",
    "de": "saal raum haus bibliothek universität hörsaal halle gebäude schule kirche rathaus residenz zentrum"
    " vogtei seniorenresidenz",
    "it": "palazzo biblioteca università teatro aula polo sala",
    "pt": "auditório salão universidade teatro",
}
ADDRESSES: Mapping[str, str] = {
    "en": "room hall palace centre center building hotel campus auditorium library museum embassy house"
    " street st road rd avenue ave square lane quay church chapel school theatre theater café cafe pub bar"
    " club gallery studio hub venue floor premises headquarters park"
    " wharf terrace crescent highway mews esplanade promenade boulevard blvd",
    "fr": "salle palais hôtel bâtiment bibliothèque maison rue musée place quai chemin boulevard avenue aula"
    " amphi amphithéâtre collège lycée théâtre mairie espace siège église locaux",
    "es": "sala salón palacio hotel edificio biblioteca casa calle museo plaza avenida av aula auditorio"
    " facultad sede teatro subsede iglesia paseo",
    "de": "saal raum haus gebäude platz hochschule bibliothek kirche schule",
    "it": "via piazza sala teatro auditório auditorium",
}
# Words in names of organisations, beside the town where they are.
CORPORATIONS: Mapping[str, str] = {
    "en": "university college department institute school society association club council committee academy"
    " centre center foundation library museum workshop group",
    "fr": "université institut école société association comité académie fondation ville mairie",
    "es": "universidad instituto escuela sociedad asociación consejo academia fundación colegio ayuntamiento"
    " concejo",
}
# Signs of currencies of one country, by ISO code.
CURRENCY_SIGNS: Mapping[str, str] = {
    "£": "GB", "₹": "IN", "₦": "NG", "R$": "BR", "₪": "IL", "CHF ": "CH", "₺": "TR", "₩": "KR", "₱": "PH"
}  # fmt: skip
# Beside an amount, which is no time: "$20.00", "15.00 €".
PRICE_SIGNS = frozenset(
    {
        *("$", "€", "£", "¥", "₹", "₦", "₪", "₺", "₩", "₱"),
        *("eur", "euro", "euros", "usd", "dollars", "gbp", "pounds", "chf", "francs", "cad", "aud"),
    }
)
# Function words by which the language of a text is recognized.
TEXT_LANGUAGES: Mapping[str, str] = {
    "en": "the of and to in is at for with we you",
    "fr": "le la les des et du est au aux pour nous vous une",
    "es": "el la los las del y en se para una con por",
    "de": "der das und im von mit für eine wir uhr den dem",
    "it": "il della dei di per alle ore nel una con gli dal",
    "pt": "os do da dos em na para uma com às dia não",
}
ADDRESS_ENDINGS = (
    "straße",
    "strasse",
    "str",
    "gasse",
    "platz",
    "haus",
    "weg",
    "straat",
    "laan",
    "gracht",
    "gatan",
    "gata",
    "vägen",
    "vej",
    "gade",
    "veien",
    "kade",
    "plein",
    "allee",
    "damm",
    "ufer",
    "katu",
)
# Words that say that an event is online …
ONLINE: Mapping[str, str] = {
    "en": "online on-line virtual virtually distance remote remotely"
    " zoom teams webex kudo interactio interprefy gotomeeting gotowebinar jitsi bigbluebutton bbb"
    " whereby discord",
    "fr": "ligne virtuel virtuelle distance",
    "es": "línea linea virtual distancia",
}
# … and words that may accompany them without naming a place.
ONLINE_CONTEXT: Mapping[str, str] = {
    "en": "a and at by click cisco event fully google held here join link live meet meeting microsoft ms on"
    " only platform the through using via videoconference webinar",
    "fr": "à en et la le lien par sur visioconférence réunion",
    "es": "enlace por videoconferencia y reunión de",
    "de": "besprechung videokonferenz über per und",
    "it": "riunione videoconferenza tramite",
    "pt": "reunião videoconferência evento pelo",
}
PLACE_PREPOSITIONS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "in at @ ( ,",
    "fr": "à au en",
    "es": "en",
}

SENTENCE_VERBS: Mapping[str, str] = {
    "en": "explore discuss examine address present consider analyse analyze cover highlight review study"
    " investigate tackle debate introduce",
    "fr": "explorera examinera présentera abordera analysera traitera étudiera",
    "es": "explorará examinará presentará abordará analizará tratará estudiará",
}
EVENT_NOUNS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "webinar event conference workshop seminar meeting session panel discussion training"
    " briefing lecture talk symposium forum roundtable course tutorial",
    "fr": "webinaire conférence atelier séminaire réunion colloque cours",
    "es": "webinario conferencia taller seminario reunión sesión formación coloquio curso",
}
TOPIC_PREPOSITIONS_BY_LANGUAGE: Mapping[str, str] = {"en": "on about", "fr": "sur", "es": "sobre"}

# Headings common to many events, used as a title only if there is no other candidate.
GENERIC: Mapping[str, str] = {
    "en": "save the date|invitation|announcement|webinar|event|agenda|programme|program|details"
    "|event details|date and time|reminder|meeting",
    "fr": "annonce|webinaire|événement|ordre du jour|rappel|réunion|réservez la date",
    "es": "invitación|anuncio|seminario web|evento|programa|recordatorio|reunión|reserve la fecha",
}

# Further headings that name no event, only as titles of pages.
GENERIC_PAGE_TITLES: Mapping[str, str] = {
    "en": "webinar registration|meeting notice|information for participants|call for papers"
    "|call for abstracts|second call for abstracts|first call for papers|second call for papers"
    "|final call for papers|call for participation|call for proposals|cancelled"
    "|cancelled and replaced|postponed|rescheduled|newsletter|key dates|important dates"
    "|related topics|select a date|type of event|open meeting|abstract|notes|new|link|agenda items"
    "|when and where|time and place|practical information|featured in|join us|you are invited"
    "|you're invited|public lecture|presentation|news|coming up|upcoming|what's on|schedule"
    "|timetable|online|hybrid|in person|registration|contact|speaker|host|venue|past events"
    "|mark your calendar|mark your calendars|meeting details|general information|information"
    "|announcements|field|value|topic|dates|warmly|yours|regards|best|best regards|kind regards"
    "|cheers|the committee|thanks|thank you|sincerely|the secretariat|scope|in brief|advance notice"
    "|looking ahead|looking back|also|faqs|how to find us|key information|opportunities|view in browser"
    "|one tap mobile|meeting location|information about remote participation|instructions",
    "fr": "rappel|appel à communications|appel à contributions|note conceptuelle|convocation"
    "|à venir|prochain exposé|prochaine séance|programme|au programme|conférence publique|déroulé"
    "|informations pratiques|en bref|à noter|argumentaire|avis",
    "es": "convocatoria|jornada informativa|seminario web|primera circular|segunda circular|aviso"
    "|agenda|próxima sesión|comunicado|información práctica|calendario|quinta sesión",
    "de": "einladung|ankündigung|programm|erinnerung|veranstaltung|termine",
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
# Words for bodies that invite to events.
ORGANISATIONS: Mapping[str, str] = {
    "en": "newsletter bulletin digest letter department office association society trust network federation"
    " ministry council secretariat centre center institute university guild foundation",
    "fr": "association société institut université département ministère réseau fondation cercle case",
    "es": "asociación sociedad instituto universidad departamento ministerio red fundación colegio facultad",
}

# Starts of boilerplate lines, which belong to no event.
BOILERPLATE: Mapping[str, tuple[str, ...]] = {
    "en": (
        "%d bloggers",
        "like this:",
        "loading...",
        "loading…",
        "share this",
        "share on",
        "posted in",
        "posted on",
        "posted by",
        "previous post",
        "next post",
        "skip to content",
        "skip to main",
        "all rights reserved",
        "powered by",
        "proudly powered",
        "©",
        "(c) ",
        "we use cookies",
        "this site uses",
        "privacy policy",
        "cookie policy",
        "back to top",
    ),
    "fr": ("partager sur", "tous droits réservés", "aller au contenu"),
    "es": ("compartir en", "todos los derechos reservados", "saltar al contenido"),
}
LIST_HEADINGS: Mapping[str, str] = {
    "en": "events|upcoming events|past events|other events|coming events|latest news|news and events",
    "fr": "événements|autres événements|événements à venir|actualités",
    "es": "eventos|otros eventos|próximos eventos|noticias",
}
# Starts of lines that end the text of the last event.
PAGE_ENDS: Mapping[str, tuple[str, ...]] = {
    "en": ("leave a reply", "leave a comment", "cancel reply", "related posts", "-- "),
    "fr": ("laisser un commentaire", "laisser une réponse", "annuler la réponse"),
    "es": (
        "deja un comentario",
        "deja una respuesta",
        "dejar un comentario",
        "cancelar la respuesta",
    ),
}


def numbers(table: Mapping[str, tuple[str, ...]], first: int) -> dict[str, int]:
    """Return the number of each word of a table in calendar order."""
    return {
        word: number
        for rows in table.values()
        for number, row in enumerate(rows, first)
        for word in row.split()
    }


def union(rows: Mapping[str, str], separator: str | None = None) -> frozenset[str]:
    """Return the words of all languages."""
    return frozenset(word for row in rows.values() for word in row.split(separator))


MONTH_NUMBERS = numbers(MONTHS, 1)
# A dot after these ends a sentence.
FULL_MONTH_NAMES = frozenset(row.split()[0] for rows in MONTHS.values() for row in rows)
WEEKDAY_NUMBERS = numbers(WEEKDAYS, 0)
WEEKDAY_BEFORE_DAY_NUMBERS = numbers(WEEKDAYS_BEFORE_DAYS, 0)
PLURAL_WORDS = union(PLURALS)
BEFORE_START, BEFORE_END = union(STARTS), union(ENDS)
PRELIMINARIES, BEFORE_OTHER_TIME = union(BEFORE_EVENT), union(OTHER_TIMES)
HOUR_NUMBERS = {
    word: number for row in HOURS.values() for number, word in enumerate(row.split(), 1)
}
FUNCTION_WORDS = {role: union(rows) for role, rows in FUNCTION_WORDS_BY_ROLE.items()}
BOUND_VERB_FIELDS = {verb: field for field, rows in BOUND_VERBS.items() for verb in union(rows)}
LABEL_FIELDS = {label: field for field, rows in LABELS.items() for label in union(rows, "|")}
MAIL_DATE_LABELS = union(MAIL_DATES)
MENTION_WORDS = union(MENTIONS)
DEADLINE_PREPOSITIONS = union(DEADLINE_PREPOSITION_ROWS)
MENTION_PHRASE_WORDS = frozenset(tuple(phrase.split()) for phrase in union(MENTION_PHRASES, "|"))
MONTH_MENTION_WORDS = union(MONTH_MENTIONS)
COMMON_TIME_PHRASES = tuple(COMMON_TIMES.values())
COMMON_ZONE_PHRASES = tuple(COMMON_ZONES.values())
SAME_TIME_PHRASES = tuple(SAME_TIMES.values())
SERIES_NOUNS = tuple(SERIES.values())
PERIOD_WORDS = union(PERIODS)
COLUMN_FIELDS = {name: field for field, rows in COLUMNS.items() for name in union(rows, "|")}
CALENDAR_DAY_PHRASES = tuple(CALENDAR_DAYS.values())
CANCELLATION_PHRASES = tuple(CANCELLATIONS.values())
PAST_HEADINGS = union(PAST_HEADING_PHRASES, "|")
DEADLINE_HEADINGS = union(DEADLINE_HEADING_PHRASES, "|")
ROW_LABELS = union(ROW_LABELS_BY_LANGUAGE)
ASIDE_WORDS = union(ASIDES)
AFTER_ASIDES = union(AFTER_ASIDE_ROWS)
ABBREVIATIONS = union(ABBREVIATIONS_BY_LANGUAGE)
ARTICLES = union(ARTICLES_BY_LANGUAGE)
VENUE_WORDS = union(VENUES)
ADDRESS_WORDS = union(ADDRESSES)
VENUE_NOUNS = union(VENUE_NOUN_ROWS)
CORPORATE_WORDS = union(CORPORATIONS)
NO_CITIES = union(NO_CITIES_BY_LANGUAGE)
ONLINE_WORDS = union(ONLINE)
ONLINE_CONTEXT_WORDS = union(ONLINE_CONTEXT)
EVENT_NOUNS = union(EVENT_NOUNS_BY_LANGUAGE)
SENTENCE_VERB_WORDS = union(SENTENCE_VERBS)
TOPIC_PREPOSITIONS = union(TOPIC_PREPOSITIONS_BY_LANGUAGE)
PLACE_PREPOSITIONS = union(PLACE_PREPOSITIONS_BY_LANGUAGE)
GENERIC_HEADINGS = union(GENERIC, "|")
GENERIC_TITLES = GENERIC_HEADINGS | union(GENERIC_PAGE_TITLES, "|")
SERIES_WORDS = union(SERIES_WORD_ROWS)
ORGANISATION_WORDS = union(ORGANISATIONS)
BOILERPLATE_LINES = union(LIST_HEADINGS, "|")
BOILERPLATE_STARTS = tuple(start for starts in BOILERPLATE.values() for start in starts)
PAGE_END_STARTS = tuple(start for starts in PAGE_ENDS.values() for start in starts)
