"""Who has which role on an event: conditions, roles and lists against a plain model, on both databases."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from tests.conftest import NOON
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import NotFoundError
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.enums import EventState, Listing
from webinars.events.lifecycle import publish_event
from webinars.events.listing.organised_list import ListSection, organised_events
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.queries import organised_event, series_by_name, series_offered_to
from webinars.events.role_assignments import has_role, role_on, roles_on
from webinars.events.roles import Role, strongest_role
from webinars.events.series_creation import create_series
from webinars.timezones import clock
from webinars.timezones.schedule import Timed

GIVEN = (Role.EDITOR, Role.REGISTRATIONS, Role.CHECK_IN, Role.VIEWER)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def accounts(app, site, clock):
    """Create two owners with events in two series and in none, members, an administrator and a stranger."""
    with transaction() as session:
        names = ("ada", "bo", "member", "other", "stranger", "chipo")
        made = {
            name: add_organiser(
                session,
                email=f"{name}@example.org",
                timezone="Europe/Zurich",
                admin=name == "chipo",
            )
            for name in names
        }
        series = [create_series(session, name=name).id for name in ("Trade", "Health")]
        session.flush()
        starts = (NOON - timedelta(days=9), NOON + timedelta(days=9))
        for turn, (owner, series_id, start) in enumerate(
            product(("ada", "bo"), (None, *series), starts)
        ):
            local = start.replace(tzinfo=None) + timedelta(hours=turn)
            details = EventDetails(
                title=f"{owner} {turn}",
                when=Timed(local, local + timedelta(hours=1), "Europe/Zurich"),
                series_id=series_id,
            )
            event = create_event(session, organiser=made[owner], details=details, site=site)
            if turn % 5:
                publish_event(session, event.id, site)
        session.flush()
        give_roles(session, made, series)
        session.flush()
        session.expunge_all()
    return made


def give_roles(session, accounts, series):
    member, other = accounts["member"], accounts["other"]
    member.has_roles = other.has_roles = True
    ids = session.scalars(select(Event.id).order_by(Event.id)).all()
    for event_id, role in zip(ids, reversed(GIVEN), strict=False):
        session.add(EventRole(event_id=event_id, organiser_id=member.id, role=role, given_at=NOON))
    session.add(EventRole(event_id=ids[-1], organiser_id=other.id, role=Role.VIEWER, given_at=NOON))
    for series_id, account, owner, role in (
        (series[0], member, None, Role.CHECK_IN),
        (series[0], member, accounts["ada"], Role.EDITOR),
        (series[1], member, accounts["bo"], Role.REGISTRATIONS),
        (series[1], other, accounts["ada"], Role.VIEWER),
    ):
        session.add(
            SeriesRole(
                series_id=series_id,
                organiser_id=account.id,
                owner_id=owner.id if owner else None,
                role=role,
                given_at=NOON,
            )
        )


def model(session, account):
    """Return the role of an account on each event, from the plain rows."""
    event_roles = session.scalars(select(EventRole)).all()
    series_roles = session.scalars(select(SeriesRole)).all()
    roles = {}
    for event in session.scalars(select(Event)):
        given = [
            row.role
            for row in event_roles
            if (row.event_id, row.organiser_id) == (event.id, account.id)
        ]
        given += [
            row.role
            for row in series_roles
            if row.organiser_id == account.id
            and row.series_id == event.series_id
            and row.owner_id in (None, event.organiser_id)
        ]
        if account.is_admin or event.organiser_id == account.id:
            given.append(Role.OWNER)
        if given:
            roles[event.id] = strongest_role(given)
    return roles


def all_pages(section, account):
    """Return the ids of all pages of a list."""
    ids, after = [], ""
    for _ in range(20):
        page = organised_events(db.session(), account, section, clock.now(), after=after, limit=3)
        ids += [event.id for event in page.rows]
        after = page.after
        if not after:
            return ids
    raise AssertionError("the pages do not end")


def test_conditions_and_roles_are_those_of_a_plain_model(accounts):
    session = db.session()
    events = session.scalars(select(Event)).all()
    for account in accounts.values():
        roles = model(session, account)

        assert roles_on(session, account, events) == roles
        for role in Role:
            permitted = {one for one, given in roles.items() if given.includes(role)}
            selected = set(session.scalars(select(Event.id).where(has_role(account, role))))
            assert selected == permitted, (account.email, role)
    # The model itself is worth comparing with: it has every role, and events without one.
    assert set(model(session, accounts["member"]).values()) == set(GIVEN)
    assert len(model(session, accounts["member"])) < len(events)


def test_pages_of_the_list_are_those_of_a_plain_model(accounts):
    session = db.session()
    events = {event.id: event for event in session.scalars(select(Event))}
    for account in accounts.values():
        seen = [events[number] for number in model(session, account)]
        drafts = [event for event in seen if event.listing == "none"]
        upcoming = [event for event in seen if event.listing != "none" and event.ends_at > NOON]
        past = [event for event in seen if event.listing != "none" and event.ends_at <= NOON]

        assert all_pages(ListSection.DRAFTS, account) == ordered(drafts)
        assert all_pages(ListSection.UPCOMING, account) == ordered(upcoming)
        assert all_pages(ListSection.PAST, account) == ordered(past)[::-1]


def ordered(events):
    order = sorted((event.listed_month, event.listed_at, event.id) for event in events)
    return [event_id for *_, event_id in order]


def test_event_without_sufficient_role_is_missing(accounts):
    session, member, stranger = db.session(), accounts["member"], accounts["stranger"]
    viewed = next(n for n, role in model(session, member).items() if role is Role.VIEWER)

    assert organised_event(session, member, viewed, Role.VIEWER).id == viewed
    with pytest.raises(NotFoundError, match="role-not-sufficient"):
        organised_event(session, member, viewed, Role.CHECK_IN)
    with pytest.raises(NotFoundError, match="no-such-event"):
        organised_event(session, stranger, viewed, Role.VIEWER)


def test_stranger_has_no_role(accounts):
    session = db.session()

    assert role_on(session, accounts["stranger"], session.scalars(select(Event)).first()) is None


def test_private_series_are_offered_to_those_who_edit_its_events(accounts):
    session = db.session()
    session.execute(update(Event).values(state=EventState.DRAFT, listing=Listing.NONE))
    names = {
        name: [series.name for series in series_offered_to(session, account)]
        for name, account in accounts.items()
    }

    assert names == {
        "ada": ["Health", "Trade"],
        "bo": ["Health", "Trade"],
        "member": ["Trade"],  # does not edit the events of the other that they see
        "other": [],
        "stranger": [],
        "chipo": ["Health", "Trade"],
    }
    assert series_by_name(session, accounts["member"], "health") is None
    session.rollback()
