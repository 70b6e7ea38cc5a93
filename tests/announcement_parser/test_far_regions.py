"""Islands, states and provinces whose time is not that of most of their country."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.events.announcements.draft_review import is_publishable


@pytest.mark.parametrize(
    ("address", "language", "zone"),
    [
        ("Auditorio Brisamar, Las Palmas", "es", "Atlantic/Canary"),
        ("Calle Mayor 3, 35001 Las Palmas, España", "es", "Atlantic/Canary"),
        ("Casa de la Cultura, 38300 La Orotava", "es", "Atlantic/Canary"),
        ("Cabildo de Tenerife", "es", "Atlantic/Canary"),
        ("Calle de Tenerife 5, Madrid", "es", "Europe/Madrid"),
        ("Puerto Ayora, Galápagos", "es", "Pacific/Galapagos"),
        ("Salón, Cancún, Q. Roo", "es", "America/Cancun"),
        ("La Paz, BCS", "es", "America/Mazatlan"),
        ("97400 Saint-Denis", "fr", "Indian/Reunion"),
        ("Médiathèque, 97232 Le Lamentin", "fr", "America/Martinique"),
        ("Salle, 98713 Papeete", "fr", "Pacific/Tahiti"),
        ("Maison du port, 35000 Rennes", "fr", "Europe/Paris"),
        ("Rua da Sé 3, 9700-191 Angra do Heroísmo", "pt", "Atlantic/Azores"),
        ("Câmara, 9000-022 Funchal", "pt", "Atlantic/Madeira"),
        ("Auditório, Cuiabá/MT", "pt", "America/Cuiaba"),
        ("Centro, Manaus - AM", "pt", "America/Manaus"),
        ("Hall, Missoula, MT", "en", "America/Denver"),
        ("Hall, Mill Valley QLD 4000", "en", "Australia/Brisbane"),
        ("Hall, Gum Creek WA 6285", "en", "Australia/Perth"),
        ("900 Fern Street, Vancouver, BC", "en", "America/Vancouver"),
        ("Salle 4, Trois-Pistoles, QC", "fr", "America/Toronto"),
        ("Hall, Gum Creek, Queensland", "en", "Australia/Brisbane"),
        ("Library, Fern Harbour NS B2N 5B6", "en", "America/Halifax"),
        ("Library, Fern Harbour, Nova Scotia", "en", "America/Halifax"),
    ],
)
def test_address_is_at_the_time_of_its_part_of_the_country(address, language, zone):
    assert address_zones(address, language, is_venue=True) == (zone,)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        (
            "Concierto de los coros de la isla\nSábado 6 de marzo de 2027, 18:30 h\nLugar: Auditorio Brisamar, Las Palmas",
            "Atlantic/Canary",
        ),
        (
            "Soirée des chants de la mer\nSamedi 6 mars 2027 à 18h30\nLieu : Salle du Port, 97400 Saint-Denis",
            "Indian/Reunion",
        ),
    ],
)
def test_event_on_an_island_is_at_its_time(text, zone):
    (draft,) = parse(text, today=date(2027, 2, 1))

    assert draft.when.timezone == zone
    assert is_publishable(draft)
