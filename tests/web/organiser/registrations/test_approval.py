"""What an organiser decides about those who ask for a place."""

import pytest

from tests.registrations.terms import APPROVAL
from tests.web.organiser.registrations.queueing import give_back, stands, told
from tests.web.pages import text_of


@pytest.fixture
def asked(invite):
    """Give an event of two places that asks for approval, with two who ask and one who waits."""
    return invite("abc", capacity=2, terms=APPROVAL)


def test_the_table_says_who_asks_and_how_many_places_that_holds(signed_in, asked):
    _, path, _ = asked

    page = text_of(signed_in.get(f"{path}/registrations"))

    assert "2 of 2 places taken none left" in page
    assert "2 of them are held for requests. Review" in page
    assert "1 person is waiting for a place. Waiting list" in page
    assert page.count("Awaiting approval since") == 2


def test_one_is_approved_by_the_button_beside_the_name(desk, signed_in, asked):
    _, path, people = asked

    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[1].id}")

    assert stands(people) == ["awaiting_approval", "confirmed", "waiting"]
    assert told(people[1])[-1] == "registration.confirmed"
    page = text_of(signed_in.get(answer.location))
    assert "1 person was approved and is notified by e-mail." in page


def test_several_are_approved_at_once_and_the_filter_stays_while_somebody_is_left(
    desk, invite, signed_in
):
    _, path, people = invite("abc", capacity=3, terms=APPROVAL)
    ticked = [people[0].id, people[2].id]

    answer = desk(
        f"{path}/registrations/decisions", do="approve", who=ticked, state="awaiting_approval"
    )

    assert stands(people) == ["confirmed", "awaiting_approval", "confirmed"]
    assert "state=awaiting_approval" in answer.location
    assert "2 people were approved" in text_of(signed_in.get(answer.location))
    last = desk(
        f"{path}/registrations/decisions",
        do=f"approve-{people[1].id}",
        state="awaiting_approval",
    )
    assert "state=" not in last.location


def test_a_no_is_asked_once_more_and_then_done(desk, signed_in, asked):
    _, path, people = asked
    at = f"{path}/registrations/decisions"

    asking = text_of(desk(at, do="refuse", who=[people[0].id]))
    before = stands(people)
    answer = desk(at, do="sure", who=[people[0].id])

    assert "Decline this request? a , Legal Aid Network a@example.org" in asking
    assert before == ["awaiting_approval", "awaiting_approval", "waiting"]
    assert stands(people) == ["refused", "awaiting_approval", "awaiting_approval"]
    assert told(people[0])[-1] == "registration.refused"
    assert "1 person was declined and is notified by e-mail." in text_of(
        signed_in.get(answer.location)
    )


def test_a_no_is_taken_back_while_a_place_is_free(desk, signed_in, invite):
    _, path, people = invite("ab", capacity=2, terms=APPROVAL)
    at = f"{path}/registrations/decisions"
    desk(at, do="sure", who=[people[0].id])
    page = text_of(signed_in.get(f"{path}/registrations"))

    desk(at, do=f"approve-{people[0].id}")

    assert "1 person was declined or removed." in page
    assert "Restore" in page
    assert stands(people) == ["confirmed", "awaiting_approval"]


def test_a_no_that_is_taken_back_leads_to_the_waiting_list_when_all_places_are_held(desk, asked):
    _, path, people = asked
    at = f"{path}/registrations/decisions"
    desk(at, do="sure", who=[people[0].id])

    answer = desk(at, do=f"approve-{people[0].id}")

    assert answer.status_code == 303
    assert stands(people) == ["waiting", "awaiting_approval", "awaiting_approval"]


def test_what_changed_meanwhile_is_left_and_told(desk, signed_in, asked):
    _, path, people = asked
    give_back(people[0])

    answer = desk(f"{path}/registrations/decisions", do="approve", who=[people[0].id, people[1].id])

    assert stands(people) == ["cancelled", "confirmed", "awaiting_approval"]
    page = text_of(signed_in.get(answer.location))
    assert "1 person was approved" in page
    assert "1 had changed in the meantime and stays as it is." in page


def test_when_nothing_is_left_to_decide_the_page_says_so(desk, asked):
    _, path, people = asked
    give_back(people[0])

    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

    assert answer.status_code == 409
    assert "There is no request of this person to decide any more" in answer.text


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"do": "approve"}, "Select at least one person"),
        ({"do": "refuse"}, "Select at least one person"),
        ({"do": "promote-1"}, "Choose one of these"),
        ({}, "Choose one of these"),
        ({"do": "approve", "who": ["x"]}, "Choose one of these"),
        ({"do": "approve", "who": [str(number) for number in range(1, 60)]}, "Choose one"),
    ],
)
def test_what_makes_no_sense_changes_nothing(desk, asked, said, word):
    _, path, people = asked

    answer = desk(f"{path}/registrations/decisions", **said)

    assert answer.status_code == 422
    assert word in answer.text
    assert stands(people) == ["awaiting_approval", "awaiting_approval", "waiting"]


@pytest.mark.parametrize("do", ["approve", "refuse", "sure"])
def test_one_of_another_event_is_none_and_nobody_else_is_decided_on(desk, asked, invite, do):
    _, path, people = asked
    _, _, others = invite("x", terms=APPROVAL)

    answer = desk(f"{path}/registrations/decisions", do=do, who=[people[0].id, others[0].id])

    assert answer.status_code == 404
    assert stands(people + others)[0] == "awaiting_approval"
    assert stands(others) == ["awaiting_approval"]


def test_without_the_token_nothing_is_decided(signed_in, asked):
    _, path, people = asked

    answer = signed_in.post(
        f"{path}/registrations/decisions", data={"do": f"approve-{people[0].id}"}
    )

    assert answer.status_code == 400
    assert stands(people)[0] == "awaiting_approval"


def test_nothing_can_be_decided_once_the_event_is_off(signed_in, desk, asked, cancel):
    event, path, people = asked
    cancel(event)

    page = signed_in.get(f"{path}/registrations").text
    answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

    assert "Approve" not in page
    assert answer.status_code == 409
    assert "This event has ended." in answer.text
