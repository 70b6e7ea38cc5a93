"""Hints of the form before it is submitted: approval, allowed domains, access, dates."""

import pytest

from tests.questions.asking import ask
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.events.enums import AccessMode
from webinars.events.settings.registration_settings import RegistrationSettings, change_settings
from webinars.questions.question_types import QuestionStage


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


def form_of(event):
    return f"/events/{event.slug}/registrations"


def test_form_promises_no_place_before_approval(client, make_event):
    event = make_event(terms={"requires_approval": True})

    pages = [
        text_of(client.get(path))
        for path in (f"/events/{event.slug}", form_of(event), f"{form_of(event)}/received")
    ]

    assert "The organiser decides on each request, and we e-mail you the decision." in pages[0]
    assert "The organiser decides on each request." in pages[1]
    assert "Another one tells you the organiser’s decision." in pages[1]
    assert "another e-mail tells you the decision" in pages[2]
    assert "Request a place" in pages[1]


def test_form_promises_place_without_approval(client, make_event):
    event = make_event()

    pages = [text_of(client.get(path)) for path in (f"/events/{event.slug}", form_of(event))]

    assert "The organiser decides" not in "".join(pages)
    assert "Request a place" not in "".join(pages)


def test_form_of_full_event_mentions_waiting_list_instead_of_approval(
    client, make_event, make_registration
):
    event = make_event(capacity=1, terms={"requires_approval": True})
    make_registration(event)

    page = text_of(client.get(form_of(event)))

    assert "All places are taken." in page
    assert "The organiser decides" not in page


def test_form_names_allowed_domains(client, make_event):
    event = make_event(terms={"domains": ["un.org", "xn--bcher-kva.example"]})

    page = text_of(client.get(form_of(event)))

    assert "Only addresses at these domains can register: un.org, bücher.example." in page


def test_missing_answer_is_listed_in_error_summary(client, send, make_event):
    event = make_event()
    ask(event, "text", "Why do you come?", required=True)

    page = send(form_of(event), name="Ana", email="ana@example.org", zone="America/Lima", lang="en")

    assert "“Why do you come?”: This question is required." in text_of(page)


def test_form_asks_and_requires_nothing_of_after_approval(client, send, make_event):
    event = make_event()
    ask(event, required=True, stage=QuestionStage.AFTER_APPROVAL)
    page = text_of(client.get(form_of(event)))

    sent = send(form_of(event), name="Ana", email="ana@example.org", zone="America/Lima", lang="en")

    assert "Questions from the organiser" not in page
    assert "Why do you come?" not in page
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("access_mode", "values"),
    [
        (AccessMode.OPEN, "Everyone else can register on the event’s page."),
        (AccessMode.INVITED, "Nobody else can register for this event."),
        (AccessMode.SECRET_LINK, "Anyone with the secret link can register too."),
    ],
)
def test_invitee_list_says_who_else_can_register(signed_in, make_event, access_mode, values):
    event = make_event(terms={"access_mode": access_mode})

    page = signed_in.get(f"/organise/events/{event.id}/invitees")

    assert values in text_of(page)
    assert "“Name &lt;name@example.org&gt;”" in page.text
    assert "autofocus" not in page.text


def test_relative_period_shows_resulting_date(signed_in, make_event, site):
    event = make_event()
    path = f"/organise/events/{event.id}/registration-settings"
    before = text_of(signed_in.get(path))
    with transaction() as session:
        values = RegistrationSettings(closes_before_minutes=120)
        change_settings(
            session, event.id, registration_settings=values, revision=event.revision, site=site
        )

    after = text_of(signed_in.get(path))

    told = "Registration closes 2 hours before the start: Friday 16 July 2027, 13:00"
    # At its field, and in the list of what is not as usual.
    assert (before.count(told), after.count(told)) == (0, 2)
