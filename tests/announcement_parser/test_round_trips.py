"""Properties of parsed times: printed by CLDR and parsed again, and the same in any layout."""

import re
from datetime import date, datetime, timedelta

import pytest
from babel.dates import format_date, format_time
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.announcement_parser.parsing import parse
from webinars.timezones.schedule import Timed

TODAY = date(2027, 1, 1)
ZONES = ("Europe/Zurich", "America/New_York", "Asia/Kolkata", "America/Bogota", "UTC")
STYLES = ("full", "long", "medium", "short")
ANNOUNCEMENTS = [
    "Salt and bread\n\nThursday 15 July 2027, 15:00-16:30 Geneva / 9:00 New York\n\nBring a spoon.",
    "Sel et pain\n\nDate : jeudi 15 juillet 2027\nHeure : 18h15\nLieu : Salle des fêtes, 12 rue du Lac, Lausanne",
    "Sal y pan\n\n15 de julio de 2027, de 17 a 18, hora de Colombia\n\nSe ruega puntualidad.",
    "Salt\n\n15 July 2027\n\nLondon: 14:00\nNew York: 9:00\nNairobi: 16:00\n\nAll are welcome.",
]
LAYOUTS = {
    "indented": lambda text: re.sub(r"(?m)^", "    ", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "tabs": lambda text: text.replace(": ", ":\t"),
    "blank lines": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "spaces at the ends": lambda text: text.replace("\n", "   \n"),
    "invisible marks": lambda text: text.replace(" ", " \u200e\u2060"),
    "paragraphs": lambda text: "".join(
        f"<p>{'<br>'.join(block.splitlines())}</p>" for block in text.split("\n\n")
    ),
}


@settings(max_examples=40, deadline=None)
@given(
    start=st.datetimes(datetime(2027, 1, 2), datetime(2027, 12, 30)),
    minutes=st.integers(15, 600),
    zone=st.sampled_from(ZONES),
    language=st.sampled_from(["en", "fr", "es"]),
    date_style=st.sampled_from(STYLES),
    time_style=st.sampled_from(["short", "medium"]),
)
@example(datetime(2027, 1, 2, 1), 15, "Europe/Zurich", "es", "full", "short")
def test_time_in_every_style_of_every_language_is_parsed_back(
    start, minutes, zone, language, date_style, time_style
):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    day = format_date(start.date(), date_style, locale=language)
    times = (format_time(t.time(), time_style, locale=language) for t in (start, end))

    (draft,) = parse(f"Salt\n\n{day}, {' – '.join(times)} ({zone})", today=TODAY)

    choices = {reading.when for question in draft.questions for reading in question.readings}
    assert Timed(start, end, zone) in {draft.when, *choices}
    # Spanish writes hours below ten as one digit, as it writes those of the afternoon.
    is_of_two_halves = language == "es" and 1 <= start.hour <= 6
    doubts = ("local-time", "morning-or-afternoon") if is_of_two_halves else ("local-time",)
    if date_style != "short":
        assert all(question.code.startswith(doubts) for question in draft.questions)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("text", ANNOUNCEMENTS, ids=["en", "fr", "es", "clocks"])
def test_layout_does_not_change_what_is_parsed(text, layout):
    expected = [
        (draft.title, draft.when, draft.cities, draft.questions != ())
        for draft in parse(text, TODAY)
    ]

    drafts = parse(LAYOUTS[layout](text), TODAY)

    assert [(d.title, d.when, d.cities, d.questions != ()) for d in drafts] == expected
