"""Comments: a question is answered and published; axe, small screens, keyboard only."""

import re

import pytest

from tests.browser import page_checks
from tests.comments.leaving import act, all_stored, answer, leave, stored
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.events.models import Event

LONG = "Wird-die-Veranstaltung-aufgezeichnet-und-kann-man-sie-sp\u00e4ter-ansehen" * 3


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def event(make_event):
    """Create an event with comments in every state."""
    event = make_event(title="Access to justice for children on the move", description="Join us.")
    text = "Dear colleagues,\n\nwill there be captions in French?\nAnd a recording?"
    answer(
        event,
        leave(event, name="Wanjiru Kamau", text=text),
        "Both: captions in **English and French**.\n\nSee [the programme](https://x.example.org/).",
    )
    act("publish", event, leave(event, name="رانيا", text="شكرا على هذه الندوة"))
    act("publish", event, leave(event, name=LONG[:90], text=LONG))
    answer(event, leave(event, text="May I bring my dog?"), "You may.", on_page=False)
    act("remove", event, leave(event, text="Cheap watches"))
    event.waiting = leave(event, name="Bo Nilsson", text="Is there a way without steps?")
    return event


@pytest.fixture
def paths(event, make_event, site):
    """Return paths of pages with comments in states that test_every_route.py does not show."""
    closed = make_event(title="Closed")
    with transaction() as session:
        session.get_one(Event, closed.id).accepts_comments = False
    left = stored(all_stored()[0].id)
    work = f"/organise/events/{event.id}/comments"
    return [
        f"/events/{event.slug}",
        f"/events/{event.slug}/comments",
        work,
        f"{work}?done=removed&which=5",
        f"{work}/{event.waiting}",
        f"{work}/{left.id}",
        f"/organise/events/{closed.id}/comments",
    ]


def test_pages_have_no_axe_violations_or_overflow(new_page, sign_in_organiser, paths, live_server):
    page, right_to_left = sign_in_organiser(new_page()), sign_in_organiser(new_page(locale="ar"))

    for path in paths:
        assert page_checks.problems_at(page, right_to_left, [live_server + path]) == []
        button = page.locator("main form button.primary")
        if button.count():
            button.first.click()
            assert page_checks.problems(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_question_is_answered_and_published(
    new_page, sign_in_organiser, make_event, live_server, deliver, scripts
):
    event = make_event()
    address = f"{live_server}/events/{event.slug}"
    reader = new_page(java_script_enabled=scripts)
    reader.goto(address)
    reader.get_by_role("link", name="Ask the organiser").click()
    reader.get_by_label("Your question").fill("Is it recorded?\n\nAnd captioned?")
    reader.get_by_label("Your name").fill("Ann")
    reader.get_by_role("button", name="Send").click()
    draft = reader.get_by_label("Your question").input_value()
    reader.get_by_label("E-mail").fill("ann@example.org")
    reader.get_by_role("button", name="Send").click()
    reader.wait_for_url("**/comments/received")
    [told] = deliver()

    host = sign_in_organiser(new_page(java_script_enabled=scripts))
    host.goto(live_server + _link_after("Read, answer", told))
    host.get_by_role("link", name="Answer… Ann").click()
    host.get_by_label("Your answer").fill("Both, in *English*.")
    host.get_by_role("button", name="Answer on the event’s page").click()
    host.get_by_text("The answer is now on the event’s page.").wait_for()
    [mail] = deliver()

    reader.goto(live_server + _link_after("ON THE EVENT’S PAGE", mail))
    asked = reader.get_by_role("listitem").filter(has_text="Is it recorded?")
    assert draft == "Is it recorded?\n\nAnd captioned?"
    assert asked.get_by_text("Both, in English.").is_visible()
    assert "ann@example.org" not in reader.content()
    reader.goto(live_server + _link_after("DELETE WHAT YOU WROTE", mail))
    reader.get_by_role("button", name="Yes, delete it").click()
    reader.wait_for_url("**/comments/erased")
    reader.goto(address)
    assert reader.get_by_text("Is it recorded?").count() == 0


def _link_after(words, mail):
    return re.search(rf"{words}.*?http://[^/]+(/\S+)", mail.text, re.S)[1]


def test_comment_is_moderated_with_keyboard_only(page, sign_in_organiser, make_event, live_server):
    event = make_event()
    keys = page.keyboard
    page.goto(f"{live_server}/events/{event.slug}")
    page.get_by_role("link", name="Ask the organiser").focus()
    keys.press("Enter")
    page.get_by_label("Your question").focus()
    keys.type("Where?")
    keys.press("Tab")
    keys.type("Ann")
    keys.press("Tab")
    keys.type("ann@example.org")
    keys.press("Enter")
    page.wait_for_url("**/comments/received")
    sign_in_organiser(page).goto(f"{live_server}/organise/events/{event.id}/comments")
    statuses = []

    for button in ("Publish without an answer Ann", "Remove Ann", "Undo"):
        page.get_by_role("button", name=button, exact=True).first.focus()
        with page.expect_navigation():
            keys.press("Enter")
        statuses.append(all_stored()[0].state)
        db.session.rollback()

    assert statuses == [CommentState.PUBLIC, CommentState.REMOVED, CommentState.PUBLIC]


def test_focus_moves_to_invalid_field(page, make_event, live_server):
    page.goto(f"{live_server}/events/{make_event().slug}/comments")
    page.get_by_label("Your question").fill("Where?")
    page.get_by_role("button", name="Send").click()

    page.get_by_text("There are 2 problems").wait_for()
    assert page.evaluate("document.activeElement.name") == "name"
