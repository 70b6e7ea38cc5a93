"""Tentative holds in calendars: what participants have, in every order of changes, and what they answer."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.polls.conftest import PEOPLE, at, options, people, stored
from tests.replies.mails import CALENDARS
from tests.scheduling.models import four_models
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import Event
from webinars.polls import editing
from webinars.polls.choice import Choice, cancel_poll, choose_option
from webinars.polls.editing import PollSettings
from webinars.polls.erasure import erase_participant
from webinars.polls.models import Poll, PollParticipant, PollVote
from webinars.polls.poll_rules import PollState, Vote
from webinars.polls.voting import cast_votes
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.replies.models import HoldReply
from webinars.timezones.schedule import Month

ADDRESSES = [address for _name, address in PEOPLE]


class Calendars:
    """The calendars of all participants, of four kinds each, by the e-mails that were delivered."""

    def __init__(self, deliver) -> None:
        self._deliver = deliver
        self.models = {address: four_models() for address in ADDRESSES}

    def sync(self):
        """Deliver what is due, and let each calendar take its e-mails; return the e-mails."""
        mails = self._deliver()
        for mail in mails:
            for model in self.models.get(mail.message["To"].addresses[0].addr_spec, ()):
                model.take(mail.path.read_bytes())
        return mails

    def entries(self, address):
        """Return status and start of the entries that are not cancelled, the same in all kinds of calendars."""
        results = [
            sorted(
                (str(entry["STATUS"]), entry["DTSTART"].dt.replace(tzinfo=None))
                for entry in model.stored.values()
                if entry["STATUS"] != "CANCELLED"
            )
            for model in self.models[address]
        ]
        assert results == results[:1] * len(results)
        return results[0]


@pytest.fixture
def calendars(deliver):
    return Calendars(deliver)


@pytest.fixture
def poll(event, make_poll):
    """Create a poll with holds."""
    return make_poll(event, sends_holds=True)


def tentative(*days):
    return [("TENTATIVE", at(day).start) for day in days]


def confirmed(day):
    return [("CONFIRMED", at(day).start)]


def choose(event, poll, number, site, **choice):
    option = options(poll)[number]
    with transaction() as session:
        choose_option(session, event.id, poll.id, choice=Choice(option.id, **choice), site=site)
    return option


def cast(poll, participant, vote, *, without_holds=False):
    votes = {option.id: vote for option in options(poll)}
    with transaction() as session:
        cast_votes(
            session,
            participant.id,
            votes=votes,
            comment="",
            timezone="",
            without_holds=without_holds,
        )


def test_each_hold_is_a_message_of_its_own_in_one_thread(poll, calendars):
    mails = [
        mail
        for mail in calendars.sync()
        if mail.message["To"].addresses[0].addr_spec == ADDRESSES[0]
    ]

    holds = [mail for mail in mails if mail.calendar]
    assert (len(mails), len(holds)) == (4, 3)
    assert len({mail.message["References"].split()[0] for mail in mails}) == 1
    for mail, option in zip(holds, options(poll), strict=True):
        text = mail.calendar.decode()
        assert text.count("BEGIN:VEVENT") == 1
        for line in (f"UID:{option.uid}", "STATUS:TENTATIVE", "METHOD:REQUEST", "SEQUENCE:0"):
            assert f"{line}\r\n" in text
    assert calendars.entries(ADDRESSES[0]) == tentative(5, 6, 7)


def test_chosen_hold_becomes_the_only_entry(event, poll, calendars, site):
    calendars.sync()
    option = choose(event, poll, 1, site)
    calendars.sync()

    assert [calendars.entries(address) for address in ADDRESSES] == [confirmed(6)] * 2
    assert set(calendars.models[ADDRESSES[0]][0].stored) == {option.uid}
    assert stored(Event, event.id).uid == option.uid


@pytest.mark.parametrize("when", ["at once", "before", "after"])
def test_registering_keeps_one_entry(event, poll, calendars, site, clock, when):
    calendars.sync()
    first = people(poll)[0]
    cast(poll, first, Vote.YES)
    if when != "before":
        choose(event, poll, 1, site, registering=when == "at once")
    if when == "after":
        calendars.sync()
    if when != "at once":
        with transaction() as session:
            made = register_attendee(
                session, event_id=event.id, name="W", email=first.email, affiliation="",
                timezone="", language="en",
            )  # fmt: skip
            session.flush()
            made_id = made.id
        calendars.sync()
    if when == "before":
        choose(event, poll, 1, site)
    calendars.sync()

    assert [calendars.entries(address) for address in ADDRESSES] == [confirmed(6)] * 2
    if when == "after":
        clock.advance(
            timedelta(hours=1)
        )  # each mailbox gets three e-mails about an event in an hour
        with transaction() as session:
            cancel_registration(session, made_id)
        calendars.sync()
        assert calendars.entries(first.email) == []


def test_entries_of_those_who_are_not_registered_follow_the_event(event, poll, calendars, site):
    calendars.sync()
    choose(event, poll, 1, site)
    calendars.sync()
    moved = stored(Event, event.id)
    with transaction() as session:
        details = replace(details_of(moved), when=at(20))
        change_event(session, event.id, details=details, revision=moved.revision, site=site)
    calendars.sync()
    assert calendars.entries(ADDRESSES[1]) == confirmed(20)
    for act, expected in ((postpone_event, []), (restore_event, confirmed(20)), (cancel_event, [])):
        with transaction() as session:
            act(session, event.id, site)
        calendars.sync()
        assert calendars.entries(ADDRESSES[1]) == expected


def test_entry_of_the_event_is_above_all_its_holds(event, poll, calendars, site):
    """Each time that holds are switched off and on raises their SEQUENCE."""
    calendars.sync()
    closes_at = stored(Poll, poll.id).closes_at
    for is_on in (False, True):
        with transaction() as session:
            changed = PollSettings(closes_at, sends_holds=is_on)
            editing.change_settings(session, event.id, poll.id, settings=changed)
        calendars.sync()
    choose(event, poll, 0, site)
    calendars.sync()

    assert [calendars.entries(address) for address in ADDRESSES] == [confirmed(5)] * 2


def test_cancelled_event_cancels_the_holds_of_its_poll(event, poll, calendars, site):
    calendars.sync()
    with transaction() as session:
        cancel_event(session, event.id, site)
    calendars.sync()

    assert stored(Poll, poll.id).state is PollState.CANCELLED
    assert calendars.entries(ADDRESSES[0]) == []


@pytest.mark.parametrize("is_chosen", [False, True])
def test_erasure_cancels_the_holds_and_leaves_nothing(event, poll, calendars, site, is_chosen):
    calendars.sync()
    if is_chosen:
        choose(event, poll, 1, site)
        calendars.sync()
    with transaction() as session:
        erase_participant(session, people(poll)[0].id)
    calendars.sync()

    assert calendars.entries(ADDRESSES[0]) == []
    db.session.rollback()
    dump = "\n".join(db.session.connection().connection.driver_connection.iterdump())
    assert "wanjiru" not in dump.casefold()
    assert calendars.entries(ADDRESSES[1]) == (confirmed(6) if is_chosen else tentative(5, 6, 7))


STEPS = st.lists(
    st.sampled_from(["add", "remove", "vote", "decline holds", "want holds", "off", "on", "sync"]),
    max_size=7,
)
ENDS = st.sampled_from(["choose", "cancel", "open"])


@settings(max_examples=6)
@given(steps=STEPS, end=ENDS)
def test_calendars_are_right_after_any_order_of_changes(
    make_event, make_poll, site, deliver, clock, steps, end
):
    event = make_event(when=Month(2027, 7, "Europe/Zurich"), title="Round table")
    poll, calendars, day = make_poll(event, sends_holds=True), Calendars(deliver), 10
    for step in steps:
        day += 1
        _take(step, event, poll, day, site, calendars, clock)
    chosen = None
    if end == "choose":
        chosen = choose(event, poll, -1, site).when.start.day
    if end == "cancel":
        with transaction() as session:
            cancel_poll(session, event.id, poll.id)
    calendars.sync()

    wants = stored(Poll, poll.id).sends_holds
    for person in people(poll):
        expected = []
        if wants and not person.without_holds and end != "cancel":
            days = [option.when.start.day for option in options(poll)]
            expected = confirmed(chosen) if chosen else tentative(*days)
        assert calendars.entries(person.email) == expected


def _take(step, event, poll, day, site, calendars, clock):
    first = people(poll)[0]
    clock.advance(timedelta(minutes=1))
    match step:
        case "sync":
            calendars.sync()
        case "vote":
            cast(poll, first, Vote.NO, without_holds=first.without_holds)
        case "decline holds" | "want holds":
            cast(poll, first, Vote.YES, without_holds=step == "decline holds")
        case "off" | "on":
            row = stored(Poll, poll.id)
            changed = PollSettings(row.closes_at, sends_holds=step == "on")
            with transaction() as session:
                editing.change_settings(session, event.id, poll.id, settings=changed)
        case "add" | "remove":
            # The last two options cannot be removed.
            with suppress(InvalidInputError), transaction() as session:
                if step == "add":
                    editing.add_option(session, event.id, poll.id, when=at(day), site=site)
                else:
                    editing.remove_option(session, event.id, poll.id, options(poll)[0].id)


# --- Answers of calendars


class TestWithoutReplies:
    @pytest.fixture
    def overrides(self):
        return {}

    def test_nothing_asks_for_an_answer_in_the_calendar(self, poll, calendars):
        holds = [mail for mail in calendars.sync() if mail.calendar]

        assert calendars.entries(ADDRESSES[0]) == tentative(5, 6, 7)
        assert [mail.text.count("Accept means") for mail in holds] == [0] * 6
        assert [b"RSVP=TRUE" in mail.calendar for mail in holds] == [False] * 6
        texts = [mail.calendar.replace(b"\r\n ", b"") for mail in holds]
        assert [text.count(b"your calendar cannot answer") for text in texts] == [1] * 6


@pytest.fixture
def asked(poll, deliver, clock):
    """Deliver the holds, an hour before the answers of these tests arrive."""
    deliver()
    clock.advance(timedelta(hours=2))
    return poll


def votes_of(participant):
    db.session.rollback()
    rows = db.session.scalars(
        select(PollVote)
        .where(PollVote.participant_id == participant.id)
        .order_by(PollVote.option_id)
    )
    return [(row.vote, row.source) for row in rows]


@pytest.mark.parametrize("shape", CALENDARS)
def test_answers_of_a_calendar_are_votes(asked, arrive, shape):
    first, partstats = people(asked)[0], ("ACCEPTED", "TENTATIVE", "DECLINED")
    outcomes = [
        arrive(shape, asked, first, option, partstat=partstat)
        for option, partstat in zip(options(asked), partstats, strict=True)
    ]

    assert outcomes == ["processed"] * 3
    votes = (Vote.YES, Vote.IF_NEED_BE, Vote.NO)
    assert votes_of(first) == [(vote, "calendar") for vote in votes]


def test_forged_answers_are_refused(asked, arrive):
    first, second = people(asked)
    option = options(asked)[0]
    stranger = arrive("gmail", asked, first, option, sender="eve@example.net", partstat="ACCEPTED")
    other = arrive("gmail", asked, first, option, person=second.email, partstat="ACCEPTED")
    guessed = arrive("gmail", asked, first, option, to="rsvp+aaaa@events.example.org")

    assert (stranger, other) == ("not from the registrant", "not from the registrant")
    assert guessed == "no matching registration"
    assert votes_of(first) == votes_of(second) == []


def test_later_answer_counts_whether_by_page_or_by_calendar(asked, arrive, clock):
    first, option = people(asked)[0], options(asked)[0]
    arrive("gmail", asked, first, option, partstat="ACCEPTED", stamp="20261125T100000Z")
    older = arrive("gmail", asked, first, option, partstat="DECLINED", stamp="20261125T095900Z")
    assert (older, votes_of(first)[0]) == ("older than the last reply", (Vote.YES, "calendar"))
    cast(asked, first, Vote.NO)
    clock.advance(timedelta(hours=1))
    late = arrive("gmail", asked, first, option, partstat="ACCEPTED", stamp="20261125T105900Z")

    assert late == "older than the last reply"
    assert votes_of(first)[0] == (Vote.NO, "page")


def test_answer_to_a_cancelled_hold_is_no_vote(event, asked, arrive, deliver):
    first, removed = people(asked)[0], options(asked)[0]
    with transaction() as session:
        editing.remove_option(session, event.id, asked.id, removed.id)
    deliver()

    outdated = "reply to an outdated invitation"
    assert arrive("apple", asked, first, removed, partstat="ACCEPTED") == outdated
    assert votes_of(first) == []
    assert len(db.session.scalars(select(HoldReply)).all()) == 1


def test_accepting_the_chosen_date_registers(event, asked, arrive, site, calendars):
    first, second = people(asked)
    option = choose(event, asked, 1, site)
    calendars.sync()
    sequence = stored(Event, event.id).sequence
    stamp = "20261125T110000Z"
    accepted = arrive(
        "gmail", asked, first, option, partstat="ACCEPTED", sequence=sequence, stamp=stamp
    )
    calendars.sync()

    assert accepted == "processed"
    registered = db.session.scalars(select(Registration.email)).all()
    assert registered == [first.email]
    assert [calendars.entries(address) for address in ADDRESSES] == [confirmed(6)] * 2
    assert votes_of(first) == []
    assert second.email not in registered


def test_same_email_twice_is_one_answer(asked, arrive):
    first, option = people(asked)[0], options(asked)[0]
    outcomes = [
        arrive("gmail", asked, first, option, partstat="ACCEPTED", mail_id="1.x") for _ in "ab"
    ]

    assert outcomes == ["processed", "processed before"]
    assert stored(PollParticipant, first.id).answered_at is not None
