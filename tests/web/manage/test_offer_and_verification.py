"""The manage page before a place is final: request, waiting list, offer, refusal, verification."""

import re
from datetime import timedelta

import pytest

from tests.links import link_token
from tests.registrations.terms import APPROVAL, AT_ONCE, BY_HAND
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.organiser import approval
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def manage_path(site):
    """Return a builder of manage page paths."""
    return lambda registration: "/registrations/" + link_token("manage", registration.id)


@pytest.fixture
def registrants(make_event, make_registration):
    """Return three registrations for one place: one confirmed, two waiting."""
    event = make_event(capacity=1)
    return [make_registration(event, email=f"{who}@example.org", name=who) for who in "abc"]


@pytest.fixture
def offered(registrants):
    """Cancel the confirmed registration, so that the place is offered to the first waiting one."""
    with transaction() as session:
        cancellation.cancel_registration(session, registrants[0].id)
    return registrants[1]


def stored(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id)


def topics(registration):
    db.session.rollback()
    rows = db.session.query(Message).filter_by(registration_id=registration.id).order_by(Message.id)
    return [row.topic for row in rows if row.topic.startswith("registration.")]


def mailed_link(deliver, to, word):
    """Return the first manage link in the e-mail whose subject contains a text."""
    mail = next(
        registrant
        for registrant in deliver()
        if to in str(registrant.message["To"]) and word in str(registrant.message["Subject"])
    )
    return re.search(r"http://127\.0\.0\.1:8000(/registrations/\S+)", mail.text)[1]


# --- An offer


def test_offer_is_accepted_with_mailed_link(client, send, offered, deliver, manage_path):
    link = mailed_link(deliver, "b@example.org", "Accept your place by")
    page = text_of(client.get(link))
    before = stored(offered).status

    answer = send(link, at=f"{link}/acceptance")

    assert "A place is available for you" in page
    assert "Accept by Friday 27 November 2026, 12:00 your time." in page
    assert "Accept the place" in page
    assert before is Status.OFFERED
    assert answer.status_code == 303
    after = text_of(client.get(answer.location))
    assert "You are registered. An e-mail with the invitation" in after
    assert "You are registered" in after
    row = stored(offered)
    assert (row.status, row.ends_at) == (Status.CONFIRMED, None)
    assert row.verified_at == the_clock.now()
    assert topics(offered)[-1] == "registration.confirmed"


@pytest.mark.parametrize("tail", ["", "/cancellation", "/details", ".ics", "/data.json"])
def test_get_does_not_accept_offer(client, offered, manage_path, tail):
    assert client.get(manage_path(offered) + tail).status_code == 200

    assert stored(offered).status is Status.OFFERED


def test_accepting_and_verifying_need_csrf_token(client, offered, manage_path):
    for at in ("/acceptance", "/verification"):
        assert client.get(manage_path(offered) + at).status_code == 405
        assert client.post(manage_path(offered) + at).status_code == 400

    assert stored(offered).status is Status.OFFERED
    assert stored(offered).verified_at is None


def test_declined_offer_goes_to_next_on_waiting_list(
    client, send, registrants, offered, manage_path
):
    asked = text_of(client.get(f"{manage_path(offered)}/cancellation"))

    answer = send(f"{manage_path(offered)}/cancellation")

    assert "Decline the offer?" in asked
    assert "The place goes to the next person on the waiting list" in asked
    assert answer.location.startswith("/registrations/")
    assert [stored(registrant).status for registrant in registrants[1:]] == [
        Status.CANCELLED,
        Status.OFFERED,
    ]


def test_expired_offer_says_so_and_cannot_be_accepted(
    client, send, token_on, registrants, offered, manage_path, deliver
):
    token = token_on(manage_path(offered))
    the_clock.advance(48 * HOUR)
    deliver()

    answer = client.post(f"{manage_path(offered)}/acceptance", data={"csrf_token": token})
    page = text_of(client.get(answer.location))

    assert "The offer has expired" in page
    assert "Accept by" not in page
    assert "Register again" in page
    assert [stored(registrant).status for registrant in registrants[1:]] == [
        Status.CANCELLED,
        Status.OFFERED,
    ]


def test_overdue_offer_is_accepted_until_worker_expires_it(client, send, offered, manage_path):
    the_clock.advance(49 * HOUR)
    page = text_of(client.get(manage_path(offered)))

    send(manage_path(offered), at=f"{manage_path(offered)}/acceptance")

    assert "The place was held for you until Friday 27 November 2026, 12:00 your time." in page
    assert "It is still available: accept it now." in page
    assert stored(offered).status is Status.CONFIRMED


def test_accepting_twice_accepts_once(send, client, token_on, offered, manage_path):
    token = token_on(manage_path(offered))

    for _ in range(2):
        answer = client.post(f"{manage_path(offered)}/acceptance", data={"csrf_token": token})
        assert answer.status_code == 303

    assert stored(offered).status is Status.CONFIRMED
    assert topics(offered).count("registration.confirmed") == 1


def test_registering_again_after_declining_joins_end_of_waiting_list(
    client, send, registrants, offered, manage_path
):
    send(f"{manage_path(offered)}/cancellation")

    send(manage_path(offered), at=f"{manage_path(offered)}/reregistration")

    assert stored(offered).status is Status.WAITING
    assert "You are next on the waiting list." in text_of(client.get(manage_path(offered)))
    assert stored(registrants[2]).status is Status.OFFERED


def test_offer_of_cancelled_event_cannot_be_accepted(client, offered, manage_path, cancel):
    cancel(db.session.get(Event, offered.event_id))

    page = text_of(client.get(manage_path(offered)))

    assert "This event is cancelled" in page
    assert "Accept the place" not in page


# --- A turn


def test_waiting_registrants_see_their_position(client, registrants, manage_path):
    pages = [text_of(client.get(manage_path(registrant))) for registrant in registrants[1:]]

    assert "You are next on the waiting list." in pages[0]
    assert "You are number 2 on the waiting list." in pages[1]
    assert "we e-mail you an offer to accept" in pages[0]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (AT_ONCE, "you get it automatically, and we e-mail you"),
        (BY_HAND, "The organiser assigns places that become available"),
    ],
)
def test_manage_page_explains_how_free_places_are_assigned(
    client, make_event, make_registration, manage_path, terms, words
):
    event = make_event(capacity=1, terms=terms)
    make_registration(event, email="a@example.org")
    waiting = make_registration(event, email="b@example.org")

    assert words in text_of(client.get(manage_path(waiting)))


def test_position_counts_only_same_registration_type(
    client, make_event, make_registration, manage_path
):
    event = make_event(terms={"has_registration_types": True})
    with transaction() as session:
        made = [
            RegistrationType(event_id=event.id, position=at, name=name, capacity=1)
            for at, name in enumerate(("In person", "Online"))
        ]
        session.add_all(made)
        session.flush()
        here, online = (registrant.id for registrant in made)
    type_ids = (here, online, here, online, online)
    registrants = [
        make_registration(event, email=f"{number}@example.org", registration_type_id=type_id)
        for number, type_id in enumerate(type_ids)
    ]

    pages = [text_of(client.get(manage_path(registrant))) for registrant in registrants[2:]]

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
    """Return a registration that awaits approval."""
    return make_registration(make_event(capacity=1, terms=APPROVAL), email="a@example.org")


def test_request_is_shown_as_awaiting_approval(client, asking, deliver):
    page = text_of(client.get(mailed_link(deliver, "a@example.org", "Request received")))

    assert "Awaiting approval" in page
    assert "The organiser decides on your request" in page
    assert "Go to the join page" not in page
    assert "Withdraw my request" in page


def test_withdrawn_request_frees_its_place(client, send, asking, make_registration, manage_path):
    event = db.session.get(Event, asking.event_id)
    waiting = make_registration(event, email="b@example.org")
    asked = text_of(client.get(f"{manage_path(asking)}/cancellation"))

    send(f"{manage_path(asking)}/cancellation")

    assert "Withdraw your request?" in asked
    assert [stored(registrant).status for registrant in (asking, waiting)] == [
        Status.CANCELLED,
        Status.AWAITING_APPROVAL,
    ]
    assert "Send your request again with the same details" in text_of(
        client.get(manage_path(asking))
    )


def test_declined_registrant_has_no_next_step(client, asking, manage_path, deliver):
    with transaction() as session:
        approval.refuse_request(session, event_id=asking.event_id, registration_id=asking.id)
    page = text_of(client.get(mailed_link(deliver, "a@example.org", "Declined")))

    assert "The organiser declined your registration" in page
    assert "write to the organiser" in page
    for word in ("Register again", "Cancel my registration", "Go to the join page"):
        assert word not in page
    assert client.get(f"{manage_path(asking)}/cancellation").status_code == 303


# --- An address to be proved


@pytest.fixture
def unverified(make_event, make_registration):
    """Return a registration that expires in two days unless its address is verified."""
    return make_registration(make_event(terms={"verification_hours": 48}), email="a@example.org")


def test_email_address_is_verified_with_mailed_link(client, send, unverified, deliver):
    link = mailed_link(deliver, "a@example.org", "You are registered")
    page = text_of(client.get(link))
    before = stored(unverified)

    answer = send(link, at=f"{link}/verification")

    assert "Confirm by Friday 27 November 2026, 12:00 your time" in page
    assert "Confirm my address" in page
    assert (before.verified_at, before.ends_at) == (None, the_clock.now() + 48 * HOUR)
    after = text_of(client.get(answer.location))
    assert "Thank you. Your e-mail address is confirmed, and you are registered." in after
    assert "Confirm by" not in after
    row = stored(unverified)
    assert (row.verified_at, row.ends_at) == (the_clock.now(), None)
    the_clock.advance(49 * HOUR)
    deliver()
    assert stored(unverified).status is Status.CONFIRMED


def test_unverified_place_expires_and_says_why(client, token_on, unverified, manage_path, deliver):
    token = token_on(manage_path(unverified))
    the_clock.advance(48 * HOUR)
    deliver()

    answer = client.post(f"{manage_path(unverified)}/verification", data={"csrf_token": token})
    page = text_of(client.get(answer.location))

    assert stored(unverified).status is Status.CANCELLED
    assert "You did not confirm in time" in page
    assert "you are registered" not in page


def test_no_verification_is_asked_where_places_do_not_expire(
    client, make_event, make_registration, manage_path
):
    registration = make_registration(make_event())

    assert "Confirm my address" not in client.get(manage_path(registration)).text


def test_extended_deadline_of_offer_is_shown(client, offered, manage_path):
    with transaction() as session:
        place_deadlines.extend_deadline(
            session,
            event_id=offered.event_id,
            registration_id=offered.id,
            until=the_clock.now() + 72 * HOUR,
        )

    assert "Saturday 28 November 2026, 12:00 your time" in text_of(client.get(manage_path(offered)))


def test_other_private_links_accept_nothing(client, offered, manage_path, site):
    token = link_token("join", offered.id)

    for at in ("acceptance", "verification"):
        for path in (f"/registrations/{token}/{at}", f"/registrations/x/{at}"):
            assert client.post(path, data={"csrf_token": "x"}).status_code in {400, 404}

    assert stored(offered).status is Status.OFFERED
