"""The ZIP of a session: what is in it under which name, checked again when each file begins."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.documents.stored import PDF, store_document
from webinars.database import db, transaction
from webinars.documents import session_zip
from webinars.documents.access import EVERYONE
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import DocumentFile, DocumentFileChunk, DocumentVersion
from webinars.documents.storage.stored_files import CHUNK
from webinars.errors import ConflictError, NotFoundError
from webinars.timezones import clock as the_clock


@pytest.fixture
def event(clock, make_event):
    return make_event()


def entries_of(event, **values):
    return session_zip.zip_entries(db.session(), event.id, EVERYONE, the_clock.now(), **values)


def streamed(entries) -> Iterator[bytes]:
    return session_zip.stream_zip(lambda: Session(db.engine), entries, EVERYONE)


def test_zip_has_readable_files_under_symbol_edition_and_language(event):
    store_document("CTOC/COP/2020/1", event_id=event.id, languages=("en", "fr"))
    store_document("../../etc/passwd", event_id=event.id, languages=("en",))
    store_document("Etc\\Passwd", event_id=event.id, languages=("",), name="Ä.PDF")
    store_document("For others", event_id=event.id, access=DocumentAccess.LINK)
    store_document("Gone", event_id=event.id, withdrawn=True)

    body = b"".join(streamed(entries_of(event)))

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "etc-passwd-en.pdf",
            "CTOC-COP-2020-1-en.pdf",
            "CTOC-COP-2020-1-fr.pdf",
            "Etc-Passwd.pdf",
        ]
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.read("Etc-Passwd.pdf") == PDF
    assert [one.name for one in entries_of(event, language="fr")] == ["CTOC-COP-2020-1-fr.pdf"]
    with pytest.raises(NotFoundError, match="no-such-document"):
        entries_of(event, language="ru")


def test_names_that_are_the_same_get_a_number(event):
    for symbol in ("A/1", "A\\1", "a-1"):
        store_document(symbol, event_id=event.id)

    names = [one.name for one in entries_of(event)]

    assert names == ["A-1-en.pdf", "A-1-en (2).pdf", "a-1-en (3).pdf"]


def test_file_withdrawn_before_it_begins_is_left_out(event):
    for symbol in ("A/1", "A/2", "A/3"):
        store_document(symbol, event_id=event.id)
    entries = entries_of(event)

    stream = streamed(entries)
    first = next(stream)
    with transaction() as session:
        version = DocumentVersion.id == entries[1].version_id
        session.execute(update(DocumentVersion).where(version).values(withdrawn_at=the_clock.now()))
    body = first + b"".join(stream)

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["A-1-en.pdf", "A-3-en.pdf"]


def test_file_whose_bytes_are_lost_is_left_out_and_logged(event, caplog):
    for symbol in ("A/1", "A/2"):
        store_document(symbol, event_id=event.id)
    with transaction() as session:
        file_id = session.query(DocumentFile).order_by(DocumentFile.id).first().id
        session.query(DocumentFileChunk).filter_by(file_id=file_id).delete()

    body = b"".join(streamed(entries_of(event)))

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert (archive.testzip(), archive.namelist()) == (None, ["A-2-en.pdf"])
    assert f"document file {file_id} is missing in its place" in caplog.text


def test_memory_holds_one_block_of_a_large_file(event):
    size = 10 * CHUNK
    store_document("A/1", event_id=event.id, body=b"x" * size)

    blocks = [len(part) for part in streamed(entries_of(event))]

    assert sum(blocks) > size
    assert max(blocks) < 2 * CHUNK


def test_address_of_an_event_streams_what_is_public_and_nothing_else(event, client):
    path = f"/events/{event.slug}/documents.zip"
    store_document("A/1", event_id=event.id, languages=("en", "fr"))
    assert client.get("/events/no-such-event/documents.zip").status_code == 404

    answer = client.get(f"{path}?language=fr")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["A-1-fr.pdf"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "application/zip"
    assert "ETag" not in answer.headers
    assert client.head(path).data == b""
    assert client.get(f"{path}?language=../x").status_code == 404


def test_number_of_zips_of_a_client_is_limited(event, client, app, monkeypatch):
    store_document("A/1", event_id=event.id)
    monkeypatch.setitem(app.config, "DOCUMENT_ZIPS_LIMIT", "1 per day")

    answers = [client.get(f"/events/{event.slug}/documents.zip").status_code for _ in range(2)]

    assert answers == [200, 429]


def test_too_large_a_zip_is_refused_before_it_begins(event, client):
    store_document("A/1", event_id=event.id)
    with transaction() as session:
        session.execute(update(DocumentFile).values(size=session_zip.MOST_MEGABYTES * 1024**2 + 1))

    with pytest.raises(ConflictError, match="zip-too-large"):
        entries_of(event)
    answer = client.get(f"/events/{event.slug}/documents.zip")
    assert answer.status_code == 409
    assert "The documents are more than 500 MB or 2000 files together." in answer.text
