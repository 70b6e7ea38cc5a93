"""Documents in an archive: the bytes of public versions, and nothing of what not everybody may read."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import delete, insert, update

from tests.web.pages import at
from webinars.archive.archive_folder import ArchiveFolderError, differences
from webinars.database import transaction
from webinars.documents import editing, versions
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.models import Document, DocumentFileChunk
from webinars.documents.queries import MOST_LISTED
from webinars.documents.storage.stored_files import store_file
from webinars.timezones import clock as the_clock


@pytest.fixture
def add_document(clock):
    """Return a function that adds a published document of an event or body with a file and a link."""

    def add(symbol, word, *, name="", dated_on=None, **values):
        with transaction() as session:
            details = DocumentDetails(
                title=f"Report {symbol}", symbol=symbol, document_type=DocumentType.REPORT,
                stage=Stage.AFTER, **{"event_id": None, "series_id": None, **values},
            )  # fmt: skip
            made = editing.create_document(session, details)
            name = name or f"Bericht {symbol[-1]} é.pdf"
            file = store_file(session, name, f"%PDF-1.7 {word}".encode())
            for language, content in (
                ("en", Content(file_id=file.id, dated_on=dated_on)),
                ("fr", Content(url="https://example.org/fr.pdf")),
            ):
                versions.add_version(session, made.id, VersionKey(language), content=content)
            editing.publish_document(session, made.id)

    return add


def test_archive_has_the_documents_that_everybody_may_read(
    tmp_path, clock, write_archive, make_event, make_series, add_document
):
    body = make_series("Conference")
    event = make_event(when=at(2026, 11, 20, 9), series_id=body.id)
    add_document("A/1", "public", event_id=event.id)
    add_document("A/2", "ofbody", series_id=body.id)
    add_document("A/4", "former", series_id=body.id, dated_on=date(2025, 3, 1))
    embargo = {"embargo_until": the_clock.now() + timedelta(days=9), "embargo_timezone": "UTC"}
    add_document("A/3", "canary", event_id=event.id, is_title_embargoed=True, **embargo)
    add_document("A/5", "embargoed", event_id=event.id, **embargo)
    with transaction() as session:
        embargoed = session.query(Document).filter_by(symbol="A/5").one()
        french = versions.versions_of(session, embargoed.id)[1]
        versions.withdraw_version(session, embargoed.id, french.id, reason="Nobody read it")
    folder = tmp_path / "2026"

    written, again = write_archive(folder), write_archive(folder)

    files = {path.name: path for path in (folder / "documents/files").rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in files.items()} == {
        "Bericht 1 é.pdf": b"%PDF-1.7 public",
        "Bericht 2 é.pdf": b"%PDF-1.7 ofbody",
    }
    page = (folder / f"events/{event.slug}.html").read_text()
    of_body = (folder / "series/conference.html").read_text()
    assert "Report A/1" in page
    number = files["Bericht 1 é.pdf"].parent.name
    assert f'href="../documents/files/{number}/Bericht%201%20%C3%A9.pdf">EN</a>' in page
    assert 'href="../documents/A/1.html"' in page
    own = (folder / "documents/A/1.html").read_text()
    assert f'href="../../documents/files/{number}/Bericht%201%20%C3%A9.pdf"' in own
    assert 'href="../../series/conference.html"' in own
    of_documents = {path.name: path.read_text() for path in (folder / "documents/A").iterdir()}
    assert of_documents.keys() == {"1.html", "2.html", "5.html"}
    assert "Under embargo" in of_documents["5.html"]
    assert not re.search(r"Nobody read it|files/|\.pdf", of_documents["5.html"])
    assert 'href="https://example.org/fr.pdf">FR</a>' in page
    assert "Report A/2" in of_body
    assert not re.search("A/[34]", page + of_body)
    assert written.written > 8
    assert again.written == 0
    assert list(differences(folder)) == []


def test_archive_has_old_documents_and_long_names_and_names_missing_files(
    tmp_path, clock, write_archive, make_event, make_series, add_document
):
    body = make_series("Conference")
    make_event(when=at(2026, 11, 20, 9), series_id=body.id)
    add_document("A/1", "first", series_id=body.id, name="会" * 110 + ".pdf")
    with transaction() as session:
        store = session.query(Document).one()
        columns = {one.name: getattr(store, one.name) for one in Document.__table__.columns}
        session.execute(
            insert(Document),
            [
                {
                    **columns,
                    "id": n,
                    "symbol": f"A/{n}",
                    "address": f"A/{n}",
                    "address_key": f"a/{n}",
                }
                for n in range(10, 10 + MOST_LISTED)
            ],
        )

    write_archive(tmp_path / "2026")

    [stored] = (tmp_path / "2026/documents").rglob("*.pdf")
    assert stored.name == "会" * 65 + ".pdf"
    assert quote(stored.name) in (tmp_path / "2026/series/conference.html").read_text()
    with transaction() as session:
        session.execute(update(DocumentFileChunk).values(body=b"%PDF-1.7 fisrt"))
    with pytest.raises(
        ArchiveFolderError, match=r"documents/files/1/会+.pdf is not as it was stored"
    ):
        write_archive(tmp_path / "2026")
    with transaction() as session:
        session.execute(delete(DocumentFileChunk))
    with pytest.raises(ArchiveFolderError, match=r"documents/files/1/会+.pdf cannot be read"):
        write_archive(tmp_path / "2026")
    assert list(differences(tmp_path / "2026")) == []
