"""Invitees reply in their calendar: to accept registers, to decline is recorded; nobody else is registered."""

import re
from datetime import datetime, timedelta
from random import Random

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.emails.calendars import Entries
from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.access.invitee_state import Partstat
from webinars.access.invitees import (
    Recipient,
    send_invitation,
    send_invitations,
    withdraw_invitation,
)
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import AccessMode, EventState, WaitingList
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import Event
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.replies.models import InviteeReply
from webinars.replies.outcome import Outcome
from webinars.replies.queries import invitee_replies_of
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month, Timed

ANN, BO = "ann@example.com", "bo@example.com"


@pytest.fixture
def overrides(database_url):
    """Enable replies, without limits on e-mail: weeks of activity happen within an hour here."""
    limits = {"EVENT_EMAILS_PER_HOUR": 1000, "MAILBOX_EMAILS_PER_HOUR": 1000}
    return {"REPLY_ADDRESS": REPLY_ADDRESS, "DATABASE_URL": database_url, **limits}


@pytest.fixture
def event(make_event, clock):
    """Create an event for invited people with one place; replies are written half an hour later."""
    clock.advance(timedelta(hours=1))
    return make_event(
        capacity=1, terms={"access_mode": AccessMode.INVITED, "waiting_list": WaitingList.AT_ONCE}
    )


@pytest.fixture
def invite(event, deliver):
    """Return a function that invites addresses and returns the e-mails."""

    def invite(*emails, name="Ann Lee"):
        people = [Recipient(name, email) for email in emails]
        with transaction() as session:
            send_invitations(session, event_id=event.id, people=people, language="en")
        return deliver()

    return invite


@pytest.fixture
def reply(event, arrive):
    """Return a function that replies to an invitation as a calendar does; it returns the outcome."""

    def reply(mail, partstat="ACCEPTED", shape="gmail", **fields):
        asked = entry_of(mail)
        values = {
            "to": str(asked["ORGANIZER"]).removeprefix("mailto:"),
            "uid": event.uid,
            "person": str(asked["ATTENDEE"]).removeprefix("mailto:"),
            "sequence": asked["SEQUENCE"],
            "partstat": partstat,
        }
        return arrive(written(shape, **values | fields))

    return reply


def entry_of(mail):
    """Return the VEVENT of an e-mail; None if it has no calendar part."""
    return Calendar.from_ical(mail.calendar).events[0] if mail.calendar else None


def method_of(mail):
    return str(Calendar.from_ical(mail.calendar)["METHOD"]) if mail.calendar else None


def invitee(email=ANN):
    db.session.rollback()
    return db.session.scalars(select(Invitee).where(Invitee.address == email)).one()


def registrations():
    """Return address and status of all registrations."""
    db.session.rollback()
    rows = db.session.execute(
        select(Registration.address, Registration.status).order_by(Registration.id)
    )
    return [(row.address, row.status.value) for row in rows]


def change(event, site, **values):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        details = details_of(row)
        fields = {name: getattr(details, name) for name in details.__dataclass_fields__}
        change_event(
            session,
            event.id,
            details=type(details)(**fields | values),
            revision=row.revision,
            site=site,
        )


def move(event, site, hour=10):
    start = datetime(2027, 7, 16, hour)
    change(event, site, when=Timed(start, start + timedelta(hours=1), "Europe/Zurich"))


# --- The invitation


def test_invitation_asks_in_the_calendar_without_secrets(event, invite):
    (mail,) = invite(ANN)

    asked = entry_of(mail)
    text = mail.calendar.decode()

    assert method_of(mail) == "REQUEST"
    assert asked["UID"] == event.uid
    assert asked["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert asked["ATTENDEE"].params["RSVP"] == "TRUE"
    assert re.fullmatch(r"mailto:rsvp\+[a-z2-7]{26}@events\.example\.org", asked["ORGANIZER"])
    assert not any(secret in text for secret in ("secret-room", "/join/", "/invited/"))
    assert "accept the invitation in your calendar" in mail.text


def test_each_invitee_has_a_reply_address(invite):
    addresses = {str(entry_of(mail)["ORGANIZER"]) for mail in invite(ANN, BO)}

    assert len(addresses) == 2


@pytest.mark.parametrize(
    ("terms", "details"),
    [
        ({"invites_by_calendar": False}, {}),
        ({}, {"when": Month(2027, 7, "Europe/Zurich")}),
        ({"accepts_registrations": False}, {}),
    ],
    ids=["switched off", "no date", "no registration"],
)
def test_invitation_without_calendar_entry(make_event, deliver, clock, terms, details):
    event = make_event(terms=terms, **details)
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=[Recipient("Ann", ANN)], language="en")

    (mail,) = deliver()

    assert mail.calendar is None
    assert "in your calendar" not in mail.text


def test_invitation_to_a_registrant_leaves_their_entry(event, make_registration, deliver, session):
    session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    session.commit()
    make_registration(event, email=ANN)
    with transaction() as open_session:
        send_invitations(
            open_session, event_id=event.id, people=[Recipient("Ann", ANN)], language="en"
        )

    mails = [mail for mail in deliver() if mail.message["To"] != "Amira Haddad <amira@example.org>"]

    assert [method_of(mail) for mail in mails] == ["REQUEST", None]


# --- Accept


@pytest.mark.parametrize("shape", CALENDARS)
def test_accepting_registers_and_confirms_in_the_calendar(event, invite, reply, deliver, shape):
    (mail,) = invite(ANN)

    assert reply(mail, shape=shape) is Outcome.TAKEN

    assert registrations() == [(ANN, "confirmed")]
    confirmation = next(sent for sent in deliver() if ANN in sent.message["To"])
    before, after = entry_of(mail), entry_of(confirmation)
    assert (after["UID"], after["ORGANIZER"]) == (before["UID"], before["ORGANIZER"])
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert after["ATTENDEE"].params["RSVP"] == "FALSE"
    assert "/join/" in confirmation.calendar.decode()
    row = db.session.scalars(select(Registration)).one()
    assert (row.name, row.verified_at is not None) == ("Ann Lee", True)
    assert invitee().registration_id == row.id


def test_full_event_puts_on_the_waiting_list_and_removes_the_entry(invite, reply, deliver):
    first, second = invite(ANN, BO)
    reply(first)
    deliver()

    assert reply(second) is Outcome.TAKEN

    assert registrations() == [(ANN, "confirmed"), (BO, "waiting")]
    (waiting,) = [sent for sent in deliver() if BO in sent.message["To"]]
    assert method_of(waiting) == "CANCEL"
    assert int(entry_of(waiting)["SEQUENCE"]) > int(entry_of(second)["SEQUENCE"])
    with transaction() as session:
        cancellation.cancel_registration(session, session.scalars(select(Registration.id)).first())
    (promoted,) = [sent for sent in deliver() if BO in sent.message["To"]]
    assert method_of(promoted) == "REQUEST"


def test_name_of_the_calendar_is_taken_if_the_list_has_none(invite, reply):
    first, second = invite(ANN, BO, name="")

    reply(first)
    reply(second, shape="outlook")  # whose name is the address

    names = db.session.scalars(select(Registration.name).order_by(Registration.id)).all()
    assert names == ["Kamau, Wanjiru", "bo"]


def test_only_type_is_taken_and_several_are_asked_for(event, invite, reply, deliver, site):
    (mail,) = invite(ANN)
    types = [RegistrationTypeDetails("Delegate")]
    with transaction() as session:
        row = session.get_one(Event, event.id)
        two = [*types, RegistrationTypeDetails("Observer")]
        set_types(session, event.id, types=two, revision=row.revision, site=site)

    assert reply(mail) is Outcome.TAKEN

    assert registrations() == []
    (asked,) = deliver()
    assert "choose how you register" in asked.text
    assert "/invited/" in asked.text
    assert method_of(asked) == "REQUEST"
    assert entry_of(asked)["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    with transaction() as session:
        row = session.get_one(Event, event.id)
        set_types(session, event.id, types=types, revision=row.revision, site=site)
    assert reply(asked, stamp="20261125T095500Z") is Outcome.TAKEN
    assert registrations() == [(ANN, "confirmed")]


@pytest.mark.parametrize(
    ("column", "days", "method", "words"),
    [
        ("opens_at", 1, "REQUEST", "has not opened yet"),
        ("closes_at", -1, "CANCEL", "registration is closed"),
    ],
)
def test_window_is_kept(event, invite, reply, deliver, column, days, method, words):
    (mail,) = invite(ANN)
    with transaction() as session:
        at = the_clock.now() + timedelta(days=days)
        setattr(session.get_one(Event, event.id), column, at)

    assert reply(mail) is Outcome.TAKEN

    assert registrations() == []
    (told,) = deliver()
    assert words in told.text
    assert method_of(told) == method


# --- Decline, tentative, and again


def test_decline_is_recorded_and_a_later_acceptance_registers(invite, reply, deliver):
    (mail,) = invite(ANN)

    assert reply(mail, "TENTATIVE", stamp="20261125T091000Z") is Outcome.TAKEN
    assert invitee().partstat is Partstat.TENTATIVE
    assert reply(mail, "DECLINED", stamp="20261125T092000Z") is Outcome.TAKEN
    assert invitee().partstat is Partstat.DECLINED
    assert (registrations(), deliver()) == ([], [])

    assert reply(mail, stamp="20261125T093000Z") is Outcome.TAKEN
    assert registrations() == [(ANN, "confirmed")]
    rows = invitee_replies_of(db.session(), invitee().registration_id)
    assert [row.status.value for row in rows] == ["tentative", "declined", "accepted"]


def test_decline_after_registering_cancels(invite, reply, deliver):
    (mail,) = invite(ANN)
    reply(mail, stamp="20261125T091000Z")
    (confirmation,) = [sent for sent in deliver() if ANN in sent.message["To"]]

    assert reply(confirmation, "DECLINED", stamp="20261125T092000Z") is Outcome.TAKEN

    assert registrations() == [(ANN, "cancelled")]


# --- Replay, order, strangers


def test_older_decline_that_comes_later_does_not_cancel(invite, reply):
    (mail,) = invite(ANN)
    reply(mail, stamp="20261125T092000Z", mail_id="1.a")

    assert reply(mail, "DECLINED", stamp="20261125T091000Z") is Outcome.OVERTAKEN
    assert reply(mail, stamp="20261125T092000Z", mail_id="1.a") is Outcome.AGAIN

    assert registrations() == [(ANN, "confirmed")]


def test_forwarded_and_forged_replies_register_nobody(invite, reply):
    (mail,) = invite(ANN)
    mallory = "mallory@example.net"
    forged = (
        {"sender": mallory},
        {"attendee": mallory},
        {"sender": mallory, "attendee": mallory},
        {"uid": "another@events.example.org"},
    )

    outcomes = [reply(mail, **fields) for fields in forged]
    outcomes.append(reply(mail, to="rsvp+aaaaaaaaaaaaaaaaaaaaaaaaaa@events.example.org"))

    assert outcomes == [Outcome.STRANGER] * 4 + [Outcome.UNKNOWN]
    assert registrations() == []
    assert invitee().partstat is None
    # They are stored for the organiser to look at.
    stored = db.session.scalars(select(InviteeReply.verdict)).all()
    assert [verdict.value for verdict in stored] == ["stranger"] * 4


def test_acceptance_of_an_invitation_before_a_change_does_not_register(
    event, invite, reply, deliver, site
):
    (mail,) = invite(ANN)
    move(event, site)
    (moved,) = deliver()

    assert reply(mail) is Outcome.OUTDATED
    assert registrations() == []
    assert reply(moved) is Outcome.TAKEN
    assert registrations() == [(ANN, "confirmed")]


def test_acceptance_after_a_decline_and_a_change_is_asked_again(
    event, invite, reply, deliver, site
):
    (mail,) = invite(ANN)
    reply(mail, "DECLINED", stamp="20261125T091000Z")
    move(event, site)
    assert deliver() == []  # who has declined is left alone

    reply(mail, stamp="20261125T092000Z")

    assert registrations() == []
    (asked,) = deliver()
    assert reply(asked, stamp="20261125T095500Z") is Outcome.TAKEN
    assert registrations() == [(ANN, "confirmed")]


def test_withdrawn_invitation_is_cancelled_and_registers_nobody(event, invite, reply, deliver):
    (mail,) = invite(ANN)
    with transaction() as session:
        withdraw_invitation(session, event_id=event.id, invitee_id=invitee().id)

    assert reply(mail) is Outcome.UNKNOWN

    assert registrations() == []
    (told,) = deliver()
    assert method_of(told) == "CANCEL"


def test_written_reply_of_an_invitee_is_forwarded_and_a_bounce_is_recorded(
    event, invite, deliver, arrive
):
    (mail,) = invite(ANN)
    to = str(entry_of(mail)["ORGANIZER"]).removeprefix("mailto:")

    assert arrive(written("written", to=to, person=ANN)) is Outcome.PASSED_ON
    assert arrive(written("written", to=to, person="mallory@example.net")) is Outcome.OTHER
    bounce = written("bounce", to=to, original=mail.message["Message-ID"])
    assert arrive(bounce) is Outcome.BOUNCED

    (forwarded,) = deliver()
    assert forwarded.message["To"] == "Amira Haddad <amira@example.org>"
    assert "This person has not registered." in forwarded.text
    stored = db.session.scalars(select(InviteeReply.status).order_by(InviteeReply.id)).all()
    assert [status.value for status in stored] == ["written", "bounced"]


# --- Any order


class Life:
    """One invitee, one event with one place, and the calendar of the invitee."""

    def __init__(self, event, site, clock, deliver, arrive):
        self.event, self.site, self.clock = event, site, clock
        self.deliver_all, self.arrive = deliver, arrive
        self.calendar, self.replied, self.hour = Entries(), "", 0
        self.organizer = ""
        self.checks = 0
        self.invite()

    def _act(self, action, *arguments, **named):
        try:
            with transaction() as session:
                action(session, *arguments, **named)
        except WebinarsError:
            return

    def _reply(self, partstat):
        entry = self.calendar.stored.get(self.event.uid)
        if entry is None:
            return
        self.replied = partstat
        self.arrive(
            written(
                "gmail",
                to=str(entry["ORGANIZER"]).removeprefix("mailto:"),
                uid=self.event.uid,
                person=ANN,
                sequence=entry["SEQUENCE"],
                partstat=partstat,
                stamp=f"{self.clock.now():%Y%m%dT%H%M%SZ}",
            )
        )

    def accept(self):
        self._reply("ACCEPTED")

    def accept_tentatively(self):
        self._reply("TENTATIVE")

    def decline(self):
        self._reply("DECLINED")

    def invite(self):
        people = [Recipient("Ann Lee", ANN)]
        self._act(send_invitations, event_id=self.event.id, people=people, language="en")

    def invite_again(self):
        self._act(send_invitation, event_id=self.event.id, invitee_id=invitee().id)

    def withdraw(self):
        self._act(withdraw_invitation, event_id=self.event.id, invitee_id=invitee().id)

    def move(self):
        self.hour = (self.hour + 1) % 8
        start = datetime(2027, 7, 16, 9 + self.hour)
        self._change(when=Timed(start, start + timedelta(hours=1), "Europe/Zurich"))

    def only_month(self):
        self._change(when=Month(2027, 7, "Europe/Zurich"))

    def _change(self, **values):
        try:
            change(self.event, self.site, **values)
        except WebinarsError:
            return

    def cancel_event(self):
        self._act(cancel_event, self.event.id, self.site)

    def postpone_event(self):
        self._act(postpone_event, self.event.id, self.site)

    def restore_event(self):
        self._act(restore_event, self.event.id, self.site)

    def take_the_place(self):
        self._places(1)

    def free_the_place(self):
        self._places(2)

    def _places(self, capacity):
        self._change(capacity=capacity)

    def cancel_registration(self):
        for number in self._ids():
            self._act(cancellation.cancel_registration, number)

    def _ids(self):
        with transaction() as session:
            return session.scalars(
                select(Registration.id).where(
                    Registration.address == ANN, Registration.status.in_(ACTIVE)
                )
            ).all()

    def deliver(self):
        for mail in self.deliver_all():
            if ANN in str(mail.message["To"]) and mail.calendar:
                before = self.calendar.newest.get(self.event.uid, (-1,))[0]
                assert self.calendar.take(mail.message), "an outdated message"
                assert self.calendar.newest[self.event.uid][0] >= before
                self.replied = ""

    def check(self, steps):
        """Check that the calendar has the entry that it must have: of a place, or of an open invitation."""
        with transaction() as session:
            event = session.get_one(Event, self.event.id)
            is_set = event.state is EventState.PUBLISHED and event.precision != "month"
            status = session.scalar(
                select(Registration.status).where(
                    Registration.address == ANN, Registration.status.in_(ACTIVE)
                )
            )
            row = session.scalars(select(Invitee)).one()
            is_open = row.invited_at is not None and row.registration_id is None
            starts_at = event.starts_at
        entry = self.calendar.stored.get(self.event.uid)
        assert len(self.calendar.stored) <= 1, str(steps)
        if status is not None:
            assert (entry is not None) == (is_set and status is Status.CONFIRMED), (status, steps)
            if entry is not None:
                assert "/join/" in str(entry["DESCRIPTION"]), str(steps)
        elif not (is_set and is_open) and self.replied != "DECLINED":
            assert entry is None, str(steps)
        elif is_set and is_open and row.partstat is None:
            assert entry is not None, str(steps)
        if entry is not None and self.replied != "DECLINED":
            assert entry.start == starts_at, str(steps)
            self.checks += 1


REPAIRS = ("restore_event", "move", "invite_again", "free_the_place")
STEPS = sorted(
    name
    for name, value in vars(Life).items()
    if callable(value) and not name.startswith("_") and name not in {"deliver", "check"}
)


@pytest.mark.parametrize("seed", range(3))
def test_calendar_has_at_most_the_right_entry_after_any_steps(
    event, site, clock, deliver, arrive, make_registration, seed
):
    with transaction() as session:
        session.get_one(Event, event.id).access_mode = AccessMode.OPEN
    make_registration(event, email=BO)
    life, chance, taken = Life(event, site, clock, deliver, arrive), Random(seed), []
    for _ in range(60):
        clock.advance(timedelta(minutes=10))
        # Most steps do nothing while the event is cancelled, or nobody is invited.
        is_idle = not life.calendar.stored and chance.random() < 0.5
        step = chance.choice(REPAIRS if is_idle else STEPS)
        taken.append(step)
        getattr(life, step)()
        if chance.random() < 0.6:
            life.deliver()
            life.check(taken)
    assert life.checks > 2
