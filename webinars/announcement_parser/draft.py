"""Drafts: the parsed fields of one event, and the open questions about it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.questions import Question
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.timezones.cities import City
from webinars.timezones.schedule import Month, Timed, When


class Link(NamedTuple):
    """A web address and its link text."""

    url: str
    text: str


class InlineLink(NamedTuple):
    """A link in a paragraph: the words paragraph[start:end] lead to the address."""

    paragraph: str
    start: int
    end: int
    url: str


class ParsedValue(NamedTuple):
    """A span of the preprocessed text, and the field that was parsed from it.

    Kinds of a draft's spans: "title", "date", "time", "city", "shift", "place", "paragraph", "link"; of its
    fields: "contact", "languages", "capacity", "opens", "closes", "registration", "meeting".
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Fields:
    """Values that the text of a draft states, or the text about all drafts of an announcement.

    Attributes:
        languages: BCP 47 tags of the languages of the event and of its interpretation.
        capacity: limit of places, in a hybrid event usually that of the venue.
        opens_at, closes_at: bounds of registration as local times in the draft's zone; a day without a time
            begins at 00:00 and ends at 23:59.
        private_urls: links to online meetings anywhere in the announcement, which stay out of public texts.
        spans: where each value is in the preprocessed text.
    """

    contact_name: str = ""
    contact_email: str = ""
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    registration_url: str = ""
    meeting_url: str = ""
    private_urls: frozenset[str] = frozenset()
    spans: tuple[ParsedValue, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Draft:
    """An event of an announcement.

    While questions are open, `when` and `cities` are those of the first readings.

    Attributes:
        title: "" if the text has none; messages.title() composes one from the date.
        proposed: fields proposed from the text: "title".
        assumed: fields that the text does not state: "end", "year", "zone", "cities".
        spans: where each field is in the text that preprocess() returns.
        left_out: meeting IDs and passcodes, which are removed from the other texts.
        fields: contact, languages, links and further values of the event.
    """

    title: str
    when: When
    cities: tuple[City, ...] = ()
    place: str = ""
    paragraphs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    inline_links: tuple[InlineLink, ...] = ()
    proposed: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()
    spans: tuple[ParsedValue, ...] = field(default=(), repr=False)
    left_out: tuple[str, ...] = ()
    fields: Fields = Fields()
    schedule: ParsedSchedule | None = field(default=None, repr=False, compare=False)
    context: ParseContext | None = field(default=None, repr=False, compare=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)

    @property
    def is_upcoming(self) -> bool:
        """Return whether the event begins after the day on which the announcement was parsed.

        The date of that day may be that of the announcement itself.
        """
        if self.context is None:
            return True
        if isinstance(self.when, Month):
            return self.when.last >= self.context.today
        first = self.when.start.date() if isinstance(self.when, Timed) else self.when.first
        return first > self.context.today

    def answer(self, code: str, reason: str) -> "Draft":
        """Return the draft with a question answered by the reason of the chosen reading.

        Dependent questions are computed again. An unknown code or reason changes nothing.
        """
        if self.schedule is None or self.context is None:
            return self
        answers = (*self.answers, (code, reason))
        outcome = interpret(self.schedule, self.context, dict(answers))
        return replace(
            self,
            when=outcome.when,
            cities=outcome.cities,
            assumed=outcome.assumed,
            questions=outcome.questions,
            answers=answers,
        )
