"""Steps that registrants, organisers, focal points and the clock take, in any order, for one event."""

from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests.conftest import SUMMER
from webinars.access.delegations import add_delegation
from webinars.access.models import Delegation, Nomination
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import WaitingList
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import LedgerEntry, Message
from webinars.questions.models import Question
from webinars.questions.question_types import QuestionType
from webinars.registrations import answers, cancellation, locks, new_registration, nominations
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser import approval, bulk_registration, removal
from webinars.registrations.organiser.waiting_list import move_in_queue
from webinars.registrations.places import place_deadlines
from webinars.registrations.registrant import verification
from webinars.registrations.status import ACTIVE, HOLDING, Status
from webinars.registrations.types import type_capacity, type_change
from webinars.registrations.waiting_list import freed_places, offers, queue_order
from webinars.scheduling.models import Invitation
from webinars.timezones import clock
from webinars.timezones.schedule import Timed
from webinars.worker.loop import deliver_once

PEOPLE = (
    "ana@example.org",
    "Ana@EXAMPLE.org",
    "bo@example.org",
    "cy@example.org",
    "di@example.org",
    "ed@example.org",
    "flo@example.org",
)
MOST_FIRST = 5
QUOTA = 2
OF_ONE = (
    "cancel", "register_again", "erase", "change_address", "verify", "accept", "approve", "refuse", "offer",
    "move", "extend", "cancel_for", "withdraw_named", "answer", "answer_for",
    "move_over", "remove",
)  # fmt: skip
OF_EVENT = (
    "register",
    "name_people",
    "write_down",
    "capacity",
    "kind_capacity",
    "move_event",
    "wait",
)
NAMES = (*OF_ONE, *OF_EVENT, "register", "register", "accept", "answer", "wait", "move_over")
MOST = 63
BY_REGISTRANT = {
    "cancel": cancellation.cancel_registration,
    "register_again": new_registration.register_again,
    "verify": verification.verify_address,
}
ENDINGS = {
    "refuse": approval.refuse_request,
    "cancel_for": cancellation.cancel_on_behalf,
    "remove": removal.remove_registration,
}

# A step's action and two numbers, which it uses to choose a registration, amount or type.
STEPS = st.tuples(st.sampled_from(NAMES), st.integers(0, MOST), st.integers(-2, 2))
# Statuses that a step applies to; most steps pick one of these, some any registration.
SUITS = {
    "cancel": ACTIVE, "cancel_for": ACTIVE, "withdraw_named": ACTIVE, "register_again": (Status.CANCELLED,),
    "remove": ACTIVE,
    "accept": (Status.OFFERED,), "approve": (*approval.PENDING_DECISION[:1], Status.REFUSED),
    "refuse": approval.PENDING_DECISION, "offer": (Status.WAITING,), "move": (Status.WAITING,), "extend": HOLDING,
    "answer": ACTIVE, "move_over": ACTIVE,
}  # fmt: skip
ANYBODY = 8
BADGE, MEAL = (
    "Name on the badge",
    "Meal",
)  # required of everyone; optional for the first type
# Answers by question: removed, valid, too long, incomplete unless answered before, valid.
GIVEN = (
    {BADGE: ""}, {BADGE: "Ana of Kenya", MEAL: "Fish"}, {BADGE: "A" * 4000}, {MEAL: "None"}, {BADGE: "Ana"},
)  # fmt: skip
TERMS = st.fixed_dictionaries(
    {
        "waiting_list": st.sampled_from(WaitingList),
        "requires_approval": st.booleans(),
        "verification_hours": st.sampled_from([None, 5]),
        "capacity": st.sampled_from([None, 1, 1, 2, 3]),
    }
)
OF_KINDS = st.none() | st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from([None, 1]))


class Game:
    """An event on which steps are played, repeatedly from the beginning."""

    def __init__(self, app, event) -> None:
        self.app, self.event_id, self.begun_at = app, event.id, event.revised_at
        self.offered_kinds, self.delegation_id, self.is_paused = [], 0, False
        with transaction() as session:
            made = [RegistrationType(event_id=event.id, position=n, name=f"{n}") for n in (0, 1)]
            session.add_all(made)
            session.flush()
            self.kinds = [kind.id for kind in made]
            values = {
                "event_id": event.id,
                "required": True,
                "question_type": QuestionType.TEXT,
                "label": BADGE,
            }
            asked = [Question(position=1, **values)]
            values |= {"required": False, "question_type": QuestionType.SINGLE, "label": MEAL}
            asked.append(
                Question(
                    position=2,
                    choices=["Fish", "None"],
                    registration_type_ids=self.kinds[:1],
                    **values,
                )
            )
            session.add_all(asked)
            session.flush()
            self.questions = {question.label: question.id for question in asked}
            self.organiser_id = event.organiser_id

    def begin(self, terms, of_kinds, first):
        """Start with new settings, with two registration types of given capacities, or without types.

        first: number of registrations before the first step.
        """
        clock.stop(self.begun_at)
        self.offered_kinds, self.moved = self.kinds if of_kinds else [], set()
        self.restored = set()  # registrants approved after being refused
        with transaction() as session:
            for table in (Invitation, Message, LedgerEntry, Registration, Delegation):
                session.execute(delete(table))
            for number, most in zip(self.kinds, of_kinds or (None, None), strict=True):
                session.get_one(RegistrationType, number).capacity = most
            values = {
                "has_registration_types": bool(of_kinds),
                "accepts_delegations": True,
                "has_questions": True,
            }
            values |= {"sequence": 0, **terms}
            session.execute(update(Event).where(Event.id == self.event_id).values(**values))
            session.expire_all()
            self.delegation_id = add_delegation(
                session, event_id=self.event_id, name="Kenya", focal_name="W", quota=QUOTA,
                focal_email="focal@example.org", language="en",
            ).id  # fmt: skip
        for number in range(first):
            self.take("register", len(PEOPLE) - 1 - number, number)

    def take(self, step, number, more):
        """Take a step; refusals are part of the game."""
        if step == "wait":
            self.wait(number)
            return
        try:
            with transaction() as session:
                if step in OF_ONE:
                    self._act(session, step, self._whom(session, step, number), more)
                else:
                    getattr(self, f"_{step}")(session, number, more)
        except (WebinarsError, nominations.DelegateRowError):
            pass

    def wait(self, hours):
        """Advance the clock, and let a worker handle due messages and send e-mail."""
        if not self.is_paused:
            clock.advance(timedelta(hours=hours))
        deliver_once(self.app)

    def statuses(self, session):
        """Return the status of every registration."""
        query = select(Registration.id, Registration.status)
        return dict(session.execute(query.where(Registration.event_id == self.event_id)).all())

    def look(self):
        """Return the current status of every registration."""
        db.session.rollback()
        return self.statuses(db.session)

    def _whom(self, session, step, number):
        stand = sorted(self.statuses(session).items())
        suits = SUITS.get(step) if number % ANYBODY else None
        results = [item for item, status in stand if not suits or status in suits]
        return results[number % len(results)] if results else 0

    def _kind(self, more):
        return self.offered_kinds[more % 2] if self.offered_kinds else None

    def _given(self, more):
        return {self.questions[label]: value for label, value in GIVEN[more].items()}

    def _people(self, number, more):
        """Return up to three people."""
        emails = sorted(
            {PEOPLE[1:][item % len(PEOPLE[1:])] for item in (number, number // 7, 2 * number)}
        )
        return [Delegate("Someone", email, self._kind(more)) for email in emails]

    def _register(self, session, number, more):
        new_registration.register_attendee(
            session, event_id=self.event_id, email=PEOPLE[number % len(PEOPLE)], registration_type_id=self._kind(more),
            name="Someone", timezone="UTC", language="en", given=self._given(-1) if number % 2 else None,
        )  # fmt: skip

    def _name_people(self, session, number, more):
        people, named_by = self._people(number, more), self.delegation_id
        nominations.register_delegates(session, delegation_id=named_by, people=people)

    def _write_down(self, session, number, more):
        people = self._people(number, more)
        bulk_registration.bulk_register(
            session, event_id=self.event_id, people=people, language="en"
        )

    def _capacity(self, session, number, _):
        locks.lock_published_event(session, self.event_id).capacity = 1 + number % 4
        freed_places.apply_capacity_change(session, self.event_id)

    def _kind_capacity(self, session, number, more):
        event = locks.lock_published_event(session, self.event_id)
        session.get_one(RegistrationType, self.kinds[more % 2]).capacity = 1 + number % 3
        type_capacity.apply_type_changes(session, event)

    def _move_event(self, session, number, _):
        """Change the venue, which raises SEQUENCE if it differs."""
        event = session.get_one(Event, self.event_id)
        when = Timed(
            *(item + timedelta(hours=number % 4) for item in (SUMMER.start, SUMMER.end)),
            SUMMER.timezone,
        )
        details = EventDetails(
            title=event.title, when=when, cities=event.cities, capacity=event.capacity,
            meeting_url=event.meeting_url,
        )  # fmt: skip
        site, revision = self.app.extensions["site"], event.revision
        change_event(session, event.id, details=details, revision=revision, site=site)
        freed_places.apply_capacity_change(session, event.id)

    def _act(self, session, step, number, more):
        of_event = {"event_id": self.event_id, "registration_id": number}
        match step:
            case "change_address":
                self._change_address(session, number)
            case "accept":
                offers.accept_offer(session, number)
            case "refuse" | "cancel_for" | "remove":
                ENDINGS[step](session, **of_event)
            case "withdraw_named":
                self._withdraw(session, number)
            case "offer":
                offers.offer_place(session, **of_event)
            case "approve" | "move" | "move_over":
                getattr(self, f"_{step}")(session, of_event, more)
            case "answer" | "answer_for":
                self._answer(session, step, number, more)
            case "erase":
                erase_registrant(session, number)
            case "extend":
                until = clock.now() + timedelta(hours=30 + more)
                place_deadlines.extend_deadline(session, until=until, **of_event)
            case _:
                BY_REGISTRANT[step](session, number)

    def _approve(self, session, of_event, _):
        """Approve a request, or restore someone, which an organiser may do beyond a delegation's quota."""
        number = of_event["registration_id"]
        _, registration = locks.lock_registration(session, number)
        was_refused = registration.status is Status.REFUSED
        approval.approve_request(session, **of_event)
        if was_refused:
            self.restored.add(number)

    def _withdraw(self, session, number):
        of_one = select(Nomination.id).where(Nomination.registration_id == number)
        nomination_id = session.scalar(of_one.order_by(Nomination.id.desc()).limit(1)) or 0
        nominations.withdraw_nomination(
            session,
            delegation_id=self.delegation_id,
            nomination_id=nomination_id,
        )

    def _move(self, session, of_event, more):
        number = of_event["registration_id"]
        locks.lock_published_event(session, self.event_id)
        before = [one for one, _ in queue_order.waiting_queue(session, self.event_id)]
        after = move_in_queue(session, by=more, **of_event)
        assert sorted(after) == sorted(before)
        assert after == [one for one, _ in queue_order.waiting_queue(session, self.event_id)]
        assert [one for one in after if one != number] == [one for one in before if one != number]

    def _move_over(self, session, of_event, more):
        """Change the registration type; answers to questions of the former type stay but do not count."""
        registration = session.get(Registration, of_event["registration_id"])
        other = (
            self.kinds[registration.registration_type_id == self.kinds[0]]
            if registration and more
            else 0
        )
        type_change.change_type(
            session, registration_type_id=other, organiser_id=self.organiser_id, **of_event
        )
        self.moved.add(of_event["registration_id"])

    def _answer(self, session, step, number, more):
        """Answer later, or as organiser: no status changes, and the registrant's own answer verifies the address."""
        locks.lock_published_event(session, self.event_id)
        before = self.statuses(session)
        given = self._given(more)
        if step == "answer":
            answers.save_answers(session, number, given=given)
            assert session.get_one(Registration, number).verified_at
        else:
            fields = {"event_id": self.event_id, "organiser_id": self.organiser_id}
            answers.save_answers_for(session, number, given=given, **fields)
        assert self.statuses(session) == before

    def _change_address(self, session, number):
        """Change an address and verify it."""
        _, registration = locks.lock_registration(session, number)
        email = PEOPLE[number % len(PEOPLE)]
        registration.new_email = email
        session.flush()
        verification.replace_by_verified_address(session, number, email)
