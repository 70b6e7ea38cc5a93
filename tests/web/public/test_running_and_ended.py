"""Pages of running events, and of ended ones, for which nothing is open."""

import re
from datetime import date, timedelta

import pytest

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.lifecycle import postpone_event
from webinars.events.models import Event
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones.schedule import Days, Month

OFFERS = re.compile(r"\b(?:open|register|cancel|accept|withdraw|leave|join)\b", re.I)
CLOSED = (
    "Cancel my registration",
    "Give back",
    "You can join now",
    "join page",
    "Go in",
    "You are registered",
)


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def link(site):
    """Return the path of a manage page or join page."""

    def link(place, purpose="manage"):
        token = link_token(purpose, place.id)
        return f"/{'join' if purpose == 'join' else 'registrations'}/{token}"

    return link


@pytest.mark.parametrize(
    "when", [None, Days(date(2027, 7, 16), date(2027, 7, 18), "Europe/Zurich")]
)
def test_running_event_shows_now(make_event, client, clock, when):
    event = make_event(**({"when": when} if when else {}))
    pages = ("/", f"/events/{event.slug}")
    clock.stop(event.starts_at - timedelta(seconds=1))
    before = [text_of(client.get(path)) for path in pages]

    clock.stop(event.starts_at)
    during = [text_of(client.get(path)) for path in pages]

    assert [" Now " in page for page in before + during] == [False, False, True, True]
    assert "Now registration open" in during[0]
    assert "This event is taking place now" in during[1]


def test_pages_count_down_to_the_start(make_event, make_registration, client, clock, link):
    event = make_event()
    place = make_registration(event)
    paths = ("/", f"/events/{event.slug}", link(place), link(place, "join"))
    shown = []
    for minutes in (61, 20, 1):
        clock.stop(event.starts_at - timedelta(minutes=minutes))
        shown.append([text_of(client.get(path)) for path in paths])

    early, soon, last = shown
    assert all("Starts in" not in page for page in early)
    assert all("Starts in 20 minutes" in page for page in soon)
    assert all("Starts in 1 minute " in page for page in last)
    assert "Starts in 20 minutes registration open" in soon[0]
    assert "This event starts in 20 minutes" in soon[1]


def test_running_full_event_shows_both(make_event, make_registration, client, clock):
    event = make_event(capacity=1)
    make_registration(event)
    clock.stop(event.starts_at)

    assert "Now full, waiting list open" in text_of(client.get("/"))


def test_event_of_month_is_never_running(make_event, client, clock):
    event = make_event(when=Month(2027, 7, "Europe/Zurich"))
    clock.stop(event.starts_at + timedelta(days=3))

    assert " Now " not in text_of(client.get("/"))


def test_ended_event_accepts_nothing(make_event, make_registration, client, clock, link):
    event = make_event()
    place = make_registration(event)
    clock.stop(event.ends_at)

    own, join, public = (
        text_of(client.get(path))
        for path in (link(place), link(place, "join"), f"/events/{event.slug}")
    )

    assert "Ended: you were registered" in own
    for page in (own, join, public):
        assert "This event has ended" in page
        assert [words for words in CLOSED if words in page] == []
    assert "Thank you for coming" not in own + join


def test_no_page_of_an_ended_event_offers_what_is_over(
    make_event, make_series, make_registration, client, clock, link
):
    """Nothing is open, and there is no link or button to register, cancel, accept or join."""
    series = make_series()
    event = make_event(series_id=series.id)
    places = [make_registration(event, email=f"{status}@example.org") for status in Status]
    with transaction() as session:
        session.get_one(Event, event.id).capacity = 1
        for place, status in zip(places, Status, strict=True):
            session.get_one(Registration, place.id).status = status
    clock.stop(event.ends_at)

    pages = {
        path: text_of(client.get(path, follow_redirects=True))
        for path in (
            "/?past=1",
            f"/series/{series.slug}",
            f"/events/{event.slug}",
            f"/events/{event.slug}/registrations",
            f"/events/{event.slug}/comments",
            *(link(place) for place in places),
            *(f"{link(place)}/cancellation" for place in places),
            *(f"{link(place)}/answers" for place in places),
            *(link(place, "join") for place in places),
        )
    }

    assert {path: offers for path, page in pages.items() if (offers := OFFERS.findall(page))} == {}


def test_ended_event_shows_no_waiting_list_position(
    make_event, make_registration, client, clock, link
):
    event = make_event(capacity=1)
    make_registration(event, email="first@example.org")
    waiting = make_registration(event)
    clock.stop(event.ends_at)

    page = text_of(client.get(link(waiting)))

    assert "Ended: you were on the waiting list" in page
    assert "You are on the waiting list" not in page
    assert "Leave the waiting list" not in page


def test_registration_cannot_be_cancelled_after_end(
    make_event, make_registration, client, clock, link, token_on
):
    event = make_event()
    place = make_registration(event)
    path = f"{link(place)}/cancellation"
    token = token_on(path)
    clock.stop(event.ends_at)

    asked, done = client.get(path), client.post(path, data={"csrf_token": token})

    assert [asked.status_code, done.status_code] == [303, 303]
    db.session.rollback()
    assert db.session.get(Registration, place.id).status is Status.CONFIRMED
    with pytest.raises(ConflictError, match="event-over"), transaction() as session:
        cancellation.cancel_registration(session, place.id)


def test_postponed_event_never_ends_by_its_old_time(
    make_event, make_registration, client, clock, link, site
):
    event = make_event()
    place = make_registration(event)
    with transaction() as session:
        postpone_event(session, event.id, site)
    clock.stop(event.ends_at + timedelta(days=1))

    for path in (f"/events/{event.slug}", link(place), link(place, "join")):
        page = text_of(client.get(path))
        assert "This event is postponed" in page
        assert "This event has ended" not in page


def test_cancelled_event_keeps_times_of_cities_and_reader(make_event, cancel, client):
    event = make_event()
    cancel(event)

    page = client.get(f"/events/{event.slug}?zone=Africa/Nairobi", follow_redirects=True)

    assert "Your time, Nairobi 16:00 to 17:30" in text_of(page)
    assert "15:00 Geneva / 09:00 New York" in text_of(page)
    assert page.text.count("<s>") >= 4
