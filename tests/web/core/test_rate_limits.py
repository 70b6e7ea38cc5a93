"""How often one caller may ask, and who counts as one caller."""

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


def test_forms_of_one_client_are_counted(client):
    assert [post(client) for _ in range(4)] == [400, 400, 400, 429]


def test_too_many_forms_are_told_when_to_come_again(client):
    for _ in range(3):
        post(client)

    answer = client.post("/sign-in")

    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Too many requests" in answer.text


def test_pages_are_not_counted(client):
    assert {client.get("/sign-in").status_code for _ in range(10)} == {200}


def test_another_client_is_not_held_back(client):
    for _ in range(4):
        post(client)

    assert post(client, environ_base={"REMOTE_ADDR": "192.0.2.7"}) == 400


def test_all_addresses_of_one_ipv6_network_are_one_client(client):
    network = [
        post(client, environ_base={"REMOTE_ADDR": f"2001:db8:1:2:{n:x}::{n:x}"}) for n in range(4)
    ]

    assert network == [400, 400, 400, 429]
    assert post(client, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}) == 400


def test_an_ipv4_address_written_as_ipv6_is_the_same_client(client):
    for _ in range(3):
        post(client, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert post(client, environ_base={"REMOTE_ADDR": "::ffff:192.0.2.7"}) == 429


def test_no_limit_counts_a_client_by_another_key():
    readers = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(r"remote_addr|REMOTE_ADDR|access_route|X-Forwarded-For", path.read_text())
    ]

    assert readers == ["web/core/rate_limits/limiter.py"]
    assert inspect.getsource(limiter).count("remote_addr") == 1


def test_a_client_does_not_become_another_by_a_header_of_its_own(client):
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

    def test_clients_are_told_apart(self, client):
        answers = [post(client, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(4)]

        assert answers == [400] * 4

    def test_what_the_client_itself_writes_changes_nothing(self, client):
        answers = [
            post(client, headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"}) for n in range(4)
        ]

        assert answers[-1] == 429


@pytest.fixture(params=[DatabaseStorage, MemoryStorage])
def storage(request, app, clock):
    return request.param()


def test_windows_are_counted_each_for_itself(storage):
    assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert storage.incr("b", 60) == 1
    assert storage.get("a") == 3


def test_a_window_that_is_over_begins_anew(storage, clock):
    storage.incr("a", 60)
    clock.advance(timedelta(seconds=60))

    assert storage.get("a") == 0
    assert storage.incr("a", 60) == 1


def test_windows_that_are_over_are_swept(storage, clock, monkeypatch):
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


def test_a_window_says_when_it_ends(storage, clock):
    storage.incr("a", 60)
    clock.advance(timedelta(seconds=20))
    storage.incr("a", 60)

    assert storage.get_expiry("a") == (clock.now() + timedelta(seconds=40)).timestamp()


def test_every_counter_can_be_forgotten_at_once(storage):
    storage.incr("a", 60)
    storage.incr("b", 60)

    assert (storage.reset(), storage.get("a"), storage.get("b")) == (2, 0, 0)


def test_counting_in_memory_starts_no_thread(client):
    before = threading.active_count()

    post(client)

    assert threading.active_count() == before


def test_forgetting_a_counter_forgets_no_other(storage):
    storage.incr("a", 60)
    storage.incr("b", 60)

    storage.clear("a")

    assert (storage.get("a"), storage.get("b")) == (0, 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def two_processes(request, tmp_path):
    """Give two applications on one database, as two processes have them."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    apps = [make_app(tmp_path, DATABASE_URL=url) for _ in range(2)]
    with apps[0].app_context():
        Base.metadata.create_all(db.engine)
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_two_processes_count_uses_of_a_limit_together(two_processes):
    limit = parse("2 per minute")
    first, second = two_processes
    with first.app_context():
        limiter.spend(limit, "sign-in", "ann@example.org")
        limiter.spend(limit, "sign-in", "ann@example.org")

    with second.app_context(), pytest.raises(TooManyRequests):
        limiter.spend(limit, "sign-in", "ann@example.org")

    with first.app_context(), db.engine.connect() as connection:
        assert [row.count for row in connection.execute(COUNTS.select())] == [3]
        if db.engine.dialect.name == "postgresql":
            # Only a counter's own transaction may be lost in a crash; the next one on its connection is not.
            assert connection.scalar(text(WHO_SET_IT)) != "session"
