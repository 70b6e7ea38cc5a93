"""Announcements of several lines: events, titles, fields and paragraphs."""

from pathlib import Path

import pytest

from tests.announcement_parser.parsing import city_keys, format_when, parse
from webinars.errors import InvalidInputError

SAMPLE = Path(__file__).parents[1] / "data" / "other-un-events.txt"


@pytest.fixture
def sample():
    return SAMPLE.read_text(encoding="utf-8")


def test_sample_page_has_three_events(sample):
    conference, session, webinar = parse(sample)

    assert (
        conference.title,
        format_when(conference.when),
        city_keys(conference.cities),
        conference.place,
    ) == (
        "Conference of the Parties to the United Nations Convention against Transnational Organized Crime",
        "2020-10-12 to 2020-10-15 Europe/Vienna",
        "VIE",
        "Vienna",
    )
    assert (session.title, format_when(session.when), session.cities, session.place) == (
        "UNGASS – UN Special session of the General Assembly against corruption",
        "2021-04 Europe/Zurich",
        (),
        "",
    )
    assert (webinar.title, format_when(webinar.when), city_keys(webinar.cities), webinar.place) == (
        "Covid-19’s impact on children deprived of liberty",
        "2020-07-16 15:00-16:00 Europe/Zurich",
        "GVA NYC",
        "",
    )


def test_sample_page_has_no_open_questions(sample):
    conference, session, webinar = parse(sample)

    assert [sorted(d.proposed) for d in (conference, session, webinar)] == [[], [], ["title"]]
    assert [sorted(d.assumed) for d in (conference, session, webinar)] == [[], [], ["end"]]
    assert [d.questions for d in (conference, session, webinar)] == [(), (), ()]


def test_events_of_the_sample_page_have_their_own_paragraphs(sample):
    lines = [" ".join(line.split()) for line in sample.splitlines() if line.strip()]

    drafts = parse(sample)

    indexes = {line: n for n, line in enumerate(lines)}
    conference = (indexes["12-15 October 2020,Vienna"] + 1, 16)
    session = (17, indexes["Thursday 16.07.2020 (15:00 GVA/ 9:00 NY)"])
    webinar = (session[1] + 1, indexes["Leave a Reply"])
    expected = [tuple(lines[slice(*bounds)]) for bounds in (conference, session, webinar)]
    assert [draft.paragraphs for draft in drafts] == expected
    assert lines[16].startswith("UNGASS")
    assert [len(paragraphs) for paragraphs in expected] == [13, 5, 2]


def test_spans_are_those_of_the_parsed_fields(sample):
    webinar = parse(sample)[2]

    marked = [(sample[span.start : span.end], span.kind) for span in webinar.spans[:5]]
    assert marked == [
        ("Thursday 16.07.2020", "date"),
        ("15:00", "time"),
        ("GVA", "city"),
        ("9:00", "time"),
        ("NY", "city"),
    ]


def test_windows_line_ends_make_no_difference(sample):
    assert parse(sample.replace("\n", "\r\n")) == parse(sample)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Other UN Events",
        "A text since its first session in 2004, resolution 9/1.",
        "Registration closes on 16 July 2020.",
        "The deadline is 16 July 2020.",
        "Room 12, third floor, 15:00",
        "See A/RES/75/1 and COSP/2020/3/12",
        "You may march on",
        "https://example.org/2020/07/16/news",
    ],
)
def test_text_without_the_date_of_an_event_is_refused(text):
    with pytest.raises(InvalidInputError) as caught:
        parse(text)

    assert caught.value.code == "no-date-found"


@pytest.mark.parametrize(
    "line", ["12 October 1492", "31 December 2038", "16 July 0001", "16 July 9999"]
)
def test_date_in_an_unsupported_year_is_refused(line):
    with pytest.raises(InvalidInputError) as caught:
        parse(f"A title\n\n{line}")

    assert (caught.value.code, caught.value.facts) == (
        "date-out-of-range",
        {"first": 1970, "last": 2037},
    )


MAIL = """\
From: Secretariat <office@example.org>
To: All members
Date: Mon, 1 Jun 2020 10:12:33 +0200
Subject: Webinar on fair trials

Dear colleagues,

We invite you to a webinar with three judges, which has been prepared over many
months together with our partners.

When: Thursday 16 July 2020, 15:00–16:30 Geneva / 09:00 New York
Where: online

Please register at https://example.org/register (free of charge).
"""


def test_forwarded_mail_is_parsed_without_its_header():
    (draft,) = parse(MAIL)

    assert (draft.title, draft.proposed) == ("Webinar on fair trials", frozenset())
    assert (format_when(draft.when), city_keys(draft.cities), draft.place) == (
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA NYC",
        "online",
    )
    assert draft.paragraphs == (
        "Dear colleagues,",
        "We invite you to a webinar with three judges, which has been prepared over many months together with our partners.",
        "Please register at https://example.org/register (free of charge).",
    )


def test_date_in_a_sentence_is_used_without_a_date_line():
    text = (
        "Fair trials for children\n\n"
        "The webinar will be held on 16 July 2020 from 3 p.m. to 4.30 p.m. Geneva time (9 a.m. New York)."
        " Registration closes on 10 July 2020."
    )

    (draft,) = parse(text)

    assert draft.title == "Fair trials for children"
    assert (format_when(draft.when), city_keys(draft.cities)) == (
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA NYC",
    )
    assert (draft.questions, len(draft.paragraphs)) == ((), 1)


def test_several_dates_in_sentences_raise_a_question():
    draft, other = parse(
        "The workshop starts on 16 July 2020. A second one takes place on 20 July 2020."
    )

    (question,) = draft.questions
    assert [question.code for question in other.questions] == ["separate-event"]
    assert question.code == "several-dates"
    assert [str(reading.when.first) for reading in question.readings] == [
        "2020-07-16",
        "2020-07-20",
    ]


def test_lines_of_date_and_title_are_separate_events():
    drafts = parse(
        "16 July 2020 – Webinar on fair trials\n20 July 2020: Seminar on data, Geneva\n\nEnd of list"
    )

    assert [(d.title, str(d.when.first)) for d in drafts] == [
        ("Webinar on fair trials", "2020-07-16"),
        ("Seminar on data", "2020-07-20"),
    ]


def test_titles_may_follow_their_dates():
    drafts = parse("16 July 2020\nWebinar on fair trials\n\n20 July 2020\nSeminar on data\n")

    assert [(d.title, str(d.when.first), d.paragraphs) for d in drafts] == [
        ("Webinar on fair trials", "2020-07-16", ()),
        ("Seminar on data", "2020-07-20", ()),
    ]


def test_times_may_be_on_separate_lines():
    (draft,) = parse(
        "A title\n\nDate: 16 July 2020\nTime: 15:00–16:30 Geneva\n09:00 New York\nVenue: Room 12\n\nText"
    )

    assert (format_when(draft.when), city_keys(draft.cities), draft.place) == (
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA NYC",
        "Room 12",
    )
    assert draft.paragraphs == ("Text",)


def test_start_and_end_may_be_on_separate_lines():
    (draft,) = parse(
        "A title\n\nStart: 16 July 2020, 15:00 Geneva\nEnd: 18 July 2020, 12:30\n\nText"
    )

    assert format_when(draft.when) == "2020-07-16 15:00-2020-07-18 12:30 Europe/Zurich"
    assert draft.questions == ()


def test_labelled_place_may_be_in_the_text():
    (draft,) = parse(
        "A title\n\n16 July 2020, 15:00\n\nSome text.\n\nVenue: Palais des Nations, Geneva\n\nMore text."
    )

    assert (draft.place, draft.when.timezone) == ("Palais des Nations, Geneva", "Europe/Zurich")
    assert draft.paragraphs == ("Some text.", "More text.")


def test_first_heading_above_a_date_is_the_title():
    (draft,) = parse("Fair trials\nA talk with three judges\n16 July 2020\n\nText")

    assert (draft.title, draft.paragraphs) == ("Fair trials", ("A talk with three judges", "Text"))


def test_times_of_an_agenda_are_text():
    (draft,) = parse(
        "A title\n\n16 July 2020, 15:00 Geneva\n\n15:00 Opening\n\n15:10–15:30 First talk"
    )

    assert format_when(draft.when) == "2020-07-16 15:00-16:00 Europe/Zurich"
    assert draft.paragraphs == ("15:00 Opening", "15:10–15:30 First talk")


def test_lines_after_the_end_of_a_page_are_ignored():
    (draft,) = parse(
        "A title\n\n16 July 2020\n\nText\n\nShare this:\n\nLeave a Reply\n\nName *\n\nEmail *"
    )

    assert draft.paragraphs == ("Text",)


@pytest.mark.parametrize(
    "line",
    [
        "%d bloggers like this:",
        "Loading...",
        "Posted in Events",
        "© 2020 Some network",
        "Upcoming events",
        "Skip to content",
    ],
)
def test_boilerplate_is_ignored(line):
    (draft,) = parse(f"A title\n\n16 July 2020\n\nText\n\n{line}\n\nMore text")

    assert draft.paragraphs == ("Text", "More text")


def test_line_with_the_text_mark_is_text():
    (draft,) = parse("A title\n\n16 July 2020\n\n¶ 20 July 2020\n\n¶ Leave a Reply")

    assert draft.paragraphs == ("20 July 2020", "Leave a Reply")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("This webinar will explore fair trials, and more.", "Fair trials"),
        ("Join us for a webinar on data: what to keep.", "Webinar on data"),
        ("We usually meet again.", "We usually meet again"),
        ("word " * 60 + ".", "Word" + " word" * 17),
        ("", ""),
    ],
)
def test_title_is_proposed_without_one_in_the_text(text, title):
    (draft,) = parse(f"16 July 2020\n\n{text}")

    assert (draft.title, draft.proposed) == (title, frozenset({"title"}))


def test_control_characters_are_removed():
    (draft,) = parse("A\x00 ti\x1btle\x07\n\n16\u200b July\xa02020\n\nTe\u202ext\x7f")

    assert (draft.title, format_when(draft.when), draft.paragraphs) == (
        "A title",
        "2020-07-16 to 2020-07-16 Europe/Zurich",
        ("Text",),
    )
