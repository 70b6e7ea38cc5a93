"""The venue is read after labels, in rows of its own and in sentences; the format follows what the text says."""

from datetime import date

import pytest

from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.parser import parse_announcement
from webinars.events.announcements.draft_review import is_publishable

HEADER = "Bail and poverty\n16 July 2027, 15:00 Geneva time\n\nWe discuss what bail costs.\n\n"


def parse(text):
    (draft,) = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return draft


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Venue: Marsh Theatre, 2 Close Lane, Dublin", "Marsh Theatre, 2 Close Lane, Dublin"),
        (
            "Where\nHall 5, 12 Lake Street\n1201 Geneva\nView map",
            "Hall 5, 12 Lake Street, 1201 Geneva",
        ),
        ("WHERE  Maison des Lettres, Paris", "Maison des Lettres, Paris"),
        ("- **Location**: Aula 5.1, Bologna", "Aula 5.1, Bologna"),
        ("📍 Proto Factory, Peetri 10, Tallinn", "Proto Factory, Peetri 10, Tallinn"),
        ("Lieu : Salle des Moulins, 45, rue Haute", "Salle des Moulins, 45, rue Haute"),
        ("Place / Ort:\tMaison des Rives, 8 quai du Bac", "Maison des Rives, 8 quai du Bac"),
        ("Dónde: calle del Conde 9 (Madrid)", "calle del Conde 9 (Madrid)"),
        ("Venue: Room 5, Geneva, and online", "Room 5, Geneva"),
        (
            "Venue: Marsh Theatre, Dublin\n   and by live stream: https://e.example.org/l",
            "Marsh Theatre, Dublin",
        ),
        ("Venue: Village Hall. Agenda on the website.", "Village Hall"),
        ("Lieu : salle Ti an Holl. Galette et cidre offerts", "salle Ti an Holl"),
        ("#### 900 Howe St #100, Vancouver, BC", "900 Howe St #100, Vancouver, BC"),
        (
            "Fen Glass Works, Liberty Way, Sunderland S3 7RD",
            "Fen Glass Works, Liberty Way, Sunderland S3 7RD",
        ),
        ("Venue: to be announced", ""),
        ("Where: zoom.example.us", ""),
        ("Where: Webex, link after registration", ""),
        ("Where\nOnline only\nLive streaming available", ""),
        ("It will be held at the Conference Centre in Bangkok.", "Conference Centre in Bangkok"),
        (
            "It takes place in the Reading Room, 3 Harbour Lane, and ends at six.",
            "Reading Room, 3 Harbour Lane",
        ),
        (
            "La séance aura lieu à l'Institut des Sables (Dakar), à 15 h.",
            "Institut des Sables (Dakar)",
        ),
        (
            "Se celebrará en el Centro Cultural, Roca y Lima, a las 15.",
            "Centro Cultural, Roca y Lima",
        ),
        (
            "We meet on the terrace of the Casa Gialla in Lugano.",
            "terrace of the Casa Gialla in Lugano",
        ),
        ("It is held in Halifax, Canada from May on.", "Halifax, Canada"),
        ("The talk is held in English and French.", ""),
        ("The talk takes place in May or on Friday.", ""),
        ("Speakers from the University of Turku talk about bail.", ""),
    ],
)
def test_venue_is_read_after_labels_and_in_sentences(text, place):
    assert parse(HEADER + text).place == place


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (
            "Kulturhaus Spindel, Färbergasse 2, Linz (Austria)",
            "Kulturhaus Spindel, Färbergasse 2, Linz (Austria)",
        ),
        ("in the Scout Hut, Tannery Lane, Leeds", "Scout Hut, Tannery Lane, Leeds"),
        ("Grand Hall", "Grand Hall"),
        ("Uppsala", "Uppsala"),
        (
            "Tannery Commons\n43 Spadework Street South",
            "Tannery Commons, 43 Spadework Street South",
        ),
        (
            "Every week at 15:30, room K.204, Old Observatory, Leiden",
            "room K.204, Old Observatory, Leiden",
        ),
        ("© 2026 Zoom Communications, Inc.", ""),
        ("+1 415 655 0001 US Toll", ""),
        ("Contributors Call 12", ""),
        ("Bring your own lunch, 5 people have asked", ""),
    ],
)
def test_row_below_the_date_is_the_venue_if_it_is_an_address(row, place):
    assert parse(f"Bail and poverty\n16 July 2027, 15:00 Geneva time\n{row}\n").place == place


def test_city_of_a_clock_is_no_venue():
    draft = parse(
        "Bail\n16 July 2027, 15:00 Geneva / 9:00 New York\nJoin: https://meet.jit.si/bail"
    )

    assert (draft.place, draft.fields.attendance) == ("", "online")


def test_venue_above_a_list_is_that_of_its_events():
    text = (
        "Talks at noon\nRoom 7, 4 Lake Street, Geneva\n\n"
        "9 July 2027, 12:00 – Knots\n16 July 2027, 12:00 – Sheaves, online\n"
    )
    knots, sheaves = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert (knots.place, knots.fields.attendance) == ("Room 7, 4 Lake Street, Geneva", "in_person")
    assert sheaves.fields.attendance == "online"


@pytest.mark.parametrize(
    ("text", "attendance"),
    [
        ("Venue: Room 5, Geneva", "in_person"),
        ("Venue: Room 5, Geneva, also by Zoom", "hybrid"),
        ("Venue: Room 5, Geneva\nLivestream: https://stream.example.org/bail", "hybrid"),
        ("Format: hybrid", "hybrid"),
        ("Modalidad: presencial y en línea", "hybrid"),
        ("Venue: Room 5, Geneva. No streaming.", "in_person"),
        ("Venue: Room 5, Geneva\nRegister online: https://e.example.org/register", "in_person"),
        ("This webinar is free.", "online"),
        ("We meet on Jitsi.", "online"),
        ("Join: https://meet.example.org/bail", "online"),
        ("En visio, lien envoyé aux inscrits.", "online"),
        ("It is in person only.", "in_person"),
        ("The workshop is in the library.", "in_person"),
        ("It is held in Room 5 or, failing that, on Zoom.", ""),
        ("Register online: https://e.example.org/register", ""),
        ("Bring your laptop.", ""),
    ],
)
def test_format_is_that_of_the_text_or_unknown(text, attendance):
    assert parse(HEADER + text).fields.attendance == attendance


OFFICE_HOURS = "Title: Open office hours\nWhen: 2027-03-10, 15:00-16:00\n"
TALK = "Title: Bail and poverty\nWhen: 2027-03-17, 15:00-16:00\nLocation: Palais Wilson, Geneva\n"


@pytest.mark.parametrize("text", [f"{OFFICE_HOURS}\n{TALK}", f"{TALK}\n{OFFICE_HOURS}"])
@pytest.mark.parametrize("home", ["America/New_York", "Europe/Zurich"])
def test_venue_of_one_event_does_not_decide_the_zone_of_another(text, home):
    drafts = {
        draft.title: draft
        for draft in parse_announcement(text, today=date(2026, 11, 25), zone=home)
    }

    assert "zone" in drafts["Open office hours"].assumed
    assert not is_publishable(drafts["Open office hours"])
    assert "zone" not in drafts["Bail and poverty"].assumed


def test_places_below_all_events_decide_their_zones():
    text = (
        "THE BENCH, newsletter\n\nSat, Sept 12\n10 am - 1 pm\nSolder for beginners\n\n"
        "Thu, Sept 17\n6:30 pm\nBoard meeting\n\nTue, Oct 6\n7 pm\nTalk on radios\n\n"
        "Sat, Oct 31\nHalloween night - time tba\n\n"
        "everything at 1180 W. Linden Ct., Chicago IL, rear entrance"
    )

    *timed, _ = parse_announcement(text, today=date(2026, 8, 30), zone="Europe/Zurich")

    assert [draft.when.timezone for draft in timed] == ["America/Chicago"] * 3
    assert not any("zone" in draft.assumed for draft in timed)


LIST = """Peat walk

Great Hall, 5 Main Street, Leeds

15 January 2027, 15:30
Knots you can wear

22 January 2027, 15:30
Sheaves for the impatient

29 January 2027, 15:30
Why my mapper lies
"""


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (LIST, ["Great Hall, 5 Main Street, Leeds"] * 3),
        (LIST.replace("Leeds\n\n", "Leeds\n"), ["Great Hall, 5 Main Street, Leeds", "", ""]),
    ],
)
def test_venue_in_a_block_above_a_list_is_that_of_all_its_events(text, places):
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/London")

    assert [draft.place for draft in drafts] == places


@pytest.mark.parametrize(
    ("venue", "language", "zones"),
    [
        ("Teatro Chico", "es", ()),
        ("Teatro Chico, California", "es", ("America/Los_Angeles",)),
        ("Teatro Sevilla", "es", ("Europe/Madrid",)),
    ],
)
def test_word_of_the_language_in_a_venue_is_no_town_elsewhere(venue, language, zones):
    assert address_zones(venue, language, is_venue=True) == zones


@pytest.mark.parametrize(
    ("address", "language", "count"),
    [
        ("Centro Cultural, San Martín", "es", 4),
        ("Centro Cultural, Guadalajara", "es", 1),
        ("Village Hall, Whitby", "en", 1),
    ],
)
def test_town_of_several_countries_of_a_language_is_in_none(address, language, count):
    assert len(address_zones(address, language, is_venue=True)) == count


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Bring a sandwich. Salle polyvalente", "Salle polyvalente"),
        ("Ann Low hosts it! Sala infantil. De 3 a 6 años.", "Sala infantil"),
        ("Peat Ltd, 9 Foundry Quay, Sheffield | Unsubscribe", ""),
        ("Please come.\n\nBest,\nHester", ""),
    ],
)
def test_sentence_that_is_a_venue_is_one_and_a_footer_is_none(text, place):
    heading = "Bail and poverty\n16 July 2027, 15:00 Geneva\n"
    (draft,) = parse_announcement(heading + text, today=date(2026, 11, 25), zone="Europe/Zurich")
    assert draft.place == place


@pytest.mark.parametrize(
    ("address", "zones"),
    [
        ("Thames College, London, Ontario", ("America/Toronto",)),
        ("Library, Geneva, IL", ("America/Chicago",)),
        ("Library, Paris, Texas", ("America/Chicago",)),
        ("Salle des fêtes, Genève, Suisse", ("Europe/Zurich",)),
        ("Library, London, UK", ("Europe/London",)),
    ],
)
def test_region_after_a_known_city_decides_which_city_it_is(address, zones):
    assert address_zones(address, "en", is_venue=True) == zones


def places_of(text):
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return [draft.place for draft in drafts]


def test_only_address_without_a_date_is_the_venue_of_all_events_without_one():
    text = """Novedades de la biblioteca

Taller de turba
Sábado 17 de abril de 2027, de 10 a 13 hs. Cupo: 15.

Charla de gansos
Viernes 23 de abril de 2027, 19 hs. Entrada a la gorra.

Atendemos todos los días.
Pasaje Marconi 1184, Rosario
"""
    assert places_of(text) == ["Pasaje Marconi 1184, Rosario"] * 2


def test_events_at_one_time_in_the_venue_of_all_are_separate():
    text = """Bulletin

Peat workshop
Saturday 17 April 2027, 10:00. Bring boots.

Goose talk
Saturday 17 April 2027, 10:00. Free.

Fen Museum, 12 Marsh Lane, Leeds
"""
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/London")

    codes = [question.code for draft in drafts for question in draft.questions]
    assert [draft.title for draft in drafts] == ["Peat workshop", "Goose talk"]
    assert "separate-event" not in codes
