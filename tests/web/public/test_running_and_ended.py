"""Pages of running events, and of ended ones, for which nothing is open."""

from datetime import date, timedelta

import pytest

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.lifecycle import postpone_event
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones.schedule import Days, Month

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
        cancellation.cancel(session, place.id)


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
