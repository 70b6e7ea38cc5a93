"""Changes of teams and owners at the same time as others: nobody acts on a role that has ended, no deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.postgres import wait_until_blocked
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import lock_accounts, organiser_by_email
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError, WebinarsError
from webinars.events.creation import create_event
from webinars.events.details import details_of
from webinars.events.locks import lock_event
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.roles import Role
from webinars.events.team import membership, ownership


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def people(app, clock, organiser):
    """Return the ids of an owner, two members and an administrator."""
    made = {}
    with transaction() as session:
        for name in ("owner", "first", "second"):
            account = add_organiser(session, email=f"{name}@example.org", timezone="UTC")
            account.seen_at = clock.now()
            session.flush()
            made[name] = account.id
    return {**made, "admin": organiser.id}


@pytest.fixture
def event_id(people, make_event, make_series):
    """Return an event of the owner, with both members on its team."""
    made = make_event(series_id=make_series("Trade").id).id
    with transaction() as session:
        session.get_one(Event, made).organiser_id = people["owner"]
    for name in ("first", "second"):
        add(made, people["owner"], f"{name}@example.org")
    return made


def add(event_id, by_id, email, *, of_series=False):
    with transaction() as session:
        by = session.get_one(Organiser, by_id)
        membership.add_member(
            session, event_id, by=by, email=email, role=Role.EDITOR, of_series=of_series
        )


def hand_over(event_id, to_id, by_id):
    with transaction() as session:
        ownership.transfer_ownership(
            session, event_id, to_id=to_id, by=session.get_one(Organiser, by_id)
        )


def remove_access(account_id, successor_id):
    with transaction() as session:
        account, successor = (session.get_one(Organiser, one) for one in (account_id, successor_id))
        ownership.remove_access(session, account, successor=successor)


def owner_of(event_id):
    db.session.rollback()
    event = db.session.get(Event, event_id)
    return db.session.get(Organiser, event.organiser_id)


def in_thread(app, action, *arguments):
    """Run an action with a context of its own; return the code of its refusal."""
    with app.app_context():
        try:
            action(*arguments)
        except WebinarsError as error:
            return error.code
        finally:
            db.session.remove()
    return ""


ACTIONS = {
    "add": lambda session, event, by, member: membership.add_member(
        session, event, by=by, email="new@example.org", role=Role.EDITOR, of_series=False
    ),
    "add to the series": lambda session, event, by, member: membership.add_member(
        session, event, by=by, email="new@example.org", role=Role.EDITOR, of_series=True
    ),
    "change": lambda session, event, by, member: membership.change_role(
        session, event, member, Role.VIEWER, by=by
    ),
    "remove": lambda session, event, by, member: membership.remove_member(
        session, event, member, by=by
    ),
    "hand over": lambda session, event, by, member: ownership.transfer_ownership(
        session, event, to_id=member, by=by
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("former", ["an editor", "without a role", "without access"])
def test_former_owner_changes_nothing(event_id, people, name, former):
    hand_over(event_id, people["first"], people["owner"])
    with transaction() as session:
        if former != "an editor":
            session.delete(session.get_one(EventRole, (event_id, people["owner"])))
        if former == "without access":
            session.get_one(Organiser, people["owner"]).disabled_at = session.get_one(
                Event, event_id
            ).created_at

    code = "role-not-sufficient" if former == "an editor" else "no-such-event"
    by = db.session.get(Organiser, people["owner"])
    with pytest.raises(NotFoundError, match=code), transaction() as session:
        ACTIONS[name](session, event_id, by, people["second"])

    assert owner_of(event_id).id == people["first"]
    assert organiser_by_email(db.session(), "new@example.org") is None
    assert db.session.get(EventRole, (event_id, people["second"])).role is Role.EDITOR


def test_role_on_a_series_holds_for_events_of_whoever_gave_it(event_id, people):
    add(event_id, people["owner"], "first@example.org", of_series=True)

    assert db.session.scalar(select(SeriesRole.owner_id)) == people["owner"]


def test_account_without_access_creates_no_event(event_id, people, site):
    with transaction() as session:
        session.get_one(Organiser, people["first"]).disabled_at = owner_of(event_id).created_at
    details = details_of(db.session.get(Event, event_id))

    with pytest.raises(ConflictError, match="access-removed"), transaction() as session:
        create_event(
            session,
            organiser=session.get_one(Organiser, people["first"]),
            details=details,
            site=site,
        )


def waiting(app, started, *actions):
    """Start actions in turn while started() holds what they wait for; return their refusals."""
    with ThreadPoolExecutor(len(actions)) as pool:
        with transaction() as session:
            started(session)
            tasks = []
            for action, *arguments in actions:
                tasks.append(pool.submit(in_thread, app, action, *arguments))
                if db.engine.dialect.name == "postgresql":
                    wait_until_blocked(db.engine, tasks[-1])
        return [task.result(60) for task in tasks]


def test_event_is_not_handed_to_an_account_that_loses_its_access(app, event_id, people):
    def lose(session):
        account, admin = (session.get_one(Organiser, people[one]) for one in ("first", "admin"))
        ownership.remove_access(session, account, successor=admin)

    refusals = waiting(app, lose, (hand_over, event_id, people["first"], people["owner"]))

    assert refusals == ["no-such-member"]
    assert owner_of(event_id).id == people["owner"]


def test_events_do_not_pass_to_an_administrator_who_loses_access(app, event_id, people):
    with transaction() as session:
        session.get_one(Organiser, people["second"]).is_admin = True

    def lose(session):
        admins = (session.get_one(Organiser, people[one]) for one in ("second", "admin"))
        account, successor = admins
        ownership.remove_access(session, account, successor=successor)

    refusals = waiting(app, lose, (remove_access, people["owner"], people["second"]))

    assert refusals == ["no-successor"]
    assert owner_of(event_id).id == people["owner"]


def test_event_is_not_created_while_its_owner_loses_access(app, event_id, people, site):
    details = details_of(db.session.get(Event, event_id))

    def lose(session):
        account, admin = (session.get_one(Organiser, people[one]) for one in ("owner", "admin"))
        ownership.remove_access(session, account, successor=admin)

    def create():
        with transaction() as session:
            account = session.get_one(Organiser, people["owner"])
            create_event(session, organiser=account, details=details, site=site)

    assert waiting(app, lose, (create,)) == ["access-removed"]
    assert set(db.session.scalars(select(Event.organiser_id))) == {people["admin"]}


def test_one_of_two_hand_overs_takes_effect(app, event_id, people):
    refusals = waiting(
        app,
        lambda session: lock_event(session, event_id),
        (hand_over, event_id, people["first"], people["owner"]),
        (hand_over, event_id, people["second"], people["owner"]),
    )

    assert sorted(refusals) == ["", "role-not-sufficient"]
    assert owner_of(event_id).id in {people["first"], people["second"]}


def test_administrator_does_not_take_an_event_that_another_has_just_got(app, event_id, people):
    def give(session):
        by = session.get_one(Organiser, people["owner"])
        ownership.transfer_ownership(session, event_id, to_id=people["first"], by=by)

    refusals = waiting(app, give, (hand_over, event_id, people["second"], people["admin"]))

    # On SQLite, whoever waits has read nothing yet.
    is_postgres = db.engine.dialect.name == "postgresql"
    assert refusals == ["event-has-other-owner" if is_postgres else ""]
    assert owner_of(event_id).id == people["first" if is_postgres else "second"]


def test_person_is_added_to_a_series_by_two_administrators_at_once(
    app, event_id, people, make_event
):
    series_id = db.session.get(Event, event_id).series_id
    other = make_event(series_id=series_id).id
    with transaction() as session:
        session.get_one(Organiser, people["second"]).is_admin = True
        session.get_one(Organiser, people["first"]).has_roles = False

    def give(one, by):
        add(one, people[by], "first@example.org", of_series=True)

    refusals = waiting(
        app,
        lambda session: lock_accounts(session, [people["first"]]),
        (give, event_id, "admin"),
        (give, other, "second"),
    )

    assert refusals == ["", ""]
    assert len(db.session.scalars(select(SeriesRole)).all()) == 1


def test_person_who_loses_access_is_not_added(app, event_id, people, make_event):
    def lose(session):
        account, admin = (session.get_one(Organiser, people[one]) for one in ("first", "admin"))
        ownership.remove_access(session, account, successor=admin)

    with transaction() as session:
        session.delete(session.get_one(EventRole, (event_id, people["first"])))

    refusals = waiting(app, lose, (add, event_id, people["owner"], "first@example.org"))

    assert refusals == ["organiser-disabled"]
    assert db.session.get(EventRole, (event_id, people["first"])) is None


def test_all_actions_at_once_end_without_deadlock_and_with_usable_owners(
    app, event_id, people, make_event
):
    events = [event_id, *(make_event().id for _ in range(3))]
    everybody = list(people.values())
    start = threading.Barrier(6)

    def use(number):
        start.wait(30)
        for turn in range(6):
            one, other = (everybody[(number + turn + more) % 4] for more in (0, 1))
            event = events[(number * 2 + turn) % 4]
            in_thread(app, add, event, people["admin"], f"{(number + turn) % 3}@example.org")
            in_thread(app, hand_over, event, other, people["admin"])
            in_thread(app, hand_over, event, one, other)
            if one != people["admin"]:
                in_thread(app, remove_access, one, people["admin"])
                in_thread(app, restore, one)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(use, range(6)))

    assert [owner_of(one).disabled_at for one in events] == [None] * 4


def restore(account_id):
    with transaction() as session:
        session.get_one(Organiser, account_id).disabled_at = None
