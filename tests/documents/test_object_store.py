"""Large files in an S3-compatible object store: moto's server, over HTTP."""

import hashlib
import random
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from datetime import timedelta
from importlib.util import find_spec

import pytest

from tests.conftest import needs
from webinars.app import create_app
from webinars.database import transaction
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentUpload
from webinars.documents.storage import object_store, uploads
from webinars.documents.storage.integrity import faults_of_files
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.documents.storage.open_ranges import FileRange, open_range
from webinars.documents.storage.purge import delete_bytes_without_row, purge_files
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.stored_files import delete_file, read_range, store_file
from webinars.documents.storage.upload_places import staged_part
from webinars.documents.storage.uploads import PART
from webinars.settings import SettingError

BODY = b"%PDF-1.7\n" + random.Random(4).randbytes(2 * PART + 5)


@pytest.fixture(scope="module")
def store_address():
    """Run an object store with an empty bucket and yield its address."""
    needs(find_spec("moto") and find_spec("obstore"), "moto and obstore")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            bucket = urllib.request.Request(f"http://127.0.0.1:{port}/papers", method="PUT")
            while time.monotonic() < deadline:
                with suppress(OSError), urllib.request.urlopen(bucket):
                    break
                time.sleep(0.05)
            yield f"s3://key:se%2Fcret@127.0.0.1:{port}/papers/un?region=eu-central-1&tls=never"
        finally:
            process.terminate()


@pytest.fixture
def overrides(store_address):
    return {"OBJECT_STORE_URL": store_address, "DOCUMENT_DATABASE_MB": 1}


def test_large_file_is_an_object(app, clock, session, store_address):
    with transaction() as writing:
        small = store_file(writing, "a.pdf", BODY[:99])
        large = store_file(writing, "b.pdf", BODY)
        writing.expunge_all()

    assert (small.place, large.place) == (StoragePlace.DATABASE, StoragePlace.OBJECT_STORE)
    assert b"".join(read_range(session, large, 5, PART)) == BODY[5 : 5 + PART]
    opened = open_range(session, large, 1, len(BODY) - 1)
    assert isinstance(opened, FileRange)
    assert opened.read() == BODY[1:]
    assert [key for key, _ in object_store.objects(store_address)] == [large.storage_key]
    assert list(faults_of_files(session)) == []
    object_store.write_object(store_address, large.storage_key, BODY[:-1] + b"x")
    assert ["SHA-256" in line for line in faults_of_files(session)] == [True]
    object_store.delete_objects(store_address, [large.storage_key])
    assert ["missing" in line for line in faults_of_files(session)] == [True]
    del opened  # which others would share
    with pytest.raises(FileNotFoundError):
        open_range(session, large, 1, len(BODY) - 1)


def test_parts_become_one_object_and_are_deleted(app, clock, session, organiser, store_address):
    me = {"organiser_id": organiser.id}
    owner = uploads.UploadOwner(organiser.id)
    with transaction() as writing:
        upload_key = uploads.start_upload(writing, owner, name="a.pdf", size=len(BODY)).key
    for offset in (0, 0, PART, 2 * PART):
        part = BODY[offset : offset + PART]
        upload, file = uploads.own_upload(session, upload_key, organiser.id)
        session.expunge_all()
        with staged_part(session, upload, file, offset, part), transaction() as writing:
            uploads.receive_part(writing, upload_key=upload_key, offset=offset, body=part, **me)
    assert len(list(object_store.objects(store_address, object_store.UNFINISHED))) == 3

    content = uploads.check_content(session, *uploads.own_upload(session, upload_key, organiser.id))
    with transaction() as writing:
        uploads.finish_upload(writing, upload_key=upload_key, content=content, **me)
        file = uploads.attach_upload(writing, upload_key=upload_key, **me)
        writing.expunge(file)

    assert file.digest == hashlib.sha256(BODY).hexdigest()
    assert b"".join(read_range(session, file)) == BODY
    names = [name for name, _ in object_store.objects(store_address)]
    assert [name for name in names if name.startswith(object_store.UNFINISHED)] == []
    with transaction() as writing:
        delete_file(writing, file.id)
    clock.advance(timedelta(days=400))
    delete_bytes_without_row(session)
    assert list(object_store.objects(store_address)) == []


@pytest.mark.parametrize("overrides", [{"DOCUMENT_DATABASE_MB": 1}])
def test_store_that_does_not_answer_stores_no_row(app, clock, session):
    needs(find_spec("obstore"), "obstore")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    address = f"s3://key:secret@127.0.0.1:{port}/papers?tls=never"

    with pytest.raises(StoreUnavailableError) as caught:
        object_store.write_object(address, "0" * 32, BODY[: 2 * MEBIBYTE])

    assert "secret" not in str(caught.value)
    assert session.query(DocumentFile).count() == session.query(DocumentUpload).count() == 0
    with transaction() as writing:
        purge_files(writing)


@pytest.mark.parametrize(
    "address",
    [
        *("https://k:s@host/bucket", "s3://host/bucket", "s3://k:s@host/", "s3://k:s@host"),
        *("s3://k@host/bucket", "s3://k:s@host:0/bucket", "s3://k:s@host:x/bucket", "bucket"),
    ],
)
def test_wrong_address_is_named_at_the_start(address, app):
    with pytest.raises(SettingError, match="WEBINARS_OBJECT_STORE_URL is"):
        create_app(
            SECRET_KEY="a key that is only good for tests, and long",
            DATA_DIR=app.config["DATA_DIR"],
            OBJECT_STORE_URL=address,
        )
