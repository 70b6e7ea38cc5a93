"""Refused forms: the error page returns the submitted values."""

import html
import re
import sqlite3
from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.comments.leaving import all_stored, leave
from tests.questions.asking import ask, file_names
from tests.web.components.test_uploads import KIND, form
from tests.web.conftest import token_of
from tests.web.pages import path_of, text_of
from webinars.comments import erasure as comments
from webinars.database import transaction
from webinars.events.lifecycle import unpublish_event
from webinars.events.models import Event
from webinars.web.core import sign_in
from webinars.web.core.rate_limits import limiter
from webinars.web.core.security import endpoint_policies

KEPT = re.compile(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', re.DOTALL)
TEXT = "\nIs it <recorded>?\n\n  Ann & Bo"
QUESTION = {
    "text": TEXT,
    "name": "Ann",
    "email": "ann@example.com",
    "lang": "en",
}
GONE = OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def overrides():
    return {"FORMS_LIMIT": "3 per minute"}


@pytest.fixture
def path(make_event):
    """Return the address of a form with much to type."""
    return f"/events/{make_event().slug}/comments"


@pytest.fixture
def filled(client, path):
    """Return the form as it is sent, with its token."""
    return {"csrf_token": token_of(client.get(path)), **QUESTION}


def kept(answer):
    """Return what the page would send, as a browser reads it."""
    return {name: html.unescape(value) for name, value in KEPT.findall(answer.text)}


def use_up(client, times=3):
    """Send as many forms as are taken in a minute, and more."""
    for _ in range(times):
        client.post("/sign-in", data={"email": "x"})


class TestTooMany:
    """429: the form is counted before anything of it is read."""

    def test_rate_limited_form_is_returned_with_retry_time(self, client, path, filled, clock):
        use_up(client)
        clock.advance(timedelta(seconds=20))

        answer = client.post(path, data=filled)

        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
        assert kept(answer) == QUESTION
        assert "You can submit it again in 40 seconds." in text_of(answer)
        assert '<form method="post">' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"

    def test_returned_form_is_accepted_later(self, client, path, filled, clock):
        use_up(client)
        refused = client.post(path, data=filled)
        clock.advance(timedelta(seconds=60))

        sent = client.post(path, data={"csrf_token": token_of(refused), **kept(refused)})

        assert sent.status_code == 303
        assert [item.text for item in all_stored()] == [TEXT.strip()]

    def test_form_without_valid_token_is_counted_and_not_returned(self, client, path, filled, app):
        for _ in range(3):
            client.post(path, data=filled, headers={"Sec-Fetch-Site": "cross-site"})
        foreign = client.post(path, data=filled, headers={"Sec-Fetch-Site": "cross-site"})
        tokenless = client.post(path, data=QUESTION)
        stranger = app.test_client().post(path, data=filled)

        answers = [foreign, tokenless, stranger]

        assert [answer.status_code for answer in answers] == [429] * 3
        assert [kept(answer) for answer in answers] == [{}] * 3
        assert "recorded" not in "".join(answer.text for answer in answers)

    def test_only_limited_number_of_rejected_forms_is_parsed(self, client, path, filled):
        use_up(client, times=6)

        answer = client.post(path, data=filled)

        assert (answer.status_code, kept(answer)) == (429, {})
        assert "Try again in 1 minute." in text_of(answer)

    def test_form_without_fields_is_not_returned(self, client):
        use_up(client)

        answer = client.post("/links", data={"csrf_token": token_of(client.get("/links"))})

        assert (answer.status_code, "Submit again" in answer.text) == (429, False)

    def test_form_over_limit_of_its_view_is_returned(self, client, monkeypatch):
        monkeypatch.setattr(sign_in, "LINK_LIMIT", parse("1 per 15 minutes"))
        fields = {"email": "ann@example.org", "next": ""}
        token = token_of(client.get("/sign-in"))

        _, answer = [client.post("/sign-in", data={"csrf_token": token, **fields}) for _ in "12"]

        assert (answer.status_code, kept(answer)) == (429, fields)
        assert "You can submit it again in 15 minutes." in text_of(answer)


class TestFailures:
    """500 and 503: the page asks no database."""

    @pytest.mark.parametrize(
        ("error", "status", "text"),
        [
            (GONE, 503, "You can submit it again in 5 seconds."),
            (RuntimeError("secret"), 500, "Try again in a few minutes"),
        ],
    )
    def test_form_is_returned_after_failure(
        self, app, client, path, filled, monkeypatch, error, status, text
    ):
        def fails(slug):
            raise error

        monkeypatch.setitem(app.view_functions, "comments.ask", fails)

        answer = client.post(path, data=filled)

        assert (answer.status_code, kept(answer)) == (status, QUESTION)
        assert text in text_of(answer)
        assert "What you typed is not lost: this page still has it." in text_of(answer)

    def test_form_is_returned_without_database(self, app, signed_in, monkeypatch):
        """Not even the counters answer: the form is refused before anything is asked of it."""
        fields = {"text": "16 July 2027, 15:00 Geneva: Children"}
        token = token_of(signed_in.get("/organise/announcements"))

        def gone(*_, **__):
            raise GONE

        monkeypatch.setattr(app.extensions["webinars-limiter"], "hit", gone)
        monkeypatch.setattr("webinars.web.core.sign_in.sessions.live_session", gone)

        answer = signed_in.post("/organise/announcements", data={"csrf_token": token, **fields})

        assert (answer.status_code, kept(answer)) == (503, fields)


class TestFiles:
    """A page cannot keep a file."""

    @pytest.fixture
    def overrides(self):
        return {}

    def test_returned_form_asks_for_files_again(self, client, make_event, monkeypatch):
        event = make_event()
        name = f"q-{ask(event, 'file', 'Your letter')}"
        path = f"/events/{event.slug}/registrations"
        values = {"name": "Ana", "email": "ana@example.org", "zone": "America/Lima", "lang": "en"}
        # Larger than a form without files may be.
        letter = b"%PDF-1.4 " + b"x" * 2_000_000
        limit = client.application.config

        def send(fields):
            body = form(fields, name, letter, "../a <b>.pdf")
            return client.post(path, data=body, content_type=KIND)

        monkeypatch.setattr(limiter, "may_parse_rejected_form", lambda: True)
        monkeypatch.setitem(limit, "FORMS_LIMIT", "0 per minute")
        refused = send({"csrf_token": token_of(client.get(path)), **values})
        monkeypatch.setitem(limit, "FORMS_LIMIT", "9 per minute")
        sent = send({"csrf_token": token_of(refused), **kept(refused)})

        assert (refused.status_code, kept(refused)) == (429, values)
        assert "This page cannot keep your file: choose it again. a b.pdf" in text_of(refused)
        assert f'name="{name}" type="file" required' in refused.text
        assert 'enctype="multipart/form-data"' in refused.text
        assert sent.status_code == 303
        assert file_names() == ["a b.pdf"]


class TestGoneMeanwhile:
    """What a form was about is not there any more: nobody can take it, but it can be copied."""

    @pytest.fixture
    def overrides(self):
        return {}

    def test_comment_on_unpublished_event_is_returned(self, client, path, filled, site):
        with transaction() as session:
            unpublish_event(session, session.scalars(select(Event.id)).one(), site)

        answer = client.post(path, data=filled)

        assert answer.status_code == 404
        assert "Is it &lt;recorded&gt;?" in answer.text.partition("<details")[2]
        assert "copy it from here" in text_of(answer)

    def test_answer_to_erased_comment_is_returned(self, signed_in, make_event):
        event = make_event()
        number = leave(event)
        path = f"/organise/events/{event.id}/comments/{number}"
        token = token_of(signed_in.get(path))
        with transaction() as session:
            comments.erase_comment(session, number)

        response = signed_in.post(
            path, data={"csrf_token": token, "answer": "Yes, it is.", "do": "page"}
        )

        assert response.status_code == 404
        assert kept(response) == {"answer": "Yes, it is.", "do": "page"}
        assert re.findall(r'<p class="submitted" dir="auto">(.*?)</p>', response.text) == [
            "Yes, it is."
        ]

    def test_form_without_text_is_not_returned(self, signed_in, make_event):
        path = f"/organise/events/{make_event().id}/comments/4711"
        token = token_of(signed_in.get("/organise/events/new"))

        response = signed_in.post(path, data={"csrf_token": token, "answer": "", "do": "page"})

        assert (response.status_code, kept(response)) == (404, {})
        assert "All events" in text_of(response)

    def test_every_form_for_missing_object_returns_its_text(self, app, signed_in):
        paths = [
            path_of(rule)
            for rule in app.url_map.iter_rules()
            if "POST" in rule.methods
            and rule.arguments
            and endpoint_policies.policy_of(rule.endpoint).redisplays_form
        ]
        fields = {"csrf_token": token_of(signed_in.get("/links")), "q-1": TEXT}

        answers = {path: signed_in.post(path, data=fields) for path in paths}

        assert {path: (item.status_code, kept(item)) for path, item in answers.items()} == {
            path: (404, {"q-1": TEXT}) for path in paths
        }
        assert len(paths) > 10
