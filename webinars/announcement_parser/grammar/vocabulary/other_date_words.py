"""Words by language that show that a date or time beside them is not that of an event."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

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
    "|last modified|sent on|sent|link open until|respond by|rsvp by|reply by|register by|sign up by|apply by"
    "|circulated|uploaded|recorded|merged|commented|comment|edited|joined"
    "|closed this|closed this as completed"
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
# What says that an event does not take place; words are separated by a space, as regular expressions.
CANCELLATIONS: Mapping[str, str] = {
    "en": r"cancell?ed|called off|postponed|is off|skipped"
    r"|no (?:seminar|webinar|meeting|talk|session|class|lecture|events?|colloquium|call|rehearsal|workshop"
    r"|practice|concert|lesson|meetup|(?:grand )?rounds|service|show|game|match|tour)(?:\sscheduled)?"
    r"|(?-i:NO(?: [A-Z]{3,}){1,3})"
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
# Beside an amount, which is no time: "$20.00", "15.00 €".
PRICE_SIGNS = frozenset(
    {
        *("$", "€", "£", "¥", "₹", "₦", "₪", "₺", "₩", "₱"),
        *("eur", "euro", "euros", "usd", "dollars", "gbp", "pounds", "chf", "francs", "cad", "aud"),
    }
)
MENTION_WORDS = union(MENTIONS)
DEADLINE_PREPOSITIONS = union(DEADLINE_PREPOSITION_ROWS)
MENTION_PHRASE_WORDS = frozenset(tuple(phrase.split()) for phrase in union(MENTION_PHRASES, "|"))
MONTH_MENTION_WORDS = union(MONTH_MENTIONS)
CALENDAR_DAY_PHRASES = tuple(CALENDAR_DAYS.values())
CANCELLATION_PHRASES = tuple(CANCELLATIONS.values())
ASIDE_WORDS = union(ASIDES)
AFTER_ASIDES = union(AFTER_ASIDE_ROWS)
