"""Store and erase answers. The caller has locked the event, and commits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.files.storage import delete_files, delete_files_of, store_file
from webinars.localized_text import in_language, stored_form
from webinars.questions import queries
from webinars.questions.models import Answer, AnswerChange, Question
from webinars.questions.question_spec import (
    Answers,
    AnswerValue,
    QuestionSpec,
    ShownAnswers,
    Upload,
)
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.stages import questions_of_stage
from webinars.questions.validation import validate_answers
from webinars.questions.visibility import questions_for_type, visible_questions
from webinars.timezones import clock


def store_answers(
    session: Session,
    *,
    event: Event,
    registration_id: int,
    registration_type_id: int | None,
    given: Answers | None,
    language: str,
    organiser_id: int | None,
    stage: QuestionStage | None = None,
) -> None:
    """Store a registration's answers next to earlier ones; None: they will be given later.

    stage: that of the form that was sent, None for one with all questions; other answers stay. A registrant
    who leaves a question after approval empty has answered it, which is stored, if the form showed it.

    Answers to questions that are not shown are dropped. Questions for other registration types are
    ignored: answers given before the type was changed stay, and count again if it is changed back.
    Every change of an answer is recorded, as is every answer given by an organiser. An organiser
    may leave required questions unanswered, the registrant may not. A consent keeps the text that was agreed
    to, in the language of the page with the questions, else in the registrant's.

    Raises:
        InvalidInputError: "invalid-answers" (facts: wrong, codes by question).
        ConflictError: "file-quota-exceeded".
    """
    if given is None:
        return
    language = given.language if isinstance(given, ShownAnswers) else language
    stored = queries.answers_of(session, registration_id)
    before = {question_id: answer.given for question_id, answer in stored.items()}
    every = [question.asked for question in queries.questions_of(session, event.id)]
    asked = questions_of_stage(every, stage, before, registration_type_id)
    valid, wrong = validate_answers(
        asked, {**before, **given}, registration_type_id, demand=organiser_id is None
    )
    # An answer that was valid when given is not rejected now, unless it is given again.
    stale = {
        question_id for question_id in wrong if question_id not in given and before.get(question_id)
    }
    if wrong.keys() - stale:
        raise InvalidInputError(
            "invalid-answers",
            wrong={question_id: wrong[question_id].code for question_id in wrong.keys() - stale},
        )
    for question in questions_for_type(asked, registration_type_id):
        if question.id not in stale:
            _save(
                session,
                event_id=event.id,
                registration_id=registration_id,
                question=question,
                answer=stored.get(question.id),
                given=valid.get(question.id, ""),
                language=language,
                organiser_id=organiser_id,
            )
    if organiser_id is None:
        shown = visible_questions(asked, valid, registration_type_id)
        left_empty = {
            question.id
            for question in shown
            if question.stage is QuestionStage.AFTER_APPROVAL
            and (not isinstance(given, ShownAnswers) or given.has_shown(question.id))
        } - {*stored, *valid}
        session.add_all(
            Answer(
                registration_id=registration_id,
                question_id=question_id,
                value={},
                answered_at=clock.now(),
            )
            for question_id in sorted(left_empty)
        )


def copy_answers(
    session: Session,
    *,
    from_registration_id: int,
    from_event_id: int,
    to_registration_id: int,
    to_event_id: int,
) -> None:
    """Copy the answers of a registration to one of another event, to questions that are asked alike there.

    Files stay where they are: they are asked for again.
    """
    stored = queries.answers_of(session, from_registration_id)
    if not stored:
        return
    asked = {
        _texts_of(question): question for question in queries.questions_of(session, to_event_id)
    }
    for question in queries.questions_of(session, from_event_id):
        answer, same = stored.get(question.id), asked.get(_texts_of(question))
        if answer is None or same is None or question.question_type is QuestionType.FILE:
            continue
        version = {"version": same.text_version} if "version" in answer.value else {}
        session.add(
            Answer(
                registration_id=to_registration_id,
                question_id=same.id,
                value={**answer.value, **version},
                answered_at=answer.answered_at,
            )
        )
    session.flush()


def answers_alike(
    session: Session, given: ShownAnswers, *, from_event_id: int, to_event_id: int
) -> ShownAnswers:
    """Return answers to an event's questions for those questions of another event that ask the same.

    Those with files are left out.
    """
    asked = {
        _texts_of(question): question.id for question in queries.questions_of(session, to_event_id)
    }
    same = {
        question.id: asked[_texts_of(question)]
        for question in queries.questions_of(session, from_event_id)
        if question.question_type is not QuestionType.FILE and _texts_of(question) in asked
    }
    shown = [number for number in same if given.has_shown(number)]
    alike = ShownAnswers(given.language, [same[number] for number in shown])
    alike.update({same[number]: given[number] for number in shown if number in given})
    return alike


def _texts_of(question: Question) -> tuple[object, ...]:
    """Return what two questions have in common that ask the same."""
    texts = (question.label, question.help, *question.choices)
    return question.question_type, *map(stored_form, texts)


def erase_answers(session: Session, registration_ids: Collection[int]) -> None:
    """Delete the answers of registrations, the record of their changes, and their files."""
    for table in (AnswerChange, Answer):
        session.execute(delete(table).where(table.registration_id.in_(registration_ids)))
    delete_files_of(session, registration_ids)


def erase_sensitive_answers(session: Session, registration_ids: Collection[int]) -> None:
    """Delete the answers of registrations to sensitive questions, their changes, and their files."""
    sensitive = select(Question.id).where(Question.sensitive)

    def ours(table: type[Answer | AnswerChange]) -> ColumnElement[bool]:
        of_registrations = table.registration_id.in_(registration_ids)
        return and_(of_registrations, table.question_id.in_(sensitive))

    has_file = select(Answer.file_id).where(ours(Answer), Answer.file_id.is_not(None))
    file_ids = [file_id for file_id in session.scalars(has_file) if file_id is not None]
    for table in (AnswerChange, Answer):
        session.execute(delete(table).where(ours(table)))
    delete_files(session, file_ids)


def _save(
    session: Session,
    *,
    event_id: int,
    registration_id: int,
    question: QuestionSpec,
    answer: Answer | None,
    given: AnswerValue,
    language: str,
    organiser_id: int | None,
) -> None:
    if given == (answer.given if answer else ""):
        return
    now = clock.now()
    file_id = _file_id(session, event_id, registration_id, given)
    value = _value(question, given, language)
    if answer is not None or organiser_id is not None:
        session.add(
            AnswerChange(
                registration_id=registration_id,
                question_id=question.id,
                organiser_id=organiser_id,
                changed_at=now,
                before=answer.value if answer else {},
                after=value,
            )
        )
    if answer is None:
        answer = Answer(registration_id=registration_id, question_id=question.id)
        session.add(answer)
    replaced = answer.file_id
    answer.value, answer.file_id, answer.answered_at = value, file_id, now
    session.flush()
    if replaced is not None:
        delete_files(session, [replaced])


def _file_id(
    session: Session, event_id: int, registration_id: int, given: AnswerValue
) -> int | None:
    if not isinstance(given, Upload):
        return None
    return store_file(
        session,
        event_id=event_id,
        registration_id=registration_id,
        name=given.name,
        body=given.body,
    ).id


def _value(question: QuestionSpec, given: AnswerValue, language: str) -> dict[str, Any]:
    match given:
        case "" | []:
            return {}
        case list():
            return {"texts": given}
        case Upload():
            return {"text": given.name}
    if question.question_type is QuestionType.CONSENT:
        text = consent_text(question, language)
        return {"text": given, "to": text, "version": question.text_version}
    return {"text": given}


def consent_text(question: QuestionSpec, language: str) -> str:
    """Return the text that a consent agrees to, in a reader's language."""
    texts = in_language(question.label, language), in_language(question.help, language)
    return "\n".join(texts).strip()
