"""Sentences about invitations for events without a date, and for cancelled and ended ones."""

from datetime import timedelta

import pytest

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.lifecycle import cancel_event
from webinars.registrations.models import Registration
from webinars.timezones.schedule import Month

APRIL = Month(2028, 4, "Europe/Zurich")
# What is true where an invitation comes at once.
AT_ONCE = (
    "the invitation for your calendar is in the same e-mail",
    "We send the invitation and your personal link",
    "an e-mail with the invitation and your personal link",
    "you get a calendar invitation by e-mail. The invitation updates itself",
    "The link is in the invitation",
    "If you decline it",
)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture(params=["", "rsvp@events.example.org"])
def overrides(request):
    return {"REPLY_ADDRESS": request.param}


@pytest.fixture
def own(site):
    """Return the path of a manage page."""

    def own(place):
        return f"/registrations/{link_token('manage', place.id)}"

    return own


def pages_of(client, event):
    path = f"/events/{event.slug}"
    every = (path, f"{path}/registrations", f"{path}/registrations/received")
    return [text_of(client.get(item)) for item in every]


def test_event_with_time_announces_invitation(client, make_event):
    pages = pages_of(client, make_event())

    assert all(any(word in page for word in AT_ONCE) for page in pages)


def test_event_of_month_announces_later_invitation(client, make_event):
    for page in pages_of(client, make_event(when=APRIL)):
        assert [word for word in AT_ONCE if word in page] == []
        assert "once the date is set" in page or "once the day is fixed" in page


def test_manage_page_mentions_no_unsent_invitation(client, make_event, own, enter):
    place = enter(make_event(when=APRIL))

    page = text_of(client.get(own(place)))

    assert [word for word in AT_ONCE if word in page] == []


def test_calendar_page_warns_of_declining_only_where_replies_count(
    client, make_event, own, enter, overrides
):
    page = text_of(client.get(own(enter(make_event())) + "/calendar"))

    assert ("that cancels your registrations" in page) == bool(overrides["REPLY_ADDRESS"])


@pytest.fixture
def enter(make_registration):
    """Return a function that registers someone and returns the registration with its event."""

    def enter(event):
        return db.session.get(Registration, make_registration(event).id)

    return enter


def test_cancelled_event_does_not_ask_to_cancel_registration(client, make_event, enter, own, site):
    event = make_event()
    place = enter(event)
    assert "Cancel my registration" in text_of(client.get(own(place)))
    with transaction() as session:
        cancel_event(session, event.id, site)

    page = text_of(client.get(own(place)))

    assert "This event is cancelled" in page
    assert "Cancel my registration" not in page
    assert "Delete my data" in page


def test_ended_event_does_not_ask_to_cancel_registration(client, make_event, enter, own, clock):
    event = make_event()
    place = enter(event)
    clock.advance(event.ends_at - clock.now() + timedelta(hours=1))

    page = text_of(client.get(own(place)))

    assert "Cancel my registration" not in page
    assert "Delete my data" in page


def test_links_page_announces_links(send):
    page = text_of(send("/links", email=""))

    assert "Enter the e-mail address that you registered with." in page
    assert "invitation" not in page
