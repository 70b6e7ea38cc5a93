"""In-Reply-To and References: one thread for all e-mails to one mailbox about one event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.web.pages import at
from webinars.database import db, transaction
from webinars.emails.composers import COMPOSERS
from webinars.emails.threads import root_id
from webinars.events import changes, lifecycle
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message
from webinars.outbox.retention import purge
from webinars.registrations import cancellation, erasure, new_registration


@pytest.fixture
def overrides():
    return {"EVENT_EMAILS_PER_HOUR": 1000, "MAILBOX_EMAILS_PER_HOUR": 1000}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode=NotificationMode.NEVER)


def threads_of(mails):
    """Group e-mails as RFC 5256 section 3 does: by shared Message-IDs and references; return their numbers."""
    group = {}
    for number, mail in enumerate(mails):
        ids = [mail.message["Message-ID"], *str(mail.message.get("References", "")).split()]
        joined = {number}.union(*(group.get(mail_id, ()) for mail_id in ids))
        for other in [mail_id for mail_id, numbers in group.items() if numbers & joined] + ids:
            group[other] = joined
    return sorted({tuple(sorted(numbers)) for numbers in group.values()})


def act(action, *arguments, **values):
    with transaction() as session:
        return action(session, *arguments, **values)


def reschedule(event, site, hour):
    details = EventDetails(title=event.title, when=at(2027, 7, 16, hour))
    with transaction() as session:
        revision = event_by_id(session, event.id).revision
        changes.change_event(session, event.id, details=details, revision=revision, site=site)


def test_all_emails_about_one_registration_are_one_thread(
    event, make_registration, deliver, site, cancel
):
    made = make_registration(event)
    mails = deliver()
    reschedule(event, site, 11)
    mails += deliver()
    act(cancellation.cancel_registration, made.id)
    mails += deliver()
    act(new_registration.register_again, made.id)
    mails += deliver()
    cancel(event)
    mails += deliver()
    act(lifecycle.restore_event, event.id, site)
    mails += deliver()

    first = mails[0].message
    assert len(mails) == 6
    assert first["In-Reply-To"] is None
    assert len(first["References"].split()) == 1
    for mail in mails[1:]:
        assert mail.message["In-Reply-To"] == first["Message-ID"]
        assert mail.message["References"].split() == [first["References"], first["Message-ID"]]
    assert len({mail.message["Message-ID"] for mail in mails}) == 6
    assert threads_of(mails) == [(0, 1, 2, 3, 4, 5)]


def test_people_and_events_have_threads_of_their_own(make_event, make_registration, deliver, site):
    events = [make_event(notification_mode=NotificationMode.NEVER) for _ in range(2)]
    for event in events:
        for email in ("ann@example.com", "bob@example.com"):
            make_registration(event, email=email)
    mails = deliver()
    for event in events:
        reschedule(event, site, 11)
    mails += deliver()

    whose = [
        {(mails[number].message["To"], mails[number].message["References"].split()[0])
         for number in thread}
        for thread in threads_of(mails)
    ]  # fmt: skip
    assert len(mails) == 8
    assert [len(pairs) for pairs in whose] == [1, 1, 1, 1]
    assert len(set().union(*whose)) == 4


def test_second_registration_and_erasure_continue_the_thread(
    event, make_registration, deliver, session
):
    made = make_registration(event, email="Ann@Example.com")
    mails = deliver()
    act(erasure.erase_registrant, made.id)
    mails += deliver()
    rows = session.query(Message).all()
    assert all(
        "example.com" not in f"{row.recipient} {row.payload} {row.ordering_key} {row.mail_id}"
        for row in rows
    )
    make_registration(event, email="ann@example.com")
    mails += deliver()

    assert threads_of(mails) == [(0, 1, 2)]
    assert "In-Reply-To" not in mails[-1].message


def test_thread_outlives_purged_rows(event, make_registration, deliver, clock, site):
    make_registration(event)
    mails = deliver()
    clock.advance(timedelta(days=40))
    act(purge)
    reschedule(event, site, 11)
    mails += deliver()

    assert threads_of(mails) == [(0, 1)]


@pytest.mark.parametrize("topic", COMPOSERS)
def test_every_email_about_an_event_has_the_root_of_its_recipient(place, write, topic, site):
    made = place(topic)
    email = write(topic, made, is_about_event=True)

    # What lists several dates begins a thread of all of them.
    group_id = db.session.get_one(Event, made.event_id).date_group_id
    of_group = {"registration.dates", "registration.dates-changed"}
    subject = f"dates-{group_id}" if topic in of_group else made.event_id
    assert email.references == (root_id(subject, email.recipient.email, site),)
    assert email.in_reply_to == ""
    assert write(topic, made).references == ()


def test_notices_to_the_organiser_are_one_thread(clock, make_event, make_registration, deliver):
    event = make_event(notification_mode=NotificationMode.EACH)
    for name in ("ann", "bob"):
        make_registration(event, email=f"{name}@example.com")
    mails = [mail for mail in deliver() if "example.com" not in mail.message["To"]]

    assert len(mails) == 2
    assert threads_of(mails) == [(0, 1)]


def test_root_reveals_no_address_and_depends_on_the_key(site):
    root = root_id(7, "Ann@Example.com", site)

    assert root == root_id(7, "ann@example.com", site)
    assert "ann" not in root
    others = {
        root_id(8, "ann@example.com", site),
        root_id(7, "bob@example.com", site),
        root_id(7, "ann@example.com", replace(site, keys=("another key",))),
    }
    assert root not in others
    assert len(others) == 3
