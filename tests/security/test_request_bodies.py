"""Routes for forms refuse other bodies with a 4xx page, and store nothing."""

import gzip
import logging
import re
from pathlib import Path

import pytest

from webinars import paths
from webinars.web.core.security import endpoint_policies

URL_ENCODED = "application/x-www-form-urlencoded"
JSON = {"Content-Type": "application/json"}
NESTED = b"[" * 20_000 + b"]" * 20_000
PART = b'--a\r\nContent-Disposition: form-data; name="email"\r\n\r\nx@example.org\r\n'

# What is sent, its headers, and the answer where the route is open to whoever asks.
BODIES = {
    "a JSON text": (b'"x"', JSON, 415),
    "a JSON list": (b"[1]", JSON, 415),
    "a JSON object": (b'{"email": "x@example.org"}', JSON, 415),
    "JSON of another name": (b'{"a": 1}', {"Content-Type": "application/problem+json"}, 415),
    "20,000 nestings of JSON": (NESTED, JSON, 415),
    "XML": (b"<?xml version='1.0'?><a/>", {"Content-Type": "application/xml"}, 415),
    "text": (b"email=x@example.org", {"Content-Type": "text/plain"}, 415),
    "bytes without a type": (b"email=x@example.org", {}, 415),
    "two types": (b"a=b", {"Content-Type": f"{URL_ENCODED}, application/json"}, 415),
    "a form in gzip": (
        gzip.compress(b"email=x@example.org"),
        {"Content-Type": URL_ENCODED, "Content-Encoding": "gzip"},
        415,
    ),
    "parts in gzip": (
        gzip.compress(PART + b"--a--\r\n"),
        {"Content-Type": "multipart/form-data; boundary=a", "Content-Encoding": "gzip"},
        415,
    ),
    "parts with another boundary": (
        PART + b"--a--\r\n",
        {"Content-Type": "multipart/form-data; boundary=b"},
        400,
    ),
    "parts without a boundary": (PART, {"Content-Type": "multipart/form-data"}, 400),
    "parts that break off": (PART, {"Content-Type": "multipart/form-data; boundary=a"}, 400),
    "a boundary outside ASCII": (
        PART,
        {"Content-Type": "multipart/form-data; boundary=\u00e9"},
        400,
    ),
}


def open_routes(world):
    """Yield each path that accepts a form, with a person who may send it."""
    for rule in world.app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        asked = endpoint_policies.POLICIES[rule.endpoint]
        person = world.admin if asked.who in {"organiser", "admin"} else world.registrant
        token = person.links.get(asked.purpose) or world.sign_in_secret
        yield world.path_of(rule, world.of_a, token), person


@pytest.mark.parametrize("kind", BODIES)
def test_body_that_is_no_form_is_refused_by_every_route(world, caplog, kind):
    body, headers, wanted = BODIES[kind]
    wrong, asked = [], 0
    with caplog.at_level(logging.WARNING):
        for path, person in open_routes(world):
            # The token beside the body, where some frameworks look for it.
            fields = {**headers, "X-CSRFToken": person.token}
            answer = world.ask(person, "POST", path, data=body, headers=fields)
            asked += 1
            if answer.status_code != wanted or world.has_changed():
                wrong.append((path, answer.status_code))

    assert wrong == []
    assert asked > 50
    assert caplog.records == []


def test_body_that_is_no_form_gets_an_error_page(world):
    answer = world.ask(world.anonymous, "POST", "/links", data=b"{}", headers=JSON)

    assert answer.status_code == 415
    assert "What was sent is not a form submitted by a browser. Nothing was changed." in answer.text


def test_request_from_another_site_is_refused_with_any_body(world):
    headers = {"Content-Type": URL_ENCODED, "Sec-Fetch-Site": "cross-site"}

    answer = world.ask(world.anonymous, "POST", "/links", data=b"a=b", headers=headers)

    assert answer.status_code == 403


def test_unknown_address_is_not_found_with_any_body(world):
    for path, status in (("/nowhere", 404), ("/privacy", 405)):
        answer = world.ask(world.anonymous, "POST", path, data=b"{}", headers=JSON)
        assert answer.status_code == status


@pytest.mark.parametrize("kind", [URL_ENCODED, f"{URL_ENCODED}; charset=utf-8", None])
def test_empty_form_is_accepted_as_a_form(world, kind):
    headers = {"Content-Type": kind} if kind else {}

    answer = world.ask(world.anonymous, "POST", "/links", data=b"", headers=headers)

    assert answer.status_code == 400  # it lacks the token that we showed
    assert "This form was open for too long" in answer.text


def test_views_read_only_forms_from_requests():
    """Another way to read a body would bypass the CSRF protection."""
    reading = r"\.get_json\(|\brequest\.(json|data|values|stream)\b|\.get_data\(|is_json\b"

    results = [
        path.name
        for path in Path(paths.PACKAGE).rglob("*.py")
        if re.search(reading, path.read_text("utf-8"))
    ]

    assert results == []
