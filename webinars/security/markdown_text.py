"""Convert Markdown descriptions to plain text for readers that render none, such as calendars."""

# A calendar shows "**" and "](https://…)" as typed. Lines and empty lines stay where the source has them.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.token import Token

from webinars.security import markdown

_CELL_SEPARATOR = " | "
_BULLET = "• "
_RULE = "———"


def to_text(source: str) -> str:
    """Return Markdown as plain text: the words of each link followed by its address.

    A text too complex to render as HTML is returned as it is.
    """
    if markdown.is_too_complex(source):
        return source.strip()
    writer = _Writer(source.split("\n"))
    for token in markdown.parse(source):
        writer.write(token)
    return writer.text.strip()


@dataclass
class _Writer:
    """Writes block tokens as lines.

    Attributes:
        source: the lines of the Markdown source, to which the tokens' line numbers refer.
        counters: the number of the next item of each open list, None for bullets.
        marker: that of a list item without text so far.
        row, cells: the token and the cells of the open table row; cells is None outside tables.
        end: the number of the source line after the last block.
    """

    source: Sequence[str]
    text: str = ""
    counters: list[int | None] = field(default_factory=list)
    quote_depth: int = 0
    marker: str = ""
    row: Token | None = None
    cells: list[str] | None = None
    end: int = 0

    def write(self, token: Token) -> None:
        """Write a token: open and close containers, add the text of blocks."""
        match token.type:
            case "inline" | "fence" | "code_block":
                self._write_text(token)
            case "hr":
                self._add(token, _RULE)
            case "tr_open":
                self.row, self.cells = token, []
            case "tr_close":
                self._add(self.row or token, _CELL_SEPARATOR.join(self.cells or ()))
                self.cells = None
            case "blockquote_open" | "blockquote_close":
                self.quote_depth += token.nesting
            case _:
                self._write_list(token)

    def _write_list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.counters.append(None)
            case "ordered_list_open":
                self.counters.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.counters.pop()
            case "list_item_open":
                self.marker = self._next_marker()

    def _write_text(self, token: Token) -> None:
        text = _inline_text(token.children) if token.type == "inline" else token.content.rstrip()
        if self.cells is None:
            self._add(token, text)
        else:
            self.cells.append(text)

    def _next_marker(self) -> str:
        number = self.counters[-1]
        if number is None:
            return _BULLET
        self.counters[-1] = number + 1
        return f"{number}. "

    def _add(self, token: Token, text: str) -> None:
        """Add a block, after an empty line if the source has one before it."""
        start, end = token.map or (self.end, self.end)
        if self.text:
            skipped = self.source[self.end : start]
            is_apart = any(not line.strip(" \t>") for line in skipped)
            self.text += "\n\n" if is_apart else "\n"
        quote, indent = "> " * self.quote_depth, "  " * max(0, len(self.counters) - 1)
        hanging = " " * len(self.marker) if self.marker else "  " * bool(self.counters)
        lines = text.split("\n")
        self.text += quote + indent + (self.marker or hanging) + lines[0]
        self.text += "".join(f"\n{quote}{indent}{hanging}{line}" for line in lines[1:])
        self.marker, self.end = "", max(self.end, end)


def _inline_text(children: Sequence[Token] | None) -> str:
    return "".join(_pieces(children or ()))


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    href, words = "", ""
    for child in children:
        if child.type == "link_open":
            href, words = str(child.attrs.get("href", "")), ""
        elif child.type == "link_close":
            yield _address(words, href)
            href = ""
        else:
            piece = "\n" if child.type.endswith("break") else child.content
            words += piece
            yield piece


def _address(words: str, href: str) -> str:
    """Return the address after the words of a link; "" if they are the address, or nobody could open it."""
    scheme, _, rest = href.partition(":")
    if scheme not in markdown.SCHEMES:
        return ""
    address = rest if scheme == "mailto" else href
    return "" if _bare(words) == _bare(address) else f" ({address})"


def _bare(address: str) -> str:
    """Return an address as people write it: decoded, without scheme and final slash."""
    return unquote(address.strip()).removeprefix("https://").removeprefix("http://").rstrip("/")
