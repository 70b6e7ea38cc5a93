"""Pending tasks in the list of events, with links, in a constant number of queries."""

import re

from sqlalchemy import insert

from tests.comments.leaving import leave
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.organiser.registrant_list import MOST_FAILED
from webinars.registrations.status import Status
from webinars.timezones import clock

PATH = "/organise/events"


def set_status(registration, status):
    with transaction() as session:
        session.get(Registration, registration.id).status = status


def fail_one(event):
    with transaction() as session:
        message = session.query(Message).filter_by(event_id=event.id).order_by(Message.id).first()
        message.state = MessageState.FAILED


def fail_many(event, number):
    row = {"topic": "organiser.registration", "payload": {}, "due_at": clock.now()}
    row |= {"event_id": event.id, "state": MessageState.FAILED, "created_at": clock.now()}
    with transaction() as session:
        session.execute(insert(Message), [row] * number)


def links_of(page):
    """Return the texts and links of the pending tasks."""
    todo = "".join(re.findall(r'<p class="small todo">(.*?)</p>', page.text, re.S))
    return re.findall(r'<a href="([^"]+)">([^<]+)<', todo)


def test_requests_are_counted_apart_from_places_taken(make_event, make_registration, signed_in):
    event = make_event(capacity=300)
    for number in range(3):
        asking = make_registration(event, email=f"{number}@example.com")
        set_status(asking, Status.AWAITING_APPROVAL)
    make_registration(event)

    shown = signed_in.get(PATH)

    assert "1 of 300 places taken 3 held for requests, 296 left" in text_of(shown)
    assert links_of(shown) == [
        (
            f"/organise/events/{event.id}/registrations?state=awaiting_approval",
            "3 awaiting approval",
        )
    ]


def test_each_todo_links_to_its_page(make_event, make_registration, signed_in):
    event = make_event(capacity=1)
    for number in range(3):
        make_registration(event, email=f"{number}@example.com")
    leave(event)
    fail_one(event)

    shown = signed_in.get(PATH)

    assert [words for _, words in links_of(shown)] == [
        "2 on the waiting list",
        "1 question to answer",
        "1 e-mail failed",
    ]
    assert "1 of 1 places taken none left" in text_of(shown)
    for address, _ in links_of(shown):
        assert signed_in.get(address).status_code == 200


def test_failed_emails_are_counted_up_to_a_bound(make_event, make_registration, signed_in):
    event = make_event()
    make_registration(event)
    fail_many(event, MOST_FAILED)
    assert "30 e-mails failed" in [words for _, words in links_of(signed_in.get(PATH))]

    fail_many(event, 5)

    assert "30+ e-mails failed" in [words for _, words in links_of(signed_in.get(PATH))]
    page = signed_in.get(f"/organise/events/{event.id}/registrations")
    assert "30+ e-mails failed." in text_of(page)


def test_failed_emails_of_an_event_without_registrations_are_counted(make_event, signed_in):
    event = make_event()
    fail_many(event, 2)

    page = signed_in.get(f"/organise/events/{event.id}/registrations")

    assert "2 e-mails failed." in text_of(page)


def test_event_without_todos_lists_none(make_event, make_registration, signed_in):
    make_registration(make_event())

    assert links_of(signed_in.get(PATH)) == []


def test_query_count_of_todos_does_not_depend_on_number_of_events(
    make_event, make_registration, signed_in
):
    counts = []
    for number in (1, 2, 3):
        event = make_event(title=f"Event {number}", capacity=1)
        for item in range(number + 1):
            make_registration(event, email=f"{item}@example.com")
        leave(event)
        fail_one(event)
        with statements() as seen:
            signed_in.get(PATH)
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2]
