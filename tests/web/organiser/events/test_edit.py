"""Create and edit events: defaults, stored values, effects of changes."""

from datetime import UTC, date, datetime

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import all_stored, stored
from webinars.database import db
from webinars.events.enums import EventState, Format, NotificationMode, WaitingList
from webinars.events.queries import event_by_id
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones.schedule import Days, Month, Timed


def test_new_form_has_defaults_of_online_event(signed_in):
    page = signed_in.get("/organise/events/new").text

    for part in (
        'value="Geneva, New York"',
        'value="60 min"',
        'value="Europe/Zurich">',
        'value="Amira Haddad"',
        'value="amira@example.org"',
        'checked id="accepts_registrations"',
    ):
        assert part in page, part
    assert '<option selected value="Europe/Zurich">' in page


def test_zone_list_shows_offsets_on_event_day(write, signed_in):
    new = signed_in.get("/organise/events/new").text
    summer = write(do="look", date="2027-06-17").text
    winter = write(do="look", date="2027-12-17").text
    month = write(do="look", precision="month", month="6").text

    assert '<option selected value="Europe/Zurich">Geneva, UTC+02:00</option>' in summer
    assert "UTC offsets are those of 17 June 2027." in summer
    assert '<option selected value="Europe/Zurich">Geneva, UTC+01:00</option>' in winter
    for undated in (new, month):
        assert '<option selected value="Europe/Zurich">Geneva</option>' in undated
        assert "UTC offset" not in undated


def test_submitted_values_are_saved_as_draft(write):
    answer = write(
        series="Dialogues",
        opens_on="2027-01-04",
        opens_time="9.30",
        closes_on="2027-06-16",
        closes_time="1800",
        notification_mode="daily",
        format="hybrid",
        place="Room XX",
        hosted_by="Others",
    )

    [event] = all_stored()
    assert (answer.status_code, answer.location) == (
        303,
        f"/organise/events/{event.id}/edit?done=drafted",
    )
    assert event.state is EventState.DRAFT
    assert event.when == Timed(
        datetime(2027, 6, 17, 15), datetime(2027, 6, 17, 16, 30), "Europe/Zurich"
    )
    assert (event.cities, event.languages) == (["GVA", "NYC"], ["en", "fr"])
    assert (event.format, event.place, event.hosted_by) == (Format.HYBRID, "Room XX", "Others")
    assert (event.capacity, event.notification_mode) == (250, NotificationMode.DAILY)
    assert event.opens_at == datetime(2027, 1, 4, 8, 30, tzinfo=UTC)
    assert event.closes_at == datetime(2027, 6, 16, 16, tzinfo=UTC)
    assert event_by_id(db.session(), event.id).series.name == "Dialogues"


@pytest.mark.parametrize(
    ("values", "when"),
    [
        (
            {"start": "9h05", "end": "1 h 30"},
            Timed(datetime(2027, 6, 17, 9, 5), datetime(2027, 6, 17, 10, 35), "Europe/Zurich"),
        ),
        (
            {"start": "23:00", "end": "00:30"},
            Timed(datetime(2027, 6, 17, 23), datetime(2027, 6, 18, 0, 30), "Europe/Zurich"),
        ),
        (
            {"precision": "days", "first": "2027-10-12", "last": "2027-10-15", "start": "never"},
            Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Zurich"),
        ),
        (
            {"precision": "days", "first": "2027-10-12"},
            Days(date(2027, 10, 12), date(2027, 10, 12), "Europe/Zurich"),
        ),
        ({"precision": "month", "month": "4"}, Month(2027, 4, "Europe/Zurich")),
        (
            {"zone": "Asia/Calcutta"},
            Timed(datetime(2027, 6, 17, 15), datetime(2027, 6, 17, 16, 30), "Asia/Kolkata"),
        ),
    ],
)
def test_each_precision_is_saved(write, values, when):
    write(**values)

    assert all_stored()[0].when == when


def test_published_event_is_public_immediately(write, client):
    answer = write(do="publish")

    [event] = all_stored()
    assert answer.location.endswith("?done=published")
    assert event.state is EventState.PUBLISHED
    assert client.get(f"/events/{event.slug}").status_code == 200


@pytest.mark.parametrize("do", ["look", "", "delete"])
def test_enter_key_and_unknown_buttons_save_nothing(write, do):
    answer = write(do=do)

    assert answer.status_code == 200
    assert "Thursday 17 June 2027" in answer.text
    assert all_stored() == []


def test_preview_of_empty_form_shows_no_errors(write):
    answer = write(do="look", title="", date="", start="", end="")

    assert answer.status_code == 200
    assert "sum-err" not in answer.text


def test_unchanged_form_saves_same_values(write, signed_in, make_event):
    event = make_event(
        when=Timed(datetime(2027, 6, 17, 15), datetime(2027, 6, 19, 17, 15), "Africa/Nairobi"),
        links=[{"url": "https://example.org/", "text": "More"}],
        languages=["en", "ar"],
        capacity=7,
        opens_at=datetime(2027, 1, 4, 8, 30, tzinfo=UTC),
    )
    page = signed_in.get(f"/organise/events/{event.id}/edit")
    before = {
        c.key: getattr(stored(event.id), c.key)
        for c in event.__table__.columns
        if c.key not in {"revision", "revised_at"}
    }

    answer = write(
        event.id,
        title=event.title,
        description="",
        languages="English, Arabic",
        start="15:00",
        end="50 h 15 min",
        zone="Africa/Nairobi",
        capacity="7",
        opens_on="2027-01-04",
        opens_time="11:30",
        link_text_1="More",
        link_url_1="https://example.org/",
    )

    assert answer.status_code == 303
    for values in ("50 h 15 min", "English, Arabic", "11:30", "2027-01-04"):
        assert f'value="{values}"' in page.text
    after = stored(event.id)
    assert {name: getattr(after, name) for name in before} == before


def test_series_name_ignores_case(write, make_series):
    series = make_series("Human Rights Dialogues")

    write(series="human rights dialogues")

    assert all_stored()[0].series_id == series.id


def test_new_time_notifies_registrants(write, make_event, make_registration, deliver):
    event = make_event()
    make_registration(event)
    deliver()

    page = write(event.id, do="look").text
    write(event.id, "tell", start="17:00")

    assert "1 registered person is notified by e-mail" in page
    assert stored(event.id).sequence == 1
    assert any("wanjiru@example.com" in str(mail.message["To"]) for mail in deliver())


def test_higher_capacity_promotes_waiting_registrations(write, make_event, make_registration):
    event = make_event(capacity=1, terms={"waiting_list": WaitingList.AT_ONCE})
    make_registration(event)
    waiting = make_registration(event, email="second@example.com")

    write(event.id, "tell", capacity="2")

    db.session.rollback()
    assert db.session.get(Registration, waiting.id).status is Status.CONFIRMED


def test_capacity_below_places_held_shows_error_with_count(write, make_event, make_registration):
    event = make_event(capacity=3)
    for who in "ab":
        make_registration(event, email=f"{who}@example.com")

    answer = write(event.id, capacity="1", title="Mine stays")

    assert answer.status_code == 409
    assert "2 places are taken" in answer.text
    assert 'value="Mine stays"' in answer.text
    assert (stored(event.id).capacity, stored(event.id).title) == (3, event.title)


def test_open_questions_are_resolved_by_confirming_form(write, make_event):
    event = make_event(
        publish=False, reading={"questions": [{"code": "day-or-month", "readings": []}]}
    )

    refused = write(event.id, do="publish")
    still = stored(event.id).state
    write(event.id, do="publish", agreed="yes")

    assert (refused.status_code, still) == (409, EventState.DRAFT)
    assert stored(event.id).state is EventState.PUBLISHED


def test_open_questions_stay_open_until_confirmed(signed_in, write, make_event):
    event = make_event(
        publish=False,
        reading={"questions": [{"code": "day-or-month", "readings": ["5 July", "7 May"]}]},
    )

    write(event.id, title="Saved")

    page = signed_in.get(f"/organise/events/{event.id}/edit").text
    assert "7 May" in page
    assert 'name="agreed"' in page
    assert stored(event.id).reading["questions"]


def test_only_drafts_are_deleted(signed_in, make_event):
    draft, public = make_event(publish=False), make_event()

    asked = signed_in.get(f"/organise/events/{draft.id}/removal")
    before = stored(draft.id)
    token = {"csrf_token": token_of(signed_in.get("/organise/events/new"))}
    removed = signed_in.post(f"/organise/events/{draft.id}/removal", data=token)
    refused = signed_in.post(f"/organise/events/{public.id}/removal", data=token)

    assert (asked.status_code, before is not None) == (200, True)
    assert (removed.status_code, refused.status_code) == (303, 409)
    assert stored(draft.id) is None
    assert stored(public.id) is not None


def test_event_id_in_form_is_ignored(write, make_event):
    own, other = make_event(title="Mine"), make_event(title="Other")

    write(own.id, title="Changed", id=str(other.id), event_id=str(other.id))

    assert stored(own.id).title == "Changed"
    assert stored(other.id).title == "Other"


def test_expired_form_keeps_entered_values(signed_in):
    answer = signed_in.post("/organise/events/new", data={"title": "Mine", "do": "publish"})

    assert answer.status_code == 400
    assert 'value="Mine"' in answer.text
    assert all_stored() == []


def test_page_is_not_cached(signed_in, make_event):
    page = signed_in.get(f"/organise/events/{make_event().id}/edit")

    assert page.headers["Cache-Control"] == "no-store"
    assert token_of(page)


def test_form_of_cancelled_event_announces_no_email(
    signed_in, make_event, make_registration, cancel
):
    event = make_event()
    make_registration(event)
    cancel(event)

    page = signed_in.get(f"/organise/events/{event.id}/edit").text

    assert "The event is cancelled: nobody is notified of changes." in page
    assert "is told by mail" not in page
    assert "/postponement" not in page
    assert "/cancellation" not in page
