"""A caching proxy of others in front: it stores nothing of a document before the end of its embargo."""

import http.client
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.conftest import serving
from tests.deploy.shipped import caching_nginx
from tests.documents.stored import store_document
from webinars.database import transaction
from webinars.documents.models import DocumentVersion
from webinars.documents.search.indexing import write_missing_titles
from webinars.events.models import Event, Series

MOST_SECONDS = 5
TITLE, SYMBOL, NAME, TEXT = (f"canaryembargo{part}" for part in ("title", "symbol", "name", "text"))


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Ask each database."""
    if request.param == "postgresql":
        return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}
    return {}


@pytest.fixture
def ask(app, tmp_path):
    """Return a function that asks the proxy in front of the installation; it returns status, cache and body."""
    with serving(app) as address, caching_nginx(tmp_path / "nginx", urlsplit(address).port) as port:

        def ask(path, **headers):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            # A page repeats what was searched for.
            return (
                answer.status,
                answer.headers["X-Cache"],
                body.replace(f"?q={TITLE}".encode(), b""),
            )

        yield ask


@pytest.fixture
def until(clock):
    return clock.now() + timedelta(hours=1)


@pytest.fixture
def paths(app, until, make_event, make_series):
    """Store a document of an event and a body under embargo; return all addresses that could show it."""
    body = make_series()
    event = make_event(series_id=body.id)
    document_id = store_document(
        SYMBOL, title=TITLE, name=f"{NAME}.pdf", body=b"%PDF-1.4 " + TEXT.encode(), event_id=event.id,
        series_id=body.id, embargo_until=until, embargo_timezone="Europe/Zurich", is_title_embargoed=True,
    )  # fmt: skip
    with transaction() as session:
        session.get_one(Event, event.id).documents_revision = 1
        row = session.get_one(Series, body.id)
        row.is_published, row.documents_revision = True, 1
        version_id = session.query(DocumentVersion.id).filter_by(document_id=document_id).scalar()
    write_missing_titles()
    return (
        f"/events/{event.slug}",
        f"/series/{body.slug}",
        "/documents",
        f"/documents?q={TITLE}",
        "/documents.atom",
        f"/documents.json?q={TITLE}",
        f"/documents/{SYMBOL}",
        f"/documents/files/{version_id}/{NAME}.pdf",
        f"/events/{event.slug}/documents.zip",
    )


def words(body, path):
    """Return the parts of the document that a body shows, without those that its address names."""
    return {
        word for word in (TITLE, SYMBOL, NAME, TEXT) if word.encode() in body and word not in path
    }


def test_caching_proxy_shows_nothing_before_the_second_and_all_after_it(
    clock, until, paths, ask, signed_in
):
    cookie = "; ".join(f"{one.key}={one.value}" for one in signed_in._cookies.values())
    clock.stop(until - timedelta(seconds=1))
    own = {path: words(ask(path, Cookie=cookie)[2], path) for path in paths}
    assert set.union(*own.values()) == {TEXT}  # its editor gets the file, and nobody after them

    before = {
        (path, turn, part): ask(path, Range=part) if part else ask(path)
        for path in paths
        for turn in range(2)
        for part in ("", "bytes=0-")
    }

    assert {key: shown for key, one in before.items() if (shown := words(one[2], key[0]))} == {}
    assert "HIT" in {cache for _, cache, _ in before.values()}
    clock.stop(until)
    ended = time.monotonic()
    while not words(ask(paths[0])[2], paths[0]):
        assert time.monotonic() - ended <= MOST_SECONDS
        time.sleep(0.1)
    after = {path: ask(path, Range="bytes=0-") for path in paths}
    assert {path for path, one in after.items() if not words(one[2], path)} == set()
