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
