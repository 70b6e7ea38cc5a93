"""Registrations that lack answers to the questions of their event, as conditions of statements."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, select
from sqlalchemy.orm import Session

from webinars.questions import answer_conditions
from webinars.questions.answer_conditions import Respondent
from webinars.questions.queries import questions_of
from webinars.questions.question_spec import QuestionSpec
from webinars.registrations.models import DataPurge, PurgeScope, Registration
from webinars.registrations.status import Status


class LaterAnswers(StrEnum):
    """Whether a registrant has answered the questions after approval."""

    NOT_ASKED = ""
    LEFT = "left"
    COMPLETE = "complete"


def lacks_required_answers(session: Session, event_id: int) -> ColumnElement[bool]:
    """Return the condition of registrations that lack an answer to a required question they are asked."""
    return answer_conditions.lacks_required_answers(_questions(session, event_id), _respondent())


def has_later_answers(session: Session, event_id: int, wanted: LaterAnswers) -> ColumnElement[bool]:
    """Return the condition of registrations by what is left of the questions after approval."""
    asked, respondent = _questions(session, event_id), _respondent()
    is_left = answer_conditions.has_left_to_answer(asked, respondent)
    is_asked = answer_conditions.is_asked_after_approval(asked, respondent)
    match wanted:
        case LaterAnswers.LEFT:
            return is_left
        case LaterAnswers.COMPLETE:
            return and_(is_asked, ~is_left)
        case LaterAnswers.NOT_ASKED:
            return ~is_asked


def later_answers_of(
    session: Session, event_id: int, registration_ids: Collection[int]
) -> dict[int, LaterAnswers]:
    """Return what is left of the questions after approval by registration, in one query beside those."""
    states = (LaterAnswers.LEFT, LaterAnswers.COMPLETE)
    asked, respondent = _questions(session, event_id), _respondent()
    rows = session.execute(
        select(
            Registration.id,
            case(
                (answer_conditions.has_left_to_answer(asked, respondent), states[0].value),
                (answer_conditions.is_asked_after_approval(asked, respondent), states[1].value),
                else_="",
            ),
        ).where(Registration.id.in_(registration_ids))
    )
    return {registration_id: LaterAnswers(state) for registration_id, state in rows}


def _respondent() -> Respondent:
    return Respondent(
        Registration.id,
        Registration.registration_type_id,
        Registration.status == Status.CONFIRMED,
    )


def _questions(session: Session, event_id: int) -> list[QuestionSpec]:
    """Return the questions of an event, without those whose answers have been deleted."""
    asked = [question.asked for question in questions_of(session, event_id)]
    if not any(question.sensitive for question in asked):
        return asked
    is_purged = session.scalar(
        select(
            exists().where(
                DataPurge.event_id == event_id, DataPurge.scope == PurgeScope.SENSITIVE_ANSWERS
            )
        )
    )
    return [question for question in asked if not (is_purged and question.sensitive)]
