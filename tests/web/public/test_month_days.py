"""A month against a plain model: each day shows its events, or some of them and that it has more."""

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tests.conftest import NOON
from tests.events.many_events import EVENTS
from tests.web.public.test_month_view import days_of_event
from webinars.database import db, transaction
from webinars.events.details import EventDetails, write_details
from webinars.events.enums import EventState, Format, Listing
from webinars.events.listing import month_days, month_events
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.listing.upcoming_or_past import update_listing
from webinars.events.models import Event, Series
from webinars.events.search.search_text import write_search_text
from webinars.timezones.schedule import Days, Month, Timed

ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Zurich")
DAYS = [date(2026, 12, number) for number in range(1, 32)]
NOW = NOON + timedelta(days=15)
NAMES = [column.name for column in EVENTS.c]
HOURS = (1, 20, 24, 25, 50, 200, 900)
LENGTHS = (1, 2, 3, 10, 45)
ANCHORS = (datetime(2026, 12, 1), datetime(2026, 12, 10), datetime(2027, 1, 1))
SERIES = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture(autouse=True)
def _few_a_day(monkeypatch, clock):
    clock.stop(NOW)
    monkeypatch.setattr(month_days, "MOST_A_DAY", 2)
    monkeypatch.setattr(month_days, "MOST_WITHOUT_DAY", 2)
    monkeypatch.setattr(month_events, "MOST_READ", 10)


def schedules(chance, number):
    """Yield schedules that have much in common: some begin or end together, at the edges of the month."""
    anchors, hours, lengths = (chance.choices(some, k=2) for some in (ANCHORS, HOURS, LENGTHS))
    is_alone, whole_days = chance.randrange(8) == 0, chance.choice((0, 1, 4))
    for _ in range(number):
        zone = chance.choice(ZONES)
        at = chance.choice(anchors) + timedelta(hours=chance.randint(-15, 15))
        if is_alone:
            yield Month(at.year, at.month, zone)
        elif chance.randrange(4) < whole_days:
            before, after = timedelta(days=chance.choice(lengths) - 1), timedelta()
            if chance.randrange(2):
                before, after = after, before
            yield Days(at.date() - before, at.date() + after, zone)
        else:
            length = timedelta(hours=chance.choice(hours))
            start = at - length * chance.randrange(2)
            yield Timed(start, start + length, zone)


def add(organiser, series_ids, chance):
    """Add events to each series, more to some."""
    rows = []
    for series_id in series_ids:
        for when in schedules(chance, chance.choice((3, 6, 12, 24))):
            name = f"event-{len(rows)}"
            event = Event(
                uid=name,
                slug=name,
                state=EventState.PUBLISHED,
                organiser_id=organiser.id,
                sequence=0,
                revision=1,
                revised_at=NOW,
                created_at=NOW,
            )
            details = EventDetails(
                title="Common webinar",
                when=when,
                contact_name=organiser.name,
                contact_email=organiser.email,
                series_id=series_id,
                format=chance.choice(list(Format)),
            )
            write_details(event, details)
            update_listing(event, NOW)
            if chance.randrange(5) == 0:
                event.listing = Listing.UPCOMING  # may be over, and not moved by the worker yet
            write_search_text(event, "")
            rows.append({name: getattr(event, name) for name in NAMES if name != "id"})
    given = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    with transaction() as session:
        session.execute(insert(EVENTS), [{name: row[name] for name in given} for row in rows])


def modelled(events, zone):
    """Return for each day the ids of events that begin and of those that go on, and for the month alone."""
    on = {day: (set(), set()) for day in (*DAYS, date.max)}
    for event in events:
        for number, day in enumerate(days_of_event(event, zone)):
            if day in on:
                on[day][number > 0].add(event.id)
    return on, on[date.max][0]


def faults(wanted, events, zone):
    """Return what a month shows other than its events say."""
    validity = month_events.month_validity(db.session(), DAYS[0], NOW)
    read = month_events.month_events(db.session(), wanted, DAYS, zone, validity.ends)
    on, alone = modelled(events, zone)
    wrong = []
    for day in read.days:
        begun, others = on[day.day]
        shown = [placed.event.id for placed in day.shown]
        number = len(begun) + len(others)
        is_right = (
            set(shown) <= begun | others
            and len(shown) == len(set(shown)) == min(number, 2)
            and len(begun & set(shown)) == min(len(begun), 2)
            and day.has_more == (number > 2)
        )
        if not is_right:
            wrong.append((zone, day.day, shown, day.has_more, begun, others))
    shown = {event.id for event in read.without_day}
    if (
        not shown <= alone
        or len(shown) != min(len(alone), 2)
        or read.has_more_without_day != (len(alone) > 2)
    ):
        wrong.append((zone, "alone", shown, alone))
    return wrong


def test_days_show_their_events_or_that_there_are_more(organiser, make_series, monkeypatch):
    top = make_series("Congress").id
    ids = [make_series(f"Group {number}").id for number in range(SERIES)]
    with transaction() as session:
        session.get_one(Series, top).is_published = True
        for one in ids[:3]:
            session.get_one(Series, one).parent_id = top
    add(organiser, (None, *ids), random.Random(1))
    events = db.session.scalars(select(Event)).all()
    cases = [
        (EventFilter(series=f"group-{number}"), {one}, 60, ZONES) for number, one in enumerate(ids)
    ]
    below = EventFilter(series="congress", branch=True)
    cases += [(below, set(ids[:3]), few_bodies, ZONES[:1]) for few_bodies in (0, 60)]
    searched = (EventFilter(q="common webinar", series=f"group-{number}") for number in range(4))
    cases += [(one, {ids[number]}, 60, ZONES[:1]) for number, one in enumerate(searched)]
    everything = {event.series_id for event in events}
    cases += [(EventFilter(q=words), everything, 60, ZONES[:1]) for words in ("", "common")]
    wrong = []
    for wanted, series_ids, few_bodies, zones in cases:
        monkeypatch.setattr(month_events, "FEW_BODIES", few_bodies)
        own = [event for event in events if event.series_id in series_ids]
        wrong += [one for zone in zones for one in faults(wanted, own, zone)]
    hybrid = [event for event in events if event.format is Format.HYBRID]
    wrong += faults(EventFilter(format=Format.HYBRID), hybrid, ZONES[1])

    assert wrong == []
