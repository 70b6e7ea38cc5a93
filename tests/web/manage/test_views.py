import json
import re

import icalendar
import pytest
from sqlalchemy import select

from tests.links import link_token, reply_token
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.models import Capability
from webinars.capabilities.tokens import derive_token
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import CalendarDelivery, choose_delivery
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock
from webinars.timezones import zones
from webinars.timezones.schedule import Month

DETAILS = {
    "name": "Wanjiru Kamau",
    "email": "wanjiru@example.com",
    "affiliation": "Legal Aid Network",
    "zone": "Africa/Nairobi",
    "lang": "en",
}
PAGES = ("", ".ics", "/data.json", "/details", "/cancellation", "/erasure")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def link(site):
    """Return a builder of manage page paths."""

    def link(registration, purpose="manage"):
        if purpose == "reply":
            return f"/registrations/{reply_token(registration.id)}"
        path = "/join/" if purpose == "join" else "/registrations/"
        return path + link_token(purpose, registration.id)

    return link


def stored(registration):
    db.session.rollback()
    return db.session.get(Registration, registration.id)


def test_mailed_link_opens_manage_page(make_event, make_registration, deliver, client):
    make_registration(make_event())
    mail = next(item for item in deliver() if "wanjiru" in str(item.message["To"]))
    manage_path = re.search(r"http://127\.0\.0\.1:8000(/registrations/\S+)", mail.text)[1]

    answer = client.get(manage_path)

    assert answer.status_code == 200
    assert "You are registered" in answer.text
    assert "16:00" in answer.text  # in Nairobi, as the registrant's zone says


@pytest.mark.parametrize("page", PAGES)
def test_manage_pages_are_not_cached(make_event, make_registration, client, link, page):
    registration = make_registration(make_event())

    answer = client.get(link(registration) + page)

    assert answer.headers["Cache-Control"] == "no-store"
    # A file has no form, so that nothing of it need be told; a page tells its forms' origin, and no path.
    is_file = page.endswith((".ics", ".json"))
    assert answer.headers["Referrer-Policy"] == ("no-referrer" if is_file else "strict-origin")
    assert "noindex" in answer.headers.get("X-Robots-Tag", "") or 'content="noindex"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_get_changes_nothing(make_event, make_registration, client, link, page):
    registration = make_registration(make_event())

    for method in ("get", "head"):
        assert getattr(client, method)(link(registration) + page).status_code == 200

    row = stored(registration)
    assert (row.status, row.verified_at, row.erased_at) == (Status.CONFIRMED, None, None)


def test_invalid_links_are_not_found(make_event, make_registration, client, link, site):
    registration = make_registration(make_event())
    seeds = db.session.scalars(select(Capability.seed)).all()
    foreign = [
        derive_token(Purpose.MANAGE, seed, "another key of thirty-two bytes ..") for seed in seeds
    ]
    bad = [
        link(registration)[:-2],
        link(registration, purpose="reply"),
        *(f"/registrations/{token}" for token in foreign),
        "/registrations/x",
        "/registrations/" + link(registration, purpose="join").removeprefix("/join/"),
        f"/registrations/{registration.id}",
    ]

    answers = [client.get(path + page) for path in bad for page in PAGES]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers if "html" in answer.mimetype}) == 1
    assert "/links" in answers[0].text


def test_calendar_file_matches_invitation_without_attendees(
    make_event, make_registration, client, link
):
    event = make_event()
    registration = make_registration(event)

    answer = client.get(link(registration) + ".ics")

    calendar = icalendar.Calendar.from_ical(answer.data)
    (entry,) = calendar.walk("VEVENT")
    assert answer.mimetype == "text/calendar"
    assert str(entry["UID"]) == event.uid
    for name in ("METHOD", "ATTENDEE", "ORGANIZER"):
        assert name not in calendar
        assert name not in entry
    assert b"/join/" not in answer.data
    assert b"/registrations/" not in answer.data


def test_export_is_complete_json(make_event, make_registration, client, link):
    registration = make_registration(make_event())

    answer = client.get(link(registration) + "/data.json")

    exported = json.loads(answer.data)
    assert answer.headers["Content-Disposition"] == "attachment; filename=registration.json"
    assert {column: exported["registration"].get(column) for column in Registration.PERSONAL} == {
        column: getattr(stored(registration), column) for column in Registration.PERSONAL
    }
    assert [email["topic"] for email in exported["emails"]] == ["registration.confirmed"]


def test_export_has_stated_time_and_choice_of_calendar(
    make_event, make_registration, deliver, client, link
):
    registration = make_registration(make_event())
    path = link(registration) + "/data.json"
    before = client.get(path).json
    deliver()
    with transaction() as session:
        choose_delivery(session, registration.id, CalendarDelivery.PERSONAL_CALENDAR)

    exported = client.get(path).json

    assert before["stated_time"] is None
    assert before["personal_calendar"] == {"created_at": None, "calendar_delivery": None}
    assert exported["stated_time"] == {
        "starts_at": exported["event"]["starts_at"],
        "timezone": "Africa/Nairobi",
        "utc_offsets": {
            "Europe/Zurich": 7200,
            "Africa/Nairobi": 10800,
            "America/New_York": -14400,
        },
        "tzdata_version": zones.RELEASE,
    }
    assert exported["personal_calendar"] == {
        "created_at": the_clock.now().isoformat(),
        "calendar_delivery": "personal_calendar",
    }


def test_details_are_changed(make_event, make_registration, client, link, send):
    registration = make_registration(make_event())
    page = client.get(link(registration) + "/details").text

    answer = send(link(registration) + "/details", **{**DETAILS, "name": "W. Kamau"})

    for value in ("Wanjiru Kamau", "wanjiru@example.com", "Legal Aid Network"):
        assert f'value="{value}"' in page
    assert answer.status_code == 303
    assert "Your details are saved" in client.get(answer.location).text
    assert stored(registration).name == "W. Kamau"
    assert stored(registration).verified_at == the_clock.now()


def test_invalid_details_show_errors_at_their_fields(make_event, make_registration, link, send):
    registration = make_registration(make_event())

    answer = send(link(registration) + "/details", **{**DETAILS, "name": "", "email": "kamau"})

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'id="email-error"' in answer.text
    assert stored(registration).name == "Wanjiru Kamau"


def test_new_address_is_verified_by_mailed_link(
    make_event, make_registration, client, link, send, deliver
):
    registration = make_registration(make_event())
    deliver()
    manage_path = link(registration)
    waits = send(manage_path + "/details", **{**DETAILS, "email": "kamau@example.net"})
    (proof,) = [mail for mail in deliver() if "kamau@example.net" in str(mail.message["To"])]
    address = re.search(r"http://127\.0\.0\.1:8000(/registrations/\S+/address)", proof.text)[1]

    client.head(address)
    opened = client.get(address)
    before = stored(registration).email
    answer = send(address)

    assert (
        "We sent an e-mail to" in client.get(waits.location).text
        or stored(registration).token_version == 2
    )
    assert opened.status_code == 200
    assert before == "wanjiru@example.com"
    assert stored(registration).email == "kamau@example.net"
    assert "Your new e-mail address is in use" in client.get(answer.location).text
    assert answer.location != manage_path
    assert client.get(manage_path).status_code == 404
    assert client.get(address).status_code == 404
    calendars = [(str(mail.message["To"]), mail.calendar) for mail in deliver() if mail.calendar]
    assert [b"METHOD:CANCEL" in body for to, body in calendars if "wanjiru@" in to] == [True]
    assert [b"METHOD:REQUEST" in body for to, body in calendars if "kamau@" in to] == [True]


def test_outdated_verification_link_is_invalid(make_event, make_registration, client, link, send):
    registration = make_registration(make_event())
    send(link(registration) + "/details", **{**DETAILS, "email": "one@example.net"})
    first = link(registration, "address") + "/address"
    assert client.get(first).status_code == 200

    send(link(registration) + "/details", **{**DETAILS, "email": "two@example.net"})

    assert client.get(first).status_code == 404


def test_rate_limited_address_shows_error_at_its_field(make_event, make_registration, link, send):
    registration = make_registration(make_event())
    for _ in range(3):
        send(link(registration) + "/details", **{**DETAILS, "email": "one@example.net"})
        send(link(registration) + "/details", **DETAILS)

    answer = send(link(registration) + "/details", **{**DETAILS, "email": "one@example.net"})

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="one@example.net"' in answer.text


def test_registration_is_cancelled_after_confirmation(
    make_event, make_registration, client, link, send
):
    registration = make_registration(make_event())

    answer = send(link(registration) + "/cancellation")

    assert (answer.status_code, answer.location) == (303, link(registration))
    assert stored(registration).status is Status.CANCELLED
    assert stored(registration).verified_at == the_clock.now()
    assert "You cancelled your registration" in client.get(link(registration)).text


def test_cancelling_twice_cancels_once(
    make_event, make_registration, client, link, deliver, token_on
):
    registration = make_registration(make_event())
    deliver()
    token = token_on(link(registration) + "/cancellation")

    answers = [
        client.post(link(registration) + "/cancellation", data={"csrf_token": token})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len([mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]) == 1


def test_badge_says_that_the_event_is_cancelled(
    make_event, make_registration, client, link, cancel
):
    event = make_event()
    registration = make_registration(event)
    cancel(event)

    page = client.get(link(registration)).text

    assert "<title>Event cancelled: " in page


def test_cancelled_registrant_registers_again(make_event, make_registration, client, link, send):
    registration = make_registration(make_event())
    send(link(registration) + "/cancellation")

    answer = send(link(registration), at=link(registration) + "/reregistration")

    assert answer.status_code == 303
    assert stored(registration).status is Status.CONFIRMED


def test_registering_again_is_not_offered_when_registration_is_closed(
    make_event, make_registration, client, link, send, cancel
):
    event = make_event()
    registration = make_registration(event)
    send(link(registration) + "/cancellation")
    cancel(event)

    assert f"{link(registration)}/reregistration" not in client.get(link(registration)).text


def test_registering_again_respects_access_policy(make_event, make_registration, client, link):
    event = make_event()
    registration = make_registration(event)
    path = link(registration)
    token = token_of(client.get(f"{path}/details"))
    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)
        session.get_one(Event, event.id).access_mode = AccessMode.INVITED

    page = client.get(path)
    answer = client.post(f"{path}/reregistration", data={"csrf_token": token})

    assert "You cannot register again here" in text_of(page)
    assert "Register again" not in page.text
    assert (answer.status_code, answer.location) == (303, path)
    assert db.session.get_one(Registration, registration.id).status is Status.CANCELLED


def test_registering_again_too_late_explains_why(
    make_event, make_registration, client, link, send, cancel, token_on
):
    event = make_event()
    registration = make_registration(event)
    send(link(registration) + "/cancellation")
    token = token_on(link(registration))
    cancel(event)

    answer = client.post(
        link(registration) + "/reregistration", data={"csrf_token": token}, follow_redirects=True
    )

    assert answer.status_code == 200
    assert "This event is cancelled" in answer.text
    assert stored(registration).status is Status.CANCELLED


def test_old_link_does_not_show_newer_registration(
    make_event, make_registration, client, link, send
):
    event = make_event()
    old = make_registration(event)
    send(link(old) + "/cancellation")
    make_registration(event)

    answer = send(link(old), at=link(old) + "/reregistration")

    assert answer.location == f"/events/{event.slug}/registrations/received"


def test_erasure_deletes_data_and_revokes_links(
    make_event, make_registration, client, link, send, deliver
):
    registration = make_registration(make_event())
    deliver()

    manage_path = link(registration)

    answer = send(manage_path + "/erasure")

    assert answer.status_code == 303
    assert "Your data was deleted" in client.get(answer.location).text
    assert client.get(manage_path).status_code == 404
    assert stored(registration).email == ""
    assert any(mail.calendar and b"METHOD:CANCEL" in mail.calendar for mail in deliver())


@pytest.mark.parametrize("page", ["/cancellation", "/erasure", "/reregistration", "/details"])
def test_changes_need_csrf_token(make_event, make_registration, client, link, page):
    registration = make_registration(make_event())

    answer = client.post(link(registration) + page, data=DETAILS)

    assert answer.status_code == 400
    assert stored(registration).status is Status.CONFIRMED
    assert stored(registration).erased_at is None


def test_names_are_escaped_on_manage_page(make_event, make_registration, client, link):
    registration = make_registration(
        make_event(), name="<script>alert(1)</script>", affiliation="<b>UN</b>"
    )

    page = client.get(link(registration)).text

    assert "<script>alert" not in page
    assert "<b>UN</b>" not in page


def test_waiting_registrant_sees_nothing_about_others(make_event, make_registration, client, link):
    event = make_event(capacity=1)
    make_registration(event, email="first@example.org", name="First Person")
    registration = make_registration(event)

    page = client.get(link(registration)).text

    assert "You are on the waiting list" in page
    assert "First Person" not in page
    assert "/join/" not in page


def test_manage_page_shows_change_made_between_requests(
    make_event, make_registration, client, link
):
    registration = make_registration(make_event())
    client.get(link(registration))
    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)

    assert "You cancelled your registration" in client.get(link(registration)).text
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_details_mention_no_language_with_one_language(make_event, make_registration, client, link):
    page = client.get(link(make_registration(make_event()))).text

    assert "Name, e-mail address and time zone. We ask you" in page


def test_event_with_month_only_offers_no_calendar_file(make_event, make_registration, client, link):
    registration = make_registration(make_event(when=Month(2027, 4, "Europe/Zurich")))

    page = client.get(link(registration)).text

    assert ".ics" not in page
    assert "The date is not set yet. You get the invitation by e-mail once it is." in page


def test_manage_page_without_reply_address_asks_for_no_acceptance(
    make_event, make_registration, client, link, deliver
):
    page = client.get(link(make_registration(make_event()))).text
    (mail,) = (item for item in deliver() if "wanjiru" in item.message["To"])

    assert "already marked as accepted. Later e-mails update it." in page
    assert "already marked as accepted; later e-mails update" in " ".join(mail.text.split())
    assert "Accept" not in page + mail.text
