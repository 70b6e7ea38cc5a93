"""Replies that an organiser has to look at, until something settles them."""

from datetime import timedelta

import pytest

from tests.postgres import on_both_databases
from webinars.database import db, transaction
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.replies import replies_to_review
from webinars.replies.models import Reply
from webinars.replies.replies_to_review import mark_reviewed, registrations_to_review
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock as wall_clock


@pytest.fixture
def overrides(database_url):
    return {"DATABASE_URL": database_url}


@pytest.fixture
def person(clock, make_event, make_registration):
    """Return a registration made an hour ago."""
    made = make_registration(make_event())
    clock.advance(timedelta(hours=1))
    return made


def reply(person, status=ReplyStatus.COUNTERED, verdict=Verdict.TAKEN, **columns):
    now = wall_clock.now()
    with transaction() as session:
        row = {"status": status, "verdict": verdict, "sequence": 0, "dtstamp": now, **columns}
        key = f"{status}{verdict}{now}"
        session.add(Reply(registration_id=person.id, key=key, received_at=now, **row))


def reviewed(event_id):
    db.session.rollback()
    return registrations_to_review(db.session(), [event_id], wall_clock.now()).get(event_id, [])


@pytest.mark.parametrize(
    ("status", "verdict", "expected"),
    [
        (ReplyStatus.COUNTERED, Verdict.TAKEN, True),
        (ReplyStatus.COUNTERED, Verdict.OUTDATED, True),
        (ReplyStatus.COUNTERED, Verdict.OVERTAKEN, False),
        (ReplyStatus.DELEGATED, Verdict.TAKEN, True),
        (ReplyStatus.BOUNCED, Verdict.TAKEN, True),
        (ReplyStatus.DECLINED, Verdict.STRANGER, True),
        (ReplyStatus.DECLINED, Verdict.MISMATCH, True),
        (ReplyStatus.ACCEPTED, Verdict.HELD, True),
        (ReplyStatus.ACCEPTED, Verdict.TAKEN, False),
        (ReplyStatus.DECLINED, Verdict.TAKEN, False),
        (ReplyStatus.WRITTEN, Verdict.STRANGER, False),
    ],
)
def test_replies_about_which_nothing_was_done_are_to_be_reviewed(person, status, verdict, expected):
    reply(person, status, verdict)

    assert reviewed(person.event_id) == [person.id] * expected


def test_later_answer_settles_a_reply(person, clock):
    reply(person)
    clock.advance(timedelta(minutes=1))
    reply(person, ReplyStatus.ACCEPTED)

    assert reviewed(person.event_id) == []


def test_earlier_answer_settles_nothing(person, clock):
    reply(person, ReplyStatus.ACCEPTED)
    clock.advance(timedelta(minutes=1))
    reply(person)

    assert reviewed(person.event_id) == [person.id]


@on_both_databases
def test_change_of_the_registration_settles_a_reply(person, clock):
    reply(person)
    clock.advance(timedelta(minutes=1))
    with transaction() as session:
        session.get_one(Registration, person.id).status_at = wall_clock.now()

    assert reviewed(person.event_id) == []


@on_both_databases
def test_reviewed_reply_is_settled_and_a_later_one_is_not(person, clock, make_event):
    reply(person)
    seen_at = wall_clock.now()
    clock.advance(timedelta(minutes=1))
    with transaction() as session:
        mark_reviewed(session, make_event(title="Another").id, received_by=wall_clock.now())
    answers = [reviewed(person.event_id)]
    with transaction() as session:
        mark_reviewed(session, person.event_id, received_by=seen_at)
    answers.append(reviewed(person.event_id))
    reply(person)
    with transaction() as session:
        mark_reviewed(session, person.event_id, received_by=seen_at)

    assert [*answers, reviewed(person.event_id)] == [[person.id], [], [person.id]]


def test_cancelled_registration_needs_nothing(person):
    reply(person)
    with transaction() as session:
        cancel_registration(session, person.id)

    assert reviewed(person.event_id) == []


def test_replies_of_other_events_are_left_out(person, make_event, make_registration, clock):
    other = make_registration(make_event(title="Another"))
    clock.advance(timedelta(minutes=1))
    reply(person)
    reply(other)

    assert reviewed(other.event_id) == [other.id]


def test_replies_are_looked_at_for_two_weeks(person, clock):
    reply(person)
    clock.advance(timedelta(days=13, hours=23))
    assert reviewed(person.event_id) == [person.id]

    clock.advance(timedelta(hours=2))

    assert reviewed(person.event_id) == []


def test_replies_of_other_events_hide_none(
    person, make_event, make_registration, clock, monkeypatch
):
    monkeypatch.setattr(replies_to_review, "MOST_RECENT", 2)
    reply(person)
    other = make_event(title="Another")
    for number in range(3):
        clock.advance(timedelta(minutes=1))
        made = make_registration(other, email=f"{number}@example.com")
        reply(made, ReplyStatus.BOUNCED)

    assert reviewed(person.event_id) == [person.id]
    assert len(reviewed(other.id)) == 2
