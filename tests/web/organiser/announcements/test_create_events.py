"""Create events from drafts: publish, recognise duplicates, name untitled events."""

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    PATH,
    TWO,
    as_browsers_send,
    buttons,
    carried,
    corrected,
)
from tests.web.organiser.conftest import all_stored, stored
from webinars.events.enums import EventState

NAMELESS = "05/07/2027, 15:00-16:00 Geneva"
KNOWN = "You already have this event:"


def test_drafts_without_questions_are_published(paste, signed_in, client):
    answer = paste(on=paste(TWO), do="publish")

    events = all_stored()
    assert answer.location == "/organise/events?published=2"
    assert {event.state for event in events} == {EventState.PUBLISHED}
    assert "2 events are now public." in signed_in.get(answer.location).text
    assert client.get(f"/events/{events[0].slug}").status_code == 200


def test_draft_with_open_question_is_not_published(paste):
    asking = ASKING.replace("Water", "Fire").replace("16 July", "23 July")
    page = paste(f"{CLEAR}\n\n{asking}")

    answer = paste(on=page, do="publish")

    assert 'value="publish"' not in page.text
    assert answer.location == "/organise/events?drafts=1&published=1"
    assert {event.title: event.state for event in all_stored()} == {
        "Water talk": EventState.PUBLISHED,
        "Fire talk": EventState.DRAFT,
    }


def test_drafts_are_published_after_all_answers(paste):
    asked = paste(ASKING)

    answered = paste(on=asked, do=buttons(asked, "answer")[0])

    assert 'value="publish"' in answered.text


def test_repeated_announcement_is_not_saved_again(paste):
    paste(on=paste(CLEAR), do="save")
    [event] = all_stored()

    page = paste(TWO)
    answer = paste(on=page, do="save")

    assert page.text.count(KNOWN) == 1
    assert f'<a href="/organise/events/{event.id}/edit"><bdi>Water talk</bdi></a>' in page.text
    assert 'name="again_1"' in page.text
    assert "checked" not in page.text
    assert answer.location == "/organise/events?drafts=1"
    assert [item.title for item in all_stored()] == ["Water talk", "Fire talk"]


def test_duplicate_is_saved_again_if_ticked(paste):
    paste(on=paste(CLEAR), do="save")

    paste(on=paste(CLEAR), do="save", again_1="y")

    assert len(all_stored()) == 2


def test_saving_only_duplicates_shows_error(paste):
    page = paste(CLEAR)
    paste(on=page, do="save")

    result = paste(on=page, do="save")

    assert result.status_code == 422
    assert "these events already exist" in result.text
    assert KNOWN in result.text
    assert len(all_stored()) == 1


def test_draft_that_a_correction_makes_a_duplicate_is_shown_before_it_is_left_out(paste):
    paste(on=paste(CLEAR), do="save")
    day_later = paste(TWO.replace("16 July", "17 July").replace("Friday", "Saturday"))
    opened = paste(on=day_later, do="correct 1 schedule")
    fields = {**corrected(opened), "draft-1-date": "2027-07-16"}

    refused = paste(on=opened, do="publish", **fields)
    stored_before = len(all_stored())
    left_out = paste(on=refused, do="publish", **fields)

    assert (refused.status_code, stored_before) == (422, 1)
    assert '<a href="#title_1">You already have this event.' in refused.text
    assert KNOWN in refused.text
    assert left_out.location == "/organise/events?published=1"
    assert [item.title for item in all_stored()] == ["Water talk", "Fire talk"]


def test_two_drafts_that_are_corrected_to_one_event_are_counted_once(paste):
    text = TWO.replace("A talk about water.", "A talk.").replace("A talk about fire.", "A talk.")
    opened = paste(on=paste(text.replace(" / 9:00 New York", "")), do="correct 2 schedule")
    fields = {**corrected(opened), "draft-2-date": "2027-07-16", "draft-2-end": "16:30"}

    answer = paste(on=opened, do="publish", title_2="Water talk", **fields)

    assert len(all_stored()) == 1
    assert answer.location == "/organise/events?published=1"


def test_retitled_event_is_recognised_by_its_text(paste, write):
    paste(on=paste(CLEAR), do="save", title_1="Water for all")

    assert KNOWN in paste(CLEAR).text


def test_event_with_open_question_is_recognised_with_any_answer(paste):
    asked = paste(ASKING)
    paste(on=paste(on=asked, do=buttons(asked, "answer")[1]), do="save")

    assert KNOWN in paste(ASKING).text


@pytest.mark.parametrize(
    "unlike",
    [
        CLEAR.replace("15:00-16:30", "14:00-15:30").replace("9:00", "8:00"),
        CLEAR.replace("Water talk", "Fire talk").replace("water", "fire"),
    ],
)
def test_other_time_or_title_and_text_is_other_event(paste, unlike):
    paste(on=paste(CLEAR), do="save")

    assert KNOWN not in paste(unlike).text


def test_events_of_others_are_not_reported_as_duplicates(paste, as_another):
    token = token_of(as_another.get(PATH))
    values = {"csrf_token": token, "text": CLEAR, "title_1": "Water talk"}
    values |= carried(as_another.post(PATH, **as_browsers_send({**values, "do": "look"})))
    as_another.post(PATH, **as_browsers_send({**values, "do": "save"}))

    assert [event.title for event in all_stored()] == ["Water talk"]
    assert KNOWN in as_another.post(PATH, **as_browsers_send({**values, "do": "look"})).text
    assert KNOWN not in paste(CLEAR).text


def test_untitled_event_is_named_after_answered_date(paste):
    asked = paste(NAMELESS)
    answered = paste(on=asked, do=buttons(asked, "answer")[1])
    paste(on=answered, do="save")

    assert carried(asked)["title_1"] == "Event on 5 July 2027"
    assert carried(answered)["title_1"] == "Event on 7 May 2027"
    assert stored(1).title == "Event on 7 May 2027"


def test_edited_title_stays_with_any_answer(paste):
    asked = paste(NAMELESS)

    answered = paste(on=asked, do=buttons(asked, "answer")[1], title_1="Mine")

    assert carried(answered)["title_1"] == "Mine"


@pytest.mark.parametrize(
    "values",
    [{"draft-1-start": ""}, {"draft-1-date": "16 July"}, {"title_1": ""}, {"title_1": "t" * 301}],
)
def test_draft_that_is_left_out_may_be_invalid(paste, values):
    opened = paste(on=paste(TWO), do="correct 1 schedule")

    refused = paste(on=opened, do="save", **{**corrected(opened), **values})
    left = paste(on=opened, do="save", left_1="y", **{**corrected(opened), **values})

    assert (refused.status_code, left.status_code) == (422, 303)
    assert [event.title for event in all_stored()] == ["Fire talk"]
