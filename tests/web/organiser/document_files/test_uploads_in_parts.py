"""Uploads in parts: continued after interruptions, checked at the end, stored where files are."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.documents.test_stored_files import in_folder, largest_file
from tests.web.conftest import token_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentFileChunk, DocumentUpload
from webinars.documents.storage import upload_places, uploads
from webinars.documents.storage.purge import delete_bytes_without_row, purge_files
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.stored_files import read_range
from webinars.documents.storage.uploads import PART, attach_upload
from webinars.events.models import Event
from webinars.timezones import clock as the_clock

BODY = b"%PDF-1.7\n" + random.Random(3).randbytes(2 * PART + 5)


@pytest.fixture
def overrides(request):
    """Store larger files than 1 MB in the folder; on PostgreSQL where a test says so."""
    if getattr(request, "param", "") == "postgresql":
        return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}
    return {"DOCUMENT_DATABASE_MB": 1, "DOCUMENT_UPLOADS_MB": 20}


on_both = pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def event_id(make_event):
    """Create an event; return its id, with no transaction left open."""
    event_id = make_event().id
    db.session.rollback()
    return event_id


@pytest.fixture
def post(signed_in):
    """Return a function that posts what the script posts."""
    token = token_of(signed_in.get("/organise/import"))

    def post(path="", part=None, **fields):
        """Post fields and a part; the client of tests would leave a temporary file open."""
        lines = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrf_token": token, **fields}.items()
        ]
        if part is not None:
            head = b'--b\r\nContent-Disposition: form-data; name="part"; filename="part"\r\n\r\n'
            lines.append(head + part + b"\r\n")
        return signed_in.post(
            path if path.startswith("/organise/") else f"/organise/uploads{path}",
            data=b"".join(lines) + b"--b--\r\n",
            content_type="multipart/form-data; boundary=b",
        )

    return post


@pytest.fixture
def begin(post, event_id):
    """Return a function that asks to begin an upload for the event."""
    return lambda **fields: post(f"/organise/events/{event_id}/uploads", **fields)


@pytest.fixture
def start(begin):
    def start(body=BODY, name="CTOC_COP_2020_1_E.pdf", **fields):
        response = begin(name=name, size=str(len(body)), **fields)
        assert response.status_code == 201, response.text
        return response.json["key"]

    return start


@pytest.fixture
def send_part(post):
    def send_part(upload_key, offset, body=BODY, end=None):
        part = body[offset : end or offset + PART]
        return post(
            f"/{upload_key}/parts",
            offset=str(offset),
            digest=hashlib.sha256(part).hexdigest(),
            part=part,
        )

    return send_part


@on_both
def test_file_in_parts_is_stored_as_it_was(
    clock, start, send_part, post, session, tmp_path, organiser
):
    upload_key = start(digest=hashlib.sha256(BODY).hexdigest())
    received = []
    for offset in (0, PART, 2 * PART):
        answer = send_part(upload_key, offset)
        assert answer.status_code == 200
        received.append(answer.json["received"])
        assert send_part(upload_key, offset).json["received"] == received[-1]
    finished = post(f"/{upload_key}/completion")

    assert received == [PART, 2 * PART, len(BODY)]
    assert finished.json["finished"] is True
    assert post(f"/{upload_key}/completion").json == finished.json
    with transaction() as writing:
        file = attach_upload(writing, upload_key=upload_key, organiser_id=organiser.id)
        writing.expunge(file)
    assert b"".join(read_range(session, file)) == BODY
    assert (file.media_type, file.size) == ("application/pdf", len(BODY))
    assert file.digest == hashlib.sha256(BODY).hexdigest()
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert file.place is (StoragePlace.FOLDER if is_sqlite else StoragePlace.DATABASE)
    assert len(in_folder(tmp_path)) == is_sqlite
    assert session.query(DocumentUpload).count() == 0


def test_no_connection_is_held_while_bytes_are_written_and_checked(
    clock, start, send_part, post, monkeypatch
):
    held = []

    def counted(function):
        def count(*arguments, **named):
            held.append(db.engine.pool.checkedout())
            return function(*arguments, **named)

        return count

    monkeypatch.setattr(upload_places, "_write", counted(upload_places._write))
    monkeypatch.setattr(uploads, "media_type_of", counted(uploads.media_type_of))
    upload_key = start()
    for offset in (0, PART, 2 * PART):
        send_part(upload_key, offset)
    post(f"/{upload_key}/completion")

    assert held == [0, 0, 0, 0]


@on_both
def test_upload_whose_bytes_are_gone_does_not_exist(clock, start, send_part, post, tmp_path):
    """As one that is deleted in another tab while this one completes it."""
    body = BODY[:PART]
    upload_key = start(body)
    send_part(upload_key, 0, body)
    for path in in_folder(tmp_path):
        path.write_bytes(b"short")
    with transaction() as writing:
        writing.query(DocumentFileChunk).delete()

    answers = [post(f"/{upload_key}/completion")]
    for path in in_folder(tmp_path):
        path.unlink()
    answers.append(post(f"/{upload_key}/completion"))

    assert [answer.status_code for answer in answers] == [404, 404]


def test_upload_goes_on_where_it_stopped(clock, start, send_part, signed_in, post):
    upload_key = start()
    send_part(upload_key, 0)

    early = send_part(upload_key, 2 * PART)
    state = signed_in.get(f"/organise/uploads/{upload_key}")
    incomplete = post(f"/{upload_key}/completion")

    assert (early.status_code, early.json["received"]) == (409, PART)
    assert (state.json["received"], state.headers["Upload-Offset"]) == (PART, str(PART))
    assert state.headers["Cache-Control"] == "no-store"
    assert (incomplete.status_code, incomplete.json["received"]) == (409, PART)


def test_part_beyond_the_end_or_after_it_leaves_no_octets(clock, start, send_part, post, tmp_path):
    upload_key = start()
    longer = BODY + BODY
    assert send_part(upload_key, 0).status_code == send_part(upload_key, PART).status_code == 200
    assert send_part(upload_key, 2 * PART, longer).status_code == 422
    assert send_part(upload_key, 2 * PART).json["received"] == len(BODY)
    assert send_part(upload_key, len(BODY), longer).status_code == 422

    assert post(f"/{upload_key}/completion").json["finished"] is True
    late = send_part(upload_key, 0), send_part(upload_key, len(BODY), longer)

    assert [answer.status_code for answer in late] == [409, 422]
    assert late[0].json["received"] == len(BODY)
    [path] = in_folder(tmp_path)
    assert path.read_bytes() == BODY


def test_worker_deletes_what_is_left_of_finished_uploads_and_survives(
    clock, start, send_part, post, session, tmp_path
):
    upload_key = start()
    for offset in (0, PART, 2 * PART):
        send_part(upload_key, offset)
    post(f"/{upload_key}/completion")
    [path] = in_folder(tmp_path)
    left = path.parent.parent / "unfinished" / path.name
    left.write_bytes(b"x")
    (left.parent / ("0" * 32)).mkdir()  # cannot be deleted
    clock.advance(timedelta(hours=7) + (datetime.now(UTC) - the_clock.now()))

    delete_bytes_without_row(session)
    (left.parent / ("0" * 32)).rmdir()
    delete_bytes_without_row(session)

    assert in_folder(tmp_path) == [path]


def test_part_written_before_a_crash_is_written_again(clock, start, send_part, post, tmp_path):
    """A process that was killed between the bytes and the commit leaves octets that nobody counted."""
    upload_key = start()
    send_part(upload_key, 0)
    [path] = in_folder(tmp_path)
    with path.open("ab") as file:
        file.write(b"x" * PART)

    for offset in (PART, 2 * PART):
        send_part(upload_key, offset)

    assert post(f"/{upload_key}/completion").json["finished"] is True


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"offset": "0", "digest": "0" * 64}, 422),
        ({"offset": "-1"}, 422),
        ({"offset": ""}, 422),
        ({"offset": "0", "part": b""}, 422),
        ({"offset": "0", "part": BODY[: PART + 1]}, 422),
        ({"offset": "0", "part": BODY[:1000]}, 422),
        ({"offset": str(2 * PART), "part": BODY[:PART]}, 422),
    ],
)
def test_wrong_part_is_refused_with_a_sentence(clock, start, post, fields, status, session):
    upload_key, part = start(), fields.pop("part", BODY[:PART])
    fields = {"digest": hashlib.sha256(part).hexdigest(), **fields}

    response = post(f"/{upload_key}/parts", part=part, **fields)

    assert response.status_code == status
    assert len(response.json["error"]) > 20
    assert session.query(DocumentUpload.received).scalar() == 0


@pytest.mark.parametrize(
    "sent",
    [(b"<html>" + BODY[6:], "a.pdf", ""), (BODY, "a.docx", ""), (BODY, "a.pdf", "0" * 64)],
)
def test_refused_file_leaves_nothing(clock, start, send_part, post, session, tmp_path, sent):
    body, name, digest = sent
    upload_key = start(body, name, digest=digest)
    for offset in range(0, len(body), PART):
        send_part(upload_key, offset, body)

    response = post(f"/{upload_key}/completion")

    assert response.status_code == 422
    assert session.query(DocumentFile).count() == 0
    clock.advance(timedelta(days=400))
    delete_bytes_without_row(session)
    assert in_folder(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "a.pdf", "size": str(100 * MEBIBYTE + 1)}, 422),
        ({"name": "a.pdf", "size": "0"}, 422),
        ({"name": "a.exe", "size": "5"}, 422),
        ({"size": "5"}, 422),
        ({"name": "a.pdf", "size": "a lot"}, 422),
    ],
)
def test_wrong_start_is_refused(clock, begin, session, fields, status):
    response = begin(**fields)

    assert (response.status_code, len(response.json["error"]) > 20) == (status, True)
    assert session.query(DocumentFile).count() == 0


def test_account_has_a_number_and_a_size_of_uploads(clock, start, begin, post, monkeypatch):
    monkeypatch.setattr("webinars.documents.storage.uploads.MOST_UPLOADS", 3)
    first, _ = start(), start()

    large = begin(name="a.pdf", size=str(20 * MEBIBYTE - 2 * len(BODY) + 1))
    last = begin(name="a.pdf", size=str(20 * MEBIBYTE - 2 * len(BODY)))
    further = begin(name="a.pdf", size="5")
    post(f"/{first}/removal")

    assert (large.status_code, last.status_code, further.status_code) == (409, 201, 409)
    assert "20 MB" in large.json["error"]
    assert "3 files" in further.json["error"]
    assert begin(name="a.pdf", size=str(len(BODY))).status_code == 201


def test_upload_needs_the_right_to_edit_what_it_is_for(clock, post, make_series, event_id):
    """An account with a role on another event, or on a series of others, cannot fill the storage."""
    series, sent = make_series(), {"name": "a.pdf", "size": "5"}
    with transaction() as writing:
        other = add_organiser(writing, email="b@example.org", name="B", timezone="Europe/Zurich")
        writing.flush()
        writing.query(Event).update({"organiser_id": other.id})
        writing.query(Organiser).update({"is_admin": False})

    answers = [
        post(f"/organise/events/{event_id}/uploads", **sent),
        post(f"/organise/series/{series.id}/uploads", **sent),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_upload_of_another_account_does_not_exist(clock, start, send_part, post, session):
    upload_key = start()
    with transaction() as writing:
        other = add_organiser(writing, email="b@example.org", name="B", timezone="Europe/Zurich")
        writing.flush()
        writing.query(DocumentUpload).update({"organiser_id": other.id})

    answers = [
        send_part(upload_key, 0),
        post(f"/{upload_key}/completion"),
        post(f"/{upload_key}/removal"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert session.query(DocumentUpload.received).scalar() == 0


def test_full_disk_stores_nothing_half(clock, start, send_part, post, session):
    upload_key = start()
    send_part(upload_key, 0)

    with largest_file(PART + MEBIBYTE):
        response = send_part(upload_key, PART)

    assert response.status_code == 507
    assert "disk space" in response.json["error"]
    assert session.query(DocumentUpload.received).scalar() == PART
    for offset in (PART, 2 * PART):
        send_part(upload_key, offset)
    assert post(f"/{upload_key}/completion").json["finished"] is True


def test_worker_deletes_uploads_after_a_day(clock, start, send_part, session, tmp_path):
    upload_key = start()
    send_part(upload_key, 0)

    def purge():
        with transaction() as writing:
            purge_files(writing)
        delete_bytes_without_row(session)

    clock.advance(timedelta(hours=23))
    purge()
    assert session.query(DocumentUpload).one().key == upload_key
    assert len(in_folder(tmp_path)) == 1
    clock.advance(timedelta(days=400))
    purge()

    assert session.query(DocumentUpload).count() == session.query(DocumentFile).count() == 0
    assert in_folder(tmp_path) == []
