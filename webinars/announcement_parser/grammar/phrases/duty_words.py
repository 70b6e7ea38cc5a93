"""Words for what somebody has to do, or decides, by a date, as regular expressions by language."""

# Those of one language are joined; a space stands for any white space, and ~ for the rest of a word.

import re
from collections.abc import Mapping

# First words of a label or title: "Abgabe der Seminararbeiten", "Registration cut-off".
_HEADS: Mapping[str, str] = {
    "en": r"(?:programmes?|programs?|schedules?|agendas?|line-?ups?|proceedings|minutes)(?: \w+){0,2}"
    r" (?:out|online|published|announced|available|released|sent)"
    r"|(?:hand|send|turn|give|sign|check|opt|pay|post|mail|drop|bring|get|let|put)(?:ing)?"
    r"(?: [\w’'-]+){0,3} (?:in|up|out|off|back)(?= (?!to |at |with |on )|$|\W*$)|submi~|deadline~|due~"
    r"|deposit~"
    r"|payment~|pay|instal~|balance~|invoic~|refund~|returns?|return of|register|registrations?"
    r"|re-?registration"
    r"|enrol~|apply|applications?|application~|appl~ (?:close|open|due|form)~|bookings?|book~ your|reserv~"
    r"|order~ (?:your|for|form|close|deadline|by)~|last orders|rsvp~|repl(?:y|ies)|respon[ds]~"
    r"|answers?|confirm(?:ations?|ing)?"
    r"|nominat~|nominees|candida~|ballot~|votes?|voting|motions?|prox(?:y|ies)|amendments?"
    r"|expressions? of interest"
    r"|letters? of (?:intent|interest|motivation|acceptance|support)|abstracts?|papers?|full papers?"
    r"|posters?|manuscripts?"
    r"|drafts?|proofs?|camera[- ]ready|final (?:version|paper|copy|copies|manuscript|draft|program"
    r"|programme|report|number)s?"
    r"|revis~|rebuttal~|reviews?|notif~|acceptance~|decisions?|results? (?:announced|published|out"
    r"|out on|by)"
    r"|announcement of (?:results?|winners?|decisions?)|upload~|slides?|copy (?:date|deadline)|cut[- ]?off~"
    r"|clos(?:e|es|ing) (?:date|of)|last (?:day|date|chance) (?:to|for|of)|final (?:date|day"
    r"|call) (?:to|for|of)"
    r"|early[- ]?bird~|late (?:entry|entries|fee|registration)s?|entr(?:y|ies)(?: form~| close~|$|:)"
    r"|permission (?:slip|form)~|consent form~"
    r"|(?:room|hotel) (?:block|booking|reservation)s?|visa~ (?:application|document|letter|request)~"
    r"|names? to|money (?:for|to)|proposals?"
    r"|(?:menu|meal|lunch|dinner) (?:choice|order|selection)s?|t-?shirt (?:size|order)s?"
    r"|orders?(?: \w+)? (?:due|in|close|by)"
    r"|fees?|dues|subs(?:criptions?)?|membership (?:fee|renewal|due)~|renew~|withdraw~|cancel~ (?:by"
    r"|deadline|until)|feedback|comments?"
    r"|questionnaires?|surveys?|evaluations?|portfolios?|essays?|assignments?|coursework|homework"
    r"|reports? (?:due|in|back|to)"
    r"|cheques?|checks? to|signed|tickets? (?:on sale|go|sale)|sale of tickets|ticket sales?|presale"
    r"|add/drop|grades?",
    "fr": r"remises? d~|remettre|rendre|renvo~|envo[iy]~|retours? d~|règlement d(?:u|e la|es) (?:solde"
    r"|cotisation|frais)~|acomptes?|soldes?"
    r"|paiements?|versements?|cotisations?|dépôts? d~|déposer|clôture d~|inscri~|préinscri~|réinscri~"
    r"|désinscri~"
    r"|réponses?|répondre|soumissions?|soumettre|(?:date|jour|heure)s? (?:limite|butoir)~"
    r"|date de (?:clôture|remise|rendu)"
    r"|dernier (?:délai|jour pour|jour d~)|délais?|échéances?|confirmations?|confirmer|notifi~"
    r"|version (?:finale"
    r"|définitive)|résumés?"
    r"|propositions?|candidatures?|commandes?|procurations?|pouvoirs|bulletins? (?:de vote|d[’']~)"
    r"|réservations? d~|annulations?"
    r"|résultats?|acceptations?|avis aux|appel à (?:communication|contribution|candidature|projet"
    r"|proposition)s?|rendu d~"
    r"|rendus?|votes?|scrutin|dossiers? (?:de |à )~|factur~|rembours~|textes? (?:complets?"
    r"|définitifs?)|billetterie|prévente"
    r"|ouverture d(?:e la|es|e l[’']) ?(?:inscription|billetterie|candidature|réservation|vente"
    r"|guichet)~|sondage",
    "es": r"entregas?(?: de| del)?|envíos?|enviar|pagos?|pagar|cuotas?|fecha (?:tope|límite|máxima"
    r"|final)|plazos?|vencimiento"
    r"|cierre de~|recepción de (?:trabajo|propuesta|resumen|resúmen|solicitud|candidatura|abstract"
    r"|ponencia|comunicacion|documento|oferta|original|texto|manuscrito|artículo|postulacion)~"
    r"|notifica~|presentación de (?:solicitud|propuesta|candidatura|resumen|resúmen|documento"
    r"|documentación|ponencias y|trabajos y|oferta|comunicaciones|abstract|postulaci)~"
    r"|confirma~|inscri~|preinscri~|postula~|devoluc~|depósitos?|matrícula~|reservas? de~"
    r"|versión final|aportac~|solicitud~"
    r"|último (?:día|plazo)|límite~|respuestas?|votaci~|renovaci~|resultados?|publicación de~"
    r"|aceptaci~|convocatoria~"
    r"|(?:primer|segundo|tercer|último) pago|apertura de (?:inscripci|matrícula|convocatoria"
    r"|la inscripci|la matrícula|la convocatoria|taquilla|registro)~|registro de (?:participante"
    r"|asistente)~",
    "de": r"(?:ab|rück|an|ein)gabe~|\w*(?:schluss|frist|fristen|termin zur abgabe)|rückmeld~|(?:\w*an"
    r"|ab|nach|um|vor)meld(?:ung|eschluss|efrist|en)~"
    r"|zahl(?:ung|bar)~|bezahlung|überweis~|anzahl~|restzahl~|bewerbung~|einreich~|einsend~|\w+schluß"
    r"|stichtag~|frühbuch~"
    r"|storn~|rücktritt~|vorschl[aä]g~|anträge|antrag~|\w*bestellung~|zusagen?|absagen?|benachrichtig~"
    r"|einzug der~|\w*beitrag~(?: fällig)?"
    r"|endfassung~|druckfertig~|(?:finale|endgültige) (?:fassung|version)|zimmerkontingent~|kaution~"
    r"|elternzettel~|prüfungsanmeldung~"
    r"|einschreib~|rückläufe|ergebnisse|bekanntgabe~|auswahlentscheid~|abstracts?|kartenvorverkauf~"
    r"|vorverkauf~|kündig~|fällig~"
    r"|letzte (?:möglichkeit|anmeld|bestell|chance)~|letzter (?:tag|termin|abgabetermin|anmeldetag)~"
    r"|spätester~|\w*arbeiten abgeben|abzugeben~",
    "it": r"consegn~|invio d~|inviare|pagament~|termin[ei] (?:ultim|per|di)~|scaden~"
    r"|chiusura (?:dell[ea]|iscri|bando|candidat)~|iscrizion~"
    r"|adesion~|saldo|caparra|acconto|quot[ae]~|domand[ae]~|notific~|versione (?:definitiva|finale)"
    r"|conferm~|prenotazion~"
    r"|candidatur~|restituzion~|ritiro d~|versament~|bonific~|abstract|propost[ae]|risultati|esiti"
    r"|graduatori[ae]|rispost[ae]"
    r"|apertura (?:delle|iscri|bando|candidat|prenota)~|preiscri~|votazion~|ultim[oa] (?:giorno|data)~",
    "pt": r"entregas? d~|envios? d~|enviar|pagamentos?|prazo~|encerramento d~|submiss~|notifica~"
    r"|versão final|confirma~|inscriç~"
    r"|divulgação~|data[- ]limite~|candidaturas?|matrícula~|resumos?|propostas?|devoluç~|reservas? d~"
    r"|resultados?|último dia~|respostas?"
    r"|abertura das (?:inscri|candidatur|matrícul)~|aceite~|caução|sinal|vencimento|votação|pré-inscri~",
    "nl": r"inlever~|aanmeld~|afmeld~|betal~|inschrijv~|uiterste~|deadline~|opgave~|opgeven~"
    r"|sluitings~|insturen~|indien~|inzend~|uitslag~"
    r"|kopij~|aanbetaling~|bestell~|reserver~|teruggave~|\w+ (?:insturen|inleveren|indienen|opgeven"
    r"|doorgeven)",
    "pl": r"odda~|termin (?:zgłosz|nadsył|wpł|składa|reje)~|zgłosz~|rejestrac~|zapisy|wpłat~|składani~"
    r"|nadsył~|wynik~|potwierdz~|opłat~",
}
# Last words of a label or title: "Menu choices due", "Permission forms back", "Elternzettel zurück".
_ENDS: Mapping[str, str] = {
    "en": r"due|deadline|close[sd]?|open[sd]?|cut[- ]?off|returned|back|in|wanted|payable|required"
    r"|uploaded|submitted|announced|notified"
    r"|to the (?:office|secretary|treasurer|editor)|sign[- ]?ups?|registrations?|applications?"
    r"|submissions?|nominations?|payments?"
    r"|notifications?|enrol?lments?|(?:application|registration|booking|order|entry|proxy"
    r"|consent) forms?|refunds?|instal?lments?",
    "fr": r"à rendre|à renvoyer|à retourner|à régler|à envoyer|attendue?s|dues?|limite|close?s?"
    r"|ouvert?e?s?|souhaitée?s?",
    "es": r"límite|tope|abiert[oa]s?|cerrad[oa]s?|vence",
    "de": r"zurück|fällig|abgeben|abzugeben|einreichen|einsenden|\w*schluss|\w*frist|überweisen"
    r"|bezahlen|anmelden|mitteilen",
    "it": r"da consegnare|da inviare|da versare|scade|chiuse|aperte",
    "pt": r"a entregar|a pagar|encerra|abertas|encerradas",
    "nl": r"inleveren|insturen|opgeven|aanmelden|betalen|sluit",
    "pl": r"zgłoszeń|zapisów|wpłat",
}
# In a sentence, before the date: "… sind am … abzugeben", "the balance is payable on".
_VERBS: Mapping[str, str] = {
    "en": r"hand(?:ed)? in|turn(?:ed)? in|sen[dt]|submit(?:ted)?|return(?:ed)?(?: [\w’'-]+){0,3} (?:to"
    r"|by|on)|appl(?:y|ied) (?:by|on|before|to|for)"
    r"|payable|(?:be|is|are) (?:paid|banked|invoiced|charged|debited|refunded|notified|informed"
    r"|announced|collected from|due)"
    r"|reach (?:us|me|the)|let (?:us|me|\w+) know|rsvp|repl(?:y|ies)|respond|confirm|orders? (?:go"
    r"|close|in)|invoices?"
    r"|(?:hear|heard) (?:from|back)|(?:authors|applicants|candidates"
    r"|winners)(?: [\w’'-]+){0,4} (?:notified|told|informed|contacted|hear)"
    r"|go(?:es)? (?:live|on sale|out)|on sale|come(?:s)? down|(?:sign|signed)[ -]up (?:sheet|form|by"
    r"|on|before)s?|vote (?:by|on|before)"
    r"|comments (?:by|to|on)|names (?:to|by)|deadline|we need|(?:should|please) tell|cheques?"
    r"|names? for|forms?(?: [\w’'-]+){0,3} (?:by|to|before|goes)",
    "fr": r"(?:merci|prière|veuillez|pensez|il faut)(?: [\w’'-]+){0,6} (?:rendre|renvoyer|retourner"
    r"|confirmer|répondre|envoyer|régler|transmettre"
    r"|communiquer|signaler|inscrire|réserver|remettre|déposer|prévenir)|(?:est|sont|sera|seront) (?:à"
    r"|encaissée?s|prélevée?s|informée?s|notifiée?s"
    r"|attendue?s|remboursée?s|dûe?s?|envoyée?s|communiquée?s|à régler)|faites-nous|à (?:rendre|régler"
    r"|envoyer|renvoyer|remettre|retourner|déposer|payer|verser)"
    r"|s[’']inscrire|inscrivez-vous|réponses?|billetterie|d[’']ici|pour le\W*$",
    "es": r"se (?:entregan?|comunican?|abonan?|pagan?|envían?|reciben?|admiten?|publican?|notifican?)"
    r"|(?:debe|deben|deberán?|hay que|favor de|se ruega"
    r"|rogamos)(?: [\w’'-]+){0,4} (?:enviar|entregar|confirmar|pagar|abonar|avisar|presentar|inscribir"
    r"|remitir)(?:se)?|avis(?:ar|en|ad)|enví(?:en|a|ad)"
    r"|inscrib\w+|el pago|la matrícula|los resultados|el plazo",
    "de": r"(?:müssen|muss|sollen|wer)(?: [\w’'-]+){0,6} (?:bis|spätestens)(?: zum| am)?"
    r"|rückmeld\w+|(?:brauchen|erwarten|benötigen) (?:wir|eure|ihre)|überweis\w+|der vorverkauf"
    r"|vorschläge|die zusagen",
    "it": r"(?:si prega|pregasi|vanno|va|deve|devono|occorre|bisogna)(?: [\w’'-]+){0,4} (?:inviat"
    r"|confermar|versat|consegnat|comunicar|iscriver|prenotar|inviar|consegnar|versar|pagar)\w*"
    r"|si (?:consegna|consegnano|paga|pagano|inviano|raccolgono)|le iscrizioni|le domande|il saldo",
    "pt": r"(?:deve|devem|favor|é preciso|solicitamos)(?: [\w’'-]+){0,4} (?:entreg|envi|confirm|pag"
    r"|feit|inscrev)\w*|as inscrições|o resultado|o pagamento|o prazo",
    "nl": r"(?:graag|gelieve)(?: [\w’'-]+){0,3} (?:aanmelden|opgeven|betalen|inleveren)|lever"
    r"|aanmeld\w+|opgeven|betaling",
    "pl": r"prosimy o|zgłoszenia|należy|wyniki|prace",
}
# In a sentence, after the date: "… am 3. Mai eingezogen".
_VERBS_AFTER: Mapping[str, str] = {
    "de": r"(?:[^.!?]{0,60}\b)?(?:eingezogen|abzugeben|abgeben|verschickt|versandt|fällig|überweisen"
    r"|einzureichen|einreichen|mitteilen"
    r"|mitgeteilt|anmelden|abgebucht|bekannt ?gegeben|benachrichtigt|informiert|entschieden)\b",
    "nl": r"(?:[^.!?]{0,60}\b)?(?:inleveren|ingeleverd|opgeven|betalen|aanmelden|insturen|ingediend)\b",
    "pl": r"(?:[^.!?]{0,30}\b)?(?:oddać|zgłosić|wpłacić|ogłosimy)\b",
    "en": r",? (?:at the latest|is the (?:deadline|last (?:day|date)|cut[- ]?off|closing date)"
    r"|is when (?:registration|applications|bookings?))\b",
    "fr": r",? (?:au plus tard|dernier délai|est la (?:date limite|date butoir))\b",
    "es": r",? (?:a más tardar|es la fecha (?:límite|tope)|es el (?:último día|plazo))\b",
    "it": r",? (?:al più tardi|è il termine|è la scadenza)\b",
    "pt": r",? (?:o mais tardar|é o prazo|é a data limite)\b",
}


def _any_of(rows: Mapping[str, str]) -> str:
    return "|".join(
        row.replace(" ", r"\s+").replace("~", r"\w*").replace("~", r"\w*") for row in rows.values()
    )


_ARTICLE = (
    r"(?:(?:the|your|all|final|first|last|our|les?|la|l[’']|el|los|las|der|die|das|il|i|gli|os?|as?|de"
    r"|het)\s+)?"
)
# Before the date from which places can be booked: "reservas en el sitio desde el 1 de marzo".
_BOOKING = (
    r"(?:registr|book|sign[- ]?up|ticket|réserv|reserv|inscri|billet|entradas|anmeld|karten|prenot"
    r"|iscri)"
)
_FROM = (
    r"(?:from|starting(?: on)?|as of|beginning|à partir d[ue]|dès|à compter d[ue]|desde(?: el)?"
    r"|a partir d[eo]l?|ab(?: dem)?|dal(?:l['’])?)"
)
BOOKING_OPENS = re.compile(
    rf"(?<!\w){_BOOKING}.*(?<!\w){_FROM}\W*(?:le |el |the )?$", re.IGNORECASE
)
DUTY_AT_START = re.compile(rf"\W*{_ARTICLE}(?:{_any_of(_HEADS)})(?!\w)", re.IGNORECASE)
DUTY_AT_END = re.compile(rf"(?<!\w)(?:{_any_of(_ENDS)})\W*$", re.IGNORECASE)
DUTY_AFTER_DATE = re.compile(rf"\s*(?:{_any_of(_VERBS_AFTER)})", re.IGNORECASE)
DUTY_IN_SENTENCE = re.compile(rf"(?<!\w)(?:{_any_of(_VERBS)})(?!\w)", re.IGNORECASE)
