"""Downloads of document files: ranges, conditions, headers, and who may have them."""

import os
import random
import socket
import time
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.documents.stored import store_document
from tests.web.conftest import shipped_server
from webinars.commands.web_server.http_server import (
    FILE_IDLE_SECONDS,
    IDLE_SECONDS,
    SENT_PER_ROUND,
    Channel,
    Server,
)
from webinars.database import db, transaction
from webinars.documents.models import DocumentFile, DocumentFileChunk, DocumentVersion
from webinars.documents.storage import open_ranges
from webinars.documents.storage.folder import stored_paths
from webinars.documents.storage.stored_files import store_file
from webinars.timezones import clock as the_clock

BODY = b"%PDF-1.7\n" + random.Random(2).randbytes(3_000_000)


@pytest.fixture
def version(app, clock, make_event):
    """Store a published document with a file of 3 MB in the database; return id and name."""
    return published(make_event().id, "CTOC-COP-2020-1-E.pdf", BODY)


def published(event_id, name, body, **columns):
    store_document("CTOC/COP/2020/1", event_id=event_id, **columns)
    with transaction() as session:
        file = store_file(session, name, body)
        version = session.query(DocumentVersion).one()
        version.file_id = file.id
        return version.id, file.name


@pytest.fixture
def get(client, version):
    """Return a function that asks for the file."""

    def get(method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open("/documents/files/{}/{}".format(*version), method=method, headers=named)

    return get


def test_file_is_sent_whole_as_attachment(get):
    response = get()

    assert (response.status_code, response.data) == (200, BODY)
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(BODY))
    assert headers["Content-Disposition"] == "attachment; filename=CTOC-COP-2020-1-E.pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"] == "private, no-cache"
    etag, weak = response.get_etag()
    assert (len(etag), weak) == (64, False)


def test_head_has_the_headers_of_get(get):
    full, head = get(), get("HEAD", Range="bytes=0-1")

    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(full.headers)


SIZE = len(BODY)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=5-", 206, 5, SIZE),
        ("bytes=-10", 206, SIZE - 10, SIZE),
        ("bytes=0-2000000", 206, 0, 2_000_001),
        (f"bytes=1-{SIZE + 9}", 206, 1, SIZE),
        (f"bytes=-{SIZE + 9}", 206, 0, SIZE),
        ("bytes=0-1,5-6", 200, 0, SIZE),
        ("bytes=9-1", 200, 0, SIZE),
        ("bytes=-", 200, 0, SIZE),
        ("lines=1-2", 200, 0, SIZE),
        (f"bytes={SIZE}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_one_range_is_sent_and_others_are_ignored(get, asked, status, start, end):
    response = get(Range=asked)

    assert response.status_code == status
    ranges = {206: f"bytes {start}-{end - 1}/{SIZE}", 416: f"bytes */{SIZE}", 200: None}
    assert response.headers.get("Content-Range") == ranges[status]
    assert response.data == BODY[start:end]


def test_conditions_compare_the_strong_etag(get):
    etag = get("HEAD").headers["ETag"]

    assert get(If_None_Match=etag).status_code == 304
    assert get(If_None_Match=f'"other", W/{etag}').status_code == 304
    assert get(If_Match='"other"').status_code == 412
    assert get(If_Match=etag).status_code == 200
    answers = {
        condition: get(Range="bytes=1-2", If_Range=condition).status_code
        for condition in (etag, f"W/{etag}", '"other"', "Wed, 25 Nov 2026 09:00:00 GMT")
    }
    assert list(answers.values()) == [206, 200, 200, 200]
    unchanged = get(If_None_Match=etag)
    assert (unchanged.data, unchanged.headers["ETag"]) == (b"", etag)


def test_other_name_leads_to_the_name_of_the_file(client, version):
    response = client.get(f"/documents/files/{version[0]}/virus.exe")

    assert response.status_code == 302
    assert response.headers["Location"] == "/documents/files/{}/{}".format(*version)


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        (
            "отчёт.pdf",
            "attachment; filename=file.pdf; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf",
        ),
        ('a";\r\nX: y.pdf', 'attachment; filename="a X y.pdf"'),
    ],
)
def test_file_name_cannot_break_headers(client, clock, make_event, name, disposition):
    version_id, stored = published(make_event().id, name, BODY[:99])

    response = client.get(f"/documents/files/{version_id}/{stored}")

    assert response.headers["Content-Disposition"] == disposition


POLYGLOT = b"%PDF-1.7\n<html><script>alert(1)</script>PK\x03\x04"


def test_polyglot_is_served_with_the_type_of_its_ending_only(client, clock, make_event):
    version_id, name = published(make_event().id, "a.pdf", POLYGLOT)

    response = client.get(f"/documents/files/{version_id}/{name}")

    assert response.data == POLYGLOT
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def change_version(**values):
    with transaction() as session:
        session.query(DocumentVersion).update(values)


def test_withdrawn_embargoed_and_missing_file_look_alike(get, client, version, clock):
    public_at = the_clock.now() + timedelta(seconds=1)
    pages = [client.get("/documents/files/999/a.pdf")]
    for values in (
        {"withdrawn_at": the_clock.now()},
        {"withdrawn_at": None, "public_at": public_at},
    ):
        change_version(**values)
        pages += [get(), get(Range="bytes=0-9"), get(If_None_Match="*"), get("HEAD")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages if page.data}) == 1
    clock.advance(timedelta(seconds=1))
    assert get(Range="bytes=0-9").data == BODY[:10]


def test_organiser_gets_file_under_embargo_that_nobody_stores(signed_in, version):
    change_version(public_at=the_clock.now() + timedelta(seconds=1))

    response = signed_in.get("/documents/files/{}/{}".format(*version))

    assert response.data == BODY
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_file_whose_bytes_are_lost_is_said_to_be_and_logged(get, version, caplog, monkeypatch):
    monkeypatch.setattr(open_ranges, "_COPIES", {})  # another test may have the file open
    with transaction() as session:
        session.query(DocumentFileChunk).filter_by(position=5).delete()

    pages = [get(), get(Range="bytes=1310720-1310730")]

    assert [page.status_code for page in pages] == [404, 404]
    assert "The content of this file is missing on the server" in pages[0].text
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    file_id = db.session.query(DocumentVersion).one().file_id
    assert f"document file {file_id} is missing in its place, database" in caplog.text
    assert get(Range="bytes=0-9").data == BODY[:10]


@pytest.mark.parametrize("overrides", [{"DOCUMENT_DATABASE_MB": 1}])
@pytest.mark.parametrize("breakage", [Path.unlink, lambda path: os.truncate(path, len(BODY) - 1)])
def test_lost_or_shortened_file_of_the_folder_is_not_sent(get, tmp_path, breakage):
    [path] = stored_paths(tmp_path / "var" / "document-files")
    breakage(path)

    assert (get().status_code, get(Range="bytes=0-9").status_code) == (
        404,
        206 if path.exists() else 404,
    )


def test_running_download_completes_when_its_version_is_withdrawn(client, version):
    running = client.get("/documents/files/{}/{}".format(*version), buffered=False)
    beginning = next(running.iter_encoded())

    change_version(withdrawn_at=the_clock.now())
    with transaction() as session:
        session.query(DocumentVersion).update({"file_id": None})
        session.query(DocumentFileChunk).delete()
        session.query(DocumentFile).delete()

    assert beginning + b"".join(running.iter_encoded()) == BODY
    assert client.get("/documents/files/{}/{}".format(*version)).status_code == 404


def test_download_of_a_fast_client_sends_a_share_in_each_round(app, version, monkeypatch):
    """Otherwise nobody else would be served until all of a long file is sent."""
    sent = []
    flush = Channel._flush_some

    def flush_and_count(channel, do_close=True):
        before = channel.total_outbufs_len
        flushed = flush(channel, do_close)
        sent.append(before - channel.total_outbufs_len)
        return flushed

    monkeypatch.setattr(Channel, "_flush_some", flush_and_count)
    with shipped_server(app) as port:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/documents/files/{}/{}".format(*version))
        assert connection.getresponse().read() == BODY
        connection.close()

    assert sum(sent) > len(BODY)
    assert max(sent) < 2 * SENT_PER_ROUND


def test_slow_reader_of_a_file_is_not_cut_off_as_idle(app, version, monkeypatch):
    """The system holds much for a slow reader, so that nothing can be sent to it for a while."""
    servers, accept = [], Server.handle_accept

    def accept_and_keep(server):
        servers.append(server)
        accept(server)

    def closes_after(seconds):
        servers[0].maintenance(time.time() + seconds)
        return channel.will_close

    monkeypatch.setattr(Server, "handle_accept", accept_and_keep)
    with shipped_server(app) as port, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", port))
        slow.sendall(
            b"GET /documents/files/%d/%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % asked(version)
        )
        assert slow.recv(15) == b"HTTP/1.1 200 OK"
        [channel] = servers[0].active_channels.values()
        await_that(lambda: not channel.requests)

        assert channel.total_outbufs_len > 0
        assert not closes_after(FILE_IDLE_SECONDS - 5)
        while channel.total_outbufs_len:
            slow.recv(65536)
        assert closes_after(IDLE_SECONDS + 1)


def asked(version):
    return version[0], version[1].encode()


def await_that(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_proxies_do_not_store_a_large_download_on_their_disk(get):
    assert get().headers["X-Accel-Buffering"] == "no"
    assert "X-Accel-Buffering" not in get(Range="bytes=0-9").headers
