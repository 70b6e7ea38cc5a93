"""Check-in: search by name, one press, undo, a count; who and when are recorded. On both databases."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.registrations import queries
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import AttendanceChange, CheckIn, Registration
from webinars.registrations.organiser import check_in
from webinars.registrations.organiser.attendance import attendance_changes
from webinars.registrations.personal_data import personal_data


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def event_id(clock, make_event, make_registration):
    event = make_event(capacity=3)
    for number, name in enumerate(("Ana Souza", "Élodie Martin", "Bo Li", "Late Comer")):
        make_registration(event, name=name, email=f"p{number}@example.org")
    return event.id


@pytest.fixture
def press(signed_in, event_id):
    """Press a button on the check-in page."""

    def press(name, do="present", query=""):
        token = token_of(signed_in.get("/organise/sessions"))
        path = f"/organise/events/{event_id}/check-in/{id_of(name)}{query}"
        return signed_in.post(path, data={"csrf_token": token, "do": do})

    return press


def id_of(name):
    db.session.rollback()
    return db.session.query(Registration).filter_by(name=name).one().id


def row_of(name):
    number = id_of(name)
    row = db.session.get(CheckIn, number)
    return row and (row.organiser_id, row.checked_in_at)


def page_of(signed_in, event_id, query=""):
    return text_of(signed_in.get(f"/organise/events/{event_id}/check-in{query}"))


def test_present_is_recorded_once_with_who_and_when(signed_in, press, event_id, organiser, clock):
    first = press("Ana Souza", query="?q=ana")
    clock.advance(timedelta(minutes=1))
    press("Ana Souza")
    page = text_of(signed_in.get(first.headers["Location"]))

    assert row_of("Ana Souza") == (organiser.id, NOON)
    assert db.session.get(Registration, id_of("Ana Souza")).attended_at == NOON
    assert "1 of 3 checked in" in page
    assert f"by {organiser.name}" in page
    assert "Bo Li" not in page


def test_undo_takes_it_back(signed_in, press, event_id):
    press("Ana Souza")

    press("Ana Souza", do="undo")

    assert row_of("Ana Souza") is None
    assert db.session.get(Registration, id_of("Ana Souza")).attended_at is None
    assert "0 of 3 checked in" in page_of(signed_in, event_id)


def test_undo_keeps_that_a_registrant_joined_online(press):
    with transaction() as session:
        session.query(Registration).filter_by(name="Ana Souza").one().attended_at = NOON.replace(
            hour=8
        )
    press("Ana Souza")
    press("Ana Souza", do="undo")

    assert db.session.get(Registration, id_of("Ana Souza")).attended_at == NOON.replace(hour=8)


def test_who_joined_online_is_marked_at_the_door_with_one_press(signed_in, press, event_id):
    with transaction() as session:
        session.query(Registration).filter_by(name="Ana Souza").one().attended_at = NOON

    before = page_of(signed_in, event_id, "?q=ana")
    press("Ana Souza")
    after = page_of(signed_in, event_id, "?q=ana")

    assert "Joined online" in before
    assert "Present Ana Souza Not present Ana Souza" in before
    assert "1 of 3 checked in" in after
    assert "Undo Ana Souza" in after


def test_search_finds_names_of_confirmed_people_and_no_addresses(signed_in, event_id):
    page = page_of(signed_in, event_id)

    assert "Late Comer" not in page
    assert "@" not in page
    assert "Élodie Martin" in page_of(signed_in, event_id, "?q=élodie")
    assert "No matches" in page_of(signed_in, event_id, "?q=p0@example.org")


def test_person_without_confirmed_place_cannot_be_marked(press):
    answer = press("Late Comer")

    assert answer.status_code == 409
    assert "has no confirmed place" in text_of(answer)
    assert row_of("Late Comer") is None


def test_registration_of_another_event_is_missing(signed_in, press, make_event, make_registration):
    other = make_event(title="Other")
    make_registration(other, name="Foreign", email="f@example.org")

    assert press("Foreign").status_code == 404


def test_page_takes_as_many_statements_for_more_people(signed_in, event_id, press):
    counted = []
    for name in ("Ana Souza", "Bo Li"):
        press(name)
        with statements() as seen:
            signed_in.get(f"/organise/events/{event_id}/check-in")
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_pages_follow_each_other(event_id):
    pages, after = [], ""
    for _ in range(4):
        page = check_in.expected_registrants(db.session(), event_id, after=after, limit=1)
        pages += [row.name for row in page.rows]
        after = page.after
        if not after:
            break

    assert pages == ["Bo Li", "Élodie Martin", "Ana Souza"]


def test_erased_person_is_not_listed(signed_in, press, event_id):
    press("Ana Souza")
    with transaction() as session:
        erase_registrant(session, id_of("Ana Souza"))

    assert "Ana Souza" not in page_of(signed_in, event_id)
    assert db.session.query(CheckIn).count() == 0


def test_attendance_from_joins_is_corrected_with_a_record(
    signed_in, press, event_id, organiser, clock
):
    with transaction() as session:
        session.query(Registration).filter_by(name="Ana Souza").one().attended_at = NOON.replace(
            hour=8
        )
    joined = page_of(signed_in, event_id)
    clock.advance(timedelta(minutes=1))
    answer = press("Ana Souza", do="absent")
    press("Ana Souza", do="absent")
    page = text_of(signed_in.get(answer.headers["Location"]))
    absent = db.session.get(Registration, id_of("Ana Souza")).attended_at
    clock.advance(timedelta(minutes=1))
    press("Ana Souza")
    again = page_of(signed_in, event_id)
    db.session.rollback()
    changes = attendance_changes(db.session(), [id_of("Ana Souza")])[id_of("Ana Souza")]

    assert "Joined online, 25 November 2026, 09:00" in joined
    assert "0 of 3 checked in" in joined
    assert "Marked as not present." in page
    assert "Joined online" not in page
    assert absent is None
    assert f"not present, set by {organiser.name}" in again
    assert [(one.by, one.changed_at - NOON, one.is_present) for one in changes] == [
        (organiser.name, timedelta(minutes=2), True),
        (organiser.name, timedelta(minutes=1), False),
    ]


def test_record_of_attendance_is_exported_and_erased(press, event_id, site):
    press("Ana Souza")
    registration = queries.registration_of_link(db.session(), id_of("Ana Souza"))
    exported = personal_data(db.session(), registration, site)["registration"]
    with transaction() as session:
        erase_registrant(session, registration.id)

    assert exported["attendance_changes"] == [{"changed_at": NOON.isoformat(), "is_present": True}]
    assert db.session.query(AttendanceChange).count() == 0
