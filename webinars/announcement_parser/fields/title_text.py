"""Clean titles of events, and recognise texts that are no titles."""

import re

from webinars.announcement_parser.fields.regions import split_label
from webinars.announcement_parser.fields.speakers import without_speaker
from webinars.announcement_parser.fields.venue_texts import is_exact, is_town
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.locations import is_country
from webinars.announcement_parser.grammar.phrases.field_labels import LABEL_EMOJIS, LABELLED_FIELD
from webinars.announcement_parser.grammar.phrases.title_words import (
    ARTICLE_ROWS,
    CELL_LABEL_ROWS,
    CLOSING_GREETING,
    DANGLING_ROWS,
    DEMONSTRATIVE_ROWS,
    EVENT_VERB_ROWS,
    FURTHER_NOUN_ROWS,
    INVITING_ROWS,
    LATER_ROWS,
    LEAD_ROWS,
    NOTICE_AFTER_ROWS,
    OTHER_ROW_STARTS,
    OTHER_ROWS,
    PREFIX_ROWS,
    PRONOUN_ROWS,
    WORLD_REGION_ROWS,
    alternatives,
)
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.heading_words import (
    EVENT_NOUNS,
    GENERIC_HEADINGS,
    GENERIC_TITLES,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.web_addresses import first_url
from webinars.announcement_parser.layout.titles import is_salutation

MIN_TITLE = 3
MIN_NAME_WORD = 6
MAX_CLEANINGS = 4  # prefixes of a title, one after the other
QUOTED = re.compile(r"[\"“«„]\s?(?P<title>[^\"“”«»„\n]{4,140}?)\s?[\"”»“]")
# Apostrophes within words do not end a quotation.
SINGLE_QUOTED = re.compile(
    r"(?<!\w)[‘'](?P<title>[^\s‘’'\"](?:[^‘’'\"\n]|(?<=\w)['’](?=\w)){2,140})['’](?!\w)"
)
EVENT_VERB = re.compile(rf"\s+(?:{alternatives(EVENT_VERB_ROWS)}).*$", re.IGNORECASE)
ARTICLE = re.compile(rf"^(?:{alternatives(ARTICLE_ROWS)})\s*", re.IGNORECASE)
TITLE_LABELS = frozenset({"title", "event", "what", "body", "subject"})
NOUNS = EVENT_NOUNS | union(FURTHER_NOUN_ROWS)
PRONOUNS = union(PRONOUN_ROWS)
WORLD_REGIONS = union(WORLD_REGION_ROWS)
DEMONSTRATIVES = union(DEMONSTRATIVE_ROWS)
STATEMENT = re.compile(
    r"\s(?:is|are|est|sont|es|son|ist|sind|è|é)\s(?:an?|the|une?|la|le|el|ein|eine|der|die|das|um|uma)\s(?!.*\?)"
)
SENTENCE = re.compile(
    r"[a-zà-ÿ]{3}[.;]\s+[A-ZÀ-Þ]|\b(?:we|please|will|(?:is|are)\s+on|we['’]ll|[iI]['’]m|nous|vous|usted|wir|sie)\b"
    r"|^(?:We|Please|We['’]ll|Nous|Vous|Usted|Wir|Sie)\b"
)
_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|fw|tr|aw|wg|rv|rép|réf)\s?:\s*|\[[^\]\[]{1,40}\]\s*|\([^()]{1,12}\)\s+(?=[A-Z])|"
    rf"(?:{alternatives(PREFIX_ROWS)})\s?[:!–—-]\s*|"
    rf"(?:{alternatives(LEAD_ROWS)})(?:\s+|(?<=['’]))(?:(?:the|our|an?)\s+)?|"
    r"agenda\s+(?:for|of)\s+(?!(?:the\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?:the\s+)?)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)]|[a-z]\)|[ivx]+\.)\s+")
_DECORATION = re.compile(
    rf"^(?:@(?:here|all|channel|everyone)\s|[\s*_#>|•·▪◦‣~=:;,.–—\-/$→►{''.join(LABEL_EMOJIS)}\ufe0f\u200d\u2600-\u27bf\U0001f300-\U0001faff]|[+-]\d\d:\d\d\s)+"
)
_END = re.compile("(?:\\*\\*[\\s\ufe0f\u2600-\u27bf\U0001f300-\U0001faff]+|[\\s*_#|/:;,]+)$")
_EMOJI_NAMES = re.compile(r"\s*:[a-z_]+\d*:\s*")
_WIKI_LINK = re.compile(r"\[\[(?:\w+:)?([^\]|]+)(?:\|[^\]]*)?\]\]")
# Also references and telephone numbers.
_NO_HEADING = re.compile(
    rf"^(?:(?:{alternatives(OTHER_ROW_STARTS)})\b|from:|©|-{{2,}}|\$\s|schedule\s{{2}}|"
    r"(?:[€£$]\s?\d|\d+\s?(?:EUR|CHF|€|£)\s)|"
    r".*\s(?:at|chez|en|\(at\)|\[at\])\s[\w-]+\.(?:[\w-]+\.)*[a-z]{2,}$|"
    r"(?:n/)?r[ée]f(?:erence)?\s*[.:]|\+\d[\d\s().-]{6,}|"
    rf"(?:{alternatives(OTHER_ROWS)})$)",
    re.IGNORECASE,
)
_INVITES = re.compile(
    rf"\b(?:{alternatives(INVITING_ROWS)})|·\s+(?:comment|description)\b|"
    r"\bto\s+be\s+(?:announced|confirmed|determined|defined)\b|\bit['’]s\b|"
    rf"^(?:{'|'.join(sorted(PRONOUNS))})\s",
    re.IGNORECASE,
)
_AFTER_QUOTE = re.compile(
    r"^(?P<head>.{0,80}?[\"“«„][^\"“”«»„]{3,140}[\"”»“])\s*(?:,|\b(?:with|by|mit|avec|par|con)\s).*$"
)
_AFTER_SINGLE_QUOTE = re.compile(
    r"^(?P<head>[‘'][^‘’'\"]{3,140}['’])\s*(?:,|\b(?:with|by|mit|avec|par|con)\s).*$"
)
# "Talk: “Peat”", "talk “Peat” for members", but not "Peat Day “Birds”".
_NOUN_BEFORE_QUOTE = re.compile(
    r"^(?P<noun>[^\W\d_]+(?:\s[^\W\d_]+)?)(?:\s?:)?\s+[\"“«„](?P<title>[^\"“”«»„]{3,160}?)\s?[\"”»“](?P<rest>\s.*)?$"
)
# "Peat Abstract: We count", but not in French "La crue qui n'est pas venue : trente ans".
CELL_LABEL = re.compile(rf"\s+(?=[A-ZÀ-Þ])(?i:{alternatives(CELL_LABEL_ROWS)})\s?:\s.*$")
_MONTHS = "|".join(sorted(name.capitalize() for name in MONTH_NUMBERS if len(name) > MIN_TITLE))
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|e|º)?")
_FUSED_DATE = re.compile(
    rf"(?<=[a-zà-ÿ])(?=(?:{_MONTHS})\s\d)"
)  # "TalkDecember 3", as copied from a page
_NOTICE_AFTER = re.compile(rf"\s+(?:{alternatives(NOTICE_AFTER_ROWS)})$", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{4}([-./])\d\d?\1\d\d?\b|\d\d?([-./])\d\d?\2\d{4}\b")
_LAST_PART = re.compile(r"(?:\s[-–—]\s|:\s|;\s|,\s)(?P<part>[^–—:;,]{3,60})$")
_SUFFIX = re.compile(
    r"\s*(?:(?:-|–|—|::|,)\s*(?:[^\W\d_]+\s+){0,3}(?:term|semester|semestre|half|season|trimestre)\b[^:]{0,20}\d{4}|"
    r":\s*(?:the\s+)?call\s+for\s+\w+(?:\s+is\s+(?:now\s+)?open)?!?|\s@\s.*\d{4}.*)$",
    re.IGNORECASE,
)
_NOUN_IN_CAPITALS = re.compile(r"^(?P<noun>[A-Z]{4,})\s+(?=[A-Z][a-zà-ÿ])")
DANGLING = re.compile(rf"\s+(?:{'|'.join(sorted(union(DANGLING_ROWS)))})$")
_REMARK = re.compile(
    rf"\s+[-–—(]\s*(?:{alternatives(LATER_ROWS)})\W*$|"
    r"\s*(?:\((?:with|mit|avec|con|by)\s[^()]*\)|\(\d+\s+\w+\)|,?\s+all\s+day|\s*\((?:all\s+)?(?:local\s+)?times?[^()]*\)|\(local\s[^()]*\)|\s+[-–]\s+time\s+t\.?b\.?a\.?|"
    r"\((?:and\s+|et\s+|y\s+|und\s+)?(?:online|virtual|physical|hybrid|en ligne|en línea)[^()]*\)|"
    r"\s+\([^()]*\bt\.?b\.?[acd]\.?\))\s*$",
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
    linked = _WIKI_LINK.search(text)
    title = linked[1] if linked else without_prefixes(_FUSED_DATE.sub(", ", text))
    title = without_event_verb(CELL_LABEL.sub("", title))
    quoted = _AFTER_QUOTE.match(title) or _AFTER_SINGLE_QUOTE.match(title)
    title = quoted["head"] if quoted else title
    title = _REMARK.sub("", _PREFIX.sub("", _without_dates(_SUFFIX.sub("", title))))
    title = without_speaker(title)
    in_sentence = QUOTED.search(title) if SENTENCE.search(title) else None
    title = in_sentence["title"] if in_sentence else title
    named = _NOUN_BEFORE_QUOTE.match(title)
    title = named["title"] if named and _is_label(named, title) else title
    title = title[1:-1].strip() if is_quotation(title) else title
    part = _LAST_PART.search(title)
    title = title[: part.start()] if part and _is_place_or_heading(part["part"]) else title
    noun = _NOUN_IN_CAPITALS.match(title)
    title = title[noun.end() :] if noun and noun["noun"].casefold() in EVENT_NOUNS else title
    title = _END.sub("", title).strip()
    return _without_notice_noun(title)


def _without_notice_noun(title: str) -> str:
    """Return the name of an event without what its notice is: "Peat update webinar invitation"."""
    notice = _NOTICE_AFTER.search(title)
    name = title[: notice.start()] if notice else ""
    return name if " " in name and has_event_noun(name) else title


def _is_label(named: re.Match[str], title: str) -> bool:
    """Return whether the words before a quotation only say what kind of event it names."""
    words = named["noun"].casefold().split()
    is_marked = title[named.end("noun") :].lstrip().startswith(":")
    is_in_sentence = named["noun"][0].islower() or named["rest"]
    return bool(is_marked or (is_in_sentence and all(word in NOUNS for word in words)))


def _is_place_or_heading(part: str) -> bool:
    """Return whether the last part of a title only says where it is, or what stands below: "Programme"."""
    return part.casefold().strip(" .!") in GENERIC_TITLES or is_town(part)


def without_event_verb(title: str) -> str:
    """Return the name of the event that a short sentence is about: "The clinic moved from 5 to 12 May"."""
    verb = EVENT_VERB.search(title)
    if verb is None or not verb.start() or title.rstrip().endswith("?"):
        return title
    name = without_article(title[: verb.start()])
    first = name.split()[0].casefold() if name else ""
    return title if first in PRONOUNS | DEMONSTRATIVES or len(name) < MIN_TITLE else name


def without_article(text: str) -> str:
    """Return a text without an article at its beginning: "The general assembly" is "General assembly"."""
    bare = ARTICLE.sub("", text)
    return bare if bare == text else bare[:1].upper() + bare[1:]


def without_prefixes(text: str) -> str:
    """Return a title without "Re:", "Invitation:", bullets and the like before it."""
    title = without_emoji_names(" ".join(text.split()))
    title = _END.sub("", _DECORATION.sub("", title))
    label, value = split_label(title)
    title = title[value:] if label in TITLE_LABELS and value < len(title) else title
    for _ in range(MAX_CLEANINGS):
        title = _DECORATION.sub("", _NUMBERING.sub("", _PREFIX.sub("", title)))
    return title


def is_quotation(text: str) -> bool:
    """Return whether a text is in quotation marks: "‘From quarry to reed bed’"."""
    return any(pattern.fullmatch(text) for pattern in (QUOTED, SINGLE_QUOTED))


def without_emoji_names(text: str) -> str:
    """Return a text without names of emojis, as chat programs export them: ":rabbit:"."""
    return _EMOJI_NAMES.sub(" ", text).strip()


def is_date(text: str) -> bool:
    """Return whether a text is a date or time and nothing else."""
    return _is_temporal(text) and first_url(text) is None


def has_event_noun(text: str) -> bool:
    """Return whether a text has a word for an event: "Workshop", "Vortrag"."""
    return any(word in NOUNS for word in re.findall(r"[^\W\d_]+", text.casefold()))


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
    words = {word for word in re.findall(r"\w+", bare) if not _ORDINAL.fullmatch(word)}
    is_date = words <= {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, "next", "on", "the", "this"}
    return (
        is_date
        or words <= WORLD_REGIONS
        or _is_temporal(title)
        or "|" in title
        or title.startswith("(")
        or title.count("(") != title.count(")")
        or title.count('"') % 2 == 1
        or DANGLING.search(title) is not None
        or is_salutation(title)
        or CLOSING_GREETING.fullmatch(title) is not None
        or _NO_HEADING.match(title) is not None
        or _INVITES.search(title) is not None
        or all(is_town(part) or is_country(part) for part in title.split(", "))
    )


def is_world_region(text: str) -> bool:
    """Return whether a text only names a part of the world: "Asia Pacific"."""
    return set(re.findall(r"\w+", text.casefold())) <= WORLD_REGIONS


def _is_temporal(text: str) -> bool:
    """Return whether dates and times are most of a text."""
    items = scan(tokenize(text, 0, len(text)))
    words = [item for item in items if isinstance(item, Word)]
    temporal = [item for item in items if not isinstance(item, Word | Filler)]
    is_name = any(
        title_word.norm in NOUNS or _is_long_name(text, title_word) for title_word in words
    )
    return bool(temporal) and len(words) <= len(temporal) and not (is_name and len(temporal) == 1)


def _is_long_name(text: str, word: Word) -> bool:
    return text[word.start].isupper() and word.end - word.start > MIN_NAME_WORD


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
    if not before and _is_month_before_words(title, items[last]):
        return title
    is_last = not after or is_exact(title[items[last].end :])
    if is_last and before and _is_separated(title, items, first):
        rest = title[: items[first].start].rstrip(" ,:;@(|–—-·")
    elif not before and after and not title[items[last].end :].lstrip().startswith("@"):
        rest = title[items[last].end :].lstrip(" ,:;)|–—-·")
    else:
        return title
    return rest if any(map(str.isalpha, rest)) and len(rest) >= MIN_TITLE else title


def _is_month_before_words(title: str, item: Item) -> bool:
    """Return whether a title begins with a month and no sign follows it: "October 2026 meeting"."""
    is_month = isinstance(item, ParsedDate) and item.is_month
    return is_month and title[item.end : item.end + 2].strip().isalpha()


def _is_separated(title: str, items: list[Item], first: int) -> bool:
    """Return whether a sign, not a preposition, is before an item: "Salon, 5 May", not "Salon of 5 May"."""
    before = title[: items[first].start].rstrip()
    is_number = _FULL_DATE.match(title, items[first].start) is not None and not DANGLING.search(
        before
    )
    is_apart = before.endswith((",", ":", "–", "—", "-", "(", "|", "@", "·"))
    return is_apart or is_number or not before[-1:].islower()
