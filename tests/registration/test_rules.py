from datetime import UTC, date, datetime, timedelta

import pytest

from webinars.registration import rules
from webinars.registration.rules import Room, Status

START = datetime(2027, 7, 16, 13, tzinfo=UTC)
END = START + timedelta(minutes=90)


def test_a_newcomer_gets_a_place_while_one_is_free():
    assert rules.status_for_newcomer(2, held=1, waiting=0) is Status.CONFIRMED


def test_a_newcomer_waits_when_all_places_are_held():
    assert rules.status_for_newcomer(2, held=2, waiting=0) is Status.WAITING


def test_a_newcomer_queues_behind_people_already_waiting():
    assert rules.status_for_newcomer(2, held=1, waiting=1) is Status.WAITING


def test_an_event_without_a_limit_has_a_place_for_everybody():
    assert rules.status_for_newcomer(None, held=100_000, waiting=3) is Status.CONFIRMED


@pytest.mark.parametrize(
    ("capacity", "held", "waiting", "free"),
    [(5, 3, 1, 1), (5, 3, 9, 2), (5, 5, 9, 0), (5, 7, 9, 0), (None, 5, 9, 9)],
)
def test_freed_places_go_to_as_many_as_wait_and_no_more(capacity, held, waiting, free):
    assert rules.free_places(capacity, held=held, waiting=waiting) == free


@pytest.mark.parametrize(
    ("now", "room"),
    [
        (START - timedelta(minutes=15, seconds=1), Room.EARLY),
        (START - timedelta(minutes=15), Room.OPEN),
        (END, Room.OPEN),
        (END + timedelta(minutes=59), Room.OPEN),
        (END + timedelta(hours=1), Room.OVER),
    ],
)
def test_the_room_opens_a_quarter_of_an_hour_before_and_stays_an_hour_after(now, room):
    assert rules.room_at(START, END, now) is room


def test_what_happens_before_six_in_the_evening_is_told_the_same_day():
    assert rules.digest_day(datetime(2026, 11, 25, 16, 59, tzinfo=UTC), "Europe/Zurich") == date(
        2026, 11, 25
    )


def test_what_happens_after_six_in_the_evening_is_told_the_next_day():
    assert rules.digest_day(datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "Europe/Zurich") == date(
        2026, 11, 26
    )


def test_the_daily_letter_leaves_at_six_also_on_the_day_the_clocks_change():
    assert rules.digest_at(date(2026, 10, 25), "Europe/Zurich") == datetime(
        2026, 10, 25, 17, tzinfo=UTC
    )


def test_a_proof_of_one_address_proves_no_other_and_none_twice():
    numbers = {
        rules.address_number(address, generation)
        for address in ("a@example.org", "b@example.org")
        for generation in (1, 2)
    }

    assert len(numbers) == 4
