"""Limits of request bodies, responses to failures, and SQL injection."""

import re

import pytest
from sqlalchemy import text

from tests.web.conftest import token_of
from tests.web.core.test_security_headers import assert_hardened
from tests.web.pages import path_of
from webinars.app import create_app
from webinars.database import db
from webinars.registrations.models import Registration
from webinars.web.core.http import security_headers
from webinars.web.core.security import endpoint_policies

MEBIBYTE = 1024 * 1024
MOST_PARTS = 200


def forms(app):
    """Return the address of every page that takes a form."""
    return [path_of(rule) for rule in app.url_map.iter_rules() if "POST" in rule.methods]


def padded(token, size):
    """Return a form of exactly so many bytes."""
    head = f"csrf_token={token}&name="
    return head + "a" * (size - len(head))


def test_body_is_limited_to_one_mebibyte(app, client):
    token = token_of(client.get("/links"))
    kind = {"content_type": "application/x-www-form-urlencoded"}

    statuses = {
        size: {
            client.post(path, data=padded(token, size), **kind).status_code for path in forms(app)
        }
        for size in (MEBIBYTE, MEBIBYTE + 1)
    }

    assert 413 not in statuses[MEBIBYTE]
    assert statuses[MEBIBYTE + 1] == {413}


def test_form_is_limited_to_200_parts(app, client):
    token = token_of(client.get("/links"))

    statuses = [
        client.post(
            "/links",
            data={"csrf_token": token, **{f"x{n}": "x" for n in range(count - 1)}},
            content_type="multipart/form-data",
        ).status_code
        for count in (MOST_PARTS, MOST_PARTS + 1)
    ]

    assert statuses == [422, 413]


@pytest.fixture
def broken(app, signed_in, make_event, make_registration):
    """Make pages fail by stored values; return the URL of each kind that fails."""
    event = make_event()
    make_registration(event)
    paths = [
        "/", "/events.ics", f"/events/{event.slug}", f"/events/{event.slug}.ics", "/organise/events",
        f"/organise/events/{event.id}/edit", f"/organise/events/{event.id}/registrations.csv",
        f"/events/{event.slug}/registrations",
    ]  # fmt: skip
    db.session.execute(text("UPDATE events SET state = 'nonsense'"))
    db.session.commit()
    return paths


def test_every_failure_has_all_headers_and_is_not_cached(broken, signed_in):
    failed = []
    for path in broken:
        answer = signed_in.get(path, buffered=True)
        failed += [path] if answer.status_code == 500 else []
        # The address of an event and of its form may hold the key of a secret link.
        hidden = path.startswith("/events/") and not path.endswith(".ics")
        assert_hardened(answer, referrer="strict-origin" if hidden else "same-origin")
        if answer.status_code >= 400:
            assert answer.headers["Cache-Control"] == "no-store"
            assert "nonsense" not in answer.text

    assert len(failed) > 4


def test_failing_join_page_keeps_its_content_security_policy(app, client):
    """Pages that may lead out say so by the table alone; no other may."""
    out = {name for name, rule in endpoint_policies.POLICIES.items() if rule.redirects_out}

    assert out == {"join.page", "join.enter"}
    assert "unsafe" not in security_headers.CONTENT_SECURITY_POLICY_OUT
    assert "script-src 'self';" in security_headers.CONTENT_SECURITY_POLICY_OUT


def test_route_without_policy_prevents_start(tmp_path, monkeypatch):
    monkeypatch.delitem(endpoint_policies.POLICIES, "organiser_registrations_csv.download")

    with pytest.raises(RuntimeError, match=r"organiser_registrations_csv\.download"):
        create_app(DATA_DIR=str(tmp_path), SECRET_KEY="k" * 32)


SQL = ["'", "' OR '1'='1", "%", "_", "\\", "1; DROP TABLE events", "id DESC--", "name) --", "\"", "%' --", "%%", "\\%"]  # fmt: skip
KEYS = (
    "q",
    "state",
    "after",
    "sort",
    "order",
    "order_by",
    "dir",
    "month",
    "series",
    "format",
    "past",
)


@pytest.mark.parametrize("text", SQL)
def test_query_values_are_never_parsed_as_sql(signed_in, make_event, make_registration, text):
    """Each key in turn; words are looked for as they are written, so none of these finds anyone."""
    event = make_event()
    make_registration(event)
    for path in ("/", "/events.ics", f"/organise/events/{event.id}/registrations"):
        for key in KEYS:
            answer = signed_in.get(path, query_string={key: text})
            assert answer.status_code < 500, (path, key)

    listed = signed_in.get("/", query_string={"q": text}).text
    people = signed_in.get(
        f"/organise/events/{event.id}/registrations", query_string={"q": text}
    ).text

    assert event.title not in re.sub(r"<title>.*?</title>", "", listed)
    assert "wanjiru@example.com" not in people
    assert db.session.query(Registration).count() == 1


def test_search_finds_text_that_looks_like_sql(signed_in, make_event, make_registration):
    event = make_event()
    make_registration(event, name="100% O'Neill_x")
    path = f"/organise/events/{event.id}/registrations"

    results = [signed_in.get(path, query_string={"q": q}).text for q in ("100%", "O'N", "l_x")]

    assert ["wanjiru@example.com" in page for page in results] == [True] * 3
