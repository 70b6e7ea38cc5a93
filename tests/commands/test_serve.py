"""webinars serve as a program: output, responses, delivery and shutdown."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.fork_server import ForkedProcess
from webinars.commands.web_server.web_processes import MOST_DEATHS

from .conftest import COMMAND

SECONDS = 30


@contextmanager
def serving(*options, start=ForkedProcess):
    """Start webinars serve on a free port; yield the process and its output until it was ready."""
    with start(
        [COMMAND, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lines = []
        while not lines or lines[-1] != "Press Ctrl-C to stop.":
            line = process.stdout.readline()
            assert line, process.stderr.read()
            lines.append(line.rstrip("\n"))
        try:
            yield process, lines
        finally:
            process.kill()


def address(lines, opening):
    """Return the URL in the line with a prefix."""
    [line] = [line for line in lines if line.startswith(opening)]
    return re.search(r"http://\S+", line)[0]


def web_processes(process):
    """Return the two serving processes, once they exist."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while len(pids := listed.read_text().split()) < 2:
        assert process.poll() is None
    return pids


def ask(where):
    """Return status and text of a response."""
    with urllib.request.urlopen(where, timeout=SECONDS) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    ("number", "start"), [(signal.SIGINT, ForkedProcess), (signal.SIGTERM, subprocess.Popen)]
)
def test_serve_prints_addresses_and_stops_cleanly(environment, tmp_path, number, start):
    with serving("--try-out", start=start) as (process, lines):
        listed = ask(address(lines, "Events: "))
        signing_in = ask(address(lines, "To sign in as the organiser organiser@example.org"))
        process.send_signal(number)
        out, err = process.communicate(timeout=SECONDS)

    assert (listed[0], signing_in[0]) == (200, 200)
    assert "Children deprived of liberty" in listed[1]
    assert lines[0] == "The sample listing has 29 events, 12 of them past"
    assert (
        lines[-2]
        == f"E-mail is written to {tmp_path}/var/mail as .eml files; set WEBINARS_SMTP_URL to send it"
    )
    assert (process.returncode, out, err) == (0, "", "")


def send_failed_email_again(tmp_path):
    """Queue the failed e-mail of the sample listing, of which nothing else is e-mailed."""
    again = "UPDATE messages SET state = 'queued', due_at = '2020-01-01' WHERE state = 'failed'"
    with closing(sqlite3.connect(tmp_path / "var" / "webinars.db", timeout=SECONDS)) as file, file:
        file.execute(again)


def test_serve_delivers_messages(sample, tmp_path):
    send_failed_email_again(tmp_path)

    with serving() as (process, _said):
        mail = tmp_path / "var" / "mail"
        give_up_at = time.monotonic() + SECONDS
        while not list(mail.glob("*.eml")):
            assert process.poll() is None
            time.sleep(0.05)
            assert time.monotonic() < give_up_at
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)

    assert process.returncode == 0


def test_several_processes_answer_and_end_together(migrated):
    with serving("--processes", "2", "--no-worker") as (process, lines):
        answers = {ask(address(lines, "Events: "))[0] for _ in range(8)}
        children = web_processes(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)

    assert answers == {200}
    assert len(children) == 2
    assert process.returncode == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def kill_one(process):
    """Kill a web process; return the other, and the one that is started instead."""
    first, second = web_processes(process)
    os.kill(int(first), signal.SIGKILL)
    wait_until(lambda: set(web_processes(process)) - {first, second})
    [started] = set(web_processes(process)) - {first, second}
    return second, started


def wait_until(is_reached):
    """Wait for a condition."""
    give_up_at = time.monotonic() + SECONDS
    while not is_reached():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def test_web_process_that_dies_is_started_again_and_the_other_goes_on(run, migrated, tmp_path):
    with serving("--processes", "2") as (process, lines):
        other, started = kill_one(process)
        os.kill(int(other), signal.SIGSTOP)  # so that the new one answers
        answers = {ask(address(lines, "Events: "))[0] for _ in range(4)}
        os.kill(int(other), signal.SIGCONT)
        run("demo")
        send_failed_email_again(tmp_path)
        # E-mail is delivered after the pause for the fork too.
        wait_until(lambda: list((tmp_path / "var" / "mail").glob("*.eml")))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=SECONDS)

    assert answers == {200}
    assert process.returncode == 0
    assert "A web process died (-9)" in errors
    assert not any(Path(f"/proc/{child}").exists() for child in (other, started))


def test_serve_exits_when_web_processes_die_again_and_again(migrated):
    with serving("--processes", "2", "--no-worker") as (process, _said):
        for _ in range(MOST_DEATHS - 1):
            other, started = kill_one(process)
        os.kill(int(started), signal.SIGKILL)
        process.communicate(timeout=SECONDS)

    assert process.returncode == 1
    assert not Path(f"/proc/{other}").exists()


def test_children_that_are_no_web_processes_are_not_counted(migrated):
    # Of a script that ends with exec; the first process of a container gets such children too.
    script = ["sh", "-c", f'for i in $(seq {MOST_DEATHS}); do sleep 0 & done; exec "$@"', "sh"]

    def after_script(command, **streams):
        return subprocess.Popen([*script, *command], **streams)

    options = ("--processes", "2", "--no-worker")
    with serving(*options, start=after_script) as (process, lines):
        web_processes(process)
        answer = ask(address(lines, "Events: "))
        wait_until(lambda: len(web_processes(process)) == 2)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=SECONDS)

    assert answer[0] == 200
    assert (process.returncode, errors) == (0, "")


def test_web_processes_stop_when_their_parent_was_killed(migrated):
    with serving("--processes", "2", "--no-worker") as (process, lines):
        ask(address(lines, "Events: "))
        children = web_processes(process)
        process.kill()
        process.wait(SECONDS)
        wait_until(lambda: not any(is_running(child) for child in children))


def is_running(child):
    """Return whether a process exists and is no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{child}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_port_in_use_is_a_one_line_error(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))

    assert (done.status, done.out) == (2, "")
    assert done.err == (
        f"webinars: port {port} is in use: stop the process that uses it, or choose another (--port, make run PORT=)\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_invalid_address_is_a_one_line_error(run):
    done = run("serve", "--host", "nowhere.invalid")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("webinars: cannot listen on nowhere.invalid, port 8000: ")
    assert done.err.count("\n") == 1


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Yield the port of a server shared by several tests."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBINARS_DATA_DIR", str(folder / "var"))
        patch.chdir(folder)
        with serving() as (_process, lines):
            yield int(lines[0].rpartition(":")[2].strip("/"))


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"get / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: abc\r\n\r\n", b"400"),
        (b"POST /links HTTP/1.1\r\nHost: h\r\nContent-Length: 400000000\r\n\r\n", b"413"),
    ],
)
def test_error_responses_of_the_server_have_our_headers(port, request_bytes, status):
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as door:
        door.sendall(request_bytes)
        answer = door.makefile("rb").read()

    assert answer.split(b" ")[1] == status
    assert b"content-security-policy: default-src 'self'" in answer.lower()
    assert b"x-content-type-options: nosniff" in answer.lower()


@pytest.mark.parametrize(("connection", "stays_open"), [("keep-alive", True), ("close", False)])
def test_response_without_body_keeps_the_connection_open(port, connection, stays_open):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    client.request("GET", "/events.ics")
    first = client.getresponse()
    first.read()
    asked = {"If-None-Match": first.headers["ETag"], "Connection": connection}
    client.request("GET", "/events.ics", headers=asked)
    door = client.sock
    again = client.getresponse()
    again.read()

    assert again.status == 304
    assert (client.sock is door) is stays_open
    client.request("GET", "/healthz")
    assert client.getresponse().status == 200
    client.close()


def test_created_files_are_readable_by_their_user_only(environment, tmp_path):
    with serving("--try-out"):
        pass

    open_to_others = [
        path.name for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


BEHIND_A_PROXY = """
import socket
from webinars.app import create_app
from webinars.commands.serve import web_server

with socket.socket() as door:
    door.bind(("127.0.0.1", 0))
    door.listen()
    app = create_app(TRUSTED_PROXIES=1, FORMS_LIMIT="1 per year")
    print(door.getsockname()[1], flush=True)
    web_server(app, door).run()
"""


def test_clients_behind_a_trusted_proxy_are_counted_one_by_one(environment):
    command = [sys.executable, "-c", BEHIND_A_PROXY]
    with ForkedProcess(command, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())
        answers = []
        for client in ("203.0.113.1", "203.0.113.1", "203.0.113.2"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
            connection.request("POST", "/links", headers={"X-Forwarded-For": client})
            answers.append(connection.getresponse().status)
            connection.close()
        process.kill()

    # Without a token the form is rejected; the rate limit is checked before.
    assert answers == [400, 429, 400]
