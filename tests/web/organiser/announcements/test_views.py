"""From an announcement to drafts: display, answers, saving."""

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
    pale,
)
from tests.web.organiser.conftest import all_stored
from webinars.events.enums import EventState, Format
from webinars.timezones.schedule import Days, Month, Timed

PAGE = (Path(__file__).parents[3] / "data" / "other-un-events.txt").read_text()
CONFERENCE = "Conference of the Parties to the United Nations Convention against Transnational Organized Crime"


def test_page_explains_what_is_recognised(signed_in):
    page = signed_in.get(PATH)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "<textarea" in page.text
    assert marks(page)[0] == "Friday 16.07.2027 (15:00 GVA/ 9:00 NY)"


def test_samples_on_page_are_parsed_without_questions(signed_in, paste):
    for sample in marks(signed_in.get(PATH)):
        page = paste(f"A title\n\n{sample}")

        assert (sample, marks(page)[1:], buttons(page, "answer")) == (
            sample,
            [sample.rstrip(")")],
            [],
        )


def test_sample_page_is_highlighted_where_it_was_parsed(paste):
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
    assert any(text.startswith("Leave a Reply") for text in pale(page))
    assert all_stored() == []


def test_past_draft_shows_warning(paste):
    past, coming = paste(PAGE).text, paste(CLEAR).text

    assert past.count("<b>This date is in the past. Is the year right?</b>") == 3
    assert "over already" not in coming


def test_drafts_are_saved_and_counted(signed_in, paste):
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


@pytest.mark.parametrize("values", ["-1", "0", "many", ""])
def test_list_ignores_invalid_count_of_saved_drafts(signed_in, values):
    assert "saved" not in signed_in.get(f"/organise/events?drafts={values}").text


def test_question_shows_each_reading_as_button(paste):
    page = paste(ASKING)

    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text))
    assert buttons(page, "answer") == [
        "answer 1:times-disagree:GVA",
        "answer 1:times-disagree:NYC",
    ]
    assert "15:00 Geneva / 09:00 New York Friday 16 July 2027 (1 hour)" in words
    assert "10:00 New York / 16:00 Geneva Friday 16 July 2027 (1 hour)" in words
    assert marks(page) == ["Water talk", "Friday 16 July 2027", "15:00 Geneva / 10:00 New York*"]


def test_readings_with_different_dates_start_with_date(paste):
    page = paste("Water talk\n\n05/07/2027, 15:00 Geneva")

    lead = re.findall(r'<span class="time"><b>(.*?)</b>', page.text)
    assert lead == [
        "Monday 5 July 2027, 15:00 Geneva (1 hour)",
        "Friday 7 May 2027, 15:00 Geneva (1 hour)",
    ]


def test_answer_is_carried_until_saving(paste):
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


def test_answer_is_withdrawn(paste):
    asked = paste(ASKING)
    answered = paste(on=asked, do=buttons(asked, "answer")[1])

    again = paste(on=answered, do=buttons(answered, "ask")[0])

    assert buttons(again, "answer") == buttons(asked, "answer")
    assert carried(again)["answers"] == ""


def test_open_question_is_saved_with_draft(paste):
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


def test_drafts_with_questions_come_first(paste):
    page = paste(f"{CLEAR}\n\n{ASKING.replace('16 July', '23 July')}")

    assert re.findall(r'id="draft-(\d)"', page.text) == ["2", "1"]


def test_edited_title_is_not_marked_as_proposed(paste):
    page = paste("Friday 16 July 2027, 15:00-16:00 Geneva\n\nThis webinar will explore water.")

    paste(on=page, do="save", title_1="  Water,\r\nand  fire ")

    [event] = all_stored()
    assert event.title == "Water, and fire"
    assert event.reading["proposed"] == []


def test_edited_titles_stay_when_question_is_answered(paste):
    asked = paste(ASKING)

    answered = paste(on=asked, do=buttons(asked, "answer")[0], title_1="Mine")

    assert carried(answered)["title_1"] == "Mine"
    assert carried(paste(on=answered, do="look"))["title_1"] == "Mine"


def test_excluded_draft_is_not_saved(paste):
    answer = paste(on=paste(TWO), do="save", left_1="y")

    assert [event.title for event in all_stored()] == ["Fire talk"]
    assert answer.location == "/organise/events?drafts=1"


def test_excluding_all_drafts_shows_error(paste):
    answer = paste(on=paste(TWO), do="save", left_1="y", left_2="y")

    assert answer.status_code == 422
    assert "Everything is left out, so there is nothing to save." in answer.text
    assert carried(answer)["text"] == TWO
    assert all_stored() == []


def test_empty_title_shows_error_and_saves_nothing(paste):
    answer = paste(on=paste(TWO), do="save", title_2=" ")

    assert answer.status_code == 422
    assert '<a href="#title_2">Enter a title, or leave this event out.</a>' in answer.text
    assert carried(answer)["title_1"] == "Water talk"
    assert all_stored() == []


def test_refused_draft_saves_nothing(paste):
    answer = paste(on=paste(f"{TWO}\n\n" + "So long. " * 6000), do="save")

    assert answer.status_code == 422
    assert '<a href="#title_2">The description is too long' in answer.text
    assert all_stored() == []


def test_enter_key_saves_nothing(paste):
    page = paste(on=paste(TWO), do="look", title_1="Mine")

    assert (page.status_code, carried(page)["title_1"]) == (200, "Mine")
    assert page.text.index('value="look"') < page.text.index('value="save"')
    assert all_stored() == []


def test_text_can_be_edited_again(paste):
    page = paste(on=paste(TWO), do="text")

    assert page.status_code == 200
    assert "A talk about fire.</textarea>" in page.text


def test_long_place_moves_to_description(paste):
    story = "From the station " + "and on " * 60 + "to the hall"

    paste(
        on=paste(f"A walk\n\n16 July 2027, 15:00 Geneva\nPlace: {story}\n\nBring shoes."), do="save"
    )

    [event] = all_stored()
    assert (event.place, event.description) == ("", f"{story}\n\nBring shoes.")


def test_html_is_parsed_with_its_links(paste):
    page = paste(
        "<h2>Water talk</h2><p>16 July 2027, 15:00-16:00 Geneva</p>"
        '<p><a href="https://example.org/more">more</a> <a href="javascript:alert(1)">worse</a></p>'
    )
    paste(on=page, do="save")

    [event] = all_stored()
    assert event.links == [{"url": "https://example.org/more", "text": "more"}]
    assert "<h2>Water" not in page.text


def test_links_are_stored_in_normalized_form(paste):
    text = "Water talk\n\n16 July 2027, 15:00-16:00 Geneva\n\nJoin: https://Zoom.us/j/1\n\nhttps://bücher.example/é"

    paste(on=paste(text), do="save")

    [event] = all_stored()
    assert event.meeting_url == "https://zoom.us/j/1"
    assert [link["url"] for link in event.links] == ["https://xn--bcher-kva.example/%C3%A9"]
    assert "Zoom" not in event.description


def test_drafts_are_visible_to_their_organiser_only(paste, as_another):
    paste(on=paste(CLEAR), do="save")

    assert "Water talk" not in as_another.get("/organise/events").text
    assert "Water talk" not in as_another.get("/").text


def test_unparsed_date_is_reported(paste):
    lost = "1) Consultation, Nairobi, 8-10 March 2027, UN Office at Nairobi, Conference Room 2, Gigiri. Come."

    page, clear = paste(f"Two consultations\n\n{lost}\n\n{CLEAR}"), paste(CLEAR)

    assert "1 line with a date belongs to no event." in page.text
    assert f'<q dir="auto">{lost}</q>' in page.text
    assert "There are no open questions." not in page.text
    assert "There are no open questions." in clear.text
    assert "in no event" not in clear.text


def test_excluded_text_is_dimmed(paste):
    page = paste(
        f"{CLEAR}\n\nAll sessions: Zoom. Meeting ID 812 3456 7890, Passcode 445566\nPIN: 998877"
    )

    unused = pale(page)
    assert {"Meeting ID 812 3456 7890, Passcode 445566", "PIN: 998877"} <= set(unused)
    assert not any("All sessions" in item or "A talk" in item for item in unused)


NEWSLETTER = """Newsletter of the programme

Dialogue on water
Friday 16 July 2027, 15:00-16:30 (Geneva)
Venue: Room XII, Palais des Nations, Geneva
Languages: English, French
Contact: Ana Ruiz, ana@example.org

Workshop on privacy
6-8 September 2027, Vienna
Limited to 60 participants. Register by 20 August 2027: https://example.org/register

The report is published on 30 August 2027.
"""


def test_each_value_is_linked_with_the_place_where_it_was_read(paste):
    page = paste(NEWSLETTER)

    sources = re.findall(r'id="value-([\w-]+)" href="#read-([\w-]+)">line (\d+)</a>', page.text)
    places = dict(re.findall(r'<a id="read-([\w-]+)" href="#value-[\w-]+">(.*?)</a>', page.text))
    lines = dict(re.findall(r'<p class="line" id="line-(\d+)"(.*?)</p>', page.text, re.S))
    assert [name for name, _, _ in sources] == [target for _, target, _ in sources]
    assert {name for name, _, _ in sources} == set(places)
    assert {
        "1-title": "Dialogue on water",
        "1-place": "Room XII, Palais des Nations, Geneva",
        "1-languages": "English, French",
        "2-title": "Workshop on privacy",
        "2-capacity": "Limited to 60 participants",
        "2-registration": "https://example.org/register",
    }.items() <= places.items()
    assert all(f'id="read-{name}"' in lines[line] for name, _, line in sources)
    assert len(re.findall(r' id="([^"]+)"', page.text)) == len(
        set(re.findall(r' id="([^"]+)"', page.text))
    )


def test_unused_dates_are_tagged_in_the_text_and_listed_with_their_line(paste):
    page = paste(NEWSLETTER)

    tagged = re.findall(
        r'id="line-(\d+)"[^>]*><span>(?:(?!</p>).)*<b class="tag">date not used</b>',
        page.text,
        re.S,
    )
    assert tagged == ["13"]
    assert 'href="#line-13">line 13</a>' in page.text
    assert "1 line with other dates, not used" in page.text
    # Read before the buttons that save.
    assert page.text.index("Dates that were not used") < page.text.index('value="save"')


def test_description_shows_what_will_be_public(paste):
    page = paste(f"{CLEAR} See https://example.org/p\n\nPasscode: 12345678")

    [shown] = re.findall(
        r"<summary[^>]*>Description</summary><div[^>]*>(.*?)</div>", page.text, re.S
    )
    assert '<a href="https://example.org/p"' in shown
    assert "A talk about water. See" in shown
    assert "12345678" not in shown


def test_drafts_that_the_command_does_not_publish_are_listed_to_be_checked(paste):
    sure = "Choir in Vienna\n\nFriday 16 July 2027, 15:00 Vienna\n\n"
    moved = "Walk in Leeds\n\nSaturday 17 July 2027, 10:00 London, moved to the autumn\n"

    page = paste(sure + moved).text

    before, after = page.split('id="drafts"')
    assert 'id="unclear"' in before
    assert "Saturday 17 July 2027" in before.split('id="unclear"')[1]
    assert "Friday 16 July 2027" in after


def test_drafts_that_the_command_publishes_are_ready(paste):
    page = paste("Choir in Vienna\n\nFriday 16 July 2027, 15:00 Vienna\n").text

    assert 'id="drafts"' in page
    assert 'id="unclear"' not in page
