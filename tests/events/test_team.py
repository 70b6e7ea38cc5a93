"""The team of an event: add, change, remove, leave, hand over, pass on."""

import pytest
from sqlalchemy import select

from tests.postgres import on_both_databases
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.events.team import membership, ownership
from webinars.events.team.member_queries import owner_and_members
from webinars.outbox.models import Message
from webinars.timezones import clock


@pytest.fixture
def overrides(database_url):
    return {"DATABASE_URL": database_url}


@pytest.fixture
def owner(app, clock):
    """Create an owner who is no administrator."""
    return account("ada@example.org")


def account(email, *, admin=False):
    with transaction() as session:
        made = add_organiser(session, email=email, timezone="Europe/Zurich", admin=admin)
        session.flush()
        return made.id


@pytest.fixture
def own_event(owner, make_event):
    """Return a function that creates an event of the owner."""

    def make(**details):
        event = make_event(**details)
        with transaction() as session:
            session.get_one(Event, event.id).organiser_id = owner
        return event.id

    return make


def add(event_id, by_id, email, role=Role.EDITOR, *, of_series=False):
    with transaction() as session:
        by = session.get_one(Organiser, by_id)
        membership.add_member(session, event_id, by=by, email=email, role=role, of_series=of_series)
    return organiser_by_email(db.session(), email).id


def roles(event_id):
    """Return the role of each account on an event, by address."""
    session = db.session()
    event = session.get_one(Event, event_id)
    accounts = session.scalars(select(Organiser).where(~Organiser.is_admin)).all()
    given = {one.email: roles_on(session, one, [event]).get(event_id) for one in accounts}
    return {email: role for email, role in given.items() if role}


def hand_over(event_id, by_id, to_id):
    """Hand an event over to an account that has signed in by then."""
    with transaction() as session:
        session.get_one(Organiser, to_id).seen_at = clock.now()
        by = session.get_one(Organiser, by_id)
        ownership.transfer_ownership(session, event_id, to_id=to_id, by=by)


def sent():
    return list(db.session.scalars(select(Message).where(Message.topic == "organiser.team")))


def test_new_address_gets_an_account_that_creates_no_events_and_a_sign_in_link(own_event, owner):
    event_id = own_event()
    member = db.session.get(Organiser, add(event_id, owner, "new@example.org", Role.CHECK_IN))

    assert (member.may_create_events, member.has_roles) == (False, True)
    assert roles(event_id) == {"ada@example.org": Role.OWNER, "new@example.org": Role.CHECK_IN}
    [message] = sent()
    assert message.payload["token"]


@on_both_databases
def test_person_added_again_gets_the_new_role_and_no_second_row(own_event, owner):
    event_id = own_event()
    for role in (Role.VIEWER, Role.VIEWER, Role.EDITOR):
        add(event_id, owner, "new@example.org", role)

    assert roles(event_id)["new@example.org"] is Role.EDITOR
    assert len(sent()) == 2


def test_role_on_a_series_covers_later_events_of_the_same_owner_only(
    own_event, owner, make_event, make_series
):
    series_id = make_series("Trade").id
    event_id = own_event(series_id=series_id)
    add(event_id, owner, "new@example.org", Role.EDITOR, of_series=True)
    later, foreign = own_event(series_id=series_id), make_event(series_id=series_id).id

    assert roles(later)["new@example.org"] is Role.EDITOR
    assert "new@example.org" not in roles(foreign)


def test_role_that_an_administrator_gives_on_a_series_covers_all_of_it(
    own_event, organiser, make_event, make_series
):
    series_id = make_series("Trade").id
    event_id = own_event(series_id=series_id)
    add(event_id, organiser.id, "new@example.org", Role.VIEWER, of_series=True)
    foreign = make_event(series_id=series_id).id

    assert roles(foreign)["new@example.org"] is Role.VIEWER


def series_role_of(member):
    return db.session.scalar(select(SeriesRole.id).where(SeriesRole.organiser_id == member))


def remove(event_id, by_id, member, series_role_id=None):
    with transaction() as session:
        by = session.get_one(Organiser, by_id)
        membership.remove_member(session, event_id, member, by=by, series_role_id=series_role_id)


@pytest.mark.parametrize("of_series", [False, True])
def test_removed_member_sees_nothing(own_event, owner, make_series, of_series):
    event_id = own_event(series_id=make_series("Trade").id)
    member = add(event_id, owner, "new@example.org", of_series=of_series)
    row = series_role_of(member)
    remove(event_id, owner, member, row)

    assert roles(event_id) == {"ada@example.org": Role.OWNER}
    with pytest.raises(NotFoundError, match="no-such-member"):
        remove(event_id, owner, member, row)
    by = db.session.get(Organiser, owner)
    with transaction() as session, pytest.raises(NotFoundError, match="no-such-member"):
        membership.change_role(session, event_id, member, Role.VIEWER, by=by, series_role_id=row)


@on_both_databases
def test_role_on_a_series_ends_also_after_its_owner_became_an_administrator(
    own_event, owner, make_series
):
    event_id = own_event(series_id=make_series("Trade").id)
    member = add(event_id, owner, "new@example.org", of_series=True)
    with transaction() as session:
        session.get_one(Organiser, owner).is_admin = True

    remove(event_id, owner, member, series_role_of(member))

    assert "new@example.org" not in roles(event_id)


def test_owner_ends_no_role_that_an_administrator_gave_or_of_another_series(
    own_event, owner, organiser, make_series
):
    series_id = make_series("Trade").id
    event_id, elsewhere = own_event(series_id=series_id), own_event()
    member = add(event_id, organiser.id, "new@example.org", Role.VIEWER, of_series=True)
    row = series_role_of(member)

    for event, by, whose in (
        (event_id, owner, member),
        (elsewhere, organiser.id, member),
        (event_id, organiser.id, owner),
    ):
        with pytest.raises(NotFoundError, match="no-such-member"):
            remove(event, by, whose, row)
    assert roles(event_id)["new@example.org"] is Role.VIEWER
    remove(event_id, organiser.id, member, row)
    assert "new@example.org" not in roles(event_id)


def leave(event_id, member):
    with transaction() as session:
        membership.leave_team(session, event_id, session.get_one(Organiser, member))


@on_both_databases
def test_member_leaves_a_series_of_an_owner_and_not_one_of_all(
    own_event, owner, organiser, make_series
):
    event_id = own_event(series_id=make_series("Trade").id)
    for role in (Role.VIEWER, Role.EDITOR):
        member = add(event_id, owner, "new@example.org", role, of_series=role is Role.EDITOR)
    leave(event_id, member)
    assert "new@example.org" not in roles(event_id)

    with pytest.raises(ConflictError, match="no-role-to-leave"):
        leave(event_id, member)
    add(event_id, organiser.id, "new@example.org", Role.VIEWER, of_series=True)
    with pytest.raises(ConflictError, match="role-of-series"):
        leave(event_id, member)


def test_owner_cannot_be_added_nor_leave(own_event, owner):
    event_id = own_event()

    with pytest.raises(ConflictError, match="member-is-owner"):
        add(event_id, owner, "ada@example.org")
    with transaction() as session, pytest.raises(ConflictError, match="owner-cannot-leave"):
        membership.leave_team(session, event_id, session.get_one(Organiser, owner))


def test_disabled_account_cannot_be_added(own_event, owner, organiser):
    event_id, other = own_event(), account("bo@example.org")
    with transaction() as session:
        admin = session.get_one(Organiser, organiser.id)
        ownership.remove_access(session, session.get_one(Organiser, other), successor=admin)

    with pytest.raises(ConflictError, match="organiser-disabled"):
        add(event_id, owner, "bo@example.org")


def test_team_has_a_largest_size(own_event, owner, monkeypatch):
    monkeypatch.setattr(membership, "MOST_MEMBERS", 2)
    event_id = own_event()
    for name in ("one", "two"):
        add(event_id, owner, f"{name}@example.org")

    with pytest.raises(ConflictError, match="team-full"):
        add(event_id, owner, "three@example.org")


@on_both_databases
def test_member_leaves(own_event, owner):
    event_id = own_event()
    leave(event_id, add(event_id, owner, "new@example.org"))

    assert roles(event_id) == {"ada@example.org": Role.OWNER}


def test_teams_of_two_owners_of_a_series_are_counted_apart(
    own_event, owner, organiser, make_series, make_event, monkeypatch
):
    monkeypatch.setattr(membership, "MOST_MEMBERS", 1)
    series_id = make_series("Trade").id
    event_id, foreign = own_event(series_id=series_id), make_event(series_id=series_id).id
    add(event_id, owner, "one@example.org", of_series=True)
    add(foreign, organiser.id, "two@example.org", of_series=True)

    with pytest.raises(ConflictError, match="team-full"):
        add(event_id, owner, "three@example.org", of_series=True)


@on_both_databases
def test_event_handed_over_has_a_new_owner_and_keeps_its_team(own_event, owner, make_series):
    event_id = own_event(series_id=make_series("Trade").id)
    heir = add(event_id, owner, "heir@example.org", Role.VIEWER)
    add(event_id, owner, "third@example.org", Role.CHECK_IN, of_series=True)

    hand_over(event_id, owner, heir)

    assert roles(event_id) == {
        "heir@example.org": Role.OWNER,
        "ada@example.org": Role.EDITOR,
        "third@example.org": Role.CHECK_IN,
    }
    event = db.session.get(Event, event_id)
    db.session.refresh(event, ["organiser"])
    names = [one.account.email for one in owner_and_members(db.session(), event)]
    assert names == ["heir@example.org", "ada@example.org", "third@example.org"]


@pytest.mark.parametrize(("of_event", "of_series"), [("viewer", "editor"), ("editor", "viewer")])
def test_member_keeps_the_stronger_role_when_an_event_is_handed_over(
    own_event, owner, make_series, of_event, of_series
):
    event_id = own_event(series_id=make_series("Trade").id)
    heir = add(event_id, owner, "heir@example.org")
    add(event_id, owner, "third@example.org", Role(of_event))
    add(event_id, owner, "third@example.org", Role(of_series), of_series=True)
    hand_over(event_id, owner, heir)

    assert roles(event_id)["third@example.org"] is Role.EDITOR


def test_event_is_handed_over_to_members_only(own_event, owner):
    event_id, other = own_event(), account("bo@example.org")

    by = db.session.get(Organiser, owner)
    with pytest.raises(NotFoundError, match="no-such-member"):
        ownership.transfer_ownership(db.session(), event_id, to_id=other, by=by)


def test_events_of_an_account_without_access_pass_to_an_administrator(
    own_event, owner, organiser, make_series
):
    event_id = own_event(series_id=make_series("Trade").id)
    add(event_id, owner, "third@example.org", Role.CHECK_IN, of_series=True)
    with transaction() as session:
        session.add(
            EventRole(
                event_id=event_id,
                organiser_id=organiser.id,
                role=Role.VIEWER,
                given_at=organiser.created_at,
            )
        )
    with transaction() as session:
        accounts = [session.get_one(Organiser, one) for one in (owner, organiser.id)]
        ownership.remove_access(session, accounts[0], successor=accounts[1])

    event = db.session.get(Event, event_id)
    assert event.organiser_id == organiser.id
    assert roles(event_id) == {"third@example.org": Role.CHECK_IN}


def test_events_pass_to_no_one_but_another_administrator(own_event, owner):
    own_event()
    other = account("bo@example.org")

    accounts = [db.session.get(Organiser, one) for one in (owner, other)]
    with pytest.raises(ConflictError, match="no-successor"):
        ownership.remove_access(db.session(), accounts[0], successor=accounts[1])
    with transaction() as session:
        accounts = [session.get_one(Organiser, one) for one in (owner, other)]
        ownership.remove_access(session, accounts[0], successor=accounts[1], to_anyone=True)
    assert set(db.session.scalars(select(Event.organiser_id))) == {other}


def test_roles_of_an_account_without_access_end(own_event, owner, organiser, make_series):
    event_id = own_event(series_id=make_series("Trade").id)
    for of_series in (False, True):
        member = add(event_id, owner, "new@example.org", of_series=of_series)
    with transaction() as session:
        accounts = [session.get_one(Organiser, one) for one in (member, organiser.id)]
        ownership.remove_access(session, accounts[0], successor=accounts[1])
        accounts[0].disabled_at = None

    assert roles(event_id) == {"ada@example.org": Role.OWNER}


def test_event_is_not_handed_to_an_account_that_never_signed_in(own_event, owner):
    event_id = own_event()
    member = add(event_id, owner, "new@example.org")

    by = db.session.get(Organiser, owner)
    with pytest.raises(ConflictError, match="member-never-signed-in"):
        ownership.transfer_ownership(db.session(), event_id, to_id=member, by=by)


def test_former_owner_is_told_when_an_administrator_hands_the_event_over(
    own_event, owner, organiser
):
    event_id = own_event()
    member = add(event_id, owner, "new@example.org")
    hand_over(event_id, organiser.id, member)

    told = [message.payload["organiser_id"] for message in sent()]
    assert sorted(told) == sorted([member, member, owner])
