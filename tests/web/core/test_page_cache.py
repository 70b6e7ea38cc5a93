"""Cached pages show every change at once, and never data of another reader."""

from datetime import timedelta

import pytest

from tests.web.pages import at, statements, text_of
from webinars.database import transaction
from webinars.events.models import Series
from webinars.timezones.schedule import Month


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def page(client):
    """Return the text of an event's page, requested twice so that it is cached."""

    def page(event, **query):
        for _ in range(2):
            answer = client.get(f"/events/{event.slug}", query_string=query, follow_redirects=True)
        return text_of(answer)

    return page


def test_cached_page_shows_cancellation_at_once(make_event, page, cancel):
    event = make_event()
    before = page(event)

    cancel(event)

    assert ("This event is cancelled" in before, "This event is cancelled" in page(event)) == (
        False,
        True,
    )


def test_cached_page_shows_last_place_taken_at_once(make_event, make_registration, page):
    event = make_event(capacity=1)
    before = page(event)

    make_registration(event)

    assert ("All places are taken" in before, "All places are taken" in page(event)) == (
        False,
        True,
    )


def test_cached_page_shows_end_of_month_without_date(make_event, page, clock):
    event = make_event(when=Month(2027, 4, "Europe/Zurich"))
    before = page(event)

    clock.advance(timedelta(days=200))

    assert ("no date was announced" in before, "no date was announced" in page(event)) == (
        False,
        True,
    )


def test_cached_page_shows_new_series_name_at_once(make_event, make_series, page):
    series = make_series("Old name")
    event = make_event(series_id=series.id)
    page(event)

    with transaction() as session:
        session.get(Series, series.id).name = "New name"

    assert ("Old name" in page(event), "New name" in page(event)) == (False, True)


def test_pages_are_cached_per_time_zone(make_event, page):
    event = make_event()
    nairobi = page(event, zone="Africa/Nairobi")

    tokyo = page(event, zone="Asia/Tokyo")

    assert ("Your time, Tokyo" in nairobi, "Your time, Tokyo" in tokyo) == (False, True)


def test_cached_page_has_same_bytes_with_fewer_queries(make_event, client):
    event = make_event()
    with statements() as first:
        page = client.get(f"/events/{event.slug}")
    with statements() as second:
        again = client.get(f"/events/{event.slug}")

    assert (again.data, again.headers["ETag"]) == (page.data, page.headers["ETag"])
    assert [selects(first), selects(second)] == [2, 1]


def selects(seen):
    return sum(item.startswith("SELECT") for item in seen)


def test_cached_list_shows_taken_place_and_elapsed_time(
    make_event, make_registration, client, clock
):
    event = make_event(when=at(2026, 11, 26, 15), capacity=1)
    pages = [client.get("/").text]
    make_registration(event)
    pages.append(client.get("/").text)

    clock.advance(timedelta(days=3))

    pages.append(client.get("/").text)
    results = [("Full" in page, event.title in page) for page in pages]
    assert results == [(False, True), (True, True), (False, False)]
