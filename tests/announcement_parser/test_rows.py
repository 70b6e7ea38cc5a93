"""Rows: an event in each dated line of a diary, programme or newsletter."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import (
    format_when,
    other_questions,
    parse,
    question_readings,
)
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.timezones.schedule import Days

JANUARY = date(2027, 1, 4)


def rows(text, today=JANUARY):
    """Return start and title of each event."""
    return [(format_when(d.when)[:16].strip(), d.title) for d in parse(text, today=today)]


def unused(text, today=JANUARY):
    """Return line and reason of each date that no event contains."""
    dates = unused_dates(preprocess(text).text, parse(text, today=today), today=today)
    return [(row.line_number, row.reason.value) for row in dates]


def test_each_row_of_a_diary_is_an_event():
    text = """The Lantern, diary for spring 2027

9 February: Members' evening, 19.00-20.30 CET, online. Notes: https://notes.example.org/9
13 February: last day to ask for a refund
2 March: Visit to the kiln, Brickworks, Delft, from 2 pm
16-18 April: Spring weekend, Utrecht (book until 20 March)
"""

    assert rows(text) == [
        ("2027-02-09 19:00", "Members' evening"),
        ("2027-03-02 14:00", "Visit to the kiln"),
        ("2027-04-16 to 20", "Spring weekend"),
    ]


def test_rows_have_their_own_places_and_links():
    first, second = parse(
        """Coming up

9 February 2027: Members' evening, Reading Room, 19.00 CET. Notes: https://notes.example.org/9
2 March 2027: Visit to the kiln, Vienna, 14:00 CET. Map: https://maps.example.org/kiln
""",
        today=JANUARY,
    )

    assert (first.place, [link.url for link in first.links]) == (
        "Reading Room",
        ["https://notes.example.org/9"],
    )
    assert (second.place, [link.url for link in second.links]) == (
        "Vienna",
        ["https://maps.example.org/kiln"],
    )


def test_day_of_a_row_is_in_the_month_of_its_heading():
    text = """VILLAGE HALL - March 2027

Tues 2   Coffee morning, 10.30 am - 12 noon
Sat 6    Jumble sale 2 pm (doors open for sellers 12.30 pm)
Fri 19   Barn dance 7.30 pm, tickets from Hilary
"""

    assert rows(text) == [
        ("2027-03-02 10:30", "Coffee morning"),
        ("2027-03-06 14:00", "Jumble sale"),
        ("2027-03-19 19:30", "Barn dance"),
    ]


def test_year_of_a_heading_is_that_of_its_rows():
    text = """Programme 2029

12 November - 18:00 - Owls of the harbour
10 December - 18:00 - Winter gulls
"""

    assert [start for start, _ in rows(text)] == ["2029-11-12 18:00", "2029-12-10 18:00"]


def test_year_of_a_heading_is_not_used_for_rows_across_new_year():
    text = """Programme 2028

12 November - 18:00 - Owls of the harbour
14 January - 18:00 - Counting geese
"""

    assert [start for start, _ in rows(text)] == ["2027-11-12 18:00", "2027-01-14 18:00"]


def test_year_of_a_heading_is_not_used_against_the_weekday():
    text = """Report of 2025

Tue 9 February - 18:00 - Owls of the harbour
Tue 9 March - 18:00 - Winter gulls
"""

    assert [start for start, _ in rows(text)] == ["2027-02-09 18:00", "2027-03-09 18:00"]


@pytest.mark.parametrize(
    "row",
    [
        "16 March    no seminar (holiday)",
        "16 March, 18:00: Winter gulls - CANCELLED due to illness",
        "16 mars, 18h : séance annulée",
        "16 de marzo, 18:00: sesión suspendida",
    ],
)
def test_cancelled_row_is_no_event(row):
    text = f"""Talks in 2027

9 March, 18:00: Owls of the harbour
{row}
23 March, 18:00: Counting geese
"""

    assert [start for start, _ in rows(text)] == ["2027-03-09 18:00", "2027-03-23 18:00"]
    assert unused(text) == [(4, "mention")]


def test_talk_about_cancelled_flights_is_an_event():
    text = """Talks in 2027

9 March, 18:00: Rights after cancelled flights
23 March, 18:00: Counting geese
"""

    assert len(rows(text)) == 2


def test_rows_under_a_heading_of_past_events_are_no_events():
    text = """Upcoming

9 March 2027, 18:00: Owls of the harbour
23 March 2027, 18:00: Counting geese

Past sessions
12 January, 18:00: Winter gulls
"""

    assert [start for start, _ in rows(text)] == ["2027-03-09 18:00", "2027-03-23 18:00"]
    assert unused(text) == [(7, "past")]


def test_heading_of_the_past_above_the_only_date_is_a_title():
    assert rows("Archives of tomorrow\n\n9 March 2027, 18:00") == [
        ("2027-03-09 18:00", "Archives of tomorrow")
    ]


def test_important_dates_are_no_events_beside_the_conference():
    text = """Sound of Stones 2027

Important dates
- 1 February 2027: papers
- 15 March 2027: you hear from the jury
- 8 June 2027: Workshop, 9:00-17:00
"""

    assert rows(text) == [("2027-06-08 09:00", "Workshop")]
    assert unused(text) == [(4, "mention"), (5, "mention")]


def test_label_before_the_date_is_the_title_unless_it_is_generic():
    text = """Friends of the museum

Open workshop — Sat 6 March 2027, 11:00, bring a lamp
Next: 10 April 2027, 11:00, details follow
"""

    assert rows(text)[0][1] == "Open workshop"


def test_text_above_and_below_a_list_belongs_to_each_row():
    first, second = parse(
        """Owl nights of 2027
Everybody is welcome, also without a telescope.

9 March, 18:00: Owls of the harbour
23 March, 18:00: Counting geese

Questions: owls@example.org
""",
        today=JANUARY,
    )

    assert "Questions: owls@example.org" in first.paragraphs
    assert "Questions: owls@example.org" in second.paragraphs
    assert first.spans[-1].end < second.spans[0].start


def test_agenda_with_clock_times_is_part_of_one_event():
    text = """Open day

Saturday 6 March 2027, 9:00-12:00

9:00 Welcome
9:30 Tour of the kiln
11:00 Questions
"""

    assert rows(text) == [("2027-03-06 09:00", "Open day")]


def test_heading_of_a_day_is_no_event_beside_the_sessions_of_that_day():
    text = """Summit

Saturday 6 March 2027

Opening
Saturday 6 March 2027, 9:00-10:00

Workshop
Saturday 6 March 2027, 10:00-11:00
"""

    assert rows(text) == [("2027-03-06 09:00", "Opening"), ("2027-03-06 10:00", "Workshop")]


def test_events_that_are_over_are_dropped_beside_events_to_come():
    text = """Owls of the harbour
9 December 2026, 18:00

Counting geese
9 March 2027, 18:00
"""

    assert rows(text) == [("2027-03-09 18:00", "Counting geese")]
    assert unused(text) == [(2, "past")]
    assert rows("Owls of the harbour\n9 December 2026, 18:00") == [
        ("2026-12-09 18:00", "Owls of the harbour")
    ]


def test_day_of_writing_is_no_event():
    text = "Letter of the Lantern, 4 January 2027\n\nWinter gulls\n9 March 2027, 18:00"

    assert rows(text) == [("2027-03-09 18:00", "Winter gulls")]
    assert unused(text) == [(1, "mention")]


def test_older_message_below_an_answer_is_no_event():
    text = """We move the call to Tuesday 9 March 2027, 15:00 CET.

On Mon, 4 Jan 2027 at 10:11, Solveig wrote:
> our next call:
> Monday 8 March 2027, 14:00 CET
"""

    assert [start for start, _ in rows(text)] == ["2027-03-09 15:00"]
    assert unused(text) == [(3, "mention"), (5, "mention")]


def test_list_that_is_marked_as_quotations_are_is_asked_about():
    text = """Party on the square
Friday 8 January 2027, 18:00 CET

> Circus      8-12 years      Monday 1 to Friday 5 March 2027      120 €
> Comics      9-13 years      Monday 8 to Friday 12 March 2027     120 €
"""

    assert [format_when(draft.when)[5:10] for draft in parse(text, today=JANUARY)] == [
        "01-08",
        "03-01",
        "03-08",
    ]


def test_quoted_invitation_is_read_without_its_marks():
    text = "fyi\n\n> Winter gulls\n> Tuesday 9 March\n> 2027, 15:00 CET\n"

    (draft,) = parse(text, today=JANUARY)

    assert format_when(draft.when).startswith("2027-03-09 15:00")
    assert draft.title == "Winter gulls"


def test_dates_of_mails_are_no_events():
    text = """Message: 2
Date: Tue, 21 Apr 2026 08:03:55 +0200
Subject: Winter gulls

Tuesday 9 March 2027, 15:00 CET
"""

    assert [start for start, _ in rows(text, today=date(2026, 4, 22))] == ["2027-03-09 15:00"]


def test_pictograms_before_dates_and_times_are_not_read():
    text = "🗓 Sat, March 6 2027\n⏰ 10 am – 1 pm\nSolder for beginners"

    assert rows(text) == [("2027-03-06 10:00", "Solder for beginners")]


def test_rows_are_not_joined_after_the_short_word_of_a_time():
    long_row = "9 February 2027: Meeting of the friends of the old harbour, Werkhof, from 7 pm"
    text = f"Diary\n\n{long_row}\n17 February 2027: Winter gulls, from 8 pm"

    assert len(rows(text)) == 2
    assert other_questions(parse(text, today=JANUARY)[0]) == []


@pytest.mark.parametrize(
    "line",
    [
        "every Tuesday at 16:15 (unless noted), room B",
        "All talks at 16:15 in room B",
        "Time: 16:15",
        "Les mardis à 16h15, salle B",
        "Todas las charlas a las 16:15",
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_time_stated_once_is_that_of_all_rows_without_one(line, is_above):
    above, below = (f"{line}\n\n", "") if is_above else ("", f"\n{line}\n")
    text = f"""Owl nights

{above}9 March 2027: Owls of the harbour
16 March 2027: Winter gulls *** 14:00, note the time ***
23 March 2027: Counting geese
{below}"""

    assert [start for start, _ in rows(text)] == [
        "2027-03-09 16:15",
        "2027-03-16 14:00",
        "2027-03-23 16:15",
    ]
    assert [other_questions(draft) for draft in parse(text, today=JANUARY)] == [[], [], []]


@pytest.mark.parametrize(
    "line", ["Tea from 15:10 in the corridor", "Talks last until about 17:00, tea at 15:10"]
)
def test_time_of_something_else_is_asked_about(line):
    text = (
        f"Owl nights\n\n9 March 2027: Owls of the harbour\n16 March 2027: Winter gulls\n\n{line}\n"
    )

    codes = [list(question_readings(draft)) for draft in parse(text, today=JANUARY)]

    assert codes == [["time-elsewhere"], ["time-elsewhere"]]


def test_zone_stated_once_is_that_of_all_times():
    text = """Owl nights, all times are in Tokyo time

9 March 2027, 16:00: Owls of the harbour
16 March 2027, 16:00: Winter gulls
"""

    assert [format_when(draft.when)[-10:] for draft in parse(text, today=JANUARY)] == [
        "Asia/Tokyo",
        "Asia/Tokyo",
    ]


def test_hours_of_each_day_of_a_conference_are_no_events():
    text = """Owl conference
Vienna, 9–10 March 2027

Tuesday, 9 March | 09:00 – 17:00 | Talks
Wednesday, 10 March | 09:00 – 18:00 | Excursion
"""

    assert rows(text) == [("2027-03-09 to 20", "Owl conference")]


def test_days_of_a_week_are_events_of_their_own():
    text = """Owl week agenda, 9–10 March 2027

Tuesday, 9 March 2027 | 09:00 – 17:00 | Talks
Wednesday, 10 March 2027 | 09:00 – 18:00 | Excursion
"""

    assert [start for start, _ in rows(text)] == ["2027-03-09 09:00", "2027-03-10 09:00"]


def test_same_time_is_that_of_the_event_before():
    text = """Reading circle

Tuesday 9 March 2027, 18:00 UTC

Next: 23 March 2027, same time.
"""

    assert [start for start, _ in rows(text)] == ["2027-03-09 18:00", "2027-03-23 18:00"]


def test_event_that_is_said_twice_is_parsed_once():
    text = """Invitation: Reading circle @ Tue Mar 9, 2027 7pm - 8:15pm (GMT+1)

Reading circle
When
Tuesday Mar 9, 2027 ⋅ 7pm – 8:15pm (GMT+1)
"""

    assert rows(text) == [("2027-03-09 19:00", "Reading circle")]


def test_time_with_an_end_replaces_the_same_start_without_one():
    text = """Opening
Tuesday 9 March 2027, 9:00 CET

Talk
Tuesday 9 March 2027, 9:00 - 9:45 CET
"""

    assert [format_when(draft.when) for draft in parse(text, today=JANUARY)] == [
        "2027-03-09 09:00-09:45 Europe/Zurich"
    ]


def test_rows_at_the_same_time_are_separate_events():
    text = """Owl nights

9 March 2027, 18:00 - 19:00: Owls of the harbour
9 March 2027, 18:00: Winter gulls
"""

    assert [title for _, title in rows(text)] == ["Owls of the harbour", "Winter gulls"]


@pytest.mark.parametrize(
    "note", ["No Seminar", "Seminar canceled", "Postponed to May", "Sin actividades."]
)
def test_date_above_a_cancellation_is_no_event(note):
    text = f"""Seminar of the reeds

9 March 2027, 18:00

Owls of the harbour

16 March 2027

{note}

23 March 2027, 18:00

Counting geese
"""

    assert rows(text) == [
        ("2027-03-09 18:00", "Owls of the harbour"),
        ("2027-03-23 18:00", "Counting geese"),
    ]
    assert unused(text) == [(7, "mention")]


def test_cancelled_row_below_does_not_cancel_the_row_above():
    text = """Term card 2027

Week 1 (9 Mar)   Alys Thornbury, 'Owls'
Week 2           no meeting today
Week 3 (23 Mar)  Max Brook, 'Geese'
"""

    assert [start[:10] for start, _ in rows(text)] == ["2027-03-09", "2027-03-23"]


def test_row_that_says_in_capitals_that_there_is_none_is_cancelled():
    text = """GRAND ROUNDS, Lakeview, Oregon
Wednesdays, 12:00 - 1:00 p.m. (Mountain)

6/2   Heat illness in field workers      L. Moss MD
6/9   Snakebite: what has changed        P. Reed DO
6/16  NO GRAND ROUNDS
6/23  Antibiotics without a laboratory   S. Low PharmD
"""

    assert "NO GRAND ROUNDS" not in [title for _, title in rows(text)]
    assert (6, "mention") in unused(text)


def test_days_below_a_month_have_their_titles_below():
    text = """PROGRAMME 2027

MARCH
Tuesday 9th, 7.30 pm on Zoom
Owls of the harbour
–
Tuesday 23rd, 7.30 pm
Counting geese
–
APRIL
Tuesday 13th, 7.30 pm
Swans
"""

    assert rows(text) == [
        ("2027-03-09 19:30", "Owls of the harbour"),
        ("2027-03-23 19:30", "Counting geese"),
        ("2027-04-13 19:30", "Swans"),
    ]


def test_number_of_a_session_is_no_day():
    text = "Séminaire du Grenier\n\nSéance 1 – mardi 9 mars 2027, 14h-16h, salle B\nÉcrire avec un plan"

    assert [start for start, _ in rows(text)] == ["2027-03-09 14:00"]


def test_hour_after_a_comma_is_no_second_day():
    text = "Diary\n\n• 9th March, 7.30pm — General meeting\n• 16th March — Light festival"

    assert rows(text) == [
        ("2027-03-09 19:30", "General meeting"),
        ("2027-03-16 to 20", "Light festival"),
    ]


def test_day_of_an_event_in_another_city_is_no_lost_date():
    text = (
        "Reedbed meeting\n\n| Timezone | Time |\n|---|---|\n| Auckland | 22:00 - 19 February 2026 |\n"
        "| Honolulu | 23:00 - 18 February 2026 |"
    )

    (draft,) = parse(text, today=date(2026, 2, 1))

    assert format_when(draft.when) == "2026-02-19 22:00-23:00 Pacific/Auckland"
    assert unused(text, today=date(2026, 2, 1)) == []


def test_terms_and_holidays_are_no_events():
    text = (
        "Seminar schedule\n\nJanuary 19, 2027\n\nTerm begins (Tuesday)\n\nJanuary 29, 2027\n\n"
        "Percolation in clays\n\nFebruary 12, 2027\n\nFrost heave\n\nFebruary 19, 2027: Spring break"
    )

    assert [title for _, title in rows(text)] == ["Percolation in clays", "Frost heave"]
    assert unused(text) == [(3, "mention"), (15, "mention")]


def test_days_in_brackets_below_an_event_are_those_of_another():
    text = (
        "Briefings\n\n22 January 2027\nYouth briefing\n\n18 March 2027\nWomen's work\n"
        "Organised at the margins of a commission session (9-20 March 2027)"
    )

    assert [title for _, title in rows(text)] == ["Youth briefing", "Women's work"]
    assert unused(text) == [(8, "mention")]


def test_title_in_quotation_marks_names_no_place():
    text = (
        "Jornadas\nFacultad de Ciencias, Granada\n\nMartes 13 de abril\n19:30 – Mesa redonda\nSala: Aula Magna\n\n"
        "Sábado 17 de abril\n21:00 – «Margarita en Montevideo», función teatral (5 €)\n"
        "Sala: Teatro Alhóndiga, Granada"
    )

    _, play = parse(text, today=JANUARY)

    assert play.when.timezone == "Europe/Madrid"
    assert play.title == "Margarita en Montevideo"


def test_start_and_end_in_lines_of_their_own_are_those_of_the_days_above():
    text = (
        "Menu\n\nSecond Workshop on Diagnostics\n14–16 Sept 2027\nVilligen\nEurope/Zurich timezone\n\n"
        "Starts 14 Sept 2027, 09:00\nEnds 16 Sept 2027, 16:30\nEurope/Zurich\n\nAbstract submission\n"
    )

    (draft,) = parse(text, today=JANUARY)

    assert draft.title == "Second Workshop on Diagnostics"
    assert format_when(draft.when) == "2027-09-14 09:00-2027-09-16 16:30 Europe/Zurich"
    assert (draft.questions, draft.assumed) == ((), frozenset())


CONFERENCE = "Conference on rivers\nOctober 2027"
WORKSHOP = "Workshop on lakes\n12 October 2027, 15:00 Geneva"


@pytest.mark.parametrize(
    "text",
    [f"{CONFERENCE}, Buenos Aires\n\n{WORKSHOP}", f"{WORKSHOP}\n\n{CONFERENCE}, Buenos Aires"],
)
def test_month_with_a_place_is_an_event_beside_a_day_of_the_month(text):
    assert sorted(rows(text)) == [
        ("2027-10 America/", "Conference on rivers"),
        ("2027-10-12 15:00", "Workshop on lakes"),
    ]
    assert unused(text) == []


@pytest.mark.parametrize(
    ("text", "line"), [(f"{CONFERENCE}\n\n{WORKSHOP}", 2), (f"{WORKSHOP}\n\n{CONFERENCE}", 5)]
)
def test_month_below_a_title_is_listed_if_it_is_no_event(text, line):
    assert unused(text) == [(line, "month")]


@pytest.mark.parametrize(
    "words",
    [
        "The next meeting is tomorrow at 14:00.",
        "Café jeudi prochain à 18h",
        "Réunion demain à 18h",
        "Taller mañana a las 10:00",
    ],
)
def test_days_named_from_the_day_of_writing_are_events(words):
    text = f"{WORKSHOP}\n\n{words}"

    assert len(rows(text)) == 2
    assert unused(text) == []


def test_office_hours_on_a_day_named_from_the_day_of_writing_are_listed():
    assert unused(f"{WORKSHOP}\n\nOffice hours next Tuesday, 10:00") == [(4, "mention")]


@pytest.mark.parametrize("words", ["tomorrow", "this Tuesday", "next Tuesday"])
def test_days_named_from_the_day_of_writing_may_be_those_of_an_event(words):
    text = f"Workshop on lakes\n5 January 2027, 15:00 Geneva\n\nSee you {words} at 15:00!"

    assert unused(text) == []


def test_morning_is_no_day():
    assert unused(f"{WORKSHOP}\n\nDe 9 a 10 de la mañana hay café.") == []


def test_title_may_follow_the_weekday_and_day_without_a_sign():
    text = """VILLAGE HALL - March 2027

Tues 2   Coffee morning, 10.30 am - 12 noon
Thurs 18 History Society, 7.30 pm
Wed 31 Annual meeting 7pm
"""

    assert rows(text) == [
        ("2027-03-02 10:30", "Coffee morning"),
        ("2027-03-18 19:30", "History Society"),
        ("2027-03-31 19:00", "Annual meeting"),
    ]


def test_sentences_that_begin_with_a_day_are_no_rows():
    text = """In the hall

Sat 6 March is the day of the spring fair, with music.
Sat 13 March we clean up after it, bring gloves.
"""

    first, second = parse(text, today=JANUARY)

    assert [question.code for question in first.questions] == ["several-dates"]
    assert [question.code for question in second.questions] == ["separate-event"]


def test_word_before_the_time_belongs_to_it():
    text = """Events at the library

Book Discussion – March 8 at 10:30 a.m.: Join us the first Monday of each month to discuss books.
Games – March 9 at 3:30 p.m.: Snacks provided and limited seating, first come first served.
"""

    assert rows(text) == [
        ("2027-03-08 10:30", "Book Discussion"),
        ("2027-03-09 15:30", "Games"),
    ]


def test_second_time_of_a_row_is_a_choice():
    text = """Programme

9 March: 18:30 h. Opening of the cycle 19:00 h. Owls of the harbour
16 March: 19:00 h. Winter gulls (doors 18:30)
"""

    first, second = parse(text, today=JANUARY)

    readings = question_readings(first)
    assert list(readings) == ["several-times"]
    assert [when[11:16] for when, _ in readings["several-times"]] == ["18:30", "19:00"]
    assert other_questions(second) == []


def test_time_of_all_rows_is_asked_if_the_sentence_names_two():
    text = """Talks in 2027

We always meet from 7pm; speakers begin at 7.30pm.

5 March: Owls of the harbour
2 April: Winter gulls
"""

    drafts = parse(text, today=JANUARY)

    choices = [question_readings(draft)["time-elsewhere"] for draft in drafts]
    assert [[when[11:16] for when, _ in readings[:2]] for readings in choices] == [
        ["19:00", "19:30"],
        ["19:00", "19:30"],
    ]


@pytest.mark.parametrize(
    "heading",
    ["Events in March", "Agenda de mars", "Agenda de marzo", "Veranstaltungen im März"],
)
def test_days_below_a_month_are_of_the_year_that_fits_their_weekdays(heading):
    text = f"{heading}\n\nTuesday 2, 18:00: Poetry evening\nThursday 11, 19:30: Map evening\n"

    drafts = parse(text, today=JANUARY)

    assert rows(text) == [
        ("2027-03-02 18:00", "Poetry evening"),
        ("2027-03-11 19:30", "Map evening"),
    ]
    assert all(other_questions(draft) == [] for draft in drafts)


def test_days_that_do_not_fit_a_month_are_asked_about():
    drafts = parse(
        "Events in March\n\nTuesday 2, 18:00: Poetry evening\nFriday 11, 19:30: Map evening",
        JANUARY,
    )

    assert all("day-without-date" in question_readings(draft) for draft in drafts)


def test_deadline_in_a_row_is_not_its_day():
    text = """March 2027

Tuesday 2, 18:00: Poetry evening
Sat 13, 11:00: Binding workshop. Sign up until 8 March at the desk.
"""

    assert [start for start, _ in rows(text)] == ["2027-03-02 18:00", "2027-03-13 11:00"]


@pytest.mark.parametrize(
    "closed", ["Fri 26: closed", "Fri 26: cerrado por festivo", "Fri 26: fermé", "Fri 26\nClosed"]
)
def test_day_on_which_nothing_takes_place_is_no_event(closed):
    text = f"March 2027\n\nTuesday 2, 18:00: Poetry evening\nThursday 11, 19:30: Map evening\n{closed}\n"

    assert [start[:10] for start, _ in rows(text)] == ["2027-03-02", "2027-03-11"]


def test_closed_show_is_an_event():
    text = "March 2027\n\nTuesday 2, 18:00: Poetry evening\nFri 26, 18:00: Closed Show\n"

    assert [title for _, title in rows(text)] == ["Poetry evening", "Closed Show"]


def test_parts_between_slashes_are_time_title_and_place():
    text = """12 February 2027 / 19:00 / Tango night / Red Hall
19 February 2027 / 19:00 / Mask workshop / Patio
"""

    drafts = parse(text, today=JANUARY)

    assert [draft.title for draft in drafts] == ["Tango night", "Mask workshop"]
    assert drafts[0].place == "Red Hall"


def test_period_above_days_is_no_event():
    text = """Agenda cultural (13 y 14 de febrero de 2027)

Sábado 13
20.00 h. Los Hongos. Sala Mirador.

Domingo 14
18.00 h. Coro Aurora. Iglesia de la Luz.
"""

    assert [start for start, _ in rows(text)] == ["2027-02-13 20:00", "2027-02-14 18:00"]


@pytest.mark.parametrize(
    "step",
    [
        "Interviews: 12-16 April 2027",
        "Start: 1 September 2027",
        "Entretiens : 12-16 avril 2027",
        "Inicio: 1 de septiembre de 2027",
    ],
)
def test_steps_of_a_selection_beside_a_deadline_are_no_events(step):
    text = f"""Fellowship

Deadline: 31 March 2027
Info session: 23 February 2027, 15:00 UTC
{step}
"""

    assert [start for start, _ in rows(text)] == ["2027-02-23 15:00"]
    assert (5, "mention") in unused(text)


def test_interview_without_a_deadline_is_an_event():
    text = "Talks\n\nInterviews: 12 April 2027\nDebate: 13 April 2027\n"

    assert [start[:10] for start, _ in rows(text)] == ["2027-04-12", "2027-04-13"]


def test_day_below_a_closure_is_no_event():
    text = """Brown bag lunch
Friday 19 February 2027, 13:00

Office closed
Monday 22 February 2027
"""

    assert [start for start, _ in rows(text)] == ["2027-02-19 13:00"]


CLUB_YEAR = """Monday, 1 June 2020 22:15

monthly meetings year 2020 - Hillside Growers

Thurs.18th.June                    Talk by Dora Wilms, "Roofs"

Thurs. 23rd .July               Walk to the Old Mill

Thurs. 20thAugust                    Talk by Nell Dobbs, "Sweet peas"

Sunday 27th Sept.              Autumn Show
"""


def test_rows_with_empty_lines_between_them_are_one_list():
    _, *drafts = parse(CLUB_YEAR)

    assert [str(draft.when.first) for draft in drafts] == [
        "2020-06-18",
        "2020-07-23",
        "2020-08-20",
        "2020-09-27",
    ]
    assert not any(draft.questions for draft in drafts)


def test_day_of_writing_above_a_list_is_asked_about():
    stamp, *_ = parse(CLUB_YEAR)

    assert "separate-event" in [question.code for question in stamp.questions]


@pytest.mark.parametrize(
    ("row", "others"),
    [
        (
            "- del 16 de marzo al 2 de abril, exposición de fotografías.",
            "- martes 16 de marzo, teatro «Narración», 18:30 horas.\n- lunes 22 de marzo, lectura, 12:00 horas.",
        ),
        (
            "- du 16 mars au 2 avril, exposition de photographies.",
            "- mardi 16 mars, théâtre « Narration », 18h30\n- lundi 22 mars, lecture, 12h00",
        ),
        (
            "- from 16 March to 2 April, exhibition of photographs.",
            "- Tuesday 16 March, theatre, 18:30\n- Monday 22 March, reading, 12:00",
        ),
    ],
)
def test_range_with_its_preposition_begins_a_row(row, others):
    drafts = parse(f"Agenda\n\n{row}\n{others}\n", today=date(2027, 1, 4))

    days = [(draft.when.first, draft.when.last) for draft in drafts if isinstance(draft.when, Days)]
    assert days == [(date(2027, 3, 16), date(2027, 4, 2))]
    assert not any(draft.is_candidate for draft in drafts)


def test_heading_of_the_past_in_a_menu_says_nothing():
    text = "{}\nTalks 2027\nAll talks are at 18:30 in Vienna.\n5 May\nOtters\n12 May\nBeavers\n"

    assert len(parse(text.format("Home\nPast talks\nContact"), today=date(2027, 4, 1))) == 2
