"""Columns of the registrations table that can be chosen, for the page and for both downloads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import request

from webinars.database import db
from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.questions.question_spec import QuestionSpec
from webinars.registrations.organiser.registrant_list import Registrant
from webinars.registrations.unanswered import LaterAnswers, later_answers_of
from webinars.replies.current_reply import current_reply
from webinars.replies.models import Reply
from webinars.timezones import formatting
from webinars.web.core.locale import LANGUAGE_NAMES
from webinars.web.organiser import email_status_text
from webinars.web.organiser.registrations import answer_columns, calendar_reply_columns
from webinars.web.organiser.registrations.registrant_rows import status_word

NAME = "name"
_REPLY = ("calendar-reply", "replied", "reply-comment")
_LATER_ANSWERS = "after-approval"
_QUESTION = "question-"
LATER_ANSWERS_TEXTS = {
    LaterAnswers.LEFT: N_("Not answered"),
    LaterAnswers.COMPLETE: N_("Answered"),
    LaterAnswers.NOT_ASKED: "",
}

# A text, or an instant.
Cell = str | datetime


@dataclass(frozen=True)
class TableRow:
    """One registrant with the calendar reply that still holds, and their answers by question.

    later_answers: what is left of the questions after approval.
    """

    person: Registrant
    reply: Reply | None = None
    later_answers: LaterAnswers = LaterAnswers.NOT_ASKED
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column: key is its value in addresses."""

    key: str
    heading: str
    cell: Callable[[TableRow], Cell]


@dataclass(frozen=True)
class Columns:
    """All columns of an event's table, and those that are shown; questions are for their answers."""

    event_id: int
    all: Sequence[Column]
    shown: Sequence[Column]
    questions: Sequence[QuestionSpec]
    has_questions_after_approval: bool

    @property
    def keys(self) -> list[str]:
        """Return the keys of the shown columns; empty if all are shown."""
        return [] if len(self.shown) == len(self.all) else [column.key for column in self.shown]


def requested_columns(event: Event, zone: str, t: Translator) -> Columns:
    """Return the columns of an event, with those that the address chooses, or all of them.

    Unknown columns are ignored: an address may have been stored before a question was removed.
    """
    questions, has_later = answer_columns.all_questions(event.id)
    later = [_of_later_answers(t)] if has_later else []
    every = [*_of_registrations(event, zone, t), *later, *_of_questions(questions)]
    keys = set(request.args.getlist("column"))
    shown = [column for column in every if column.key in keys]
    if shown:
        shown = [column for column in every if column.key in {NAME, *keys}]
    return Columns(event.id, every, shown or every, questions, has_later)


def table_cells(people: Sequence[Registrant], columns: Columns, t: Translator) -> list[list[Cell]]:
    """Return the cells of the shown columns; one query for calendar replies, one for answers, if shown."""
    keys = {column.key for column in columns.shown}
    replies = calendar_reply_columns.replies_of_people(people) if keys & {*_REPLY} else {}
    has_questions = any(key.startswith(_QUESTION) for key in keys)
    later = later_answers(people, columns) if _LATER_ANSWERS in keys else {}
    answers = answer_columns.answers_by_person(
        people, columns.questions if has_questions else [], t
    )
    return [
        [
            column.cell(
                TableRow(
                    person,
                    current_reply(replies[person.id].reply, person)
                    if person.id in replies
                    else None,
                    later.get(person.id, LaterAnswers.NOT_ASKED),
                    answers.get(person.id, {}),
                )
            )
            for column in columns.shown
        ]
        for person in people
    ]


def later_answers(people: Sequence[Registrant], columns: Columns) -> dict[int, LaterAnswers]:
    """Return what people have left of the questions after approval; no query if there are none."""
    if not columns.has_questions_after_approval:
        return {}
    return later_answers_of(db.session(), columns.event_id, [person.id for person in people])


def cell_texts(rows: Sequence[Sequence[Cell]], zone: str, t: Translator) -> list[list[str]]:
    """Return cells as texts of a page, with instants in a time zone."""
    return [
        [
            formatting.instant_text(cell, zone, t) if isinstance(cell, datetime) else cell
            for cell in row
        ]
        for row in rows
    ]


def _of_registrations(event: Event, zone: str, t: Translator) -> Iterator[Column]:
    city = formatting.zone_name(zone, t)
    yield Column(NAME, t("Name"), lambda row: row.person.name)
    yield Column("email", t("E-mail"), lambda row: row.person.email)
    yield Column("organisation", t("Organisation"), lambda row: row.person.affiliation)
    yield Column(
        "status",
        t("Status"),
        lambda row: status_word(row.person.status, row.person.cancel_reason, t),
    )
    if event.has_registration_types:
        yield Column("type", t("Registration type"), lambda row: row.person.registration_type or "")
    yield Column(
        "registered",
        t("Registered (time in %(city)s)", city=city),
        lambda row: row.person.created_at,
    )
    yield Column(
        "status-since",
        t("Status since (time in %(city)s)", city=city),
        lambda row: row.person.status_at,
    )
    yield Column(
        "joined",
        t("Joined (time in %(city)s)", city=city),
        lambda row: row.person.attended_at or "",
    )
    yield Column("last-email", t("Last e-mail"), lambda row: _last_email(row.person, t))
    for key, heading, cell in zip(
        _REPLY, calendar_reply_columns.reply_headings(city, t), _reply_cells(t), strict=True
    ):
        yield Column(key, heading, cell)
    yield Column("timezone", t("Time zone"), lambda row: row.person.timezone)
    yield Column(
        "language",
        t("Language"),
        lambda row: LANGUAGE_NAMES.get(row.person.language, row.person.language),
    )
    yield Column("note", t("Note"), lambda row: row.person.internal_note)


def _last_email(person: Registrant, t: Translator) -> str:
    return email_status_text.state_badge(person.mail_state, person.mail_reason, t).label


def _reply_cells(t: Translator) -> Sequence[Callable[[TableRow], Cell]]:
    return (
        lambda row: calendar_reply_columns.reply_status_text(row.reply, t),
        lambda row: row.reply.received_at if row.reply else "",
        lambda row: calendar_reply_columns.comment_on_one_line(row.reply),
    )


def _of_later_answers(t: Translator) -> Column:
    return Column(
        _LATER_ANSWERS,
        t("Questions after approval"),
        lambda row: t(LATER_ANSWERS_TEXTS[row.later_answers]) if row.later_answers else "",
    )


def _of_questions(questions: Sequence[QuestionSpec]) -> Iterator[Column]:
    for question in questions:
        yield Column(f"{_QUESTION}{question.id}", question.label, _answer_to(question.id))


def _answer_to(question_id: int) -> Callable[[TableRow], Cell]:
    return lambda row: row.answers.get(question_id, "")
