"""Days and hours that no event has: left out unless somebody makes events of them."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.announcement_parser.parsing import HOME, format_when, parse, question_readings
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.remaining_drafts import MAX_REMAINING
from webinars.errors import InvalidInputError
from webinars.events.announcements.draft_review import is_publishable
from webinars.timezones.schedule import Timed

JANUARY = date(2027, 1, 10)
TALK = "Water talk\n\nTuesday, 9 March 2027, 19:00, Geneva\n\n"


def all_drafts(text):
    """Return all drafts of a text."""
    return parse_announcement(text, today=JANUARY, zone=HOME, with_remaining=True)


def remaining(text):
    """Return the remaining drafts of a text."""
    return [draft for draft in all_drafts(text) if draft.is_remaining]


def starts(drafts):
    """Return day and hour of drafts."""
    return [format_when(draft.when).split(" ")[0:2] for draft in drafts]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Deadline for papers: 5 March 2027", ["2027-03-05", "to"]),
        ("Deadline for papers: 5 March 2027, 17:00", ["2027-03-05", "17:00-18:00"]),
        ("The garden is nicest in July 2027, when the roses bloom.", ["2027-07", "Europe/Zurich"]),
        ("Published on 3 September 2027", ["2027-09-03", "to"]),
        ("18:15 Soup", ["2027-03-09", "18:15-19:15"]),
    ],
)
def test_day_or_hour_of_no_event_remains(line, first):
    (draft,) = remaining(TALK + line)

    assert starts([draft]) == [first]
    assert draft.is_candidate
    assert not is_publishable(draft)


def test_other_drafts_stay_as_they_are():
    text = f"{TALK}18:15 Soup\nDeadline for papers: 5 March 2027"

    [talk, *others] = all_drafts(text)

    assert [talk] == parse(text, today=JANUARY)
    assert is_publishable(talk)
    assert all(draft.is_remaining for draft in others)


def test_hours_below_a_day_are_one_event_each():
    rows = "> Monday, March 22\n> 20:00-22:00 RIVET\n> 22:10-00:10 OMASK\n>\n> Tuesday, March 23\n> 20:00 DRAIN"

    drafts = remaining(f"{TALK}On 4 January Ann wrote:\n>\n{rows}")

    assert {(day, hour[:5]) for day, hour in starts(drafts)} >= {
        ("2027-03-22", "20:00"),
        ("2027-03-22", "22:10"),
        ("2027-03-23", "20:00"),
    }


def test_remaining_day_has_the_hours_around_it_as_choices():
    (draft, *_) = remaining("The report is due on 30 August 2027.\n\nThe office opens at 8:15.")

    values = [value for value, _ in question_readings(draft)["time-elsewhere"]]

    assert "2027-08-30 to 2027-08-30 Europe/Zurich" in values
    assert "2027-08-30 08:15-09:15 Europe/Zurich" in values


def test_hour_of_an_event_by_another_clock_does_not_remain():
    text = "Water talk\n\n9 March 2027, 19:00 Geneva / 13:00 New York\n\nLima Tue 9 March 13:00"

    assert "2027-03-09 13:00" not in {" ".join(start)[:16] for start in starts(remaining(text))}


def test_text_without_an_event_has_only_remaining_drafts():
    text = "Deadline for papers: 5 March 2027"

    assert starts(all_drafts(text)) == [["2027-03-05", "to"]]
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse(text, today=JANUARY)


@pytest.mark.parametrize("first", [TALK, ""])
def test_remaining_drafts_show_no_link_to_a_meeting(first):
    link = "https://zoom.us/j/91234567890?pwd=abc"
    drafts = remaining(f"{first}Deadline for papers: 5 March 2027\n18:15 Soup, {link}")

    parted = [extract_meeting_link(draft) for draft in drafts]

    assert drafts
    assert all(link not in " ".join(one.paragraphs) for one in parted)
    assert all(link in draft.fields.private_urls for draft in drafts)


def test_remaining_drafts_are_limited():
    lines = "\n\n".join(f"Deadline {n}: {n % 28 + 1} May 2027, 8:{n:02}" for n in range(59))

    assert len(remaining(TALK + lines)) == MAX_REMAINING


HOURS = st.integers(0, 95).map(lambda quarters: (quarters // 4, quarters % 4 * 15))
WORDS = st.sampled_from(["Vozo", "prunel", "Skrit und", "gavat la", "DEADLINE", "(cancelled)", ""])


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(WORDS, st.integers(1, 28), HOURS),
        min_size=1,
        max_size=6,
        unique_by=lambda t: t[1],
    ),
    st.sampled_from(["{w} {d} May 2027, {h}:{m:02} {w}", "{d} May 2027\n{h}:{m:02} {w}"]),
)
@example([("(cancelled)", 3, (18, 30))], "{d} May 2027\n{h}:{m:02} {w}")
def test_each_day_with_its_hour_is_read_or_a_choice(rows, pattern):
    text = "\n\n".join(
        pattern.format(w=word, d=day, h=hour, m=minute) for word, day, (hour, minute) in rows
    )

    whens = [
        when
        for draft in all_drafts(text)
        for when in (
            draft.when,
            *(reading.when for question in draft.questions for reading in question.readings),
        )
        if isinstance(when, Timed)
    ]

    offered = {(when.start.day, when.start.hour, when.start.minute) for when in whens}
    assert {(day, *hour) for _, day, hour in rows} <= offered, text


@pytest.mark.parametrize(
    "text",
    [
        (
            '24 September from 12.15 to xub 12.45 pm Ann opens the series with "The\n'
            'harbour in 100 maps". Later, on 8 October, same hour, Bo'
        ),
        'Fri Feb 13\n12:32:22 EET 2026\nOn Friday 20 February at\n12:30 UTC we join "A packet"',
    ],
)
def test_hour_or_row_of_another_line_is_no_error(text):
    assert all_drafts(text)
