"""Time zones of texts that name no known town: signs of one country decide if they agree."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from tests.announcement_parser.scorer import parsed_record
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
FRENCH = "Réunion sur la forêt et les chemins de la vallée\nSamedi 6 mars 2027 à 18h30, à la salle des fêtes\n\n{sign}"
SPANISH = "Charla sobre el bosque y los caminos del valle\nSábado 6 de marzo de 2027 a las 18:30 h, en la sede\n\n{sign}"
ITALIAN = "Incontro sul bosco e sui sentieri della valle\nSabato 6 marzo 2027 alle ore 18:30, nella sede\n\n{sign}"
GERMAN = (
    "Vortrag über den Wald und die Wege im Tal\nSamstag, 6. März 2027, 18.30 Uhr, im Saal\n\n{sign}"
)
PORTUGUESE = "Conversa sobre a floresta e os caminhos do vale\nSábado, 6 de março de 2027, às 18h30, na sede\n\n{sign}"
ENGLISH = "Talk about the woods and the paths of the valley\nSaturday 6 March 2027 at 6.30 pm in the hall\n\n{sign}"


@pytest.mark.parametrize(
    ("text", "sign", "zone"),
    [
        (FRENCH, "Écrire à accueil@plouzevec.example.fr", "Europe/Paris"),
        (FRENCH, "Mairie, 02 98 55 01 23", "Europe/Paris"),
        (FRENCH, "Écrire à foyer@example.be ou au 04 555 01 90", "Europe/Brussels"),
        (FRENCH, "Commune de Val-Soleil, https://val-soleil.example.ch", "Europe/Zurich"),
        (SPANISH, "Escribir a pueblo@example.es", "Europe/Madrid"),
        (SPANISH, "Ayuntamiento, tel. +34 976 55 12 34", "Europe/Madrid"),
        (SPANISH, "Escribir a barrio@example.cl", "America/Santiago"),
        (SPANISH, "Municipalidad, +51 1 555 1234", "America/Lima"),
        (ITALIAN, "Comune di Valverde Alta, https://valverde.example.it", "Europe/Rome"),
        (GERMAN, "Waldfreunde e.V., https://waldfreunde.example.de", "Europe/Berlin"),
        (GERMAN, "Anmeldung an wald@example.at", "Europe/Vienna"),
        (GERMAN, "Anmeldung an wald@example.fr", "Europe/Zurich"),  # one time in all of them
        (GERMAN, "Eintritt frei", "Europe/Zurich"),
        (ITALIAN, "Ingresso libero", "Europe/Zurich"),
        (PORTUGUESE, "Junta de freguesia, geral@example.pt", "Europe/Lisbon"),
        (PORTUGUESE, "Câmara municipal, 9000-022 Ribeira", "Atlantic/Madeira"),
        (
            SPANISH,
            "Escribir a barrio@example.com.ar, de 10 a 20 hs",
            "America/Argentina/Buenos_Aires",
        ),
        (ENGLISH, "£3 each, write to woods@example.org.uk", "Europe/London"),
        (ENGLISH, "Parish council, https://woods.example.org.uk", "Europe/London"),
        (ENGLISH, "£3 each, tea included", "Europe/London"),
        (ENGLISH, "Ask ada@wood.ac.uk or bo@wood.ac.uk", "Europe/London"),
        (ENGLISH, "Call +353 1 555 1234 or write to woods@example.ie", "Europe/Dublin"),
        (ENGLISH, "Write to woods@example.de or call +49 30 555 1234", "Europe/Berlin"),
        (FRENCH, "accueil@example.fr, tél. +41 22 555 12 34", "Europe/Zurich"),  # one time in both
    ],
)
def test_agreeing_signs_of_one_country_decide_the_zone(text, sign, zone):
    (draft,) = parse(text.format(sign=sign), today=FEBRUARY)

    assert draft.when.timezone == zone
    assert is_publishable(draft)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (FRENCH, "Programme : https://foret.example.fr"),  # one page that the text links to
        (FRENCH, "Mairie"),
        (FRENCH, "accueil@example.fr, en ligne pour toute la francophonie"),
        (FRENCH, "accueil@example.fr, Mairie, 97419 La Plage"),
        (FRENCH, "accueil@example.fr, avec nos amis du Québec"),
        (SPANISH, "Escribir a pueblo@example.es, para toda Latinoamérica"),
        (SPANISH, "Ayuntamiento, tel. +34 928 55 12 34"),  # the Canary Islands
        (SPANISH, "Ayuntamiento, pueblo@example.es, con Lima y Bogotá"),
        (SPANISH, "Asociación de Lanzarote, isla@example.es"),
        (SPANISH, "Vecinos de La Palma, isla@example.es"),
        (PORTUGUESE, "Associação da Terceira, geral@example.pt"),
        (FRENCH, "Mairie, Guyane, accueil@example.fr"),
        (SPANISH, "Escribir a barrio@example.mx, +52 55 5555 1234"),  # several times
        (GERMAN, "Anmeldung an wald@example.com.au"),  # not in its language
        (GERMAN, "Für alle Zeitzonen"),
        (ENGLISH, "A walk to the harbour of Bremen"),  # its subject
        (FRENCH, "Avec des chants de Québec et de Dakar"),
        (ENGLISH, "Write to woods@example.org.uk"),
        (ENGLISH, "Write to woods@example.com.au or call +61 2 5550 1234"),  # several times
        (ENGLISH, "£3 each, woods@example.org.uk, online and worldwide"),
    ],
)
def test_signs_that_leave_the_zone_open(text, sign):
    assert not any(map(is_publishable, parse(text.format(sign=sign), today=FEBRUARY)))


@pytest.mark.parametrize("town", ["Wakefield (Mass.)", "Wakefield, Mass."])
def test_state_as_newspapers_abbreviate_it_decides_between_towns(town):
    [event] = parsed_record(
        f"Coming up at the library of {town}\n\nLego Hour: 3:30-4:30 p.m. April 8. Drop in, ages 5 and up.",
        date(2027, 3, 20),
    )["events"]

    assert event["schedule"]["timezone"] == "America/New_York"


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Mill Road Chapel, Galax, Virginia", "America/New_York"),
        ("Town Hall, Libby, Montana", "America/Denver"),
        ("Mine Museum, Virginia, South Africa", "Africa/Johannesburg"),
    ],
)
def test_state_is_likelier_than_a_town_abroad_of_its_name(place, zone):
    [event] = parsed_record(f"Supper\n4 November 2027, 5:45 pm\n{place}", date(2027, 10, 1))[
        "events"
    ]

    assert event["schedule"]["timezone"] == zone


def test_town_that_is_only_mentioned_leaves_common_zones_to_choose():
    sign = "With a film about the miners of Johannesburg.\n\nTea and cake.\n\nAll come.\n\nBring a lamp."

    (draft,) = parse(ENGLISH.format(sign=sign), today=FEBRUARY)

    (question,) = draft.questions
    zones = {reading.when.timezone for reading in question.readings}
    assert {"Africa/Johannesburg", "Europe/London", "America/Denver"} <= zones
