"""Titles: not a salutation, preferably a quoted phrase, without "save the date"."""

from datetime import date

import pytest

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
