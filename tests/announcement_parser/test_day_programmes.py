"""Programmes by day: headings of days, and lines that begin with a time."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.events.announcements.draft_review import is_publishable

JANUARY = date(2027, 1, 4)


def events(text):
    """Return start, title and place of each event."""
    drafts = parse(text, today=JANUARY)
    return [(format_when(d.when)[:16].strip(), d.title, d.place) for d in drafts]


def test_each_time_below_a_day_is_an_event():
    text = """This week in brief

Tuesday, March 9
6:30 PM – Honor Band Concert
Centennial Hall

Wednesday, March 10
8:00 – 9:00 AM – Walk-in hour

3:45 – 5:00 PM - Lecture of the year
Friday, March 12
No events scheduled.
"""

    assert [event[:2] for event in events(text)] == [
        ("2027-03-09 18:30", "Honor Band Concert"),
        ("2027-03-10 08:00", "Walk-in hour"),
        ("2027-03-10 15:45", "Lecture of the year"),
    ]
    unused = unused_dates(preprocess(text).text, parse(text, today=JANUARY), today=JANUARY)
    assert [(row.line_number, row.reason.value) for row in unused] == [(11, "mention")]


def test_titles_and_places_may_be_below_the_times():
    text = """AGENDA DE LA SEMANA
Vienna, marzo de 2027

Estas son las propuestas del martes 9 de marzo:

10:30 a 12:00
Visita guiada
Lugar: Museo del Estero

17:00
Conversatorio
Lugar: Casa Manglar

Y el viernes 12:

18:30
Concierto
Lugar: Sala Roja
"""

    assert events(text) == [
        ("2027-03-09 10:30", "Visita guiada", "Museo del Estero"),
        ("2027-03-09 17:00", "Conversatorio", "Casa Manglar"),
        ("2027-03-12 18:30", "Concierto", "Sala Roja"),
    ]


def test_place_after_the_time_is_not_the_title():
    text = """Agenda of events, 30 March to 2 April 2027

Wednesday 31
9:00 – Belgrano Hall
Round table on rents
18:00 – Public Library
Presentation of a book

Thursday 1
17:30 – Golden Room
Wetlands and towns
"""

    assert events(text) == [
        ("2027-03-31 09:00", "Round table on rents", "Belgrano Hall"),
        ("2027-03-31 18:00", "Presentation of a book", "Public Library"),
        ("2027-04-01 17:30", "Wetlands and towns", "Golden Room"),
    ]


def test_hours_on_the_days_of_a_conference_are_its_agenda():
    text = """Owl conference
9–10 March 2027

Tuesday 9 March 2027
9:00 Welcome
10:00 Owls of the harbour

Wednesday 10 March 2027
9:00 Excursion
12:00 Closing
"""

    starts = {event[0] for event in events(text)}

    assert "2027-03-09 to 20" in starts
    assert "2027-03-09 10:00" not in starts
    assert "2027-03-10 12:00" not in starts


def test_many_hours_a_day_are_an_agenda():
    text = """Owl days

Tuesday 9 March 2027
9:00 Welcome
10:00 Owls of the harbour
11:00 Winter gulls

Wednesday 10 March 2027
9:00 Excursion
12:00 Lunch
14:00 Closing
"""

    assert len(events(text)) == 2


def test_events_below_headings_of_days_may_be_items_of_an_agenda():
    text = """PROGRAMME
Tuesday 9 March
- 8h00 : Ouverture de l'accueil
- 8h45-9h00 : Mot de bienvenue
- 9h00-10h15 : Conférences
Wednesday 10 March
- 8h30 : Ouverture de l'accueil
- 9h00-10h15 : Conférences
"""

    drafts = parse(text, today=JANUARY)

    assert drafts
    assert not any(is_publishable(draft) for draft in drafts)
    assert all("agenda" in draft.assumed for draft in drafts)


@pytest.mark.parametrize(
    ("heading", "second_day"),
    [
        ("This week at the Owl House", "Wednesday 10 March"),
        ("Newsletter of the Owl House", "Wednesday 10 March"),
        ("Owl House", "Thursday 11 March"),
    ],
)
def test_rows_below_days_of_a_week_or_days_apart_are_events(heading, second_day):
    text = f"""{heading}, Vienna

Tuesday 9 March 2027
18:30 – Honor band concert
Golden Room

{second_day} 2027
8:00 – 9:00 – Walk-in hour
"""

    drafts = parse(text, today=JANUARY)

    assert [draft.title for draft in drafts] == ["Honor band concert", "Walk-in hour"]
    assert not any("agenda" in draft.assumed for draft in drafts)


@pytest.mark.parametrize(
    ("heading", "second_day", "item"),
    [
        ("Owl House", "Wednesday 10 March", "Walk-in hour"),
        ("Agenda", "Wednesday 10 March", "Walk-in hour"),
        ("Owl House", "Thursday 11 March", "Coffee break"),
        ("This week at the Owl House", "Thursday 11 March", "Welcome"),
    ],
)
def test_rows_below_days_in_a_row_or_with_items_of_an_agenda_may_be_one_event(
    heading, second_day, item
):
    text = f"""{heading}, Vienna

Tuesday 9 March 2027
18:30 – Honor band concert

{second_day} 2027
8:00 – 9:00 – {item}
"""

    drafts = parse(text, today=JANUARY)

    assert len(drafts) == 2
    assert all("agenda" in draft.assumed for draft in drafts)


def test_weekend_between_two_days_does_not_separate_them():
    text = """Owl House, Vienna

Friday 12 March 2027
18:30 – Honor band concert

Monday 15 March 2027
8:00 – 9:00 – Walk-in hour
"""

    assert all("agenda" in draft.assumed for draft in parse(text, today=JANUARY))


MARKDOWN_OPTIONS = """Ledger basics: register

___Tuesday, the 14th of July___

- <a href="https://example.org/1">Option 1</a> – 6am PT / 9am ET

- <a href="https://example.org/2">Option 2</a> – 8am PT / 11am ET

___Wednesday, the 22nd of July___

- <a href="https://example.org/3">Option 1</a> – 2pm PT / 5pm ET
"""


def test_line_ends_of_markdown_with_tags_in_its_lines_are_kept():
    starts = [format_when(draft.when)[:16] for draft in parse(MARKDOWN_OPTIONS)]

    assert starts == ["2020-07-14 06:00", "2020-07-14 08:00", "2020-07-22 14:00"]


@pytest.mark.parametrize("noun", ["Option", "Opción", "Opzione", "Opção", "Variante", "Choix"])
def test_number_of_choice_is_no_hour_and_is_asked(noun):
    text = f"Ledger\n\n14 July 2020\n{noun} 1 – 6 pm\n{noun} 2 – 8 pm\n\n22 July 2020\n{noun} 1 – 2 pm\n"

    drafts = parse(text)

    starts = [format_when(draft.when)[:16] for draft in drafts]
    assert starts == ["2020-07-14 18:00", "2020-07-14 20:00", "2020-07-22 14:00"]
    assert all("other-day" in draft.assumed for draft in drafts)


@pytest.mark.parametrize("name", ["Ronda", "Manche", "Runde", "Round"])
def test_days_with_times_behind_names_are_no_programme(name):
    text = f"""lunes, 4 de enero de 2027

Torneo

08,45h Inauguración

7 February
1ª {name} 09,00 h
2ª {name} 12,00 h

14 February
3ª {name} 09,00 h
4ª {name} 12,00 h

21 February
5ª {name} 09,00 h
6ª {name} 12,00 h

15,00 h Clausura
"""

    assert [start for start, _, _ in events(text)] == [
        "2027-02-07 09:00",
        "2027-02-14 09:00",
        "2027-02-21 09:00",
    ]


def test_hours_above_their_days_are_those_of_the_days_below():
    text = (
        "Octagon Gallery, Dunedin\n\nPaper worlds\nBooklets for children.\n\n10.00am to 4.30pm\n8 December 2027\n\n"
        "Floor talk\nA walk through the show.\n\n12.15pm\n13 December 2027\n\n"
        "Paper stars\nMake your own.\n\n2pm\n17 December 2027"
    )

    assert [start for start, _, _ in events(text)] == [
        "2027-12-08 10:00",
        "2027-12-13 12:15",
        "2027-12-17 14:00",
    ]


def test_agenda_of_several_days_is_asked_about_by_day():
    text = """Students' Forestry Colloquium - Ghent

Programme

Tuesday 9 March
- 8:00 : Arrival
- 8:45-9:00 : Welcome by the dean
- 9:00-10:15 : Talks
- 10:15-10:30 : Break
- 10:30-12:00 : Talks
Wednesday 10 March
- 8:30 : Arrival
- 9:00-10:15 : Talks
- 10:15-10:30 : Break
- 10:30-12:00 : Prizes
"""

    drafts = parse(text, today=JANUARY)

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2027-03-09 08:00",
        "2027-03-10 08:30",
    ]
    assert not any(map(is_publishable, drafts))


FAIR = "Fair of the patron saint, Vienna\nFriday 8 January 2027\n19:00 Procession\n{}\nSaturday 9 January 2027\n13:00 Paella\n"


def starts_of_fair(rows):
    """Return the day and hour of each event of a fair, "?" for one that is not published."""
    drafts = parse(FAIR.format(rows), today=JANUARY)
    return [f"{one.when.start:%d %H:%M}" if is_publishable(one) else "?" for one in drafts]


def test_programme_into_the_evening_is_no_agenda():
    assert starts_of_fair("21:30 Band") == ["08 19:00", "08 21:30", "09 13:00"]
    assert starts_of_fair("19:30 Band") == ["?", "?", "?"]
    assert starts_of_fair("19:00 Welcome\n21:30 Band")[:1] == ["?"]


def test_hour_after_midnight_is_on_the_next_day():
    assert starts_of_fair("21:30 Band\n01:00 Disco\n10:00 Games")[2:4] == ["09 01:00", "08 10:00"]


@pytest.mark.parametrize(
    ("day", "night"),
    [("Friday 31 December 2027", "2028-01-01"), ("Friday 30 April 2027", "2027-05-01")],
)
def test_night_after_the_last_day_of_a_month_is_in_the_next(day, night):
    text = f"Fair, Vienna\n{day}\n21:30 Band\n01:00 Disco\nSunday 2 January 2028\n13:00 Paella\n"

    assert format_when(parse(text, today=JANUARY)[1].when).startswith(f"{night} 01:00")


def test_weekdays_with_numbers_are_headings_of_days():
    text = "El programa es el siguiente:\nViernes 8.\n13:30 h.: Copa\n21:00 h.: Desfile\nSábado 9.\n13:00 h: Misa\n18:30 h.: Novena\n"

    assert [start for start, *_ in events(text)] == [
        "2027-01-08 13:30",
        "2027-01-08 21:00",
        "2027-01-09 13:00",
        "2027-01-09 18:30",
    ]
