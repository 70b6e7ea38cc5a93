"""The page of all documents and its feeds."""

import json
import re
from datetime import timedelta

import pytest

from tests.web.pages import text_of
from webinars.documents.enums import DocumentAccess
from webinars.web.core.current_site import site_source


def test_page_lists_documents_with_languages_and_filters(client, make_document, body):
    make_document(languages=("en", "fr"))
    make_document(symbol="B/2", languages=("ar",))

    page = client.get("/documents")

    text = text_of(page)
    assert page.status_code == 200
    for part in ("2 documents", "CTOC/COP/2020/1", "B/2", "Report (2)", "العربية (1)", "2026 (2)"):
        assert part in text
    assert f'href="/series/{body.slug}"' in page.text


@pytest.mark.parametrize(
    ("query", "status", "part"),
    [
        ("q=ctoc", 200, "1 document"),
        ("q=nothing", 200, "No documents match."),
        ("type=report&year=2026&language=en", 200, "1 document"),
        ("type=letter", 422, "Choose a type from the list."),
        ("year=26", 422, "Enter a year such as 2026."),
        (f"q={'a' * 201}", 422, "Search for at most 200 characters."),
        ("after=x", 422, ""),
    ],
)
def test_filters_of_the_page(client, make_document, query, status, part):
    make_document()

    page = client.get(f"/documents?{query}")

    assert page.status_code == status
    assert part in text_of(page)


def test_list_says_why_a_language_cannot_be_opened(clock, client, make_document, make_event, body):
    event_id = make_event(series_id=body.id, session_number=10).id
    make_document(symbol="A/1", due={"ar": None}, event_id=event_id)
    make_document(symbol="A/2", event_id=event_id, access=DocumentAccess.REGISTRANTS)
    make_document(
        symbol="A/3", embargo_until=clock.now() + timedelta(days=1), embargo_timezone="UTC"
    )

    text = " ".join(text_of(client.get("/documents")).split())

    assert text.index("Under embargo") < text.index("For registrants") < text.index("due: AR")
    assert text.count("Tenth session: ") == 3  # of both documents, and in the list of sessions
    shown = text_of(client.get("/documents/A/2"))
    assert "they find it behind their personal link" in shown
    assert "personal link" not in text_of(client.get("/documents/A/3"))


def test_main_menu_leads_to_documents_once_some_are_public(client, make_document):
    def is_linked():
        site_source().refresh(at_once=True)
        menu = client.get("/").text.split("</header>")[0]
        return 'href="/documents"' in menu

    before = is_linked()
    make_document(symbol="A/1", publishes=False)
    make_document(symbol="A/2", access=DocumentAccess.LINK)
    hidden = is_linked()
    make_document(symbol="A/3")

    assert (before, hidden, is_linked()) == (False, False, True)


def test_search_without_events_leads_to_that_of_documents(client, make_document):
    make_document()
    site_source().refresh(at_once=True)

    page = client.get("/?q=rules of <procedure>").text

    [address] = re.findall(r'href="(/documents\?q=[^"]+)"', page)
    assert client.get(address).status_code == 200
    assert "rules of &lt;procedure&gt;" in client.get(address).text


def test_feeds_have_the_versions_that_became_public(client, make_document):
    make_document(languages=("en", "fr"))

    feed = json.loads(client.get("/documents.json").data)
    atom = client.get("/documents.atom?language=fr")

    assert [item["title"] for item in feed["items"]] == [
        "CTOC/COP/2020/1: Report of the session (Français)",
        "CTOC/COP/2020/1: Report of the session (English)",
    ]
    assert feed["items"][0]["url"].endswith("/documents/CTOC/COP/2020/1")
    assert atom.text.count("<entry>") == 1
    assert client.get("/documents.json", headers={"If-None-Match": "x"}).status_code == 200
    assert client.get("/documents.atom?type=letter").status_code == 422


def test_feed_that_did_not_change_is_not_sent_again(client, make_document):
    make_document()
    etag = client.get("/documents.json").headers["ETag"]

    assert client.get("/documents.json", headers={"If-None-Match": etag}).status_code == 304
