"""Phrases around a date that is that of no event: of a closed day, a message or a price, by language."""

# Those of one language are joined; a space stands for any white space. None contains a noun of an event
# except where the phrase says that there is none.

import re
from collections.abc import Mapping

# Before the date, up to it: a day on which a house is closed, or nothing takes place …
_CLOSED: Mapping[str, str] = {
    "en": r"(?:(?:is|are|be|remains?|stays?) )?closed(?: to the public)?"
    r"(?: (?:on|from|for|over|during|between)(?: [\w’'.-]+){0,4})?,?"
    r"|(?:will not|won[’']t|do not|don[’']t|does not|doesn[’']t) meet(?: on| in the week of)?(?: the)?"
    r"|(?:we )?(?:skip|are skipping|will skip)(?: the)?"
    r"|(?:we |office |library |museum |shop |reading rooms? )(?:will )?(?:close|shut)s?(?: on"
    r"| from)?(?: the)?",
    "fr": r"(?:nous )?(?:ferme|ferment|fermons|fermera|fermerons|fermeront)(?: [ns](?:es|os) portes)?"
    r"(?: le| les| du)"
    r"|(?:est|sont|sommes|sera|serons|seront|restera|resteront"
    r"|reste) (?:exceptionnellement )?fermée?s?(?: au public)?"
    r"(?: les?| du| à partir du| jusqu[’']au)?",
    "es": r"\b(?:cierra|cierran|cerramos|cerrará|cerrarán|cerraremos)(?: sus puertas)?(?: el| los| del"
    r"| desde el)"
    r"|\bno (?:abre|abren|abrimos|abrirá|abriremos|atiende|atendemos)(?: el| los| del)"
    r"|(?:está|están|estará|estarán|permanecerá|permanecerán|permanece) cerrad[oa]s?(?: al público)?"
    r"(?: el| del| desde el| los días?)?",
    "de": r"(?:ist|sind|bleibt|bleiben)(?: [\w’'-]+){0,3} geschlossen(?: am| vom)?"
    r"|(?:schließt|schließen)(?: [\w’'-]+){0,2} (?:am|vom)",
    "it": r"(?:è|sono|siamo|sarà|saranno|saremo|resterà|rimarrà|resta|rimane) chius[oaie](?: al pubblico)?"
    r"(?: il| dal| l[’'])?",
    "pt": r"(?:está|estará|estarão|ficará|permanecerá) (?:fechad|encerrad)[oa]s?(?: ao público)?"
    r"(?: no dia| em| de| a partir de)?|(?:fecha|encerra|fechamos|encerramos) (?:de|no dia|em|a)",
}
_NOTHING: Mapping[str, str] = {
    "en": r"\bno (?:committee(?: meetings?)?|meetings?|sessions?|seminars?|class(?:es)?|lectures?|talks?"
    r"|practice|rehearsals?|training|lessons?|meetups?|calls?|services?|coffee morning"
    r"|(?:club )?(?:run|ride|walk)s?|club nights?|(?:choir|band|team) practice)"
    r"(?: on| this| in the week of)?(?: the)?",
    "fr": r"(?:pas de|pas d[’']|aucune?|sans) (?:réunion|séance|cours|séminaire|atelier|répétition"
    r"|permanence)s?(?: le| du)?",
    "es": r"(?:no (?:hay|habrá|tendremos)|sin|ninguna?) (?:reunión|sesión|clases?|taller|seminario|ensayo)"
    r"(?: el(?: día)?)?",
    "de": r"keine? (?:sitzung|treffen|seminar|vorlesung|vortrag|probe|training|kurs|sprechstunde"
    r"|kolloquium)(?: am)?",
    "it": r"(?:nessun[oa]? |niente |non (?:c[’']è|ci sarà|ci saranno) )(?:lezion[ei]|incontro|riunione"
    r"|seminario|prove|corso)(?: il| l[’'])?",
    "pt": r"(?:sem|não (?:há|haverá|teremos)) (?:aulas?|sessão|reunião|palestra|ensaio|encontro)"
    r"(?: no dia| em| a)?",
}
# … on which something is sent, appears, can be had or rises in price …
_ISSUES: Mapping[str, str] = {
    "en": r"(?:issue|newsletter|bulletin|magazine|gazette|digest)(?: [\w’'-]+){0,3}"
    r" (?:appears?|out|published|printed|sent(?: out)?|released|due|goes to press|goes out)"
    r"(?: on| by)?(?: the)?",
    "fr": r"(?:numéro|bulletin|newsletter|infolettre|gazette|magazine)(?: [\w’'-]+){0,3}"
    r" (?:para[iî]t(?:ra)?|sort(?:ira)?|publiée?|envoyée?|diffusée?)(?: le)?",
    "es": r"(?:número|boletín|newsletter|revista|gaceta)(?: [\w’'-]+){0,3}"
    r" (?:sale|saldrá|aparece|aparecerá|se (?:publica|publicará|envía|enviará))(?: el)?",
    "de": r"(?:newsletter|ausgabe|heft|rundbrief|mitteilungsblatt|gemeindebrief)(?: [\w’'-]+){0,3}"
    r"(?: erscheint| kommt| folgt)(?: am)?|redaktionsschluss(?: [\w’'-]+){0,4}(?: ist)?(?: der| am)?",
    "it": r"(?:numero|newsletter|bollettino|notiziario|rivista)(?: [\w’'-]+){0,3}"
    r" (?:esce|uscirà|sarà (?:pubblicat|inviat)[oa])(?: il)?",
    "pt": r"(?:número|boletim|newsletter|revista|informativo)(?: [\w’'-]+){0,3}"
    r" (?:sai|sairá|será (?:publicad|enviad)[oa])(?: em| no dia)?",
}
_THINGS: Mapping[str, str] = {
    "en": r"(?:recordings?|slides|videos?|links?|certificates?|instructions|passes|permits?|badges?|tickets?"
    r"|proceedings|handouts?|papers|invoices?|passwords?|materials?)(?: (?!at |during )[\w’'-]+){0,5}"
    r" (?:available|sent|e-?mailed|mailed|issued|published|posted|online|uploaded|collected|picked up|shared)"
    r"(?: out| online)?(?: on| from| by| until| after)?(?: the)?"
    r"|collect (?:your|the|their) (?:badge|pass|permit|ticket|book)s?(?: from| on| by| until)?(?: the)?",
    "fr": r"(?:attestations?|certificats?|liens?|enregistrements?|diapositives|vidéos?|billets|badges?|actes"
    r"|candidats?|auteurs?)(?: [\w’'-]+){0,4} (?:envoyée?s?|communiquée?s?|disponibles?|publiée?s?"
    r"|transmis\w*|informée?s|en vente|en ligne)(?: à partir| dès|(?: [\w’'-]+){1,6}(?= le ))?(?: le| du)?",
    "es": r"(?:certificados?|constancias?|enlaces?|grabación|diapositivas|vídeos?|videos?|entradas|boletos"
    r"|actas)(?: [\w’'-]+){0,4} (?:envi(?:ará|arán|ado|ados)|disponibles?|publicar(?:á|án)|entregar(?:á|án)"
    r"|a la venta)(?: a partir| desde)?(?: el| del)?",
    "de": r"(?:zertifikate?|bescheinigung(?:en)?|link|aufzeichnung(?:en)?|folien|videos?|karten|tickets"
    r"|zugangsdaten|unterlagen)(?: (?:ist|sind|wird|werden|gibt))(?: [\w’'-]+){0,3} ?(?:am|ab|bis)(?: dem)?",
    "it": r"(?:attestat[oi]|certificat[oi]|link|registrazion[ei]|diapositive|video|bigliett[oi]|atti)"
    r"(?: [\w’'-]+){0,4} (?:inviat[oaie]|disponibil[ei]|pubblicat[oaie]|consegnat[oaie]|in vendita)"
    r"(?: a partire)?(?: il| dal)?",
    "pt": r"(?:certificados?|links?|gravaç(?:ão|ões)|slides|vídeos?|ingressos|bilhetes|anais)"
    r"(?: [\w’'-]+){0,4} (?:enviad[oa]s?|disponíve(?:l|is)|publicad[oa]s?|entregues?|à venda)"
    r"(?: a partir)?(?: em| de| no dia)?",
}
_RULES: Mapping[str, str] = {
    "en": r"(?:come|comes|came|enter|enters|be) in(?:to)? force(?: on| from)?|takes? effect(?: on| from)?"
    r"|(?:prices?|fees?|rates?|memberships?|subscriptions?)(?: [\w’'-]+){0,3}"
    r" (?:rises?|increases?|goes up|go up|changes?|expires?|ends?)(?: on| from)?"
    r"|(?:register|sign up|enrol|enroll|apply)(?: [\w’'-]+){0,5} up to(?: and including)?(?: the)?"
    r"|takes? up (?:his|her|their|the) (?:posts?|office|duties)(?: on)?"
    r"|(?:budget|financial|fiscal|tax|membership|school|grant|reporting|project) (?:year|period)"
    r"(?: [\w’'-]+){0,2} (?:starts|begins|ends|is|runs from|of|from)(?: on)?",
    "fr": r"(?:entre|entrent|entrera|entreront) en vigueur(?: le| dès le| au)?"
    r"|(?:tarifs?|prix)(?: [\w’'-]+){0,3} (?:augmente(?:nt|ra)?|change(?:nt|ra)?)(?: le| dès le| au)?"
    r"|(?:résumés?|propositions?|contributions?|articles|textes|réponses?|cotisations?)(?: [\w’'-]+){0,3}"
    r" (?:attendue?s?|souhaitée?s?|dues?)(?: pour le| le| au)?|rouvr(?:ent|e|ira|iront)(?: le)?",
    "es": r"(?:entra|entran|entrará|entrarán) en vigor(?: el| desde el)?|\bhasta el(?: día)?",
    "it": r"(?:entra|entrano|entrerà|entreranno) in vigore(?: il| dal)?|\bfino al(?:l[’'])?",
    "pt": r"(?:entra|entram|entrará|entrarão) em vigor(?: em| no dia| a)?",
}
# After the date, at once: nothing takes place.
_AFTER: Mapping[str, str] = {
    "en": r",? (?:there (?:is|will be) )?no (?:meeting|session|seminar|class|lecture|practice|rehearsal)\b"
    r"|,? we (?:will not|won[’']t|do not|don[’']t) meet\b"
    r"|,? is a (?:(?:public|bank|national|school) )?holiday\b"
    r"|,? (?:(?:we|the [\w’'-]+) )?(?:is|are|will be|remains?) closed\b(?! meeting| session)",
    "fr": r",? (?:(?:nous|l[ea’'] ?[\w’'-]+) )?(?:n[’']ouvr\w+ pas|(?:est|sont|sommes|sera|serons|reste"
    r"|restera) fermée?s?)\b"
    r"|,? (?:il )?n[’'](?:y a|y aura|aura) pas (?:de |d[’'])"
    r"(?:réunion|séance|cours|séminaire|atelier)\b",
    "es": r",? no (?:hay|habrá|tendremos) (?:reunión|sesión|clases?|taller|seminario)\b"
    r"|,? es (?:feriado|festivo|fiesta)\b"
    r"|,? (?:la [\w-]+ |el [\w-]+ )?no (?:abre|abren|abrimos|abrirá|abriremos|atiende|atendemos)\b"
    r"|,? (?:la [\w-]+ |el [\w-]+ )?(?:cerramos|cierra|cerraremos|cerrará)(?: por\b|\W|$)"
    r"|,? (?:está|estará|estaremos|permanecerá|permaneceremos) cerrad[oa]s?\b",
    "de": r"(?: ist| sind| bleibt| bleiben)(?: [\w’'-]+){0,4} geschlossen\b| geschlossen\s*(?:$|[(,.])"
    r"|,? entf(?:ällt|allen)\b"
    r"|,? (?:findet|finden|gibt es) (?:\w+ )?keine? (?:sitzung|treffen|seminar|vorlesung|vortrag|probe"
    r"|training|kurs|sprechstunde|kolloquium)\b",
    "it": r",? (?:siamo|saremo|è|sarà|resta|resterà) chius[oaie]\b|,? non apriamo\b"
    r"|,? non (?:c[’']è|ci sarà|ci saranno) (?:lezion|incontr|riunion|seminar)",
    "pt": r",? (?:estaremos|estará|está|ficará) (?:fechad|encerrad)[oa]s?\b|,? não (?:abrimos|abre)\b"
    r"|,? não (?:há|haverá|teremos) (?:aula|sessão|reunião|palestra|encontro)",
}
# After the last day of a range that begins in another line, or with words.
_INCLUSIVE: Mapping[str, str] = {
    "en": r",? inclusive",
    "fr": r",? inclus(?:ivement)?",
    "es": r",? inclusiv[eo]",
    "de": r",? (?:einschließlich|inklusive)",
    "it": r",? (?:compreso|incluso)",
    "pt": r",? inclusive",
}
# Before and after a day from which another price holds.
_FROM: Mapping[str, str] = {
    "en": r"from|after|as of",
    "fr": r"à partir du|dès le|après le",
    "es": r"a partir del|desde el|después del",
    "de": r"ab|ab dem|nach dem",
    "it": r"dal|dopo il|a partire dal",
    "pt": r"a partir de|depois de",
}
_PRICES: Mapping[str, str] = {
    "en": r"the (?:[\w-]+ ){0,2}(?:price|fee|rate|cost|ticket)s?",
    "fr": r"(?:le|les) (?:\w+ ){0,2}(?:tarif|prix)s?",
    "es": r"(?:el|los|la|las) (?:precio|tarifa|cuota)s?",
    "de": r"(?:gilt|gelten|kostet|kosten|beträgt)(?: (?:der|die|das|ein))?(?: \w+){0,2}",
    "it": r"(?:il|la|le|i) (?:prezz|tariff|quot)\w+",
    "pt": r"[oa]s? (?:preço|tarifa|valor|taxa)(?:e?s)?",
}
# Around the day of an event by the clocks of another place: "still 2 May in Fiji".
_ELSEWHERE: Mapping[str, str] = {
    "en": r"(?:still|already)(?: the)?",
    "fr": r"(?:déjà|encore)(?: le)?",
    "es": r"(?:ya|todavía|aún)(?: será| es)?(?: el)?",
    "de": r"(?:schon|bereits|noch)(?: der)?",
    "it": r"(?:già|ancora)(?: il| l[’'])?",
    "pt": r"(?:já|ainda)(?: será| é)?(?: dia)?",
}
_PLACE = r"(?:in|en|em|à|a|auf|au|aux|at)\s+(?:the\s+|la\s+|los\s+)?(?-i:[A-ZÀ-Þ])[\w’'-]+"
_IS = (
    r"(?:(?:it|this|that) (?:is|will be)|ce sera|c[’']est|será|es|sarà|è|(?:es|das) ist"
    r"|ist (?:es|das|dann)(?: dann)?)"
)


def _any_of(*tables: Mapping[str, str]) -> str:
    return "|".join(row.replace(" ", r"\s+") for table in tables for row in table.values())


def _before(*tables: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(*tables)})\s*$", re.IGNORECASE)


NOTHING_BEFORE_DATE = _before(_CLOSED, _NOTHING)
THING_BEFORE_DATE = _before(_ISSUES, _THINGS, _RULES)
NOTHING_AFTER_DATE = re.compile(rf"\s*(?:{_any_of(_AFTER)})", re.IGNORECASE)
ANYWHERE_AFTER_DATE = re.compile(r"\s*\(?(?:AoE|anywhere on earth)\b", re.IGNORECASE)
ASIDE_AFTER_DATE = re.compile(
    rf"\s*(?:\(?(?:AoE|anywhere on earth)\b|,? in kraft\b|{_any_of(_AFTER)})", re.IGNORECASE
)
# "Closed on 20 March for our party" may be an event.
PURPOSE_AFTER_DATE = re.compile(
    r"\s*(?:for|pour|para|per|für)\b(?!\s+(?:(?:the|our|annual|staff|les|la|l[’']|el|las) ?)*"
    r"(?:stock|inventory|maintenance|cleaning|renovation|refurbishment|repairs?|works?|building|holidays?"
    r"|easter|christmas|travaux|inventaire|congés|vacances|fêtes|inventario|obras|mantenimiento|limpieza"
    r"|vacaciones|inventur|umbau|renovierung|ferien|lavori|ferie))",
    re.IGNORECASE,
)
END_OF_RANGE = re.compile(rf"\s*(?:{_any_of(_INCLUSIVE)})\b", re.IGNORECASE)
FROM_BEFORE_DATE = _before(_FROM)
PRICE_AFTER_DATE = re.compile(rf",?\s*(?:{_any_of(_PRICES)})\b", re.IGNORECASE)
ELSEWHERE_BEFORE_DATE = re.compile(
    rf"(?:^|\(|(?<!\w){_IS} )\s*(?:{_any_of(_ELSEWHERE)})\s*$".replace(" ", r"\s+"), re.IGNORECASE
)
PLACE_AFTER_DATE = re.compile(rf"\s*{_PLACE}", re.IGNORECASE)
PLACE_AT_START = re.compile(
    rf"\s*{_PLACE}(?:\s[\w’'-]+)?,?\s+(?:{_IS}\s+)?(?:{_any_of(_ELSEWHERE)})\s*$".replace(
        " ", r"\s+"
    ),
    re.IGNORECASE,
)
# Nine digits or more, in groups: no date and no range of years.
TELEPHONE = re.compile(r"(?<![\w.:/-])\+?\(?\d(?:[ ()/-]{0,2}\d){8,13}(?![\w.:/])")
