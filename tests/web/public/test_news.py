"""News feeds: valid Atom and JSON Feed with the public events of the list."""

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.pages import at, statements
from webinars.database import transaction
from webinars.events.listing.feeds import CANCELLED_KEPT_FOR, NEWS_LENGTH
from webinars.events.models import Event
from webinars.timezones.schedule import Days, Month

A = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
HOSTILE = "</title></entry><script>alert(1)</script>]]>&amp;&#0; \x1b\x07￾ {{7*7}} %(title)s"


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


def atom(answer):
    """Return an Atom feed, held against what RFC 4287 sections 4.1.1 and 4.1.2 demand."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = Tree.fromstring(answer.data)
    assert root.tag == f"{A}feed"
    (self_link,) = (item for item in root.findall(f"{A}link") if item.get("rel") == "self")
    assert self_link.get("href") == root.findtext(f"{A}id")
    assert root.findtext(f"{A}author/{A}name")
    for item in (root, *root.findall(f"{A}entry")):
        assert len(item.findall(f"{A}id")) == len(item.findall(f"{A}title")) == 1
        (updated,) = item.findall(f"{A}updated")
        assert datetime.fromisoformat(updated.text).utcoffset() == timedelta()
        assert [link for link in item.findall(f"{A}link") if link.get("rel") == "alternate"]
    ids = [item.findtext(f"{A}id") for item in root.iter(f"{A}entry")]
    assert len(ids) == len(set(ids))
    return root


def jsonfeed(answer):
    """Return a JSON Feed, held against what its version 1.1 demands."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    data = json.loads(answer.data)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["title"]
    assert data["feed_url"].startswith("http")
    for item in data["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert datetime.fromisoformat(item["date_modified"]).tzinfo
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert all(name.startswith("_") or name in JSON_ITEM for name in item)
    return data


JSON_ITEM = {
    "id", "url", "title", "summary", "content_html", "date_published", "date_modified", "tags", "attachments",
}  # fmt: skip


def titles(client, query=""):
    """Return the titles of both feeds, which are the same."""
    root = atom(client.get(f"/events.atom{query}"))
    data = jsonfeed(client.get(f"/events.json{query}"))
    results = [entry.findtext(f"{A}title") for entry in root.iter(f"{A}entry")]
    assert results == [item["title"] for item in data["items"]]
    return results


def test_feeds_list_public_events_newest_first(client, clock, make_event):
    for title in ("First", "Second"):
        make_event(title=title)
        clock.advance(timedelta(hours=1))
    make_event(title="Draft", publish=False)
    make_event(title="Long over", when=at(2026, 3, 1, 10))
    make_event(title="Some month", when=Month(2027, 4, "Europe/Zurich"))

    assert titles(client) == ["Some month (exact date to follow)", "Second", "First"]
    assert "Long over" in titles(client, "?past=1")


def test_feeds_accept_filters_of_list(client, make_event, make_series):
    make_event(title="Water law", series_id=make_series("Dialogues").id)
    make_event(title="Water rights")

    assert titles(client, "?q=law") == ["Water law"]
    assert titles(client, "?series=dialogues") == ["Water law"]
    assert titles(client, "?q=nothing") == []
    for path in ("/events.atom", "/events.json"):
        assert client.get(f"{path}?month=2026-13").status_code == 422
        assert client.get(f"{path}?series=none").status_code == 422


def test_changes_and_cancellations_are_listed(client, clock, make_event, cancel):
    event = make_event(title="First", when=at(2026, 12, 1, 10))
    clock.advance(timedelta(hours=1))
    make_event(title="Second")
    before = titles(client)
    clock.advance(timedelta(hours=1))

    cancel(event)

    assert (before, titles(client)) == (["Second", "First"], ["Cancelled: First", "Second"])
    clock.advance(timedelta(days=7) + CANCELLED_KEPT_FOR)
    assert titles(client) == ["Second"]


def test_items_have_text_and_machine_readable_data(client, make_event, make_series):
    event = make_event(
        title="One", description="*Read* more.", format="in_person", place="Salle XIV",
        series_id=make_series("Dialogues").id,
    )  # fmt: skip

    (entry,) = atom(client.get("/events.atom?zone=Africa/Nairobi")).iter(f"{A}entry")
    (item,) = jsonfeed(client.get("/events.json?zone=Africa/Nairobi"))["items"]

    assert item["id"] == entry.findtext(f"{A}id") == f"urn:uuid:{event.uid.partition('@')[0]}"
    assert item["url"] == f"http://127.0.0.1:8000/events/{event.slug}"
    assert item["summary"] == ("Friday 16 July 2027, 15:00 Geneva / 09:00 New York · Salle XIV")
    assert item["content_html"] == entry.findtext(f"{A}content")
    assert "<em>Read</em> more." in item["content_html"]
    assert "16:00 your time, Nairobi" in item["content_html"]
    assert item["tags"] == [entry.find(f"{A}category").get("term")] == ["Dialogues"]
    assert item["_event"] == {
        "starts": "2027-07-16T15:00:00+02:00", "ends": "2027-07-16T16:30:00+02:00",
        "zone": "Europe/Zurich", "format": "in_person", "state": "published", "place": "Salle XIV",
    }  # fmt: skip
    assert (
        entry.find(f"{A}link[@type='text/calendar']")
        .get("href")
        .endswith(f"{event.slug}.ics?lang=en")
    )


def test_days_have_date_precision(client, make_event):
    make_event(
        when=Days(datetime(2027, 3, 8).date(), datetime(2027, 3, 11).date(), "Europe/Vienna")
    )

    (item,) = jsonfeed(client.get("/events.json"))["items"]

    assert (item["_event"]["starts"], item["_event"]["ends"]) == ("2027-03-08", "2027-03-11")


def test_feeds_contain_nothing_private(client, make_event, make_registration):
    make_registration(make_event())

    for path in ("/events.atom", "/events.json"):
        text = client.get(path).text
        for never in ("secret-room", "amira", "Wanjiru", "/join/", "/registrations"):
            assert never not in text, (path, never)


def test_language_depends_on_url_only(client, make_event):
    make_event()
    plain = client.get("/events.atom").data
    client.set_cookie("lang", "fr")
    client.set_cookie("zone", "Asia/Tokyo")

    assert client.get("/events.atom", headers={"Accept-Language": "fr"}).data == plain
    assert atom(client.get("/events.atom?lang=fr")).get(f"{XML}lang") == "fr"
    assert jsonfeed(client.get("/events.json?lang=fr"))["language"] == "fr"


def test_feeds_name_their_canonical_url(client, make_event):
    make_event()

    data = jsonfeed(
        client.get("/events.json?utm=x&lang=en&q=+law++water&past=0&zone=Asia/Calcutta")
    )

    assert data["feed_url"] == (
        "http://127.0.0.1:8000/events.json?q=law+water&zone=Asia/Kolkata&lang=en"
    )
    assert data["home_page_url"] == "http://127.0.0.1:8000/?q=law+water&lang=en&zone=Asia/Kolkata"


@pytest.mark.parametrize("path", ["/events.atom", "/events.json"])
def test_number_of_queries_is_independent_of_events(client, make_event, make_series, path):
    series, counts = make_series("Dialogues"), []
    for number in (1, 3):
        for _ in range(number):
            make_event(series_id=series.id)
        with statements() as seen:
            client.get(path)
        counts.append(len([item for item in seen if item.startswith("SELECT")]))

    assert counts == [2, 2]


def test_number_of_items_is_limited(client, make_event):
    for number in range(NEWS_LENGTH + 1):
        make_event(title=f"Event {number}")

    result = titles(client)

    assert len(result) == NEWS_LENGTH
    assert (result[0], result[-1]) == (f"Event {NEWS_LENGTH}", "Event 1")


def test_user_text_is_escaped(client, make_event, make_series):
    made = make_event(place="Somewhere", format="in_person", series_id=make_series("S").id)
    with transaction() as session:
        event = session.get_one(Event, made.id)
        event.title = event.description = event.place = event.series.name = HOSTILE

    root = atom(client.get("/events.atom"))
    (item,) = jsonfeed(client.get("/events.json"))["items"]

    assert len(list(root.iter(f"{A}entry"))) == 1
    assert "<script>" not in item["content_html"]
    assert (
        item["title"] == "</title></entry><script>alert(1)</script>]]>&amp;&#0; {{7*7}} %(title)s"
    )


@given(text=st.text(max_size=60))
def test_any_title_parses_back(text, app, make_event):
    client = app.test_client()
    with transaction() as session:
        event = session.query(Event).first()
        if event is None:
            session.rollback()
            made = make_event(format="in_person", place="x")
            event = session.get_one(Event, made.id)
        event.title, event.description, event.place = (
            f"T{_storable(text)}",
            _storable(text),
            _storable(text),
        )
        event.revision += 1

    (title,) = titles(client)

    assert title.startswith("T")


def _storable(text):
    """Return text as a database takes it."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")


@pytest.mark.parametrize("path", ["/", "/series/dialogues"])
def test_pages_link_to_their_feeds(client, make_event, make_series, path):
    make_event(series_id=make_series("Dialogues").id)

    head = client.get(path).text.partition("</head>")[0]

    series = "series=dialogues&amp;" if path != "/" else ""
    for kind, address in (
        ("application/atom+xml", f"/events.atom?{series}lang=en"),
        ("application/feed+json", f"/events.json?{series}lang=en"),
    ):
        link = f'<link rel="alternate" type="{kind}" href="http://127.0.0.1:8000{address}" title="'
        assert link in head
