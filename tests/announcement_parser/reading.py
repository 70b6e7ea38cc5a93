"""How these tests read: on 1 June 2020, in Zurich, a line under a title."""

from datetime import date

from webinars.announcement_parser.parser import parse_announcement
from webinars.timezones.schedule import Days, Timed

TODAY = date(2020, 6, 1)
HOME = "Europe/Zurich"


def page(text, today=TODAY, zone=HOME):
    """Return the drafts of a whole text."""
    return parse_announcement(text, today=today, zone=zone)


def one(line, today=TODAY, zone=HOME):
    """Return the only draft of a line under a title."""
    (draft,) = parse_announcement(f"A title\n\n{line}", today=today, zone=zone)
    assert draft.title == "A title"
    return draft


def shown(when):
    """Return a value in one line, so that tables of examples can be read."""
    if isinstance(when, Timed):
        pattern = "%H:%M" if when.end.date() == when.start.date() else "%Y-%m-%d %H:%M"
        return f"{when.start:%Y-%m-%d %H:%M}-{when.end.strftime(pattern)} {when.zone}"
    if isinstance(when, Days):
        return f"{when.first} to {when.last} {when.zone}"
    return f"{when.year}-{when.month:02} {when.zone}"


def keys(cities):
    return " ".join(city.key for city in cities)


def asked(draft):
    """Return each question's code with its readings: value, cities and reason."""
    return {
        question.code: [(shown(r.when), r.reason) for r in question.readings]
        for question in draft.questions
    }
