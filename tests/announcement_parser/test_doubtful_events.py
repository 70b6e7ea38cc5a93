"""Drafts ask whether they are events where the text shows too little evidence of it."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from tests.announcement_parser.scorer import parsed_record
from webinars.events.announcements.announcement_json import schedule_json

TODAY = date(2027, 1, 10)
CONFERENCE = "Rivers and Mills\nInternational conference, Ghent, 8-9 June 2027\n\n"


def asked(text):
    """Return the titles of the drafts that ask whether they are events."""
    drafts = parse(text, today=TODAY)
    return [draft.title for draft in drafts if draft.is_candidate]


def publishable(text):
    """Return the titles of the events that are published without a question."""
    events = parsed_record(text, TODAY)["events"]
    return [event["title"] for event in events if event["publishable"]]


def test_steps_of_a_call_are_asked_about_and_the_conference_is_not():
    text = (
        CONFERENCE
        + "Calendar\nTexts for the editors: 5 March 2027\nAnswers of the board: 2 April 2027"
    )

    assert asked(text) == ["Texts for the editors", "Answers of the board"]


@pytest.mark.parametrize(
    "rows",
    [
        "5 March 2027\nOtters of the delta",
        "* 5 March 2027 – Evening with otters",
        "Otters of the delta, reading: 5 March 2027, 19:00",
        "Winter picnic: 5 March 2027",
        "Otters of the delta: 5 to 7 March 2027",
        "Otters of the delta: 5 March 2027, Town Hall, Ghent",
    ],
)
def test_rows_with_evidence_are_not_asked_about(rows):
    assert asked(CONFERENCE + rows) == []


def test_row_without_evidence_is_like_most_rows_of_its_list():
    text = CONFERENCE + "Mill walk: 5 March 2027\nLock walk: 12 March 2027\nOtters: 19 March 2027"

    assert asked(text) == []
    assert asked(text.replace("walk", "news")) == ["Mill news", "Lock news", "Otters"]


def test_only_date_of_a_text_is_that_of_its_event():
    assert asked("Otters of the delta, on 5 March 2027") == []


def test_event_told_again_in_another_language_is_asked_about():
    english = "LUNCH MEETING: NEW LEAVE RULES\nTuesday 9 March 2027, 13:00-14:00, Room VII, Palais, Geneva\n\n"
    french = "RÉUNION : NOUVEAUX CONGÉS\nMardi 9 mars 2027, de 13h à 14h, salle VII, Palais, Genève"

    assert asked(english + french) == ["RÉUNION : NOUVEAUX CONGÉS"]


def test_parallel_sessions_in_two_rooms_are_not_asked_about():
    text = "Mill law\n9 March 2027, 13:00-14:00, Room VII, Palais, Geneva\n\n"

    assert asked(text + text.replace("law", "tax").replace("VII", "IX")) == []


def test_event_is_published_while_another_date_of_the_text_asks():
    text = (
        "Reading circle\nDate: 9 March 2027, 19:00, Geneva\n\nThe garden is nicest on 7 May 2027."
    )

    assert asked(text) != []
    assert publishable(text) == ["Reading circle"]


def test_event_is_not_published_if_its_own_line_has_the_date_that_asks():
    text = "Reading circle: 9 March 2027, 19:00, Geneva, and the garden on 7 May 2027"

    assert asked(text) != []
    assert publishable(text) == []


def test_nothing_is_published_if_no_draft_asks_about_a_date():
    dates = "\n\n".join(f"The garden is nice on {day} May 2027." for day in range(1, 23))
    text = f"Reading circle\nDate: 9 March 2027, 19:00, Geneva\n\n{dates}"

    assert len(asked(text)) < 22
    assert publishable(text) == []


def test_date_of_a_wrapped_line_that_asks_holds_back_no_other_event():
    wrapped = (
        "Our friends of the botanical garden would like to remind all of you that it is nicest of all\n"
        "to see it on 7 May 2027."
    )
    text = f"Reading circle\nDate: 9 March 2027, 19:00, Geneva\n\n{wrapped}"

    assert asked(text) != []
    assert publishable(text) == ["Reading circle"]


def test_time_alone_makes_no_event_of_a_step():
    steps = "Text freeze   5 March 2027\nFeature freeze   12 March 2027, 18:00 UTC\nTagging   19 March 2027"

    assert "Feature freeze" in asked(f"{CONFERENCE}{steps}\nAnswers   26 March 2027")


@pytest.mark.parametrize(
    "end",
    [
        "All week: photographs by our members, until 28 March, 17:00-21:00",
        "Toute la semaine : photographies, jusqu'au 28 mars, de 17h à 21h",
        "Toda la semana: exposición de fotos, hasta el 28 de marzo, de 17 a 21 h",
    ],
)
def test_last_day_of_something_is_not_published(end):
    days = "WEDNESDAY 10\n19:00 The Otters.\n\nTHURSDAY 11\n18:00 The Mills."
    text = f"CLUB (Arganzuela, Madrid)\nThe week of 8 to 14 March 2027\n\n{days}\n\n{end}."

    assert len(publishable(text)) == 2


def test_day_of_last_month_without_its_year_is_not_published():
    text = (
        "Town Hall #14\n\nFriday, January 15\n6 PM PT / 9 PM ET\n\nWe talk about:\n• the autumn patch\n"
        "• treasury (snapshot was taken December 20)\n• YOUR questions - drop them before Thursday night"
    )

    assert len(publishable(text)) == 1


def test_day_above_a_row_with_times_is_not_published_without_them():
    text = (
        "Map webinar 5\n\nTuesday, March 23, 2027\n"
        "3 p.m. Pacific | 10 p.m. UK | Wed 24 March 9 a.m. Sydney"
    )

    assert publishable(text) == []


def test_city_before_the_word_for_a_building_is_no_time_zone():
    text = "Whistles\nMarch 12, 2027, 3:10-4:30 pm in Sydney Hall 560A (Toronto campus)"

    assert [draft.when.timezone for draft in parse(text, today=TODAY)] != ["Australia/Sydney"]


@pytest.mark.parametrize(
    "number", ["release 2.15", "0.19", "Version 10.45", "section 3.12", "room 10.19"]
)
def test_numbers_of_versions_and_rooms_are_no_times(number):
    (draft,) = parse(f"Cistern {number} party on 5 March 2027", today=TODAY)

    assert draft.when.precision == "days"


@pytest.mark.parametrize("name", ["Good Friday", "Easter Monday", "Toussaint", "Todos los santos"])
def test_holidays_in_a_list_are_no_events(name):
    text = f"Colloquium, Fridays 15:00, Geneva\n\n12 March 2027  Whistles\n26 March 2027  {name}"

    assert [draft.when.start.day for draft in parse(text, today=TODAY)] == [12]


def test_title_above_the_date_in_its_block_is_that_of_the_event():
    blocks = "\n\n".join(
        f"{title}\n{day} March 2027 | 18:15 | Auditorium {day}, Geneva\nDrinks afterwards."
        for title, day in (
            ("Book launch: Customs", 4),
            ("Brown bag: Glaciers", 11),
            ("Panel: Borders", 18),
        )
    )

    drafts = parse(f"Newsletter\n\n{blocks}", today=TODAY)

    assert [draft.title.split(": ")[-1] for draft in drafts] == ["Customs", "Glaciers", "Borders"]


@pytest.mark.parametrize(
    "text", ["Quiz night\n27 December, 7 pm, Town Hall, Oxford", "Soirée jeux\n2 janvier à 19h"]
)
def test_only_day_of_last_month_without_its_year_is_not_published(text):
    assert publishable(text) == []


def test_meeting_with_a_time_in_a_list_of_steps_is_not_asked_about():
    steps = "Text freeze   5 March 2027\nKick-off meeting   12 March 2027, 18:00 UTC\nTagging   19 March 2027"

    assert "Kick-off meeting" not in asked(f"{CONFERENCE}{steps}\nAnswers   26 March 2027")


def test_line_with_more_dates_than_are_asked_about_holds_back_the_others():
    days = ". ".join(f"The garden is nice on {day} May 2027" for day in range(1, 31))
    text = f"Concert\nFriday 12 March 2027, 19:30, Victoria Hall, Geneva\n\n{days}."

    assert publishable(text) == []


@pytest.mark.parametrize("time", ["0.30 Uhr", "release 7.30pm", "release 8.30 p.m."])
def test_number_with_a_word_for_the_time_is_a_time(time):
    (draft,) = parse(f"Lunar eclipse\nSaturday 13 March 2027, {time}, Geneva", today=TODAY)

    assert draft.when.precision == "time"


@pytest.mark.parametrize(
    "row",
    [
        "Monday 5 April 2027: closed\nTuesday 6 April 2027, 18:00: Lecture by Ana Ruiz, Room 3",
        "Friday 26 March 2027: closed-door briefing for members, 10:00, Room XII",
        "Family Day: Saturday 12 June 2027",
    ],
)
def test_events_beside_words_for_closures_and_steps_do_not_vanish(row):
    assert len(parse(CONFERENCE + row, today=TODAY)) == 2


@pytest.mark.parametrize("label", ["Start date", "Début", "Inicio"])
def test_first_day_is_that_of_the_event_without_another_step(label):
    text = (
        f"Summer school\n\nDeadline: 1 February 2027\n{label}: 3 May 2027\nVenue: Town Hall, Geneva"
    )

    assert any(str(draft.when.first) == "2027-05-03" for draft in parse(text, today=TODAY))


def test_event_told_in_another_language_at_another_hour_is_asked_about_twice():
    english = "General Assembly\nThursday 11 March 2027, 18:00, Room 3, Geneva\n\n"
    french = "Assemblée générale\nJeudi 11 mars 2027, 18 h 30, salle 3, Genève"

    drafts = parse(english + french, today=date(2027, 2, 1))

    assert [draft.is_candidate for draft in drafts] == [True, True]
    same_language = english + english.replace("18:00", "19:30").replace("General", "Youth")
    assert not any(draft.is_candidate for draft in parse(same_language, today=date(2027, 2, 1)))


DUTIES = {
    "en": "Hand in essays|Return of permission slips|Second instalment|Cut-off for orders|RSVP|Hotel booking"
    "|Last orders|Proxy forms|Menu choices due|Permission forms back|Upload of presentations",
    "de": "Rückgabe der Formulare|Überweisung|Meldeschluss|Stichtag|Kautionen|Elternzettel zurück|Abmeldung",
    "fr": "Remise des dossiers|Envoi des résumés|Règlement du solde|Acompte|Commande des repas|Procurations",
    "es": "Envío de resúmenes|Pago de la cuota|Fecha tope|Presentación de solicitudes|Reserva de hotel",
    "it": "Consegna degli elaborati|Caparra|Chiusura iscrizioni|Prenotazioni|Adesioni",
    "pt": "Entrega dos trabalhos|Inscrições|Divulgação dos resultados|Encerramento das inscrições",
}
MAY = {
    "en": "14 May 2027",
    "de": "14. Mai 2027",
    "fr": "14 mai 2027",
    "es": "14 de mayo de 2027",
    "it": "14 maggio 2027",
    "pt": "14 de maio de 2027",
}
DUTY_SENTENCES = [
    ("en", "Your deposit must reach us on {}."),
    ("en", "Cheques will be banked on {}."),
    ("de", "Die Beiträge werden am {} eingezogen."),
    ("de", "Die Hausarbeiten sind am {} abzugeben."),
    ("fr", "Les chèques seront encaissés le {}."),
    ("es", "Los trabajos se entregan el {}."),
    ("it", "Il saldo va versato il {}."),
    ("pt", "O pagamento deve ser feito em {}."),
]


def test_what_somebody_has_to_do_by_a_day_is_no_event_without_a_question():
    labels = [(language, label) for language, row in DUTIES.items() for label in row.split("|")]
    forms = ["{label}: {day}", "{day}: {label}", "{day}   {label}", "{day}\n{label}"]
    texts = [
        form.format(label=label, day=MAY[language]) for language, label in labels for form in forms
    ]
    texts += [sentence.format(MAY[language]) for language, sentence in DUTY_SENTENCES]

    assert [text for text in texts if publishable(text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "14 May 2027, 18:00: Registration, then the talk, Town Hall, Ghent",
        "14 May 2027, 19:00: Feedback in audio circuits, workshop",
        "Register now for the concert on 14 May 2027, 19:00",
        "Confirmed time: 14 May 2027, 19:00",
    ],
)
def test_words_of_duties_in_the_line_of_an_event_are_not_asked_about(line):
    assert asked(line) == []


def test_period_whose_days_are_those_of_events_is_asked_about():
    text = (
        "SCIENCE WEEK, 13 AND 14 MARCH 2027\n\nLibrary of Ghent, Belgium\n\n"
        "Evening with telescopes\n13 March at 7 pm, room 3\n\nLecture on otters\n14 March at 7 pm, hall"
    )

    assert asked(text) == ["SCIENCE WEEK"]


def test_conference_of_days_that_no_event_has_is_published():
    text = "Rivers and Mills\n13-15 March 2027, Ghent\n\nGuided tour of the mill\n13 March at 7 pm, Ghent"

    assert "Rivers and Mills" in publishable(text)


def test_flyovers_are_checked_beside_meetings():
    text = (
        "3-7 February 2027\n4 Bright ISS Flyovers in our Region\n\nClub meeting\n"
        "— Thursday 11 February, 7:00 – 8:30 p.m. —\n\n18-20 February 2027 The Moon Passes the Planet Mars"
    )

    assert "4 Bright ISS Flyovers in our Region" not in publishable(text)


def test_day_from_which_places_can_be_booked_is_no_event():
    text = (
        "Festival of lanterns\nLyon, France\n\n13 March 2027, 7 pm, Salle Rameau\n\n"
        "Réservation sur le site https://encre.example.org/atelier à partir du 1 février à 9 h"
    )

    starts = [
        event["schedule"]["start"]
        for event in parsed_record(text, TODAY)["events"]
        if event["publishable"]
    ]
    assert "2027-02-01T09:00" not in starts


def test_closed_days_of_a_calendar_are_asked_about():
    text = (
        "Baton Rouge\nSunday, March 28\nClosed: All libraries closed for Easter.\nMonday, March 29\n"
        "Book Talk: 5 p.m. to 6 p.m., Main Library\nTuesday, March 30\nAuthor Talk: 7 p.m. to 9 p.m., Main Library"
    )

    assert asked(text) == ["Closed: All libraries closed for Easter."]


def test_opening_before_the_talk_of_its_day_is_asked_about():
    text = """Three views of the sea, talks

Programme
Tuesday 9 March
18:30 Presentation and opening of the cycle
19:00 Talk: Currents and kelp
Tuesday 23 March
19:00 Talk: Shells and tides
Tuesday 27 April
19:00 Talk: The deep floor
"""

    assert asked(text) == ["Presentation and opening of the cycle"]


def test_event_told_in_a_sentence_and_in_labelled_lines_has_the_labelled_values():
    text = """Charla invitada: Houda Sefrioui

El lunes 12 de abril a las 13:00 en el Campus del Canal tendremos la oportunidad de conocer a la Dra. Sefrioui.

Os invitamos a participar de esta charla.

* Día: Lunes 12 de abril de 2027
* Hora: 13:00 a 14:00
* Lugar: Seminario 008, Campus del Canal, Madrid
"""

    events = parsed_record(text, TODAY)["events"]

    assert [(event["title"], event["place"], event["assumed"]) for event in events] == [
        ("Charla invitada: Houda Sefrioui", "Seminario 008, Campus del Canal, Madrid", [])
    ]


def test_agenda_in_local_time_is_no_second_event_beside_the_times_in_utc():
    text = """Open hearings of the Tides Forum

Wednesday, 17 March 2027 (08:00 UTC) - Wednesday, 17 March 2027 (16:00 UTC)
Palais des Ligues, Lausanne, Switzerland

DRAFT AGENDA

DAY 1 ::: 17 March 2027
OPEN HEARINGS

TIME (CET)

09:00 - 10:00
Welcome
"""

    events = parsed_record(text, TODAY)["events"]

    assert [event["schedule"]["start"] for event in events] == ["2027-03-17T08:00"]


def test_day_above_a_line_that_says_that_nothing_takes_place_is_asked_about():
    text = (
        "Physics at Marlow\n\nMarlow College, Ames, Iowa\n\n### Monday, April 12\n\n**No classes – Spring Break**\n\n"
        "### Thursday, April 15\n\n**Optics Seminar: “Grating the light”** Ana Ruiz\n\n"
        "3:00 p.m. refreshments, seminar will start at 3:15 p.m.\n\nBrook Hall 150"
    )
    first, *_ = parse(text, today=TODAY)

    assert "2027-04-12" in repr(schedule_json(first.when))
    assert first.is_candidate


@pytest.mark.parametrize(
    "service",
    ["Recycling collection", "Collecte du recyclage", "Recogida de enseres", "Sperrmüllabfuhr"],
)
def test_services_of_a_town_are_no_events(service):
    text = (
        f"Calendar of the municipality, Leeds\n\n{service}\n8 June 2027, 7:00 - 17:00\n\n"
        "Council meeting\n9 June 2027, 19:30"
    )

    assert service not in publishable(text)
    assert publishable(text) == ["Council meeting"]


@pytest.mark.parametrize("word", ["CANCELLED", "ANNULÉ", "CANCELADO"])
def test_row_with_a_word_for_a_cancellation_is_asked_about(word):
    rows = (
        f"Walks\n\nAUGUST 2028\n\nSat 19       {word}     Treyford 9 miles. Start: 10:15 Beacon Gate\n\n"
        "Tue 22     Farm walk. Start: 10:00 Pond Car Park"
    )

    drafts = parse(rows, today=date(2028, 7, 1))

    assert {draft.when.start.day: draft.is_candidate for draft in drafts} == {19: True, 22: False}


def test_day_in_the_name_of_a_feast_is_asked_about_beside_hours():
    text = "Préparation de la fête du 15 août\n\nMardi 16 mars 2027 à 20 h 30, Vienne : réunion\n"

    assert asked(text) == ["Préparation de la fête"]
    assert asked("Préparation de la fête du 15 août\n\nVienne") == []


@pytest.mark.parametrize(
    ("heading", "row", "is_published"),
    [
        ("Call for papers", "Conference: 7-10 June 2027, Ghent", True),
        ("3rd Conference on Mills", "Conference: 7-10 June 2027", True),
        ("3rd Conference on Mills", "Main conference: 7-10 June 2027", False),
        ("3rd Conference on Mills", "Workshop: 7 June 2027", False),
        ("Rivers and Mills, Ghent, 8-9 June 2027", "Conference: 7-10 June 2027, Ghent", False),
    ],
)
def test_days_among_deadlines_are_certain_if_they_are_those_of_the_only_event(
    heading, row, is_published
):
    text = f"{heading}\n\n- Abstracts due: 5 March 2027\n- Full papers due: 2 April 2027\n- {row}"

    own = {"Call for papers", "Conference", "Main conference", "Workshop"}
    assert bool(own & set(publishable(text))) is is_published
