"""First e-mails describe the event, the link to share, and the delegation that named a registrant."""

import re

import pytest

from webinars.database import transaction
from webinars.events.models import Event

SECRET = "https://zoom.us/j/812?pwd=sesame"
DESCRIPTION = f"""**Six ways** to pay for [safe water](https://example.org/water).

Join: {SECRET} Passcode 445566

- Ministers and engineers compare what worked in twelve island states, and what it cost them in the end.
- Questions are welcome before and during the event, in English, French and Spanish."""
TEASER = (
    "Six ways to pay for safe water. • Ministers and engineers compare what worked in twelve island states, "
    "and what it cost them in the end. • Questions are …"
)
SHARE = "You can share this link. The other links in this e-mail are personal: anyone who has one can act for you."
FIRST = ("confirmed", "waiting", "awaiting_approval", "offered")


@pytest.fixture
def described(make_event):
    """Create an event whose description contains passcodes, as earlier releases allowed."""
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).description = DESCRIPTION
    return event


def both_parts(email):
    """Return the text of an e-mail's plain and HTML parts, each on one line."""
    words = re.sub("<[^>]+>", " ", email.html.partition("<body")[2])
    return [" ".join(part.split()) for part in (email.text, words)]


@pytest.mark.parametrize("status", FIRST)
def test_first_email_describes_the_event_and_the_link_to_share(
    place, write, described, site, status
):
    topic = f"registration.{status}"

    message = write(topic, place(topic, event=described))

    for words in both_parts(message):
        assert TEASER in words
        assert f"{SHARE} {site.url(f'/events/{described.slug}')}" in words
        for secret in ("445566", "sesame", "zoom.us", "**", "example.org/water"):
            assert secret not in words


def test_invitation_to_register_describes_the_event(place, write, described):
    topic = "invitee.invited"

    message = write(topic, place(topic, event=described))

    for words in both_parts(message):
        assert TEASER in words


@pytest.mark.parametrize("status", FIRST)
def test_missing_description_leaves_no_blank_paragraph(place, write, status):
    topic = f"registration.{status}"

    message = write(topic, place(topic))

    assert "\n\n\n\n" not in message.text


def test_nominee_is_told_which_delegation_named_them(place, write):
    topic = "registration.awaiting_approval"

    message = write(topic, place(topic))

    for words in both_parts(message):
        assert "Wanjiru Kamau, Legal Aid Network has requested a place for you." in words
        assert "we have received your request" not in words


@pytest.mark.parametrize("topic", ["organiser.registration", "organiser.digest"])
def test_organiser_email_links_to_the_registrations(place, write, make_event, site, topic):
    registered = place(topic)
    with transaction() as session:
        session.get_one(Event, registered.event_id).requires_approval = True

    email = write(topic, registered)

    people = site.url(f"/organise/events/{registered.event_id}/registrations")
    for words in both_parts(email):
        assert people in words
        assert "1 place is taken or held for a request." in words
