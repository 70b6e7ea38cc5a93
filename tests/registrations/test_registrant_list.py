"""Registrant list, e-mail log, resending and cancelling by organisers."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.registrations.terms import AT_ONCE
from webinars.database import transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.lifecycle import cancel_event
from webinars.outbox.models import Message, MessageState
from webinars.registrations import cancellation, erasure
from webinars.registrations.cancellation import cancel_on_behalf
from webinars.registrations.models import Registration
from webinars.registrations.organiser import email_log, registrant_list
from webinars.registrations.organiser.registrant_list import RegistrantFilter, StatusCounts
from webinars.registrations.organiser.resend_email import resend_email
from webinars.registrations.registrant import details_change
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""


@pytest.fixture
def registrants(make_event, make_registration):
    """Return an event with two places and three registrations, and a registration for another event."""
    event, other = make_event(terms=AT_ONCE, capacity=2), make_event(title="Another")
    people = [
        make_registration(event, email="ann@example.org", name="Ann Élan", affiliation="Ödland"),
        make_registration(event, email="bo@example.org", name="bo 100%", affiliation=""),
        make_registration(event, email="cy_1@example.org", name="أميرة", affiliation="x"),
    ]
    return event, people, make_registration(other, email="ann@example.org")


def names(session, event, **wanted):
    return [
        row.name
        for row in registrant_list.registrants(session, event.id, RegistrantFilter(**wanted)).rows
    ]


def test_list_is_newest_first_and_of_one_event(session, registrants):
    event, _, _ = registrants

    assert names(session, event) == ["أميرة", "bo 100%", "Ann Élan"]


@pytest.mark.parametrize(
    ("q", "result"),
    [
        ("élan", ["Ann Élan"]),
        ("ANN", ["Ann Élan"]),
        ("ödland", ["Ann Élan"]),
        ("ÖDLAND", ["Ann Élan"]),
        ("BO@EXAMPLE", ["bo 100%"]),
        ("100%", ["bo 100%"]),
        ("%", ["bo 100%"]),
        ("cy_1", ["أميرة"]),
        ("c__1", []),
        ("أمير", ["أميرة"]),
        ("\\", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search_matches_name_address_and_organisation(session, registrants, q, result):
    assert names(session, registrants[0], q=q) == result


def test_list_is_filtered_by_status(session, registrants):
    assert names(session, registrants[0], status=Status.WAITING) == ["أميرة"]


def test_pages_list_each_registration_once(session, make_event, make_registration):
    event = make_event()
    for number in range(7):
        make_registration(event, email=f"{number}@example.org", name=str(number))
    seen, after = [], ""

    while True:
        page = registrant_list.registrants(
            session, event.id, RegistrantFilter(after=after), limit=3
        )
        seen.append([row.name for row in page.rows])
        after = page.after
        if not after:
            break

    assert seen == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_exactly_full_page_is_the_last(session, registrants):
    assert (
        registrant_list.registrants(session, registrants[0].id, RegistrantFilter(), limit=3).after
        == ""
    )


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 11, "٣", " 1"])
def test_invalid_cursor_is_refused(session, registrants, after):
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        registrant_list.registrants(session, registrants[0].id, RegistrantFilter(after=after))
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        email_log.logged_emails(session, registrants[0].id, f"1-{after}")


def test_registrations_are_counted_by_status(session, registrants, act):
    event, people, _ = registrants
    act(cancellation.cancel_registration, people[1].id)
    act(erasure.erase_registrant, people[0].id)

    assert registrant_list.status_counts(session, event.id) == StatusCounts(
        confirmed=1, cancelled=1, erased=1
    )


def test_event_without_registrations_counts_zero(session, make_event):
    assert registrant_list.status_counts(session, make_event().id) == StatusCounts()


def test_erased_registrant_is_in_no_list(session, registrants, act):
    event, people, _ = registrants
    act(erasure.erase_registrant, people[0].id)

    assert names(session, event) == ["أميرة", "bo 100%"]
    assert [row.name for row in registrant_list.all_registrants(session, event.id)] == [
        "bo 100%",
        "أميرة",
    ]


def test_row_has_state_of_latest_email(session, registrants, act, deliver):
    event, people, _ = registrants
    deliver()
    act(resend_email, event_id=event.id, registration_id=people[0].id)
    with transaction() as writing:
        writing.execute(
            update(Message)
            .where(Message.registration_id == people[1].id, Message.topic.like("registration.%"))
            .values(state=MessageState.FAILED, reason="550 no such user")
        )

    rows = {
        row.id: row
        for row in registrant_list.registrants(session, event.id, RegistrantFilter()).rows
    }

    assert [rows[one.id].mail_state for one in people] == ["queued", "failed", "sent"]
    assert rows[people[1].id].mail_reason == "550 no such user"
    assert registrant_list.status_counts(session, event.id).mails_failed == 1


def test_verification_email_does_not_count_as_latest_email(session, registrants, act, deliver):
    event, people, _ = registrants
    deliver()
    fields = {"name": "Ann", "affiliation": "", "timezone": "UTC", "language": "en"}
    act(details_change.change_details, people[0].id, email="new@example.org", **fields)

    [row] = registrant_list.registrants(session, event.id, RegistrantFilter(q="Ann")).rows

    assert row.mail_state is MessageState.SENT


def test_all_registrants_are_loaded_in_batches(session, registrants, monkeypatch):
    monkeypatch.setattr(registrant_list, "BATCH", 2)

    assert [row.name for row in registrant_list.all_registrants(session, registrants[0].id)] == [
        "Ann Élan",
        "bo 100%",
        "أميرة",
    ]


def test_failed_emails_come_first_and_pages_are_complete(session, registrants):
    event, people, _ = registrants
    with transaction() as writing:
        failed = writing.scalars(
            update(Message)
            .where(Message.registration_id == people[0].id)
            .values(state=MessageState.FAILED)
            .returning(Message.id)
        ).all()
    rows, after = [], ""

    while True:
        page = email_log.logged_emails(session, event.id, after, limit=2)
        rows += page.rows
        after = page.after
        if not after:
            break

    numbers = [row.id for row in rows]
    assert numbers[: len(failed)] == sorted(failed, reverse=True)
    assert numbers[len(failed) :] == sorted(numbers[len(failed) :], reverse=True)
    assert len(set(numbers)) == len(numbers) == 4
    assert {row.email for row in rows} == {one.email for one in people}


def test_invitation_is_resent(registrants, act, deliver):
    event, people, _ = registrants
    deliver()

    act(resend_email, event_id=event.id, registration_id=people[0].id)

    [mail] = deliver()
    assert mail.message["To"] == "Ann Élan <ann@example.org>"
    assert b"METHOD:REQUEST" in mail.calendar


def test_waiting_list_email_is_resent(registrants, act, deliver):
    event, people, _ = registrants
    deliver()

    act(resend_email, event_id=event.id, registration_id=people[2].id)

    assert "waiting list" in deliver()[0].text


def test_resending_is_limited_to_three_emails_an_hour(registrants, act, deliver, clock):
    event, people, _ = registrants
    deliver()
    for _ in range(2):
        act(resend_email, event_id=event.id, registration_id=people[0].id)
        deliver()
        clock.advance(timedelta(minutes=2))

    with pytest.raises(InvalidInputError, match="too-many-emails"):
        act(resend_email, event_id=event.id, registration_id=people[0].id)
    clock.advance(timedelta(hours=1))
    act(resend_email, event_id=event.id, registration_id=people[0].id)


def test_cancelled_registration_is_not_resent(registrants, act):
    event, people, _ = registrants
    act(cancellation.cancel_registration, people[0].id)

    with pytest.raises(ConflictError, match="already-cancelled"):
        act(resend_email, event_id=event.id, registration_id=people[0].id)


def test_email_of_cancelled_event_is_not_resent(registrants, act, site):
    event, people, _ = registrants
    act(cancel_event, event.id, site)

    with pytest.raises(ConflictError, match="not-published"):
        act(resend_email, event_id=event.id, registration_id=people[0].id)


def test_email_of_ended_event_is_not_resent(registrants, act, clock):
    event, people, _ = registrants
    clock.advance(event.ends_at - the_clock.now())

    with pytest.raises(ConflictError, match="event-over"):
        act(resend_email, event_id=event.id, registration_id=people[0].id)


def test_place_cancelled_by_organiser_is_refilled_and_email_says_who_cancelled(
    session, registrants, act, status, deliver
):
    event, people, _ = registrants
    deliver()

    act(cancel_on_behalf, event_id=event.id, registration_id=people[0].id)

    mail = next(mail for mail in deliver() if "ann@" in mail.message["To"])
    assert mail.message["Subject"].startswith("Registration cancelled: ")
    assert "the organiser has cancelled your registration" in mail.text
    assert "Register again" not in mail.text
    assert b"METHOD:CANCEL" in mail.calendar
    assert [status(one) for one in people] == [
        Status.CANCELLED,
        Status.CONFIRMED,
        Status.CONFIRMED,
    ]
    assert session.get_one(Registration, people[0].id).verified_at is None


def test_organiser_cannot_cancel_twice(registrants, act):
    event, people, _ = registrants
    act(cancel_on_behalf, event_id=event.id, registration_id=people[0].id)

    with pytest.raises(ConflictError, match="already-cancelled"):
        act(cancel_on_behalf, event_id=event.id, registration_id=people[0].id)


@pytest.mark.parametrize("action", [resend_email, cancel_on_behalf])
def test_registration_of_other_event_is_not_found(registrants, act, action, status, queued_topics):
    event, _, elsewhere = registrants
    before = queued_topics()

    for number in (elsewhere.id, 4711):
        with pytest.raises(NotFoundError, match="no-such-registration"):
            act(action, event_id=event.id, registration_id=number)

    assert status(elsewhere) is Status.CONFIRMED
    assert queued_topics() == before


@pytest.mark.parametrize("action", [resend_email, cancel_on_behalf])
def test_erased_registration_is_not_found(registrants, act, action):
    event, people, _ = registrants
    act(erasure.erase_registrant, people[0].id)

    with pytest.raises(NotFoundError):
        act(action, event_id=event.id, registration_id=people[0].id)
