"""Words by which titles of events are recognised, by language; the rows are alternatives of expressions."""

import re
from collections.abc import Mapping

# Before a title, with a sign after them: "Reminder: …", "Save the date – …".
PREFIX_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"invitation|(?:(?:kind|gentle|friendly)\s+)?reminder|announcement|update|upcoming|new|next",
        r"save\s+the\s+dates?|cfp|call\s+for\s+(?:papers|participation|proposals|abstracts)",
        r"cancell?ed|rescheduled|\(?tb[ac]\)?|coming\s+up|topic|title|event|also|advance\s+notice",
        r"(?:event|meeting|webinar)\s+reminder|you(?:['’]re|\s+are)\s+invited|last\s+(?:call|chance)|activity",
        r"seminars|talks|lectures|workshops|events",
    ),
    "fr": (
        r"(?:petit\s+)?rappel|annonce|nouveau|prochainement|titre|thème|convocation",
        r"appel\s+à\s+(?:communications?|candidatures|contributions?)|à\s+vos\s+agendas|à\s+noter|aussi",
        r"activité|événement|manifestation|conférences|ateliers|séminaires|événements",
    ),
    "es": (
        r"invitación|recordatorio|anuncio|convocatoria|título|tema|reserve\s+la\s+fecha|además",
        r"cambio\s+de\s+(?:hora|fecha|lugar)|actividad|evento|seminarios|charlas|conferencias|talleres|eventos",
    ),
    "de": (
        r"einladung|erinnerung|ankündigung|terminhinweis|abgesagt|thema|titel|veranstaltung(?:en)?|vorträge|seminare",
    ),
    "it": (r"invito|promemoria|annuncio|avviso|titolo|tema|attività|eventi|seminari|conferenze",),
    "pt": (r"convite|lembrete|anúncio|título|atividade|eventos|seminários|palestras",),
}
# After a title: "Peat update webinar invitation".
NOTICE_AFTER_ROWS: Mapping[str, str] = {
    "en": r"invitation|reminder|announcement|(?:schedule\s+and\s+)?agenda|schedule|details|registration",
    "fr": r"invitation|rappel|programme|ordre\s+du\s+jour",
    "es": r"invitación|recordatorio|orden\s+del\s+día",
    "de": r"einladung|erinnerung|tagesordnung",
    "it": r"invito|promemoria|ordine\s+del\s+giorno",
    "pt": r"convite|lembrete|pauta",
}
# After a title and a dash: what is known later.
LATER_ROWS: Mapping[str, str] = {
    "en": r"(?:more\s+)?details?\s+(?:to\s+follow|later|soon|tb[acd])|more\s+(?:to\s+come|soon)",
    "fr": r"(?:plus\s+de\s+)?détails\s+(?:à\s+venir|à\s+suivre|bientôt)|à\s+(?:confirmer|préciser)",
    "es": r"(?:más\s+)?detalles\s+(?:pronto|próximamente|por\s+confirmar)|por\s+confirmar",
    "de": r"(?:nähere[sr]?|details)\s+(?:folgt|folgen|später)",
    "it": r"(?:maggiori\s+)?dettagli\s+(?:a\s+breve|in\s+seguito)|da\s+confermare",
    "pt": r"(?:mais\s+)?detalhes\s+em\s+breve|a\s+confirmar",
}
# Before a title, without a sign: "Join us for the …".
LEAD_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"(?:this\s+is\s+an?\s+)?reminder\s+that|announcing|notice\s+of(?:\s+an?)?|notice\s+is\s+(?:hereby\s+)?given\s+that|(?:please\s+)?join\s+(?:us\s+(?:for|at)|the(?=\s))",
        r"and\s+the|you\s+are\s+(?:warmly\s+|cordially\s+)?invited\s+to|reminder\s+(?:of|about)",
        r"welcome\s+to(?:\s+the\s+(?:\w+\s+)?(?:website|page)\s+(?:for|of))?|organi[sz]ing\s+side\s+events\s+at",
    ),
    "fr": (
        r"(?:convocation|invitation)\s+(?:à\s+l['’]|à\s+la|au)|bienvenue\s+(?:à\s+l['’]|à\s+la|au)",
        r"(?:vous\s+êtes\s+)(?:cordialement\s+)?(?:invité|convoqué|convié)[·.\w]*\s+(?:à\s+l['’]|à\s+la|au)",
    ),
    "es": (r"(?:invitación|convocatoria|bienvenidos)\s+(?:al|a\s+la)",),
    "de": (r"(?:einladung|willkommen)\s+zu[mr]?",),
    "it": (r"(?:invito|convocazione|benvenuti)\s+(?:al|alla|all['’]|del|della|dell['’])",),
    "pt": (r"(?:convite|convocação|bem-vindos)\s+(?:ao|à|para\s+[oa])",),
}
# Starts of rows that are no titles.
OTHER_ROW_STARTS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"leaders?|ages?\s+\d|option\s+\d+$|convert\s+to|(?:minutes|contents)$|meeting\s+minutes",
        r"by|hosted|organi[sz]ed|presented|sold|powered|posted|published|sent|updated|view|share|comment|like",
        r"read\s+more|follow(?:ed)?|skip|add\s+to|when|register|featured\s+in|sales?\s+end|multiple\s+dates",
        r"refund|tickets?|free|www|please|attention|note|see|to\s+be|t\.?b\.?[acd]|fyi|links?|every|about",
        r"join(?:ing)?\s+(?:from|by|with|on|info|meeting|zoom|here|us|the\s+(?:meeting|call|webinar))|dial",
        r"meeting\s+(?:number|password|link)|connection\s+details|deadlines?|join\s+by\s+phone|p\.?s|presenters?",
        r"one\s+tap\s+mobile|find\s+your\s+local|copyright\s+\d|forwarded|begin\s+forwarded|meeting\s+id|passcode|location|page|last|previous",
        r"all\s+times|time\s?zone|welcome|issued|version|(?:online|virtual|hybrid|public)\s+(?:side\s+)?event",
        r"the\s+following|you\s+have\s+been|how\s+to|co-?located|speakers?|warm\s+invitation|day\s+\d",
        r"session\s+\d+$|all[\s-]day\s+event|(?:few|\d+|no)\s+(?:tickets?|places|seats|spots)|admission|leave\s+a",
        r"information\s+for|conference\s+information|important|schedule\s+of|agenda\s+(?:topic|items?)|access",
        r"(?:audio\s+pin|webinar\s+id|find\s+a\s+local|phone\s+conference)|need\s+help|track\s+submission",
        r"(?:till|until|or|followed\s+by|the\s+)?\s?late$|refreshments|doors|moderator|convenors?|bring\s+(?:a|your)",
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|same\s|members\s+only|as\s+usual|posters?:|time\s+and\s+place|term\s+begins",
    ),
    "fr": (
        r"dates?\s+et\s+(?:horaires?|heures?)|table\s+des\s+matières|(?:tout\s+)?public\s+(?:familial|scolaire|adulte)",
        r"à\s+partir\s+de|prix\s+(?:de\s+l['’])?entrée|feuille\s+d['’]émargement|début\s+de\s+la\s+(?:réunion|séance)",
        r"quand|jour\s+\d|publiée?|mise?\s+(?:à\s+jour|en\s+ligne)|envoyé|rejoindre|réunion\s+microsoft",
        r"entrée\s+(?:libre|gratuite)|gratuit|sur\s+inscription|accueil|rendez[\s-]vous|inscriptions?",
        r"ou\s+par\s+téléphone|aide|partager|complet|places?\s+limitées|mot\s+de\s+bienvenue|clôture",
        r"la\s+suivante|petit\s+rappel|tenue\s+du|remise\s+des|par\s+(?:m\.|mme|dr)",
        r"(?:tous\s+)?les\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s|chaque",
    ),
    "es": (
        r"entrada\s+es\s+(?:libre|gratuita)|ver\s+más|por\s+su\s+parte|todo\s+ciudadano|fecha\s+y\s+(?:hora|horario)",
        r"d[ií]a\s+\d|publicad\w|enviado|reunión\s+de\s+microsoft|únase|unirse|ingreso\s+(?:libre|gratuito)",
        r"entrada\s+(?:libre|gratuita|general)|gratis|gratuito|inscripciones|cupos?\s+limitados?|cuándo|se\s+entrega",
        r"(?:todos\s+)?los\s+(?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)|cada",
        r"est[áa]ndar\s+de|hora\s+(?:de|est[áa]ndar)\s|compartir|aforo|palestrantes?|ponentes?|impart\w+",
    ),
    "de": (
        r"tag\s+\d|veröffentlicht|beitreten|microsoft\s+teams|eintritt|kostenlos|kostenfrei|ausgebucht",
        r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s|jeden|spenden|anmeldung|einlass|beginn|teilen|mehr\s+(?:erfahren|lesen)|ort:",
    ),
    "it": (
        r"giorno\s+\d|pubblicato|inviato|partecipa|unisciti|ingresso\s+(?:libero|gratuito)|gratuito",
        r"ogni|iscrizioni|posti\s+limitati|condividi|relat(?:ore|rice)|interv(?:iene|engono|errà)",
    ),
    "pt": (
        r"dia\s+\d|publicado|enviado|entrada\s+(?:franca|livre|gratuita)|gratuito|inscrições|vagas",
        r"tod[oa]s?\s+(?:os|as)|compartilh\w+|palestrantes?|ministrante",
    ),
}
# Rows that are no titles as a whole.
OTHER_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"home|events?|indico|details?|overview|programme?|late|business|online|calendar|(?:coffee|lunch)(?:\s+break)?",
        r"weekly|monthly|daily|bi-?weekly|fortnightly|unless\s+noted",
        r"(?:\w+\s+){0,3}(?:standard|daylight|summer|local|\w+an)\s+time|\w+\s+\d+\s+of\s+\d+",
        r"(?:1st|2nd|3rd|\dth|st|nd|rd|th)\s+week|week\s+\d+|(?:.*\s)?\d+\s+occurrence\(?s\)?",
    ),
    "fr": (
        r"hebdomadaire|mensuelle?|le\s+(?:programme|lieu)|séance|exposé|à\s+suivre|relâche|pause(?:[\s-]\w+)?",
    ),
    "es": (r"semanal|mensual|sesión|charla|exposición|buen\s+día",),
    "de": (r"wöchentlich|monatlich|vortrag|sitzung|weitere\s+termine|\w*pause",),
    "it": (r"settimanale|mensile|conferenza|seminario|incontro",),
    "pt": (r"semanal|mensal|palestra|sessão",),
}
# Within rows that invite, answer or comment, and name an event at most in passing.
INVITING_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"is\s+inviting\s+you|invites?\s+you|has\s+invited|was\s+rescheduled|commented|wrote:|is\s+hereby",
        r"scheduled\s+zoom|inviting\s+you|need\s+help\?|click\s+here|join\s+now|meeting\s+now",
    ),
    "fr": (r"vous\s+invite|a\s+écrit|cliquez\s+ici",),
    "es": (r"le\s+invita|les?\s+invitamos|escribió|haga\s+clic",),
    "de": (r"l[äa]dt\s+(?:sie\s+)?ein|schrieb|hier\s+klicken",),
    "it": (r"(?:vi|ti)\s+invita|ha\s+scritto|clicca\s+qui",),
    "pt": (r"convida\s+(?:você|a\s+todos)|escreveu|clique\s+aqui",),
}
PRONOUN_ROWS: Mapping[str, str] = {
    "en": "we i they it there he she both",
    "fr": "nous je elle ils",  # "il" is an Italian article
    "es": "nosotros usted",
    "de": "wir ich",
    "it": "noi",
    "pt": "nós",
}
DEMONSTRATIVE_ROWS: Mapping[str, str] = {
    "en": "this that what which",
    "fr": "ce cela ceci",
    "es": "este esta esto",
    "de": "dies das",
    "it": "questo questa",
    "pt": "este esta isto",
}
ARTICLE_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (r"(?:the|our|an?|this|your)\s",),
    "fr": (r"(?:notre|nos|la|le|les|une?)\s|l['’]",),
    "es": (r"(?:el|la|los|las|una?|nuestr[oa])\s",),
    "de": (r"(?:der|die|das|ein|eine|unsere?)\s",),
    "it": (r"(?:il|lo|la|gli|i|un[ao]?|nostr[oa])\s",),
    "pt": (r"(?:os?|as?|um|uma|noss[oa])\s",),
}
# After the name of an event in a sentence: "… takes place on Friday".
EVENT_VERB_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"will\s+(?:be\s+(?:held|opened|on)|take\s+place|hold|meet|start|run|happen|return)|takes?\s+place|runs\s+on",
        r"is\s+(?:held|back|on|coming|happening|scheduled|this|next|not\s+cancelled|moved)\b|opens\s+on|comes\s+(?:to|early|late)",
        r"starts?\s+(?:on|with|at)|meets?\s+(?:on|at|online|in)|returns?(?=\s+\w|!)|(?:has\s+)?moved\s+(?:from|to)|are\s+(?:on|held)\b",
    ),
    "fr": (
        r"(?:qui\s+)?(?:aura|a)\s+lieu|se\s+(?:tiendra|tient|déroulera|déroule)|rassemble|est\s+(?:reporté|déplacé)e?",
    ),
    "es": (
        r"(?:será|es)\s+(?:el|este|esta)\b|se\s+(?:celebra|celebrará|llevará|realizará)|tendrá\s+lugar",
    ),
    "de": (r"findet\b|finden\b|beginnt\s+(?:am|um)|startet\s+(?:am|um)|ist\s+am",),
    "it": (r"si\s+(?:terrà|tiene|svolge|svolgerà)|avrà\s+luogo|sarà\s+il",),
    "pt": (r"(?:será|acontece|acontecerá)\s+(?:em|no|na|dia)|terá\s+lugar|realiza-se",),
}
# Before the name of an event in a sentence: "You are invited to the …", "The council hosts a …".
INVITATION_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"invite[sd]?\s+(?:\w+\s+){0,3}?to(?:\s+(?:attend|join|participate\s+in))?|join\s+(?:us\s+(?:for|at|in)\s)?",
        r"register(?:ing)?\s+for|hosts|holds|organi[sz]e[sd]|is\s+(?:hosting|holding|organi[sz]ing)",
        r"will\s+(?:host|hold|organi[sz]e)|attend",
    ),
    "fr": (
        r"(?:invite|convie|conviée?s|convient|invitent|invitée?s|convoquent?|convoquée?s)\s+(?:à|au)|organisent?|participer\s+(?:à|au)",
    ),
    "es": (
        r"(?:invitan?|convocan?|convida)\s+al?|se\s+llevarán?\s+a\s+cabo|se\s+(?:realizarán?|celebrarán?|desarrollarán?)|tendrán?\s+lugar|se\s+convoca(?:\s+al?)?|organizan?|realizará|participar\s+en|con\s+(?=la\s+presentación)",
    ),
    "de": (r"(?:lädt|laden)\s+(?:\w+\s+){0,4}?zu[mr]?|veranstaltet|organisiert",),
    "it": (r"invitano?\s+a(?:l|lla|ll['’])?|organizzano?|promuove|si\s+(?:terrà|svolgerà)",),
    "pt": (r"convidam?\s+(?:\w+\s+){0,2}?para|organizam?|promovem?|realiza",),
}
# Last words of a text that goes on below.
DANGLING_ROWS: Mapping[str, str] = {
    "en": "on for of at from is are the and with to in a",
    "fr": "du de le la au à et avec des les pour sur dans",
    "es": "del el en y con de para los las este esta",
    "de": "am vom im und mit für der die das zum zur",
    "it": "di il e con per dal al nel della",
    "pt": "do da em e com no na para",
}
# Titles of persons.
HONORIFIC_ROWS: Mapping[str, str] = {
    "en": r"dr|prof(?:essor)?|mr|mrs|ms|sir|captain|rev|ambassador|h\.?e|hon",
    "fr": r"mme|mlle|pr|me|maître|m(?=\.)",
    "es": r"sra?|dra?|lic|ing|mtr[oa]|don|doña",
    "de": r"herr|frau|pd",
    "it": r"dott(?:\.?ssa)?|sig(?:\.?ra)?|avv|prof\.?ssa",
    "pt": r"sr[aª]?|dr[aª]|profª",
}
# Nouns and verbs before the name of a speaker …
SPEAKER_NOUN_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"speakers?|presenters?|panell?ists?|lecturers?|moderators?|chairs?|hosts?|instructors?|tutors?",
        r"presented\s+by|given\s+by|led\s+by|hosted\s+by|chaired\s+by",
    ),
    "fr": (
        r"intervenant(?:e|s|es)?|orateur|oratrice|conférenci(?:er|ère)|modérat(?:eur|rice)|animation",
        r"animée?\s+par|présentée?\s+par|organisée?\s+par",
    ),
    "es": (
        r"ponentes?|oradora?(?:es)?|conferencista|modera(?:dora?)?|imparte|a\s+cargo\s+de|organizad[oa]\s+por",
    ),
    "de": (r"referent(?:in|en|innen)?|vortragende|moderation",),
    "it": (r"relator[ei]|relatrice|moderatore|a\s+cura\s+di|interviene|intervengono",),
    "pt": (r"palestrantes?|ministrante|mediador(?:a)?|ministrad[oa]\s+por",),
}
# … and prepositions.
SPEAKER_PREPOSITION_ROWS: Mapping[str, str] = {
    "en": "with|by|featuring",
    "fr": "par|avec",
    "es": "con|por",
    "de": "mit|von",
    "it": "con|di",
    "pt": "com|por",
}
# Labels that end a title within a cell: "Title: … Abstract: …".
CELL_LABEL_ROWS: Mapping[str, str] = {
    "en": r"abstract|speakers?|chair|moderator|host|venue|room|link|slides",
    "fr": r"résumé|intervenante?s?|orateur|oratrice|lieu|salle",
    "es": r"resumen|ponentes?|lugar|modera",
    "de": r"zusammenfassung|referent(?:in)?|ort|raum",
    "it": r"sommario|relator[ei]|luogo",
    "pt": r"resumo|palestrantes?|local",
}
# Nouns for events beside those of the vocabulary.
FURTHER_NOUN_ROWS: Mapping[str, str] = {
    "en": "hackathon summit congress assembly colloquium consultation hearing call clinic"
    " hangout meetup night evening dance dinner show market"
    " festival fair exhibition concert screening masterclass bootcamp retreat webinars workshops",
    "fr": "séance assemblée audition assises journée journées exposition rencontre rencontres table"
    " forum congrès débat"
    " midi-conférence soirée sortie vernissage",
    "es": "asamblea jornada jornadas charla congreso encuentro muestra"
    " exposición mesa foro presentación ciclo",
    "de": "vortrag tagung sitzung seminar veranstaltung führung ausstellung konferenz lesung workshop",
    "it": "convegno sessione incontro conferenza seminario lectio magistralis mostra"
    " assemblea presentazione laboratorio",
    "pt": "palestra sessão seminário oficina encontro conferência mesa assembleia exposição congresso curso",
}
# At the end of a letter, above the name of its writer.
CLOSING_GREETING_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"cheers|thanks(?:\s+(?:all|everyone|so\s+much))?|thank\s+you|in\s+solidarity|love|see\s+you(?:\s+there)?",
        r"(?:(?:all|with)\s+)?(?:my\s+)?(?:(?:best|kind|warm)(?:est)?\s+)?(?:best|regards|wishes)|yours(?:\s+\w+)?|sincerely",
    ),
    "fr": (
        r"bises|amitiés|amicalement|(?:bien\s+)?cordialement|bien\s+à\s+(?:vous|toi)|à\s+bientôt|belle\s+journée",
    ),
    "es": (
        r"(?:un\s+)?(?:saludos?|abrazos?)(?:\s+cordial(?:es)?)?|atentamente|cordialmente|gracias",
    ),
    "de": (r"(?:viele|herzliche|liebe|beste)\s+grüße|mit\s+freundlichen\s+grüßen|lg",),
    "it": (r"(?:cordiali\s+)?saluti|a\s+presto|grazie",),
    "pt": (r"(?:um\s+)?abraço|atenciosamente|obrigad[oa]",),
}
# Abbreviations of weekdays that are words as well, and count only before a date.
DAY_ABBREVIATION_ROWS: Mapping[str, str] = {
    "en": "weds thurs tues",
    "fr": "lu ma me je ve sa di",
    "es": "lu ma mi ju vi sá do vie sáb dom",
    "de": "mo di mi do fr sa so",
}
# Before a weekday, of which they make the name of a feast: "Palm Sunday".
FEAST_ROWS: Mapping[str, str] = {
    "en": "palm good holy maundy easter ash shrove whit trinity",
}
# Parts of the world that a list of sessions is divided into: "AMERICAS & EMEA", "Asia Pacific".
WORLD_REGION_ROWS: Mapping[str, str] = {
    "en": "americas america emea apac amer latam anz apj asia pacific europe africa middle east north"
    " south international global and",
    "fr": "amériques europe afrique asie pacifique et",
    "es": "américas europa áfrica asia pacífico y",
    "de": "amerika europa afrika asien pazifik und",
}
# Before the number of an event of a series: "Peat Talks, part 2".
EDITION_ROWS: Mapping[str, str] = {
    "en": r"no\.?|number|session|part|lecture|episode|edition|meeting|week|day",
    "fr": r"n[°º]|numéro|séance|partie|épisode|édition|rencontre",
    "es": r"n[.º°]+|número|sesión|parte|episodio|edición",
    "de": r"nr\.?|teil|folge|sitzung|ausgabe",
    "it": r"n\.?|numero|incontro|puntata|edizione",
    "pt": r"n[.º°]+|sessão|episódio|edição|encontro",
}
ORDINAL_ROWS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth",
        r"\w+teenth|\w+tieth|next",
    ),
    "fr": (
        r"premi(?:er|ère)|deuxième|troisième|quatrième|cinquième|sixième|septième|huitième",
        r"neuvième|dixième|prochaine?",
    ),
    "es": (
        r"primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|sext[ao]|séptim[ao]|octav[ao]",
        r"noven[ao]|décim[ao]|próxim[ao]",
    ),
    "de": (
        r"(?:erste|zweite|dritte|vierte|fünfte|sechste|siebte|achte|neunte|zehnte|nächste)[rs]?",
    ),
    "it": (r"prim[ao]|second[ao]|terz[ao]|quart[ao]|quint[ao]|sest[ao]|settim[ao]|prossim[ao]",),
    "pt": (r"primeir[ao]|terceir[ao]|sétim[ao]|oitav[ao]|próxim[ao]",),
}
# Events that are held regularly, with an ordinal number: "Sixteenth Peat Call".
REGULAR_EVENT_ROWS: Mapping[str, str] = {
    "en": "call webinar seminar meetup talk lecture colloquium hangout clinic salon café",
    "fr": "webinaire séminaire midi-conférence café rencontre apéro atelier",
    "es": "webinario seminario charla tertulia encuentro café",
    "de": "webinar seminar stammtisch vortrag treffen",
    "it": "webinar seminario incontro aperitivo",
    "pt": "webinar seminário encontro café",
}
# In headings above events that belong to no series: of newsletters, diaries and calls for papers.
NEWSLETTER_ROWS: Mapping[str, str] = {
    "en": "newsletter news update updates agenda diary dates events activities calendar bulletin digest"
    " brief notes minutes week month ahead upcoming programme program schedule calls reminder invitation"
    " times gazette hall page subject fwd important deadlines blog termcard card club watchers"
    " bugle dispatch herald notices echo leaflet parish church meetings",
    "fr": "journal nouvelles actualité actualités agenda dates événements activités calendrier bulletin"
    " lettre semaine mois programme appel rappel invitation sujet objet blog"
    " infolettre écho feuille paroisse paroissiale gazette syndicat info",
    "es": "boletín noticias agenda fechas eventos actividades calendario semana mes programa convocatoria"
    " recordatorio invitación asunto novedades",
    "de": "newsletter neuigkeiten aktuelles termine veranstaltungen veranstaltungsplan kalender rundbrief"
    " woche monat programm aufruf einladung betreff",
    "it": "notiziario novità agenda date eventi attività calendario bollettino settimana mese programma"
    " invito appuntamenti oggetto",
    "pt": "boletim notícias agenda datas eventos atividades calendário semana mês programa convite assunto",
}


def alternatives(rows: Mapping[str, str | tuple[str, ...]]) -> str:
    """Return an expression that matches the rows of all languages."""
    texts = ("|".join(row) if isinstance(row, tuple) else row for row in rows.values())
    return "|".join(texts)


CLOSING_GREETING = re.compile(rf"(?:{alternatives(CLOSING_GREETING_ROWS)})\W*", re.IGNORECASE)
