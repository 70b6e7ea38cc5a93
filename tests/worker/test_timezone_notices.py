"""Whatever happens between new time zone rules and the notices, nobody is given the reason twice, or never."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import SUMMER
from webinars.database import db, transaction
from webinars.events import changes, lifecycle
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration, StatedTime
from webinars.registrations.registrant.links import replace_links
from webinars.registrations.status import ACTIVE
from webinars.scheduling.fanout import HANDLERS
from webinars.timezones.schedule import Timed

REASON = "Egypt now uses UTC+03:00."
STEPS = (
    "rules",
    "notify",
    "deliver",
    "move",
    "rename",
    "cancel",
    "restore",
    "link",
    "erase",
    "leave",
)


class World:
    """An event in Geneva with registrants in Cairo, and what they are owed: the reason of a new time."""

    def __init__(self, site, deliver, event, people):
        self.site, self.deliver_all, self.event_id = site, deliver, event.id
        self.people = {person.email: person.id for person in people}
        self.owed: set[str] = set()
        deliver()
        db.session.rollback()
        assert len(self._stated(db.session)) == len(people)

    def run(self, step, person):
        """Take a step; those about one person are taken for that person."""
        with transaction() as session:
            event = session.get_one(Event, self.event_id)
            row = session.get_one(Registration, self.people[person])
            is_published = event.state is EventState.PUBLISHED
            match step:
                case "rules":
                    self._change_rules(session)
                case "notify":
                    changes.enqueue_timezone_notices(session, event.id)
                case "move" if is_published:
                    when = event.when
                    later = Timed(
                        *(at + timedelta(days=1) for at in (when.start, when.end)), when.timezone
                    )
                    self._change(session, event, when=later)
                case "rename" if is_published:
                    self._change(session, event, place=f"{event.place}+")
                case "cancel" if is_published:
                    lifecycle.cancel_event(session, event.id, self.site)
                case "restore" if not is_published:
                    lifecycle.restore_event(session, event.id, self.site)
                case "link" if row.status in ACTIVE:
                    replace_links(session, row.id)
                case "erase" if not row.erased_at:
                    erase_registrant(session, row.id)
                case "leave" if row.status in ACTIVE:
                    cancel_registration(session, row.id)

    def _change_rules(self, session):
        """Make it so that older rules had given what was stated, an hour later than the current ones."""
        emails = {number: email for email, number in self.people.items()}
        for stated in self._stated(session):
            hour_more = stated.utc_offsets["Africa/Cairo"] + 3600
            stated.utc_offsets = stated.utc_offsets | {"Africa/Cairo": hour_more}
            stated.tzdata_version, stated.notified_version = "2020a", ""
            self.owed.add(emails[stated.registration_id])

    def _stated(self, session):
        ids = self.people.values()
        return session.scalars(select(StatedTime).where(StatedTime.registration_id.in_(ids))).all()

    def _change(self, session, event, **values):
        details = details_of(event)
        changed = type(details)(**{**details.__dict__, **values})
        changes.change_event(
            session, event.id, details=changed, revision=event.revision, site=self.site
        )

    def deliver(self):
        """Deliver everything; return who was given the reason, one entry for each e-mail."""
        sent = [mail for mail in self.deliver_all() if REASON in " ".join(mail.text.split())]
        return [mail.message["To"].addresses[0].addr_spec for mail in sent]

    def active(self):
        """Return the addresses of those who are still registered."""
        db.session.rollback()
        ids = set(
            db.session.scalars(select(Registration.id).where(Registration.status.in_(ACTIVE)))
        )
        return {email for email, number in self.people.items() if number in ids}


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 1)),
        max_size=9,
    )
)
def test_reason_is_given_once_for_each_change(
    app, site, deliver, make_event, make_registration, steps
):
    event = make_event(when=SUMMER, cities=("GVA",))
    # Other mailboxes for each example: the hourly budget of a mailbox must not delay them.
    people = [
        make_registration(event, email=f"{name}{event.id}@example.org", timezone="Africa/Cairo")
        for name in ("ana", "bo")
    ]
    world = World(site, deliver, event, people)

    last = [
        ("rules", 0),
        ("restore", 0),
        ("notify", 0),
        ("deliver", 0),
        ("notify", 0),
        ("deliver", 0),
    ]
    for step, number in [*steps, *last]:
        if step != "deliver":
            world.run(step, people[number].email)
            continue
        given_to = world.deliver()
        assert sorted(set(given_to)) == sorted(given_to)
        assert set(given_to) <= world.owed
        world.owed -= set(given_to)

    assert world.owed & world.active() == set()


def fan_out(topic):
    """Handle the queued message of a topic, without sending what it enqueues."""
    with transaction() as session:
        [message] = lock_messages(
            session, Message.topic == topic, Message.state == MessageState.QUEUED
        )
        HANDLERS[topic](session, message)
        mark_superseded(message, "fanned out")


def test_new_time_replaces_the_queued_notice(app, site, deliver, make_event, make_registration):
    event = make_event(when=SUMMER, cities=("GVA",))
    ana = make_registration(event, email="ana@example.org", timezone="Africa/Cairo")
    world = World(site, deliver, event, [ana])
    for step in ("rules", "notify"):
        world.run(step, "ana@example.org")
    fan_out("event.timezone-update")
    world.run("move", "ana@example.org")
    fan_out("event.changed")

    [mail] = deliver()

    text = " ".join(mail.text.split())
    assert REASON in text
    assert "BEFORE Friday 16 July 2027, 17:00 your time, Cairo" in text
    assert mail.calendar is not None
