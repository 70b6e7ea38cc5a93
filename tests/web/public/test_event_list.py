"""The list of events: months, rows, filters, paging, and what it says when there is nothing."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.web.pages import at, months, statements, text_of, titles
from webinars.events.rules import Format
from webinars.timezones.schedule import Days, Month

NAIROBI = "/?zone=Africa/Nairobi"


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def test_events_stand_in_order_under_the_months_of_their_own_clocks(client, make_event):
    make_event(title="C", when=Month(2027, 7, "Europe/Zurich"))
    make_event(title="B", when=at(2027, 7, 16, 15))
    make_event(title="A", when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"))

    page = client.get("/")

    assert titles(page) == ["A", "B", "C"]
    assert months(page) == [("March", "2027"), ("July", "2027")]


def test_an_online_event_shows_the_readers_time_and_calls_it_theirs(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get(NAIROBI))

    assert "16:00 your time, Nairobi" in shown
    assert "15:00 Geneva / 09:00 New York" in shown


def test_without_a_known_zone_nothing_is_called_the_readers(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get("/"))

    assert "your time" not in shown.lower()
    assert "15:00 Geneva" in shown


def test_an_event_in_a_place_shows_its_own_time_first_and_the_readers_beside_it(client, make_event):
    make_event(
        format=Format.IN_PERSON,
        place="Vienna",
        cities=("VIE",),
        when=at(2027, 1, 13, 10, zone="Europe/Vienna"),
    )

    shown = text_of(client.get(NAIROBI))

    assert "10:00 Vienna 12:00 your time, Nairobi" in shown


def test_an_event_in_a_place_shows_one_time_to_a_reader_there(client, make_event):
    make_event(
        format=Format.IN_PERSON,
        place="Hall A",
        cities=("VIE",),
        when=at(2027, 1, 13, 10, zone="Europe/Vienna"),
    )

    page = client.get("/?zone=Europe/Vienna")

    assert page.text.count(">10:00</time>") == 1
    assert "10:00 Vienna same as your time" in text_of(page)


def test_a_month_alone_has_no_day_and_says_so(client, make_event):
    make_event(title="Session", when=Month(2027, 4, "America/New_York"), cities=("NYC",))

    page = client.get("/")

    assert "April date not set yet" in text_of(page)
    assert "April 2027" in text_of(page)
    assert 'class="day"' not in page.text


def test_a_month_that_is_over_promises_no_day(client, make_event):
    make_event(when=Month(2026, 4, "Europe/Zurich"))

    assert "April no date was announced" in text_of(client.get("/?past=1"))


def test_days_are_a_range_with_their_weekdays(client, make_event):
    make_event(when=Days(date(2027, 3, 8), date(2027, 3, 11), "Europe/Vienna"), cities=("VIE",))

    assert "8–11 Mon–Thu 4 days" in text_of(client.get("/"))


def test_the_readers_date_names_its_month_where_that_is_another(client, make_event):
    make_event(when=at(2027, 7, 31, 23))

    assert "1 Sun, Aug" in text_of(client.get("/?zone=Pacific/Fiji"))


def test_night_is_said_to_the_reader_it_falls_on(client, make_event):
    make_event(when=at(2027, 7, 16, 15))

    assert "at night for you" in text_of(client.get("/?zone=Pacific/Auckland"))
    assert "at night for you" not in text_of(client.get(NAIROBI))


def test_a_week_in_which_cities_are_nearer_than_usual_is_noted_once(client, make_event):
    make_event(when=at(2027, 3, 16, 15), cities=("GVA", "NYC", "YTO"))
    make_event(when=at(2027, 7, 16, 15))

    shown = text_of(client.get("/"))

    assert shown.count("New York is 5 hours behind Geneva that day, not 6 hours.") == 1
    assert "on 14–27 March 2027" in shown


@pytest.mark.parametrize(
    ("said", "badge"),
    [
        ({}, "Open"),
        ({"opens_at": datetime(2027, 1, 1, tzinfo=UTC)}, "Not open yet"),
        ({"closes_at": datetime(2026, 11, 1, tzinfo=UTC)}, "Closed"),
        ({"accepts_registrations": False}, "No registration"),
        ({"external_url": "https://example.org/x"}, "Registration elsewhere"),
        ({"accepts_registrations": False, "when": Month(2027, 4, "Europe/Zurich")}, "Date not set"),
    ],
)
def test_each_state_is_a_word(client, make_event, said, badge):
    make_event(**said)

    assert re.search(rf'<span class="badge [a-z]+">.*?</svg>{badge}</span>', client.get("/").text)


def test_a_full_event_says_that_its_waiting_list_is_open(client, make_event, make_registration):
    make_registration(make_event(capacity=1))

    assert "Full waiting list open" in text_of(client.get("/"))


def test_a_cancelled_event_stays_with_its_time_struck(client, make_event, cancel):
    cancel(make_event(when=at(2027, 7, 16, 15)))

    page = client.get(NAIROBI)

    assert "Cancelled" in text_of(page)
    assert "<s><time" in page.text
    assert "16:00 your time, Nairobi" in text_of(page)
    assert "15:00 Geneva / 09:00 New York" in text_of(page)


def test_an_event_held_elsewhere_leads_out_and_has_a_way_to_its_own_page(client, make_event):
    event = make_event(title="Theirs", external_url="https://example.org/x")

    page = client.get("/").text

    assert '<h3><a href="https://example.org/x" rel="noopener">Theirs</a></h3>' in page
    assert f'href="/events/{event.slug}">About this event</a>' in page


def test_an_address_that_is_none_never_becomes_a_link(client, make_event):
    event = make_event(title="Theirs", external_url="javascript:alert(1)")

    page = client.get("/").text

    assert "javascript:" not in page
    assert f'<h3><a href="/events/{event.slug}">Theirs</a></h3>' in page


def test_past_events_stand_newest_first(client, make_event):
    make_event(title="Old", when=at(2026, 3, 1, 10))
    make_event(title="New", when=at(2026, 10, 1, 10))
    make_event(title="Coming", when=at(2027, 10, 1, 10))

    assert titles(client.get("/?past=1")) == ["New", "Old"]


def test_filters_narrow_and_stay_in_the_form(client, make_event, make_series):
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


def test_pages_follow_each_other_without_gap_or_repeat(client, make_event):
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


def test_an_empty_list_says_so_and_names_the_past(client, make_event):
    make_event(when=at(2026, 3, 1, 10))

    shown = text_of(client.get("/"))

    assert "No events yet" in shown
    assert "1 past event" in shown


def test_nothing_at_all_offers_the_feed(client):
    shown = text_of(client.get("/"))

    assert "No events yet" in shown
    assert "Subscribe below" in shown


def test_a_filter_without_events_tells_how_many_there_are_elsewhere(client, make_event):
    make_event(title="Water law", when=at(2027, 7, 16, 15))
    make_event(title="Water rights", when=at(2027, 8, 16, 15))
    make_event(title="Other", when=at(2027, 8, 17, 15))
    make_event(title="Old water", when=at(2026, 3, 16, 15))

    page = client.get("/?q=water&month=2027-09")

    assert "No events match “water”" in text_of(page)
    assert 'href="/?q=water">2 events in other months</a>' in page.text
    assert 'href="/">3 events without filters</a>' in page.text
    assert "past event" not in text_of(page)


def test_no_past_events_point_to_those_that_come(client, make_event):
    make_event()

    page = client.get("/?past=1")

    assert "No past events yet" in text_of(page)
    assert 'href="/">1 upcoming event</a>' in page.text


def test_a_list_takes_as_many_statements_for_one_row_as_for_many(client, make_event, make_series):
    counts = []
    for more in (1, 12):
        for number in range(more):
            make_event(series_id=make_series(name=f"S{number}").id)
        with statements() as seen:
            client.get("/")
        counts.append(len([said for said in seen if said.startswith("SELECT")]))

    assert counts == [3, 3]


def test_titles_are_text_whatever_they_hold(client, make_event):
    make_event(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    page = client.get("/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_page_is_given_again_only_when_it_changed(client, make_event):
    make_event()
    tag = client.get("/").headers["ETag"]

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    make_event()
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_caches_may_share_a_page_that_names_zone_and_language(client, make_event):
    make_event()

    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/?zone=UTC&lang=en").headers["Cache-Control"] == "public, max-age=60"


def test_a_filter_without_events_offers_the_feed_of_all_and_not_one_of_nothing(client, make_event):
    make_event()

    empty, found = client.get("/?q=nothing-like-it").text, client.get("/?q=children").text

    assert "Subscribe to all events" in empty
    assert "q=nothing-like-it" not in empty.partition('id="feed"')[2]
    assert "Subscribe to this selection" in found
    assert "q=children" in found.partition('id="feed"')[2]
