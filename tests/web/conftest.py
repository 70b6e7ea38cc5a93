"""Fixtures of page tests: submit forms, and sign in."""

import re
import socket
import threading
from contextlib import contextmanager

import pytest
from waitress.wasyncore import close_all

from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.commands.web_server.http_server import web_server
from webinars.database import transaction

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(response):
    """Return the token of the form on a page."""
    result = TOKEN.search(response.text)
    assert result, f"no form in:\n{response.text}"
    return result.group(1)


@pytest.fixture
def token_on(client):
    """Return a function that reads the token of the form on a page, to be sent later."""
    return lambda path: token_of(client.get(path))


@pytest.fixture
def send(client):
    """Return a function that loads a page and sends the form on it."""

    def send(path, at=None, headers=None, **fields):
        token = token_of(client.get(path))
        return client.post(at or path, data={"csrf_token": token, **fields}, headers=headers)

    return send


@pytest.fixture
def signed_in(client, copy_after, organiser, send):
    """Return a browser in which the organiser is signed in."""

    def sign_in(organiser):
        with transaction() as session:
            token = issue_sign_in_token(session, organiser)
        assert send(f"/sign-in/{token}").status_code == 303
        return client._cookies

    client._cookies.update(copy_after(sign_in, organiser))
    return client


@contextmanager
def shipped_server(app, **options):
    """Serve from the server that we ship, in a thread; give its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as door, served(app, door, **options):
        yield door.getsockname()[1]


@contextmanager
def served(app, listener, **options):
    """Serve from the server that we ship, in a thread, on a listening socket."""
    server = web_server(app, listener, **options)
    thread = threading.Thread(target=server.run)
    thread.start()

    def end():
        server.task_dispatcher.shutdown()
        close_all(server._map)

    try:
        yield
    finally:
        # By the thread that watches the sockets: it must not find one closed under its hands.
        server.trigger.pull_trigger(end)
        thread.join()


@pytest.fixture
def waitress(app):
    """Return the port of the server that we ship."""
    with shipped_server(app) as port:
        yield port
