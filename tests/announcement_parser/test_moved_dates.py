"""Events that are moved: the new day is that of the event, the old one is listed as another date."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.grammar.phrases.doubt_phrases import IS_NEGATED
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates

FEBRUARY = date(2026, 2, 1)


def unused(text):
    prepared = preprocess(text).text
    dates = unused_dates(prepared, parse(text, today=FEBRUARY), today=FEBRUARY)
    return [row.reason.value for row in dates]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("POSTPONED to Tuesday 19 May 2026, 6 pm, Leeds (was 8 March)", "2026-05-19 18:00"),
        ("The talk is rescheduled from 5 May to 19 May (15:00, Leeds).", "2026-05-19 15:00"),
        ("The talk moves from 5 May, 15:00 to 19 May, 16:00, Leeds.", "2026-05-19 16:00"),
        ("The talk of 5 May is postponed until 19 May at 15:00, Leeds.", "2026-05-19 15:00"),
        ("Tues 5 May Tea - CANCELLED, now Tues 19 May, Leeds, 15:00", "2026-05-19 15:00"),
        ("Instead of 5 May we meet on 19 May, 15:00 UTC.", "2026-05-19 15:00"),
        ("Old date: 5 May 2026\nNew date: 19 May 2026, 15:00 Leeds", "2026-05-19 15:00"),
        ("Originally planned for 5 May 2026\n19 May 2026, 15:00, Leeds", "2026-05-19 15:00"),
        ("The yard day of 5 May is off. New date: 19 May, 15:00, Leeds.", "2026-05-19 15:00"),
        (
            "The fair was set for 5 May but we lost two days, so it’s now 19 May, 3 pm, Leeds.",
            "2026-05-19 15:00",
        ),
        (
            "The AGM was to be 5 May - POSTPONED. New date 19 May 2026, 3pm, Leeds.",
            "2026-05-19 15:00",
        ),
        ("L’assemblée est avancée du 25 au mardi 19 mai, 19h, Lyon.", "2026-05-19 19:00"),
        ("La assemblea è anticipata dal 25 al 19 maggio, ore 19, Torino.", "2026-05-19 19:00"),
        ("REPORTÉE au mardi 19 mai à 18h30, Nantes (au lieu du 8 mars).", "2026-05-19 18:30"),
        ("Le concert du 5 mai est reporté au 19 mai à 20h, Dijon.", "2026-05-19 20:00"),
        (
            "El taller del 5 de mayo ha sido aplazado al 19 de mayo, 17:00, Lima.",
            "2026-05-19 17:00",
        ),
        (
            "Das Konzert am 5. Mai wird auf den 19. Mai, 20 Uhr verschoben (Köln).",
            "2026-05-19 20:00",
        ),
        ("Das Konzert vom 5. Mai wurde verschoben auf 19. Mai, 20 Uhr, Köln.", "2026-05-19 20:00"),
        ("L'incontro del 5 maggio è rinviato al 19 maggio alle 18, Torino.", "2026-05-19 18:00"),
        ("O encontro de 5 de maio foi adiado para 19 de maio, 18h, Porto.", "2026-05-19 18:00"),
    ],
)
def test_new_day_of_a_moved_event_is_its_day(text, start):
    (draft,) = parse(f"A title\n\n{text}", today=FEBRUARY)

    assert format_when(draft.when).startswith(start)
    assert not draft.questions
    assert unused(f"A title\n\n{text}") == ["mention"]


def test_range_after_a_moving_verb_is_the_old_and_the_new_day():
    text = "A title\n\nThe supper is moved from 5 to 12 November (Thursday), 5.30 pm, Leeds"

    (draft,) = parse(text, today=FEBRUARY)

    assert format_when(draft.when).startswith("2026-11-12 17:30")
    assert unused(text) == ["mention"]


def test_range_of_an_exhibition_is_no_moved_day():
    (draft,) = parse("A title\n\nThe show runs from 5 to 12 November in Leeds.", today=FEBRUARY)

    assert format_when(draft.when).startswith("2026-11-05 to 2026-11-12")


def test_day_that_is_postponed_without_a_new_one_is_no_event():
    text = "A title\n\n19 May 2026, 15:00, Leeds\n\nThe talk of 5 May is postponed."

    assert [format_when(draft.when)[:10] for draft in parse(text, today=FEBRUARY)] == ["2026-05-19"]
    assert unused(text) == ["mention"]


def test_title_in_quotation_marks_before_a_date_may_contain_a_city():
    (draft,) = parse("«Dinner in Montevideo», 19 May 2026, 15:00, Leeds", today=FEBRUARY)

    assert format_when(draft.when).startswith("2026-05-19 15:00")


def test_hours_of_a_second_labelled_session_are_a_choice():
    text = "A title\n\n19 May 2026\nSession 1 (Asia and most of Europe): 09:00 UTC\nSession 2: 17:00 UTC"

    (draft,) = parse(text, today=FEBRUARY)

    (question,) = draft.questions
    starts = [format_when(reading.when)[:16] for reading in question.readings]
    assert starts[:2] == ["2026-05-19 09:00", "2026-05-19 17:00"]


def test_day_that_is_moved_to_no_other_day_is_asked_about():
    (draft,) = parse("A title\n\n19 May 2026, 15:00, Leeds, moved to the autumn", today=FEBRUARY)

    assert "other-day" in draft.assumed


@pytest.mark.parametrize(
    "sentence",
    [
        "Registration is free and the next meeting starts on 26 May",
        "Summer time begins on 29 March, we meet on 26 May",
    ],
)
def test_day_of_an_event_after_words_of_a_deadline_may_be_lost(sentence):
    text = f"A title\n\n19 May 2026, 15:00, Leeds\n\n{sentence}."

    assert "no-event" in unused(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Talks resume on Monday 4 May and conclude on Friday 8 May 2026 in Leeds.",
        "The council will be opened on 4 May and will close on 8 May 2026.",
        "Les travaux débuteront le 4 mai et s'achèveront le 8 mai 2026 à Dijon.",
        "La feria abre el 4 de mayo y cierra el 8 de mayo de 2026 en Sevilla.",
        "Die Woche beginnt am 4. Mai und endet am 8. Mai 2026 in Köln.",
        "La fiera apre il 4 maggio e termina il 8 maggio 2026 a Torino.",
        "A feira abre em 4 de maio e encerra em 8 de maio de 2026 no Porto.",
    ],
)
def test_days_of_two_verbs_are_a_range(sentence):
    (draft,) = parse(f"A title\n\n{sentence}", today=FEBRUARY)

    assert format_when(draft.when).startswith("2026-05-04 to 2026-05-08")


def test_opening_and_close_of_a_call_are_no_range():
    call = "The call opened on 4 March and closes on 8 May 2026 at 23:59 UTC."

    (draft,) = parse(f"A title\n\n19 May 2026, 15:00, Leeds\n\n{call}", today=FEBRUARY)

    assert format_when(draft.when).startswith("2026-05-19")


@pytest.mark.parametrize(
    "sentence",
    [
        "I can do the 12th or the 17th of May at 14:30 in Leeds",
        "La réunion aura lieu le 12 ou le 17 mai à 14h30, Lyon",
        "La reunión será el 12 o el 17 de mayo a las 14:30, Lima",
        "Das Treffen ist am 12. oder 17. Mai um 14.30 Uhr in Köln",
    ],
)
def test_one_of_two_days_is_a_choice(sentence):
    (draft,) = parse(f"A title\n\n{sentence}", today=FEBRUARY)

    (question,) = (one for one in draft.questions if one.code == "several-dates")
    starts = [format_when(reading.when)[:16] for reading in question.readings]
    assert starts[:2] == ["2026-05-12 14:30", "2026-05-17 14:30"]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        (
            "ENTFÄLLT (Sa, 25.09.2027) - Ersatztermin: Sa, 06.11.2027, 10 - 14 Uhr",
            "2027-11-06 10:00-14:00",
        ),
        ("25.09.2027 fällt aus, neuer Termin: 06.11.2027, 10 - 14 Uhr", "2027-11-06 10:00-14:00"),
        (
            "Le 5 juin 2027 à 18h : annulée, nouvelle date : 12 juin 2027 à 18h",
            "2027-06-12 18:00-19:00",
        ),
        (
            "El 5 de junio de 2027 cancelada, nueva fecha: 12 de junio de 2027, 18:00 h",
            "2027-06-12 18:00-19:00",
        ),
        ("5 giugno 2027: annullato, nuova data: 12 giugno 2027, ore 18", "2027-06-12 18:00-19:00"),
    ],
)
def test_day_in_place_of_a_cancelled_one_is_that_of_the_event(line, when):
    (draft,) = parse(f"Vortrag, Genève\n\n{line}", today=date(2027, 3, 1))

    assert format_when(draft.when) == f"{when} Europe/Zurich"


def test_day_for_bad_weather_leaves_a_question():
    text = "Fest in Leipzig\nSa, 5.6.2027, 15 Uhr. Ersatztermin: Sa, 12.6.2027"
    (draft,) = parse(text, today=date(2027, 3, 1))

    assert [question.code for question in draft.questions] == ["several-dates"]


@pytest.mark.parametrize(
    ("words", "is_negation"),
    [("no pátio", False), ("no salão nobre", False), ("there is no meeting", True), ("não", True)],
)
def test_portuguese_no_before_a_place_is_no_negation(words, is_negation):
    assert (IS_NEGATED.search(words) is not None) is is_negation
