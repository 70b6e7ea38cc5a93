"""A running installation: secrets in its log and database, its listening address, its limits."""

import http.client
import io
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.fork_server import ForkedProcess
from tests.web.conftest import TOKEN
from webinars.files.validation import MAX_BYTES
from webinars.web.core.http.uploads import MAX_UPLOAD_BYTES

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("webinars")
SECONDS = 30
MEBIBYTE = 1024 * 1024
TYPED = "wanjiru.typed@example.com"


@contextmanager
def serving(folder, *options, **environment):
    """Run webinars serve --try-out in a folder; yield the process and its output."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("WEBINARS_")}
    settings = {"WEBINARS_DATA_DIR": str(folder / "var"), **environment}
    with (
        (folder / "log").open("wb") as log,
        ForkedProcess(
            [COMMAND, "serve", "--try-out", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folder,
            env={**known, **settings},
        ) as process,
    ):
        results = []
        try:
            while not results or results[-1] != "Press Ctrl-C to stop.":
                line = process.stdout.readline()
                assert line, (folder / "log").read_text()
                results.append(line.rstrip("\n"))
            yield process, "\n".join(results)
        finally:
            process.kill()


class Visitor:
    """A browser that remembers its cookie and every secret it received."""

    def __init__(self, text):
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", text)[1])
        self.cookie = ""

    def ask(self, method, path, **fields):
        """Send a request; return status, text and Location."""
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        ) as connection:
            headers = {"Cookie": self.cookie, "Authorization": "Bearer canary-authorization"}
            if fields:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(fields) or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.headers["Set-Cookie"]:
                self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return answer.status, text, answer.headers["Location"]

    def send(self, path, **fields):
        """Load the form on a page and send it."""
        token = TOKEN.search(self.ask("GET", path)[1])[1]
        return self.ask("POST", path, csrf_token=token, **fields)


def mailed(folder):
    """Wait for the e-mail to the registrant; return it decoded."""
    end = time.monotonic() + SECONDS
    while not (result := list((folder / "var" / "mail").glob(f"*{TYPED}.eml"))):
        assert time.monotonic() < end, "no mail came"
        time.sleep(0.05)
    return re.sub(r"=\r?\n", "", result[0].read_text())


@pytest.fixture
def folder(sample_folder, tmp_path):
    """Return the folder of an installation with the sample listing, which serve --try-out would add."""
    shutil.copytree(sample_folder, tmp_path / "var")
    return tmp_path


@pytest.fixture
def visited(folder, tmp_path):
    """Return a server after sign-in and registration, its folder, and all secrets used."""
    with serving(folder) as (process, text):
        organiser, visitor = Visitor(text), Visitor(text)
        link = re.search(r"/sign-in/(\S+)", text)[1]
        assert organiser.send(f"/sign-in/{link}")[0] == 303
        assert organiser.ask("GET", "/organise/events")[0] == 200
        form = form_path(visitor)
        status, _, _ = visitor.send(form, name="Canaryname", email=TYPED, zone="Africa/Nairobi")
        assert status == 303
        mail = mailed(tmp_path)
        manage = re.search(r"/registrations/([\w.-]+)", mail)[1]
        join = re.search(r"/join/([\w.-]+)", mail)[1]
        key = (tmp_path / "var" / "secret-key").read_text().strip()
        session = session_in(organiser.cookie)
        yield (
            process,
            tmp_path,
            visitor,
            {
                "sign-in link": link,
                "session": session,
                "cookie": organiser.cookie.partition("=")[2],
                "manage": manage,
                "join": join,
                "key": key,
            },
        )


def form_path(visitor):
    """Return the path of the form of an event that is open for registration."""
    listed = visitor.ask("GET", "/")[1]
    for path in sorted(set(re.findall(r'href="(/events/[\w-]+)"', listed))):
        form = f"{path}/registrations"
        if f'href="{form}"' in visitor.ask("GET", path)[1]:
            return form
    pytest.fail("no event takes names")


def session_in(cookie):
    """Return the session token in the cookie of an account."""
    _, payload = URLSafeTimedSerializer("").loads_unsafe(cookie.partition("=")[2])
    return payload["_user_id"]


def test_database_contains_no_valid_secret(visited):
    _, folder, _, secrets = visited

    with closing(sqlite3.connect(folder / "var" / "webinars.db")) as database:
        dump = "\n".join(database.iterdump())

    assert TYPED in dump  # it does hold what people said
    assert [name for name, secret in secrets.items() if secret in dump] == []


def test_log_contains_no_secret_and_no_input(visited):
    process, folder, visitor, secrets = visited
    manage, join, link = secrets["manage"], secrets["join"], secrets["sign-in link"]
    for path in (
        f"/join/{join}", f"/registrations/{manage}.ics", f"/registrations/{manage}?done={TYPED}",
        f"/sign-in/{link}?next=/canaryquery", f"/?q={quote(TYPED)}&after=canaryquery", "/?zone=canaryquery",
    ):  # fmt: skip
        visitor.ask("GET", path)
    visitor.ask("POST", "/sign-in", email="canaryform@example.org", csrf_token="canaryform")
    # What is stored makes every page of this person fail, and the failure is logged.
    with closing(sqlite3.connect(folder / "var" / "webinars.db")) as database, database:
        database.execute("UPDATE registrations SET status = 'nonsense'")
    failed = [
        visitor.ask(method, f"/registrations/{manage}/details?canaryquery={TYPED}", **fields)[0]
        for method, fields in (("GET", {}), ("POST", {"name": "canaryform"}))
    ]
    process.send_signal(signal.SIGTERM)
    process.wait(SECONDS)

    log = (folder / "log").read_text()

    assert 500 in failed
    assert "Traceback" in log
    results = [
        *secrets.values(),
        TYPED,
        "Canaryname",
        "canaryform",
        "canaryquery",
        "canary-authorization",
    ]
    assert [item for item in results if item in log] == []


def test_failure_reveals_no_cause_even_in_debug_mode(folder):
    # The delivery worker ends the server when it reads such events, and a waiting request with it.
    with serving(folder, "--no-worker", FLASK_DEBUG="1") as (_, content):
        visitor = Visitor(content)
        with closing(sqlite3.connect(folder / "var" / "webinars.db")) as database, database:
            database.execute("UPDATE events SET state = 'nonsense', precision = 'nonsense'")

        status, text, _ = visitor.ask("GET", "/organise/events")
        organiser = re.search(r"(/sign-in/\S+)", content)[1]
        visitor.send(organiser)
        failed, page, _ = visitor.ask("GET", "/organise/events")

    assert (status, failed) == (401, 500)
    for word in ("Traceback", "nonsense", "LookupError", "site-packages", ".py"):
        assert word not in page + text


@pytest.fixture(scope="module")
def running(sample_folder, tmp_path_factory):
    """Return a running server shared by several tests."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copytree(sample_folder, folder / "var")
    with serving(folder) as (_, text):
        yield text


def test_server_listens_on_loopback_by_default(running):
    port = Visitor(running).port

    with pytest.raises(ConnectionRefusedError):
        # Another address of this very computer: open to it only if open to every network.
        socket.create_connection(("127.0.0.2", port), timeout=SECONDS)
    socket.create_connection(("127.0.0.1", port), timeout=SECONDS).close()


@pytest.mark.parametrize("size", [MEBIBYTE + 1, 5 * MEBIBYTE])
def test_too_large_chunked_body_is_refused(running, size):
    port = Visitor(running).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as line:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        pieces = (b"a" * 65536 for _ in range(size // 65536 + 1))
        # A server that has heard enough may hang up before all was sent.
        with suppress(ConnectionError):
            line.request("POST", "/links", pieces, kind, encode_chunked=True)
        status = line.getresponse().status

    assert status == 413


def test_server_and_proxy_accept_files_of_the_maximum_size(running):
    """The proxy's limit is that of the views that accept files; larger bodies are not read."""
    [proxy] = re.findall(
        r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    )
    statuses = []
    visitor = Visitor(running)
    path = form_path(visitor)
    token = TOKEN.search(visitor.ask("GET", path)[1])[1]
    fields = {"csrf_token": token, "name": "Ana", "email": "ana@example.org", "zone": "UTC"}
    for size in (2 * MAX_BYTES, MAX_UPLOAD_BYTES + 1, int(proxy) * MEBIBYTE + 1):
        boundary, body = encode_multipart(
            {**fields, "note": FileStorage(io.BytesIO(b"x" * size), "note.pdf")}
        )
        kind = f"multipart/form-data; boundary={boundary}"
        with closing(
            http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=SECONDS)
        ) as line:
            with suppress(ConnectionError):
                line.request("POST", path, body, {"Content-Type": kind, "Cookie": visitor.cookie})
            statuses.append(line.getresponse().status)

    assert statuses == [303, 413, 413]
    assert int(proxy) * MEBIBYTE > MAX_UPLOAD_BYTES
