"""The ledger of budgets: no sliding hour exceeds a budget, also under concurrency, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from webinars.database import db, transaction
from webinars.outbox import budget_ledger
from webinars.outbox.budget_ledger import Charge
from webinars.outbox.models import LedgerEntry
from webinars.prepared_statements import PreparedInsert

KEY, BUDGET, THREADS = "mailbox:one", 3, 50
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture
def spend(app, clock):
    """Return a function that counts one use and returns 0, or the minutes until one is possible."""

    def spend(budgets=None, **more):
        with transaction() as session:
            refused = budget_ledger.spend(session, [Charge(1, budgets or {KEY: BUDGET}, **more)])
        return (refused[1] - clock.now()) // MINUTE if refused else 0

    return spend


def taken(key=KEY):
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(LedgerEntry.key == key))


def test_slot_frees_after_exactly_one_hour(spend, clock):
    waits = []
    for _ in range(8):
        waits.append(spend())
        clock.advance(timedelta(minutes=15))

    # At 0, 15 and 30 minutes; refused at 45; at 60, 75 and 90; refused at 105.
    assert waits == [0, 0, 0, 15, 0, 0, 0, 15]
    assert taken() == BUDGET


def test_use_counts_in_all_budgets_or_none(spend):
    spend({"narrow": 1})

    assert spend({"narrow": 1, "wide": 5}) == 60
    assert taken("wide") == 0


def test_uses_of_one_group_count_as_one(spend):
    waits = [spend(group="message 7") for _ in range(9)]

    assert waits == [0] * 9
    assert taken() == 1
    assert [spend(), spend(), spend()] == [0, 0, 60]


def test_urgent_use_counts_and_is_never_refused(spend):
    waits = [spend(is_urgent=True) for _ in range(5)]

    assert waits == [0] * 5
    assert (taken(), spend()) == (BUDGET, 60)


def test_lowered_budget_counts_earlier_uses(spend, clock):
    for _ in range(BUDGET):
        spend()
        clock.advance(timedelta(minutes=10))

    assert spend({KEY: 1}) == 50


def test_clock_set_back_frees_slots(spend, clock):
    for _ in range(BUDGET):
        spend()
    clock.advance(timedelta(hours=-2))

    assert [spend() for _ in range(BUDGET + 1)] == [0, 0, 0, 60]


def test_free_slots_are_purged(spend, clock):
    spend()
    clock.advance(timedelta(minutes=30))
    spend()
    clock.advance(timedelta(minutes=30))

    with transaction() as session:
        assert budget_ledger.purge(session) == 1

    assert taken() == 1


@pytest.fixture
def stale(monkeypatch):
    """Make the first read of each thread as stale as possible: nothing is spent."""
    seen, look = threading.local(), budget_ledger.used

    def used(session, keys, *, now):
        if getattr(seen, "before", False):
            return look(session, keys, now=now)
        seen.before = True
        return budget_ledger.defaultdict(dict)

    monkeypatch.setattr(budget_ledger, "used", used)


def admitted_at_once(app, own=()):
    """Count one use in each of fifty threads; return how many were accepted.

    own: beginnings of the keys of further budgets that each thread has for itself.
    """
    barrier = threading.Barrier(THREADS)

    def ask(number):
        budgets = {KEY: BUDGET} | {f"{beginning}{number}": 1 for beginning in own}
        with app.app_context():
            barrier.wait()
            with transaction() as session:
                return not budget_ledger.spend(session, [Charge(number, budgets)])

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(ask, range(THREADS)))


def test_fifty_threads_do_not_exceed_the_budget(app, clock, stale):
    assert admitted_at_once(app) == BUDGET
    assert taken() == BUDGET


@pytest.mark.parametrize("overrides", ["postgresql"], indirect=True)
def test_uses_refused_after_another_thread_took_a_slot_count_in_no_budget(app, clock, stale):
    assert admitted_at_once(app, own=["client:"]) == BUDGET

    slots = select(func.count()).where(LedgerEntry.key.startswith("client:"))
    assert db.session.scalar(slots) == BUDGET


def test_without_the_database_condition_threads_exceed_the_budget(app, clock, stale, monkeypatch):
    def spending(insert):
        statement = budget_ledger._spending(insert)
        statement._post_values_clause.update_whereclause = None
        return statement

    columns = [column.name for column in LedgerEntry.__table__.columns]
    monkeypatch.setattr(budget_ledger, "_SPENDING", PreparedInsert(spending, columns))

    assert admitted_at_once(app) > BUDGET
