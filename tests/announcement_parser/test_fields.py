"""Contact, languages, capacity and the deadline are read from labelled or limiting phrases only."""

from datetime import date, datetime

import pytest

from tests.announcement_parser.scorer import CORPUS
from webinars.announcement_parser.parser import parse_announcement

HEADER = "Bail and poverty\n16 July 2027, 15:00 Geneva\n\nWe discuss what bail costs.\n"


def extract(text):
    (draft,) = parse_announcement(HEADER + text, today=date(2026, 11, 25), zone="Europe/Zurich")
    return draft.fields


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
        ("Pour tout renseignement : Ana Sow, ana@example.org", "Ana Sow", "ana@example.org"),
        ("Please tell Ana Sow (ana@example.org) by then.", "Ana Sow", "ana@example.org"),
        ("Contact\nana@example.org\n+41 22 555 01 10", "", "ana@example.org"),
        (
            "- **Contact**:\n    - Name: Ana Sow\n    - Email: ana@example.org",
            "",
            "ana@example.org",
        ),
        ("CONTACT  ana@example.org", "", "ana@example.org"),
        ("✉ ana@example.org", "", "ana@example.org"),
        ("Hosted by Ana S. and 2 others", "Ana S.", ""),
        ("Organizer: Society of Old Machines", "Society of Old Machines", ""),
        ("Ask Moira 01224 555 0190 after five.", "Moira", ""),
        ("Ana Sow, ana@example.org", "Ana Sow", "ana@example.org"),
        ("Ana Sow is inviting you to a scheduled Zoom meeting.", "Ana Sow", ""),
        ("We are glad.\n\nCheers\nAna", "Ana", ""),
        ("Nous serons là.\n\nBien à vous,\n\nAna Sow, présidente", "Ana Sow", ""),
        ("We are glad.\n\nBest wishes,\nThe Director", "", ""),
        ("To unsubscribe write to leave@example.org", "", ""),
        ("Press: accreditation requests to press@example.org", "", ""),
        ("Join the list at talks-subscribe@example.org", "", ""),
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
        ("Languages: English, British sign language", ("en", "bfi")),
        ("Languages of Africa and English law", ()),
        ("We discuss the French law.", ()),
        ("Languages:\tE / F / S", ("en", "fr", "es")),
        ("Interpretation available: ES and FR", ("es", "fr")),
        ("LANGUAGES  English with interpretation into French", ("en", "fr")),
        (
            "75 minutes. Languages: English, with French and Spanish interpretation.",
            ("en", "fr", "es"),
        ),
        ("Talks in English, Estonian sign language (EE) interpretation", ("en", "eso")),
        ("We shall speak English and German as it comes.", ("en", "de")),
        ("💬 Langue : français, avec LSF", ("fr", "fsl")),
        ("Language\n\nFrisian, Dutch", ("fy", "nl")),
        ("Sprachen: Deutsch und Englisch", ("de", "en")),
    ],
)
def test_languages_are_read_by_their_names(text, languages):
    assert extract(text).languages == languages


@pytest.mark.parametrize(
    ("text", "capacity"),
    [
        ("São 70 lugares.", 70),
        ("There are 40 seats in the room.", 40),
        ("Attendance is limited to 40 places.", 40),
        ("36 participants at most.", 36),
        ("First 250 people only (server limit).", 250),
        ("Les places sont limitées à 300.", 300),
        ("Cupo limitado: 70 personas", 70),
        ("Aforo: 90", 90),
        ("Plazas limitadas a 25 personas", 25),
        ("Places : 25", 25),
        ("36 participants at most, please.", 36),
        ("Cupos: 40", 40),
        ("In-person places: 120. Register early.", 120),
        ("Bring a laptop. 60 places.", 60),
        ("Twelve places only (12!).", 12),
        ("Barn dance, tickets from Hilary, max. 80", 80),
        ("It closes when all 300 places are gone.", 300),
        ("Capacidade máxima do auditório: 250 pessoas.", 250),
        ("€5 members, €9 guests", None),
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
        ("Registration: https://e.example.org (until 9 July, 18:00)", datetime(2027, 7, 9, 18)),
        (
            "Inscriptions jusqu'au 9 juillet à midi : https://e.example.org",
            datetime(2027, 7, 9, 12),
        ),
        (
            "Plazo de inscripción: hasta las 14.00 h del viernes 9 de julio",
            datetime(2027, 7, 9, 14),
        ),
        ("Registration\nDeadline 9 July 2027, 17:00", datetime(2027, 7, 9, 17)),
        ("Link open until 9 July 2027: https://e.example.org", datetime(2027, 7, 9, 23, 59)),
        ("Ticket sales close 9 July 2027", datetime(2027, 7, 9, 23, 59)),
        ("RSVP by 9 July; the fee is due on 1 July.", datetime(2027, 7, 9, 23, 59)),
        ("Registration Period:\n   Closes: 9 July 2027, 18:00", datetime(2027, 7, 9, 18)),
        ("Please sign up in the agenda before 9 July.", None),
        ("Abstract submission and registration of papers until 9 July 2027", None),
        ("Early registration until 9 July 2027", None),
        ("Register by 9 July 2027, 17:00 New York", datetime(2027, 7, 9, 23)),
        ("Register by 20 July 2027", None),
        ("Register by Friday", None),
        ("Register by 8 July 2027\nRegister by 9 July 2027", None),
    ],
)
def test_deadline_is_read_with_its_time(text, closes_at):
    assert extract(text).closes_at == closes_at


@pytest.mark.parametrize(
    ("text", "opens_at"),
    [
        ("Registration opens on 1 June 2027 at 09:00.", datetime(2027, 6, 1, 9)),
        ("Booking opens on 1 June and closes on 9 July.", datetime(2027, 6, 1)),
        ("Registration Period:\n   Opens: 1 June 2027, 08:00", datetime(2027, 6, 1, 8)),
        (
            "Les inscriptions sont ouvertes à partir du 1er juin 2027 en ligne.",
            datetime(2027, 6, 1),
        ),
        ("Doors open 14:30. Registration opens at the desk on 16 July", None),
        ("The exhibition opens on 1 June 2027.", None),
    ],
)
def test_opening_of_registration_is_not_that_of_the_doors(text, opens_at):
    assert extract(text).opens_at == opens_at


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Join: https://meet.example.org/forest", "https://meet.example.org/forest"),
        ("Join here:\nhttps://rooms.example.org/forest", "https://rooms.example.org/forest"),
        (
            "Le lien pour se connecter est https://visio.example.org/f",
            "https://visio.example.org/f",
        ),
        ("Room: https://bbb.example.org/b/for-est", "https://bbb.example.org/b/for-est"),
        ("Google Meet:\nmeet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("▶ Transmisión en vivo: https://video.example.org/v", "https://video.example.org/v"),
        ("If you cannot travel, listen in at https://e.example.org/l .", "https://e.example.org/l"),
        ("Meeting notes: https://docs.example.org/notes", ""),
        ("Need help? https://support.zoom.us/hc", ""),
        ("Download Zoom: https://zoom.us/download", ""),
        ("Find your local number: https://zoom.us/u/abc", ""),
        ("Recording: https://video.example.org/v", ""),
        ("To join after registering: https://meet.example.org/register", ""),
        ("We meet at [Hall](https://maps.example.org/?q=hall)", ""),
    ],
)
def test_meeting_link_is_told_from_other_pages(text, url):
    assert extract(text).meeting_url == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("RSVP as soon as possible:\nhttps://e.example.org/a", "https://e.example.org/a"),
        (
            "Get Tickets\nFree\nhttps://www.eventbrite.example/e/a",
            "https://www.eventbrite.example/e/a",
        ),
        ("📝 Formulaire : https://e.example.org/a", "https://e.example.org/a"),
        ("REGISTER  https://e.example.org/a (until 9 July)", "https://e.example.org/a"),
        ("Book until 9 July: https://e.example.org/a", "https://e.example.org/a"),
        ("Anmeldung: https://e.example.org/a", "https://e.example.org/a"),
        (
            "To join after registering: https://meet.example.org/register",
            "https://meet.example.org/register",
        ),
        ("No registration. Slides: https://e.example.org/a", ""),
        ("Submit your paper: https://e.example.org/registration", ""),
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


LIST = """Talks in July 2027

9 July 2027, 18:00 Geneva – Knots
16 July 2027, 18:00 Geneva – Sheaves (12 seats)

All talks: https://meet.example.org/talks
Contact: ana@example.org
Limited to 40 places.
"""


def test_text_below_a_list_is_about_all_of_its_events():
    knots, sheaves = parse_announcement(LIST, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert (knots.fields.capacity, sheaves.fields.capacity) == (40, 12)
    for draft in (knots, sheaves):
        assert draft.fields.contact_email == "ana@example.org"
        assert draft.fields.meeting_url == "https://meet.example.org/talks"


def test_fields_have_the_spans_of_their_text():
    text = HEADER + "Languages: English, French\nContact: Ana Sow, ana@example.org\nAforo: 90"

    (draft,) = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    spans = {span.kind: text[span.start : span.end] for span in draft.fields.spans}

    assert spans == {"languages": "English, French", "contact": "ana@example.org", "capacity": "90"}


def test_sender_of_a_forwarded_mail_is_the_contact_if_there_is_no_other():
    header = "From: Ana Sow <ana@example.org>\nSubject: Fwd: Bail\n\n"
    (draft,) = parse_announcement(header + HEADER, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert draft.fields.contact_email == "ana@example.org"


def test_contact_at_the_end_of_a_list_is_that_of_all_its_events():
    text = """Bail and poverty
16 July 2027, 15:00 Geneva

We discuss what bail costs, and whom.

We discuss who decides about it.

Bail and wealth
17 July 2027, 15:00 Geneva

Renseignements : info@example.org
"""
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    assert [draft.fields.contact_email for draft in drafts] == [
        "info@example.org",
        "info@example.org",
    ]


def test_contact_in_the_block_of_one_event_is_not_that_of_the_others():
    text = """Bail and poverty
16 July 2027, 15:00 Geneva

Bail and wealth
17 July 2027, 15:00 Geneva. Apply to ana@example.org

Bail and justice
18 July 2027, 15:00 Geneva
"""
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    assert [draft.fields.contact_email for draft in drafts] == ["", "ana@example.org", ""]


@pytest.mark.parametrize(
    ("text", "capacity"),
    [
        ("Wednesday class; limited to 20.", 20),
        ("Closed shoes. They take max 8 of us", 8),
        ("We seat 40. We confirm places.", 40),
        ("Open to students; 14 places. Apply by mail.", 14),
        ("Los talleres tienen cupo de 15 personas.", 15),
        ("We have 3 talks.", None),
    ],
)
def test_capacity_is_read_from_short_remarks(text, capacity):
    assert extract(text).capacity == capacity


def test_label_far_from_its_value_does_not_fail():
    text = (
        "Thursday, 11 March · 6:30 - 8:30pm GMT\nLocation\n3 Old Mill Street Manchester M4 6EE\nShow map\n\n"
        "The book came out on 4 February 2027. Ticket sales end on 10 March.\n\n© 2027 Eventbrite"
    )

    draft = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")[0]

    assert "Old Mill Street" in draft.place


@pytest.mark.parametrize("today", [date(2023, 2, 28), date(2025, 1, 5)])
def test_date_over_two_lines_does_not_fail_in_any_year(today):
    text = (CORPUS / "076-prose-edt-soft-wrap.txt").read_text()

    drafts = parse_announcement(text, today=today, zone="Europe/Zurich")

    assert (drafts[0].when.start.month, drafts[0].when.start.day) == (8, 5)
