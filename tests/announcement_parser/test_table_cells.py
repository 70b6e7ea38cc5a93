"""Fields in the cells of tables, by the headers of their columns."""

from datetime import date

from tests.announcement_parser.parsing import parse

TODAY = date(2026, 11, 25)
PIPED = """Field courses, winter 2027

| No | Module | Date | Time (UTC) | Language | Register |
|----|--------|------|------------|----------|----------|
| 1 | Counting birds | Wed 3 Feb 2027 | 13:00-14:30 | English | https://peat.example.org/r/1 |
| 2 | Compter les oiseaux | Thu 4 Feb 2027 | 10:00-11:30 | French | https://peat.example.org/r/2 |
| 3 | Contar aves | Tue 9 Feb 2027 | 15:00-16:30 | Spanish | https://peat.example.org/r/3 |
"""
ALIGNED = """PEAT LIBRARY, CORK
What's On, February 2027

Date         Time           Event                          Where
Tue 2 Feb    11.00-11.45    Toddler Time                   Children's corner
Wed 10 Feb   14.30-16.30    Reading the 1926 Census *      Local studies
Sat 13 Feb   10.30-12.30    Book Club: The Salt Path       Meeting room
"""
TABS = (
    "PEAT COLLOQUIUM\n\nDate\tSpeaker\tTitle\tHost\n"
    "Jan 29, 2027\tAnn Low, Ohio\tForgetting on purpose\tBirch\n"
    "Feb 12, 2027\tBen Moss, Leeds\tWhat toddlers count\tDr. Maldonado\n"
    "Feb 26, 2027\tCy Hill, Trent\tTBA\tcy@peat.example.org\n"
)


def test_columns_of_a_piped_table_are_title_languages_and_registration():
    drafts = parse(PIPED, today=TODAY)
    assert [draft.title for draft in drafts] == [
        "Counting birds",
        "Compter les oiseaux",
        "Contar aves",
    ]
    assert [draft.fields.languages for draft in drafts] == [("en",), ("fr",), ("es",)]
    assert [draft.fields.registration_url[-2:] for draft in drafts] == ["/1", "/2", "/3"]


def test_aligned_columns_are_title_and_place():
    drafts = parse(ALIGNED, today=TODAY)
    assert [(draft.title, draft.place) for draft in drafts] == [
        ("Toddler Time", "Children's corner"),
        ("Reading the 1926 Census", "Local studies"),
        ("Book Club: The Salt Path", "Meeting room"),
    ]


def test_column_of_hosts_names_the_contact_and_tba_is_no_title():
    drafts = parse(TABS, today=TODAY)
    assert [draft.fields.contact_name for draft in drafts] == ["Birch", "Dr. Maldonado", ""]
    assert [draft.title for draft in drafts[:2]] == ["Forgetting on purpose", "What toddlers count"]
    assert drafts[2].title != "TBA"


def test_room_of_links_is_no_place():
    text = """# Cistern calls

| Meeting | Date | UTC | Room |
|---|---|---|---|
| Storage SIG | Wed 17 Feb 2027 | 15:00-15:45 | https://meet.cistern.example.org/storage |
| Docs & onboarding | Thu 18 Feb 2027 | 14:30-15:00 | https://meet.cistern.example.org/docs |
"""
    drafts = parse(text, today=TODAY)
    assert [(draft.title, draft.place) for draft in drafts] == [
        ("Storage SIG", ""),
        ("Docs & onboarding", ""),
    ]
