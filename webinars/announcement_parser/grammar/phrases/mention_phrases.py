"""Phrases around a date that show that it is not the date of an event, as regular expressions by language."""

# Those of one language are joined; a space stands for any white space.

import re
from collections.abc import Mapping

# Before the date, up to it: what is over …
_PAST: Mapping[str, str] = {
    "en": r"(?:(?:recordings?|slides|minutes|notes|report|pictures|photos|log|summary|results?)"
    r"(?: [\w’'-]+){0,6} (?:of|from|on)|missed(?: [\w’'-]+){1,5} (?:of|from|on)"
    r"|missed(?: [\w’'-]+){0,5}\?(?: [\w’'-]+){0,8} of"
    r"|last (?:week|month|year|time)(?:[’']s)?(?: \w+){0,2} \("
    r"|(?:agenda|minutes)(?: [\w’'-]+){1,6} \()(?: the)?",
    "fr": r"(?:compte[ -]rendu|enregistrements?|procès-verbal|pv|photos|diapositives|captation)"
    r"(?: [\w’'-]+){0,6} (?:du|des|de la)(?: [\w’'-]+){0,3}(?: du| des)?",
    "es": r"(?:grabación|grabaciones|actas?|fotos|diapositivas|resumen)(?: [\w’'-]+){0,6} (?:del|de los)",
    "de": r"(?:aufzeichnung(?:en)?|protokoll|folien|fotos|bericht|mitschnitt)(?: [\w’'-]+){0,6} vo[mn]",
    "it": r"(?:registrazion[ei]|verbale|resoconto|foto)(?: [\w’'-]+){0,6} (?:del|dell.)",
    "pt": r"(?:gravaç(?:ão|ões)|ata|fotos|resumo)(?: [\w’'-]+){0,6} (?:de|do)",
}
# … what closes, opens or is handed in …
_DEADLINES: Mapping[str, str] = {
    "en": r"(?:no|not) later than(?: the end of)?|at the latest(?: by| on)?|due(?: back)?(?: on| by)?"
    r"|by (?:the )?(?:end|close|evening|night|morning)(?: of)?|(?:application|registration"
    r"|submission|nomination|booking|ballot|vote|voting|poll|form|call|sale|ticket|survey|rsvp|website)s?"
    r"(?: [\w’'-]+){0,10} (?:open|close|start|begin|end|expire|enabled|available|accepted|due|received"
    r"|sent|submitted)(?:s|d|ed|ing)?(?: online)?(?: on| from| until| by| at)?"
    r"(?:(?: noon| midnight)(?: on)?)?"
    r"|(?:last|final)(?: safe)? (?:posting|ordering|booking|sending|payment|collection) (?:day|date)(?: is)?"
    r"|deadlines?(?: (?!is )[\w’'-]+){0,8} (?:is|was|has been extended to)"
    r"|(?:results?|decisions?|programme|program|schedule)(?: [\w’'-]+){0,4}"
    r" (?:announced|published|released|notified|sent)(?: out)?(?: on| by)?",
    "fr": r"(?:au )?plus tard(?: le)?|avt(?: le)?"
    r"|inscriptions?(?: en ligne)?(?: :)? (?:du|entre le)"
    r"|(?:réservations?|inscriptions?|candidatures?|billetterie"
    r"|vote|scrutin"
    r"|propositions?|appel|guichet)(?: [\w’'-]+){0,6} (?:à partir|dès|à compter|jusqu[’']au|avant|ouvertes?"
    r"|fermées?|closes?|ouvrent|ferment|ouvre|ferme|s[’']ouvre|se clôt)(?: du| le)?"
    r"|(?:résultats?|décisions?|programme)(?: [\w’'-]+){0,4} (?:publiés?|annoncés?|communiqués?|diffusés?) le"
    r"|(?:date limite|délai|clôture)(?: [\w’'-]+){0,8} (?:est le|au|le|fixée au)",
    "es": r"(?:a )?más tardar(?: el)?|(?:convocatoria|plazo|inscripción|inscripciones|matrícula|votación"
    r"|venta|reservas?|solicitudes|registro)(?: [\w’'-]+){0,6} (?:cierran?|abren?|cerrad[oa]|abiert[oa]s?"
    r"|vence|termina|finaliza|hasta|desde|a partir)(?: el| del)?"
    r"|(?:resultados?|programa|decisiones)(?: [\w’'-]+){0,4} (?:publicar|anunciar|comunicar)[áa]n? el"
    r"|fecha l[ií]mite(?: [\w’'-]+){0,6} (?:es )?(?:hasta )?el",
    "de": r"spätestens(?: am| bis| bis zum)?"
    r"|(?:anmeldung(?:en)?|anmeldeschluss|einsendeschluss|bewerbung(?:en)?"
    r"|vorverkauf|frist|karten|eintrittskarten|abstimmung)(?: [\w’'()-]+){0,10}"
    r" (?:bis|ab|am|endet am|beginnt am|ist der|ist am)(?: zum| dem)?",
    "it": r"entro(?: e non oltre)?(?: il)?"
    r"|(?:iscrizion[ei]|prenotazion[ei]|domande|candidature|scadenza|bando)"
    r"(?: [\w’'-]+){0,6} (?:entro|fino al|dal|il|chiude il|apre il|scade il)",
    "pt": r"(?:inscriç(?:ão|ões)|prazo|candidaturas|votação|reservas)(?: [\w’'-]+){0,6}"
    r" (?:até|a partir de|encerram?(?:-se)?(?: em)?|abrem? em|termina em)(?: o dia)?",
}
# … the day from which an event is moved …
_MOVED_FROM: Mapping[str, str] = {
    "en": r"\b(?:and )?not(?: on| the| until)?|instead of(?: on)?(?: the)?|rather than(?: on)?"
    r"|(?:moved|moves|postponed|rescheduled|shifted|brought forward) from"
    r"|(?:originally|previously|formerly)(?: planned| scheduled| set)?(?: for| on)?|\bwas(?: on)?"
    r"|\bwas (?:set|due|planned|scheduled|to be)(?: for| on)?(?: the)?",
    "fr": r"et non(?: pas)?(?: le)?|au lieu du|(?:reportée?|déplacée?|décalée?|avancée?) du"
    r"|initialement(?: prévue?| programmée?)?(?: le| pour le| au)?",
    "es": r"y no(?: el)?|en (?:lugar|vez) del|(?:aplazad[oa]|trasladad[oa]|pospuest[oa]|adelantad[oa]) del"
    r"|(?:inicialmente|originalmente)(?: prevista| previsto| programad[oa])?(?: para)?(?: el)?",
    "de": r"(?:und )?nicht(?: am)?|statt(?: am)?|anstatt(?: am)?|(?:verschoben|verlegt|vorverlegt) vom"
    r"|ursprünglich(?: geplant| angesetzt)?(?: für den| am)?|(?:entfällt|abgesagt|ausfall)(?: am)?:? ?\(?",
    "it": r"e non(?: il)?|anziché(?: il)?|invece (?:di|del)(?: il)?"
    r"|(?:rinviat[oa]|spostat[oa]|anticipat[oa]) dal"
    r"|inizialmente(?: previst[oa])?(?: il| per il)?",
    "pt": r"e não(?: em| no dia)?|em vez de|ao invés de|(?:adiad[oa]|transferid[oa]|antecipad[oa]) d[eo]"
    r"|inicialmente(?: previst[oa])?(?: para)?",
}
# … and the day on which it is if the weather is bad, or too few come.
_ALTERNATIVES: Mapping[str, str] = {
    "en": r"(?:(?:in (?:the )?(?:case|event) of|if there is)"
    r" (?:heavy )?(?:rain|snow|clouds|bad weather|storms?)"
    r"|if (?:it )?(?:rains|is raining|snows|wet|cloudy|cancelled|rained out)"
    r"|(?:clouds?|cloudy|rain|raining|snow|wet|bad weather)\?|(?:rain|snow|weather)[ -]dates?"
    r"|(?:fallback|back-?up|reserve|alternative|alternate) (?:date|day)"
    r"|(?:if|should) (?:the |a )?quorum|no quorum|quorum is not)(?:[^.!?]|\.(?=\d)){0,120}?",
    "fr": r"(?:en cas (?:de (?:pluie|mauvais temps|neige|report)|d[’']intempéries|d[’']orage|d[’']annulation)"
    r"|s[’']il pleut|date de repli|(?:à défaut|faute) de quorum|si le quorum"
    r"|(?:en )?(?:seconde|deuxième) convocation)"
    r"(?:[^.!?]|\.(?=\d)){0,120}?",
    "es": r"(?:en caso de (?:lluvia|mal tiempo|nieve)|si llueve|fecha (?:alternativa|de reserva)"
    r"|en segunda convocatoria|a falta de quórum|si no hay quórum)(?:[^.!?]|\.(?=\d)){0,120}?",
    "de": r"(?:bei (?:regen|schlechtem wetter|schlechtwetter|sturm)|ausweichtermin|ersatztermin bei regen"
    r"|falls es regnet|verschiebedatum|mangels quorum)(?:[^.!?]|\.(?=\d)){0,120}?",
    "it": r"(?:in caso di (?:pioggia|maltempo|neve)|se piove|in seconda convocazione|data di riserva)"
    r"(?:[^.!?]|\.(?=\d)){0,120}?",
    "pt": r"(?:em caso de (?:chuva|mau tempo)|se chover|em segunda convocação|data alternativa)"
    r"(?:[^.!?]|\.(?=\d)){0,120}?",
}
# After the date, at once: "REPORTÉE au" another day, "is off".
_MOVED_TO: Mapping[str, str] = {
    "en": r"(?:[^.!?;]{0,90}?\b)?(?:(?:(?:is|was|has been|are|were) )?"
    r"(?:postponed|moved|rescheduled|deferred|shifted)"
    r" (?:to|until)|(?:is|are) (?:off|cancelled|canceled)\b|cancell?ed,? now\b"
    r"|cancell?ed[^.!?;]{0,40}?(?:new|replacement) date)",
    "fr": r"(?:[^.!?;]{0,90}?\b)?(?:(?:reportée?s?|déplacée?s?|décalée?s?) (?:au|à|le)\b"
    r"|annulée?s?[^.!?;]{0,40}?nouvelle date)",
    "es": r"(?:[^.!?;]{0,90}?\b)?(?:(?:aplazad[oa]s?|pospuest[oa]s?|trasladad[oa]s?|se traslada|se aplaza"
    r"|pasa) (?:al|para|hasta)\b|cancelad[oa]s?[^.!?;]{0,40}?nueva fecha)",
    "de": r"(?:[^.!?;]{0,90}?\b)?(?:(?:verschoben|verlegt)(?: worden)? auf\b"
    r"|(?:entfällt|fällt aus|abgesagt)[^.!?;]{0,40}?(?:ersatztermin|nachholtermin|neuer termin))",
    "it": r"(?:[^.!?;]{0,90}?\b)?(?:(?:rinviat|spostat)[oaie] (?:al|a)\b"
    r"|annullat[oaie][^.!?;]{0,40}?nuova data)",
    "pt": r"(?:[^.!?;]{0,90}?\b)?(?:(?:adiad|transferid)[oa]s? para\b"
    r"|cancelad[oa]s?[^.!?;]{0,40}?nova data)",
}
# Before the new date of an event, up to it …
_MOVED_TO_BEFORE: Mapping[str, str] = {
    "en": r"(?:postponed|moved|moves|rescheduled|deferred|shifted|brought forward) (?:to|until|for)(?: the)?"
    r"|(?:new|revised|rescheduled) date(?: is)?:?|cancell?ed,? now(?: on)?(?: the)?"
    r"|(?:is|it[’']s) now(?: on| set for)?(?: the)?",
    "fr": r"(?:reporte?ée?s?|déplacée?s?|décalée?s?|avancée?s?) (?:au|à|jusqu[’']au|le)|nouvelle date ?:?",
    "es": r"(?:aplazad[oa]s?|pospuest[oa]s?|trasladad[oa]s?|se traslada|se aplaza|reprogramad[oa]s?|pasa)"
    r" (?:al|para el|para|hasta el)|nueva fecha:?",
    "de": r"(?:verschoben|verlegt)(?: worden)? auf(?: den)?|neuer termin:?"
    r"|(?:entfällt|fällt aus|abgesagt)[^!?;]{0,40}?(?:ersatztermin|nachholtermin):?",
    "it": r"(?:rinviat|spostat)[oaie] (?:al|a)|nuova data:?",
    "pt": r"(?:adiad|transferid)[oa]s? para(?: o dia)?|nova data:?",
}
# … a sentence that moves one …
_MOVING_VERBS: Mapping[str, str] = {
    "en": r"moved|moves|postponed|rescheduled|deferred|shifted|brought forward|instead of|rather than"
    r"|originally|previously|formerly|new date|cancell?ed,? now"
    r"|was (?:set|due|planned|scheduled) for|was to be",
    "fr": r"reporte?ée?s?|déplacée?s?|décalée?s?|avancée?s?|au lieu du|initialement|nouvelle date",
    "es": r"aplazad[oa]s?|pospuest[oa]s?|trasladad[oa]s?|adelantad[oa]s?|reprogramad[oa]s?|se traslada"
    r"|se aplaza|pasa al|en (?:lugar|vez) del|inicialmente|originalmente|nueva fecha",
    "de": r"verschoben|verlegt|vorverlegt|statt|anstatt|ursprünglich|neuer termin|ersatztermin|nachholtermin",
    "it": r"rinviat[oaie]|spostat[oaie]|anticipat[oaie]|anziché|invece|inizialmente|nuova data",
    "pt": r"adiad[oa]s?|transferid[oa]s?|antecipad[oa]s?|em vez de|ao invés de|inicialmente|nova data",
}
# … and where the verb comes last: "wird auf den 19. Mai verschoben".
_MOVED_BEFORE_VERB = (
    r"[^.!?;]{0,60}?\b(?:wird|wurde|werden|wurden|ist|sind)\b[^.!?;]{0,60}?\bauf(?: den| das)?"
)
# Before the first day of a range whose last day is in the next line.
_BETWEEN: Mapping[str, str] = {
    "en": r"between(?: the)?",
    "fr": r"entre(?: le)?",
    "es": r"entre(?: el)?",
    "de": r"zwischen(?: dem)?",
    "it": r"(?:tra|fra)(?: il| l[’'])?",
    "pt": r"entre(?: o dia| os dias)?",
}
# Between the first and the last day of an event: "… and closes on".
_CLOSINGS: Mapping[str, str] = {
    "en": r"and (?:will )?(?:closes?|closed|concludes?|ends?|finish(?:es)?|adjourns?)(?: on)?(?: the)?",
    "fr": r"et (?:s[’']ach[eè]v\w+|se termin\w+|se clôtur\w+|prend(?:ra|ront)? fin|fini\w+"
    r"|clôtur\w+)(?: le)?",
    "es": r"y (?:cierran?|cerrarán?|concluyen?|concluirán?|terminan?|terminarán?|finalizan?|finalizarán?"
    r"|se clausuran?)(?: el)?",
    "de": r"und (?:endet|enden|schließt|schließen)(?: am)?",
    "it": r"e (?:termina|terminerà|si conclude|si concluderà|chiude|chiuderà)(?: il)?",
    "pt": r"e (?:termina|terminará|encerra|encerra-se|encerrará)(?: em| no dia| a)?",
}
# Anywhere in the sentence: a change of the clocks, a date that was a mistake.
_ASIDE_SENTENCES: Mapping[str, str] = {
    "en": r"(?:chang(?:e|es|ed|ing)|turn(?:s|ed)?|mov(?:e|es)|switch(?:es)?) (?:its|the|their|our) clocks"
    r"|clocks? (?:change|go|move|are)|daylight[ -]saving|summer time (?:begins|starts|ends)"
    r"|was (?:my|our|a) (?:mistake|error|typo)|by mistake|wrong date",
    "fr": r"(?:passe|passent|passage|retour|change|changent|changement) (?:à l[’']|d[’'])heure"
    r"(?: d[’'](?:été|hiver))?"
    r"|par erreur|une erreur de date",
    "es": r"(?:horario|hora) de (?:verano|invierno)|cambi(?:o|a|an) (?:de|la|su|sus) hora|por error",
    "de": r"zeitumstellung|uhren (?:werden )?(?:um|vor|zurück)"
    r"|(?:sommer|winter)zeit (?:beginnt|endet)|irrtümlich",
    "it": r"ora (?:legale|solare)|per errore",
    "pt": r"horário de (?:verão|inverno)|por engano",
}
# Between such a phrase and the date: the date is that of an event after all.
_EVENTS: Mapping[str, str] = {
    "en": r"next|join us|takes? place|(?:will be|is|are) held|meets?|held on|new date|new day|now on|see you",
    "fr": r"prochaine?s?|aura lieu|auront lieu|se tiendra|se déroulera|nouvelle date|rendez-vous|se tient",
    "es": r"próxim[oa]s?|tendrá lugar|se celebrará|se realizará|nueva fecha|se desarrollará",
    "de": r"nächste[rn]?|findet|finden|neuer termin|nachholtermin|treffen",
    "it": r"prossim[oa]|si terrà|avrà luogo|nuova data|si svolgerà",
    "pt": r"próxim[oa]|terá lugar|realiza-se|será realizad[oa]|nova data|acontece",
}
# Directly before a month: the day of an event that is planned comes later.
_PLANNED: Mapping[str, str] = {
    "en": r"(?:will be|is|are)(?: planned| scheduled| expected)?(?: for)?(?: in)?|takes? place in",
    "fr": r"(?:sera|aura lieu|est prévue?|se tiendra)(?: en| pour| courant)?",
    "es": r"(?:será|tendrá lugar|está previst[oa])(?: en| para)?",
    "de": r"(?:ist|wird|findet|soll)(?: voraussichtlich)?(?: im| für)?",
    "it": r"(?:sarà|si terrà|è previst[oa])(?: in| a| per)?",
    "pt": r"(?:será|está previst[oa])(?: em| para)?",
}


def _any_of(rows: Mapping[str, str]) -> str:
    return "|".join(row.replace(" ", r"\s+") for row in rows.values())


PAST_BEFORE_DATE = re.compile(rf"\b(?:{_any_of(_PAST)})\s*$", re.IGNORECASE)
DEADLINE_BEFORE_DATE = re.compile(rf"\b(?:{_any_of(_DEADLINES)})\s*$", re.IGNORECASE)
MOVED_FROM_DATE = re.compile(rf"\b(?:{_any_of(_MOVED_FROM)})\s*$", re.IGNORECASE)
ALTERNATIVE_BEFORE_DATE = re.compile(rf"\b(?:{_any_of(_ALTERNATIVES)})\s*$", re.IGNORECASE)
MOVED_AFTER_DATE = re.compile(rf"\W*(?:{_any_of(_MOVED_TO)})", re.IGNORECASE)
MOVED_TO_DATE = re.compile(rf"\b(?:{_any_of(_MOVED_TO_BEFORE)})\s*$", re.IGNORECASE)
MOVING_VERB = re.compile(rf"\b(?:{_any_of(_MOVING_VERBS)})\b", re.IGNORECASE)
MOVED_BEFORE_VERB = re.compile(rf"{_MOVED_BEFORE_VERB}\s*$".replace(" ", r"\s+"), re.IGNORECASE)
BETWEEN_BEFORE_DATE = re.compile(rf"\b(?:{_any_of(_BETWEEN)})\s*$", re.IGNORECASE)
CLOSE_BETWEEN_DATES = re.compile(
    rf"(?:[^.!?;]{{0,60}}\b)?(?:{_any_of(_CLOSINGS)})\s*", re.IGNORECASE
)
ASIDE_SENTENCE = re.compile(rf"\b(?:{_any_of(_ASIDE_SENTENCES)})\b", re.IGNORECASE)
PLANNED_BEFORE_MONTH = re.compile(rf"\b(?:{_any_of(_PLANNED)})\s*$", re.IGNORECASE)
EVENT_BEFORE_DATE = re.compile(rf"\b(?:{_any_of(_EVENTS)})\b", re.IGNORECASE)
