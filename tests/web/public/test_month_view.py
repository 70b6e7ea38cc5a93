"""The list as a month: events on their days, links, filters, and what is read for it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.events.many_events import add_events
from tests.web.pages import at, statements, text_of
from webinars.database import db, transaction
from webinars.events.enums import Format, Listing
from webinars.events.listing import month_days, month_events
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.listing.month_days import empty_month
from webinars.events.models import Event
from webinars.i18n import translator_for
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month, Precision
from webinars.web.public import month_view

JULY = "/?view=month&month=2027-07"
NAIROBI = "&zone=Africa/Nairobi"
ZONES = ("Pacific/Auckland", "Pacific/Pago_Pago", "Europe/Zurich")
_DAY = re.compile(r"<td [^>]*>\s*<h2>(.*?)</h2>(.*?)</td>", re.S)


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def look(client):
    """Return a function that requests a page of the list and follows its redirect."""
    return lambda path=JULY: client.get(path, follow_redirects=True)


def days_of(page):
    """Return the text of each day that has events by its number."""
    return {
        int(re.search(r'aria-hidden="true">(\d+)<', head)[1]): plain
        for head, body in _DAY.findall(page.text)
        if (plain := " ".join(re.sub("<[^>]+>", " ", body).split()))
    }


def test_events_are_on_each_of_their_days_at_the_readers_time(look, make_event, cancel):
    make_event(title="Talk", when=at(2027, 7, 16, 15))
    make_event(title="Late", when=at(2027, 7, 31, 23))
    make_event(title="Summit", when=Days(date(2027, 6, 30), date(2027, 7, 2), "America/New_York"))
    make_event(title="Retreat", when=at(2027, 7, 19, 10, minutes=60 * 24 * 2))
    make_event(
        title="Hall",
        format=Format.IN_PERSON,
        place="Wellington",
        cities=(),
        when=at(2027, 7, 5, 8, zone="Pacific/Auckland"),
    )
    cancel(make_event(title="Off", when=at(2027, 7, 20, 9)))

    july, august = look(JULY + NAIROBI), look("/?view=month&month=2027-08")

    assert days_of(july) == {
        1: "Summit day 2 of 3",
        2: "Summit day 3 of 3",
        4: "23:00 Hall 08:00 Auckland (Mon)",
        16: "16:00 Talk",
        19: "11:00 Retreat day 1 of 3",
        20: "Retreat day 2 of 3 10:00 Off Cancelled",
        21: "Retreat day 3 of 3",
    }
    assert days_of(august) == {1: "00:00 Late"}
    assert "Times are your time, Nairobi." in text_of(july)


def test_end_in_another_zone_is_in_the_month_after(make_event):
    retreats = (
        at(2026, 11, 29, 10, minutes=60 * 37),
        at(2026, 10, 30, 10, minutes=60 * 24 * 31 + 780),
    )
    events = [make_event(title=f"Retreat {when.start:%m}", when=when) for when in retreats]

    assert shown_days("Pacific/Auckland") == {date(2026, 12, 1): {event.id for event in events}}
    assert shown_days("Europe/Zurich") == {}


def test_event_of_a_month_is_beside_the_days(look, make_event):
    make_event(title="Session", when=Month(2027, 7, "Pacific/Auckland"))

    page = look()

    assert days_of(page) == {}
    assert "In this month, day not fixed Session" in text_of(page)
    assert "Session" not in text_of(look("/?view=month&month=2027-08"))


def test_month_is_the_current_one_and_marks_today(look, make_event):
    make_event(title="Gone", when=at(2026, 11, 3, 10))

    page = look("/?view=month")

    assert "<h1>November 2026</h1>" in page.text
    assert days_of(page) == {3: "10:00 Gone"}
    assert re.findall(r'aria-current="date">\s*<h2><span class="in-words">(.*?)<', page.text) == [
        "Wednesday 25 November"
    ]


def test_links_keep_the_filters(look, make_event, make_series):
    series = make_series("Trade")
    make_event(title="In it", series_id=series.id)
    make_event(title="Not in it")

    page = look("/?view=month&month=2027-07&series=trade&format=online&past=1&after=1-1-1")
    links = re.findall(r'href="(/\?[^"]+)"(?: rel="(\w+) )?', page.text.replace("&amp;", "&"))

    assert days_of(page) == {16: "15:00 In it"}
    filters = "series=trade&format=online"
    assert ("/?month=2027-06&" + filters + "&view=month", "prev") in links
    assert ("/?month=2027-08&" + filters + "&view=month", "next") in links
    assert ("/?month=2027-07&" + filters, "") in links
    assert 'name="view" value="month"' in page.text
    assert "events.ics?series=trade&amp;format=online&amp;lang=en" in page.text


def test_links_to_months_end_beside_the_first_and_last_event(look, make_event):
    make_event(when=Days(date(2027, 1, 30), date(2027, 3, 1), "Europe/Zurich"))
    rels = {
        month: re.findall(r'rel="(prev|next) nofollow"', look(f"/?view=month&month={month}").text)
        for month in ("2026-09", "2026-10", "2026-11", "2027-03", "2027-04")
    }

    assert rels == {
        "2026-09": ["next"],
        "2026-10": ["next"],
        "2026-11": ["prev", "next"],
        "2027-03": ["prev", "next"],
        "2027-04": ["prev"],
    }


def test_month_that_is_over_links_to_past_events(look, make_event):
    make_event(title="Gone", when=at(2026, 3, 3, 10))

    assert 'href="/?month=2026-03&amp;past=1">List view' in look("/?view=month&month=2026-03").text


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2027, 7, 1), date(2026, 11, 25)])
def test_busy_day_links_to_a_list_that_begins_with_it(look, make_event, day):
    for hour in range(7):
        make_event(title=f"Talk {hour}", when=at(day.year, day.month, day.day, 10 + hour))
    earlier, later = day - timedelta(days=1), day + timedelta(days=1)
    for other in (earlier, later):
        make_event(title="Other", when=at(other.year, other.month, other.day, 9))

    page = look(f"/?view=month&month={day:%Y-%m}")

    talks = [f"{10 + hour}:00 Talk {hour}" for hour in range(5)]
    assert days_of(page)[day.day].startswith(" ".join([*talks, "More events : "]))
    [url] = re.findall(r'<p class="more-events"><a href="([^"]+)"', page.text)
    listed = re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi>", look(url.replace("&amp;", "&")).text)
    first = range(6, -1, -1) if day < NOON.date() else range(7)
    assert listed[:7] == [f"Talk {hour}" for hour in first]


def test_events_that_begin_on_a_busy_day_are_shown_sooner(look, make_event):
    for number in range(5):
        make_event(
            title=f"Long {number}", when=Days(date(2027, 7, 1), date(2027, 7, 30), "Europe/Zurich")
        )
    make_event(title="Talk", when=at(2027, 7, 16, 15))

    assert "15:00 Talk" in days_of(look())[16]


@pytest.mark.parametrize(
    ("language", "first", "blanks"), [("en", "Monday", 3), ("he", "יום ראשון", 4)]
)
def test_week_begins_as_the_locale_has_it(app, language, first, blanks):
    reader = month_view.Reader("UTC", known=False, t=translator_for(language))
    july = month_view.ListRequest(EventFilter(month=date(2027, 7, 1)), {})

    days = [date(2027, 7, number) for number in range(1, 32)]
    shown = month_view.calendar_of(empty_month(days), july, date(2027, 7, 9), reader)

    assert shown.weekdays[0] == first
    numbers = [day.date.day if day else 0 for week in shown.weeks for day in week]
    assert numbers == [*[0] * blanks, *range(1, 32), *[0] * (35 - 31 - blanks)]


def shown_days(zone, query="", format_=None):
    """Return the ids of events by day as a month shows them."""
    days = [date(2026, 12, number) for number in range(1, 32)]
    wanted = EventFilter(q=query, month=days[0], format=format_)
    validity = month_events.month_validity(db.session(), days[0], NOON)
    return ids_by_day(month_events.month_events(db.session(), wanted, days, zone, validity.ends))


def ids_by_day(month):
    """Return the ids of events by the days that show them, of those without one under the last of all."""
    shown = {one.day: {placed.event.id for placed in one.shown} for one in month.days if one.shown}
    alone = {event.id for event in month.without_day}
    return shown | ({date.max: alone} if alone else {})


def by_day(events, zone):
    """Return the same as the events say."""
    shown = {}
    for event in events:
        for day in days_of_event(event, zone):
            if day == date.max or (day.year, day.month) == (2026, 12):
                shown.setdefault(day, set()).add(event.id)
    return shown


def days_of_event(event, zone):
    """Return the days of an event; one with times of at most a day is on the day on which it begins."""
    if event.precision is Precision.MONTH:
        return [date.max] if event.first_on == date(2026, 12, 1) else []
    first, last = event.first_on, event.last_on
    if event.precision is Precision.TIME:
        first = last = to_local(event.starts_at, zone).date()
        if event.ends_at - event.starts_at > timedelta(days=1):
            last = to_local(event.ends_at - timedelta.resolution, zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def test_month_has_the_events_of_all_events_by_day(organiser, monkeypatch):
    with transaction() as session:
        add_events(session, organiser, 400, now=NOON, spread=timedelta(days=60))
        session.flush()
        # Some have ended, and no worker has moved them.
        for event in session.scalars(select(Event).where(Event.id % 7 == 0)):
            if event.listing == Listing.PAST:
                event.listing = Listing.UPCOMING
    monkeypatch.setattr(month_days, "MOST_A_DAY", 100)
    monkeypatch.setattr(month_days, "MOST_WITHOUT_DAY", 100)
    public = db.session.scalars(select(Event).where(Event.listing != Listing.NONE)).all()

    for zone in ZONES:
        assert shown_days(zone) == by_day(public, zone)
    online = [event for event in public if event.format is Format.ONLINE]
    assert shown_days("Europe/Zurich", format_=Format.ONLINE) == by_day(online, "Europe/Zurich")


@pytest.mark.parametrize("is_busy", [False, True])
@pytest.mark.parametrize("query", ["kigali", "webinar", "kigali webinar", "nothing"])
def test_search_of_a_month_finds_what_matches(organiser, monkeypatch, query, is_busy):
    with transaction() as session:
        add_events(session, organiser, 300, now=NOON, spread=timedelta(days=60), describe=describe)
    monkeypatch.setattr(month_days, "MOST_A_DAY", 100)
    if is_busy:
        monkeypatch.setattr(month_events, "MOST_READ", 20)
    words = [f" {word}" for word in query.split()]
    public = db.session.scalars(select(Event).where(Event.listing != Listing.NONE)).all()
    matching = [event for event in public if all(word in event.search_text for word in words)]

    assert shown_days("Europe/Zurich", query) == by_day(matching, "Europe/Zurich")


def describe(turn):
    """Describe an event; by one function, so that the rows are made once."""
    return "" if turn % 20 else "Held in Kigali"


def test_month_is_at_most_four_statements_and_one_if_unchanged(
    client, organiser, make_series, monkeypatch
):
    series = make_series("Trade")
    monkeypatch.setattr(month_events, "MOST_READ", 20)
    with transaction() as session:
        add_events(
            session, organiser, 300, now=NOON, spread=timedelta(days=60), series_ids=[series.id]
        )
    month = "/?view=month&month=2026-12"
    sent = {}
    for query in (
        "",
        "&q=webinar",
        "&q=nothing",
        "&series=trade",
        "&series=trade&format=online&q=webinar",
    ):
        for turn in ("first", "again"):
            with statements() as seen:
                assert client.get(month + query).status_code == 200
            sent[query, turn] = len([one for one in seen if one.startswith(("SELECT", "WITH"))])

    assert max(sent.values()) <= 4, sent
    assert {number for (_, turn), number in sent.items() if turn == "again"} == {1}


def test_change_and_next_day_are_shown_at_once(look, make_event, clock):
    event = make_event(title="First")
    assert look().text == look().text
    with transaction() as session:
        session.get_one(Event, event.id).title = "Renamed"
    assert days_of(look())[16] == "15:00 Renamed"
    shown = []
    for day in (1, 2):
        clock.stop(datetime(2027, 7, day, 12, tzinfo=UTC))
        shown += re.findall(
            r'aria-current="date">\s*<h2><span class="in-words">(.*?)<', look().text
        )

    assert shown == ["Thursday 1 July", "Friday 2 July"]


@pytest.mark.parametrize(("zone", "first"), [("Pacific/Pago_Pago", 1), ("Pacific/Auckland", 31)])
def test_whole_days_keep_their_dates(look, make_event, zone, first):
    """They begin in the month before or after by the reader's clock."""
    own_zone = "Pacific/Auckland" if first == 1 else "Pacific/Pago_Pago"
    make_event(title="Day", when=Days(date(2027, 7, first), date(2027, 7, first), own_zone))

    assert days_of(look(f"{JULY}&zone={zone}")) == {first: "Day"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("view=week", "“view” must be “month” or be left out."),
        ("view=month&month=2026-13", "“2026-13” is not a month."),
        ("view=month&series=none", "This series does not exist."),
    ],
)
def test_invalid_value_is_an_error(client, query, message):
    page = client.get(f"/?{query}")

    assert page.status_code == 422
    assert message in text_of(page)
    assert "<table" not in page.text


def test_feeds_do_not_know_the_view(client, make_event):
    make_event()
    feeds = ("/events.ics", "/events.atom", "/events.json")

    assert all(client.get(path).data == client.get(f"{path}?view=week").data for path in feeds)


def test_month_without_events_says_so(look, make_event):
    make_event()

    assert "No events in this month." in text_of(look("/?view=month&month=2027-02"))
    assert "No events of this month match these filters." in text_of(look(f"{JULY}&q=nothing"))
