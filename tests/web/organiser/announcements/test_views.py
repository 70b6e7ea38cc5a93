"""From an announcement to drafts: what is shown, what a button answers, what is saved."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    PATH,
    TWO,
    buttons,
    carried,
    marks,
)
from tests.web.organiser.conftest import all_stored
from webinars.events.models import EventState
from webinars.events.rules import Format
from webinars.timezones.schedule import Days, Month, Timed

PAGE = (Path(__file__).parents[3] / "data" / "other-un-events.txt").read_text()
CONFERENCE = "Conference of the Parties to the United Nations Convention against Transnational Organized Crime"


def test_the_page_asks_for_a_text_and_says_what_is_read(signed_in):
    page = signed_in.get(PATH)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "<textarea" in page.text
    assert marks(page)[0] == "Friday 16.07.2027 (15:00 GVA/ 9:00 NY)"


def test_what_the_page_says_is_read_is_read_without_a_question(signed_in, paste):
    for sample in marks(signed_in.get(PATH)):
        page = paste(f"A title\n\n{sample}")

        assert (sample, marks(page)[1:], buttons(page, "answer")) == (
            sample,
            [sample.rstrip(")")],
            [],
        )


def test_the_page_it_began_from_is_marked_where_it_was_read(paste):
    page = paste(PAGE)

    assert page.status_code == 200
    assert marks(page) == [
        CONFERENCE,
        "12-15 October 2020,Vienna",
        "UNGASS – UN Special session of the General Assembly against corruption",
        "April 2021",
        "Thursday 16.07.2020 (15:00 GVA/ 9:00 NY",
        "Covid-19’s impact on children deprived of liberty",
    ]
    assert re.findall(r'id="mark-(\d)"', page.text) == ["1", "2", "3"]
    assert '<span class="muted">Leave a Reply' in page.text
    assert all_stored() == []


def test_a_draft_of_the_past_warns_and_one_to_come_does_not(paste):
    past, coming = paste(PAGE).text, paste(CLEAR).text

    assert past.count("<b>This date is in the past. Is the year right?</b>") == 3
    assert "over already" not in coming


def test_all_are_saved_as_drafts_and_the_list_says_how_many(signed_in, paste):
    answer = paste(on=paste(PAGE), do="save")

    events = all_stored()
    assert (answer.status_code, answer.location) == (303, "/organise/events?drafts=3")
    assert {event.state for event in events} == {EventState.DRAFT}
    assert [event.when for event in events] == [
        Days(date(2020, 10, 12), date(2020, 10, 15), "Europe/Vienna"),
        Month(2021, 4, "Europe/Zurich"),
        Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), "Europe/Zurich"),
    ]
    assert [event.format for event in events] == [
        Format.IN_PERSON,
        Format.IN_PERSON,
        Format.ONLINE,
    ]
    assert "3 drafts saved." in signed_in.get(answer.location).text


@pytest.mark.parametrize("said", ["-1", "0", "many", ""])
def test_the_list_tells_of_no_drafts_where_none_were_saved(signed_in, said):
    assert "saved" not in signed_in.get(f"/organise/events?drafts={said}").text


def test_a_question_shows_each_reading_as_a_button_with_its_whole_line(paste):
    page = paste(ASKING)

    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text))
    assert buttons(page, "answer") == [
        "answer 1:times-disagree:GVA",
        "answer 1:times-disagree:NYC",
    ]
    assert "15:00 Geneva / 09:00 New York Friday 16 July 2027 (1 hour)" in words
    assert "10:00 New York / 16:00 Geneva Friday 16 July 2027 (1 hour)" in words
    assert marks(page) == ["Water talk", "Friday 16 July 2027", "15:00 Geneva / 10:00 New York*"]


def test_readings_that_differ_by_their_date_begin_with_it(paste):
    page = paste("Water talk\n\n05/07/2027, 15:00 Geneva")

    lead = re.findall(r'<span class="time"><b>(.*?)</b>', page.text)
    assert lead == [
        "Monday 5 July 2027, 15:00 Geneva (1 hour)",
        "Friday 7 May 2027, 15:00 Geneva (1 hour)",
    ]


def test_one_press_answers_and_the_answer_is_kept_to_the_end(paste):
    asked = paste(ASKING)
    answered = paste(on=asked, do=buttons(asked, "answer")[1])
    paste(on=answered, do="save")

    [event] = all_stored()
    assert buttons(answered, "answer") == []
    assert carried(answered)["answers"] == "1:times-disagree:NYC"
    assert event.when == Timed(
        datetime(2027, 7, 16, 10), datetime(2027, 7, 16, 11), "America/New_York"
    )
    assert event.reading["questions"] == []


def test_an_answer_can_be_taken_back(paste):
    asked = paste(ASKING)
    answered = paste(on=asked, do=buttons(asked, "answer")[1])

    again = paste(on=answered, do=buttons(answered, "ask")[0])

    assert buttons(again, "answer") == buttons(asked, "answer")
    assert carried(again)["answers"] == ""


def test_what_stays_open_is_saved_with_its_question(paste):
    paste(on=paste(ASKING), do="save")

    [event] = all_stored()
    assert event.state is EventState.DRAFT
    assert event.reading["questions"] == [
        {
            "code": "times-disagree",
            "readings": [
                "Friday 16 July 2027, 15:00 Geneva / 09:00 New York (1 hour)",
                "Friday 16 July 2027, 10:00 New York / 16:00 Geneva (1 hour)",
            ],
        }
    ]


def test_a_draft_with_a_question_stands_before_those_without(paste):
    page = paste(f"{CLEAR}\n\n{ASKING}")

    assert re.findall(r'id="draft-(\d)"', page.text) == ["2", "1"]


def test_a_title_can_be_changed_and_is_then_nobodys_proposal(paste):
    page = paste("Friday 16 July 2027, 15:00-16:00 Geneva\n\nThis webinar will explore water.")

    paste(on=page, do="save", title_1="  Water,\r\nand  fire ")

    [event] = all_stored()
    assert event.title == "Water, and fire"
    assert event.reading["proposed"] == []


def test_titles_stay_as_typed_when_a_question_is_answered(paste):
    asked = paste(ASKING)

    answered = paste(on=asked, do=buttons(asked, "answer")[0], title_1="Mine")

    assert carried(answered)["title_1"] == "Mine"


def test_a_draft_left_out_is_not_saved(paste):
    answer = paste(on=paste(TWO), do="save", left_1="y")

    assert [event.title for event in all_stored()] == ["Fire talk"]
    assert answer.location == "/organise/events?drafts=1"


def test_leaving_out_everything_saves_nothing_and_says_so(paste):
    answer = paste(on=paste(TWO), do="save", left_1="y", left_2="y")

    assert answer.status_code == 422
    assert "Everything is left out, so there is nothing to save." in answer.text
    assert carried(answer)["text"] == TWO
    assert all_stored() == []


def test_an_empty_title_is_asked_for_at_its_field_and_nothing_is_saved(paste):
    answer = paste(on=paste(TWO), do="save", title_2=" ")

    assert answer.status_code == 422
    assert '<a href="#title_2">Enter a title, or leave this event out.</a>' in answer.text
    assert carried(answer)["title_1"] == "Water talk"
    assert all_stored() == []


def test_a_draft_that_is_refused_keeps_all_from_being_saved(paste):
    answer = paste(on=paste(f"{TWO}\n\n" + "So long. " * 6000), do="save")

    assert answer.status_code == 422
    assert '<a href="#title_2">The description is too long' in answer.text
    assert all_stored() == []


def test_enter_looks_again_and_saves_nothing(paste):
    page = paste(on=paste(TWO), do="look", title_1="Mine")

    assert (page.status_code, carried(page)["title_1"]) == (200, "Mine")
    assert page.text.index('value="look"') < page.text.index('value="save"')
    assert all_stored() == []


def test_the_text_can_be_changed(paste):
    page = paste(on=paste(TWO), do="text")

    assert page.status_code == 200
    assert "A talk about fire.</textarea>" in page.text


def test_a_place_that_is_a_story_goes_into_the_text(paste):
    story = "From the station " + "and on " * 60 + "to the hall"

    paste(
        on=paste(f"A walk\n\n16 July 2027, 15:00 Geneva\nPlace: {story}\n\nBring shoes."), do="save"
    )

    [event] = all_stored()
    assert (event.place, event.description) == ("", f"{story}\n\nBring shoes.")


def test_html_is_read_and_its_links_are_kept(paste):
    page = paste(
        "<h2>Water talk</h2><p>16 July 2027, 15:00-16:00 Geneva</p>"
        '<p><a href="https://example.org/more">more</a> <a href="javascript:alert(1)">worse</a></p>'
    )
    paste(on=page, do="save")

    [event] = all_stored()
    assert event.links == [{"url": "https://example.org/more", "text": "more"}]
    assert "<h2>Water" not in page.text


def test_links_and_the_room_are_kept_as_the_guard_of_addresses_spells_them(paste):
    text = "Water talk\n\n16 July 2027, 15:00-16:00 Geneva\n\nJoin: https://Zoom.us/j/1\n\nhttps://bücher.example/é"

    paste(on=paste(text), do="save")

    [event] = all_stored()
    assert event.meeting_url == "https://zoom.us/j/1"
    assert [link["url"] for link in event.links] == ["https://xn--bcher-kva.example/%C3%A9"]
    assert "Zoom" not in event.description


def test_saved_drafts_are_seen_by_their_organiser_alone(paste, as_another):
    paste(on=paste(CLEAR), do="save")

    assert "Water talk" not in as_another.get("/organise/events").text
    assert "Water talk" not in as_another.get("/").text


def test_a_date_that_is_in_no_event_is_named_instead_of_saying_that_nothing_is_open(paste):
    lost = "1) Consultation, Nairobi, 8-10 March 2027, UN Office at Nairobi, Conference Room 2, Gigiri. Come."

    page, clear = paste(f"Two consultations\n\n{lost}\n\n{CLEAR}"), paste(CLEAR)

    assert "1 line with a date belongs to no event." in page.text
    assert f'<q dir="auto">{lost}</q>' in page.text
    assert "There are no open questions." not in page.text
    assert "There are no open questions." in clear.text
    assert "in no event" not in clear.text


def test_what_is_left_out_is_pale_and_the_rest_is_not(paste):
    page = paste(
        f"{CLEAR}\n\nAll sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566\nPIN: 998877"
    )

    pale = re.findall(r'<span class="muted">(.*?)</span>', page.text, re.S)
    assert {"Meeting ID 812 3456 7890", "Passcode 445566\nPIN: 998877"} <= set(pale)
    assert not any("All sessions" in each or "A talk" in each for each in pale)
