"""Labels of fields in announcements by language, such as "Venue:", "Lieu :" or 📍."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

FIELD_LABELS_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    # Alternatives are separated by "|"; a label in two languages ("Place / Ort") matches by either.
    "title": {
        "en": "topic|title|webinar title|event title|meeting title|event name|talk title|course"
        "|theme",
        "fr": "titre|thème|sujet de la conférence|intitulé",
        "es": "título|titulo|tema",
        "de": "titel|thema",
        "it": "titolo",
    },
    "event": {"en": "event", "fr": "événement", "es": "evento"},
    "what": {"en": "what", "fr": "quoi", "es": "qué", "de": "was"},
    "subject": {
        "en": "subject",
        "fr": "objet|sujet",
        "es": "asunto",
        "de": "betreff",
        "it": "oggetto",
    },
    "body": {"en": "body|committee"},
    "when": {
        "en": "when|date|dates|date and time|date & time|date/time|time and date|day|time|times"
        "|hour|hours|timing|start|starts|begin|begins|end|ends|duration|time zone|timezone|zone"
        "|confirmed time|local time",
        "fr": "quand|date|dates|date et heure|jour|jours|heure|heures|horaire|horaires|durée|début"
        "|fin|fuseau horaire",
        "es": "cuándo|cuando|fecha|fechas|fecha y hora|día|días|hora|horario|duración|inicio"
        "|zona horaria",
        "de": "wann|datum|uhrzeit|zeit|beginn|termin|ende|dauer",
        "it": "quando|data|ora|orario",
        "pt": "quando|data|horário|hora",
    },
    "place": {
        "en": "place|venue|where|location|address|room|venue of the meeting|meeting place"
        "|meeting venue|event location|event venue|conference venue|in person",
        "fr": "lieu|où|endroit|adresse|salle|lieu de la réunion|lieux",
        "es": "lugar|dónde|donde|sede|dirección|ubicación|sala|lugar de celebración",
        "de": "ort|wo|veranstaltungsort|adresse|raum|treffpunkt",
        "it": "luogo|dove|sede|indirizzo|sala",
        "pt": "local|onde|endereço|sala",
    },
    "format": {
        "en": "format|attendance|mode|event type|type of event|type|attendance mode|modality",
        "fr": "modalité|modalités|format|type d'événement|type d'évènements",
        "es": "modalidad|formato",
        "de": "format",
        "pt": "modalidade",
    },
    "meeting": {
        "en": "join|join link|join here|join us|join online|meeting link|zoom|zoom link|zoom room"
        "|zoom meeting|zoom webinar|teams|teams link|teams meeting|webex|webex link|google meet"
        "|meet|jitsi|bbb|bigbluebutton|video|video link|video call link|video call|livestream"
        "|live stream|live streaming|stream|streaming|webcast|live webcast|watch live|watch|room"
        "|online room|access|link|joining link|joining info|join the call|join the meeting"
        "|joining the meeting|link for participants|connection link|link to join|meeting url"
        "|online|remote|remote participation|how to join|to join|participate|where to join"
        "|link to the meeting",
        "fr": "lien|lien de connexion|se connecter|rejoindre|connexion|lien zoom|visio"
        "|visioconférence|webdiffusion|diffusion|retransmission|en direct|direct|webstreaming"
        "|participer|lien de la réunion|lien teams",
        "es": "enlace|enlace zoom|enlace de zoom|unirse|conectarse|conexión|transmisión"
        "|transmisión en vivo|acceso|enlace de acceso|liga|liga de acceso|en vivo"
        "|enlace de conexión|streaming",
        "de": "link|zugang|livestream|teilnahme|beitreten|einwahl",
        "pt": "link|transmissão|acesso",
        "it": "link|collegamento|diretta",
    },
    "registration": {
        "en": "register|registration|rsvp|r.s.v.p.|sign up|signup|sign-up|tickets|get tickets"
        "|ticket|book|booking|bookings|reserve|reservations|register here|register now|register at"
        "|registration link|online registration|online rsvp|save my seat|reserve a spot"
        "|reserve your spot|application form|apply|registration form|registration period"
        "|how to register|book your place|registration page|to register",
        "fr": "inscription|inscriptions|s'inscrire|inscription obligatoire|inscription gratuite"
        "|réservation|réservations|réserver|billetterie|formulaire|formulaire d'inscription"
        "|lien d'inscription|billets",
        "es": "inscripción|inscripciones|registro|inscríbete|regístrate|entradas|formulario"
        "|plazo de inscripción|enlace de registro|reserva|reservas",
        "de": "anmeldung|registrierung|anmelden|tickets|anmeldelink|karten",
        "it": "iscrizione|iscrizioni|registrazione|prenotazione|prenotazioni",
        "pt": "inscrição|inscrições",
    },
    "deadline": {
        "en": "registration deadline|deadline for registration|registration closes|rsvp by"
        "|register by|registration until|ticket sales close|last date for registration"
        "|last date of registration|last date to register|last day to register|last day for registration",
        "fr": "date limite d'inscription|clôture des inscriptions|inscription jusqu'au",
        "es": "fecha límite de inscripción|cierre de inscripción|cierre de inscripciones",
        "de": "anmeldeschluss|anmeldefrist|anmeldung bis",
    },
    "contact": {
        "en": "contact|contacts|contact person|contact us|contact e-mail|contact email|e-mail"
        "|email|questions|question|any questions|enquiries|inquiries|organizer|organiser"
        "|organizers|organisers|hosted by|host|hosts|owner|chair|chairs|programme chair"
        "|program chair|coordinator|info|information|more information|presented by|bookings"
        "|for questions|organized by|organised by|secretariat|secretary",
        "fr": "contact|contacts|renseignements|renseignement|organisation|organisateur"
        "|organisateurs|organisatrice|organisé par|informations|information|courriel"
        "|pour toute question|pour tout renseignement|responsable|secrétariat",
        "es": "contacto|contactos|informes|consultas|información|organiza|organizan|organizador"
        "|organizadores|comisión organizadora|correo|correo electrónico|más información"
        "|para más información",
        "de": "kontakt|ansprechpartner|ansprechpartnerin|veranstalter|rückfragen|fragen|auskunft",
        "it": "contatti|contatto|informazioni|info|organizzazione",
        "pt": "contato|contacto|informações|organização",
    },
    "language": {
        "en": "language|languages|working language|working languages|official languages"
        "|event language|event languages|language of the event",
        "fr": "langue|langues|langue de travail|langues de travail|langues du colloque"
        "|langue de l'événement",
        "es": "idioma|idiomas|lengua|lenguas|idioma de trabajo|idiomas de trabajo",
        "de": "sprache|sprachen|arbeitssprache|arbeitssprachen",
        "it": "lingua|lingue",
        "pt": "idioma|idiomas|língua|línguas",
    },
    "interpretation": {
        "en": "interpretation|interpretation available|simultaneous interpretation|interpreting",
        "fr": "interprétation|interprétation simultanée|traduction|traduction simultanée",
        "es": "interpretación|interpretación simultánea|traducción|traducción simultánea",
        "de": "dolmetschung|verdolmetschung|simultanübersetzung",
        "pt": "interpretação|tradução",
    },
    "capacity": {
        "en": "capacity|places|seats|in-person places|places available|max|maximum|limit"
        "|max participants|maximum participants|number of places|spots",
        "fr": "capacité|places|nombre de places|jauge|places disponibles",
        "es": "aforo|cupo|cupos|plazas|capacidad|capacidad máxima|cupo máximo|aforo máximo",
        "de": "plätze|teilnehmerzahl|kapazität",
        "it": "posti|capienza",
        "pt": "vagas|capacidade",
    },
    # Known labels whose values belong to none of the fields.
    "other": {
        "en": "cities|agenda|programme|program|schedule|speaker|speakers|abstract|description"
        "|details|about|about this event|about event|fee|fees|cost|costs|price|tags|notes|minutes"
        "|slides|refund policy|attendees|guests|papers|registration and security identification"
        "|important dates|related topics|overview|meeting id|passcode|password|notetaker|moderator"
        "|chat|slack|calendar entry|calendar|recording|recordings|admission|status|view map"
        "|add to calendar|report event|contact the host|highlights|practical information|date(s)"
        "|links|recurrence|meeting status|show time as|logistics|attendee information|moderation"
        "|organised at",
        "fr": "villes|ordre du jour|programme|intervenant|intervenants|intervenante|résumé"
        "|description|tarif|tarifs|prix|modération|déroulé|code|mot de passe|id de réunion"
        "|pièces jointes|oratrice|orateur",
        "es": "ciudades|programa|orden del día|ponente|ponentes|resumen|descripción|costo|precio"
        "|modera|con|cuánto|id de reunión|código de acceso|calendario",
        "de": "programm|eintritt|kosten|referent|referentin|beschreibung",
    },
    "mail": {
        "en": "from|to|cc|bcc|sent|reply-to|reply to|message|show time as",
        "fr": "de|à|envoyé|cc|répondre à",
        "es": "de|para|enviado|responder a",
        "de": "von|an|gesendet",
    },
}
# Headers of columns beside those of schedules, which the vocabulary has.
COLUMNS_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "title": {
        "en": "module|meeting|activity|class|lecture|seminar|programme|program|film|paper",
        "fr": "activité|module|cours|conférence|réunion|rencontre|film",
        "es": "módulo|curso|conferencia|seminario|reunión|película",
        "de": "vortrag|kurs|modul|seminar",
        "it": "evento|attività|corso|seminario",
        "pt": "evento|atividade|palestra|curso|título",
    },
    "language": {
        "en": "language|languages",
        "fr": "langue|langues",
        "es": "idioma|idiomas|lengua",
        "de": "sprache",
        "it": "lingua",
        "pt": "idioma|língua",
    },
    "contact": {
        "en": "host|hosts|contact|organiser|organizer|coordinator",
        "fr": "responsable|contact|organisation",
        "es": "contacto|responsable|organiza",
        "de": "kontakt|ansprechpartner",
    },
    "registration": {
        "en": "register|registration|sign up|rsvp|tickets|book",
        "fr": "inscription|inscriptions|réservation",
        "es": "registro|inscripción|inscripciones",
        "de": "anmeldung",
        "it": "iscrizione|iscrizioni",
        "pt": "inscrição|inscrições",
    },
    "": {"en": "meeting link|meeting url|class code|meeting id|course code"},
}
COLUMN_LABELS = {
    label: field for field, rows in COLUMNS_BY_LANGUAGE.items() for label in union(rows, "|")
}
# Emojis that stand for labels.
LABEL_EMOJIS: Mapping[str, str] = {
    "📍": "place",
    "🏢": "place",
    "🏛": "place",
    "🗺": "place",
    "🔗": "meeting",
    "🎥": "meeting",
    "💻": "format",
    "▶": "meeting",
    "✉": "contact",
    "📧": "contact",
    "📩": "contact",
    "📞": "other",
    "👥": "capacity",
    "💬": "language",
    "🗣": "language",
    "🌐": "language",
    "🎟": "registration",
    "🎫": "registration",
    "📝": "registration",
    "📅": "when",
    "🗓": "when",
    "📆": "when",
    "⏰": "when",
    "⏳": "when",
    "🔑": "other",
}
LABELLED_FIELD = {
    label: field
    for field, rows in reversed([*FIELD_LABELS_BY_LANGUAGE.items()])
    for label in union(rows, "|")
}
