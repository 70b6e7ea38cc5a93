"""Conditions of statements on the answers of registrations; stages decides the same on plain values."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    false,
    func,
    or_,
    select,
    true,
)

from webinars.questions.models import Answer
from webinars.questions.question_spec import QuestionSpec
from webinars.questions.question_types import QuestionStage, QuestionType


@dataclass(frozen=True)
class Respondent:
    """Expressions for one registration: its id, its type, and whether it is confirmed."""

    registration_id: SQLColumnExpression[int]
    registration_type_id: SQLColumnExpression[int | None]
    is_confirmed: ColumnElement[bool]


def lacks_required_answers(
    questions: Iterable[QuestionSpec], respondent: Respondent
) -> ColumnElement[bool]:
    """Return the condition that a required question that is shown to a registrant has no answer."""
    return _any_shown(questions, respondent, lambda question: question.required, _is_without_answer)


def has_left_to_answer(
    questions: Iterable[QuestionSpec], respondent: Respondent
) -> ColumnElement[bool]:
    """Return the condition that a confirmed registrant has not answered a question after approval."""
    return _any_shown(
        questions,
        respondent,
        lambda question: question.stage is QuestionStage.AFTER_APPROVAL,
        lambda question, respondent: (
            _is_without_answer(question, respondent)
            if question.required
            else ~_has_answer(question, respondent)
        ),
    )


def is_asked_after_approval(
    questions: Iterable[QuestionSpec], respondent: Respondent
) -> ColumnElement[bool]:
    """Return the condition that a question after approval is shown to a registrant."""
    return _any_shown(
        questions,
        respondent,
        lambda question: question.stage is QuestionStage.AFTER_APPROVAL,
        lambda _question, _respondent: true(),
    )


def _any_shown(
    questions: Iterable[QuestionSpec],
    respondent: Respondent,
    is_asked_about: Callable[[QuestionSpec], bool],
    condition: Callable[[QuestionSpec, Respondent], ColumnElement[bool]],
) -> ColumnElement[bool]:
    by_id = {question.id: question for question in questions}
    return or_(
        false(),
        *(
            and_(
                *_is_shown(question, by_id, respondent),
                condition(question, respondent),
            )
            for question in by_id.values()
            if is_asked_about(question)
        ),
    )


def _is_shown(
    question: QuestionSpec, by_id: Mapping[int, QuestionSpec], respondent: Respondent
) -> Collection[ColumnElement[bool]]:
    """Return the conditions under which visibility.visible_questions shows a question."""
    conditions: list[ColumnElement[bool]] = []
    if question.stage is QuestionStage.AFTER_APPROVAL:
        conditions.append(respondent.is_confirmed)
    seen: set[int] = set()
    current: QuestionSpec | None = question
    while current is not None and current.id not in seen:
        seen.add(current.id)
        if current.registration_type_ids:
            conditions += (
                # Without it, NULL: neither shown nor not shown.
                respondent.registration_type_id.is_not(None),
                respondent.registration_type_id.in_(current.registration_type_ids),
            )
        if current.parent_id is None:
            return conditions
        parent = by_id.get(current.parent_id)
        if parent is not None:
            conditions.append(_is_met(parent, current.parent_values, respondent))
        current = parent
    return (false(),)


def _is_met(
    parent: QuestionSpec, values: Collection[str], respondent: Respondent
) -> ColumnElement[bool]:
    if not values:
        return ~_is_without_answer(parent, respondent)
    if parent.question_type is not QuestionType.SEVERAL:
        return _has_answer(
            parent, respondent, Answer.value["text"].as_string().in_([str(one) for one in values])
        )
    # The stored text of a list, in which a text is preceded by a bracket or comma outside of quotes.
    stored = cast(Answer.value, Text)
    holds = (
        func.replace(stored, f"{before}{json.dumps(str(value))}", "") != stored
        for value in values
        for before in ("[", ", ")
    )
    return _has_answer(parent, respondent, or_(*holds))


def _is_without_answer(question: QuestionSpec, respondent: Respondent) -> ColumnElement[bool]:
    return ~_has_answer(question, respondent, cast(Answer.value, Text) != "{}")


def _has_answer(
    question: QuestionSpec, respondent: Respondent, *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return whether there is a row for a question that meets all conditions."""
    # Not EXISTS: PostgreSQL would hash the answers of everyone, for each page or batch of a few hundred.
    row = select(Answer.id).where(
        Answer.registration_id == respondent.registration_id,
        Answer.question_id == question.id,
        *conditions,
    )
    return row.scalar_subquery().is_not(None)
