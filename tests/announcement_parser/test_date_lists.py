"""Several days in one line: those of separate events, of one event, or alternatives."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, other_questions, parse
from webinars.events.announcements.draft_review import is_publishable

HOURS = "19:00-21:00 Europe/Zurich"


def events(line):
    """Return day and hours of each event below a title."""
    return [format_when(draft.when) for draft in parse(f"Choir\n\n{line}")]


@pytest.mark.parametrize(
    "line",
    [
        "Dates: 12 March, 9 April and 14 May 2027, 19:00-21:00",
        "Dates : 12 mars, 9 avril et 14 mai 2027, 19:00-21:00",
        "Fechas: 12 de marzo, 9 de abril y 14 de mayo de 2027, 19:00-21:00",
    ],
)
def test_days_of_a_list_are_separate_events(line):
    assert events(line) == [f"2027-{day} {HOURS}" for day in ("03-12", "04-09", "05-14")]


def test_days_without_a_year_are_separate_events():
    starts = [day[:16] for day in events("12 September / 10 October / 14 November\n19:00-21:00")]

    assert starts == ["2020-09-12 19:00", "2020-10-10 19:00", "2020-11-14 19:00"]


def test_year_is_that_after_a_later_day():
    line = "12 November, 10 December, 14 January 2027, 19:00-21:00"

    assert [day[:10] for day in events(line)] == ["2026-11-12", "2026-12-10", "2027-01-14"]


@pytest.mark.parametrize(
    "line",
    [
        "5, 12 and 19 March 2027, 19:00-21:00",
        "Fridays 5, 12 and 19 March 2027, always 19:00-21:00",
        "vendredi 5, vendredi 12 et vendredi 19 mars 2027, 19:00-21:00",
        "We practise on 5, 12 and 19 March 2027, 19:00-21:00, in the hall.",
    ],
)
def test_days_of_one_month_with_a_time_are_separate_events(line):
    assert events(line) == [f"2027-03-{day} {HOURS}" for day in ("05", "12", "19")]


def test_two_days_with_other_days_between_are_separate_events():
    assert events("12 March and 9 April 2027, 19:00-21:00") == [
        f"2027-03-12 {HOURS}",
        f"2027-04-09 {HOURS}",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "11-12 March 2027, 19:00-21:00 each day",
        "11 and 12 March 2027, 19:00-21:00 on both days",
        "Thursday, 11 March and Friday, 12 March 2027, 19:00-21:00",
        "les 11 et 12 mars 2027, 19:00-21:00, chaque jour",
        "11 y 12 de marzo de 2027, 19:00-21:00 (cada día)",
    ],
)
def test_hours_of_each_day_are_those_of_separate_events(line):
    assert events(line) == [f"2027-03-{day} {HOURS}" for day in ("11", "12")]


@pytest.mark.parametrize(
    "line",
    [
        "Saturday 13 March 2027, 11:00 and 14:00",
        "Saturday 13 March 2027 at 11 am and again at 2 pm",
        "Samedi 13 mars 2027, à 11h et à 14h",
        "Sábado 13 de marzo de 2027, a las 11:00 y a las 14:00",
        "We sing on Saturday 13 March 2027 at 11:00 and 14:00 in the hall.",
    ],
)
def test_two_times_of_a_day_are_separate_events(line):
    assert [start[:16] for start in events(line)] == ["2027-03-13 11:00", "2027-03-13 14:00"]


@pytest.mark.parametrize(
    "line",
    [
        "Saturday 13 March 2027, 11:00 or 14:00",
        "Saturday 13 March 2027, 10:00-12:00 and 14:00-16:00",
        "Saturday 13 March 2027, 11:00 Geneva and 14:00 Nairobi",
    ],
)
def test_other_times_of_a_day_are_one_event(line):
    assert len(events(line)) == 1


def test_days_of_a_list_with_their_hours_are_certain():
    drafts = parse("Choir\n\n12 March, 9 April and 14 May 2027, 19:00-21:00")

    assert not any("other-day" in draft.assumed for draft in drafts)
    assert {draft.title for draft in drafts} == {"Choir"}


@pytest.mark.parametrize(
    "other",
    [
        "Exception: on 14 May we begin at 18:00.",
        "Sauf le 14 mai : 18:00.",
        "The dates are provisional.",
        "9 April 2027, 19:00: Concert",
    ],
)
def test_each_day_of_a_list_is_looked_at_beside_another_day_or_a_doubt(other):
    drafts = parse(f"Choir\n\n12 March, 9 April and 14 May 2027, 19:00-21:00\n\n{other}")

    listed = [draft for draft in drafts if draft.when.end.hour == 21]
    assert listed
    assert all("other-day" in draft.assumed for draft in listed)


@pytest.mark.parametrize(
    "line",
    [
        "5, 12 and 19 March 2027",
        "5 or 12 March 2027, 19:00-21:00",
        "11-12 March 2027, 19:00-21:00",
        "30 June, 1 July, 2 July 2027, 19:00-21:00",
        "12 March, 9 April, 12 March 2027, 19:00-21:00",
        "12 March, 9 April or 14 May 2027, 19:00-21:00",
        "5, 12 or 19 March 2027, 19:00-21:00",
        "12 March   9 April   14 May 2027",
    ],
)
def test_other_days_in_one_line_are_one_event(line):
    assert len(events(line)) == 1


def test_number_of_events_of_lists_is_limited():
    lists = "\n\n".join(
        f"Choir {n}\n12 March, 9 April, 14 May 2027, 19:00-21:00" for n in range(70)
    )

    asked = [draft.title for draft in parse(lists) if other_questions(draft)]

    # 66 lists are 198 events; each of the others is one event with a question.
    assert asked == [f"Choir {n}" for n in range(66, 70)]


@pytest.mark.parametrize("days", ["5/12 March 2027", "5./12. März 2027", "5 March / 9 April 2027"])
def test_two_days_with_a_slash_may_be_a_choice(days):
    (draft,) = parse(f"Choir\n\n{days}, 19:00-21:00")

    assert draft.questions


@pytest.mark.parametrize(
    "line",
    [
        "8 to 11 March 2027, 9:00-17:00 daily; Wednesday from 10:00",
        "8 to 11 March 2027, 9:00-12:00 each day, on the last day in the park",
        "11 y 12 de marzo de 2027, de 10 a 13 y de 16 a 19 h",
        "11 and 12 March 2027, 19:00-21:00, Leeds and Hull",
        "11 and 12 March 2027, 19:00-21:00, beginners only on the 11th",
    ],
)
def test_days_that_the_line_tells_apart_are_asked_about(line):
    drafts = parse(f"Choir\n\n{line}\nThe Barn")

    assert all(draft.questions for draft in drafts)
    assert len(drafts) == 1


@pytest.mark.parametrize(
    "row",
    [
        "Management course (2 days): 10 and 11 November 2027, 09:00-17:00 UTC",
        "Formation sur deux jours : les 10 et 11 novembre 2027, 9h-17h UTC",
        "Curso (2 días): 10 y 11 de noviembre de 2027, 9:00-17:00 UTC",
        "Zweitägiger Kurs: 10. und 11. November 2027, 9-17 Uhr UTC",
    ],
)
def test_course_of_several_days_is_one_event(row):
    drafts = parse(row, today=date(2027, 8, 26))

    assert len(drafts) == 1
    assert not is_publishable(drafts[0])


@pytest.mark.parametrize(
    "line",
    ["9 March 2027: 07:00 and 16:00 UTC", "9 March 2027, at 7:00 and again at 16:00 UTC"],
)
def test_zone_after_two_starts_is_that_of_both(line):
    drafts = parse(f"Peat workshop\n\n{line}", today=date(2026, 11, 25))

    assert [format_when(draft.when) for draft in drafts] == [
        "2027-03-09 07:00-08:00 UTC",
        "2027-03-09 16:00-17:00 UTC",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Monday 21 June and Friday 25 June, all day",
        "Lundi 21 juin et vendredi 25 juin, toute la journée",
        "Lunes 21 de junio y viernes 25 de junio, todo el día",
        "Montag, 21. Juni und Freitag, 25. Juni, ganztägig",
    ],
)
def test_two_whole_days_apart_are_two_events(line):
    drafts = parse(f"Fonts group\n\n{line}", today=date(2027, 5, 1))

    assert [(draft.when.first.day, draft.when.last.day) for draft in drafts] == [(21, 21), (25, 25)]


@pytest.mark.parametrize(
    "text",
    [
        "We show the stars on 15, 20, 21, 22 and 29 June. It is from seven to nine pm.",
        "Les étoiles, les 15, 20, 21, 22 et 29 juin. C'est de 19h à 21h.",
        "Estaremos durante los días 15,20,21,22,y 29 de junio. Es de siete a nueve de la noche.",
        "Sterne am 15., 20., 21., 22. und 29. Juni. Es geht von 19 bis 21 Uhr.",
    ],
)
def test_days_with_gaps_and_common_hours_are_separate(text):
    drafts = parse(f"Stars\n\n{text}")

    assert [format_when(draft.when) for draft in drafts] == [
        f"2020-06-{day} {HOURS}" for day in (15, 20, 21, 22, 29)
    ]


def test_days_after_their_month_may_be_three_or_more():
    text = "Talks\n\nThe film is shown on March 16, 18, and 20, 2027 from 9:30 pm to 11:30 pm.\n"

    drafts = parse(text, today=date(2027, 1, 4))

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2027-03-16 21:30",
        "2027-03-18 21:30",
        "2027-03-20 21:30",
    ]
