"""Three hosts and two workers share one PostgreSQL behind nginx as shipped: it does not matter which host answers."""

import io
import re
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from http.client import HTTPException
from itertools import count, cycle

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.adversary.html_forms import parse_forms
from tests.conftest import fresh_database
from tests.deploy.machines import ORGANISER, REGISTRATIONS_PER_HOUR, Machines, proxied
from tests.deploy.shipped import SECONDS, nginx
from tests.emails.sink import Sink, running
from tests.load.test_rush import rows
from tests.questions.asking import PDF, ask
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.events.models import Event

HOSTS, WORKERS = 3, 2
CLIENTS, PEOPLE, PER_SECOND = 25, 200, 50
# Of these many acknowledged registrations or sent e-mails.
KILLED_AT, STARTED_AGAIN_AT = 40, 120
MOST_ATTEMPTS, MOST_FAILURES = 40, 10 * CLIENTS
MOST_SECONDS = 5
VERSION = re.compile(r"<title>\s*Version (\d+)")
SIGN_IN_LINKS = 5


@pytest.fixture(scope="module")
def sink():
    """Run a mail server."""
    with running(Sink()) as sink:
        yield sink


@pytest.fixture(scope="module")
def machines(sink, postgres_server, postgres_template, tmp_path_factory):
    """Run hosts and workers on one PostgreSQL."""
    folder = tmp_path_factory.mktemp("machines")
    with (
        fresh_database(postgres_server, template=postgres_template) as url,
        Machines(folder, url, sink.url, hosts=HOSTS, workers=WORKERS) as machines,
    ):
        yield machines


@pytest.fixture(scope="module")
def organiser(machines):
    """Return the clients of all hosts in which one organiser is signed in, with shared cookies."""
    with machines.app.app_context():
        with transaction() as session:
            link = issue_sign_in_token(session, organiser_by_email(session, ORGANISER))
        machines.close_connections()
    first, second, third = clients = [machines.client(number) for number in range(HOSTS)]
    second.cookies = third.cookies = first.cookies
    token = first.token(f"/sign-in/{link}")
    assert second.ask("POST", f"/sign-in/{link}", {"csrf_token": token}).status == 303
    return clients


def wait_until(reached):
    """Wait until a condition holds."""
    end = time.monotonic() + 2 * SECONDS
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


# --- One request after the other, each at another host


def test_sign_in_holds_on_every_host(organiser):
    pages = [client.ask("GET", "/organise/events") for client in organiser]

    assert [page.status for page in pages] == [200] * HOSTS


def test_edit_form_of_one_host_is_saved_by_another_and_shown_by_all(machines, organiser):
    first, second, _ = organiser
    event_id, slug = machines.publish_event()
    assert [VERSION.search(client.ask("GET", f"/events/{slug}").text)[1] for client in organiser] == ["0"] * HOSTS  # fmt: skip
    path = f"/organise/events/{event_id}/edit"
    [form] = [form for form in parse_forms(first.ask("GET", path).text, path) if form.has_fields("title")]  # fmt: skip

    fields = {**dict(form.default_values()), "title": "Version 1", "do": "save"}
    answer = second.ask("POST", path, fields)

    assert answer.status == 303, answer.text
    pages = [client.ask("GET", f"/events/{slug}").text for client in organiser]
    assert [VERSION.search(page)[1] for page in pages] == ["1"] * HOSTS
    feeds = [client.ask("GET", "/events.ics").text for client in organiser]
    assert ["SUMMARY:Version 1" in feed for feed in feeds] == [True] * HOSTS


def test_file_uploaded_to_one_host_is_downloaded_from_all(machines, organiser):
    event_id, slug = machines.publish_event()
    with machines.app.app_context():
        question = ask(db.session.get(Event, event_id), "file", "Your letter")
        machines.close_connections()
    path = f"/events/{slug}/registrations"
    visitor, other = machines.client(0), machines.client(1)
    fields = {"csrf_token": visitor.token(path), "name": "Ann", "email": "a@example.org", "zone": "UTC"}  # fmt: skip
    other.cookies = visitor.cookies
    boundary, body = encode_multipart(
        {**fields, f"q-{question}": FileStorage(io.BytesIO(PDF), "letter.pdf")}
    )
    media_type = f"multipart/form-data; boundary={boundary}"

    answer = other.ask("POST", path, body=body, media_type=media_type)

    assert answer.status == 303, answer.text
    [(number,)] = rows(machines.url, f"SELECT id FROM registrations WHERE event_id = {event_id}")
    file = f"/organise/events/{event_id}/registrations/{number}/answers/{question}/file"
    assert [client.ask("GET", file).body for client in organiser] == [PDF] * HOSTS


def test_limits_count_the_requests_of_all_hosts(machines):
    _, slug = machines.publish_event()
    clients = [machines.client(number, "203.0.113.9") for number in range(HOSTS)]
    tokens = [client.token("/sign-in") for client in clients]
    path, hosts = f"/events/{slug}/registrations", cycle(range(HOSTS))

    links = [
        clients[host].ask(
            "POST", "/sign-in", {"csrf_token": tokens[host], "email": "x@example.org"}
        )
        for host, _ in zip(hosts, range(SIGN_IN_LINKS + 1), strict=False)
    ]
    registrations = [
        clients[host].ask("POST", path, person(tokens[host], f"limit{number}@example.org"))
        for host, number in zip(hosts, range(REGISTRATIONS_PER_HOUR + 1), strict=False)
    ]

    assert [answer.status for answer in links] == [303] * SIGN_IN_LINKS + [429]
    assert [answer.status for answer in registrations] == [303] * REGISTRATIONS_PER_HOUR + [429]


def test_host_with_another_key_does_not_start(machines):
    other = machines.start_host_with_key("another key, as long as it has to be")

    assert other.wait(SECONDS) == 2
    assert "WEBINARS_SECRET_KEY is not the key of this database" in machines.log("other")


def person(token, address):
    """Return the fields of the registration form."""
    return {"csrf_token": token, "name": "Ana", "email": address, "zone": "Europe/Zurich"}


# --- A rush, while processes are killed


class Rush:
    """People who register through the proxy, again until it is acknowledged, while the event changes."""

    def __init__(self, machines, proxy):
        self.machines, self.proxy = machines, proxy
        self.event_id, self.slug = machines.publish_event()
        self.path = f"/events/{self.slug}/registrations"
        self.acknowledged, self.failures = [], []
        self.versions, self.views = [(0, time.monotonic())], []
        self.begun, self.is_over = time.monotonic(), threading.Event()

    def register_share(self, number):
        """Register the people of one client, in time with the others."""
        client, token = proxied(self.proxy, f"127.0.7.{number + 1}"), None
        for place in range(number, PEOPLE, CLIENTS):
            time.sleep(max(0, self.begun + place / PER_SECOND - time.monotonic()))
            for _ in range(MOST_ATTEMPTS):
                try:
                    token = token or client.token(self.path)
                    status = client.ask("POST", self.path, person(token, address_of(place))).status
                except (OSError, HTTPException):
                    status = 0
                if status == 303:
                    self.acknowledged.append(address_of(place))
                    break
                self.failures.append(status)
                assert len(self.failures) <= MOST_FAILURES, Counter(self.failures)
                time.sleep(0.1)
        client.close()

    def has_reached(self, number):
        """Return whether so many are acknowledged, or too many have failed."""
        return len(self.acknowledged) >= number or len(self.failures) > MOST_FAILURES

    def change_event(self):
        """Change the title every half a second."""
        with self.machines.app.app_context():
            for number in count(1):
                if self.is_over.wait(0.5):
                    break
                with transaction() as session:
                    event = session.get_one(Event, self.event_id, with_for_update=True)
                    event.title, event.revision = f"Version {number}", event.revision + 1
                self.versions.append((number, time.monotonic()))
            self.machines.close_connections()

    def view_page(self):
        """View the event's page all the time, as a client that is served from the cache."""
        client = proxied(self.proxy, "127.0.6.1")
        while not self.is_over.wait(0.05):
            begun = time.monotonic()
            page = client.ask("GET", f"/events/{self.slug}")
            seconds = time.monotonic() - begun
            self.views.append((begun, seconds, page.status, VERSION.search(page.text)))
        client.close()

    def ages(self):
        """Return how long the page of each view was out of date when it was asked for, in seconds."""
        replaced_at = {number - 1: at for number, at in self.versions}
        return [
            begun - replaced_at.get(int(version[1]), begun)
            for begun, _, _, version in self.views
            if version
        ]


def address_of(place):
    return f"person{place}@example.org"


def test_nothing_is_lost_or_doubled_while_a_host_and_a_worker_are_killed(machines, sink, tmp_path):
    sink.taken.clear()

    def kill_worker(_recipient):
        if len(sink.taken) >= KILLED_AT and "worker-0" in machines.processes:
            machines.kill("worker-0")

    with (
        nginx(tmp_path / "nginx", *machines.ports) as proxy,
        ThreadPoolExecutor(CLIENTS + 2) as pool,
    ):
        rush = Rush(machines, proxy)
        sink.responses["DATA"] = kill_worker
        others = [pool.submit(rush.change_event), pool.submit(rush.view_page)]
        shares = [pool.submit(rush.register_share, number) for number in range(CLIENTS)]
        try:
            wait_until(lambda: rush.has_reached(KILLED_AT))
            machines.kill("host-1")
            wait_until(lambda: rush.has_reached(STARTED_AGAIN_AT))
            machines.start_host(1)
            for share in shares:
                share.result()
            wait_until(lambda: "worker-0" not in machines.processes)
            del sink.responses["DATA"]
            machines.start_worker(0)
            machines.await_host(1)
            wait_until(lambda: not queued(machines.url, rush.event_id))
        finally:
            rush.is_over.set()
        for other in others:
            other.result()

    assert_rush_was_right(rush, machines, sink)


def queued(url, event_id):
    """Return how many messages to registrants wait."""
    query = "SELECT count(*) FROM messages WHERE state = 'queued' AND topic LIKE 'registration.%'"
    [(number,)] = rows(url, f"{query} AND event_id = {event_id}")
    return number


def assert_rush_was_right(rush, machines, sink):
    """Check what is stored, what was sent and what was shown."""
    everyone = sorted(map(address_of, range(PEOPLE)))
    stored = rows(
        machines.url,
        f"SELECT address, status FROM registrations WHERE event_id = {rush.event_id}",
    )
    assert sorted(rush.acknowledged) == everyone
    assert sorted(stored) == [(address, "confirmed") for address in everyone]
    # The requests that the killed host had begun, and nothing else.
    assert len(rush.failures) <= CLIENTS, Counter(rush.failures)

    sent, bodies = defaultdict(set), defaultdict(list)
    for recipient, content in sink.taken:
        message_id = message_from_bytes(content)["Message-ID"]
        sent[recipient].add(message_id)
        bodies[message_id].append(content)
    assert {address: len(sent[address]) for address in everyone} == dict.fromkeys(everyone, 1)
    repeated = [contents for contents in bodies.values() if len(contents) > 1]
    assert len(repeated) <= 1  # by the kill
    assert [contents for contents in repeated if len(set(contents)) > 1] == []

    slowest = max(seconds for _, seconds, _, _ in rush.views)
    ages = rush.ages()
    assert {status for _, _, status, _ in rush.views} == {200}
    # Some came from the cache, and were out of date.
    assert 0 < max(ages) <= MOST_SECONDS + max(0, slowest - 1)
