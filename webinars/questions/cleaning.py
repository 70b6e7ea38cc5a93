"""Turns what was given into answers that can be kept, or says what is wrong; decisions on plain values."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from webinars.errors import InvalidInputError
from webinars.files.validation import clean_name, kind_of
from webinars.questions.countries import CODES
from webinars.questions.rules import (
    LINE_LENGTH,
    NO,
    TEXT_LENGTH,
    YES,
    Answers,
    Asked,
    Given,
    QuestionKind,
    Upload,
    shown,
)
from webinars.security.text import clean_line, clean_text

# Spaces and apostrophes set off thousands, a comma or a point the rest; figures are those of any script.
_NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?", re.ASCII)
_SET_OFF = re.compile("[ \u00a0\u202f'’_]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def settle(
    questions: Iterable[Asked],
    given: Answers,
    kind_id: int | None,
    *,
    demand: bool = True,
) -> tuple[dict[int, Given], dict[int, InvalidInputError]]:
    """Return the clean answers that are kept, and what is wrong, both by question.

    Only what is shown is kept or found wrong: an answer to a hidden question is dropped unread. demand says
    whether required answers are demanded.
    """
    asked = list(questions)
    kept: dict[int, Given] = {}
    wrong: dict[int, InvalidInputError] = {}
    for each in asked:
        try:
            kept[each.id] = clean(each, given.get(each.id, ""))
        except InvalidInputError as error:
            wrong[each.id] = error
    visible = shown(asked, kept, kind_id)
    for each in visible:
        if demand and each.required and each.id not in wrong and not kept[each.id]:
            wrong[each.id] = _missing(each)
    ids = {each.id for each in visible}
    return (
        {number: value for number, value in kept.items() if number in ids and value},
        {number: error for number, error in wrong.items() if number in ids},
    )


def clean(question: Asked, given: Given) -> Given:
    """Return an answer as it is kept; an empty text or list is none. What is clean already stays as it is.

    Raises:
        InvalidInputError: "not-a-choice", "answer-not-a-number", "not-a-date", those of
            files.validation.kind_of,
            and those of security.text.
    """
    if question.kind is QuestionKind.SEVERAL:
        return _several(question, given)
    if question.kind is QuestionKind.FILE:
        return _file(given)
    if not isinstance(given, str):
        given = given[0] if isinstance(given, list) and given else ""
    if question.kind is QuestionKind.LONG_TEXT:
        return clean_text(given, longest=TEXT_LENGTH)
    said = clean_line(given, longest=LINE_LENGTH)
    return _READ[question.kind](question, said) if said else ""


def _missing(question: Asked) -> InvalidInputError:
    if question.kind is QuestionKind.CONSENT:
        return InvalidInputError("consent-needed")
    return InvalidInputError("answer-needed")


def _several(question: Asked, given: Given) -> list[str]:
    chosen = {given} if isinstance(given, str) else set(given if isinstance(given, list) else ())
    if not chosen - {""} <= set(question.choices):
        raise InvalidInputError("not-a-choice")
    return [each for each in question.choices if each in chosen]


def _file(given: Given) -> Given:
    if not isinstance(given, Upload):
        return ""
    if given.stored_id is None:
        kind_of(given.name, given.body)
    return Upload(clean_name(given.name), given.body, given.stored_id)


def _one_of(choices: Iterable[str]) -> Callable[[Asked, str], str]:
    known = frozenset(choices)

    def read(_question: Asked, said: str) -> str:
        if said not in known:
            raise InvalidInputError("not-a-choice")
        return said

    return read


def _single(question: Asked, said: str) -> str:
    return _one_of(question.choices)(question, said)


def _number(_question: Asked, said: str) -> str:
    figures = "".join(str(unicodedata.decimal(sign, sign)) for sign in _SET_OFF.sub("", said))
    plain = figures.translate({0x2212: "-", 0x066B: "."})
    if not _NUMBER.fullmatch(plain):
        raise InvalidInputError("answer-not-a-number")
    number = Decimal(plain.replace(",", "."))
    return f"{number.normalize():f}" if number else "0"


def _date(_question: Asked, said: str) -> str:
    try:
        # From Python 3.11 on, fromisoformat alone would take weeks and bare figures too.
        return date.fromisoformat(said if _DATE.fullmatch(said) else "").isoformat()
    except ValueError as error:
        raise InvalidInputError("not-a-date") from error


_READ: dict[QuestionKind, Callable[[Asked, str], str]] = {
    QuestionKind.TEXT: lambda _question, said: said,
    QuestionKind.SINGLE: _single,
    QuestionKind.YES_NO: _one_of((YES, NO)),
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.COUNTRY: _one_of(CODES),
    QuestionKind.CONSENT: _one_of((YES,)),
}
