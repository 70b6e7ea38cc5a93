"""Choose the title of an event among labels, quotations, headings and sentences, and clean it."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.fields.places import is_exact, is_town
from webinars.announcement_parser.fields.regions import Region, Row, Sentence
from webinars.announcement_parser.fields.values import Candidate
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
    ORGANISATION_WORDS,
    SERIES_WORDS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.announcement_parser.layout.lines import TEXT_MARK, has_mention_phrase
from webinars.announcement_parser.layout.titles import is_salutation

MAX_TITLE = 200  # characters
MAX_SENTENCE_WORDS = 16  # of a heading
MIN_TITLE = 3
MAX_CLEANINGS = 4  # prefixes of a title, one after the other
MAX_BEFORE = 60  # characters before a quotation that say what it names
MAX_HEADINGS = 40
MAX_NOUN_WORDS = 2
WRITTEN_RANK = 10  # of the text that the layout takes for the title
SENTENCE_RANK = 30  # of words within a sentence
_QUOTED_ROW = re.compile(
    r"^\W*[\"“«‹„](?P<title>[^\"“”«»]{3,160})[\"”»›“](?:\W*|,?\s*(?:par|by|with|de|von|mit|con)\s.{2,60})$"
)
_QUOTED = re.compile(r"[\"“«„]\s?(?P<title>[^\"“”«»„\n]{4,140}?)\s?[\"”»“]")
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
_SUBJECT = re.compile(
    r"^(?:(?:this|it)\s+is\s+(?:just\s+)?(?:a\s+|to\s+)?(?:short\s+|kind\s+)?(?:reminder|announce|inform\s+you)\s+that\s+|reminder:?\s+)?"
    r"(?:(?:the|our|an?|this|notre|nos|la|le|les|l['’]|el|los|las|une?|der|die|das|unser\w*)\s?)?(?P<title>[\w’'\"«».,&()-]+"
    r"(?:\s[\w’'\"«»&().-]+){0,11}?)\s+(?:will\s+(?:be\s+held|take\s+place|be\s+opened|hold|meet|start|run)|takes?\s+place|is\s+(?:held|back|on|coming)\b|"
    r"starts?\s+(?:on|with|at)|meets?\s+(?:on|at|online|in)|runs\s+on|returns?\b|aura\s+lieu|a\s+lieu|se\s+tiendra|se\s+d[ée]roulera|"
    r"ser[áa]\s|se\s+celebrar[áa]|tendr[áa]\s+lugar|se\s+llevar[áa]|findet\b)",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    (
        "it",
        "this",
        "he",
        "she",
        "they",
        "we",
        "that",
        "there",
        "elle",
        "il",
        "ce",
        "cela",
        "esta",
        "este",
        "what",
    )
)
_SENTENCE = re.compile(
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
_VALUE_BELOW = frozenset(
    ("place", "when", "contact", "registration", "language", "capacity", "format", "interpretation")
)
_HOST = re.compile(r"(?:by|hosted|organi[sz]ed|presented)\b", re.IGNORECASE)
_DANGLING = re.compile(
    r"\s(?:on|for|of|at|from|is|are|the|du|de|le|la|au|à|del|el|en|am|vom|im|und|and|et|y)$"
)
_PARTS = re.compile(r":\s|\s[–—-]\s|[\"“«]")
_REMARK = re.compile(
    r"\s*(?:\((?:with|mit|avec|con|by)\s[^()]*\)|\(\d+\s+\w+\)|,?\s+all\s+day|\s+[-–]\s+time\s+t\.?b\.?a\.?|"
    r"\((?:online|virtual|hybrid|en ligne|en línea)[^()]*\)|\s+\([^()]*\bt\.?b\.?[acd]\.?\))\s*$",
    re.IGNORECASE,
)


def titles(region: Region) -> Iterator[Candidate[str]]:
    """Yield the titles of a region, the surest with the lowest rank."""
    for row in region.labelled("title", "event", "what", "body"):
        yield from _labelled(region, row)
    yield from _subjects(region)
    headings = list(_headings(region))
    yield from headings
    for row in region.rows:
        quoted = _QUOTED_ROW.match(row.text)
        if quoted and not row.label:
            yield _candidate(row, quoted["title"].strip(), 1)
    best = min(headings, key=lambda heading: heading.rank, default=None)
    is_series = best is None or _has_word(best.value, SERIES_WORDS)
    rows = {row.start: row.text for row in region.rows}
    for sentence in region.sentences:
        is_row = rows.get(sentence.start) == sentence.text and sentence.text[-1] not in ".!?"
        rank = 4 if is_series and not is_row else SENTENCE_RANK
        yield from _in_sentence(sentence, quoted_rank=rank)


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
    in_sentence = _QUOTED.search(title) if _SENTENCE.search(title) else None
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


def _labelled(region: Region, row: Row) -> Iterator[Candidate[str]]:
    ranks = {"title": 0, "event": 2, "body": 6, "what": 9}
    for other in region.values(row)[:1]:
        is_plain = other.text[0].isalnum()  # neither a cell of a table nor Markdown
        title = " ".join((other.after_label.strip() if is_plain else other.value).split())
        if title and title.casefold() not in GENERIC_TITLES:
            start = other.value_start if other is row else other.start
            yield Candidate(ranks[row.label], title, start, other.end)


def _subjects(region: Region) -> Iterator[Candidate[str]]:
    """Yield the subject of the last mail header, which is that of a forwarded mail."""
    for row in reversed(list(region.labelled("subject"))):
        text = row.value
        index = region.rows.index(row) + 1
        following = region.rows[index] if index < len(region.rows) else None
        if following is not None and following.block == row.block and not following.label:
            text = f"{text} {following.text}"
        title = clean_title(text)
        if title and not is_no_title(title):
            yield Candidate(3, title, row.value_start, row.end)


def _headings(region: Region) -> Iterator[Candidate[str]]:
    """Yield the headings of a page; those that stand alone, come first or have a host below are surer."""
    rows = list(region.rows)
    texts = {sentence.start: sentence.text for sentence in region.sentences}
    number, date_block = 0, rows[0].block if rows else 0
    for index, row in enumerate(rows):
        title = clean_title(row.text)
        above = rows[index - 1] if index else None
        below = rows[index + 1] if index + 1 < len(rows) else None
        is_dated = _has_date(row.text)
        date_block = max(date_block, row.block) if is_dated else date_block
        is_value = above is not None and above.label in _VALUE_BELOW and not above.value
        if is_value or texts.get(row.start) != row.text or not _is_heading(row, title):
            continue
        is_alone = not any(other and other.block == row.block for other in (above, below))
        is_first = above is None or above.block != row.block or is_no_title(above.text)
        has_host = below is not None and below.block == row.block and _HOST.match(below.text)
        rank = 14 + number - 3 * is_alone - 2 * is_first - 4 * bool(has_host) + _weakness(title)
        is_below = row.block > date_block
        if (is_dated and has_mention_phrase(title)) or (
            is_below and len(title.split()) <= MAX_NOUN_WORDS
        ):
            continue  # a deadline or a signature
        rank -= 4 * (is_dated and title != row.text and _has_time(row.text))
        rank += 6 * (row.block > date_block + 1)
        yield _candidate(row, title, max(rank, 5))
        number += 2
        if number > MAX_HEADINGS:
            return


def _weakness(title: str) -> int:
    """Return how much speaks against a heading being the name of an event."""
    has_noun = _has_word(title, EVENT_NOUNS)
    has_quote = _QUOTED.search(title) is not None
    weakness = -2 * has_noun - 2 * bool(_PARTS.search(title)) - 6 * (has_quote and has_noun)
    weakness += 5 * _is_bare_noun(title) + 4 * _has_word(title, ORGANISATION_WORDS)
    is_word = len(title.split()) == 1
    return weakness + 3 * is_word + 6 * (is_exact(title) and not has_noun)


def _has_date(text: str) -> bool:
    items = scan(tokenize(text, 0, len(text)))
    return any(isinstance(item, ParsedDate) and not item.is_weak for item in items)


def _has_time(text: str) -> bool:
    return any(isinstance(item, ParsedTime) for item in scan(tokenize(text, 0, len(text))))


def _is_heading(row: Row, title: str) -> bool:
    if row.label or row.text.startswith(("```", "![", "<", TEXT_MARK)) or row.text.count("|") > 1:
        return False
    is_short = MIN_TITLE <= len(title) <= MAX_TITLE and len(title.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and row.text[-1] not in ".;,:" and not _SENTENCE.search(row.text)
    items = scan(tokenize(title, 0, len(title)))
    begins_with_time = bool(items) and isinstance(items[0], ParsedTime)
    return is_plain and not begins_with_time and "@" not in row.text and not is_no_title(title)


def _is_bare_noun(title: str) -> bool:
    """Return whether a heading only says what kind of event it is: "Conférence publique", "Webinar"."""
    words = re.findall(r"\w+", title.casefold())
    return (
        len(words) <= MAX_NOUN_WORDS
        and any(word in EVENT_NOUNS for word in words)
        and not re.search(r"[\"«“:]", title)
    )


def _has_word(text: str, words: frozenset[str]) -> bool:
    return any(word in words for word in re.findall(r"[^\W\d_]+", text.casefold()))


def _is_temporal(text: str) -> bool:
    """Return whether dates and times are most of a text."""
    items = scan(tokenize(text, 0, len(text)))
    words = [item for item in items if isinstance(item, Word)]
    temporal = [item for item in items if not isinstance(item, Word | Filler)]
    return bool(temporal) and len(words) <= len(temporal)


def _in_sentence(sentence: Sentence, *, quoted_rank: int) -> Iterator[Candidate[str]]:
    if sentence.label in {"mail", "contact", "registration", "when"}:
        return
    for match in _QUOTED.finditer(sentence.text):
        title = clean_title(match["title"])
        if len(title.split()) > 1 and not is_no_title(title):
            start = sentence.start + match.start("title")
            is_named = _has_word(sentence.text[: match.start()][-MAX_BEFORE:], EVENT_NOUNS)
            yield Candidate(
                quoted_rank + (0 if is_named else 1), title, start, start + len(match["title"])
            )
    subject = _SUBJECT.match(sentence.text)
    if subject is not None and subject["title"].split()[0].casefold() not in _PRONOUNS:
        title = clean_title(subject["title"])
        if title and not is_no_title(title):
            start = sentence.start + subject.start("title")
            yield Candidate(SENTENCE_RANK + 2, title, start, start + len(subject["title"]))


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


def _candidate(row: Row, title: str, rank: int) -> Candidate[str]:
    return Candidate(rank, title, row.start, row.end)
