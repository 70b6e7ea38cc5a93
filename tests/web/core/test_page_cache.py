"""Pages that are kept in memory show every change at once, and what is the reader's own stays theirs."""

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
    """Give the words of an event's page, as it is asked for twice before it is looked at."""

    def page(event, **query):
        for _ in range(2):
            answer = client.get(f"/events/{event.slug}", query_string=query)
        return text_of(answer)

    return page


def test_a_cancelled_event_says_so_at_once(make_event, page, cancel):
    event = make_event()
    before = page(event)

    cancel(event)

    assert ("This event is cancelled" in before, "This event is cancelled" in page(event)) == (
        False,
        True,
    )


def test_the_last_place_taken_shows_at_once(make_event, make_registration, page):
    event = make_event(capacity=1)
    before = page(event)

    make_registration(event)

    assert ("All places are taken" in before, "All places are taken" in page(event)) == (
        False,
        True,
    )


def test_a_day_that_never_came_shows_when_the_month_is_over(make_event, page, clock):
    event = make_event(when=Month(2027, 4, "Europe/Zurich"))
    before = page(event)

    clock.advance(timedelta(days=200))

    assert ("no date was announced" in before, "no date was announced" in page(event)) == (
        False,
        True,
    )


def test_a_series_has_its_new_name_at_once(make_event, make_series, page):
    series = make_series("Old name")
    event = make_event(series_id=series.id)
    page(event)

    with transaction() as session:
        session.get(Series, series.id).name = "New name"

    assert ("Old name" in page(event), "New name" in page(event)) == (False, True)


def test_each_reader_has_their_own_zone(make_event, page):
    event = make_event()
    nairobi = page(event, zone="Africa/Nairobi")

    tokyo = page(event, zone="Asia/Tokyo")

    assert ("Your time, Tokyo" in nairobi, "Your time, Tokyo" in tokyo) == (False, True)


def test_a_page_asked_for_again_has_the_same_bytes_of_fewer_statements(make_event, client):
    event = make_event()
    with statements() as first:
        page = client.get(f"/events/{event.slug}")
    with statements() as second:
        again = client.get(f"/events/{event.slug}")

    assert (again.data, again.headers["ETag"]) == (page.data, page.headers["ETag"])
    assert [selects(first), selects(second)] == [2, 1]


def selects(seen):
    return sum(said.startswith("SELECT") for said in seen)


def test_the_list_shows_a_place_taken_and_an_hour_gone(
    make_event, make_registration, client, clock
):
    event = make_event(when=at(2026, 11, 26, 15), capacity=1)
    pages = [client.get("/").text]
    make_registration(event)
    pages.append(client.get("/").text)

    clock.advance(timedelta(days=3))

    pages.append(client.get("/").text)
    found = [("Full" in page, event.title in page) for page in pages]
    assert found == [(False, True), (True, True), (False, False)]
