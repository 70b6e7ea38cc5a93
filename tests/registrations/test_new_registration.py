from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.registrations.terms import AT_ONCE
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.models import Event
from webinars.registrations import cancellation, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.places import places_held
from webinars.registrations.registrant import links
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""


def test_registration_beyond_capacity_is_waiting(make_event, make_registration, queued_topics):
    event = make_event(capacity=1)

    first = make_registration(event, email="a@example.org")
    second = make_registration(event, email="b@example.org")

    assert (first.status, second.status) == (Status.CONFIRMED, Status.WAITING)
    assert queued_topics() == ["registration.confirmed", "registration.waiting"]


def test_cancelled_place_goes_to_first_on_waiting_list(
    make_event, make_registration, act, status, queued_topics
):
    event = make_event(terms=AT_ONCE, capacity=1)
    first, second, third = (make_registration(event, email=f"{n}@example.org") for n in "abc")

    act(cancellation.cancel_registration, first.id)

    assert [status(item) for item in (first, second, third)] == [
        Status.CANCELLED,
        Status.CONFIRMED,
        Status.WAITING,
    ]
    assert queued_topics()[3:] == ["registration.cancelled", "registration.confirmed"]


def test_leaving_the_waiting_list_promotes_nobody(make_event, make_registration, act, status):
    event = make_event(capacity=1)
    first, second, third = (make_registration(event, email=f"{n}@example.org") for n in "abc")

    act(cancellation.cancel_registration, second.id)

    assert [status(item) for item in (first, third)] == [Status.CONFIRMED, Status.WAITING]


def test_cancelling_twice_is_refused(make_event, make_registration, act):
    registration = make_registration(make_event())
    act(cancellation.cancel_registration, registration.id)

    with pytest.raises(ConflictError, match="already-cancelled"):
        act(cancellation.cancel_registration, registration.id)


def test_double_submission_sends_one_email(make_event, make_registration, deliver):
    event = make_event(notification_mode=NotificationMode.NEVER)

    make_registration(event)
    first = deliver()
    make_registration(event)

    assert (len(first), deliver()) == (1, [])


def test_second_registration_resends_email_and_takes_no_second_place(
    make_event, make_registration, queued_topics, deliver
):
    event = make_event(capacity=2)
    first = make_registration(event, email="Ana@Example.org", name="Ana")
    deliver()
    the_clock.advance(timedelta(minutes=2))

    second = make_registration(event, email="ana@EXAMPLE.org", name="Someone else")

    assert second.id == first.id
    assert second.name == "Ana"
    assert places_held.places_held(db.session(), event.id) == 1
    assert queued_topics() == ["registration.confirmed", "registration.again"]


def test_addresses_with_dots_or_plus_are_distinct(make_event, make_registration):
    event = make_event()

    ids = {
        make_registration(event, email=item).id for item in ("a.b@x.org", "ab@x.org", "ab+c@x.org")
    }

    assert len(ids) == 3


def test_unicode_and_punycode_domains_are_one_address(make_event, make_registration):
    event = make_event()

    ids = {
        make_registration(event, email=item).id
        for item in ("a@bücher.example", "a@XN--bcher-kva.example")
    }

    assert len(ids) == 1


def ask_often(make_registration, deliver, event, times=9):
    """Register the same address repeatedly; return the e-mails sent."""
    sent = []
    for _ in range(times):
        make_registration(event)
        sent += deliver()
        the_clock.advance(timedelta(minutes=2))
    return sent


def test_address_gets_at_most_three_emails_an_hour(make_event, make_registration, deliver):
    event = make_event(notification_mode=NotificationMode.NEVER)

    within_the_hour = ask_often(make_registration, deliver, event)
    the_clock.advance(HOUR)

    assert (len(within_the_hour), len(deliver())) == (3, 1)


def test_email_limit_is_counted_per_event(make_event, make_registration, deliver):
    first, second = (
        make_event(notification_mode=NotificationMode.NEVER),
        make_event(notification_mode=NotificationMode.NEVER),
    )
    ask_often(make_registration, deliver, first)

    make_registration(second)

    assert len(deliver()) == 1


def test_registering_again_does_not_recover_the_place(make_event, make_registration, act, status):
    event = make_event(terms=AT_ONCE, capacity=1)
    first = make_registration(event, email="a@example.org")
    second = make_registration(event, email="b@example.org")
    act(cancellation.cancel_registration, first.id)

    the_clock.advance(HOUR)
    act(new_registration.register_again, first.id)

    assert (status(first), status(second)) == (Status.WAITING, Status.CONFIRMED)


def test_registering_again_joins_end_of_waiting_list(make_event, make_registration, act, status):
    event = make_event(terms=AT_ONCE, capacity=1)
    holder, early, late = (make_registration(event, email=f"{n}@example.org") for n in "abc")
    act(cancellation.cancel_registration, early.id)
    the_clock.advance(HOUR)
    act(new_registration.register_again, early.id)

    act(cancellation.cancel_registration, holder.id)

    assert (status(early), status(late)) == (Status.WAITING, Status.CONFIRMED)


def test_registering_again_by_old_link_returns_newer_registration(
    make_event, make_registration, act, status, queued_topics
):
    event = make_event()
    old = make_registration(event)
    act(cancellation.cancel_registration, old.id)
    new = make_registration(event)

    result = act(new_registration.register_again, old.id)

    assert result.id == new.id
    assert status(old) is Status.CANCELLED
    assert queued_topics() == [
        "registration.confirmed",
        "registration.cancelled",
        "registration.confirmed",
    ]


def test_registering_again_twice_has_one_effect(make_event, make_registration, act, queued_topics):
    registration = make_registration(make_event())
    act(cancellation.cancel_registration, registration.id)

    for _ in range(2):
        act(new_registration.register_again, registration.id)

    assert queued_topics() == [
        "registration.confirmed",
        "registration.cancelled",
        "registration.confirmed",
    ]


@pytest.mark.parametrize(
    ("fields", "availability"),
    [
        ({"opens_at": the_clock.now() + timedelta(days=9999)}, "not-yet"),
        ({"closes_at": the_clock.now() - timedelta(days=9999)}, "closed"),
        ({"accepts_registrations": False}, "no-registration"),
        ({"external_url": "https://example.net/"}, "elsewhere"),
    ],
)
def test_closed_event_refuses_registration_and_reregistration(
    make_event, make_registration, act, fields, availability
):
    event = make_event()
    registration = make_registration(event, email="a@example.org")
    act(cancellation.cancel_registration, registration.id)
    with transaction() as session:
        session.execute(update(Event).where(Event.id == event.id).values(**fields))

    refusals = []
    for attempt in (
        lambda: make_registration(event, email="b@example.org"),
        lambda: act(new_registration.register_again, registration.id),
    ):
        with pytest.raises(ConflictError, match="registration-not-open") as refusal:
            attempt()
        refusals.append(refusal.value.facts["availability"])

    assert refusals == [availability, availability]


def test_ended_cancelled_or_postponed_event_refuses_registration(
    make_event, make_registration, site, act
):
    cancelled, postponed, over = make_event(), make_event(), make_event()
    act(cancel_event, cancelled.id, site)
    act(postpone_event, postponed.id, site)
    the_clock.stop(over.ends_at)

    for event in (cancelled, postponed, over):
        with pytest.raises(ConflictError, match="registration-not-open"):
            make_registration(event)


def test_registration_for_draft_is_not_found(make_event, make_registration):
    with pytest.raises(NotFoundError, match="no-such-event"):
        make_registration(make_event(publish=False))


def test_cancelled_event_promotes_nobody(make_event, make_registration, act, site, status):
    event = make_event(capacity=1)
    first, second = (make_registration(event, email=f"{n}@example.org") for n in "ab")
    act(cancel_event, event.id, site)

    act(cancellation.cancel_registration, first.id)

    assert status(second) is Status.WAITING


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "\u200b ", "invisible-character"),
        ("name", "A" * 201, "too-long"),
        ("name", "Ana\r\nBcc: all@example.org", "control-characters"),
        ("name", "Ana\x00", "control-characters"),
        ("name", "Ana\ud800", "broken-text"),
        ("affiliation", "A" * 201, "too-long"),
        ("timezone", "Mars/Olympus", "unknown-timezone"),
        ("timezone", "../../etc/passwd", "unknown-timezone"),
        ("email", "", "required"),
        ("email", "ana", "not-an-address"),
        ("email", "ana@example", "not-an-address"),
        ("email", "ana maria@example.org", "not-an-address"),
        ("email", '"ana"@example.org', "not-an-address"),
        ("email", "ana@example.org\n", "control-characters"),
        ("email", "ana@example..org", "not-an-address"),
        ("email", f"a@{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.{'v' * 60}.org", "too-long"),
    ],
)
def test_invalid_detail_is_refused_with_its_code(make_event, make_registration, field, value, code):
    event = make_event()

    with pytest.raises(InvalidInputError) as refusal:
        make_registration(event, **{field: value})

    assert refusal.value.code == code
    assert places_held.places_held(db.session(), event.id) == 0


@pytest.mark.parametrize(
    ("notification_mode", "topics"),
    [
        (NotificationMode.EACH, ["organiser.registration", "organiser.registration"]),
        (NotificationMode.DAILY, ["organiser.digest"]),
        (NotificationMode.NEVER, []),
    ],
)
def test_organiser_is_notified_by_mode_of_event(
    make_event, make_registration, act, queued_topics, notification_mode, topics
):
    registration = make_registration(make_event(notification_mode=notification_mode))

    act(cancellation.cancel_registration, registration.id)

    assert queued_topics("organiser.") == topics


def test_digest_is_due_at_18_in_organisers_zone(make_event, make_registration, messages):
    make_registration(make_event(notification_mode=NotificationMode.DAILY))

    (message,) = messages("organiser.digest")

    assert message.due_at.isoformat() == "2026-11-25T17:00:00+00:00"
    assert message.payload["day"] == "2026-11-25"


def test_evening_registration_is_in_next_digest(make_event, make_registration, deliver):
    event = make_event(notification_mode=NotificationMode.DAILY)
    the_clock.advance(timedelta(hours=10))
    make_registration(event, name="Late Kamau")
    the_clock.advance(timedelta(hours=24))

    mails = [
        mail
        for mail in deliver()
        if mail.message["To"].addresses[0].addr_spec == "amira@example.org"
    ]

    assert len(mails) == 1
    assert "Late Kamau" in mails[0].text


def test_links_are_emailed_at_most_three_times_an_hour(make_event, make_registration, act, deliver):
    make_registration(make_event(notification_mode=NotificationMode.NEVER))
    deliver()
    sent = []

    for _ in range(9):
        act(links.send_links, email="wanjiru@example.com", language="en", timezone="UTC")
        sent += deliver()
        the_clock.advance(timedelta(minutes=2))

    assert len(sent) == 3


def test_database_refuses_second_active_registration_of_an_address(make_event, make_registration):
    event = make_event()
    registration = make_registration(event)
    copied = {
        name: getattr(registration, name)
        for name in (
            "event_id",
            "status",
            "name",
            "email",
            "address",
            "timezone",
            "language",
            "created_at",
            "status_at",
        )
    }

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Registration(**copied))

    assert len(db.session.scalars(select(Registration)).all()) == 1
