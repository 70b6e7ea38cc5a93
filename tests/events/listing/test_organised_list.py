"""An organiser's list of events against a plain model, on both databases, and the work that it costs."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from tests.events.many_events import add_events
from tests.web.public.test_list_growth import sent_statements, work_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.events.enums import EventState
from webinars.events.listing.organised_list import drafts_and_upcoming, past_events
from webinars.events.models import Event, EventRole, Series, SeriesRole
from webinars.events.roles import Role
from webinars.timezones import clock as wall_clock

LISTS = {"coming": drafts_and_upcoming, "past": past_events}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def colleague(app):
    """Create an organiser who is no administrator."""
    with transaction() as session:
        made = add_organiser(session, email="lee@example.org", name="Lee", timezone="Asia/Seoul")
        session.flush()
        session.expunge(made)
    return made


def fill(organiser, number, seed, spread=timedelta(days=400), series_ids=(None,)):
    with transaction() as session:
        now = wall_clock.now()
        add_events(
            session, organiser, number, now=now, spread=spread, seed=seed, series_ids=series_ids
        )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE events"))


def all_pages(session, account, list_of, limit=7):
    """Return the ids of all pages."""
    ids, after = [], ""
    for _ in range(40):
        page = list_of(session, account, wall_clock.now(), after, limit)
        ids += [event.id for event in page.rows]
        after = page.after
        if not after:
            return ids
    raise AssertionError("the pages do not end")


def model(session, account):
    """Return what the lists contain, by reading every event."""
    now = wall_clock.now()
    events = [
        event
        for event in session.scalars(select(Event))
        if account.is_admin or event.organiser_id == account.id
    ]
    position = {event.id: (event.listed_month, event.listed_at, event.id) for event in events}
    drafts = [event.id for event in events if event.state is EventState.DRAFT]
    others = [event for event in events if event.state is not EventState.DRAFT]
    upcoming = [event.id for event in others if event.ends_at > now]
    past = [event.id for event in others if event.ends_at <= now]
    coming = sorted(drafts, key=position.get) + sorted(upcoming, key=position.get)
    return {"coming": coming, "past": sorted(past, key=position.get, reverse=True)}


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_those_of_a_plain_model(clock, organiser, colleague, name):
    fill(organiser, 60, 1)
    fill(colleague, 60, 2)
    clock.advance(timedelta(days=90))  # events end that no worker has moved

    session = db.session()
    for account in (organiser, colleague):
        assert all_pages(session, account, LISTS[name]) == model(session, account)[name]


def test_events_that_stay_are_on_one_page_whatever_happens_between_two(clock, colleague):
    fill(colleague, 40, 3)
    session = db.session()
    before = model(session, colleague)["coming"]
    first = drafts_and_upcoming(session, colleague, wall_clock.now(), limit=7)
    with transaction() as session:
        session.execute(delete(Event).where(Event.id.in_([before[0], before[6], before[9]])))

    rest = []
    page = first
    while page.after and len(rest) < len(before):
        page = drafts_and_upcoming(
            db.session(), colleague, wall_clock.now(), after=page.after, limit=7
        )
        rest += [event.id for event in page.rows]

    assert rest == [one for one in before[7:] if one != before[9]]


@pytest.mark.parametrize(
    "after", ["x", "1", "1-2", "2-202704-5-1-1", "-", "1-x-1-1", "0-1-1-" + "9" * 99]
)
def test_invalid_cursor_is_refused(colleague, after):
    for list_of in LISTS.values():
        with pytest.raises(InvalidInputError, match="bad-cursor"):
            list_of(db.session(), colleague, wall_clock.now(), after)


@pytest.mark.parametrize("name", LISTS)
def test_work_does_not_grow_with_the_number_of_events(organiser, colleague, name):
    work = {}
    for seed, number in ((1, 700), (2, 3500)):
        fill(colleague, number, seed)
        fill(organiser, number, seed + 10)
        for account in (organiser, colleague):
            with sent_statements() as sent:
                LISTS[name](db.session(), account, wall_clock.now())
            db.session.rollback()
            work[account.email, number] = sum(work_of(*one) for one in sent)

    for account in (organiser, colleague):
        few, many = work[account.email, 700], work[account.email, 3500]
        assert many <= 1.3 * few, work


def give_roles(member, owner, series_ids):
    """Give an account roles on forty events, on one series and on an owner's events in another."""
    given = {"organiser_id": member.id, "role": Role.VIEWER, "given_at": wall_clock.now()}
    with transaction() as session:
        session.get_one(Organiser, member.id).has_roles = True
        ids = session.scalars(select(Event.id).order_by(Event.id).limit(40)).all()
        session.add_all(EventRole(event_id=event_id, **given) for event_id in ids)
        for series_id, owner_id in zip(series_ids, (None, owner.id), strict=True):
            session.add(SeriesRole(series_id=series_id, owner_id=owner_id, **given))


@pytest.mark.parametrize("name", LISTS)
def test_work_for_roles_does_not_grow_with_the_number_of_events(
    organiser, colleague, make_series, name
):
    series_ids = [make_series("Trade").id, make_series("Health").id]
    work = []
    for seed, number in ((1, 1500), (2, 6000)):
        fill(organiser, number, seed, series_ids=series_ids)
        if seed == 1:
            give_roles(colleague, organiser, series_ids)
        member = db.session().get_one(Organiser, colleague.id)
        with sent_statements() as sent:
            page = LISTS[name](db.session(), member, wall_clock.now())
        assert len(page.rows) == 50
        assert page.after
        db.session.rollback()
        work.append(sum(work_of(*one) for one in sent))

    assert work[1] <= 1.3 * work[0], work


@pytest.mark.parametrize("name", LISTS)
def test_list_of_many_roles_on_series_is_one_statement_of_index_steps(
    organiser, colleague, make_series, name
):
    series_ids = [make_series(f"Trade {turn}").id for turn in range(12)]
    fill(organiser, 3000, 1, series_ids=series_ids)
    give_roles(colleague, organiser, series_ids[:2])
    work, statements = [], []
    for number in (10, 290):
        give_series_roles(colleague, organiser, number)
        member = db.session().get_one(Organiser, colleague.id)
        with sent_statements() as sent:
            page = LISTS[name](db.session(), member, wall_clock.now())
        assert len(page.rows) == 50
        db.session.rollback()
        work.append(sum(work_of(*one) for one in sent))
        statements.append([one for one, _ in sent])

    assert statements[1] == statements[0]
    assert all(one.count("UNION") < 8 for one in statements[1])
    # Steps of SQLite's machine to find no event of a series, in each of two ranges; fewer rows of PostgreSQL.
    assert work[1] - work[0] < 290 * 2 * 60, work


def give_series_roles(member, owner, number):
    """Give an account roles on series without events, on half of them for the events of an owner."""
    given = {"organiser_id": member.id, "role": Role.VIEWER, "given_at": wall_clock.now()}
    with transaction() as session:
        for turn in range(number):
            series = Series(slug=f"empty-{number}-{turn}", name=f"Empty {number} {turn}")
            session.add(series)
            session.flush()
            owner_id = owner.id if turn % 2 else None
            session.add(SeriesRole(series_id=series.id, owner_id=owner_id, **given))
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE series_roles"))
