"""Somebody's own page while their place is not settled: asked for, waited for, offered, refused, to be proved."""

import re
from datetime import timedelta

import pytest

from tests.links import link_token
from tests.registrations.terms import APPROVAL, AT_ONCE, BY_HAND
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message
from webinars.registrations import actions, organiser_actions, waiting_list
from webinars.registrations.models import Registration, Status
from webinars.timezones import clock as the_clock

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def own(site):
    """Give the address of somebody's own page."""
    return lambda place: "/registrations/" + link_token("manage", place.id)


@pytest.fixture
def people(make_event, make_registration):
    """Give an event of one place, who has it, and two who wait."""
    event = make_event(capacity=1)
    return [make_registration(event, email=f"{who}@example.org", name=who) for who in "abc"]


@pytest.fixture
def offered(people):
    """Let the place be given back: it is offered to the first who waits."""
    with transaction() as session:
        actions.cancel(session, people[0].id)
    return people[1]


def stored(place):
    db.session.rollback()
    return db.session.get(Registration, place.id)


def topics(place):
    db.session.rollback()
    rows = db.session.query(Message).filter_by(registration_id=place.id).order_by(Message.id)
    return [row.topic for row in rows if row.topic.startswith("registration.")]


def mailed_link(deliver, to, word):
    """Return the address behind the first link to an own page in the mail whose subject has a word."""
    mail = next(
        each
        for each in deliver()
        if to in str(each.message["To"]) and word in str(each.message["Subject"])
    )
    return re.search(r"http://127\.0\.0\.1:8000(/registrations/\S+)", mail.text)[1]


# --- An offer


def test_offer_is_accepted_with_mailed_link(client, send, offered, deliver, own):
    link = mailed_link(deliver, "b@example.org", "A place is free for you")
    page = text_of(client.get(link))
    looked = stored(offered).status

    answer = send(link, at=f"{link}/acceptance")

    assert "A place is offered to you" in page
    assert "Accept by Friday 27 November 2026, 12:00 your time." in page
    assert "Accept the place" in page
    assert looked is Status.OFFERED
    assert answer.status_code == 303
    after = text_of(client.get(answer.location))
    assert "You have a place. An e-mail with the invitation" in after
    assert "You have a place" in after
    row = stored(offered)
    assert (row.status, row.ends_at) == (Status.CONFIRMED, None)
    assert row.verified_at == the_clock.now()
    assert topics(offered)[-1] == "registration.confirmed"


@pytest.mark.parametrize("tail", ["", "/cancellation", "/details", ".ics", "/data.json"])
def test_get_does_not_accept_offer(client, offered, own, tail):
    assert client.get(own(offered) + tail).status_code == 200

    assert stored(offered).status is Status.OFFERED


def test_accepting_and_verifying_need_csrf_token(client, offered, own):
    for at in ("/acceptance", "/verification"):
        assert client.get(own(offered) + at).status_code == 405
        assert client.post(own(offered) + at).status_code == 400

    assert stored(offered).status is Status.OFFERED
    assert stored(offered).verified_at is None


def test_declined_offer_goes_to_next_on_waiting_list(client, send, people, offered, own):
    asked = text_of(client.get(f"{own(offered)}/cancellation"))

    answer = send(f"{own(offered)}/cancellation")

    assert "Decline the offer?" in asked
    assert "The place goes to the next person on the waiting list" in asked
    assert answer.location.startswith("/registrations/")
    assert [stored(each).status for each in people[1:]] == [Status.CANCELLED, Status.OFFERED]


def test_expired_offer_says_so_and_cannot_be_accepted(
    client, send, token_on, people, offered, own, deliver
):
    token = token_on(own(offered))
    the_clock.advance(48 * HOUR)
    deliver()

    answer = client.post(f"{own(offered)}/acceptance", data={"csrf_token": token})
    page = text_of(client.get(answer.location))

    assert "The offer has expired" in page
    assert "Accept by" not in page
    assert "Register again" in page
    assert [stored(each).status for each in people[1:]] == [Status.CANCELLED, Status.OFFERED]


def test_overdue_offer_is_accepted_until_worker_expires_it(client, send, offered, own):
    the_clock.advance(49 * HOUR)
    page = text_of(client.get(own(offered)))

    send(own(offered), at=f"{own(offered)}/acceptance")

    assert "The place was held for you until Friday 27 November 2026, 12:00 your time." in page
    assert "It is still free: accept it now." in page
    assert stored(offered).status is Status.CONFIRMED


def test_accepting_twice_accepts_once(send, client, token_on, offered, own):
    token = token_on(own(offered))

    for _ in range(2):
        answer = client.post(f"{own(offered)}/acceptance", data={"csrf_token": token})
        assert answer.status_code == 303

    assert stored(offered).status is Status.CONFIRMED
    assert topics(offered).count("registration.confirmed") == 1


def test_registering_again_after_declining_joins_end_of_waiting_list(
    client, send, people, offered, own
):
    send(f"{own(offered)}/cancellation")

    send(own(offered), at=f"{own(offered)}/reregistration")

    assert stored(offered).status is Status.WAITING
    assert "You are next on the waiting list." in text_of(client.get(own(offered)))
    assert stored(people[2]).status is Status.OFFERED


def test_offer_of_cancelled_event_cannot_be_accepted(client, offered, own, cancel):
    cancel(db.session.get(Event, offered.event_id))

    page = text_of(client.get(own(offered)))

    assert "This event is cancelled" in page
    assert "Accept the place" not in page


# --- A turn


def test_waiting_registrants_see_their_position(client, people, own):
    pages = [text_of(client.get(own(each))) for each in people[1:]]

    assert "You are next on the waiting list." in pages[0]
    assert "You are number 2 on the waiting list." in pages[1]
    assert "we e-mail you an offer to accept" in pages[0]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (AT_ONCE, "you get it automatically, and we e-mail you"),
        (BY_HAND, "The organiser assigns places that become free"),
    ],
)
def test_manage_page_explains_how_free_places_are_assigned(
    client, make_event, make_registration, own, terms, words
):
    event = make_event(capacity=1, terms=terms)
    make_registration(event, email="a@example.org")
    waiting = make_registration(event, email="b@example.org")

    assert words in text_of(client.get(own(waiting)))


def test_position_counts_only_same_registration_type(client, make_event, make_registration, own):
    event = make_event(terms={"has_registration_types": True})
    with transaction() as session:
        made = [
            RegistrationType(event_id=event.id, position=at, name=name, capacity=1)
            for at, name in enumerate(("In person", "Online"))
        ]
        session.add_all(made)
        session.flush()
        here, online = (each.id for each in made)
    kinds = (here, online, here, online, online)
    people = [
        make_registration(event, email=f"{number}@example.org", registration_type_id=kind)
        for number, kind in enumerate(kinds)
    ]

    pages = [text_of(client.get(own(each))) for each in people[2:]]

    assert [
        re.search(r"You are (?:next|number \d+) on the waiting list", page)[0] for page in pages
    ] == [
        "You are next on the waiting list",
        "You are next on the waiting list",
        "You are number 2 on the waiting list",
    ]


# --- Approval


@pytest.fixture
def asking(make_event, make_registration):
    """Give somebody who has asked for a place."""
    return make_registration(make_event(capacity=1, terms=APPROVAL), email="a@example.org")


def test_request_is_shown_as_awaiting_approval(client, asking, deliver):
    page = text_of(client.get(mailed_link(deliver, "a@example.org", "Asked for")))

    assert "Awaiting approval" in page
    assert "The organiser decides on your request" in page
    assert "Go to the join page" not in page
    assert "Withdraw my request" in page


def test_withdrawn_request_frees_its_place(client, send, asking, make_registration, own):
    event = db.session.get(Event, asking.event_id)
    waiting = make_registration(event, email="b@example.org")
    asked = text_of(client.get(f"{own(asking)}/cancellation"))

    send(f"{own(asking)}/cancellation")

    assert "Withdraw your request?" in asked
    assert [stored(each).status for each in (asking, waiting)] == [
        Status.CANCELLED,
        Status.AWAITING_APPROVAL,
    ]
    assert "Send your request again with the same details" in text_of(client.get(own(asking)))


def test_declined_registrant_has_no_next_step(client, asking, own, deliver):
    with transaction() as session:
        organiser_actions.decline(session, event_id=asking.event_id, registration_id=asking.id)
    page = text_of(client.get(mailed_link(deliver, "a@example.org", "Declined")))

    assert "The organiser declined your registration" in page
    assert "write to the organiser" in page
    for word in ("Register again", "Cancel my registration", "Go to the join page"):
        assert word not in page
    assert client.get(f"{own(asking)}/cancellation").status_code == 303


# --- An address to be proved


@pytest.fixture
def unproved(make_event, make_registration):
    """Give somebody whose place ends in two days unless they say that the address is theirs."""
    return make_registration(make_event(terms={"verification_hours": 48}), email="a@example.org")


def test_email_address_is_verified_with_mailed_link(client, send, unproved, deliver):
    link = mailed_link(deliver, "a@example.org", "Your place")
    page = text_of(client.get(link))
    looked = stored(unproved)

    answer = send(link, at=f"{link}/verification")

    assert "Confirm by Friday 27 November 2026, 12:00 your time" in page
    assert "Confirm my e-mail address" in page
    assert (looked.verified_at, looked.ends_at) == (None, the_clock.now() + 48 * HOUR)
    after = text_of(client.get(answer.location))
    assert "Thank you. Your e-mail address is confirmed, and you keep your place." in after
    assert "Confirm by" not in after
    row = stored(unproved)
    assert (row.verified_at, row.ends_at) == (the_clock.now(), None)
    the_clock.advance(49 * HOUR)
    deliver()
    assert stored(unproved).status is Status.CONFIRMED


def test_unverified_place_expires_and_says_why(client, token_on, unproved, own, deliver):
    token = token_on(own(unproved))
    the_clock.advance(48 * HOUR)
    deliver()

    answer = client.post(f"{own(unproved)}/verification", data={"csrf_token": token})
    page = text_of(client.get(answer.location))

    assert stored(unproved).status is Status.CANCELLED
    assert "You did not confirm in time" in page
    assert "you keep your place" not in page


def test_no_verification_is_asked_where_places_do_not_expire(
    client, make_event, make_registration, own
):
    place = make_registration(make_event())

    assert "Confirm my e-mail address" not in client.get(own(place)).text


def test_extended_deadline_of_offer_is_shown(client, offered, own):
    with transaction() as session:
        waiting_list.extend_deadline(
            session,
            event_id=offered.event_id,
            registration_id=offered.id,
            until=the_clock.now() + 72 * HOUR,
        )

    assert "Saturday 28 November 2026, 12:00 your time" in text_of(client.get(own(offered)))


def test_other_private_links_accept_nothing(client, offered, own, site):
    token = link_token("join", offered.id)

    for at in ("acceptance", "verification"):
        for path in (f"/registrations/{token}/{at}", f"/registrations/x/{at}"):
            assert client.post(path, data={"csrf_token": "x"}).status_code in {400, 404}

    assert stored(offered).status is Status.OFFERED
