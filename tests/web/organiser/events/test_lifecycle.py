"""Lifecycle of events: publish, withdraw, postpone, cancel, reinstate, copy; and permissions."""

import pytest
from flask import url_for

from tests.web.conftest import token_of
from tests.web.organiser.conftest import all_stored, stored
from tests.web.pages import statements, text_of
from webinars.access.invitee_state import Partstat
from webinars.access.models import Invitee
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.enums import EventState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.timezones.schedule import Month
from webinars.web.core.security import endpoint_policies

ENDPOINTS = {
    "edit": "organiser_event_form.edit",
    "publication": "organiser_lifecycle.publish",
    "withdrawal": "organiser_lifecycle.unpublish",
    "postponement": "organiser_lifecycle.postpone",
    "cancellation": "organiser_lifecycle.cancel",
    "restoration": "organiser_lifecycle.reinstate",
    "copy": "organiser_copy_event.copy",
}
VIEWS = tuple(ENDPOINTS)


def test_draft_is_published_from_list(press, signed_in, make_event):
    event = make_event(publish=False)
    listed = signed_in.get("/organise/events").text

    answer = press(f"/organise/events/{event.id}/publication")

    assert f'action="/organise/events/{event.id}/publication"' in listed
    assert answer.location == f"/organise/events/{event.id}/edit?done=published"
    assert stored(event.id).state is EventState.PUBLISHED


def test_draft_with_open_question_is_not_published(press, signed_in, make_event):
    asked = {"questions": [{"code": "day-or-month", "readings": []}]}
    event = make_event(publish=False, reading=asked)
    listed = signed_in.get("/organise/events").text

    answer = press(f"/organise/events/{event.id}/publication")

    assert "/publication" not in listed
    assert answer.status_code == 409
    assert "leaves a question open" in answer.text
    assert stored(event.id).state is EventState.DRAFT


@pytest.mark.parametrize(
    ("view", "publish"),
    [
        ("publication", False),
        ("withdrawal", True),
        ("postponement", True),
        ("cancellation", True),
    ],
)
def test_repeated_action_succeeds_once(press, make_event, view, publish):
    event = make_event(publish=publish)
    path = f"/organise/events/{event.id}/{view}"

    first = press(path)
    once = (stored(event.id).state, stored(event.id).revision, stored(event.id).sequence)
    second = press(path)

    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert once == (stored(event.id).state, stored(event.id).revision, stored(event.id).sequence)


@pytest.mark.parametrize(
    ("view", "state"),
    [
        ("withdrawal", EventState.DRAFT),
        ("postponement", EventState.POSTPONED),
        ("cancellation", EventState.CANCELLED),
    ],
)
def test_lifecycle_actions_need_confirmation(press, signed_in, make_event, view, state):
    event = make_event()
    path = f"/organise/events/{event.id}/{view}"

    asked = signed_in.get(path)
    before = stored(event.id).state
    answer = press(path)

    assert "Nobody has registered, so nobody is notified." in text_of(asked)
    assert before is EventState.PUBLISHED
    assert answer.status_code == 303
    assert stored(event.id).state is state
    assert signed_in.get(answer.location).status_code == 200


@pytest.mark.parametrize("view", ["postponement", "cancellation"])
def test_confirmation_shows_number_of_people_notified(
    signed_in, make_event, make_registration, view
):
    event = make_event(capacity=1)
    for who in "abc":
        make_registration(event, email=f"{who}@example.com")

    asked = text_of(signed_in.get(f"/organise/events/{event.id}/{view}"))

    assert "3 people with a place or on the waiting list are notified by e-mail." in asked


def test_cancellation_notifies_registrants(press, make_event, make_registration, deliver):
    event = make_event()
    make_registration(event)
    deliver()

    press(f"/organise/events/{event.id}/cancellation")

    told = [mail for mail in deliver() if "wanjiru@example.com" in str(mail.message["To"])]
    assert [b"METHOD:CANCEL" in (mail.calendar or b"") for mail in told] == [True]


def test_event_with_registrations_is_not_withdrawn(press, signed_in, make_event, make_registration):
    event = make_event()
    place = make_registration(event)
    path = f"/organise/events/{event.id}/withdrawal"

    answers = [press(path), signed_in.get(path)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Postpone or cancel it" in answers[0].text
    assert stored(event.id).state is EventState.PUBLISHED

    with transaction() as session:
        cancel_registration(session, place.id)
    assert press(path).status_code == 303
    assert stored(event.id).state is EventState.DRAFT


@pytest.mark.parametrize("view", ["publication", "withdrawal", "postponement"])
def test_cancelled_event_cannot_be_postponed_or_published(press, make_event, cancel, view):
    event = make_event()
    cancel(event)

    assert press(f"/organise/events/{event.id}/{view}").status_code == 409
    assert stored(event.id).state is EventState.CANCELLED


def test_reinstated_event_fills_free_places(
    press, signed_in, make_event, make_registration, cancel
):
    event = make_event(capacity=1)
    first = make_registration(event)
    second = make_registration(event, email="second@example.com")
    cancel(event)
    with transaction() as session:
        cancel_registration(session, first.id)
    path = f"/organise/events/{event.id}"

    page = signed_in.get(f"{path}/edit").text
    asked = text_of(signed_in.get(f"{path}/restoration"))
    before = stored(event.id).state
    answer = press(f"{path}/restoration")
    again = press(f"{path}/restoration")

    assert f'href="{path}/restoration"' in page
    assert "Reinstate this event?" in asked
    assert before is EventState.CANCELLED
    assert answer.location == f"{path}/edit?done=restored"
    assert stored(event.id).state is EventState.PUBLISHED
    assert db.session.get(Registration, second.id).status is Status.OFFERED
    assert again.location == answer.location
    assert "restoration" not in signed_in.get(f"{path}/edit").text


def test_copy_is_independent_draft(press, make_event):
    event = make_event(capacity=5, languages=["fr"], links=[{"url": "https://a.org/", "text": "A"}])

    answer = press(f"/organise/events/{event.id}/copy")

    first, copy = all_stored()
    assert answer.location == f"/organise/events/{copy.id}/edit?done=copied"
    assert copy.state is EventState.DRAFT
    assert copy.uid != first.uid
    assert copy.slug != first.slug
    for name in ("title", "when", "cities", "capacity", "languages", "links", "meeting_url"):
        assert getattr(copy, name) == getattr(first, name), name


@pytest.mark.parametrize("view", VIEWS)
def test_event_of_other_organiser_looks_like_missing_one(app, as_another, make_event, view):
    event = make_event()
    token = token_of(as_another.get("/organise/events/new"))
    methods = {m for rule in app.url_map.iter_rules(ENDPOINTS[view]) for m in rule.methods}

    for method in methods & {"GET", "POST"}:
        answers = [
            as_another.open(
                f"/organise/events/{number}/{view}", method=method, data={"csrf_token": token}
            )
            for number in (event.id, 4711, 2**31 - 1, 2**31, 10**30)
        ]

        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1
    assert [item.state for item in all_stored()] == [EventState.PUBLISHED]


@pytest.mark.parametrize("view", VIEWS)
def test_visitors_must_sign_in_and_foreign_forms_are_refused(
    app, client, signed_in, make_event, view
):
    event = make_event()
    path = f"/organise/events/{event.id}/{view}"
    stranger = app.test_client()

    without_token = signed_in.post(path, data={"do": "save"})
    foreign = signed_in.post(path, headers={"Sec-Fetch-Site": "cross-site"})

    assert stranger.post(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code in {400, 401}
    assert stranger.get(path).status_code in {401, 405}
    assert (without_token.status_code, foreign.status_code) == (400, 403)
    assert [item.revision for item in all_stored()] == [event.revision]


def test_administrator_changes_events_of_others(press, signed_in, as_another, app):
    token = token_of(as_another.get("/organise/events/new"))
    as_another.post(
        "/organise/events/new",
        data={
            "csrf_token": token, "do": "publish", "title": "Bo's", "precision": "month",
            "month": "4", "year": "2027", "zone": "UTC", "format": "online", "notification_mode": "each",
        },
    )  # fmt: skip
    [event] = all_stored()

    listed = text_of(signed_in.get("/organise/events"))
    answer = press(f"/organise/events/{event.id}/cancellation")

    assert "Organised by Bo" in listed
    assert answer.status_code == 303
    assert stored(event.id).state is EventState.CANCELLED


def test_every_organiser_page_requires_an_organiser(app):
    for endpoint, rule in endpoint_policies.POLICIES.items():
        if endpoint.startswith("organiser_"):
            assert rule.who in {"organiser", "admin"}


@pytest.mark.parametrize("is_admin", [True, False])
def test_query_count_of_list_does_not_depend_on_number_of_events(
    signed_in, organiser, make_event, make_registration, is_admin
):
    with transaction() as session:
        session.get_one(Organiser, organiser.id).is_admin = is_admin
    counts = []
    for title in ("One", "Two", "Three"):
        make_registration(make_event(title=title))
        make_event(title=f"Draft {title}", publish=False, when=Month(2027, 4, "UTC"))
        with statements() as seen:
            signed_in.get("/organise/events")
        counts.append(len(seen))

    assert counts[0] == counts[-1]


def test_urls_match_design(app):
    with app.test_request_context():
        result = [url_for(endpoint, event_id=7) for endpoint in ENDPOINTS.values()]

    assert result == [f"/organise/events/7/{view}" for view in VIEWS]


def test_new_time_reinstates_postponed_event(press, write, make_event):
    event = make_event()
    press(f"/organise/events/{event.id}/postponement")

    spelling = write(event.id, date="2027-07-16", end="16:30", title="Another title")
    before = stored(event.id).state
    write(event.id, date="2027-09-16")

    assert spelling.status_code == 303
    assert before is EventState.POSTPONED
    assert stored(event.id).state is EventState.PUBLISHED


def test_event_in_calendars_of_invitees_is_not_unpublished(signed_in, make_event):
    event = make_event()
    with transaction() as session:
        invitee = Invitee(
            event_id=event.id, email="ann@example.org", address="ann@example.org", language="en",
            created_at=event.created_at, invited_at=event.created_at, is_invited_by_calendar=True,
        )  # fmt: skip
        request = Invitation(
            event_id=event.id, message_id=1, address="ann@example.org", method=ItipMethod.REQUEST,
            sequence=0, created_at=event.created_at,
        )  # fmt: skip
        session.add_all([invitee, request])

    refused = signed_in.get(f"/organise/events/{event.id}/withdrawal")
    asked = text_of(signed_in.get(f"/organise/events/{event.id}/cancellation"))

    assert refused.status_code == 409
    assert "Invited people have this event in their calendars." in text_of(refused)
    assert "1 invited person has the event in the calendar" in asked
    with transaction() as session:
        session.get_one(Invitee, invitee.id).partstat = Partstat.DECLINED
    assert signed_in.get(f"/organise/events/{event.id}/withdrawal").status_code == 200
