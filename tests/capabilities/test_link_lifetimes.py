"""The life of every private link, in any order of what can happen: what has ended never opens anything again.

Before each row is made its table is made to forget the ids it has given, so that the id of a deleted row is given
to the next one whenever that can be.
"""

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

from tests.capabilities.ground import PERSON, Ground
from webinars.access import delegations, invitees
from webinars.access.access_policy import LinkCredentials
from webinars.accounts import sign_in_links
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.comments import erasure as comments
from webinars.errors import WebinarsError
from webinars.events import lifecycle as events
from webinars.registrations import cancellation, erasure, new_registration, nominations
from webinars.registrations.organiser import removal
from webinars.registrations.personal_calendar import calendars
from webinars.registrations.registrant import links, verification
from webinars.registrations.waiting_list import offers

ADDRESSES = ("ann@example.org", "bo@example.org", "cy@example.org")
NAMED = ("nobody", "someone new", "registered", "removed")  # whom a focal point names at once
which = st.integers(0, 5)
addresses = st.sampled_from(ADDRESSES)


class Life(RuleBasedStateMachine):
    """Model of the e-mailed links of an installation in which random actions happen."""

    ground: Ground

    def __init__(self):
        super().__init__()
        self.ground.clear()
        self.mailed = {}  # token -> (purpose, subject)
        self.ended = set()
        self.events, self.places, self.invitees, self.delegations = {}, {}, {}, {}
        self.comments, self.calendars = {}, {}
        self.removed = set()
        self.count = 0
        self.host = self.ground.organiser()
        self._event()

    # --- Bookkeeping

    def _event(self):
        self._reuse("events")
        event_id = self.ground.event(self.host)
        self.events[event_id] = True
        return event_id

    def _reuse(self, *tables):
        self.ground.forget_ids(*tables)

    def _pick(self, rows, number):
        return sorted(rows)[number % len(rows)]

    def _mail(self, purpose, number, address=""):
        token = self.ground.token(purpose, number, address)
        assert token not in self.ended, "a link that has ended was mailed again"
        self.mailed[token] = (purpose, number)

    def _end(self, purposes, number):
        self.ended |= {
            token
            for token, (purpose, subject) in self.mailed.items()
            if purpose in purposes and subject == number
        }

    def _try(self, action, *args, **named):
        """Do something that the product may refuse; tell whether it was done."""
        try:
            self.ground.do(action, *args, **named)
        except WebinarsError:
            return False
        return True

    def _made(self, make, *args):
        try:
            return make(*args)
        except WebinarsError:
            return None

    def _end_calendar_without_registrations(self, address):
        if address in self.calendars and all(
            place["address"] != address for place in self.places.values()
        ):
            self._end({Purpose.CALENDAR}, self.calendars.pop(address))

    # --- Making subjects, and mailing their links

    @precondition(lambda self: len(self.events) < 3)
    @rule()
    def add_event(self):
        self._event()

    @rule(number=which, address=addresses)
    def register(self, number, address):
        self._register(self._pick(self.events, number), address)

    def _register(self, event_id, address):
        self._reuse("registrations")
        place = self._made(self.ground.register, event_id, address)
        if place is None:
            return
        self.places.setdefault(place, {"event": event_id, "address": address, "new": ""})
        for purpose in OF_REGISTRATION:
            self._mail(purpose, place)
        self.ground.token(Purpose.REPLY, event_id, address)

    @rule(number=which, address=addresses)
    def invite(self, number, address):
        event_id = self._pick(self.events, number)
        self._reuse("invitees")
        made = self._made(self.ground.invite, event_id, address)
        if made is not None:
            self.invitees[made] = (event_id, address)
            self._mail(Purpose.INVITEE, made)

    @rule(number=which, address=addresses, names=st.sampled_from(NAMED), named=addresses)
    def delegate(self, number, address, names="nobody", named=""):
        event_id = self._pick(self.events, number)
        self._reuse("delegations")
        self.count += 1
        made = self._made(self.ground.delegate, event_id, address, f"Body {self.count}")
        if made is not None:
            self.delegations[made] = (event_id, address)
            self._mail(Purpose.DELEGATION, made)
            if names in {"registered", "removed"}:
                self._register(event_id, named)
            if names == "removed":
                self._remove_at(event_id, named)
            if names != "nobody":
                self._name(made, named)

    @rule(number=which, address=addresses)
    def comment(self, number, address):
        event_id = self._pick(self.events, number)
        self._reuse("comments")
        self.count += 1
        made = self._made(self.ground.comment, event_id, address, f"Question {self.count}")
        if made is not None:
            self.comments[made] = (event_id, address)
            self._mail(Purpose.COMMENT, made)

    @precondition(lambda self: self.places)
    @rule(number=which, renew=st.booleans())
    def open_calendar(self, number, renew):
        place = self._pick(self.places, number)
        self._reuse("personal_calendars")
        address = self.places[place]["address"]
        if renew and address in self.calendars:
            self._end({Purpose.CALENDAR}, self.calendars[address])
        self.calendars[address] = self.ground.calendar(place, renew=renew)
        self._mail(Purpose.CALENDAR, self.calendars[address])

    @rule(number=which, renew=st.booleans())
    def secret_link(self, number, renew):
        event_id = self._pick(self.events, number)
        if renew:
            self._end({Purpose.ENTRY}, event_id)
        self.ground.secret_link(event_id, renew=renew)
        self._mail(Purpose.ENTRY, event_id)

    @precondition(lambda self: self.mailed)
    @rule(number=st.integers(0, 99))
    def mail_again(self, number):
        live = sorted(set(self.mailed) - self.ended)
        if live:
            purpose, subject = self.mailed[live[number % len(live)]]
            if purpose is not Purpose.SIGN_IN:
                self._mail(purpose, subject)

    @rule(at_once=st.booleans())
    def sign_in(self, at_once):
        token = self.ground.sign_in(self.host)
        self.mailed[token] = (Purpose.SIGN_IN, self.host)
        if at_once:
            self.ground.do(sign_in_links.sign_in_with_token, token)
            self.ended.add(token)

    # --- Ending them

    @precondition(lambda self: self.invitees)
    @rule(number=which)
    def withdraw_invitation(self, number):
        invitee = self._pick(self.invitees, number)
        event_id, _ = self.invitees[invitee]
        if self._try(invitees.withdraw_invitation, event_id=event_id, invitee_id=invitee):
            self._end({Purpose.INVITEE}, invitee)

    @precondition(lambda self: self.delegations)
    @rule(number=which, next_one=st.none() | addresses)
    def withdraw_delegation(self, number, next_one):
        delegation = self._pick(self.delegations, number)
        event_id, _ = self.delegations.pop(delegation)
        self.ground.do(delegations.withdraw_delegation, event_id=event_id, delegation_id=delegation)
        self._end({Purpose.DELEGATION}, delegation)
        if next_one:
            self.delegate(number, next_one)

    @precondition(lambda self: self.comments)
    @rule(number=which, next_one=st.none() | addresses)
    def erase_comment(self, number, next_one):
        comment = self._pick(self.comments, number)
        self.comments.pop(comment)
        self.ground.do(comments.erase_comment, comment)
        self._end({Purpose.COMMENT}, comment)
        if next_one:
            self.comment(number, next_one)

    @precondition(lambda self: self.calendars)
    @rule(number=which, again=st.booleans())
    def end_calendar(self, number, again):
        address = self._pick(self.calendars, number)
        place = next(n for n, item in self.places.items() if item["address"] == address)
        self.ground.do(calendars.close_calendar, place)
        self._end({Purpose.CALENDAR}, self.calendars.pop(address))
        if again:
            self.open_calendar(number, False)

    @precondition(lambda self: self.places)
    @rule(number=which)
    def cancel(self, number):
        self._try(cancellation.cancel_registration, self._pick(self.places, number))

    @precondition(lambda self: self.places)
    @rule(number=which)
    def remove(self, number):
        self._remove(self._pick(self.places, number))

    def _remove_at(self, event_id, address):
        for number, place in self.places.items():
            if (place["event"], place["address"]) == (event_id, address):
                self._remove(number)

    def _remove(self, number):
        event_id = self.places[number]["event"]
        if self._try(removal.remove_registration, event_id=event_id, registration_id=number):
            self.removed.add(number)

    @precondition(lambda self: self.removed)
    @rule(number=which, way=st.sampled_from(["form", "page", "invitation", "acceptance", "proof"]))
    def try_to_come_back(self, number, way):
        number = self._pick(self.removed, number)
        event_id, address = self.places[number]["event"], self.places[number]["address"]
        invitee = next((n for n, of in self.invitees.items() if of == (event_id, address)), None)
        fields = {"event_id": event_id, "name": "Ann", "email": address, **PERSON}
        match way:
            case "form":
                self._try(new_registration.register_attendee, **fields)
            case "page":
                self._try(new_registration.register_again, number)
            case "invitation" if invitee is not None:
                self._try(
                    new_registration.register_attendee,
                    **fields,
                    credentials=LinkCredentials(invitee_id=invitee),
                )
            case "acceptance":
                self._try(offers.accept_offer, number)
            case "proof":
                self._try(verification.verify_address, number)

    @precondition(lambda self: self.delegations)
    @rule(number=which, address=addresses)
    def name(self, number, address):
        self._name(self._pick(self.delegations, number), address)

    def _name(self, delegation, address):
        event_id, _ = self.delegations[delegation]
        before = self.ground.named(delegation)
        self._reuse("registrations", "nominations")
        results = [nominations.Delegate("Ann", address)]
        if self._try(nominations.register_delegates, delegation_id=delegation, people=results):
            # Nothing tells the focal point who was registered, or removed, before.
            assert self.ground.named(delegation) == before | {address}
        for place in self.ground.places(event_id):
            self.places.setdefault(place["id"], {**place, "event": event_id})

    @precondition(lambda self: self.places)
    @rule(number=which, address=addresses)
    def ask_for_another_address(self, number, address):
        number = self._pick(self.places, number)
        place = self.places[number]
        if self._made(self.ground.new_address, number, address) is None and place["new"] != address:
            row = self.ground.place(number)
            if row["new"] != place["new"]:
                self._end({Purpose.ADDRESS}, number)
                place["new"] = row["new"]
                if place["new"]:
                    self._mail(Purpose.ADDRESS, number)

    @precondition(lambda self: any(one["new"] for one in self.places.values()))
    @rule(number=which)
    def prove_address(self, number):
        number = self._pick([n for n, one in self.places.items() if one["new"]], number)
        place = self.places[number]
        event_id, before, address = place["event"], place["address"], place["new"]
        if not self._try(verification.replace_by_verified_address, number, address):
            return
        self._end({Purpose.ADDRESS}, number)
        place["new"] = ""
        for other, one in self.places.items():
            if other == number or (
                (one["event"], one["address"]) == (event_id, before)
                and self.ground.place(other)["address"] == address
            ):
                self._end(OF_REGISTRATION, other)
                one["address"] = address
                for purpose in OF_REGISTRATION:
                    self._mail(purpose, other)
        self._end_calendar_without_registrations(before)

    @precondition(lambda self: self.places)
    @rule(number=which)
    def replace_links(self, number):
        number = self._pick(self.places, number)
        self.ground.do(links.replace_links, number)
        self._end(OF_REGISTRATION, number)
        for purpose in OF_REGISTRATION:
            self._mail(purpose, number)

    @precondition(lambda self: self.invitees)
    @rule(number=which, erased=st.booleans(), next_one=st.none() | addresses)
    def follow_an_invitation(self, number, erased, next_one):
        event_id, address = self.invitees[self._pick(self.invitees, number)]
        self._register(event_id, address)
        results = [n for n, item in self.places.items() if item["address"] == address]
        if erased and results:
            self._erase(results[-1])
            if next_one:
                self.invite(number, next_one)

    @precondition(lambda self: self.places)
    @rule(number=which)
    def erase(self, number):
        self._erase(self._pick(self.places, number))

    def _erase(self, number):
        gone = self.places[number]
        self.ground.do(erasure.erase_registrant, number)
        event_id, address = gone["event"], gone["address"]
        for other in list(self.places):
            if self.ground.place(other)["erased"]:
                self._end({*OF_REGISTRATION, Purpose.ADDRESS}, other)
                self.places.pop(other)
                self.removed.discard(other)
        for purpose, rows, table in (
            (Purpose.INVITEE, self.invitees, "invitees"),
            (Purpose.DELEGATION, self.delegations, "delegations"),
            (Purpose.COMMENT, self.comments, "comments"),
        ):
            for row in [n for n, of in rows.items() if of == (event_id, address)]:
                if not self.ground.has(table, row, address):
                    self._end({purpose}, row)
                    rows.pop(row)
        self._end_calendar_without_registrations(address)

    @precondition(lambda self: len(self.events) > 1)
    @rule(number=which)
    def remove_event(self, number):
        event_id = self._pick(self.events, number)
        self._try(events.unpublish_event, event_id, self.ground.site)
        if not self._try(events.discard_draft, event_id):
            self._try(events.publish_event, event_id, self.ground.site)
            return
        self.events.pop(event_id)
        self._end({Purpose.ENTRY, Purpose.REPLY}, event_id)
        for purpose, rows in (
            (Purpose.INVITEE, self.invitees),
            (Purpose.DELEGATION, self.delegations),
            (Purpose.COMMENT, self.comments),
        ):
            for row in [n for n, of in rows.items() if of[0] == event_id]:
                self._end({purpose}, row)
                rows.pop(row)

    @rule()
    def rotate_key(self):
        self.count += 1
        self.ground.rotate_key(f"key number {self.count}, long enough to be one")

    @rule()
    def forget_old_keys(self):
        self.ground.forget_old_keys()

    # --- What is always so

    @invariant()
    def what_has_ended_opens_nothing_and_the_rest_what_it_was_for(self):
        result = self.ground.opened(self.mailed)
        expected = {
            token: None if token in self.ended else subject
            for token, (_, subject) in self.mailed.items()
        }
        assert result == expected

    @invariant()
    def whoever_was_removed_stays_removed(self):
        assert {self.ground.place(number)["status"] for number in self.removed} <= {"refused"}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Live on each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def test_no_order_of_what_happens_brings_a_link_back(app, clock):
    class Here(Life):
        ground = Ground(app)

    is_sqlite = not app.config["DATABASE_URL"].startswith("postgresql")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10 if is_sqlite else 4,
            stateful_step_count=40,
            deadline=None,
            phases=(Phase.generate,),  # a long counterexample is better than minutes of shrinking
        ),
    )
