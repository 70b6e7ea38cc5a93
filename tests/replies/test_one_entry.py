"""One entry for each event in a person's calendars, by invitation or in the personal calendar."""

from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.emails.calendars import Entries, told
from tests.links import link_token
from tests.postgres import on_both_databases
from tests.replies.mails import REPLY_ADDRESS
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import AttendanceMode, EventState, Format, NotificationMode, WaitingList
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import Event
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_again as register_again_
from webinars.registrations.personal_calendar import calendars
from webinars.registrations.personal_calendar.calendars import PersonalCalendar
from webinars.registrations.registrant import links
from webinars.registrations.status import CancelReason, Status
from webinars.registrations.types.type_change import change_type
from webinars.replies.reply_rules import ReplyStatus
from webinars.timezones.schedule import Month, Timed

INVITATION, PERSONAL = "invitation", "personal_calendar"
_people = count(1)


@pytest.fixture
def overrides(database_url):
    """Enable replies, without limits on e-mail: weeks of activity happen within an hour here."""
    limits = {"EVENT_EMAILS_PER_HOUR": 1000, "MAILBOX_EMAILS_PER_HOUR": 1000}
    return {"REPLY_ADDRESS": REPLY_ADDRESS, "DATABASE_URL": database_url, **limits}


class Life:
    """One person, one event, and two calendars: one takes invitations, the other subscribes to the feed."""

    def __init__(self, tools):
        self.tools = tools
        self.event = tools["make_event"](
            capacity=1,
            format=Format.HYBRID,
            notification_mode=NotificationMode.NEVER,
            terms={"waiting_list": WaitingList.AT_ONCE},
        )
        types = (
            RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON),
            RegistrationTypeDetails("Web", AttendanceMode.ONLINE),
        )
        with transaction() as session:
            set_types(
                session,
                self.event.id,
                types=types,
                revision=self.event.revision,
                site=tools["site"],
            )
            self.types = [row.id for row in types_of(session, self.event.id)]
        self.email = f"person{next(_people)}@example.com"
        self.place = self._registered(self.email)
        self.rival = None
        self.invitations, self.accepted, self.choice, self.has_feed = Entries(), False, None, False
        self.cancels = self.requests = self.confirmed_checks = 0
        self.hour = 0
        self.deliver()

    def _registered(self, email):
        return self.tools["make_registration"](
            self.event, email=email, registration_type_id=self.types[0]
        ).id

    def _act(self, action, *arguments, **named):
        """Do something that the product may refuse in the current state."""
        try:
            with transaction() as session:
                action(session, *arguments, **named)
        except WebinarsError:
            return False
        return True

    def _reply(self, partstat):
        if self.event.uid not in self.invitations.stored:
            return
        registration = self.registration
        mail = self.tools["mail_of"](
            self.event,
            registration,
            partstat=partstat,
            sequence=self.invitations.newest[self.event.uid][0],
            stamp=f"{self.tools['clock'].now():%Y%m%dT%H%M%SZ}",
        )
        self.tools["arrive"](mail)
        self.accepted = partstat != ReplyStatus.DECLINED.upper()
        if not self.accepted:
            self.invitations.stored.pop(self.event.uid)

    @property
    def title(self):
        with transaction() as session:
            return session.get_one(Event, self.event.id).title

    @property
    def registration(self):
        with transaction() as session:
            row = session.get_one(Registration, self.place)
            session.expunge(row)
        return row

    # --- What the person does

    def accept(self):
        self._reply("ACCEPTED")

    def accept_tentatively(self):
        self._reply("TENTATIVE")

    def decline(self):
        self._reply("DECLINED")

    def create_calendar(self):
        self._act(calendars.get_or_create_calendar, self.place)
        self.has_feed = True

    def choose_personal(self):
        self._choose(PERSONAL)

    def choose_invitation(self):
        self._choose(INVITATION)

    def _choose(self, choice):
        answer = self.tools["press"](self.place, choice)
        assert answer.status_code == 303, answer.text
        self.choice, self.has_feed = choice, True

    def delete_calendar(self):
        assert self.tools["press"](self.place, "delete").status_code == 303
        self.choice, self.has_feed = None, False

    def cancel(self):
        self._act(cancellation.cancel_registration, self.place)

    def register_again(self):
        self._act(register_again_, self.place)

    def new_registration(self):
        if self.registration.status is Status.CANCELLED:
            try:
                self.place = self._registered(self.email)
            except WebinarsError:
                return

    def ask_again(self):
        if self.registration.status is not Status.CANCELLED:
            try:
                self._registered(self.email)
            except WebinarsError:
                return

    def replace_links(self):
        self._act(links.replace_links, self.place)

    # --- What others do

    def rival_registers(self):
        if self.rival is None:
            try:
                self.rival = self._registered(f"rival{next(_people)}@example.com")
            except WebinarsError:
                return

    def rival_cancels(self):
        if self.rival is not None:
            self._act(cancellation.cancel_registration, self.rival)
            self.rival = None

    def organiser_cancels_registration(self):
        self._act(cancellation.cancel_registration, self.place, reason=CancelReason.BY_ORGANISER)

    def change_type(self):
        with transaction() as session:
            organiser_id = session.get_one(Event, self.event.id).organiser_id
            current = session.get_one(Registration, self.place).registration_type_id
        self._act(
            change_type,
            event_id=self.event.id,
            registration_id=self.place,
            registration_type_id=next(number for number in self.types if number != current),
            organiser_id=organiser_id,
        )

    def move(self):
        self.hour = (self.hour + 1) % 8
        start = datetime(2027, 7, 16, 9 + self.hour)
        self._change(when=Timed(start, start + timedelta(hours=1), "Europe/Zurich"))

    def rename(self):
        self._change(title=f"Title {next(_people)}", updates=True)

    def only_month(self):
        self._change(when=Month(2027, 7, "Europe/Zurich"))

    def _change(self, *, updates=False, **values):
        def change(session):
            event = session.get_one(Event, self.event.id)
            details = details_of(event)
            fields = {name: getattr(details, name) for name in details.__dataclass_fields__}
            change_event(
                session,
                event.id,
                details=type(details)(**fields | values),
                revision=event.revision,
                site=self.tools["site"],
                updates_calendars=updates,
            )

        self._act(change)

    def cancel_event(self):
        self._act(cancel_event, self.event.id, self.tools["site"])

    def postpone_event(self):
        self._act(postpone_event, self.event.id, self.tools["site"])

    def restore_event(self):
        self._act(restore_event, self.event.id, self.tools["site"])

    # --- What both calendars show

    def deliver(self):
        """Deliver all e-mail into the calendar of invitations."""
        for mail in self.tools["deliver"]():
            if self.email not in str(mail.message["To"]) or not mail.calendar:
                continue
            message = told(mail.message)
            before = self.invitations.newest.get(message.uid)
            assert before is None or message.order[0] >= before[0], "SEQUENCE fell"
            self.invitations.take(mail.message)
            self.requests += message.method == "REQUEST"
            self.cancels += message.method == "CANCEL"
            self.accepted = self.accepted and message.method == "REQUEST"

    def check(self, steps=()):
        """Check that a confirmed event is in the calendars exactly once, and otherwise not at all."""
        invited, in_feed = self.entries()
        is_expected = self.is_certain()
        self.confirmed_checks += is_expected
        assert invited + in_feed == is_expected, (invited, in_feed, self.choice, steps)
        if self.choice == PERSONAL:
            assert not self.invitations.stored
        if self.choice == INVITATION and is_expected:
            assert invited == 1
        if invited:
            assert self.invitations.stored[self.event.uid]["SUMMARY"] == self.title

    def entries(self):
        """Return how often each calendar shows the event as certain."""
        is_taken = self.accepted or self.choice == INVITATION or not self.has_feed
        return int(self.event.uid in self.invitations.stored and is_taken), self._in_feed()

    def is_certain(self):
        """Return whether a calendar has to show the event as certain: 1 or 0."""
        with transaction() as session:
            event = session.get_one(Event, self.event.id)
            is_set = event.state is EventState.PUBLISHED and event.precision != "month"
            status = session.get_one(Registration, self.place).status
            return int(is_set and status is Status.CONFIRMED)

    def _in_feed(self):
        with transaction() as session:
            number = session.scalar(
                select(PersonalCalendar.id).where(PersonalCalendar.address == self.email)
            )
        assert (number is not None) == self.has_feed
        if number is None:
            return 0
        answer = self.tools["client"].get(f"/calendars/{link_token('calendar', number)}.ics")
        return sum(
            row["UID"] == self.event.uid and row["STATUS"] == "CONFIRMED"
            for row in Calendar.from_ical(answer.data).walk("VEVENT")
        )


STEPS = sorted(
    name
    for name, value in vars(Life).items()
    if callable(value)
    and not name.startswith("_")
    and name not in {"deliver", "check", "entries", "is_certain"}
)


@pytest.fixture
def new_life(  # noqa: PLR0917 - everything that such a life needs
    clock, site, client, make_event, make_registration, deliver, mail_of, arrive, press
):
    """Return a factory of lives."""
    tools = {
        "clock": clock, "site": site, "client": client, "make_event": make_event,
        "make_registration": make_registration, "deliver": deliver, "mail_of": mail_of,
        "arrive": arrive, "press": press,
    }  # fmt: skip
    return lambda: Life(tools)


@pytest.fixture
def press(client):
    """Return a function that presses a button of the personal calendar's page."""

    def press(place, action):
        path = f"/registrations/{link_token('manage', place)}/calendar"
        page = client.get(path).text
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        return client.post(path, data={"csrf_token": token, "do": action})

    return press


REPAIRS = ("register_again", "restore_event", "move", "rival_cancels")


@pytest.mark.parametrize(
    ("database", "seed"), [("sqlite", 0), ("sqlite", 1), ("sqlite", 2), ("postgresql", 0)]
)
def test_event_is_in_calendars_exactly_once_after_any_actions(new_life, seed):
    life, chance = new_life(), Random(seed)
    taken = []
    for _ in range(50):
        # Most steps do nothing while the registration or the event is cancelled.
        is_idle = not life.is_certain() and chance.random() < 0.5
        step = chance.choice(REPAIRS if is_idle else STEPS)
        life.tools["clock"].advance(timedelta(minutes=10))
        taken.append(step)
        getattr(life, step)()
        if chance.random() < 0.6:
            life.deliver()
            life.check(taken)
    assert life.confirmed_checks > 5


def after(life, *steps):
    """Take steps, each delivered; return what either calendar shows, and the calendar messages so far."""
    for step in steps:
        life.tools["clock"].advance(timedelta(minutes=10))
        getattr(life, step)()
        life.deliver()
        life.check()
    return life.entries(), (life.requests, life.cancels)


def test_accepted_invitation_leaves_the_feed(new_life):
    life = new_life()

    assert after(life, "create_calendar") == ((0, 1), (1, 0))
    assert after(life, "accept") == ((1, 0), (1, 0))


@on_both_databases
def test_choosing_the_personal_calendar_cancels_the_invitation_once(new_life):
    life = new_life()
    after(life, "create_calendar", "accept", "choose_personal")

    assert after(life, "choose_personal", "move", "replace_links") == ((0, 1), (1, 1))


def test_choosing_invitations_sends_a_request_above_the_cancel(new_life):
    life = new_life()
    after(life, "choose_personal")

    assert after(life, "choose_invitation") == ((1, 0), (2, 1))
    assert life.invitations.newest[life.event.uid][0] == 2


def test_deleting_the_chosen_calendar_invites_again(new_life):
    life = new_life()
    after(life, "choose_personal")

    assert after(life, "delete_calendar") == ((1, 0), (2, 1))


def test_late_acceptance_does_not_undo_the_choice(new_life):
    life = new_life()
    life.choose_personal()
    life.accept()  # of the invitation whose CANCEL is still queued
    life.deliver()

    assert after(life, "move") == ((0, 1), (1, 1))


def test_cancelled_event_is_not_shown_again_by_the_silent_feed(new_life):
    life = new_life()
    after(life, "create_calendar", "accept", "cancel_event")
    number = calendars.calendar_of(db.session(), life.email).id

    feed = life.tools["client"].get(f"/calendars/{link_token('calendar', number)}.ics").text

    assert life.event.uid not in feed
    assert after(life, "restore_event") == ((0, 1), (2, 1))
