"""Requests, waiting lists, offers and verification: axe, small screens, keyboard only, no scripts."""

import pytest

from tests.browser import page_checks
from tests.links import link_token
from tests.registrations.terms import APPROVAL, BY_HAND
from webinars.database import db, transaction
from webinars.events.models import RegistrationType
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.organiser import approval
from webinars.registrations.status import Status

NAMES = ("Wanjiru Kamau", "Xenia Papadopoulou", "Yusuf Rahman", "Zodwa Ndlovu", "Amal Haddad")


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def create_event_with_registrations(make_event, make_registration):
    """Return a function that creates an event with registrations in order of arrival."""

    def create_event_with_registrations(many, **details):
        event = make_event(**details)
        return event, [
            make_registration(event, name=name, email=f"{name.split()[0].lower()}@example.org")
            for name in NAMES[:many]
        ]

    return create_event_with_registrations


@pytest.fixture
def manage_pages(create_event_with_registrations, make_registration, live_server, site):
    """Return URLs of manage pages in states that test_every_route.py does not show."""
    _, offered = create_event_with_registrations(3, capacity=1)
    _, asked = create_event_with_registrations(2, terms=APPROVAL, capacity=2)
    _, unproved = create_event_with_registrations(
        1, terms={"verification_hours": 48}, title="To be confirmed"
    )
    with transaction() as session:
        cancellation.cancel_registration(session, offered[0].id)
        approval.refuse_request(session, event_id=asked[1].event_id, registration_id=asked[1].id)
        session.get_one(Registration, offered[0].id).cancel_reason = "offer-expired"

    def manage_path(place, tail=""):
        token = link_token("manage", place.id)
        return f"{live_server}/registrations/{token}{tail}"

    return [
        *(
            manage_path(registration)
            for registration in (offered[0], offered[2], *asked, *unproved)
        ),
        *(
            manage_path(registration, "/cancellation")
            for registration in (offered[2], asked[0], *unproved)
        ),
        manage_path(offered[2], "?done=accepted"),
        manage_path(unproved[0], "?done=verified"),
    ]


@pytest.fixture
def organiser_pages(create_event_with_registrations, make_registration, live_server):
    """Return URLs of the organiser's pages with these registrations."""
    event, people = create_event_with_registrations(5, capacity=3, terms=APPROVAL)
    queue, waiting = create_event_with_registrations(
        5, capacity=1, terms={**BY_HAND, "has_registration_types": False}
    )
    with transaction() as session:
        approval.approve_request(session, event_id=event.id, registration_id=people[0].id)
        kind = RegistrationType(event_id=queue.id, position=0, name="In person")
        session.add(kind)
        session.flush()
        for registration in waiting[1:3]:
            session.get_one(Registration, registration.id).registration_type_id = kind.id
        cancellation.cancel_registration(session, waiting[0].id)
    timed, offered = create_event_with_registrations(2, capacity=1, title="With an offer")
    with transaction() as session:
        cancellation.cancel_registration(session, offered[0].id)
    paths = [
        f"{event.id}/registrations?done=approved&n=2&left=1",
        f"{event.id}/registrations?state=awaiting_approval",
        f"{event.id}/waiting-list",
        f"{queue.id}/waiting-list?done=moved",
        f"{timed.id}/registrations",
        f"{timed.id}/waiting-list",
    ]
    return [f"{live_server}/organise/events/{path}" for path in paths]


def test_pages_have_no_axe_violations_or_overflow(
    new_page, sign_in_organiser, manage_pages, organiser_pages
):
    page, right_to_left = sign_in_organiser(new_page()), sign_in_organiser(new_page(locale="ar"))

    assert page_checks.problems_at(page, right_to_left, (*manage_pages, *organiser_pages)) == []


def test_several_requests_are_approved_without_scripts(
    new_page, sign_in_organiser, organiser_pages
):
    page = sign_in_organiser(new_page(java_script_enabled=False))

    page.goto(organiser_pages[1])
    page.get_by_label("Xenia Papadopoulou").check()
    page.get_by_label("Yusuf Rahman").check()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.wait_for_url("**done=approved**")
    flash = page.get_by_role("status").inner_text()

    assert flash == "2 people were approved and are notified by e-mail."
    db.session.rollback()
    statuses = {
        registration.name: registration.status
        for registration in db.session.query(Registration).filter_by(event_id=1)
    }
    assert statuses["Xenia Papadopoulou"] is statuses["Yusuf Rahman"] is Status.CONFIRMED


def test_waiting_list_is_reordered_with_keyboard_only(page, sign_in_organiser, organiser_pages):
    sign_in_organiser(page)
    page.goto(organiser_pages[3])

    page.get_by_role("button", name="Move Yusuf Rahman up").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**done=moved**position-1")

    assert page.locator(".waiting-list b").all_inner_texts()[:2] == [
        "Yusuf Rahman",
        "Xenia Papadopoulou",
    ]
