"""Feeds are compressed once, and rendering them is limited per client."""

import gzip
import threading
from datetime import timedelta

import pytest

from tests.web.pages import text_of
from webinars.caching import response_caches
from webinars.ical import feed as ical

FEEDS = (
    "/events.ics",
    "/events.ics?lang=en&zone=Asia/Kathmandu",
    "/events.ics?q=rights",
    "/series/human-rights-dialogues.ics",
    "/events/rights.ics",
    "/events.atom",
    "/events.json",
)
CACHED_FEEDS = [path for path in FEEDS if "q=" not in path and "series" not in path]
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def event(clock, make_event, make_series):
    return make_event(title="Rights", series_id=make_series().id)


@pytest.fixture
def compressed(monkeypatch):
    """Collect the lengths of what is compressed."""
    lengths = []
    compress = gzip.compress

    def counted(content, *arguments, **options):
        lengths.append(len(content))
        return compress(content, *arguments, **options)

    monkeypatch.setattr(response_caches.gzip, "compress", counted)
    return lengths


@pytest.fixture
def rendered(monkeypatch):
    """Collect the zones for which a calendar feed is rendered."""
    zones = []
    render = ical.render_feed

    def counted(fragments, zone, *arguments, **options):
        zones.append(zone)
        return render(fragments, zone, *arguments, **options)

    monkeypatch.setattr(ical, "render_feed", counted)
    return zones


@pytest.mark.parametrize("path", FEEDS)
def test_feed_is_the_same_in_both_codings(client, event, path):
    plain, zipped = client.get(path), client.get(path, headers=GZIP)

    assert (plain.status_code, zipped.status_code) == (200, 200)
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data)
    for name in ("Content-Type", "Cache-Control", "Vary"):
        assert zipped.headers[name] == plain.headers[name]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert not zipped.headers["ETag"].startswith("W/")


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("held", [{}, GZIP])
@pytest.mark.parametrize("wanted", [{}, GZIP])
@pytest.mark.parametrize("others", ['"other", ', ""])
def test_etag_of_either_coding_answers_304(client, event, path, held, wanted, others):
    etag = client.get(path, headers=held).headers["ETag"]

    again = client.get(path, headers=wanted | {"If-None-Match": f"{others}{etag}"})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert "Accept-Encoding" in again.headers["Vary"]
    assert "Content-Encoding" not in again.headers


def test_weak_etag_of_a_proxy_answers_304(client, event):
    etag = client.get("/events.ics").headers["ETag"]

    again = client.get("/events.ics", headers=GZIP | {"If-None-Match": f"W/{etag}"})

    assert again.status_code == 304


@pytest.mark.parametrize("path", FEEDS)
def test_etag_of_other_content_does_not_match(client, event, cancel, path):
    etag = client.get(path, headers=GZIP).headers["ETag"]
    cancel(event)

    for headers in ({}, GZIP):
        changed = client.get(path, headers=headers | {"If-None-Match": etag})
        assert changed.status_code == 200


@pytest.mark.parametrize("path", CACHED_FEEDS)
def test_cached_feed_is_compressed_once(client, event, path, compressed):
    plain = client.get(path)
    for _ in range(3):
        client.get(path, headers=GZIP)
        client.get(path)

    assert compressed == [len(plain.data)]


def test_concurrent_requests_share_one_rendering(app, event, compressed, rendered):
    start = threading.Barrier(8)

    def fetch():
        client = app.test_client()
        start.wait()
        client.get("/events.ics", headers=GZIP)

    threads = [threading.Thread(target=fetch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(rendered), len(compressed)) == (1, 1)


def test_both_codings_count_towards_the_bound(app, client, event):
    feeds = app.extensions["response_caches"].feeds
    plain, zipped = client.get("/events.ics"), client.get("/events.ics", headers=GZIP)

    assert feeds.size == len(plain.data) + len(zipped.data)


def test_client_that_accepts_nothing_is_refused(client, event):
    answer = client.get("/events.ics", headers={"Accept-Encoding": "gzip;q=0, identity;q=0"})

    assert answer.status_code == 406


def test_pages_with_a_form_are_not_compressed(client, event):
    for path in ("/events/rights/registrations", "/links", "/sign-in"):
        answer = client.get(path, headers=GZIP)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers


ZONES = (
    "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi", "America/Bogota", "America/Chicago", "America/Denver",
    "America/Lima", "America/New_York", "Asia/Bangkok", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Tokyo",
)  # fmt: skip


class TestLimit:
    """One client requests a feed in many time zones; its limit is that of four bodies."""

    @pytest.fixture
    def event(self, clock, make_event):
        return make_event(title="Rights", description="Water. " * 1500)

    @pytest.fixture
    def limit(self, app, client, event):
        size = len(client.get("/events.ics").data) // 1024
        app.config["RENDERED_FEEDS_LIMIT"] = f"{4 * size} per minute"

    def test_rendering_for_one_client_is_limited(self, client, limit, rendered):
        answers = [client.get(f"/events.ics?zone={zone}") for zone in ZONES]

        statuses = [answer.status_code for answer in answers]
        assert statuses == [200] * 4 + [429] * 8
        assert len(rendered) == 4
        refused = answers[-1]
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert "Too many requests" in text_of(refused)
        assert refused.headers["Cache-Control"] == "no-store"

    def test_filtered_and_news_feeds_count_too(self, client, limit, event):
        paths = [f"/events.atom?zone={zone}" for zone in ZONES]
        paths += [f"/events.ics?q=rights&zone={zone}" for zone in ZONES]

        answers = [client.get(path).status_code for path in paths]

        assert answers.count(200) < 8
        assert set(answers[-9:]) == {429}

    def test_cached_and_unchanged_feeds_do_not_count(self, client, limit, rendered):
        first = client.get("/events.ics?zone=Asia/Tokyo")
        for zone in ZONES:
            client.get(f"/events.ics?zone={zone}")
        rendered.clear()

        cached = client.get("/events.ics?zone=Asia/Tokyo")
        zipped = client.get("/events.ics", headers=GZIP)
        unchanged = client.get(
            "/events.ics?zone=Asia/Tokyo", headers={"If-None-Match": first.headers["ETag"]}
        )

        statuses = [answer.status_code for answer in (cached, zipped, unchanged)]
        assert statuses == [200, 200, 304]
        assert rendered == []

    def test_other_clients_and_the_next_minute_are_not_affected(self, client, clock, limit):
        for zone in ZONES:
            client.get(f"/events.ics?zone={zone}")
        other = {"REMOTE_ADDR": "192.0.2.7"}

        path = "/events.ics?zone=Pacific/Auckland"
        assert client.get(path).status_code == 429
        assert client.get(path, environ_base=other).status_code == 200
        clock.advance(timedelta(seconds=61))
        assert client.get("/events.ics?zone=Pacific/Apia").status_code == 200
