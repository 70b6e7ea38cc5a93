"""The personal calendar: a feed of one address's registrations, for anyone with its link until it is revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.links import link_token
from tests.web.pages import at, statements, text_of
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event, RegistrationType
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import cancellation, erasure
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import (
    PersonalCalendar,
    forget_calendars,
    get_or_create_calendar,
)
from webinars.registrations.registrant import details_change, verification
from webinars.registrations.status import Status
from webinars.registrations.types.type_change import change_type
from webinars.registrations.types.types_update import update_types
from webinars.timezones.schedule import Month

CLOSES = datetime(2027, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def manage(site):
    """Return a builder of paths of the calendar page."""

    def manage(registration):
        token = link_token("manage", registration.id)
        return f"/registrations/{token}/calendar"

    return manage


@pytest.fixture
def feed_of(site):
    """Return a function that creates the calendar of a registration and returns the feed's path."""

    def feed_of(registration, **options):
        with transaction() as session:
            number = get_or_create_calendar(session, registration.id, **options).id
        token = link_token("calendar", number)
        return f"/calendars/{token}.ics"

    return feed_of


def entries(answer):
    """Return the entries of a feed by title."""
    assert answer.status_code == 200, answer.text
    return {
        str(calendar_entry["SUMMARY"]): calendar_entry
        for calendar_entry in Calendar.from_ical(answer.data).walk("VEVENT")
    }


def set_status(registration, status, **more):
    with transaction() as session:
        results = session.get_one(Registration, registration.id)
        results.status = status
        for name, value in more.items():
            setattr(results, name, value)


def test_feed_contains_all_registrations_of_one_address(
    client, make_event, make_registration, feed_of
):
    first = make_registration(make_event(title="One"))
    make_registration(make_event(title="Two", when=at(2027, 8, 1, 10)), email="Wanjiru@Example.com")
    make_registration(make_event(title="Not mine"), email="amina@example.com")
    gone = make_registration(make_event(title="Given back"))
    with transaction() as session:
        cancellation.cancel_registration(session, gone.id)

    assert list(entries(client.get(feed_of(first)))) == ["One", "Two"]


@pytest.mark.parametrize(
    ("status", "title", "values"),
    [
        (Status.CONFIRMED, "One", "CONFIRMED"),
        (Status.AWAITING_APPROVAL, "One (awaiting approval)", "TENTATIVE"),
        (Status.OFFERED, "One (place offered to you)", "TENTATIVE"),
        (Status.WAITING, "One (waiting list)", "TENTATIVE"),
    ],
)
def test_feed_shows_status_of_each_registration(
    client, make_event, make_registration, feed_of, status, title, values
):
    event = make_event(title="One")
    registration = make_registration(event)
    path = feed_of(registration)
    set_status(registration, status)

    (entry,) = entries(client.get(path)).values()

    assert (str(entry["SUMMARY"]), entry["STATUS"], str(entry["UID"])) == (title, values, event.uid)
    assert entry["CLASS"] == "PRIVATE"


def test_feed_contains_no_join_link_manage_link_or_name(
    client, make_event, make_registration, feed_of, site
):
    registration = make_registration(make_event())

    text = re.sub(r"\r\n ", "", client.get(feed_of(registration)).text)

    for never in ("secret-room", "/join/", "/registrations/", "/calendars/", "Wanjiru", "example.com",
                  "ATTENDEE", "ORGANIZER", "METHOD", "SOURCE", "VALARM"):  # fmt: skip
        assert never not in text, never
    assert "Your link to join is in the confirmation e-mail" in text


def test_feed_contains_deadlines_of_offers_and_verifications(
    client, clock, make_event, make_registration, feed_of
):
    until = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    offered = make_registration(make_event(title="Offered"))
    unproved = make_registration(make_event(title="Unproved"))
    path = feed_of(offered)
    set_status(offered, Status.OFFERED, ends_at=until)
    set_status(unproved, Status.CONFIRMED, ends_at=until)

    shown = entries(client.get(f"{path}?zone=Africa/Nairobi"))

    for title in ("Accept your place: Offered", "Confirm your registration: Unproved"):
        assert shown[title]["DTEND"].dt == until
        assert shown[title]["DTEND"].params["TZID"] == "Africa/Nairobi"
        assert shown[title]["DTSTART"].dt == until - timedelta(minutes=15)
        assert shown[title]["TRANSP"] == "TRANSPARENT"
    assert len({str(calendar_entry["UID"]) for calendar_entry in shown.values()}) == len(shown) == 4


def test_feed_shows_closing_time_to_invitees_until_they_register(
    client, make_event, make_registration, feed_of
):
    registration = make_registration(make_event(title="Mine"))
    event = make_event(title="Invited", terms={"closes_at": CLOSES})
    with transaction() as session:
        people = [Recipient("Wanjiru", "wanjiru@example.com")]
        send_invitations(session, event_id=event.id, people=people, language="en")
    path = feed_of(registration)

    before = entries(client.get(path))
    make_registration(event)
    after = entries(client.get(path))

    assert before["Registration closes: Invited"]["DTEND"].dt == CLOSES
    assert sorted(after) == ["Invited", "Mine"]


def test_feed_shows_deadline_of_delegation_to_focal_point(
    client, make_event, make_registration, feed_of
):
    registration = make_registration(make_event(title="Mine"))
    event = make_event(title="Sent", terms={"closes_at": CLOSES, "accepts_delegations": True})
    with transaction() as session:
        add_delegation(
            session, event_id=event.id, name="Mission", focal_name="W", quota=3,
            focal_email="wanjiru@example.com", language="en",
        )  # fmt: skip

    assert "Deadline for naming delegates: Sent" in entries(client.get(feed_of(registration)))


@pytest.mark.parametrize(
    ("attendance_mode", "where", "has_way"),
    [
        (AttendanceMode.ONLINE, "Online", True),
        (AttendanceMode.IN_PERSON, "Salle XIV", False),
    ],
)
def test_feed_location_follows_attendance_mode_at_hybrid_event(
    client, make_event, make_registration, feed_of, attendance_mode, where, has_way
):
    event = make_event(
        format=Format.HYBRID, place="Salle XIV", terms={"has_registration_types": True}
    )
    with transaction() as session:
        registration_type = RegistrationType(
            event_id=event.id, position=1, name="Kind", attendance_mode=attendance_mode
        )
        session.add(registration_type)
        session.flush()
        registration_type_id = registration_type.id

    (shown,) = entries(
        client.get(feed_of(make_registration(event, registration_type_id=registration_type_id)))
    ).values()

    assert str(shown["LOCATION"]) == where
    assert ("Your link to join" in str(shown["DESCRIPTION"])) is has_way


@pytest.fixture
def both_ways(make_event, site):
    """Return a hybrid event and its types: in person and online."""
    event = make_event(format=Format.HYBRID, place="Salle XIV")
    ways = (
        RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON),
        RegistrationTypeDetails("Web", AttendanceMode.ONLINE),
    )
    with transaction() as session:
        set_types(session, event.id, types=ways, revision=event.revision, site=site)
        kinds = [
            (registration_type.id, registration_type.name, registration_type.attendance_mode)
            for registration_type in types_of(session, event.id)
        ]
    return event.id, kinds


def moved(event_id, kinds, registration, site):
    """Change a registration to the second type."""
    with transaction() as session:
        organiser_id = session.get_one(Event, event_id).organiser_id
        of_event = {"event_id": event_id, "registration_id": registration.id}
        change_type(
            session, registration_type_id=kinds[1][0], organiser_id=organiser_id, **of_event
        )


def turned(event_id, kinds, registration, site):
    """Return the first type the attendance mode of the second."""
    values = [RegistrationTypeDetails(name, kinds[1][2], id=number) for number, name, _ in kinds]
    with transaction() as session:
        revision = session.get_one(Event, event_id).revision
        update_types(session, event_id, types=values, revision=revision, site=site)


@pytest.mark.parametrize("change", [moved, turned])
def test_changed_attendance_mode_bumps_last_modified(
    client, clock, both_ways, make_registration, feed_of, site, change
):
    event_id, kinds = both_ways
    event = db.session.get_one(Event, event_id)
    registration = make_registration(event, registration_type_id=kinds[0][0])
    other = make_registration(event, registration_type_id=kinds[1][0], email="other@example.com")
    path, unmoved = feed_of(registration), feed_of(other)
    (before,), left = entries(client.get(path)).values(), client.get(unmoved).data
    public = client.get("/events.ics").data
    # As far as the clock can tell, all of this happens at once.
    change(event_id, kinds, registration, site)

    (after,) = entries(client.get(path)).values()

    assert (str(before["LOCATION"]), str(after["LOCATION"])) == ("Salle XIV", "Online")
    assert before["UID"] == after["UID"]
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert after[name].dt > before[name].dt
    assert client.get(unmoved).data == left
    assert client.get("/events.ics").data == public


def test_cancelled_event_stays_in_feed_as_cancelled(
    client, make_event, make_registration, feed_of, cancel
):
    event = make_event(title="One")
    path = feed_of(make_registration(event))
    cancel(event)

    shown = entries(client.get(path))

    assert shown["Cancelled: One"]["STATUS"] == "CANCELLED"


def test_feed_contains_months_only_on_request(client, make_event, make_registration, feed_of):
    path = feed_of(make_registration(make_event(when=Month(2027, 4, "Europe/Zurich"))))

    results = [len(entries(client.get(f"{path}{query}"))) for query in ("", "?tentative=1")]

    assert results == [0, 1]


def test_feed_language_and_zone_come_from_its_address(
    client, make_event, make_registration, feed_of
):
    path = feed_of(make_registration(make_event()))
    plain = client.get(path)
    client.set_cookie("zone", "Asia/Tokyo")

    assert client.get(path).data == plain.data
    (shown,) = entries(client.get(f"{path}?zone=Africa/Nairobi")).values()
    assert "16:00 your time, Nairobi" in str(shown["DESCRIPTION"])
    assert client.get(f"{path}?zone=Mars/Base").status_code == 422
    assert client.get(f"{path}?tentative=x").status_code == 422


def test_feed_is_not_modified_until_something_changes(
    client, clock, make_event, make_registration, feed_of
):
    registration = make_registration(make_event())
    path = feed_of(registration)
    first = client.get(path)
    clock.advance(timedelta(hours=5))

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    set_status(registration, Status.WAITING, status_at=datetime(2026, 11, 26, tzinfo=UTC))
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data, changed.status_code) == (304, b"", 200)
    assert b"LAST-MODIFIED:20261126T000000Z" in changed.data


def test_feed_is_cached_privately(client, make_event, make_registration, feed_of):
    answer = client.get(feed_of(make_registration(make_event())))

    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_feed_is_not_compressed(client, make_event, make_registration, feed_of):
    path = feed_of(make_registration(make_event()))

    answer = client.get(path, headers={"Accept-Encoding": "gzip, identity;q=0.1"})

    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_feed_takes_four_queries_for_any_number_of_entries(
    client, make_event, make_registration, feed_of, make_series, deliver
):
    series = make_series("Dialogues")
    counts = []
    for number in (1, 3):
        for _ in range(number):
            registration = make_registration(make_event(series_id=series.id))
        deliver()
        path = feed_of(registration)
        with statements() as seen:
            client.get(path)
        counts.append(len([values for values in seen if values.startswith("SELECT")]))

    assert counts == [4, 4]


class TestItsAddress:
    """Create, replace and delete the link from the calendar page."""

    def test_calendar_is_created_by_post_and_shared_by_registrations_of_address(
        self, client, send, make_event, make_registration, manage
    ):
        first, second = (make_registration(make_event(title=title)) for title in ("One", "Two"))
        assert "You have no private link yet" in text_of(client.get(manage(first)))
        assert client.get(manage(first)).headers["Cache-Control"] == "no-store"

        send(manage(first))
        page = client.get(manage(second))

        links = re.findall(r'href="([^"]*/calendars/[^"]*)"', page.text)
        feed = next(link for link in links if link.startswith("http://127.0.0.1:8000/"))
        path = feed.removeprefix("http://127.0.0.1:8000").replace("&amp;", "&")
        assert "Nairobi" in client.get(path).text
        assert sorted(entries(client.get(path))) == ["One", "Two"]
        assert "webcal://127.0.0.1:8000/calendars/" in page.text
        assert len(path) < 180

    def test_get_creates_no_calendar(self, client, make_event, make_registration, manage):
        registration = make_registration(make_event())

        for query in ("", "?ask=1", "?done=created"):
            assert "/calendars/" not in client.get(manage(registration) + query).text

        assert db.session.scalars(select(PersonalCalendar)).all() == []

    def test_replaced_link_revokes_old_one(
        self, client, send, make_event, make_registration, manage, feed_of
    ):
        registration = make_registration(make_event())
        old = feed_of(registration)

        answer = send(f"{manage(registration)}?ask=1", at=manage(registration), do="replace")

        assert answer.headers["Location"] == f"{manage(registration)}?done=replaced"
        assert client.get(old).status_code == 404
        assert client.get(feed_of(registration)).status_code == 200

    def test_deleted_calendar_stays_deleted_when_another_is_created(
        self, client, send, make_event, make_registration, manage, feed_of
    ):
        event = make_event()
        registration = make_registration(event)
        old = feed_of(registration)

        send(f"{manage(registration)}?ask=1", at=manage(registration), do="delete")
        other = feed_of(make_registration(event, email="amina@example.com"))

        assert client.get(old).status_code == 404
        assert client.get(other).status_code == 200
        assert "You have no private link yet" in text_of(client.get(manage(registration)))

    def test_other_private_links_do_not_open_feed(
        self, client, make_event, make_registration, feed_of, site
    ):
        registration = make_registration(make_event())
        feed_of(registration)

        for purpose in ("manage", "join", "address"):
            token = link_token(purpose, registration.id)
            assert client.get(f"/calendars/{token}.ics").status_code == 404

    def test_feed_link_opens_no_other_page(self, client, make_event, make_registration, feed_of):
        token = feed_of(make_registration(make_event())).split("/")[-1].removesuffix(".ics")

        for path in (
            f"/registrations/{token}",
            f"/registrations/{token}/calendar",
            f"/join/{token}",
        ):
            assert client.get(path).status_code == 404


class TestForgetting:
    """No calendar outlives its registrations."""

    def test_calendar_is_deleted_with_last_registration_of_address(
        self, client, make_event, make_registration, feed_of
    ):
        both = [make_registration(make_event(title=title)) for title in ("One", "Two")]
        path = feed_of(both[0])

        results = []
        for registration in both:
            with transaction() as session:
                erasure.erase_registrant(session, registration.id)
            answer = client.get(path)
            results.append((answer.status_code, "Two" in answer.text))

        assert results == [(200, True), (404, False)]
        assert db.session.scalars(select(PersonalCalendar)).all() == []

    def test_calendar_does_not_follow_changed_address(
        self, client, make_event, make_registration, feed_of
    ):
        registration = make_registration(make_event())
        path = feed_of(registration)
        with transaction() as session:
            details_change.change_details(
                session, registration.id, name="W", email="new@example.com", affiliation="",
                timezone="Africa/Nairobi", language="en",
            )  # fmt: skip
        with transaction() as session:
            verification.replace_by_verified_address(session, registration.id, "new@example.com")

        assert client.get(path).status_code == 404
        assert db.session.scalars(select(PersonalCalendar)).all() == []

    def test_used_calendar_is_not_purged(self, make_event, make_registration, feed_of):
        feed_of(make_registration(make_event()))

        with transaction() as session:
            forget_calendars(session, ["wanjiru@example.com"])

        assert len(db.session.scalars(select(PersonalCalendar)).all()) == 1


def test_feed_shows_invitations_only_after_they_were_sent(
    client, make_event, make_registration, feed_of
):
    registration = make_registration(make_event(title="Mine"))
    event = make_event(title="Invited", terms={"closes_at": CLOSES})
    with transaction() as session:
        session.add(
            Invitee(
                event_id=event.id,
                email="wanjiru@example.com",
                address="wanjiru@example.com",
                language="en",
                created_at=CLOSES,
                name="",
            )
        )

    assert list(entries(client.get(feed_of(registration)))) == ["Mine"]
