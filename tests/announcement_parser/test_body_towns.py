"""Time zones of bodies that are named after their town, and of telephone numbers of North America."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
ENGLISH = (
    "Talk about the wool of the valley\nFriday, March 5, 2027 at 6:30 pm in the hall\n\n{sign}"
)
FRENCH = "Réunion sur la laine et les métiers de la vallée\nVendredi 5 mars 2027 à 18h30, à la salle\n\n{sign}"
SPANISH = "Charla sobre la lana y los oficios del valle\nViernes 5 de marzo de 2027 a las 18:30 h, en la sede\n\n{sign}"


@pytest.mark.parametrize(
    ("text", "sign", "zone"),
    [
        (ENGLISH, "Hello Tulsa Linux Group,", "America/Chicago"),
        (ENGLISH, "The Leeds and District History Society asks you all to come.", "Europe/London"),
        (FRENCH, "Soirée du club d'astronomie de Nantes, sans frais.", "Europe/Paris"),
        (SPANISH, "Los socios de la Agrupación Astronómica de Huelva te esperan.", "Europe/Madrid"),
        (
            SPANISH,
            "Con el Ayuntamiento de Lorca y su Concejalía de Cultura, en el patio.",
            "Europe/Madrid",
        ),
        (ENGLISH, "To book, call the Society at 970-468-2207.", "America/Denver"),
        (ENGLISH, "To book, call (902) 468-2207.", "America/Halifax"),
        (ENGLISH, "Ask Jill Farrow, 01722 555018", "Europe/London"),
        (ENGLISH, "Tea and cake (60p) for all", "Europe/London"),
        (ENGLISH, "College of Savannah, Georgia", "America/New_York"),
        (ENGLISH, "Venue: Room 1, Wool Bank, 40 State Street, Albany, NY", "America/New_York"),
        (ENGLISH, "Mathematics, Thames College, London, Ontario", "America/Toronto"),
        (ENGLISH, "At the village hall with a raffle, after the AGM", "Europe/London"),
        (FRENCH, "Avec la médiathèque du centre-ville d'Aubervilliers", "Europe/Paris"),
        (FRENCH, "Unité pastorale de Herstal", "Europe/Brussels"),
        (FRENCH, "Entrée : 9 €, covoiturage 3 €", "Europe/Paris"),
        (SPANISH, "Entrada: 5 euros", "Europe/Madrid"),
        (SPANISH, "Organiza la Concejalía de Cultura", "Europe/Madrid"),
        (SPANISH, "Lugar: Taller - Santa Elena, Medellín", "America/Bogota"),
    ],
)
def test_body_or_telephone_decides_the_zone(text, sign, zone):
    (draft,) = parse(text.format(sign=sign), today=FEBRUARY)

    assert draft.when.timezone == zone
    assert is_publishable(draft)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (ENGLISH, "Ann Lee, of the Florence Nightingale Society"),
        (ENGLISH, "Tulsa Linux Group, with Ann Lee in Boston"),
        (ENGLISH, "Tulsa Linux Group, for readers in all time zones"),
        (ENGLISH, "Tulsa Linux Group meets Denver Python Club"),
        (SPANISH, "El Club de Ajedrez de Córdoba te espera."),  # also a city in Argentina
        (SPANISH, "La Asociación de Vecinos de Lorca te espera."),  # a small town without a sign
        (FRENCH, "Avec Ann Lee, de l'université de Nantes"),
        (ENGLISH, "Dial in: +1 646-558-8656"),
        (ENGLISH, "Call 970-468-2207 or 212-468-2207"),
        (ENGLISH, "Call 208-468-2207"),  # an area with two times
        (SPANISH, "Llamar al 351 422-1234"),
        (ENGLISH, "In the village hall"),
        (ENGLISH, "Tickets: 9 €"),
        (FRENCH, "Entrée : 9 €, avec la fête du Tampon et Le Tampon"),  # on Réunion
        (FRENCH, "Entrée : 9 €, pour toute la francophonie"),
        (SPANISH, "Entrada: 5 euros, con la gente de Telde"),  # on Gran Canaria
        (SPANISH, "Entrada: 5 euros, con los talleres de Bogotá"),
    ],
)
def test_names_and_numbers_that_leave_the_zone_open(text, sign):
    assert not any(map(is_publishable, parse(text.format(sign=sign), today=FEBRUARY)))
