"""Polls: options, participants, votes, deadline, and the e-mails about them."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.polls.conftest import PEOPLE, ZONE, at, link, options, people, stored
from webinars.access.invitees import Recipient
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.lifecycle import publish_event, unpublish_event
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls import choice as choice_module
from webinars.polls import editing, participants, poll_rules, tasks
from webinars.polls.choice import Choice, cancel_poll, choose_option
from webinars.polls.editing import PollSettings
from webinars.polls.erasure import erase_participant, purge_participants
from webinars.polls.models import Poll, PollParticipant, PollVote
from webinars.polls.poll_rules import PollState, Vote
from webinars.polls.tasks import do_task
from webinars.polls.voting import cast_votes
from webinars.registrations.models import Registration
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Timed


def vote(poll, participant, *votes, **fields):
    """Vote for the options of a poll in their order."""
    given = {"comment": "", "timezone": "Africa/Nairobi", "without_holds": False, **fields}
    chosen = dict(zip([option.id for option in options(poll)], votes, strict=False))
    with transaction() as session:
        cast_votes(session, participant.id, votes=chosen, **given)


def choose(event, poll, number, site, **choice):
    option = options(poll)[number]
    with transaction() as session:
        choose_option(session, event.id, poll.id, choice=Choice(option.id, **choice), site=site)
    return option


def subjects(mails):
    return sorted(
        (mail.message["To"].addresses[0].addr_spec, mail.message["Subject"]) for mail in mails
    )


@pytest.mark.parametrize(
    ("days", "code"),
    [((5,), "too-few-options"), (range(1, 10), "too-many-options"), ((5, 5), "option-twice")],
)
def test_poll_has_two_to_eight_different_options(event, make_poll, days, code):
    with pytest.raises(InvalidInputError, match=code):
        make_poll(event, days=days)

    assert db.session.scalars(select(Poll)).all() == []


def test_option_in_the_past_is_refused(event, make_poll, clock):
    clock.stop(datetime.fromisoformat("2027-07-05T13:00:00+00:00"))

    with pytest.raises(InvalidInputError, match="option-past"):
        make_poll(event)


def test_option_that_clocks_skip_is_refused(event, poll, site):
    skipped = Timed(datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 3, 30), ZONE)

    with transaction() as session, pytest.raises(InvalidInputError, match="local-time-skipped"):
        editing.add_option(session, event.id, poll.id, when=skipped, site=site)


def test_event_has_one_undecided_poll(event, poll, make_poll):
    with pytest.raises(ConflictError, match="poll-exists"):
        make_poll(event)


def test_event_with_a_date_in_calendars_gets_no_poll(make_event, make_poll, clock):
    with pytest.raises(ConflictError, match="date-in-calendars"):
        make_poll(make_event())


def test_each_participant_gets_one_email_with_a_link_of_their_own(poll, deliver, client):
    mails = deliver()

    assert subjects(mails) == [
        (address, "Which date suits you? Round table") for _name, address in PEOPLE
    ]
    links = {line for mail in mails for line in mail.text.split() if "/polls/" in line}
    assert len(links) == 2
    assert all(mail.calendar is None for mail in mails)
    assert {
        client.get(link.partition("127.0.0.1:8000")[2] or link[link.index("/polls/") :]).status_code
        for link in links
    } == {200}


def test_same_list_again_asks_nobody_twice(event, poll, deliver):
    deliver()
    with transaction() as session:
        again = [Recipient("Someone else", PEOPLE[0][1].upper())]
        result = participants.add_participants(
            session, event.id, poll.id, people=again, language="en"
        )

    assert (result.added, result.before) == (0, 1)
    assert deliver() == []


def test_too_many_participants_are_refused(event, poll, monkeypatch):
    monkeypatch.setattr(poll_rules, "MOST_PARTICIPANTS", 2)

    with transaction() as session, pytest.raises(InvalidInputError, match="too-many-participants"):
        participants.add_participants(
            session, event.id, poll.id, people=[Recipient("", "third@example.com")], language="en"
        )


def test_last_vote_counts_and_the_organiser_is_told_once_all_have_answered(poll, deliver):
    deliver()
    first, second = people(poll)
    vote(poll, first, Vote.NO, Vote.NO, Vote.NO)
    vote(poll, first, Vote.YES, Vote.IF_NEED_BE, Vote.NO)
    assert deliver() == []
    vote(poll, second, Vote.YES, Vote.YES, Vote.YES)

    assert subjects(deliver()) == [("amira@example.org", "All have answered: Round table")]
    vote(poll, second, Vote.NO, Vote.YES, Vote.YES)
    assert deliver() == []
    rows = db.session.execute(
        select(PollVote.participant_id, PollVote.vote).order_by(PollVote.option_id)
    )
    assert [row.vote for row in rows if row.participant_id == first.id] == [
        Vote.YES,
        Vote.IF_NEED_BE,
        Vote.NO,
    ]


def test_poll_closes_at_its_deadline_and_takes_no_more_votes(poll, deliver, clock):
    deliver()
    first, _second = people(poll)
    clock.advance(timedelta(days=10, seconds=-1))
    vote(poll, first, Vote.YES, Vote.YES, Vote.YES)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(ConflictError, match="poll-closed"):
        vote(poll, first, Vote.NO, Vote.NO, Vote.NO)

    mails = deliver()

    assert ("amira@example.org", "The poll is closed: Round table") in subjects(mails)
    assert stored(Poll, poll.id).state is PollState.CLOSED


def test_later_deadline_opens_a_closed_poll_again(event, poll, deliver, clock):
    clock.advance(timedelta(days=10))
    deliver()
    with transaction() as session:
        settings = PollSettings(the_clock.now() + timedelta(days=1))
        editing.change_settings(session, event.id, poll.id, settings=settings)

    assert stored(Poll, poll.id).state is PollState.OPEN
    vote(poll, people(poll)[0], Vote.YES, Vote.YES, Vote.YES)


def test_those_without_an_answer_are_reminded_once(poll, deliver, clock):
    deliver()
    vote(poll, people(poll)[0], Vote.YES, Vote.YES, Vote.YES)
    clock.advance(timedelta(days=8))

    assert subjects(deliver()) == [
        ("yusuf@example.com", "Reminder: which date suits you? Round table")
    ]
    clock.advance(timedelta(days=1))
    assert deliver() == []


def test_reminder_that_is_handled_again_reminds_nobody(poll, deliver, clock):
    deliver()
    clock.advance(timedelta(days=8))
    with transaction() as session:
        queued = session.scalars(select(Message).where(Message.topic == POLL_CHANGED)).all()
        [reminder] = [one for one in queued if one.payload.get("task") == "reminder"]
        counts = [do_task(session, reminder) for _ in range(2)]

    assert counts == [2, 0]


def test_open_link_of_a_full_poll_tells_everyone_the_same(event, make_poll, monkeypatch):
    poll = make_poll(event, has_open_link=True)
    monkeypatch.setattr(poll_rules, "MOST_PARTICIPANTS", 2)
    for email in (PEOPLE[0][1], "new@example.com"):
        with transaction() as session, pytest.raises(ConflictError, match="poll-full"):
            participants.request_link(
                session, event.id, poll.id, name="W", email=email, language="en", timezone=""
            )


def test_removed_option_loses_its_votes(event, poll):
    vote(poll, people(poll)[0], Vote.YES, Vote.YES, Vote.YES)
    first = options(poll)[0]
    with transaction() as session:
        editing.remove_option(session, event.id, poll.id, first.id)

    assert [option.when for option in options(poll)] == [at(6), at(7)]
    assert len(db.session.scalars(select(PollVote)).all()) == 2
    with transaction() as session, pytest.raises(InvalidInputError, match="too-few-options"):
        editing.remove_option(session, event.id, poll.id, options(poll)[0].id)


def test_removed_participant_has_no_page_and_no_votes(event, poll, client, deliver):
    first, _second = people(poll)
    page = link(first)
    vote(poll, first, Vote.YES, Vote.YES, Vote.YES)
    with transaction() as session:
        participants.remove_participant(session, event.id, poll.id, first.id)

    assert client.get(page).status_code == 404
    assert db.session.scalars(select(PollVote)).all() == []
    assert [mail.message["To"].addresses[0].addr_spec for mail in deliver()] == [
        "yusuf@example.com"
    ]


def test_choice_gives_the_event_its_date(event, poll, site, deliver, client):
    deliver()

    def news():
        [item] = json.loads(client.get("/events.json").data)["items"]
        return item["id"], item["date_modified"]

    news_id, modified_at = news()
    vote(poll, people(poll)[0], Vote.YES, Vote.YES, Vote.YES)
    option = choose(event, poll, 1, site)

    moved = stored(Event, event.id)
    assert (moved.when, moved.uid) == (at(6), option.uid)
    # The first has said that they are in Nairobi.
    assert subjects(deliver()) == [
        ("wanjiru@example.com", "The date is fixed: Round table, Tuesday 6 July, 16:00 Nairobi"),
        ("yusuf@example.com", "The date is fixed: Round table, Tuesday 6 July, 15:00 Geneva"),
    ]
    # News readers update the item that they have.
    assert news()[0] == news_id
    assert news()[1] > modified_at
    with pytest.raises(ConflictError, match="poll-ended"):
        choose(event, poll, 0, site)
    with pytest.raises(ConflictError, match="poll-ended"):
        vote(poll, people(poll)[0], Vote.NO, Vote.NO, Vote.NO)


def test_those_who_said_yes_are_registered_at_once(event, poll, site, deliver):
    deliver()
    first, second = people(poll)
    vote(poll, first, Vote.YES, Vote.YES, Vote.YES)
    vote(poll, second, Vote.YES, Vote.IF_NEED_BE, Vote.YES)
    choose(event, poll, 1, site, registering=True)

    registered = db.session.scalars(select(Registration.email)).all()
    mails = deliver()
    assert registered == ["wanjiru@example.com"]
    calendars = {mail.message["To"].addresses[0].addr_spec: mail.calendar for mail in mails}
    assert calendars["wanjiru@example.com"] is not None
    assert calendars["yusuf@example.com"] is None
    assert f"UID:{options(poll)[1].uid}".encode() in calendars["wanjiru@example.com"]


def test_draft_is_published_with_its_date(make_event, make_poll, site, clock):
    draft = make_event(publish=False)
    poll = make_poll(draft)
    choose(draft, poll, 0, site, publishing=True)

    assert (stored(Event, draft.id).state, stored(Event, draft.id).when) == ("published", at(5))


@pytest.mark.parametrize("sends_holds", [False, True])
def test_participants_are_told_when_the_event_is_published_later(
    make_event, make_poll, site, deliver, clock, sends_holds
):
    draft = make_event(publish=False)
    poll = make_poll(draft, sends_holds=sends_holds)
    deliver()
    option = choose(draft, poll, 0, site)
    deliver()
    assert db.session.scalars(select(Invitee)).all() == []
    clock.advance(timedelta(minutes=1))
    with transaction() as session:
        publish_event(session, draft.id, site)
    mails = deliver()

    addresses = [mail.message["To"].addresses[0].addr_spec for mail in mails]
    assert addresses == [address for _name, address in PEOPLE]
    for mail in mails:
        assert "/invited/" in mail.message.get_body(("plain",)).get_content()
        has_entry = f"UID:{option.uid}".encode() in (mail.calendar or b"")
        assert has_entry == sends_holds


def test_participants_are_told_once_of_an_event_published_twice(
    make_event, make_poll, site, deliver, clock
):
    draft = make_event(publish=False)
    choose(draft, make_poll(draft), 0, site)
    deliver()
    told = []
    for change in (publish_event, unpublish_event, publish_event):
        clock.advance(timedelta(minutes=1))
        with transaction() as session:
            change(session, draft.id, site)
        told.append(len(deliver()))

    assert told == [2, 0, 0]


def test_event_published_with_its_date_is_told_once(make_event, make_poll, site, deliver):
    draft = make_event(publish=False)
    choose(draft, make_poll(draft), 0, site)
    poll = make_poll(draft)
    deliver()
    choose(draft, poll, 1, site, publishing=True)

    assert [subject[:17] for _to, subject in subjects(deliver())] == ["The date is fixed"] * 2


def test_participants_are_served_in_batches(event, make_poll, site, deliver, clock, monkeypatch):
    for module in (tasks, participants):
        monkeypatch.setattr(module, "BATCH", 1)
    monkeypatch.setattr(choice_module, "REGISTERED_AT_ONCE", 1)
    poll = make_poll(event, people=[*PEOPLE, ("Ana", "ana@example.com")])
    assert len(deliver()) == 3
    clock.advance(timedelta(days=8))
    assert len(deliver()) == 3
    for person in people(poll)[1:]:
        vote(poll, person, Vote.YES, Vote.YES, Vote.YES)
    choose(event, poll, 1, site, registering=True)

    told = {to: subject for to, subject in subjects(deliver()) if to != "amira@example.org"}
    assert {to: subject[:17] for to, subject in told.items()} == {
        "wanjiru@example.com": "The date is fixed",
        "yusuf@example.com": "You are registere",
        "ana@example.com": "You are registere",
    }


def test_cancelled_poll_leaves_the_event_and_tells_participants(event, poll, deliver):
    deliver()
    with transaction() as session:
        cancel_poll(session, event.id, poll.id)

    assert stored(Event, event.id).when == event.when
    assert subjects(deliver()) == [
        (address, "Poll cancelled: Round table") for _name, address in PEOPLE
    ]


def test_erased_participant_leaves_nothing(poll, deliver, client):
    deliver()
    first, _second = people(poll)
    vote(poll, first, Vote.YES, Vote.YES, Vote.YES, comment="After lunch")
    with transaction() as session:
        erase_participant(session, first.id)
    deliver()

    dump = "\n".join(db.session.connection().connection.driver_connection.iterdump())
    assert "wanjiru" not in dump.casefold()
    assert "After lunch" not in dump
    assert "yusuf" in dump


def test_participants_are_deleted_some_time_after_the_poll_and_its_date(event, poll, site, clock):
    choose(event, poll, 0, site)
    clock.stop(datetime.fromisoformat("2027-10-03T12:00:00+00:00"))
    for day, count in ((0, 2), (1, 0)):
        clock.advance(timedelta(days=day))
        with transaction() as session:
            purge_participants(session)
        assert len(db.session.scalars(select(PollParticipant)).all()) == count
        db.session.rollback()
