"""The meeting URL appears only in the redirect: every status × every page, feed and e-mail."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.links import link_token
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event
from webinars.events.series_creation import create_series
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import get_or_create_calendar
from webinars.registrations.status import Status
from webinars.worker.loop import deliver_once

ROOM = "https://rooms.example.org/secret-room"
SECRET = "secret-room"


@pytest.fixture
def event(clock, make_event, app):
    with transaction() as session:
        series = create_series(session, name="A body")
        number = series.id
    return make_event(series_id=number, meeting_url=ROOM, capacity=5)


@pytest.fixture
def person(event, make_registration, site):
    """Return a builder of a registration by status, with the tokens of its links."""

    def person(status):
        made = make_registration(event, email=f"{status}@example.com")
        with transaction() as session:
            row = session.get_one(Registration, made.id)
            row.status = status
            row.queued_at = row.created_at if status is Status.WAITING else None
            row.ends_at = row.created_at + timedelta(days=2) if status is Status.OFFERED else None
        return links_of(made, site)

    return person


def links_of(made, site):
    """Return the id of a registration and the tokens of its links."""
    with transaction() as session:
        row = session.get_one(Registration, made.id)
        original = (row.verified_at, row.ends_at)
        number = get_or_create_calendar(session, made.id).id
        row.verified_at, row.ends_at = original
    calendar = link_token("calendar", number)
    manage, join = (link_token(purpose, made.id) for purpose in ("manage", "join"))
    return {"id": made.id, "manage": manage, "join": join, "calendar": calendar}


def channels(event, someone):
    """Return the paths that could leak the URL, by name."""
    manage, join = someone["manage"], someone["join"]
    series = "a-body"
    return {
        "page of the event": f"/events/{event.slug}",
        "form": f"/events/{event.slug}/registrations",
        "received": f"/events/{event.slug}/registrations/received",
        "list": "/",
        "page of the series": f"/series/{series}",
        "manage page": f"/registrations/{manage}",
        "details": f"/registrations/{manage}/details",
        "cancellation": f"/registrations/{manage}/cancellation",
        "erasure": f"/registrations/{manage}/erasure",
        "personal file": f"/registrations/{manage}.ics",
        "personal calendar page": f"/registrations/{manage}/calendar",
        "personal calendar": f"/calendars/{someone['calendar']}.ics",
        "personal data": f"/registrations/{manage}/data.json",
        "public file": f"/events/{event.slug}.ics",
        "feed": "/events.ics",
        "feed of the series": f"/series/{series}.ics",
        "join page": f"/join/{join}",
    }


def mails(app):
    """Deliver e-mails and return their decoded parts and headers."""
    deliver_once(app)
    with transaction() as session:
        assert not session.query(Message).filter(Message.reason.like("%Error%")).all()

    texts = []
    for path in (Path(app.config["DATA_DIR"]) / "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        texts += [part if isinstance(part, str) else part.decode() for part in parts]
        texts += [str(value) for value in mail.values()]
    return texts


@pytest.mark.parametrize("before", ["a month", "ten minutes"])
@pytest.mark.parametrize("status", Status)
def test_meeting_url_is_in_no_channel(app, client, clock, event, person, status, before):
    someone = person(status)
    if before == "ten minutes":
        clock.advance(event.starts_at - clock.now() - timedelta(minutes=10))
    statuses = {}

    for name, path in channels(event, someone).items():
        answer = client.get(path)
        statuses[name] = answer.status_code
        assert SECRET not in f"{answer.headers}{answer.get_data(as_text=True)}", name
    for part in mails(app):
        assert SECRET not in part

    # The pages were really there.
    refused = {name for name, code in statuses.items() if code not in (200, 303)}
    assert refused <= {"form"}


@pytest.fixture
def came(make_event, make_registration, site):
    """Return a confirmed registration at a hybrid event, by attendance mode of its type, and the event."""

    def came(attendance_mode):
        event = make_event(
            format=Format.HYBRID,
            place="Palais des Nations",
            meeting_url=ROOM,
            series_id=series_of_tests(),
        )
        with transaction() as session:
            set_types(
                session,
                event.id,
                types=[RegistrationTypeDetails("Mine", attendance_mode)],
                revision=2,
                site=site,
            )
        registration_type = types_of(db.session(), event.id)[0]
        made = make_registration(event, registration_type_id=registration_type.id)
        return event, links_of(made, site)

    return came


def series_of_tests():
    """Return the id of a new series."""
    with transaction() as session:
        return create_series(session, name="A body").id


@pytest.mark.parametrize("before", [timedelta(days=30), timedelta(minutes=10)])
def test_in_person_registrant_gets_no_join_link(app, client, clock, came, before):
    event, someone = came(AttendanceMode.IN_PERSON)
    clock.advance(event.starts_at - clock.now() - before)
    paths = channels(event, someone)
    join_path = paths.pop("join page")

    for name, path in paths.items():
        texts = client.get(path).get_data(as_text=True)
        assert SECRET not in texts, name
        assert "/join/" not in texts, name
    for part in mails(app):
        assert SECRET not in part
        assert "/join/" not in part

    page = client.get(join_path).get_data(as_text=True)
    assert "You are registered to attend in person" in page
    assert "mailto:amira%40example.org" in page or "mailto:amira@example.org" in page
    assert "Palais des Nations" in page
    assert "<form" not in page


def test_calendar_file_of_online_registrant_has_no_venue(client, clock, came):
    files = {}

    for attendance_mode in (
        AttendanceMode.ONLINE,
        AttendanceMode.IN_PERSON,
        AttendanceMode.AS_EVENT,
    ):
        _, someone = came(attendance_mode)
        body = client.get(f"/registrations/{someone['manage']}.ics").data.decode()
        files[attendance_mode] = body.partition("LOCATION:")[2].partition("\r\n")[0]

    assert files == {
        AttendanceMode.ONLINE: "Online",
        AttendanceMode.IN_PERSON: "Palais des Nations",
        AttendanceMode.AS_EVENT: "Palais des Nations",
    }


@pytest.mark.parametrize("status", Status)
def test_only_confirmed_registrants_join_while_meeting_is_open(
    client, clock, event, person, status
):
    someone = person(status)
    ways = []

    for time in (timedelta(hours=-1), timedelta(minutes=-10), timedelta(hours=3)):
        clock.advance(event.starts_at + time - clock.now())
        page = client.get(f"/join/{someone['join']}").get_data(as_text=True)
        token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        answer = client.post(f"/join/{someone['join']}", data={"csrf_token": token})
        ways.append(answer.headers.get("Location") == ROOM)
        assert SECRET not in answer.get_data(as_text=True) or answer.status_code == 303

    assert ways == [False, status is Status.CONFIRMED, False]


def test_csv_export_has_no_join_link(app, event, person, signed_in):
    person(Status.CONFIRMED)

    answer = signed_in.get(f"/organise/events/{event.id}/registrations.csv")

    assert answer.status_code == 200
    assert SECRET not in answer.get_data(as_text=True)
    assert "/join/" not in answer.get_data(as_text=True)
    assert SECRET in db.session.get_one(Event, event.id).meeting_url
