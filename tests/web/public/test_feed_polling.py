"""Polling of feeds: one query per request, whatever the feed."""

from datetime import timedelta

import pytest

from tests.web.pages import statements
from webinars.database import transaction
from webinars.events.models import Event, Series

FEEDS = (
    "/events.ics",
    "/events.ics?lang=en&zone=Asia/Kathmandu",
    "/events.ics?q=rights&format=online",
    "/series/human-rights-dialogues.ics",
    "/series/human-rights-dialogues.ics?past=1",
    "/events.atom",
    "/events.atom?q=rights",
    "/events.json",
    "/events.json?series=human-rights-dialogues",
)


@pytest.fixture
def event(clock, make_event, make_series):
    return make_event(title="Rights", series_id=make_series().id)


def polled(client, path, **headers):
    """Return the answer, and how many statements were asked for it."""
    with statements() as seen:
        answer = client.get(path, headers=headers)
    return answer.status_code, sum(item.startswith("SELECT") for item in seen)


@pytest.mark.parametrize("path", FEEDS)
def test_poll_is_one_query_and_304_until_event_changes(client, event, cancel, path):
    first = client.get(path)
    tag = {"If-None-Match": first.headers["ETag"]}

    again = client.get(path, headers=tag)

    assert polled(client, path, **tag) == (304, 1)
    assert again.data == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert "Set-Cookie" not in again.headers
    cancel(event)
    changed = client.get(path, headers=tag)
    assert (changed.status_code, changed.data != first.data) == (200, True)


@pytest.mark.parametrize("path", FEEDS)
def test_change_outside_feed_keeps_its_etag(client, event, make_event, path):
    tag = {"If-None-Match": client.get(path).headers["ETag"]}
    with transaction() as session:
        session.get(Event, event.id).notes = "Ask for the interpreters."

    assert client.get(path, headers=tag).status_code == 304
    assert polled(client, path, **tag) == (304, 1)


@pytest.mark.parametrize("path", [feed for feed in FEEDS if "dialogues" in feed])
def test_new_series_name_changes_feed(client, event, path):
    first = client.get(path)
    with transaction() as session:
        session.get(Series, event.series_id).name = "Dialogues on law"

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200


def test_etags_differ_by_url(client, event):
    tag = {"If-None-Match": client.get("/events.ics?q=rights").headers["ETag"]}

    assert client.get("/events.ics?q=nothing", headers=tag).status_code == 200
    assert client.get("/events.ics?q=nothing", headers=tag).status_code == 200


def test_feed_is_rendered_again_next_day(client, clock, event):
    first = client.get("/events.ics?past=0")
    tag = {"If-None-Match": first.headers["ETag"]}
    clock.advance(timedelta(days=400))

    assert client.get("/events.ics?past=0", headers=tag).status_code == 200


def test_multiple_etags_and_other_conditions_are_evaluated(client, event):
    tag = client.get("/events.ics").headers["ETag"]

    both = client.get("/events.ics", headers={"If-None-Match": f'"other", {tag}'})
    strict = client.get("/events.ics", headers={"If-None-Match": tag, "If-Match": '"other"'})

    assert (both.status_code, strict.status_code) == (304, 412)


def test_long_urls_are_answered_and_not_cached(app, client, event):
    for number in range(3):
        assert client.get(f"/events.ics?utm={str(number) * 400}").status_code == 200

    assert app.extensions["response_caches"].etags.size == 0
