"""The series filter of the public list: a list to choose from, and with many series a search."""

import re
from html import unescape

import pytest
from sqlalchemy import insert, select, text, update

from tests.events.many_events import add_events
from tests.statements import sent_statements
from tests.web.public.test_list_growth import work_of
from webinars.database import db, transaction
from webinars.events.enums import EventState, Listing
from webinars.events.listing.first_read import MOST_SERIES
from webinars.events.models import Event, Series
from webinars.events.search import series_search
from webinars.events.search.series_search import write_missing_words
from webinars.timezones import clock as wall_clock
from webinars.web.core import current_caches

SOME, FEW, MANY = 120, 400, 2400
SELECT, SEARCH = '<select class="input" id="series"', '<input class="input" id="series"'
FIELD = re.compile(r'id="series" name="series"[^>]*value="([^"]*)"')
LINK = re.compile(r'<li><a href="(/\?[^"]*series=[^"]+)">([^<]+)</a></li>')


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = (
        request.getfixturevalue("new_postgres_tables_url") if request.param == "postgresql" else ""
    )
    return {"DATABASE_URL": url}


@pytest.fixture
def fill(organiser):
    """Return a function that adds series, each with a coming event, until there are so many."""
    now = wall_clock.now()

    def fill(number, events_of_each=6):
        with transaction() as session:
            before = session.query(Series).count()
            rows = [
                {
                    "slug": f"office-{turn:04}",
                    "name": f"Office {turn:04} of regions",
                    "description": "",
                }
                for turn in range(before, number)
            ]
            session.execute(insert(Series), rows)
            ids = session.scalars(select(Series.id).order_by(Series.id)).all()
            add_events(
                session, organiser, events_of_each * number, now=now, series_ids=ids, seed=number
            )
        write_missing_words()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
                # Plans depend on the pages that deleted rows of other tests left.
                connection.execute(text("VACUUM (FULL, ANALYZE) events, series, series_words"))

    return fill


def test_few_series_are_a_list_and_more_are_searched(client, fill):
    fill(MOST_SERIES)
    page = client.get("/").text
    assert SELECT in page
    assert page.count('<option value="office-') == MOST_SERIES

    fill(MOST_SERIES + 1)

    page = client.get("/").text
    assert SELECT not in page
    assert SEARCH in page
    assert page.count("office-") == page.count("/series/office-") > 0


def test_text_of_several_series_offers_them_as_links(client, fill):
    fill(SOME)

    answer = client.get("/?series=office+001&format=online")

    assert answer.status_code == 200
    assert "Bodies and series that match “office 001”" in answer.text
    links = [(unescape(url), name) for url, name in LINK.findall(answer.text)]
    assert len(links) == 10
    assert links[0] == ("/?series=office-0010&format=online", "Office 0010 of regions")
    assert "There are more" not in answer.text
    assert 'value="office 001"' in answer.text
    assert '<meta name="robots" content="noindex, follow">' in answer.text
    assert "Subscribe to all events" in answer.text
    chosen = client.get(links[0][0]).text
    assert 'value="Office 0010 of regions"' in chosen
    rows = set(re.findall(r'href="(/series/[^"]+)"', chosen))
    assert rows <= {"/series/office-0010"}


def test_more_matches_than_are_offered_ask_for_more_of_the_name(client, fill):
    fill(SOME)

    page = client.get("/?series=office").text

    assert len(LINK.findall(page)) == 20
    assert "There are more: enter more of the name." in page


def test_text_of_one_series_filters_by_it(client, fill):
    fill(SOME)

    page = client.get("/?past=1&series=Office+0057+of+regions").text

    assert 'value="Office 0057 of regions"' in page
    assert set(re.findall(r'href="(/series/[^"]+)"', page)) == {"/series/office-0057"}
    assert "series=Office" not in page
    feed = re.search(r'href="[^"]*(/series/office-0057\.ics|/events\.ics\?[^"]*office-0057)', page)
    assert client.get("/events.ics?series=office-0057").status_code == 200
    assert feed


def test_series_of_one_name_are_told_apart_and_stay_chosen(client, fill, make_event, make_series):
    fill(SOME)
    events = {}
    for turn in ("First", "Second"):
        series = make_series("Trade")
        events[series.slug] = make_event(title=f"{turn} of trade", series_id=series.id).title

    page = client.get("/?series=Trade&past=").text

    assert LINK.findall(page) == [
        ("/?series=trade", "Trade (trade)"),
        ("/?series=trade-2", "Trade (trade-2)"),
    ]
    for slug, title in events.items():
        entry = FIELD.search(client.get(f"/?series={slug}").text)[1]
        again = client.get("/", query_string={"series": entry, "format": ""}).text
        assert [one in again for one in events.values()] == [
            one == title for one in events.values()
        ]


def test_series_too_many_to_read_ask_for_more_of_the_name(client, fill, monkeypatch):
    monkeypatch.setattr(series_search, "MOST_READ", 5)
    fill(SOME)
    with transaction() as session:
        drafts = update(Event).where(Event.series_id <= 5)
        session.execute(drafts.values(state=EventState.DRAFT, listing=Listing.NONE))

    answer = client.get("/?series=office")

    assert answer.status_code == 200
    assert LINK.findall(answer.text) == []
    assert "There are more: enter more of the name." in answer.text


def test_choice_among_series_keeps_what_was_entered(client, fill):
    fill(SOME)
    cursor = re.search(r"after=([^\"&]+)", client.get("/").text)[1]

    page = client.get(f"/?series=office+001&format=online&after={cursor}").text

    assert "<details open>" in client.get("/?series=office").text
    assert "series=office+001" in re.search(r'href="(/time-zone[^"]*)"', page)[1]
    assert "series=office+001" in re.search(r'href="([^"]*)">First page', page)[1]
    assert "office+001" not in re.search(r'id="feed".*', page, re.DOTALL)[0]
    assert client.get("/?series=office&after=garbage").status_code == 422


def test_few_series_are_found_by_words_too(client, fill):
    fill(MOST_SERIES)

    one, several = client.get("/?series=office+0007"), client.get("/?series=office")

    assert one.status_code == several.status_code == 200
    assert '<option value="office-0007" selected>' in one.text
    assert len(LINK.findall(several.text)) == 20
    assert client.get("/?series=zebra").status_code == 422


def test_text_of_no_series_is_an_error_beside_the_field(client, fill):
    fill(SOME)

    answer = client.get("/?series=%3Cb%3Ezebra")

    assert answer.status_code == 422
    assert "No series matches “&lt;b&gt;zebra”." in answer.text
    assert 'aria-describedby="series-error"' in answer.text
    assert client.get("/events.ics?series=zebra").status_code == 422


def test_work_and_statements_do_not_grow_with_the_series(client, fill, monkeypatch):
    monkeypatch.setattr(series_search, "MOST_READ", FEW - 100)
    fill(FEW, events_of_each=2)
    few = work_of_filters(client)
    fill(MANY, events_of_each=2)

    more = work_of_filters(client)

    assert {name: number for name, (number, _) in more.items()} == {
        name: number for name, (number, _) in few.items()
    }
    growth = {name: more[name][1] / few[name][1] for name in few}
    assert {name: rate for name, rate in growth.items() if rate > 1.3} == {}, (few, more)


def work_of_filters(client):
    """Return the number of statements and their work for each use of the filter; no list is empty."""
    number = re.search(r'href="/series/office-(\d+)"', client.get("/").text)[1]
    addresses = {
        "list": "/",
        "past": "/?past=1",
        "chosen": f"/?series=office-{number}",
        "whole name": f"/?series=Office+{number}+of+regions",
        "words of one": f"/?series=region+off+{number}",
        "words of all": "/?series=office",
        "common words": "/?series=region+off",
        "no series": "/?series=zebra",
    }
    work = {}
    for name, address in addresses.items():
        current_caches.init_app(client.application)  # nothing is known of any page
        with sent_statements() as sent:
            assert client.get(address).status_code in {200, 422}
        work[name] = len(sent), sum(work_of(*one) for one in sent)
    return work
