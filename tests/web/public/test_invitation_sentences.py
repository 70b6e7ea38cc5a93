"""What pages say where no invitation comes: only the month is known, or the event does not take place."""

from datetime import timedelta

import pytest

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.actions import cancel_event
from webinars.registrations.models import Registration
from webinars.timezones.schedule import Month

APRIL = Month(2028, 4, "Europe/Zurich")
# What is true where an invitation comes at once.
AT_ONCE = (
    "the invitation for your calendar is in the same e-mail",
    "We send the invitation and your personal link",
    "an e-mail with the invitation and your personal link",
    "you get a calendar invitation by e-mail. It updates itself",
    "The invitation has it",
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
    """Give the address of somebody's own page."""

    def own(place):
        return f"/registrations/{link_token('manage', place.id)}"

    return own


def pages_of(client, event):
    path = f"/events/{event.slug}"
    every = (path, f"{path}/registrations", f"{path}/registrations/received")
    return [text_of(client.get(each)) for each in every]


def test_an_event_with_a_time_promises_the_invitation(client, make_event):
    pages = pages_of(client, make_event())

    assert all(any(word in page for word in AT_ONCE) for page in pages)


def test_an_event_of_which_the_month_is_known_promises_it_for_later(client, make_event):
    for page in pages_of(client, make_event(when=APRIL)):
        assert [word for word in AT_ONCE if word in page] == []
        assert "once the date is set" in page or "once the day is fixed" in page


def test_the_own_page_speaks_of_no_invitation_that_has_not_come(client, make_event, own, enter):
    place = enter(make_event(when=APRIL))

    page = text_of(client.get(own(place)))

    assert [word for word in AT_ONCE if word in page] == []


@pytest.fixture
def enter(make_registration):
    """Give an action that registers somebody and returns the registration with its event."""

    def enter(event):
        return db.session.get(Registration, make_registration(event).id)

    return enter


def test_nobody_is_asked_to_give_a_place_back_at_what_does_not_take_place(
    client, make_event, enter, own, site
):
    event = make_event()
    place = enter(event)
    assert "Cancel my registration" in text_of(client.get(own(place)))
    with transaction() as session:
        cancel_event(session, event.id, site)

    page = text_of(client.get(own(place)))

    assert "This event is cancelled" in page
    assert "Cancel my registration" not in page
    assert "Delete my data" in page


def test_nobody_is_asked_to_give_a_place_back_at_what_is_over(
    client, make_event, enter, own, clock
):
    event = make_event()
    place = enter(event)
    clock.advance(event.ends_at - clock.now() + timedelta(hours=1))

    page = text_of(client.get(own(place)))

    assert "Cancel my registration" not in page
    assert "Delete my data" in page


def test_who_asks_for_links_is_promised_links(send):
    page = text_of(send("/links", email=""))

    assert "Enter the e-mail address that you registered with." in page
    assert "invitation" not in page
