"""A line of an announcement: its label, items, date, times and category."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from webinars.announcement_parser.grammar.dates import CalendarDays, DatePart, ParsedDate
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.misspelt_months import with_months_corrected
from webinars.announcement_parser.grammar.phrases.mention_phrases import (
    BETWEEN_BEFORE_DATE,
    MOVED_TO_DATE,
)
from webinars.announcement_parser.grammar.scanner import (
    FILLER_WORDS,
    MAX_TOKENS,
    Filler,
    Item,
    Word,
    scan,
    scan_around,
)
from webinars.announcement_parser.grammar.schedule_assembly import ZonedTime, zoned_times
from webinars.announcement_parser.grammar.second_calls import without_second_calls
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.heading_words import (
    BOILERPLATE_LINES,
    BOILERPLATE_STARTS,
    GENERIC_HEADINGS,
    PAGE_END_STARTS,
)
from webinars.announcement_parser.grammar.vocabulary.line_labels import (
    BOUND_VERB_FIELDS,
    LABEL_FIELDS,
    MAIL_DATE_LABELS,
)
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MONTH_MENTION_WORDS
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.clock_halves import Halves, with_halves
from webinars.announcement_parser.layout.line_phrases import (
    ALL_DAY,
    ALTERNATIVE_DAY,
    CLOCK,
    SAME_TIME,
    begins_with_day,
)
from webinars.announcement_parser.layout.mention_titles import has_mention_phrase
from webinars.announcement_parser.layout.mention_words import has_mention_word
from webinars.announcement_parser.layout.moved_dates import (
    moved_dates,
    old_day,
    with_new_dates,
    without_moved_dates,
)
from webinars.announcement_parser.layout.temporal_expressions import (
    TemporalExpression,
    parse_temporal_expression,
)
from webinars.announcement_parser.layout.verb_ranges import with_verb_ranges
from webinars.timezones import zones

MAX_TITLE_LENGTH = 200
MAX_LABEL_LENGTH = 20
QUOTATION = re.compile(r"\n\s*>[>\s]*")  # within a line that was wrapped and quoted
ZONE_NAME = re.compile(r"\(?([A-Z]\w+/[A-Z][\w/+-]+)\)?(?: time ?zone| time)?", re.IGNORECASE)
QUOTED_TITLE = re.compile(r"«[^»\d\n]+»|“[^”\d\n]+”|„[^“\d\n]+“")
TEXT_MARK = "¶"  # a line with this prefix is text, regardless of its content
BULLETS = "-–—•*·‣▪◦"
MAX_WORDS_IN_EXPRESSION = 8  # between a date and a later time in one line


@dataclass
class Line:
    """The line source[start:end], and the number of its block (empty lines separate blocks).

    Attributes:
        is_after_mention: whether the line above is "Camera-ready version due:".
        is_quoted: whether the line was quoted with ">", which is not part of it.
        inferred_dates: dates of days that the line names without them: "next Friday".
        halves: the halves of the day that the text states with each clock time, if it states any.
    """

    source: str
    start: int
    end: int
    block: int
    is_after_mention: bool = False
    is_quoted: bool = False
    inferred_dates: tuple[ParsedDate, ...] = ()
    halves: Halves = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """Return the words of the line, separated by single spaces, without the text mark."""
        source = self.source[self.start : self.end]
        words = " ".join((QUOTATION.sub(" ", source) if self.is_quoted else source).split())
        return words.removeprefix(TEXT_MARK).strip() if self.is_text else words

    @cached_property
    def is_text(self) -> bool:
        """Return whether the line is marked as text."""
        return self.source.startswith(TEXT_MARK, self.start)

    @cached_property
    def label(self) -> tuple[str, int]:
        """Return the field of the line's label and the offset after the label, or ("", start)."""
        colon = self.source.find(":", self.start, min(self.end, self.start + MAX_LABEL_LENGTH))
        label = " ".join(self.source[self.start : max(colon, self.start)].casefold().split())
        field = LABEL_FIELDS.get(label.strip("*_ "), "")
        if field and not self.is_text:
            return field, colon + 1
        return self._verb_label or ("", self.start)

    @property
    def has_verb_label(self) -> bool:
        """Return whether a verb is the label of the line: "Starts 14 September, 09:00"."""
        return self._verb_label is not None

    @cached_property
    def _verb_label(self) -> tuple[str, int] | None:
        """Return the label of "Starts 14 September, 09:00", which has no colon."""
        verb = self.source[self.start : self.end].split(maxsplit=1)[0]
        field = BOUND_VERB_FIELDS.get(verb.casefold(), "")
        if not field or self.is_text:
            return None
        start = self.start + len(verb)
        items = scan(tokenize(self.source, start, self.end)[:MAX_TOKENS])
        first = next((item for item in items if not isinstance(item, Filler)), None)
        return (field, start) if isinstance(first, ParsedDate) else None

    @cached_property
    def is_mail_date(self) -> bool:
        """Return whether the label is that of the date in the header of a mail: not "When:"."""
        label = self.source[self.start : self.label[1]].casefold().strip("*_ :")
        return self.label[0] == "date" and label in MAIL_DATE_LABELS

    @cached_property
    def value_span(self) -> tuple[int, int]:
        """Return the span after the label, without white space around it."""
        return strip_spaces(self.source, self.label[1], self.end)

    @cached_property
    def tokens(self) -> list[Token]:
        """Return the tokens after the label."""
        tokens = with_months_corrected(tokenize(self.source, self.label[1], self.end))
        return [token for token in tokens if token.text != ">"] if self.is_quoted else tokens

    @cached_property
    def items(self) -> list[Item]:
        """Return the items after the label, without days from which an event is moved."""
        items = without_moved_dates(self._scanned_items, self._moved_dates)
        new = with_new_dates(self.source, self.start, items)
        timed = without_second_calls(with_verb_ranges(self.source, self.start, new))
        return with_halves(timed, self.source, self.halves) if self.halves else timed

    @property
    def moved_dates(self) -> list[ParsedDate]:
        """Return the days from which the line moves an event."""
        return [old_day(moved) for moved in self._moved_dates.values()]

    @cached_property
    def _moved_dates(self) -> dict[int, ParsedDate]:
        return moved_dates(self.source, self.start, self._scanned_items)

    @cached_property
    def _scanned_items(self) -> list[Item]:
        """Return the scanned items after the label; none of a line that is marked as text."""
        if self.is_text:
            return []
        items = scan_around(self.tokens[:MAX_TOKENS], self.inferred_dates)
        quoted = [
            match.span() for match in QUOTED_TITLE.finditer(self.source, self.start, self.end)
        ]
        return [_without_zone(item, quoted) for item in items] if quoted else items

    @cached_property
    def temporal_expression(self) -> TemporalExpression | None:
        """Return the date, times and zones of the line, if there are any."""
        bounds = (self.label[1], self.end)
        is_labelled = bool(self.label[0])
        return parse_temporal_expression(self.source, self.items, bounds, is_labelled=is_labelled)

    @cached_property
    def date_parts(self) -> frozenset[tuple[DatePart, ...]]:
        """Return the parts of each date of the line."""
        return frozenset(item.parts for item in self.items if isinstance(item, ParsedDate))

    @cached_property
    def zoned_times(self) -> tuple[ZonedTime, ...]:
        """Return the times of the line, with the zones and cities next to them."""
        return zoned_times(self.items)

    @cached_property
    def calendar_days(self) -> frozenset[CalendarDays]:
        """Return the days and months of each date of the line, without years and weekdays."""
        dates = (item for item in self.items if isinstance(item, ParsedDate))
        return frozenset(date.calendar_days for date in dates)

    @cached_property
    def may_name_time(self) -> bool:
        """Return whether the line may name a time of day, also one that the grammar does not know."""
        return CLOCK.search(self.text) is not None

    @cached_property
    def names_alternative_day(self) -> bool:
        """Return whether the line names two days as alternatives: "12th or 17th"."""
        return ALTERNATIVE_DAY.search(self.text) is not None

    @cached_property
    def may_state_time(self) -> bool:
        """Return whether the line has anything to ask about: a time, or alternative days."""
        has_time = any(isinstance(item, ParsedTime) for item in self.items)
        return has_time or self.may_name_time or self.names_alternative_day

    @cached_property
    def refers_to_same_time(self) -> bool:
        """Return whether the line says that the time is that of the event before: "same time"."""
        return SAME_TIME.search(self.text) is not None

    @cached_property
    def has_date(self) -> bool:
        """Return whether the line has a date."""
        expression = self.temporal_expression
        return expression is not None and expression.has_date

    @cached_property
    def begins_with_day(self) -> bool:
        """Return whether the line begins with a weekday and a number, whose month a heading may state."""
        return begins_with_day(self.text.lstrip(BULLETS + " "))

    @cached_property
    def lasts_all_day(self) -> bool:
        """Return whether the line says that its event lasts all day."""
        return ALL_DAY.search(self.text) is not None

    @cached_property
    def is_bullet(self) -> bool:
        """Return whether the line is an item of a list."""
        return self.source[self.start] in BULLETS

    @cached_property
    def is_heading(self) -> bool:
        """Return whether the line can be a title: short, and not a sentence."""
        return (
            not self.is_text
            and not self.is_bullet
            and not self.label[0]
            and len(self.text) <= MAX_TITLE_LENGTH
            and self.text[-1] not in ".;:,"
            and not self.text.startswith("<")
            and any(character.isalpha() for character in self.text)
            and (self.tokens[-1].norm not in FILLER_WORDS or self.tokens[-1].text.isupper())
            and all(token.kind != "url" for token in self.tokens)
        )

    @cached_property
    def is_generic(self) -> bool:
        """Return whether the line is a heading without the event's name: "Save the date!"."""
        return self.text.casefold().strip(" !:.-*") in GENERIC_HEADINGS

    @cached_property
    def category(self) -> str:
        """Return the category of the line.

        "page-end", "boilerplate", the field of its label, "date" (nothing else), "titled" (a date and a
        title), "time" (times without a date), "prose" (a sentence with a date) or "text".
        """
        if self.is_text:
            return "text"
        lowered = self.text.casefold()
        if lowered.startswith(PAGE_END_STARTS):
            return "page-end"
        is_notice = lowered.startswith(BOILERPLATE_STARTS) and not self._is_third_item
        if is_notice or lowered.strip(" :") in BOILERPLATE_LINES:
            return "boilerplate"
        if self.label[0] == "mail" and self._is_start_or_end():
            return "end" if lowered.startswith(tuple(FUNCTION_WORDS["to"])) else "date"
        if self.label[0] in {"title", "place", "cities", "zone", "end", "mail"}:
            return self.label[0]
        return self._category_by_expression()

    @property
    def _is_third_item(self) -> bool:
        """Return whether "(c)" begins the third event of a list, and no copyright notice."""
        is_timed = any(isinstance(item, ParsedTime) for item in self.items)
        return is_timed and self.text.casefold().startswith("(c)")

    @property
    def _is_zone_name(self) -> bool:
        """Return whether the line is an IANA name: "Europe/Zurich timezone"."""
        match = ZONE_NAME.fullmatch(self.text)
        return match is not None and match[1] in zones.NAMES

    def _is_start_or_end(self) -> bool:
        """Return whether "From: 16 July 15:00" is the start of an event and not a mail header."""
        expression = self.temporal_expression
        is_sent = self.text.casefold().startswith("sent")
        return (
            expression is not None and not is_sent and not expression.left and not expression.right
        )

    def _category_by_expression(self) -> str:
        expression = self.temporal_expression
        if expression is None:
            return "zone" if self._is_zone_name else "text"
        is_bare = not expression.left and not expression.right
        if not expression.has_date:
            return "time" if is_bare or self.label[0] == "time" else "text"
        if self.label[0]:
            return "date"
        if self.is_mention or expression.word_count > MAX_WORDS_IN_EXPRESSION:
            return "prose"
        if is_bare or self._begins_with_moved_day:
            return "date"
        return "titled" if self._is_titled(expression) else "prose"

    @property
    def _begins_with_moved_day(self) -> bool:
        """Return whether a row begins with the day from which it is moved: "18 marzo - RINVIATO AL 15"."""
        first = next(iter(self._moved_dates.values()), None)
        return first is not None and first.start == self.start and not self.text.endswith(".")

    def _is_titled(self, expression: TemporalExpression) -> bool:
        """Return whether the rest of the line is a title."""
        rest = expression.left or expression.right
        is_one_side = not expression.left or not expression.right
        is_sentence = expression.left[-1:] in {".", ";", ","} or self.text.endswith((".", ";", ","))
        is_short = len(rest) <= MAX_TITLE_LENGTH and any(char.isalpha() for char in rest)
        return is_one_side and is_short and not is_sentence and not expression.word_count

    @cached_property
    def is_mention(self) -> bool:
        """Return whether words before the date show that it is not the date of the event."""
        expression = self.temporal_expression
        if self.is_mention_by_words or expression is None or expression.date is None:
            return self.is_mention_by_words
        before = [item.norm for item in expression.words_before_date(self.items)]
        is_month_mention = bool(before) and before[-1] in MONTH_MENTION_WORDS
        return expression.date.is_month and is_month_mention

    @cached_property
    def is_mention_by_words(self) -> bool:
        """Return whether the line names a deadline or the like, not only a month as in "since May"."""
        expression = self.temporal_expression
        if expression is None or expression.date is None:
            return False
        if self.is_after_mention:
            return True
        if MOVED_TO_DATE.search(self.source, self.start, expression.date.start) is not None:
            return False
        before = expression.items_before_date(self.items)
        is_mention = has_mention_word(self.source, before)
        return is_mention or self._is_half_range or self.is_mention_by_title

    @property
    def _is_half_range(self) -> bool:
        """Return whether a line has only the first day of a range: "Between 8 March", above "and 2 April"."""
        dates = [item for item in self.items if isinstance(item, ParsedDate)]
        is_one_day = len(dates) == 1 and dates[0].relation == "single"
        is_at_end = is_one_day and dates[0].end == self.end
        return (
            is_at_end
            and BETWEEN_BEFORE_DATE.search(self.source, self.start, dates[0].start) is not None
        )

    @cached_property
    def is_mention_by_title(self) -> bool:
        """Return whether the whole line is that of a deadline: "Camera-ready version due: 3 May"."""
        expression = self.temporal_expression
        if expression is None or expression.date is None:
            return False
        if self.is_after_mention or has_mention_phrase(expression.left):
            return True
        return not expression.left and has_mention_phrase(expression.right)


def _without_zone(item: Item, quoted: Sequence[tuple[int, int]]) -> Item:
    """Return a city in a quoted title as a word: "«Margarita in Montevideo», a play"."""
    is_quoted = isinstance(item, ZoneReference) and any(
        start < item.start and item.end < end for start, end in quoted
    )
    return Word("", item.start, item.end) if is_quoted else item


def strip_spaces(source: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space at its ends."""
    text = source[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
