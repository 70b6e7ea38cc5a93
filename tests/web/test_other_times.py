"""A webinar that is held more than once: its page, its form, the list, a registrant's page, the organiser's."""

import html
import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.questions.asking import ask
from tests.web.conftest import token_of
from tests.web.pages import at, statements, text_of, titles
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.event_messages.models import EventMessage
from webinars.events.alternative_models import AlternativeGroup
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event
from webinars.events.roles import Role
from webinars.events.team.member_history import RoleScope
from webinars.events.team.membership import store_role
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock

ANA = {"name": "Ana", "email": "ana@example.org", "affiliation": "", "zone": "", "lang": "en"}
_CHECKED = re.compile(r'name="alternative" value="([^"]+)" checked')


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def times(make_event):
    """Make a webinar that is held at 3:00, 10:00 and 17:00 in Geneva on a Thursday; return its events."""
    with transaction() as session:
        group = AlternativeGroup(created_at=the_clock.now())
        session.add(group)
        session.flush()
        terms = {"alternative_group_id": group.id}
    return [make_event(when=at(2027, 6, 10, hour), terms=terms) for hour in (3, 10, 17)]


def stored():
    db.session().rollback()
    rows = select(Registration.event_id, Registration.status).order_by(Registration.id)
    return [tuple(row) for row in db.session().execute(rows)]


def set_capacity(event, capacity):
    with transaction() as session:
        session.get_one(Event, event.id).capacity = capacity
        session.get_one(Event, event.id).revision += 1


def order_of(page):
    """Return when the times on a page are, in their order."""
    return re.findall(r"<b>(Thursday|Wednesday|Friday) \d+ June 2027, ([\d:]+)", page.text)


@pytest.mark.parametrize(
    ("zone", "order", "suggested"),
    [
        ("Europe/Zurich", ["10:00", "17:00", "03:00"], 1),
        ("America/New_York", ["11:00", "21:00", "04:00"], 2),
        ("Asia/Tokyo", ["10:00", "17:00", "00:00"], 0),
    ],
)
def test_page_and_form_offer_the_time_in_the_readers_day_first(
    times, client, zone, order, suggested
):
    page = client.get(f"/events/{times[1].slug}?zone={zone}", follow_redirects=True)
    form = client.get(f"/events/{times[1].slug}/registrations")

    assert "This webinar is held 3 times" in text_of(page)
    assert [time for _day, time in order_of(page)] == order
    assert [time for _day, time in order_of(form)] == order
    assert page.text.count("Suggested for you") == 1
    assert page.text.index("Suggested for you") < page.text.index(f"{order[0]}–")
    assert _CHECKED.findall(form.text) == [times[suggested].slug]


def test_without_a_known_zone_none_is_suggested_and_the_forms_own_time_is_chosen(times, client):
    page = client.get(f"/events/{times[1].slug}")
    form = client.get(f"/events/{times[1].slug}/registrations")

    assert "Suggested for you" not in page.text
    assert "at night for you" not in page.text
    assert _CHECKED.findall(form.text) == [times[1].slug]


def test_form_registers_for_the_chosen_time(times, client, send):
    path = f"/events/{times[0].slug}/registrations"

    answer = send(path, alternative=times[2].slug, **ANA)

    assert answer.headers["Location"].startswith(f"/events/{times[2].slug}/")
    assert stored() == [(times[2].id, Status.CONFIRMED)]


def test_stored_pages_follow_the_places_and_state_of_other_times(
    times, client, make_registration, site
):
    set_capacity(times[1], 1)
    paths = f"/events/{times[0].slug}", f"/events/{times[0].slug}/registrations"
    assert not [path for path in paths if "Full" in text_of(client.get(path))]

    make_registration(times[1])
    assert not [path for path in paths if "Full" not in text_of(client.get(path))]
    with transaction() as session:
        cancel_event(session, times[1].id, site)
    assert not [path for path in paths if "Cancelled" not in text_of(client.get(path))]


def test_link_to_one_time_chooses_it_whatever_is_suggested(times, client):
    client.get(f"/events/{times[1].slug}?zone=Asia/Tokyo")
    slug = times[2].slug

    form = client.get(f"/events/{slug}/registrations?time={slug}")

    assert _CHECKED.findall(form.text) == [slug]


def test_full_time_is_a_waiting_list_and_one_with_places_is_suggested(
    times, client, send, make_registration
):
    set_capacity(times[1], 1)
    make_registration(times[1])

    client.get(f"/events/{times[1].slug}?zone=Europe/Zurich")
    form = client.get(f"/events/{times[1].slug}/registrations")

    assert _CHECKED.findall(form.text) == [times[2].slug]
    assert "Full waiting list open" in text_of(form)
    assert "<h1>Register</h1>" in form.text
    send(f"/events/{times[1].slug}/registrations", alternative=times[1].slug, **ANA)
    assert stored()[-1] == (times[1].id, Status.WAITING)


def test_time_of_another_webinar_is_refused_and_what_was_typed_stays(times, make_event, send):
    other = make_event()

    for slug in (other.slug, "no-such-event", "x" * 300):
        answer = send(f"/events/{times[0].slug}/registrations", alternative=slug, **ANA)
        assert answer.status_code == 422
        assert 'value="ana@example.org"' in answer.text
    assert stored() == []


def test_closed_time_is_said_at_the_choice(times, site, send):
    with transaction() as session:
        cancel_event(session, times[2].id, site)

    answer = send(f"/events/{times[0].slug}/registrations", alternative=times[2].slug, **ANA)

    assert answer.status_code == 409
    assert "Registration is not open: Cancelled" in text_of(answer)
    assert stored() == []


def test_forms_with_questions_are_one_for_each_time(times, client):
    ask(times[0], label="Why?")

    form = client.get(f"/events/{times[0].slug}/registrations")

    assert 'name="alternative"' not in form.text
    assert f'/events/{times[1].slug}/registrations?time={times[1].slug}"' in form.text


def test_drafts_and_times_that_are_over_are_not_offered(times, client, clock):
    with transaction() as session:
        session.get_one(Event, times[2].id).state = "draft"
    page = client.get(f"/events/{times[0].slug}")
    assert "This webinar is held 2 times" in text_of(page)

    the_clock.stop(times[0].ends_at)
    assert "This webinar is held once more" in text_of(client.get(f"/events/{times[0].slug}"))
    assert "This webinar is held" not in text_of(client.get(f"/events/{times[1].slug}"))


def test_list_has_one_entry_for_all_times(times, make_event, client, make_registration):
    make_event(title="Another one", when=at(2027, 6, 10, 12))
    set_capacity(times[1], 1)
    make_registration(times[1])

    page = client.get("/?zone=Europe/Zurich", follow_redirects=True)

    assert titles(page) == ["Another one", "Children deprived of liberty"]
    assert f'<h3><a href="/events/{times[2].slug}"' in page.text
    shown = text_of(page)
    assert "03:00–04:30 ; Thursday 10 June 2027, 10:00–11:30 (Full)" in shown
    assert f'href="/events/{times[0].slug}"' in page.text


def test_list_shows_a_time_that_takes_place_before_a_cancelled_one(times, site, client):
    with transaction() as session:
        cancel_event(session, times[0].id, site)

    page = client.get("/")

    assert f'<h3><a href="/events/{times[1].slug}"' in page.text
    assert re.search(r"Also held: [^;]+ \(Cancelled\)", text_of(page))


def test_registrant_changes_to_another_time(times, make_registration, client, send):
    registration = make_registration(times[0])
    path = f"/registrations/{link_token('manage', registration.id)}"
    assert "Other times of this webinar" in text_of(client.get(path))

    answer = send(f"{path}/time", event=str(times[2].id))

    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "You have changed to this time" in text_of(page)
    assert "18:00" in text_of(page)
    assert stored() == [(times[0].id, Status.CANCELLED), (times[2].id, Status.CONFIRMED)]
    assert "You changed to another time" in text_of(client.get(path))


def test_registrant_of_two_times_is_asked_and_keeps_one(times, make_registration, client, send):
    first, second = (make_registration(event) for event in times[:2])
    path = f"/registrations/{link_token('manage', second.id)}"
    assert "instead of it, or also?" in text_of(client.get(path))
    public = client.get(f"/events/{times[0].slug}/registrations")
    assert "instead" not in public.text

    send(f"{path}/time", event=str(times[1].id))

    assert stored() == [(first.event_id, Status.CANCELLED), (second.event_id, Status.CONFIRMED)]


def test_registrant_who_cannot_move_keeps_the_place_and_reads_why(times, make_registration, send):
    set_capacity(times[2], 1)
    make_registration(times[2], email="ali@example.org")
    registration = make_registration(times[0])
    path = f"/registrations/{link_token('manage', registration.id)}/time"

    answer = send(path, event=str(times[2].id))

    assert answer.status_code == 409
    assert "No place is left at that time, so you keep what you have." in text_of(answer)
    assert stored()[-1] == (times[0].id, Status.CONFIRMED)
    for event in ("", "x", "99999999", "9" * 30):
        assert send(path, event=event).status_code in (200, 303)


def test_event_that_is_held_once_costs_no_further_statement(make_event, client):
    event = make_event()
    paths = (f"/events/{event.slug}", f"/events/{event.slug}/registrations", "/")
    for path in paths:
        with statements() as seen:
            client.get(path)
        assert not [one for one in seen if "alternative_group_id" in one.partition("WHERE")[2]]


# --- The organiser's page


@pytest.fixture
def post(signed_in):
    """Return a function that posts to a page below an event's."""
    token = token_of(signed_in.get("/links"))

    def post(event, path, **fields):
        fields = {"csrf_token": token, **fields}
        return signed_in.post(f"/organise/events/{event.id}/{path}", data=fields)

    return post


NEW = {
    "date": "2027-06-17",
    "start": "18:00",
    "zone": "America/New_York",
    "languages": "French",
    "capacity": "5",
    "meeting_url": "",
    "do": "publish",
}


def test_organiser_adds_a_time_and_takes_it_out(make_event, signed_in, post):
    source = make_event(when=at(2027, 6, 17, 15))
    assert "Hold this webinar once more" in text_of(
        signed_in.get(f"/organise/events/{source.id}/times")
    )

    answer = post(source, "times/new", **NEW)

    assert answer.status_code == 303
    page = text_of(signed_in.get(answer.headers["Location"]))
    assert "1 time was published." in page
    assert "18:00 New York" in page
    assert "French" in page
    [made] = [one for one in all_events() if one.id != source.id]
    assert (made.capacity, made.languages, made.meeting_url) == (5, ["fr"], source.meeting_url)
    assert (made.ends_at - made.starts_at) == (source.ends_at - source.starts_at)
    answer = post(source, "times/separation", other=str(made.id))
    assert "one of its own now" in text_of(signed_in.get(answer.headers["Location"]))
    assert [one.alternative_group_id for one in all_events()] == [None, None]


def all_events():
    db.session().rollback()
    return db.session().scalars(select(Event).order_by(Event.id)).all()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"date": ""}, "Choose the date."),
        ({"start": ""}, "Enter the start, such as 15:00."),
        ({"date": "2027-03-14", "start": "02:30"}, "02:30"),  # skipped in New York
        ({"zone": "Nowhere"}, "Choose a time zone"),
        ({"capacity": "-1"}, "Enter a whole number"),
        ({"date": "2027-06-17", "start": "15:30", "zone": "Europe/Zurich", "languages": ""},
         "The webinar is held then already"),
    ],
)  # fmt: skip
def test_wrong_time_is_said_at_its_field_and_nothing_typed_is_lost(
    make_event, post, values, sentence
):
    source = make_event(when=at(2027, 6, 17, 15))

    answer = post(source, "times/new", **{**NEW, **values})

    assert answer.status_code in (409, 422)
    assert sentence in text_of(answer)
    assert f'value="{values.get("start", "18:00")}"' in answer.text
    assert len(all_events()) == 1


def test_form_without_its_button_or_token_adds_nothing(make_event, signed_in, post):
    source = make_event(when=at(2027, 6, 17, 15))

    without_button = post(source, "times/new", **{**NEW, "do": ""})
    without_token = signed_in.post(f"/organise/events/{source.id}/times/new", data=NEW)

    assert (without_button.status_code, without_token.status_code) == (422, 400)
    for page in (without_button, without_token):
        assert 'value="18:00"' in page.text
    assert len(all_events()) == 1


def test_proposed_times_are_added_together_and_known_ones_are_not(make_event, signed_in, post):
    source = make_event(when=at(2027, 6, 17, 15))
    proposed = "fair=2027-06-17T15:00/90/Europe/Zurich|fair=2027-06-17T06:00/90/Europe/Zurich"
    page = signed_in.get(f"/organise/events/{source.id}/times/new", query_string={"take": proposed})
    assert "2 proposed times" in text_of(page)

    post(source, "times/new", do="save", proposed=proposed, languages="", capacity="")
    post(source, "times/new", do="save", proposed="fair=x/y/z|fair=2027-06-17T06:00/0/UTC|rest")

    assert len(all_events()) == 2


def test_organiser_joins_an_event(make_event, signed_in, post):
    source, other = make_event(when=at(2027, 6, 17, 15)), make_event(when=at(2027, 6, 18, 15))

    assert post(source, "times/joining", other="999").status_code == 422
    post(source, "times/joining", other=str(other.id))

    first, second = all_events()
    assert first.alternative_group_id == second.alternative_group_id is not None


def test_message_goes_to_all_times_if_its_filters_are_of_none(
    times, make_registration, post, signed_in
):
    for number, event in enumerate(times):
        make_registration(event, email=f"person{number}@example.org")
    written = {"subject": "News", "text": "Hello", "statuses": "confirmed", "all_times": "y"}

    refused = post(times[0], "messages/new", **written, people="person0@example.org")
    assert refused.status_code == 422
    assert "A message to all times goes by status and presence only." in text_of(refused)
    path = post(times[0], "messages/new", **written).headers["Location"].partition("?")[0]
    assert "all times of this webinar" in text_of(signed_in.get(path))
    post(times[0], f"messages/{path.rpartition('/')[2]}/sending", revision="1", do="now")

    db.session().rollback()
    rows = db.session().execute(select(EventMessage.event_id, EventMessage.state))
    assert {event_id for event_id, state in rows if state == "sending"} == {
        event.id for event in times
    }


def test_message_to_all_times_needs_the_role_on_each(times, client, send):
    member_id = add_registrations_member(times[0])
    with transaction() as session:
        token = issue_sign_in_token(session, session.get_one(Organiser, member_id))
    send(f"/sign-in/{token}")

    page = client.get(f"/organise/events/{times[0].id}/messages/new")

    assert page.status_code == 200
    assert "all_times" not in page.text


def add_registrations_member(event):
    with transaction() as session:
        member = add_organiser(session, email="li@example.org", name="Li", timezone="UTC")
        session.flush()
        event = session.get_one(Event, event.id)
        store_role(session, RoleScope(event.id), member, Role.REGISTRATIONS)
        return member.id


def test_fair_time_leads_to_the_proposed_times(make_event, signed_in):
    source = make_event(when=at(2027, 6, 16, 15))
    path = f"/organise/fair-time?event={source.id}"
    token = token_of(signed_in.get(path))
    asked = {
        "fair_places": "Geneva, Los Angeles, Tokyo", "fair_date": "2027-06-16", "fair_every": "7",
        "fair_duration": "90 min", "fair_zone": "Europe/Zurich", "fair_night_until": "07:00",
        "fair_work_from": "09:00", "fair_work_until": "18:00", "fair_night_from": "22:00",
        "fair_weekends": "country",
    }  # fmt: skip

    page = signed_in.post(path, data={"csrf_token": token, **asked})

    [address] = re.findall(r'href="([^"]+)">Hold it at these 2 times', page.text)
    assert "2 proposed times" in text_of(signed_in.get(html.unescape(address)))


def test_forms_say_what_is_changed_in_all_times(times, make_event, signed_in):
    sentences = {"edit": "are changed in all.", "materials": "They are those of all times"}
    for page, sentence in sentences.items():
        for event, is_said in ((times[0], True), (make_event(), False)):
            shown = text_of(signed_in.get(f"/organise/events/{event.id}/{page}"))
            assert (sentence in shown) is is_said


def test_statistics_have_a_row_for_each_time_and_a_total(times, make_registration, signed_in):
    make_registration(times[0])
    make_registration(times[2])
    make_registration(times[2], email="ali@example.org")

    shown = text_of(signed_in.get(f"/organise/events/{times[0].id}/statistics"))

    assert "All times of this webinar" in shown
    assert re.search(r"Total 3 3 0", shown)
