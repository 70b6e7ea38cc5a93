"""Lines of an announcement: label, date and time, and category of each."""

from dataclasses import dataclass
from functools import cached_property

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.scanner import FILLER_WORDS, MOST_TOKENS, Item, scan
from webinars.announcement_parser.grammar.vocabulary import (
    FURNITURE_LINES,
    FURNITURE_STARTS,
    GENERIC_HEADINGS,
    LABEL_KINDS,
    MENTION_WORDS,
    MONTH_MENTION_WORDS,
    PAGE_END_STARTS,
    SMALL,
)
from webinars.announcement_parser.layout.temporal_expressions import TimeSpan, find_time_span

LONGEST_TITLE = 200
LONGEST_LABEL = 20
KEPT = "¶"  # a line that begins so is text, whatever it says
BULLETS = "-–—•*·‣▪◦"
MOST_WORDS_BETWEEN = 8  # in a line that tells a date and later a time
WRAPPED = range(50, 121)  # the length of lines that a mail program broke


@dataclass
class Line:
    """One line: its stretch of the text, and the block (between empty lines) it stands in."""

    source: str
    start: int
    end: int
    block: int

    @cached_property
    def text(self) -> str:
        """Return the words of the line, spaces single, without the sign that keeps it."""
        words = " ".join(self.source[self.start : self.end].split())
        return words.removeprefix(KEPT).strip() if self.is_text else words

    @cached_property
    def is_text(self) -> bool:
        """Return whether the line says that it is text."""
        return self.source.startswith(KEPT, self.start)

    @cached_property
    def label(self) -> tuple[str, int]:
        """Return the kind of label the line begins with and where its value begins, or ("", start)."""
        colon = self.source.find(":", self.start, min(self.end, self.start + LONGEST_LABEL))
        name = " ".join(self.source[self.start : max(colon, self.start)].casefold().split())
        kind = LABEL_KINDS.get(name.strip("*_ "), "")
        return (kind, colon + 1) if kind and not self.is_text else ("", self.start)

    @cached_property
    def value(self) -> tuple[int, int]:
        """Return the stretch of text after the label, without the spaces around it."""
        return trimmed(self.source, self.label[1], self.end)

    @cached_property
    def tokens(self) -> list[Token]:
        """Return the tokens after the label."""
        return tokenize(self.source, self.label[1], self.end)

    @cached_property
    def items(self) -> list[Item]:
        """Return what the tokens mean."""
        return scan(self.tokens[:MOST_TOKENS])

    @cached_property
    def stretch(self) -> TimeSpan | None:
        """Return the part of the line about when, if there is one."""
        bounds = (self.label[1], self.end)
        return find_time_span(self.source, self.items, bounds, is_labelled=bool(self.label[0]))

    @cached_property
    def is_bullet(self) -> bool:
        """Return whether the line is an item of a list."""
        return self.source[self.start] in BULLETS

    @cached_property
    def is_heading(self) -> bool:
        """Return whether the line can be a title: short, and no sentence."""
        return (
            not self.is_text
            and not self.is_bullet
            and not self.label[0]
            and len(self.text) <= LONGEST_TITLE
            and self.text[-1] not in ".;:,"
            and not self.text.startswith("<")
            and any(sign.isalpha() for sign in self.text)
            and (self.tokens[-1].low not in FILLER_WORDS or self.tokens[-1].text.isupper())
            and all(token.kind != "url" for token in self.tokens)
        )

    @cached_property
    def is_generic(self) -> bool:
        """Return whether the line is a heading that says nothing of this event: "Save the date!"."""
        return self.text.casefold().strip(" !:.-*") in GENERIC_HEADINGS

    @cached_property
    def category(self) -> str:
        """Return what the line is.

        "page-end", "furniture", a label's kind, "date" (nothing else), "titled" (a date and a title),
        "clock" (times without a date), "prose" (a sentence with a date), "text".
        """
        if self.is_text:
            return "text"
        low = self.text.casefold()
        if low.startswith(PAGE_END_STARTS):
            return "page-end"
        if low.startswith(FURNITURE_STARTS) or low.strip(" :") in FURNITURE_LINES:
            return "furniture"
        if self.label[0] == "mail" and self._is_from_or_to():
            return "end" if low.startswith(tuple(SMALL["to"])) else "date"
        if self.label[0] in {"title", "place", "cities", "zone", "end", "mail"}:
            return self.label[0]
        return self._by_stretch()

    def _is_from_or_to(self) -> bool:
        """Return whether "From: 16 July 15:00" tells a time, and not who wrote a mail."""
        found = self.stretch
        is_sent = self.text.casefold().startswith("sent")
        return found is not None and not is_sent and not found.left and not found.right

    def _by_stretch(self) -> str:
        found = self.stretch
        if found is None:
            return "text"
        if not found.has_date:
            is_bare = not found.left and not found.right
            return "clock" if is_bare or self.label[0] == "time" else "text"
        if self.label[0]:
            return "date"
        if self.is_mention or found.words_between > MOST_WORDS_BETWEEN:
            return "prose"
        if not found.left and not found.right:
            return "date"
        return "titled" if self._is_titled(found) else "prose"

    def _is_titled(self, found: TimeSpan) -> bool:
        """Return whether the rest of the line is a title."""
        rest = found.left or found.right
        is_one_side = not found.left or not found.right
        is_sentence = found.left[-1:] in {".", ";", ","} or self.text.endswith((".", ";", ","))
        is_short = len(rest) <= LONGEST_TITLE and any(sign.isalpha() for sign in rest)
        return is_one_side and is_short and not is_sentence and not found.words_between

    @cached_property
    def is_mention(self) -> bool:
        """Return whether the words before the date say that it is not the event's."""
        found = self.stretch
        if found is None or found.date is None:
            return False
        before = [item.low for item in found.before(self.items)]
        if MENTION_WORDS & set(before):
            return True
        is_led = bool(before) and before[-1] in MONTH_MENTION_WORDS
        return found.date.is_month and is_led


def trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without the spaces at its ends."""
    words = source[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def split(text: str) -> list[Line]:
    """Return the lines that hold something; lines that a mail program broke are joined."""
    lines: list[Line] = []
    at, block = 0, 0
    for row in text.split("\n"):
        start, end = trimmed(text, at, at + len(row))
        at += len(row) + 1
        if start >= end:
            block += bool(lines) and lines[-1].block == block
        elif lines and lines[-1].block == block and _goes_on(lines[-1], text[start:end]):
            lines[-1] = Line(text, lines[-1].start, end, block)
        else:
            lines.append(Line(text, start, end, block))
    return lines


def _goes_on(before: Line, row: str) -> bool:
    """Return whether the row is the rest of a sentence: the line before is full and stops inside it."""
    row_before = before.source[before.source.rfind("\n", 0, before.end) + 1 : before.end]
    if len(row_before) not in WRAPPED or row_before[-1] in ".!?:;":
        return False
    if before.is_text or row.startswith(KEPT):
        return False
    last = row_before.rsplit(maxsplit=1)[-1]
    is_open = row[0].islower() or (last.islower() and last.isalpha() and len(last) <= 3)  # noqa: PLR2004
    return is_open and not before.label[0] and not Line(row, 0, len(row), 0).label[0]
