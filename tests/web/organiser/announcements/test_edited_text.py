"""The text is edited after drafts were corrected: what was entered goes with its draft."""

import html
import re

from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    TWO,
    buttons,
    carried,
    corrected,
)
from tests.web.organiser.conftest import all_stored

AIR = "Air talk\n\nFriday 2 July 2027, 15:00-16:00 Geneva\n\nA talk about air.\n\n"
REOPENING = "The summary was published on 2 September 2026."


def sentences(page):
    """Return the sentences above a refused form."""
    [box] = re.findall(r'<div class="error-summary".*?</div>', page.text, re.S)
    return [
        html.unescape(re.sub("<[^>]+>", "", one)).strip()
        for one in re.findall("<li>(.*?)</li>", box)
    ]


def edit(paste, page, text, **values):
    """Return the drafts of an edited text, and what their form has."""
    editor = paste(on=page, do="text", **{**corrected(page), **values})
    read = paste(on=editor, text=text, do="read", **corrected(editor))
    return read, {**carried(read), **corrected(read)}


def opened(paste, text, number, place):
    """Return the drafts of a text, with a corrected venue."""
    page = paste(on=paste(text), do=f"correct {number} location")
    return paste(on=page, do="look", **{**corrected(page), f"draft-{number}-place": place})


def test_corrections_stay_if_the_text_stays(paste):
    page = opened(paste, TWO, 2, "Room 5")

    read, fields = edit(paste, page, TWO, title_1="Mine")

    assert read.status_code == 200
    assert (fields["title_1"], fields["draft-2-place"]) == ("Mine", "Room 5")


def test_corrections_go_with_their_draft(paste):
    page = opened(paste, TWO, 2, "Room 5")

    read, fields = edit(paste, page, AIR + TWO, title_1="Mine")

    titles = [fields[f"title_{number}"] for number in (1, 2, 3)]
    assert titles == ["Air talk", "Mine", "Fire talk"]
    assert fields["draft-3-place"] == "Room 5"
    assert "draft-2-place" not in fields
    paste(on=read, do="save", **corrected(read))
    assert [event.place for event in all_stored()] == ["", "", "Room 5"]


def test_draft_is_recognised_by_its_title_or_its_time(paste):
    page = opened(paste, TWO, 2, "Room 5")

    _, moved = edit(paste, page, AIR + TWO.replace("15:00-16:00", "17:00-18:00"))
    _, renamed = edit(paste, page, AIR + TWO.replace("Fire talk", "Talk on fire"))

    assert moved["draft-3-place"] == "Room 5"
    assert (renamed["title_3"], renamed["draft-3-place"]) == ("Talk on fire", "Room 5")


def test_corrections_of_a_draft_that_is_gone_are_shown(paste):
    page = opened(paste, TWO, 2, "Room 5")

    read, fields = edit(paste, page, AIR + CLEAR, title_2="Fire!")

    assert read.status_code == 422
    assert sentences(read) == [
        "The changed text has no draft any more for what you entered as draft 2: “Fire!”, “Room 5”."
    ]
    assert [fields["title_1"], fields["title_2"]] == ["Air talk", "Water talk"]


def test_answers_go_with_their_draft_or_are_not_needed_any_more(paste):
    answered = paste(ASKING, do="answer 1:times-disagree:NYC")
    assert carried(answered)["answers"] == "1:times-disagree:NYC"

    _, moved = edit(paste, answered, AIR + ASKING)
    read, settled = edit(paste, answered, ASKING.replace("10:00 New York", "9:00 New York"))

    assert moved["answers"] == "2:times-disagree:NYC"
    assert (read.status_code, settled["answers"]) == (200, "")


def test_changed_text_that_is_saved_shows_corrections_at_their_draft(paste):
    page = opened(paste, TWO, 2, "Room 5")

    answer = paste(on=page, text=AIR + TWO, do="save", **corrected(page))

    assert answer.status_code == 409
    assert corrected(answer)["draft-3-place"] == "Room 5"
    assert all_stored() == []


def test_answers_are_not_those_to_another_text(paste):
    answered = paste(
        "Water talk\n\n05/07/2027, 15:00-16:00 Geneva", do="answer 1:day-or-month:month-first"
    )
    assert carried(answered)["answers"] == "1:day-or-month:month-first"

    read, fields = edit(paste, answered, "Fire symposium\n\n03/09/2027, 10:00-12:00 Vienna")

    assert (read.status_code, fields["answers"]) == (200, "")
    assert buttons(read, "answer") == [
        "answer 1:day-or-month:day-first",
        "answer 1:day-or-month:month-first",
    ]


def test_lines_that_were_chosen_are_not_those_of_another_text(paste):
    report = "The report is published on 30 August 2027."
    made = paste(on=paste(f"{CLEAR}\n\n{report}\n\n{REOPENING}"), do="make line-7")
    chosen = paste(on=made, do="dismiss line-9")
    assert (carried(chosen)["made"], carried(chosen)["dismissed"]) == ("line-7", "line-9")

    other = "Fire symposium\n\n3 September 2027, 10:00-12:00 Vienna\n\nA symposium."
    _, fields = edit(paste, chosen, f"{other}\n\n{REOPENING}\n\n{report}")

    assert (fields["made"], fields["dismissed"]) == ("", "")
    assert "title_2" not in fields


DIFFERS = "The changed text says something else here. What you entered stays: check it."


def test_open_fields_that_nobody_edited_follow_the_text(paste):
    venue = "Where: Room 5"
    opened = paste(on=paste(f"{TWO}\n\n{venue}"), do="correct 1 schedule")
    opened = paste(on=opened, do="correct 2 location", **corrected(opened))

    text = TWO.replace("Friday 16 July", "Tuesday 20 July")
    read, fields = edit(paste, opened, f"{text}\n\nWhere: Room 7")

    assert (read.status_code, DIFFERS in read.text) == (200, False)
    assert corrected(read) == {}
    paste(on=read, do="publish", **fields)
    water, fire = all_stored()
    assert (water.when.start.day, fire.place) == (20, "Room 7")


def test_entered_schedule_stays_with_a_sentence_if_the_text_has_another(paste):
    opened = paste(on=paste(TWO), do="correct 1 schedule")

    text = TWO.replace("Friday 16 July", "Tuesday 20 July")
    read, fields = edit(paste, opened, text, **{"draft-1-start": "14:00"})

    assert (read.status_code, read.text.count(DIFFERS)) == (200, 1)
    assert (fields["draft-1-date"], fields["draft-1-start"]) == ("2027-07-16", "14:00")
    assert DIFFERS not in paste(on=read, do="look", **fields).text


def test_entered_venue_stays_with_a_sentence_if_the_text_has_another(paste):
    page = opened(paste, f"{CLEAR}\n\nWhere: Room 5", 1, "Room 6")

    read, fields = edit(paste, page, f"{CLEAR}\n\nWhere: Room 7")

    assert (fields["draft-1-place"], read.text.count(DIFFERS)) == ("Room 6", 1)


def test_entered_values_that_the_text_now_has_need_no_sentence(paste):
    page = opened(paste, f"{CLEAR}\n\nWhere: Room 5", 1, "Room 7")
    format_ = corrected(page)["draft-1-format"]

    read, fields = edit(paste, page, f"{CLEAR}\n\nWhere: Room 7", **{"draft-1-format": format_})

    assert DIFFERS not in read.text
    assert "draft-1-place" not in fields
