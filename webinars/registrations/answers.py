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
from webinars.questions.validation import validate_answers
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock


def may_answer(registration: Registration, event: Event, now: datetime) -> bool:
    """Return whether a registrant may still answer the event's questions."""
    is_on = event.state is not EventState.CANCELLED and event.ends_at > now
    return registration.status in ACTIVE and is_on


def required_questions(session: Session, event: Event) -> list[QuestionSpec]:
    """Return the event's questions if at least one of them is required; otherwise none."""
    asked = (
        [question.asked for question in questions_of(session, event.id)]
        if event.has_questions
        else []
    )
    return asked if any(question.required for question in asked) else []


def unanswered_by_type(
    session: Session,
    registration: Registration,
    asked: list[QuestionSpec],
    registration_type_ids: Collection[int | None],
) -> dict[int | None, list[QuestionSpec]]:
    """Return, per registration type, which of required_questions() a registrant still has to answer.

    Those are required questions without an answer, and answers that are no longer valid. One query,
    or none where nothing is required.
    """
    by_type: dict[int | None, list[QuestionSpec]] = {
        registration_type_id: [] for registration_type_id in registration_type_ids
    }
    if not asked:
        return by_type
    given = {
        question_id: question.given
        for question_id, question in answers_of(session, registration.id).items()
    }
    for registration_type_id in registration_type_ids:
        _kept, wrong = validate_answers(asked, given, registration_type_id)
        by_type[registration_type_id] = [question for question in asked if question.id in wrong]
    return by_type


def unanswered(
    session: Session, registration: Registration, asked: list[QuestionSpec]
) -> list[QuestionSpec]:
    """Return which of required_questions() a registrant still has to answer, in order."""
    return unanswered_by_type(session, registration, asked, [registration.registration_type_id])[
        registration.registration_type_id
    ]


def save_answers(session: Session, registration_id: int, *, given: Answers) -> None:
    """Add or change a registrant's answers; questions missing from given keep theirs.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "answers-closed" when the event is over or the registration cancelled;
            "file-quota-exceeded".
        InvalidInputError: "invalid-answers" (facts: wrong, codes by question).
    """
    event, registration = locks.lock_registration(session, registration_id)
    if not may_answer(registration, event, clock.now()):
        raise ConflictError("answers-closed")
    registration.mark_verified(clock.now())
    _keep(session, event, registration, given, None)


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
) -> None:
    store_answers(
        session,
        event=event,
        registration_id=registration.id,
        registration_type_id=registration.registration_type_id,
        given=given,
        language=registration.language,
        organiser_id=organiser_id,
    )
