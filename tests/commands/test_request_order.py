"""Pages overtake forms in the queue of the server, and forms are not left behind."""

import socket
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from functools import partial
from types import SimpleNamespace

from flask import Flask, request

from webinars.commands.web_server import http_server
from webinars.commands.web_server.http_server import FILE_IDLE_SECONDS, web_server
from webinars.commands.web_server.request_order import MOST_PASSED_OVER, TaskQueue

FORMS, THREADS = 5, 8


def connection(name, command, path="/events/rush", handle=lambda: None):
    request = SimpleNamespace(command=command, path=path)
    return SimpleNamespace(name=name, requests=[request], service=handle)


def test_page_is_handled_before_forms_that_arrived_earlier():
    queue = TaskQueue(THREADS, threading.Lock())
    for name, command in (("form 1", "POST"), ("form 2", "POST"), ("page", "GET")):
        queue.append(connection(name, command))

    assert [queue.popleft().name for _ in range(len(queue))] == ["page", "form 1", "form 2"]


def test_form_is_handled_after_some_pages_however_many_wait():
    queue = TaskQueue(THREADS, threading.Lock())
    for number in range(3 * MOST_PASSED_OVER):
        queue.append(connection(number, "HEAD"))
    queue.append(connection("form", "POST"))

    names = [queue.popleft().name for _ in range(len(queue))]

    assert names.index("form") == MOST_PASSED_OVER


def test_pages_of_registrations_come_after_other_pages_and_before_forms():
    queue = TaskQueue(THREADS, threading.Lock())
    queue.append(connection("form", "POST", "/events/rush/registrations"))
    queue.append(connection("empty form", "GET", "/events/rush/registrations"))
    queue.append(connection("page after", "GET", "/events/rush/registrations/received"))
    queue.append(connection("page", "GET"))
    queue.append(connection("organiser's page", "GET", "/organiser/events/1/registrations"))

    assert [queue.popleft().name for _ in range(len(queue))] == [
        "page",
        "organiser's page",
        "empty form",
        "page after",
        "form",
    ]


def test_page_of_a_registration_is_handled_after_some_pages_however_many_wait():
    queue = TaskQueue(THREADS, threading.Lock())
    for number in range(3 * MOST_PASSED_OVER):
        queue.append(connection(number, "GET"))
        queue.append(connection("form", "POST", "/events/rush/registrations"))
    queue.append(connection("empty form", "GET", "/events/rush/registrations"))

    names = [queue.popleft().name for _ in range(len(queue))]

    assert names.index("empty form") == MOST_PASSED_OVER
    assert names.index("form") == MOST_PASSED_OVER + 1


def test_downloads_come_after_registrations():
    queue, names = TaskQueue(THREADS, threading.Lock()), []
    for name, command, path in (
        ("ZIP", "GET", "/events/rush/documents.zip"),
        ("file", "GET", "/documents/files/1/a.pdf"),
        ("own file", "GET", "/registrations/token/documents/1/a.pdf"),
        ("linked file", "GET", "/document-links/token/1/a.pdf"),
        ("registration", "POST", "/events/rush/registrations"),
        ("documents", "GET", "/documents"),
    ):
        queue.append(connection(name, command, path, partial(names.append, name)))

    while queue:
        queue.popleft().service()

    assert names == ["documents", "registration", "file", "own file", "linked file", "ZIP"]


def test_downloads_take_half_of_the_threads_and_zips_a_quarter():
    queue, ended = TaskQueue(THREADS, threading.Lock()), []
    for number in range(THREADS):
        queue.append(connection(number, "GET", f"/documents/files/{number}/a.pdf"))
        queue.append(connection(number, "GET", "/events/rush/documents.zip"))
    handled = []
    while queue:
        handled.append(queue.popleft())
    assert (len(handled), len(queue)) == (THREADS // 2 + THREADS // 4, THREADS + THREADS // 4)

    queue.append(connection("page", "GET", handle=partial(ended.append, "page")))
    queue.popleft().service()
    while handled:
        handled.pop(0).service()
        if queue:
            handled.append(queue.popleft())

    assert (ended, len(queue)) == (["page"], 0)


def test_other_forms_come_before_registrations():
    queue = TaskQueue(THREADS, threading.Lock())
    for _ in range(3):
        queue.append(connection("registration", "POST", "/events/rush/registrations"))
    queue.append(connection("organiser's form", "POST", "/organise/events/1/close"))
    queue.append(connection("page", "GET"))

    names = [queue.popleft().name for _ in range(len(queue))]

    assert names == ["page", "organiser's form", *["registration"] * 3]


def test_pictures_come_after_pages_and_before_registrations():
    queue = TaskQueue(THREADS, threading.Lock())
    queue.append(connection("registration", "POST", "/events/rush/registrations"))
    queue.append(connection("picture", "GET", "/events/rush.png"))
    queue.append(connection("general picture", "GET", "/below/events.png"))
    queue.append(connection("page", "GET"))

    names = [queue.popleft().name for _ in range(len(queue))]

    assert names == ["page", "picture", "general picture", "registration"]


@contextmanager
def serving(app):
    """Serve an application; yield its port and the server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = web_server(app, listener)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], server
        finally:
            server.close()


def test_server_sends_a_page_while_forms_wait(monkeypatch):
    monkeypatch.setattr(http_server, "THREADS", 1)
    app = Flask(__name__)
    app.config["TRUSTED_PROXIES"] = 0
    handled, may_go_on = [], threading.Event()

    @app.route("/", methods=["GET", "POST"])
    def view():
        handled.append(request.method)
        assert may_go_on.wait(30)
        return ""

    with serving(app) as (port, server):
        lines, queue = [], server.task_dispatcher.queue
        for number, method in enumerate(["POST"] * FORMS + ["GET"]):
            line = socket.create_connection(("127.0.0.1", port), 30)
            line.sendall(f"{method} / HTTP/1.0\r\nContent-Length: 0\r\n\r\n".encode())
            lines.append(line)
            until = time.monotonic() + 30
            while len(handled) + len(queue) <= number and time.monotonic() < until:
                time.sleep(0.001)
        may_go_on.set()
        answers = Counter()
        for line in lines:
            with closing(line):
                answers[line.makefile("rb").read()[9:12]] += 1

    assert answers == {b"200": FORMS + 1}
    assert handled == ["POST", "GET", *["POST"] * (FORMS - 1)]


def test_thread_is_free_again_after_its_client_stopped_reading(monkeypatch):
    monkeypatch.setattr(http_server, "THREADS", 1)
    app = Flask(__name__)
    app.config["TRUSTED_PROXIES"] = 0

    @app.get("/endless")
    def endless():
        return iter(lambda: b"x" * 65536, b"")

    with serving(app) as (port, server), socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(b"GET /endless HTTP/1.0\r\n\r\n")
        assert line.recv(15) == b"HTTP/1.0 200 OK"
        [channel] = server.active_channels.values()
        waits_for = channel.adj.outbuf_high_watermark
        until = time.monotonic() + 30
        while channel.total_outbufs_len <= waits_for and time.monotonic() < until:
            time.sleep(0.01)
        server.maintenance(time.time() + FILE_IDLE_SECONDS - 5)
        assert not channel.will_close
        server.maintenance(time.time() + FILE_IDLE_SECONDS + 5)

        with socket.create_connection(("127.0.0.1", port), 30) as other:
            other.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert other.recv(15).startswith(b"HTTP/1.0 404")
        assert channel not in server.active_channels.values()
