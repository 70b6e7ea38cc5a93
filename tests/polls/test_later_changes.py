"""What calendars have after a poll, when its event, invitations and stored data change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.polls.conftest import PEOPLE, REPLY_ADDRESS, at, people, stored
from tests.polls.test_holds import ADDRESSES, Calendars, cast, choose, confirmed
from webinars.access.invitees import Recipient, send_invitations, withdraw_invitation
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.lifecycle import cancel_event, discard_draft, postpone_event
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls import editing
from webinars.polls.choice import cancel_poll
from webinars.polls.date_taken import check_date_in_no_calendar, check_no_open_holds
from webinars.polls.editing import PollSettings
from webinars.polls.erasure import erase_participant, purge_participants
from webinars.polls.models import Poll
from webinars.polls.participants import remove_participant
from webinars.polls.poll_rules import Vote
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.new_registration import register_attendee
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month

FIRST = ADDRESSES[0]


@pytest.fixture
def overrides():
    """Enable replies of calendars, without limits on e-mail."""
    limits = {"EVENT_EMAILS_PER_HOUR": 1000, "MAILBOX_EMAILS_PER_HOUR": 1000}
    return {"REPLY_ADDRESS": REPLY_ADDRESS, **limits}


@pytest.fixture
def calendars(deliver):
    return Calendars(deliver)


@pytest.fixture
def poll(event, make_poll, calendars):
    """Create a poll whose holds were delivered."""
    poll = make_poll(event, sends_holds=True)
    calendars.sync()
    return poll


@pytest.fixture
def draft(make_event, make_poll, calendars, site, clock):
    """Create a draft whose date was chosen by a poll with holds; return it with the poll."""
    draft = make_event(when=Month(2027, 7, "Europe/Zurich"), publish=False)
    poll = make_poll(draft, sends_holds=True)
    calendars.sync()
    choose(draft, poll, 1, site)
    calendars.sync()
    return draft, poll


def move(event, day, site):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        details = replace(details_of(row), when=at(day))
        change_event(session, event.id, details=details, revision=row.revision, site=site)


def invitee():
    db.session.rollback()
    return db.session.scalars(select(Invitee).where(Invitee.address == FIRST)).one()


def register(event):
    with transaction() as session:
        made = register_attendee(
            session, event_id=event.id, name="W", email=FIRST, affiliation="", timezone="",
            language="en",
        )  # fmt: skip
        session.flush()
        return made.id


def test_entry_of_a_draft_follows_its_date(draft, calendars, site):
    move(draft[0], 20, site)
    calendars.sync()

    assert calendars.entries(FIRST) == confirmed(20)


def test_draft_with_entries_is_not_deleted(draft, calendars):
    event, poll = draft
    with pytest.raises(ConflictError, match="poll-date-in-calendars"), transaction() as session:
        check_no_open_holds(session, event.id)
    for person in people(poll):
        with transaction() as session:
            remove_participant(session, event.id, poll.id, person.id)
    calendars.sync()

    assert calendars.entries(FIRST) == []
    with transaction() as session:
        check_no_open_holds(session, event.id)
        discard_draft(session, event.id)


def test_change_of_one_participant_looks_at_no_other(event, poll, calendars):
    """As costly in a poll of hundreds: else whoever ticks a box again and again has all looked at."""
    first, second = people(poll)
    calendars.sync()
    cast(poll, first, Vote.YES, without_holds=True)
    with transaction() as session:
        remove_participant(session, event.id, poll.id, second.id)

    queued = db.session.scalars(select(Message).where(Message.topic == POLL_CHANGED)).all()
    asked = [
        row.payload.get("participant_ids") for row in queued if row.payload.get("task") == "holds"
    ]
    assert asked == [[first.id], [second.id]]
    calendars.sync()
    assert [calendars.entries(address) for address in ADDRESSES] == [[], []]


def test_event_with_entries_does_not_become_a_draft(event, poll, calendars, site):
    choose(event, poll, 1, site)
    calendars.sync()

    with pytest.raises(ConflictError, match="poll-date-in-calendars"), transaction() as session:
        check_date_in_no_calendar(session, event.id)


@pytest.mark.parametrize("ending", ["erased", "purged"])
def test_entry_of_an_invitee_outlives_a_cancelled_poll(event, poll, calendars, site, clock, ending):
    with transaction() as session:
        cancel_poll(session, event.id, poll.id)
    move(event, 20, site)
    with transaction() as session:
        invited = [Recipient(*PEOPLE[0])]
        send_invitations(session, event_id=event.id, people=invited, language="en")
    calendars.sync()
    with transaction() as session:
        if ending == "erased":
            erase_participant(session, people(poll)[0].id)
        else:
            clock.advance(timedelta(days=91))
            purge_participants(session)
    assert len(people(poll)) == (1 if ending == "erased" else 0)
    assert calendars.entries(FIRST) == confirmed(20)
    with transaction() as session:
        cancel_event(session, event.id, site)
    calendars.sync()

    assert calendars.entries(FIRST) == []


def test_withdrawn_invitation_removes_the_entry_for_good(event, poll, calendars, site):
    choose(event, poll, 1, site)
    calendars.sync()
    with transaction() as session:
        withdraw_invitation(session, event_id=event.id, invitee_id=invitee().id)
    calendars.sync()
    assert calendars.entries(FIRST) == []
    move(event, 20, site)
    calendars.sync()

    assert calendars.entries(FIRST) == []
    assert calendars.entries(ADDRESSES[1]) == confirmed(20)


def test_registration_follows_a_hold_cancelled_by_the_choice(event, poll, calendars, site):
    closes_at = stored(Poll, poll.id).closes_at
    with transaction() as session:
        editing.change_settings(session, event.id, poll.id, settings=PollSettings(closes_at))
    choose(event, poll, 1, site)
    calendars.sync()
    assert calendars.entries(FIRST) == []
    register(event)
    calendars.sync()

    assert calendars.entries(FIRST) == confirmed(6)


def test_erased_registration_does_not_come_back(event, poll, calendars, site):
    choose(event, poll, 1, site)
    calendars.sync()
    made_id = register(event)
    calendars.sync()
    with transaction() as session:
        erase_registrant(session, made_id)
    calendars.sync()
    move(event, 20, site)
    mails = calendars.sync()

    assert calendars.entries(FIRST) == []
    assert FIRST not in {mail.message["To"].addresses[0].addr_spec for mail in mails}


def test_who_declined_the_chosen_date_is_not_asked_again(event, poll, calendars, site, arrive):
    option = choose(event, poll, 1, site)
    calendars.sync()
    with transaction() as session:
        sequence = session.get_one(Event, event.id).sequence
    first = people(poll)[0]
    fields = {"sequence": sequence, "stamp": "20261201T100000Z"}
    arrive("gmail", poll, first, option, partstat="DECLINED", **fields)
    move(event, 20, site)
    mails = calendars.sync()

    assert [mail.message["To"].addresses[0].addr_spec for mail in mails] == ADDRESSES[1:]


def test_acceptance_before_registration_opens_leaves_the_entry(
    event, poll, calendars, site, arrive
):
    option = choose(event, poll, 1, site)
    calendars.sync()
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.opens_at, sequence = the_clock.now() + timedelta(days=2), row.sequence
    fields = {"sequence": sequence, "stamp": "20261201T100000Z"}
    arrive("outlook", poll, people(poll)[0], option, partstat="ACCEPTED", **fields)
    (mail,) = calendars.sync()

    assert mail.message["To"].addresses[0].addr_spec == FIRST
    assert calendars.entries(FIRST) == confirmed(6)


def test_later_poll_does_not_write_to_those_of_the_first(event, poll, make_poll, calendars, site):
    choose(event, poll, 1, site)
    calendars.sync()
    with transaction() as session:
        postpone_event(session, event.id, site)
    calendars.sync()
    later = make_poll(event, sends_holds=True, days=(15, 16), people=PEOPLE[1:])
    choose(event, later, 0, site)
    mails = calendars.sync()

    assert {mail.message["To"].addresses[0].addr_spec for mail in mails} == {ADDRESSES[1]}
    assert [calendars.entries(address) for address in ADDRESSES] == [[], confirmed(15)]
