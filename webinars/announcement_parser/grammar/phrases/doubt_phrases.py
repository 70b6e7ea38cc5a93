"""Phrases of texts that leave open on which day an event is, as regular expressions by language."""

# Those of one language are joined; a space stands for any white space.

import re
from collections.abc import Mapping

# Anywhere in the text: a choice between days, a day that is not certain, or one that was wrong.
_OPEN: Mapping[str, str] = {
    "en": r"either|alternative(?:ly)?|(?<!unless\s)otherwise|instead|polls?|doodle|voted"
    r"|votes? (?:for|on) (?:one|which|them|either)|votes? (?:for|on) (?:(?:a|an|the"
    r"|your) )?(?:\w+ )?(?:dates?|days?|slots?|times?)"
    r"|(?:most|more|fewer|less|many|\d+|one|two|three|four) (?:\w+ )?votes?"
    r"|(?:possible|proposed|suggested|potential|candidate|preferred|new|other|another|wrong|right|correct)"
    r" (?:dates?|days?|slots?|times?)|(?:date|day|slot|time)s? (?:options?|proposals?)"
    r"|options? [\dabc]|which (?:date|day|slot|one|of)|(?:do|would|can|could) you (?:prefer|make)|prefer"
    r"|suits? (?:best|you|me|us|everyone|everybody|most|all)|works? (?:best )?for (?:you|everyone"
    r"|everybody|all)|tentative(?:ly)?|provisional(?:ly)?"
    r"|to be confirmed|tbc|tba|rain date|rain(?:ed)? off|fallback|backup (?:date|day)|reserve (?:date|day)"
    r"|moved?(?! an? )|postponed|rescheduled|brought forward|correction|corrected|corrigendum|erratum|typo"
    r"|mistake|(?:we|i) apologi[sz]e(?! for (?:any |the )?(?:cross|multiple|duplicate))|see you(?: all"
    r"| there)? on|not on",
    "fr": r"soit [^.;!?]{1,100}?[ ,]soit|sinon|au choix|ou bien|sondages?"
    r"|dates? (?:possibles?|proposées?|alternatives?)|préférez"
    r"|convien(?:t|nent|drait)|arrange|à confirmer|sous réserve|reportée?s?|avancée?s?|déplacée?s?"
    r"|décalée?s?"
    r"|rectificati(?:f|on)|erratum|erreur|en cas de|au lieu d[ue]|à la place|nouvelle date|et non",
    "es": r"o bien|alternativ\w+|encuesta|fechas? (?:posibles?|propuestas?|alternativas?|tentativas?)"
    r"|prefieren?|preferís|conviene|por confirmar|se traslada|se cambia|aplazad[oa]s?|pospuest[oa]s?"
    r"|reprogramad[oa]s?|adelantad[oa]s?|corrección|fe de erratas|errata|error|en caso de|en lugar d[el]l?"
    r"|en vez del?|nueva fecha|y no el|nos vemos el",
    "de": r"entweder|alternativ\w*|umfrage|abstimmung|terminvorschl\w+|ausweichtermin|ersatztermin"
    r"|vorläufig\w*|unter vorbehalt|verschoben|verlegt|vorverlegt|korrektur|fehler|statt|nicht am"
    r"|neuer termin"
    r"|falls (?:das|der|die|dies|es|ihr|sie|wir|jemand|kein\w*|nicht|nötig|erforderlich|möglich)",
    "it": r"oppure|in alternativa|sondaggio|da confermare|spostat[oaie]|rinviat[oaie]|anticipat[oaie]"
    r"|errore|rettifica|in caso di|invece del|anziché|nuova data",
    "pt": r"ou então|em alternativa|enquete|sondagem|a confirmar|adiad[oa]s?|remarcad[oa]s?|antecipad[oa]s?"
    r"|errata|erro|em caso de|em vez d[eo]|nova data",
}
# In the sentence of a date: the event takes place only if something happens.
_CONDITION: Mapping[str, str] = {
    "en": r"if|unless|should (?:the|this|that|it|we)|in case|in the event|depending|perhaps|maybe|probably"
    r"|might|may be|could be|would be|likely|hope(?: to|fully)?|plan(?:ning|ned)? to",
    "fr": r"s[i’']|si|à moins|peut-être|probablement|pourrait|devrait|éventuellement|serait",
    "es": r"si|a menos que|quizás?|tal vez|probablemente|podría|sería|posiblemente",
    "de": r"wenn|sofern|sollte|vielleicht|voraussichtlich|möglicherweise|könnte|evtl",
    "it": r"se (?:il|la|lo|i|gli|le|l[’']\w+|non|c[’']è|ci|piove|vuoi|vuole|volete|possibile)|forse"
    r"|probabilmente|potrebbe|sarebbe",
    "pt": r"se (?:o|a|os|as|não|houver|for|forem|chover|quiser|possível|você)|talvez|provavelmente|poderia"
    r"|seria",
}
# In the sentence of a date: somebody offers a day among others.
_CHOICE: Mapping[str, str] = {
    "en": r"could|can|free|available|suggest\w*|propos\w+|offer\w*|also (?:an?|on|at)|or|slots?"
    r"|option\w*|maybe|works|suits?"
    r"|i[’']m|i am|i have|what about|how about|shall we",
    "fr": r"pourr\w+|peux|peut|pouvons|pouvez|libres?|disponibles?|propos\w+|aussi|également|ou"
    r"|créneaux?|options?",
    "es": r"pod\w+|puedo|puede\w*|libres?|disponibles?|propon\w+|también|o|opci\w+|huecos?",
    "de": r"könnt\w*|kann|können|frei|verfügbar|schlag\w*|vorschlag\w*|auch|oder|passt|möglich\w*",
    "it": r"potr\w+|posso|possiamo|può|liber\w+|disponibil\w+|propon\w+|anche|oppure|opzion\w+",
    "pt": r"pod\w+|livres?|disponíve\w+|propo\w+|também|ou|opç\w+",
}
_EXCEPTION = (
    r"except(?:ion|ions|ionally|ing)?|unless(?! otherwise)|but not"
    r"|sauf(?! (?:mention|indication|avis))|exceptionnellement|excepté"
    r"|(?<!a\s)salvo(?! (?:indicación|que se indique))|excepto"
    r"|excepcionalmente|außer|ausnahmsweise|ausnahmen?|tranne|eccetto|eccezionalmente|exceto"
    r"|excecionalmente"
)
# In the sentence of an exception: it is one of the hours of a house.
_OPEN_HOUSE = (
    r"open(?:s|ed|ing)?|closed?|closes|clos(?:ing|ure)|ouvert(?:e|es|s|ure|ures)?|ferm(?:é|ée|és|ées|eture)"
    r"|abiert[oa]s?|cerrad[oa]s?|abre|abrirá|cierra|apertura|geöffnet|geschlossen|öffnungszeiten"
    r"|apert[oaie]|chius[oaie]|abert[oa]s?|fechad[oa]s?"
)
# In the sentence of a date: it may be the day on which the event is not.
_NEGATION = (
    r"not|\w+n[’']t|cannot|no(?!-| (?:dia|pátio|largo|salão|auditório|centro|museu|jardim|teatro|edifício"
    r"|parque|café|bar|clube|cinema|bairro|palácio|anfiteatro|instituto|campus|espaço|ginásio|pavilhão|anexo|átrio)\b)"
    r"|never|neither|without|unlike|free(?= (?:on|at|from|that|this|then|after|before|any|all|the))"
    r"|available|ne|n[’']\w+|pas|plus(?! d[e’'])|jamais|sans"
    r"|aucune?"
    r"|contrairement|nunca|sin|ningun[ao]?|ningún|tampoco|nicht|kein(?:e[mnrs]?)?|nie|ohne|non|senza"
    r"|nessun[ao]?|não|sem"
)
# After a date, anywhere in its sentence: nothing takes place then.
_NOT_HELD: Mapping[str, str] = {
    "en": r"(?:will|do|does|did|is|are|can|could) not(?: be)? (?:take place|meet|happen|held|run|go ahead"
    r"|on|possible)"
    r"|(?:won|don|doesn|isn|aren|can|couldn)[’']?t(?: be)? (?:take place|meet|happen|held|run|go ahead|on"
    r"|possible)"
    r"|cannot (?:take place|be held|meet|happen)|no longer",
    "fr": r"n[’'](?:aura|auront|a|est|était) (?:pas|plus)|ne (?:se )?\w+ (?:pas|plus)",
    "es": r"no (?:se (?:hará|realizará|celebrará|reúne|llevará)|habrá|hay|será|tendrá|podrá)|ya no",
    "de": r"nicht statt\w*|nicht möglich|entfällt|fällt aus",
    "it": r"non (?:si (?:terrà|tiene|svolge\w*)|ci sarà|avrà)|non più",
    "pt": r"não (?:se realiza\w*|haverá|será|terá)|já não",
}
_ALTERNATIVE = r"(?:\?|\b(?:or|ou|o|oder|oppure))\s*$"


def _words(*patterns: str) -> re.Pattern[str]:
    joined = "|".join(pattern.replace(" ", r"\s+") for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


LEAVES_DAY_OPEN = _words(*_OPEN.values())
IS_CONDITIONAL = _words(*_CONDITION.values())
CHOICE = _words(*_CHOICE.values())
IS_EXCEPTION = _words(_EXCEPTION)
IS_OF_HOUSE = _words(_OPEN_HOUSE)
IS_NEGATED = _words(_NEGATION)
IS_NOT_HELD = _words(*_NOT_HELD.values())
OR_BEFORE_DATE = re.compile(_ALTERNATIVE, re.IGNORECASE)
# Directly before a date, with its weekday between: something lasts until then.
_UNTIL: Mapping[str, str] = {
    "en": r"until|till?|thru|through|up to",
    "fr": r"jusqu[’'](?:au|à)|jusque",
    "es": r"hasta(?: el)?",
    "de": r"bis(?: zum)?",
    "it": r"fino al?",
    "pt": r"até",
}
UNTIL_WORDS = frozenset(re.findall(r"[^\W\d_]{3,}", " ".join(_UNTIL.values()))) - {"zum"}
UNTIL_BEFORE_DATE = re.compile(
    rf"(?<!\w)(?:{'|'.join(row.replace(' ', chr(92) + 's+') for row in _UNTIL.values())})\s+(?:\w+,?\s+)?$",
    re.IGNORECASE,
)
# Directly before a date: the event is on the day of writing.
_TODAY = r"today|tonight|aujourd[’']hui|ce soir|hoy|esta noche|heute|oggi|stasera|hoje"
TODAY_BEFORE_DATE = re.compile(
    rf"(?<!\w)(?:{_TODAY})\W{{1,3}}(?:\w{{1,9}}\W{{1,3}}){{0,2}}$", re.IGNORECASE
)
