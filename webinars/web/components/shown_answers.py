"""What a form with questions showed: which questions, and digests of their stored answers."""

# A form may be older than a question, than the approval, or than an answer that somebody else has given.

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping

from flask import request

from webinars.errors import InvalidInputError
from webinars.questions.question_spec import Answers, AnswerValue, QuestionSpec, texts_of
from webinars.questions.validation import clean_answer

SHOWN_FIELD = "questions-shown"


def shown_text(questions: Iterable[QuestionSpec], stored: Answers) -> str:
    """Return what a form says about its questions: pairs of id and digest of the stored answer."""
    return " ".join(f"{one.id}:{_digest(stored.get(one.id, ''))}" for one in questions)


def shown_digests(questions: Collection[QuestionSpec]) -> Mapping[int, str] | None:
    """Return by id the digests of the submitted form; None if it does not say which questions it showed."""
    shown = request.form.get(SHOWN_FIELD)
    if shown is None:
        return None
    pairs = dict(one.partition(":")[::2] for one in shown.split())
    return {one.id: pairs[str(one.id)] for one in questions if str(one.id) in pairs}


def older_answers(
    questions: Iterable[QuestionSpec], submitted: Answers, shown: Mapping[int, str], stored: Answers
) -> list[int]:
    """Return the questions whose submitted answers are what the form showed, not what is stored now."""
    return [
        one.id
        for one in questions
        if one.id in submitted
        and shown.get(one.id, "") not in {"", _digest(stored.get(one.id, ""))}
        and _is_as_shown(one, submitted[one.id], shown[one.id])
    ]


def _is_as_shown(question: QuestionSpec, submitted: AnswerValue, shown: str) -> bool:
    try:
        return _digest(clean_answer(question, submitted)) == shown
    except InvalidInputError:
        return False


def _digest(answer: AnswerValue) -> str:
    return hashlib.sha256(json.dumps(texts_of(answer)).encode()).hexdigest()[:8]
