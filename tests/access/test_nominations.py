"""Nominations of delegations: copied by the upgrade, and counted against the quota."""

from runpy import run_path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from webinars import paths
from webinars.access.delegations import add_delegation
from webinars.access.models import Nomination
from webinars.access.quota import nomination_count
from webinars.database import db, transaction
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.nominations import Delegate, DelegateRowError, register_delegates
from webinars.registrations.organiser.removal import remove_registration
from webinars.registrations.organiser.restoration import restore_registration

pytestmark = pytest.mark.usefixtures("clock")
COPIED = ("delegation_id", "registration_id", "made_registration", "name", "email", "address")


def test_upgrade_copies_nominees_of_delegations(make_event, make_registration):
    event = make_event(terms={"accepts_delegations": True})
    make_registration(event, email="own@example.org")
    with transaction() as session:
        delegation = add_delegation(
            session, event_id=event.id, name="Kenya", focal_name="Wanjiru",
            focal_email="focal@example.org", quota=None, language="en",
        )  # fmt: skip
        people = [Delegate("A", f"{n}@example.org") for n in range(3)]
        made = register_delegates(session, delegation_id=delegation.id, people=people)
        first, second, _ = (item.registration_id for item in made)
        number = delegation.id
    with transaction() as session:
        cancel_registration(session, first)
        erase_registrant(session, second)
    before = nominations()
    with transaction() as session:
        session.execute(delete(Nomination))

    step, *later = map(migration, ("nominations", "standard_names", "outbox_payload"))
    with (
        db.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        for renaming in reversed(later):
            renaming["downgrade"]()
        step["_copy_named_people"]()
        for renaming in later:
            renaming["upgrade"]()

    assert [item[3:5] for item in before] == [("A", "0@example.org"), ("A", "2@example.org")]
    assert nominations() == before
    assert nomination_count(db.session(), number) == 1


@pytest.fixture
def delegation(make_event):
    """Return a delegation that may name two people, and its event."""
    event = make_event(terms={"accepts_delegations": True})
    with transaction() as session:
        return add_delegation(
            session, event_id=event.id, name="Kenya", focal_name="Wanjiru",
            focal_email="focal@example.org", quota=2, language="en",
        ).id, event.id  # fmt: skip


def name(delegation_id, email):
    with transaction() as session:
        [made] = register_delegates(
            session, delegation_id=delegation_id, people=[Delegate("A", email)]
        )
        return made.registration_id


def test_restored_nominee_named_again_counts_once(delegation):
    delegation_id, event_id = delegation
    registration_id = name(delegation_id, "ana@example.org")
    with transaction() as session:
        remove_registration(session, event_id=event_id, registration_id=registration_id)
    assert name(delegation_id, "ana@example.org") == registration_id
    with transaction() as session:
        restore_registration(session, event_id=event_id, registration_id=registration_id)

    assert nomination_count(db.session(), delegation_id) == 1
    name(delegation_id, "bo@example.org")
    with pytest.raises(DelegateRowError):
        name(delegation_id, "cy@example.org")


def test_organiser_can_restore_nominee_beyond_quota(delegation):
    delegation_id, event_id = delegation
    first = name(delegation_id, "ana@example.org")
    with transaction() as session:
        remove_registration(session, event_id=event_id, registration_id=first)
    for email in ("bo@example.org", "cy@example.org"):
        name(delegation_id, email)

    with transaction() as session:
        restored = restore_registration(session, event_id=event_id, registration_id=first)

    assert restored.status == "confirmed"
    assert nomination_count(db.session(), delegation_id) == 3
    with pytest.raises(DelegateRowError):
        name(delegation_id, "di@example.org")


def migration(revision):
    [path] = (paths.MIGRATIONS / "versions").glob(f"*_{revision}.py")
    return run_path(str(path))


def nominations():
    db.session.rollback()
    rows = db.session.scalars(select(Nomination).order_by(Nomination.registration_id))
    return [tuple(getattr(row, name) for name in COPIED) for row in rows]
