"""Several hosts and workers on one PostgreSQL, each with a data folder of its own, and their clients."""

import http.client
import os
import re
import socket
import ssl
import time
from urllib.parse import urlencode

from flask_migrate import stamp

from tests.conftest import SUMMER, make_app
from tests.deploy.shipped import COMMAND, HOST, SECONDS, Answer, free_port, settings
from tests.fork_server import ForkedProcess
from webinars import paths
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import publish_event

KEY = "a key that is only good for tests, and long"
ORGANISER = "host@example.org"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
REGISTRATIONS_PER_HOUR = 12
# The least that the setting allows.
LEASE_SECONDS = 10


class Machines:
    """Hosts that serve, and workers: processes that can be killed and started again."""

    def __init__(self, folder, database_url, smtp_url, *, hosts, workers):
        self.folder, self.url = folder, database_url
        self.ports = [free_port() for _ in range(hosts)]
        self.variables = settings(
            WEBINARS_DATABASE_URL=database_url,
            WEBINARS_SMTP_URL=f"{smtp_url}?starttls=never",
            WEBINARS_SECRET_KEY=KEY,
        )
        names = {name.removeprefix("WEBINARS_"): text for name, text in self.variables.items()}
        self.app = make_app(folder, **names | {"TRUSTED_PROXIES": 1})
        self.variables |= {
            "WEBINARS_OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS),
            "WEBINARS_CLIENT_REGISTRATIONS_PER_HOUR": str(REGISTRATIONS_PER_HOUR),
        }
        self.processes = {}
        self._worker_count, self._clients = workers, []

    def __enter__(self):
        """Create the tables' revision and the organiser, and start every process."""
        with self.app.app_context():
            stamp(directory=str(paths.MIGRATIONS))
            with transaction() as session:
                add_organiser(session, email=ORGANISER, timezone="Europe/Zurich", admin=True)
            self.close_connections()
        for number in range(len(self.ports)):
            self.start_host(number)
        for number in range(self._worker_count):
            self.start_worker(number)
        for number in range(len(self.ports)):
            self.await_host(number)
        return self

    def __exit__(self, *_):
        """Kill every process and close the connections of clients."""
        for client in self._clients:
            client.close()
        for name in list(self.processes):
            self.kill(name)

    def close_connections(self):
        """Close the database connections of this process."""
        db.session.remove()
        db.engine.dispose()

    def publish_event(self, **columns):
        """Publish an event that tells its organiser nothing; return its id and slug."""
        with self.app.app_context():
            site = self.app.extensions["site"]
            with transaction() as session:
                details = EventDetails(
                    title="Version 0",
                    when=SUMMER,
                    cities=("GVA",),
                    notification_mode=NotificationMode.NEVER,
                )
                event = create_event(
                    session,
                    organiser=organiser_by_email(session, ORGANISER),
                    details=details,
                    site=site,
                )
                for name, value in {"reminders": [], **columns}.items():
                    setattr(event, name, value)
                publish_event(session, event.id, site)
                identity = event.id, event.slug
            self.close_connections()
        return identity

    def start_host(self, number):
        """Start a host that delivers no e-mail."""
        self._start(f"host-{number}", "serve", "--no-worker", "--port", str(self.ports[number]))

    def start_host_with_key(self, key):
        """Start one more host, with another key; return its process."""
        words = ("serve", "--no-worker", "--port", "0")
        self._start("other", *words, WEBINARS_SECRET_KEY=key)
        return self.processes["other"]

    def start_worker(self, number):
        """Start a worker."""
        self._start(f"worker-{number}", "worker")

    def await_host(self, number):
        """Wait until a host accepts connections."""
        process, end = self.processes[f"host-{number}"], time.monotonic() + SECONDS
        while True:
            assert process.poll() is None, self.log(f"host-{number}")
            try:
                socket.create_connection(("127.0.0.1", self.ports[number]), 1).close()
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
            else:
                return

    def kill(self, name):
        """Kill a process at once."""
        process = self.processes.pop(name)
        process.kill()
        process.wait(SECONDS)

    def log(self, name):
        """Return what a process has written."""
        return (self.folder / f"{name}.log").read_text("utf-8")

    def client(self, number, address="127.0.0.1"):
        """Return a client that asks one host, as the proxy passes on the requests of an address."""
        port = self.ports[number]
        passed_on = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
        client = Client(lambda: http.client.HTTPConnection("127.0.0.1", port), passed_on)
        self._clients.append(client)
        return client

    def _start(self, name, *command, **variables):
        data = self.folder / f"{name}-data"
        data.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], **self.variables, **variables}
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = ForkedProcess(
                [COMMAND, *command],
                env=environment | {"WEBINARS_DATA_DIR": str(data)},
                stdout=log,
                stderr=log,
            )


def proxied(proxy, address):
    """Return a client of the proxy with a network address of its own."""
    trust = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))

    def connect():
        connection = http.client.HTTPSConnection("127.0.0.1", proxy.https_port, context=trust)
        raw = socket.create_connection(
            ("127.0.0.1", proxy.https_port), SECONDS, source_address=(address, 0)
        )
        connection.sock = trust.wrap_socket(raw, server_hostname=HOST)
        return connection

    return Client(connect, {})


class Client:
    """A browser with cookies and one kept connection."""

    def __init__(self, connect, headers):
        self._connect, self._headers, self._connection = connect, headers, None
        self.cookies = {}

    def ask(self, method, path, fields=None, *, body=None, media_type=None):
        """Send a request, with fields as a form; return the answer."""
        headers = {"Host": HOST, **self._headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if fields is not None:
            body, media_type = urlencode(fields), "application/x-www-form-urlencoded"
        if media_type:
            headers |= {"Content-Type": media_type, "Origin": f"https://{HOST}"}
        self._connection = self._connection or self._connect()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._store_cookies(response)
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, content)

    def token(self, path):
        """Return the token of the form on a page."""
        page = self.ask("GET", path)
        assert page.status == 200, page.text
        return TOKEN.search(page.text)[1]

    def close(self):
        """Close the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _store_cookies(self, response):
        for value in response.headers.get_all("Set-Cookie") or ():
            name, _, text = value.partition(";")[0].partition("=")
            self.cookies[name] = text
