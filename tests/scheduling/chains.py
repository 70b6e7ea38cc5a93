"""Ten sequences of what an attendee and an organiser do, after each step of which calendars are compared."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

from tests.capabilities.ground import PERSON, Ground
from tests.emails.calendars import told
from webinars.database import transaction
from webinars.events import changes, lifecycle
from webinars.events.details import EventDetails
from webinars.events.enums import WaitingList
from webinars.events.models import Event
from webinars.registrations import cancellation, erasure, new_registration
from webinars.registrations.organiser import approval, removal, resend_email, restoration
from webinars.registrations.registrant import verification
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email
from webinars.timezones.schedule import Days, Month, Timed

TITLE = "Children deprived of liberty"
# Thunderbird and Cyrus encode it; Cyrus writes one encoded word with a bare comma.
NAME = "Öberg, Åsa"
REPLY_ADDRESS = "rsvp@events.example.org"
# Weeks of activity happen within hours here.
LIMITS = ("EVENT_EMAILS_PER_HOUR", "MAILBOX_EMAILS_PER_HOUR", "CLIENT_EMAILS_PER_HOUR")
ZONES = {"Europe/Zurich": timedelta(hours=2), "America/New_York": timedelta(hours=-4)}

NOTHING, CONFIRMED, CANCELLED = None, "CONFIRMED", "CANCELLED"
# Each step is a method of Story, with the status of the entry after it.
CHAINS = {
    "registers again": [
        ("register", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel", CANCELLED),
        ("register", CONFIRMED),
        ("move", CONFIRMED),
    ],
    "undoes the cancellation": [
        ("register", CONFIRMED),
        ("cancel", CANCELLED),
        ("register_again", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel", CANCELLED),
    ],
    "erases": [
        ("register", CONFIRMED),
        ("erase", CANCELLED),
        ("register", CONFIRMED),
        ("move", CONFIRMED),
        ("erase", CANCELLED),
    ],
    "event is cancelled": [
        ("register", CONFIRMED),
        ("cancel_event", CANCELLED),
        ("reinstate_event", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel", CANCELLED),
    ],
    "key is rotated": [
        ("register", CONFIRMED),
        ("rotate_key", CONFIRMED),
        ("resend", CONFIRMED),
        ("cancel", CANCELLED),
        ("register", CONFIRMED),
        ("move", CONFIRMED),
    ],
    "changes address": [
        ("register", CONFIRMED),
        ("change_address", CANCELLED),
        ("change_back", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel", CANCELLED),
    ],
    "date becomes exact": [
        ("set_month", NOTHING),
        ("register", NOTHING),
        ("set_days", CONFIRMED),
        ("set_time", CONFIRMED),
        ("set_days", CONFIRMED),
        ("set_month", CANCELLED),
        ("set_time", CONFIRMED),
        ("cancel", CANCELLED),
    ],
    "event is postponed": [
        ("register", CONFIRMED),
        ("extend", CONFIRMED),
        ("postpone_event", CANCELLED),
        ("reinstate_event", CONFIRMED),
        ("change_zone", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel_event", CANCELLED),
    ],
    "waits for a place": [
        ("fill_event", NOTHING),
        ("register", NOTHING),
        ("free_place", CONFIRMED),
        ("move", CONFIRMED),
        ("cancel", CANCELLED),
        ("register", CONFIRMED),
    ],
    "needs approval": [
        ("require_approval", NOTHING),
        ("register", NOTHING),
        ("approve", CONFIRMED),
        ("move", CONFIRMED),
        ("remove", CANCELLED),
        ("restore", CONFIRMED),
    ],
}
# Steps after which no calendar message is sent.
SILENT = {"rotate_key"}


class Story(Ground):
    """One attendee, what they and the organiser do, and the e-mails that they receive."""

    def __init__(self, app, clock, deliver, sink, address):
        super().__init__(app)
        self.clock, self.deliver, self.sink, self.address = clock, deliver, sink, address
        self.event_id = self.event(self.organiser())
        self.when = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")
        self.registration_id = None
        self.sequence = -1

    def play(self, step):
        """Take a step; return the e-mails to the attendee, byte for byte."""
        self.clock.advance(timedelta(minutes=11))
        getattr(self, step)()
        before = len(self.sink.taken)
        self.deliver()
        received = [raw for recipient, raw in self.sink.taken[before:] if recipient == self.address]
        self._check_sequences(step, received)
        return received

    def _check_sequences(self, step, received):
        messages = [message for raw in received if (message := calendar_message(raw))]
        sequences = [message.order[0] for message in messages]
        assert not (sequences and step in SILENT)
        for sequence in sequences:
            assert sequence > self.sequence or (step == "resend" and sequence == self.sequence)
            self.sequence = sequence

    def entries(self, status, *, keeps_cancelled):
        """Return the right entries: title, status, SEQUENCE, start and end; a cancelled one has no title."""
        if status is NOTHING or (status == CANCELLED and not keeps_cancelled):
            return []
        title = TITLE if status == CONFIRMED else ""
        return [(title, status, self.sequence, *self.span)]

    @property
    def span(self):
        """Return start and end in UTC, or the first day and the day after the last; a month has no entry."""
        when = self.when_before if isinstance(self.when, Month) else self.when
        if isinstance(when, Days):
            return when.first, when.last + timedelta(days=1)
        return tuple(
            (local - ZONES[when.timezone]).replace(tzinfo=UTC) for local in (when.start, when.end)
        )

    def reply(self, raw):
        """Process a reply to an invitation; return its outcome and the registration's status."""
        self.clock.advance(timedelta(minutes=11))
        with transaction() as session:
            outcome = process_email(session, parse_incoming(raw, reply_address=REPLY_ADDRESS))
        return outcome, self.place(self.registration_id)["status"]

    # --- The attendee

    def register(self):
        with transaction() as session:
            made = new_registration.register_attendee(
                session, event_id=self.event_id, name=NAME, email=self.address, **PERSON
            )
            session.flush()
            self.registration_id = made.id

    def cancel(self):
        self.do(cancellation.cancel_registration, self.registration_id)

    def register_again(self):
        self.do(new_registration.register_again, self.registration_id)

    def erase(self):
        self.do(erasure.erase_registrant, self.registration_id)

    def change_address(self, address="other@example.net"):
        self.new_address(self.registration_id, address)
        self.do(verification.replace_by_verified_address, self.registration_id, address)

    def change_back(self):
        self.change_address(self.address)

    # --- The organiser

    def cancel_event(self):
        self.do(lifecycle.cancel_event, self.event_id, self.site)

    def postpone_event(self):
        self.do(lifecycle.postpone_event, self.event_id, self.site)

    def reinstate_event(self):
        self.do(lifecycle.restore_event, self.event_id, self.site)

    def rotate_key(self):
        super().rotate_key("another key that is long enough to be one")

    def move(self):
        by = timedelta(days=1, hours=2)
        self._change(replace(self.when, start=self.when.start + by, end=self.when.end + by))

    def extend(self):
        self._change(replace(self.when, end=self.when.end + timedelta(minutes=30)))

    def change_zone(self):
        """State the same instants in another time zone."""
        by = ZONES["America/New_York"] - ZONES[self.when.timezone]
        start, end = self.when.start + by, self.when.end + by
        self._change(Timed(start, end, "America/New_York"))

    def set_month(self):
        self._change(Month(2027, 7, "Europe/Zurich"))

    def set_days(self):
        self._change(Days(date(2027, 7, 14), date(2027, 7, 15), "Europe/Zurich"))

    def set_time(self):
        start = datetime(2027, 7, 15, 9)
        self._change(Timed(start, start + timedelta(hours=2), "Europe/Zurich"))

    def fill_event(self):
        with transaction() as session:
            event = session.get_one(Event, self.event_id)
            event.capacity, event.waiting_list = 1, WaitingList.AT_ONCE
        self.other_id = super().register(self.event_id, "first@example.net")

    def free_place(self):
        self.do(cancellation.cancel_registration, self.other_id)

    def require_approval(self):
        with transaction() as session:
            session.get_one(Event, self.event_id).requires_approval = True

    def resend(self):
        self._decide(resend_email.resend_email)

    def approve(self):
        self._decide(approval.approve_request)

    def remove(self):
        self._decide(removal.remove_registration)

    def restore(self):
        self._decide(restoration.restore_registration)

    def _decide(self, action):
        self.do(action, event_id=self.event_id, registration_id=self.registration_id)

    def _change(self, when):
        self.when_before, self.when = self.when, when
        with transaction() as session:
            event = session.get_one(Event, self.event_id)
            details = EventDetails(
                title=event.title, when=when, cities=("GVA",), capacity=event.capacity
            )
            changes.change_event(
                session, event.id, details=details, revision=event.revision, site=self.site
            )


def calendar_message(raw):
    """Parse the calendar part of an e-mail; return None without one."""
    mail = message_from_bytes(raw, policy=policy.default)
    if any(part.get_content_type() == "text/calendar" for part in mail.walk()):
        return told(mail)
    return None
