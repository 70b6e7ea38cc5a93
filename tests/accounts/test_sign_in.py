"""Signing in: once per link, for a time, and never after disabling."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from webinars.accounts.models import Organiser, OrganiserSession
from webinars.accounts.organisers import add_organiser, disable_account
from webinars.accounts.queries import only_administrator, organiser_by_email
from webinars.accounts.sessions import extend_session, live_session, sign_out
from webinars.accounts.sign_in_links import issue_sign_in_token, sign_in_with_token
from webinars.database import transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.timezones.clock import now

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def link(session, clock, organiser):
    return issue_sign_in_token(session, organiser)


@pytest.fixture
def secret(session, link):
    return sign_in_with_token(session, link)


def test_link_signs_in(session, link, organiser):
    secret = sign_in_with_token(session, link)

    assert live_session(session, secret, now()).organiser.id == organiser.id


def test_link_signs_in_once(session, link):
    sign_in_with_token(session, link)

    with pytest.raises(NotFoundError, match="no-such-link"):
        sign_in_with_token(session, link)


@pytest.mark.parametrize(
    ("later", "works"), [(29 * MINUTE, True), (30 * MINUTE, False), (-MINUTE, False)]
)
def test_link_is_valid_for_30_minutes(session, link, clock, later, works):
    clock.advance(later)

    try:
        worked = bool(sign_in_with_token(session, link))
    except NotFoundError:
        worked = False

    assert worked is works


def test_link_of_disabled_organiser_does_not_sign_in(session, link, organiser):
    session.get_one(Organiser, organiser.id).disabled_at = now()

    with pytest.raises(NotFoundError):
        sign_in_with_token(session, link)


def test_session_expires_after_12_idle_hours(session, secret, clock):
    clock.advance(12 * HOUR)

    assert live_session(session, secret, now()) is None


def test_session_in_use_does_not_expire(session, secret, clock):
    clock.advance(11 * HOUR)
    extend_session(session, live_session(session, secret, now()).id)
    clock.advance(11 * HOUR)

    assert live_session(session, secret, now())


def test_session_expires_after_14_days_despite_use(session, secret, clock):
    for _ in range(28):
        clock.advance(11 * HOUR)
        extend_session(session, live_session(session, secret, now()).id)
    clock.advance(14 * DAY - 28 * 11 * HOUR)

    assert live_session(session, secret, now()) is None


def test_session_from_the_future_is_invalid(session, secret, clock):
    clock.advance(-HOUR)

    assert live_session(session, secret, now()) is None


def test_signing_out_ends_the_session(session, secret):
    sign_out(session, secret)

    assert live_session(session, secret, now()) is None


def test_disabling_ends_every_session_and_link(session, secret, organiser):
    add_organiser(session, email="bo@example.org", timezone="Europe/Zurich", admin=True)
    other = issue_sign_in_token(session, organiser)
    result = session.get_one(Organiser, organiser.id)

    disable_account(session, result)

    assert live_session(session, secret, now()) is None
    with pytest.raises(NotFoundError):
        sign_in_with_token(session, other)


def test_session_of_disabled_organiser_is_invalid(session, secret, organiser):
    session.get_one(Organiser, organiser.id).disabled_at = now()
    session.flush()

    assert live_session(session, secret, now()) is None


def test_stored_digests_sign_nobody_in(session, link, secret):
    stored = [
        *session.scalars(text("SELECT digest FROM capability_tokens")),
        *session.scalars(text("SELECT digest FROM organiser_sessions")),
    ]

    assert not {link, secret} & set(stored)
    assert [live_session(session, digest, now()) for digest in stored] == [None, None]


def test_expired_sessions_are_deleted_at_next_sign_in(session, secret, organiser, clock):
    clock.advance(20 * DAY)

    sign_in_with_token(session, issue_sign_in_token(session, organiser))

    assert len(session.scalars(select(OrganiserSession)).all()) == 1


def test_address_in_other_case_is_the_same_organiser(session, organiser):
    assert organiser_by_email(session, "AMIRA@Example.ORG").id == organiser.id


def test_existing_organiser_is_not_added_again(organiser):
    with pytest.raises(ConflictError, match="organiser-exists"), transaction() as session:
        add_organiser(session, email="Amira@EXAMPLE.org", timezone="Europe/Zurich")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"email": "amira", "timezone": "Europe/Zurich"}, "not-an-address"),
        ({"email": "a@example.org", "timezone": "Mars/Base"}, "unknown-timezone"),
        (
            {"email": "a@example.org", "timezone": "Europe/Zurich", "name": "A\r\nBcc: x"},
            "control-characters",
        ),
        ({"email": "a@example.org", "timezone": "Europe/Zurich", "name": "A" * 201}, "too-long"),
    ],
)
def test_organiser_with_invalid_details_is_refused(app, fields, code):
    with pytest.raises(InvalidInputError, match=code), transaction() as session:
        add_organiser(session, **fields)


def test_address_is_the_name_of_an_unnamed_organiser(session, app):
    assert (
        add_organiser(session, email="bo@example.org", timezone="Asia/Calcutta").name
        == "bo@example.org"
    )


def test_only_administrator_is_none_if_there_are_two(session, organiser):
    assert only_administrator(session).id == organiser.id

    add_organiser(session, email="bo@example.org", timezone="UTC", admin=True)

    assert only_administrator(session) is None
