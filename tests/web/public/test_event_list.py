"""The list of events: months, rows, filters, pages, and empty states."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.web.pages import at, months, statements, text_of, titles
from webinars.events.enums import Format
from webinars.timezones.schedule import Days, Month

NAIROBI = "/?zone=Africa/Nairobi"


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def test_events_are_ordered_and_grouped_by_local_month(client, make_event):
    make_event(title="C", when=Month(2027, 7, "Europe/Zurich"))
    make_event(title="B", when=at(2027, 7, 16, 15))
    make_event(title="A", when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"))

    page = client.get("/")

    assert titles(page) == ["A", "B", "C"]
    assert months(page) == [("March", "2027"), ("July", "2027")]


def test_online_event_shows_and_labels_readers_time(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get(NAIROBI, follow_redirects=True))

    assert "16:00 your time, Nairobi" in shown
    assert "15:00 Geneva / 09:00 New York" in shown


def test_no_time_is_labelled_as_readers_without_known_zone(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get("/"))

    assert "your time" not in shown.lower()
    assert "15:00 Geneva" in shown


def test_in_person_event_shows_local_time_first_then_readers(client, make_event):
    make_event(
        format=Format.IN_PERSON,
        place="Vienna",
        cities=("VIE",),
        when=at(2027, 1, 13, 10, zone="Europe/Vienna"),
    )

    shown = text_of(client.get(NAIROBI, follow_redirects=True))

    assert "10:00 Vienna 12:00 your time, Nairobi" in shown


def test_in_person_event_shows_one_time_to_local_reader(client, make_event):
    make_event(
        format=Format.IN_PERSON,
        place="Hall A",
        cities=("VIE",),
        when=at(2027, 1, 13, 10, zone="Europe/Vienna"),
    )

    page = client.get("/?zone=Europe/Vienna", follow_redirects=True)

    assert page.text.count(">10:00</time>") == 1
    assert "10:00 Vienna same as your time" in text_of(page)


def test_event_of_month_shows_no_day(client, make_event):
    make_event(title="Session", when=Month(2027, 4, "America/New_York"), cities=("NYC",))

    page = client.get("/")

    assert "April date not set yet" in text_of(page)
    assert "April 2027" in text_of(page)
    assert 'class="day"' not in page.text


def test_event_of_past_month_announces_no_date(client, make_event):
    make_event(when=Month(2026, 4, "Europe/Zurich"))

    assert "April no date was announced" in text_of(client.get("/?past=1"))


def test_event_of_days_shows_range_with_weekdays(client, make_event):
    make_event(when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"), cities=("VIE",))

    assert "8–11 Mon–Thu 4 days" in text_of(client.get("/"))


def test_readers_date_in_other_month_names_the_month(client, make_event):
    make_event(when=at(2027, 7, 31, 23))

    assert "1 Sun, Aug" in text_of(client.get("/?zone=Pacific/Fiji", follow_redirects=True))


def test_event_at_night_for_reader_is_marked(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    assert "at night for you" in text_of(
        client.get("/?zone=Pacific/Auckland", follow_redirects=True)
    )
    assert "at night for you" not in text_of(client.get(NAIROBI, follow_redirects=True))


def test_unusual_time_difference_is_noted_once(client, make_event):
    make_event(when=at(2027, 3, 16, 15), cities=("GVA", "NYC", "YTO"))
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get("/"))

    assert shown.count("New York is 5 hours behind Geneva that day, not 6 hours.") == 1
    assert "on 14–27 March 2027" in shown


@pytest.mark.parametrize(
    ("fields", "badge"),
    [
        ({}, "Open"),
        ({"opens_at": datetime(2027, 1, 1, tzinfo=UTC)}, "Not open yet"),
        ({"closes_at": datetime(2026, 11, 1, tzinfo=UTC)}, "Closed"),
        ({"accepts_registrations": False}, "No registration"),
        ({"external_url": "https://example.org/x"}, "External registration"),
        ({"accepts_registrations": False, "when": Month(2027, 4, "Europe/Zurich")}, "Date not set"),
    ],
)
def test_badge_names_the_state(client, make_event, fields, badge):
    make_event(**fields)

    assert re.search(rf'<span class="badge [a-z]+">.*?</svg>{badge}</span>', client.get("/").text)


def test_full_event_shows_open_waiting_list(client, make_event, make_registration):
    make_registration(make_event(capacity=1))

    assert "Full waiting list open" in text_of(client.get("/"))


def test_cancelled_event_is_listed_with_struck_time(client, make_event, cancel):
    cancel(make_event(when=at(2027, 7, 16, 15)))

    page = client.get(NAIROBI, follow_redirects=True)

    assert "Cancelled" in text_of(page)
    assert "<s><time" in page.text
    assert "16:00 your time, Nairobi" in text_of(page)
    assert "15:00 Geneva / 09:00 New York" in text_of(page)


def test_event_with_external_registration_links_to_both_pages(client, make_event):
    event = make_event(title="Theirs", external_url="https://example.org/x")

    page = client.get("/").text

    assert '<h3><a href="https://example.org/x" rel="noopener"><bdi>Theirs</bdi></a></h3>' in page
    assert f'href="/events/{event.slug}">About this event</a>' in page


def test_invalid_external_url_never_becomes_a_link(client, make_event):
    event = make_event(title="Theirs", external_url="javascript:alert(1)")

    page = client.get("/").text

    assert "javascript:" not in page
    assert f'<h3><a href="/events/{event.slug}"><bdi>Theirs</bdi></a></h3>' in page


def test_past_events_are_listed_newest_first(client, make_event):
    make_event(title="Old", when=at(2026, 3, 1, 10))
    make_event(title="New", when=at(2026, 10, 1, 10))
    make_event(title="Coming", when=at(2027, 10, 1, 10))

    assert titles(client.get("/?past=1")) == ["New", "Old"]


def test_filters_apply_and_stay_in_form(client, make_event, make_series):
    series = make_series(name="Dialogues")
    make_event(title="Water law", series_id=series.id, when=at(2027, 7, 16, 15))
    make_event(title="Water in place", format=Format.IN_PERSON, place="Geneva")
    make_event(title="Something else", series_id=series.id, when=at(2027, 7, 17, 15))

    page = client.get("/?q=water&month=2027-07&series=dialogues&format=online")

    assert titles(page) == ["Water law"]
    for chosen in (
        'value="2027-07" selected',
        'value="dialogues" selected',
        'value="online" selected',
        'value="water"',
    ):
        assert chosen in page.text


def test_pages_have_no_gap_or_repetition(client, make_event):
    for number in range(31):
        make_event(title=f"E{number:02}", when=at(2027, 1, 1 + number % 28, 10 + number // 28))

    first = client.get("/?q=e")
    later = re.search(r'href="([^"]+)" rel="next"', first.text).group(1).replace("&amp;", "&")
    second = client.get(later)

    assert len(titles(first)) == 30
    assert len(titles(second)) == 1
    assert "q=e" in later
    assert not set(titles(first)) & set(titles(second))
    assert 'rel="next"' not in second.text
    assert "First page" in second.text


def test_empty_list_links_to_past_events(client, make_event):
    make_event(when=at(2026, 3, 1, 10))

    shown = text_of(client.get("/"))

    assert "No events yet" in shown
    assert "1 past event" in shown


def test_list_without_any_event_offers_feed(client):
    shown = text_of(client.get("/"))

    assert "No events yet" in shown
    assert "Subscribe below" in shown


def test_filter_without_matches_counts_other_events(client, make_event):
    make_event(title="Water law", when=at(2027, 7, 16, 15))
    make_event(title="Water rights", when=at(2027, 8, 16, 15))
    make_event(title="Other", when=at(2027, 8, 17, 15))
    make_event(title="Old water", when=at(2026, 3, 16, 15))

    page = client.get("/?q=water&month=2027-09")

    assert "No events match “water”" in text_of(page)
    assert 'href="/?q=water">2 events in other months</a>' in page.text
    assert 'href="/">3 events without filters</a>' in page.text
    assert "past event" not in text_of(page)


def test_empty_list_of_past_events_links_to_upcoming(client, make_event):
    make_event()

    page = client.get("/?past=1")

    assert "No past events yet" in text_of(page)
    assert 'href="/">1 upcoming event</a>' in page.text


def test_past_list_offers_feed_of_coming_events(client, make_event):
    make_event(title="Old", when=at(2026, 3, 1, 10))

    page = client.get("/?past=1&q=old")

    assert 'href="webcal://127.0.0.1:8000/events.ics?q=old&amp;lang=en"' in page.text


def test_number_of_queries_is_independent_of_rows(client, make_event, make_series):
    counts = []
    for more in (1, 12):
        for number in range(more):
            make_event(series_id=make_series(name=f"S{number}").id)
        for _ in ("changed", "unchanged"):
            with statements() as seen:
                client.get("/")
            counts.append(len([item for item in seen if item.startswith(("SELECT", "WITH"))]))

    # A changed list asks first whether it has changed; an unchanged one asks nothing else.
    assert counts == [3, 1, 4, 1]


def test_search_that_finds_nothing_is_four_statements(client, make_event, monkeypatch):
    monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", 2)
    for year in (2026, 2027):
        for day in (16, 17, 18):
            make_event(when=at(year, 7, day, 15))
    sent = {}
    for query in ("", "&month=2027-07", "&past=1", "&past=1&month=2026-07", "&format=online"):
        with statements() as seen:
            page = client.get(f"/?q=nothing{query}")
        sent[query] = len([one for one in seen if one.startswith(("SELECT", "WITH"))])
        assert "without filters</a>" in page.text

    assert max(sent.values()) <= 4, sent


def test_titles_are_escaped(client, make_event):
    make_event(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    page = client.get("/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_unchanged_list_is_answered_304(client, make_event):
    make_event()
    tag = client.get("/").headers["ETag"]

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    make_event()
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_filter_without_matches_offers_feed_of_all_events(client, make_event):
    make_event()

    empty, result = client.get("/?q=nothing-like-it").text, client.get("/?q=children").text

    assert "Subscribe to all events" in empty
    assert "q=nothing-like-it" not in empty.partition('id="feed"')[2]
    assert "Subscribe to this selection" in result
    assert "q=children" in result.partition('id="feed"')[2]
