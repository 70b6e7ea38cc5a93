"""Nobody whom an organiser removed comes back by any way, and whoever may come back is asked as at the form."""

import ast
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import webinars
from tests.conftest import make_app
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, invite_all
from webinars.database import Base, db, transaction
from webinars.errors import WebinarsError
from webinars.events.models import AccessMode, Event
from webinars.registrations import access, actions, nominations
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser import approval, attendee_actions, bulk_registration
from webinars.registrations.waiting_list import offers

pytestmark = pytest.mark.usefixtures("clock")
ANN = {"name": "Ann", "email": "ann@example.org"}
DETAILS = {"timezone": "Africa/Nairobi", "language": "en"}


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, tmp_path):
    """Give an application on either database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    app = make_app(tmp_path, DATABASE_URL=url, REPLY_ADDRESS="rsvp@events.example.org")
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def event(make_event):
    """Give an open event that takes delegations."""
    return make_event(terms={"accepts_delegations": True})


@pytest.fixture
def ann(event, make_registration):
    """Give someone who has registered."""
    return make_registration(event, **ANN)


@pytest.fixture
def invitee(event):
    """Give the invitation of the same person."""
    with transaction() as session:
        people = [Recipient(ANN["name"], ANN["email"])]
        invite_all(session, event_id=event.id, people=people, language="en")
    return access.invitation_to(db.session(), event.id, ANN["email"])


@pytest.fixture
def delegation(event):
    """Give the id of a delegation and its focal point."""
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


def by_form(session, event, *_, **shows):
    shows = {"credentials": access.Credentials(**shows)} if shows else {}
    actions.register(session, event_id=event.id, **ANN, **DETAILS, **shows)


def by_capital_letters(session, event, *_):
    actions.register(session, event_id=event.id, name="A", email="ANN@Example.org", **DETAILS)


def by_invitation(session, event, _place, invitee, _delegation):
    by_form(session, event, invitee_id=invitee)


def by_manage_page(session, _event, place, *_):
    actions.register_again(session, place.id)


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
# Which ways lead back after each kind of ending.
OPEN = {
    "removed": set(),
    "refused": set(),
    "removed-and-erased": set(),
    "cancelled-at-request": set(WAYS),
    "invited-only-meanwhile": {"invitation", "manage-page", "delegation", "pasted-list"},
    "not-invited-meanwhile": {"delegation", "pasted-list"},
}


def end(session, ending, event, place):
    of_event = {"event_id": event.id, "registration_id": place.id}
    match ending:
        case "removed" | "removed-and-erased":
            attendee_actions.remove(session, **of_event)
            session.flush()
            if ending == "removed-and-erased":
                actions.erase(session, place.id)
        case "refused":
            row = session.get_one(Registration, place.id)
            row.status = Status.AWAITING_APPROVAL
            session.flush()
            approval.decline(session, **of_event)
        case _:
            attendee_actions.cancel_for(session, **of_event)
            if ending != "cancelled-at-request":
                session.get_one(Event, event.id).access_mode = AccessMode.INVITED


class UndoneError(Exception):
    """Take back what a transaction did."""


def leads_back(way, *of):
    """Try a way back and undo it; return whether the person has an active registration by it."""
    found = []
    with suppress(UndoneError, WebinarsError), transaction() as session:
        WAYS[way](session, *of)
        session.flush()
        of_ann = select(Registration.status).where(Registration.event_id == of[0].id)
        found = session.scalars(of_ann).all()
        raise UndoneError
    return any(status in ACTIVE for status in found)


@pytest.mark.parametrize("ending", OPEN)
def test_each_way_back_is_open_only_to_whom_it_should_be(ending, event, ann, request, delegation):
    invitee = None if ending == "not-invited-meanwhile" else request.getfixturevalue("invitee")
    with transaction() as session:
        end(session, ending, event, ann)

    ways = {way for way in WAYS if leads_back(way, event, ann, invitee, delegation)}

    assert ways == OPEN[ending]
    with transaction() as session:
        place = session.get_one(Registration, ann.id)
        may = access.may_return(session, session.get_one(Event, event.id), place)
    assert may is ("manage-page" in ways)


def test_the_e_mail_says_that_the_registration_was_declined(event, ann, deliver, clock):
    deliver()
    with transaction() as session:
        end(session, "removed", event, ann)
    told = next(mail for mail in deliver() if "amira" not in mail.message["To"])
    clock.advance(timedelta(minutes=10))
    with transaction() as session:
        by_form(session, event)
    [again] = [mail for mail in deliver() if "amira" not in mail.message["To"]]

    for mail in (told, again):
        assert mail.message["To"] == "Ann <ann@example.org>"
        assert mail.message["Subject"].startswith("Declined: your registration for")
        assert "the organiser has declined your registration" in mail.text
        assert "registering again will not change that" in mail.text
        assert "Register again:" not in mail.text
    assert b"METHOD:CANCEL" in told.calendar
    assert again.calendar is None


def test_a_removed_person_is_written_to_no_more_often_than_anybody(event, ann, deliver):
    with transaction() as session:
        end(session, "removed", event, ann)
    deliver()
    for _ in range(6):
        with transaction() as session:
            by_form(session, event)

    assert len(deliver()) <= 3


def test_a_restored_person_gets_a_place_as_long_as_there_is_one(make_event, make_registration):
    event = make_event(capacity=1)
    people = [make_registration(event, email=f"{n}@example.org") for n in range(2)]
    with transaction() as session:
        for place in people:
            attendee_actions.remove(session, event_id=event.id, registration_id=place.id)
            session.flush()

    for place in people:
        with transaction() as session:
            actions.restore(session, event_id=event.id, registration_id=place.id)

    found = [db.session.get_one(Registration, place.id) for place in people]
    assert [each.status for each in found] == [Status.CONFIRMED, Status.WAITING]
    assert [each.queued_at is not None for each in found] == [False, True]
    assert {each.cancel_reason for each in found} == {""}


def test_only_removed_people_are_restored(event, ann):
    for ending in ("", "cancelled-at-request"):
        with transaction() as session:
            if ending:
                end(session, ending, event, ann)
        with pytest.raises(WebinarsError, match="no-pending-request"), transaction() as session:
            actions.restore(session, event_id=event.id, registration_id=ann.id)


def test_a_removed_person_cannot_leave_the_address_behind(event, ann):
    said = {"name": "Ann", "affiliation": "", **DETAILS}
    with transaction() as session:
        actions.change_details(session, ann.id, email="other@example.org", **said)
        end(session, "removed", event, ann)

    assert db.session.get_one(Registration, ann.id).new_email == ""
    with pytest.raises(WebinarsError, match="removed-address-stays"), transaction() as session:
        actions.change_details(session, ann.id, email="other@example.org", **said)
    with transaction() as session:
        actions.change_details(session, ann.id, **{**said, **ANN, "name": "Anna"})


def test_whoever_erases_a_removed_registration_leaves_a_digest_until_the_end(
    event, ann, clock, deliver
):
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
        actions.erase(session, ann.id)
    clock.advance(event.ends_at - clock.now() + timedelta(hours=1))
    with transaction() as session:
        access.purge_digests(session)
    row = db.session.get_one(Registration, ann.id)
    assert (row.address, row.status) == ("", Status.CANCELLED)


def test_a_pasted_list_restores_only_if_the_organiser_says_so(event, make_registration):
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
        restored = bulk_registration.bulk_register(session, **about, restores=True)

    assert left == bulk_registration.BulkResult(new=1, before=0, restored=0, removed=2)
    assert restored == bulk_registration.BulkResult(new=0, before=1, restored=1, removed=1)


# --- Nothing goes round the policy


ENDED = {"CANCELLED", "REFUSED"}
# These change registrations that are active, and refuse others; the first is asked for anyone else.
OF_ACTIVE = {"approval.approve", "promotion.grant_place", "offers.accept_offer"}


def functions_that_activate():
    """Yield the functions that make a registration or give one a status that counts, with what they call."""
    for path in Path(webinars.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(activates, ast.walk(node))):
                calls = {ast.unparse(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
                yield f"{path.stem}.{node.name}", calls


def activates(node):
    match node:
        case ast.Call(func=ast.Name("Registration")):
            return True
        case ast.Call(func=ast.Name("insert" | "update"), args=[ast.Name("Registration")]):
            return True
        case ast.Call(func=ast.Attribute(attr="change_status"), args=[status, *_]):
            values = {n.attr for n in ast.walk(status) if isinstance(n, ast.Attribute)}
            return not ENDED & values
    return False


def test_whatever_makes_a_registration_count_asks_the_policy():
    found = dict(functions_that_activate())

    asking = {name for name, calls in found.items() if "access.existing_registration" in calls}
    assert asking == {"actions.register", "actions.register_again", "actions.restore"}
    assert found.keys() - asking - OF_ACTIVE == {
        "access.purge_digests",
        "cancellation.end_registration",
    }


@pytest.mark.parametrize("ending", ["removed", "cancelled-at-request"])
def test_what_changes_active_registrations_refuses_ended_ones(ending, event, ann):
    with transaction() as session:
        end(session, ending, event, ann)
    of_event = {"event_id": event.id, "registration_id": ann.id}

    with pytest.raises(WebinarsError, match="no-offer"), transaction() as session:
        offers.accept_offer(session, ann.id)
    with pytest.raises(WebinarsError, match="not-waiting"), transaction() as session:
        offers.offer_place(session, **of_event)
    if ending == "cancelled-at-request":
        with pytest.raises(WebinarsError, match="no-pending-request"), transaction() as session:
            approval.approve(session, **of_event)
