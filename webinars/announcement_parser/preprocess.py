"""Pasted text made ready for reading: control characters out, HTML to lines, links found."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from webinars.errors import InvalidInputError

LONGEST = 200_000  # characters
_LINE_ENDS = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
# Signs that show nothing and change how the rest is shown: bidirectional controls, zero widths.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br dd div dl dt fieldset figcaption footer form h1 h2 h3"
        " h4 h5 h6 header hr html li main nav ol option p pre section table td th title tr ul",
    )
)
_LINES = frozenset(
    {"br", "li", "td", "th", "dd"}
)  # a new line, where the others make a new paragraph
_SKIPPED = frozenset({"script", "style", "template", "noscript"})
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_OPENING = re.compile(r"<(?:!doctype|!--|/?[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:a|p|div|li|td|h[1-6])>|<br\s?/?>", re.IGNORECASE)


class Anchor(NamedTuple):
    """A link of pasted HTML: its address, and where its words stand in the text."""

    url: str
    start: int
    end: int


class PreparedText(NamedTuple):
    """The text as it is read, to which the spans of drafts refer, and the links of its HTML."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def preprocess(pasted: str) -> PreparedText:
    """Return pasted text, or pasted HTML, ready for reading.

    Raises:
        InvalidInputError: "announcement-too-long" (facts: longest, in characters).
    """
    if len(pasted) > LONGEST:
        raise InvalidInputError("announcement-too-long", longest=LONGEST)
    text = _clean(pasted)
    return from_html(text) if is_html(text) else PreparedText(text)


def is_html(text: str) -> bool:
    """Return whether the text is HTML: it begins with a tag, or closes one that prose does not have."""
    return _OPENING.match(text.lstrip()[:80]) is not None or _CLOSING.search(text) is not None


def from_html(source: str) -> PreparedText:
    """Return the text of HTML, a line for each block, and its links where they stand."""
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    opened: tuple[str, int] | None = None
    for tag, attributes, words in _walk(source):
        piece = _clean(words) if words else _break(tag)
        pieces.append(piece)
        length += len(piece)
        if tag == "a" and attributes:
            opened = (_address(attributes), length)
        elif tag == "/a" and opened is not None:
            if opened[0] and opened[1] < length:
                anchors.append(Anchor(opened[0], opened[1], length))
            opened = None
    return PreparedText("".join(pieces), tuple(anchors))


def _clean(text: str) -> str:
    """Return the text with one line end between lines and without signs that cannot be seen."""
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = _UNSEEN.sub("", lines)
    return "".join(
        " " if unicodedata.category(sign) == "Zs" else sign
        for sign in kept
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"}
    )


def _walk(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield each tag's name and attributes, and the words between tags, in one pass."""
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        if opening != at:
            end = opening if opening >= 0 else len(source)
            yield "", "", _words(source[at:end])
            at = end
            continue
        if source.startswith("<!--", at):
            at = _after(source, "-->", at)
            continue
        tag = _TAG.match(source, at)
        if tag is None and not source.startswith(("<!", "<?"), at):
            yield "", "", "<"
            at += 1
            continue
        end = _after(source, ">", at)
        if tag is not None:
            name = tag[2].lower()
            yield tag[1] + name, source[tag.end() : end], ""
            if name in _SKIPPED and not tag[1]:
                end = _after(source, f"</{name}", end)
        at = end


def _after(source: str, sign: str, at: int) -> int:
    """Return the place after the next such sign; what is never closed goes on to the end."""
    found = source.find(sign, at)
    return len(source) if found < 0 else found + len(sign)


def _words(source: str) -> str:
    """Return the text of HTML text: entities read, line ends no more than spaces."""
    try:
        text = html.unescape(source)
    except ValueError:  # &#99999…; with more digits than Python reads
        text = source
    return re.sub(r"\s", " ", text)


def _break(tag: str) -> str:
    name = tag.removeprefix("/")
    if name not in _BLOCKS:
        return ""
    return "\n" if name in _LINES else "\n\n"


def _address(attributes: str) -> str:
    found = _HREF.search(attributes)
    return _words(next(value for value in found.groups() if value is not None)) if found else ""
