"""nginx as shipped caches what is the same for everyone, for seconds, and nothing else."""

import re
import time
from collections import Counter
from datetime import timedelta
from itertools import chain
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.conftest import NOON, serving
from tests.deploy.shipped import DEPLOY, HOST, Visitor, nginx
from tests.documents.stored import store_document
from tests.security.words import canary
from tests.security.world import founded
from webinars.database import transaction
from webinars.documents.models import DocumentVersion
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.web.core.security import endpoint_policies

MOST_SECONDS = 5
FORM_TOKEN = re.compile(r'(?<=value=")[\w-]+\.[\w-]+\.[\w-]+(?=")')
EVIL = "evil.example"
UNKEYED = {
    "X_Forwarded_Host": EVIL,
    "X_Forwarded_Prefix": f"/{EVIL}",
    "X_Forwarded_Port": "666",
    "X_Forwarded_Proto": EVIL,
    "X_Forwarded_For": EVIL,
    "X_Original_URL": f"/{EVIL}",
    "X_Rewrite_URL": f"/{EVIL}",
    "X_HTTP_Method_Override": "POST",
    "Forwarded": f"host={EVIL};proto={EVIL}",
    "User_Agent": EVIL,
    "Accept": EVIL,
    "Accept_Language": f"{EVIL}, xx",
    "Cookie": f'zone={EVIL}"><script>; lang={EVIL}; session={EVIL}',
    "Range": "bytes=0-10",
    "If_None_Match": "*",
    "Host": EVIL,
}
QUERIES = (
    f"utm_source={EVIL}",
    f"_external=1&_scheme=https&_anchor={EVIL}",
    f"lang=en&lang={EVIL}",
    f"zone={EVIL}",
    f"%71={EVIL}",
    f"q=&q={EVIL}",
    f"after={EVIL}",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Create an installation with every kind of data, in two languages."""
    folder = tmp_path_factory.mktemp("world")
    with founded(folder, LANGUAGES=["en", "fr"], TRUSTED_PROXIES=1) as world:
        yield world


class Requests:
    """Counts the requests that reach the server, by path."""

    def __init__(self, app):
        self._app, self.paths = app, Counter()

    def __call__(self, environ, start_response):
        self.paths[environ["PATH_INFO"]] += 1
        return self._app(environ, start_response)


@pytest.fixture(scope="module")
def requests(world):
    return Requests(world.app)


@pytest.fixture(scope="module")
def proxy(requests, tmp_path_factory):
    """Run the proxy in front of the installation."""
    folder = tmp_path_factory.mktemp("proxy") / "nginx"
    with serving(requests) as address, nginx(folder, urlsplit(address).port) as proxy:
        yield proxy


@pytest.fixture
def ask(proxy):
    """Return a function that asks the proxy as a new visitor with some headers."""
    visitor = Visitor(proxy)

    def ask(path, **headers):
        visitor.cookies, visitor.referrer = {}, ""
        return visitor.ask("GET", path, **headers)

    return ask


def stored(proxy):
    """Return what the cache has: the bytes of each file by its key."""
    files = [path.read_bytes() for path in (proxy.folder / "cache").rglob("*") if path.is_file()]
    return {re.search(rb"KEY: (.*)\n", file)[1].decode(): file for file in files}


def test_cached_addresses_are_those_of_shared_routes(world):
    [location] = re.findall(r'location ~ "(\^.*)" \{', (DEPLOY / "nginx.conf").read_text("utf-8"))

    for rule in world.app.url_map.iter_rules():
        path = world.path_of(rule, world.of_a, "x" * 43)
        is_shared = endpoint_policies.POLICIES[rule.endpoint].shared != ""
        assert bool(re.search(location, path)) == is_shared, path


def test_nothing_personal_is_stored_or_shown_to_others(world, proxy, ask):
    paths = {}
    for rule in world.app.url_map.iter_rules():
        if "GET" in rule.methods:
            policy = endpoint_policies.POLICIES[rule.endpoint]
            token = world.xenia_herself.links.get(policy.purpose, world.sign_in_secret)
            people = {"link": world.xenia_herself, "admin": world.admin}
            paths[world.path_of(rule, world.of_b, token)] = people.get(policy.who, world.b)
    known = {"Cookie": "zone=Pacific/Kiritimati; lang=fr", "Accept_Language": "fr"}

    for path, person in paths.items():
        ask(path, Cookie=f"{person.cookie}; {known['Cookie']}", Accept_Language="fr")
    wrong = []
    for path in paths:
        shown, expected = ask(path, Cookie=world.other.cookie), world.ask(world.other, "GET", path)
        if (shown.status, plain(shown.body)) != (expected.status_code, plain(expected.data)):
            wrong.append(path)

    assert wrong == []
    assert len(paths) > 60
    files = stored(proxy)
    routes = world.app.url_map.bind(HOST, url_scheme="https")
    endpoints = {routes.match(urlsplit(key.split("|")[4]).path)[0] for key in files}
    assert {"public.list", "public.event", "calendar.feed", "news.as_atom"} <= endpoints
    assert [name for name in endpoints if not endpoint_policies.POLICIES[name].shared] == []
    people = (world.admin, world.b, world.registrant, world.xenia_herself, world.other)
    secrets = chain.from_iterable(
        [*person.links.values(), *re.findall(r"=([^;]{20,})", person.cookie)] for person in people
    )
    everything = b"".join(files.values())
    assert [secret for secret in secrets if secret.encode() in everything] == []
    assert b"canary" not in everything
    assert b"Set-Cookie" not in everything


def plain(body):
    """Return a body without what each response has of its own."""
    return FORM_TOKEN.sub("", body.decode("utf-8", "replace"))


def test_one_entry_serves_everyone_of_a_language_and_zone(world, proxy, requests, ask):
    path = f"/events/{world.of_a.slug}?visitors=many"
    before = requests.paths[urlsplit(path).path]
    cookies = [f"webinars={number}; zone=Asia/Tokyo; other={number}" for number in range(40)]
    languages = ["fr", "fr-CH, fr;q=0.9", "de, fr;q=0.7", "frr, fr,de"]

    answers = [
        ask(path, Cookie=cookie, Accept_Language=languages[number % 4], User_Agent=str(number))
        for number, cookie in enumerate(cookies)
    ]

    assert {(answer.status, answer.headers["etag"]) for answer in answers} == {
        (200, answers[0].headers["etag"])
    }
    assert {answer.headers["cache-control"] for answer in answers} == {"no-cache"}
    assert [key for key in stored(proxy) if key.endswith(path)] == [f"|fr|Asia/Tokyo|{HOST}|{path}"]
    assert requests.paths[urlsplit(path).path] - before < len(cookies) / 2
    tag = answers[-1].headers["etag"]
    again = ask(path, Cookie=cookies[0], Accept_Language="fr", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")


def test_language_zone_and_coding_have_entries_of_their_own(world, ask):
    path = f"/events/{world.of_a.slug}"

    english, french = ask(path, Accept_Language="en"), ask(path, Cookie="lang=fr")
    second = ask(path, Accept_Language="es-MX, es;q=0.9, fr;q=0.8, en;q=0.7")
    tokyo, packed = ask(path, Cookie="zone=Asia/Tokyo"), ask(path, Accept_Encoding="br, gzip")

    assert '<html lang="en" dir' in english.text
    assert ['<html lang="fr" dir' in page.text for page in (french, second)] == [True, True]
    assert ("Tokyo" in english.text, "Tokyo" in tokyo.text) == (False, True)
    assert ("content-encoding" in english.headers, packed.headers["content-encoding"]) == (
        False,
        "gzip",
    )
    assert packed.body[:2] == b"\x1f\x8b"


def test_choice_of_zone_is_kept_behind_the_cache(proxy, world):
    visitor = Visitor(proxy)
    path = f"/events/{world.of_a.slug}"

    chosen = visitor.ask("GET", f"{path}?zone=Asia/Tokyo")
    page = visitor.ask("GET", chosen.headers["location"])

    assert (chosen.status, chosen.headers["cache-control"]) == (303, "no-store")
    assert "Tokyo" in page.text
    assert [key for key in stored(proxy) if "zone=" in key] == []


def test_change_is_seen_within_seconds(world, ask):
    path = f"/events/{world.of_a.slug}?changed=soon"
    ask(path)
    with transaction() as session:
        event = session.get_one(Event, world.of_a.event_id)
        event.title, event.revision = "A new title", event.revision + 1
    changed, asked, old = time.monotonic(), time.monotonic(), 0

    while "A new title" not in ask(path).text:
        assert asked - changed <= MOST_SECONDS
        old += 1
        time.sleep(0.1)
        asked = time.monotonic()

    assert old > 0  # the cache answered at first
    world.restore()


def test_embargo_holds_to_its_second_and_ends_within_seconds(world, ask, proxy):
    until = clock.now() + timedelta(hours=1)
    document_id = store_document(
        canary("embargosymbol"), title=canary("embargotitle"), event_id=world.of_a.event_id,
        body=b"%PDF-1.4 canaryembargotext", name="canaryembargoname.pdf",
        embargo_until=until, embargo_timezone="Europe/Zurich", is_title_embargoed=True,
    )  # fmt: skip
    with transaction() as session:
        event = session.get_one(Event, world.of_a.event_id)
        event.documents_revision += 1
        of_document = DocumentVersion.document_id == document_id
        version_id = session.scalar(select(DocumentVersion.id).where(of_document))
    event_page = f"/events/{world.of_a.slug}"
    file = f"/documents/files/{version_id}/canaryembargoname.pdf"
    paths = (
        event_page,
        f"{event_page}/documents.zip",
        f"/documents/{canary('embargosymbol')}",
        file,
    )

    clock.stop(until - timedelta(seconds=1))
    for _ in range(2):  # the second from the cache
        before = [ask(path, Range="bytes=0-").body for path in paths]
        assert b"canaryembargo" not in b"".join(before)
    clock.stop(until)
    ended = time.monotonic()
    while "canaryembargotitle" not in ask(event_page).text:
        assert time.monotonic() - ended <= MOST_SECONDS
        time.sleep(0.1)

    after = [ask(path) for path in paths]
    assert [answer.status for answer in after] == [200] * 4
    assert all(b"canaryembargo" in answer.body for answer in after)
    assert [key for key in stored(proxy) if "documents" in key] == []
    clock.stop(NOON)
    world.restore()


@pytest.mark.parametrize("path", ["/", "/events.ics"])
def test_no_unkeyed_header_gets_into_an_answer_for_others(world, ask, path):
    for name, value in UNKEYED.items():
        address = f"{path}?of={name}"
        ask(address, **{name: value})
        shown, expected = ask(address), world.ask(world.anonymous, "GET", address)

        assert (shown.status, plain(shown.body)) == (200, plain(expected.data)), name
        assert EVIL not in shown.text + str(shown.headers), name


@pytest.mark.parametrize("path", ["/", "/events.ics"])
def test_no_query_gets_into_an_answer_for_others(ask, path):
    for query in QUERIES:
        ask(f"{path}?{query}")
        ask(f"{path}?&{query}")

        for other in (path, f"{path}?"):
            shown = ask(other)
            assert shown.status == 200, query
            assert EVIL not in shown.text + str(shown.headers), query
