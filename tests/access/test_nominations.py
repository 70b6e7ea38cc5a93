"""People whom a delegation had named before there were nominations are copied by the upgrade."""

from runpy import run_path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from webinars import paths
from webinars.access.delegations import add_delegation
from webinars.access.models import Nomination
from webinars.access.queries import named_by
from webinars.database import db, transaction
from webinars.registrations.actions import cancel, erase
from webinars.registrations.bulk import Delegate, register_delegates

pytestmark = pytest.mark.usefixtures("clock")
COPIED = ("delegation_id", "registration_id", "made_registration", "name", "email", "address")


def test_the_upgrade_copies_whom_delegations_have_named(make_event, make_registration):
    event = make_event(terms={"accepts_delegations": True})
    make_registration(event, email="own@example.org")
    with transaction() as session:
        delegation = add_delegation(
            session, event_id=event.id, name="Kenya", focal_name="Wanjiru",
            focal_email="focal@example.org", quota=None, language="en",
        )  # fmt: skip
        people = [Delegate("A", f"{n}@example.org") for n in range(3)]
        made = register_delegates(session, delegation_id=delegation.id, people=people)
        first, second, _ = (each.registration_id for each in made)
        number = delegation.id
    with transaction() as session:
        cancel(session, first)
        erase(session, second)
    before = nominations()
    with transaction() as session:
        session.execute(delete(Nomination))

    step, renaming = migration("nominations"), migration("standard_names")
    with (
        db.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        renaming["downgrade"]()
        step["_copy_named_people"]()
        renaming["upgrade"]()

    assert [each[3:5] for each in before] == [("A", "0@example.org"), ("A", "2@example.org")]
    assert nominations() == before
    assert named_by(db.session(), number) == 1


def migration(revision):
    [path] = (paths.MIGRATIONS / "versions").glob(f"*_{revision}.py")
    return run_path(str(path))


def nominations():
    db.session.rollback()
    rows = db.session.scalars(select(Nomination).order_by(Nomination.registration_id))
    return [tuple(getattr(row, name) for name in COPIED) for row in rows]
