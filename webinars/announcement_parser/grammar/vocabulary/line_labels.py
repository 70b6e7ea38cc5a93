"""Labels of lines, of rows and of columns by language, and the fields that they name."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

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
# Labels before the date of a row that are no titles: "Next:", "JOUR 1 ·".
ROW_LABELS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "next new date dates day part when the first second third fourth last advance notice save session"
    " lecture week upcoming coming now moved to new",
    "fr": "prochain prochaine prochaines suivant suivante jour le la les date journée séance nouvelle"
    " nouveau",
    "es": "próxima próximo siguiente día la el fecha sesión nueva nuevo",
}
BOUND_VERB_FIELDS = {verb: field for field, rows in BOUND_VERBS.items() for verb in union(rows)}
LABEL_FIELDS = {label: field for field, rows in LABELS.items() for label in union(rows, "|")}
MAIL_DATE_LABELS = union(MAIL_DATES)
COLUMN_FIELDS = {name: field for field, rows in COLUMNS.items() for name in union(rows, "|")}
ROW_LABELS = union(ROW_LABELS_BY_LANGUAGE)
