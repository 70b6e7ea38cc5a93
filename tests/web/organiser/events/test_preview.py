"""Preview of the event form, rendered on the server; nothing is stored."""

import html
import re
from datetime import datetime

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored
from tests.web.pages import statements
from webinars.timezones.schedule import Timed


@pytest.fixture
def look(signed_in):
    """Return a function that submits a form for its preview."""
    token = token_of(signed_in.get("/organise/events/new"))

    def look(**values):
        fields = {"csrf_token": token, **FILLED, **values}
        return signed_in.post("/organise/events/preview", data=fields)

    return look


def words(answer):
    plain = re.sub(r"<svg.*?</svg>", " ", answer.text, flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", plain).split()))


def line(answer):
    return html.unescape(re.search('data-line="([^"]*)"', answer.text).group(1))


def test_preview_shows_times_duration_and_list_row(look):
    answer = look()

    values = words(answer)
    assert answer.status_code == 200
    assert line(answer) == "Thursday 17 June 2027, 15:00 Geneva / 09:00 New York"
    assert "15:00 to 16:30 Thursday 17 June 2027 90 minutes" in values
    assert "In the list 17 Thu 15:00 Geneva Access to justice" in values
    assert "Time in each city" in values
    assert "<html" not in answer.text
    assert all_stored() == []


def test_unusual_difference_suggests_usual_hour(look):
    answer = look(date="2027-03-17", end="16:30")

    assert "New York is 5 hours behind Geneva that day, not 6 hours." in words(answer)
    assert "If you mean 09:00 in New York, start at 14:00." in words(answer)
    assert 'name="take" value="move=2027-03-17T14:00"' in answer.text


def test_preview_without_unusual_difference_suggests_nothing(look):
    assert 'name="take"' not in look().text


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            {"precision": "days", "first": "2027-10-12", "last": "2027-10-15"},
            "12–15 October 2027",
        ),
        ({"precision": "month", "month": "4"}, "April 2027"),
        (
            {"date": "2027-10-31", "start": "02:30"},
            "02:30 occurs twice in Geneva that day, because the clocks go back. Choose one of these times.",
        ),
        (
            {"date": "2027-03-28", "start": "02:30"},
            "02:30 does not exist in Geneva that day, because the clocks go forward. Choose one of these times.",
        ),
        ({"date": ""}, ""),
        ({"start": "half past"}, "Enter a time in 24-hour format, such as 15:00."),
    ],
)
def test_preview_sentence_gives_time_or_errors(look, values, shown):
    assert line(look(**values)) == shown


ROOM = "https://us02web.zoom.us/j/1?pwd=sesame"
READ_BY_ALL = "contain a meeting link that everyone would see"


@pytest.mark.parametrize(
    "values",
    [
        {"description": f"Join us: {ROOM}"},
        {"description": f"Join [here]({ROOM})"},
        {"format": "in_person", "place": f"Room XX, {ROOM}"},
        {"link_text_3": "Join", "link_url_3": ROOM},
        {"description": ROOM, "date": ""},
    ],
)
def test_preview_warns_of_meeting_link_in_public_text(look, values):
    assert READ_BY_ALL in words(look(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"meeting_url": ROOM},
        {"description": "See https://www.un.org/zoom and https://zoom.us/webinar/register/1"},
        {"description": ROOM, "accepts_registrations": ""},
        {"description": ROOM, "external_url": "https://other.example.org"},
    ],
)
def test_preview_allows_private_or_external_meeting_link(look, values):
    assert READ_BY_ALL not in words(look(**values))


def test_incomplete_form_is_previewed(look):
    answer = look(title="", cities="Nowhere", format="", contact_email="amira@")

    assert answer.status_code == 200
    assert "No title yet" in words(answer)
    assert line(answer) == "Thursday 17 June 2027, 15:00 Geneva"


def test_empty_form_is_previewed(signed_in):
    token = token_of(signed_in.get("/organise/events/new"))

    answer = signed_in.post("/organise/events/preview", data={"csrf_token": token})

    assert answer.status_code == 200


def test_hostile_text_is_escaped_in_preview(look):
    answer = look(title='"><script>alert(1)</script>', place="<b>x", series="<i>y", format="hybrid")

    assert "<script>" not in answer.text
    assert "<b>x" not in answer.text
    assert "<i>y" not in answer.text


def test_preview_queries_only_the_session(look):
    look()
    with statements() as seen:
        look()

    assert len([part for part in seen if not part.startswith("BEGIN")]) == 1
    assert any("FROM organiser_sessions" in part for part in seen)


def test_preview_needs_csrf_token_and_same_site(signed_in, app):
    without = signed_in.post("/organise/events/preview", data=FILLED)
    foreign = signed_in.post(
        "/organise/events/preview", data=FILLED, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (without.status_code, foreign.status_code) == (400, 403)
    assert app.test_client().get("/organise/events/preview").status_code == 405


def test_page_shows_same_preview_without_script(signed_in, make_event):
    start = datetime(2027, 3, 17, 15)
    event = make_event(when=Timed(start, start.replace(hour=16), "Europe/Zurich"))

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    assert line(page) == "Wednesday 17 March 2027, 15:00 Geneva / 10:00 New York"
    assert 'name="take" value="move=2027-03-17T14:00"' in page.text


def test_first_button_of_form_updates_preview(signed_in):
    page = signed_in.get("/organise/events/new").text
    form = page[page.index('<form id="event"') :]

    first = re.search(r"<button[^>]*>", form).group(0)
    assert 'name="do" value="look"' in first


def test_preview_shows_state_of_event(look, make_event, cancel, signed_in):
    event = make_event()
    cancel(event)
    form = signed_in.get(f"/organise/events/{event.id}/edit")
    path = re.search('data-preview="([^"]+)"', form.text)[1]

    drawn = signed_in.post(path, data={"csrf_token": token_of(form), **FILLED})

    assert "In the list 17 Thu 15:00" in words(look())
    assert words(look()).count("Draft") == 1
    assert "Open" not in words(look()) + words(drawn)
    assert "Cancelled" in words(drawn)
    assert "<s><time" in drawn.text


def test_preview_of_full_event_shows_it_as_full(make_event, make_registration, signed_in):
    event = make_event(capacity=1)
    make_registration(event)
    form = signed_in.get(f"/organise/events/{event.id}/edit")
    path = re.search('data-preview="([^"]+)"', form.text)[1]

    full, enlarged = (
        signed_in.post(path, data={"csrf_token": token_of(form), **FILLED, "capacity": places})
        for places in ("1", "2")
    )

    assert ("Full" in words(full), "Open" in words(full)) == (True, False)
    assert "Open" in words(enlarged)


def test_preview_of_other_organisers_event_is_not_found(look, signed_in):
    form = signed_in.get("/organise/events/new")
    data = {"csrf_token": token_of(form), **FILLED}

    answer = signed_in.post("/organise/events/preview?event=4711", data=data)

    assert answer.status_code == 404


def test_preview_names_unrecognised_cities_and_shows_others(look):
    values = words(look(cities="Geneva, Kampalla, Kampala, San Jose"))

    assert "15:00 Geneva / 16:00 Kampala" in values
    assert "“Kampalla” is not a known city. Did you mean Kampala?" in values
    assert "Enter one of: San José (Costa Rica) / San Jose (United States)." in values
    assert "The preview shows the other cities." in values
