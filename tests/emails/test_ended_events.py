"""E-mails that leave after the end of an event offer nothing that is over."""

import re

from webinars.emails.composers import COMPOSERS
from webinars.registrations.status import CancelReason

OVER = re.compile(r"\b(?:opens?|(?<!did not )register|cancel|accept|withdraw|join)\b", re.I)
# The links are those of all events of an address; the last two are about events that did not take place.
OTHERS = {
    "registration.links",
    "registration.event-cancelled",
    "registration.event-postponed",
}
TOPICS = sorted(
    topic
    for topic in COMPOSERS
    if topic.startswith(("registration.", "invitee.", "delegation.")) and topic not in OTHERS
)


def test_no_email_of_an_ended_event_offers_what_is_over(place, write, make_event, clock):
    event = make_event()
    places = {topic: place(topic, event=event, email=f"{topic}@example.org") for topic in TOPICS}
    clock.stop(event.ends_at)

    emails = {
        topic: write(topic, registration, reason=CancelReason.BY_ORGANISER)
        for topic, registration in places.items()
    }

    offered = {
        topic: OVER.findall(f"{email.subject}\n{email.text}")
        for topic, email in emails.items()
        if email
    }
    assert {topic: words for topic, words in offered.items() if words} == {}
    assert {"registration.confirmed", "registration.message", "registration.refused"} < set(offered)
