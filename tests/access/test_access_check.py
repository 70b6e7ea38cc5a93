"""Access policy under the event's lock, for every way to register, and its cost for an open event."""

import pytest
from sqlalchemy import select

from tests.links import store_secret_link_key
from tests.web.pages import statements
from webinars.access.access_check import check_access
from webinars.access.access_policy import LinkCredentials
from webinars.access.delegations import add_delegation
from webinars.access.invitees import (
    Recipient,
    add_invitees,
    send_invitation,
    send_invitations,
    withdraw_invitation,
)
from webinars.access.limits import INVITATIONS_PER_DAY, MAX_LINES
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from webinars.events.enums import AccessMode, EventState
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState

KEY = "the key of a secret link"


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def make(make_event):
    """Return a function that creates events with registration settings."""

    def make(**terms):
        event = make_event()
        with transaction() as session:
            row = session.get_one(Event, event.id)
            if key := terms.pop("secret_link_key", ""):
                store_secret_link_key(session, event.id, key)
            for name, value in terms.items():
                setattr(row, name, value)
        return event

    return make


@pytest.fixture
def invited(app):
    """Return a function that invites people by their addresses, and returns their rows."""

    def invited(event, *emails, **fields):
        people = [Recipient("Ann", email) for email in emails]
        with transaction() as session:
            told = send_invitations(
                session, event_id=event.id, people=people, language="en", **fields
            )
        return told, rows()

    return invited


def rows():
    db.session.rollback()
    return db.session.scalars(select(Invitee).order_by(Invitee.id)).all()


def queued():
    db.session.rollback()
    query = select(Message).where(Message.topic == "invitee.invited").order_by(Message.id)
    return [m for m in db.session.scalars(query) if m.state is MessageState.QUEUED]


def ask(event, email="ann@example.org", **fields):
    with transaction() as session:
        check_access(
            session,
            session.get_one(Event, event.id),
            address=email,
            credentials=LinkCredentials(**fields),
        )


def refused(event, email="ann@example.org", **fields):
    with pytest.raises((NotAllowedError, ConflictError, NotFoundError)) as caught:
        ask(event, email, **fields)
    return caught.value


def test_open_event_is_checked_without_query(make):
    event = make()
    with transaction() as session:
        row = session.get_one(Event, event.id)
        with statements() as seen:
            check_access(session, row, address="ann@example.org", credentials=LinkCredentials())
            check_access(
                session,
                row,
                address="ann@example.org",
                credentials=LinkCredentials(by_organiser=True),
            )

    assert seen == []


def test_invitation_admits_only_its_own_address(make, invited):
    event = make(access_mode=AccessMode.INVITED)
    _, [ann, _] = invited(event, "ann@example.org", "bo@example.org")

    ask(event, invitee_id=ann.id)

    assert refused(event, "bo@example.org", invitee_id=ann.id).code == "invited-only"
    assert refused(event, "ann@example.org").code == "invited-only"
    assert refused(event, invitee_id=4711).code == "invited-only"


def test_invitation_of_other_event_admits_nobody(make, invited):
    here, there = make(access_mode=AccessMode.INVITED), make(access_mode=AccessMode.INVITED)
    _, [ann] = invited(there, "ann@example.org")

    assert refused(here, invitee_id=ann.id).code == "invited-only"


def test_withdrawn_or_unknown_invitation_admits_nobody(make, invited):
    event = make(access_mode=AccessMode.INVITED)
    _, [ann] = invited(event, "ann@example.org")
    with transaction() as session:
        withdraw_invitation(session, event_id=event.id, invitee_id=ann.id)
        results = [Recipient("", "bo@example.org")]
        [bo] = add_invitees(session, event_id=event.id, people=results, language="en")
        bo_id = bo.id

    assert refused(event, invitee_id=ann.id).code == "invited-only"
    assert refused(event, "bo@example.org", invitee_id=bo_id).code == "invited-only"


def test_invitation_admits_despite_secret_link_and_domains(make, invited):
    event = make(access_mode=AccessMode.SECRET_LINK, secret_link_key=KEY, domains=["un.org"])
    _, [ann] = invited(event, "ann@example.org")

    ask(event, invitee_id=ann.id)
    ask(event, by_organiser=True)
    ask(event, "ann@geneva.un.org", key=KEY)

    assert refused(event).code == "secret-link-needed"
    assert refused(event, key=KEY).facts == {"domains": ("un.org",)}


def test_disabled_delegation_or_one_of_other_event_admits_nobody(make):
    here, there = make(accepts_delegations=True), make(accepts_delegations=True)
    with transaction() as session:
        sent = add_delegation(
            session, event_id=there.id, name="Kenya", focal_name="W", quota=1,
            focal_email="w@example.org", language="en",
        )  # fmt: skip
        number = sent.id
    ask(there, delegation_id=number)
    with transaction() as session:
        session.get_one(Event, there.id).accepts_delegations = False

    assert refused(here, delegation_id=number).code == "no-such-delegation"
    assert refused(there, delegation_id=number).code == "no-such-delegation"


def test_repeated_list_emails_once_and_withdrawn_invitee_is_invited_again(make, invited):
    event = make()
    first, _ = invited(event, "ann@example.org", "bo@example.org")
    second, [ann, *_] = invited(event, "Ann@Example.org", "bo@example.org", "cy@example.org")
    with transaction() as session:
        withdraw_invitation(session, event_id=event.id, invitee_id=ann.id)
    third, [ann, *_] = invited(event, "ann@example.org")

    assert [told.written for told in (first, second, third)] == [2, 1, 1]
    assert [item.payload["invitee_id"] for item in queued()] == [2, 3, 1]
    assert ann.token_version == 2


def test_address_gets_at_most_three_invitations_an_hour_in_any_way(make, invited, deliver):
    event = make()
    for _ in range(5):
        _, [ann] = invited(event, "ann@example.org")
        deliver()
        with transaction() as session:
            withdraw_invitation(session, event_id=event.id, invitee_id=ann.id)
    told, _ = invited(event, "ann@example.org")

    posted = db.session.scalars(select(Message).where(Message.topic == "invitee.invited")).all()
    assert len(posted) == 3
    assert (told.written, told.too_often) == (0, 1)
    with pytest.raises(InvalidInputError, match="too-many-emails"), transaction() as session:
        send_invitation(session, event_id=event.id, invitee_id=ann.id)


def test_invitations_of_an_organiser_are_limited_per_day(make, invited, monkeypatch):
    monkeypatch.setattr("webinars.access.limits.INVITATIONS_PER_DAY", 3)
    first, second = make(), make()
    invited(first, "ann@example.org", "bo@example.org")

    with pytest.raises(InvalidInputError) as caught:
        invited(second, "cy@example.org", "di@example.org")

    assert (caught.value.code, caught.value.facts) == (
        "too-many-invitations",
        {"most": 3, "left": 1},
    )
    assert (len(rows()), len(queued())) == (2, 2)
    assert INVITATIONS_PER_DAY >= 2 * MAX_LINES


def test_number_of_invitees_in_a_list_is_limited(make, invited):
    event = make()
    with pytest.raises(InvalidInputError, match="too-many-recipients"):
        invited(event, *(f"p{n}@example.org" for n in range(MAX_LINES + 1)))

    told, _ = invited(event, *(f"p{n}@example.org" for n in range(MAX_LINES)))
    assert told.written == len(queued()) == MAX_LINES


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED, EventState.POSTPONED])
def test_unpublished_event_invites_nobody(make, invited, state):
    event = make(state=state)

    with pytest.raises(ConflictError, match="not-published"):
        invited(event, "ann@example.org")

    assert (rows(), queued()) == ([], [])


def test_registration_supersedes_queued_invitation(make, invited, make_registration, deliver):
    event = make(access_mode=AccessMode.INVITED)
    _, [ann] = invited(event, "ann@example.org")

    make_registration(
        event, email="ann@example.org", credentials=LinkCredentials(invitee_id=ann.id)
    )

    subjects = [mail.message["Subject"] for mail in deliver() if "ann@" in mail.message["To"]]
    assert [subject.partition(":")[0] for subject in subjects] == ["You are registered"]
