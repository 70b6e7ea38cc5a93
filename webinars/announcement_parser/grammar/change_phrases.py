"""Phrases that announce a changed hour ("now at"), as regular expressions by language."""

import re
from collections.abc import Mapping

_CHANGE: Mapping[str, str] = {
    "en": r"moved|changed?|postponed|rescheduled|delayed|brought forward|put back|update[ds]?"
    r"|correct(?:ed|ion)|corrigendum|new (?:start(?:ing)? )?(?:time|hour)s?"
    r"|now (?:at|from|starts?|begins?|starting|beginning)"
    r"|instead|(?:earlier|later) than (?:announced|planned|usual)",
    "fr": r"(?:décal|avanc|report|déplac|modifi|repouss)ée?s?|nouve(?:l|lle|aux) (?:heures?|horaires?)"
    r"|changements? d[’'](?:heure|horaire)s?|rectificati(?:f|on)|au lieu d[eu]|finalement",
    "es": r"se (?:cambia|traslada|adelanta|retrasa|pospone|modifica)"
    r"|(?:aplaz|adelant|retras|modific|cambi)ad[oa]s?|pospuest[oa]s?|nuev[oa] (?:hora|horario)"
    r"|cambio de (?:hora|horario)|corrección|en lugar de|finalmente",
    "de": r"verschoben|verlegt|vorverlegt|geändert|aktualisiert|korrektur|neue (?:uhrzeit|anfangszeit|zeit)"
    r"|statt|nunmehr",
    "it": r"spostat[oaie]|posticipat[oaie]|anticipat[oaie]|rinviat[oaie]|modificat[oaie]|rettifica"
    r"|nuovo orario|nuova ora|cambio (?:di )?orario|anziché|invece",
    "pt": r"adiad[oa]s?|antecipad[oa]s?|alterad[oa]s?|correção|nov[oa] (?:hora|horário)"
    r"|mudança de (?:hora|horário)|em vez d[eo]",
}
CHANGE = re.compile(
    rf"(?<!\w)(?:{'|'.join(_CHANGE.values())})(?!\w)".replace(" ", r"\s+"),
    re.IGNORECASE,
)
