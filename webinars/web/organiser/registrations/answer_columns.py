"""Answers as columns of the registrations table, removed questions last."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from webinars.database import db
from webinars.i18n import Translator
from webinars.questions import queries
from webinars.questions.models import given_of
from webinars.questions.question_spec import QuestionSpec, texts_of
from webinars.questions.visibility import questions_for_type
from webinars.registrations.organiser.registrant_list import BATCH, Registrant
from webinars.web.components.question_fields import answer_text


def all_questions(event_id: int) -> list[QuestionSpec]:
    """Return all current and removed questions of an event; ends the transaction."""
    session = db.session()
    rows = [question.asked for question in queries.all_questions(session, event_id)]
    session.rollback()
    return rows


def with_answers(
    people: Iterable[Registrant], questions: Sequence[QuestionSpec], t: Translator
) -> Iterator[tuple[Registrant, list[str]]]:
    """Yield each person with their answers as text, queried in batches.

    Cells of questions for other registration types are empty, even if they were answered before a
    type change.
    """
    remaining = iter(people)
    while batch := list(islice(remaining, BATCH)):
        values = _values_by_person(batch) if questions else {}
        asked_by_type = {
            type_id: {question.id for question in questions_for_type(questions, type_id)}
            for type_id in {person.registration_type_id for person in batch}
        }
        for person in batch:
            given = values.get(person.id, {})
            asked = asked_by_type[person.registration_type_id]
            shown = {question_id: given[question_id] for question_id in given.keys() & asked}
            yield person, [_cell(question, shown, t) for question in questions]


def _values_by_person(batch: Sequence[Registrant]) -> dict[int, dict[int, Mapping[str, Any]]]:
    session = db.session()
    rows = queries.values_of(session, [person.id for person in batch])
    session.rollback()
    return rows


def _cell(question: QuestionSpec, values: Mapping[int, Mapping[str, Any]], t: Translator) -> str:
    answer = given_of(dict(values.get(question.id, {})))
    return answer_text(question.question_type, texts_of(answer), t)
