"""An owner, an editor and a check-in person work on one event; each joins by the link of an e-mail.

With scripts, where axe checks each page at two widths, light and dark; and without scripts.
"""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser import page_checks
from webinars.database import db
from webinars.events.models import Event
from webinars.registrations.models import CheckIn


@pytest.fixture(params=["scripts", "no scripts"])
def has_scripts(request):
    """Run with and without JavaScript."""
    return request.param == "scripts"


@pytest.fixture
def team_event(clock, make_event, make_registration):
    event = make_event(title="Heat and work")
    for number, name in enumerate(("Ana Souza", "Bo Li")):
        make_registration(event, name=name, email=f"p{number}@example.com")
    return event.id


@pytest.fixture
def join(new_page, live_server, deliver, has_scripts):
    """Return a function that opens the sign-in link that an address was e-mailed, and presses its button."""

    def join(address):
        [mail] = [one for one in deliver() if one.message["To"].addresses[0].addr_spec == address]
        path = urlsplit(re.search(r"http\S+/sign-in/\S+", mail.text)[0]).path
        page = new_page(java_script_enabled=has_scripts, reduced_motion="reduce")
        page.goto(live_server + path)
        page.locator("main button").click()
        page.wait_for_url("**/organise")
        return page

    return join


def add(page, address, role):
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Add to the team").last.click()
    assert page.get_by_text("They are on the team").is_visible()


def test_colleagues_do_what_their_roles_allow(
    sign_in_organiser, new_page, join, team_event, live_server, has_scripts
):
    def check(page):
        if has_scripts:
            assert page_checks.problems(page) == []

    owner = sign_in_organiser(new_page(java_script_enabled=has_scripts, reduced_motion="reduce"))
    owner.goto(f"{live_server}/organise/events/{team_event}/team")
    add(owner, "editor@example.org", "Editor")
    editor = join("editor@example.org")
    add(owner, "desk@example.org", "Check-in")
    desk = join("desk@example.org")
    check(owner)

    editor.get_by_role("link", name="Heat and work").first.click()
    editor.get_by_label("Title", exact=True).fill("Heat, work and health")
    editor.get_by_role("button", name="Save", exact=True).click()
    check(editor)
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"{live_server}/organise/events")
    assert desk.get_by_role("link", name="New event").count() == 0
    desk.get_by_role("link", name="Heat, work and health").first.click()
    check(desk)
    assert desk.get_by_role("link", name="Registrations").count() == 0
    desk.get_by_role("link", name="Check-in").click()
    desk.get_by_label("Name", exact=True).fill("ana")
    desk.get_by_role("button", name="Search").click()
    desk.get_by_role("button", name="Present").click()
    assert desk.get_by_text("1 of 2 checked in").is_visible()
    check(desk)
    owner.get_by_role("link", name="Make owner…").first.click()
    check(owner)
    owner.get_by_role("button", name="Yes, hand over").click()
    owner.wait_for_url("**/team?done=handed-over")
    owner.get_by_role("link", name="History").click()
    check(owner)
    assert owner.locator(".history h3").all_inner_texts() == [
        "Role changed: Amira Haddad",
        "Made owner: editor",
        "Event changed",
        "Added to the team: desk",
        "Added to the team: editor",
        "Event published",
        "Event created",
    ]

    db.session.rollback()
    event = db.session.get(Event, team_event)
    assert event.title == "Heat, work and health"
    assert db.session.query(CheckIn).count() == 1
    assert event.organiser_id != db.session.query(CheckIn).one().organiser_id
