"""Answers given after registering, by the registrant or an organiser; the caller commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotFoundError
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.questions.answers import store_answers
from webinars.questions.queries import answers_of, questions_of
from webinars.questions.question_spec import Answers, QuestionSpec
from webinars.questions.question_types import QuestionStage
from webinars.questions.stages import left_to_answer, open_questions
from webinars.questions.validation import validate_answers
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock


def may_answer(registration: Registration, event: Event, now: datetime) -> bool:
    """Return whether a registrant may still answer the event's questions."""
    is_on = event.state is not EventState.CANCELLED and event.ends_at > now
    return registration.status in ACTIVE and is_on


def questions_to_complete(session: Session, event: Event) -> list[QuestionSpec]:
    """Return the event's questions if one is required or asked after approval; otherwise none."""
    asked = (
        [question.asked for question in questions_of(session, event.id)]
        if event.has_questions
        else []
    )
    is_needed = any(
        question.required or question.stage is QuestionStage.AFTER_APPROVAL for question in asked
    )
    return asked if is_needed else []


def unanswered_by_type(
    session: Session,
    registration: Registration,
    asked: list[QuestionSpec],
    registration_type_ids: Collection[int | None],
) -> dict[int | None, list[QuestionSpec]]:
    """Return, per registration type, which of questions_to_complete() a registrant has to answer.

    Those are required questions without an answer, answers that are no longer valid, and of a
    confirmed registration what is left of the questions after approval. One query, or none where
    there is nothing to complete.
    """
    by_type: dict[int | None, list[QuestionSpec]] = {
        registration_type_id: [] for registration_type_id in registration_type_ids
    }
    if not asked:
        return by_type
    asked = open_questions(asked, is_confirmed=registration.status is Status.CONFIRMED)
    given = {
        question_id: question.given
        for question_id, question in answers_of(session, registration.id).items()
    }
    for registration_type_id in registration_type_ids:
        _kept, wrong = validate_answers(asked, given, registration_type_id)
        left = {question.id for question in left_to_answer(asked, given, registration_type_id)}
        by_type[registration_type_id] = [
            question for question in asked if question.id in wrong.keys() | left
        ]
    return by_type


def unanswered(
    session: Session, registration: Registration, asked: list[QuestionSpec]
) -> list[QuestionSpec]:
    """Return which of questions_to_complete() a registrant still has to answer, in order."""
    return unanswered_by_type(session, registration, asked, [registration.registration_type_id])[
        registration.registration_type_id
    ]


def open_stage(registration: Registration) -> QuestionStage | None:
    """Return whose questions a registrant may answer: of one stage, or of all of them."""
    is_confirmed = registration.status is Status.CONFIRMED
    return None if is_confirmed else QuestionStage.AT_REGISTRATION


def check_may_answer(registration: Registration, event: Event, stage: QuestionStage | None) -> None:
    """Refuse answers to questions of a stage, or of all of them, that are not asked now.

    Raises:
        ConflictError: "answers-closed" when the event is over or the registration cancelled;
            "not-approved" for questions after approval of a registration that is not confirmed.
    """
    if not may_answer(registration, event, clock.now()):
        raise ConflictError("answers-closed")
    if open_stage(registration) not in (None, stage):
        raise ConflictError("not-approved")


def save_answers(
    session: Session,
    registration_id: int,
    *,
    given: Answers,
    stage: QuestionStage | None = None,
) -> None:
    """Add or change a registrant's answers; questions missing from given keep theirs.

    stage: that of the form that was sent, None for one with all questions.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: those of check_may_answer; "file-quota-exceeded".
        InvalidInputError: "invalid-answers" (facts: wrong, codes by question).
    """
    event, registration = locks.lock_registration(session, registration_id)
    check_may_answer(registration, event, stage)
    registration.mark_verified(clock.now())
    _keep(session, event, registration, given, None, stage)


def save_answers_for(
    session: Session, registration_id: int, *, event_id: int, given: Answers, organiser_id: int
) -> None:
    """Add or correct answers on a registrant's behalf, and record who did.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "file-quota-exceeded".
        InvalidInputError: "invalid-answers" (facts: wrong, codes by question).
    """
    event, registration = locks.lock_registration(session, registration_id)
    if event.id != event_id:
        raise NotFoundError("no-such-registration")
    _keep(session, event, registration, given, organiser_id)


def _keep(
    session: Session,
    event: Event,
    registration: Registration,
    given: Answers,
    organiser_id: int | None,
    stage: QuestionStage | None = None,
) -> None:
    store_answers(
        session,
        event=event,
        registration_id=registration.id,
        registration_type_id=registration.registration_type_id,
        given=given,
        language=registration.language,
        organiser_id=organiser_id,
        stage=stage,
    )
