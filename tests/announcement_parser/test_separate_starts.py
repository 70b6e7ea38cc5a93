"""One day that a sentence names with two starts: two events in one time zone, one event in two."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        (
            "on Thursday 11 March 2027 at 12.00 UTC and Thursday 11 March 2027 at 19.00 UTC",
            ["12:00", "19:00"],
        ),
        (
            "el jueves 11 de marzo de 2027 a las 12:00 UTC y el jueves 11 de marzo de 2027 a las 19:00 UTC",
            ["12:00", "19:00"],
        ),
        ("on Thursday 11 March 2027 at 12.00 UTC / Thursday 11 March 2027 at 13.00 CET", ["12:00"]),
    ],
)
def test_day_with_two_starts_in_one_zone_has_two_events(line, starts):
    drafts = parse(f"Peat briefing\n\nA briefing takes place {line}", today=date(2026, 11, 25))

    assert [f"{draft.when.start:%H:%M}" for draft in drafts] == starts


def test_row_with_two_hours_has_two_events():
    text = "Boletín de noviembre 2027, Madrid\n\nSábado 13, dos pases: 11:30 h y 13:00 h. Sala infantil."

    drafts = parse(f"{text}\n\nJueves 25, a las 19 h. Salón.", today=date(2027, 10, 29))

    assert [f"{draft.when.start:%d %H:%M}" for draft in drafts] == [
        "13 11:30",
        "13 13:00",
        "25 19:00",
    ]
    assert not any(draft.questions for draft in drafts)
