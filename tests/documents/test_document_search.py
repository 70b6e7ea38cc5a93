"""Search in documents: terms, filters, facets, and what is not public."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.documents.conftest import published
from tests.postgres import on_both_databases
from tests.statements import sent_statements
from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, VersionKey
from webinars.documents.enums import DocumentAccess, DocumentType
from webinars.documents.models import Document, DocumentText, DocumentVersion
from webinars.documents.search import file_text
from webinars.documents.search.document_list import DocumentFilter, document_list, newest_versions
from webinars.documents.search.indexing import (
    document_search_faults,
    read_next_file,
    rebuild_document_index,
)
from webinars.documents.storage.stored_files import store_file
from webinars.localized_text import LocalizedText
from webinars.timezones import clock as the_clock

pytestmark = pytest.mark.usefixtures("app")
REPORT = ["CTOC/COP/2020/1"]


def symbols(query="", now=None, **values):
    """Return the symbols that a search finds, newest first."""
    db.session.rollback()
    wanted = DocumentFilter(query=query, **values)
    shown = document_list(db.session(), wanted, now or the_clock.now())
    assert shown.count == len(shown.page.rows)
    return [one.listed.document.symbol for one in shown.page.rows]


def add_text(document, text, language="en", name="a.txt"):
    """Publish a version with a text file, and read it."""
    with transaction() as session:
        file = store_file(session, name, text.encode())
        versions.add_version(
            session, document.id, VersionKey(language), content=Content(file_id=file.id)
        )
    while read_next_file():
        pass


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["B/2", "CTOC/COP/2020/1"]),
        ("ctoc", ["CTOC/COP/2020/1"]),
        ("COP/2020", ["CTOC/COP/2020/1"]),
        ("2020/1", ["CTOC/COP/2020/1"]),
        ("cop/2021", []),
        ("priso", ["B/2"]),
        ("prisón water", ["B/2"]),
        ("rapport", ["CTOC/COP/2020/1"]),
        ("conference", ["B/2", "CTOC/COP/2020/1"]),  # the body
        ("conference prisons", ["B/2"]),
        ('"water prisons"', []),
        ('"prisons water"', ["B/2"]),
        ('"" * (', ["B/2", "CTOC/COP/2020/1"]),
    ],
)
def test_terms_are_found_in_symbol_title_and_body(make_document, query, expected):
    make_document(title=LocalizedText("Report", {"fr": "Rapport"}), text_language="en")
    make_document(symbol="B/2", title="Prisons, water")

    assert symbols(query) == expected


@on_both_databases
def test_text_of_a_file_is_found_while_everyone_may_read_it(database, make_document):
    document = make_document(languages=())
    add_text(document, "The canary sings: déjà vu.")

    assert symbols("canar") == symbols('"deja vu"') == symbols("ctoc sings") == ["CTOC/COP/2020/1"]
    with transaction() as session:
        version = versions.versions_of(session, document.id)[0]
        versions.withdraw_version(session, document.id, version.id, reason="Wrong file")
    assert symbols("canary") == []
    assert symbols("ctoc") == ["CTOC/COP/2020/1"]


@on_both_databases
@pytest.mark.parametrize(
    ("values", "before"),
    [
        ({"is_title_embargoed": True}, []),
        ({"is_title_embargoed": False}, ["CTOC/COP/2020/1"]),
    ],
)
def test_embargoed_text_is_found_from_the_instant_on(
    database, make_document, clock, values, before
):
    until = the_clock.now() + timedelta(hours=1)
    document = make_document(
        languages=(), embargo_until=until, embargo_timezone="Europe/Vienna", **values
    )
    add_text(document, "canary")
    second_before = until - timedelta(seconds=1)

    assert symbols("canary", second_before) == []
    assert symbols("ctoc", second_before) == before
    assert newest_versions(db.session(), DocumentFilter(), second_before) == []
    assert symbols("canary", until) == symbols("ctoc", until) == ["CTOC/COP/2020/1"]
    assert len(newest_versions(db.session(), DocumentFilter(), until)) == 1


def test_text_for_some_readers_is_not_found(make_document):
    document = make_document(languages=(), access=DocumentAccess.LINK)
    add_text(document, "canary")

    assert symbols("canary") == symbols("") == []


@on_both_databases
def test_filters_and_their_counts(database, make_document, body):
    make_document(languages=("en", "fr"))
    make_document(symbol="B/2", document_type=DocumentType.DECISION)
    make_document(symbol="B/3", publishes=False)

    shown = document_list(db.session(), DocumentFilter(), the_clock.now())

    counts = {
        name: {one.value: one.count for one in values} for name, values in shown.facets.items()
    }
    assert counts == {
        "type": {"report": 1, "decision": 1},
        "language": {"en": 2, "fr": 1},
        "body": {body.slug: 2},
        "year": {"2026": 2},
    }
    assert (
        symbols(language="fr") == symbols(document_type=DocumentType.REPORT) == ["CTOC/COP/2020/1"]
    )
    assert symbols(body=body.slug, year=2026) == ["B/2", "CTOC/COP/2020/1"]
    assert (
        symbols(body="none")
        == symbols(year=2025)
        == symbols(session="none")
        == symbols(language="ar")
        == []
    )


@on_both_databases
def test_counts_of_bodies_and_years_are_those_of_their_filters(
    database, make_document, make_event, make_series, body
):
    """A document may be of a body, and of an event of another one; years are those of the site."""
    other = published(make_series("Working group"))
    of_other = make_event(series_id=other.id).id
    make_document(symbol="B/1", event_id=of_other, series_id=body.id)
    make_document(symbol="B/2", event_id=of_other)
    make_document(symbol="B/3", event_id=make_event(series_id=body.id).id, series_id=body.id)
    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    for symbol, minutes in (("B/2", 0), ("B/3", -40)):
        with transaction() as session:
            document = session.query(Document).filter_by(symbol=symbol).one()
            document.published_at = new_year + timedelta(minutes=minutes)
            of_document = session.query(DocumentVersion).filter_by(document_id=document.id)
            of_document.update({"public_at": document.published_at})

    shown = document_list(db.session(), DocumentFilter(timezone="Europe/Vienna"), the_clock.now())

    for facet, expected in (
        ("body", {body.slug: 2, other.slug: 2}),
        ("year", {"2026": 2, "2025": 1}),
    ):
        assert {one.value: one.count for one in shown.facets[facet]} == expected
        for value in expected:
            chosen = int(value) if facet == "year" else value
            filtered = symbols(**{facet: chosen, "timezone": "Europe/Vienna"})
            assert len(filtered) == expected[value]
    assert symbols(year=2025) == ["B/3", "B/2"]


def test_index_is_checked_and_built_anew(make_document):
    add_text(make_document(languages=()), "canary")
    with transaction() as session:
        assert document_search_faults(session) == []
    assert rebuild_document_index() == 1
    assert symbols("canary") == []
    while read_next_file():
        pass
    assert symbols("canary") == symbols("ctoc") == ["CTOC/COP/2020/1"]


def test_file_that_hangs_its_reader_is_read_once_and_others_follow(make_document, monkeypatch):
    with transaction() as session:
        for document, name, body in (
            (make_document(languages=()), "a.txt", b"canary"),
            (make_document(symbol="B/2", languages=()), "b.pdf", b"%PDF-1.7 hangs"),
        ):
            file = store_file(session, name, body)
            versions.add_version(
                session, document.id, VersionKey("en"), content=Content(file_id=file.id)
            )
    monkeypatch.setattr(file_text, "MAX_SECONDS", 0)

    assert [read_next_file(), read_next_file(), read_next_file()] == [True, True, False]

    problems = db.session.query(DocumentText.problem).filter(DocumentText.version_id.is_not(None))
    assert [problem for (problem,) in problems] == ["file-too-complex"] * 2
    assert symbols("B/2") == ["B/2"]


def test_year_on_a_version_that_not_everyone_may_read_is_not_told(make_document):
    until = the_clock.now() + timedelta(hours=1)
    for number, values in enumerate(({}, {"embargo_until": until, "embargo_timezone": "UTC"})):
        document = make_document(symbol=f"A/{number}", languages=(), publishes=False, **values)
        content = Content(url="https://example.org/a.pdf", dated_on=date(2019 + number, 1, 1))
        with transaction() as session:
            versions.add_version(session, document.id, VersionKey("en"), content=content)
            editing.publish_document(session, document.id)

    by_year = {year: symbols(year=year) for year in (2019, 2020, 2026)}

    assert by_year == {2019: ["A/0"], 2020: [], 2026: ["A/1"]}


def test_list_and_feed_search_titles_and_files_once_for_a_term(make_document):
    make_document()
    searches = []

    with sent_statements() as sent:
        document_list(db.session(), DocumentFilter(query="report"), the_clock.now())
        newest_versions(db.session(), DocumentFilter(query="report"), the_clock.now())
    for statement, parameters in sent:
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", parameters
        )
        searches.append(sum("SCAN document_search" in step[-1] for step in plan.all()))

    assert searches == [2, 0, 0, 2]


def test_page_of_documents_takes_three_statements(monkeypatch, make_document):
    monkeypatch.setattr("webinars.documents.search.document_list.PAGE_LENGTH", 2)
    for number in range(4):
        make_document(symbol=f"A/{number}", languages=("en", "fr"))

    with sent_statements() as sent:
        shown = document_list(db.session(), DocumentFilter(query="report"), the_clock.now())

    assert (len(shown.page.rows), shown.count, len(sent)) == (2, 4, 3)
    following = document_list(
        db.session(), DocumentFilter(query="report"), the_clock.now(), shown.page.after
    )
    assert [one.listed.document.symbol for one in following.page.rows] == ["A/1", "A/0"]
    assert following.page.after == ""
