"""Approve and decline requests, one by one and several at once."""

import pytest

from tests.registrations.terms import APPROVAL
from tests.web.organiser.registrations.queueing import (
    cancel_registration,
    registration_topics,
    statuses,
)
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.events.lifecycle import postpone_event


@pytest.fixture
def asked(invite):
    """Return an event with two places and approval, two requests and one waiting registration."""
    return invite("abc", capacity=2, terms=APPROVAL)


def test_table_shows_requests_and_places_held_for_them(signed_in, asked):
    _, path, _ = asked

    page = text_of(signed_in.get(f"{path}/registrations"))

    assert "0 of 2 places taken 2 held for requests, none left" in page
    assert "2 requests need your decision. Review" in page
    assert "1 person is waiting for a place. Waiting list" in page
    assert page.count("Awaiting approval since") == 2


def test_request_is_approved_with_button_in_its_row(desk, signed_in, asked):
    _, path, people = asked

    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[1].id}")

    assert statuses(people) == ["awaiting_approval", "confirmed", "waiting"]
    assert registration_topics(people[1])[-1] == "registration.confirmed"
    page = text_of(signed_in.get(answer.location))
    assert "1 person was approved and is notified by e-mail." in page


def test_filter_stays_after_bulk_approval_while_requests_are_left(desk, invite, signed_in):
    _, path, people = invite("abc", capacity=3, terms=APPROVAL)
    ticked = [people[0].id, people[2].id]

    answer = desk(
        f"{path}/registrations/decisions", do="approve", who=ticked, state="awaiting_approval"
    )

    assert statuses(people) == ["confirmed", "awaiting_approval", "confirmed"]
    assert "state=awaiting_approval" in answer.location
    assert "2 people were approved" in text_of(signed_in.get(answer.location))
    last = desk(
        f"{path}/registrations/decisions",
        do=f"approve-{people[1].id}",
        state="awaiting_approval",
    )
    assert "state=" not in last.location


def test_declining_needs_confirmation(desk, signed_in, asked):
    _, path, people = asked
    at = f"{path}/registrations/decisions"

    asking = text_of(desk(at, do="refuse", who=[people[0].id]))
    before = statuses(people)
    answer = desk(at, do="sure", who=[people[0].id])

    assert "Decline this request? a , Legal Aid Network a@example.org" in asking
    assert before == ["awaiting_approval", "awaiting_approval", "waiting"]
    assert statuses(people) == ["refused", "awaiting_approval", "awaiting_approval"]
    assert registration_topics(people[0])[-1] == "registration.refused"
    assert "1 person was declined and is notified by e-mail." in text_of(
        signed_in.get(answer.location)
    )


def test_declined_request_is_approved_while_place_is_free(desk, signed_in, invite):
    _, path, people = invite("ab", capacity=2, terms=APPROVAL)
    at = f"{path}/registrations/decisions"
    desk(at, do="sure", who=[people[0].id])
    page = text_of(signed_in.get(f"{path}/registrations"))

    desk(at, do=f"approve-{people[0].id}")

    assert "1 person was declined or removed." in page
    assert "Restore" in page
    assert statuses(people) == ["confirmed", "awaiting_approval"]


def test_declined_request_is_restored_to_waiting_list_of_full_event(desk, asked):
    _, path, people = asked
    at = f"{path}/registrations/decisions"
    desk(at, do="sure", who=[people[0].id])

    answer = desk(at, do=f"approve-{people[0].id}")

    assert answer.status_code == 303
    assert statuses(people) == ["waiting", "awaiting_approval", "awaiting_approval"]


def test_requests_changed_in_the_meantime_are_skipped_and_counted(desk, signed_in, asked):
    _, path, people = asked
    cancel_registration(people[0])

    answer = desk(f"{path}/registrations/decisions", do="approve", who=[people[0].id, people[1].id])

    assert statuses(people) == ["cancelled", "confirmed", "awaiting_approval"]
    page = text_of(signed_in.get(answer.location))
    assert "1 person was approved" in page
    assert "1 request had changed in the meantime and was left as it is." in page


def test_cancelled_request_cannot_be_decided(desk, asked):
    _, path, people = asked
    cancel_registration(people[0])

    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

    assert answer.status_code == 409
    assert "This request was withdrawn or has already been decided" in answer.text


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"do": "approve"}, "Select at least one person"),
        ({"do": "refuse"}, "Select at least one person"),
        ({"do": "promote-1"}, "Choose one of these"),
        ({}, "Choose one of these"),
        ({"do": "approve", "who": ["x"]}, "Choose one of these"),
        ({"do": "approve", "who": [str(number) for number in range(1, 60)]}, "Choose one"),
    ],
)
def test_invalid_decision_changes_nothing(desk, asked, values, word):
    _, path, people = asked

    answer = desk(f"{path}/registrations/decisions", **values)

    assert answer.status_code == 422
    assert word in answer.text
    assert statuses(people) == ["awaiting_approval", "awaiting_approval", "waiting"]


@pytest.mark.parametrize("do", ["approve", "refuse", "sure"])
def test_request_of_other_event_is_not_found_and_nothing_is_decided(desk, asked, invite, do):
    _, path, people = asked
    _, _, others = invite("x", terms=APPROVAL)

    answer = desk(f"{path}/registrations/decisions", do=do, who=[people[0].id, others[0].id])

    assert answer.status_code == 404
    assert statuses(people + others)[0] == "awaiting_approval"
    assert statuses(others) == ["awaiting_approval"]


def test_deciding_needs_csrf_token(signed_in, asked):
    _, path, people = asked

    answer = signed_in.post(
        f"{path}/registrations/decisions", data={"do": f"approve-{people[0].id}"}
    )

    assert answer.status_code == 400
    assert statuses(people)[0] == "awaiting_approval"


def test_request_of_cancelled_event_cannot_be_decided(signed_in, desk, asked, cancel):
    event, path, people = asked
    cancel(event)

    page = signed_in.get(f"{path}/registrations").text
    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

    assert "Approve" not in page
    assert answer.status_code == 409
    assert "This event is cancelled." in answer.text


def test_requests_of_a_postponed_event_wait_for_its_new_date(desk, signed_in, site, invite):
    event, path, people = invite("ab", capacity=2, terms=APPROVAL)
    with transaction() as session:
        postpone_event(session, event.id, site)

    page = text_of(signed_in.get(f"{path}/registrations"))
    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

    assert "postponed: you can approve or decline once its new date is set." in page
    assert answer.status_code == 409
    assert "This event is postponed. This will be possible once its new date" in text_of(answer)
    assert statuses(people) == ["awaiting_approval", "awaiting_approval"]
