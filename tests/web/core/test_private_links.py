"""Private links leave no trace in logs, referrers and search engines."""

import logging

import pytest

from tests.web.pages import path_of
from webinars.commands.logs import UtcFormatter
from webinars.web.core.security import csrf, endpoint_policies
from webinars.web.core.security.log_redaction import RedactingFilter

TOKEN = "WzEsMV0.abc-_DEF.secret"
LINKS = [name for name, rule in endpoint_policies.POLICIES.items() if rule.who == "link"]


@pytest.fixture
def written(caplog):
    """Return a function that returns the logged text, with tracebacks."""
    formatter, redaction = (
        UtcFormatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s"),
        RedactingFilter(),
    )
    caplog.set_level(logging.DEBUG)

    def written():
        for record in caplog.records:
            redaction.filter(record)
        return "\n".join(map(formatter.format, caplog.records)) + caplog.text

    return written


@pytest.fixture
def fail(app, monkeypatch):
    """Make each private page fail with an error that quotes its link."""

    def broken(token, **_):
        raise RuntimeError(f"no row for {token!r}, asked for at /join/{token}")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(endpoint_policies, "_require_link", lambda _policy: None)
    monkeypatch.setattr(csrf, "validate_csrf", lambda _token: None)
    for endpoint in LINKS:
        monkeypatch.setitem(app.view_functions, endpoint, broken)


def paths(app, endpoint):
    """Return the addresses of a page, with our token."""
    return [path_of(rule, token=TOKEN) for rule in app.url_map.iter_rules(endpoint)]


@pytest.mark.parametrize("endpoint", LINKS)
def test_failure_behind_private_link_logs_no_token(app, client, fail, written, endpoint):
    for rule in app.url_map.iter_rules(endpoint):
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(path_of(rule, token=TOKEN), method=method)
            assert answer.status_code == 500

    assert "Failed on /" in written()
    assert TOKEN not in written()


def test_private_pages_hide_their_url_from_referrers_and_robots(app, client):
    closed = [
        line.removeprefix("Disallow: ")
        for line in client.get("/robots.txt").text.splitlines()
        if line.startswith("Disallow: ")
    ]

    for path in (path for endpoint in LINKS for path in paths(app, endpoint)):
        answer = client.get(path)
        assert answer.headers["Referrer-Policy"] in {"strict-origin", "no-referrer"}, path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
        assert any(path.startswith(item) for item in closed), path


@pytest.mark.parametrize("path", ["/registrations/x/nothing", "/Registrations/x", "/invited/x/y/z"])
def test_broken_private_link_hides_its_url(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_secret_link_of_event_is_not_sent_as_referrer(client, make_event):
    event = make_event()

    answer = client.get(f"/events/{event.slug}/registrations?key=secret")

    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_route_with_token_and_public_policy_stops_the_start(app, monkeypatch):
    careless = endpoint_policies.Policy("public")
    monkeypatch.setitem(endpoint_policies.POLICIES, "join.page", careless)

    with pytest.raises(RuntimeError, match=r"join\.page"):
        endpoint_policies.check_policies(app)


def test_route_with_token_and_other_prefix_stops_the_start(app, monkeypatch):
    elsewhere = endpoint_policies.Policy("link", "join", prefix="/rooms/")
    monkeypatch.setitem(endpoint_policies.POLICIES, "join.page", elsewhere)

    with pytest.raises(RuntimeError, match=r"join\.page"):
        endpoint_policies.check_policies(app)
