"""Forms that wait for the lock of one event share a transaction: each has its own answer, in order of arrival."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.load.waiting_forms import (
    KEY,
    PLACES,
    counted_registrations,
    people,
    registered_addresses,
    require_key,
    send,
    send_while_locked,
    stored,
    wait_until,
)
from webinars.database import db, transaction
from webinars.events.enums import EventState
from webinars.events.locks import lock_event
from webinars.outbox.models import Message
from webinars.questions import editing
from webinars.questions.models import Answer
from webinars.questions.question_types import QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.web.registration.group_commit import groups

PEOPLE = 6


def test_forms_that_wait_are_registered_in_one_transaction_in_order_of_arrival(app):
    commits = []

    responses = send_while_locked(app, people(PEOPLE), on_commit=commits.append)

    assert [status for status, _ in responses] == [303] * PEOPLE
    assert len(commits) == 2
    assert [row[1:] for row in stored(app, Registration.id, Registration.address, Registration.status)] == [
        (f"p{number}@example.org", "confirmed" if number <= PLACES else "waiting")
        for number in range(1, PEOPLE + 1)
    ]  # fmt: skip
    # Each message is charged to the client that caused it.
    clients = [
        row[1] for row in stored(app, Message.id, Message.client, Message.registration_id) if row[2]
    ]
    assert len(set(clients)) == PEOPLE


def test_refused_form_in_a_group_is_undone_alone(app):
    """The address with a wrong code is refused after its client was counted, which is rolled back too."""
    require_key(app)
    forms = [({**fields, "key": KEY}, client) for fields, client in people(4)]
    forms[1][0]["key"] = "wrong"
    forms.append(({"email": "p5@example.org", "key": KEY}, forms[0][1]))

    responses = send_while_locked(app, forms)

    assert [status for status, _ in responses] == [303, 403, 303, 303, 429]
    addresses = registered_addresses(app)
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]
    assert counted_registrations(app) == len(addresses)


def test_address_that_comes_twice_in_a_group_has_one_registration(app):
    forms = [({"email": "ana@example.org"}, f"10.0.0.{number}") for number in (1, 2, 3)]

    responses = send_while_locked(app, forms)

    assert [status for status, _ in responses] == [303] * 3
    assert len(stored(app, Registration.id)) == 1
    topics = [row[1] for row in stored(app, Message.id, Message.topic)]
    assert topics.count("registration.confirmed") == 1
    assert "registration.again" not in topics


def test_everybody_is_answered_when_the_event_is_gone(app):
    def withdraw(event):
        event.state = EventState.DRAFT

    responses = send_while_locked(app, people(3), withdraw)

    assert [status for status, _ in responses] == [404] * 3
    assert stored(app, Registration.id) == []
    with app.app_context():
        assert groups.size(db.engine, app.config["slug"]) == 0


def test_form_that_joined_is_judged_by_the_event_that_it_was_shown(app, monkeypatch):
    """The organiser adds a question while the first form waits; the second joins it when it has the lock."""
    asks_for_lock, has_lock, may_go_on = (threading.Event() for _ in range(3))
    lock_published_event = locks.lock_published_event_by_slug

    def lock_slowly(session, slug):
        asks_for_lock.set()
        event = lock_published_event(session, slug)
        has_lock.set()
        assert may_go_on.wait(20)
        return event

    monkeypatch.setattr(locks, "lock_published_event_by_slug", lock_slowly)
    with ThreadPoolExecutor(2) as pool, app.app_context():
        engine, slug = db.engine, app.config["slug"]
        with transaction() as session:
            lock_event(session, 1)
            first = pool.submit(send, app, {"email": "p1@example.org"}, "10.0.0.1")
            wait_until(lambda: groups.size(engine, slug) == 1)
            if engine.dialect.name == "postgresql":  # SQLite waits before it reads anything
                assert asks_for_lock.wait(20)
            details = QuestionDetails(label="Allergies?", required=True)
            question = editing.add_question(session, 1, QuestionType.TEXT, details).id
        assert has_lock.wait(20)
        answer = {"email": "p2@example.org", f"q-{question}": "nuts"}
        second = pool.submit(send, app, answer, "10.0.0.2")
        wait_until(lambda: groups.size(engine, slug) == 2)
        may_go_on.set()
        db.session.remove()

        assert [form.result(60)[0] for form in (first, second)] == [422, 303]
    assert [row[1] for row in stored(app, Answer.id, Answer.value)] == [{"text": "nuts"}]


def test_form_is_not_registered_after_it_has_waited_too_long(app, monkeypatch):
    monkeypatch.setattr("webinars.web.registration.group_commit.MOST_SECONDS", 0.5)
    with ThreadPoolExecutor(2) as pool, app.app_context():
        engine, slug = db.engine, app.config["slug"]
        with transaction() as session:
            lock_event(session, 1)
            first, second = (pool.submit(send, app, *form) for form in people(2))
            wait_until(lambda: groups.size(engine, slug) == 2)
            wait_until(lambda: groups.size(engine, slug) == 1)
        db.session.remove()

        assert sorted(form.result(60)[0] for form in (first, second)) == [303, 503]
    assert len(stored(app, Registration.id)) == 1
