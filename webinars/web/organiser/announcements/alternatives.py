"""What the reader of an announcement made up, took for granted or could not decide, in words."""

from dataclasses import dataclass
from typing import Any

from webinars.announcement_parser import messages
from webinars.i18n import Translator


@dataclass(frozen=True)
class Question:
    """What is asked, and the possible answers, each as the line it would give."""

    asked: str
    readings: tuple[str, ...]


def notes(reading: dict[str, Any], t: Translator) -> tuple[str, ...]:
    """Return what was proposed, assumed and left out, one sentence each."""
    left_out = reading.get("left_out", ())
    return messages.notes(reading.get("proposed", ()), reading.get("assumed", ()), t, left_out)


def questions(reading: dict[str, Any], t: Translator) -> tuple[Question, ...]:
    """Return the questions that are open."""
    return tuple(
        Question(messages.asked(asked["code"], t), tuple(asked["readings"]))
        for asked in reading.get("questions", ())
    )
