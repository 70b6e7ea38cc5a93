"""What is left out where nothing came with a request, and what that rests on."""

import inspect
from itertools import chain

import pytest


def test_no_view_and_no_hook_is_a_coroutine(app):
    # The application calls them as they are: Flask would look at each of them every time.
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    called = chain(app.view_functions.values(), *chain(*(each.values() for each in hooks)))

    assert [each for each in called if inspect.iscoroutinefunction(each)] == []


@pytest.mark.parametrize("path", ["/", "/privacy", "/events.ics", "/healthz"])
def test_a_reader_gets_no_cookie(client, path):
    assert "Set-Cookie" not in client.get(path).headers


def test_a_form_gives_the_cookie_that_its_token_belongs_to(client):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert (cookie.startswith("webinars="), "HttpOnly" in cookie) == (True, True)


def test_a_cookie_that_we_did_not_sign_is_as_good_as_none(client):
    client.set_cookie("webinars", "forged.cookie.value")

    answer = client.get("/organise/events")

    assert answer.status_code == 401


def test_a_cookie_that_holds_nothing_any_more_is_taken_back(app, client):
    with client.session_transaction() as session:
        session["next"] = "/"
    with client.session_transaction() as session:
        session.clear()

    assert client.get_cookie("webinars") is None
