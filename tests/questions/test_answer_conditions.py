"""Statements find the registrations that plain values find, on both databases."""

from random import Random

import pytest
from sqlalchemy import delete, select

from tests.questions.asking import kind_of_registration
from webinars.database import db, transaction
from webinars.events.models import RegistrationType
from webinars.questions.models import Answer, Question
from webinars.questions.queries import questions_of
from webinars.questions.question_types import CHOICE_TYPES, QuestionStage, QuestionType
from webinars.questions.stages import left_to_answer, open_questions
from webinars.questions.visibility import visible_questions
from webinars.registrations.models import DataPurge, PurgeScope, Registration
from webinars.registrations.status import Status
from webinars.registrations.unanswered import (
    LaterAnswers,
    has_later_answers,
    lacks_required_answers,
    later_answers_of,
)
from webinars.timezones import clock

AFTER = QuestionStage.AFTER_APPROVAL
# What stored lists of texts could confuse: quotes, brackets, commas, other scripts, upper case.
CHOICES = ("red", "Red", 'a", "b', "é, ,", "[", "texts", "ملح", "\\")
PEOPLE = 16


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def event(clock, make_event):
    """Return an event with registrations, most of them confirmed, of two types or none."""
    event = make_event()
    now = clock.now()
    type_ids = (None, *(kind_of_registration(event, name) for name in ("Guest", "Speaker")))
    with transaction() as session:
        session.add_all(
            Registration(
                event_id=event.id,
                status=Status.WAITING if number % 6 == 0 else Status.CONFIRMED,
                name="Ann",
                email=f"{number}@example.org",
                address=f"{number}@example.org",
                affiliation="",
                timezone="",
                language="en",
                created_at=now,
                status_at=now,
                registration_type_id=type_ids[number % 3],
            )
            for number in range(PEOPLE)
        )
    return event


def ask_anything(session, event_id, random):
    """Replace the questions of an event by any, each depending on an earlier one or on none."""
    session.execute(delete(Answer))
    session.execute(delete(Question))
    asked, type_ids = [], session.scalars(select(RegistrationType.id)).all()
    for position in range(8):
        parent = random.choice(asked) if asked and random.random() < 0.6 else None
        is_later = random.random() < 0.6 or (parent is not None and parent.stage is AFTER)
        kind = random.choice(
            [QuestionType.SEVERAL, QuestionType.SINGLE, QuestionType.TEXT, QuestionType.CONSENT]
        )
        named = parent is not None and random.random() < 0.7
        question = Question(
            event_id=event_id,
            position=position,
            question_type=kind,
            label="?",
            required=random.random() < 0.5,
            stage=AFTER if is_later else QuestionStage.AT_REGISTRATION,
            choices=list(CHOICES) if kind in CHOICE_TYPES else [],
            registration_type_ids=random.sample(type_ids, 1) if random.random() < 0.3 else [],
            parent_id=parent.id if parent else None,
            parent_values=random.sample(CHOICES, 3) if named else [],
        )
        session.add(question)
        session.flush()
        asked.append(question)
    return asked


def answer_anything(session, asked, registration_ids, random):
    for registration_id in registration_ids:
        for question in asked:
            if random.random() < 0.6:
                texts = random.sample(CHOICES, random.randint(1, 3))
                is_list = question.question_type is QuestionType.SEVERAL
                value = {"texts": texts} if is_list else {"text": texts[0], "to": '["red'}
                session.add(
                    Answer(
                        registration_id=registration_id,
                        question_id=question.id,
                        value=value if random.random() < 0.8 else {},
                        answered_at=clock.now(),
                    )
                )
    session.flush()


def expected(session, questions):
    """Return by registration whether it lacks required answers, and what it has left to answer."""
    result = {}
    for row in session.scalars(select(Registration)):
        is_confirmed = row.status is Status.CONFIRMED
        asked = open_questions(questions, is_confirmed=is_confirmed)
        rows = session.scalars(select(Answer).where(Answer.registration_id == row.id))
        answers = {one.question_id: one.given for one in rows}
        shown = visible_questions(asked, answers, row.registration_type_id)
        lacks = any(one.required and not answers.get(one.id) for one in shown)
        if left_to_answer(asked, answers, row.registration_type_id):
            later = LaterAnswers.LEFT
        elif any(one.stage is AFTER for one in shown):
            later = LaterAnswers.COMPLETE
        else:
            later = LaterAnswers.NOT_ASKED
        result[row.id] = (lacks, later)
    return result


def test_conditions_match_the_rules(event):
    random, seen = Random(7), set()
    for _ in range(4):
        with transaction() as session:
            ids = session.scalars(select(Registration.id)).all()
            answer_anything(session, ask_anything(session, event.id, random), ids, random)
            result = expected(session, [row.asked for row in questions_of(session, event.id)])

            def matching(condition, session=session):
                return set(session.scalars(select(Registration.id).where(condition)))

            assert matching(lacks_required_answers(session, event.id)) == {
                number for number, (lacks, _) in result.items() if lacks
            }
            for state in LaterAnswers:
                assert matching(has_later_answers(session, event.id, state)) == {
                    number for number, (_, later) in result.items() if later is state
                }
            assert later_answers_of(session, event.id, ids) == {
                number: later for number, (_, later) in result.items()
            }
            seen |= set(result.values())
    assert {lacks for lacks, _ in seen} == {True, False}
    assert {later for _, later in seen} == set(LaterAnswers)


def test_condition_on_one_of_several_choices_names_it_exactly(event):
    common = {"event_id": event.id, "label": "?", "stage": AFTER}
    with transaction() as session:
        parent = Question(
            position=0, question_type=QuestionType.SEVERAL, choices=list(CHOICES), **common
        )
        session.add(parent)
        session.flush()
        ids = session.scalars(select(Registration.id).where(Registration.status == "confirmed"))
        chosen = dict(zip(ids.all(), CHOICES, strict=False))
        session.add_all(
            Answer(
                registration_id=number,
                question_id=parent.id,
                value={"texts": ["blue", choice]},
                answered_at=clock.now(),
            )
            for number, choice in chosen.items()
        )
        child = Question(position=1, question_type=QuestionType.TEXT, parent_id=parent.id, **common)
        session.add(child)

    for number, choice in chosen.items():
        with transaction() as session:
            session.get_one(Question, child.id).parent_values = [choice]
        left = has_later_answers(db.session(), event.id, LaterAnswers.LEFT)
        matching = select(Registration.id).where(left, Registration.id.in_(chosen))
        assert db.session.scalars(matching).all() == [number]


def test_deleted_sensitive_answers_are_not_missing(event):
    with transaction() as session:
        question = Question(
            event_id=event.id, position=1, question_type=QuestionType.TEXT, label="?",
            required=True, sensitive=True, stage=AFTER,
        )  # fmt: skip
        session.add(question)
    left = has_later_answers(db.session(), event.id, LaterAnswers.LEFT)
    assert db.session.scalars(select(Registration.id).where(left)).all()

    with transaction() as session:
        now = clock.now()
        scope = PurgeScope.SENSITIVE_ANSWERS
        session.add(DataPurge(event_id=event.id, scope=scope, before=1, after=0, started_at=now))

    left = has_later_answers(db.session(), event.id, LaterAnswers.LEFT)
    assert db.session.scalars(select(Registration.id).where(left)).all() == []
