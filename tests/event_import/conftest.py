"""Fixtures of imports: read, plan and save one for the organiser."""

import pytest

from tests.event_import.sources import CHOICES, read
from webinars.database import db, transaction
from webinars.event_import.one_import import (
    EventImport,
    approved_plan,
    batches,
    preview_import,
    save_batch,
)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


def save(one, planned):
    """Save a plan batch by batch."""
    done = []
    for batch in batches(planned):
        with transaction() as session:
            done += save_batch(session, one, batch, done)
    return done


@pytest.fixture
def imported(app, organiser, site):
    """Return a function that imports a file, or plans it, and returns what became of each event."""

    def imported(content, *, by=None, saves=True, choices=CHOICES, **terms):
        one = EventImport(by or organiser, read(content, choices), "list.ics", site, **terms)
        if not saves:
            return preview_import(db.session(), one)
        with transaction() as session:
            planned, is_approved = approved_plan(session, one, lambda _planned: True)
        assert is_approved
        return save(one, planned)

    return imported
