"""Invariants of an event's places, checked after every step."""

from collections import Counter, defaultdict

from sqlalchemy import select

from tests.faults.invariants import invariant_violations
from tests.registrations.steps import BADGE, MEAL, QUOTA
from webinars.access.quota import nomination_count
from webinars.database import db
from webinars.events.enums import WaitingList
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.questions.models import Answer, AnswerChange
from webinars.registrations.models import Registration
from webinars.registrations.places import capacity as registrations_capacity
from webinars.registrations.places import place_deadlines, places_held, registration_counts
from webinars.registrations.status import ACTIVE, HOLDING, Status
from webinars.scheduling.models import Invitation


class Invariants:
    """Invariants of one game; remembers the SEQUENCE that calendars were sent, which never falls."""

    def __init__(self, game) -> None:
        self.game, self.before, self.sequence = game, {}, 0
        self.sequences, self.seen = {}, 0

    def check(self):
        """Fail if an invariant is violated."""
        db.session.rollback()
        session = db.session()
        event = session.get_one(Event, self.game.event_id)
        rows = session.scalars(
            select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
        ).all()
        check_places(session, event, rows)
        assert registration_counts.count_faults(session.connection()) == []
        check_ends(session, rows)
        check_answers(session, self.game, rows)
        assert nomination_count(session, self.game.delegation_id) <= QUOTA + len(self.game.restored)
        active = [row.address for row in rows if row.status is not Status.CANCELLED]
        assert len(set(active)) == len(active)
        assert all(row.email == row.name == "" for row in rows if row.erased_at)
        erased = [row for row in rows if row.erased_at and row.status is not Status.REFUSED]
        assert all(row.address == "" for row in erased)
        assert all("@" not in row.address for row in rows if row.erased_at)
        self._check_notified(session, {row.id: row.status for row in rows})
        self._check_sequences(session, event)
        db.session.rollback()

    def check_final(self):
        """Fail if an invariant that holds after any fault is violated."""
        assert invariant_violations(db.engine.url.render_as_string(hide_password=False)) == []

    def _check_notified(self, session, after):
        """Each change of a status has its message."""
        query = select(Message.registration_id, Message.topic)
        topics = Counter(session.execute(query.where(Message.topic.like("registration.%"))).all())
        for number, status in after.items():
            if self.before.get(number) is not status:
                assert any(topics[number, topic] > 0 for topic in topics_of(status))
        self.before = after

    def _check_sequences(self, session, event):
        """No calendar is sent a lower SEQUENCE, even after the registrant was erased."""
        assert event.sequence >= self.sequence
        self.sequence = event.sequence
        fresh = select(Invitation).where(Invitation.id > self.seen).order_by(Invitation.id)
        for row in session.scalars(fresh).all():
            self.seen = row.id
            if row.address:  # otherwise erased before the first check
                assert row.sequence >= self.sequences.get(row.address, 0)
                self.sequences[row.address] = row.sequence


def topics_of(status):
    """Return the topics that announce a status; a removal also cancels the calendar entry."""
    topics = {f"registration.{status.value}"}
    return topics | {"registration.cancelled"} if status is Status.REFUSED else topics


def check_places(session, event, rows):
    """Held ≤ capacity, of the event and of each type; nobody waits while a place is available to them."""
    capacity, tally = (
        places_held.capacity_of(session, event),
        places_held.count_by_type_and_status(session, event.id),
    )
    assert capacity.event is None or tally.held <= capacity.event
    for kind, most in capacity.by_type.items():
        assert most is None or tally.held_of(kind) <= most
    waiting = [row for row in rows if row.status is Status.WAITING]
    if event.waiting_list is not WaitingList.BY_HAND:
        assert not [
            row
            for row in waiting
            if registrations_capacity.has_free_place(capacity, tally, row.registration_type_id)
        ]
    assert all(row.queued_at for row in waiting)


def check_ends(session, rows):
    """Each deadline has a message that is due by then, and an offer always has one."""
    queued = select(Message).where(
        Message.topic == place_deadlines.ENDS, Message.state == MessageState.QUEUED
    )
    ends = {(item.payload["registration_id"], item.due_at) for item in session.scalars(queued)}
    ending = [row for row in rows if row.ends_at and row.status in HOLDING]
    forgotten = [row for row in ending if (row.id, row.ends_at) not in ends]
    seen = [(row.id, row.status, row.ends_at, row.verified_at) for row in forgotten]
    assert not seen, seen
    assert all(row.ends_at for row in rows if row.status is Status.OFFERED)
    assert not [row for row in ending if row.verified_at and row.status is not Status.OFFERED]
    assert not [row for row in rows if row.ends_at and row.status not in ACTIVE]


def check_answers(session, game, rows):
    """Answers match their history; required ones are missing only if an organiser left them out."""
    changes = defaultdict(list)
    for row in session.scalars(select(AnswerChange).order_by(AnswerChange.id)):
        changes[row.registration_id, row.question_id].append(row)
    answers = {
        (row.registration_id, row.question_id): row.value for row in session.scalars(select(Answer))
    }
    assert changes.keys() <= answers.keys()
    for key, record in changes.items():
        assert [item.before for item in record[1:]] == [item.after for item in record[:-1]]
        assert record[-1].after == answers[key]
    helped = {number for number, _ in changes if _is_helped(changes, number)}
    for row in rows:
        given = {label: answers.get((row.id, id_)) for label, id_ in game.questions.items()}
        is_answered = any(value is not None for value in given.values())
        assert not (row.erased_at and is_answered)
        assert given[BADGE] or not is_answered or row.id in helped
        assert not given[MEAL] or row.registration_type_id == game.kinds[0] or row.id in game.moved


def _is_helped(changes, number):
    """Check if an organiser has ever answered for a registrant."""
    return any(
        item.organiser_id
        for (who, _), record in changes.items()
        for item in record
        if who == number
    )
