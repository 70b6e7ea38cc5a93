"""Removed registrants cannot return in any way; every way back checks the access policy."""

import ast
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.sources import syntax_trees
from webinars.access.access_policy import LinkCredentials
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.queries import invitation_to
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.registrations import (
    cancellation,
    erasure,
    new_registration,
    nominations,
    repeat_registration,
)
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser import approval, bulk_registration, removal, restoration
from webinars.registrations.registrant import details_change
from webinars.registrations.status import ACTIVE, Status
from webinars.registrations.waiting_list import offers

pytestmark = pytest.mark.usefixtures("clock")
ANN = {"name": "Ann", "email": "ann@example.org"}
DETAILS = {"timezone": "Africa/Nairobi", "language": "en"}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "REPLY_ADDRESS": "rsvp@events.example.org"}


@pytest.fixture
def event(make_event):
    """Return an open event that accepts delegations."""
    return make_event(terms={"accepts_delegations": True})


@pytest.fixture
def ann(event, make_registration):
    """Return a registration."""
    return make_registration(event, **ANN)


@pytest.fixture
def invitee(event):
    """Return the invitation of the same person."""
    with transaction() as session:
        people = [Recipient(ANN["name"], ANN["email"])]
        send_invitations(session, event_id=event.id, people=people, language="en")
    return invitation_to(db.session(), event.id, ANN["email"])


@pytest.fixture
def delegation(event):
    """Return the id of a delegation."""
    with transaction() as session:
        made = add_delegation(
            session,
            event_id=event.id,
            name="Kenya",
            focal_name="Wanjiru",
            focal_email="focal@example.org",
            quota=None,
            language="en",
        )
        return made.id


def by_form(session, event, *_, **fields):
    fields = {"credentials": LinkCredentials(**fields)} if fields else {}
    new_registration.register_attendee(session, event_id=event.id, **ANN, **DETAILS, **fields)


def by_capital_letters(session, event, *_):
    new_registration.register_attendee(
        session, event_id=event.id, name="A", email="ANN@Example.org", **DETAILS
    )


def by_invitation(session, event, _place, invitee, _delegation):
    by_form(session, event, invitee_id=invitee)


def by_manage_page(session, _event, registration, *_):
    new_registration.register_again(session, registration.id)


def by_delegation(session, _event, _place, _invitee, delegation):
    people = [Delegate(ANN["name"], ANN["email"])]
    nominations.register_delegates(session, delegation_id=delegation, people=people)


def by_pasted_list(session, event, *_):
    people = [Delegate(ANN["name"], ANN["email"])]
    bulk_registration.bulk_register(session, event_id=event.id, people=people, language="en")


WAYS = {
    "form": by_form,
    "form-with-capitals": by_capital_letters,
    "invitation": by_invitation,
    "manage-page": by_manage_page,
    "delegation": by_delegation,
    "pasted-list": by_pasted_list,
}
# The ways that lead back, by ending of the registration.
OPEN = {
    "removed": set(),
    "refused": set(),
    "removed-and-erased": set(),
    "cancelled-at-request": set(WAYS),
    "invited-only-meanwhile": {"invitation", "manage-page", "delegation", "pasted-list"},
    "not-invited-meanwhile": {"delegation", "pasted-list"},
}


def end(session, ending, event, registration):
    of_event = {"event_id": event.id, "registration_id": registration.id}
    match ending:
        case "removed" | "removed-and-erased":
            removal.remove_registration(session, **of_event)
            session.flush()
            if ending == "removed-and-erased":
                erasure.erase_registrant(session, registration.id)
        case "refused":
            row = session.get_one(Registration, registration.id)
            row.status = Status.AWAITING_APPROVAL
            session.flush()
            approval.refuse_request(session, **of_event)
        case _:
            cancellation.cancel_on_behalf(session, **of_event)
            if ending != "cancelled-at-request":
                session.get_one(Event, event.id).access_mode = AccessMode.INVITED


class UndoneError(Exception):
    """Rolls back a transaction."""


def leads_back(way, *of):
    """Try a way to return and roll it back; return whether it gave an active registration."""
    result = []
    with suppress(UndoneError, WebinarsError), transaction() as session:
        WAYS[way](session, *of)
        session.flush()
        of_ann = select(Registration.status).where(Registration.event_id == of[0].id)
        result = session.scalars(of_ann).all()
        raise UndoneError
    return any(status in ACTIVE for status in result)


@pytest.mark.parametrize("ending", OPEN)
def test_only_permitted_ways_lead_back_after_each_ending(ending, event, ann, request, delegation):
    invitee = None if ending == "not-invited-meanwhile" else request.getfixturevalue("invitee")
    with transaction() as session:
        end(session, ending, event, ann)

    ways = {way for way in WAYS if leads_back(way, event, ann, invitee, delegation)}

    assert ways == OPEN[ending]
    with transaction() as session:
        registration = session.get_one(Registration, ann.id)
        may = repeat_registration.may_register_again(
            session, session.get_one(Event, event.id), registration
        )
    assert may is ("manage-page" in ways)


def test_email_to_removed_registrant_says_declined(event, ann, deliver, clock):
    deliver()
    with transaction() as session:
        end(session, "removed", event, ann)
    removal = next(mail for mail in deliver() if "amira" not in mail.message["To"])
    clock.advance(timedelta(minutes=10))
    with transaction() as session:
        by_form(session, event)
    [again] = [mail for mail in deliver() if "amira" not in mail.message["To"]]

    for mail in (removal, again):
        assert mail.message["To"] == "Ann <ann@example.org>"
        assert mail.message["Subject"].startswith("Declined: your registration for")
        assert "the organiser has declined your registration" in mail.text
        assert "registering again will not change that" in mail.text
        assert "Register again:" not in mail.text
    assert b"METHOD:CANCEL" in removal.calendar
    assert again.calendar is None


def test_removed_registrant_gets_at_most_three_emails_an_hour(event, ann, deliver):
    with transaction() as session:
        end(session, "removed", event, ann)
    deliver()
    for _ in range(6):
        with transaction() as session:
            by_form(session, event)

    assert len(deliver()) <= 3


def test_restored_registrant_is_confirmed_while_places_are_left(make_event, make_registration):
    event = make_event(capacity=1)
    people = [make_registration(event, email=f"{n}@example.org") for n in range(2)]
    with transaction() as session:
        for registration in people:
            removal.remove_registration(session, event_id=event.id, registration_id=registration.id)
            session.flush()

    for registration in people:
        with transaction() as session:
            restoration.restore_registration(
                session, event_id=event.id, registration_id=registration.id
            )

    results = [db.session.get_one(Registration, registration.id) for registration in people]
    assert [item.status for item in results] == [Status.CONFIRMED, Status.WAITING]
    assert [item.queued_at is not None for item in results] == [False, True]
    assert {item.cancel_reason for item in results} == {""}


def test_only_removed_registrants_can_be_restored(event, ann):
    for ending in ("", "cancelled-at-request"):
        with transaction() as session:
            if ending:
                end(session, ending, event, ann)
        with pytest.raises(WebinarsError, match="no-pending-request"), transaction() as session:
            restoration.restore_registration(session, event_id=event.id, registration_id=ann.id)


def test_removed_registrant_cannot_change_address(event, ann):
    fields = {"name": "Ann", "affiliation": "", **DETAILS}
    with transaction() as session:
        details_change.change_details(session, ann.id, email="other@example.org", **fields)
        end(session, "removed", event, ann)

    assert db.session.get_one(Registration, ann.id).new_email == ""
    with pytest.raises(WebinarsError, match="removed-address-stays"), transaction() as session:
        details_change.change_details(session, ann.id, email="other@example.org", **fields)
    with transaction() as session:
        details_change.change_details(session, ann.id, **{**fields, **ANN, "name": "Anna"})


def test_erased_removed_registration_keeps_digest_until_event_ends(event, ann, clock, deliver):
    with transaction() as session:
        end(session, "removed-and-erased", event, ann)
    deliver()
    row = db.session.get_one(Registration, ann.id)
    assert (row.name, row.email, row.status) == ("", "", Status.REFUSED)
    assert "ann" not in row.address
    assert row.address

    with transaction() as session:
        by_form(session, event)
    again = db.session.get_one(Registration, ann.id)
    assert (again.name, again.address, again.status) == ("Ann", "ann@example.org", Status.REFUSED)
    [mail] = deliver()
    assert "the organiser has declined your registration" in mail.text

    with transaction() as session:
        erasure.erase_registrant(session, ann.id)
    clock.advance(event.ends_at - clock.now() + timedelta(hours=1))
    with transaction() as session:
        erasure.purge_digests(session)
    row = db.session.get_one(Registration, ann.id)
    assert (row.address, row.status) == ("", Status.CANCELLED)


def test_pasted_list_restores_removed_people_only_on_request(event, make_registration):
    emails = ("ann@example.org", "bo@example.org", "cy@example.org")
    people = [make_registration(event, email=email) for email in emails[:2]]
    with transaction() as session:
        end(session, "removed", event, people[0])
        end(session, "removed-and-erased", event, people[1])
    about = {
        "event_id": event.id,
        "people": [Delegate("A", email) for email in emails],
        "language": "en",
    }

    with transaction() as session:
        left = bulk_registration.bulk_register(session, **about)
    with transaction() as session:
        restored = bulk_registration.bulk_register(session, **about, restores_removed=True)

    assert left == bulk_registration.BulkResult(new=1, before=0, restored=0, removed=2)
    assert restored == bulk_registration.BulkResult(new=0, before=1, restored=1, removed=1)


# --- No function bypasses the access policy


ENDED = {"CANCELLED", "REFUSED"}
# These change active registrations and refuse others; only the first also accepts refused ones.
OF_ACTIVE = {"approval.approve_request", "freed_places.grant_place", "offers.accept_offer"}


def functions_that_activate():
    """Yield the functions that create a registration or set an active status, with the functions they call."""
    for path, tree in syntax_trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(map(activates, ast.walk(node))):
                calls = {ast.unparse(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
                yield f"{path.stem}.{node.name}", calls


def activates(node):
    match node:
        case ast.Call(
            func=ast.Name("Registration" | "_insert_registration" | "insert_registrations")
        ):
            return True
        case ast.Call(func=ast.Name("insert" | "update"), args=[ast.Name("Registration")]):
            return True
        case ast.Call(func=ast.Attribute(attr="change_status"), args=[status, *_]):
            values = {n.attr for n in ast.walk(status) if isinstance(n, ast.Attribute)}
            return not ENDED & values
    return False


def test_every_function_that_activates_a_registration_checks_access():
    result = dict(functions_that_activate())

    asking = {
        name
        for name, calls in result.items()
        if {"existing_registration", "existing_registrations"} & calls
    }
    assert asking == {
        "new_registration.register_attendee",
        "new_registration.register_again",
        "new_registration.register_moved",
        "restoration.restore_registration",
        "registering.register_for_dates",
        "registering.join_dates",
    }
    assert result.keys() - asking - OF_ACTIVE == {
        "erasure.purge_digests",
        "erasure._empty_together",
        "cancellation.end_registration",
    }


@pytest.mark.parametrize("ending", ["removed", "cancelled-at-request"])
def test_actions_on_active_registrations_refuse_ended_ones(ending, event, ann):
    with transaction() as session:
        end(session, ending, event, ann)
    of_event = {"event_id": event.id, "registration_id": ann.id}

    with pytest.raises(WebinarsError, match="no-offer"), transaction() as session:
        offers.accept_offer(session, ann.id)
    with pytest.raises(WebinarsError, match="not-waiting"), transaction() as session:
        offers.offer_place(session, **of_event)
    if ending == "cancelled-at-request":
        with pytest.raises(WebinarsError, match="no-pending-request"), transaction() as session:
            approval.approve_request(session, **of_event)
