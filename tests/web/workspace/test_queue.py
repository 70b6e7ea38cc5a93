"""What an organiser does about those who ask, wait or are offered a place: the table, the waiting list, more time."""

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.registration.terms import APPROVAL, AT_ONCE, BY_HAND
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.events.models import Event, RegistrationKind
from webinars.outbox.models import Message
from webinars.registration import actions, queries
from webinars.registration.models import Registration, Status
from webinars.timekeeping import clock as the_clock

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(signed_in):
    """Give an action that sends a form of the workspace with the token of the page."""
    token = token_of(signed_in.get("/links"))

    def send(path, **said):
        return signed_in.post(path, data={"csrf_token": token, **said})

    return send


@pytest.fixture
def invite(make_event, make_registration):
    """Give a builder of an event and people at it, in the order in which they came."""

    def invite(names, *, capacity=1, terms=None):
        event = make_event(capacity=capacity, terms=terms)
        people = [make_registration(event, email=f"{n}@example.org", name=n) for n in names]
        return event, f"/organise/events/{event.id}", people

    return invite


def stands(people):
    db.session.rollback()
    return [db.session.get_one(Registration, each.id).status.value for each in people]


def row(place):
    db.session.rollback()
    return db.session.get_one(Registration, place.id)


def order(event):
    db.session.rollback()
    numbers = [number for number, _ in queries.queue(db.session(), event.id)]
    return "".join(db.session.get_one(Registration, number).name for number in numbers)


def told(place):
    db.session.rollback()
    found = db.session.query(Message).filter_by(registration_id=place.id).order_by(Message.id)
    return [each.topic for each in found if each.topic.startswith("registration.")]


def give_back(place):
    with transaction() as session:
        actions.give_back(session, place.id)


class TestDeciding:
    """Those who ask for a place."""

    @pytest.fixture
    def asked(self, invite):
        """Give an event of two places that asks for approval, with two who ask and one who waits."""
        return invite("abc", capacity=2, terms=APPROVAL)

    def test_the_table_says_who_asks_and_how_many_places_that_holds(self, signed_in, asked):
        _, path, _ = asked

        page = text_of(signed_in.get(f"{path}/registrations"))

        assert "2 of 2 places taken none left" in page
        assert "2 of them are kept for people who ask. Decide" in page
        assert "1 person waits for a place. Waiting list" in page
        assert page.count("Asks for a place since") == 2

    def test_one_is_approved_by_the_button_beside_the_name(self, desk, signed_in, asked):
        _, path, people = asked

        answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[1].id}")

        assert stands(people) == ["awaiting_approval", "confirmed", "waiting"]
        assert told(people[1])[-1] == "registration.confirmed"
        page = text_of(signed_in.get(answer.location))
        assert "1 person has a place now, and is told by mail." in page

    def test_several_are_approved_at_once_and_the_filter_stays_while_somebody_is_left(
        self, desk, invite, signed_in
    ):
        _, path, people = invite("abc", capacity=3, terms=APPROVAL)
        ticked = [people[0].id, people[2].id]

        answer = desk(
            f"{path}/registrations/decisions", do="approve", who=ticked, state="awaiting_approval"
        )

        assert stands(people) == ["confirmed", "awaiting_approval", "confirmed"]
        assert "state=awaiting_approval" in answer.location
        assert "2 people have a place now" in text_of(signed_in.get(answer.location))
        last = desk(
            f"{path}/registrations/decisions",
            do=f"approve-{people[1].id}",
            state="awaiting_approval",
        )
        assert "state=" not in last.location

    def test_a_no_is_asked_once_more_and_then_done(self, desk, signed_in, asked):
        _, path, people = asked
        at = f"{path}/registrations/decisions"

        asking = text_of(desk(at, do="refuse", who=[people[0].id]))
        before = stands(people)
        answer = desk(at, do="sure", who=[people[0].id])

        assert "Refuse this person? a , Legal Aid Network a@example.org" in asking
        assert before == ["awaiting_approval", "awaiting_approval", "waiting"]
        assert stands(people) == ["refused", "awaiting_approval", "awaiting_approval"]
        assert told(people[0])[-1] == "registration.refused"
        assert "1 person is refused, and told by mail." in text_of(signed_in.get(answer.location))

    def test_a_no_is_taken_back_while_a_place_is_free(self, desk, signed_in, invite):
        _, path, people = invite("ab", capacity=2, terms=APPROVAL)
        at = f"{path}/registrations/decisions"
        desk(at, do="sure", who=[people[0].id])
        page = text_of(signed_in.get(f"{path}/registrations"))

        desk(at, do=f"approve-{people[0].id}")

        assert "1 person was refused." in page
        assert "Approve after all" in page
        assert stands(people) == ["confirmed", "awaiting_approval"]

    def test_a_no_cannot_be_taken_back_when_somebody_else_has_the_place(self, desk, asked):
        _, path, people = asked
        at = f"{path}/registrations/decisions"
        desk(at, do="sure", who=[people[0].id])

        answer = desk(at, do=f"approve-{people[0].id}")

        assert answer.status_code == 409
        assert "No place is free." in answer.text
        assert "Asks for a place" in answer.text  # on the page itself
        assert stands(people)[0] == "refused"

    def test_what_changed_meanwhile_is_left_and_told(self, desk, signed_in, asked):
        _, path, people = asked
        give_back(people[0])

        answer = desk(
            f"{path}/registrations/decisions", do="approve", who=[people[0].id, people[1].id]
        )

        assert stands(people) == ["cancelled", "confirmed", "awaiting_approval"]
        page = text_of(signed_in.get(answer.location))
        assert "1 person has a place now" in page
        assert "1 had changed meanwhile and stays as it is." in page

    def test_when_nothing_is_left_to_decide_the_page_says_so(self, desk, asked):
        _, path, people = asked
        give_back(people[0])

        answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

        assert answer.status_code == 409
        assert "nothing to decide about this person any more" in answer.text

    @pytest.mark.parametrize(
        ("said", "word"),
        [
            ({"do": "approve"}, "Tick somebody first"),
            ({"do": "refuse"}, "Tick somebody first"),
            ({"do": "promote-1"}, "Choose one of these"),
            ({}, "Choose one of these"),
            ({"do": "approve", "who": ["x"]}, "Choose one of these"),
            ({"do": "approve", "who": [str(number) for number in range(1, 60)]}, "Choose one"),
        ],
    )
    def test_what_makes_no_sense_changes_nothing(self, desk, asked, said, word):
        _, path, people = asked

        answer = desk(f"{path}/registrations/decisions", **said)

        assert answer.status_code == 422
        assert word in answer.text
        assert stands(people) == ["awaiting_approval", "awaiting_approval", "waiting"]

    @pytest.mark.parametrize("do", ["approve", "refuse", "sure"])
    def test_one_of_another_event_is_none_and_nobody_else_is_decided_on(
        self, desk, asked, invite, do
    ):
        _, path, people = asked
        _, _, others = invite("x", terms=APPROVAL)

        answer = desk(f"{path}/registrations/decisions", do=do, who=[people[0].id, others[0].id])

        assert answer.status_code == 404
        assert stands(people + others)[0] == "awaiting_approval"
        assert stands(others) == ["awaiting_approval"]

    def test_without_the_token_nothing_is_decided(self, signed_in, asked):
        _, path, people = asked

        answer = signed_in.post(
            f"{path}/registrations/decisions", data={"do": f"approve-{people[0].id}"}
        )

        assert answer.status_code == 400
        assert stands(people)[0] == "awaiting_approval"

    def test_nothing_can_be_decided_once_the_event_is_off(self, signed_in, desk, asked, cancel):
        event, path, people = asked
        cancel(event)

        page = signed_in.get(f"{path}/registrations").text
        answer = desk(f"{path}/registrations/decisions", do=f"approve-{people[0].id}")

        assert "Approve" not in page
        assert answer.status_code == 409
        assert "This event is over." in answer.text


class TestOrder:
    """The waiting list."""

    @pytest.fixture
    def queue(self, invite):
        """Give an event of one place for which four wait."""
        return invite("pabcd")

    def test_it_stands_in_its_order_with_what_happens_by_itself(self, signed_in, queue):
        _, path, _ = queue

        page = text_of(signed_in.get(f"{path}/waiting-list"))

        assert "4 people wait." in page
        assert "is offered to the first for whom it fits" in page
        assert "No place is free at the moment." in page
        assert re.findall(r"(\d) (\w) \w@example", page) == [
            ("1", "a"),
            ("2", "b"),
            ("3", "c"),
            ("4", "d"),
        ]
        assert "Offer a place" not in page

    @pytest.mark.parametrize(
        ("who", "to", "after"),
        [(2, "up", "bacd"), (2, "down", "acbd"), (4, "first", "dabc"), (1, "up", "abcd"), (4, "down", "abcd")],
    )  # fmt: skip
    def test_buttons_change_the_order_and_nobody_is_told(
        self, desk, signed_in, queue, who, to, after
    ):
        event, path, people = queue
        before = told(people[who])

        answer = desk(f"{path}/waiting-list/{people[who].id}/position", to=to)

        assert order(event) == after
        assert answer.status_code == 303
        assert "The order is changed. Nobody is told." in text_of(signed_in.get(answer.location))
        assert told(people[who]) == before

    def test_the_place_goes_by_the_order_as_it_was_changed(self, desk, queue):
        _, path, people = queue
        desk(f"{path}/waiting-list/{people[3].id}/position", to="first")

        give_back(people[0])

        assert stands(people) == ["cancelled", "waiting", "waiting", "offered", "waiting"]

    @pytest.mark.parametrize("to", ["", "top", "up down"])
    def test_a_move_that_makes_no_sense_is_refused(self, desk, queue, to):
        event, path, people = queue

        assert desk(f"{path}/waiting-list/{people[1].id}/position", to=to).status_code == 422
        assert order(event) == "abcd"

    def test_who_does_not_wait_any_more_is_not_moved(self, desk, queue):
        _, path, people = queue
        give_back(people[2])

        answer = desk(f"{path}/waiting-list/{people[2].id}/position", to="up")

        assert answer.status_code == 409
        assert "This person does not wait any more." in answer.text

    def test_a_place_is_offered_out_of_turn_by_hand(self, desk, signed_in, invite):
        _, path, people = invite("pab", terms=BY_HAND)
        give_back(people[0])
        waiting = stands(people)
        page = text_of(signed_in.get(f"{path}/waiting-list"))

        answer = desk(f"{path}/registrations/{people[2].id}/offer")

        assert waiting == ["cancelled", "waiting", "waiting"]
        assert "1 place of the event is free." in page
        assert page.count("Offer a place") == 2
        assert stands(people) == ["cancelled", "waiting", "offered"]
        assert told(people[2])[-1] == "registration.offered"
        after = text_of(signed_in.get(answer.location))
        assert "The place is offered. A mail says until when." in after
        assert "Offer a place" not in after

    def test_no_place_is_offered_where_none_is_free(self, desk, queue):
        _, path, people = queue

        answer = desk(f"{path}/registrations/{people[1].id}/offer")

        assert answer.status_code == 409
        assert "No place is free." in answer.text
        assert stands(people)[1] == "waiting"

    def test_only_whom_a_kind_with_room_fits_can_be_offered_one(
        self, signed_in, make_event, make_registration
    ):
        event = make_event(terms={"has_kinds": True, **BY_HAND})
        with transaction() as session:
            kinds = [
                RegistrationKind(event_id=event.id, position=at, name=name, capacity=1)
                for at, name in enumerate(("In person", "Online"))
            ]
            session.add_all(kinds)
            session.flush()
            here, online = (each.id for each in kinds)
        people = [
            make_registration(event, email=f"{number}@example.org", name=name, kind_id=kind)
            for number, (name, kind) in enumerate(
                (("p", here), ("q", online), ("a", here), ("b", online))
            )
        ]
        give_back(people[1])

        page = text_of(signed_in.get(f"/organise/events/{event.id}/waiting-list"))

        assert re.findall(r"Offer a place (\w)", page) == ["b"]
        assert "a · In person" in page

    def test_a_long_list_goes_by_pages_and_takes_no_more_statements(
        self, signed_in, invite, make_registration
    ):
        event, path, _ = invite("pa")

        def asked(query=""):
            with statements() as seen:
                page = text_of(signed_in.get(f"{path}/waiting-list{query}"))
            return page, [each for each in seen if each.startswith("SELECT")]

        few = asked()[1]
        for number in range(60):
            make_registration(event, email=f"w{number}@example.org", name=f"w{number}")
        page, many = asked()
        second, _ = asked("?from=51")

        assert len(many) == len(few) <= 5
        assert "61 people wait." in page
        assert ("50 w48" in page, "51 w49" in page) == (True, False)
        assert ("50 w48" in second, "51 w49" in second, "61 w59" in second) == (False, True, True)

    @pytest.mark.parametrize("said", ["x", "-1", "0", "99999999999", "²", "500"])
    def test_a_page_that_is_none_is_harmless(self, signed_in, queue, said):
        _, path, _ = queue

        assert signed_in.get(f"{path}/waiting-list?from={said}").status_code == 200

    def test_nobody_can_be_moved_or_offered_once_the_event_is_off(self, signed_in, queue, cancel):
        event, path, _ = queue
        cancel(event)

        page = signed_in.get(f"{path}/waiting-list").text

        assert "/position" not in page
        assert "/offer" not in page

    @pytest.mark.parametrize("tail", ["waiting-list/{}/position", "registrations/{}/offer"])
    def test_one_of_another_event_is_none(self, desk, signed_in, queue, invite, tail):
        _, path, people = queue
        _, _, others = invite("xy")

        for number in (others[1].id, 4711):
            assert desk(f"{path}/{tail.format(number)}", to="up").status_code == 404
        assert signed_in.post(f"{path}/{tail.format(people[1].id)}").status_code == 400


class TestMoreTime:
    """Ends that are put off."""

    @pytest.fixture
    def offered(self, invite):
        """Give an event whose one place is offered until Friday, 10:00 in Geneva."""
        event, path, people = invite("pa")
        give_back(people[0])
        return event, f"{path}/registrations/{people[1].id}/deadline", people[1]

    def test_the_table_says_until_when_and_leads_there(self, signed_in, offered):
        _, path, place = offered

        answer = signed_in.get(path.rpartition(f"/{place.id}/")[0])

        assert "Is offered a place until 27 November 2026, 10:00" in text_of(answer)
        assert f'href="{path}"' in answer.text

    def test_a_day_more_is_proposed_by_the_events_clocks(self, signed_in, offered):
        _, path, place = offered

        page = signed_in.get(path)

        assert "The place is offered until 27 November 2026, 10:00, time in Geneva." in text_of(
            page
        )
        assert 'value="2026-11-28"' in page.text
        assert 'value="10:00"' in page.text
        assert row(place).ends_at == the_clock.now() + 48 * HOUR

    def test_more_time_is_given_and_the_person_hears_of_it(self, desk, signed_in, offered, deliver):
        _, path, place = offered
        deliver()

        answer = desk(path, on="2026-11-29", at="18.30")

        assert "They have more time" in text_of(signed_in.get(answer.location))
        (mail,) = [each for each in deliver() if "a@example.org" in str(each.message["To"])]
        assert "Sunday 29 November, 20:30 your time, Nairobi" in mail.text
        the_clock.advance(72 * HOUR)
        deliver()
        assert stands([place]) == ["offered"]
        the_clock.advance(48 * HOUR)
        deliver()
        assert stands([place]) == ["cancelled"]

    @pytest.mark.parametrize(
        ("on", "at", "word"),
        [
            ("2026-11-27", "10:00", "must be later than the present one"),
            ("2027-07-16", "15:01", "not after the start"),
            ("2027-03-28", "02:30", "Clocks are put forward then"),
            ("tomorrow", "10:00", "Write a date as year, month and day"),
            ("2026-11-28", "noon", "Write a time of 24 hours"),
            ("", "", "Write a date as year, month and day"),
        ],
    )  # fmt: skip
    def test_a_time_that_cannot_be_is_said_at_the_field(self, desk, offered, on, at, word):
        _, path, place = offered

        answer = desk(path, on=on, at=at)

        assert answer.status_code == 422
        assert word in answer.text
        assert row(place).ends_at == the_clock.now() + 48 * HOUR

    def test_a_place_that_is_to_be_confirmed_gets_more_time_too(self, desk, signed_in, invite):
        _, path, people = invite("a", terms={"proof_hours": 24})
        where = f"{path}/registrations"
        page = text_of(signed_in.get(where))

        desk(f"{where}/{people[0].id}/deadline", on="2026-12-01", at="09:00")

        assert "to be confirmed until 26 November 2026, 10:00" in page
        assert row(people[0]).ends_at == the_clock.now() + 143 * HOUR
        assert stands(people) == ["confirmed"]

    def test_what_was_taken_meanwhile_has_no_end(self, desk, signed_in, offered):
        _, path, place = offered
        with transaction() as session:
            actions.line.accept(session, place.id)

        answer = desk(path, on="2026-11-28", at="10:00")

        assert answer.status_code == 409
        assert "nothing of this person ends by itself" in answer.text
        assert signed_in.get(path).status_code == 303

    def test_an_offer_that_ended_says_why_in_the_table_and_the_file(
        self, signed_in, offered, deliver
    ):
        _, path, place = offered
        the_clock.advance(48 * HOUR)
        deliver()
        where = path.rpartition(f"/{place.id}/")[0]

        # The session has grown old meanwhile.
        the_clock.advance(-47 * HOUR)
        table = csv.reader(io.StringIO(signed_in.get(f"{where}.csv").text.removeprefix("\ufeff")))

        assert [line[3] for line in table] == ["State", "Given back", "Offer not taken"]
        assert "Offer not taken" in text_of(signed_in.get(where))


def test_the_table_and_the_file_name_the_kind(signed_in, make_event, make_registration):
    event = make_event(terms={"has_kinds": True, **AT_ONCE})
    with transaction() as session:
        kind = RegistrationKind(event_id=event.id, position=0, name="Observers")
        session.add(kind)
        session.flush()
        kind_id = kind.id
    make_registration(event, kind_id=kind_id)
    where = f"/organise/events/{event.id}/registrations"

    table = csv.reader(io.StringIO(signed_in.get(f"{where}.csv").text.removeprefix("\ufeff")))

    assert [line[3:5] for line in table] == [["State", "Kind"], ["Has a place", "Observers"]]
    assert "Has a place Observers since" in text_of(signed_in.get(where))
    assert db.session.get_one(Event, event.id).has_kinds
    assert stands([db.session.query(Registration).one()]) == [Status.CONFIRMED]
