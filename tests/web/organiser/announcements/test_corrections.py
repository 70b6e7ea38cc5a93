"""Drafts are corrected before they are saved, with the fields, checks and sentences of the event form."""

import html
import re
from datetime import date, datetime, timedelta

import pytest

from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    TWO,
    buttons,
    carried,
    corrected,
)
from tests.web.organiser.conftest import all_stored
from webinars.events.enums import EventState, Format
from webinars.timezones.schedule import Days, Month, Timed

ZONELESS = "Fire talk\n\nMonday 19 July 2027, 15:00-16:30, online"
NAMELESS = "16 July 2027, 15:00-16:00 Geneva"


@pytest.fixture
def correct(paste):
    """Return a function that opens fields of a draft, fills some, and presses another button."""

    def correct(page, opens, *, do="look", **values):
        opened = paste(on=page, do=opens, **corrected(page))
        named = {name.replace("draft_1_", "draft-1-"): value for name, value in values.items()}
        return paste(on=opened, do=do, **{**corrected(opened), **named})

    return correct


def problems(page):
    """Return the field and the sentence of each error at a field."""
    return {
        field: html.unescape(re.sub("<[^>]+>", "", words)).strip()
        for field, words in re.findall(r'<p class="error" id="([\w-]+)-error">(.*?)</p>', page.text)
    }


def test_venue_and_format_are_corrected_before_saving(paste, correct):
    correct(
        paste(CLEAR),
        "correct 1 location",
        do="save",
        draft_1_format="hybrid",
        draft_1_place="Room 5, Palais",
    )

    [event] = all_stored()
    assert (event.place, event.format) == ("Room 5, Palais", Format.HYBRID)
    assert "format" not in event.reading["assumed"]


def test_join_link_stays_when_the_venue_is_corrected(paste, correct):
    page = paste(f"{CLEAR}\nWhere: https://zoom.us/j/812345678")

    correct(page, "correct 1 location", do="save", draft_1_format="hybrid", draft_1_place="Room 5")

    [event] = all_stored()
    assert (event.place, event.meeting_url) == ("Room 5", "https://zoom.us/j/812345678")


@pytest.mark.parametrize("place", ["Online", "Room 5 and online", "Online hub, Geneva", "Zoom"])
@pytest.mark.parametrize("text", [CLEAR, f"{CLEAR}\nWhere: https://zoom.us/j/812345678"])
def test_venue_is_stored_as_it_was_entered(paste, correct, text, place):
    values = {"draft_1_format": "in_person", "draft_1_place": place}

    correct(paste(text), "correct 1 location", do="save", **values)

    assert [event.place for event in all_stored()] == [place]


@pytest.mark.parametrize("do", ["look", "save", "publish"])
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Room 5 https://zoom.us/j/99912345678", "https://zoom.us/j/99912345678"),
        ("Room 5, passcode: 445566", "passcode: 445566"),
        ("Room 5 https://meet.example.org/staff", "https://meet.example.org/staff"),
    ],
)
def test_access_details_in_a_venue_are_refused_at_the_field(paste, correct, place, words, do):
    text = f"{CLEAR}\n\nJoin link: https://meet.example.org/staff"
    values = {"draft_1_format": "hybrid", "draft_1_place": place}
    page = correct(paste(text), "correct 1 location", do=do, **values)

    [(field, error)] = problems(page).items()
    assert (field, page.status_code) == ("draft-1-place", 422)
    assert error.startswith(f"“{words}” would give everyone access to the meeting.")
    assert corrected(page)["draft-1-place"] == place
    assert all_stored() == []


@pytest.mark.parametrize("do", ["save", "publish"])
def test_access_details_in_a_title_are_refused_at_the_field(paste, do):
    page = paste(on=paste(TWO), do=do, title_2="Fire talk, passcode: 445566")
    saved = paste(on=paste(TWO), do=do, title_2="Fire talk, passcode: 445566", left_2="y")

    assert page.status_code == 422
    [(field, error)] = problems(page).items()
    assert field == "title_2"
    assert error.startswith("“passcode: 445566” would give everyone access to the meeting.")
    assert saved.status_code == 303
    assert [event.title for event in all_stored()] == ["Water talk"]


def test_date_time_and_zone_are_corrected_before_saving(paste, correct):
    correct(
        paste(CLEAR),
        "correct 1 schedule",
        do="publish",
        **{"draft-1-date": "2027-07-17", "draft-1-start": "18.00", "draft-1-end": "45 min"},
        **{"draft-1-zone": "Lima", "draft-1-cities": "Lima, Nairobi"},
    )

    [event] = all_stored()
    start = datetime(2027, 7, 17, 18)
    assert (event.when.start, event.when.end) == (start, start + timedelta(minutes=45))
    assert (event.timezone, event.state) == ("America/Lima", EventState.PUBLISHED)
    assert event.cities == ["LIM", "NBO"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (CLEAR, Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")),
        (
            "A\n\n12-15 October 2027, Vienna",
            Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"),
        ),
        ("A conference\n\nApril 2028, Vienna", Month(2028, 4, "Europe/Vienna")),
    ],
)
def test_open_fields_have_what_was_read(paste, correct, text, when):
    page = correct(paste(text), "correct 1 schedule")
    correct(page, "correct 1 location", do="save")

    [event] = all_stored()
    assert event.when == when


def test_question_is_answered_with_a_zone_of_ones_own(paste, correct):
    page = paste(f"{CLEAR}\n\n{ZONELESS}")
    [own] = [value for value in buttons(page, "correct") if value.endswith("schedule:zone")]
    opened = paste(on=page, do=own)

    paste(on=opened, do="publish", **{**corrected(opened), "draft-2-zone": "Lima"})

    event = all_stored()[1]
    assert corrected(opened)["draft-2-zone"] == ""
    assert event.when == Timed(
        datetime(2027, 7, 19, 15), datetime(2027, 7, 19, 16, 30), "America/Lima"
    )
    assert (event.reading["questions"], event.state) == ([], EventState.PUBLISHED)


TWO_QUESTIONS = [
    ("Fire talk\n\n05/07/2027, 15:00-16:30 IST", "zone", {"date", "zone"}),
    ("Fire talk\n\n05/07/2027, 15:00-16:30 IST", "date", {"date", "zone"}),
    ("Fire talk\n\n05/07/2027, 15:00-16:30 IST", "", {"date", "zone"}),
    ("Water talk\n\n05/07/2027, 15:00 Geneva / 10:00 New York", "start", {"date", "start"}),
    ("Water talk\n\n05/07/2027, 15:00 Geneva / 10:00 New York", "date", {"date", "start"}),
]


@pytest.mark.parametrize(("text", "asked", "questioned"), TWO_QUESTIONS)
def test_own_answer_does_not_settle_the_other_questions_silently(paste, text, asked, questioned):
    page = paste(text)
    opened = paste(on=page, do=f"correct 1 schedule:{asked}".rstrip(":"))
    shown = corrected(opened)

    saved = paste(on=opened, do="publish", **shown)

    required = ("date", "start", "end", "zone")
    assert {name for name in required if not shown[f"draft-1-{name}"]} == questioned
    assert saved.status_code == 422
    assert all_stored() == []


def test_asked_time_keeps_the_length_and_an_asked_date_leaves_no_guess(paste):
    time = corrected(paste(on=paste(ASKING), do="correct 1 schedule:start"))
    day = paste(on=paste("Water talk\n\n05/07/2027, 15:00 Geneva"), do="correct 1 schedule:date")

    assert (time["draft-1-start"], time["draft-1-end"]) == ("", "60 min")
    fields = ("date", "first", "last", "month", "year")
    assert {corrected(day).get(f"draft-1-{name}", "") for name in fields} == {""}


def test_own_answer_that_is_missing_is_refused_only_when_it_is_saved(paste):
    page = paste(ASKING)
    opened = paste(on=page, do="correct 1 schedule:start")
    looked = paste(on=opened, do="look", **corrected(opened))
    saved = paste(on=opened, do="save", **corrected(opened))

    assert (opened.status_code, looked.status_code, saved.status_code) == (200, 200, 422)
    assert problems(looked) == {}
    assert problems(saved) == {"draft-1-start": "Enter the start, such as 15:00."}
    assert '<a href="#draft-1-start">Enter the start, such as 15:00.</a>' in saved.text
    assert all_stored() == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (ASKING, ["Another time…"]),
        (f"{CLEAR}\n\n{ZONELESS}", ["Another city or time zone…"]),
        ("Water talk\n\n05/07/2027, 15:00 Geneva", ["Another date…"]),
    ],
)
def test_each_question_offers_another_answer(paste, labels, text):
    page = paste(text)

    assert re.findall(r'class="alternative own".*?<b>(.*?)</b>', page.text, re.S) == labels


def test_choices_come_back(paste, correct):
    asked = paste(ASKING)
    opened = paste(on=asked, do="correct 1 schedule:start")

    back = paste(on=opened, do="revert 1 schedule", **corrected(opened))

    assert buttons(opened, "answer") == []
    assert buttons(back, "answer") == buttons(asked, "answer")
    assert corrected(back) == {}


ZONE_SENTENCES = (
    "Choose a time zone from the list.",
    "Enter a large city, or a name such as Europe/Paris.",
)
INVALID = [
    {"date": "16 July"},
    {"start": "25:00"},
    {"end": "x"},
    {"end": "14:00"},
    {"zone": "Atlantis"},
    {"zone": ""},
    {"zone": "San José"},
    {"zone": "Genfa"},
    {"cities": "Geneva, Atlantis"},
    {"cities": "x" * 401},
    {"precision": "days", "first": "2027-07-16", "last": "2027-07-15"},
    {"precision": "month", "month": "", "year": ""},
    {"precision": "month", "month": "7", "year": "2077"},
    {"precision": "never"},
    {"place": "x" * 301},
    {"place": "a\x00b"},
    {"format": "by post"},
    {"date": "2027-03-28", "start": "02:30", "zone": "Geneva"},
]


@pytest.mark.parametrize("values", INVALID)
def test_fields_are_checked_as_in_the_event_form(paste, correct, write, values):
    schedule = {"precision": "time", "date": "2027-07-16", "start": "15:00", "end": "16:00"}
    given = {**schedule, "format": "online", **values}
    page = paste(on=paste(CLEAR), do="correct 1 location")
    refused = correct(
        page,
        "correct 1 schedule",
        do="save",
        **{f"draft-1-{name}": value for name, value in given.items()},
    )

    expected = problems(write(**given))
    if "zone" in expected:  # the event form has a list in place of a text field
        expected["zone"] = expected["zone"].replace(*ZONE_SENTENCES)
    assert expected
    assert problems(refused) == {f"draft-1-{name}": text for name, text in expected.items()}
    assert refused.status_code == 422
    shown = corrected(refused)
    entered = {
        name: shown[f"draft-1-{name}"] for name in values if name not in {"precision", "format"}
    }
    assert entered == {
        name: value.replace("\x00", "") for name, value in values.items() if name in entered
    }
    assert all_stored() == []


@pytest.mark.parametrize("zone", ["IST", "ist ", "EST", "MST", "CST", "BST", "GST", "PST", "ET"])
def test_abbreviation_of_a_time_zone_is_refused(paste, correct, zone):
    page = correct(paste(CLEAR), "correct 1 schedule", do="publish", **{"draft-1-zone": zone})

    assert problems(page) == {
        "draft-1-zone": f"“{zone.strip().upper()}” is an abbreviation and may be ambiguous. "
        "Enter a large city, or a name such as Europe/Paris."
    }
    assert corrected(page)["draft-1-zone"] == zone
    assert all_stored() == []


@pytest.mark.parametrize(
    ("zone", "name"),
    [("CET", "Europe/Brussels"), ("UTC", "UTC"), ("Istanbul", "Europe/Istanbul")],
)
def test_unambiguous_name_of_a_time_zone_is_accepted(paste, correct, zone, name):
    correct(paste(CLEAR), "correct 1 schedule", do="save", **{"draft-1-zone": zone})

    assert [event.timezone for event in all_stored()] == [name]


def test_time_that_a_clock_change_skips_has_its_neighbours_as_buttons(paste, correct):
    page = correct(
        paste(CLEAR),
        "correct 1 schedule",
        **{"draft-1-date": "2027-03-28", "draft-1-start": "02:30", "draft-1-end": "60 min"},
    )

    taken = paste(on=page, do=buttons(page, "take")[1], **corrected(page))

    assert buttons(page, "take") == [
        "take 1 start=2027-03-28T01:30",
        "take 1 start=2027-03-28T03:30",
    ]
    assert corrected(taken)["draft-1-start"] == "03:30"
    assert problems(taken) == {}


def test_composed_title_follows_the_corrected_date_until_it_is_edited(paste, correct):
    page = correct(paste(NAMELESS), "correct 1 schedule", **{"draft-1-date": "2027-07-20"})
    again = paste(on=page, do="look", **{**corrected(page), "draft-1-date": "2027-07-21"})
    edited = paste(
        on=again, do="look", title_1="Mine", **{**corrected(again), "draft-1-date": "2027-07-22"}
    )

    titles = [carried(one)["title_1"] for one in (page, again, edited)]
    assert titles == ["Event on 20 July 2027", "Event on 21 July 2027", "Mine"]


def test_assumed_values_are_marked_at_their_field_until_they_are_corrected(paste, correct):
    page = paste("Water talk\n\n16 July, 15:00 Geneva")
    marks = re.findall(r'<b class="tag">assumed</b> (.*?)</p>', page.text)

    schedule = correct(page, "correct 1 schedule")
    both = correct(schedule, "correct 1 location")

    assert [mark.split(",")[0] for mark in marks] == [
        "The text gives no end",
        "The text gives no year",
        "The text does not say whether the event is online or in person",
    ]
    assert schedule.text.count('<b class="tag">assumed</b>') == 1
    assert '<b class="tag">assumed</b>' not in both.text
    correct(both, "look", do="save")
    assert all_stored()[0].reading["assumed"] == []


def test_corrections_stay_while_another_draft_is_answered(paste, correct):
    page = paste(f"{TWO}\n\n{ASKING.replace('16 July', '23 July').replace('Water', 'Air')}")
    opened = correct(page, "correct 1 location", draft_1_place="Room 5")

    answered = paste(on=opened, do=buttons(opened, "answer")[0], **corrected(opened))

    assert corrected(answered)["draft-1-place"] == "Room 5"


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        (f"{CLEAR}\n\nVenue: Room 5\n\nFormat: hybrid", "correct 1 location"),
        (f"{CLEAR}\n\nVenue: Room 5\n\nFormat: hybrid", "correct 1 schedule"),
        (ASKING, "correct 1 schedule:start"),
    ],
)
def test_highlights_lead_to_the_fields_in_place_of_the_value(paste, text, opens):
    page = paste(on=paste(text), do=opens)

    targets = set(re.findall(r'href="#(value-[\w-]+)"', page.text))
    ids = re.findall(r'id="(value-[\w-]+)"', page.text)
    assert {"value-1-when"} <= targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_one_field_has_the_focus_when_several_drafts_are_invalid(paste):
    first = paste(on=paste(TWO), do="correct 1 schedule")
    both = paste(on=first, do="correct 2 schedule", **corrected(first))
    fields = {**corrected(both), "draft-1-start": "25:00", "draft-2-end": "x"}

    page = paste(on=both, do="save", **fields)
    asked = paste(on=both, do="correct 2 location", **fields)

    focused = [re.findall(r"<input[^>]* autofocus[^>]*>", one.text) for one in (page, asked)]
    assert [len(one) for one in focused] == [1, 1]
    assert 'id="draft-1-start"' in focused[0][0]


def test_buttons_with_one_label_name_their_draft(paste):
    answered = paste(f"{ASKING}\n\n{ASKING.replace('16 July', '23 July').replace('Water', 'Air')}")
    for _ in range(2):
        answered = paste(on=answered, do=buttons(answered, "answer")[0])
    first = paste(on=answered, do="correct 1 schedule")
    both = paste(on=first, do="correct 2 schedule", **corrected(first))

    of_drafts = re.findall(r"<button([^>]*) formaction=\"#draft-(\d)\"([^>]*)>", both.text)
    assert len(of_drafts) >= 6
    for before, number, after in of_drafts:
        assert f'aria-describedby="draft-{number}-name"' in before + after
