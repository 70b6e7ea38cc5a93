"""Actions on many registrations: those ticked or all of a filter, by the press or by the worker."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.registrations.terms import APPROVAL
from tests.web.organiser.registrations.queueing import (
    cancel_registration,
    registration_topics,
    row,
    statuses,
)
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.history.stored_revisions import Revision
from webinars.events.models import EventRole
from webinars.events.roles import Role
from webinars.events.team.member_history import RoleScope
from webinars.events.team.membership import store_role
from webinars.outbox.message_state import mark_row_sent
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import queued
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import BulkAction
from webinars.registrations.organiser import bulk_action
from webinars.timezones import clock as clock_time


@pytest.fixture
def asked(invite):
    """Return the path of the registrations of an event with approval, and six requests."""
    _, path, people = invite("abcdef", capacity=20, terms=APPROVAL)
    return f"{path}/registrations", people


@pytest.fixture
def choose(desk):
    """Choose an action, and return the path of its confirmation."""

    def choose(path, action, **values):
        answer = desk(f"{path}/bulk-actions", action=action, **values)
        assert answer.status_code == 303, text_of(answer)
        return answer.location

    return choose


def ids(people):
    return [person.id for person in people]


def last_topics(people):
    return {registration_topics(person)[-1] for person in people}


def test_ticked_registrations_are_changed_after_confirmation(desk, signed_in, asked, choose):
    path, people = asked
    where = choose(path, "approve", who=ids(people[:3]))

    question, before = text_of(signed_in.get(where)), statuses(people)
    answer = desk(where, sends_emails="y")

    assert "Approve 3 requests?" in question
    assert all(f"{name} , {name}@example.org Awaiting approval" in question for name in "abc")
    assert before == ["awaiting_approval"] * 6
    assert answer.location == where
    assert statuses(people) == ["confirmed"] * 3 + ["awaiting_approval"] * 3
    assert last_topics(people[:3]) == {"registration.confirmed"}
    result = text_of(signed_in.get(where))
    assert "3 people were approved. They are notified by e-mail." in result
    assert "left as they are" not in result


def test_all_of_filter_are_changed_and_no_others(desk, signed_in, asked, choose, deliver):
    path, people = asked
    desk(f"{path}/decisions", do=f"approve-{people[0].id}")

    where = choose(path, "approve", all="1", q="@example.org", state="awaiting_approval")
    by_button = desk(f"{path}/decisions", do="refuse", all="1", q="c@").location

    assert "Approve 5 requests?" in text_of(signed_in.get(where))
    assert "Decline 1 request?" in text_of(signed_in.get(by_button))
    desk(by_button, sends_emails="y", note="All is full, {name}.")
    assert statuses(people) == [
        "confirmed", "awaiting_approval", "refused", *["awaiting_approval"] * 3,
    ]  # fmt: skip
    [mail] = [mail for mail in deliver() if "Declined" in mail.message["Subject"]]
    assert "All is full, c." in mail.message.get_body(("plain",)).get_content()


def test_nobody_is_said_to_be_notified_if_nobody_was_changed(desk, signed_in, asked, choose):
    path, people = asked
    where = choose(path, "refuse", who=ids(people[:1]))
    cancel_registration(people[0])

    desk(where, sends_emails="y")
    result = text_of(signed_in.get(where))

    assert "0 people were declined." in result
    assert "1 person was left" in result
    assert "notified" not in result


def test_whoever_changed_in_meantime_is_named_and_left(desk, signed_in, asked, choose):
    path, people = asked
    where = choose(path, "refuse", all="1")
    cancel_registration(people[1])
    with transaction() as session:
        erase_registrant(session, people[4].id)

    desk(where, sends_emails="y")
    result = text_of(signed_in.get(where))

    assert statuses(people) == [
        "refused",
        "cancelled",
        "refused",
        "refused",
        "cancelled",
        "refused",
    ]
    assert "4 people were declined." in result
    assert "2 people were left as they are" in result
    assert "b , b@example.org Cancelled" in result
    assert "Someone who deleted their data" in result
    assert "a@example.org" not in result


def test_ticked_person_whose_status_does_not_permit_action_is_named(desk, signed_in, asked, choose):
    path, people = asked
    desk(f"{path}/decisions", do="sure", who=[people[0].id])

    where = choose(path, "approve", who=ids(people[:2]))
    desk(where, sends_emails="y")

    assert statuses(people)[:2] == ["refused", "confirmed"], "approving restores nobody here"
    assert "a , a@example.org Declined" in text_of(signed_in.get(where))


def test_status_is_changed_without_email(desk, signed_in, asked, choose):
    path, people = asked

    def emails():
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(Message))

    before, results = emails(), []
    for action in ("refuse", "restore", "cancel"):
        where = choose(path, action, all="1")
        desk(where)
        assert "No e-mail was sent to them." in text_of(signed_in.get(where))
        results.append(set(statuses(people[:5])))
        if action == "refuse":
            desk(choose(path, "restore", who=[people[5].id]))
            desk(choose(path, "remove", who=[people[5].id]))
            results.append(set(statuses(people)))

    assert results == [{"refused"}, {"refused"}, {"confirmed"}, {"cancelled"}]
    assert emails() == before
    assert {row(person).ends_at for person in people} == {None}


def test_long_action_is_carried_out_by_worker_in_batches(
    desk, signed_in, asked, choose, deliver, monkeypatch, organiser
):
    monkeypatch.setattr(bulk_action, "BATCH", 2)
    path, people = asked
    where = choose(path, "approve", all="1")

    desk(where, sends_emails="y")
    pressed_again, begun = desk(where, sends_emails="y"), statuses(people)
    progress = text_of(signed_in.get(where))
    cancel_registration(people[3])
    deliver()

    assert pressed_again.location == where
    assert begun == ["awaiting_approval"] * 6
    assert "0 of 6 done" in progress
    assert statuses(people) == ["confirmed"] * 3 + ["cancelled"] + ["confirmed"] * 2
    result = text_of(signed_in.get(where))
    assert "5 people were approved." in result
    assert "d , d@example.org Cancelled" in result
    with transaction() as session:
        [stored] = session.scalars(select(BulkAction))
        assert (stored.position, stored.changed) == (6, 5)
        handled = session.scalars(select(Message).where(Message.topic == bulk_action.TOPIC)).all()
        assert len(handled) == 3
        by = session.scalars(
            select(Revision.organiser_id).where(Revision.subject == "registration")
        )
        assert list(by) == [organiser.id] * 5
        late = Message(payload={"bulk_action_id": stored.id, "position": 2})
        assert bulk_action.continue_action(session, late) == 0, "a message may be met twice"


def test_action_that_stopped_is_continued_once(
    desk, signed_in, asked, choose, deliver, monkeypatch
):
    monkeypatch.setattr(bulk_action, "BATCH", 4)
    path, people = asked
    where, other = (choose(path, name, all="1") for name in ("approve", "refuse"))
    desk(where, sends_emails="y")
    runs = text_of(signed_in.get(where))
    with transaction() as session:
        [message] = session.scalars(select(Message).where(Message.topic == bulk_action.TOPIC))
        message.state, message.reason = MessageState.FAILED, "KeyError"
    desk(other)  # another action of the event does not hide that this one stopped

    stopped = text_of(signed_in.get(where))
    for _ in range(2):
        desk(where)
    with transaction() as session:
        waiting = session.scalars(queued(Message.topic == bulk_action.TOPIC)).all()
        ids_waiting = [message.payload["bulk_action_id"] for message in waiting]
    continued = text_of(signed_in.get(where))
    deliver()

    assert "Continue" not in runs
    assert "0 of 6 done" in stopped
    assert "This stopped because of an error" in stopped
    assert sorted(ids_waiting) == [1, 2]
    assert "This takes a while" in continued
    assert "left as they are" in text_of(signed_in.get(where))
    assert statuses(people) == ["refused"] * 6


@pytest.mark.parametrize("ending", ["role", "access"])
def test_action_stops_when_the_role_of_its_author_ends(
    desk, signed_in, asked, choose, deliver, monkeypatch, organiser, ending
):
    monkeypatch.setattr(bulk_action, "BATCH", 2)
    path, people = asked
    with transaction() as session:
        helper = add_organiser(session, email="helper@example.org", timezone="UTC")
        session.flush()
        event_id, helper_id = people[0].event_id, helper.id
        store_role(session, RoleScope(event_id), helper, Role.REGISTRATIONS)
    where = choose(path, "approve", all="1")
    number = int(where.rpartition("/")[2])
    with transaction() as session:
        options = {"event_id": event_id, "bulk_action_id": number, "organiser_id": helper_id}
        bulk_action.start(session, sends_emails=True, **options)

    def next_batch():
        with transaction() as session:
            [message] = session.scalars(queued(Message.topic == bulk_action.TOPIC))
            bulk_action.continue_action(session, message)
            mark_row_sent(message)

    next_batch()
    assert statuses(people) == ["confirmed"] * 2 + ["awaiting_approval"] * 4
    with transaction() as session:
        if ending == "role":
            session.delete(session.get_one(EventRole, (event_id, helper_id)))
        else:
            session.get_one(Organiser, helper_id).disabled_at = clock_time.now()
    next_batch()

    assert statuses(people) == ["confirmed"] * 2 + ["awaiting_approval"] * 4
    stopped = text_of(signed_in.get(where))
    assert "2 of 6 done" in stopped
    assert "because the role of the person who started it has ended" in stopped

    desk(where)
    assert "This takes a while" in text_of(signed_in.get(where))
    deliver()
    assert statuses(people) == ["confirmed"] * 6
    with transaction() as session:
        by = session.scalars(
            select(Revision.organiser_id)
            .where(Revision.subject == "registration")
            .order_by(Revision.id)
        )
        assert list(by) == [helper_id] * 2 + [organiser.id] * 4


def test_label_of_choice_names_it(signed_in, asked):
    path, _ = asked

    page = signed_in.get(path).text

    assert re.findall(r'<label for="bulk-action">([^<]*)<', page) == ["Action for selected people:"]


def test_failure_leaves_no_batch_half_done(desk, asked, choose, monkeypatch):
    path, people = asked
    where, done = choose(path, "approve", all="1"), []

    def fails_at_third(session, **options):
        done.append(options)
        if len(done) == 3:
            raise RuntimeError("the database is gone")
        return approve(session, **options)

    approve = bulk_action.ACTIONS["approve"].act
    broken = bulk_action.Action(fails_at_third, bulk_action.ACTIONS["approve"].statuses)
    monkeypatch.setattr(bulk_action, "ACTIONS", {"approve": broken})
    answer = desk(where, sends_emails="y")

    assert answer.status_code == 500
    assert statuses(people) == ["awaiting_approval"] * 6


def test_person_who_cannot_be_changed_is_left_and_others_are_changed(
    desk, signed_in, asked, choose, monkeypatch
):
    path, people = asked
    where = choose(path, "approve", all="1")

    def refuses_third(session, **options):
        registration = approve(session, **options)
        if registration.id == people[2].id:
            raise ConflictError("no-pending-request")
        return registration

    approve = bulk_action.ACTIONS["approve"].act
    partial = bulk_action.Action(refuses_third, bulk_action.ACTIONS["approve"].statuses)
    monkeypatch.setattr(bulk_action, "ACTIONS", {"approve": partial})
    desk(where, sends_emails="y")

    assert statuses(people) == [
        "confirmed", "confirmed", "awaiting_approval", *["confirmed"] * 3,
    ]  # fmt: skip
    assert len(registration_topics(people[0])) == len(registration_topics(people[2])) + 1
    assert "c , c@example.org Awaiting approval" in text_of(signed_in.get(where))


def test_batch_takes_as_many_statements_for_more_people(desk, asked, choose):
    path, people = asked

    def sent(action, selected):
        where = choose(path, action, who=ids(selected))
        with statements() as seen:
            desk(where)
        # SQLAlchemy inserts them together on PostgreSQL only.
        return len([one for one in seen if not one.startswith("INSERT INTO revisions")])

    approved = [sent("approve", selected) for selected in (people[:1], people[1:])]
    cancelled = [sent("cancel", selected) for selected in (people[:1], people[1:])]

    assert approved[0] == approved[1]
    assert cancelled[0] == cancelled[1]


def test_waiting_people_are_not_promoted_by_cancelling_all(desk, invite, choose):
    _, path, people = invite("ab", capacity=1)

    desk(choose(f"{path}/registrations", "cancel", all="1"), sends_emails="y")

    assert statuses(people) == ["cancelled"] * 2
    assert registration_topics(people[1]) == ["registration.waiting", "registration.cancelled"]


def test_refused_choice_is_explained(desk, asked):
    path, _ = asked

    for values, sentence in (
        ({"action": "approve"}, "Select at least one person"),
        ({"action": "restore", "all": "1"}, "Nobody that matches has a status that permits this"),
        ({"action": "explode", "all": "1"}, "Choose one of these"),
        ({"action": "approve", "who": ["x"]}, "Choose one of these"),
    ):
        answer = desk(f"{path}/bulk-actions", **values)
        assert answer.status_code == 422
        assert sentence in text_of(answer)


def test_action_of_another_event_is_not_found(signed_in, asked, choose, make_event):
    path, people = asked
    where = choose(path, "approve", who=[people[0].id])

    other = re.sub(r"/events/\d+", f"/events/{make_event().id}", where)

    assert signed_in.get(other).status_code == 404


def test_query_count_does_not_depend_on_selection(signed_in, asked, choose):
    path, people = asked
    counted = []
    for selected in (people[:1], people):
        where = choose(path, "approve", who=ids(selected))
        signed_in.get(where)
        with statements() as seen:
            signed_in.get(where)
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_old_actions_are_purged(clock, desk, asked, choose):
    path, people = asked
    choose(path, "approve", who=[people[0].id])
    desk(choose(path, "refuse", who=[people[1].id]), sends_emails="y")
    desk(choose(path, "remove", who=[people[2].id]))
    with transaction() as session:
        stopped = session.scalars(select(BulkAction).where(BulkAction.name == "remove")).one()
        stopped.is_stopped, stopped.finished_at = True, None

    def left_after(wait):
        clock.stop(clock.now() + wait + timedelta(minutes=1))
        with transaction() as session:
            bulk_action.purge_bulk_actions(session)
            return [stored.name for stored in session.scalars(select(BulkAction))]

    assert left_after(bulk_action.UNCONFIRMED_FOR) == ["refuse", "remove"]
    assert left_after(bulk_action.KEPT_FOR) == []
