"""Files of documents: in the database or in a folder, as they came, read in ranges."""

import errno
import hashlib
import mmap
import random
import resource
import signal
import tempfile
from contextlib import contextmanager

import pytest

from tests.files.made import DOCX, OFFICE, jpeg, odt, png, zipped
from webinars.database import db, transaction
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentFileChunk
from webinars.documents.storage.folder import new_key, write_file
from webinars.documents.storage.integrity import faults_of_files
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.stored_files import CHUNK, delete_file, read_range, store_file
from webinars.errors import ConflictError, InvalidInputError
from webinars.files.validation import media_type_of

LARGE = b"%PDF-1.7\n" + random.Random(1).randbytes(MEBIBYTE + 1)
SMALL = LARGE[: 3 * CHUNK - 5]


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases; files of more than one MB are large."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "DOCUMENT_DATABASE_MB": 1, "DOCUMENT_QUOTA_MB": 2}


def store(body, name="report.pdf"):
    with transaction() as session:
        file = store_file(session, name, body)
        session.expunge(file)
    return file


def in_folder(tmp_path):
    return [path for path in (tmp_path / "var" / "document-files").rglob("*") if path.is_file()]


def test_file_is_stored_as_it_came_and_read_in_ranges(app, clock, session, tmp_path):
    small, large = store(SMALL, "CTOC/COP 2020.pdf"), store(LARGE)

    assert small.place is StoragePlace.DATABASE
    assert large.place is (
        StoragePlace.FOLDER if db.engine.dialect.name == "sqlite" else StoragePlace.DATABASE
    )
    assert (small.name, small.media_type, small.size) == (
        "COP 2020.pdf",
        "application/pdf",
        len(SMALL),
    )
    for file, body in ((small, SMALL), (large, LARGE)):
        assert file.digest == hashlib.sha256(body).hexdigest()
        assert b"".join(read_range(session, file)) == body
        for start, length in ((0, 1), (CHUNK - 1, 2), (CHUNK, CHUNK), (7, 2 * CHUNK), (9, 0)):
            blocks = list(read_range(session, file, start, length))
            assert b"".join(blocks) == body[start : start + length]
            assert all(len(block) <= CHUNK for block in blocks)
        with pytest.raises(ValueError, match="no such range"):
            read_range(session, file, 1, file.size)
    assert session.query(DocumentFileChunk).filter_by(file_id=small.id).count() == 3


def test_file_in_the_folder_is_read_whatever_the_settings_are(app, clock, session, tmp_path):
    """So that rows copied from SQLite to PostgreSQL keep their larger files."""
    file = store(SMALL)
    key = new_key()
    write_file(tmp_path / "var" / "document-files", key, [SMALL])
    with transaction() as writing:
        stored = writing.get_one(DocumentFile, file.id)
        stored.place, stored.storage_key = StoragePlace.FOLDER, key
    moved = session.get_one(DocumentFile, file.id)

    assert b"".join(read_range(session, moved)) == SMALL
    assert list(faults_of_files(session)) == []


def test_deleted_file_leaves_no_chunks(app, clock, session):
    file = store(SMALL)
    blocks = read_range(session, file)
    next(blocks)

    with transaction() as writing:
        delete_file(writing, file.id)

    assert session.query(DocumentFileChunk).count() == 0
    assert session.get(DocumentFile, file.id) is None
    with pytest.raises(LookupError):
        next(blocks)


def test_file_over_quota_is_refused(app, clock, session):
    store(LARGE)

    with pytest.raises(ConflictError) as caught:
        store(LARGE)

    assert (caught.value.code, caught.value.facts) == ("document-quota-exceeded", {"most": 2})
    assert session.query(DocumentFile).count() == 1


@pytest.mark.parametrize("overrides", [{"DOCUMENT_DATABASE_MB": 1, "DOCUMENT_FILE_MB": 2}])
def test_too_large_or_wrong_file_is_refused(app, clock, session, tmp_path):
    refused = {}
    for name, body in (
        ("a.pdf", b"%PDF-" + bytes(2 * MEBIBYTE)),
        ("a.pdf", b""),
        ("a.pdf", b"<html>"),
        ("a.html", b"<html>"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            store(body, name)
        refused[name, body[:5]] = caught.value.code

    assert list(refused.values()) == [
        "file-too-large",
        "file-empty",
        "file-type-mismatch",
        "file-type-not-accepted",
    ]
    assert (session.query(DocumentFile).count(), in_folder(tmp_path)) == (0, [])


@contextmanager
def largest_file(size):
    """Limit the files that this process can write, as a full disk does."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("overrides", [{"DOCUMENT_DATABASE_MB": 1}])
def test_full_disk_leaves_nothing_of_file(app, clock, session, tmp_path):
    with largest_file(MEBIBYTE), pytest.raises(ConflictError) as caught:
        store(LARGE)

    assert caught.value.code == "document-storage-full"
    assert caught.value.__cause__.errno == errno.EFBIG
    assert (session.query(DocumentFile).count(), in_folder(tmp_path)) == (0, [])


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.pdf", SMALL, "application/pdf"),
        ("a.png", png(), "image/png"),
        ("a.jpg", jpeg(comment=b"x" * 60_000), "image/jpeg"),
        ("a.txt", "Grüße".encode() * 200_001, "text/plain"),
        ("a.docx", zipped(DOCX), OFFICE),
        ("a.odt", odt(), "application/vnd.oasis.opendocument.text"),
        ("a.txt", "Grüße".encode("latin-1") * 200_001, "file-type-mismatch"),
        ("a.docx", odt(), "file-type-mismatch"),
        ("a.docx", LARGE, "file-type-mismatch"),
        ("a.jpg", LARGE, "file-type-mismatch"),
    ],
)
def test_mapped_file_is_checked_like_bytes(name, body, media_type):
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            try:
                outcome = media_type_of(name, mapped)
            except InvalidInputError as error:
                outcome = error.code

    assert outcome == media_type
