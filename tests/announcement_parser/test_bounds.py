"""Reading long announcements: the work grows with their length, and what is too much is said."""

from contextlib import suppress
from cProfile import Profile
from datetime import date

import pytest

from bench.announcements import MOST, SHAPES, SIZES, read, text_of
from webinars.announcement_parser.parser import parse_announcement
from webinars.caching.memoize import MEMOIZED
from webinars.errors import InvalidInputError

SMALL, FACTOR = 1_000, 4


def calls(text, read=read):
    """Return the number of calls of Python functions while an announcement is read."""
    MEMOIZED["announcement_parser.grammar.scanner._scanned"].cache_clear()
    profile = Profile(builtins=False)
    profile.runcall(read, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length_of_the_text(shape):
    read(text_of(shape, SMALL // FACTOR))  # tables that are read once

    small, large = calls(text_of(shape, SMALL)), calls(text_of(shape, FACTOR * SMALL))

    # What grows with the square by this much more costs MOST times as much at the sizes of the benchmark.
    most = FACTOR * (1 + (MOST / (SIZES[1] / SIZES[0]) - 1) * FACTOR * SMALL / SIZES[1])
    assert large / small < most


def test_text_with_too_many_events_is_refused_with_the_first_that_is_not_read():
    rows = "".join(
        f"Talk {number}\n{1 + number % 28}.{1 + number // 28}.2027, 15:00-16:00 Geneva time\n\n"
        for number in range(201)
    )

    with pytest.raises(InvalidInputError, match="too-many-events-in-text") as refused:
        parse_announcement(rows, today=date(2027, 1, 1), zone="Europe/Zurich")

    assert refused.value.facts == {
        "most": 200,
        "line": 602,
        "quote": "5.8.2027, 15:00-16:00 Geneva time",
    }


def test_remaining_days_of_a_long_line_cost_little_more_than_reading_it():
    """A line of any length was searched for a heading, with its dates, for each of its days."""
    days = [f"deadline {day} {month} 2027" for month in ("May", "June") for day in range(1, 29)]

    def work(*, with_remaining):
        def parse(text):
            with suppress(InvalidInputError):  # "no-date-found", without the remaining ones
                parse_announcement(
                    text,
                    today=date(2027, 1, 1),
                    zone="Europe/Zurich",
                    with_remaining=with_remaining,
                )

        return calls(", ".join(days * 4), parse)

    assert work(with_remaining=True) / work(with_remaining=False) < 12


def test_long_line_is_not_searched_for_a_venue_for_each_of_its_events():
    """Each of the drafts looked at every part of a line between commas."""

    def work(count):
        talks = (
            f"Talk {n}, {1 + n % 28}.{1 + n // 28 % 12}.2027 15:{10 + n % 40}" for n in range(count)
        )
        return calls("Talks in Geneva\n\n" + ", ".join(talks))

    assert work(200) < 1.2 * work(100)
