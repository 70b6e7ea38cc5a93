"""Concurrent use and replacement of a private link: the lock of the event decides."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.links import link_token
from tests.postgres import wait_until_blocked
from webinars.capabilities.link_purposes import Purpose
from webinars.database import db, transaction
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.registrations.registrant.links import replace_links
from webinars.registrations.status import Status
from webinars.web.core.security.private_links import link_transaction, resolve_token_of_request

ROUNDS = 8


@pytest.fixture
def overrides(postgres_tables_url):
    return {"DATABASE_URL": postgres_tables_url}


@pytest.fixture
def registration(make_event, make_registration, clock):
    return make_registration(make_event())


@pytest.fixture
def cancel(client, token_on):
    """Return a builder of a request that cancels a registration by its current link, to be sent later."""

    def build(registration):
        page = f"/registrations/{link_token('manage', registration.id)}/cancellation"
        data = {"csrf_token": token_on(page)}
        return lambda: client.post(page, data=data).status_code

    return build


@pytest.fixture
def replace(app):
    """Return an action that replaces the links of a registration in a transaction of its own."""

    def replace(registration):
        with app.app_context(), transaction() as session:
            replace_links(session, registration.id)

    return replace


def status_of(registration):
    db.session.rollback()
    return db.session.get_one(Registration, registration.id).status


def test_link_replaced_while_request_waits_for_lock_is_refused(registration, cancel):
    send = cancel(registration)
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            replace_links(session, registration.id)
            session.flush()
            cancelling = pool.submit(send)
            wait_until_blocked(db.engine, cancelling)
            assert not cancelling.done()

        assert cancelling.result(30) == 404
    assert status_of(registration) is Status.CONFIRMED


def test_request_holding_lock_completes_before_link_is_replaced(app, registration, replace, client):
    token = link_token("manage", registration.id)
    with ThreadPoolExecutor(1) as pool:
        with app.test_request_context():
            assert resolve_token_of_request(Purpose.MANAGE, token)
            with link_transaction() as session:
                replacing = pool.submit(replace, registration)
                wait_until_blocked(db.engine, replacing)
                assert not replacing.done()
                cancel_registration(session, registration.id)
        replacing.result(30)

    assert status_of(registration) is Status.CANCELLED
    assert client.get(f"/registrations/{token}").status_code == 404


def test_race_of_use_and_replacement_has_one_outcome(
    make_event, make_registration, cancel, replace, client
):
    event = make_event()
    for number in range(ROUNDS):
        registration = make_registration(event, email=f"{number}@example.org")
        before, send = link_token("manage", registration.id), cancel(registration)
        start = threading.Barrier(2)

        def at_once(act, *arguments, start=start):
            start.wait(30)
            return act(*arguments)

        with ThreadPoolExecutor(2) as pool:
            cancelling = pool.submit(at_once, send)
            replacing = pool.submit(at_once, replace, registration)
            replacing.result(30)

        outcome = (cancelling.result(30), status_of(registration))
        assert outcome in {(303, Status.CANCELLED), (404, Status.CONFIRMED)}
        assert client.get(f"/registrations/{before}").status_code == 404
