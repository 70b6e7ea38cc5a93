"""The work of the database for a list does not grow with the number of events, on both databases."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from tests.events.many_events import add_events
from tests.statements import rows_read, sent_statements, sqlite_steps
from webinars.database import db, transaction
from webinars.events.enums import Listing
from webinars.events.listing import month_days, month_events
from webinars.events.models import Event, Series
from webinars.timezones import clock as wall_clock
from webinars.web.core import current_caches

FEW, MORE = 1500, 9000
NOW = wall_clock.now()
SPREAD = timedelta(days=400)  # a page of events in each month even of the few
LISTS = {
    "upcoming": "/",
    "month": "/?month={month}",
    "month of a series": "/?month={month}&series=trade",
    "month of a format": "/?month={month}&format=hybrid",
    "month view": "/?view=month&month={month}",
    "month view of a search": "/?view=month&month={month}&q=kigali",
    "new since": "/?since={since}",
    "new since, of a format": "/?since={since}&format=hybrid",
    "series": "/?series=trade",
    "format": "/?format=hybrid",
    "past": "/?past=1",
    "past month": "/?past=1&month={month}",
    "past of a series": "/?past=1&series=trade",
    "page of a series": "/series/trade",
    "branch": "/?series=trade&branch=1",
    "past of a branch": "/?series=trade&branch=1&past=1",
    "month of a branch": "/?series=trade&branch=1&month={month}",
    "search of a rare word": "/?q=kigali",
    "search of a rare and a common word": "/?q=kigali+webinar",
    "search of a phrase": "/?q=%22in+kigali%22",
    "search of the past": "/?q=kigali&past=1",
    "search of a series": "/?q=kigali&series=trade",
    "search of a month": "/?q=kigali&month={month}",
    "search without result": "/?q=nothing",
    "search of a word in every event": "/?q=web",
    "search of it in the past": "/?q=webinar&past=1",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = (
        request.getfixturevalue("new_postgres_tables_url") if request.param == "postgresql" else ""
    )
    return {"DATABASE_URL": url}


def work_of(statement, parameters, without=(), read=rows_read):
    """Return the work of a statement: steps of SQLite's virtual machine, or rows that PostgreSQL read.

    without: joins of PostgreSQL that read all of a table as small as this, as they would of no large one.
    """
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            return sqlite_steps(connection.connection.dbapi_connection, statement, parameters)
        for method in without:
            connection.exec_driver_sql(f"SET enable_{method} = off")
        explained = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
        ).scalar()
        plan = explained if isinstance(explained, list) else json.loads(explained)
        return read(plan[0]["Plan"])


def work_of_lists(client):
    """Return the work of each list, and of the second page of the first."""
    month = f"{wall_clock.now() + timedelta(days=40):%Y-%m}"
    since = f"{wall_clock.now() - timedelta(days=1):%Y-%m-%d}"
    addresses = {name: address.format(month=month, since=since) for name, address in LISTS.items()}
    later = re.search(r'href="(/\?after=[^"]+)"', client.get("/").text)
    addresses["later page"] = later.group(1).replace("&amp;", "&")
    work = {}
    for name, address in addresses.items():
        current_caches.init_app(client.application)  # nothing is known of any page
        with sent_statements() as sent:
            assert client.get(address).status_code == 200
        # Changes are looked up by their ids, in a table of 9000 by reading all of it.
        without = ("hashjoin", "mergejoin") if name == "new since, of a format" else ()
        work[name] = sum(work_of(*one, without) for one in sent)
    return work


def fill(organiser, series, number, seed):
    with transaction() as session:
        ids = [one.id for one in series]
        add_events(
            session,
            organiser,
            number,
            now=NOW,
            series_ids=ids,
            spread=SPREAD,
            seed=seed,
            describe=lambda turn: "" if seed > 1 or turn % 40 else "Held in Kigali",
        )
        # One has ended and no worker has moved it; the others that began are still running.
        upcoming = select(func.min(Event.id)).where(Event.listing == Listing.UPCOMING)
        ended = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW - timedelta(minutes=1)}
        session.execute(update(Event).where(Event.id == upcoming.scalar_subquery()).values(ended))
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Plans depend on the pages that deleted rows of other tests left.
            connection.execute(text("VACUUM (FULL, ANALYZE) events"))


def test_work_of_lists_does_not_grow_with_the_events(client, organiser, make_series, monkeypatch):
    # So that the days of a month are full even with the few.
    monkeypatch.setattr(month_events, "MOST_READ", 20)
    monkeypatch.setattr(month_days, "MOST_A_DAY", 1)
    series = [make_series(name) for name in ("Trade", "Metadata")]
    with transaction() as session:
        session.get_one(Series, series[1].id).parent_id = series[0].id
    fill(organiser, series, FEW, seed=1)
    few = work_of_lists(client)
    fill(organiser, series, MORE - FEW, seed=2)

    more = work_of_lists(client)

    growth = {name: more[name] / few[name] for name in few}
    # With the few, the texts that are compared at first, and the events of a month and a format or a series,
    # are less than the page that they are with more.
    most = {"search of a month": 4, "month of a format": 1.7, "month of a series": 1.7}
    most |= {"month view": 2, "month view of a search": 2}
    too_much = {name: rate for name, rate in growth.items() if rate > most.get(name, 1.3)}
    assert too_much == {}, (few, more)
