"""Events whose dates are in sentences."""

from datetime import date, datetime

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.layout.line_splitting import split_lines
from webinars.announcement_parser.layout.prose import sentences
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates

JANUARY = date(2027, 1, 4)


def starts(text):
    """Return the start of each event."""
    return [format_when(draft.when)[:16] for draft in parse(text, today=JANUARY)]


def test_sentences_with_date_and_time_are_separate_events():
    text = """Informal consultations will be held on Tuesday, 9 March, from 3 p.m. to 6 p.m. in Vienna.

A briefing will be held on Thursday, 11 March, from 10 a.m. to 11.30 a.m. in Vienna.
"""

    first, second = parse(text, today=JANUARY)

    assert starts(text) == ["2027-03-09 15:00", "2027-03-11 10:00"]
    assert first.title.startswith("Informal consultations")
    assert second.title == "Briefing"
    assert "other-day" not in first.assumed | second.assumed


def test_sentence_about_something_beside_the_event_is_no_event():
    text = """The meeting will be held on Tuesday, 9 March, from 3 p.m. to 6 p.m. in Vienna.

Registration to collect badges starts at 8 a.m. on Monday, 8 March.
"""

    assert starts(text)[0] == "2027-03-09 15:00"
    assert len(starts(text)) == 1


@pytest.mark.parametrize(
    "dateline", ["Vienna, 4 January 2027", "4 January 2027", "Agenda of the week, 4–15 March 2027"]
)
def test_date_of_writing_or_of_a_period_is_no_event_beside_sentences(dateline):
    text = f"""{dateline}

The choir sings on Tuesday, 9 March, at 7 p.m. in the hall of the museum.
"""

    assert starts(text) == ["2027-03-09 19:00"]


def test_dateline_of_a_sentence_is_no_event():
    text = "Vienna, 4 January 2027.- The choir sings on 9 March at 19:00 in the hall of the museum."

    assert starts(text) == ["2027-03-09 19:00"]


@pytest.mark.parametrize(
    "divided",
    [
        "The choir of the harbour sings on Tuesday\n9 March 2027 at 19:00 in the hall.",
        "The choir of the harbour sings on\n9 March 2027 at 19:00 in the hall.",
        "The choir of the harbour sings on Tuesday, 9\nMarch 2027 at 19:00 in the hall.",
        "The choir of the harbour sings on March\n9, 2027 at 19:00 in the hall.",
    ],
)
def test_date_that_a_mail_program_divided_is_one(divided):
    assert starts(f"Dear all,\n\n{divided}") == ["2027-03-09 19:00"]


def test_deadlines_of_a_call_for_papers_are_no_events():
    text = """Call for papers: special issue

Abstracts (300 words): 1 March 2027
Full papers: 31 May 2027, 17:00 GMT
Reviews back to authors: July 2027
"""

    with pytest.raises(Exception, match="no-date-found"):
        parse(text, today=JANUARY)
    unused = unused_dates(preprocess(text).text, (), today=JANUARY)
    assert [(row.line_number, row.reason.value) for row in unused] == [
        (3, "mention"),
        (4, "mention"),
        (5, "mention"),
    ]


def test_sentence_beside_the_lines_of_events_is_an_event():
    text = """Reading circle

Tuesday, 9 March 2027, 19:00, library
Tuesday, 13 April 2027, 19:00, library

Before the summer we meet once more, on Friday, 7 May 2027, at 18:00 in the garden.
"""

    first, second, third = parse(text, today=JANUARY)

    assert starts(text) == ["2027-03-09 19:00", "2027-04-13 19:00", "2027-05-07 18:00"]
    assert "other-day" not in first.assumed | second.assumed | third.assumed


def test_sentence_beside_the_line_of_an_only_event_may_contradict_it():
    text = """Reading circle

Date: Tuesday, 9 March 2027, 19:00

See you on Tuesday, 16 March 2027 at 19:00 in the library.
"""

    assert starts(text) == ["2027-03-09 19:00", "2027-03-16 19:00"]
    assert all("other-day" in draft.assumed for draft in parse(text, today=JANUARY))


@pytest.mark.parametrize(
    "sentence",
    [
        "Applications for the garden open on 7 May 2027 at 12:00.",
        "Once more: on Tuesday, 9 March 2027, at 19:00 in the library.",
        "We usually meet again on Friday, 7 May 2027.",
    ],
)
def test_sentence_about_something_else_is_no_event_beside_another(sentence):
    text = f"Reading circle\n\nDate: Tuesday, 9 March 2027, 19:00\n\n{sentence}\n"

    assert starts(text) == ["2027-03-09 19:00"]


def test_date_to_come_is_that_of_a_sentence_with_one_that_is_over():
    sentence = "The walk of 1 January 2027 is on Friday, 7 May 2027, at 18:00 in the garden."
    text = f"Reading circle\n\nDate: Tuesday, 9 March 2027, 19:00\n\n{sentence}\n"

    assert starts(text) == ["2027-03-09 19:00", "2027-05-07 18:00"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The next meeting is on Tuesday, 13 April 2027, same time and place.",
        "La prochaine séance aura lieu le 13 avril 2027, même heure.",
    ],
)
def test_sentence_has_the_same_time_as_the_event_before(sentence):
    text = f"Reading circle\n\nDate: Tuesday, 9 March 2027, 19:00\n\n{sentence}\n"

    assert starts(text) == ["2027-03-09 19:00", "2027-04-13 19:00"]


@pytest.mark.parametrize(
    ("text_of_event", "start"),
    [
        (
            "Am Dienstag, 9. März, spricht Dr. Ida Foß in der Parkstraße. Beginn: 15.30 Uhr.",
            "15:30",
        ),
        ("Join us on Tue 9 March to hear about ropes\n10am EST / 3pm UTC", "10:00"),
        ("On Tuesday 9 March we talk of ropes. 15:00 at the gate.", "15:00"),
    ],
)
def test_time_of_an_event_may_begin_the_next_sentence(text_of_event, start):
    text = (
        f"{text_of_event}\n\nA briefing will be held on Thursday, 11 March, from 10 a.m. in Vienna."
    )

    assert starts(text) == [f"2027-03-09 {start}", "2027-03-11 10:00"]


def test_full_stop_after_a_title_of_a_person_ends_no_sentence():
    [line] = split_lines("At 9 speaks Dr. Ida Foss. Then Prof. Lund does. We dine.")

    assert len(list(sentences(line.items))) == 3


def test_time_of_another_day_in_the_next_sentence_is_not_that_of_an_event():
    text = "We meet on Tuesday 9 March. At 15:00 on Friday 12 March we dine. Supper on 13 March, 18:00."

    certain = [draft for draft in parse(text, today=JANUARY) if not draft.is_candidate]
    assert date(2027, 3, 9) not in [draft.when.start.date() for draft in certain]


def test_next_number_of_a_list_begins_a_line_of_its_own():
    text = (
        "Letter\n\n1. Shelf Reading Marathon - 25-29 January 2027, all day, wherever you are\n"
        "2. Atelier - Wednesday 27 January 2027, 18:00 Paris time, online"
    )

    assert [start[:10] for start in starts(text)] == ["2027-01-25", "2027-01-27"]


def test_day_and_hour_that_a_mail_program_divided_twice_are_one_event():
    text = "The Guild meets online on\nWednesday, March\n10,\n2-3 PM EST. Bring ropes."

    lines = split_lines(text)

    assert [line.text for line in lines][1] == "Wednesday, March 10, 2-3 PM EST. Bring ropes."
    assert starts(text) == ["2027-03-10 14:00"]


def test_row_below_one_without_a_meeting_is_an_event():
    text = (
        "Seminar\nMondays, 17:00, Oxford\n\nWeek 1 (18 Jan)   Salt\nWeek 2            no meeting\n"
        "Week 3 (2 Feb)   Pepper\nWeek 4 (8 Feb)   Thyme"
    )

    assert [start[:10] for start in starts(text)] == ["2027-01-18", "2027-02-02", "2027-02-08"]


@pytest.mark.parametrize(
    "following",
    [
        "The next meeting will be held on Tuesday, 6 April, at 7 p.m. in Vienna.",
        "La réunion suivante aura lieu à Vienna le 6 avril à 19h.",
        "La próxima sesión será el 6 de abril a las 19:00 en Vienna.",
        "1. Topics of the next meeting (19:00 Vienna, Tue 6 April)",
    ],
)
def test_meeting_after_the_announced_one_is_no_alternative_to_it(following):
    text = f"The choir sings on Tuesday, 9 March, at 7 p.m. in Vienna.\n\n{following}\n"

    drafts = parse(text, today=JANUARY)

    assert starts(text) == ["2027-03-09 19:00", "2027-04-06 19:00"]
    assert not any("other-day" in draft.assumed for draft in drafts)


@pytest.mark.parametrize(
    "other",
    [
        "The next meeting will be held on Friday, 12 March, at 7 p.m. in Vienna.",
        "The meeting will be held on Tuesday, 6 April, at 7 p.m. in Vienna.",
        "We meet next Tuesday, 6 April, at 7 p.m. in Vienna.",
    ],
)
def test_meeting_within_a_week_or_without_such_words_may_be_an_alternative(other):
    text = f"The choir sings on Tuesday, 9 March, at 7 p.m. in Vienna.\n\n{other}\n"

    assert all("other-day" in draft.assumed for draft in parse(text, today=JANUARY))


@pytest.mark.parametrize(
    "line",
    [
        "PEAT ON THE FARM: a film by Una Hart, Wednesday 17 March, 8.00-9.15pm, in Vienna.",
        "Reading by Una Hart on Wednesday 17 March at 8pm in Vienna",
        "Lesung mit Ana Roth nach dem Sommerfest, Mittwoch, 17. März, 20 Uhr, in Wien",
        "REMEMBRANCE MASS since last November: Wednesday 17 March, 8pm, in Vienna",
        "Bank Holiday Concert, Wednesday 17 March, 8pm, in Vienna",
        "Coffee evening in Vienna, Wednesday 17 March, 8pm",
        "Concert avant la grande fête, mercredi 17 mars, 20h, à Vienne",
    ],
)
def test_preposition_of_a_name_or_another_event_makes_no_deadline(line):
    text = f"Winter quiz\n10 March 2027, 19:00, Vienna\n\n{line}"

    _, draft = parse(text, today=date(2027, 1, 10))

    assert draft.when.start == datetime(2027, 3, 17, 20)
    assert not draft.is_candidate


@pytest.mark.parametrize(
    "line",
    [
        "Reply to Jo by Friday 5 March.",
        "Talks are open since today, 5 March",
        "Reply before Friday, 5 March",
    ],
)
def test_preposition_before_a_date_makes_a_deadline(line):
    [event] = parse(
        f"Winter concert\n17 March 2027, 20:00, Vienna\n\n{line}", today=date(2027, 1, 10)
    )

    assert event.when.start == datetime(2027, 3, 17, 20)


def test_days_of_a_list_in_a_sentence_are_events_at_its_hour():
    text = """Museum at Dusk
Guild Museum
Drop-in 5.30pm – 8pm on Fridays 26 February, 26 March, 30 April and 10 December 2027.
At our first evening on Friday 26 February, drinks are served to those seated.
"""

    drafts = parse(text, today=date(2027, 1, 4))

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2027-02-26 17:30",
        "2027-03-26 17:30",
        "2027-04-30 17:30",
        "2027-12-10 17:30",
    ]


def test_before_and_a_comma_are_no_deadline():
    text = (
        "El coro canta este 1° de septiembre de 2027 a las 19:00 en Madrid.\n\n"
        "Antes, el 28 de agosto de 2027 a las 16:00, Dalia Ortigoza da una charla en Madrid."
    )

    drafts = parse(text, today=date(2027, 8, 20))

    assert [f"{draft.when.start:%m-%d %H:%M}" for draft in drafts] == ["09-01 19:00", "08-28 16:00"]


def test_second_part_of_a_compound_is_no_aside():
    rows = "mardi 19 — Tricot à 19h\nsamedi 23 — Repair'Café de 14h à 17h30\njeudi 28 — Jeux à 20h"
    text = f"Octobre 2027, Strasbourg\n\n{rows}"

    drafts = parse(text, today=date(2027, 10, 1))

    assert [f"{draft.when.start:%H:%M}" for draft in drafts] == ["19:00", "14:00", "20:00"]
    assert not any(draft.questions for draft in drafts)


@pytest.mark.parametrize(
    "sentence",
    [
        "The May talk (Kofi Mensah, 24 May) is now online.",
        "July's notes (July 1) are attached.",
        "Please register no later than 28 July.",
    ],
)
def test_dates_that_are_over_or_mentioned_are_no_other_days_of_the_event(sentence):
    text = (
        "The guild meets online on Wednesday, August 5, 2-3 PM EDT. Ruth Colley shows tapes without"
        f" hearing them twice.\n\n{sentence}"
    )

    (draft,) = parse(text, today=date(2026, 7, 22))

    assert not draft.questions


def test_aside_of_one_date_of_a_sentence_is_none_of_the_next():
    text = (
        "SUMMER SCHOOL, July 2026\n\nArrival is on Sunday 5 July, lectures run from Monday 6 to"
        " Friday 10 July, departure on Saturday 11 July."
    )

    drafts = parse(text, today=date(2026, 1, 15))

    assert date(2026, 7, 6) in [draft.when.first for draft in drafts]
