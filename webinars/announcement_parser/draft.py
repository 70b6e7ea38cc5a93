"""Drafts: the parsed fields of one event, and the open questions about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.questions import (
    FIRST_READER,
    SECOND_READER,
    SEPARATE_EVENT,
    Question,
    Reading,
)
from webinars.announcement_parser.resolution.reconcile import Interpretation
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.timezones.cities import City
from webinars.timezones.schedule import Month, Timed, When

# Assumptions that no reading of the schedule makes, with the questions whose answers decide them.
DECIDED_BY = {
    "unread-time": frozenset({"time-elsewhere", "several-times"}),
    "other-day": frozenset({"several-dates", "separate-days"}),
    "agenda": frozenset({SEPARATE_EVENT}),
}


# The zone is that which the places and signs of the text show together.
INFERRED_ZONE = "inferred-zone"


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
    fields: "place", "contact", "languages", "capacity", "opens", "closes", "registration", "meeting".
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
        attendance: "online", "in_person" or "hybrid", "" if the text does not say.
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
    attendance: str = ""
    private_urls: frozenset[str] = frozenset()
    spans: tuple[ParsedValue, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Draft:
    """An event of an announcement.

    While questions are open, `when` and `cities` are those of the first readings.

    Attributes:
        title: "" if the text has none; messages.title() composes one from the date.
        proposed: fields proposed from the text: "title".
        assumed: fields that the text does not state: "end", "year", "zone", "cities", "inferred-zone".
        spans: where each field is in the text that preprocess() returns.
        is_row: whether it is a row of a list of events.
        series: name of the series or programme that the event belongs to.
        left_out: meeting IDs and passcodes, which are removed from the other texts.
        fields: contact, languages, links and further values of the event.
        further: choices of the first question that come from the text around, and what each assumes.
        second: another interpretation of the schedule, by a second reader, until a question decides.
        is_place_entered: whether the place is kept as it is, because an organiser entered it.
        raised: open questions that no interpretation of the schedule decides: whether it is an event, and
            those by a second reader about other fields.
        is_remaining: whether its day or hour is that of nothing else, so that it may be made an event.
        document_links: words of its paragraphs that name documents of the installation.
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
    is_row: bool = False
    series: str = ""
    schedule: ParsedSchedule | None = field(default=None, repr=False, compare=False)
    context: ParseContext | None = field(default=None, repr=False, compare=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    second: Interpretation | None = field(default=None, repr=False)
    further: tuple[Interpretation, ...] = field(default=(), repr=False, compare=False)
    raised: tuple[Question, ...] = field(default=(), repr=False)
    is_place_entered: bool = False
    is_remaining: bool = False
    document_links: tuple[InlineLink, ...] = field(default=(), repr=False, compare=False)

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

    @property
    def zone_quotes(self) -> tuple[str, ...]:
        """Return the words of the text from which its time zone was inferred."""
        is_inferred = INFERRED_ZONE in self.assumed and self.context is not None
        return self.context.zone_quotes if is_inferred and self.context else ()

    @property
    def date_start(self) -> int:
        """Return the offset of the first date in the preprocessed text, 0 without one."""
        return min((span.start for span in self.spans if span.kind == "date"), default=0)

    @property
    def is_candidate(self) -> bool:
        """Return whether the parser asks if it is an event at all."""
        return any(question.code == SEPARATE_EVENT for question in self.questions)

    def compare(self, second: Interpretation | None, raised: tuple[Question, ...]) -> "Draft":
        """Return the draft with questions about what a second reader reads differently.

        Its reading of the schedule becomes a choice of the first question about it, or of a new one.

        Args:
            second: its interpretation of the schedule, with the reason SECOND_READER; None if it agrees.
            raised: its other questions.
        """
        own = [question for question in self.questions if question not in self.raised]
        if second is not None and own:
            own[0] = replace(own[0], readings=(*own[0].readings, second.reading))
        elif second is not None:
            first = Reading(self.when, self.cities, FIRST_READER)
            span = _schedule_span(self.spans)
            own.append(Question("readers-differ", span, (first, second.reading)))
        raised = (*self.raised, *raised)
        return replace(self, questions=(*own, *raised), second=second, raised=raised)

    def with_further(self, further: Iterable[Interpretation]) -> "Draft":
        """Return the draft with further choices of its first question about the schedule, or of a new one.

        Args:
            further: interpretations that nothing but their place in the text speaks for.
        """
        own = [question for question in self.questions if question not in self.raised]
        further = tuple(further)
        readings = tuple(one.reading for one in further)
        if own:
            own[0] = replace(own[0], readings=(*own[0].readings, *readings))
        else:
            first = Reading(self.when, self.cities, "as-written")
            own = [Question("time-elsewhere", _schedule_span(self.spans), (first, *readings))]
        return replace(self, questions=(*own, *self.raised), further=further)

    def answer(self, code: str, reason: str) -> "Draft":
        """Return the draft with a question answered by the reason of the chosen reading.

        Dependent questions are computed again. An unknown code or reason changes nothing.
        """
        chosen = self._reading(code, reason)
        if chosen is None:
            return self
        if any(question.code == code for question in self.raised):
            return self._with_answered_field(code, chosen)
        if reason == SECOND_READER and self.second is not None:
            return replace(
                self,
                when=chosen.when,
                cities=chosen.cities,
                assumed=self.second.assumed | (self.assumed & {"agenda"}),
                questions=self.raised,
                second=None,
            )
        taken = next((one for one in self.further if one.reading == chosen), None)
        if taken is not None:
            return replace(
                self,
                when=chosen.when,
                cities=chosen.cities,
                assumed=taken.assumed | self._undecided(code),
                questions=self.raised,
                further=(),
            )
        if self.schedule is None or self.context is None:
            return self
        answers = (*self.answers, (code, reason))
        outcome = interpret(self.schedule, self.context, dict(answers))
        return replace(
            self,
            when=outcome.when,
            cities=outcome.cities,
            assumed=outcome.assumed | self._undecided(code),
            questions=(*outcome.questions, *self.raised),
            answers=answers,
            second=None,
            further=(),
        )

    def _undecided(self, code: str) -> frozenset[str]:
        """Return the assumptions about the text that the answer to a question leaves open."""
        undecided = (
            name for name in self.assumed & DECIDED_BY.keys() if code not in DECIDED_BY[name]
        )
        return frozenset(undecided) | (self.assumed & {INFERRED_ZONE})

    def _reading(self, code: str, reason: str) -> Reading | None:
        """Return a reading of an open question."""
        return next(
            (
                reading
                for question in self.questions
                for reading in question.readings
                if (question.code, reading.reason) == (code, reason)
            ),
            None,
        )

    def _with_answered_field(self, code: str, chosen: Reading) -> "Draft":
        """Return the draft without a raised question, with the values of the second reader if chosen."""
        draft = self.with_values(chosen.values) if chosen.reason == SECOND_READER else self
        return replace(
            draft,
            assumed=(self.assumed - DECIDED_BY.keys()) | self._undecided(code),
            questions=tuple(question for question in self.questions if question.code != code),
            raised=tuple(question for question in self.raised if question.code != code),
        )

    def with_values(self, values: Iterable[tuple[str, Any]]) -> "Draft":
        """Return the draft with other values of its title, place, series or fields, by their names."""
        given = dict(values)
        own = {name: given.pop(name) for name in ("title", "place", "series") if name in given}
        return replace(
            self,
            proposed=self.proposed - own.keys(),
            fields=replace(self.fields, **given) if given else self.fields,
            **own,
        )


def _schedule_span(spans: Iterable[ParsedValue]) -> tuple[int, int]:
    """Return the span of dates and times; that of nothing if the text has none."""
    parsed = [span for span in spans if span.kind in {"date", "time"}]
    start = min((span.start for span in parsed), default=0)
    return start, max((span.end for span in parsed), default=start)
