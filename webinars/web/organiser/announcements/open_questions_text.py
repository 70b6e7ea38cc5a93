"""Notes and open questions of a parsed announcement, as sentences."""

from dataclasses import dataclass
from typing import Any

from webinars.announcement_parser import messages
from webinars.i18n import Translator


@dataclass(frozen=True)
class QuestionText:
    """An open question with its possible answers, each as the line it would give."""

    text: str
    readings: tuple[str, ...]


def notes(reading: dict[str, Any], t: Translator) -> tuple[str, ...]:
    """Return sentences on what was proposed, assumed and left out."""
    left_out = reading.get("left_out", ())
    asked = [question["code"] for question in reading.get("questions", ())]
    return messages.notes(
        reading.get("proposed", ()), reading.get("assumed", ()), t, left_out, asked
    )


def questions(reading: dict[str, Any], t: Translator) -> tuple[QuestionText, ...]:
    """Return the open questions."""
    return tuple(
        QuestionText(messages.question_text(asked["code"], t), tuple(asked["readings"]))
        for asked in reading.get("questions", ())
    )
