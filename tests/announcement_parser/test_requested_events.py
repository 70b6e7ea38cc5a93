"""Drafts of lines that somebody says are those of events."""

from cProfile import Profile
from datetime import date

import pytest

from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.requested_events import requested_drafts
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.timezones.schedule import Timed

TODAY, ZONE = date(2026, 11, 25), "Europe/Zurich"
TALK = "Water talk\n\nFriday 16 July 2027, 15:00-16:00 Geneva\n\nA talk about water.\n\n"


def requested(text, *numbers):
    """Return the drafts of lines of a text."""
    drafts = parse_announcement(text, today=TODAY, zone=ZONE)
    return drafts, requested_drafts(text, drafts, numbers, today=TODAY, zone=ZONE)


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Deadline for papers: 20 August 2027", "2027-08-20"),
        ("Published on 3 May 2027.", "2027-05-03"),
        ("The last fair was on 3 May 2026.", "2026-05-03"),
        ("Dinner next Tuesday at half past nobody knows", "2026-12-01"),
    ],
)
def test_line_with_a_date_becomes_a_draft(line, first):
    drafts, [made] = requested(f"{TALK}{line}", 7)

    day = made.when.start.date() if isinstance(made.when, Timed) else made.when.first
    assert day.isoformat() == first
    assert made not in drafts
    text = preprocess(f"{TALK}{line}").text
    assert unused_dates(text, [*drafts, made], today=TODAY) == ()


def test_time_and_zone_of_the_line_are_read():
    _, [made] = requested(f"{TALK}Submission closes on 3 May 2027 at 17:00, Lima time", 7)

    assert isinstance(made.when, Timed)
    assert (made.when.start.hour, made.when.timezone) == (17, "America/Lima")


def test_repeated_line_gives_its_next_date():
    line = "Published on 3 May 2027; comments are due by 5 June 2027."

    _, made = requested(f"{TALK}{line}", 7, 7)

    assert [one.when.first.isoformat() for one in made] == ["2027-05-03", "2027-06-05"]


@pytest.mark.parametrize("number", [0, 1, 5, 99])
def test_line_without_a_date_gives_none(number):
    assert requested(f"{TALK}Published on 3 May 2027.", number)[1] == [None]


def test_secrets_stay_out_of_the_draft():
    _, [made] = requested(f"{TALK}Published on 3 May 2027.\nPasscode: 99887766", 7)

    assert "99887766" not in " ".join((made.title, made.place, *made.paragraphs))


def test_many_lines_are_read_together():
    lines = "".join(f"Report {n} was published on {n} May 2027.\n\n" for n in range(1, 31))
    drafts = parse_announcement(f"{TALK}{lines}", today=TODAY, zone=ZONE)

    def calls(count):
        profile = Profile(builtins=False)
        numbers = [7 + 2 * n for n in range(count)]
        arguments = {"today": TODAY, "zone": ZONE}
        profile.runcall(requested_drafts, f"{TALK}{lines}", drafts, numbers, **arguments)
        return sum(entry.callcount for entry in profile.getstats())

    calls(30)  # tables that are read once
    assert calls(30) < 6 * calls(1)
