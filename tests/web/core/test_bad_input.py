"""Malformed and hostile input is answered with an error page below 500, and changes nothing."""

import re
import socket
from contextlib import suppress

import pytest
from werkzeug.routing import IntegerConverter

from tests.web.pages import path_of
from webinars.pagination import MAX_ID
from webinars.registrations.models import Registration

NAMES = [
    "أميرة حداد",
    "👩🏽‍💻 Zoë",
    "<script>alert(1)</script>",
    "=?utf-8?q?A=0AContent-Type:_text/html=0A=0A<a_href=3Dhttps://evil.example>Verify</a>?=",
    "Robert'); DROP TABLE registrations;--",
    "{{ 7 * 7 }} %(name)s {name.__class__} ${7*7}",
    "李" * 200,
]
BROKEN = [
    "Ann\r\nBcc: everyone@example.org",
    "Ann\0",
    "Ann\x1b[31m",
    "Ann\x85Lee",
    "\u200b",
    "",
    "   ",
    "A" * 201,
    "A" * 100_000,
]


@pytest.fixture
def event(make_event):
    return make_event()


@pytest.fixture
def registrations(session):
    """Return a function that returns the registrations as they are now, not as they were before the request."""

    def registrations():
        session.rollback()
        return session.query(Registration).all()

    return registrations


@pytest.fixture
def form(event, send):
    """Return a function that sends the registration form, and returns the answer."""
    path = f"/events/{event.slug}/registrations"

    def form(**fields):
        return send(
            path,
            **{"name": "Ann Lee", "email": "ann@example.org", "zone": "Africa/Nairobi", **fields},
        )

    return form


@pytest.mark.parametrize("name", NAMES)
def test_unusual_names_are_accepted(form, registrations, client, event, name):
    assert form(name=name).status_code == 303
    assert [place.name for place in registrations()] == [name]


@pytest.mark.parametrize("name", BROKEN)
def test_invisible_names_are_an_error_at_their_field(form, registrations, name):
    answer = form(name=name)

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'value="ann@example.org"' in answer.text
    assert registrations() == []


@pytest.mark.parametrize(
    "zone",
    [
        "Mars/Base",
        "../../etc/passwd",
        "localtime",
        "posixrules",
        "Europe/Zurich\0",
        "UTC+25",
        "<script>",
        "a" * 5000,
        "Europe",
        "٣",
    ],
)
def test_unknown_zone_is_an_error_at_its_field(form, registrations, zone):
    answer = form(zone=zone)

    assert answer.status_code == 422
    assert registrations() == []


@pytest.mark.parametrize(
    "email",
    [
        "ann",
        "ann@example.org\r\nRCPT TO:<eve@example.org>",
        "ann@" + "a" * 300 + ".org",
        "a\0@example.org",
        "<script>@example.org",
    ],
)
def test_invalid_email_address_is_an_error_at_its_field(form, registrations, email):
    answer = form(email=email)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "<script>@" not in answer.text
    assert registrations() == []


@pytest.mark.parametrize("lang", ["xx", "../..", "en\0", "a" * 1000])
def test_unknown_language_is_refused(form, registrations, lang):
    assert form(lang=lang).status_code == 422
    assert registrations() == []


def test_submitted_values_are_escaped(form):
    answer = form(name="<script>alert(1)</script>", email="no")

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_repeated_and_unknown_fields_are_ignored(client, event, registrations):
    path = f"/events/{event.slug}/registrations"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text).group(1)
    answer = client.post(
        path,
        data={
            "csrf_token": token,
            "name": ["Ann", "Bob"],
            "email": "ann@example.org",
            "id": "1",
            "status": "confirmed",
            "event_id": "99",
            "zone": "UTC",
        },
    )

    assert answer.status_code == 303
    assert [place.event_id for place in registrations()] == [event.id]


PATHS = [
    "/",
    "/events/{slug}",
    "/events/{slug}.ics",
    "/events.ics",
    "/events/{slug}.png",
    "/sign-in",
    "/links",
    "/privacy",
    "/series/x",
]


@pytest.mark.parametrize(
    "query",
    [
        "zone=Mars/Base", "zone=%00", "zone=" + "a" * 3000, "lang=xx", "lang=%00", "lang[]=en", "zone=%ff%fe", "q=%00", "q=%ff", "month=0001-01",
        "month=9999-12", "month=2026-13", "month=x", "month=99999999999-1", "month=-1-1", "after=x", "after=-1.-1.-1", "after=9.9.9.9",
        "after=999999999999999999999.1.1", "past=x", "format=x", "series=%27", "series=%00", "q=" + "a" * 3000, "q=%25%5f%5c", "&&&=&=",
        "%", "%zz=1", "tentative=x", "done=%3Cscript%3E",
    ],
)  # fmt: skip
def test_any_query_gets_an_error_page_below_500(client, event, query):
    for path in PATHS:
        answer = client.get(f"{path.format(slug=event.slug)}?{query}")
        assert answer.status_code < 500, path
        assert b"<script>" not in answer.data


@pytest.mark.parametrize(
    "path",
    ["/events/%00", "/events/%ff%fe", "/events/%c0%af", "/%2e%2e/%2e%2e/etc/passwd", "/static/../config.py", "/static/%2e%2e/app.py", "/events/a%0d%0aSet-Cookie:x=1",
     "/events/" + "a" * 3000, "/" + "a/" * 1500, "/events/%", "/events/%zz", "/.//evil.example/", "/\\evil.example", "/registrations/%00", "/registrations/" + "a" * 3000,
     "/join/x%0a", "/sign-in/%f0%9f%92%a9", "/events/💩", "/registrations/..%2f..%2f", "/.well-known/security.txt/", "/events/x/"],
)  # fmt: skip
def test_any_path_gets_an_error_page_below_500(client, path):
    for method in ("GET", "HEAD", "POST"):
        assert 300 <= client.open(path, method=method).status_code < 500


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "G\u00c9T"]
)
def test_unknown_methods_are_refused(client, event, method):
    for path in ("/", "/sign-in", f"/events/{event.slug}/registrations", "/nowhere", "/healthz"):
        answer = client.open(path, method=method)
        assert answer.status_code in {404, 405, 501} or (
            method == "get" and answer.status_code == 200
        )


def test_head_request_changes_nothing(client, event, registrations):
    for rule in client.application.url_map.iter_rules():
        if "HEAD" in rule.methods:
            path = path_of(rule, slug=event.slug)
            answer = client.head(path, data={"name": "Ann", "email": "ann@example.org"})
            assert answer.data == b""
            assert answer.status_code < 500 or rule.endpoint == "health.readyz"

    assert registrations() == []


def test_ids_in_addresses_are_bounded_as_those_of_the_database(app):
    unbounded = {
        rule.rule
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if isinstance(converter, IntegerConverter) and (converter.max or MAX_ID + 1) > MAX_ID
    }

    assert unbounded == set()


def test_body_of_ten_megabytes_is_refused(client, event, registrations):
    for path in (f"/events/{event.slug}/registrations", "/sign-in", "/links", "/nowhere", "/"):
        answer = client.post(path, data={"name": "x" * 10_000_000})
        assert answer.status_code in {404, 405, 413}


def test_form_with_too_many_parts_is_refused(client):
    body = {f"field{n}": "x" for n in range(300)}

    assert client.post("/sign-in", data=body, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=%ff%fe&email=%80", "application/x-www-form-urlencoded"),
        (b"name=\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"%%%%&&&&====", "application/x-www-form-urlencoded"),
        (b"--x\r\nnot a part", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"--\r\n", "multipart/form-data; boundary="),
        (b"{", "application/json"),
        (b"\0" * 1000, "application/octet-stream"),
        (b"a=b", "application/x-www-form-urlencoded; charset=utf-99"),
        (b"a=b", "\u00e9/\u00e9".encode("latin-1").decode("latin-1")),
    ],
)
def test_malformed_bodies_are_refused(client, event, registrations, body, kind):
    for path in (
        f"/events/{event.slug}/registrations",
        "/sign-in",
        "/links",
        "/sign-out",
        "/join/x",
    ):
        answer = client.post(path, data=body, content_type=kind)
        assert 400 <= answer.status_code < 500

    assert registrations() == []


def test_invalid_utf8_is_an_error_at_its_field(client, event, send, registrations):
    answer = send(f"/events/{event.slug}/registrations", name="Ann \ufffd", email="ann@example.org")

    assert answer.status_code == 422
    assert "were damaged in transfer" in answer.text


@pytest.mark.parametrize("name", ["\u3164", "Ann\u202e Lee", "\u200bAnn"])
def test_deceptive_name_is_an_error_at_its_field(form, registrations, name):
    answer = form(name=name)

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert "\u202e" not in answer.text
    assert registrations() == []


def test_misroutable_email_address_is_an_error_at_its_field(form, registrations):
    answer = form(email="ann@gro.elpmaxe\u202e")

    assert answer.status_code == 422
    assert (
        "This contains an invisible character or one that reverses the text direction (U+202E)."
        in answer.text
    )
    assert 'value="ann@gro.elpmaxe"' in answer.text
    assert registrations() == []


@pytest.mark.parametrize("field", ["name", "email", "affiliation"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
)
def test_binary_field_value_is_an_error_at_its_field(
    client, event, registrations, token_on, kind, field
):
    path = f"/events/{event.slug}/registrations"
    fields = {
        "csrf_token": token_on(path),
        "name": "Ann",
        "email": "ann@example.org",
        "affiliation": "x",
    }
    sent = {name: value.encode() for name, value in fields.items()}
    if kind.startswith("multipart"):
        sent[field] += b"\xed\xa0\xbd"
        head = b'--a\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        body = (
            b"".join(head % (name.encode(), value) for name, value in sent.items()) + b"--a--\r\n"
        )
    else:
        sent[field] += b"%ED%A0%BD"
        body = b"&".join(b"%s=%s" % (name.encode(), value) for name, value in sent.items())

    answer = client.post(path, data=body, content_type=kind)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Some characters were damaged in transfer." in answer.text
    assert registrations() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=" + "b" * 60_000},
        {"Cookie": "webinars=" + "x" * 4000},
        {"Cookie": "webinars=e30.x.y; webinars=; =; ;;; zone=%00; lang=xx"},
        {"Cookie": "zone=Mars/Base"},
        {"Cookie": 'zone="Africa/Nairobi'},
        {"Accept-Language": "xx;q=9, *;q=x, " + "en," * 5000},
        {"Accept-Language": "\u00e9"},
        {"If-None-Match": '"' * 1000},
        {"If-Modified-Since": "Mon, 99 Foo 0001 99:99:99 GMT"},
        {"Range": "bytes=9999999999-"},
        {"Content-Length": "x"},
        {"Host": "a b"},
        {"Host": "evil.example:99999999"},
        {"Host": "[::1"},
        {"Origin": "http://[bad"},
        {"Sec-Fetch-Site": "\u00e9"},
        {"X-Forwarded-For": "x" * 5000},
        {"Authorization": "Basic !!!"},
    ],
)
def test_any_header_is_answered_below_500(client, event, headers):
    for path in ("/", "/sign-in", "/healthz", "/nowhere", "/events.ics"):
        for method in ("GET", "POST"):
            assert client.open(path, method=method, headers=headers).status_code < 500


def test_invalid_cookie_is_ignored(client, event):
    client.set_cookie("zone", "Mars/Base")
    client.set_cookie("lang", "xx")

    assert client.get("/").status_code == 200


def test_unknown_zone_in_query_is_explained(client, event):
    answer = client.get("/?zone=Mars/Base")

    assert answer.status_code == 422
    assert "“Mars/Base” is not a known time zone." in answer.text


@pytest.mark.parametrize("text", ["cross-site", "same-site"])
def test_cross_site_form_is_refused(form, event, send, registrations, text):
    answer = send(
        f"/events/{event.slug}/registrations",
        headers={"Sec-Fetch-Site": text},
        name="Ann",
        email="ann@example.org",
    )

    assert answer.status_code == 403
    assert registrations() == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "https://localhost"]
)
def test_foreign_origin_header_is_refused(event, send, registrations, origin):
    answer = send(
        f"/events/{event.slug}/registrations",
        headers={"Origin": origin},
        name="Ann",
        email="ann@example.org",
    )

    assert answer.status_code == 403
    assert registrations() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_own_origin_header_is_accepted(event, send, headers):
    answer = send(
        f"/events/{event.slug}/registrations", headers=headers, name="Ann", email="ann@example.org"
    )

    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "x", "W10.x.y", "\0", "x" * 10_000])
def test_form_with_invalid_token_is_shown_again_and_stores_nothing(
    client, event, registrations, token
):
    path = f"/events/{event.slug}/registrations"
    client.get(path)
    answer = client.post(
        path, data={"name": "Ann Lee", "email": "ann@example.org", "csrf_token": token}
    )

    assert answer.status_code == 400
    assert 'value="Ann Lee"' in answer.text
    assert "This form was open for too long" in answer.text
    assert "CSRF" not in answer.text
    assert registrations() == []


def test_csrf_token_of_another_session_is_invalid(app, client, event, registrations):
    path = f"/events/{event.slug}/registrations"
    theirs = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', app.test_client().get(path).text
    ).group(1)
    client.get(path)

    answer = client.post(
        path, data={"name": "Ann", "email": "ann@example.org", "csrf_token": theirs}
    )

    assert answer.status_code == 400
    assert registrations() == []


class TestOnPostgreSQL:
    """A database that cannot hold NUL is not asked for it."""

    @pytest.fixture
    def overrides(self, postgres_tables_url):
        return {"DATABASE_URL": postgres_tables_url}

    def test_nul_is_refused_before_it_reaches_the_database(self, client, event, form):
        for path in (
            "/events/%00",
            "/events/a%00.ics",
            "/series/%00",
            "/sign-in/%00",
            "/?q=%00",
            "/?series=%00",
        ):
            assert client.get(path).status_code in {400, 404}, path
        assert form(name="Ann\0").status_code == 422
        assert form(email="a\0@example.org").status_code == 422
        assert client.get(f"/?after=202612.{10**30}.1").status_code == 422


RAW = [
    b"GET /events/\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /?q=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nemail=x\r\n0\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nCookie: a=" + b"b" * 300_000 + b"\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"G\x00T / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"\r\n\r\n",
]


@pytest.mark.parametrize("raw", RAW)
def test_any_bytes_on_the_connection_are_answered_below_500(waitress, raw):
    with socket.create_connection(("127.0.0.1", waitress), timeout=5) as line:
        answer = b""
        # A server that has heard enough may hang up.
        with suppress(ConnectionError):
            line.sendall(raw)
            with suppress(OSError):  # ENOTCONN is no ConnectionError
                line.shutdown(socket.SHUT_WR)
            while chunk := line.recv(65536):
                answer += chunk

    first = answer.partition(b"\r\n")[0]
    assert not answer or first.split()[1] < b"500" or first.split()[1] in {b"501", b"505"}, first
