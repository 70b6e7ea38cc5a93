"""Answers as columns of the registrations table, removed questions last."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from webinars.database import db
from webinars.i18n import Translator
from webinars.questions import queries
from webinars.questions.models import given_of
from webinars.questions.question_spec import QuestionSpec, texts_of
from webinars.questions.question_types import QuestionStage
from webinars.questions.visibility import questions_for_type
from webinars.registrations.organiser.registrant_list import Registrant
from webinars.web.components.question_fields import answer_text


def all_questions(event_id: int) -> tuple[list[QuestionSpec], bool]:
    """Return all current and removed questions of an event, and whether one is asked after approval."""
    questions = queries.all_questions(db.session(), event_id)
    has_later = any(
        question.stage is QuestionStage.AFTER_APPROVAL and question.removed_at is None
        for question in questions
    )
    return [question.asked for question in questions], has_later


def answers_by_person(
    people: Collection[Registrant], questions: Sequence[QuestionSpec], t: Translator
) -> dict[int, dict[int, str]]:
    """Return the answers of people as text by registration and question, in one query.

    Answers to questions for other registration types are left out, even if they were given before a
    type change.
    """
    if not questions:
        return {}
    values = queries.values_of(db.session(), [person.id for person in people])
    asked_by_type = {
        type_id: questions_for_type(questions, type_id)
        for type_id in {person.registration_type_id for person in people}
    }
    return {
        person.id: {
            question.id: _text(question, values.get(person.id, {}), t)
            for question in asked_by_type[person.registration_type_id]
        }
        for person in people
    }


def _text(question: QuestionSpec, values: Mapping[int, Mapping[str, Any]], t: Translator) -> str:
    answer = given_of(dict(values.get(question.id, {})))
    return answer_text(question.question_type, texts_of(answer), t)
