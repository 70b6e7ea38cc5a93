"""Descriptions in Markdown, shown as HTML that cannot do anything: the only place that builds Markup."""

# CommonMark without raw HTML, then an allow-list of tags and attributes. Source is what is stored; this runs
# each time it is shown.

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

LONGEST = 20_000
DEEPEST = 12
# A row that is short is filled up with cells: 20 kB of text can make a page of 700 kB.
MOST_CELLS = 2_000
# The line below the head of a table, which says how many columns it has.
_DELIMITERS = re.compile(r"[ \t>]*[|:-][|: \t-]*")
LONGEST_BEGINNING = (
    2000  # of what a beginning may hold that is not shown, such as addresses of links
)

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer"
# A page has one h1 and its sections are h2: what stands in a description comes below.
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h5", "h6": "h5"}

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
    ["table", "strikethrough"]
)
_parser.disable(["image", "html_block", "html_inline"])
_parser_without_tables = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
    "strikethrough"
)
_parser_without_tables.disable(["image", "html_block", "html_inline"])


def render(text: str) -> Markup:
    """Return the description as HTML; one that is too long to be read as Markdown is shown as it is.

    So are its tables, if they have too many cells.
    """
    if len(text) > LONGEST or text.count("[") > LONGEST // 20 or text.count("*") > LONGEST // 4:
        return Markup("<p>{}</p>").format(text[: 2 * LONGEST])
    parser = _parser if cells_of_tables(text) <= MOST_CELLS else _parser_without_tables
    tokens = parser.parse(text)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=REL,
        url_relative="deny",
    )
    return Markup(clean)  # noqa: S704 - the allow-list above has just been applied


def plain_text(text: str, longest: int) -> str:
    """Return how a description begins, without Markdown and on one line, cut after a word.

    Only as much of it is parsed as can be shown.
    """
    begins = text[: 4 * longest + LONGEST_BEGINNING]
    words: list[str] = []
    for token in _parser.parse(begins):
        if token.type == "inline":
            inner = token.children or ()
            words += [" " if child.type.endswith("break") else child.content for child in inner]
            words.append(" ")
        elif token.type in {"code_block", "fence"}:
            words += [token.content, " "]
    said = " ".join("".join(words).split())
    if len(said) <= longest:
        return said
    return said[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "\u00a0…"


def cells_of_tables(text: str) -> int:
    """Count the cells that the tables of a text can have at most, without parsing it.

    A table has as many columns as the line below its head, and goes on until an empty line.
    """
    count = columns = 0
    for line in re.split(r"\r\n?|\n", text):
        if not line.strip(" \t>"):
            columns = 0
        elif "|" in line and "-" in line and _DELIMITERS.fullmatch(line):
            columns = max(columns, line.strip(" \t>|").count("|") + 1)
        count += columns
    return count
