"""Erasure of a registrant's personal data."""

from datetime import timedelta

import pytest

from tests.registrations.terms import AT_ONCE
from webinars.database import db
from webinars.errors import NotFoundError
from webinars.registrations import cancellation, new_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.registrant import details_change, links, verification
from webinars.registrations.status import Status
from webinars.security import email_addresses
from webinars.timezones import clock as the_clock


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""


def stored(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id)


def traces(app):
    """Return every stored value of any table that identifies the registrant."""
    results = []
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                results += [
                    (table.name, value)
                    for value in map(str, row)
                    if "wanjiru" in value.lower() or "Legal Aid" in value
                ]
    return results


def test_erasure_empties_row_and_frees_place(make_event, make_registration, act, status):
    event = make_event(terms=AT_ONCE, capacity=1)
    registration = make_registration(event)
    next_one = make_registration(event, email="b@example.org")

    act(erase_registrant, registration.id)

    row = stored(registration)
    assert {getattr(row, column) for column in Registration.PERSONAL} == {""}
    assert row.erased_at == the_clock.now()
    assert status(next_one) is Status.CONFIRMED


def test_erasure_sends_cancellation_and_leaves_no_trace(
    make_event, make_registration, act, deliver, app
):
    registration = make_registration(make_event())
    deliver()

    act(erase_registrant, registration.id)
    mails = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]

    assert len(mails) == 1
    assert b"METHOD:CANCEL" in mails[0].calendar
    assert traces(app) == []


def test_cancelled_registration_can_be_erased(make_event, make_registration, act, deliver, app):
    registration = make_registration(make_event())
    deliver()
    act(cancellation.cancel_registration, registration.id)
    deliver()

    act(erase_registrant, registration.id)
    deliver()

    assert traces(app) == []


def test_erasing_old_registration_keeps_calendar_entry_of_newer_one(
    make_event, make_registration, act, deliver, status
):
    event = make_event()
    old = make_registration(event)
    act(cancellation.cancel_registration, old.id)
    new = make_registration(event)
    deliver()

    act(erase_registrant, old.id)

    assert [mail.calendar for mail in deliver() if mail.calendar] == []
    assert status(new) is Status.CONFIRMED
    assert stored(old).email == ""


def test_links_of_erased_registration_are_not_found(make_event, make_registration, act):
    registration = make_registration(make_event())
    act(erase_registrant, registration.id)

    for action in (
        erase_registrant,
        cancellation.cancel_registration,
        new_registration.register_again,
    ):
        with pytest.raises(NotFoundError, match="no-such-registration"):
            act(action, registration.id)


def test_erased_registrant_can_register_again(make_event, make_registration, act, deliver):
    event = make_event()
    act(erase_registrant, make_registration(event).id)
    deliver()
    the_clock.advance(timedelta(hours=2))

    registration = make_registration(event)

    assert registration.status is Status.CONFIRMED
    assert [b"METHOD:REQUEST" in mail.calendar for mail in deliver() if mail.calendar] == [True]


def test_erasure_includes_earlier_cancelled_registrations(
    make_event, make_registration, act, deliver, app
):
    event = make_event()
    first = make_registration(event)
    deliver()
    act(cancellation.cancel_registration, first.id)
    second = make_registration(event)
    act(links.send_links, email=second.email, language="en", timezone="UTC")
    deliver()
    details = {
        "name": "Wanjiru Kamau",
        "affiliation": "",
        "timezone": "Africa/Nairobi",
        "language": "en",
    }
    act(details_change.change_details, second.id, email="moved@example.com", **details)
    deliver()
    address = email_addresses.normalize_address(stored(second).new_email)
    act(verification.replace_by_verified_address, second.id, address)
    deliver()

    act(erase_registrant, second.id)
    deliver()

    assert traces(app) == []
    assert stored(first).erased_at is not None
