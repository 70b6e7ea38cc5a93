"""The daily summary of registrations goes to the owner of an event and to members who look after them."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from webinars.accounts.organisers import add_organiser
from webinars.database import transaction
from webinars.events.enums import NotificationMode
from webinars.events.models import EventRole, SeriesRole
from webinars.events.roles import Role


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def add_member(name, role, *, event_id=None, series_id=None, owner_id=None):
    with transaction() as session:
        account = add_organiser(session, email=f"{name}@example.org", timezone="Africa/Nairobi")
        account.has_roles = True
        session.flush()
        given = {"organiser_id": account.id, "role": role, "given_at": NOON}
        if event_id:
            session.add(EventRole(event_id=event_id, **given))
        else:
            session.add(SeriesRole(series_id=series_id, owner_id=owner_id, **given))


def test_summary_goes_to_owner_and_members_who_look_after_registrations(
    clock, organiser, make_event, make_series, make_registration, deliver
):
    series = make_series("Trade")
    event = make_event(series_id=series.id, notification_mode=NotificationMode.DAILY)
    other = make_event(title="Unrelated", notification_mode=NotificationMode.DAILY)
    add_member("editor", Role.EDITOR, event_id=event.id)
    add_member("desk", Role.REGISTRATIONS, series_id=series.id, owner_id=organiser.id)
    add_member("viewer", Role.VIEWER, event_id=event.id)
    add_member("stranger", Role.EDITOR, series_id=make_series("Health").id)
    make_registration(event, name="Ana Souza")
    make_registration(other, name="Bo Li", email="bo@example.com")
    clock.advance(timedelta(hours=12))

    mails = {
        mail.message["To"].addresses[0].addr_spec: mail.text
        for mail in deliver()
        if "Bo Li" in mail.text or "Ana Souza" in mail.text
        if mail.message["To"].addresses[0].domain == "example.org"
    }

    members = {"editor@example.org", "desk@example.org"}
    assert set(mails) - {organiser.email} == members
    assert "Bo Li" in mails[organiser.email]
    assert all("Ana Souza" in mails[one] and "Bo Li" not in mails[one] for one in members)
