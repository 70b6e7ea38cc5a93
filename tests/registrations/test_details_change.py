from datetime import timedelta

import pytest

from tests.links import link_token
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.enums import NotificationMode
from webinars.registrations import cancellation, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.registrant import details_change, links, verification
from webinars.registrations.status import Status
from webinars.security import email_addresses
from webinars.timezones import clock as the_clock

DETAILS = {
    "name": "Wanjiru Kamau",
    "email": "wanjiru@example.com",
    "affiliation": "Legal Aid Network",
    "timezone": "Africa/Nairobi",
    "language": "en",
}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""


def stored(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id)


def pending_address(registration):
    return email_addresses.normalize_address(stored(registration).new_email)


def test_name_affiliation_zone_and_language_change_immediately(
    make_event, make_registration, act, queued_topics
):
    registration = make_registration(make_event())

    act(
        details_change.change_details,
        registration.id,
        **{
            **DETAILS,
            "name": " Wanjiru  N. Kamau ",
            "affiliation": "",
            "timezone": "Asia/Calcutta",
            "language": "fr",
        },
    )

    row = stored(registration)
    assert (row.name, row.affiliation, row.timezone, row.language) == (
        "Wanjiru N. Kamau",
        "",
        "Asia/Kolkata",
        "fr",
    )
    assert row.verified_at == the_clock.now()
    assert queued_topics() == ["registration.confirmed"]


def test_new_address_is_unused_until_verified(make_event, make_registration, act, queued_topics):
    registration = make_registration(make_event())

    act(details_change.change_details, registration.id, **{**DETAILS, "email": "new@example.net"})

    row = stored(registration)
    assert (row.email, row.new_email) == ("wanjiru@example.com", "new@example.net")
    assert queued_topics() == ["registration.confirmed", "registration.address-proof"]


def test_address_in_other_case_needs_no_verification(make_event, make_registration, act):
    registration = make_registration(make_event())

    act(
        details_change.change_details,
        registration.id,
        **{**DETAILS, "email": "Wanjiru@Example.com"},
    )

    row = stored(registration)
    assert (row.email, row.new_email, row.address) == (
        "Wanjiru@Example.com",
        "",
        "wanjiru@example.com",
    )


def test_saving_again_sends_one_verification_email(
    make_event, make_registration, act, queued_topics
):
    registration = make_registration(make_event())

    for _ in range(4):
        act(
            details_change.change_details,
            registration.id,
            **{**DETAILS, "email": "new@example.net"},
        )

    assert queued_topics().count("registration.address-proof") == 1


def test_restoring_old_address_withdraws_new_one(make_event, make_registration, act):
    registration = make_registration(make_event())
    act(details_change.change_details, registration.id, **{**DETAILS, "email": "new@example.net"})
    address = pending_address(registration)

    act(details_change.change_details, registration.id, **DETAILS)

    assert stored(registration).new_email == ""
    with pytest.raises(NotFoundError, match="no-such-registration"):
        act(verification.replace_by_verified_address, registration.id, address)


def test_new_address_gets_at_most_three_verification_emails_an_hour(
    make_event, make_registration, act, queued_topics
):
    registration = make_registration(make_event())
    for _ in range(3):
        act(
            details_change.change_details,
            registration.id,
            **{**DETAILS, "email": "new@example.net"},
        )
        act(details_change.change_details, registration.id, **DETAILS)

    with pytest.raises(InvalidInputError, match="too-many-emails"):
        act(
            details_change.change_details,
            registration.id,
            **{**DETAILS, "email": "new@example.net"},
        )

    assert queued_topics().count("registration.address-proof") == 3
    assert stored(registration).new_email == ""


def test_verified_address_replaces_old_one_and_revokes_its_links(
    make_event, make_registration, act, queued_topics, messages
):
    registration = make_registration(make_event())
    act(details_change.change_details, registration.id, **{**DETAILS, "email": "New@example.net"})

    before = link_token("manage", registration.id)

    act(verification.replace_by_verified_address, registration.id, pending_address(registration))

    row = stored(registration)
    assert (row.email, row.address, row.new_email) == ("New@example.net", "new@example.net", "")
    assert row.token_version == registration.token_version + 1
    assert queued_topics()[2:] == ["registration.cancelled", "registration.confirmed"]
    notices = messages("registration.cancelled")[0].payload
    assert (notices["email"], notices["reason"]) == ("wanjiru@example.com", "address-changed")
    assert resolve_token(db.session(), Purpose.MANAGE, before) is None


def test_changing_the_address_moves_the_calendar_entry(make_event, make_registration, act, deliver):
    registration = make_registration(make_event())
    deliver()
    act(details_change.change_details, registration.id, **{**DETAILS, "email": "new@example.net"})
    act(verification.replace_by_verified_address, registration.id, pending_address(registration))

    notices = {
        mail.message["To"].addresses[0].addr_spec: mail.calendar
        for mail in deliver()
        if mail.calendar is not None
    }

    assert b"METHOD:CANCEL" in notices["wanjiru@example.com"]
    assert b"METHOD:REQUEST" in notices["new@example.net"]


def test_address_is_verified_once(make_event, make_registration, act):
    registration = make_registration(make_event())
    act(details_change.change_details, registration.id, **{**DETAILS, "email": "new@example.net"})
    address = pending_address(registration)
    act(verification.replace_by_verified_address, registration.id, address)

    with pytest.raises(NotFoundError):
        act(verification.replace_by_verified_address, registration.id, address)


def test_registered_address_is_refused_on_verification(make_event, make_registration, act, status):
    event = make_event()
    registration = make_registration(event)
    other = make_registration(event, email="new@example.net")
    act(details_change.change_details, registration.id, **{**DETAILS, "email": "new@example.net"})

    with pytest.raises(ConflictError, match="address-registered"):
        act(
            verification.replace_by_verified_address, registration.id, pending_address(registration)
        )

    assert (status(registration), status(other)) == (Status.CONFIRMED, Status.CONFIRMED)
    assert stored(registration).address == "wanjiru@example.com"


def test_address_change_does_not_disclose_registrations(make_event, make_registration, act):
    event = make_event()
    make_registration(event, email="known@example.com")
    act(links.send_links, email="known@example.com", language="en", timezone="UTC")

    def answers(email):
        results = []
        result = make_registration(event, email=f"mallory-{email}")
        for asked in (email, result.email, email, result.email, email, result.email, email):
            try:
                act(details_change.change_details, result.id, **{**DETAILS, "email": asked})
                results.append("taken")
            except InvalidInputError as error:
                results.append(error.code)
        return results

    assert answers("known@example.com") == answers("unknown@example.com")


def test_address_limit_is_shared_by_requests_and_not_disclosed(
    make_event, make_registration, act, deliver
):
    event = make_event(notification_mode=NotificationMode.NEVER)
    for asker in "abcde":
        registration = make_registration(event, email=f"{asker}@example.com")
        act(
            details_change.change_details,
            registration.id,
            **{**DETAILS, "email": "victim@example.com"},
        )
        sent = [mail for mail in deliver() if "victim@example.com" in mail.message["To"]]
        assert len(sent) == ("abc".find(asker) >= 0)

    the_clock.advance(timedelta(hours=1))

    assert len(deliver()) == 1


def test_repeated_cancellations_send_organiser_one_notification(
    make_event, make_registration, act, messages
):
    registration = make_registration(make_event(notification_mode=NotificationMode.EACH))
    for _ in range(6):
        act(cancellation.cancel_registration, registration.id)
        act(new_registration.register_again, registration.id)

    notices = messages("organiser.registration")

    assert len(notices) == 2  # one for the registration, one for all later changes
