"""Rate limits, and what counts as one client."""

import inspect
import re
import threading
from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import text
from werkzeug.exceptions import TooManyRequests

from tests.conftest import make_app
from webinars.database import Base, db
from webinars.paths import PACKAGE
from webinars.web.core.rate_limits import limiter
from webinars.web.core.rate_limits.database_storage import COUNTS, DatabaseStorage
from webinars.web.core.rate_limits.memory_storage import MemoryStorage

WHO_SET_IT = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"


@pytest.fixture
def overrides():
    return {"FORMS_LIMIT": "3 per minute"}


def post(client, **environ):
    return client.post("/sign-in", data={"email": "x"}, **environ).status_code


def test_forms_are_counted_per_client(client):
    assert [post(client) for _ in range(4)] == [400, 400, 400, 429]


def test_rate_limited_form_gets_retry_after(client):
    for _ in range(3):
        post(client)

    answer = client.post("/sign-in")

    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Too many requests" in answer.text


def test_get_requests_are_not_counted(client):
    assert {client.get("/sign-in").status_code for _ in range(10)} == {200}


def test_searches_of_list_and_feeds_are_counted_together(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "SEARCHES_LIMIT", "4 per minute")
    paths = ("/", "/events.ics", "/events.atom", "/events.json", "/")

    answers = [client.get(path, query_string={"q": f"{path} ago"}) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/events.ics?q=other").status_code == 429
    assert client.get("/?format=online").status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/?q=other", environ_base=elsewhere).status_code == 200


def test_limit_does_not_affect_other_clients(client):
    for _ in range(4):
        post(client)

    assert post(client, environ_base={"REMOTE_ADDR": "192.0.2.7"}) == 400


def test_ipv6_network_is_one_client(client):
    network = [
        post(client, environ_base={"REMOTE_ADDR": f"2001:db8:1:2:{n:x}::{n:x}"}) for n in range(4)
    ]

    assert network == [400, 400, 400, 429]
    assert post(client, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}) == 400


def test_ipv4_mapped_ipv6_address_is_the_same_client(client):
    for _ in range(3):
        post(client, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert post(client, environ_base={"REMOTE_ADDR": "::ffff:192.0.2.7"}) == 429


def test_all_limits_use_the_same_client_key():
    readers = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(r"remote_addr|REMOTE_ADDR|access_route|X-Forwarded-For", path.read_text())
    ]

    assert readers == ["web/core/rate_limits/limiter.py"]
    assert inspect.getsource(limiter).count("remote_addr") == 1


def test_client_headers_do_not_change_the_client_key(client):
    answers = [
        post(client, headers={"X-Forwarded-For": f"192.0.2.{n}", "X-Real-IP": f"192.0.2.{n}"})
        for n in range(4)
    ]

    assert answers[-1] == 429


class TestBehindOneProxy:
    """TRUSTED_PROXIES=1: the last name in the list is what the proxy says; the rest is what the client says."""

    @pytest.fixture
    def overrides(self):
        return {"FORMS_LIMIT": "3 per minute", "TRUSTED_PROXIES": 1}

    def test_clients_are_distinguished(self, client):
        answers = [post(client, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(4)]

        assert answers == [400] * 4

    def test_forwarded_header_of_client_is_ignored(self, client):
        answers = [
            post(client, headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"}) for n in range(4)
        ]

        assert answers[-1] == 429


@pytest.fixture(params=[DatabaseStorage, MemoryStorage])
def storage(request, app, clock):
    return request.param()


def test_keys_are_counted_separately(storage):
    assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert storage.incr("b", 60) == 1
    assert storage.get("a") == 3


def test_new_window_starts_after_the_last_has_ended(storage, clock):
    storage.incr("a", 60)
    clock.advance(timedelta(seconds=60))

    assert storage.get("a") == 0
    assert storage.incr("a", 60) == 1


def test_ended_windows_are_deleted(storage, clock, monkeypatch):
    monkeypatch.setattr("webinars.web.core.rate_limits.database_storage.SWEEP_EVERY", 1)
    monkeypatch.setattr("webinars.web.core.rate_limits.memory_storage.SWEEP_EVERY", 1)
    storage.incr("a", 60)
    clock.advance(timedelta(seconds=61))
    storage.incr("b", 60)

    assert kept(storage) == ["b"]


def kept(storage):
    if isinstance(storage, MemoryStorage):
        return list(storage._windows)
    with db.engine.connect() as connection:
        return [row.key for row in connection.execute(COUNTS.select())]


def test_storage_returns_end_of_window(storage, clock):
    storage.incr("a", 60)
    clock.advance(timedelta(seconds=20))
    storage.incr("a", 60)

    assert storage.get_expiry("a") == (clock.now() + timedelta(seconds=40)).timestamp()


def test_reset_deletes_all_counters(storage):
    storage.incr("a", 60)
    storage.incr("b", 60)

    assert (storage.reset(), storage.get("a"), storage.get("b")) == (2, 0, 0)


def test_memory_storage_starts_no_thread(client):
    before = threading.active_count()

    post(client)

    assert threading.active_count() == before


def test_clear_deletes_one_counter(storage):
    storage.incr("a", 60)
    storage.incr("b", 60)

    storage.clear("a")

    assert (storage.get("a"), storage.get("b")) == (0, 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def two_processes(request, tmp_path):
    """Return two applications on one database, as two processes have them."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    apps = [make_app(tmp_path, DATABASE_URL=url) for _ in range(2)]
    with apps[0].app_context():
        Base.metadata.create_all(db.engine)
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_processes_share_counters(two_processes):
    limit = parse("2 per minute")
    first, second = two_processes
    with first.app_context():
        limiter.count_use(limit, "sign-in", "ann@example.org")
        limiter.count_use(limit, "sign-in", "ann@example.org")

    with second.app_context(), pytest.raises(TooManyRequests):
        limiter.count_use(limit, "sign-in", "ann@example.org")

    with first.app_context(), db.engine.connect() as connection:
        assert [row.count for row in connection.execute(COUNTS.select())] == [3]
        if db.engine.dialect.name == "postgresql":
            # Only a counter's own transaction may be lost in a crash; the next one on its connection is not.
            assert connection.scalar(text(WHO_SET_IT)) != "session"
