"""Values entered in a form whose session ended are resubmitted after signing in."""

import html
import re
from datetime import timedelta

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import transaction

LATER = timedelta(hours=13)
TYPED = {**FILLED, "title": 'An "hour" of <words>', "description": "\nOne\n\nTwo", "do": "publish"}
KEPT = re.compile(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', re.DOTALL)


def kept(answer):
    """Return the fields that a browser would submit from the page."""
    return {name: html.unescape(value) for name, value in KEPT.findall(answer.text)}


@pytest.fixture
def late(signed_in, clock):
    """Return a function that submits a form after the session has ended."""
    token = token_of(signed_in.get("/organise/events/new"))

    def late(path="/organise/events/new", **values):
        clock.advance(LATER)
        return signed_in.post(path, data={"csrf_token": token, **values})

    return late


def test_entered_values_are_ready_for_resubmission(late):
    answer = late(**TYPED)

    assert answer.status_code == 401
    assert kept(answer) == TYPED
    assert '<form method="post">' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert all_stored() == []


def test_resubmission_after_sign_in_is_saved(late, signed_in, organiser, send):
    entered = kept(late(**TYPED))
    with transaction() as session:
        secret = issue_sign_in_token(session, organiser)
    assert send(f"/sign-in/{secret}").status_code == 303

    # The token is of the session that has ended: the form is shown with all that was typed.
    shown = signed_in.post("/organise/events/new", data={"csrf_token": "old", **entered})
    answer = signed_in.post("/organise/events/new", data={"csrf_token": token_of(shown), **entered})

    [event] = all_stored()
    assert 'value="An &#34;hour&#34; of &lt;words&gt;"' in shown.text
    assert (answer.status_code, event.title) == (303, TYPED["title"])


def test_foreign_form_values_are_not_echoed(late, app):
    stranger = app.test_client()
    token = token_of(stranger.get("/links"))

    foreign = stranger.post("/organise/events/new", data={"csrf_token": f"{token}x", **TYPED})

    assert foreign.status_code == 401
    assert kept(foreign) == {}
    assert "words" not in foreign.text


def test_form_without_fields_is_not_returned(late, make_event):
    event = make_event()

    answer = late(f"/organise/events/{event.id}/cancellation")

    assert answer.status_code == 401
    assert "send it" not in answer.text
