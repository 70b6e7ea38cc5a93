"""ORGANIZER of calendar messages: one per UID and address, whatever happens to the registration."""

import base64
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from icalendar import Calendar
from sqlalchemy import select, text

from tests.capabilities.ground import Ground
from tests.replies.mails import written
from webinars.capabilities.encryption import encrypt
from webinars.capabilities.link_creation import store_digests
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.capabilities.models import Capability
from webinars.capabilities.reply_secrets import re_encrypt_reply_secrets
from webinars.capabilities.tokens import digest_of
from webinars.database import Base, db, transaction
from webinars.errors import WebinarsError
from webinars.events import lifecycle as events
from webinars.events.models import Event
from webinars.registrations import cancellation, erasure, new_registration
from webinars.registrations.queries import newest_registration
from webinars.registrations.registrant import verification
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email
from webinars.timezones.schedule import Precision
from webinars.worker.maintenance import Maintenance

# Neither is part of the other, nor of anything else that is stored.
ADDRESSES = ("qqann@example.org", "zzbob@example.org")
REPLY_ADDRESS = "rsvp@events.example.org"
addresses = st.sampled_from(ADDRESSES)
which = st.integers(0, 5)
ACTIONS = (
    cancellation.cancel_registration,
    new_registration.register_again,
    verification.verify_address,
    erasure.erase_registrant,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Use either database, with limits that a busy hour does not reach."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    limits = ("EVENT_EMAILS_PER_HOUR", "MAILBOX_EMAILS_PER_HOUR", "CLIENT_EMAILS_PER_HOUR")
    return {"DATABASE_URL": url, "REPLY_ADDRESS": REPLY_ADDRESS, **dict.fromkeys(limits, 10_000)}


class OneOrganizer(RuleBasedStateMachine):
    """Two people and one event: every calendar message is compared with those before it."""

    ground: Ground
    deliver_emails: object
    clock: object

    def __init__(self):
        super().__init__()
        self.ground.clear()
        self.event_id = self.ground.event(self.ground.organiser())
        self.organizers, self.sequences = {}, {}
        self.keys = 0

    def _try(self, action, *arguments, **details):
        self.clock.advance(timedelta(minutes=11))
        with suppress(WebinarsError):
            self.ground.do(action, *arguments, **details)

    def _pick(self, number):
        places = self.ground.places(self.event_id)
        return places[number % len(places)] if places else None

    @rule(address=addresses)
    def register(self, address):
        self.clock.advance(timedelta(minutes=11))
        with suppress(WebinarsError):
            self.ground.register(self.event_id, address)

    @rule(number=which, action=st.sampled_from(ACTIONS))
    def act(self, number, action):
        if place := self._pick(number):
            self._try(action, place["id"])

    @rule(number=which, address=addresses)
    def change_address(self, number, address):
        if place := self._pick(number):
            try:
                self.ground.new_address(place["id"], address)
            except WebinarsError:
                return
            self._try(verification.replace_by_verified_address, place["id"], address)

    @rule()
    def cancel_and_reinstate_event(self):
        self._try(events.cancel_event, self.event_id, self.ground.site)
        self.deliver()
        self._try(events.restore_event, self.event_id, self.ground.site)

    @rule()
    def deliver(self):
        for mail in self.deliver_emails():
            if mail.calendar:
                self._compare(mail)

    def _compare(self, mail):
        calendar = Calendar.from_ical(mail.calendar)
        (entry,) = calendar.events
        attendees = entry["ATTENDEE"]
        address = str(attendees).lower().removeprefix("mailto:")
        key, organizer = (str(entry["UID"]), address), str(entry["ORGANIZER"])
        assert self.organizers.setdefault(key, organizer) == organizer
        assert int(entry["SEQUENCE"]) >= self.sequences.get(key, 0)
        self.sequences[key] = int(entry["SEQUENCE"])

    @precondition(lambda self: self.keys < 4)
    @rule()
    def rotate_key(self):
        self.keys += 1
        self.ground.rotate_key(f"key number {self.keys}, long enough to be one")

    @rule()
    def drop_old_keys(self):
        """Drop them as operators do: after the worker has started with the new key."""
        with transaction() as session:
            re_encrypt_reply_secrets(session, self.ground.site.keys)
        self.ground.forget_old_keys()

    @invariant()
    def reply_addresses_map_to_the_newest_registration(self):
        db.session.rollback()
        for (_uid, address), organizer in self.organizers.items():
            presented = resolve_token(db.session(), Purpose.REPLY, _token(organizer))
            if presented is not None:
                assert (presented.subject_id, presented.holder) == (self.event_id, address)
            places = [
                place for place in self.ground.places(self.event_id) if place["address"] == address
            ]
            result = newest_registration(db.session(), self.event_id, address)
            assert (result is None) == (not places)
            live = [place["id"] for place in places if place["status"] != "cancelled"]
            assert result in (live or [place["id"] for place in places[-1:]] or [None])

    def teardown(self):
        """Erase everyone: nothing of an address is left, and the same ORGANIZER is used afterwards."""
        for place in self.ground.places(self.event_id):
            self._try(erasure.erase_registrant, place["id"])
        self.deliver()
        with transaction() as session:
            assert addresses_stored(session) == []
        for address in ADDRESSES:
            self.register(address)
        self.deliver()
        db.session.rollback()


def _token(organizer):
    return organizer.lower().removeprefix("mailto:").partition("@")[0].partition("+")[2]


def addresses_stored(session):
    """Return table and column of each value that contains an address, also in hexadecimal or base64."""
    needles = [
        needle
        for address in ADDRESSES
        for local in [address.partition("@")[0].encode()]
        for needle in (local.decode(), local.hex(), base64.b64encode(local).decode()[:8])
    ]
    return [
        (table.name, column.name, value)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for (value,) in session.execute(text(f'SELECT "{column.name}" FROM {table.name}'))
        if any(needle.lower() in _text(value).lower() for needle in needles)
    ]


def _text(value):
    is_bytes = isinstance(value, bytes | memoryview)
    return bytes(value).decode("latin-1") if is_bytes else str(value)


def test_organizer_of_an_address_never_changes(app, clock, deliver):
    class Here(OneOrganizer):
        ground = Ground(app)
        deliver_emails = staticmethod(deliver)

    Here.clock = clock
    is_sqlite = not app.config["DATABASE_URL"].startswith("postgresql")
    before = dict(app.extensions)

    try:
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=10 if is_sqlite else 4,
                stateful_step_count=25,
                deadline=None,
                phases=(Phase.generate,),  # shrinking takes minutes
            ),
        )
    finally:
        app.extensions |= before


def organizers(mails):
    """Return the ORGANIZER of each calendar message."""
    return [
        str(Calendar.from_ical(mail.calendar).events[0]["ORGANIZER"])
        for mail in mails
        if mail.calendar
    ]


class Invited(Ground):
    """One person at one event, and the ORGANIZER and SEQUENCE of their last calendar message."""

    def __init__(self, app, deliver):
        super().__init__(app)
        self.deliver_emails = deliver
        self.event_id = self.event(self.organiser())

    def register_and_deliver(self):
        self.registration_id = self.register(self.event_id, ADDRESSES[0])
        self.deliver()

    def erase_and_deliver(self):
        self.do(erasure.erase_registrant, self.registration_id)
        self.deliver()

    def deliver(self):
        (calendar,) = (mail.calendar for mail in self.deliver_emails() if mail.calendar)
        (entry,) = Calendar.from_ical(calendar).events
        self.organizer, self.sequence = str(entry["ORGANIZER"]), int(entry["SEQUENCE"])

    def decline(self, *, to, sequence):
        """Process the decline of a calendar; return its outcome."""
        with transaction() as session:
            uid = session.get_one(Event, self.event_id).uid
            raw = written(
                "gmail",
                to=to.removeprefix("mailto:"),
                uid=uid,
                person=ADDRESSES[0],
                sequence=sequence,
            )
            return process_email(session, parse_incoming(raw, reply_address=REPLY_ADDRESS))

    @property
    def status(self):
        return self.place(self.registration_id)["status"]


@pytest.fixture
def invited(app, clock, deliver):
    """Register someone and deliver the invitation; restore the keys afterwards."""
    before = dict(app.extensions)
    person = Invited(app, deliver)
    person.register_and_deliver()
    yield person
    app.extensions |= before


def test_erased_address_that_returns_has_the_same_organizer(invited):
    before = invited.organizer
    invited.erase_and_deliver()
    assert invited.organizer == before
    with transaction() as session:
        assert addresses_stored(session) == []

    invited.register_and_deliver()

    assert invited.organizer == before


def test_replies_after_an_erasure_count_only_once_the_address_is_registered_again(invited):
    before = invited.organizer
    invited.erase_and_deliver()

    assert invited.decline(to=before, sequence=invited.sequence) is Outcome.UNKNOWN

    invited.register_and_deliver()
    assert invited.decline(to=before, sequence=0) is Outcome.OUTDATED
    assert invited.status == "confirmed"
    assert invited.decline(to=before, sequence=invited.sequence) is Outcome.TAKEN
    assert invited.status == "cancelled"


@pytest.mark.parametrize("is_erased", [False, True])
def test_organizer_outlives_the_key_once_a_worker_knew_both_keys(invited, app, is_erased):
    before = invited.organizer
    if is_erased:
        invited.erase_and_deliver()
    invited.rotate_key("another key that is long enough to be one")
    Maintenance(app).purge()
    invited.forget_old_keys()

    if not is_erased:
        invited.do(cancellation.cancel_registration, invited.registration_id)
        invited.deliver()
    invited.register_and_deliver()

    assert invited.organizer == before
    assert invited.decline(to=before, sequence=invited.sequence) is Outcome.TAKEN


def test_key_that_no_worker_saw_replaced_gives_another_organizer_that_takes_replies(invited):
    before = invited.organizer
    invited.rotate_key("another key that is long enough to be one")
    invited.forget_old_keys()

    invited.do(cancellation.cancel_registration, invited.registration_id)
    invited.deliver()
    invited.register_and_deliver()

    assert invited.organizer != before
    assert invited.decline(to=invited.organizer, sequence=invited.sequence) is Outcome.TAKEN


def test_token_that_an_earlier_release_e_mailed_stays(invited, app):
    key, token = invited.site.keys[0], "mailedbyanearlierrelease"
    with transaction() as session:
        row = session.scalars(select(Capability).where(Capability.purpose == Purpose.REPLY)).one()
        row.seed = encrypt(token, key)
        store_digests(session, {digest_of(Purpose.REPLY, token): row.id})
    invited.rotate_key("another key that is long enough to be one")
    Maintenance(app).purge()
    invited.forget_old_keys()

    invited.do(cancellation.cancel_registration, invited.registration_id)
    invited.deliver()

    assert _token(invited.organizer) == token


def test_earlier_address_of_an_erased_registration_is_not_stored(app, clock, deliver, invited):
    with transaction() as session:
        # No invitation is sent to the addresses that follow.
        session.get_one(Event, invited.event_id).precision = Precision.MONTH
    for address in (ADDRESSES[1], ADDRESSES[0], ADDRESSES[1]):
        invited.new_address(invited.registration_id, address)
        deliver()
        invited.do(verification.replace_by_verified_address, invited.registration_id, address)

    invited.do(erasure.erase_registrant, invited.registration_id)
    deliver()

    with transaction() as session:
        assert addresses_stored(session) == []
