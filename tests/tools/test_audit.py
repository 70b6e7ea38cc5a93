"""The audit asks about each package, says what is known, and never takes silence for good news."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools import audit
from tools.lock import LOCK, pinned


@contextmanager
def listing(answer):
    """Serve a list of known holes on this computer; give its address and what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(said["queries"])
            status, body = answer(said["queries"])
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/querybatch", asked
        finally:
            server.shutdown()
            thread.join()


def results(queries, holes=()):
    """Return an answer in which some packages have a hole."""
    return 200, {
        "results": [
            {"vulns": [{"id": "GHSA-2"}, {"id": "GHSA-1"}]}
            if each["package"]["name"] in holes
            else {}
            for each in queries
        ]
    }


def test_every_package_of_the_lock_is_asked_for_in_its_version(capsys):
    with listing(results) as (at, asked):
        status = audit.main(["--at", at])

    [queries] = asked
    assert queries == [
        {"package": {"name": each.name, "ecosystem": "PyPI"}, "version": each.version}
        for each in pinned(LOCK.read_text("utf-8"))
    ]
    assert (status, capsys.readouterr().out) == (
        0,
        f"{len(queries)} packages: none with known holes\n",
    )


def test_known_holes_are_named_and_end_it_with_1(capsys):
    with listing(lambda queries: results(queries, {"flask", "werkzeug"})) as (at, asked):
        status = audit.main(["--at", at])

    flask, werkzeug, last = capsys.readouterr().out.splitlines()
    assert status == 1
    assert flask.startswith("flask 3.")
    assert flask.endswith(": GHSA-1, GHSA-2")
    assert werkzeug.startswith("werkzeug 3.")
    assert last == f"{len(asked[0])} packages: 2 with known holes"


def test_a_long_answer_is_read_to_its_end():
    def answer(queries):
        first = not any("page_token" in each for each in queries)
        more = {"vulns": [{"id": "GHSA-1"}], "next_page_token": "two"}
        rest = {"vulns": [{"id": "GHSA-2"}]}
        return 200, {"results": [more if first else rest, *({} for _ in queries[1:])]}

    packages = pinned(LOCK.read_text("utf-8"))[:3]
    with listing(answer) as (at, asked):
        found = audit.known_holes(packages, at)

    assert found == [(packages[0], ["GHSA-1", "GHSA-2"])]
    assert [len(queries) for queries in asked] == [3, 1]
    assert asked[1][0]["page_token"] == "two"


SILENT = {
    "an error": lambda _: (503, {"error": "later"}),
    "a page of a proxy": lambda _: (200, b"<html>sign in here"),
    "another shape": lambda _: (200, ["results"]),
    "nothing": lambda _: (200, b""),
    "no end": lambda queries: (
        200,
        {"results": [{"next_page_token": "more"} for _ in queries]},
    ),
    "fewer answers than questions": lambda _: (200, {"results": []}),
}


@pytest.mark.parametrize("how", SILENT)
def test_without_an_answer_nothing_is_called_sound(capsys, how):
    with listing(SILENT[how]) as (at, _):
        status = audit.main(["--at", at])

    said = capsys.readouterr()
    assert status == 2
    assert said.err.startswith(f"Not audited: {at} ")
    assert said.out.startswith("Nothing is known of holes in what is installed.")
    assert "none" not in said.out


def test_a_list_that_cannot_be_reached_is_said_to_be_so(capsys):
    assert audit.main(["--at", "http://127.0.0.1:1/"]) == 2
    assert capsys.readouterr().err.startswith("Not audited: http://127.0.0.1:1/ cannot be asked")
