"""What the reader of an announcement made up, took for granted or could not decide, in words."""

from dataclasses import dataclass
from typing import Any

from webinars.wording import Wording, mark

_PROPOSED = {
    "title": mark("The title is proposed from the text."),
}
_ASSUMED = {
    "end": mark("The end is assumed: the text does not say it."),
    "year": mark("The year is assumed: the text does not say it."),
    "zone": mark("The time zone is assumed: the text does not say it."),
    "cities": mark("The cities are assumed: the text does not say them."),
}
_ASKED = {
    "day-or-month": mark("Which number is the day and which the month?"),
    "weekday-mismatch": mark("The weekday and the date do not agree. Which one holds?"),
    "no-such-day": mark("There is no such day. Which one is meant?"),
    "separate-days": mark("Is it one event on several days, or several events?"),
    "several-dates": mark("The text names more than one date. Which one is it?"),
    "daily-times": mark("Do the times hold for each day, or does it go on through the night?"),
    "times-disagree": mark("The times of two cities cannot be the same moment. Which one holds?"),
    "whose-date": mark("In which city is it that date?"),
    "several-zones": mark("The abbreviation of the time zone means several. Which one is it?"),
    "zone-not-in-force": mark("That time zone is not in force on that day. Which time is meant?"),
    "morning-or-afternoon": mark("Is it in the morning or in the afternoon?"),
    "which-midnight": mark("Does midnight begin or end that day?"),
    "local-time-skipped": mark("Clocks jump over that time on that day. Which one is meant?"),
    "local-time-twice": mark("Clocks show that time twice on that day. Which one is meant?"),
}
_OTHER = mark("Something in the text has more than one meaning. Which one is it?")


@dataclass(frozen=True)
class Question:
    """What is asked, and the possible answers, each as the line it would give."""

    asked: str
    readings: tuple[str, ...]


def notes(reading: dict[str, Any], w: Wording) -> tuple[str, ...]:
    """Return what was proposed and assumed, one sentence each."""
    said = [_PROPOSED.get(what, "") for what in sorted(reading.get("proposed", ()))]
    said += [_ASSUMED.get(what, "") for what in sorted(reading.get("assumed", ()))]
    return tuple(w(sentence) for sentence in said if sentence)


def questions(reading: dict[str, Any], w: Wording) -> tuple[Question, ...]:
    """Return the questions that are open."""
    return tuple(
        Question(
            w(_ASKED.get(asked["code"], _OTHER)),
            tuple(asked["readings"]),
        )
        for asked in reading.get("questions", ())
    )
