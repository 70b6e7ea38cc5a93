"""Helpers: parse announcements on 1 June 2020 in Zurich, and format the results for tables."""

from datetime import date

from webinars.announcement_parser.parser import parse_announcement
from webinars.timezones.schedule import Days, Timed

TODAY = date(2020, 6, 1)
HOME = "Europe/Zurich"


def parse(text, today=TODAY, zone=HOME):
    """Return the drafts of a text."""
    return parse_announcement(text, today=today, zone=zone)


def parse_line(line, today=TODAY, zone=HOME):
    """Return the draft of a line under a title."""
    (draft,) = parse_announcement(f"A title\n\n{line}", today=today, zone=zone)
    assert draft.title == "A title"
    return draft


def format_when(when):
    """Format a value in one line."""
    if isinstance(when, Timed):
        pattern = "%H:%M" if when.end.date() == when.start.date() else "%Y-%m-%d %H:%M"
        return f"{when.start:%Y-%m-%d %H:%M}-{when.end.strftime(pattern)} {when.timezone}"
    if isinstance(when, Days):
        return f"{when.first} to {when.last} {when.timezone}"
    return f"{when.year}-{when.month:02} {when.timezone}"


def other_questions(draft):
    """Return the codes of the questions of a draft but that about a zone of which its text shows nothing."""
    return [question.code for question in draft.questions if question.code != "zone-not-stated"]


def city_keys(cities):
    return " ".join(city.key for city in cities)


def question_readings(draft):
    """Return value and reason of the readings, by question code."""
    return {
        question.code: [(format_when(r.when), r.reason) for r in question.readings]
        for question in draft.questions
    }
