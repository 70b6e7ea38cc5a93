"""Cyrus IMAP, a strict calendar server, has one right entry or a cancelled one after each e-mail."""

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest

from tests.capabilities.ground import PERSON, Ground
from tests.emails.cyrus import serving
from webinars.database import db, transaction
from webinars.events import actions as events
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.registrations import actions
from webinars.replies.actions import Outcome, process
from webinars.replies.parse_mail import read_mail
from webinars.timezones.schedule import Timed

LOCAL, LASTS = datetime(2027, 7, 16, 15), timedelta(minutes=90)
ZONE, OFFSET = "Europe/Zurich", timedelta(hours=2)
# Cyrus writes it in one encoded word, with a bare comma.
NAME = "Öberg, Åsa"
REPLY_ADDRESS = "rsvp@events.example.org"
CHAINS = {
    "registers again": ("register", "move", "cancel", "register", "move"),
    "undoes the cancellation": ("register", "cancel", "register_again", "move", "cancel"),
    "erases": ("register", "erase", "register", "move", "erase"),
    "event is cancelled": ("register", "cancel_event", "reinstate_event", "move", "cancel"),
    "key is rotated": ("register", "rotate_key", "cancel", "register", "move"),
    "changes address": ("register", "change_address", "change_back", "move", "cancel"),
}
CANCELS = {"cancel", "erase", "cancel_event", "change_address"}
SILENT = {"rotate_key"}
_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Use either database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    limits = ("EVENT_EMAILS_PER_HOUR", "MAILBOX_EMAILS_PER_HOUR", "CLIENT_EMAILS_PER_HOUR")
    return {"DATABASE_URL": url, "REPLY_ADDRESS": REPLY_ADDRESS, **dict.fromkeys(limits, 1000)}


@pytest.fixture
def cyrus():
    """Return a factory of attendees on a Cyrus server."""
    with serving() as create:
        yield create


class Story(Ground):
    """One attendee, what they and the organiser do, and their calendar."""

    def __init__(self, app, clock, deliver, account):
        super().__init__(app)
        self.clock, self.deliver, self.account = clock, deliver, account
        self.event_id = self.event(self.organiser())
        self.starts = LOCAL
        self.first_site = self.site

    def play(self, step):
        """Take a step, deliver the e-mails of the attendee to the server, return the entries."""
        self.clock.advance(timedelta(minutes=11))
        getattr(self, step)()
        for mail in self.deliver():
            if self.account.address in str(mail.message["To"]):
                self.account.take(mail.message)
        return self.account.all

    def register(self):
        with transaction() as session:
            made = actions.register(
                session, event_id=self.event_id, name=NAME, email=self.account.address, **PERSON
            )
            session.flush()
            self.registration_id = made.id

    def answer(self, partstat):
        """Answer in the calendar and process the reply; return its outcome and the registration's status."""
        self.clock.advance(timedelta(minutes=11))
        mail = read_mail(self.account.answer(partstat), reply_address=REPLY_ADDRESS)
        with transaction() as session:
            outcome = process(session, mail)
        return outcome, self.place(self.registration_id)["status"]

    def cancel(self):
        self.do(actions.cancel, self.registration_id)

    def register_again(self):
        self.do(actions.register_again, self.registration_id)

    def erase(self):
        self.do(actions.erase, self.registration_id)

    def change_address(self, address="other@example.net"):
        self.new_address(self.registration_id, address)
        self.do(actions.confirm_email, self.registration_id, address)

    def change_back(self):
        self.change_address(self.account.address)

    def cancel_event(self):
        self.do(events.cancel_event, self.event_id, self.site)

    def reinstate_event(self):
        self.do(events.restore_event, self.event_id, self.site)

    def rotate_key(self):
        super().rotate_key("another key that is long enough to be one")

    def move(self):
        self.starts += timedelta(days=1, hours=2)
        with transaction() as session:
            event = session.get_one(Event, self.event_id)
            when = Timed(self.starts, self.starts + LASTS, ZONE)
            details = EventDetails(title=event.title, when=when, cities=("GVA",))
            events.change_event(
                session, event.id, details=details, revision=event.revision, site=self.site
            )

    @property
    def span(self):
        starts = (self.starts - OFFSET).replace(tzinfo=UTC)
        return starts, starts + LASTS


@pytest.fixture
def story(app, clock, deliver, cyrus):
    """Return a story of an attendee of its own; restore the keys afterwards."""
    story = Story(app, clock, deliver, cyrus(f"attendee{next(_numbers)}"))
    yield story
    story.site = story.first_site
    db.session.rollback()


@pytest.mark.parametrize("name", CHAINS)
def test_strict_server_has_one_right_entry_after_each_email(story, name):
    sequences = []
    for step in CHAINS[name]:
        (entry,) = story.play(step)
        status, sequence, *span = entry
        if step not in SILENT:
            is_cancelled = step in CANCELS
            sequences.append(sequence)
        assert status == ("CANCELLED" if is_cancelled else "CONFIRMED")
        assert tuple(span) == story.span
    assert all(before < after for before, after in pairwise(sequences))


def test_replies_of_the_server_count(story):
    story.play("register")
    assert story.answer("ACCEPTED") == (Outcome.TAKEN, "confirmed")
    story.play("move")
    assert story.answer("TENTATIVE") == (Outcome.TAKEN, "confirmed")
    assert story.answer("DECLINED") == (Outcome.TAKEN, "cancelled")

    story.play("register")

    assert story.answer("ACCEPTED") == (Outcome.TAKEN, "confirmed")
