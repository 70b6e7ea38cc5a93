"""Find meeting IDs and passcodes in text that the public will read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SPACES = r" \t\u00a0\u202f"
_S = f"[{_SPACES}]"
_MEETING = (
    r"(?:meeting|webinar|zoom|teams|webex|google{S}?meet|(?:phone{S})?conference|session|event|video|vc|"
    r"participants?|attendee|call|audio|besprechungs?|konferenz|sitzungs?|telefonkonferenz|r[ée]uni[oó]n)"
)
# Labels whose value is secret whatever it looks like.
_PASSCODE_LABELS = (
    r"(?:{M}{S})?pass[-{s}]?codes?",
    r"(?:{M}{S})?pass[-{s}]?(?:words?|phrases?)",
    r"pwd?",
    (
        r"(?:{M}{S})?(?:access|security|entry|dial-?in|host|moderator|joining|join|admission){S}"
        r"(?:code|key|pin|password)s?"
    ),
    r"{M}{S}(?:code|key|pin|pass)",
    (
        r"mots?{S}de{S}passe(?:{S}(?:de{S}(?:la{S})?|du{S})(?:r[ée]union|webinaire|conf[ée]rence|s[ée]ance|visioconf[ée]rence))?"
    ),
    (
        r"code{S}(?:secret|d['’`]{S}?(?:acc[eè]s|identification|entr[ée]e)|"
        r"(?:de{S}(?:la{S})?|du{S})(?:r[ée]union|s[ée]curit[ée]|conf[ée]rence|webinaire|s[ée]ance))"
    ),
    r"cl[ée]{S}d['’`]{S}?acc[eè]s",
    r"contrase[ñn]as?(?:{S}de{S}la{S}(?:reuni[óo]n|sesi[óo]n|conferencia))?",
    (
        r"clave{S}(?:(?:secreta|num[ée]rica|personal)|(?:de|para|del?{S}la){S}(?:acceso|entrada|ingreso|reuni[óo]n|"
        r"seguridad|sesi[óo]n|zoom|la{S}reuni[óo]n))"
    ),
    (
        r"c[óo]digo{S}(?:secreto|(?:de|para|de{S}la){S}(?:acceso|seguridad|ingreso|entrada|reuni[óo]n|sesi[óo]n|"
        r"la{S}reuni[óo]n|la{S}sesi[óo]n))"
    ),
    r"senha",
    r"codice{S}(?:di{S}accesso|d['’`]accesso|riunione)",
    (
        r"kenn-?codes?|kennung|kenn-?w[oö]rt(?:er)?|passw[oö]rt(?:er)?|zugangs-?(?:code|schl[üu]ssel)|zugriffs-?code|"
        r"sicherheits-?code|einwahl-?code"
    ),
    r"пароль|код{S}доступа",
    r"رمز{S}المرور|كلمة{S}المرور",
    r"(?:会议)?密码|(?:會議)?密碼",
)
# Labels of numbers, and weak labels that need a leading word and a number.
_ID_LABELS = (
    r"{M}[-{s}]?(?:id|number|no\.?|nr\.?|n[°º]|kenn-?nummer|nummer|r[ée]union{S}id)",
    (
        r"(?:id|identifiant|identifiants|num[ée]ro|n[°º]){S}(?:de{S}la{S}|de{S}|du{S}|de{S}l['’`])"
        r"(?:r[ée]union|webinaire|conf[ée]rence|s[ée]ance|visioconf[ée]rence|session)"
    ),
    (
        r"(?:id\.?|identificador|n[úu]mero){S}(?:de{S}la{S}|de{S}|del{S})"
        r"(?:reuni[óo]n|sesi[óo]n|conferencia|seminario(?:{S}web)?|webinario|webinar|videoconferencia)"
    ),
    r"id{S}(?:da{S}reuni[ãa]o|riunione)",
    r"идентификатор{S}конференции",
    r"معرف{S}الاجتماع",
    r"会议{S}?(?:号码?|id)|會議{S}?(?:號碼?|id)",
)
_WEAK_LABELS = (
    r"pin(?:[-{s}]?code)?|code{S}pin|clave|codes?|c[óo]digo|codice|cl[ée]|id|identifiant|key"
)
# Words allowed before a weak label: "postal code: 1211" and "palabras clave: agua" are no passcodes.
_LEADS_TO_WEAK = re.compile(
    r"(?:^|[\n,;:.(|/·•&+–—*_\[-]|\b(?:and|the|with|using|use|enter|your|a|et|le|la|un|une|el|su|con|avec|mit|"
    r"dem|der|und|y|e|o|zoom|teams|webex|meeting|phone|audio)|\d[ \u00a0().-]{1,2}\d{3,4})[ \t\u00a0*_]*$",
    re.IGNORECASE,
)
# What makes a bare "code:" that of a meeting, in the sentence before it, and what makes it another one.
_NAMES_MEETING = re.compile(
    r"https?://|\b(?:zoom|webex|teams|meet|jitsi|online|en\s+ligne|en\s+l[ií]nea|visio\w*|vid[ée]o-?conf\w*|dial|join)\b|"
    r"\bid\W{0,5}\d|\d{3}[ \u00a0]?\d{4}",
    re.IGNORECASE,
)
_OTHER_CODE = re.compile(
    r"\b(?:promo\w*|discount|coupon|voucher|r[ée]duction|remise|descuento|tickets?|billets?|entradas?|tarifs?|prices?|"
    r"postal|dress|course|class|area|qr|source)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_SENTENCE = 200  # characters before a bare "code:" in which these are searched
_NO_VALUE_WORDS = (
    "will is are was be been to the you your our we it its not no none never required needed necessary sent"
    " given provided shared available see same please by via in on at for from of with and or after upon"
    " before only when once optional tba tbc n/a who which that this these security protected protection"
    " manager managers policy policies free fatigue"
    " sera seront est sont envoyé envoyée communiqué communiquée le la les de des du pas aucun aucune non"
    " requis requise voir même vous votre après par"
    " será serán es son enviado enviada se el los ninguno ninguna no requerido requerida ver misma mismo su"
    " sus después por"
    " wird werden ist sind nicht kein keine nach siehe per die der das"
    " не будет будут нет"
)
_NO_VALUES = frozenset(_NO_VALUE_WORDS.split())

_STRONG = r"(?=[^\s,;|]{0,40}\d)[^\s,;|<>()\"“”«»]{4,64}"
_GROUPED = r"\d(?:[ \u00a0.–-]?\d){5,19}\#?(?![\w])"
_MEET_CODE = r"[a-z]{3}-[a-z]{4}-[a-z]{3}\b"
_OPEN, _CLOSE = r"[\"'“”„«‘’`*_~<(\[]", r"[\"'“”»’`*_~>)\]]"


def _labels(*patterns: str) -> str:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return joined.replace("{M}", _MEETING).replace("{S}", _S).replace("{s}", _SPACES)


_PASSCODE, _ID, _WEAK = (_labels(*_PASSCODE_LABELS), _labels(*_ID_LABELS), _labels(_WEAK_LABELS))
_SEPARATOR = (
    r"(?::|：|=|→|->|=>|\||\#|[–—-](?=\s)|\b(?:is|are|will{S}be|est|sera|es|ser[áa]|ist|lautet|este|это)\b)"
).replace("{S}", _S)
_ANY = f"(?:{_PASSCODE}|{_ID}|{_WEAK})"
# "Passcode (case-sensitive) for the meeting:", "Passcode / Code secret :".
_BETWEEN = (
    rf"(?:{_S}{{0,3}}[/|]{_S}{{0,3}}{_ANY}\b){{0,3}}"
    rf"(?:{_S}{{0,2}}\([^()\n]{{0,40}}\))?"
    rf"(?:{_S}{{1,2}}(?:for|to|pour|para|für|zum|zur|of)\b[^\n:=,;.\d]{{1,40}}?(?=:|=|{_S}(?:is|est|es|ist)\b))?"
    rf"[*_`~ \t\u00a0]{{0,8}}"
)
_LEAD = rf"{_SEPARATOR}[\s|:*_`~]{{0,12}}"
_QUOTED = r"[\"“„«‘'`][^\"”“»’'`\n]{1,64}[\"”“»’'`]"
_WORD = rf"(?:[^\s,;|<>]|[,;](?!\s|$|{_ANY}))"
_BEGINS = r"(?<![\w@./=?&%-])"

# A label as a word of its own, which each of the next patterns contains.
_LABEL = rf"{_BEGINS}{_ANY}(?!\w)"
_LABELLED = (
    # Any value after a separator or verb; otherwise one that looks like a code.
    (
        rf"{_BEGINS}(?:{_PASSCODE})(?!\w){_BETWEEN}(?:{_LEAD}{_OPEN}{{0,3}}"
        rf"(?:(?<=[\"“„«‘'`])(?P<quoted>[^\"”“»’'`\n]{{1,64}})|(?P<groups>{_GROUPED}(?!:\d))|(?P<any>{_WORD}{{2,64}})))"
    ),
    rf"{_BEGINS}(?:{_PASSCODE})(?!\w){_BETWEEN}\s{{0,3}}{_OPEN}{{0,3}}(?P<strong>{_STRONG}|{_MEET_CODE})",
    rf"{_BEGINS}(?:{_PASSCODE})(?!\w){_BETWEEN}{_S}{{0,3}}(?P<marks>{_QUOTED})",
    rf"{_BEGINS}(?:{_ID})(?!\w){_BETWEEN}(?:{_LEAD}|\s{{1,3}}){_OPEN}{{0,3}}(?P<number>{_GROUPED}|{_MEET_CODE})",
    (
        rf"{_BEGINS}(?P<weak>{_WEAK})(?!\w){_BETWEEN}"
        rf"(?:{_LEAD}|{_S}{{1,3}}|\n(?=[\d#]+(?![ \t]*\w))){_OPEN}{{0,3}}"
        rf"(?P<digits>{_GROUPED}|\d{{4,12}}\#?(?!\w))"
    ),
    # "445566 is the passcode", "use 445566 as password", "445566 (passcode)".
    (
        rf"(?<![\w.:/-])(?P<before>{_STRONG}){_S}{{0,2}}(?:\(|(?:is|as|est|es|ist|als|comme|como){_S}"
        rf"(?:(?:the|your|a|le|la|votre|el|su|das|der){_S})?|(?:when|if){_S}(?:asked|prompted){_S}for{_S}"
        rf"(?:(?:the|a){_S})?)(?:{_PASSCODE})\b\)?"
    ),
    # "(ID 871 0042 6619, clave: memoria9)", "Clave: memoria9" in a column, not "palabras clave: agua2".
    (
        rf"(?:(?<=[,;|/] )|(?<=[ \t][ \t])|(?<=[(\t\n]))(?<!palabras\s)(?<!palabras\s\s)"
        rf"(?:clave|cl[ée]){_S}{{0,2}}[:=]{_S}{{0,3}}{_STRONG}"
    ),
    # "(ID: 831 0045 7712, code: bridge28)", "on Zoom, code: bridge28": only after words of a meeting.
    rf"{_BEGINS}(?P<word>codes?|c[óo]digo|pin){_S}{{0,2}}[:=]{_S}{{0,3}}(?P<code>{_STRONG})",
    # "Conference ID = 2417".
    (
        rf"{_BEGINS}(?:(?:phone|tele){_S}?)?(?:conference|meeting|participants?|attendee|webinar|call|conf[ée]rence|"
        rf"r[ée]uni[oó]n){_S}(?:id|pin){_S}{{0,3}}[:=]{_S}{{0,3}}(?P<short>\d{{4,5}}\#?)(?![\w.:/-])"
        rf"(?:(?:{_S}\([A-Z]{{2,3}}\)[ ,/]{{0,3}}\d{{4,5}}\#?){{1,9}}{_S}\([A-Z]{{2,3}}\))?"
    ),
)
_UNLABELLED = (
    # The numeric form of a passcode: "(87467757 when dialing from a phone)".
    (
        rf"\({_S}{{0,2}}(?P<dialled>\d{{4,12}}\#?){_S}{{1,2}}(?:(?:when{_S}(?:dial+ing|calling|joining)|"
        rf"(?:quand|lorsque){_S}vous{_S}\w+|al{_S}(?:llamar|marcar)|cuando{_S}\w+){_S})?"
        rf"(?:from|by|on|depuis|par|desde|por){_S}(?:(?:a|the|your|une?|le|un|el){_S})?(?:t[ée]l[ée]?)?"
        rf"(?:phones?|phone|video|vid[ée]o|[ée]fonos?)\b[^()\n]{{0,40}}\)"
    ),
    # Labels glued to the address before: "…/j/99100931286Password: KS=2yr".
    rf"(?<=[\da-z])(?-i:P)ass(?:word|code){_S}{{0,2}}:{_S}{{0,3}}(?P<glued>{_STRONG})",
    # "Zoom (941 5520 3387)".
    (
        rf"(?:(?<=\bzoom)|(?<=\bwebex)|(?<=\bteams)){_S}{{0,2}}\((?:id:?{_S})?"
        rf"(?P<bracketed>\d{{3,4}}(?:[ \u00a0]?\d{{3,4}}){{2}})\)"
    ),
    # One-tap dial strings, codes for telephone keypads, addresses of conference room systems.
    r"\+?\d[\d ()\u00a0-]{5,24},{1,4}\*?\d[\d,#*]{3,40}(?:[^\n\d.;,]{0,40}(?=\n|$))?",
    r"(?<!\w)\*?\d{5,12}\#(?!\w)",
    r"(?<!\w)sips?:[^\s<>()\"“”«»|]{3,120}(?<![.,;:!?])",
    r"(?<![\w.])[\w.-]{5,40}@(?:[\w-]+\.){0,3}(?:zoomcrc\.com|webex\.com|bjn\.vc|lync\.com|pexip\.\w+)\b",
)
_SHORTEST_CODE = 4  # without a separator before it
_MOST_REPEATED = 64  # codes searched for in the rest of the text
_REPEATED = 6  # characters from which a code is also removed without its label
# Verbs before a shorter code that is repeated: "press 2417".
_ENTER = r"\b(?:press|dial|enter|type|composez|tapez|saisissez|marque|pulse|introduzca)"

_GAP = "\ufffc"
# Punctuation and short words that only introduced the removed text.
_LEADING = (
    r"(?:[ \t\u00a0\u202f,;:|/&+·•*_(\[`\"'“«–—-]|"
    r"\b(?:and|the|is|with|using|use|enter|your|by|et|le|la|avec|votre|y|el|su|con|und|mit|dem|der)\b)*"
)
_LEADS_TO_GAP = re.compile(rf"{_LEADING}$", re.IGNORECASE)
_NEAR = 60  # characters before a gap in which these are searched
_BRACKETS = re.compile(rf"[(\[][^\w\n()]{{0,9}}{_GAP}(?:[^\w\n()]|{_GAP}){{0,20}}[)\]]")
_TRAILING = re.compile(r"[*_`\"'”»]*")
_ONLY_PUNCTUATION = re.compile(r"[\W_]*")


@dataclass(frozen=True)
class Redaction:
    """A text without its meeting IDs and passcodes, and the removed parts as written."""

    text: str
    removed: tuple[str, ...] = ()


def redact_passcodes(text: str, *, known: tuple[str, ...] = ()) -> Redaction:
    """Remove meeting IDs, passcodes and dial strings from text, with their labels.

    known: passcodes found in another text of the same event, which are removed here too.
    """
    spans = _spans(text, known)
    if not spans:
        return Redaction(text)
    pieces, offset = [], 0
    for start, end in spans:
        pieces += [text[offset:start], _GAP]
        offset = end
    pieces.append(text[offset:])
    rest = _without_leads(_BRACKETS.sub(_GAP, "".join(pieces)))
    lines = [_tidy_line(line) if _GAP in line else line for line in rest.split("\n")]
    redacted = "\n".join(line for line in lines if line is not None)
    return Redaction(redacted, tuple(" ".join(text[start:end].split()) for start, end in spans))


def find_passcodes(text: str) -> tuple[str, ...]:
    """Return the meeting IDs and passcodes in a text, with their labels."""
    return tuple(" ".join(text[start:end].split()) for start, end in _spans(text))


def secret_values(text: str) -> tuple[str, ...]:
    """Return the codes without labels to be searched for in other texts, the longest ones of many."""
    values = {value for _, _, value in _matches(text) if len(value) >= _REPEATED}
    return tuple(_longest(values))


def _spans(text: str, known: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """Return the spans of passcodes in order, overlapping ones merged."""
    matches = list(_matches(text))
    values = {value for _, _, value in matches if len(value) >= _REPEATED} | set(known)
    spans = [(start, end) for start, end, _ in matches]
    if values:
        repeated = _any_of(_longest(values))
        spans += [match.span() for match in repeated.finditer(text)]
    short = {value for _, _, value in matches if value.isdecimal()} - values
    if short:
        entered = re.compile(
            rf"{_ENTER}{_S}{{1,3}}(?:{'|'.join(_longest(short))})(?!\w)", re.IGNORECASE
        )
        spans += [match.span() for match in entered.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _longest(values: Iterable[str]) -> list[str]:
    return sorted(values, key=lambda value: (-len(value), value))[:_MOST_REPEATED]


def _any_of(values: list[str]) -> re.Pattern[str]:
    """Return a pattern of the codes anywhere except in URLs, with digits grouped in any way."""
    patterns = []
    for value in values:
        digits = re.sub(r"[ \u00a0.–-]", "", value)
        is_number = digits.isdecimal()
        patterns.append(r"[ \u00a0.–-]?".join(digits) if is_number else re.escape(value))
    return re.compile(rf"(?<![\w/=&?])(?:{'|'.join(patterns)})(?!\w)")


def _compiled() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Return the pattern of labels, all patterns, and those without a label.

    Compiled at first use, which takes longer than to import most modules; re caches them.
    """
    label, *patterns = (
        re.compile(pattern, re.IGNORECASE) for pattern in (_LABEL, *_UNLABELLED, *_LABELLED)
    )
    return label, tuple(patterns), tuple(patterns[: len(_UNLABELLED)])


def _matches(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of each passcode with its label, and the code without it."""
    label, all_patterns, patterns_without_label = _compiled()
    # Most texts have no label, and one search for any is quicker than one for each pattern.
    for pattern in all_patterns if label.search(text) else patterns_without_label:
        offset = 0
        while (match := pattern.search(text, offset)) is not None:
            groups = {name: value for name, value in match.groupdict().items() if value}
            end = _end(text, match, groups)
            if end is None:
                offset = match.start() + 1
                continue
            value = next(
                (group for name, group in groups.items() if name not in {"weak", "word"}), match[0]
            )
            yield match.start(), end, value.strip(" .,;:?*_`'\"“”«»’)]#")
            offset = max(end, match.start() + 1)


def _end(text: str, match: re.Match[str], groups: dict[str, str]) -> int | None:
    """Return the end of a match without closing punctuation; None if it is no passcode."""
    if "weak" in groups and not _LEADS_TO_WEAK.search(
        text[max(0, match.start() - 40) : match.start()]
    ):
        return None
    end = match.end()
    if "any" in groups:
        bare = groups["any"].strip("\"'“”«»‘’`*_~<>()[].,;:!?")
        if bare.casefold() in _NO_VALUES or not bare:
            return None
    if "strong" in groups and not _is_code(groups["strong"]):
        return None
    if "code" in groups and not _is_of_meeting(
        text[max(0, match.start() - _SENTENCE) : match.start()]
    ):
        return None
    if groups.keys() & {"any", "strong", "code", "glued"}:
        while end > match.start() and text[end - 1] in ".,;:?)]*_`'’\"”»":
            end -= 1
    elif "quoted" in groups:
        end += 1
    return end


def _is_of_meeting(before: str) -> bool:
    """Return whether a bare "code:" is that of a meeting, by the sentence before it."""
    sentence = _SENTENCE_END.split(before)[-1]
    return bool(_NAMES_MEETING.search(sentence)) and not _OTHER_CODE.search(sentence)


def _is_code(value: str) -> bool:
    """Return whether text right after a label looks like a code: "Password 101: how to" is a title."""
    bare = value.strip(".,;:!?)]*_`'’\"”»")
    return len(bare) >= _SHORTEST_CODE


def _without_leads(text: str) -> str:
    """Remove punctuation and short words next to the gaps of a text."""
    first, *others = text.split(_GAP)
    parts = [first]
    for part in others:
        before = parts[-1]
        near = before[-_NEAR:]
        lead = _LEADS_TO_GAP.search(near)
        cut = len(near) - lead.start() if lead else 0
        parts[-1] = before[: len(before) - cut]
        parts.append(part[_TRAILING.match(part).end() :])  # type: ignore[union-attr]
    return _GAP.join(parts)


def _tidy_line(line: str) -> str | None:
    """Return a line without its gaps; None if only punctuation is left."""
    rest = re.sub(rf"{_GAP}(?={_S}*[.,;!?)]|$)", "", line).replace(_GAP, " ")
    rest = re.sub(rf"{_S}{{2,}}", " ", rest)
    rest = re.sub(r"(?<=[.!?])[ .,;]{1,40}(?=$| )", "", rest)
    rest = rest.lstrip(" \t.,;|/&·–—)").rstrip(" \t,;|/&·–—(")
    return None if _ONLY_PUNCTUATION.fullmatch(rest) else rest
