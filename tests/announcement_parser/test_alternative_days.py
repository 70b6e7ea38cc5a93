"""Events of sentences that may be other days for the same event, and those that are certain."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

JANUARY = date(2027, 1, 4)
FIRST = "Informal consultations will be held on Tuesday, 9 March, from 3 p.m. to 6 p.m. in Vienna."
SECOND = "A briefing will be held on Thursday, 11 March, from 10 a.m. to 11.30 a.m. in Vienna."
AT_SAME_HOUR = "A briefing will be held on Thursday, 11 March, at 3 p.m. in Vienna."


def doubtful(*paragraphs):
    """Return for each event whether another day may be meant."""
    return ["other-day" in draft.assumed for draft in parse("\n\n".join(paragraphs), today=JANUARY)]


def test_sentences_with_other_hours_are_events_of_their_own():
    assert doubtful(FIRST, SECOND) == [False, False]


def test_sentences_with_the_same_hour_may_contradict_each_other():
    assert doubtful(FIRST, AT_SAME_HOUR) == [True, True]


@pytest.mark.parametrize(
    "other",
    [
        "Please vote for one of them.",
        "Tell us which day suits you.",
        "Both dates are provisional.",
        "Merci de répondre au sondage.",
        "Las dos fechas propuestas se votan.",
        "Bitte bei der Umfrage abstimmen.",
    ],
)
def test_sentences_are_looked_at_if_the_text_speaks_of_a_choice(other):
    assert doubtful(FIRST, SECOND, other) == [True, True]


@pytest.mark.parametrize(
    "condition",
    [
        "If it rains, the picnic is on Thursday, 11 March, from 10 a.m. in Vienna.",
        "Perhaps a briefing follows on Thursday, 11 March, from 10 a.m. in Vienna.",
        "Si besoin, une séance a lieu le jeudi 11 mars à 10h à Vienne.",
    ],
)
def test_sentence_with_a_condition_is_looked_at(condition):
    assert doubtful(FIRST, condition)[-1]


def test_titles_in_quotation_marks_tell_events_of_the_same_hour_apart():
    one = "On Tuesday, 9 March, at 3 p.m. Ida Foss speaks about “Ropes” in Vienna."
    other = "On Thursday, 11 March, at 3 p.m. Jan Lund speaks about “Knots” in Vienna."

    assert doubtful(one, other) == [False, False]
    assert doubtful(one, other.replace("Knots", "Ropes")) == [True, True]


def test_items_of_a_list_are_events_of_their_own():
    assert doubtful(f"1. {FIRST}\n2. {AT_SAME_HOUR}") == [False, False]


def test_day_that_is_moved_to_a_named_one_leaves_nothing_open():
    moved = "The walk of 5 March is moved to 12 March, 5.30 p.m., in Vienna."

    assert doubtful(FIRST, SECOND, moved) == [False, False, False]


@pytest.mark.parametrize(
    "sentence",
    [
        "The choir does not meet on Tuesday, 9 March, at 3 p.m. in Vienna.",
        "There won’t be any choir session on Tuesday, 9 March, at 3 p.m. in Vienna.",
        "La séance n’aura pas lieu le mardi 9 mars à 15h à Vienne.",
        "La sesión no será el martes 9 de marzo a las 15:00 en Viena.",
        "Die Sitzung findet am Dienstag, 9. März, 15 Uhr, in Wien nicht statt.",
        "La riunione del 9 marzo alle 15:00 a Vienna non si tiene.",
        "A reunião não será em 9 de março às 15:00 em Viena.",
        "The choir session on Tuesday, 9 March, at 3 p.m. in the great hall of a library in Vienna does not meet.",
        "La sesión del martes 9 de marzo a las 15:00 en la gran sala de la biblioteca de Viena no se celebrará.",
    ],
)
def test_day_of_a_sentence_with_a_negation_is_looked_at(sentence):
    drafts = parse(f"{sentence}\n\n{SECOND}", today=JANUARY)

    assert all("other-day" in draft.assumed for draft in drafts if draft.when.start.day == 9)


def test_two_times_of_sentences_that_name_no_event_may_be_a_choice():
    one = "We could sing on Tuesday, 9 March, at 3 p.m. in Vienna."
    other = "I have an hour on Thursday, 11 March, at 5 p.m. in Vienna too."

    assert doubtful(one, other) == [True, True]
    assert doubtful(FIRST, other) == [True, True]


def test_excepted_day_of_a_sentence_is_looked_at():
    text = "We meet for lace every Tuesday at 19:00, except on 16 March, in Vienna."

    assert all(doubtful(text, "Dates: 2 March, 9 March, 23 March 2027"))


def test_day_beside_unlike_is_looked_at():
    text = "Stone workshop\n\n12 March 2027\n\nUnlike the class on 11 March, it begins at 7 pm in Vienna."

    drafts = parse(text, today=JANUARY)

    assert all("other-day" in draft.assumed for draft in drafts if draft.when.start.day == 11)


@pytest.mark.parametrize(
    "aside",
    [
        "- version 4.2: feature freeze moved to 30 April",
        "The away match has moved from Wednesday to 20 April 2027, 7.15 pm.",
        "La lezione del 25 febbraio è rinviata a data da destinarsi.",
        "Bring a board if you have one. An aperitif suits the evening. There will be a vote on the accounts.",
    ],
)
def test_move_of_something_else_leaves_no_day_open(aside):
    assert doubtful(FIRST, SECOND, aside)[:2] == [False, False]


def test_titles_above_tell_events_of_the_same_hour_apart():
    concert = (
        "Concert of the choir\nSunday 21 February at 5 pm in the church. Free entry in Vienna."
    )
    lecture = (
        "Ageing at home\nTuesday 23 February at 5 pm in the vicarage with Dr Corthay in Vienna."
    )

    assert doubtful(concert, lecture) == [False, False]


def test_condition_and_negation_far_from_the_date_are_about_something_else():
    night = (
        "The first club meeting is on Thursday, 11 March, at 7.30 pm, as usual upstairs at the arms in Vienna,"
        " bring a board and some chalk as there was not enough last time."
    )

    assert doubtful(FIRST, night) == [False, False]


def test_same_hour_of_the_event_before_is_another_event():
    one = "On Tuesday, 9 March, at 3 p.m. Aroha opens the series in Vienna."
    other = "A fortnight later, on Tuesday, 23 March, same hour, Lachlan shows old maps."

    assert doubtful(one, other) == [False, False]


def test_days_of_one_list_are_no_alternatives():
    course = "Beginners' course: three Wednesdays, 10, 17 and 24 March, always 6.30pm to 7.30pm, in Vienna."
    relay = "Easter relay: Monday 29 March, 10am, at the bandstand in Vienna. Teams of 3."

    assert doubtful(f"{course}\n{relay}") == [False, False, False, False]


PARISH = (
    "PARISH COUNCIL meets on Tuesday 9 March at 8pm in Vienna.\n\n"
    "PEAT ON THE FARM: a talk by Una Hart, Wednesday 17 March, 8.00pm in Vienna."
)
CLUB = (
    "* WORKING BEE Friday 12 March, 8am, in Vienna.\n* CAKE STALL Sunday 14 March, 6.30pm in Vienna.\n"
    "* PRIZE NIGHT will be in April 2027, date to be confirmed."
)
TOWN = (
    "The Cape Chamber opens its new track at 3 p.m. on Tuesday 9 March in Vienna.\n\n"
    "The Harbour Trust cuts a ribbon at noon on Friday 12 March in Vienna."
)


@pytest.mark.parametrize("paragraphs", [PARISH, CLUB, TOWN])
def test_paragraphs_that_begin_with_or_contain_names_are_events_of_their_own(paragraphs):
    drafts = parse(paragraphs, today=JANUARY)

    timed = [draft for draft in drafts if not draft.is_candidate]
    assert ["other-day" in draft.assumed for draft in timed] == [False, False]


@pytest.mark.parametrize(
    "aside",
    [
        "The library is open from 10 to 5 all summer, except on 14 July.",
        "La maison est ouverte tout l’été, à l’exception du 14 juillet.",
        "Bring old clothes (except hats). Return the box by 5 April.",
        "Unless otherwise stated, evenings begin at 8 p.m.",
        "¿Estamos a salvo de las tormentas? Inscripción hasta el 2 de marzo.",
        "One exception: the last briefing starts at 10 a.m.",
    ],
)
def test_exception_of_something_else_leaves_no_day_open(aside):
    assert not doubtful(FIRST, SECOND, aside)[1]


def test_exception_without_the_hour_of_an_event_is_looked_at():
    assert all(doubtful(FIRST, SECOND, "One exception: the last one starts at 14:00."))


def test_meetings_of_named_months_are_two_events_at_one_hour():
    one = "Our next meeting is on Thursday 18 March at 19:30 in Vienna."
    other = "April’s meeting will be a week late: Thursday 22 April at 19:30 in Vienna."

    assert not doubtful(one, other)[1]
    assert all(doubtful(one, other.replace("April’s meeting", "A meeting")))


def test_sentence_that_holds_an_event_is_no_other_day_for_a_conference():
    text = (
        "Conference on lichens\nVienna, 6-8 July 2027\n\n"
        "An online Q&A for authors takes place on Tuesday 12 January 2027 at 16:00 CET."
    )

    assert doubtful(text) == [False, False]


def test_title_before_a_dash_tells_events_apart():
    one = (
        "Assembleia geral - dia 8 de março, segunda-feira, pelas 21h00, na sede em Lisboa. Venham."
    )
    other = (
        "Magusto - dia 11 de março, quinta-feira, a partir das 17h30, em Lisboa. Tragam castanhas."
    )

    assert doubtful(one, other) == [False, False]


def test_condition_within_a_title_is_none():
    text = "« Replanter sans arroser », le jeudi 11 mars 2027 à 16 h 30 à Vienne."

    assert not doubtful(FIRST, text)[1]


def test_day_after_words_for_a_new_one_leaves_nothing_open():
    moved = "The away match has MOVED - was on the 13th, is now Wednesday 14 April 2027, 7.15 pm."

    assert doubtful(FIRST, moved) == [False, False]


ROW = "Mardi 9 mars à 20 h 30 dans la salle du conseil de Vienne : {}"
OTHER_ROW = "Mercredi 10 mars à 20 h 30 dans la salle du conseil de Vienne : {}"


def test_rows_of_sentences_about_different_things_are_events_of_their_own():
    one, other = (
        ROW.format("réunion sur le défilé."),
        OTHER_ROW.format("séance de confection de fleurs."),
    )

    assert doubtful("Venez nombreux.", one, other) == [False, False]
    assert doubtful("Venez nombreux.", one, OTHER_ROW.format("réunion sur le défilé.")) == [
        True,
        True,
    ]
