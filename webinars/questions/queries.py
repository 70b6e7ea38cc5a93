"""Queries for questions and answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.models import RegistrationType
from webinars.files.models import StoredFile
from webinars.files.queries import file_with_body
from webinars.questions.models import Answer, AnswerChange, Question
from webinars.questions.question_types import QuestionStage


@dataclass(frozen=True)
class AnswerChangeRow:
    """One change of an answer; by is the organiser's name, None for the registrant."""

    question_id: int
    by: str | None
    changed_at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class FileInfo:
    """A file's metadata."""

    question_id: int
    name: str
    media_type: str
    size: int
    created_at: datetime


def question_labels(
    session: Session, event_id: int, question_ids: Collection[int]
) -> dict[int, str]:
    """Return the texts of questions of an event by id, removed ones too; deleted ones are left out."""
    rows = session.execute(
        select(Question.id, Question.label).where(
            Question.event_id == event_id, Question.id.in_(question_ids)
        )
    )
    return {row.id: row.label for row in rows}


def questions_of(session: Session, event_id: int) -> Sequence[Question]:
    """Return the questions of an event, in order."""
    return session.scalars(
        select(Question)
        .where(Question.event_id == event_id, Question.removed_at.is_(None))
        .order_by(Question.position, Question.id)
    ).all()


def has_questions_after_approval(session: Session, event_id: int) -> bool:
    """Return whether an event has a question that is asked after approval."""
    is_asked = exists().where(
        Question.event_id == event_id,
        Question.removed_at.is_(None),
        Question.stage == QuestionStage.AFTER_APPROVAL,
    )
    return bool(session.scalar(select(is_asked)))


def all_questions(session: Session, event_id: int) -> Sequence[Question]:
    """Return an event's questions, and after them removed ones that have answers."""
    return session.scalars(
        select(Question)
        .where(Question.event_id == event_id)
        .order_by(Question.removed_at.is_not(None), Question.position, Question.id)
    ).all()


def question_of_event(session: Session, event_id: int, question_id: int) -> Question:
    """Return one question of an event.

    Raises:
        NotFoundError: "no-such-question", also for another event's or a removed one.
    """
    question = session.scalar(
        select(Question).where(
            Question.id == question_id,
            Question.event_id == event_id,
            Question.removed_at.is_(None),
        )
    )
    if question is None:
        raise NotFoundError("no-such-question")
    return question


def type_names(session: Session, event_id: int) -> dict[int, str]:
    """Return the names of an event's registration types, removed ones included."""
    rows = session.execute(
        select(RegistrationType.id, RegistrationType.name)
        .where(RegistrationType.event_id == event_id)
        .order_by(RegistrationType.position, RegistrationType.id)
    )
    return {type_id: name for type_id, name in rows}  # noqa: C416 - rows are not pairs to mypy


def answers_of(session: Session, registration_id: int) -> dict[int, Answer]:
    """Return the answers of a registration by question."""
    answers = session.scalars(select(Answer).where(Answer.registration_id == registration_id))
    return {answer.question_id: answer for answer in answers}


def values_of(
    session: Session, registration_ids: Collection[int]
) -> dict[int, dict[int, Mapping[str, Any]]]:
    """Return the answers of several registrations by registration and question, in one query."""
    rows = session.execute(
        select(Answer.registration_id, Answer.question_id, Answer.value).where(
            Answer.registration_id.in_(registration_ids)
        )
    )
    by_registration: dict[int, dict[int, Mapping[str, Any]]] = {}
    for registration_id, question_id, value in rows:
        by_registration.setdefault(registration_id, {})[question_id] = value
    return by_registration


def changes_of(session: Session, registration_id: int) -> Sequence[AnswerChangeRow]:
    """Return the changes of a registration's answers, newest first."""
    rows = session.execute(
        select(
            AnswerChange.question_id,
            func.coalesce(func.nullif(Organiser.name, ""), Organiser.email),
            AnswerChange.changed_at,
            AnswerChange.before,
            AnswerChange.after,
        )
        .outerjoin(Organiser, Organiser.id == AnswerChange.organiser_id)
        .where(AnswerChange.registration_id == registration_id)
        .order_by(AnswerChange.id.desc())
    )
    return [AnswerChangeRow(*row) for row in rows]


def answer_counts(session: Session, event_id: int) -> dict[int, int]:
    """Count the answers to each question of an event, without empty ones; unanswered ones are missing."""
    rows = session.execute(
        select(Answer.question_id, func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event_id, cast(Answer.value, Text) != "{}")
        .group_by(Answer.question_id)
    )
    return {question_id: count for question_id, count in rows}  # noqa: C416 - rows are not pairs to mypy


def files_of(session: Session, registration_id: int) -> Sequence[FileInfo]:
    """Return the files of a registration, without their bytes."""
    rows = session.execute(
        select(
            Answer.question_id,
            StoredFile.name,
            StoredFile.media_type,
            StoredFile.size,
            StoredFile.created_at,
        )
        .join(StoredFile, StoredFile.id == Answer.file_id)
        .where(Answer.registration_id == registration_id)
        .order_by(StoredFile.id)
    )
    return [FileInfo(*row) for row in rows]


def file_of_answer(session: Session, registration_id: int, question_id: int) -> StoredFile:
    """Return the file that answers a question, with its bytes.

    Raises:
        NotFoundError: "no-such-file".
    """
    file_id = session.scalar(
        select(Answer.file_id).where(
            Answer.registration_id == registration_id, Answer.question_id == question_id
        )
    )
    if file_id is None:
        raise NotFoundError("no-such-file")
    return file_with_body(session, file_id, registration_id=registration_id)
