"""A failure of one form, or of the transaction that forms share, is answered to those whom it concerns."""

import gc
import logging
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from sqlalchemy import event as sqlalchemy_event

from tests.load.waiting_forms import (
    KEY,
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
from webinars.events.models import Event
from webinars.files.models import StoredFile
from webinars.questions import editing
from webinars.questions.question_types import QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.registrations.models import Registration
from webinars.web.registration.group_commit import groups


def failing_commit(error):
    """Return a listener that fails the commit of a group; the first commit is the one that locked the event."""
    commits = []

    def fail(connection):
        commits.append(connection)
        if len(commits) == 2:
            raise error

    return fail


def test_failed_commit_is_answered_with_an_error_to_all(app, caplog):
    """Each thread raises an error of its own, because raising adds to the traceback."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    responses = send_while_locked(
        app, people(3), on_commit=failing_commit(OSError("the disk failed"))
    )

    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [status for status, _ in responses] == [500] * 3
    assert stored(app, Registration.id) == []
    assert [str(error) for error in errors] == ["the disk failed"] * 3
    assert len({id(error) for error in errors}) == 3
    [original] = [error for error in errors if error.__cause__ is None]
    assert [error.__cause__ for error in errors if error is not original] == [original] * 2


def test_refused_form_is_told_why_when_the_commit_of_its_group_fails(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    require_key(app)
    forms = [({**fields, "key": KEY}, client) for fields, client in people(3)]
    forms[1][0]["key"] = "wrong"

    responses = send_while_locked(app, forms, on_commit=failing_commit(OSError("the disk failed")))

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
    addresses = registered_addresses(app)
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]


# What the database answers is no violated constraint.
FAILING = {
    "sqlite": REFUSING["sqlite"].replace("RAISE(ABORT, 'refused')", "abs(-9223372036854775808)"),
    "postgresql": REFUSING["postgresql"].replace("check_violation", "data_exception"),
}


# The database ends the transaction.
ENDING = {
    "sqlite": REFUSING["sqlite"].replace("ABORT", "ROLLBACK"),
    "postgresql": REFUSING["postgresql"].replace(
        "RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'",
        "PERFORM pg_terminate_backend(pg_backend_pid())",
    ),
}


def make_database_fail(app, for_addresses, statements=FAILING):
    """Let the database fail at the messages of these addresses."""
    with app.app_context(), db.engine.begin() as connection:
        statement = statements[connection.dialect.name]
        connection.exec_driver_sql(statement.replace("= 'p2@example.org'", f"IN {for_addresses}"))


def test_database_error_of_one_form_is_the_answer_of_that_form_alone(app):
    """The others are registered in order, with their files and their own client, by one commit."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    commits = []
    make_database_fail(app, "('p2@example.org')")
    with app.app_context(), transaction() as session:
        question = editing.add_question(
            session, 1, QuestionType.FILE, QuestionDetails(label="Badge photo")
        ).id
    forms = people(4)
    forms[0][0][f"q-{question}"] = (BytesIO(b"%PDF-1.7 of the first"), "badge.pdf")
    forms.append(({"email": "p5@example.org"}, forms[3][1]))

    responses = send_while_locked(app, forms, on_commit=commits.append)

    failed = responses.pop(1)[0]
    assert len(commits) == 2
    assert failed in {500, 503}
    assert [status for status, _ in responses] == [303, 303, 303, 429]
    addresses = registered_addresses(app)
    assert addresses == ["p1@example.org", "p3@example.org", "p4@example.org"]
    assert stored(app, StoredFile.size) == [(len(b"%PDF-1.7 of the first"),)]
    assert counted_registrations(app) == len(addresses)


def test_nobody_overtakes_a_group_of_which_one_form_fails(app):
    """Who comes when the group is registered waits for its lock, which a database error does not release."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), transaction() as session:
        session.get_one(Event, 1).capacity = 1
        engine = db.engine
    make_database_fail(app, "('p1@example.org')")
    late = []

    def come_late(connection, name):
        if not late:
            late.append(pool.submit(send, app, {"email": "late@example.org"}, "10.0.0.99"))
            wait_until(lambda: groups.size(engine, app.config["slug"]) == 1)
            time.sleep(0.2)  # until it waits for the lock

    sqlalchemy_event.listen(engine, "savepoint", come_late)
    with ThreadPoolExecutor(1) as pool:
        responses = send_while_locked(app, people(2))
        late_status = late[0].result(20)[0]
    sqlalchemy_event.remove(engine, "savepoint", come_late)

    assert [responses[1][0], late_status] == [303, 303]
    assert [row[1:] for row in stored(app, Registration.id, Registration.address, Registration.status)] == [
        ("p2@example.org", "confirmed"),
        ("late@example.org", "waiting"),
    ]  # fmt: skip


def test_others_are_registered_in_another_transaction_when_the_database_ended_the_first(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    make_database_fail(app, "('p3@example.org')", ENDING)
    forms = people(4)
    forms[1] = (forms[1][0], forms[0][1])

    responses = send_while_locked(app, forms)

    failed = responses.pop(2)[0]
    assert failed in {500, 503}
    assert [status for status, _ in responses] == [303, 429, 303]
    addresses = registered_addresses(app)
    assert addresses == ["p1@example.org", "p4@example.org"]
    assert counted_registrations(app) == len(addresses)


def test_group_fails_when_the_database_ends_its_transaction_twice(app, caplog):
    """Who was refused for what another did in it is not refused, and each error has a cause of its own."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    make_database_fail(app, "('p3@example.org', 'p4@example.org')", ENDING)
    forms = people(5)
    forms[1] = (forms[1][0], forms[0][1])

    responses = send_while_locked(app, forms)

    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert {status for status, _ in responses} <= {500, 503}
    assert registered_addresses(app) == []
    assert len(errors) == len(forms)
    assert all(error.__cause__ is not None for error in errors)
    with app.app_context():
        assert groups.size(db.engine, app.config["slug"]) == 0


def test_form_refused_because_of_another_fails_with_it(app):
    """The second is one too many of its client only if the first is registered."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    forms = people(3)
    forms[1] = (forms[1][0], forms[0][1])

    responses = send_while_locked(app, forms, on_commit=failing_commit(OSError("the disk failed")))

    assert [status for status, _ in responses] == [500] * 3
    assert registered_addresses(app) == []


class NamedError(Exception):
    """Takes another argument than exceptions hand to their copies."""

    def __new__(cls, *, code):
        """Create it by its code alone."""
        return super().__new__(cls)

    def __init__(self, *, code):
        super().__init__("odd")


class EndingError(Exception):
    """Ends the thread that copies it."""

    def __copy__(self):
        """Raise what no handler of exceptions catches."""
        raise SystemExit


@pytest.mark.parametrize(
    ("error", "copied"),
    [
        (FileNotFoundError(2, "No such file", "/missing"), "[Errno 2] No such file: '/missing'"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "invalid"),
        (NamedError(code=1), "has failed"),
    ],
)
def test_each_form_has_an_error_with_the_state_of_the_original(app, caplog, error, copied):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    responses = send_while_locked(app, people(3), on_commit=failing_commit(error))

    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [status for status, _ in responses] == [500] * 3
    assert registered_addresses(app) == []
    assert [str(own)[-len(copied) :] for own in errors if own is not error] == [copied] * 2


@pytest.mark.parametrize("error", [SystemExit(1), EndingError()])
def test_only_the_first_thread_is_ended(app, caplog, error):
    """The others are told that nothing was stored, also when no error could be set for them."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    with pytest.raises(SystemExit):
        send_while_locked(app, people(3), on_commit=failing_commit(error))

    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert [type(own) for own in errors] == [RuntimeError] * 2
    assert registered_addresses(app) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("fails", [False, True])
def test_refused_forms_do_not_wait_for_the_garbage_collector(
    app, monkeypatch, caplog, count, fails
):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    require_key(app)
    forms = [
        ({**fields, "key": KEY if fails else "wrong"}, client) for fields, client in people(count)
    ]
    submitted = []
    join = groups.join

    def watch(engine, slug, form):
        submitted.append(weakref.ref(form))
        return join(engine, slug, form)

    monkeypatch.setattr(groups, "join", watch)
    on_commit = failing_commit(OSError) if fails else lambda connection: None
    caplog.set_level(logging.CRITICAL + 1)  # records would refer to the errors
    gc.disable()
    try:
        responses = send_while_locked(app, forms, on_commit=on_commit)
        alive = [form() for form in submitted]
    finally:
        gc.enable()

    assert [status for status, _ in responses] == [500 if fails else 403] * count
    assert alive == [None] * count
