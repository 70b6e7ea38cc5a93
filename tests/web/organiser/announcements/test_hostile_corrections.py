"""Corrections that fit no draft are refused where they were made, and what was typed is shown again."""

import html
import re
from datetime import date, timedelta

import pytest

from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    PATH,
    TWO,
    buttons,
    carried,
    corrected,
)
from tests.web.organiser.conftest import all_stored
from webinars.announcement_parser.unused_dates import MAX_DRAFTS


def many(count):
    """Return an announcement of so many events."""
    days = (date(2027, 1, 1).replace(month=1 + n // 28, day=1 + n % 28) for n in range(count))
    return "\n\n".join(f"Talk {n}\n\n{day:%d.%m.%Y}\n\nIt is a talk." for n, day in enumerate(days))


def summary(page):
    """Return the sentences above a refused form."""
    [box] = re.findall(r'<div class="error-summary".*?</div>', page.text, re.S)
    return [
        html.unescape(re.sub("<[^>]+>", "", words)).strip()
        for words in re.findall("<li>(.*?)</li>", box, re.S)
    ]


def everything(count):
    """Return each field of each draft, as a browser submits them."""
    values = {}
    for number in range(1, count + 1):
        schedule = {"precision": "days", "date": "", "start": "", "end": "60 min", "length": "60"}
        schedule |= {"first": f"2027-03-{1 + number % 28:02}", "last": "", "month": "", "year": ""}
        location = {"format": "in_person", "place": f"Room {number}"}
        for name, value in {**schedule, "zone": "Lima", "cities": "", **location}.items():
            values[f"draft-{number}-{name}"] = value
        values[f"shown_{number}"] = f"Talk {number}"
    return values


def test_every_draft_of_the_longest_announcement_is_corrected_at_once(paste):
    answer = paste(on=paste(many(MAX_DRAFTS)), do="save", **everything(MAX_DRAFTS))

    events = all_stored()
    assert answer.location == f"/organise/events?drafts={MAX_DRAFTS}"
    assert {event.timezone for event in events} == {"America/Lima"}
    assert [event.place for event in events] == [f"Room {n}" for n in range(1, MAX_DRAFTS + 1)]


def test_corrections_of_200_drafts_are_refused_with_the_text(paste):
    text = many(200)

    fields = {name: value for name, value in everything(200).items() if "place" in name}
    answer = paste(on=paste(many(5)), text=text, do="save", **fields)

    assert answer.status_code == 422
    assert summary(answer) == [
        "This text announces 200 events; the maximum is 60 at once. Paste it in parts."
    ]
    assert "Talk 199" in answer.text
    assert all_stored() == []


def test_fields_of_a_draft_that_does_not_exist_are_refused_and_shown(paste):
    answer = paste(
        on=paste(TWO), do="save", **{"draft-9-place": "Room 9", "draft-201-zone": "Lima"}
    )

    assert answer.status_code == 422
    assert summary(answer) == [
        "There is no draft 9 in this text. You entered for it: “Room 9”.",
        "There is no draft 201 in this text. You entered for it: “Lima”.",
    ]
    assert carried(answer)["title_1"] == "Water talk"
    assert all_stored() == []
    assert paste(on=answer, do="save").status_code == 303


def test_text_that_changed_since_the_review_is_shown_instead_of_saved(paste):
    opened = paste(on=paste(TWO), do="correct 1 location")
    entered = {**corrected(opened), "draft-1-place": "Room 5", "title_2": "Fire!"}

    other = CLEAR.replace("15:00", "14:00")
    answer = paste(on=opened, text=TWO.replace(CLEAR, other), do="publish", **entered)

    assert answer.status_code == 409
    assert summary(answer) == [
        "The text is read differently now than when you saw these drafts. Nothing was saved: check them again."
    ]
    assert corrected(answer)["draft-1-place"] == "Room 5"
    assert carried(answer)["title_2"] == "Fire!"
    assert all_stored() == []
    assert paste(on=answer, do="publish", **corrected(answer)).status_code == 303


@pytest.fixture
def pass_midnight(signed_in, clock):
    """Return a function that lets half a day pass, in which the session does not end."""

    def pass_midnight():
        for _ in range(5):
            clock.advance(timedelta(hours=3))
            signed_in.get(PATH)

    return pass_midnight


def test_drafts_that_are_read_on_another_day_are_shown_instead_of_saved(paste, pass_midnight):
    page = paste("Water talk\n\n25 November, 15:00-16:00 Geneva")

    pass_midnight()
    answer = paste(on=page, do="save")

    assert answer.status_code == 409
    assert all_stored() == []


@pytest.mark.parametrize("button", ["look", "correct 1 location"])
def test_drafts_that_are_read_on_another_day_are_shown_with_a_sentence(
    paste, pass_midnight, button
):
    page = paste("Water talk\n\n25 November, 15:00-16:00 Geneva")

    pass_midnight()
    answer = paste(on=page, do=button)

    assert answer.status_code == 422
    assert summary(answer) == [
        "The text is read differently now than when you saw these drafts. Check them again."
    ]
    assert paste(on=answer, do=button).status_code == 200


def test_made_event_of_another_day_is_shown_instead_of_saved(paste, pass_midnight):
    page = paste(f"{CLEAR}\n\nThe bar opens tomorrow at 18:00.")
    made = paste(on=page, do=buttons(page, "make")[0])
    answered = paste(on=made, do=buttons(made, "answer")[0])
    assert "26 November 2026" in answered.text

    pass_midnight()
    refused = paste(on=answered, do="publish")

    assert refused.status_code == 409
    assert "27 November 2026" in refused.text
    assert carried(refused)["made"] == carried(made)["made"]
    assert all_stored() == []
    assert paste(on=refused, do="publish").status_code == 303


def test_registration_of_another_day_is_shown_instead_of_saved(paste, pass_midnight):
    page = paste(f"{CLEAR}\n\nRegistration opens on 25 November.")
    assert "25 November 2026" in page.text

    pass_midnight()
    answer = paste(on=page, do="publish")

    assert answer.status_code == 409
    assert all_stored() == []


def test_made_event_is_saved_on_its_day(paste):
    page = paste(f"{CLEAR}\n\nThe bar opens tomorrow at 18:00.")
    made = paste(on=page, do=buttons(page, "make")[0])
    answered = paste(on=made, do=buttons(made, "answer")[0])

    assert paste(on=answered, do="publish").status_code == 303
    assert len(all_stored()) == 2


@pytest.mark.parametrize("answers", ["1:zone-not-stated:Europe/Zurich", "2:times-disagree:GVA"])
def test_answer_to_a_question_that_is_not_asked_is_refused_at_its_draft(paste, answers):
    number = answers[0]
    page = paste(TWO)

    answer = paste(on=page, do="publish", answers=answers, title_1="Mine")

    words = (
        "An answer about this event belongs to a question that is no longer asked. Check the event."
    )
    assert answer.status_code == 422
    assert summary(answer) == [words]
    assert f'<a href="#draft-{number}-answers">' in answer.text
    assert re.search(rf'id="draft-{number}-answers">.*?{words}', answer.text, re.S)
    assert carried(answer)["title_1"] == "Mine"
    assert carried(answer)["answers"] == ""
    assert all_stored() == []
    assert paste(on=answer, do="publish").status_code == 303


def test_answer_that_is_sent_twice_counts_once(paste):
    given = "1:times-disagree:GVA"

    page = paste(ASKING, do=f"answer {given}", answers=given)

    assert page.status_code == 200
    assert carried(page)["answers"] == given


def test_over_long_values_are_refused_at_their_fields_and_stay(paste):
    page = paste(on=paste(on=paste(CLEAR), do="correct 1 location"), do="correct 1 schedule")
    long = {
        "title_1": "t" * 301,
        "draft-1-place": "p" * 301,
        "draft-1-zone": "z" * 5000,
        "draft-1-cities": "c" * 5000,
        "draft-1-start": "1" * 5000,
    }

    answer = paste(on=page, do="save", **{**corrected(page), **long})

    assert answer.status_code == 422
    for name, value in long.items():
        assert f'<a href="#{name}">' in answer.text
        assert value in answer.text
    assert all_stored() == []


HOSTILE = [
    {"draft-0-place": "x"},
    {"draft-1-nothing": "x"},
    {"draft-1-csrf_token": "x"},
    {"draft-999999999999-place": "x"},
    {"draft-1-place": "<script>alert(1)</script>"},
    {"draft-1-zone": '"><script>alert(1)</script>'},
    {"draft-1-cities": "\u202eabc"},
    {"draft-1-length": "-5", "draft-1-end": "x"},
    {"draft-1-year": "٢٠٢٧"},
    {"do": "correct 9 schedule"},
    {"do": "correct 1 nothing"},
    {"do": "correct 1 schedule:nothing"},
    {"do": "correct 99999999999999 schedule"},
    {"do": "revert 9 schedule"},
    {"do": "take 1 start=never", "draft-1-start": "x"},
    {"do": "take 9 start=2027-03-28T03:30"},
    {"dismissed": "draft-99 line-1 x \x00", "made": "draft-1"},
    {"made": "line-1 " * 2000},
    {"reviewed": "\x00" * 100, "do": "save"},
    {"shown_1": "x", "shown_x": "y"},
]


@pytest.mark.parametrize("values", HOSTILE)
def test_forged_corrections_break_nothing(paste, values):
    answer = paste(on=paste(TWO), **{"do": "look", **values})

    assert answer.status_code in {200, 409, 422}
    assert "<script>alert" not in answer.text
    assert all_stored() == []


def test_corrections_of_an_expired_form_stay(signed_in, paste):
    opened = paste(on=paste(CLEAR), do="correct 1 location")
    entered = {**corrected(opened), "draft-1-place": "Room 5"}

    answer = paste(on=opened, do="save", csrf_token="old", **entered)

    assert answer.status_code == 400
    assert corrected(answer)["draft-1-place"] == "Room 5"
    assert all_stored() == []
