"""Hours in the night are asked about if the text states the same hour in the other half of the day."""

from datetime import date

import pytest

from tests.announcement_parser.scorer import parsed_record

TODAY = date(2027, 1, 10)


def starts(text):
    """Return the start of each event, and the codes of its questions."""
    events = parsed_record(text, TODAY)["events"]
    codes = ([question["code"] for question in event["questions"]] for event in events)
    return [(event["schedule"]["start"], *code) for event, code in zip(events, codes, strict=True)]


@pytest.mark.parametrize(
    ("row", "start"),
    [
        ("Monday, 5 April 2027, 10:00 PM to 10:30 PM, Room 3, Detroit", "2027-04-05T10:00"),
        ("Monday, 5 April 2027, 2:15 AM, Room 3, Detroit", "2027-04-05T14:15"),
    ],
)
def test_other_half_of_the_day_is_offered_first(row, start):
    text = f"Yoga for children\n\nMondays, 10:00 - 10:30 am or 2:15 pm\n\n{row}"

    [(read, *codes)] = starts(text)
    assert codes[-1:] == ["morning-or-afternoon"]
    assert read == start


def test_hour_in_the_night_that_stands_alone_is_read_as_written():
    assert starts("Night of the owls\n5 April 2027, 10:00 PM, Zoo, Detroit") == [
        ("2027-04-05T22:00",)
    ]


def test_clocks_of_other_zones_do_not_contradict_each_other():
    text = "Call of the regions\n5 April 2027, 10:00 PM Tokyo / 3:00 PM Geneva\nPrevious call: 10:00 AM Lima"

    assert starts(text) == [("2027-04-05T22:00",)]
