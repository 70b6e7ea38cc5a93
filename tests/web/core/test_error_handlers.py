"""Error pages: messages, statuses, and details in the log only."""

import ast
import logging
import re
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import default_exceptions

from tests.sources import syntax_trees
from webinars import paths
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from webinars.web.core import error_handlers
from webinars.web.core.errors.messages import MESSAGES
from webinars.web.core.errors.page_texts import PAGES
from webinars.web.core.security import endpoint_policies, log_redaction

# Raises what another of our processes raised, whose source is read too.
RAISES_AGAIN = {"announcement_parser/files/reader.py"}
FAMILIES = {"NotFoundError", "InvalidInputError", "NotAllowedError", "ConflictError"}


def codes_raised():
    """Return the codes and facts of every refusal that the source raises."""
    results = {}
    for path, tree in syntax_trees().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in FAMILIES
                and node.args
            ):
                if path.relative_to(paths.PACKAGE).as_posix() in RAISES_AGAIN and isinstance(
                    node.args[0], ast.Subscript
                ):
                    continue
                assert isinstance(node.args[0], ast.Constant), (
                    f"{path}: a code that is not written out"
                )
                facts = {word.arg for word in node.keywords}
                results.setdefault(node.args[0].value, []).append(facts)
    return results


def test_error_codes_and_messages_match():
    assert set(codes_raised()) == set(MESSAGES)


def test_messages_use_only_facts_of_their_errors():
    for code, given in codes_raised().items():
        wanted = set(re.findall(r"%\((\w+)\)s", MESSAGES[code]))
        for facts in given:
            assert None in facts or wanted <= facts, code


@pytest.fixture
def fails(app, client, monkeypatch):
    """Return a function that makes a page fail with an error, and asks for it."""

    def fails(error):
        def view():
            raise error

        monkeypatch.setitem(app.view_functions, "public.privacy", view)
        return client.get("/privacy")

    return fails


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("no-such-event"), 404),
        (InvalidInputError("too-long", longest=200), 422),
        (NotAllowedError("not-confirmed"), 403),
        (ConflictError("already-cancelled"), 409),
    ],
)
def test_error_classes_have_their_status(fails, error, status):
    assert fails(error).status_code == status


def test_refused_request_shows_message_of_its_error(fails):
    assert "Enter at most 200 characters." in fails(InvalidInputError("too-long", longest=200)).text


@pytest.mark.parametrize("code", sorted(set(default_exceptions) - {401}))
def test_every_http_error_has_a_page(fails, code):
    answer = fails(default_exceptions[code]())

    assert answer.status_code == code
    assert "<h1>" in answer.text


def test_cause_of_failure_is_logged_and_not_shown(fails, caplog):
    answer = fails(RuntimeError("the secret cause"))

    assert answer.status_code == 500
    assert PAGES[500].title in answer.text
    assert "secret cause" not in answer.text
    assert "Traceback" in caplog.text
    assert "the secret cause" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT 1", {}, sqlite3.OperationalError("database is locked")),
        OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file")),
        PoolTimeoutError("QueuePool limit reached"),
        StoreUnavailableError("the bucket does not answer"),
    ],
)
def test_unavailable_storage_is_answered_503(fails, error):
    answer = fails(error)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert PAGES[503].title in answer.text


def test_page_of_failure_does_not_use_the_database(app, signed_in, monkeypatch):
    def gone(*_):
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("gone"))

    monkeypatch.setattr("webinars.web.core.sign_in.sessions.live_session", gone)

    answer = signed_in.get("/organise/events")

    assert answer.status_code == 503
    assert "<h1>" in answer.text


def test_failing_error_page_falls_back_to_plain_text(app, fails, monkeypatch):
    monkeypatch.setattr(error_handlers, "render_template", lambda *_, **__: 1 / 0)

    answer = fails(NotFoundError("no-such-event"))

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_expired_token_prevents_commit_of_view_that_ignores_it(app, client, organiser, monkeypatch):
    """The control for forms that forget to ask whether they are right."""

    def careless():
        with transaction() as session:
            session.merge(organiser).name = "Changed"
        return "done"

    monkeypatch.setitem(app.view_functions, "registration.links", careless)

    answer = client.post("/links", data={"email": "a@example.org"})

    assert answer.status_code == 400
    with transaction() as session:
        assert session.get_one(Organiser, organiser.id).name != "Changed"


@pytest.mark.parametrize(
    "endpoint", [name for name, rule in endpoint_policies.POLICIES.items() if rule.redisplays_form]
)
def test_only_views_with_a_form_redisplay_it(app, endpoint):
    methods = {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods}

    assert methods & {"GET", "POST"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            '"GET /registrations/WzEsMV0.abc-_DEF/details HTTP/1.1" 200',
            '"GET /registrations/…/details HTTP/1.1" 200',
        ),
        ('"GET /registrations/WzEsMV0.abc.ics HTTP/1.1"', '"GET /registrations/… HTTP/1.1"'),
        ('"POST /join/WzEsMV0.abc HTTP/1.1" 303', '"POST /join/… HTTP/1.1" 303'),
        ('"GET /sign-in/abc_def?next=/x HTTP/1.1" 200', '"GET /sign-in/…?… HTTP/1.1" 200'),
        ('"GET /calendars/WzEsMV0.abc.ics HTTP/1.1" 200', '"GET /calendars/… HTTP/1.1" 200'),
        ('"GET /?q=ann%40example.org HTTP/1.1" 200', '"GET /?… HTTP/1.1" 200'),
        ("Failed on /join/WzEsMV0.abc [POST]", "Failed on /join/… [POST]"),
        (
            '"GET /events/x/registrations/received HTTP/1.1"',
            '"GET /events/x/registrations/received HTTP/1.1"',
        ),
        ('"GET /sign-in HTTP/1.1" 200', '"GET /sign-in HTTP/1.1" 200'),
        ("Is it? Yes", "Is it? Yes"),
    ],
)
def test_log_contains_no_secrets_of_urls(line, text):
    assert log_redaction.redact(line) == text


def test_messages_of_the_web_server_are_redacted(app, caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("werkzeug").info('"%s" %s', "GET /join/WzEsMV0.abc HTTP/1.1", 200)
        logging.getLogger("webinars.web.core.error_handlers").error(
            "Failed on %s", "/join/WzEsMV0.abc"
        )

    assert "WzEsMV0" not in caplog.text
