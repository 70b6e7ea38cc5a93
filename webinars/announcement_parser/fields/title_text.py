"""Clean titles of events, and recognise texts that are no titles."""

import re

from webinars.announcement_parser.fields.places import is_exact, is_town
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.field_labels import LABEL_EMOJIS, LABELLED_FIELD
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary import (
    EVENT_NOUNS,
    GENERIC_HEADINGS,
    GENERIC_TITLES,
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.announcement_parser.layout.titles import is_salutation

MIN_TITLE = 3
MAX_CLEANINGS = 4  # prefixes of a title, one after the other
QUOTED = re.compile(r"[\"“«„]\s?(?P<title>[^\"“”«»„\n]{4,140}?)\s?[\"”»“]")
_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|fw|tr|aw|wg|rv|rép|réf)\s?:\s*|\[[^\]]{1,40}\]\s*|"
    r"(?:invitation|einladung|invitación|convite|(?:(?:kind|gentle)\s+)?reminder|rappel|recordatorio|erinnerung|announcement|annonce|"
    r"anuncio|update|upcoming|save\s+the\s+date|cfp|call\s+for\s+(?:papers|participation|proposals|abstracts)|"
    r"appel\s+à\s+(?:communications|candidatures)|cancell?ed|\(?tb[ac]\)?)\s?[:!–—-]\s*|"
    r"(?:announcing|notice\s+of(?:\s+an?)?|you\s+are\s+(?:warmly\s+|cordially\s+)?invited\s+to|join\s+us\s+(?:for|at))\s+"
    r"(?:the\s+|our\s+|an?\s+)?|convocation\s+à\s+l['’]|"
    r"agenda\s+(?:for|of)\s+(?!(?:the\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?:the\s+)?)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)]|[a-z]\)|[ivx]+\.)\s+")
_DECORATION = re.compile(rf"^(?:[\s*_#>|•·▪◦‣~=:;,.–—\-{''.join(LABEL_EMOJIS)}\ufe0f]+)")
_END = re.compile(r"[\s*_#|]+$")
_EMOJI_NAMES = re.compile(r"\s*:[a-z_]+\d*:\s*")
_NO_HEADING = re.compile(
    r"^(?:(?:by|hosted|organi[sz]ed|presented|sold|powered|posted|published|sent|updated|view|share|read\s+more|comment|like|follow|"
    r"skip\s+to|add\s+to|when|quand|register|featured\s+in|sales?\s+end|multiple\s+dates|refund|tickets?|free|www|please|attention|"
    r"note|see|to\s+be|t\.?b\.?[acd]|fyi|links?|join(?:ing)?\s+(?:from|by|with|on|info|meeting|zoom|here)|copyright\s+\d|forwarded|"
    r"begin\s+forwarded|dial|meeting\s+id|passcode|location|page|last|previous|all\s+times|every|time\s?zone|welcome|issued|version|"
    r"(?:online|virtual|hybrid|public)\s+event|the\s+following|you\s+have\s+been|how\s+to\s+join|co-?located|speakers?|"
    r"warm\s+invitation|about|jour\s+\d|day\s+\d|tag\s+\d|d[ií]a\s+\d|session\s+\d+$|publi[ée]e?|publicad\w|veröffentlicht|"
    r"mis(?:e)?\s+(?:à\s+jour|en\s+ligne)|envoy[ée]|enviado|microsoft\s+teams|reunión\s+de\s+microsoft|únase|unirse|rejoindre|beitreten|réunion\s+microsoft|join\s+us)\b|"
    r"from:|©|-{2,}|(?:home|events?|indico|details?|overview|programme?)$|schedule\s{2})",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"\b(?:is\s+inviting\s+you|invites?\s+you|has\s+invited|vous\s+invite|le\s+invita|was\s+rescheduled|l[äa]dt\s+(?:sie\s+)?ein|"
    r"commented|wrote:|is\s+hereby|scheduled\s+zoom|inviting\s+you)\b|"
    r"·\s+(?:comment|description)\b|^(?:we|i|they|it|there|he|she|nous|je|il|elle)\s",
    re.IGNORECASE,
)
SENTENCE = re.compile(
    r"[a-zà-ÿ]{3}[.;]\s+[A-ZÀ-Þ]|\b(?:we|please|will|(?:is|are)\s+on|we['’]ll|i['’]m|nous|vous|usted|wir|sie)\b",
    re.IGNORECASE,
)
_AFTER_QUOTE = re.compile(
    r"^(?P<head>.{0,80}?[\"“«„][^\"“”«»„]{3,140}[\"”»“])\s*(?:,|\b(?:with|by|mit|avec|par|con)\s).*$"
)
_SUFFIX = re.compile(
    r"\s*(?:(?:-|–|—|::|,)\s*(?:[^\W\d_]+\s+){0,3}(?:term|semester|semestre|half|season|trimestre)\b[^:]{0,20}\d{4}|"
    r":\s*(?:the\s+)?call\s+for\s+\w+(?:\s+is\s+(?:now\s+)?open)?!?|\s@\s.*\d{4}.*)$",
    re.IGNORECASE,
)
_NOUN_IN_CAPITALS = re.compile(r"^(?P<noun>[A-Z]{4,})\s+(?=[A-Z][a-zà-ÿ])")
_DANGLING = re.compile(
    r"\s(?:on|for|of|at|from|is|are|the|du|de|le|la|au|à|del|el|en|am|vom|im|und|and|et|y)$"
)
_REMARK = re.compile(
    r"\s*(?:\((?:with|mit|avec|con|by)\s[^()]*\)|\(\d+\s+\w+\)|,?\s+all\s+day|\s+[-–]\s+time\s+t\.?b\.?a\.?|"
    r"\((?:online|virtual|hybrid|en ligne|en línea)[^()]*\)|\s+\([^()]*\bt\.?b\.?[acd]\.?\))\s*$",
    re.IGNORECASE,
)


def clean_title(text: str) -> str:
    """Return a title without list prefixes, "Re:", numbers of lists, dates at its ends and remarks."""
    title, before = " ".join(text.split()), ""
    for _ in range(MAX_CLEANINGS):
        title, before = _cleaned(title), title
        if title == before:
            break
    return title


def _cleaned(text: str) -> str:
    title = without_prefixes(text)
    quoted = _AFTER_QUOTE.match(title)
    title = quoted["head"] if quoted else title
    title = _REMARK.sub("", _PREFIX.sub("", _without_dates(_SUFFIX.sub("", title))))
    in_sentence = QUOTED.search(title) if SENTENCE.search(title) else None
    title = in_sentence["title"] if in_sentence else title
    noun = _NOUN_IN_CAPITALS.match(title)
    title = title[noun.end() :] if noun and noun["noun"].casefold() in EVENT_NOUNS else title
    return _END.sub("", title).strip()


def without_prefixes(text: str) -> str:
    """Return a title without "Re:", "Invitation:", bullets and the like before it."""
    title = _EMOJI_NAMES.sub(" ", " ".join(text.split()))
    title = _END.sub("", _DECORATION.sub("", title))
    for _ in range(MAX_CLEANINGS):
        title = _DECORATION.sub("", _NUMBERING.sub("", _PREFIX.sub("", title)))
    return title


def is_generic(title: str) -> bool:
    """Return whether a title says only that there is an event: "Webinar"."""
    return title.casefold().strip(" !:.-*") in GENERIC_HEADINGS


def is_no_title(title: str) -> bool:
    """Return whether a text is a label, a generic heading, an address or the rest of a date, and no title."""
    bare = title.casefold().strip(" .:!?*_#|-–")
    parts = [part.strip() for part in bare.split("/")]
    is_label = all(part in GENERIC_TITLES or part in LABELLED_FIELD for part in parts)
    if is_label or not any(map(str.isalpha, bare)) or first_url(title):
        return True
    words = set(re.findall(r"\w+", bare))
    is_date = words <= {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, "next", "on", "the", "this"}
    return (
        is_date
        or _is_temporal(title)
        or "|" in title
        or title.startswith("(")
        or title.count("(") != title.count(")")
        or _DANGLING.search(title) is not None
        or is_salutation(title)
        or _NO_HEADING.match(title) is not None
        or _INVITES.search(title) is not None
        or is_town(title)
    )


def _is_temporal(text: str) -> bool:
    """Return whether dates and times are most of a text."""
    items = scan(tokenize(text, 0, len(text)))
    words = [item for item in items if isinstance(item, Word)]
    temporal = [item for item in items if not isinstance(item, Word | Filler)]
    return bool(temporal) and len(words) <= len(temporal)


def _without_dates(title: str) -> str:
    """Return a title without a date or time that punctuation separates from its beginning or its end."""
    items = scan(tokenize(title, 0, len(title)))
    temporal = [
        index for index, item in enumerate(items) if isinstance(item, ParsedDate | ParsedTime)
    ]
    if not temporal:
        return title
    bracket = title.rfind("(")
    if 0 < bracket < items[temporal[0]].start and title.endswith(")"):
        return title[:bracket].rstrip()
    first, last = temporal[0], temporal[-1]
    before = [item for item in items[:first] if isinstance(item, Word)]
    after = [item for item in items[last + 1 :] if isinstance(item, Word)]
    is_last = not after or is_exact(title[items[last].end :])
    if is_last and before and _is_separated(title, items, first):
        rest = title[: items[first].start].rstrip(" ,:;@(|–—-·")
    elif not before and after and not title[items[last].end :].lstrip().startswith("@"):
        rest = title[items[last].end :].lstrip(" ,:;)|–—-·")
    else:
        return title
    return rest if any(map(str.isalpha, rest)) and len(rest) >= MIN_TITLE else title


def _is_separated(title: str, items: list[Item], first: int) -> bool:
    """Return whether a sign, not a preposition, is before an item: "Salon, 5 May", not "Salon of 5 May"."""
    before = title[: items[first].start].rstrip()
    return (
        before.endswith((",", ":", "–", "—", "-", "(", "|", "@", "·")) or not before[-1:].islower()
    )
