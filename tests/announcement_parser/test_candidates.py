"""Dates that no event accounts for become drafts that ask whether they are events."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.layout.segments import schedule_of_date
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.resolution.questions import Question, Reading
from webinars.announcement_parser.unused_dates import lost_dates, unused_dates
from webinars.events.announcements.draft_review import is_publishable

JANUARY = date(2027, 1, 10)
CIRCLE = "Reading circle\n\nDate: Tuesday, 9 March 2027, 19:00, Geneva\n\n"
GARDEN = "The garden is nicest on Friday, 7 May 2027."


def asked(text, today=JANUARY):
    """Return first day, title and questions of each draft that asks whether it is an event."""
    return [
        (str(draft.when.start if hasattr(draft.when, "start") else draft.when.first), draft)
        for draft in parse(text, today=today)
        if any(question.code == "separate-event" for question in draft.questions)
    ]


def test_date_of_no_event_is_a_draft_with_a_question():
    reading, garden = parse(CIRCLE + GARDEN, today=JANUARY)

    [alone] = parse(CIRCLE, today=JANUARY)
    assert (reading.when, reading.title, reading.questions) == (alone.when, alone.title, ())
    assert is_publishable(reading)
    assert not is_publishable(garden)
    assert question_readings(garden)["separate-event"] == [
        ("2027-05-07 to 2027-05-07 Europe/Zurich", "an-event")
    ]


def test_other_drafts_are_the_same_with_a_candidate():
    text = CIRCLE + "Venue: Town hall, Geneva\nContact: eve@example.org"

    [alone] = parse(text, today=JANUARY)

    assert parse(f"{text}\n\n{GARDEN}", today=JANUARY)[0].fields.contact_email == "eve@example.org"
    assert alone.place == parse(f"{text}\n\n{GARDEN}", today=JANUARY)[0].place


def test_date_is_unused_until_the_answer_is_that_it_is_an_event():
    text = preprocess(CIRCLE + GARDEN).text
    reading, garden = parse(text, today=JANUARY)

    open_lines = lost_dates(unused_dates(text, [reading, garden], today=JANUARY))
    answered = garden.answer("separate-event", "an-event")

    assert [row.text for row in open_lines] == [GARDEN]
    assert (answered.when, answered.questions) == (garden.when, garden.questions[:-1])
    assert lost_dates(unused_dates(text, [reading, answered], today=JANUARY)) == []


def test_answer_to_another_question_leaves_that_whether_it_is_an_event():
    [(_, draft)] = asked(CIRCLE + GARDEN + "\nThe gate is open until 20:00.")
    (_, reason), *_ = question_readings(draft)["time-elsewhere"]

    answered = draft.answer("time-elsewhere", reason)

    assert [question.code for question in answered.questions] == ["separate-event"]


def test_question_about_another_field_leaves_that_whether_it_is_an_event():
    [(_, draft)] = asked(CIRCLE + GARDEN)
    titles = [Reading(draft.when, (), reason, (("title", reason),)) for reason in ("one", "two")]

    compared = draft.compare(None, (Question("which-title", (0, 1), tuple(titles)),))
    answered = compared.answer("which-title", "two")

    assert "separate-event" in [question.code for question in answered.questions]
    assert not is_publishable(answered)


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("Parties: 7 May 2027 at 18:00, 8 May at 11:00 and 12 May at 9:30", [[1080], [660], [570]]),
        ("Singing on 6 May 2027 at 10:00, and from 18:00 on 7 May", [[600, 1080], [1080]]),
        ("At 18:00 Geneva / 12:00 New York on 7 May 2027", [[1080, 720]]),
        ("From 10:00 on 6 May 2027 to 7 May 2027", [[600]]),
    ],
)
def test_times_belong_to_the_date_before_them_else_to_that_after_them(sentence, minutes):
    [line] = read_lines(sentence)
    dates = [item for item in line.items if isinstance(item, ParsedDate)]

    times = [schedule_of_date(line, written).times for written in dates]

    starts = [[time.time.readings[0].start for time in times_of_date] for times_of_date in times]
    assert starts == minutes


def test_hours_of_the_text_are_choices():
    [(_, draft)] = asked(CIRCLE + GARDEN + "\n\nThe gate is open until 20:00.")

    values = [value for value, _ in question_readings(draft)["time-elsewhere"]]

    assert "2027-05-07 20:00-21:00 Europe/Zurich" in values
    assert len(values) <= 12


@pytest.mark.parametrize(
    "line",
    [
        "The library closes at 5 pm on 23 October 2027.",  # a deadline
        "The garden was nicest on 7 May 2026.",
        "The walk of 7 May 2027 will NOT go ahead.",
        "#### 7 May 2027 (AoE)\nSubmission due",
        "We usually meet again on 7 May 2027.",
        "Posted 7 May 2027",
        "May 2027",
        "Title: Cakes of 7 May 2027",
        "Venue: Hall of 7 May 2027",
    ],
)
def test_what_is_known_to_be_no_event_is_not_asked_about(line):
    assert asked(CIRCLE + line) == []


def test_date_in_the_title_of_a_row_may_be_that_of_another_event():
    rows = "Seminar\n\n28 January 2027: Fog, 14:00\n18 February 2027: talk goes to 4 March 2027, at 15:00"

    [(start, _)] = asked(rows)

    assert start == "2027-03-04 15:00:00"


def test_date_without_a_title_has_that_of_the_announcement():
    [(_, draft)] = asked(
        "Reading circle\n\nOn 8 and 9 March 2027 (I) and on 10 and 11 May 2027 (II)"
    )

    assert draft.title == "Reading circle"
    assert "title" in draft.proposed


def test_further_date_of_a_line_with_a_deadline_may_be_an_event():
    [(start, _)] = asked(CIRCLE + "Meeting before: 4 February. Next meeting: Friday 7 May 2027.")

    assert start == "2027-05-07"


def test_day_of_several_candidates_is_asked_about_once():
    drafts = asked(CIRCLE + f"{GARDEN}\n\nOn 7 May 2027 cakes grow there.")

    assert len(drafts) == 1


def test_candidates_are_limited():
    lines = "\n\n".join(f"The garden is nice on {day} May 2027." for day in range(1, 31))

    assert len(asked(CIRCLE + lines)) == 20


def test_answer_keeps_the_assumptions_that_it_does_not_decide():
    text = "Talks\n\n12 March, 9 April and 14 May 2027, 7-8 CST\n\nThe dates are provisional."
    talks = parse(text, today=JANUARY)
    (_, reason), *_ = question_readings(talks[0])["several-zones"]

    assert "other-day" in talks[0].answer("several-zones", reason).assumed


@pytest.mark.parametrize(
    "rows",
    [
        "Tuesday, 9 March 2027, 19:00, Geneva: Cakes and fog\n\n",
        "Tuesday, 9 March 2027, 19:00, Geneva: Cakes\nTuesday, 16 March 2027, 19:00, Geneva: Fog\n\n",
    ],
)
def test_date_without_a_title_does_not_take_that_of_another_event(rows):
    [(_, draft)] = asked(rows + GARDEN.replace("Friday, ", ""))

    assert draft.title == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The meeting after that is 13 April, same time.",
        "La séance du 13 avril a lieu à la même heure.",
        "Luego, el 13 de abril, a la misma hora.",
    ],
)
def test_day_at_the_same_time_has_the_time_of_the_event(sentence):
    _, second = parse(f"{CIRCLE}{sentence}", today=JANUARY)

    assert str(second.when.start) == "2027-04-13 19:00:00"


def test_same_time_above_the_only_time_is_that_time():
    text = "Again on Tuesday 13 April, same time, same link.\n\nDate: Tuesday, 9 March 2027, 19:00"

    assert "2027-04-13 19:00:00" in {
        str(getattr(draft.when, "start", "")) for draft in parse(text, today=JANUARY)
    }


@pytest.mark.parametrize(
    "item", ["- Summer school, July 2027, Tartu", "Session 3 – July 2027, date to be confirmed"]
)
def test_month_of_an_item_is_asked_about(item):
    text = f"- Book evening, 9 March 2027, 19:00\n- Map evening, 16 March 2027, 19:00\n{item}"

    [(_, draft)] = asked(text)

    assert (draft.when.year, draft.when.month) == (2027, 7)


def test_month_of_a_sentence_is_not_asked_about():
    assert asked(CIRCLE + "The garden is nicest in July 2027, when the roses bloom.") == []


@pytest.mark.parametrize(
    ("line", "first_day"),
    [
        (
            "The meeting on Tuesday, 16 March, is cancelled. Next meeting: 13 April 2027, 17:15.",
            "2027-04-13 17:15",
        ),
        ("* PRIZE NIGHT will be in May 2027, date to be confirmed.", "2027-05"),
        ("* La fête sera en mai 2027", "2027-05"),
        ("* COFFEE MORNING, next Saturday, 10.30am", "2027-01-16 10:30"),
    ],
)
def test_further_event_of_a_line_that_names_no_event_is_asked_about(line, first_day):
    drafts = parse(CIRCLE + line, today=JANUARY)

    days = [format_when(draft.when) for draft in drafts if not is_publishable(draft)]
    assert [day[: len(first_day)] for day in days] == [first_day]


@pytest.mark.parametrize(
    "row",
    [
        "Jumble sale, Sat 30 Jan 2027 Village Hall, doors open 2pm, 50p entry.",
        "Vide-grenier, samedi 30 janvier 2027, ouverture des portes à 14h, entrée libre.",
        "Mercadillo, sábado 30 de enero de 2027, apertura de puertas a las 14:00.",
    ],
)
def test_day_that_only_an_aside_names_is_asked_about(row):
    text = f"Carols on the Green, Friday 18 December 2026, 18:30 UTC.\n\n{row}"
    drafts = parse(text, today=date(2026, 12, 6))

    (asked,) = [draft for draft in drafts if draft.is_candidate]
    assert "2027-01-30" in format_when(asked.when)
