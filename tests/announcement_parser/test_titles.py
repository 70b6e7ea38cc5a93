"""Titles: not a salutation, preferably a quoted phrase, without "save the date"."""

from datetime import date

import pytest

from webinars.announcement_parser.fields.row_titles import title_in
from webinars.announcement_parser.fields.title_text import clean_title, is_no_title
from webinars.announcement_parser.parser import parse_announcement


@pytest.mark.parametrize(
    ("text", "title", "proposed"),
    [
        (
            'Dear colleagues,\n\nJoin "Juvenile justice after the pandemic", on 12 March 2027 at 15:00 Geneva.',
            "Juvenile justice after the pandemic",
            True,
        ),
        (
            "Hi all\n\nOur next seminar is on 9 March 2027, 12:00 Nairobi, «Legal aid in Kenya»",
            "Legal aid in Kenya",
            True,
        ),
        (
            "Bonjour à tous,\n\n12 March 2027, 15:00 Geneva\nWebinar on bail",
            "Webinar on bail",
            False,
        ),
        ("May 2027 (tbc) – Prison health\n\nText.", "Prison health", False),
        ("SAVE THE DATE - Bail\n\n16-17 June 2027, Nairobi", "Bail", False),
        ("Dear to us: the forests\n\n16-17 June 2027, Nairobi", "Dear to us: the forests", False),
    ],
)
def test_titles(text, title, proposed):
    (draft,) = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert (draft.title, "title" in draft.proposed) == (title, proposed)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Topic: Peat and birds\nTime: 12 March 2027, 15:00 Geneva", "Peat and birds"),
        (
            "Webinar Registration\n\nTopic\nPeat and birds\n\nTime\n12 March 2027, 15:00 Geneva",
            "Peat and birds",
        ),
        ("Subject: [peat] Fwd: Peat and birds\n\n12 March 2027, 15:00 Geneva", "Peat and birds"),
        ("Invitation: Peat and birds\n\n12 March 2027, 15:00 Geneva", "Peat and birds"),
        (
            "# Agenda for the 9th meeting on peat\n\nWhen: 12 March 2027, 15:00 Geneva",
            "9th meeting on peat",
        ),
        ("Peat and birds 🎙\n\n📅 12 March 2027, 15:00 Geneva", "Peat and birds 🎙"),
        (
            "*** Peat & Birds: an evening ***\n\n12 March 2027, 15:00 Geneva",
            "Peat & Birds: an evening",
        ),
        ("Peat and birds\n\nWhen\n12 March 2027, 15:00 Geneva\nWhere\nRoom 5", "Peat and birds"),
        ("Programme\n\nPeat and birds\n\nQuand ?\n12 mars 2027, 15h (Genève)", "Peat and birds"),
        (
            "Sales end soon\nPeat and birds\nBy Peat Club\n\nDate and time\n12 March 2027, 15:00 Geneva",
            "Peat and birds",
        ),
        (
            "Featured in\nPeat Club\nMAR\n12\n\nPeat at night: demos\n\n12 March 2027, 15:00 Geneva",
            "Peat at night: demos",
        ),
        (
            "Ann Low is inviting you to a scheduled Zoom meeting.\n\nTopic: Peat\nTime: 12 March 2027, 15:00 Geneva",
            "Peat",
        ),
        ("« Qui compte les oiseaux ? »\n\n12 mars 2027, 15h (Genève)", "Qui compte les oiseaux ?"),
        (
            'Bird seminar, Leeds\n\nOur speaker is Ann Low ("Counting birds").\nIt is on 12 March 2027, 15:00 London.',
            "Counting birds",
        ),
        (
            "Dear members,\n\nThe general assembly of the Peat Club takes place on 12 March 2027, 15:00 Geneva.",
            "general assembly of the Peat Club",
        ),
        (
            "SAVE THE DATE\n\nThe 8th Congress of Beekeepers will take place in May 2027.",
            "8th Congress of Beekeepers",
        ),
        (
            "Please join the briefing on the parking rules:\n12 March 2027, 15:00 Geneva\nMicrosoft Teams Need help?",
            "Briefing on the parking rules",
        ),
        (
            "hey everyone!! book hangout is ON 🎉\nnext Friday (12 March 2027) at 7pm",
            "book hangout",
        ),
        (
            "Conférence publique\n\nLa ville et ses eaux\npar Mme Apolline Jaquemet\n\nDate : 12 mars 2027, 15h (Genève)",
            "La ville et ses eaux",
        ),
        (
            "Featured in\nLisboa Makes\nHosted By\nInês Caldeira\nSolder & Sardines\n\n12 March 2027, 15:00 Lisbon",
            "Solder & Sardines",
        ),
        ("Next peat call :rabbit:\n:calendar: Friday, 12 March 2027\n15:00 CET", "Next peat call"),
        (
            "Call for papers\n\nColloque « Tourbe et oiseaux »\nCorte, 14-16 octobre 2027",
            "Colloque « Tourbe et oiseaux »",
        ),
        (
            "| Field | Value |\n|---|---|\n| Event | Peat and birds |\n| Date | 12 March 2027 |\n| Time | 15:00 CET |",
            "Peat and birds",
        ),
    ],
)
def test_title_is_no_label_greeting_or_generic_heading(text, title):
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert [draft.title for draft in drafts] == [title]


def test_further_dates_have_the_title_of_the_first():
    text = (
        "Topic: Peat and birds\nTime: 12 March 2027, 15:00 Geneva\n\n19 March 2027, 15:00 Geneva\n"
    )

    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert {draft.title for draft in drafts} == {"Peat and birds"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1. Peat and birds", "Peat and birds"),
        ("2027-03-12 – Peat and birds", "Peat and birds"),
        ("Peat and birds – Friday 12 March 2027", "Peat and birds"),
        ("Midi-conférence du 11 février", "Midi-conférence du 11 février"),
        ("Peat and birds (with Ann Low)", "Peat and birds"),
        ("Solder for beginners (12 seats)", "Solder for beginners"),
        ('Webinar "Peat and birds" with Ann Low', 'Webinar "Peat and birds"'),
        ("Journée « Tourbe », amphi Sud, 24 rue Haute, Paris", "Journée « Tourbe »"),
        ("PEAT SEMINAR - Lent term 2027", "PEAT SEMINAR"),
        ("WEBINAR Peat and birds", "Peat and birds"),
        ("Peat Days 2027: the Call for Papers is open!", "Peat Days 2027"),
        ("The peat call is NOT cancelled", "Peat call"),
        ("Lantern evening moved from 5 to 12 November", "Lantern evening"),
        ("Peat TalkDecember 3, 10am PT", "Peat Talk"),
        ("Peat Days 2027 - Important dates", "Peat Days 2027"),
        ("Meeting of Study Group 13; Geneva", "Meeting of Study Group 13"),
        ("October 2026 meeting", "October 2026 meeting"),
        ("presented [[Paper:Okafor2025]] by Wanda", "Okafor2025"),
        ("Conferencia: “Una historia” Ponente: Dr. Ismael Cano", "Una historia"),
        ("Body: Committee on Road Signs", "Committee on Road Signs"),
        ("@here office hours for translators", "office hours for translators"),
        ("You are invited to the Peat Days", "Peat Days"),
        ("Einladung zur Tagung Moor", "Tagung Moor"),
        ("Convite para o Seminário Turfa", "Seminário Turfa"),
        ("Re: [peat-l] TR: Rappel : Peat and birds", "Peat and birds"),
    ],
)
def test_title_has_no_prefix_date_or_remark(text, title):
    assert clean_title(text) == title


@pytest.mark.parametrize(
    "text",
    [
        "Quand ?",
        "Agenda",
        "next Thursday",
        "Thursdays at 1:45 p.m.",
        "All day event",
        "3 tickets left",
        "Eintritt frei, Spenden erwünscht",
        "Entrada franca",
        "Ingresso libero",
        "Weekly",
        "Join the meeting now",
        "How To Join The Webinar",
        "mkestrel · comment · 2027-03-10",
        "Buffet 19:00 Conférence 19:30 à 21:00",
        "Switzerland, Zurich",
        "venue to be announced",
        "We are meeting again",
        "presented by the",
    ],
)
def test_labels_remarks_and_rests_of_dates_are_no_titles(text):
    assert is_no_title(text)


@pytest.mark.parametrize(
    "text",
    ["Friday Conversations", "Il fiume come archivio", "Coffee morning", "Working with peat"],
)
def test_names_that_begin_like_other_rows_are_titles(text):
    assert not is_no_title(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # The name of a group, and who hosts the event, on a page of a group.
        (
            (
                "Peat Mappers of Leeds\nPublic group · 1,204 members\n\nMaps of bogs: ink and paper\n\n"
                "Details\nWe draw bogs.\n\nTuesday, March 16, 2027\n6:30 PM to 8:30 PM GMT\n"
            ),
            "Maps of bogs: ink and paper",
        ),
        # Words of sentences in capitalised titles.
        (
            (
                "Tuesday, March 16, 2027\n\nRepairing What We Own: a forum\n\nWho may open the lid?\n\n"
                "By Fix It North\n\nTuesday, March 16, 2027 · 7 - 9pm GMT\n"
            ),
            "Repairing What We Own: a forum",
        ),
        # The subject only tells of a change.
        (
            (
                "From: Ann <ann@peat.example.org>\nSubject: CAMBIO DE HORA - conversatorio del 11 de marzo\n\n"
                "Estimadas:\n\nPor causas ajenas, el conversatorio «Semillas sin patente» del jueves 11 de marzo de 2027 "
                "iniciará a las 17:00 horas (Ciudad de México) y no a las 16:00.\n"
            ),
            "Semillas sin patente",
        ),
        # A long heading above a short row is no sentence that goes on.
        (
            (
                "PEAT 2027 -- 4th Workshop on Small Mosses in the Large Wetlands of the North\n"
                "University Library, Leeds, United Kingdom\n26-27 August 2027\n\nWe look for mosses.\n\n"
                "Topics include:\n  * mosses that lie\n  * law and mosses\n"
            ),
            "PEAT 2027 -- 4th Workshop on Small Mosses in the Large Wetlands of the North",
        ),
        # An issue of a code host has a number of its own.
        (
            (
                "# Peat community call 41 #318\n**low-a** opened this issue last week\n\n"
                "**When:** Wednesday 21 April 2027, 22:00 UTC\n"
            ),
            "Peat community call 41",
        ),
        ("# Peat call #9\n\nWednesday 21 April 2027, 22:00 UTC\n", "Peat call #9"),
        # Signs before and after a title.
        (
            "📣 **Peat Town Hall** 📣\n\nFriday 12 March 2027, 18:00 UTC\n",
            "Peat Town Hall",
        ),
    ],
)
def test_title_of_a_page_is_none_of_its_group_subject_or_number(text, title):
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")
    assert drafts[0].title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Event Reminder: Peat and birds", "Peat and birds"),
        ("You're invited: Peat and birds", "Peat and birds"),
        ("Activité : Compter les oies", "Compter les oies"),
        ("Seminarios: ¿Qué es la turba?", "¿Qué es la turba?"),
        ("Vorträge: Moor und Klima", "Moor und Klima"),
        ("Peat Working Group Meeting 2027-03-09", "Peat Working Group Meeting"),
        ("Peat Working Group Meeting 09.03.2027", "Peat Working Group Meeting"),
        ("Minutes of 2027-03-09", "Minutes of 2027-03-09"),
    ],
)
def test_kind_of_notice_and_full_date_are_no_part_of_a_title(text, title):
    assert clean_title(text) == title


@pytest.mark.parametrize(
    "text",
    [
        "Sehr geehrte Damen und Herren",
        "Liebe Moorfreunde,",
        "Prezadas colegas",
        "Gentili soci",
        "Mit freundlichen Grüßen",
        "Best wishes",
    ],
)
def test_greetings_are_no_titles(text):
    assert is_no_title(text)


def test_title_may_begin_like_a_greeting():
    assert not is_no_title("Liebe in Zeiten des Moores")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Peat Strategy Update Webinar Invitation", "Peat Strategy Update Webinar"),
        ("# Meeting 6 schedule and agenda", "Meeting 6"),
        ("Réunion publique tourbe - ordre du jour", "Réunion publique tourbe"),
        ("Jornada de la turba recordatorio", "Jornada de la turba"),
        ("Digital agenda", "Digital agenda"),
        ("Quiz Night and Supper - details later.", "Quiz Night and Supper"),
        ("Soirée tourbe – à confirmer", "Soirée tourbe"),
        ("Noche de la turba - más detalles pronto", "Noche de la turba"),
        ("Moorabend – Details folgen", "Moorabend"),
    ],
)
def test_notice_and_what_is_known_later_are_no_part_of_a_title(text, title):
    assert clean_title(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Se invita a participar de la Mesa “Puentes de turba”, que será el jueves 11 de marzo de 2027, de 16 a 18 horas.\n\nCon:\n\nR. Sáenz (Filosofía)",
            "Puentes de turba",
        ),
        (
            "# Monthly Meeting Reminder\n\nTo remind you we hold our meeting this Thursday, 11 March, at 10am UTC",
            "Monthly Meeting",
        ),
        (
            "Peat club meeting\n\n11 March 2027, 18:00 UTC\n\nAgenda\n- Opening of the workshop",
            "Peat club meeting",
        ),
        (
            "[peat-lg] Tourbe 2027 : première réunion ce jeudi 11/03/2027, local 4, 18h30\n\nUn soir de «gens du lac».",
            "Tourbe 2027 : première réunion",
        ),
        (
            "Laurent Delvigne laurent at delvigne.example.be\n\nRéunion sur la tourbe\n\n11 mars 2027 à 18h30",
            "Réunion sur la tourbe",
        ),
    ],
)
def test_title_is_no_speaker_sentence_item_or_sender(text, title):
    drafts = parse_announcement(text, today=date(2026, 11, 25), zone="Europe/Zurich")

    assert [draft.title for draft in drafts] == [title]


def test_years_of_a_life_are_part_of_a_title():
    assert clean_title("Caspar Lowe (1774-1840)") == "Caspar Lowe (1774-1840)"
    assert title_in("La tourbe (1774-1840) et le feu, Salle 4") == "La tourbe (1774-1840) et le feu"
