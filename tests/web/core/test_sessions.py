"""Session cookies are set only if needed; views are synchronous."""

import inspect
from itertools import chain

import pytest


def test_views_and_hooks_are_synchronous(app):
    # The application calls them as they are: Flask would look at each of them every time.
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    called = chain(app.view_functions.values(), *chain(*(hook.values() for hook in hooks)))

    assert [hook for hook in called if inspect.iscoroutinefunction(hook)] == []


@pytest.mark.parametrize("path", ["/", "/privacy", "/events.ics", "/healthz"])
def test_public_page_sets_no_cookie(client, path):
    assert "Set-Cookie" not in client.get(path).headers


def test_form_sets_session_cookie_of_its_token(client):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert (cookie.startswith("webinars="), "HttpOnly" in cookie) == (True, True)


def test_unsigned_cookie_is_ignored(client):
    client.set_cookie("webinars", "forged.cookie.value")

    answer = client.get("/organise/events")

    assert answer.status_code == 401


def test_empty_session_deletes_its_cookie(app, client):
    with client.session_transaction() as session:
        session["next"] = "/"
    with client.session_transaction() as session:
        session.clear()

    assert client.get_cookie("webinars") is None
