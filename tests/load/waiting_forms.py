"""Submit forms that wait for the lock of one event, each with a thread of its own."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from tests.faults.clients import TOKEN
from tests.links import store_secret_link_key
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.outbox.models import LedgerEntry
from webinars.registrations.models import Registration
from webinars.web.registration.group_commit import groups

PLACES = 3
KEY = "k" * 32


def wait_until(is_reached):
    """Wait for a condition, at most ten seconds."""
    end = time.monotonic() + 10
    while not is_reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.001)


def send(app, fields, client):
    """Submit a form from a client address; return the status and the page."""
    browser = app.test_client()
    token = TOKEN.search(browser.get("/links").text)[1]
    response = browser.post(
        f"/events/{app.config['slug']}/registrations",
        data={"csrf_token": token, "name": "Ana", "zone": "UTC", **fields},
        environ_base={"REMOTE_ADDR": client},
    )
    return response.status_code, response.text


def send_while_locked(app, forms, change=lambda event: None, on_commit=lambda connection: None):
    """Submit forms one after another while the event is locked, then unlock it; return the responses.

    forms: fields and client address of each. change: changes the locked event. on_commit: called before each
    commit from then on; the first is that of the transaction that held the lock.
    """
    with ThreadPoolExecutor(len(forms)) as pool, app.app_context():
        engine, slug = db.engine, app.config["slug"]
        with transaction() as session:
            event = lock_event(session, 1)
            responses = []
            for number, (fields, client) in enumerate(forms, 1):
                responses.append(pool.submit(send, app, fields, client))
                wait_until(lambda number=number: groups.size(engine, slug) == number)
            change(event)
            sqlalchemy_event.listen(engine, "commit", on_commit)
        db.session.remove()
        try:
            return [response.result(60) for response in responses]
        finally:
            sqlalchemy_event.remove(engine, "commit", on_commit)


def people(count):
    """Return the forms of people with a client address each."""
    return [
        ({"email": f"p{number}@example.org"}, f"10.0.0.{number}") for number in range(1, count + 1)
    ]


def require_key(app):
    """Admit only who has the secret link of the event."""
    with app.app_context(), transaction() as session:
        session.get_one(Event, 1).access_mode = AccessMode.SECRET_LINK
        store_secret_link_key(session, 1, KEY)


def stored(app, *columns):
    """Return the stored values of columns, in order of the first."""
    with app.app_context():
        rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]
        db.session.remove()
    return rows


def registered_addresses(app):
    """Return the registered addresses in order of registration."""
    return [row[1] for row in stored(app, Registration.id, Registration.address)]


def counted_registrations(app):
    """Return how many registrations are counted for the limit of each client."""
    keys = [row[0] for row in stored(app, LedgerEntry.key)]
    return sum(key.startswith("registrations:") for key in keys)
