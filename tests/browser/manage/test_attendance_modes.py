"""Attendance in person and online: pages of registrants and organiser, checked with axe."""

import pytest

from tests.browser import page_checks
from tests.links import link_token
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def event(make_event, site):
    """Return a hybrid event with a registration type for each attendance mode."""
    event = make_event(
        title="Access to justice for persons with disabilities",
        format=Format.HYBRID,
        place="Palais des Nations, Room XX",
        capacity=60,
    )
    with transaction() as session:
        lines = [
            RegistrationTypeDetails("In person", AttendanceMode.IN_PERSON, 40),
            RegistrationTypeDetails("Online", AttendanceMode.ONLINE),
        ]
        set_types(session, event.id, types=lines, revision=event.revision, site=site)
    return event


@pytest.fixture
def in_person_registration(event, make_registration):
    """Return a registration to attend in person."""
    kind = types_of(db.session(), event.id)[0]
    return make_registration(
        event, name="Ines", email="ines@example.org", registration_type_id=kind.id
    )


def link(site, place, purpose, path):
    return path % link_token(purpose, place.id)


def test_organiser_changes_attendance_mode_shown_on_join_page(
    page, new_page, sign_in_organiser, live_server, event, in_person_registration, site, deliver
):
    deliver()
    door = live_server + link(site, in_person_registration, "join", "/join/%s")
    page.goto(door)
    assert page.get_by_role("heading", name="You are registered to attend in person").is_visible()
    assert page.get_by_text("once they have changed your registration").is_visible()

    organiser_pages = sign_in_organiser(new_page(java_script_enabled=False))
    organiser_pages.goto(f"{live_server}/organise/events/{event.id}/registrations")
    organiser_pages.get_by_role("link", name="Change type… Ines").click()
    organiser_pages.get_by_role("radio", name="Online").check()
    organiser_pages.get_by_role("button", name="Change type").click()
    organiser_pages.wait_for_url("**done=moved-over")

    page.goto(door)
    assert page.get_by_role("heading", name="You can join in").is_visible()
    (mail,) = deliver()
    assert "how you attend has changed" in mail.text
    assert b"LOCATION:http" in mail.calendar


def test_attendance_pages_have_no_axe_violations_or_overflow(
    page, sign_in_organiser, live_server, event, in_person_registration, site
):
    sign_in_organiser(page)
    home = f"/organise/events/{event.id}"
    paths = [
        f"{home}/calendar-preview?way=online&lives=Asia/Tokyo",
        f"{home}/registrations/{in_person_registration.id}/type",
        link(site, in_person_registration, "join", "/join/%s"),
        link(site, in_person_registration, "manage", "/registrations/%s"),
        f"{home}/edit",
    ]

    for path in paths:
        page.goto(live_server + path)
        assert page_checks.problems(page) == []
    page.goto(f"{live_server}{home}/registration-types")
    page.get_by_label("Attendance", exact=True).first.select_option(label="Online")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("heading", name="1 person will be notified of this change").wait_for()
    assert page_checks.problems(page) == []
