"""Preprocess pasted text: remove control characters, convert HTML to lines of text and links."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from webinars.errors import InvalidInputError
from webinars.security.urls import is_web_url

MAX_LENGTH = 200_000  # characters
_COLUMNS = "   "  # between two cells instead of a tab
_LINE_ENDS = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
# Invisible characters, which would separate the digits and words around them: soft hyphens, zero widths,
# direction marks and other bidirectional controls.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_BLOCK_TAGS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br dd div dl dt fieldset figcaption footer form h1 h2 h3"
        " h4 h5 h6 header hr html li main nav ol option p pre section table td th title tr ul",
    )
)
# Tags that start a new line; other block tags start a new paragraph.
_LINE_TAGS = frozenset({"br", "li", "td", "th", "dd"})
_IGNORED_TAGS = frozenset({"script", "style", "template", "noscript"})
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HTML_START = re.compile(r"<(?:!doctype|!--|/?[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
# A link in Markdown. Its words have no brackets, and its address at most one level of parentheses.
_MARKDOWN_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]"
    r"\(<?(?P<url>[a-z]{4,6}:[^\s<>()]{1,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200})?)>?"
    r"(?:[ ]\"[^\"\n]{0,200}\")?\)",
    re.IGNORECASE,
)
# A link by reference, and the line that defines its address: "[label]: https://…".
_REFERENCE = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]\[(?P<label>[^\[\]\n]{0,100})\]")
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]\n]{1,100})\]:[ ]+<?(?P<url>[a-z]{4,6}:[^\s<>()]{1,2000})>?[^\n]*(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_MAILTO = "mailto:"
# Tags in Markdown: those that end a line, those without which its text is the same, and others.
_LINE_TAG = re.compile(r"<br\s?/?>[ ]*\n?|</?(?:p|div|center)(?:\s[^<>\n]*)?>", re.IGNORECASE)
_TAG_OF_TEXT = re.compile(r"</?(?:b|strong|i|em|u|small|span|font)(?:\s[^<>\n]*)?>", re.IGNORECASE)
_OTHER_TAG = re.compile(
    r"</?(?!(?:br|p|div|center|b|strong|i|em|u|small|span|font)[\s/>])[a-z][a-z0-9]*[\s/>]",
    re.IGNORECASE,
)
_HTML_END_TAG = re.compile(r"</(?:a|p|div|li|td|h[1-6])>|<br\s?/?>", re.IGNORECASE)


class Anchor(NamedTuple):
    """A link of HTML or Markdown: its valid web address, and the span of its link text."""

    url: str
    start: int
    end: int


class PreprocessedText(NamedTuple):
    """The text to which spans of drafts refer, and the links whose address it does not show."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def preprocess(pasted: str) -> PreprocessedText:
    """Return the text of pasted text, Markdown or HTML.

    Raises:
        InvalidInputError: "announcement-too-long" (facts: longest, in characters).
    """
    if len(pasted) > MAX_LENGTH:
        raise InvalidInputError("announcement-too-long", longest=MAX_LENGTH)
    text = _clean(pasted)
    if is_html(text) and not _is_markdown_with_tags(text):
        return html_to_text(text)
    return _markdown_to_text(_with_inline_links(_TAG_OF_TEXT.sub("", _LINE_TAG.sub("\n", text))))


def is_html(text: str) -> bool:
    """Return whether a text starts with an HTML tag or contains an end tag."""
    return (
        _HTML_START.match(text.lstrip()[:80]) is not None or _HTML_END_TAG.search(text) is not None
    )


def _is_markdown(source: str) -> bool:
    """Return whether empty lines, and no tags, divide a text into blocks."""
    tags = (match[2].lower() for match in _TAG.finditer(source))
    return "\n\n" in source and _BLOCK_TAGS.isdisjoint(tags)


def _is_markdown_with_tags(text: str) -> bool:
    """Return whether a text has paragraphs of its own and only such tags as Markdown needs: "<br />"."""
    is_plain = _HTML_START.match(text.lstrip()[:80]) is None and "\n\n" in text
    return is_plain and _OTHER_TAG.search(text) is None


def _with_inline_links(source: str) -> str:
    """Return Markdown whose links by reference, "[words][label]", have their addresses beside their words."""
    urls = {match["label"].casefold(): match["url"] for match in _DEFINITION.finditer(source)}
    if not urls:
        return source
    labels = {
        (match["label"] or match["words"]).casefold() for match in _REFERENCE.finditer(source)
    }

    def inline(match: re.Match[str]) -> str:
        url = urls.get((match["label"] or match["words"]).casefold())
        return f"[{match['words']}]({url})" if url else match[0]

    def definition(match: re.Match[str]) -> str:
        return "" if match["label"].casefold() in labels else match[0]

    return _DEFINITION.sub(definition, _REFERENCE.sub(inline, source))


def html_to_text(source: str, *, has_tables: bool = False) -> PreprocessedText:
    """Convert HTML to text with a line or paragraph for each block, and its links.

    The line ends of Markdown with tags in its lines stay.

    has_tables: tables contain data, not the layout of a page. A row is a line, with tabs between its cells.
    """
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    open_anchor: tuple[str, int, int] | None = None
    cell_breaks = _CellBreaks() if has_tables else None
    for tag, attributes, text in _parse_html(source, keeps_lines=_is_markdown(source)):
        line_break = _line_break(tag) if cell_breaks is None else cell_breaks.line_break(tag)
        piece = _clean(text) if text else line_break
        if tag == "a" and attributes:
            open_anchor = (_href(attributes), length, len(pieces))
        elif tag == "/a" and open_anchor is not None:
            url, start, index = open_anchor
            if url.casefold().startswith(_MAILTO):
                piece = _address_after(url, "".join(pieces[index:]))
            elif is_web_url(url.strip()) and start < length:
                anchors.append(Anchor(url.strip(), start, length))
            open_anchor = None
        pieces.append(piece)
        length += len(piece)
    return PreprocessedText("".join(pieces), tuple(anchors))


def to_markdown(preprocessed: PreprocessedText) -> str:
    """Return a text with its links in Markdown; preprocess() returns the same text and links for it."""
    pieces: list[str] = []
    offset = 0
    for anchor in preprocessed.anchors:
        words = preprocessed.text[anchor.start : anchor.end]
        link = f"[{words}]({anchor.url})"
        if words.strip() and _MARKDOWN_LINK.fullmatch(link):
            pieces += [preprocessed.text[offset : anchor.start], link]
        elif words.strip():
            pieces += [preprocessed.text[offset : anchor.end].rstrip(), f" {anchor.url} "]
        else:
            continue
        offset = anchor.end
    return "".join((*pieces, preprocessed.text[offset:]))


def _markdown_to_text(source: str) -> PreprocessedText:
    """Replace links in Markdown by their words; an e-mail address stays after these."""
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = offset = 0
    for match in _MARKDOWN_LINK.finditer(source):
        before, words, url = source[offset : match.start()], match["words"], match["url"]
        start = length + len(before)
        address = ""
        if url.casefold().startswith(_MAILTO):
            address = _address_after(url, words)
        elif is_web_url(url):
            anchors.append(Anchor(url, start, start + len(words)))
        pieces += [before, words, address]
        length = start + len(words) + len(address)
        offset = match.end()
    return PreprocessedText("".join((*pieces, source[offset:])), tuple(anchors))


def _address_after(url: str, words: str) -> str:
    """Return the e-mail address of a mailto URL in parentheses, "" if the words contain it."""
    address = unquote(url[len(_MAILTO) :].partition("?")[0]).strip()
    return f" ({address})" if address and address.casefold() not in words.casefold() else ""


def _clean(text: str) -> str:
    """Normalize line ends and white space, and remove invisible and control characters."""
    lines = _LINE_ENDS.sub("\n", text).replace("\t", _COLUMNS)
    return "".join(
        " " if unicodedata.category(character) == "Zs" else character
        for character in _INVISIBLE.sub("", lines)
        if character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
    )


def _parse_html(source: str, *, keeps_lines: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the name and attributes of each tag, and the text between tags, in one pass.

    keeps_lines: whether line ends of the source are those of the text.
    """
    offset = 0
    while offset < len(source):
        tag_start = source.find("<", offset)
        if tag_start != offset:
            end = tag_start if tag_start >= 0 else len(source)
            text = source[offset:end]
            lines = text.split("\n") if keeps_lines else [text]
            yield "", "", "\n".join(map(_unescape, lines))
            offset = end
            continue
        if source.startswith("<!--", offset):
            offset = _offset_after(source, "-->", offset)
            continue
        tag = _TAG.match(source, offset)
        if tag is None and not source.startswith(("<!", "<?"), offset):
            yield "", "", "<"
            offset += 1
            continue
        end = _offset_after(source, ">", offset)
        if tag is not None:
            name = tag[2].lower()
            yield tag[1] + name, source[tag.end() : end], ""
            if name in _IGNORED_TAGS and not tag[1]:
                end = _offset_after(source, f"</{name}", end)
        offset = end


def _offset_after(source: str, text: str, offset: int) -> int:
    """Return the offset after the next occurrence of a text, or the end of the source."""
    index = source.find(text, offset)
    return len(source) if index < 0 else index + len(text)


def _unescape(source: str) -> str:
    """Return the text of HTML text: entities decoded, line ends as spaces."""
    try:
        text = html.unescape(source)
    except ValueError:  # &#99999…; with more digits than int() accepts
        text = source
    return re.sub(r"\s", " ", text)


def _line_break(tag: str) -> str:
    name = tag.removeprefix("/")
    if name not in _BLOCK_TAGS:
        return ""
    return "\n" if name in _LINE_TAGS else "\n\n"


class _CellBreaks:
    """Line breaks of HTML with data in tables: a tab between cells, and no line break in a cell."""

    def __init__(self) -> None:
        self._cells = 0  # of the open row
        self._depth = 0  # of open cells

    def line_break(self, tag: str) -> str:
        """Return what separates the texts before and after a tag."""
        if tag in {"td", "th"}:
            self._cells += 1
            self._depth += 1
            return "\t" if self._cells > 1 else ""
        if tag in {"/td", "/th"}:
            self._depth = max(0, self._depth - 1)
            return ""
        if tag == "/tr":
            self._cells = 0
            return "\n"
        if tag == "tr":
            return ""
        return " " if self._depth and _line_break(tag) else _line_break(tag)


def _href(attributes: str) -> str:
    match = _HREF.search(attributes)
    return _unescape(next(value for value in match.groups() if value is not None)) if match else ""
