"""Dates beside events that their own sentence shows to be deadlines, past, moved, or alternatives."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.events.announcements.draft_review import is_publishable
from webinars.timezones.schedule import Days

MARCH = date(2027, 3, 2)
EVENT = "Rope evening\nTuesday, 16 March 2027, 7 p.m., Museum of Ropes, Leeds\n\n"


def reasons(sentence, today=MARCH):
    """Return why the dates of a paragraph below an event are in no event."""
    text = preprocess(EVENT + sentence).text
    unused = unused_dates(text, parse(text, today=today), today=today)
    return [row.reason.value for row in unused]


@pytest.mark.parametrize(
    "sentence",
    [
        "Europe changes its clocks on 28 March.",
        "Attention : l'Europe passe à l'heure d'été le 28 mars.",
        "Achtung: Am 28. März beginnt die Sommerzeit, Zeitumstellung am 28. März.",
        "Thank you for your votes! The ballot will close on 27 March, 23.59 UTC.",
        "Applications should be made through the form that will be enabled on 11 April 2027 at noon.",
        "Supporters must be notified no later than 15 April 2027.",
        "The deadline for written input is March 31st.",
        "Le programme est en ligne. Les résultats seront publiés le 5 avril.",
        "Entrée libre, réservation à partir du 5 mars au 01 00 00 00 12",
        "La convocatoria se cierra el 19 de abril de 2027.",
        "A más tardar el 5 de abril.",
        "Eintrittskarten behalten ihre Gültigkeit und können bis 31. März zurückgegeben werden.",
        "Le opere devono pervenire entro il 9 marzo.",
        "As inscrições encerram em 9 de março.",
        "Clouds? Then on Saturday, 20 March.",
        "In case of rain we meet on Saturday 20 March.",
        "En cas de pluie, le concert sera donné le 20 mars.",
        "Bei Regen am 20. März.",
        "In caso di pioggia il 20 marzo.",
        "Should the quorum not be present, a second meeting is called for Saturday 20 March.",
        "Please come on the 16th and not on 23 March.",
        "La séance est le mardi 16 (et non le 23 mars), même lieu.",
        "The old notice showed March 20, that was my mistake.",
        "Slides of Feb 17 are in the repository.",
    ],
)
def test_date_of_a_deadline_or_an_alternative_is_no_lost_event(sentence):
    assert reasons(sentence) == ["mention"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Recordings of 9 February and 16 February: https://video.example.org/ropes",
        "Missed January? The recording of 10 January's meeting is online.",
        "See also the minutes of meeting 4 (19 January).",
        "Compte rendu de la réunion du 18 février : au verso",
        "La grabación de la sesión del 18 de febrero está en línea.",
        "Last month's talk (12 February) raised £64, thank you all.",
        "The evening of 19 February is on the archive page.",
    ],
)
def test_date_of_a_recording_is_past(sentence):
    assert reasons(sentence) == ["past"]


@pytest.mark.parametrize(
    "sentence",
    [
        # The phrase is about something else, and the date about an event.
        "The ballot closed on Monday; join us again on Friday 26 March.",
        "Registration is open, and the next meeting takes place on Friday 26 March.",
        "The deadline has passed. The prize is awarded on Friday 26 March.",
        "Nicht vergessen: das nächste Treffen ist am 26. März.",
        # A year makes a day with a recording that of an event to come.
        "Recording of the talk on 26 March 2027 will be possible.",
        # A day in spring is not over in March because there was one last year.
        "The ropes of 20 May will be longer.",
        # A day long ago is next year's.
        "The second evening is on 4 October.",
    ],
)
def test_date_of_another_event_is_still_lost(sentence):
    assert reasons(sentence) == ["no-event"]


@pytest.mark.parametrize(
    "row",
    [
        "Thursday 25 March, 7 p.m.: moved to Friday 26 March 2027, 7 p.m.",
        "Jeudi 25 mars 2027, 19h : Maud Lhermitte, REPORTÉE au 26 mai 2027",
        "Donnerstag, 25. März 2027, 19 Uhr: verschoben auf den 26. Mai",
        "Jueves 25 de marzo de 2027, 19 h: aplazada al 26 de mayo",
    ],
)
def test_event_on_the_day_from_which_it_is_moved_is_not_published(row):
    drafts = parse(EVENT + row, today=MARCH)

    assert [
        format_when(draft.when)[:10]
        for draft in drafts
        if is_publishable(draft) and draft.when.start.date() == date(2027, 3, 25)
    ] == []


def test_day_on_other_clocks_is_that_of_the_event():
    text = """Community meeting

Tuesday 1 September 2027, 9:30pm UTC

Asia:
- 7:30am Australian Eastern Time, Thursday 2 September
"""
    on_clocks = text.replace("Tuesday", "Wednesday")

    assert unused_dates(on_clocks, parse(on_clocks, today=MARCH), today=MARCH) == ()


@pytest.mark.parametrize(
    "heading",
    [
        "These are the events of the week of 15 to 19 March 2027.",
        "À l'agenda de la semaine du 15 au 19 mars 2027.",
    ],
)
def test_week_of_the_events_is_no_lost_event(heading):
    assert reasons(heading) == ["mention"]


def test_dateline_is_the_day_of_writing():
    text = """Leeds, 2 March (Agency) — A conference on ropes is held, at the initiative of the museum,
on Tuesday 16 March 2027 at 10 a.m. in the Museum of Ropes, Leeds."""

    drafts = parse(text, today=MARCH)

    assert "no-event" not in [row.reason.value for row in unused_dates(text, drafts, today=MARCH)]


def test_event_below_a_heading_that_says_cancelled_takes_no_place():
    text = "!!! CANCELLED !!! CANCELLED !!!\n\nROPE SEMINAR | Spring\n{}\n\nAda Strand\n"
    row = "Wednesday 17 March 2027, 13h00-14h30, Room Protea"

    cancelled = parse(text.format(row) + "\n" + EVENT, today=MARCH)

    assert [format_when(one.when)[:10] for one in cancelled] == ["2027-03-16"]


@pytest.mark.parametrize(
    "row",
    [
        "4. Deadline: small grants — Mon 22 Mar, 23:59 UTC",
        "24   Thu 18 Mar 2027   —   skipped (public holiday)",
        "Thursday 18 March 2027: no colloquium (reading day)",
        "Donnerstag, 18. März 2027: keine Sitzung",
        "Giovedì 18 marzo 2027: nessuna lezione",
        "Quinta, 18 de março de 2027: não há aula",
        "Last date for registration: 18.03.2027",
        "Abgabe der Seminararbeiten: 18.3.2027.",
        "Entrega de trabajos: 18 de marzo de 2027",
    ],
)
def test_row_of_a_deadline_or_of_nothing_is_no_event(row):
    days = [format_when(draft.when)[:10] for draft in parse(EVENT + row, today=MARCH)]

    assert days == ["2027-03-16"]


def test_days_of_a_remark_beside_events_with_hours_are_not_published():
    remark = "18-20 March 2027 The Moon passes Mars"
    camp = "18-20 March 2027 Spring Camp"

    drafts = [parse(EVENT + row, today=MARCH)[1] for row in (remark, camp)]

    assert [is_publishable(draft) for draft in drafts] == [False, True]


@pytest.mark.parametrize(
    ("title", "is_certain"),
    [
        ("The Moon Passes Mars & the Pleiades", False),
        ("La Lune Croise Vénus", False),
        ("La Luna Pasa Marte", False),
        ("Der Mond Passiert Jupiter", False),
        ("Spring Camp", True),
        ("Moon Valley Spring Camp", True),
    ],
)
def test_days_on_which_something_happens_in_the_sky_are_not_published(title, is_certain):
    drafts = parse(EVENT + f"18-20 March 2027 {title}", today=MARCH)

    assert is_publishable(drafts[1]) is is_certain


@pytest.mark.parametrize(
    ("seat", "is_asked"),
    [("(Leeds, Bengaluru, Denver)", True), ("(Leeds)", False), ("(Leeds, Bradford)", False)],
)
def test_zone_of_a_body_with_several_seats_is_asked(seat, is_asked):
    text = f"Ropes digest\n\n16 March 2027 - 14:00 - Mapping bins\n\nby the Rope Society {seat}"

    (draft,) = parse(text, today=MARCH)

    assert bool(draft.questions) == is_asked


@pytest.mark.parametrize(
    "row",
    [
        "26 October 2027: Workshops and special sessions",
        "27-29 October 2027: Main conference",
    ],
)
def test_row_among_deadlines_is_not_published_without_a_question(row):
    deadlines = (
        "- 8 April 2027: submission deadline\n- 5 September 2027: notification of acceptance\n"
    )
    text = f"Conference on ropes\n\nImportant dates\n{deadlines}- {row}\n"

    drafts = parse(text, today=MARCH)

    assert drafts
    assert not any(is_publishable(draft) for draft in drafts)


def test_end_of_the_day_of_deadlines_is_no_hour_of_events_among_them():
    text = (
        "CFP: Water 2027\nLjubljana, Slovenia, 7-10 September 2027\n\n** Important dates (all 23:59 AoE) **\n"
        "- Round 1 submission: 19 March 2027\n- Round 2 submission: 21 May 2027\n"
        "- Tutorials: 6 September 2027\n- Main conference: 7-10 September 2027"
    )

    drafts = parse(text, today=date(2027, 2, 26))

    assert all(isinstance(draft.when, Days) for draft in drafts)
    assert date(2027, 9, 6) in [draft.when.first for draft in drafts]
