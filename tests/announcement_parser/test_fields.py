"""Contact, languages, capacity and the deadline are read from labelled or limiting phrases only."""

from datetime import date, datetime

import pytest

from webinars.announcement_parser.fields import extract_fields
from webinars.announcement_parser.parser import parse_announcement

HEADER = "Bail and poverty\n16 July 2027, 15:00 Geneva\n\nWe discuss what bail costs.\n"


def extract(text):
    (draft,) = parse_announcement(HEADER + text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return extract_fields(draft)


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Contact: info@example.org", "", "info@example.org"),
        ("Contact: Ana Sow, ana@example.org", "Ana Sow", "ana@example.org"),
        ("For questions, write to info@example.org.", "", "info@example.org"),
        ("Kontakt: Ana Sow <ana@example.org>", "Ana Sow", "ana@example.org"),
        ("Contacto: ana@example.org", "", "ana@example.org"),
        ("Renseignements : ana@example.org", "", "ana@example.org"),
        ("Pour toute question : ana@example.org", "", "ana@example.org"),
        ("Report to abuse@example.org", "", ""),
        ("Contact: a@example.org\nQuestions: b@example.org", "", ""),
    ],
)
def test_contact_is_read_after_its_label(text, name, email):
    fields = extract(text)

    assert (fields.contact_name, fields.contact_email) == (name, email)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Languages: English, French", ("en", "fr")),
        ("Working languages: English and Arabic (interpretation provided)", ("en", "ar")),
        ("Languages\nEnglish, German, Polish", ("en", "de", "pl")),
        ("Interpretation in Arabic, Chinese and Spanish.", ("ar", "zh", "es")),
        ("Langues : anglais et français (interprétation)", ("en", "fr")),
        ("Traduction simultanée en anglais.", ("en",)),
        ("Idiomas: español y portugués con interpretación simultánea", ("es", "pt")),
        ("Languages: English, British sign language", ("en",)),
        ("Languages of Africa and English law", ()),
        ("We discuss the French law.", ()),
    ],
)
def test_languages_are_read_by_their_names(text, languages):
    assert extract(text).languages == languages


@pytest.mark.parametrize(
    ("text", "capacity"),
    [
        ("Attendance is limited to 40 places.", 40),
        ("36 participants at most.", 36),
        ("First 250 people only (server limit).", 250),
        ("Les places sont limitées à 300.", 300),
        ("Cupo limitado: 70 personas", 70),
        ("Aforo: 90", 90),
        ("Plazas limitadas a 25 personas", 25),
        ("Places : 25", 25),
        ("We have 40 people in prison.", None),
        ("Limited to 40 places, then limited to 60 places.", None),
    ],
)
def test_capacity_is_read_from_limits(text, capacity):
    assert extract(text).capacity == capacity


@pytest.mark.parametrize(
    ("text", "closes_at"),
    [
        ("Register by 9 July 2027: https://www.example.org", datetime(2027, 7, 9, 23, 59)),
        ("Registration deadline: 9 July 2027, 17:00", datetime(2027, 7, 9, 17)),
        ("Registration closes on 9 July at 18:00.", datetime(2027, 7, 9, 18)),
        ("Inscriptions jusqu'au 9 juillet 2027", datetime(2027, 7, 9, 23, 59)),
        ("Merci de s'inscrire au plus tard le 9 juillet pour venir.", datetime(2027, 7, 9, 23, 59)),
        ("Fecha límite de inscripción: 9 de julio de 2027", datetime(2027, 7, 9, 23, 59)),
        ("Inscripciones hasta el 9 de julio", datetime(2027, 7, 9, 23, 59)),
        ("Early registration until 9 July 2027", None),
        ("Register by 9 July 2027, 17:00 New York", None),
        ("Register by 20 July 2027", None),
        ("Register by Friday", None),
        ("Register by 8 July 2027\nRegister by 9 July 2027", None),
    ],
)
def test_deadline_is_read_with_its_time(text, closes_at):
    assert extract(text).closes_at == closes_at


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Register: https://www.example.org/a", "https://www.example.org/a"),
        ("RSVP https://www.example.org/a", "https://www.example.org/a"),
        ("See https://www.example.org/register", "https://www.example.org/register"),
        ("Inscription : https://www.example.org/a", "https://www.example.org/a"),
        ("Inscripción: https://www.example.org/a", "https://www.example.org/a"),
        ("Register soon. Report: https://www.example.org/a", ""),
        ("Register: https://example.org/a\nRegister: https://example.org/b", ""),
        ("Register to join: https://zoom.us/j/812345678", ""),
    ],
)
def test_registration_page_is_read_after_its_label(text, url):
    assert extract(text).registration_url == url
