"""How many roles an account may have, on both databases."""

import pytest

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.roles import Role
from webinars.events.team import members, membership


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.mark.parametrize("kind", ["EVENT", "SERIES"])
def test_account_has_a_largest_number_of_roles(
    organiser, make_event, make_series, monkeypatch, kind
):
    monkeypatch.setattr(members, f"MOST_{kind}_ROLES", 2)
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
