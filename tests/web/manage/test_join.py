import json
from datetime import datetime, timedelta

import pytest

from tests.links import link_token
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.i18n import translator_for
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.organiser import approval
from webinars.registrations.types.type_change import change_type
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month, Timed
from webinars.web.manage.join_status_text import countdown_units

ROOM = "https://rooms.example.org/secret-room"
QUARTER = timedelta(minutes=15)
SUMMER = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: joining depends on it."""


@pytest.fixture
def join(site):
    """Return a builder of join links."""

    def join(registration):
        return "/join/" + link_token("join", registration.id)

    return join


def attended(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id).attended_at


def test_join_page_counts_down_before_meeting_opens(make_event, make_registration, client, join):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at - QUARTER - timedelta(days=2, hours=3, minutes=4))

    page = client.get(join(registration)).text

    for shown in ("<b>2</b> days", "<b>3</b> hours", "<b>4</b> minutes", "15:45 your time"):
        assert shown in page
    assert f'action="{join(registration)}"' not in page


def test_in_person_registrant_joins_only_after_change_to_online_type(
    make_event, make_registration, send, client, join, site
):
    event = make_event(format=Format.HYBRID, place="Room XX")
    with transaction() as session:
        types = [
            RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON),
            RegistrationTypeDetails("Web", AttendanceMode.ONLINE),
        ]
        set_types(session, event.id, types=types, revision=event.revision, site=site)
    in_person, online = types_of(db.session(), event.id)
    registration = make_registration(event, registration_type_id=in_person.id)
    the_clock.stop(event.starts_at)

    refused = client.get(join(registration)).text
    with transaction() as session:
        change_type(
            session,
            event_id=event.id,
            registration_id=registration.id,
            registration_type_id=online.id,
            organiser_id=event.organiser_id,
        )
    answer = send(join(registration))

    assert "once they have changed your registration" in refused
    assert "Room XX" in refused
    assert f'action="{join(registration)}"' not in refused
    assert (answer.status_code, answer.location) == (303, ROOM)


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(seconds=1), [(1, "minute")]),
        (timedelta(minutes=59, seconds=1), [(1, "hour"), (0, "minutes")]),
        (timedelta(days=1), [(1, "day"), (0, "hours"), (0, "minutes")]),
        (timedelta(hours=25, minutes=2), [(1, "day"), (1, "hour"), (2, "minutes")]),
    ],
)
def test_countdown_omits_leading_zeros(left, shown):
    assert list(countdown_units(left, translator_for("en"))) == shown


def test_joining_redirects_to_meeting_and_records_attendance(
    make_event, make_registration, send, join
):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at - QUARTER)

    answer = send(join(registration))

    assert (answer.status_code, answer.location) == (303, ROOM)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert attended(registration) == the_clock.now()


def test_only_join_page_allows_forms_to_other_hosts(make_event, make_registration, client, join):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    policies = [
        client.get(path).headers["Content-Security-Policy"]
        for path in (join(registration), "/links")
    ]

    assert ["form-action 'self' https: http:" in policy for policy in policies] == [True, False]


def test_get_of_join_page_does_not_join(make_event, make_registration, client, join):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    answers = [client.get(join(registration)), client.head(join(registration))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ROOM not in answers[0].text
    assert attended(registration) is None


def test_joining_needs_csrf_token(make_event, make_registration, client, join):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    answer = client.post(join(registration))

    assert answer.status_code == 400
    assert ROOM not in answer.text
    assert attended(registration) is None


def test_joining_uses_current_meeting_url(make_event, make_registration, send, join):
    event = make_event()
    registration = make_registration(event)
    with transaction() as session:
        session.get(type(event), event.id).meeting_url = "https://other.example.org/room?pwd=1&x=2"
    the_clock.stop(event.starts_at)

    assert send(join(registration)).location == "https://other.example.org/room?pwd=1&x=2"


def test_meeting_url_that_is_not_http_is_refused(make_event, make_registration, send, join):
    event = make_event(meeting_url="javascript:alert(1)")
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    answer = send(join(registration))

    assert answer.status_code == 422
    assert "Location" not in answer.headers


def test_join_page_explains_cancellation_after_it_was_opened(
    make_event, make_registration, client, join, site, token_on
):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at)
    token = token_on(join(registration))
    with transaction() as session:
        cancel_event(session, event.id, site)

    answer = client.post(join(registration), data={"csrf_token": token})

    assert answer.status_code == 403
    assert "This event is cancelled" in answer.text


def test_join_page_links_to_no_other_private_page(make_event, make_registration, client, join):
    registration = make_registration(make_event())

    page = client.get(join(registration)).text

    assert "/registrations/" not in page
    assert "wanjiru" not in page.lower()


def test_other_private_links_do_not_open_join_page(
    make_event, make_registration, client, join, site
):
    registration = make_registration(make_event())
    manage = link_token("manage", registration.id)

    answers = [client.get(path) for path in (f"/join/{manage}", join(registration)[:-1], "/join/x")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


STATES = {
    "early": "You can join in",
    "open": "You can join now",
    "over": "This event has ended",
    "no-room": "The join link is not available yet",
    "waiting": "You are on the waiting list",
    "asked": "The organiser decides on your request",
    "offered": "A place is available for you",
    "refused": "The organiser declined your registration",
    "cancelled-by-registrant": "You are no longer registered",
    "cancelled": "This event is cancelled",
    "postponed": "This event is postponed",
    "in-place": "This event is held in person",
    "unfixed": "The date is not set yet",
}


@pytest.fixture
def bring(make_event, make_registration, site):
    """Return a builder of an event and registration for each state."""

    def bring(state):
        event = make_event(
            capacity=1,
            meeting_url="" if state == "no-room" else ROOM,
            format=Format.IN_PERSON if state == "in-place" else Format.ONLINE,
            place="Room XX, Palais des Nations" if state == "in-place" else "",
            when=Month(2027, 7, "Europe/Zurich") if state == "unfixed" else SUMMER,
            terms={"requires_approval": state in {"asked", "refused"}},
        )
        if state in {"waiting", "offered"}:
            first = make_registration(event, email="first@example.org")
        registration = make_registration(event)
        with transaction() as session:
            if state == "offered":
                cancellation.cancel_registration(session, first.id)
            elif state == "refused":
                approval.refuse_request(session, event_id=event.id, registration_id=registration.id)
            elif state == "cancelled-by-registrant":
                cancellation.cancel_registration(session, registration.id)
            elif state == "cancelled":
                cancel_event(session, event.id, site)
            elif state == "postponed":
                postpone_event(session, event.id, site)
        the_clock.stop(
            {
                "early": event.starts_at - timedelta(days=1),
                "over": event.ends_at + timedelta(hours=1),
            }.get(state, event.starts_at)
        )
        return event, registration

    return bring


@pytest.mark.parametrize("state", STATES)
def test_join_page_shows_state(bring, client, join, state):
    _, registration = bring(state)

    answer = client.get(join(registration))

    assert answer.status_code == 200
    assert STATES[state] in answer.text
    assert (f'action="{join(registration)}"' in answer.text) is (state == "open")


@pytest.mark.parametrize("state", STATES)
def test_meeting_url_appears_only_in_redirect(bring, client, join, deliver, site, state, token_on):
    event, registration = bring(state)
    manage_path = "/registrations/" + link_token("manage", registration.id)
    public = f"/events/{event.slug}"
    pages = [
        "/", f"{public}", f"{public}.ics", "/events.ics", f"{public}/registrations",
        f"{public}/registrations/received", manage_path, f"{manage_path}.ics", f"{manage_path}/data.json", f"{manage_path}/details",
        f"{manage_path}/cancellation", f"{manage_path}/erasure", join(registration),
    ]  # fmt: skip

    shown = {path: client.get(path, follow_redirects=False) for path in pages}
    mails = {mail.path.name: mail.path.read_bytes().decode() + mail.text for mail in deliver()}

    for path, answer in shown.items():
        assert b"secret-room" not in answer.data, path
        assert "secret-room" not in json.dumps(dict(answer.headers)), path
    for name, text in mails.items():
        assert "secret-room" not in text, name
    entered = client.post(
        join(registration), data={"csrf_token": token_on(manage_path + "/details")}
    )
    assert ("secret-room" in entered.headers.get("Location", "")) is (state == "open")
    assert "secret-room" not in entered.text or state == "open"
