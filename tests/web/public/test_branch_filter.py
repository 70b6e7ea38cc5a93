"""The list filtered by a body and all that is part of it: what is offered, the list, a month and feeds."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.events.many_events import add_events
from tests.web.pages import statements, titles
from tests.web.public.test_month_view import by_day, ids_by_day
from webinars.database import db, transaction
from webinars.events.enums import Listing
from webinars.events.listing import first_read, month_days, month_events, search_results
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.models import Event, Series

OPTION = re.compile(r'<option value="([^"]*)"( selected)?>(.*?)</option>')


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def bodies(make_series):
    """Create a published body without events, one below it, and one below that; and another body."""
    ids = [make_series(name).id for name in ("Congress", "Assembly", "Working group", "Bureau")]
    with transaction() as session:
        for child, parent in ((1, 0), (2, 1)):
            session.get_one(Series, ids[child]).parent_id = ids[parent]
        session.get_one(Series, ids[0]).is_published = True
    return ids


@pytest.fixture
def events(bodies, make_event):
    """Announce an event of each body but the first, and one of none."""
    for title, body in (("A", 1), ("W", 2), ("B", 3)):
        make_event(title=title, series_id=bodies[body])
    make_event(title="None")


def options_of(page):
    select_ = re.search(r'<select [^>]*name="series">(.*?)</select>', page.text, re.S)[1]
    return [(value, label) for value, _, label in OPTION.findall(select_)]


def test_bodies_are_offered_as_a_tree_with_those_above(client, events):
    indent = "\N{EM SPACE}"

    assert options_of(client.get("/")) == [
        ("", "Any"),
        ("bureau", "Bureau"),
        ("congress", "Congress"),
        ("assembly", f"{indent}Assembly"),
        ("working-group", f"{indent}{indent}Working group"),
    ]


def test_body_that_is_not_public_is_not_offered(client, bodies, events):
    with transaction() as session:
        session.get_one(Series, bodies[0]).is_published = False

    assert [value for value, _ in options_of(client.get("/"))] == [
        "",
        "assembly",
        "working-group",
        "bureau",
    ]


def test_filter_by_a_branch_holds_everywhere(client, events):
    branch = "series=congress&branch=1"
    page = client.get(f"/?{branch}")
    month = client.get(f"/?{branch}&view=month&month=2027-07")

    assert sorted(titles(page)) == ["A", "W"]
    assert 'value="1" checked><span>With all that is part of this body' in page.text
    assert titles(client.get("/?series=assembly")) == ["A"]
    assert sorted(titles(client.get("/?series=assembly&branch=1"))) == ["A", "W"]
    assert titles(client.get("/?series=congress")) == []
    assert sorted(titles(client.get(f"/?{branch}&since=2026-11-01"))) == ["A", "W"]
    assert sorted(titles(client.get(f"/?{branch}&q=w"))) == ["W"]
    assert re.findall(r"<bdi>([AWBN]\w*)</bdi></a>", month.text) == ["A", "W"]
    assert "events.ics?series=congress&amp;branch=1" in month.text
    assert client.get(f"/events.ics?{branch}").data.count(b"BEGIN:VEVENT") == 2
    assert titles(client.get(f"/?{branch}&past=1")) == []


def test_flat_series_have_no_choice_of_branches(client, make_series, make_event):
    make_event(series_id=make_series("Trade").id)

    assert 'name="branch"' not in client.get("/").text


@pytest.mark.parametrize("few_bodies", [60, 0])
def test_month_of_a_branch_has_its_events_by_day(organiser, bodies, monkeypatch, few_bodies):
    monkeypatch.setattr(month_events, "FEW_BODIES", few_bodies)
    monkeypatch.setattr(month_days, "MOST_A_DAY", 100)
    monkeypatch.setattr(month_days, "MOST_WITHOUT_DAY", 100)
    with transaction() as session:
        add_events(
            session, organiser, 300, now=NOON, spread=timedelta(days=60), series_ids=(None, *bodies)
        )
    days = [date(2026, 12, number) for number in range(1, 32)]
    wanted = EventFilter(month=days[0], series="congress", branch=True)
    public = db.session.scalars(
        select(Event).where(Event.listing != Listing.NONE, Event.series_id.in_(bodies[:3]))
    ).all()

    validity = month_events.month_validity(db.session(), days[0], NOON)
    read = month_events.month_events(db.session(), wanted, days, "Asia/Tokyo", validity.ends)

    assert ids_by_day(read) == by_day(public, "Asia/Tokyo")


@pytest.mark.parametrize("most_series", [50, 0])
def test_lists_of_a_branch_are_at_most_four_statements(client, events, monkeypatch, most_series):
    monkeypatch.setattr(first_read, "MOST_SERIES", most_series)  # with none, they are searched
    monkeypatch.setattr(search_results, "SAMPLE_LENGTH", 1)  # then the index is asked
    client.get("/events.ics?series=congress&branch=1")  # stores the text of each event
    sent = {}
    for query in (
        "",
        "&past=1",
        "&month=2027-07",
        "&past=1&month=2027-07",
        "&view=month&month=2027-07",
        "&since=2026-11-01",
        "&q=w",
        "&q=w&month=2027-07",
        "&path=events.ics",
        "&path=events.atom",
    ):
        path = query.partition("&path=")[2]
        with statements() as seen:
            client.get(f"/{path}?series=congress&branch=1{'' if path else query}")
        sent[query] = len([one for one in seen if one.startswith(("SELECT", "WITH"))])

    assert {query: number for query, number in sent.items() if number > 4} == {}
