"""Dates that mail and chat programs write above messages, which are no events."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates

JANUARY = date(2027, 1, 4)
EVENT = "The choir sings on Tuesday, 9 March, at 7 p.m. in the hall of the museum."


def starts(text):
    """Return the start of each event."""
    return [format_when(draft.when)[:16] for draft in parse(text, today=JANUARY)]


@pytest.mark.parametrize(
    "header",
    [
        "From: Choir <choir@example.org>\nDate: 4 January 2027 at 10:12",
        "Date : lun. 4 janv. 2027 09:12\nDe : Le chœur <choeur@example.org>",
        "Date: Mon, 4 Jan 2027 at 17:40\nTo: friends@example.org\nSubject: Spring",
    ],
)
@pytest.mark.parametrize("quotation", ["", "> "])
def test_date_beside_an_address_is_that_of_a_mail(header, quotation):
    text = "\n".join(f"{quotation}{row}" for row in f"{header}\n\n{EVENT}".split("\n"))

    assert starts(text) == ["2027-03-09 19:00"]


@pytest.mark.parametrize(
    "row",
    [
        "Date: 9 March 2027, 19:00-21:00\nTo: register at choir@example.org",
        "Date: 9 March, 19:00\nTo: register at choir@example.org",
        "Date: 9 March 2027, 19:00\nQuestions to choir@example.org",
    ],
)
def test_date_of_an_event_beside_an_address_is_no_mail(row):
    assert starts(f"Spring concert\n\n{row}") == ["2027-03-09 19:00"]


@pytest.mark.parametrize(
    "stamp",
    ["[04/01/2027, 18:22]", "[1/4/27, 6:22:10 PM]", "[18:22, 04.01.2027]", "[2027-01-04 18:22]"],
)
def test_stamps_of_a_chat_are_no_events(stamp):
    text = f"""{stamp} Thandi (Block 4): Hi neighbours, clean-up of the park on Saturday 16 January
{stamp} Thandi (Block 4): 9am at the gate, bags are there
{stamp} Gerrit: thanks
"""

    drafts = parse(text, today=JANUARY)

    assert starts(text) == ["2027-01-16 09:00"]
    assert "Thandi" not in drafts[0].title
    lines = unused_dates(preprocess(text).text, drafts, today=JANUARY)
    assert {line.reason for line in lines} == {"mention"}
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("Fyi!\nForwarded message:", 2),
        ("Message transféré :", 2),
        ("We talk on 5 May at 15:00.\nOn 4 January Ana wrote:", 0),
    ],
)
def test_quoted_lines_of_a_forwarded_mail_are_its_text(above, count):
    text = (
        f"[list] Agenda\nCaio M.\nMon Jan 4 16:08:00 GMT+3 2027\n{above}\n> The agenda, all times UTC:\n>\n"
        "> Monday, March 22\n> 20:00-22:00 Otters\n>\n> Tuesday, March 23\n> 21:00-22:00 Beavers\n"
    )

    drafts = parse(text, today=date(2027, 1, 4))
    days = [f"{one.when.start:%d %b}" for one in drafts if hasattr(one.when, "start")]
    assert [day for day in days if "Mar" in day] == (["22 Mar", "23 Mar"][:count])
