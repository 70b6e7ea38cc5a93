"""Documents on the pages of events and bodies: by stage, renewed with each change, in few statements."""

from datetime import timedelta

from tests.documents.conftest import create, details_of, stored
from tests.statements import sent_statements
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, VersionKey
from webinars.documents.enums import Stage
from webinars.documents.models import Document
from webinars.documents.queries import MOST_IDS, with_listed_versions
from webinars.documents.storage.stored_files import store_file


def test_event_page_lists_documents_by_stage_and_symbol(client, make_event, make_document):
    event = make_event()
    for number, stage in ((10, Stage.BEFORE), (2, Stage.BEFORE), (3, Stage.AFTER)):
        make_document(symbol=f"COP/{number}", stage=stage, event_id=event.id)
    make_document(symbol="COP/9", event_id=event.id, publishes=False)

    text = text_of(client.get(f"/events/{event.slug}"))

    parts = ("Before the session", "COP/2", "COP/10", "After the session", "COP/3")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "COP/9" not in text
    assert "During the session" not in text


def test_versions_are_listed_of_more_documents_than_a_statement_has_values(make_document):
    documents = [*(Document(id=n) for n in range(10, 10 + MOST_IDS)), make_document()]

    with sent_statements() as sent:
        listed = with_listed_versions(db.session(), documents)

    assert [len(one.versions) for one in (listed[0], listed[-1])] == [0, 1]
    assert len(sent) == 2


def test_page_of_event_with_files_leads_to_all_in_one(client, make_event, make_document):
    event = make_event()
    document = make_document(event_id=event.id)

    assert "documents.zip" not in client.get(f"/events/{event.slug}").text
    with transaction() as session:
        content = Content(file_id=store_file(session, "a.txt", b"Water").id)
        versions.add_version(session, document.id, VersionKey("ar"), content=content)
    assert f'href="/events/{event.slug}/documents.zip"' in client.get(f"/events/{event.slug}").text


def test_page_of_body_leads_to_the_search_in_its_documents(client, body, make_document):
    make_document()

    page = client.get(f"/series/{body.slug}")

    assert f'href="/documents?body={body.slug}"' in page.text


def test_cached_event_page_is_renewed_by_each_change(client, make_event, make_document, body):
    event = make_event()
    page = [f"/events/{event.slug}"]

    def addresses():
        return [one in client.get(page[0]).text for one in ("-en.pdf", "/ar.pdf", "Another")]

    assert addresses() == [False, False, False]
    document = make_document(event_id=event.id)
    assert addresses() == [True, False, False]
    with transaction() as session:
        content = Content(url="https://example.org/ar.pdf")
        version = versions.add_version(session, document.id, VersionKey("ar"), content=content)
        version_id = version.id
    assert addresses() == [True, True, False]
    with transaction() as session:
        versions.withdraw_version(session, document.id, version_id, reason="Wrong file")
    assert addresses() == [True, False, False]
    with transaction() as session:
        details = details_of(body, event_id=event.id, title="Another")
        revision = stored(document.id).revision
        editing.change_document(session, document.id, details, revision=revision)
    assert addresses() == [True, False, True]


def test_cached_event_page_is_renewed_when_an_embargo_ends(
    client, clock, make_event, make_document
):
    event = make_event()
    until = clock.now() + timedelta(hours=1)
    make_document(
        event_id=event.id,
        embargo_until=until,
        embargo_timezone="Europe/Zurich",
        is_title_embargoed=True,
    )
    shown = []
    for step in (timedelta(0), timedelta(minutes=59, seconds=59), timedelta(seconds=1)):
        clock.advance(step)
        shown.append("CTOC/COP/2020/1" in client.get(f"/events/{event.slug}").text)

    assert shown == [False, False, True]


def test_cached_page_of_event_needs_no_statement_about_documents(client, make_event, make_document):
    event, other = make_event(), make_event(title="Other")
    make_document(event_id=other.id)
    counts = []
    for one in (event, other):
        path = f"/events/{one.slug}"
        client.get(path)
        with sent_statements() as statements:
            client.get(path)
        counts.append(len(statements))

    assert counts == [1, 1]


def test_page_of_event_with_documents_needs_two_statements_more(client, make_event, make_document):
    event, other = make_event(), make_event(title="Other")
    for number in range(3):
        make_document(("en", "fr"), symbol=f"COP/{number}", event_id=event.id)
    paths = [f"/events/{one.slug}" for one in (event, other)]
    client.get("/links")  # reads the state of the site
    counts = []
    for path in paths:
        with sent_statements() as statements:
            client.get(path)
        counts.append(len(statements))

    assert counts == [4, 2]


def test_page_of_body_with_many_documents_needs_two_statements(client, body, clock):
    for number in range(1, 4):
        create(body, ("en", "fr"), symbol=f"COP/{number}")
    counts = []
    for number in (4, 6):
        for more in range(number - 3):
            create(body, ("en",), symbol=f"COP/{number}/{more + 1}")
        with sent_statements() as statements:
            assert "COP/4/1" in client.get(f"/series/{body.slug}").text
        counts.append(
            sum("document_versions" in one or "FROM documents" in one for one, _ in statements)
        )

    assert counts == [2, 2]
