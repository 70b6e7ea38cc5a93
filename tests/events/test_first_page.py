"""docs/first-page.md says what each line of the page that the project began from became in the sample listing."""

import re
from collections import Counter
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import func, select

from webinars.announcement_parser.parser import parse_announcement
from webinars.database import db, transaction
from webinars.demo.sample_data import load_sample_data
from webinars.documents.enums import DocumentType
from webinars.documents.models import Document, DocumentFile, DocumentText, DocumentVersion
from webinars.documents.named_documents import with_document_links
from webinars.documents.search.indexing import read_next_file
from webinars.documents.search.text_reader import read_text
from webinars.documents.storage.stored_files import read_range
from webinars.events.search.words import indexed_text
from webinars.timezones import clock as now

PAGE = Path(__file__).resolve().parents[2] / "docs" / "first-page.md"
SEED = Path(__file__).resolve().parents[1] / "data" / "other-un-events.txt"
ROW = re.compile(r"^\| .+ \| .+ \| (?:–|`(/.*)`) \| `(/.*)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def sample(clock, app, copy_after):
    """Load the sample listing, or copy it."""
    return copy_after(_load_with_documents)


def _load_with_documents():
    with transaction() as session:
        return load_sample_data(session, current_app.extensions["site"])


@pytest.fixture
def page_at(client):
    """Return a function that returns status, words and links of a page, which it reads once."""
    read = {}

    def page_at(address):
        if address not in read:
            response = client.get(address)
            text = unescape(re.sub(r"<[^>]+>", "", response.text))
            links = {unescape(one) for one in re.findall(r'href="([^"]+)"', response.text)}
            read[address] = response.status_code, text, links
        return read[address]

    return page_at


def test_each_line_of_the_page_is_at_most_two_clicks_from_the_first_page(sample, page_at, site):
    rows = ROW.findall(PAGE.read_text("utf-8"))

    def is_linked(start, end):
        return start == end or not page_at(start)[2].isdisjoint({end, site.url(end)})

    wrong = []
    for way, address, words in rows:
        status, text, _links = page_at(address)
        first_click = way or "/"  # the list itself has no way
        if not is_linked("/", first_click) or not is_linked(first_click, address):
            wrong.append(f"{address} is not linked from {first_click}, or that not from /")
        if status != 200 or words not in text:
            wrong.append(f"{address} does not show {words}")

    assert (len(rows), wrong) == (26, [])


def test_addresses_of_what_the_page_had_no_place_for_are_there(sample, page_at):
    others = re.findall(r"\(`(/.+)`\)", PAGE.read_text("utf-8"))

    assert [page_at(address)[0] for address in others] == [200] * 5


def test_pasted_page_links_to_documents_of_the_sample(sample, site):
    drafts = parse_announcement(SEED.read_text("utf-8"), today=date(2020, 7, 1), zone=site.timezone)

    named = with_document_links(db.session(), drafts, now.now(), site)

    links = {link.url for draft in named for link in draft.document_links}
    assert links == {
        site.url(f"/documents/{symbol}") for symbol in ("CTOC/COP/RES/9/1", "CTOC/COP/2004/2")
    }


def test_sample_documents_are_of_each_type_and_state(sample, client):
    def count(column):
        rows = db.session.execute(select(column, func.count()).group_by(column))
        return Counter(dict(map(tuple, rows)))

    assert set(count(Document.document_type)) == set(DocumentType)
    assert len(count(Document.stage)) == len(count(Document.access)) == 3
    assert len(count(DocumentVersion.version_type)) == 3
    assert set(count(DocumentVersion.language)) == {"ar", "zh", "en", "fr", "ru", "es"}
    assert count(DocumentVersion.published_at.is_(None))[True] > 10
    assert count(DocumentVersion.withdrawn_at.is_not(None))[True] == 1
    assert count(Document.embargo_until > now.now())[True] == 1
    page = client.get("/documents").text
    assert [page.count(f'id="{name}"') for name in ("session", "body", "language", "year")] == [
        1
    ] * 4


def test_words_of_sample_documents_are_those_of_their_files(sample, client):
    rows = db.session.execute(
        select(DocumentFile, DocumentText.search_text)
        .join(DocumentVersion, DocumentVersion.file_id == DocumentFile.id)
        .join(DocumentText, DocumentText.version_id == DocumentVersion.id)
        .where(DocumentFile.name.regexp_match("^CTOC-COP-2020-10-|slides"))
    ).all()

    read = [
        read_text(file.media_type, b"".join(read_range(db.session(), file))) for file, _ in rows
    ]

    assert len(rows) == 7
    assert [sorted(indexed_text([text]).split()) for _, text in read] == [
        sorted(words.split()) for _, words in rows
    ]
    assert not read_next_file()
    assert "CTOC/COP/2020/10" in client.get("/documents?q=видеосвязи").text
