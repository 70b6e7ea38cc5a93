"""Page of a body: what it is part of, its bodies, sessions by year, former addresses, feeds of the branch."""

import re
from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.events.many_events import add_events
from tests.statements import sent_statements
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.models import Series
from webinars.events.series.editing import change_series
from webinars.events.series.series_details import SeriesDetails, details_of
from webinars.timezones.schedule import Days


def days(year, month=10):
    first = NOON.date().replace(year=year, month=month, day=12)
    return Days(first, first + timedelta(days=3), "Europe/Vienna")


def change(series, organiser, **values):
    with transaction() as session:
        stored = session.get_one(Series, series.id)
        details = SeriesDetails(**{**vars(details_of(stored)), **values})
        change_series(session, series.id, details, revision=stored.revision, by=organiser)


@pytest.fixture
def conference(clock, organiser, make_series, make_event):
    """Create a body in a body, with a body of its own, two sessions, and an event of each."""
    above, series, below = map(make_series, ("United Nations", "Conference", "Working Group"))
    change(above, organiser, is_published=True)
    links = [("Read the rules", "https://example.org/rules")]
    change(series, organiser, parent_id=above.id, short_name="COP", links=links)
    change(below, organiser, parent_id=series.id, is_published=True)
    for number, year in ((9, 2018), (10, 2020)):
        made = make_event(title=f"Conference {year}", series_id=series.id, when=days(year))
        with transaction() as session:
            session.merge(made).session_number = number
    make_event(title="Next conference", series_id=series.id)
    make_event(title="Meeting of the group", series_id=below.id)
    return series


def test_page_shows_text_parents_bodies_and_sessions_by_year(client, conference):
    page = client.get("/series/conference")

    text = text_of(page)
    assert "Events / United Nations Conference (COP)" in text
    assert "Read more Read the rules example.org" in text
    assert "Part of this body Working Group" in text
    assert "Past events 2020 Tenth session : Conference 2020 12–15 October 2020" in text
    assert "2018 Ninth session : Conference 2018" in text
    assert re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi>", page.text) == [
        "Next conference",
        "Meeting of the group",
    ]


def test_event_names_its_session_with_the_year(client, conference):
    assert "Tenth session (2020)" in text_of(client.get("/events/conference-2020"))


def test_former_address_of_a_renamed_body_leads_to_it_and_serves_its_feeds(
    client, organiser, conference
):
    before = client.get("/series/conference.ics").text
    change(conference, organiser, name="Conference of the Parties")

    moved = client.get("/series/conference?from=mail&endpoint=1")
    feed = client.get("/series/conference.ics")

    address = "/series/conference-of-the-parties"
    assert (moved.status_code, moved.location) == (302, f"{address}?from=mail&endpoint=1")
    assert uids(feed.text) == uids(before) != []
    listed = "/events.ics?series=conference"
    assert uids(client.get(listed).text) == uids(before)
    for path in ("/events.atom?series=conference", "/?series=conference"):
        assert "Next conference" in client.get(path).text
    change(conference, organiser, name="Conference")
    back = client.get(address)
    assert (back.status_code, back.location) == (302, "/series/conference")  # 301 would be kept


def test_former_address_does_not_tell_the_name_of_a_body_that_is_not_public(
    client, organiser, make_series
):
    series = make_series("Working title")
    change(series, organiser, name="Secret merger")

    assert client.get("/series/working-title").status_code == 404


def test_new_body_never_takes_a_former_address(client, organiser, make_series, conference):
    change(conference, organiser, name="Parties")

    assert make_series("Conference").slug == "conference-2"


@pytest.mark.parametrize("path", ["/series/conference.ics?", "/events.ics?series=conference&"])
def test_feeds_of_the_branch_have_the_events_of_bodies_below(client, conference, path):
    alone, branch = (client.get(f"{path}{query}").text for query in ("", "branch=1"))

    assert "Meeting of the group" not in alone
    assert {*uids(alone)} < {*uids(branch)}
    assert "Meeting of the group" in branch
    assert client.get("/events.json?series=conference&branch=2").status_code == 422


def test_body_without_events_is_public_only_if_published(client, organiser, make_series):
    series = make_series("Mechanism")
    assert client.get("/series/mechanism").status_code == 404

    change(series, organiser, is_published=True)

    assert "No upcoming events" in text_of(client.get("/series/mechanism"))


def test_event_without_free_places_is_marked_full(
    client, make_series, make_event, make_registration
):
    series = make_series("Mechanism")
    for capacity in (1, 2):
        event = make_event(title=f"For {capacity}", series_id=series.id, capacity=capacity)
        make_registration(event)

    _, *rows = client.get(f"/series/{series.slug}").text.split('<li class="row')

    is_full = {
        capacity: "Full" in row for row in rows for capacity in (1, 2) if f"For {capacity}" in row
    }
    assert is_full == {1: True, 2: False}


def test_page_of_a_large_branch_takes_three_statements(client, organiser, clock, make_series):
    root = make_series("Root")
    with transaction() as session:
        session.get_one(Series, root.id).is_published = True
        some = [
            Series(slug=f"s{number}", name=f"Body {number}", parent_id=root.id)
            for number in range(150)
        ]
        session.add_all(some)
        session.flush()
        add_events(session, organiser, 600, now=NOON, series_ids=[one.id for one in some])

    with sent_statements() as sent:
        page = client.get("/series/root")

    assert len(sent) <= 3
    assert page.text.count('class="row') == 30
    assert "The first 100 bodies are shown." in text_of(page)
    db.session.rollback()


def uids(text):
    return re.findall(r"^UID:(.*)\r$", text, re.M)
