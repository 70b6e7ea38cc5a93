"""Times on the day of the event before: "that same day at 19:00"."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse

JANUARY = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "On Tuesday 9 March 2027 at 10:00 the library holds a workshop on news.",
            "Later that day, at 19:00, Ann Lund gives a lecture on tides.",
        ),
        (
            "Le mardi 9 mars 2027 à 10h, la bibliothèque propose un atelier.",
            "Le même jour à 19h, Ann Lund donne une conférence.",
        ),
        (
            "El martes 9 de marzo de 2027 a las 10:00 la casa ofrece un taller.",
            "Ese mismo martes, a las 19:00 horas, el Ateneo ofrece una conferencia.",
        ),
        (
            "Am 9. März 2027 um 10 Uhr gibt es einen Workshop.",
            "Am selben Tag um 19 Uhr spricht Ann Lund.",
        ),
    ],
)
@pytest.mark.parametrize("between", ["\n\n", " "])
def test_time_on_the_same_day_is_another_event(first, second, between):
    drafts = parse(f"News of the house\n\n{first}{between}{second}\n", today=JANUARY)

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2027-03-09 10:00",
        "2027-03-09 19:00",
    ]


def test_same_day_in_a_chat_is_not_that_of_the_message():
    text = """[12/02/2027, 19:41] Noor: Seed Swap on Sunday 28 February, 2 till 4pm, Plot 19, Leith
[12/02/2027, 20:05] Gregor: can we do the Committee Meeting the same day? 4.15pm, same shed
"""

    drafts = parse(text, today=date(2027, 2, 12))

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2027-02-28 14:00",
        "2027-02-28 16:15",
    ]
