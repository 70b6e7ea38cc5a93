"""List of an event's e-mails: topic and recipient of each."""

import pytest

from tests.web.pages import text_of
from webinars.database import transaction
from webinars.events.models import Event
from webinars.outbox.enqueue import enqueue
from webinars.outbox.message_state import mark_failed

pytestmark = pytest.mark.usefixtures("clock")


def test_unsent_comment_email_is_listed_with_contact(make_event, make_registration, signed_in):
    event = make_event()
    place = make_registration(event)
    with transaction() as session:
        result = session.get_one(Event, event.id)
        result.contact_name, result.contact_email = "The desk", "desk@example.org"
        facts = {"registration_id": place.id, "subject": "A question", "text": "Of nobody else's"}
        about = {"event_id": event.id, "registration_id": place.id}
        mark_failed(
            enqueue(session, "organiser.mail", payload=facts, **about), "550 no such mailbox"
        )

    shown = text_of(signed_in.get(f"/organise/events/{event.id}/emails"))

    assert "Reply forwarded to the contact" in shown
    assert "The desk" in shown
    assert "desk@example.org" in shown
    assert "A question" not in shown
