"""Questions: axe, small screens, conditions with and without scripts, files, keyboard only."""

import pytest

from tests.browser import page_checks
from tests.links import link_token
from tests.questions.asking import PDF, answers_of, ask, changes_of, give, kind_of_registration
from webinars.database import db
from webinars.questions import queries
from webinars.questions.question_spec import Upload
from webinars.registrations.models import Registration


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def event(make_event):
    """Create an event with a question of every type."""
    event = make_event(title="Access to justice for children on the move")
    here = kind_of_registration(event, "In Geneva")
    kind_of_registration(event, "Online", 2)
    event.travels = ask(event, "yes_no", "Do you travel to Geneva?", required=True)
    event.origin = ask(
        event,
        "country",
        "From which country?",
        required=True,
        parent_id=event.travels,
        parent_values=("yes",),
    )
    event.arrives = ask(
        event, "date", "When do you arrive?", parent_id=event.travels, parent_values=("yes",)
    )
    ask(
        event,
        "several",
        "Dietary requirements",
        help="For the kitchen of this event alone.",
        choices=(
            "Meat",
            "Meat and fish",
            "Anything from animals",
            "What is not halal",
            "Gluten",
            "Nuts",
        ),
        registration_type_ids=frozenset({here}),
    )
    ask(
        event, "single", "In which language do you speak?", choices=("English", "French", "Spanish")
    )
    ask(event, "number", "How many people do you speak for?")
    ask(
        event,
        "long_text",
        "Accessibility needs",
        help="Such as captions,\nor a way without steps.",
    )
    event.letter = ask(event, "file", "Your letter of nomination")
    ask(
        event,
        "consent",
        "You may record what I say",
        help="The recording is kept for five years, for the archive of the Committee alone.",
        required=True,
    )
    return event


@pytest.fixture
def registration(event, make_registration, organiser):
    """Create a registration whose answers were changed."""
    registration = make_registration(
        event,
        registration_type_id=queries.questions_of(db.session(), event.id)[3].registration_type_ids[
            0
        ],
    )
    give(
        registration, {event.travels: "no", event.letter: Upload("nomination.pdf", PDF)}, organiser
    )
    give(registration, {event.travels: "yes", event.origin: "KE"}, organiser)
    return registration


@pytest.fixture
def manage_path(registration, site):
    """Return the path of its manage page."""
    return f"/registrations/{link_token('manage', registration.id)}"


@pytest.fixture
def addresses(event, registration, manage_path, live_server):
    """Return URLs of pages with questions, except the page that deletes one."""
    work = f"/organise/events/{event.id}"
    paths = [
        f"/events/{event.slug}/registrations",
        f"{manage_path}/answers",
        f"{work}/questions",
        f"{work}/questions/new?type=several",
        f"{work}/questions/{event.origin}",
        f"{work}/registrations/{registration.id}/answers",
    ]
    return [live_server + path for path in paths]


def registered():
    db.session.rollback()
    return db.session.query(Registration).order_by(Registration.id).all()


def fill_in(page, *, kind="Online"):
    page.get_by_label("Your name", exact=True).fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@example.org")
    page.get_by_label(kind).check()


def test_pages_have_no_axe_violations_or_overflow(new_page, sign_in_organiser, addresses):
    page, right_to_left = sign_in_organiser(new_page()), sign_in_organiser(new_page(locale="ar"))

    for address in addresses:
        assert page_checks.problems_at(page, right_to_left, [address]) == []
        if not address.endswith("/questions"):
            page.locator("main form button.primary").click()
            assert page_checks.problems(page) == []


def test_conditional_questions_follow_answers(page, event, live_server):
    page.goto(f"{live_server}/events/{event.slug}/registrations")
    origin, diet = (
        page.get_by_label("From which country?"),
        page.get_by_text("Dietary requirements"),
    )

    assert not origin.is_visible()
    assert not diet.is_visible()
    page.get_by_role("radio", name="Yes").check()
    assert origin.is_visible()
    assert not page.get_by_text("Only if you answer").first.is_visible()
    page.get_by_label("In Geneva").check()
    assert diet.is_visible()
    page.get_by_role("radio", name="No", exact=True).check()

    assert not origin.is_visible()


def test_scripts_show_questions_of_registration_type(page, new_page, manage_path, live_server):
    plain = new_page(java_script_enabled=False)
    for tab in (page, plain):
        tab.goto(f"{live_server}{manage_path}/answers")
        tab.get_by_role("group", name="Dietary requirements").get_by_label("Nuts").check()
        assert tab.get_by_text("Only for").count() == 0


def test_questions_required_by_server_are_shown(page, event, live_server):
    page.goto(f"{live_server}/events/{event.slug}/registrations")
    fill_in(page)
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Register").click()

    page.get_by_role("link", name="This question is required.").click()
    assert page.locator(":focus, :target").first.get_attribute("id") == f"q-{event.origin}"
    page.get_by_label("From which country?").select_option(label="Kenya")
    page.get_by_label("You may record what I say").check()
    page.get_by_label("Your letter of nomination").set_input_files(
        {"name": "nomination.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/received")

    stored = answers_of(registered()[0])
    assert stored[event.origin] == {"text": "KE"}
    assert stored[event.letter] == {"text": "nomination.pdf"}


def test_questions_are_answered_without_scripts(new_page, event, live_server):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_server}/events/{event.slug}/registrations")
    fill_in(page)

    assert page.get_by_label("From which country?").is_visible()
    assert page.get_by_text(
        "Only if you answer “Do you travel to Geneva?” with “Yes”."
    ).first.is_visible()
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("You may record what I say").check()
    page.get_by_role("button", name="Register").click()

    page.wait_for_url("**/received")
    assert len(registered()) == 1


def test_questions_are_edited_with_keyboard_only(page, sign_in_organiser, make_event, live_server):
    event = make_event()
    ask(event, "yes_no", "Do you travel?")
    sign_in_organiser(page).goto(f"{live_server}/organise/events/{event.id}/questions")
    keys = page.keyboard

    page.get_by_role("link", name="Short text").focus()
    keys.press("Enter")
    page.get_by_label("Question", exact=True).focus()
    keys.type("From where?")
    page.get_by_label("Only if “Do you travel?” is answered").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    page.get_by_role("button", name="Save").focus()
    keys.press("Enter")
    page.wait_for_url("**/questions?done=added")
    page.get_by_role("link", name="Number").click()
    page.get_by_label("Question", exact=True).fill("How many?")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Move “How many?” up").focus()
    keys.press("Enter")
    page.wait_for_url("**/questions#question-*")

    db.session.rollback()
    asked = queries.questions_of(db.session(), event.id)
    assert [question.label for question in asked] == ["Do you travel?", "How many?", "From where?"]
    assert asked[2].parent_values == ["yes"]


def test_corrected_answer_is_shown_in_history(
    page, sign_in_organiser, event, registration, live_server
):
    sign_in_organiser(page).goto(
        f"{live_server}/organise/events/{event.id}/registrations/{registration.id}/answers"
    )

    page.get_by_label("From which country?").select_option(label="Nepal")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The answers were saved.").wait_for()

    assert changes_of(registration)[-1][2:] == ({"text": "KE"}, {"text": "NP"})
