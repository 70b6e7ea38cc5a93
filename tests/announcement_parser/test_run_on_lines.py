"""Programmes that are run on in one paragraph."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.layout.line_splitting import split_lines
from webinars.announcement_parser.layout.run_on_lines import divide_run_on_lines

JANUARY = date(2027, 1, 4)


def parts(text):
    """Return the parts of a paragraph."""
    return [line.text for line in divide_run_on_lines(split_lines(text))]


def events(text):
    """Return start and title of each event."""
    return [(format_when(d.when)[:16], d.title) for d in parse(text, today=JANUARY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Talks Friday 5 March Owls of the harbour Friday 2 April Winter gulls Friday 7 May Slow eels",
            [
                "Talks",
                "Friday 5 March Owls of the harbour",
                "Friday 2 April Winter gulls",
                "Friday 7 May Slow eels",
            ],
        ),
        (
            "Programa Viernes 5 de marzo 19 h. Aves del mar Viernes 2 de abril 19 h. Las gaviotas Viernes 7 de mayo 19 h. Los ríos",
            [
                "Programa",
                "Viernes 5 de marzo 19 h. Aves del mar",
                "Viernes 2 de abril 19 h. Las gaviotas",
                "Viernes 7 de mayo 19 h. Los ríos",
            ],
        ),
        (
            "Suivront, le 5 mars, « Eau douce » ; le 2 avril, « Eau salée » ; le 7 mai, « Eau de vie ».",
            [
                "Suivront,",
                "le 5 mars, « Eau douce » ;",
                "le 2 avril, « Eau salée » ;",
                "le 7 mai, « Eau de vie ».",
            ],
        ),
        (
            "5 March: owls of the harbour; 2 April: winter gulls; 7 May: slow eels",
            ["5 March: owls of the harbour;", "2 April: winter gulls;", "7 May: slow eels"],
        ),
    ],
)
def test_paragraph_with_three_events_is_divided_at_their_dates(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Friday 5 March Owls of the harbour Friday 2 April Winter gulls",  # two may be one event
        "The choir sings on Friday 5 March in Graz, on Friday 2 April in Linz and on Friday 7 May in Wels.",
        "Owls on 5 March, winter gulls on 2 April and slow eels on 7 May in the hall.",
        "12 February, 12 March, 9 April: reading circle",  # one title
        "Papers until Friday 5 March please, reviews by Friday 2 April at last, slides by Friday 7 May now",
        "Friday 7 May Slow eels again Friday 2 April Winter gulls Friday 5 March Owls of the harbour",
    ],
)
def test_other_paragraphs_with_dates_are_not_divided(text):
    assert parts(text) == [text]


def test_events_that_are_run_on_have_the_time_of_all():
    text = """Talks in 2027, every Friday at 19:00 Geneva time

Friday 5 March Owls of the harbour Friday 2 April Winter gulls Friday 7 May Slow eels
"""

    assert events(text) == [
        ("2027-03-05 19:00", "Owls of the harbour"),
        ("2027-04-02 19:00", "Winter gulls"),
        ("2027-05-07 19:00", "Slow eels"),
    ]
