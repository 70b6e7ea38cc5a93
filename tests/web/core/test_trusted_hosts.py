"""No page, redirect or e-mail contains the host that a request names."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.links import link_token
from tests.sheets import readable
from tests.web.conftest import token_of
from tests.web.pages import path_of

EVIL = "evil.example"
NAMED = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Original-URL": f"https://{EVIL}/",
    "Forwarded": f"host={EVIL}",
}
CROOKED = [
    "//evil.example", "//evil.example/", "///evil.example/%2f..", "/\\evil.example", "/%5cevil.example", "/%2f%2fevil.example",
    "//evil.example/events/", "/events//evil.example", "/events/x/", "//evil.example/organise/events", "/.//evil.example",
    "/sign-in?next=//evil.example", "/sign-in?next=https:evil.example", "/links/sent/?to=//evil.example", "/@evil.example",
    "/organise/events?next=//evil.example", "/;@evil.example", "/static//evil.example", "/%0d%0aLocation:%20https://evil.example",
]  # fmt: skip


@pytest.fixture(params=[0, 1], ids=["open", "behind a proxy"])
def overrides(request):
    """Return the settings of an installation for trying out, which answers to any name."""
    return {"TRUSTED_PROXIES": request.param}


@pytest.fixture
def ask(app, client):
    """Return a function that asks under another name, as a browser that brings its cookie along all the same."""
    plain = app.test_client(use_cookies=False)

    def ask(method, path, **fields):
        cookie = f"webinars={client.get_cookie('webinars').value}"
        headers = {**NAMED, "Cookie": cookie}
        return plain.open(path, method=method, headers=headers, buffered=True, **fields)

    return ask


def redirects_out(location):
    """Check if a browser at our page would follow this to another host."""
    ours = "http://127.0.0.1:8000"
    # Browsers read a backslash as a slash.
    target = urlsplit(urljoin(f"{ours}/page", location.replace("\\", "/")))
    return (target.scheme, target.netloc) != ("http", "127.0.0.1:8000")


def test_no_page_contains_the_requested_host(
    app, signed_in, ask, site, make_event, make_registration
):
    event = make_event()
    place = make_registration(event)
    pages, result = 0, []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        for purpose in ("manage", "join"):
            token = link_token(purpose, place.id)
            path = path_of(rule, slug=event.slug, token=token).replace("4711", str(event.id))
            answer = ask("GET", path)
            pages += answer.status_code == 200
            if EVIL in readable(answer) + str(answer.headers):
                result.append((rule.rule, answer.status_code))

    assert result == []
    assert pages > 50


def test_no_form_redirects_to_the_requested_host(signed_in, ask, make_event):
    event = make_event()
    token = token_of(signed_in.get("/links"))
    ana = {"name": "Ana", "email": "ana@example.org", "zone": "UTC", "csrf_token": token}

    answers = [
        ask("POST", path, data=ana)
        for path in (f"/events/{event.slug}/registrations", "/links", "/sign-in", "/sign-out")
    ]

    assert [answer.status_code for answer in answers] == [303] * 4
    assert not [answer.location for answer in answers if EVIL in answer.location]


def test_emails_never_link_to_the_requested_host(client, ask, organiser, deliver, make_event):
    event = make_event()
    form = client.get("/links")
    for path in (f"/events/{event.slug}/registrations", "/sign-in", "/links"):
        values = {"name": "Ana", "email": "amira@example.org", "zone": "UTC"}
        fields = {**values, "csrf_token": token_of(form)}
        answer = ask("POST", path, data=fields)
        assert answer.status_code == 303

    mails = deliver()

    told = [
        mail.text
        + mail.message.get_body(("html",)).get_content()
        + (mail.calendar or b"").replace(b"\r\n ", b"").decode()
        for mail in mails
    ]
    links = [link for text in told for link in re.findall(r"https?://([^/\s'\"<>]+)", text)]
    assert len(mails) >= 3
    assert EVIL not in "".join(told)
    assert set(links) == {"127.0.0.1:8000"}


@pytest.mark.parametrize("path", CROOKED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_no_malformed_url_redirects_to_other_host(client, path, method):
    answer = client.open(
        "/", method=method, headers={"Host": EVIL}, environ_overrides=crooked(path)
    )

    assert answer.status_code < 500
    assert "Location" not in answer.headers or not redirects_out(answer.headers["Location"])


def crooked(path):
    """Return what a server passes on for an address, which no client of ours would write like this."""
    at, _, query = path.partition("?")
    return {
        "PATH_INFO": re.sub("%(..)", lambda two: chr(int(two[1], 16)), at),
        "QUERY_STRING": query,
    }


def test_check_detects_redirects_to_other_hosts():
    out = (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
    )

    assert [redirects_out(item) for item in out] == [True] * len(out)
    assert not redirects_out("/organise/events")
