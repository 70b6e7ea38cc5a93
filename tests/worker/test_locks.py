"""A worker that composes e-mail and an action on the same event do not deadlock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from tests.postgres import wait_until_blocked
from webinars.capabilities.link_creation import store_digests
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.live_links import LiveLinks
from webinars.capabilities.queries import issued_capabilities
from webinars.capabilities.tokens import digest_of
from webinars.database import db, transaction
from webinars.events.locks import lock_event, lock_for_change
from webinars.outbox.locks import lock_messages
from webinars.outbox.models import Message
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.timezones import clock


@pytest.fixture
def overrides(postgres_tables_url):
    return {"DATABASE_URL": postgres_tables_url}


@pytest.fixture
def registration(make_event, make_registration):
    return make_registration(make_event())


def invitation_of(registration):
    return Invitation(
        event_id=registration.event_id, registration_id=registration.id, message_id=1, sequence=0,
        address=registration.address, method=ItipMethod.REQUEST, created_at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize("lock", [lock_event, lock_for_change])
def test_rows_that_refer_to_a_locked_event_are_inserted_at_once(app, registration, lock):
    def compose():
        with app.app_context(), transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            session.add(invitation_of(registration))

    with ThreadPoolExecutor(1) as pool, transaction() as session:
        lock(session, registration.event_id)
        pool.submit(compose).result(30)


def test_erasure_waits_for_a_worker_that_composes(app, registration):
    def act():
        with app.app_context(), transaction() as session:
            erase_registrant(session, registration.id)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            assert lock_messages(session, Message.registration_id == registration.id)
            acting = pool.submit(act)
            wait_until_blocked(db.engine, acting)
            assert not acting.done()
            # The action holds the event by now; its lock lets the foreign key check pass.
            session.add(invitation_of(registration))
        acting.result(30)

    row = db.session.get_one(Registration, registration.id)
    assert (row.status, row.email) == (Status.CANCELLED, "")
    assert db.session.scalar(select(Invitation.registration_id)) == registration.id


def test_workers_record_tokens_in_order_of_their_digests(app, make_event, make_registration):
    event = make_event()
    ids = [make_registration(event, email=f"{n}@example.org").id for n in range(3)]
    with transaction() as session:
        links = LiveLinks(session, app.extensions["site"].keys)
        digest = {
            item.subject_id: digest_of(Purpose.MANAGE, links.token(Purpose.MANAGE, item.subject_id))
            for item in issued_capabilities(session, (Purpose.MANAGE,), ids)
        }
        number = {
            item.subject_id: item.id
            for item in issued_capabilities(session, (Purpose.MANAGE,), ids)
        }
    lowest, *_, highest = sorted(ids, key=digest.__getitem__)

    def compose():
        with app.app_context(), transaction() as session:
            links = LiveLinks(session, app.extensions["site"].keys)
            links.token(Purpose.MANAGE, highest)
            links.token(Purpose.MANAGE, lowest)
            links.record_tokens()

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            store_digests(session, {digest[lowest]: number[lowest]})
            composing = pool.submit(compose)
            wait_until_blocked(db.engine, composing)
            assert not composing.done()
            store_digests(session, {digest[highest]: number[highest]})
        composing.result(30)
