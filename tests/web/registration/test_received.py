"""The page after registering: the same for everyone, and it shows the submitted address once."""

from datetime import timedelta

import pytest
from sqlalchemy.event import listen, remove

from tests.web.pages import text_of
from webinars.database import db
from webinars.events.enums import Format

ANA = {"name": "Ana", "email": "ana@example.org", "affiliation": "", "zone": "America/Lima"}


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


def form_of(event):
    return f"/events/{event.slug}/registrations"


def test_last_place_is_not_announced_as_waiting_list(
    make_event, make_registration, send, client, deliver
):
    event = make_event(capacity=2)
    make_registration(event)
    deliver()

    page = text_of(client.get(send(form_of(event), **ANA).location))

    assert "you wait" not in page
    assert "new names" not in page
    assert "It tells you whether you have a place or are on the waiting list" in page
    (mail,) = (item for item in deliver() if "ana" in item.message["To"])
    assert "Ana, you are registered." in mail.text


def test_submitted_address_is_shown_once_and_never_in_url(make_event, send, client):
    event = make_event()

    answer = send(form_of(event), **ANA)
    first, second = (client.get(answer.location) for _ in range(2))

    assert answer.location == f"{form_of(event)}/received"
    assert "An e-mail to ana@example.org should arrive within a few minutes." in text_of(first)
    assert f'<a href="{form_of(event)}">Register with the right one</a>' in first.text
    assert first.headers["Cache-Control"] == "no-store"
    assert "ana@example.org" not in second.text
    assert "Register with the right one" not in second.text
    assert "If the address is right, an e-mail arrives" in text_of(second)


def test_submitted_address_is_not_shown_for_other_event(make_event, send, client):
    event, other = make_event(), make_event(title="Another")
    send(form_of(event), **ANA)

    page = client.get(f"{form_of(other)}/received")

    assert "ana@example.org" not in page.text


def test_received_page_does_not_reveal_registrations(make_event, make_registration, send, client):
    event = make_event(capacity=2)
    make_registration(event, email="known@example.org")

    new, known = (
        client.get(send(form_of(event), **{**ANA, "email": f"{who}@example.org"}).location).text
        for who in ("fresh", "known")
    )

    assert new.replace("fresh@", "known@") == known


def test_received_page_promises_no_invitation_before_approval(make_event, send, client):
    event = make_event(terms={"requires_approval": True})

    page = text_of(client.get(send(form_of(event), **ANA).location))

    assert "The organiser decides on each registration" in page
    assert "You get the invitation for your calendar once you have a place." in page


@pytest.mark.parametrize(
    ("before", "event_format", "words"),
    [
        (timedelta(minutes=10), Format.ONLINE, "The event starts in 10 minutes."),
        (timedelta(minutes=-5), Format.HYBRID, "The event has started."),
        (timedelta(hours=2), Format.ONLINE, ""),
        (timedelta(minutes=10), Format.IN_PERSON, ""),
    ],
)
def test_received_page_mentions_join_link_shortly_before_start(
    make_event, client, clock, before, event_format, words
):
    event = make_event(
        format=event_format, place="" if event_format is Format.ONLINE else "Room XX"
    )
    clock.stop(event.starts_at - before)

    page = text_of(client.get(f"{form_of(event)}/received"))

    expected = f"{words} If you have a place, the join link is in that e-mail."
    assert (expected in page) == bool(words)
    assert ("the join link is in" in page) == bool(words)


def test_time_that_passes_while_the_page_is_rendered_is_not_cached(clock, make_event, client):
    event = make_event(format=Format.ONLINE)
    clock.stop(event.starts_at - timedelta(hours=1, seconds=3))

    def pass_time(*_statement):
        clock.advance(timedelta(seconds=2))

    listen(db.engine, "after_cursor_execute", pass_time)
    client.get(f"{form_of(event)}/received")
    remove(db.engine, "after_cursor_execute", pass_time)
    clock.stop(event.ends_at)
    page = text_of(client.get(f"{form_of(event)}/received"))

    assert "The event starts" not in page
