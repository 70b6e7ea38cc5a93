"""Find where a text names documents: by symbol, by title, or by type and session."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webinars.announcement_parser.draft import InlineLink
from webinars.documents.enums import DocumentType

LEAST_TITLE = 10  # characters, of at least two words: shorter titles are words of every text
LEAST_UNSPACED = 4  # characters of a title in Chinese
MOST_MENTIONS = 50  # in one event
_UNSPACED = re.compile(r"[\u3400-\u9fff]")
_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_NUMBER = rf"(?P<number>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th|\.?º|\.?ª|e|ème|\.)?)"
_SESSION = r"(?:regular\s+|ordinary\s+|special\s+|extraordinary\s+)?"
# The phrases for a type of which a body or session has one document; in the languages of the announcements.
_PHRASES: dict[DocumentType, re.Pattern[str]] = {
    DocumentType.RULES_OF_PROCEDURE: re.compile(
        r"\brules\s+of\s+procedure\b|\br[èe]glement\s+int[ée]rieur\b|\breglamento\s+interno\b"
        r"|\bправила\s+процедуры\b|النظام الداخلي|议事规则",
        re.IGNORECASE,
    ),
    DocumentType.REPORT: re.compile(
        rf"\breport\s+(?:of|on)\s+(?:the|its|this)\s+(?:{_NUMBER}\s+)?{_SESSION}session\b"
        rf"|\brapport\s+(?:de\s+(?:la|sa|cette)|sur\s+la)\s+(?:(?P<number_fr>\d{{1,3}}e|\d{{1,3}}ème)\s+)?session\b"
        r"|\binforme\s+(?:de|sobre)\s+(?:el|la|este|su)\s+per[íi]odo\s+de\s+sesiones\b",
        re.IGNORECASE,
    ),
}
# "resolution 9/1": the number of the session, and that of the text.
_ADOPTED = re.compile(
    r"\b(?:(?P<resolution>resolution|r[ée]solution|resoluci[óo]n|резолюци[яи])"
    r"|d[ée]cision|decisi[óo]n|решени[ея])\s+(?P<symbol>\d{1,3}/\d{1,3})(?![\d/])",
    re.IGNORECASE,
)


# A phrase names one of these without its title.
NAMED_TYPES = tuple(_PHRASES)


@dataclass(frozen=True)
class NamedDocument:
    """A public document that a text may name: its URL, symbol, titles, type and session number."""

    url: str
    symbol: str
    titles: tuple[str, ...]
    document_type: DocumentType | None
    session_number: int | None = None


def mentions(
    paragraphs: Iterable[str], documents: Sequence[NamedDocument], taken: Sequence[InlineLink] = ()
) -> tuple[InlineLink, ...]:
    """Return the words of paragraphs that name documents, each document once, as links to them.

    What names several documents alike, and words of other links (taken), are left alone.
    """
    links: list[InlineLink] = []
    linked: set[str] = set()
    for paragraph in dict.fromkeys(paragraphs):
        spans = [(link.start, link.end) for link in taken if link.paragraph == paragraph]
        for start, end, url in sorted(_named(paragraph, documents), key=_longest_first):
            is_free = all(end <= begin or start >= stop for begin, stop in spans)
            if is_free and url not in linked and len(links) < MOST_MENTIONS:
                spans.append((start, end))
                linked.add(url)
                links.append(InlineLink(paragraph, start, end, url))
    return tuple(links)


def adopted_symbols(paragraphs: Iterable[str]) -> list[str]:
    """Return what follows "resolution" or "decision" in paragraphs, at most MOST_MENTIONS, such as "9/1"."""
    symbols = (one["symbol"] for text in paragraphs for one in _ADOPTED.finditer(text))
    return list(dict.fromkeys(symbols))[:MOST_MENTIONS]


def _longest_first(mention: tuple[int, int, str]) -> tuple[int, int]:
    start, end, _url = mention
    return start - end, start


def _named(text: str, documents: Sequence[NamedDocument]) -> Iterator[tuple[int, int, str]]:
    folded = text.casefold() if len(text.casefold()) == len(text) else text
    words: dict[tuple[int, int], set[str]] = {}
    for document in documents:
        for start, end in _by_symbol_or_title(text, folded, document):
            words.setdefault((start, end), set()).add(document.url)
    for (start, end), urls in words.items():
        if len(urls) == 1:
            yield start, end, min(urls)
    for pattern, of_type in ((_ADOPTED, None), *((_PHRASES[one], one) for one in _PHRASES)):
        for match in pattern.finditer(text):
            urls = {one.url for one in documents if _is_named_by(match, one, of_type)}
            if len(urls) == 1:
                yield match.start(), match.end(), min(urls)


def _by_symbol_or_title(
    text: str, folded: str, document: NamedDocument
) -> Iterator[tuple[int, int]]:
    symbol = document.symbol
    if "/" in symbol and symbol in text:
        # Not a part of a longer one, as A/RES/7 is of A/RES/75 and of A/RES/7/Add.1.
        for match in re.finditer(rf"(?<![\w/.-]){re.escape(symbol)}(?![\w/-]|\.\w)", text):
            yield match.span()
    for title in document.titles:
        words = title.casefold().split()
        if not _is_telling(title) or words[0] not in folded:
            continue
        pattern = r"\s+".join(map(re.escape, words))
        # Chinese puts no blanks between words.
        expression = pattern if _UNSPACED.search(title) else rf"(?<!\w){pattern}(?!\w)"
        for match in re.finditer(expression, folded):
            yield match.span()


def _is_telling(title: str) -> bool:
    """Return whether a text that contains a title means the document; short ones are words of every text."""
    if _UNSPACED.search(title):
        return len(title) >= LEAST_UNSPACED
    return " " in title.strip() and len(title) >= LEAST_TITLE


def _is_named_by(
    match: re.Match[str], document: NamedDocument, of_type: DocumentType | None
) -> bool:
    if of_type is None:
        adopted = DocumentType.RESOLUTION if match["resolution"] else DocumentType.DECISION
        symbol = match["symbol"]
        return document.document_type is adopted and (
            document.symbol == symbol or document.symbol.endswith(("/" + symbol, " " + symbol))
        )
    if document.document_type is not of_type:
        return False
    groups = match.groupdict()
    number = groups.get("number") or groups.get("number_fr")
    return not number or document.session_number == _number(number)


def _number(words: str) -> int:
    digits = re.match(r"\d+", words)
    return int(digits[0]) if digits else _ORDINALS.index(words.casefold()) + 1
