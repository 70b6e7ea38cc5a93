"""An organiser's list of events against a plain model, on both databases, and the work that it costs."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from tests.events.many_events import add_events, no_description
from tests.postgres import on_both_databases
from tests.web.public.test_list_growth import sent_statements, work_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.events.enums import EventState
from webinars.events.listing import organised_list
from webinars.events.listing.organised_list import (
    PAGE_LENGTH,
    ListSection,
    ListSelection,
    organised_events,
)
from webinars.events.listing.organised_series import organised_series
from webinars.events.models import Event, EventRole, Series, SeriesRole
from webinars.events.role_assignments import Scope
from webinars.events.roles import Role
from webinars.timezones import clock as wall_clock


@pytest.fixture
def overrides(database_url):
    return {"DATABASE_URL": database_url}


@pytest.fixture
def colleague(app):
    """Create an organiser who is no administrator."""
    with transaction() as session:
        made = add_organiser(session, email="lee@example.org", name="Lee", timezone="Asia/Seoul")
        session.flush()
        session.expunge(made)
    return made


# The lists that are long; called off events are few.
SECTIONS = (ListSection.DRAFTS, ListSection.UPCOMING, ListSection.PAST)


def fill(
    organiser,
    number,
    seed,
    spread=timedelta(days=400),
    series_ids=(None,),
    describe=no_description,
):
    with transaction() as session:
        now = wall_clock.now()
        add_events(
            session,
            organiser,
            number,
            now=now,
            spread=spread,
            seed=seed,
            series_ids=series_ids,
            describe=describe,
        )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE events"))


def first_page(account, section, *selection):
    return organised_events(db.session(), account, section, wall_clock.now(), *selection)


def all_pages(account, section, wanted=ListSelection(), limit=7):
    """Return the ids of all pages."""
    ids, after = [], ""
    for _ in range(60):
        now = wall_clock.now()
        page = organised_events(db.session(), account, section, now, wanted, after, limit)
        ids += [event.id for event in page.rows]
        after = page.after
        if not after:
            return ids
    raise AssertionError("the pages do not end")


def model(account, section, wanted=ListSelection()):
    """Return the ids of a list, by reading every event."""
    now = wall_clock.now()
    sees_all = account.is_admin and wanted.scope is Scope.ALL
    events = [
        event
        for event in db.session.scalars(select(Event))
        if (sees_all or event.organiser_id == account.id)
        and wanted.series_id in (None, event.series_id)
        and (
            not wanted.q
            or f" {wanted.q} " in f" {event.title.lower()} {event.description.lower()} "
        )
    ]
    is_draft = {event.id: event.state is EventState.DRAFT for event in events}
    chosen = {
        ListSection.DRAFTS: lambda event: is_draft[event.id],
        ListSection.UPCOMING: lambda event: not is_draft[event.id] and event.ends_at > now,
        ListSection.PAST: lambda event: not is_draft[event.id] and event.ends_at <= now,
        ListSection.POSTPONED: lambda event: event.state is EventState.POSTPONED,
        ListSection.CANCELLED: lambda event: event.state is EventState.CANCELLED,
    }[section]
    backwards = section in (ListSection.PAST, ListSection.POSTPONED, ListSection.CANCELLED)
    position = [(e.listed_month, e.listed_at, e.id) for e in events if chosen(e)]
    return [id_ for *_, id_ in sorted(position, reverse=backwards != wanted.is_reversed)]


@on_both_databases
@pytest.mark.parametrize("section", ListSection)
def test_pages_are_those_of_a_plain_model(clock, organiser, colleague, make_series, section):
    series_id = make_series("Trade").id
    fill(organiser, 60, 1, series_ids=(None, series_id))
    fill(colleague, 60, 2, series_ids=(None, series_id))
    clock.advance(timedelta(days=90))  # events end that no worker has moved

    for account in (organiser, colleague):
        for wanted in (
            ListSelection(),
            ListSelection(is_reversed=True),
            ListSelection(series_id=series_id),
            ListSelection(Scope.OWN),
            ListSelection(Scope.OWN, series_id=series_id, is_reversed=True),
        ):
            assert all_pages(account, section, wanted) == model(account, section, wanted)


@on_both_databases
@pytest.mark.parametrize("most_named", [1000, 3])
@pytest.mark.parametrize("section", ListSection)
def test_search_finds_what_a_plain_model_finds(
    clock, monkeypatch, organiser, colleague, section, most_named
):
    monkeypatch.setattr(organised_list, "MOST_COMPARED", 9)  # so that a search takes several pages
    monkeypatch.setattr(organised_list, "MOST_ROUNDS", 2)
    monkeypatch.setattr(organised_list, "MOST_NAMED", most_named)
    fill(organiser, 60, 1, describe=lambda turn: "" if turn % 7 else "Held in Kigali")
    fill(colleague, 60, 2, describe=lambda turn: "" if turn % 3 else "Held in Kigali")

    for account in (organiser, colleague):
        for wanted in (ListSelection(q="kigali"), ListSelection(q="kigali", is_reversed=True)):
            expected = model(account, section, wanted)
            assert all_pages(account, section, wanted, limit=2) == expected
            assert expected or section is not ListSection.DRAFTS
    assert all_pages(organiser, section, ListSelection(q="-")) == []


@on_both_databases
@pytest.mark.parametrize("section", SECTIONS)
def test_search_of_a_member_finds_events_of_the_teams(
    clock, monkeypatch, organiser, colleague, make_series, section
):
    monkeypatch.setattr(organised_list, "MOST_COMPARED", 9)
    series_ids = [make_series(name).id for name in ("Trade", "Health", "Arms")]
    fill(organiser, 200, 1, series_ids=series_ids, describe=lambda turn: "Kigali" * (turn % 3 == 0))
    give_roles(colleague, organiser, series_ids[:2])
    member = db.session().get_one(Organiser, colleague.id)
    named = set(db.session.scalars(select(Event.id).where(Event.description == "Kigali")))

    listed, matching = (all_pages(member, section, ListSelection(q=q)) for q in ("", "kigali"))

    assert matching == [event_id for event_id in listed if event_id in named]
    assert matching
    assert 0 < len(listed) < len(all_pages(organiser, section))


@on_both_databases
def test_events_that_stay_are_on_one_page_whatever_happens_between_two(clock, colleague):
    fill(colleague, 60, 3)
    before = model(colleague, ListSection.UPCOMING)
    page = organised_events(
        db.session(), colleague, ListSection.UPCOMING, wall_clock.now(), limit=7
    )
    with transaction() as session:
        session.execute(delete(Event).where(Event.id.in_([before[0], before[6], before[9]])))

    rest = []
    while page.after and len(rest) < len(before):
        page = organised_events(
            db.session(),
            colleague,
            ListSection.UPCOMING,
            wall_clock.now(),
            after=page.after,
            limit=7,
        )
        rest += [event.id for event in page.rows]

    assert rest == [one for one in before[7:] if one != before[9]]


@on_both_databases
def test_series_to_choose_from_are_those_of_the_accounts_events(
    clock, organiser, colleague, make_series
):
    names = ("Trade", "arms", "Health")
    series_ids = [make_series(name).id for name in names]
    fill(organiser, 20, 1, series_ids=series_ids[:2])
    fill(colleague, 20, 2, series_ids=(None, *series_ids[2:]))

    def offered(account):
        return [one.name for one in organised_series(db.session(), account)]

    assert offered(organiser) == ["arms", "Health", "Trade"]
    assert offered(colleague) == ["Health"]
    give_roles(colleague, organiser, series_ids[:2])
    member = db.session().get_one(Organiser, colleague.id)
    assert offered(member) == ["arms", "Health", "Trade"]


@on_both_databases
def test_too_many_series_are_not_offered(clock, colleague, make_series):
    ids = [make_series(f"Series {turn}").id for turn in range(51)]
    for seed, series_id in enumerate(ids, 1):
        fill(colleague, 1, seed, series_ids=(series_id,))

    assert organised_series(db.session(), colleague) is None


@pytest.mark.parametrize(
    "after", ["x", "1", "1-2", "2-202704-5-1-1", "-", "1-x-1-1", "0-1-1-" + "9" * 99]
)
@pytest.mark.parametrize("section", ListSection)
def test_invalid_cursor_is_refused(colleague, section, after):
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        organised_events(db.session(), colleague, section, wall_clock.now(), after=after)


@on_both_databases
def test_work_does_not_grow_with_the_number_of_events(organiser, colleague, monkeypatch):
    monkeypatch.setattr(organised_list, "MOST_ROUNDS", 1)
    monkeypatch.setattr(organised_list, "MOST_NAMED", 100)
    work = {}
    # The name is in all events of the one, and in none of the other. The drafts of both are too few to tell.
    asked = [
        (account, section, wanted)
        for account in (organiser, colleague)
        for section in SECTIONS
        for wanted in (ListSelection(), ListSelection(q=organiser.name))
        if not (wanted.q and section is ListSection.DRAFTS)
    ]
    for seed, number in ((1, 700), (2, 3500)):
        fill(colleague, number, seed)
        fill(organiser, number, seed + 10)
        for account, section, wanted in asked:
            with sent_statements() as sent:
                first_page(account, section, wanted)
            db.session.rollback()
            by_indexes = (
                {"without": ("hashjoin", "mergejoin"), "read": rows_fetched} if wanted.q else {}
            )
            spent = sum(work_of(*one, **by_indexes) for one in sent)
            work[account.email, section, wanted.q, number] = spent

    for account, section, wanted in asked:
        few, many = (work[account.email, section, wanted.q, number] for number in (700, 3500))
        assert many <= 1.3 * few, (account.name, section, wanted.q, few, many)


def rows_fetched(node):
    """Return the rows that PostgreSQL read for a plan, without the bare positions that its index of words names."""
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    if node["Node Type"] == "Bitmap Index Scan":
        return 0
    return node["Actual Loops"] * own + sum(map(rows_fetched, node.get("Plans", ())))


def give_roles(member, owner, series_ids):
    """Give an account roles on forty events, on one series and on an owner's events in another."""
    given = {"organiser_id": member.id, "role": Role.VIEWER, "given_at": wall_clock.now()}
    with transaction() as session:
        session.get_one(Organiser, member.id).has_roles = True
        ids = session.scalars(select(Event.id).order_by(Event.id).limit(40)).all()
        session.add_all(EventRole(event_id=event_id, **given) for event_id in ids)
        for series_id, owner_id in zip(series_ids, (None, owner.id), strict=True):
            session.add(SeriesRole(series_id=series_id, owner_id=owner_id, **given))


def full_page(account, section):
    """Return the first page, which is full, and the statements that read it."""
    member = db.session().get_one(Organiser, account.id)
    with sent_statements() as sent:
        page = first_page(member, section)
    assert len(page.rows) == PAGE_LENGTH
    db.session.rollback()
    return page, sent


@on_both_databases
def test_work_for_roles_does_not_grow_with_the_number_of_events(organiser, colleague, make_series):
    series_ids = [make_series("Trade").id, make_series("Health").id]
    work = {section: [] for section in SECTIONS}
    for seed, number in ((1, 1500), (2, 6000)):
        fill(organiser, number, seed, series_ids=series_ids)
        if seed == 1:
            give_roles(colleague, organiser, series_ids)
        for section, counted in work.items():
            page, sent = full_page(colleague, section)
            assert page.after
            counted.append(sum(work_of(*one) for one in sent))

    for few, many in work.values():
        assert many <= 1.3 * few, work


@on_both_databases
def test_list_of_many_roles_on_series_is_one_statement_of_index_steps(
    organiser, colleague, make_series
):
    series_ids = [make_series(f"Trade {turn}").id for turn in range(12)]
    fill(organiser, 3000, 1, series_ids=series_ids)
    give_roles(colleague, organiser, series_ids[:2])
    work = {section: [] for section in SECTIONS}
    statements = {section: [] for section in SECTIONS}
    for number in (10, 290):
        give_series_roles(colleague, organiser, number)
        for section in SECTIONS:
            _, sent = full_page(colleague, section)
            work[section].append(sum(work_of(*one) for one in sent))
            statements[section].append([one for one, _ in sent])

    for section in SECTIONS:
        few, many = statements[section]
        assert many == few
        assert all(one.count("UNION") < 8 for one in many)
        # Steps of SQLite's machine to find no event of a series, in each of two ranges; fewer rows of PostgreSQL.
        assert work[section][1] - work[section][0] < 290 * 2 * 60, work


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
