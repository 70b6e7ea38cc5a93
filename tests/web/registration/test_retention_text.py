"""Pages say when personal data is deleted before it is sent, and afterwards how much was deleted."""

from datetime import timedelta

import pytest

from tests.links import link_token
from tests.questions.asking import ask, give
from tests.web.conftest import token_of
from tests.web.organiser.conftest import stored
from tests.web.organiser.settings.test_views import USUAL
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.registrations.erasure import erase_registrant
from webinars.worker.data_purge import DataPurger


@pytest.fixture
def event(clock, make_event):
    """Return an event whose organiser chose a short period."""
    return make_event(terms={"retention_days": 90})


@pytest.fixture
def choose(signed_in, event):
    """Return a function that saves the registration settings with a retention period."""
    path = f"/organise/events/{event.id}/registration-settings"

    def choose(days, seen=None):
        token = token_of(signed_in.get("/organise/events/new"))
        seen = seen or stored(event.id).revision
        fields = {**USUAL, "retention_days": str(days), "revision": str(seen)}
        return signed_in.post(path, data={"csrf_token": token, "do": "save", **fields})

    return choose


def test_form_and_page_of_a_registration_state_the_period(client, event, make_registration):
    ask(event, label="Diet", sensitive=True)
    ask(event, label="From where?")
    token = link_token("manage", make_registration(event).id)

    form = text_of(client.get(f"/events/{event.slug}/registrations"))

    assert "We delete them 90 days after the event." in form
    assert form.count("We delete this answer 30 days after the event.") == 1
    page = text_of(client.get(f"/registrations/{token}"))
    assert "We delete your details 90 days after the event." in page


def test_privacy_page_states_the_usual_period(client):
    text = text_of(client.get("/privacy"))

    assert "We delete your details 1 year after the event." in text
    assert "Answers that the form marks as sensitive are deleted 30 days after the event." in text


def test_organiser_chooses_a_period_and_the_form_states_it_at_once(choose, client, event):
    form = f"/events/{event.slug}/registrations"
    assert "We delete them 90 days after the event." in text_of(client.get(form))

    choose(2 * 365)

    assert "We delete them 2 years after the event." in text_of(client.get(form))
    assert choose(31).status_code == 422
    assert stored(event.id).retention_days == 730


def test_period_that_was_stated_to_registrants_is_only_shortened(choose, event, make_registration):
    make_registration(event)

    refused = choose(180)

    assert refused.status_code == 422
    assert "choose at most 90 days." in text_of(refused)
    assert stored(event.id).retention_days == 90
    assert choose(30).status_code == 303
    assert stored(event.id).retention_days == 30


def test_shorter_period_is_undone_until_somebody_registers(clock, choose, event, make_registration):
    make_registration(event)
    clock.advance(timedelta(minutes=1))
    choose(30)
    assert choose(180).status_code == 422
    assert choose(90).status_code == 303
    assert choose(180).status_code == 422
    choose(30)
    make_registration(event, email="later@example.com")

    assert choose(90).status_code == 422
    assert stored(event.id).retention_days == 30


def test_form_of_before_another_editor_shortened_the_period_is_shown_with_both(
    choose, event, make_registration
):
    make_registration(event)
    seen = stored(event.id).revision
    choose(30)

    conflict = choose(90, seen=seen)

    assert conflict.status_code == 409
    assert stored(event.id).retention_days == 30


def test_organiser_sees_how_much_was_deleted(request, clock, event, make_registration):
    diet = ask(event, label="Diet", sensitive=True)
    people = [make_registration(event, email=f"p{n}@example.com") for n in range(3)]
    give(people[0], {diet: "vegan"})
    with transaction() as session:
        erase_registrant(session, people[2].id)
    clock.stop(event.ends_at + timedelta(days=90))
    for _ in range(5):  # as if the worker was restarted after each batch
        DataPurger().purge_next_batch()
    signed_in = request.getfixturevalue("signed_in")

    page = text_of(signed_in.get(f"/organise/events/{event.id}/registrations"))

    assert "Sensitive answers of 1 registration were deleted on 14 October 2027." in page
    assert "Personal data of 2 registrations was deleted on 14 October 2027." in page
    assert "1 person deleted their data." in page
    assert "Nobody has registered yet" not in page
