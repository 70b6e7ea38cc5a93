"""Response headers for security and caching."""

import pytest
from sqlalchemy import text

from tests.web.pages import path_of
from webinars.database import db
from webinars.web.core.http import security_headers
from webinars.web.core.security import endpoint_policies

STRICT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def assert_hardened(answer, csp=STRICT, referrer="same-origin", used_by="same-origin"):
    headers = answer.headers
    assert headers.getlist("Content-Security-Policy") == [csp]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == referrer
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == used_by
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_content_security_policy_allows_nothing_inline():
    assert security_headers.CONTENT_SECURITY_POLICY == STRICT
    assert "unsafe" not in security_headers.CONTENT_SECURITY_POLICY_OUT


def test_every_route_sends_all_headers(app, client):
    for rule in app.url_map.iter_rules():
        path = path_of(rule)
        redirects_out = endpoint_policies.POLICIES[rule.endpoint].redirects_out
        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
            answer = client.open(path, method=method)
            # A method that a page does not know is answered by the error page, which leads nowhere.
            out = redirects_out and answer.status_code != 405
            hidden = endpoint_policies.hides_address(
                path, rule.endpoint if answer.status_code != 405 else None
            )
            assert_hardened(
                answer,
                security_headers.CONTENT_SECURITY_POLICY_OUT if out else STRICT,
                "strict-origin" if hidden else "same-origin",
                # The picture of the list: other sites show it with a link.
                "cross-origin"
                if rule.endpoint == "link_previews.events" and method in {"GET", "HEAD"}
                else "same-origin",
            )
            answer.close()


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/nowhere.css", {}, 404),
        ("GET", "/events/%00", {}, 404),
        ("GET", "/?q=%00", {}, 400),
        ("GET", "/?zone=Mars/Base", {}, 422),
        ("GET", "/" + "a" * 5000, {}, 414),
        ("GET", "/organise/events", {}, 401),
        ("POST", "/sign-in", {"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ("POST", "/sign-out", {}, 400),
        ("DELETE", "/", {}, 405),
        ("BREW", "/", {}, 405),
        ("POST", "/sign-in", {"data": {"email": "x" * 2_000_000}}, 413),
    ],
)
def test_every_error_has_all_headers_and_is_not_cached(client, method, path, sent, status):
    answer = client.open(path, method=method, **sent)

    assert answer.status_code == status
    # The page of an event may have the key of its secret link in its address.
    hidden = path.startswith("/events/")
    assert_hardened(answer, referrer="strict-origin" if hidden else "same-origin")
    assert answer.headers["Cache-Control"] == "no-store"


def test_failure_has_all_headers(app, client):
    db.session.execute(text("DROP TABLE events"))
    db.session.commit()

    answer = client.get("/")

    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    assert_hardened(answer)


def test_static_files_are_immutable_and_revalidated_by_304(app, client):
    path = f"{app.static_url_path}/site.css"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    for answer in (first, again):
        assert_hardened(answer)
        answer.close()


def test_public_pages_are_revalidated_by_304(client):
    first = client.get("/privacy")
    again = client.get("/privacy", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert set(first.vary) == {"Cookie", "Accept-Language"}
    assert_hardened(again)


def test_compressed_file_names_what_it_depends_on_once(client):
    answer = client.get("/events.ics", headers={"Accept-Encoding": "gzip"})

    assert answer.headers.getlist("Vary") == ["Accept-Encoding, Cookie, Accept-Language"]


def test_page_with_form_is_not_shareable(client, make_event):
    answer = client.get(f"/events/{make_event().slug}/registrations?zone=Africa/Nairobi&lang=en")

    assert answer.status_code == 200
    assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/sent", "/sign-in/x", "/organise/events"])
def test_personal_pages_are_not_cached(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


class TestProduction:
    """An installation that is open to the world."""

    @pytest.fixture
    def overrides(self):
        return {"BASE_URL": "https://events.example.org", "SMTP_URL": "file:/tmp/mail"}

    @pytest.fixture
    def ask(self, client):
        def ask(path, host="events.example.org", **sent):
            return client.get(path, base_url=f"https://{host}", **sent)

        return ask

    def test_hsts_is_sent(self, ask):
        for path in ("/", "/nowhere", "/healthz"):
            assert (
                ask(path).headers["Strict-Transport-Security"]
                == "max-age=31536000; includeSubDomains"
            )

    def test_session_cookie_has_host_prefix(self, ask):
        cookie = ask("/sign-in").headers["Set-Cookie"]

        assert cookie.startswith("__Host-webinars=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie

    @pytest.mark.parametrize("host", ["EVENTS.Example.ORG", "Events.example.org:443"])
    def test_host_is_compared_case_insensitively(self, ask, host):
        # The client of the tests writes names in lower case unless they are a header.
        assert ask("/", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "events.example.org.evil.example", "127.0.0.1", "a b"]
    )
    def test_unknown_host_is_refused(self, ask, host):
        assert ask("/", host=host).status_code == 400

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_health_pages_answer_any_host(self, ask, path):
        assert ask(path, host="10.0.0.7").status_code in {200, 503}

    def test_port_in_host_header_is_ignored(self, ask):
        assert ask("/healthz", host="events.example.org:8443").status_code == 200

    def test_no_page_repeats_the_host_header(self, ask):
        answer = ask("/readyz", host="evil.example", headers={"X-Forwarded-Host": "evil.example"})

        assert "evil.example" not in answer.text + str(answer.headers)


def test_https_is_not_required_outside_production(client):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({"If-None-Match": "{tag}"}, 304),
        ({"If-None-Match": 'W/{tag}, "other"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Match": "{tag}"}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": '"other"', "If-None-Match": "{tag}"}, 412),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/privacy", "/events.ics"])
def test_conditional_headers_follow_rfc_9110(client, path, conditions, status):
    tag = client.get(path).headers["ETag"]

    fields = {name: value.replace("{tag}", tag) for name, value in conditions.items()}
    answer = client.get(path, headers=fields)

    assert (answer.status_code, answer.headers["ETag"]) == (status, tag)
