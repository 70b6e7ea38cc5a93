"""A paused outbox sends nothing and is reported; after resuming everything is sent."""

from datetime import timedelta

import pytest

from webinars.database import transaction
from webinars.outbox import enqueue, message_leases, pause


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Return the settings of each database."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture
def claim(app, clock):
    """Return a function that leases messages and returns their topics."""

    def claim():
        with transaction() as session:
            batch = message_leases.lease_messages(session, lease=timedelta(seconds=120), limit=10)
            return [item.topic for item in batch]

    return claim


def test_paused_outbox_leases_nothing_until_resumed(app, clock, claim):
    with transaction() as session:
        enqueue.enqueue(session, "before", payload={})
        pause.pause(session)
    with transaction() as session:
        enqueue.enqueue(session, "since", payload={}, priority=9)

    paused = claim()
    with transaction() as session:
        pause.resume(session)

    assert paused == []
    assert claim() == ["since", "before"]
