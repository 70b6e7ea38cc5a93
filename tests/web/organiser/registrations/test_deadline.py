"""Extend the deadline of an offer and of an unverified registration."""

import csv
import io

import pytest

from tests.web.organiser.registrations.queueing import HOUR, cancel_registration, row, statuses
from tests.web.pages import text_of
from webinars.database import transaction
from webinars.registrations.waiting_list import offers
from webinars.timezones import clock as the_clock


@pytest.fixture
def offered(invite):
    """Return an event whose only place is offered until Friday, 10:00 in Geneva."""
    event, path, people = invite("pa")
    cancel_registration(people[0])
    return event, f"{path}/registrations/{people[1].id}/deadline", people[1]


def test_table_shows_deadline_and_links_to_its_form(signed_in, offered):
    _, path, registration = offered

    answer = signed_in.get(path.rpartition(f"/{registration.id}/")[0])

    assert "Place offered accept by 27 November 2026, 10:00" in text_of(answer)
    assert f'href="{path}"' in answer.text


def test_proposed_deadline_is_one_day_later_in_event_zone(signed_in, offered):
    _, path, registration = offered

    page = signed_in.get(path)

    assert "The place is offered until 27 November 2026, 10:00 (Geneva time)." in text_of(page)
    assert 'value="2026-11-28"' in page.text
    assert 'value="10:00"' in page.text
    assert row(registration).ends_at == the_clock.now() + 48 * HOUR


def test_extended_deadline_is_emailed(desk, signed_in, offered, deliver):
    _, path, registration = offered
    deliver()

    answer = desk(path, on="2026-11-29", at="18.30")

    assert "The deadline was extended" in text_of(signed_in.get(answer.location))
    (mail,) = [item for item in deliver() if "a@example.org" in str(item.message["To"])]
    assert "Sunday 29 November, 20:30 your time, Nairobi" in mail.text
    the_clock.advance(72 * HOUR)
    deliver()
    assert statuses([registration]) == ["offered"]
    the_clock.advance(48 * HOUR)
    deliver()
    assert statuses([registration]) == ["cancelled"]


def test_form_without_date_and_time_shows_errors(desk, offered):
    _, path, _ = offered

    assert desk(path).status_code == 422


@pytest.mark.parametrize(
    ("on", "at", "word"),
    [
        ("2026-11-27", "10:00", "must be later than the current one"),
        ("2027-07-16", "15:01", "not after the start"),
        ("2027-03-28", "02:30", "Clocks go forward at that time"),
        ("tomorrow", "10:00", "Enter a date as year, month and day"),
        ("2026-11-28", "noon", "Enter a time in 24-hour format"),
        ("", "", "Enter a date as year, month and day"),
    ],
)  # fmt: skip
def test_invalid_deadline_shows_error_at_its_field(desk, offered, on, at, word):
    _, path, registration = offered

    answer = desk(path, on=on, at=at)

    assert answer.status_code == 422
    assert word in answer.text
    assert row(registration).ends_at == the_clock.now() + 48 * HOUR


def test_deadline_of_verification_is_extended(desk, signed_in, invite):
    _, path, people = invite("a", terms={"verification_hours": 24})
    where = f"{path}/registrations"
    page = text_of(signed_in.get(where))

    desk(f"{where}/{people[0].id}/deadline", on="2026-12-01", at="09:00")

    assert "e-mail must be confirmed by 26 November 2026, 10:00" in page
    assert row(people[0]).ends_at == the_clock.now() + 143 * HOUR
    assert statuses(people) == ["confirmed"]


def test_accepted_offer_has_no_deadline_to_extend(desk, signed_in, offered):
    _, path, registration = offered
    with transaction() as session:
        offers.accept_offer(session, registration.id)

    answer = desk(path, on="2026-11-28", at="10:00")

    assert answer.status_code == 409
    assert "There is no deadline to extend for this person" in answer.text
    assert signed_in.get(path).status_code == 303


def test_expired_offer_shows_reason_in_table_and_csv(signed_in, offered, deliver):
    _, path, registration = offered
    the_clock.advance(48 * HOUR)
    deliver()
    where = path.rpartition(f"/{registration.id}/")[0]

    # The session has grown old meanwhile.
    the_clock.advance(-47 * HOUR)
    table = csv.reader(io.StringIO(signed_in.get(f"{where}.csv").text.removeprefix("\ufeff")))

    assert [line[3] for line in table] == ["Status", "Cancelled", "Offer expired"]
    assert "Offer expired" in text_of(signed_in.get(where))
