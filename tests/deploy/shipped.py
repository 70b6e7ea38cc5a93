"""The files of deploy/ as tests run them: unchanged except for addresses, ports and paths."""

import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.conftest import needs
from tests.fork_server import ForkedProcess, run_forked

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
COMMAND = str(Path(sys.executable).with_name("webinars"))
HOST = "events.example.org"
SECONDS = 30


def shipped(name, replacements):
    """Return the text of a file of deploy/ with replacements, each of which must occur."""
    text = (DEPLOY / name).read_text("utf-8")
    for old, new in replacements.items():
        assert old in text, f"{name} does not hold {old}"
        text = text.replace(old, str(new))
    return text


def free_port():
    """Return an unused port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def unit_commands(name="webinars.service"):
    """Return the commands of a unit by setting, as lists of words."""
    commands = {}
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        setting, _, value = line.partition("=")
        if setting.startswith("Exec"):
            commands.setdefault(setting, []).append(shlex.split(value))
    return commands


def settings(**replaced):
    """Return the settings of deploy/webinars.env, parsed as by a shell and systemd, some replaced."""
    lines = (DEPLOY / "webinars.env").read_text("utf-8").splitlines()
    variables = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert replaced.keys() <= variables.keys()
    return {name: " ".join(shlex.split(value)) for name, value in variables.items()} | replaced


@dataclass(frozen=True)
class Proxy:
    """nginx with deploy/nginx.conf: its ports and log folder."""

    https_port: int
    http_port: int
    folder: Path

    def logged(self):
        """Return the text of its logs by file name."""
        return {path.name: path.read_text("utf-8", "replace") for path in self.folder.glob("*.log")}


@contextmanager
def nginx(folder, *server_ports):
    """Run nginx with deploy/nginx.conf in front of local servers."""
    folder.mkdir()
    proxy = Proxy(free_port(), free_port(), folder)
    _make_certificate(folder)
    replacements = {
        "listen [::]:80;": "",
        "listen [::]:443 ssl;": "",
        "listen 80;": f"listen 127.0.0.1:{proxy.http_port};",
        "listen 443 ssl;": f"listen 127.0.0.1:{proxy.https_port} ssl;",
        "server 127.0.0.1:8000;": " ".join(f"server 127.0.0.1:{port};" for port in server_ports),
        "/var/log/nginx": folder,
        "/etc/letsencrypt/live/events.example.org": folder,
        "/var/www/html": folder,
        "/var/cache/nginx-webinars": folder / "cache",
    }
    (folder / "webinars.conf").write_text(shipped("nginx.conf", replacements))
    with _running_nginx(folder, f"include {folder}/webinars.conf;", proxy.https_port):
        yield proxy


@contextmanager
def plain_nginx(folder, root):
    """Run nginx that shows the files below a folder, and nothing else; yield its port."""
    folder.mkdir()
    port = free_port()
    types = "types { text/html html; text/css css; text/calendar ics; text/plain txt; }"
    server = f"server {{ listen 127.0.0.1:{port}; root {root}; {types} }}"
    with _running_nginx(folder, server, port):
        yield port


@contextmanager
def caching_nginx(folder, server_port):
    """Run nginx that stores whatever a server lets shared caches store; yield its port."""
    folder.mkdir()
    port = free_port()
    server = (
        f"proxy_cache_path {folder}/cache keys_zone=any:1m;\nserver {{ listen 127.0.0.1:{port}; location / {{"
        f" proxy_pass http://127.0.0.1:{server_port}; proxy_set_header Host $http_host; proxy_cache any;"
        " add_header X-Cache $upstream_cache_status; } }"
    )
    with _running_nginx(folder, server, port):
        yield port


@contextmanager
def _running_nginx(folder, servers, port):
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    needs(program, "nginx (nginx-light)")
    # The rest is Debian's: requests that match no server are logged in full and compressed.
    (folder / "nginx.conf").write_text(
        f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/main-error.log;\n"
        + ("user root;\n" if os.getuid() == 0 else "")
        + "events {}\nhttp {\n"
        + f"access_log {folder}/main-access.log;\ngzip on;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"{servers}\n}}\n"
    )
    with subprocess.Popen(
        [program, "-p", folder, "-e", folder / "main-error.log", "-c", folder / "nginx.conf"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            _await(port, process)
            yield
        finally:
            process.send_signal(signal.SIGQUIT)  # once every request is logged


@contextmanager
def service(
    environment,
    port,
    *,
    unit="webinars.service",
    command=(COMMAND,),
    start=ForkedProcess,
    log=None,
):
    """Run the commands of a unit of deploy/ on a local port during the block.

    command stands for the installed program that serves, and start creates its process; its output is appended to
    the file log, if given.
    """
    commands = unit_commands(unit)
    variables = {"PATH": os.environ["PATH"], **environment}
    for words in commands.get("ExecStartPre", ()):
        done = run_forked(_here(words, port, (COMMAND,)), env=variables)
        assert done.returncode == 0, done.stderr
    [words] = commands["ExecStart"]
    with ExitStack() as stack:
        out = stack.enter_context(log.open("a")) if log else None
        process = stack.enter_context(
            start(
                _here(words, port, command),
                env=variables,
                stdout=out or subprocess.DEVNULL,
                stderr=out or subprocess.PIPE,
                text=True,
            )
        )
        try:
            _await(port, process)
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _here(words, port, command):
    assert words[0] == "/opt/webinars/bin/webinars"
    ports = {"8000": str(port), "127.0.0.1:8024": f"127.0.0.1:{port}"}
    return [*command, *(ports.get(word, word) for word in words[1:])]


def _await(port, process):
    """Wait until a port accepts connections."""
    end = time.monotonic() + SECONDS
    while True:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def _make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip


@dataclass
class Answer:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        """Return the body as text."""
        return self.body.decode()


class Visitor:
    """A client that stores cookies and sends the referrer that the page's policy allows."""

    def __init__(self, proxy):
        self.proxy, self.cookies, self.referrer = proxy, {}, ""
        self._trust = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))

    def ask(self, method, address, form=None, **headers):
        """Send an https request to the host name of the files."""
        path = re.sub(rf"^https://{HOST}", "", address)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.proxy.https_port, context=self._trust
        )
        raw = socket.create_connection(("127.0.0.1", self.proxy.https_port), SECONDS)
        connection.sock = self._trust.wrap_socket(raw, server_hostname=HOST)
        request_headers = {
            "Host": HOST,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        request_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.referrer:
            request_headers["Referer"] = self.referrer
        body = None
        if form is not None:
            body = urlencode(form)
            request_headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"https://{HOST}",
            }
        try:
            connection.request(method, path, body, request_headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, cookie = value.partition(";")[0].partition("=")
                self.cookies[key] = cookie
        response_headers = {name.lower(): value for name, value in answer.getheaders()}
        full = f"https://{HOST}{path}"
        self.referrer = (
            full if response_headers.get("referrer-policy") == "same-origin" else f"https://{HOST}/"
        )
        return Answer(answer.status, response_headers, content)

    def ask_plainly(self, path):
        """Send an http request; return status and location."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.http_port)
        try:
            connection.request("GET", path, headers={"Host": HOST})
            answer = connection.getresponse()
            return answer.status, answer.headers["Location"]
        finally:
            connection.close()

    def send(self, address, **form):
        """Fetch a page and submit its first form with a token, with these fields; return the response."""
        page = self.ask("GET", address)
        assert page.status == 200, page.text
        [token, *_] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        return self.ask("POST", address, {"csrf_token": token, **form})
