"""Answers given after the registration, by the person or by an organiser; the caller commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.questions.actions import keep_answers
from webinars.questions.rules import Answers
from webinars.registration import line, locks
from webinars.registration.models import ACTIVE, Registration
from webinars.timekeeping import clock


def may_answer(place: Registration, event: Event, now: datetime) -> bool:
    """Tell whether somebody may still answer what an event asks of them."""
    is_on = event.state is not EventState.CANCELLED and event.ends_at > now
    return place.status in ACTIVE and is_on


def answer(session: Session, registration_id: int, *, given: Answers) -> None:
    """Complete or change what somebody answered; questions that are not in given keep their answers.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "answers-closed" when the event is over, or the place was given back; "files-full".
        InvalidInputError: "answers-wrong" (facts: wrong, codes by question).
    """
    event, place = locks.locked(session, registration_id)
    if not may_answer(place, event, clock.now()):
        raise ConflictError("answers-closed")
    line.keep_proved(place)
    _keep(session, event, place, given, None)


def answer_for(
    session: Session, registration_id: int, *, event_id: int, given: Answers, organiser_id: int
) -> None:
    """Complete or correct somebody's answers for them, which is recorded with who did.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "files-full".
        InvalidInputError: "answers-wrong" (facts: wrong, codes by question).
    """
    event, place = locks.locked(session, registration_id)
    if event.id != event_id:
        raise NotFoundError("no-such-registration")
    _keep(session, event, place, given, organiser_id)


def _keep(
    session: Session, event: Event, place: Registration, given: Answers, organiser_id: int | None
) -> None:
    keep_answers(
        session,
        event=event,
        registration_id=place.id,
        kind_id=place.kind_id,
        given=given,
        organiser_id=organiser_id,
    )
