"""Cards of drafts parsed from an announcement: time, notes, warnings, questions and answers as text."""

import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from markupsafe import Markup

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import INFERRED_ZONE, Draft
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.resolution.questions import (
    AN_EVENT,
    SECOND_READER_CODES,
    SEPARATE_EVENT,
    Question,
)
from webinars.announcement_parser.unused_dates import MAX_LENGTH
from webinars.events.announcements.corrected_draft import PLACE_QUESTION
from webinars.events.announcements.draft_details import (
    assumed_fields,
    attendance_from_draft,
    details_from_draft,
)
from webinars.events.details import EventDetails
from webinars.events.enums import Format
from webinars.events.registration_availability import Availability
from webinars.i18n import Translator
from webinars.security import markdown
from webinars.timezones import clock, formatting
from webinars.timezones.cities import City
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month, Timed, When, resolve
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import Clock
from webinars.web.components.format_labels import FORMATS
from webinars.web.components.mini_calendar import Week, week
from webinars.web.organiser.announcements.corrections import (
    ANOTHER,
    ASKED_FIELD,
    LOCATION,
    PLACE,
    SCHEDULE,
    Correction,
)
from webinars.web.organiser.announcements.draft_answers import AnsweredQuestion

OTHER_QUESTIONS = frozenset({SEPARATE_EVENT, *SECOND_READER_CODES}) - {"readers-differ"}
MEETING_ASSUMPTIONS = frozenset({"rooms", "room-keys"})


@dataclass(frozen=True)
class DraftTime:
    """A time as text, with the clock in each city if the time of day is known."""

    line: str
    clocks: tuple[Clock, ...] = ()
    week: Week | None = None


@dataclass(frozen=True)
class AnswerChoice:
    """A possible answer: the value of its button, the resulting time, and the reason."""

    value: str
    time: DraftTime
    why: str


@dataclass(frozen=True)
class OwnAnswer:
    """A button that opens the fields for an answer of one's own: its value and label."""

    value: str
    label: str


@dataclass(frozen=True)
class OpenQuestion:
    """An open question, the words it is about, and its choices; the further ones are shown on request."""

    text: str
    quote: str
    choices: tuple[AnswerChoice, ...]
    further: tuple[AnswerChoice, ...] = ()
    own_answer: OwnAnswer | None = None


@dataclass(frozen=True)
class DraftReview:
    """A draft as the parser reads it with the answers so far, and as it is corrected.

    is_stale: an answer belongs to a question that is not asked.
    """

    number: int
    read: Draft
    answered: tuple[AnsweredQuestion, ...]
    correction: Correction
    is_stale: bool = False

    @cached_property
    def draft(self) -> Draft:
        """Return the draft with its corrections."""
        return self.correction.apply(self.read)

    @property
    def open_questions(self) -> list[Question]:
        """Return the questions to show: not those that open fields answer."""
        questions = self.read.questions
        if self.correction.schedule is not None:
            questions = self.read.raised
        if self.correction.location is not None:
            questions = tuple(one for one in questions if one.code != PLACE_QUESTION)
        return list(questions)


@dataclass(frozen=True)
class DraftCard:
    """A draft next to the text; number links it to its highlights.

    line is that of a date that may be no event's, with the value of the button that says that it is one.
    assumed are sentences by the value of which they say that the text does not state it.
    """

    number: int
    draft: Draft
    correction: Correction
    is_stale: bool
    place: str
    format: str
    meeting_url: str
    registration_url: str
    details: EventDetails
    description: Markup
    languages: str
    opens: str
    closes: str
    badge: Badge | None
    time: DraftTime
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    assumed: dict[str, tuple[str, ...]]
    open_questions: tuple[OpenQuestion, ...]
    answered_questions: tuple[AnsweredQuestion, ...]
    proposed_title: str  # that the field has unless it was edited
    line: str = ""
    line_number: int = 0
    is_remaining: bool = False
    confirmation: str = ""

    @property
    def has_schedule_question(self) -> bool:
        """Return whether the date, time or zone is in question."""
        return any(question not in self.draft.raised for question in self.draft.questions)

    @property
    def title_follows(self) -> bool:
        """Return whether answers and corrections may change the title, unless it was edited."""
        return bool(not self.draft.title or self.draft.raised or self.answered_questions)


def draft_card(review: DraftReview, text: str, t: Translator) -> DraftCard:
    """Prepare a draft for display next to the text that its spans refer to."""
    number, draft, questions = review.number, review.draft, review.open_questions
    parted = extract_meeting_link(draft)
    details = details_from_draft(draft, t)
    attendance_format = attendance_from_draft(draft, parted)
    assumed = assumed_fields(draft, parted)
    asked = [question.code for question in draft.questions]
    return DraftCard(
        number=number,
        draft=draft,
        proposed_title=messages.title(draft, t),
        correction=review.correction,
        is_stale=review.is_stale,
        place=parted.place
        or (t("Place to be announced") if attendance_format is Format.IN_PERSON else ""),
        format=t(FORMATS[attendance_format]),
        meeting_url=parted.meeting_url,
        registration_url=draft.fields.registration_url,
        details=details,
        description=markdown.render(details.description),
        opens=_local_time_text(details.opens_at, details, t),
        closes=_local_time_text(details.closes_at, details, t),
        languages=", ".join(str(t.locale.languages.get(tag, tag)) for tag in details.languages),
        badge=_badge(draft, len(questions), t),
        time=_time(draft.when, draft.cities, t, drawn=not draft.is_candidate),
        notes=(
            *messages.notes((), assumed & MEETING_ASSUMPTIONS, t, parted.removed),
            *_remarks(draft.when, t),
        ),
        assumed={
            "title": messages.notes(draft.proposed, (), t),
            "when": (
                *messages.zone_note(draft, t),
                *messages.notes((), draft.assumed - {INFERRED_ZONE}, t, asked=asked),
            ),
            "format": messages.notes((), assumed & {"format"}, t),
        },
        warnings=_warnings(draft.when, t),
        open_questions=tuple(
            OpenQuestion(
                messages.question_text(question.code, t),
                " ".join(text[slice(*question.text_span)].split()),
                *_parted_choices(number, question, draft, t),
                _own_answer(number, question, t),
            )
            for question in questions
        ),
        answered_questions=tuple(
            one
            for one in review.answered
            if review.correction.schedule is None or one.answer.code in OTHER_QUESTIONS
        ),
        line=_date_line(draft, text) if draft.is_candidate else "",
        line_number=line_number(draft, text),
        is_remaining=draft.is_candidate and draft.is_remaining,
        confirmation=f"{number}:{SEPARATE_EVENT}:{AN_EVENT}" if draft.is_candidate else "",
    )


def _own_answer(number: int, question: Question, t: Translator) -> OwnAnswer | None:
    name = ASKED_FIELD.get(question.code)
    if name is None:
        return None
    group = LOCATION if name == PLACE else SCHEDULE
    return OwnAnswer(f"correct {number} {group}:{name}", t(ANOTHER[name]))


def line_number(draft: Draft, text: str) -> int:
    """Return the number of the line of a draft's date, or of its hour if nothing else has it, from 1."""
    return text.count("\n", 0, _own_offset(draft)) + 1


def _own_offset(draft: Draft) -> int:
    """Return where the date of a draft is; where its time is if the date may be that of another one."""
    times = (span.start for span in draft.spans if span.kind == "time")
    return next(times, draft.date_start) if draft.is_remaining else draft.date_start


def _date_line(draft: Draft, text: str) -> str:
    """Return the line of a draft's date, shortened."""
    offset = _own_offset(draft)
    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    return textwrap.shorten(line, MAX_LENGTH, placeholder=" …")


def _local_time_text(instant: datetime | None, details: EventDetails, t: Translator) -> str:
    """Return when registration opens or closes, in the event's time zone; "" for None."""
    if instant is None:
        return ""
    local = to_local(instant, details.when.timezone)
    return f"{formatting.date_text(local.date(), t)}, {formatting.time_text(local, t)}"


def _parted_choices(
    number: int, question: Question, draft: Draft, t: Translator
) -> tuple[tuple[AnswerChoice, ...], tuple[AnswerChoice, ...]]:
    """Return the choices of a question that the parser reads, and those from the text around."""
    around = {one.reading for one in draft.further}
    choices = _choices(number, question, t)
    are_further = [reading in around for reading in question.readings]
    own = itertools.compress(choices, (not is_further for is_further in are_further))
    return tuple(own), tuple(itertools.compress(choices, are_further))


def _choices(number: int, question: Question, t: Translator) -> tuple[AnswerChoice, ...]:
    """Return a question's choices; if their clocks are equal, the date comes first."""
    times = [_time(reading.when, reading.cities, t) for reading in question.readings]
    if len({time.clocks for time in times}) == 1:
        times = [DraftTime(messages.choice_text(reading, t)) for reading in question.readings]
    return tuple(
        AnswerChoice(
            f"{number}:{question.code}:{reading.reason}",
            time,
            messages.reason_text(reading.reason, t),
        )
        for reading, time in zip(question.readings, times, strict=True)
    )


def _badge(draft: Draft, count: int, t: Translator) -> Badge | None:
    """Return the badge of a draft about which a number of questions is open."""
    if count:
        return Badge("wait", "clock", t.plural("%(n)s question", "%(n)s questions", count))
    return badge(Availability.UNFIXED, t) if isinstance(draft.when, Month) else None


def _time(when: When, cities: Sequence[City], t: Translator, *, drawn: bool = False) -> DraftTime:
    span = resolve(when)
    if not isinstance(when, Timed):
        days = week(when.first, when.last, t) if drawn and isinstance(when, Days) else None
        return DraftTime(formatting.schedule_text(when, span, cities, t), week=days)
    shown = formatting.city_times(span.starts_at, cities, when.timezone, t)
    date = formatting.date_text(when.start.date(), t)
    if when.end.date() != when.start.date():
        end = f"{formatting.date_text(when.end.date(), t)}, {formatting.time_text(when.end, t)}"
        date = t("%(start)s, until %(end)s", start=date, end=end)
    length = formatting.duration_text(span.ends_at - span.starts_at, t)
    return DraftTime(
        f"{date} ({length})",
        tuple(
            Clock(clock_time.name, formatting.time_text(clock_time.local, t), clock_time.weekday)
            for clock_time in shown
        ),
    )


def _remarks(when: When, t: Translator) -> tuple[str, ...]:
    if not isinstance(when, Month):
        return ()
    return (t("Only the month is known. Calendars do not show the event until the day is fixed."),)


def _warnings(when: When, t: Translator) -> tuple[str, ...]:
    """Return what an organiser should check before publishing."""
    if resolve(when).ends_at > clock.now():
        return ()
    return (t("This date is in the past. Is the year right?"),)
