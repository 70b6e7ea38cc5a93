"""French and Spanish lines with dates and times, and the parsed value."""

import pytest

from tests.announcement_parser.parsing import (
    city_keys,
    format_when,
    parse,
    parse_line,
    question_readings,
)

HOUR = "2020-07-16 15:00-16:00 Europe/Zurich"
HALF = "2020-07-16 15:00-16:30 Europe/Zurich"

FRENCH = [
    # line, value, cities, what is assumed
    ("jeudi 16 juillet 2020 à 15h, heure de Genève", HOUR, "GVA", "end"),
    ("Le jeudi 16 juillet 2020 à 15h00 (heure de Genève)", HOUR, "GVA", "end"),
    ("16 juillet 2020, 15h (Genève) / 9h (New York)", HOUR, "GVA NYC", "end"),
    ("16 juillet 2020, 15h à Genève, 9h à New York, 16h à Nairobi", HOUR, "GVA NYC NBO", "end"),
    ("16 juillet 2020, 15 h à Genève et 9 h à New York", HOUR, "GVA NYC", "end"),
    ("16 juillet 2020, de 15h à 16h30 (heure de Genève)", HALF, "GVA", ""),
    ("16 juillet 2020, de 15 h à 16 h 30, heure de Genève", HALF, "GVA", ""),
    ("16 juillet 2020 de 15:00 à 16:30, Genève", HALF, "GVA", ""),
    ("le 16 juillet 2020 à 15 heures (Genève)", HOUR, "GVA", "end"),
    ("16 juillet 2020, 3 heures de l'après-midi (Genève)", HOUR, "GVA", "end"),
    ("16 juillet 2020 à midi (Genève)", "2020-07-16 12:00-13:00 Europe/Zurich", "GVA", "end"),
    ("16 juil. 2020, 15h (Genève)", HOUR, "GVA", "end"),
    ("Jeu. 16 juil. 2020, 15.00 (Genève)", HOUR, "GVA", "end"),
    ("1er août 2020, 15h (Genève)", "2020-08-01 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("5 mai 2021 à 9h, heure de Vienne", "2021-05-05 09:00-10:00 Europe/Vienna", "VIE", "end"),
    ("2 Mars 2021, 9h (Paris)", "2021-03-02 09:00-10:00 Europe/Paris", "PAR", "end"),
    ("16 décembre 2020, 15h, heure de Londres", "2020-12-16 15:00-16:00 Europe/London", "LON", "end"),
    ("16 juillet, 15h (Genève)", HOUR, "GVA", "end year"),
    ("16 juillet 2020, 15h (Genève), 90 minutes", HALF, "GVA", ""),
    ("Date : 16 juillet 2020 à 15h (Genève)", HOUR, "GVA", "end"),
]  # fmt: skip
FRENCH_DAYS = [
    ("du 12 au 15 octobre 2020", "2020-10-12 to 2020-10-15 Europe/Zurich"),
    ("Du lundi 12 au jeudi 15 octobre 2020, Vienne", "2020-10-12 to 2020-10-15 Europe/Vienna"),
    ("12-15 octobre 2020, Bruxelles", "2020-10-12 to 2020-10-15 Europe/Brussels"),
    ("du 30 novembre au 2 décembre 2020", "2020-11-30 to 2020-12-02 Europe/Zurich"),
    ("16 et 17 juillet 2020, Genève", "2020-07-16 to 2020-07-17 Europe/Zurich"),
    ("1er-3 juillet 2020", "2020-07-01 to 2020-07-03 Europe/Zurich"),
    ("avril 2021", "2021-04 Europe/Zurich"),
    ("mi-avril 2021", "2021-04 Europe/Zurich"),
    ("fin avril 2021", "2021-04 Europe/Zurich"),
    ("août 2021", "2021-08 Europe/Zurich"),
    ("mars 2021", "2021-03 Europe/Zurich"),
]
SPANISH = [
    ("jueves 16 de julio de 2020, 15:00 (Ginebra) / 9:00 (Nueva York)", HOUR, "GVA NYC", "end"),
    ("Jueves, 16 de julio de 2020, a las 15:00 (hora de Ginebra)", HOUR, "GVA", "end"),
    ("El jueves 16 de julio de 2020 a las 15.00 horas, hora de Ginebra", HOUR, "GVA", "end"),
    ("16 de julio de 2020, 15 horas (Ginebra)", HOUR, "GVA", "end"),
    ("16 de julio del 2020, 15:00 hs (Ginebra)", HOUR, "GVA", "end"),
    ("16 de julio de 2020, 3 p. m. (Ginebra)", HOUR, "GVA", "end"),
    ("16 de julio de 2020, a las 3 de la tarde (Ginebra)", HOUR, "GVA", "end"),
    ("16 de julio de 2020, de 15:00 a 16:30 (Ginebra)", HALF, "GVA", ""),
    ("16 de julio de 2020, 15:00 a 16:30, hora de Ginebra", HALF, "GVA", ""),
    ("16 de julio de 2020, 15:00 en Ginebra y 9:00 en Nueva York", HOUR, "GVA NYC", "end"),
    ("16 de julio de 2020 al mediodía (Ginebra)", "2020-07-16 12:00-13:00 Europe/Zurich", "GVA", "end"),
    ("1º de agosto de 2020, 15:00 (Ginebra)", "2020-08-01 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("16 jul. 2020, 15:00 (Ginebra)", HOUR, "GVA", "end"),
    ("miércoles 16 de septiembre de 2020, 9:00, hora de Viena", "2020-09-16 09:00-10:00 Europe/Vienna", "VIE", "end"),
    ("16 de julio, 15:00 (Ginebra)", HOUR, "GVA", "end year"),
    ("16 de julio de 2020, 15:00 (Ginebra), 90 minutos", HALF, "GVA", ""),
    ("Fecha: 16 de julio de 2020, 15:00 (Ginebra)", HOUR, "GVA", "end"),
]  # fmt: skip
SPANISH_DAYS = [
    ("del 12 al 15 de octubre de 2020", "2020-10-12 to 2020-10-15 Europe/Zurich"),
    ("12 a 15 de octubre de 2020, Viena", "2020-10-12 to 2020-10-15 Europe/Vienna"),
    ("12-15 de octubre de 2020, Bruselas", "2020-10-12 to 2020-10-15 Europe/Brussels"),
    (
        "del 30 de noviembre al 2 de diciembre de 2020",
        "2020-11-30 to 2020-12-02 Europe/Zurich",
    ),
    ("16 y 17 de julio de 2020, Ginebra", "2020-07-16 to 2020-07-17 Europe/Zurich"),
    ("abril de 2021", "2021-04 Europe/Zurich"),
    ("a mediados de abril de 2021", "2021-04 Europe/Zurich"),
    ("finales de abril de 2021", "2021-04 Europe/Zurich"),
    ("marzo 2021", "2021-03 Europe/Zurich"),
]
TIMED, DAYS = [*FRENCH, *SPANISH], [*FRENCH_DAYS, *SPANISH_DAYS]


@pytest.mark.parametrize(("line", "value", "cities", "assumed"), TIMED, ids=[r[0] for r in TIMED])
def test_time_of_day_is_parsed_with_its_cities(line, value, cities, assumed):
    draft = parse_line(line)

    assert (format_when(draft.when), city_keys(draft.cities)) == (value, cities)
    assert draft.assumed == frozenset(assumed.split())
    assert question_readings(draft) == {}


@pytest.mark.parametrize(("line", "value"), DAYS, ids=[r[0] for r in DAYS])
def test_days_and_months_are_parsed(line, value):
    draft = parse_line(line)

    assert format_when(draft.when) == value
    assert question_readings(draft) == {}


ASKING = [
    ("vendredi 16 juillet 2020", "weekday-mismatch"),
    ("viernes 16 de julio de 2020", "weekday-mismatch"),
    ("16 juillet 2020, 15h (Genève) / 10h (New York)", "times-disagree"),
    ("16 de julio de 2020, 15:00 (Ginebra) / 10:00 (Nueva York)", "times-disagree"),
    ("31 juin 2020", "no-such-day"),
    ("7, 14 et 21 juillet 2020", "separate-days"),
    ("7, 14 y 21 de julio de 2020", "separate-days"),
    ("16 juillet 2020 à 3h (Genève)", "morning-or-afternoon"),
    ("16 de julio de 2020 a medianoche (Ginebra)", "which-midnight"),
]


@pytest.mark.parametrize(("line", "code"), ASKING, ids=[r[0] for r in ASKING])
def test_ambiguities_are_those_of_english(line, code):
    assert list(question_readings(parse_line(line))) == [code]


FRENCH_PAGE = """Atelier sur l'eau

Date : jeudi 16 juillet 2020
Heure : 15h-16h30
Lieu : Palais des Nations, Genève

Cet atelier présentera nos travaux.

Laisser un commentaire
"""
SPANISH_PAGE = """Taller sobre el agua

Fecha: jueves 16 de julio de 2020
Hora: 15:00-16:30
Lugar: Palais des Nations, Ginebra

Este taller presentará nuestros trabajos.

Deja un comentario
"""
PAGES = [
    (
        FRENCH_PAGE,
        ("Atelier sur l'eau", HALF, "Palais des Nations, Genève"),
        ("Cet atelier présentera nos travaux.",),
    ),
    (
        SPANISH_PAGE,
        ("Taller sobre el agua", HALF, "Palais des Nations, Ginebra"),
        ("Este taller presentará nuestros trabajos.",),
    ),
]


@pytest.mark.parametrize(("text", "event", "paragraphs"), PAGES, ids=["French", "Spanish"])
def test_labelled_lines_are_parsed(text, event, paragraphs):
    (draft,) = parse(text)

    assert (draft.title, format_when(draft.when), draft.place) == event
    assert draft.paragraphs == paragraphs


def test_title_is_proposed_from_the_subject_of_a_sentence():
    (french,) = parse(
        "16 juillet 2020, 15h (Genève)\n\nCe webinaire explorera les droits des enfants, et plus."
    )
    (spanish,) = parse(
        "16 de julio de 2020, 15:00 (Ginebra)\n\nUn taller sobre los derechos, y más."
    )

    assert (french.title, spanish.title) == ("Les droits des enfants", "Los derechos")


NAMES = [
    ("Addis-Abeba", "Addis Abeba", "ADD"),
    ("Athènes", "Atenas", "ATH"),
    ("Beyrouth", "Beirut", "BEY"),
    ("Bruxelles", "Bruselas", "BRU"),
    ("La Haye", "La Haya", "HAG"),
    ("Le Caire", "El Cairo", "CAI"),
    ("Le Cap", "Ciudad del Cabo", "CPT"),
    ("Londres", "Londres", "LON"),
    ("Moscou", "Moscú", "MOW"),
    ("New Delhi", "Nueva Delhi", "DEL"),
    ("Pékin", "Pekín", "BJS"),
    ("Séoul", "Seúl", "SEL"),
    ("Varsovie", "Varsovia", "WAW"),
]


@pytest.mark.parametrize(("french", "spanish", "key"), NAMES, ids=[r[2] for r in NAMES])
def test_cities_are_recognised_by_their_local_names(french, spanish, key):
    assert city_keys(parse_line(f"16 juillet 2020, 15h, heure de {french}").cities) == key
    assert city_keys(parse_line(f"16 de julio de 2020, 15:00 (hora de {spanish})").cities) == key


ENGLISH = [
    # words that are months, conjunctions or hours in another language
    ("The Mars 2020 rover\n\n16 July 2020, 15:00 Geneva", "The Mars 2020 rover"),
    ("Plan Y\n\n16 July 2020, 15:00 Geneva", "Plan Y"),
    ("A conference in LA\n\n16 July 2020, 15:00 Geneva", "A conference in LA"),
    ("A talk in Rio de Janeiro\n\n16 July 2020, 15:00 Geneva", "A talk in Rio de Janeiro"),
]


@pytest.mark.parametrize(("text", "title"), ENGLISH, ids=[r[1] for r in ENGLISH])
def test_english_words_are_not_parsed_as_other_languages(text, title):
    (draft,) = parse(text)

    assert (draft.title, format_when(draft.when), draft.proposed) == (title, HOUR, frozenset())


@pytest.mark.parametrize(
    "text", ["He came three days ago 2020.", "We set 2 goals.", "Rue de Mars 7", "The month of mai"]
)
def test_similar_words_are_not_parsed_as_dates(text):
    with pytest.raises(Exception, match="no-date-found"):
        parse(text)
