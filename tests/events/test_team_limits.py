"""How many roles an account may have, and how long one is stored that nobody uses; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.models import Event, EventRole
from webinars.events.roles import Role
from webinars.events.team import membership
from webinars.events.team.unused_accounts import KEEP_UNUSED
from webinars.worker.maintenance import Maintenance


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.mark.parametrize("kind", ["EVENT", "SERIES"])
def test_account_has_a_largest_number_of_roles(
    organiser, make_event, make_series, monkeypatch, kind
):
    monkeypatch.setattr(membership, f"MOST_{kind}_ROLES", 2)
    events = [make_event(series_id=make_series(f"Trade {turn}").id).id for turn in range(3)]
    with transaction() as session:
        member = add_organiser(session, email="lee@example.org", timezone="Asia/Seoul").email

    def add(event_id, role=Role.VIEWER):
        with transaction() as session:
            membership.add_member(
                session,
                event_id,
                by=session.get_one(Organiser, organiser.id),
                email=member,
                role=role,
                of_series=kind == "SERIES",
            )

    add(events[0])
    add(events[1])
    with pytest.raises(ConflictError, match="too-many-roles"):
        add(events[2])
    add(events[1], Role.EDITOR)
    db.session.rollback()


def test_invited_accounts_that_nobody_uses_are_deleted(app, organiser, make_event, clock):
    event_id, owned = make_event().id, make_event().id
    names = ("unused", "seen", "member", "owner", "creator")
    with transaction() as session:
        by = session.get_one(Organiser, organiser.id)
        for name in names:
            membership.add_member(
                session,
                event_id,
                by=by,
                email=f"{name}@example.org",
                role=Role.VIEWER,
                of_series=False,
            )
        session.flush()
        ids = dict(session.execute(select(Organiser.name, Organiser.id)).all())
        session.get_one(Organiser, ids["seen@example.org"]).seen_at = clock.now()
        session.get_one(Organiser, ids["creator@example.org"]).may_create_events = True
        session.get_one(Event, owned).organiser_id = ids["owner@example.org"]
        for name in ("unused", "seen", "owner", "creator"):
            role = session.get_one(EventRole, (event_id, ids[f"{name}@example.org"]))
            session.delete(role)

    def remaining():
        db.session.rollback()
        Maintenance(app).purge()
        db.session.rollback()
        return {one.partition("@")[0] for one in db.session.scalars(select(Organiser.email))}

    clock.advance(KEEP_UNUSED - timedelta(hours=1))
    assert set(names) <= remaining()
    clock.advance(timedelta(hours=2))
    assert set(names) & remaining() == {"seen", "member", "owner", "creator"}
