"""Headings, sentences and boilerplate of pages by language, which are no titles of events."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

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
PAST_HEADINGS = union(PAST_HEADING_PHRASES, "|")
DEADLINE_HEADINGS = union(DEADLINE_HEADING_PHRASES, "|")
EVENT_NOUNS = union(EVENT_NOUNS_BY_LANGUAGE)
SENTENCE_VERB_WORDS = union(SENTENCE_VERBS)
TOPIC_PREPOSITIONS = union(TOPIC_PREPOSITIONS_BY_LANGUAGE)
GENERIC_HEADINGS = union(GENERIC, "|")
GENERIC_TITLES = GENERIC_HEADINGS | union(GENERIC_PAGE_TITLES, "|")
BOILERPLATE_LINES = union(LIST_HEADINGS, "|")
BOILERPLATE_STARTS = tuple(start for starts in BOILERPLATE.values() for start in starts)
PAGE_END_STARTS = tuple(start for starts in PAGE_ENDS.values() for start in starts)
