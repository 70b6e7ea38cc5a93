"""The privacy statement; tests/replies/test_reply_text.py tests what it says about replies."""

import pytest

from tests.web.pages import text_of
from webinars.email_subscriptions.models import Subscriber
from webinars.registrations.models import Registration


class TestWhereRepliesAreRead:
    """An installation that processes replies."""

    @pytest.fixture
    def overrides(self):
        return {"REPLY_ADDRESS": "rsvp@example.org"}

    def test_privacy_page_explains_processing_of_replies(self, client):
        text = text_of(client.get("/privacy"))

        assert "When you reply to an invitation We store the reply of your calendar" in text
        assert (
            "If you write an e-mail to the reply address of an invitation, it is processed automatically"
            in text
        )
        assert "We delete your text as soon as it has been forwarded" in text


def test_privacy_page_omits_replies_without_reply_address(client):
    assert "When you reply to an invitation" not in client.get("/privacy").text


def test_page_names_all_personal_data_of_registration(client):
    page = text_of(client.get("/privacy"))

    assert (
        "We store your name, your e-mail address, your organisation if you give it, your time zone, "
        "your language, notes of the organisers about you and when you registered."
    ) in page
    assert all(label in page for label in Registration.PERSONAL.values())


def test_page_names_all_personal_data_of_subscribers(client):
    page = text_of(client.get("/privacy"))

    assert "We store your e-mail address, your language, your time zone if you chose one" in page
    assert all(label in page for label in Subscriber.PERSONAL.values())


def test_page_names_stated_times_and_the_choice_of_calendar(client):
    page = text_of(client.get("/privacy"))

    assert "We also store the local time that our last e-mail to you stated" in page
    assert "whether you chose invitations by e-mail or your personal calendar." in page


def test_page_says_that_roles_stay_in_the_history_of_an_event(client):
    assert "who had which role. It is stored as long as the event" in text_of(
        client.get("/privacy")
    )
