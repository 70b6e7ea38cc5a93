"""Statistics of an event: right numbers on both databases, few statements, within each role."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import NOON
from tests.web.pages import statements, text_of
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.models import Event, RegistrationType
from webinars.events.roles import Role
from webinars.events.team.membership import add_member
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.organiser import statistics
from webinars.registrations.organiser.participant_places import (
    ParticipantScope,
    attendees_by_zone,
    past_sessions,
    registrants_by_zone,
)
from webinars.registrations.organiser.statistics import AttendanceCounts
from webinars.registrations.status import Status
from webinars.security import xlsx

# In Nepal, at UTC+05:45, the first is on the 24th and the second on the 25th.
BEFORE_MIDNIGHT = datetime(2026, 11, 24, 18, 14, tzinfo=UTC)
AFTER_MIDNIGHT = BEFORE_MIDNIGHT + timedelta(minutes=1)
PEOPLE = [
    # made at, status, organisation, zone, has type, attended, country
    (BEFORE_MIDNIGHT, Status.CONFIRMED, "UNODC", "Europe/Zurich", True, True, "CH"),
    (AFTER_MIDNIGHT, Status.CONFIRMED, " UNODC ", "Europe/Zurich", True, False, "CH"),
    (AFTER_MIDNIGHT, Status.WAITING, "<b>Club</b>", "Asia/Tokyo", False, False, "JP"),
    (AFTER_MIDNIGHT, Status.CONFIRMED, "", "", False, True, ""),
    (AFTER_MIDNIGHT, Status.CANCELLED, "Gone", "Asia/Dhaka", True, True, "BD"),
    (AFTER_MIDNIGHT, Status.REFUSED, "Gone", "Asia/Dhaka", True, True, "BD"),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def event(clock, make_event):
    """Return an event with a registration type, a question for the country, and people of each kind."""
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = True
        registration_type = RegistrationType(event_id=event.id, name="Observers", position=0)
        question = Question(
            event_id=event.id,
            position=0,
            question_type=QuestionType.COUNTRY,
            label="Where are you?",
        )
        session.add_all([registration_type, question])
        session.flush()
        add_people(session, event.id, registration_type.id, question.id, "first")
    return event


def add_people(session, event_id, type_id, question_id, name):
    for number, (made_at, status, affiliation, zone, has_type, attended, country) in enumerate(
        PEOPLE
    ):
        row = Registration(
            event_id=event_id, status=status, name="Canary Person", email="canary@example.org",
            address=f"{name}{number}@example.org", affiliation=affiliation, timezone=zone,
            language="en", created_at=made_at, status_at=made_at,
            registration_type_id=type_id if has_type else None, attended_at=NOON if attended else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        if country:
            session.add(
                Answer(
                    registration_id=row.id, question_id=question_id, value={"text": country},
                    answered_at=NOON,
                )
            )  # fmt: skip


def test_numbers_are_those_of_active_registrations(event):
    session = db.session()
    [(question_id, label)] = statistics.country_questions(session, event.id)

    assert statistics.counts_of_event(session, event.id) == AttendanceCounts(4, 3, 2)
    assert statistics.active_by_day(session, event.id, "Asia/Kathmandu") == {
        date(2026, 11, 24): 1,
        date(2026, 11, 25): 3,
    }
    assert statistics.active_by_day(session, event.id, "UTC") == {date(2026, 11, 24): 4}
    assert statistics.counts_by_organisation(session, event.id) == [
        ("UNODC", AttendanceCounts(2, 2, 1)),
        ("", AttendanceCounts(1, 1, 1)),
        ("<b>Club</b>", AttendanceCounts(1, 0, 0)),
    ]
    assert statistics.counts_by_type(session, event.id) == [
        ("Observers", AttendanceCounts(2, 2, 1)),
        (None, AttendanceCounts(2, 1, 1)),
    ]
    assert statistics.counts_by_timezone(session, event.id) == [
        ("Europe/Zurich", AttendanceCounts(2, 2, 1)),
        ("", AttendanceCounts(1, 1, 1)),
        ("Asia/Tokyo", AttendanceCounts(1, 0, 0)),
    ]
    assert label == "Where are you?"
    assert statistics.counts_by_country(session, event.id, [question_id]) == {
        question_id: [("CH", AttendanceCounts(2, 2, 1)), ("JP", AttendanceCounts(1, 0, 0))]
    }


def test_participants_are_counted_by_zone_and_country(event, organiser):
    session, scope = db.session(), ParticipantScope(event_id=event.id)
    account = session.get_one(Organiser, organiser.id)
    with transaction() as writing:
        in_tokyo = writing.query(Registration).filter_by(timezone="Asia/Tokyo").one()
        in_tokyo.timezone = ""
    later = event.ends_at + timedelta(days=1)

    assert registrants_by_zone(session, account, scope) == {
        ("Europe/Zurich", "CH"): 2,
        ("", "JP"): 1,
        ("", ""): 1,
    }
    assert attendees_by_zone(session, account, scope, later) == {
        ("Europe/Zurich", "CH"): 1,
        ("", ""): 1,
    }
    [past] = past_sessions(session, account, scope, later)
    assert past.people == {"Europe/Zurich": 2, "Asia/Tokyo": 1}
    assert past_sessions(session, account, scope, event.starts_at) == []
    assert attendees_by_zone(session, account, ParticipantScope(series_id=1), later) == {}


def test_page_shows_tables_beside_graphics_and_no_person(signed_in, event):
    page = signed_in.get(f"/organise/events/{event.id}/statistics")
    text = text_of(page)

    assert "Registrations 4 Confirmed 3 Attended 2" in text
    assert "24 November 2026 4" in text
    # 15:00 in Zurich is 22:00 in Tokyo.
    assert "Hour Registrations 15:00 2 22:00 1" in text
    assert "1 registrant has not chosen a time zone." in text
    assert "UNODC 2 2 1" in text
    assert "Switzerland 2 2 1" in text
    assert "Geneva 2 2 1" in text
    assert "Observers 2 2 1" in text
    assert "&lt;b&gt;Club&lt;/b&gt;" in page.text
    assert "Gone" not in text
    assert "anary" not in text
    assert '<rect class="night"' in page.text
    assert "style=" not in page.text
    # A day alone is a bar and no block.
    assert (
        re.search(r'<rect class="day" x="0.0%" y="0.0%" width="([\d.]+)%"', page.text)[1] == "5.71"
    )


def test_statements_do_not_grow_with_registrants(signed_in, event):
    path, counted = f"/organise/events/{event.id}/statistics", []
    for name in ("second", "third"):
        with statements() as seen:
            signed_in.get(path)
        counted.append(len(seen))
        with transaction() as session:
            add_people(
                session, event.id, session.query(RegistrationType.id).scalar(),
                session.query(Question.id).scalar(), name,
            )  # fmt: skip

    assert counted[0] == counted[1]


def test_small_organisations_are_one_row(signed_in, event):
    with transaction() as session:
        for number in range(2, 12):
            add_people(
                session, event.id, session.query(RegistrationType.id).scalar(),
                session.query(Question.id).scalar(), f"more{number}",
            )  # fmt: skip
        for number, person in enumerate(session.query(Registration).order_by(Registration.id)):
            person.affiliation = f"Org {number:02}"
    text = text_of(signed_in.get(f"/organise/events/{event.id}/statistics"))

    # Of 44 active registrations, each of another organisation, 20 have rows of their own.
    assert "Org 27 1 " in text
    assert "Org 30 " not in text
    assert re.search(r"others 24 \d+ \d+ ", text)


def sheet_of(answer):
    assert answer.mimetype == xlsx.MIMETYPE
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def test_file_has_the_numbers_as_numbers_and_texts_as_texts(signed_in, event):
    with transaction() as session:
        person = session.query(Registration).filter_by(affiliation="<b>Club</b>").one()
        person.affiliation = "=1+1"
    sheet = sheet_of(signed_in.get(f"/organise/events/{event.id}/statistics.xlsx"))
    cells = re.findall(r"<t>(UNODC|=1\+1)</t></is></c>((?:<c r=\S+><v>\d+</v></c>)+)", sheet)

    assert {name: re.findall(r"<v>(\d+)</v>", numbers) for name, numbers in cells} == {
        "UNODC": ["2", "2", "1"],
        "=1+1": ["1", "0", "0"],
    }
    assert "<f>" not in sheet
    assert "anary" not in sheet


def test_viewer_sees_no_numbers_by_what_people_entered(as_another, event, organiser):
    with transaction() as session:
        add_member(
            session, event.id, by=session.get_one(Organiser, organiser.id), email="bo@example.org",
            role=Role.VIEWER, of_series=False,
        )  # fmt: skip
    text = text_of(as_another.get(f"/organise/events/{event.id}/statistics"))
    sheet = sheet_of(as_another.get(f"/organise/events/{event.id}/statistics.xlsx"))

    assert "24 November 2026 4" in text
    assert "Observers 2 2 1" in text
    for words in ("UNODC", "Switzerland", "Geneva 2", "Tokyo", "What time it starts"):
        assert words not in text
        assert words not in sheet
    assert "Observers" in sheet
