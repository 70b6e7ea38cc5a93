"""A whole day, an hour or a zone is published only if nothing in the text may change it."""

from datetime import date
from itertools import permutations

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
WHOLE_DAY = "2027-04-10 to 2027-04-10 Europe/Zurich"


def drafts_of(text):
    return parse(text, today=FEBRUARY)


def published(text):
    return [format_when(draft.when) for draft in drafts_of(text) if is_publishable(draft)]


def choices(draft):
    return [format_when(reading.when) for one in draft.questions for reading in one.readings]


FAIR = "10 April 2027: Fair at Heath Hall"
TALK = "17 April 2027, 7 pm: Talk on salt"
BOARD = "At its meeting of 6 December 2026 the board moved the evenings from 5.15 pm to 7.15 pm."


@pytest.mark.parametrize(
    "parts",
    [
        ["Club, Leeds", BOARD, FAIR, TALK],
        ["Club, Leeds", FAIR, BOARD, TALK],
        ["Club, Leeds", FAIR, TALK, BOARD],
        ["Club, Leeds", FAIR, "The bar is open from 9 pm.", TALK],
    ],
)
def test_hour_of_no_event_may_be_that_of_a_whole_day(parts):
    text = "\n\n".join(parts)

    assert [when[:16] for when in published(text)] == ["2027-04-17 19:00"]


def test_hours_of_a_changed_range_are_choices_of_a_whole_day():
    fair, _ = drafts_of("\n\n".join(["Club, Leeds", FAIR, TALK, BOARD]))
    read, *others = choices(fair)

    assert read == WHOLE_DAY
    assert {"2027-04-10 17:15", "2027-04-10 19:15"} == {choice[:16] for choice in others}


def test_no_order_of_lines_publishes_a_whole_day_beside_an_open_hour():
    for parts in permutations([FAIR, TALK, BOARD, "Tea is free."]):
        assert WHOLE_DAY not in published("\n\n".join(["Club, Leeds", *parts])), parts


def test_answer_decides_the_hour():
    fair, _ = drafts_of("\n\n".join(["Club, Leeds", FAIR, TALK, BOARD]))
    [question] = fair.questions
    chosen = next(one for one in question.readings if "19:15-" in format_when(one.when))

    answered = fair.answer(question.code, chosen.reason)

    assert format_when(answered.when).startswith("2027-04-10 19:15")
    assert not answered.questions


def test_hours_of_other_events_leave_a_whole_day_certain():
    assert published("\n\n".join(["Club, Leeds", FAIR, TALK]))[0] == WHOLE_DAY


@pytest.mark.parametrize(
    "line",
    [
        "Registration closes on 2 April 2027 at 11.59 pm.",
        "Deadline: 2 April 2027, 23:59",
    ],
)
def test_hour_of_a_deadline_leaves_whole_days_certain(line):
    text = f"Fair of the smallholders, Leeds\n\n10 April 2027\n\n{line}"

    assert published(text) == [WHOLE_DAY]


def test_day_that_lasts_all_day_is_certain():
    parts = ["Club, Leeds", f"{FAIR}, all day", TALK, BOARD]

    assert WHOLE_DAY in published("\n\n".join(parts))


def test_day_next_to_hours_of_others_needs_the_word_of_an_event():
    text = (
        "Village diary, Leeds\n\nSaturday 10 April 2027\nBins are collected\nMonday 12 April 2027\n"
        "7 pm Choir concert in the chapel"
    )

    assert WHOLE_DAY not in published(text)


AGENDA = "Doors: 6 pm\nDinner with soup: 6.30 pm\nAuction of quilts: 7 pm"


def test_first_hour_of_an_agenda_below_is_a_choice():
    text = (
        f"Supper of the rowing club\n\n8 May 2027\n\nBoat house\n3 Quay Street, Leeds\n\n{AGENDA}"
    )

    assert not published(text)


def test_label_makes_the_first_hour_certain():
    text = f"Supper of the rowing club\n\nDate: 8 May 2027\nTime: 6 pm\nPlace: Boat house, Leeds\n\n{AGENDA}"

    assert [when[:16] for when in published(text)] == ["2027-05-08 18:00"]


@pytest.mark.parametrize(
    "comment",
    [
        "Update: we moved the call to 4pm.",
        "The call now starts at 4 pm, sorry.",
        "Changement d’horaire : 16h",
        "Se traslada a las 16:00 h.",
        "Achtung, neue Uhrzeit: 16 Uhr",
        "Nuovo orario: ore 16",
        "Novo horário: 16h",
    ],
)
def test_later_hour_is_a_choice(comment):
    text = f"Weekly call\n\nWhen: Friday 9 April 2027, 14:30 Berlin\n\nSee you there.\n\n{comment}"
    [draft] = drafts_of(text)

    assert not is_publishable(draft)
    assert [choice[:16] for choice in choices(draft)] == ["2027-04-09 14:30", "2027-04-09 16:00"]


def test_same_instant_elsewhere_asks_nothing():
    text = "Weekly call\n\nWhen: Friday 9 April 2027, 14:30 Berlin\n\nUpdate: now at 12:30 UTC, as always."

    assert [when[:16] for when in published(text)] == ["2027-04-09 14:30"]


def test_dates_of_another_country_make_a_town_doubtful():
    text = "Coming up at the Public Library, Wakefield\n\nLego hour: {}, 3:30 pm"

    assert not published(text.format("April 8"))
    assert published(text.format("8 April")) == ["2027-04-08 15:30-16:30 Europe/London"]


def test_town_without_namesakes_is_certain():
    text = "Coming up at the Public Library, Stockholm\n\nLego hour: April 8, 3:30 pm"

    assert published(text) == ["2027-04-08 15:30-16:30 Europe/Stockholm"]


def hours_asked(draft):
    """Return the hours among the choices of a draft."""
    whens = [reading.when for question in draft.questions for reading in question.readings]
    return {f"{when.start:%H:%M}" for when in whens if hasattr(when, "start")}


def test_hours_joined_by_dash_are_choices_of_rows():
    text = (
        "The Elm Library Book Talk meets on the first Tuesday of each month online. Register here:\n\n"
        "- September 7 - Lamp Oil by Ada Rowles\n- October 5 - A Second Life by Ellen Jons\n\n"
        "The Poetry Circle reads aloud. It meets the second Wednesday of the month, from 7-8 pm, at Elm Library.\n\n"
        "- September 8 - Salt Roads by Ida Venn\n- October 13: The Orchard by Tom Bellwether\n\n"
        "The Crime Club meets where it likes.\n\n- September 9 at 10:00 am - The Locksmith by Edna Quill\n"
        "- October 7 at 9:00 am - Keys by Edna Quill\n"
    )
    drafts = parse(text, today=date(2027, 8, 20))

    assert ["19:00" in hours_asked(draft) for draft in drafts[:4]] == [True] * 4


def test_hour_in_words_is_choice_of_day_that_may_be_no_event():
    text = (
        "Arganda: El 10 de septiembre arranca la temporada del teatro municipal\n\n"
        "Tres títulos forman el cartel, presentado este martes. Las funciones vespertinas empiezan ahora a las ocho "
        "de la tarde; las puertas se abrirán a las siete y media.\n\n"
        "La taquilla abrirá del lunes 30 de agosto al jueves 2 de septiembre, de 18.00 a 20.00 horas.\n\n"
        "El viernes 10 de septiembre, la obra 'Pan y agua', del grupo Trama (12 euros).\n"
        "El sábado 18 de septiembre, el musical 'La barca' (8 euros).\n"
        "El domingo 26 de septiembre, a las 12.00 horas, títeres: 'Nube'.\n"
    )
    drafts = [
        draft for draft in parse(text, today=date(2027, 8, 20)) if "la " in draft.title.lower()
    ]

    assert ["20:00" in hours_asked(draft) for draft in drafts[-2:]] == [True, True]


def test_hour_in_line_about_another_day_is_asked():
    text = (
        "Semana do Bairro festeja\n\nA noite desta terça-feira, 6 de abril, é de festa em Lisboa, Portugal. "
        "É quando começa, a partir das 19h, o baile dos 20 anos do bairro.\n\n"
        "PROGRAMA\n\n8 de abril, quinta-feira\n\n- na Sala Azul: oficina de pipas\n\n"
        "9 de abril, sexta-feira\n\n- no Salão Verde: roda de conversa\n"
    )
    _, *drafts = drafts_of(text)

    assert ["19:00" in hours_asked(draft) for draft in drafts] == [True, True]
    assert not any(map(is_publishable, drafts))


@pytest.mark.parametrize("hour", ["14h30min", "às 9h15min", "16h00min", "às 6h30min"])
def test_hour_with_unit_of_minutes_is_read(hour):
    (draft,) = drafts_of(f"Roda de leitura\n\nSexta-feira, 9 de abril de 2027, {hour}, Lisboa")

    digits = hour.removeprefix("às ").removesuffix("min").replace("h", ":").rjust(5, "0")
    assert f" {digits}-" in format_when(draft.when)


@pytest.mark.parametrize("length", ["1h30min", "(1h30min)", "duração: 8h30min"])
def test_length_with_units_is_no_hour(length):
    (draft,) = drafts_of(f"Oficina de pipas, {length}, Lisboa\n\nSexta-feira, 9 de abril de 2027")

    assert format_when(draft.when).startswith("2027-04-09 to 2027-04-09")


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_elided_preposition_stands_before_month(apostrophe):
    text = f"Tast de pa\n\nDivendres, 9 d{apostrophe}abril del 2027, a les 18 hores\n\nCal Forner, Girona"
    (draft,) = drafts_of(text)

    assert "2027-04-09 18:00-19:00" in format_when(draft.when)
