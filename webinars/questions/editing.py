"""Edit an event's questions. Every action locks the event and updates has_questions; the caller commits."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_values
from webinars.events.locks import lock_event
from webinars.events.models import Event, RegistrationType
from webinars.localized_text import comparable, rewritten
from webinars.questions import queries
from webinars.questions.models import Answer, AnswerChange, Question
from webinars.questions.question_spec import QuestionSpec
from webinars.questions.question_types import CHOICE_TYPES, QuestionType
from webinars.questions.validation import (
    QuestionDetails,
    check_choices_unused,
    check_question_limit,
    check_stage_of_children,
    fingerprint,
    parents_come_first,
    validate_question,
)
from webinars.timezones import clock


def add_question(
    session: Session, event_id: int, question_type: QuestionType, details: QuestionDetails
) -> Question:
    """Append a question; an identical one is not added again.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: those of validation.validate_question.
        ConflictError: those of validation.check_question_limit.
    """
    event, questions = _locked(session, event_id)
    asked = [question.asked for question in questions]
    details = validate_question(
        question_type, details, before=asked, registration_type_ids=_type_ids(session, event)
    )
    existing = next(
        (
            question
            for question in questions
            if question.question_type is question_type and _is_unchanged(question.asked, details)
        ),
        None,
    )
    if existing is not None:
        return existing
    check_question_limit(asked, question_type)
    position = questions[-1].position + 1 if questions else 1
    question = Question(event_id=event_id, position=position, question_type=question_type)
    _insert(question, details)
    session.add(question)
    event.has_questions = True
    session.flush()
    _record(session, question, {})
    return question


def change_question(
    session: Session, event_id: int, question_id: int, details: QuestionDetails, *, seen: str
) -> Question:
    """Change a question; seen is its fingerprint as it was shown.

    Raises:
        NotFoundError: "no-such-event", "no-such-question".
        InvalidInputError: those of validation.validate_question, check_choices_unused and
            check_stage_of_children; "sensitive-was-stated": people have answered because of an early
            deletion.
        ConflictError: "question-changed" when it was changed since.
    """
    event, questions = _locked(session, event_id)
    question = _one(questions, question_id)
    if fingerprint(question.asked) != seen:
        raise ConflictError("question-changed")
    asked = [other.asked for other in questions]
    before = asked[: questions.index(question)]
    # A type that is no longer offered stays selected.
    registration_type_ids = _type_ids(session, event) | set(question.registration_type_ids)
    details = validate_question(
        question.question_type, details, before=before, registration_type_ids=registration_type_ids
    )
    if question.question_type in CHOICE_TYPES:
        check_choices_unused(question_id, details.choices, asked)
    check_stage_of_children(question_id, details.stage, asked)
    if question.sensitive and not details.sensitive and _was_answered(session, question_id):
        raise InvalidInputError("sensitive-was-stated", field="sensitive")
    recorded = _recorded_values(question)
    former_text = comparable([question.label, question.help])
    _insert(question, details)
    if comparable([question.label, question.help]) != former_text:
        question.text_version += 1
    session.flush()
    _record(session, question, recorded)
    return question


def move_question(session: Session, event_id: int, question_id: int, *, by: int) -> None:
    """Move a question down, or up if negative; at either end it stays.

    Raises:
        NotFoundError: "no-such-event", "no-such-question".
        ConflictError: "question-before-parent".
    """
    _, questions = _locked(session, event_id)
    order = list(questions)
    at = order.index(_one(questions, question_id))
    order.insert(max(0, min(len(order) - 1, at + by)), order.pop(at))
    if not parents_come_first([question.asked for question in order]):
        raise ConflictError("question-before-parent")
    moved = _one(questions, question_id)
    before = _recorded_values(moved)
    for position, question in enumerate(order, 1):
        question.position = position
    session.flush()
    _record(session, moved, before)


def remove_question(session: Session, event_id: int, question_id: int) -> None:
    """Remove a question; answers to it are preserved.

    Raises:
        NotFoundError: "no-such-event", "no-such-question".
        ConflictError: "question-has-children" (facts: label of one that depends on it).
    """
    event, questions = _locked(session, event_id)
    question = _one(questions, question_id)
    child = next((question for question in questions if question.parent_id == question_id), None)
    if child is not None:
        raise ConflictError("question-has-children", label=child.label)
    before = _recorded_values(question)
    record_change(session, event_id, Subject.QUESTION, question_id, before=before)
    if _was_answered(session, question_id):
        question.removed_at = clock.now()
    else:
        session.delete(question)
    event.has_questions = len(questions) > 1
    session.flush()


def copy_questions(session: Session, *, from_event_id: int, to_event_id: int) -> None:
    """Copy an event's questions to its copy, for the registration types of the same names.

    Questions for types that the copy lacks are left out, and those that depend on them.
    """
    event, _ = _locked(session, to_event_id)
    types = _matching_types(session, from_event_id, to_event_id)
    made: dict[int, int] = {}
    for question in queries.questions_of(session, from_event_id):
        asked = question.asked
        registration_type_ids = frozenset(
            types[type_id] for type_id in asked.registration_type_ids if type_id in types
        )
        is_orphan = asked.parent_id is not None and asked.parent_id not in made
        if is_orphan or (asked.registration_type_ids and not registration_type_ids):
            continue
        copied = Question(
            event_id=to_event_id, position=question.position, question_type=question.question_type
        )
        _insert(
            copied,
            QuestionDetails(
                label=asked.label,
                help=asked.help,
                required=asked.required,
                sensitive=asked.sensitive,
                stage=asked.stage,
                choices=asked.choices,
                registration_type_ids=registration_type_ids,
                parent_id=made[asked.parent_id] if asked.parent_id else None,
                parent_values=asked.parent_values,
            ),
        )
        session.add(copied)
        session.flush()
        made[question.id] = copied.id
    event.has_questions = bool(made)


def _recorded_values(question: Question) -> dict[str, Any]:
    """Return what the history of an event stores of a question."""
    asked = stored_values(question.asked, leaving_out=("id", "text_version"))
    return asked | {"position": question.position}


def _record(session: Session, question: Question, before: Mapping[str, Any]) -> None:
    record_change(
        session,
        question.event_id,
        Subject.QUESTION,
        question.id,
        before=before,
        after=_recorded_values(question),
    )


def _matching_types(session: Session, from_event_id: int, to_event_id: int) -> dict[int, int]:
    """Return the ids of registration types that both events have by name: source to copy."""
    rows = session.scalars(
        select(RegistrationType).where(
            RegistrationType.event_id.in_((from_event_id, to_event_id)),
            RegistrationType.removed_at.is_(None),
        )
    ).all()
    theirs = {row.name: row.id for row in rows if row.event_id == to_event_id}
    return {
        row.id: theirs[row.name]
        for row in rows
        if row.event_id == from_event_id and row.name in theirs
    }


def _locked(session: Session, event_id: int) -> tuple[Event, Sequence[Question]]:
    event = lock_event(session, event_id)
    return event, queries.questions_of(session, event_id)


def _one(questions: Sequence[Question], question_id: int) -> Question:
    question = next((question for question in questions if question.id == question_id), None)
    if question is None:
        raise NotFoundError("no-such-question")
    return question


def _type_ids(session: Session, event: Event) -> set[int]:
    if not event.has_registration_types:
        return set()
    return set(
        session.scalars(
            select(RegistrationType.id).where(
                RegistrationType.event_id == event.id, RegistrationType.removed_at.is_(None)
            )
        )
    )


def _was_answered(session: Session, question_id: int) -> bool:
    return any(
        session.scalar(select(func.count()).where(table.question_id == question_id))
        for table in (Answer, AnswerChange)
    )


def _is_unchanged(asked: QuestionSpec, details: QuestionDetails) -> bool:
    return all(
        comparable(getattr(asked, name)) == comparable(value)
        for name, value in vars(details).items()
    )


def _insert(question: Question, details: QuestionDetails) -> None:
    question.label = rewritten(details.label, question.label or "")
    question.help = rewritten(details.help, question.help or "")
    question.required, question.sensitive = details.required, details.sensitive
    question.stage = details.stage
    # A choice is known by its text, so its translations follow it to another position.
    previous = {choice: choice for choice in question.choices or ()}
    question.choices = [rewritten(one, previous.get(one, "")) for one in details.choices]
    question.registration_type_ids = sorted(details.registration_type_ids)
    question.parent_id, question.parent_values = details.parent_id, list(details.parent_values)
