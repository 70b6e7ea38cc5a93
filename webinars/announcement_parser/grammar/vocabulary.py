"""What words mean in announcements: tables by language, to which other languages add rows."""

from collections.abc import Mapping

MONTHS: Mapping[str, tuple[str, ...]] = {
    # One string for each month, January first: the name, then how else it is written.
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
    # Short forms that are months, cities or first names elsewhere are left out: mar, vie, sam.
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
}

# Small words with a meaning for the grammar: what the grammar calls it → the words, by language.
SMALL_WORDS: Mapping[str, Mapping[str, str]] = {
    "ordinal": {"en": "st nd rd th", "fr": "er", "es": "º"},
    "of": {"en": "of", "es": "de del"},
    "to": {"en": "to until till through thru", "fr": "à au jusqu", "es": "al hasta"},
    "and": {"en": "and &"},
    "edge": {
        "en": "early mid late beginning end",
        "fr": "mi début debut fin",
        "es": "principios mediados finales inicios",
    },  # mid-April 2021: still the whole month
    "am": {"en": "am"},
    "pm": {"en": "pm"},
    "noon": {"en": "noon midday", "fr": "midi", "es": "mediodía mediodia"},
    "midnight": {"en": "midnight", "fr": "minuit", "es": "medianoche"},
    "hours": {"en": "h hrs hr hours hour uhr", "fr": "heures", "es": "hs horas"},
    "next": {"en": "next following", "fr": "suivant", "es": "siguiente"},
    "previous": {"en": "previous preceding"},
    "day": {"en": "day days", "fr": "jour jours", "es": "día días dia dias"},
    "tomorrow": {"fr": "lendemain"},
    "local": {"en": "local", "fr": "locale"},
    "time": {"en": "time", "fr": "heure", "es": "hora"},
    # Words that may stand between a date, its times and their cities without ending the stretch.
    # Only between two dates or two times, since elsewhere they are an article or a name.
    "to-joint": {"es": "a"},
    "and-joint": {"fr": "et", "es": "y e"},
    # Before a year: 16 de julio de 2020.
    "of-year": {"es": "de del"},
    # Numbers of hours that are times of day only from 7 on: 15 heures begins, 2 heures lasts.
    "spelled-hours": {"fr": "heures", "es": "horas"},
    "filler": {
        "en": "at from on in between time times the of standard daylight summer winter is",
        "fr": "le la les du de des heure heures en dès entre",
        "es": "el la las los del de hora horas en desde entre",
    },
}

# Names of months that are other words too: without a capital they need a year.
COMMON_WORDS = frozenset({"may", "march", "mar"})
# Names of months that are names of something else if they have a capital: then they need a day.
PROPER_NAMES = frozenset({"Mars"})

# What tells the half of the day in words after the hour.
HALVES: Mapping[str, str] = {
    "du matin": "am",
    "de l'après-midi": "pm",
    "de l’après-midi": "pm",
    "du soir": "pm",
    "de la mañana": "am",
    "de la tarde": "pm",
    "de la noche": "pm",
}

LABELS: Mapping[str, Mapping[str, str]] = {
    # "Venue: …": what the line tells → how such a line begins.
    "title": {
        "en": "title|event|subject|topic|webinar title|event title|what",
        "fr": "titre|événement|sujet|objet|thème",
        "es": "título|titulo|evento|asunto|tema",
    },
    "date": {
        "en": "when|date|dates|date and time|date & time|date/time|time and date|day"
        "|start|starts|begin|begins",
        "fr": "quand|date et heure|jour|jours|début",
        "es": "cuándo|cuando|fecha|fechas|fecha y hora|día|días|inicio",
    },
    "time": {"en": "time|times|hour|hours", "fr": "heure|heures|horaire", "es": "hora|horario"},
    "end": {"en": "end|ends|ending|until", "fr": "fin", "es": "hasta"},
    "place": {
        "en": "place|venue|where|location",
        "fr": "lieu|où|endroit",
        "es": "lugar|dónde|donde|sede",
    },
    "cities": {"en": "cities", "fr": "villes", "es": "ciudades"},
    "zone": {
        "en": "time zone|timezone|zone",
        "fr": "fuseau horaire|fuseau",
        "es": "zona horaria|huso horario",
    },
    "mail": {"en": "from|to|cc|bcc|sent|reply-to", "fr": "de|à|envoyé", "es": "para|enviado"},
}

# Words that make a date something else than the time of an event: in the words before it …
MENTIONS: Mapping[str, str] = {
    "en": "since until till by before after no-later-than last updated modified adopted published posted"
    " issued signed dated released presented established submitted deadline expires closes"
    " ends rsvp apply opened founded created copyright",
    "fr": "depuis avant après modifié adopté adoptée publié publiée signé signée fondé fondée créé créée"
    " limite clôture échéance",
    "es": "antes después actualizado adoptado adoptada publicado publicada firmado firmada creado creada"
    " límite plazo vence",
}
# … or right before a month that stands without a day.
MONTH_MENTIONS: Mapping[str, str] = {
    "en": "in of since for during until by from before after",
    "fr": "en de depuis pendant jusqu avant après",
    "es": "en de desde durante hasta antes",
}

# A place is known by a city, a country or one of these.
VENUES: Mapping[str, str] = {
    "en": "online virtual virtually zoom teams webex hybrid room hall palais palace centre center building"
    " hotel university institute headquarters campus auditorium library museum embassy house street",
    "fr": "ligne virtuel hybride salle hôtel université institut siège bâtiment bibliothèque maison rue",
    "es": "línea linea híbrido sala salón universidad instituto sede edificio biblioteca museo casa calle",
}
PLACE_JOINTS: Mapping[str, str] = {"en": "in at @ ( ,", "fr": "à au en", "es": "en"}

SENTENCE_VERBS: Mapping[str, str] = {
    "en": "explore discuss examine address present consider analyse analyze cover highlight review study"
    " investigate tackle debate introduce",
    "fr": "explorera examinera présentera abordera analysera traitera étudiera",
    "es": "explorará examinará presentará abordará analizará tratará estudiará",
}
GATHERINGS: Mapping[str, str] = {
    "en": "webinar event conference workshop seminar meeting session panel discussion training"
    " briefing lecture talk symposium forum roundtable course",
    "fr": "webinaire conférence atelier séminaire réunion colloque cours",
    "es": "webinario conferencia taller seminario reunión sesión formación coloquio curso",
}
ABOUT: Mapping[str, str] = {"en": "on about", "fr": "sur", "es": "sobre"}

# Headings that many events have: none is a title while another line can be.
GENERIC: Mapping[str, str] = {
    "en": "save the date|invitation|announcement|webinar|event|agenda|programme|program|details"
    "|event details|date and time|reminder|meeting",
    "fr": "annonce|webinaire|événement|ordre du jour|rappel|réunion|réservez la date",
    "es": "invitación|anuncio|seminario web|evento|programa|recordatorio|reunión|reserve la fecha",
}

# Lines of a page that belong to no event, as they begin; "ends" close the text of the last event.
FURNITURE: Mapping[str, tuple[str, ...]] = {
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
HEADINGS_OF_LISTS: Mapping[str, str] = {
    "en": "events|upcoming events|past events|other events|coming events|latest news|news and events",
    "fr": "événements|autres événements|événements à venir|actualités",
    "es": "eventos|otros eventos|próximos eventos|noticias",
}
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
    """Return word → number for a table of names in order."""
    return {
        word: number
        for names in table.values()
        for number, row in enumerate(names, first)
        for word in row.split()
    }


def union(rows: Mapping[str, str], separator: str | None = None) -> frozenset[str]:
    """Return the words of all languages."""
    return frozenset(word for row in rows.values() for word in row.split(separator))


def english_month(number: int) -> str:
    """Return the full name of a month."""
    return MONTHS["en"][number - 1].split()[0].capitalize()


def english_weekday(number: int) -> str:
    """Return the full name of a weekday, Monday being 0."""
    return WEEKDAYS["en"][number].split()[0].capitalize()


MONTH_NUMBERS = numbers(MONTHS, 1)
WEEKDAY_NUMBERS = numbers(WEEKDAYS, 0)
SMALL = {name: union(rows) for name, rows in SMALL_WORDS.items()}
LABEL_KINDS = {word: kind for kind, rows in LABELS.items() for word in union(rows, "|")}
MENTION_WORDS = union(MENTIONS)
MONTH_MENTION_WORDS = union(MONTH_MENTIONS)
VENUE_WORDS = union(VENUES)
ABOUT_WORDS = union(ABOUT)
PLACE_JOINT_WORDS = union(PLACE_JOINTS)
GENERIC_HEADINGS = union(GENERIC, "|")
FURNITURE_LINES = union(HEADINGS_OF_LISTS, "|")
FURNITURE_STARTS = tuple(start for starts in FURNITURE.values() for start in starts)
PAGE_END_STARTS = tuple(start for starts in PAGE_ENDS.values() for start in starts)
