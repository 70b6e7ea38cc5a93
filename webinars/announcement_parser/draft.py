"""What an announcement says about one event, and what it leaves open."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from webinars.announcement_parser.grammar.zoned_times import Header
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.questions import Question
from webinars.announcement_parser.resolution.resolve_times import Setting
from webinars.timezones.cities import City
from webinars.timezones.schedule import When


class Link(NamedTuple):
    """An address that belongs to the event, and the words it stands under."""

    url: str
    text: str


class ParsedValue(NamedTuple):
    """Where something was read: a stretch of the prepared text, and what it told us.

    Kinds: "title", "date", "time", "city", "shift", "place", "label", "paragraph", "link".
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Draft:
    """One event of an announcement.

    Where questions are open, `when` and `cities` are those of the first readings.

    Attributes:
        title: "" where the text has no words for one; sayings.title() then says when it is.
        proposed: what the reader made up from the text: "title".
        assumed: what the text does not say: "end", "year", "zone", "cities".
        spans: what was read where, in the text that prepare() returns.
        left_out: meeting IDs and passcodes, which are in no other text of the draft.
    """

    title: str
    when: When
    cities: tuple[City, ...] = ()
    place: str = ""
    paragraphs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    proposed: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()
    spans: tuple[ParsedValue, ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()
    head: Header | None = field(default=None, repr=False, compare=False)
    setting: Setting | None = field(default=None, repr=False, compare=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)

    def answer(self, code: str, reason: str) -> "Draft":
        """Return the draft with one question settled, by the reason of the reading chosen.

        Questions that depend on it are worked out again; a code or reason not asked changes nothing.
        """
        if self.head is None or self.setting is None:
            return self
        answers = (*self.answers, (code, reason))
        outcome = interpret(self.head, self.setting, dict(answers))
        return replace(
            self,
            when=outcome.when,
            cities=outcome.cities,
            assumed=outcome.assumed,
            questions=outcome.questions,
            answers=answers,
        )
