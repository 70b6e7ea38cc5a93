"""Numbers of list items are no days of the month that follows them."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse

FEBRUARY = date(2027, 2, 15)
MEETING = "The next meeting is on Tuesday 9 March 2027, 18:00 UTC."


@pytest.mark.parametrize(
    "topics",
    [
        "1. March meeting + installfest\n2. Re: hosting bill",
        "1. Minutes\n2. April meeting\n3. Any other business",
        "1. March meeting\n2. April meeting\n3. May meeting",
        "1. Mars : réunion mensuelle\n2. Facture de l'hébergement",
        "4. Factura\n5. Abril: reunión mensual",
    ],
)
def test_number_of_an_item_is_no_day(topics):
    drafts = parse(f"Topics:\n\n{topics}\n\n{MEETING}", today=FEBRUARY)

    days = [format_when(draft.when)[:10] for draft in drafts if not draft.is_candidate]
    assert days == ["2027-03-09"]


def test_days_after_numbers_are_read():
    drafts = parse(
        "Talks, 18:00 UTC\n\n1. March 4, 2027: Owls\n2. April 8, 2027: Geese", today=FEBRUARY
    )

    assert [format_when(draft.when)[:10] for draft in drafts] == ["2027-03-04", "2027-04-08"]


@pytest.mark.parametrize("second", ["15. März: Chor", "2. März: Chor"])
def test_german_days_are_days(second):
    drafts = parse(f"Konzerte 2027\n\n1. März: Orgel\n{second}", today=FEBRUARY)

    assert [format_when(draft.when)[:7] for draft in drafts] == ["2027-03", "2027-03"]
    assert format_when(drafts[0].when)[:10] == "2027-03-01"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1- Mardi 9 mars 2027, 18h", "2- Mardi 16 mars 2027, 18h"),
        ("3) Tuesday 9 March 2027, 18:00", "4) Tuesday 16 March 2027, 18:00"),
        ("1 – martes 9 de marzo de 2027, 18:00", "2 – martes 16 de marzo de 2027, 18:00"),
        ("1. Dienstag, 9. März 2027, 18 Uhr", "2. Dienstag, 16. März 2027, 18 Uhr"),
    ],
)
def test_number_before_a_weekday_begins_no_range(first, second):
    text = f"Owls and geese\n\n{first}\nOwls of the marsh\n\n{second}\nGeese of the lake"

    drafts = parse(text, today=FEBRUARY)

    days = [format_when(draft.when)[:16] for draft in drafts]
    assert days == ["2027-03-09 18:00", "2027-03-16 18:00"]
