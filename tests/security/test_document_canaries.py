"""Nothing of a document under embargo is anywhere before its instant, and it is there at it, on both databases.

Title, symbol, file name and bytes hold canary words; every public route is fetched a second before and then.
"""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.documents.stored import store_document
from tests.security.test_canaries import words_of
from tests.security.words import canary
from webinars.database import db, transaction
from webinars.documents.models import DocumentFile, DocumentVersion
from webinars.documents.search.indexing import write_missing_titles
from webinars.events.models import Event, Series
from webinars.web.core.security import endpoint_policies

UNTIL = datetime(2026, 11, 25, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
QUERIES = ("", "?q=canary", "?q=canaryhiddensymbol")
HEADERS = ({}, {"Range": "bytes=0-"}, {"If-None-Match": '"digest"'}, {"Accept-Encoding": "gzip"})
# Of a document whose title is shown meanwhile.
SHOWN = {"showntitle", "shownsymbol"}
EMBARGOED = {"hiddentitle", "hiddensymbol", "hiddenname", "hiddentext", "shownname", "showntext"}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Ask each database."""
    if request.param == "postgresql":
        return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}
    return {}


@pytest.fixture
def paths(app, clock, make_event, make_series):
    """Store two documents of an event and a body; return the addresses of all public routes about them."""
    body, event = make_series(), make_event()
    slugs, event_id = {True: body.slug, False: event.slug}, event.id
    made = []
    for word, is_hidden in (("hidden", True), ("shown", False)):
        document_id = store_document(
            canary(f"{word}symbol"), title=canary(f"{word}title"), name=f"{canary(f'{word}name')}.pdf",
            body=b"%PDF-1.4 " + canary(f"{word}text").encode(), event_id=event_id, series_id=body.id,
            embargo_until=UNTIL, embargo_timezone="Europe/Zurich", is_title_embargoed=is_hidden,
        )  # fmt: skip
        made.append((document_id, word))
    with transaction() as session:
        session.get_one(Event, event_id).documents_revision = 1
        row = session.get_one(Series, body.id)
        row.is_published, row.documents_revision = True, 1
        session.query(DocumentFile).update({"digest": "digest"})
    write_missing_titles()
    result = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or endpoint_policies.POLICIES[rule.endpoint].who != "public":
            continue
        for document_id, word in made:
            values = {
                "slug": slugs["/series/" in rule.rule],
                "symbol": canary(f"{word}symbol"),
                "version_id": version_of(document_id),
                "filename": f"{canary(f'{word}name')}.pdf",
            }
            fill = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
            result.add(fill.sub(lambda part, of=values: str(of.get(part[1], "1")), rule.rule))
    return sorted(result)


def version_of(document_id):
    versions = db.session().query(DocumentVersion.id)
    return versions.filter_by(document_id=document_id).scalar()


def words_everywhere(client, paths):
    """Return the canary words in all responses but in what their own address makes them repeat."""
    words, statuses = set(), set()
    for path in paths:
        for query in QUERIES if path.count("/") == 1 else QUERIES[:1]:
            for headers in HEADERS if "/documents" in path else HEADERS[:1]:
                answer = client.get(path + query, headers=headers)
                if answer.headers.get("Content-Encoding") == "gzip":
                    answer.set_data(gzip.decompress(answer.data))
                asked = {"hiddensymbol"} if "hiddensymbol" in query else set()
                words |= words_of(answer) - asked
                statuses.add(answer.status_code)
    assert 500 not in statuses
    return words


def test_canaries_of_embargoed_documents_are_nowhere_before_their_second(clock, client, paths):
    clock.stop(UNTIL - SECOND)
    before = words_everywhere(client, paths)
    assert {word for word in before if word in EMBARGOED} == set()
    assert before >= SHOWN
    search = f"/documents?q={canary('hiddensymbol')}"
    assert "hiddentitle" not in words_of(client.get(search))

    clock.stop(UNTIL)
    assert "hiddentitle" in words_of(client.get(search))
    assert words_everywhere(client, paths) >= SHOWN | {
        "hiddentitle",
        "hiddensymbol",
        "hiddentext",
        "showntext",
    }
