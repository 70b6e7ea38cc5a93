"""Forms that wait for the lock of one event share a transaction: each has its own answer, in order of arrival."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from tests.conftest import SUMMER, make_app
from tests.faults.clients import TOKEN
from tests.links import keep_entry_key
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.enums import AccessMode, EventState
from webinars.events.lifecycle import publish
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.files.models import StoredFile
from webinars.outbox.models import LedgerEntry, Message
from webinars.questions import editing
from webinars.questions.models import Answer
from webinars.questions.question_types import QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.web.registration.joint_registration import groups

PLACES, PEOPLE = 3, 6
KEY = "k" * 32


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path):
    """Create an application with an event of three places, on each database."""
    is_postgresql = request.param == "postgresql"
    url = {"DATABASE_URL": request.getfixturevalue("postgres_url")} if is_postgresql else {}
    app = make_app(tmp_path, CLIENT_REGISTRATIONS_PER_HOUR=1, **url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            host = add_organiser(session, email="h@example.org", name="H", timezone="UTC")
            details = EventDetails(title="Rush", when=SUMMER, cities=("GVA",), capacity=PLACES)
            event = create_event(
                session, organiser=host, details=details, site=app.extensions["site"]
            )
            publish(session, event.id, app.extensions["site"])
            app.config["slug"] = event.slug
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def wait_until(is_reached):
    """Wait for a condition, at most ten seconds."""
    end = time.monotonic() + 10
    while not is_reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.001)


def send(app, fields, client):
    """Submit a form from a client address; return the status and the page."""
    browser = app.test_client()
    token = TOKEN.search(browser.get("/links").text)[1]
    response = browser.post(
        f"/events/{app.config['slug']}/registrations",
        data={"csrf_token": token, "name": "Ana", "zone": "UTC", **fields},
        environ_base={"REMOTE_ADDR": client},
    )
    return response.status_code, response.text


def send_while_locked(app, forms, change=lambda event: None, on_commit=lambda connection: None):
    """Submit forms one after another while the event is locked, then unlock it; return the responses.

    forms: fields and client address of each. change: changes the locked event. on_commit: called before each
    commit from then on; the first is that of the transaction that held the lock.
    """
    with ThreadPoolExecutor(len(forms)) as pool, app.app_context():
        engine, slug = db.engine, app.config["slug"]
        with transaction() as session:
            event = lock_event(session, 1)
            responses = []
            for number, (fields, client) in enumerate(forms, 1):
                responses.append(pool.submit(send, app, fields, client))
                wait_until(lambda number=number: groups.size(engine, slug) == number)
            change(event)
            sqlalchemy_event.listen(engine, "commit", on_commit)
        db.session.remove()
        try:
            return [response.result(60) for response in responses]
        finally:
            sqlalchemy_event.remove(engine, "commit", on_commit)


def people(count):
    """Return the forms of people with a client address each."""
    return [
        ({"email": f"p{number}@example.org"}, f"10.0.0.{number}") for number in range(1, count + 1)
    ]


def require_key(app):
    """Admit only who has the secret link of the event."""
    with app.app_context(), transaction() as session:
        session.get_one(Event, 1).access_mode = AccessMode.SECRET_LINK
        keep_entry_key(session, 1, KEY)


def stored(app, *columns):
    with app.app_context():
        rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]
        db.session.remove()
    return rows


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
    addresses = [row[1] for row in stored(app, Registration.id, Registration.address)]
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]
    counted = [row for row in stored(app, LedgerEntry.key) if row[0].startswith("registrations:")]
    assert len(counted) == len(addresses)


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


def failing_commit():
    """Return a listener for which the commit of a group fails; the first commit is the one that locked the event."""
    commits = []

    def fail(connection):
        commits.append(connection)
        if len(commits) == 2:
            raise OSError("the disk failed")

    return fail


def test_failed_commit_is_answered_with_an_error_to_all(app, caplog):
    """Each thread raises an error of its own, because raising adds to the traceback."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    responses = send_while_locked(app, people(3), on_commit=failing_commit())

    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [status for status, _ in responses] == [500] * 3
    assert stored(app, Registration.id) == []
    assert [str(error) for error in errors] == ["the disk failed"] * 3
    assert len({id(error) for error in errors}) == 3
    assert len({id(error.__cause__) for error in errors}) == 1


def test_refused_form_is_told_why_when_the_commit_of_its_group_fails(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    require_key(app)
    forms = [({**fields, "key": KEY}, client) for fields, client in people(3)]
    forms[1][0]["key"] = "wrong"

    responses = send_while_locked(app, forms, on_commit=failing_commit())

    assert [status for status, _ in responses] == [500, 403, 500]
    assert stored(app, Registration.id) == []


REFUSING = {
    "sqlite": """CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.registration_id IN
        (SELECT id FROM registrations WHERE address = 'p2@example.org')
        BEGIN SELECT RAISE(ABORT, 'refused'); END""",
    "postgresql": """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.registration_id IN (SELECT id FROM registrations WHERE address = 'p2@example.org')
        THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse()""",
}


def test_form_that_fails_after_its_insertion_fails_alone(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(REFUSING[connection.dialect.name])

    responses = send_while_locked(app, people(4))

    assert [status for status, _ in responses] == [303, 500, 303, 303]
    addresses = [row[1] for row in stored(app, Registration.id, Registration.address)]
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]


# What the database answers is no violated constraint.
FAILING = {
    "sqlite": REFUSING["sqlite"].replace("RAISE(ABORT, 'refused')", "abs(-9223372036854775808)"),
    "postgresql": REFUSING["postgresql"].replace("check_violation", "data_exception"),
}


def make_database_fail(app, for_addresses):
    """Let the database fail at the messages of these addresses."""
    with app.app_context(), db.engine.begin() as connection:
        statement = FAILING[connection.dialect.name]
        connection.exec_driver_sql(statement.replace("= 'p2@example.org'", f"IN {for_addresses}"))


def test_database_error_of_one_form_is_the_answer_of_that_form_alone(app):
    """The others are registered again, in their order, with their files and their own client."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    make_database_fail(app, "('p2@example.org')")
    with app.app_context(), transaction() as session:
        question = editing.add_question(
            session, 1, QuestionType.FILE, QuestionDetails(label="Badge photo")
        ).id
    forms = people(4)
    forms[0][0][f"q-{question}"] = (BytesIO(b"%PDF-1.7 of the first"), "badge.pdf")
    forms.append(({"email": "p5@example.org"}, forms[3][1]))

    responses = send_while_locked(app, forms)

    failed = responses.pop(1)[0]
    assert failed in {500, 503}
    assert [status for status, _ in responses] == [303, 303, 303, 429]
    addresses = [row[1] for row in stored(app, Registration.id, Registration.address)]
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]
    assert stored(app, StoredFile.size) == [(len(b"%PDF-1.7 of the first"),)]
    counted = [row for row in stored(app, LedgerEntry.key) if row[0].startswith("registrations:")]
    assert len(counted) == len(addresses)


def test_group_is_tried_twice_when_the_database_fails_for_several(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    make_database_fail(app, "('p2@example.org', 'p3@example.org')")

    responses = send_while_locked(app, people(4))

    assert {status for status, _ in responses} <= {500, 503}
    assert stored(app, Registration.id) == []
    with app.app_context():
        assert groups.size(db.engine, app.config["slug"]) == 0


def test_form_that_joined_is_judged_by_the_event_that_it_was_shown(app, monkeypatch):
    """The organiser adds a question while the first form waits; the second joins it when it has the lock."""
    asks_for_lock, has_lock, may_go_on = (threading.Event() for _ in range(3))
    lock_published_event = locks.lock_published_event

    def lock_slowly(session, event_id):
        asks_for_lock.set()
        event = lock_published_event(session, event_id)
        has_lock.set()
        assert may_go_on.wait(20)
        return event

    monkeypatch.setattr(locks, "lock_published_event", lock_slowly)
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
    monkeypatch.setattr("webinars.web.registration.joint_registration.MOST_SECONDS", 0.5)
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
