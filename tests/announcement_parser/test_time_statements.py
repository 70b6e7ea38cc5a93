"""Times in other lines than the date: which of them is that of the event."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import (
    city_keys,
    format_when,
    other_questions,
    parse,
    question_readings,
)
from webinars.events.announcements.draft_review import is_publishable

JANUARY = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("Date: 16 July 2020\nTime: 15:00", "15:00-16:00"),
        ("Date : 16 juillet 2020\nSalle 4\nHeure : 15h00", "15:00-16:00"),
        ("16 July 2020\n\nDoors 14:30, start 15:00", "15:00-16:00"),
        ("16 July 2020, 15:00 (doors 14:30)", "15:00-16:00"),
        ("16 juillet 2020 à 15h (accueil dès 14h30)", "15:00-16:00"),
        ("16 de julio de 2020, 15:00 h (acreditación desde las 14:30 h)", "15:00-16:00"),
        ("16 July 2020\n\nWe begin at 15:00. Dinner is at 19:00.", "15:00-16:00"),
        ("16 July 2020\n\nTiming: 3.00 pm - 5.00 pm\nLink: on request", "15:00-17:00"),
        ("16 July 2020\n\nStarts at 15:00, ends at 17:00", "15:00-17:00"),
        ("16 July 2020\n\n15:00 (90 minutes)", "15:00-16:30"),
        ("16 July 2020\n\n15:00 Welcome\n15:30 Talk\n16:00 Bread\n17:00 End", "15:00-17:00"),
        (
            "16 July 2020\n\n15:00 – 15:30\nTea\n15:30 – 16:00\nTalk\n16:00 – 18:00\nWalk",
            "15:00-18:00",
        ),
    ],
)
def test_start_in_another_line_belongs_to_the_date(lines, value):
    (draft,) = parse(f"A title\n\n{lines}")

    assert format_when(draft.when) == f"2020-07-16 {value} Europe/Zurich"
    assert other_questions(draft) == []


@pytest.mark.parametrize(
    "lines",
    [
        "16 July 2020\n\nDinner at 19:00.",
        "16 July 2020\n\nThe office is open 10:00-17:00.",
        "16 July 2020\n\nSign up by 12:00.",
        "16 juillet 2020\n\nPermanence : mardi et jeudi de 10 h à 12 h",
    ],
)
def test_time_of_something_else_is_not_that_of_the_event(lines):
    (draft,) = parse(f"A title\n\n{lines}")

    assert format_when(draft.when).startswith("2020-07-16 to 2020-07-16")


@pytest.mark.parametrize(
    "shared",
    [
        "every Thursday at 18:00, room 3",
        "Les conférences commencent à 18h00.",
        "Entrada libre. Las charlas comienzan a las 18 h.",
        "(all 18:00)",
    ],
)
def test_time_of_all_rows_is_that_of_each(shared):
    drafts = parse(f"A list\n{shared}\n\n- 16 July 2020: Salt\n- 23 July 2020: Pepper")

    assert [format_when(draft.when) for draft in drafts] == [
        "2020-07-16 18:00-19:00 Europe/Zurich",
        "2020-07-23 18:00-19:00 Europe/Zurich",
    ]


def test_sentence_of_one_event_gives_no_time_to_another():
    drafts = parse("Salt: 16 July 2020\n\nPepper: 23 July 2020\n18:00")

    assert [format_when(draft.when) for draft in drafts] == [
        "2020-07-16 to 2020-07-16 Europe/Zurich",
        "2020-07-23 18:00-19:00 Europe/Zurich",
    ]


def test_clocks_of_several_cities_in_their_own_lines_are_one_event():
    (draft,) = parse(
        "A title\n\n16 July 2020\n\nLondon (BST): 2:00 PM\nNew York (EDT): 9:00 AM\nNairobi: 4:00 PM"
    )

    assert format_when(draft.when) == "2020-07-16 14:00-15:00 Europe/London"
    assert city_keys(draft.cities) == "LON NYC NBO"
    assert draft.questions == ()


def test_date_repeated_with_its_time_is_one_event():
    (draft,) = parse(
        "2020-07-16 Webinar on salt\n\nDate: Thursday, 16 July 2020\n\nTime: 15:00 Geneva\n\nBring bread."
    )

    assert (draft.title, format_when(draft.when)) == (
        "Webinar on salt",
        "2020-07-16 15:00-16:00 Europe/Zurich",
    )


def test_two_events_on_a_day_stay_two():
    drafts = parse("16 July 2020, 15:00: Salt\n\n16 July 2020, 17:00: Pepper")

    assert [draft.title for draft in drafts] == ["Salt", "Pepper"]


def test_same_time_is_that_of_the_event_before():
    drafts = parse(
        "A title\n\nThursday 16 July 2020, 15:00 Geneva\n\nNext: 20 August 2020, same time."
    )

    assert [format_when(draft.when) for draft in drafts] == [
        "2020-07-16 15:00-16:00 Europe/Zurich",
        "2020-08-20 15:00-16:00 Europe/Zurich",
    ]


def test_other_time_on_the_same_date_is_a_question():
    (draft,) = parse(
        'A title\n\nFecha: jueves 16 de julio de 2020\nHora: 18h00\n\n(en el afiche: "Jueves 16 de julio, 19h00, gratis")'
    )

    assert [value for value, _ in question_readings(draft)["several-times"]] == [
        "2020-07-16 18:00-19:00 Europe/Zurich",
        "2020-07-16 19:00-20:00 Europe/Zurich",
    ]


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("Bring a book. At 18:30 in the reading room.", "18:30"),
        ("Round table from 19:00 to 20:30, in the reading room.", "19:00"),
        ("Buffet 19:00 Lecture 19:30 to 21:00", "19:30"),
        ("Départ à 9h30, place de la Mairie. Inscription avant le 4 janvier.", "09:30"),
        ("— Tuesday night, 7:00 – 8:30 p.m. —", "19:00"),
    ],
)
def test_time_that_begins_a_sentence_or_follows_a_noun_of_an_event_is_its_start(sentence, start):
    text = f"""Library of Vienna

5 January 2027 – Logbooks

{sentence}
"""

    (draft,) = parse(text, today=JANUARY)

    assert format_when(draft.when)[:16] == f"2027-01-05 {start}"
    assert is_publishable(draft)


@pytest.mark.parametrize(
    "sentence",
    [
        "Buffet 19:00, speakers 19:30.",
        "At 18:30 in the reading room. At 20:00 in the garden.",
        "The harbour is quiet around 18:30.",
    ],
)
def test_time_without_such_words_is_a_question(sentence):
    text = f"Library of Vienna\n\n5 January 2027 – Logbooks\n\n{sentence}\n"

    (draft,) = parse(text, today=JANUARY)

    assert [question.code for question in draft.questions] == ["time-elsewhere"]


def test_time_of_a_sentence_that_says_that_the_event_begins_is_certain():
    text = """Dear friends,
on Tuesday, 9 March 2027 the captain of Vienna tells us about her winter on the rock.
The talk begins at 4:00 p.m. in the hall; tea is served from 3:15 p.m.
"""

    (draft,) = parse(text, today=JANUARY)

    assert format_when(draft.when)[:16] == "2027-03-09 16:00"
    assert not draft.questions


def test_time_of_a_sentence_beside_another_is_a_question():
    text = """Dear friends,
on Tuesday, 9 March 2027 the captain of Vienna tells us about her winter on the rock.
The talk begins at 4:00 p.m. in the hall, and we see you at 3:15 p.m. there.
"""

    (draft,) = parse(text, today=JANUARY)

    assert [question.code for question in draft.questions] == ["time-elsewhere"]
