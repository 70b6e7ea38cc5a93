"""The public list: its order, pages, filters and search."""

from datetime import UTC, date, datetime

import pytest

from webinars.errors import InvalidInputError, NotFoundError
from webinars.events.enums import Format
from webinars.events.listing.event_list import count_listed, listed_events
from webinars.events.listing.feeds import feed_events
from webinars.events.listing.first_read import first_read
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.listing.organised_list import ListSection, organised_events
from webinars.events.queries import published_event
from webinars.timezones import clock as now_of
from webinars.timezones.schedule import Days, Month, Timed


def timed(*start: int, zone: str = "Europe/Zurich") -> Timed:
    begin = datetime(*start)
    return Timed(begin, begin.replace(minute=begin.minute + 30), zone)


def titles(session, wanted=EventFilter()):
    return [event.title for event in listed_events(session, wanted, now_of.now()).rows]


def test_events_are_listed_in_the_month_of_their_local_time(clock, session, make_event):
    make_event(title="May in Geneva", when=timed(2027, 5, 1, 0, 15))
    make_event(title="April in New York", when=timed(2027, 4, 30, 23, 0, zone="America/New_York"))

    result = titles(session)

    assert result == ["April in New York", "May in Geneva"]


def test_event_of_month_is_last_in_its_month(clock, session, make_event):
    make_event(title="some day", when=Month(2027, 4, "Europe/Zurich"))
    make_event(title="the thirtieth", when=timed(2027, 4, 30, 18))

    result = titles(session)

    assert result == ["the thirtieth", "some day"]


def test_running_events_are_listed_and_ended_ones_are_past(clock, session, make_event):
    clock.stop(datetime(2027, 4, 2, 12, tzinfo=UTC))
    make_event(title="running", when=Days(date(2027, 4, 1), date(2027, 4, 3), "Europe/Zurich"))
    make_event(title="ended", when=timed(2027, 4, 2, 9))
    make_event(title="ended before", when=timed(2027, 3, 2, 9))

    results = titles(session), titles(session, EventFilter(past=True))

    assert results == (["running"], ["ended", "ended before"])


@pytest.mark.parametrize("past", [False, True])
def test_pages_have_no_gap_or_repetition(clock, session, make_event, past):
    year = 2025 if past else 2027
    for day in range(1, 8):
        make_event(title=str(day), when=timed(year, 5, day, 15))
        make_event(title=f"{day} too", when=timed(year, 5, day, 15))

    seen, after = [], None
    while after != "":
        page = listed_events(
            session, EventFilter(past=past, after=after or ""), now_of.now(), limit=3
        )
        seen += [event.id for event in page.rows]
        after = page.after

    assert seen == sorted(set(seen), reverse=past)
    assert len(seen) == 14


@pytest.mark.parametrize("separator", ["-", "."])
def test_cursor_is_parsed_in_both_forms(clock, session, make_event, separator):
    events = [make_event(title=str(day), when=timed(2027, 5, day, 15)) for day in (1, 2, 3)]
    month, micros, last_id = listed_events(
        session, EventFilter(), now_of.now(), limit=1
    ).after.split("-")
    if separator == ".":
        # Earlier releases separated the values by dots, and counted from 1970.
        micros = str(int(events[0].starts_at.timestamp()) * 1_000_000)

    after = separator.join([month, micros, last_id])

    assert titles(session, EventFilter(after=after)) == ["2", "3"]


def test_pages_have_no_gap_or_repetition_before_1970_in_utc(clock, session, make_event):
    for hour in (9, 10, 11, 12, 13):
        make_event(title=str(hour), when=timed(1970, 1, 1, hour, zone="Pacific/Auckland"))

    seen, after = [], None
    while after != "":
        page = listed_events(
            session, EventFilter(past=True, after=after or ""), now_of.now(), limit=2
        )
        seen += [event.title for event in page.rows]
        after = page.after

    assert seen == ["13", "12", "11", "10", "9"]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1.2",
        "1-2",
        "1-2-3-4",
        "1.2-3.4",
        "999999999-1-1",
        "1.2.3.4",
        "999999999.1.1",
        "1." + "9" * 60 + ".1",
        "-1.-1.-1",
    ],
)
def test_invalid_cursor_is_refused(clock, session, text):
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        listed_events(session, EventFilter(after=text), now_of.now())


def test_search_takes_all_words_in_any_case_by_their_beginning(clock, session, make_event):
    make_event(title="WATER law in Straße 100%", description="rivers", when=timed(2027, 5, 1, 9))
    make_event(title="Water", when=timed(2027, 5, 2, 9))

    results = [
        titles(session, EventFilter(q=q))
        for q in ("law water", "STRASSE", "100%", "%", "_", "river law", "ater")
    ]

    both = ["WATER law in Straße 100%"]
    assert results == [both, both, both, [], [], both, []]


def test_month_lists_every_event_running_in_it(clock, session, make_event):
    make_event(
        title="over the turn", when=Days(date(2027, 4, 29), date(2027, 5, 2), "Europe/Vienna")
    )
    make_event(title="in June", when=timed(2027, 6, 1, 9))

    result = titles(session, EventFilter(month=date(2027, 5, 1)))

    assert result == ["over the turn"]


def test_series_and_format_narrow_the_list(clock, session, make_event, make_series):
    series = make_series(name="Dialogues")
    make_event(title="ours", series_id=series.id, when=timed(2027, 5, 1, 9))
    make_event(title="on site", format=Format.IN_PERSON, when=timed(2027, 5, 2, 9))

    results = (
        titles(session, EventFilter(series="dialogues")),
        titles(session, EventFilter(format=Format.IN_PERSON)),
    )

    assert results == (["ours"], ["on site"])
    assert count_listed(session, EventFilter(series="dialogues"), now_of.now()) == 1


def test_drafts_are_nowhere_in_public(clock, session, make_event, organiser):
    draft = make_event(publish=False, when=timed(2027, 5, 1, 9))

    assert titles(session) == []
    assert list(feed_events(session, EventFilter(past=True), now_of.now(), tentative=True)) == []
    listed = organised_events(session, organiser, ListSection.DRAFTS, now_of.now()).rows
    assert [event.id for event in listed] == [draft.id]
    with pytest.raises(NotFoundError, match="no-such-event"):
        published_event(session, draft.slug)


def test_feeds_leave_months_out_unless_asked(clock, session, make_event):
    make_event(title="some day", when=Month(2027, 4, "Europe/Zurich"))
    make_event(title="fixed", when=timed(2027, 4, 30, 18))

    plain = [event.title for event in feed_events(session, EventFilter(), now_of.now())]
    asked = [
        event.title for event in feed_events(session, EventFilter(), now_of.now(), tentative=True)
    ]

    assert (plain, asked) == (["fixed"], ["some day", "fixed"])


def test_list_offers_its_months_and_series_with_public_events(
    clock, session, make_event, make_series
):
    make_event(when=timed(2027, 6, 30, 18), series_id=make_series("Trade").id)
    make_event(when=timed(2027, 4, 30, 18), series_id=make_series("Metadata").id)
    make_event(when=timed(2027, 4, 3, 18))
    make_event(publish=False, series_id=make_series("Not yet").id)

    result = first_read(session, EventFilter(), now_of.now())

    assert (result.months, result.series) == (
        [date(2027, 4, 1), date(2027, 6, 1)],
        [("metadata", "Metadata", 0), ("trade", "Trade", 0)],
    )
