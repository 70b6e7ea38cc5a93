"""Filters of recipients: type, attendance, presence, answers, calendar replies, chosen people. On both databases."""

from datetime import timedelta

import pytest

from tests.postgres import on_both_databases
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_messages.recipients import (
    NO_TYPE,
    Answered,
    Attended,
    Audience,
    CalendarReply,
    count_recipients,
    recipient_condition,
    registrations_of,
)
from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event, RegistrationType
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.replies.models import Reply
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock

ONLINE, IN_PERSON = AttendanceMode.ONLINE, AttendanceMode.IN_PERSON


@pytest.fixture
def ids(people):
    return [person.id for person in people]


@pytest.fixture
def names(event):
    """Return a function that returns the names of those who match a filter."""

    def names(**fields):
        db.session.rollback()
        condition = recipient_condition(db.session(), event.id, Audience(**fields))
        rows = db.session.query(Registration.name).where(condition).order_by(Registration.id)
        return [name for (name,) in rows]

    return names


@pytest.fixture
def types(event, ids):
    """Give Ana a type for online and Bo one for in person; Cleo has none."""
    with transaction() as session:
        made = [
            RegistrationType(event_id=event.id, position=n, name=mode, attendance_mode=mode)
            for n, mode in enumerate((ONLINE, IN_PERSON))
        ]
        session.add_all(made)
        session.flush()
        for registration_id, one in zip(ids, made, strict=False):
            session.get_one(Registration, registration_id).registration_type_id = one.id
        session.get_one(Event, event.id).has_registration_types = True
        return [one.id for one in made]


@on_both_databases
def test_registration_types(types, names):
    assert names(registration_type_ids=(types[0],)) == ["Ana"]
    assert names(registration_type_ids=(types[1], NO_TYPE)) == ["Bo", "Cleo"]
    assert names() == ["Ana", "Bo", "Cleo"]


@on_both_databases
@pytest.mark.parametrize(
    ("held", "online", "in_person"),
    [
        (Format.HYBRID, ["Ana", "Cleo"], ["Bo", "Cleo"]),
        (Format.ONLINE, ["Ana", "Bo", "Cleo"], []),
        (Format.IN_PERSON, [], ["Ana", "Bo", "Cleo"]),
    ],
)
def test_attendance(event, types, names, held, online, in_person):
    with transaction() as session:
        session.get_one(Event, event.id).format = held

    assert names(attendance=ONLINE) == online
    assert names(attendance=IN_PERSON) == in_person


@on_both_databases
def test_presence(ids, names):
    with transaction() as session:
        session.get_one(Registration, ids[1]).attended_at = clock.now()

    assert names(attended=Attended.YES) == ["Bo"]
    assert names(attended=Attended.NO) == ["Ana", "Cleo"]


@on_both_databases
def test_missing_answers(event, ids, types, names):
    with transaction() as session:
        common = {"event_id": event.id, "question_type": QuestionType.TEXT, "required": True}
        of_all = Question(position=1, label="Why?", **common)
        of_type = Question(position=2, label="Where?", registration_type_ids=[types[1]], **common)
        optional = Question(position=3, label="More?", **{**common, "required": False})
        session.add_all([of_all, of_type, optional])
        session.flush()
        for registration_id, value in (
            (ids[0], {"text": "a"}),
            (ids[1], {"text": "b"}),
            (ids[2], {}),
        ):
            session.add(
                Answer(
                    registration_id=registration_id,
                    question_id=of_all.id,
                    value=value,
                    answered_at=clock.now(),
                )
            )

    # Bo has not answered the question of his type, Cleo has cleared her answer.
    assert names(answered=Answered.MISSING) == ["Bo", "Cleo"]
    assert names(answered=Answered.ALL) == ["Ana"]


@on_both_databases
def test_questions_of_a_type_are_not_asked_of_those_without_one(event, ids, types, names):
    with transaction() as session:
        session.add(
            Question(
                event_id=event.id,
                question_type=QuestionType.TEXT,
                required=True,
                position=1,
                label="Where?",
                registration_type_ids=[types[1]],
            )
        )

    assert names(answered=Answered.MISSING) == ["Bo"]
    assert names(answered=Answered.ALL) == ["Ana", "Cleo"]


@on_both_databases
def test_newest_calendar_reply_counts(ids, names):
    replies = (
        (ids[0], ReplyStatus.TENTATIVE, Verdict.TAKEN),
        (ids[0], ReplyStatus.ACCEPTED, Verdict.TAKEN),
        (ids[1], ReplyStatus.TENTATIVE, Verdict.TAKEN),
        (ids[1], ReplyStatus.ACCEPTED, Verdict.STRANGER),
        (ids[2], ReplyStatus.BOUNCED, Verdict.TAKEN),
    )
    with transaction() as session:
        for number, (registration_id, status, verdict) in enumerate(replies):
            session.add(
                Reply(
                    registration_id=registration_id,
                    key=str(number),
                    status=status,
                    verdict=verdict,
                    sequence=0,
                    dtstamp=clock.now(),
                    received_at=clock.now() + timedelta(minutes=number),
                )
            )
            session.flush()

    assert names(reply=CalendarReply.ACCEPTED) == ["Ana"]
    assert names(reply=CalendarReply.TENTATIVE) == ["Bo"]
    assert names(reply=CalendarReply.NONE) == ["Cleo"]


@on_both_databases
def test_chosen_people(event, ids, names):
    chosen = registrations_of(db.session(), event.id, ["BO@example.org", "ana@example.org"])

    assert names(registration_ids=chosen) == ["Ana", "Bo"]
    with pytest.raises(InvalidInputError, match=r"not-registered .*who@example.org"):
        registrations_of(db.session(), event.id, ["ana@example.org", "who@example.org"])


def test_filter_is_stored_and_read(ids):
    audience = Audience(
        registration_type_ids=(1, NO_TYPE),
        attendance=ONLINE,
        attended=Attended.NO,
        answered=Answered.MISSING,
        reply=CalendarReply.NONE,
        registration_ids=(3,),
    )

    assert Audience.from_stored(audience.stored()) == audience
    assert Audience().stored() == {"statuses": ["confirmed"]}


@on_both_databases
def test_count_takes_as_many_statements_for_more_people(event, ids, make_registration):
    audience, counted = Audience(answered=Answered.ALL, attendance=ONLINE), []
    for name in ("Dora", "Eve"):
        make_registration(event, name=name, email=f"{name}@example.org")
        db.session.rollback()
        with statements() as seen:
            count_recipients(db.session(), event.id, audience)
        counted.append(len(seen))

    assert counted[0] == counted[1] <= 5


@on_both_databases
def test_message_reaches_only_those_who_match_when_it_leaves(
    event, ids, write_message, send_message, deliver
):
    number = write_message(audience=Audience(attended=Attended.YES))
    with transaction() as session:
        session.get_one(Registration, ids[1]).attended_at = clock.now()
    send_message(number)

    assert [mail.message["To"] for mail in deliver()] == ["Bo <bo@example.org>"]
