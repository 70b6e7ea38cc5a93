"""Home shows the next events with their places, and links within the roles of the account."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.web.pages import at, text_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.events.models import EventRole
from webinars.events.roles import Role
from webinars.i18n import translator_for
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock as wall_clock
from webinars.timezones.schedule import Days, Month
from webinars.web.organiser.home.next_events import starts_text


def titles(page):
    return re.findall(r"<h3><a [^>]*><bdi>(.*?)</bdi></a></h3>", page.text)


def starts(page):
    return re.findall(r'<p class="starts">(?:<b>(.*?)</b>)?</p>', page.text)


def set_status(registration, status):
    with transaction() as session:
        session.get_one(Registration, registration.id).status = status


def test_next_events_are_those_that_take_place_soonest_first(signed_in, make_event, cancel, clock):
    cancel(make_event(title="Off", when=at(2026, 12, 3, 15)))
    make_event(title="Draft", publish=False, when=at(2026, 12, 3, 15))
    for day in range(9, 1, -1):
        make_event(title=f"Day {day}", when=at(2026, 12, day, 15))

    assert titles(signed_in.get("/organise")) == [f"Day {day}" for day in range(2, 8)]


def test_time_until_the_start_is_in_words(signed_in, make_event, clock):
    for when in (
        at(2026, 11, 25, 9, 30),
        at(2026, 11, 25, 16),
        at(2026, 11, 26, 20),
        at(2026, 12, 5, 9),
        at(2027, 4, 25, 9),
        Month(2027, 6, "Europe/Zurich"),
    ):
        make_event(when=when)

    assert starts(signed_in.get("/organise")) == [
        "now",
        "in 6 hours",
        "tomorrow",
        "in 10 days",
        "in 5 months",
        "",
    ]


@pytest.mark.parametrize(
    ("now", "when", "text"),
    [
        # A day of 25 hours, from 00:10 to 23:50.
        (datetime(2026, 10, 24, 22, 10, tzinfo=UTC), at(2026, 10, 25, 23, 50), "in 25 hours"),
        (datetime(2026, 12, 2, 23, 30, tzinfo=UTC), at(2026, 12, 3, 22), "in 22 hours"),
        (datetime(2026, 12, 2, 22, 50, tzinfo=UTC), at(2026, 12, 3, 0, 10), "in 20 minutes"),
        (datetime(2026, 12, 2, 15, tzinfo=UTC), at(2026, 12, 3, 0, 10), "tomorrow"),
    ],
)
def test_hours_are_given_within_a_day(make_event, clock, now, when, text):
    clock.stop(datetime(2026, 10, 1, tzinfo=UTC))
    event = make_event(when=when)

    assert starts_text(event, now, "Europe/Zurich", translator_for("en")) == text


def test_day_of_the_start_is_that_of_the_reader(signed_in, make_event, clock):
    make_event(when=at(2026, 11, 25, 22, zone="America/New_York"))  # 4:00 on the 26th in Zurich

    assert starts(signed_in.get("/organise")) == ["tomorrow"]


def test_whole_days_are_counted_by_their_dates(signed_in, make_event, clock):
    for first, last in (
        ("11-24", "11-26"),
        ("11-25", "11-25"),
        ("11-26", "11-26"),
        ("12-04", "12-05"),
    ):
        first_on, last_on = (date.fromisoformat(f"2026-{day}") for day in (first, last))
        make_event(when=Days(first_on, last_on, "Europe/Zurich"))
    clock.advance(timedelta(hours=11))

    assert starts(signed_in.get("/organise")) == ["now", "today", "tomorrow", "in 9 days"]


def test_bar_has_taken_and_pending_places_and_links_to_waiting_people(
    signed_in, make_event, make_registration, clock
):
    event = make_event(capacity=4)
    people = [make_registration(event, email=f"{number}@example.com") for number in range(6)]
    set_status(people[0], Status.AWAITING_APPROVAL)

    page = signed_in.get("/organise")

    assert "3 of 4 places taken 1 held for a request, none left" in text_of(page)
    assert 'class="pending" x="75.0%" width="25.0%"' in page.text
    assert 'class="filled" width="75.0%"' in page.text
    assert f'href="/organise/events/{event.id}/waiting-list">2 on the waiting list' in page.text


def test_event_without_limit_has_no_bar(signed_in, make_event, make_registration, clock):
    make_registration(make_event())

    page = signed_in.get("/organise")

    assert "1 place taken no limit" in text_of(page)
    assert 'class="bar"' not in page.text


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.EDITOR, {"edit", "registrations", "waiting-list", "check-in"}),
        (Role.REGISTRATIONS, {"", "registrations", "waiting-list", "check-in"}),
        (Role.CHECK_IN, {"", "check-in"}),
        (Role.VIEWER, {""}),
    ],
)
def test_member_has_links_of_the_role(
    as_another, another, make_event, make_registration, clock, role, pages
):
    event = make_event(capacity=1, when=at(2026, 11, 25, 19))
    for number in range(2):
        make_registration(event, email=f"{number}@example.com")
    with transaction() as session:
        session.get_one(Organiser, another.id).has_roles = True
        given = {"organiser_id": another.id, "given_at": wall_clock.now()}
        session.add(EventRole(event_id=event.id, role=role, **given))

    page = as_another.get("/organise")

    here = f"/organise/events/{event.id}"
    assert set(re.findall(rf'href="{here}/?([^"?#]*)', page.text)) == pages
    assert "1 of 1 places taken none left" in text_of(page)
    assert "1 on the waiting list" in page.text
    for path in pages:
        assert as_another.get(f"{here}/{path}".rstrip("/")).status_code == 200


def test_check_in_is_offered_on_the_day(signed_in, make_event, clock):
    event = make_event(when=at(2026, 11, 26, 5))
    before = signed_in.get("/organise").text
    clock.advance(timedelta(hours=8))

    link = f'href="/organise/events/{event.id}/check-in"'
    assert link not in before
    assert link in signed_in.get("/organise").text


def test_check_in_is_not_offered_while_only_the_month_is_known(signed_in, make_event, clock):
    make_event(when=Month(2026, 11, "Europe/Zurich"))

    assert "/check-in" not in signed_in.get("/organise").text


def test_account_without_events_is_shown_first_steps(signed_in):
    page = signed_in.get("/organise")

    assert "No events yet" in text_of(page)
    assert page.text.count('href="/organise/events/new"') == 2
    assert "Needs attention" not in page.text


def test_account_of_a_team_that_ended_cannot_create_events(as_another, another):
    with transaction() as session:
        session.get_one(Organiser, another.id).may_create_events = False

    page = as_another.get("/organise")

    assert "Events appear here when you are added to a team." in text_of(page)
    assert "/organise/events/new" not in page.text


def test_account_with_past_events_only_has_none_coming(signed_in, make_event, clock):
    make_event(when=at(2026, 10, 2, 9))

    page = text_of(signed_in.get("/organise"))

    assert "Nothing needs your attention." in page
    assert "You have no upcoming events." in page
