"""Short ways for tests to ask questions, give answers and look at what is stored."""

import io
import zipfile

from sqlalchemy import select

from webinars.database import db, transaction
from webinars.events.models import RegistrationType
from webinars.files.models import StoredFile
from webinars.questions import editing
from webinars.questions.models import Answer, AnswerChange
from webinars.questions.question_types import CHOICE_TYPES, QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.registrations.answers import save_answers, save_answers_for

PDF = b"%PDF-1.7 a letter"


def ask(event, kind="text", label="Why do you come?", **fields):
    """Add a question to an event; return its id."""
    kind = QuestionType(kind)
    if kind in CHOICE_TYPES:
        fields.setdefault("choices", ("red", "green", "blue"))
    with transaction() as session:
        return editing.add_question(
            session, event.id, kind, QuestionDetails(label=label, **fields)
        ).id


def kind_of_registration(event, name, position=1):
    """Add a registration type to an event; return its id."""
    with transaction() as session:
        kind = RegistrationType(event_id=event.id, position=position, name=name)
        session.add(kind)
        session.merge(event).has_registration_types = True
        session.flush()
        return kind.id


def give(place, given, organiser=None, stage=None):
    """Save answers of a registration, by the registrant or by an organiser."""
    with transaction() as session:
        if organiser is None:
            save_answers(session, place.id, given=given, stage=stage)
        else:
            save_answers_for(
                session, place.id, event_id=place.event_id, given=given, organiser_id=organiser.id
            )


def answers_of(place):
    """Return what is stored of someone's answers."""
    db.session.rollback()
    rows = db.session.execute(
        select(Answer.question_id, Answer.value).where(Answer.registration_id == place.id)
    )
    return {number: value for number, value in rows if value}


def changes_of(place):
    """Return the record of changes, oldest first: question, organiser, before, after."""
    db.session.rollback()
    rows = db.session.execute(
        select(
            AnswerChange.question_id,
            AnswerChange.organiser_id,
            AnswerChange.before,
            AnswerChange.after,
        )
        .where(AnswerChange.registration_id == place.id)
        .order_by(AnswerChange.id)
    )
    return [tuple(row) for row in rows]


def file_names():
    """Return the names of all files that are stored."""
    db.session.rollback()
    return db.session.scalars(select(StoredFile.name).order_by(StoredFile.id)).all()


def docx(**members):
    """Return a small document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in {"[Content_Types].xml": "x", "word/document.xml": "x", **members}.items():
            archive.writestr(name, body)
    return buffer.getvalue()
