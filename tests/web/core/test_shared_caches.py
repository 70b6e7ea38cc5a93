"""What shared caches may store: public pages, files and feeds, for a few seconds, without a cookie."""

import re

import pytest

from tests.web.pages import path_of
from webinars.web.core.security import endpoint_policies

# Of five within which a change is seen, one is that which caches round off, and one for the response.
MOST_SECONDS = 5 - 1 - 1
LONG = "%D8%AA" * 200
SHARED = ["/", "/?q=law&past=1", "/events/{}", "/events/{}.ics", "/events.ics?zone=Asia/Tokyo&lang=en",
          "/events/{}.png", "/events.png?lang=en",
          "/events.atom", "/events.json", "/series/dialogues", "/series/dialogues.ics", "/time-zone",
          "/privacy", "/accessibility"]  # fmt: skip


@pytest.fixture
def slug(make_event, make_series):
    """Return the slug of an event of the series dialogues."""
    series = make_series("Dialogues")
    assert series.slug == "dialogues"
    return make_event(series_id=series.id).slug


def seconds(response):
    """Return how long a shared cache may show a response: fresh, and while it asks again."""
    directives = dict(re.findall(r"([a-z-]+)=(\d+)", response.headers["Cache-Control"]))
    return int(directives["s-maxage"]), int(directives["stale-while-revalidate"])


@pytest.mark.parametrize("path", SHARED)
def test_public_pages_files_and_feeds_are_shared_for_seconds(client, slug, path):
    first = client.get(path.format(slug))
    again = client.get(path.format(slug), headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    for response in (first, again):
        assert response.headers["Cache-Control"].startswith("public, max-age=0, ")
        assert 0 < sum(seconds(response)) <= MOST_SECONDS
        assert "Set-Cookie" not in response.headers
        assert {"Cookie", "Accept-Language"} <= set(response.vary)


def test_no_other_route_is_shared(app, client, slug):
    others = set()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not endpoint_policies.POLICIES[rule.endpoint].shared:
            with client.get(path_of(rule, slug=slug)) as response:
                others.add(rule.endpoint)
                assert "s-maxage" not in response.headers.get("Cache-Control", ""), rule.endpoint

    assert {"registration.new", "registration.received", "manage.show", "sign_in.link"} <= others


@pytest.mark.parametrize("path", ["/", "/events/{}", "/privacy"])
def test_pages_of_a_session_are_not_shared(signed_in, slug, path):
    response = signed_in.get(path.format(slug))

    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "location", "cookies"),
    [
        ("/?zone=Africa/Nairobi", "/", {"zone": "Africa/Nairobi"}),
        ("/?zone=Asia/Calcutta&lang=en", "/", {"zone": "Asia/Kolkata", "lang": "en"}),
        ("/?q=a%26b&lang=en&past=1&q=c", "/?q=a%26b&q=c&past=1", {"lang": "en"}),
        (f"/?q={LONG}&lang=en", f"/?q={LONG}", {"lang": "en"}),
        ("/events/{}?lang=en", "/events/{}", {"lang": "en"}),
        ("/events/{}?lang=en&_external=1&_scheme=evil&_anchor=x",
         "/events/{}?_external=1&_scheme=evil&_anchor=x", {"lang": "en"}),
    ],
)  # fmt: skip
def test_language_and_zone_in_query_are_set_by_a_redirect(client, slug, asked, location, cookies):
    response = client.get(asked.format(slug))

    assert (response.status_code, response.location) == (303, location.format(slug))
    assert response.headers["Cache-Control"] == "no-store"
    assert {name: client.get_cookie(name).value for name in cookies} == cookies
    assert client.get(response.location).status_code == 200


def test_page_with_a_secret_link_key_is_not_stored(client, slug):
    response = client.get(f"/events/{slug}?key=secret")

    assert response.headers["Cache-Control"] == "no-store"


def test_feed_with_zone_and_language_sets_no_cookie(client, slug):
    response = client.get("/events.ics?zone=Africa/Nairobi&lang=en")

    assert (response.status_code, "Set-Cookie" in response.headers) == (200, False)
