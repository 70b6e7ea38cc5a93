"""What the page about privacy says; what it promises of mail by hand is held in tests/replies/test_reply_text.py."""

import pytest

from tests.web.pages import text_of
from webinars.registrations.models import Registration


class TestWhereRepliesAreRead:
    """An installation that reads what comes to the address of invitations."""

    @pytest.fixture
    def overrides(self):
        return {"REPLY_ADDRESS": "rsvp@example.org"}

    def test_it_says_what_becomes_of_answers_and_of_mail_by_hand(self, client):
        said = text_of(client.get("/privacy"))

        assert "When you reply to an invitation We store the reply of your calendar" in said
        assert (
            "If you write an e-mail to the reply address of an invitation, it is processed automatically"
            in said
        )
        assert "We delete your text as soon as it has been forwarded" in said


def test_where_answers_go_to_the_organiser_alone_it_says_nothing_of_them(client):
    assert "When you reply to an invitation" not in client.get("/privacy").text


def test_page_names_all_personal_data_of_registration(client):
    page = text_of(client.get("/privacy"))

    assert (
        "We store your name, your e-mail address, your organisation if you give it, your time zone, "
        "your language and when you registered."
    ) in page
    assert all(label in page for label in Registration.PERSONAL.values())
