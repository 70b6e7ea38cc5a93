"""nginx as shipped: it proxies everything, and logs no token."""

import re
import socket
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.deploy.shipped import COMMAND, DEPLOY, HOST, Visitor, nginx
from tests.fork_server import run_forked
from webinars.web.core.security import endpoint_policies

PRIVATE_LINK = re.compile(
    rf"https://{HOST}((?:{'|'.join(endpoint_policies.PRIVATE_PREFIXES)})[^\s>?]+)"
)


def secrets_of(paths):
    """Return the tokens in the paths of private links."""
    words = [word.removesuffix(".ics") for path in paths for word in path.split("/")[2:]]
    return {word for word in words if len(word) > 20}


def logged_failures(proxy):
    """Return how many logged requests had no response from the server."""
    return proxy.logged()["webinars.access.log"].count("HTTP/1.1 502 ")


def test_log_masks_exactly_the_private_paths():
    [words] = re.findall(r"\*\?/\(([a-z|-]+)\)/\)", (DEPLOY / "nginx.conf").read_text("utf-8"))

    assert tuple(f"/{word}/" for word in words.split("|")) == endpoint_policies.PRIVATE_PREFIXES


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_logs_contain_no_token_after_registration_and_sign_in(site):
    with site.running() as (proxy, process):
        ann, organiser = Visitor(proxy), Visitor(proxy)

        assert ann.send(
            f"/events/{site.slug}/registrations",
            name="Ann", email="ann@example.org", zone="UTC",
        ).status == 303  # fmt: skip
        links = PRIVATE_LINK.findall(site.mail_to("ann@example.org"))
        [manage] = [path for path in links if path.startswith("/registrations/")][:1]
        for path in links:
            assert ann.ask("GET", path).status == 200, path
            ann.ask("GET", path, Referer=f"https://{HOST}{path}")
            ann.ask("GET", f"{path}/nothing")
            assert ann.ask_plainly(path) == (301, f"https://{HOST}{path}")
            ann.ask("GET", path.replace("/", "/%2e/", 1).replace("r", "%72").replace("j", "%6A"))
        own = ann.ask("GET", manage)
        listed = re.findall(rf'href="(?:https://{HOST})?(/[a-z]+/[^"]+)"', own.text)
        for path in {path for path in listed if endpoint_policies.is_private(path)}:
            assert ann.ask("GET", path).status in {200, 304}, path
        assert ann.send(f"{manage}/cancellation").status == 303
        assert ann.ask("POST", manage, {"note": "x" * 23 * 1024 * 1024}).status == 413

        command = [COMMAND, "organiser", "link", "host@example.org"]
        completed = run_forked(command, env=site.settings)
        [sign_in] = re.findall(rf"https://{HOST}(/sign-in/\S+)", completed.stdout)
        assert organiser.send(sign_in).status == 303
        assert organiser.ask("GET", "/organise/events").status == 200
        process.terminate()
        process.wait(60)
        for path in (*links, sign_in):
            assert ann.ask("GET", path).status == 502

        logs = proxy.logged()

    tokens = secrets_of([*links, *listed, sign_in]) | {
        *ann.cookies.values(),
        *organiser.cookies.values(),
    }
    assert len(tokens) >= 5
    assert "/registrations/... HTTP" in logs["webinars.access.log"]
    for name, text in logs.items():
        assert [token for token in tokens if token in text] == [], name
    assert site.slug in logs["webinars.access.log"]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_style_sheets_are_compressed_and_forms_are_not(site):
    with site.running() as (proxy, _):
        visitor = Visitor(proxy)
        page = visitor.ask("GET", "/links", Accept_Encoding="gzip")
        [style] = re.findall(r'href="(/static/[^"]+site\.css)"', page.text)
        response = visitor.ask("GET", style, Accept_Encoding="gzip")

    assert "content-encoding" not in page.headers
    assert (response.status, response.headers["content-encoding"]) == (200, "gzip")
    assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_compressed_feeds_pass_unchanged(site):
    with site.running() as (proxy, _):
        visitor = Visitor(proxy)
        plain = visitor.ask("GET", "/events.ics")
        feed = visitor.ask("GET", "/events.ics", Accept_Encoding="gzip")
        again = visitor.ask(
            "GET", "/events.ics", Accept_Encoding="gzip", If_None_Match=feed.headers["etag"]
        )

    assert "content-encoding" not in plain.headers
    assert (feed.status, feed.headers["content-encoding"]) == (200, "gzip")
    assert feed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert (again.status, again.headers["etag"]) == (304, feed.headers["etag"])


class Greeting(BaseHTTPRequestHandler):
    """Answers every request."""

    def do_GET(self):
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Log nothing."""


@contextmanager
def answering_host():
    """Run a host that answers; yield its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Greeting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextmanager
def silent_host():
    """Listen with a full queue, so that nothing answers, as if the host were switched off; yield its port."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_host_that_is_switched_off_is_passed_over(tmp_path):
    # A visitor waits for half a minute.
    with (
        silent_host() as silent,
        answering_host() as answering,
        nginx(tmp_path / "nginx", silent, answering) as proxy,
    ):
        statuses = {Visitor(proxy).ask("GET", path).status for path in ("/links", "/links", "/")}
        log = proxy.logged()["webinars.access.log"]

    assert statuses == {200}
    assert log.count(" 504, 200 ") == 1  # then it is left out
