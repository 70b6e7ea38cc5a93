"""Render Markdown descriptions as sanitized HTML; no other module builds Markup."""

# CommonMark without raw HTML, then an allow-list of tags and attributes. The source is stored and
# rendered each time it is displayed.

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 20_000
DEEPEST = 12
# Short rows are padded with empty cells: 20 kB of text can produce a page of 700 kB.
MOST_CELLS = 2_000
# The delimiter row below the header of a table determines the number of columns.
_DELIMITER_ROW = re.compile(r"[ \t>]*[|:-][|: \t-]*")
# Characters at the start of a text that may be invisible, such as the URLs of links.
LONGEST_BEGINNING = 2000

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer"
# A page has one h1 and its sections are h2: headings of a description are below these.
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h5", "h6": "h5"}

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
    ["table", "strikethrough"]
)
_parser.disable(["image", "html_block", "html_inline"])
_parser_without_tables = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
    "strikethrough"
)
_parser_without_tables.disable(["image", "html_block", "html_inline"])
# mdurl fills its tables at the first link, and another thread may then read one that is half full.
_parser.normalizeLink("")
_parser.normalizeLinkText("")


def render(text: str) -> Markup:
    """Render a description as HTML; as plain text if it is too long to parse.

    Tables are left as text if they have too many cells.
    """
    if is_too_complex(text):
        return Markup("<p>{}</p>").format(text[: 2 * LONGEST])
    tokens = parse(text)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=REL,
        url_relative="deny",
    )
    return Markup(clean)  # noqa: S704 - sanitized by the allow-list above


def is_too_complex(text: str) -> bool:
    """Return whether a text could take too long to parse."""
    return len(text) > LONGEST or text.count("[") > LONGEST // 20 or text.count("*") > LONGEST // 4


def parse(text: str) -> list[Token]:
    """Return the tokens of a text; a table with too many cells is parsed as text."""
    parser = _parser if max_table_cells(text) <= MOST_CELLS else _parser_without_tables
    return parser.parse(text)


def plain_text(text: str, longest: int) -> str:
    """Return the beginning of a description as one line of plain text, cut after a word.

    Only as much is parsed as can be returned.
    """
    beginning = text[: 4 * longest + LONGEST_BEGINNING]
    parts: list[str] = []
    for token in _parser.parse(beginning):
        if token.type == "list_item_open":
            parts.append("• ")
        elif token.type == "inline":
            children = token.children or ()
            parts += [" " if child.type.endswith("break") else child.content for child in children]
            parts.append(" ")
        elif token.type in {"code_block", "fence"}:
            parts += [token.content, " "]
    plain = " ".join("".join(parts).split())
    if len(plain) <= longest:
        return plain
    return plain[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "\u00a0…"


def max_table_cells(text: str) -> int:
    """Return an upper bound of the number of table cells, without parsing the text.

    A table has as many columns as its delimiter row and ends at an empty line.
    """
    count = columns = 0
    for line in re.split(r"\r\n?|\n", text):
        if not line.strip(" \t>"):
            columns = 0
        elif "|" in line and "-" in line and _DELIMITER_ROW.fullmatch(line):
            columns = max(columns, line.strip(" \t>|").count("|") + 1)
        count += columns
    return count
