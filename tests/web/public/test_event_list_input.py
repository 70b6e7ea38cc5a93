"""Invalid queries of the list are reported at their fields."""

import pytest
from sqlalchemy import select, text

from tests.events.many_events import add_events
from tests.web.pages import text_of, titles
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.timezones import clock


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("month=2026-13", "month", "“2026-13” is not a month. Use the form 2026-10."),
        ("month=0001-01", "month", "“0001-01” is not a month. Use the form 2026-10."),
        ("month=2026-7", "month", "“2026-7” is not a month. Use the form 2026-10."),
        (
            "month=%D9%A2%D9%A0%D9%A2%D9%A7-%D9%A0%D9%A1",
            "month",
            "“٢٠٢٧-٠١” is not a month. Use the form 2026-10.",
        ),
        ("series=none", "series", "This series does not exist."),
        ("format=radio", "format", "“radio” is not one of these formats."),
        ("q=" + "x" * 201, "q", "Enter at most 200 characters."),
    ],
)
def test_invalid_value_is_an_error_at_its_field(client, make_event, query, field, message):
    make_event()

    page = client.get(f"/?{query}&zone=Africa/Nairobi", follow_redirects=True)

    assert page.status_code == 422
    assert f'id="{field}-error"><span>{message}</span>' in page.text
    assert f'aria-describedby="{field}-error"' in page.text
    assert titles(page) == []


def test_invalid_month_keeps_other_filters(client):
    page = client.get("/?q=water&format=online&month=junk")

    assert page.status_code == 422
    assert 'value="water"' in page.text
    assert 'value="online" selected' in page.text


@pytest.mark.parametrize(
    "after", ["junk", "1.2", "9" * 80, "202707.1.99999999999999999999", "-1.0.0"]
)
def test_invalid_cursor_links_to_first_page(client, make_event, after):
    make_event()

    page = client.get(f"/?q=liberty&after={after}")

    assert page.status_code == 422
    assert "The address of this page is not valid." in text_of(page)
    assert 'href="/?q=liberty">First page</a>' in page.text


@pytest.mark.parametrize("query", ["zone=Mars/Base", "lang=xx", "past=2"])
def test_other_invalid_parameters_are_refused(client, query):
    assert client.get(f"/?{query}").status_code == 422


@pytest.mark.parametrize("query", ["q=talk", "q=talk&past=1", "q=talk&month=2027-07"])
def test_search_without_its_index_is_reported_and_lists_go_on(
    client, make_event, monkeypatch, query
):
    monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", 1)
    make_event(title="Talk")
    with transaction() as session:
        add_events(session, session.scalar(select(Organiser)), 20, now=clock.now())
        session.execute(text("DROP TABLE event_search"))

    searched, page = client.get(f"/?{query}"), client.get("/")

    assert searched.status_code == 503
    assert "Searching is not possible at the moment." in text_of(searched)
    assert 'href="/">All events</a>' in searched.text
    assert page.status_code == 200
    assert "Talk" in titles(page)


def test_failed_search_of_a_related_list_is_reported(client, make_event, monkeypatch):
    monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", 2)
    make_event(title="Talk")
    with transaction() as session:
        add_events(session, session.scalar(select(Organiser)), 20, now=clock.now())
        session.execute(text("DELETE FROM events WHERE listing = 'upcoming' AND title <> 'Talk'"))
        session.execute(text("DROP TABLE event_search"))

    page = client.get("/?q=zzz")

    assert page.status_code == 503
    assert "Searching is not possible at the moment." in text_of(page)
    assert client.get("/events.ics?q=zzz").status_code == 503


@pytest.mark.parametrize(
    "query",
    ["%22", "*" * 200, "%E2%80%8F%E2%80%AE" * 9, "%ED%A0%80", "a%22%20OR%20NEAR(", "'"],
)
def test_signs_of_search_languages_are_text(client, make_event, query):
    make_event()

    assert client.get(f"/?q={query}").status_code == 200
    assert client.get(f"/events.ics?q={query}").status_code == 200
