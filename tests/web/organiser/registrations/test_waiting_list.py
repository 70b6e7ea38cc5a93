"""The organiser's waiting list: order, and offers to chosen registrants."""

import re

import pytest

from tests.registrations.terms import BY_HAND
from tests.web.organiser.registrations.queueing import (
    cancel_registration,
    order,
    registration_topics,
    statuses,
)
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.events.models import RegistrationType


@pytest.fixture
def queue(invite):
    """Return an event with one place and four waiting registrations."""
    return invite("pabcd")


def test_page_shows_order_and_automatic_rule(signed_in, queue):
    _, path, _ = queue

    page = text_of(signed_in.get(f"{path}/waiting-list"))

    assert "4 people are waiting." in page
    assert "is offered to the first person who can take it" in page
    assert "No places are available at the moment." in page
    assert re.findall(r"(\d) (\w) \w@example", page) == [
        ("1", "a"),
        ("2", "b"),
        ("3", "c"),
        ("4", "d"),
    ]
    assert "Offer a place" not in page


@pytest.mark.parametrize(
    ("who", "to", "after"),
    [(2, "up", "bacd"), (2, "down", "acbd"), (4, "first", "dabc"), (1, "up", "abcd"), (4, "down", "abcd")],
)  # fmt: skip
def test_reordering_notifies_nobody(desk, signed_in, queue, who, to, after):
    event, path, people = queue
    before = registration_topics(people[who])

    answer = desk(f"{path}/waiting-list/{people[who].id}/position", to=to)

    assert order(event) == after
    assert answer.status_code == 303
    assert "The order was changed. Nobody is notified." in text_of(signed_in.get(answer.location))
    assert registration_topics(people[who]) == before


def test_free_place_follows_changed_order(desk, queue):
    _, path, people = queue
    desk(f"{path}/waiting-list/{people[3].id}/position", to="first")

    cancel_registration(people[0])

    assert statuses(people) == ["cancelled", "waiting", "waiting", "offered", "waiting"]


@pytest.mark.parametrize("to", ["", "top", "up down"])
def test_invalid_move_is_refused(desk, queue, to):
    event, path, people = queue

    assert desk(f"{path}/waiting-list/{people[1].id}/position", to=to).status_code == 422
    assert order(event) == "abcd"


def test_registrant_who_left_waiting_list_is_not_moved(desk, queue):
    _, path, people = queue
    cancel_registration(people[2])

    answer = desk(f"{path}/waiting-list/{people[2].id}/position", to="up")

    assert answer.status_code == 409
    assert "This person is no longer on the waiting list." in answer.text


def test_place_is_offered_to_chosen_registrant(desk, signed_in, invite):
    _, path, people = invite("pab", terms=BY_HAND)
    cancel_registration(people[0])
    waiting = statuses(people)
    page = text_of(signed_in.get(f"{path}/waiting-list"))

    answer = desk(f"{path}/registrations/{people[2].id}/offer")

    assert waiting == ["cancelled", "waiting", "waiting"]
    assert "1 place is available." in page
    assert page.count("Offer a place") == 2
    assert statuses(people) == ["cancelled", "waiting", "offered"]
    assert registration_topics(people[2])[-1] == "registration.offered"
    after = text_of(signed_in.get(answer.location))
    assert "The place is offered. The e-mail gives the deadline." in after
    assert "Offer a place" not in after


def test_place_is_not_offered_when_event_is_full(desk, queue):
    _, path, people = queue

    answer = desk(f"{path}/registrations/{people[1].id}/offer")

    assert answer.status_code == 409
    assert "No places are left." in answer.text
    assert statuses(people)[1] == "waiting"


def test_offer_needs_free_place_of_registration_type(signed_in, make_event, make_registration):
    event = make_event(terms={"has_registration_types": True, **BY_HAND})
    with transaction() as session:
        kinds = [
            RegistrationType(event_id=event.id, position=at, name=name, capacity=1)
            for at, name in enumerate(("In person", "Online"))
        ]
        session.add_all(kinds)
        session.flush()
        here, online = (item.id for item in kinds)
    people = [
        make_registration(
            event, email=f"{number}@example.org", name=name, registration_type_id=kind
        )
        for number, (name, kind) in enumerate(
            (("p", here), ("q", online), ("a", here), ("b", online))
        )
    ]
    cancel_registration(people[1])

    page = text_of(signed_in.get(f"/organise/events/{event.id}/waiting-list"))

    assert re.findall(r"Offer a place (\w)", page) == ["b"]
    assert "a · In person" in page


def test_waiting_list_is_paged_with_constant_query_count(signed_in, invite, make_registration):
    event, path, _ = invite("pa")

    def asked(query=""):
        with statements() as seen:
            page = text_of(signed_in.get(f"{path}/waiting-list{query}"))
        return page, [item for item in seen if item.startswith("SELECT")]

    few = asked()[1]
    for number in range(60):
        make_registration(event, email=f"w{number}@example.org", name=f"w{number}")
    page, many = asked()
    second, _ = asked("?from=51")

    assert len(many) == len(few) <= 5
    assert "61 people are waiting." in page
    assert ("50 w48" in page, "51 w49" in page) == (True, False)
    assert ("50 w48" in second, "51 w49" in second, "61 w59" in second) == (False, True, True)


@pytest.mark.parametrize("values", ["x", "-1", "0", "99999999999", "²", "500"])
def test_invalid_page_number_shows_first_page(signed_in, queue, values):
    _, path, _ = queue

    assert signed_in.get(f"{path}/waiting-list?from={values}").status_code == 200


def test_waiting_list_of_cancelled_event_cannot_be_changed(signed_in, queue, cancel):
    event, path, _ = queue
    cancel(event)

    page = signed_in.get(f"{path}/waiting-list").text

    assert "/position" not in page
    assert "/offer" not in page


@pytest.mark.parametrize("tail", ["waiting-list/{}/position", "registrations/{}/offer"])
def test_registration_of_other_event_is_not_found(desk, signed_in, queue, invite, tail):
    _, path, people = queue
    _, _, others = invite("xy")

    for number in (others[1].id, 4711):
        assert desk(f"{path}/{tail.format(number)}", to="up").status_code == 404
    assert signed_in.post(f"{path}/{tail.format(people[1].id)}").status_code == 400
