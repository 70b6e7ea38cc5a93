"""Two events with few and with many registrants, each with links, an e-mail that was sent and an answer."""

from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench import fill
from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import OF_REGISTRATION
from webinars.database import Base, db, transaction
from webinars.event_messages import message_editing
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.recipients import Audience
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock

TOGETHER = 2000
ZONES = ("Europe/Zurich", "America/New_York", "Africa/Nairobi", "Asia/Tokyo")
COUNTRIES, ORGANISATIONS = ("CH", "KE", "JP", "US"), 500
# One of so many has cancelled.
_CANCELLED = 20
_TABLES = Base.metadata.tables


def fill_events(app: Flask, few: int, many: int) -> dict[str, Any]:
    """Publish two events with so many registrants, and one more; return their ids, and draft messages."""
    fill.events(app, 1)
    fill.rush(app, 2, fill.ROOMY)
    other, *ids = db.session.scalars(select(Event.id).order_by(Event.id)).all()
    with transaction() as session:
        drafts = [_draft(session, event_id) for event_id in ids]
        questions = [_question(session, event_id) for event_id in ids]
    for event_id, question_id, count in zip(ids, questions, (few, many), strict=True):
        add_registrants(event_id, question_id, count)
    fill.analyze()
    return {"ids": ids, "drafts": drafts, "other": other}


def add_registrants(event_id: int, question_id: int, count: int) -> None:
    """Register many people whose confirmations were sent."""
    for start in range(0, count, TOGETHER):
        turns = range(start, min(start + TOGETHER, count))
        with transaction() as session:
            rows = [_registration(event_id, turn) for turn in turns]
            ids = session.scalars(insert(Registration).returning(Registration.id), rows).all()
            link_creation.issue_links(session, OF_REGISTRATION, [(one, event_id) for one in ids])
            messages = [_message(event_id, one) for one in ids]
            session.execute(insert(_TABLES[Message.__tablename__]), messages)
            answers = [_answer(question_id, one) for one in ids]
            session.execute(insert(_TABLES[Answer.__tablename__]), answers)


def _draft(session: Session, event_id: int) -> int:
    details = MessageDetails("Papers for {event}", "Dear {name}, please read them.", Audience())
    organiser_id = session.get_one(Event, event_id).organiser_id
    return message_editing.create_message(session, event_id, details, organiser_id=organiser_id).id


def _question(session: Session, event_id: int) -> int:
    question = Question(
        event_id=event_id, position=1, question_type=QuestionType.COUNTRY, label="Country"
    )
    session.add(question)
    session.flush()
    session.get_one(Event, event_id).has_questions = True
    return question.id


def _registration(event_id: int, turn: int) -> dict[str, Any]:
    now, address = clock.now(), f"ana-{turn}@example.org"
    return {
        "event_id": event_id,
        "status": Status.CONFIRMED if turn % _CANCELLED else Status.CANCELLED,
        "name": f"Ana Example {turn}",
        "email": address,
        "address": address,
        "affiliation": f"Institute {turn % ORGANISATIONS}",
        "timezone": ZONES[turn % len(ZONES)],
        "language": "en",
        "verified_at": now,
        "created_at": now,
        "status_at": now,
    }


def _message(event_id: int, registration_id: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "event_id": event_id,
        "registration_id": registration_id,
        "topic": "registration.confirmed",
        "payload": {},
        "ordering_key": f"key{registration_id}",
        "state": MessageState.SENT,
        "due_at": now,
        "sent_at": now,
        "created_at": now,
    }


def _answer(question_id: int, registration_id: int) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "registration_id": registration_id,
        "value": {"text": COUNTRIES[registration_id % len(COUNTRIES)]},
        "answered_at": clock.now(),
    }
