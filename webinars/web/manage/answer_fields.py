"""Answers of a registration as form fields: stored, or as they were submitted."""

from flask import url_for

from webinars.database import db
from webinars.errors import WebinarsError
from webinars.questions.queries import answers_of
from webinars.questions.question_types import QuestionStage
from webinars.registrations.models import Registration
from webinars.web.components.question_fields import (
    QuestionFields,
    StoredAnswers,
    question_fields_for_type,
    questions_with_answers,
)


def stored_fields(
    registration: Registration, token: str, stage: QuestionStage | None
) -> QuestionFields:
    """Return the questions of a stage, or of all, with the stored answers."""
    return question_fields_for_type(
        db.session(),
        registration.event_id,
        registration.registration_type_id,
        stage=stage,
        stored=_stored_answers(registration, token),
    )


def submitted_fields(
    registration: Registration,
    token: str,
    stage: QuestionStage | None,
    refusal: WebinarsError | None = None,
) -> QuestionFields:
    """Return the same questions with the submitted answers and their errors; refusal: why saving failed."""
    return questions_with_answers(
        db.session(),
        registration.event_id,
        registration.registration_type_id,
        stage=stage,
        stored=_stored_answers(registration, token),
        error=refusal,
    )


def _stored_answers(registration: Registration, token: str) -> StoredAnswers:
    stored = answers_of(db.session(), registration.id)
    urls = {
        question_id: url_for("answers.file", token=token, question_id=question_id)
        for question_id, row in stored.items()
        if row.file_id is not None
    }
    return StoredAnswers({question_id: row.given for question_id, row in stored.items()}, urls)
