"""Errors of the event form: at their field, with entered values kept."""

import html
import re

import pytest

from tests.web.organiser.conftest import all_stored


def wrong(answer):
    """Return the sentences of the error summary by the fields that they link to."""
    box = answer.text.partition('<div class="error-summary"')[2].partition("</div>")[0]
    links = re.findall(r'<a href="#(\w+)">(.*?)</a>', box)
    return {field: html.unescape(values) for field, values in links}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"title": "x" * 301}, "title", "at most"),
        ({"title": "a\0b"}, "title", "character that cannot be displayed"),
        ({"title": "\u202e"}, "title", "Enter a title"),
        ({"description": "x" * 50_001}, "description", "at most"),
        ({"languages": "Elvish"}, "languages", "“Elvish” is not a known language"),
        ({"precision": "second"}, "precision", "Choose one of these"),
        ({"date": ""}, "date", "Choose the date"),
        ({"date": "2027-02-30"}, "date", "year, month and day"),
        ({"date": "9999-12-31"}, "date", "from 1970 to 2037"),
        ({"date": "2037-12-31", "start": "23:30"}, "end", "from 1970 to 2037"),
        ({"start": ""}, "start", "Enter the start"),
        ({"start": "25:00"}, "start", "24-hour"),
        ({"start": "3 pm"}, "start", "24-hour"),
        ({"end": ""}, "end", "Enter the end"),
        ({"end": "16"}, "end", "such as 16:30"),
        ({"end": "0 min"}, "end", "such as 16:30"),
        ({"end": "999 h"}, "end", "such as 16:30"),
        ({"end": "14:00"}, "end", "after the start"),
        ({"end": "15:00"}, "end", "after the start"),
        ({"precision": "days"}, "first", "Choose the first day"),
        (
            {"precision": "days", "first": "2027-10-12", "last": "2027-10-11"},
            "last",
            "must not be before",
        ),
        ({"precision": "days", "first": "2038-01-01"}, "first", "from 1970 to 2037"),
        ({"precision": "month"}, "month", "Choose the month"),
        ({"precision": "month", "month": "13"}, "month", "Choose one of these"),
        ({"precision": "month", "month": "4", "year": "MMXXVII"}, "year", "four digits"),
        ({"precision": "month", "month": "4", "year": "2041"}, "year", "from 1970 to 2037"),
        ({"zone": "Mars/Olympus"}, "zone", "Choose a time zone"),
        ({"cities": "Geneva, Atlantis"}, "cities", "“Atlantis” is not a known city"),
        ({"cities": "Rome, Paris, London, Vienna, Bonn, Berlin, Suva, Lima, Oslo, Cairo, Doha, Seoul, Manila"}, "cities", "at most 12"),
        ({"format": "hologram"}, "format", "Choose one of these"),
        ({"place": "x" * 301}, "place", "at most"),
        ({"meeting_url": "javascript:alert(1)"}, "meeting_url", "Enter a web address"),
        ({"meeting_url": "https://user:pass@example.org/"}, "meeting_url", "Enter a web address"),
        ({"external_url": "//example.org"}, "external_url", "Enter a web address"),
        ({"capacity": "0"}, "capacity", "from 1 to 1000000"),
        ({"capacity": "-5"}, "capacity", "whole number"),
        ({"capacity": "9" * 40}, "capacity", "whole number"),
        ({"opens_on": "2027-01-01"}, "opens_time", "Enter a time too"),
        ({"closes_time": "12:00"}, "closes_on", "Choose a date too"),
        (
            {
                "opens_on": "2027-02-01",
                "opens_time": "09:00",
                "closes_on": "2027-01-01",
                "closes_time": "09:00",
            },
            "closes_on",
            "close after it opens",
        ),
        (
            {
                "opens_on": "2027-02-01",
                "opens_time": "09:00",
                "closes_on": "2027-02-01",
                "closes_time": "09:00",
            },
            "closes_on",
            "close after it opens",
        ),
        ({"notification_mode": "hourly"}, "notification_mode", "Choose one of these"),
        ({"contact_email": "amira@"}, "contact_email", "full e-mail address"),
    ],
)  # fmt: skip
def test_error_is_shown_at_its_field(write, values, field, words):
    answer = write(do="publish", **values)

    result = wrong(answer)
    assert answer.status_code == 422
    assert list(result) == [field]
    assert words in result[field]
    assert all_stored() == []
    assert 'value="Geneva' in answer.text or field == "cities"
    assert "Hello **you**" in answer.text or field == "description"


@pytest.mark.parametrize(
    ("values", "field", "offered"),
    [
        (
            {"date": "2027-10-31", "start": "02:30", "end": "45 min"},
            "start",
            ["start=2027-10-31T01:30", "start=2027-10-31T03:30"],
        ),
        (
            {"date": "2027-03-28", "start": "02:15", "end": "05:00"},
            "start",
            ["start=2027-03-28T01:15", "start=2027-03-28T03:15"],
        ),
        (
            {"date": "2027-10-31", "start": "01:00", "end": "02:30"},
            "end",
            ["end=2027-10-31T01:30", "end=2027-10-31T03:30"],
        ),
        (
            {"closes_on": "2026-10-25", "closes_time": "02:30"},
            "closes_time",
            ["closes=2026-10-25T01:30", "closes=2026-10-25T03:30"],
        ),
        (
            {"opens_on": "2027-03-28", "opens_time": "02:30"},
            "opens_time",
            ["opens=2027-03-28T01:30", "opens=2027-03-28T03:30"],
        ),
    ],
)
def test_skipped_or_repeated_time_suggests_neighbours(write, values, field, offered):
    answer = write(do="publish", **values)

    buttons = re.findall(r'<button[^>]* name="take" value="([^"]+)"', answer.text)
    assert answer.status_code == 422
    assert list(wrong(answer)) == [field]
    assert list(dict.fromkeys(buttons)) == offered
    assert all_stored() == []


@pytest.mark.parametrize(
    ("take", "shown"),
    [
        ("start=2027-10-31T03:30", ['value="2027-10-31"', 'value="03:30"', 'value="90 min"']),
        ("end=2027-10-31T03:30", ['value="2027-06-17"', 'value="03:30"']),
        ("closes=2027-10-31T03:30", ['value="2027-06-17"', 'value="2027-10-31"']),
    ],
)
def test_suggestion_fills_form_and_saves_nothing(write, take, shown):
    answer = write(do="publish", take=take)

    assert answer.status_code == 200
    assert [part for part in shown if part not in answer.text] == []
    assert all_stored() == []


def test_moving_start_moves_end_time(write):
    answer = write(end="16:30", take="move=2027-06-17T14:00")

    assert 'value="14:00"' in answer.text
    assert 'value="15:30"' in answer.text


@pytest.mark.parametrize(
    "take", ["", "start", "start=yesterday", "zone=2027-10-31T03:30", "=", "é=\0"]
)
def test_forged_suggestion_changes_nothing(write, take):
    answer = write(take=take)

    assert answer.status_code == 200
    assert 'value="2027-06-17"' in answer.text
    assert 'value="15:00"' in answer.text
    assert all_stored() == []


def test_redisplayed_text_is_escaped(write):
    hostile = '"><script>alert(1)</script>'
    fields = ("title", "description", "series", "languages", "cities", "place", "hosted_by")

    answer = write(
        **dict.fromkeys((*fields, "date", "start", "end", "zone", "capacity", "revision"), hostile)
    )

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "missing", ["precision", "zone", "format", "notification_mode", "revision", "cities"]
)
def test_missing_field_is_no_failure(write, missing):
    assert write(without=(missing,)).status_code in {303, 422}
