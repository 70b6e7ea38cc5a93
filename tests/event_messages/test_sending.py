"""Sending of messages: to whom, once each, stopped, resumed and retried. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.event import listen, remove

from tests.postgres import on_both_databases
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.event_messages import message_editing, retention, sending
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.queries import Progress, is_sent, progress_of
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime
from webinars.events.lifecycle import postpone_event, restore_event
from webinars.localized_text import LocalizedText
from webinars.outbox import retention as outbox_retention
from webinars.outbox.models import Message, MessageState
from webinars.outbox.resend import resend
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.worker.maintenance import Maintenance


def subjects(mails):
    return sorted((mail.message["To"], mail.message["Subject"]) for mail in mails)


def test_every_recipient_gets_their_own_text(people, write_message, send_message, deliver, stored):
    number = write_message()
    send_message(number)

    mails = deliver()
    message, progress = stored(number)

    assert [subject for _to, subject in subjects(mails)] == [
        "Bring water, Ana",
        "Bring water, Bo",
        "Bring water, Cleo",
    ]
    assert "Dear Ana,\r\n\r\nbring water to " in mails[0].text
    assert len({mail.text.partition("Yours: ")[2].split()[0] for mail in mails}) == 3
    assert (message.state, progress.sent) == (EventMessageState.SENDING, 3)
    assert is_sent(message, progress)


def test_text_is_that_of_the_recipients_language(
    event, make_registration, write_message, send_message, deliver
):
    make_registration(event, name="Inès", email="ines@example.org", language="fr")
    deliver()
    words = LocalizedText("Bring water", {"fr": "Prenez de l’eau"})
    send_message(write_message(subject=words, text=words))

    [mail] = deliver()

    assert mail.message["Subject"] == "Prenez de l’eau"
    assert mail.text.count("Prenez de l’eau\r\n") == 2


def test_only_the_chosen_statuses_get_it(
    event, people, make_registration, write_message, send_message, deliver
):
    with transaction() as session:
        session.get_one(Registration, people[1].id).status = Status.WAITING
    send_message(write_message(audience=Audience((Status.WAITING,))))

    assert [to for to, _subject in subjects(deliver())] == ["Bo <bo@example.org>"]


def test_who_left_before_it_is_composed_gets_nothing(
    event, people, write_message, send_message, deliver, stored
):
    number = write_message()
    send_message(number)
    with transaction() as session:
        erase_registrant(session, people[0].id)
    with transaction() as session:
        cancel_registration(session, people[1].id)

    mails = [mail for mail in deliver() if "water" in mail.message["Subject"]]

    assert [to for to, _subject in subjects(mails)] == ["Cleo <cleo@example.org>"]


@on_both_databases
def test_recipients_are_queued_in_batches_of_bounded_size(
    monkeypatch, people, write_message, send_message, deliver, stored
):
    monkeypatch.setattr(sending, "BATCH", 2)
    number = write_message()
    send_message(number)

    assert len(deliver()) == 3
    assert db.session.query(Message).filter_by(topic="event.message").count() == 2
    assert stored(number)[0].recipients == 3


def test_batch_takes_as_many_statements_for_more_recipients(
    app, event, make_registration, write_message, send_message, deliver
):
    counted = []
    for name in ("Ana", "Bo", "Cleo"):
        make_registration(event, name=name, email=f"{name}@example.org")
        deliver()
        send_message(write_message(subject=f"To {name}"))
        message = db.session.scalar(
            select(Message).where(
                Message.topic == "event.message", Message.state == MessageState.QUEUED
            )
        )
        with statements() as seen, transaction() as session:
            sending.queue_recipients(session, session.merge(message))
        counted.append(len(seen))
        deliver()

    assert counted[0] == counted[1] == counted[2]


@on_both_databases
def test_stopped_message_leaves_no_more_and_resumes_with_the_others(
    monkeypatch, people, write_message, send_message, event, deliver, stored
):
    monkeypatch.setattr(sending, "BATCH", 2)
    number = write_message()
    send_message(number)
    _sent_to_first(people[0].id, number)
    with transaction() as session:
        sending.stop_message(session, event.id, number)
    after_stop = deliver()
    message, progress = stored(number)

    assert after_stop == []
    assert (message.state, progress.sent) == (EventMessageState.STOPPED, 1)

    send_message(number)

    assert [to for to, _subject in subjects(deliver())] == [
        "Bo <bo@example.org>",
        "Cleo <cleo@example.org>",
    ]
    assert stored(number)[1] == Progress(sent=3)


def _sent_to_first(registration_id, number):
    """Queue the e-mails of a message, and mark the first as sent."""
    with transaction() as session:
        message = session.scalar(select(Message).where(Message.topic == "event.message"))
        sending.queue_recipients(session, message)
        session.delete(message)
        first = session.scalar(
            select(Message).where(
                Message.registration_id == registration_id, Message.topic == "registration.message"
            )
        )
        first.state = MessageState.SENT


@on_both_databases
def test_failed_emails_are_sent_again(people, write_message, send_message, event, deliver, stored):
    number = write_message()
    send_message(number)
    with transaction() as session:
        message = session.scalar(select(Message).where(Message.topic == "event.message"))
        sending.queue_recipients(session, message)
        session.delete(message)
        session.execute(
            update(Message)
            .where(Message.topic == "registration.message")
            .values(state=MessageState.FAILED, reason="no such mailbox")
        )
    assert stored(number)[1].failed == 3
    with transaction() as session:
        again = sending.resend_failed(session, event.id, number)

    assert again == 3
    assert len(deliver()) == 3
    assert stored(number)[1].failed == 0
    with pytest.raises(ConflictError, match="not-failed"), transaction() as session:
        sending.resend_failed(session, event.id, number)


@pytest.fixture
def fail(event):
    """Return a function that queues the e-mails of a message; those to some have failed once composed."""

    def fail(number, *registration_ids):
        with transaction() as session:
            message = session.scalar(
                select(Message).where(
                    Message.topic == "event.message", Message.state == MessageState.QUEUED
                )
            )
            sending.queue_recipients(session, message)
            session.delete(message)
            _set(session, registration_ids, state=MessageState.FAILED, body=b"Old text")

    return fail


def _set(session, registration_ids, **values):
    session.execute(
        update(Message)
        .where(
            Message.topic == "registration.message",
            Message.registration_id.in_(registration_ids),
        )
        .values(values)
    )


@pytest.fixture
def correct(event, organiser):
    """Return a function that stops a message and changes its text."""

    def correct(number):
        with transaction() as session:
            revision = sending.stop_message(session, event.id, number).revision
        with transaction() as session:
            message_editing.change_message(
                session,
                event.id,
                number,
                MessageDetails("Corrected", "New text", Audience()),
                revision=revision,
                organiser_id=organiser.id,
            )

    return correct


def test_who_failed_to_get_a_message_gets_the_corrected_one(
    people, write_message, send_message, event, deliver, stored, fail, correct
):
    number = write_message()
    send_message(number)
    fail(number, people[0].id)
    correct(number)
    send_message(number)

    assert subjects(deliver()) == [
        (f"{name} <{name.lower()}@example.org>", "Corrected") for name in ("Ana", "Bo", "Cleo")
    ]
    assert stored(number)[1] == Progress(sent=3)
    with pytest.raises(ConflictError, match="not-failed"), transaction() as session:
        sending.resend_failed(session, event.id, number)


@on_both_databases
def test_email_that_failed_after_the_next_run_began_is_resent_with_the_present_text(
    people, write_message, send_message, event, deliver, stored, fail, correct
):
    number = write_message()
    send_message(number)
    fail(number)
    with transaction() as session:
        _set(session, [people[0].id], body=b"Old text")  # a worker is sending it
    correct(number)
    send_message(number)
    with transaction() as session:
        _set(session, [people[0].id], state=MessageState.FAILED)
    first = subjects(deliver())

    assert stored(number)[1] == Progress(sent=2, failed=1)
    with transaction() as session:
        sending.resend_failed(session, event.id, number)

    assert [to for to, _ in first] == ["Bo <bo@example.org>", "Cleo <cleo@example.org>"]
    assert subjects(deliver()) == [("Ana <ana@example.org>", "Corrected")]
    assert stored(number)[1] == Progress(sent=3)


def test_failed_email_is_not_sent_again_to_who_left(
    people, write_message, send_message, event, deliver, stored, fail
):
    number = write_message()
    send_message(number)
    fail(number, people[0].id)
    with transaction() as session:
        cancel_registration(session, people[0].id)
    deliver()
    with transaction() as session:
        sending.resend_failed(session, event.id, number)

    assert deliver() == []
    assert stored(number)[1] == Progress(sent=2, left_out=1)


@on_both_databases
def test_single_resent_email_has_the_present_text(
    people, write_message, send_message, event, deliver, fail
):
    number = write_message()
    send_message(number)
    fail(number, people[0].id)
    deliver()
    failed = db.session.query(Message).filter_by(state=MessageState.FAILED).one().id
    with transaction() as session:
        resend(session, event_id=event.id, message_id=failed)

    [mail] = deliver()

    assert "Dear Ana" in mail.text


@on_both_databases
def test_failed_emails_stay_failed_once_the_event_is_in_another_state(
    people, write_message, send_message, event, deliver, stored, fail, site
):
    number = write_message()
    send_message(number)
    fail(number, people[0].id)
    deliver()
    failed = db.session.query(Message).filter_by(state=MessageState.FAILED).one().id
    with transaction() as session:
        postpone_event(session, event.id, site)
    with pytest.raises(ConflictError, match="event-state-changed"), transaction() as session:
        sending.resend_failed(session, event.id, number)
    with pytest.raises(ConflictError, match="event-state-changed"), transaction() as session:
        resend(session, event_id=event.id, message_id=failed)
    could_resend = sending.can_resend(db.session(), stored(number)[0])
    progress = stored(number)[1]
    with transaction() as session:
        restore_event(session, event.id, site)

    assert (progress, could_resend) == (Progress(sent=2, failed=1), False)
    assert sending.can_resend(db.session(), stored(number)[0])


def test_resending_takes_as_many_statements_for_more_failures(
    people, write_message, send_message, event, fail
):
    number, counted = write_message(), []
    send_message(number)
    fail(number)
    for failed in (people[:1], people):
        with transaction() as session:
            _set(session, [person.id for person in failed], state=MessageState.FAILED)
        with statements() as seen, transaction() as session:
            assert sending.resend_failed(session, event.id, number) == len(failed)
        counted.append(len(seen))

    assert counted[0] == counted[1] <= 6
    assert len([one for one in seen if one.startswith("UPDATE messages")]) == 1
    assert not [one for one in seen if one.startswith("SELECT messages")]


def test_progress_of_one_message_reads_no_other(people, event, write_message, send_message, fail):
    numbers = [write_message(), write_message(subject="Another")]
    for number in numbers:
        send_message(number)
        fail(number)
    message = db.session.get_one(EventMessage, numbers[0])
    with statements() as seen:
        progress = progress_of(db.session(), event.id, [message])

    assert progress == {message.id: Progress(queued=3)}
    assert "budget_group IN" in seen[-1]


@on_both_databases
def test_numbers_are_stored_in_a_transaction_of_each_event(
    app, clock, make_event, make_registration, organiser, deliver
):
    for name in ("Ana", "Bo"):
        event = make_event(notification_mode="never")
        make_registration(event, name=name, email=f"{name}@example.org")
        with transaction() as session:
            number = message_editing.create_message(
                session, event.id, MessageDetails("A", "B", Audience()), organiser_id=organiser.id
            ).id
        with transaction() as session:
            sending.send_message(session, event.id, number, SendTime(), revision=1)
    deliver()
    states_at_commit = []

    def note(connection):
        rows = connection.execute(select(EventMessage.state)).scalars()
        states_at_commit.append(sum(state is EventMessageState.SENT for state in rows))

    listen(db.engine, "commit", note)
    try:
        Maintenance(app).purge()
    finally:
        remove(db.engine, "commit", note)

    assert set(states_at_commit) == {0, 1, 2}


def test_numbers_stay_when_the_outbox_is_purged(
    people, write_message, send_message, event, deliver, stored, clock
):
    number = write_message()
    send_message(number)
    deliver()
    with transaction() as session:
        retention.store_progress(session, event.id)
    clock.advance(timedelta(days=40))
    with transaction() as session:
        outbox_retention.purge(session)

    message, progress = stored(number)

    assert db.session.query(Message).filter_by(topic="registration.message").count() == 0
    assert (message.state, progress.sent, progress.failed) == (EventMessageState.SENT, 3, 0)


def test_message_to_nobody_is_refused(write_message, send_message):
    with pytest.raises(ConflictError, match="no-recipients"):
        send_message(write_message())


def test_message_that_is_being_sent_is_not_changed(
    people, write_message, send_message, event, stored
):
    number = write_message()
    send_message(number)
    revision = stored(number)[0].revision

    with pytest.raises(ConflictError, match="message-is-sent"), transaction() as session:
        message_editing.change_message(
            session,
            event.id,
            number,
            MessageDetails("Other", "Other", Audience()),
            revision=revision,
            organiser_id=1,
        )


@on_both_databases
def test_confirmation_leaves_before_the_message(
    people, write_message, send_message, event, make_registration, deliver
):
    send_message(write_message())
    make_registration(event, name="Dora", email="dora@example.org")

    mails = deliver()

    assert mails[0].message["To"] == "Dora <dora@example.org>"
