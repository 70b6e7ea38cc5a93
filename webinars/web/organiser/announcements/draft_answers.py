"""Answers to the questions of drafts, as the form carries them, applied to a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from wtforms import HiddenField

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.resolution.questions import Reading
from webinars.i18n import Translator

MOST_ANSWERS = 12  # per draft; no text and no second reader raise more questions


class Answer(NamedTuple):
    """An answer: number of the draft, code of its question, reason of the chosen reading."""

    number: int
    code: str
    reason: str


@dataclass(frozen=True)
class AnsweredQuestion:
    """An answered question."""

    text: str
    answer: Answer
    line: str
    why: str

    @property
    def value(self) -> str:
        """Return the button value that withdraws the answer."""
        return f"{self.answer.number}:{self.answer.code}"


def parse_answers(text: str) -> list[Answer]:
    """Parse the answers carried by the form, ignoring invalid ones."""
    answers: list[Answer] = []
    for text_answer in text.split():
        number, _, rest = text_answer.partition(":")
        code, _, reason = rest.partition(":")
        if number.isascii() and number.isdecimal() and len(number) < len("1000") and reason:
            answers.append(Answer(int(number), code, reason))
    return answers


class AnswersField(HiddenField):
    """The answers that the form carries; data is a list of them."""

    data: list[Answer]  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted answers."""
        self.data = parse_answers(valuelist[0]) if valuelist else []


def apply_answers(
    draft: Draft, answers: Iterable[Answer], t: Translator
) -> tuple[Draft, tuple[AnsweredQuestion, ...], bool]:
    """Apply answers to a draft in order; return it, the answered questions, and if an answer has none."""
    answered: list[AnsweredQuestion] = []
    given = list(dict.fromkeys(answers))
    is_stale = len(given) > MOST_ANSWERS
    for answer in given[:MOST_ANSWERS]:
        chosen = _chosen(draft, answer)
        is_stale = is_stale or chosen is None
        if chosen is not None:
            line = messages.choice_text(chosen, t)
            why = messages.reason_text(answer.reason, t)
            answered.append(
                AnsweredQuestion(messages.question_text(answer.code, t), answer, line, why)
            )
            draft = draft.answer(answer.code, answer.reason)
    return draft, tuple(answered), is_stale


def _chosen(draft: Draft, answer: Answer) -> Reading | None:
    return next(
        (
            reading
            for question in draft.questions
            for reading in question.readings
            if (question.code, reading.reason) == (answer.code, answer.reason)
        ),
        None,
    )
