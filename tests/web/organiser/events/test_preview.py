"""The preview: what people will see, drawn by the server from what is typed, nothing of it kept."""

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
    """Give an action that asks for the preview of what is typed."""
    token = token_of(signed_in.get("/organise/events/new"))

    def look(**said):
        fields = {"csrf_token": token, **FILLED, **said}
        return signed_in.post("/organise/events/preview", data=fields)

    return look


def words(answer):
    plain = re.sub(r"<svg.*?</svg>", " ", answer.text, flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", plain).split()))


def line(answer):
    return html.unescape(re.search('data-line="([^"]*)"', answer.text).group(1))


def test_it_shows_the_time_the_cities_the_length_and_the_row_of_the_list(look):
    answer = look()

    said = words(answer)
    assert answer.status_code == 200
    assert line(answer) == "Thursday 17 June 2027, 15:00 Geneva / 09:00 New York"
    assert "15:00 to 16:30 Thursday 17 June 2027 90 minutes" in said
    assert "In the list 17 Thu 15:00 Geneva Access to justice" in said
    assert "Time in each city" in said
    assert "<html" not in answer.text
    assert all_stored() == []


def test_the_guard_speaks_and_offers_the_usual_hour(look):
    answer = look(date="2027-03-17", end="16:30")

    assert "New York is 5 hours behind Geneva that day, not 6 hours." in words(answer)
    assert "If you mean 09:00 in New York, start at 14:00." in words(answer)
    assert 'name="take" value="move=2027-03-17T14:00"' in answer.text


def test_on_other_days_nothing_is_offered(look):
    assert 'name="take"' not in look().text


@pytest.mark.parametrize(
    ("said", "shown"),
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
def test_its_line_says_the_time_or_why_there_is_none(look, said, shown):
    assert line(look(**said)) == shown


ROOM = "https://us02web.zoom.us/j/1?pwd=sesame"
READ_BY_ALL = "contain a meeting link that everybody would see"


@pytest.mark.parametrize(
    "said",
    [
        {"description": f"Join us: {ROOM}"},
        {"description": f"Join [here]({ROOM})"},
        {"format": "in_person", "place": f"Room XX, {ROOM}"},
        {"link_text_3": "Join", "link_url_3": ROOM},
        {"description": ROOM, "date": ""},
    ],
)
def test_it_warns_of_a_room_that_everybody_reads(look, said):
    assert READ_BY_ALL in words(look(**said))


@pytest.mark.parametrize(
    "said",
    [
        {"meeting_url": ROOM},
        {"description": "See https://www.un.org/zoom and https://zoom.us/webinar/register/1"},
        {"description": ROOM, "accepts_registrations": ""},
        {"description": ROOM, "external_url": "https://other.example.org"},
    ],
)
def test_it_is_silent_where_the_room_is_hidden_or_for_everybody(look, said):
    assert READ_BY_ALL not in words(look(**said))


def test_half_a_form_is_drawn_as_far_as_it_goes(look):
    answer = look(title="", cities="Nowhere", format="", contact_email="amira@")

    assert answer.status_code == 200
    assert "No title yet" in words(answer)
    assert line(answer) == "Thursday 17 June 2027, 15:00 Geneva"


def test_nothing_sent_is_still_drawn(signed_in):
    token = token_of(signed_in.get("/organise/events/new"))

    answer = signed_in.post("/organise/events/preview", data={"csrf_token": token})

    assert answer.status_code == 200


def test_hostile_text_is_text(look):
    answer = look(title='"><script>alert(1)</script>', place="<b>x", series="<i>y", format="hybrid")

    assert "<script>" not in answer.text
    assert "<b>x" not in answer.text
    assert "<i>y" not in answer.text


def test_it_asks_the_database_for_nothing_but_who_looks(look):
    look()
    with statements() as seen:
        look()

    assert len([part for part in seen if not part.startswith("BEGIN")]) == 1
    assert any("FROM organiser_sessions" in part for part in seen)


def test_it_is_for_the_form_that_was_shown_and_for_organisers(signed_in, app):
    without = signed_in.post("/organise/events/preview", data=FILLED)
    foreign = signed_in.post(
        "/organise/events/preview", data=FILLED, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert (without.status_code, foreign.status_code) == (400, 403)
    assert app.test_client().get("/organise/events/preview").status_code == 405


def test_the_page_itself_shows_the_same_without_a_script(signed_in, make_event):
    start = datetime(2027, 3, 17, 15)
    event = make_event(when=Timed(start, start.replace(hour=16), "Europe/Zurich"))

    page = signed_in.get(f"/organise/events/{event.id}/edit")

    assert line(page) == "Wednesday 17 March 2027, 15:00 Geneva / 10:00 New York"
    assert 'name="take" value="move=2027-03-17T14:00"' in page.text


def test_the_first_button_of_the_form_only_looks(signed_in):
    page = signed_in.get("/organise/events/new").text
    form = page[page.index('<form id="event"') :]

    first = re.search(r"<button[^>]*>", form).group(0)
    assert 'name="do" value="look"' in first


def test_a_new_event_is_shown_as_a_draft_and_a_cancelled_one_as_cancelled(
    look, make_event, cancel, signed_in
):
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


def test_a_preview_of_an_event_of_others_is_not_found(look, signed_in):
    form = signed_in.get("/organise/events/new")
    data = {"csrf_token": token_of(form), **FILLED}

    answer = signed_in.post("/organise/events/preview?event=4711", data=data)

    assert answer.status_code == 404


def test_cities_that_cannot_be_shown_are_named_and_the_others_stay(look):
    said = words(look(cities="Geneva, Kampalla, Kampala, San Jose"))

    assert "15:00 Geneva / 16:00 Kampala" in said
    assert "“Kampalla” is not a known city. Did you mean Kampala?" in said
    assert "Enter one of: San José (Costa Rica) / San Jose (United States)." in said
    assert "The preview shows the other cities." in said
