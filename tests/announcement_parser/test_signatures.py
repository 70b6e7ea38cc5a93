"""The greeting at the end of a letter and the address of its writer belong to no event."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

TODAY = date(2026, 11, 25)
EVENTS = """Peat workshop
Tuesday 9 March 2027, 18:00 UTC
We learn to dig.

Goose talk
Tuesday 16 March 2027, 18:00 UTC
We learn to count geese.

"""


@pytest.mark.parametrize(
    "signature",
    [
        "Best wishes,\nAna Low\nSecretary, Fen Society\n12 Marsh Lane, Leeds\n",
        "Bien cordialement,\nAna Low\n4 rue du Lac, 1201 Genève\n",
        "Un saludo,\nAna Low\n",
        "Mit freundlichen Grüßen\nAna Low\nMoorweg 4, 20148 Hamburg\n",
    ],
)
def test_signature_is_neither_description_nor_venue(signature):
    drafts = parse(EVENTS + signature, today=TODAY)

    assert [(draft.paragraphs[-1], draft.place) for draft in drafts] == [
        ("We learn to dig.", ""),
        ("We learn to count geese.", ""),
    ]


def test_lines_with_a_link_below_a_greeting_stay():
    drafts = parse(f"{EVENTS}Thanks,\nAna Low\nProgramme: https://example.org/p\n", today=TODAY)

    assert drafts[-1].paragraphs[-1] == "Programme: https://example.org/p"


def test_marks_after_an_address_are_no_part_of_it():
    drafts = parse(f"{EVENTS}**Registration: https://example.org/r**\n", today=TODAY)

    assert {draft.fields.registration_url for draft in drafts} == {"https://example.org/r"}
