"""What an event asks, as part of a form: read from what was sent, looked at, and shown with what is wrong."""

# Without scripts every question is shown, with the words "only if"; the answers decide which of them count.

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webinars.errors import WebinarsError
from webinars.files.validation import FILE_TYPES, MAX_BYTES
from webinars.i18n import N_, Translator
from webinars.questions import queries
from webinars.questions.countries import countries, country_name
from webinars.questions.rules import (
    CHOICE_TYPES,
    YES,
    Answers,
    AnswerValue,
    QuestionSpec,
    QuestionType,
    Upload,
    questions_for_type,
    texts_of,
)
from webinars.questions.validation import validate_answers
from webinars.security.text import has_control
from webinars.web.core.errors import sentence
from webinars.web.core.locale import translator
from webinars.web.core.uploads import MOST_SENT

# With more choices than these a list is shorter than the choices themselves.
MOST_RADIOS = 7
MEBIBYTE = 1024 * 1024
FILES_FULL = "file-quota-exceeded"
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))


@dataclass(frozen=True)
class Field:
    """One question as the form shows it.

    only_if says in words when it counts; condition says it to the script. choices are values with their
    words; said is what was answered. kept_name and kept_url are those of a file that is kept already.
    """

    name: str
    asked: QuestionSpec
    choices: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    error: str
    only_if: str
    condition: Mapping[str, Any]
    kept_name: str
    kept_url: str
    endings: ClassVar[str] = ", ".join(f".{ending}" for ending in FILE_TYPES)
    megabytes: ClassVar[int] = MAX_BYTES // MEBIBYTE
    # What is typed beside them has the last one.
    megabytes_together: ClassVar[int] = MOST_SENT // MEBIBYTE - 1

    @property
    def as_list(self) -> bool:
        """Tell whether the choices stand in a list that opens."""
        is_long = self.asked.kind is QuestionType.SINGLE and len(self.choices) > MOST_RADIOS
        return is_long or self.asked.kind is QuestionType.COUNTRY

    @property
    def in_group(self) -> bool:
        """Tell whether it is several buttons or boxes under one heading."""
        return bool(self.choices) and not self.as_list

    @property
    def text(self) -> str:
        """Return what was answered in one text."""
        return self.said[0] if self.said else ""


@dataclass(frozen=True)
class Asking:
    """What an event asks of one person, with what they said; urls are those of files that are kept."""

    questions: Sequence[QuestionSpec]
    kinds: Mapping[int, str] = field(default_factory=dict)
    said: Answers = field(default_factory=dict)
    wrong: Mapping[int, WebinarsError] = field(default_factory=dict)
    given: Answers = field(default_factory=dict)
    urls: Mapping[int, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        """Return the questions as the form shows them."""
        t = translator()
        by_id = {each.id: each for each in self.questions}
        return [self._field(each, by_id, t) for each in self.questions]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return what is wrong, in the order of the questions: where, and a sentence that says with which."""
        t = translator()
        return [
            (each.name, t("“%(question)s”: %(wrong)s", question=each.asked.label, wrong=each.error))
            for each in self.fields
            if each.error
        ]

    @property
    def codes(self) -> dict[int, str]:
        """Return the code of what is wrong by question."""
        return {number: error.code for number, error in self.wrong.items()}

    @property
    def size(self) -> int:
        """Return how many octets of files were sent."""
        return sum(len(each.body) for each in self.given.values() if isinstance(each, Upload))

    @property
    def takes_files(self) -> bool:
        """Tell whether the form has to be able to carry files."""
        return any(each.kind is QuestionType.FILE for each in self.questions)

    def _field(
        self, asked: QuestionSpec, by_id: Mapping[int, QuestionSpec], t: Translator
    ) -> Field:
        said = self.said.get(asked.id, "")
        kept = said if isinstance(said, Upload) and said.stored_id is not None else None
        return Field(
            name=name_of(asked.id),
            asked=asked,
            choices=choices_of(asked, t),
            said=tuple(_showable(each) for each in texts_of(said)),
            error=self._error(asked, said),
            only_if=only_if(asked, by_id, self.kinds, t),
            condition=_condition(asked),
            kept_name=kept.name if kept else "",
            kept_url=self.urls.get(asked.id, "") if kept else "",
        )

    def _error(self, asked: QuestionSpec, said: AnswerValue) -> str:
        if asked.id in self.wrong:
            return sentence(self.wrong[asked.id])
        if self.given and isinstance(said, Upload) and said.stored_id is None:
            return _(
                "Choose “%(name)s” once more: a file is kept only when all else is right.",
                name=said.name,
            )
        return ""


def asking(session: Session, event_id: int, **said: Any) -> Asking:
    """Return what an event asks, in two statements at most."""
    return _asking(_asked(session, event_id), session, event_id, **said)


def asking_of(
    session: Session, event_id: int, registration_type_id: int | None, **said: Any
) -> Asking:
    """Return what an event asks of somebody whose kind of registration is settled."""
    return Asking(_for_type(_asked(session, event_id), registration_type_id), **said)


def questions_with_answers(
    session: Session,
    event_id: int,
    registration_type_id: int | None,
    *,
    before: Answers | None = None,
    urls: Mapping[int, str] | None = None,
    is_settled: bool = False,
    demand: bool = True,
    refusal: WebinarsError | None = None,
) -> Asking:
    """Return what an event asks with what the request answers, beside what was answered before.

    is_settled: the kind of registration is not chosen in the form, so that questions of others are not in it.
    refusal: what kept it from being taken; what speaks of files is said at each that was sent.
    """
    asked = _asked(session, event_id)
    asked = _for_type(asked, registration_type_id) if is_settled else asked
    given = read(asked)
    said = {**(before or {}), **given}
    _kept, settled = validate_answers(asked, said, registration_type_id, demand=demand)
    wrong: dict[int, WebinarsError] = dict(settled)
    if refusal is not None and refusal.code == FILES_FULL:
        wrong |= {number: refusal for number, each in given.items() if isinstance(each, Upload)}
    return _asking(asked, session, event_id, said=said, wrong=wrong, given=given, urls=urls or {})


def _asking(asked: Sequence[QuestionSpec], session: Session, event_id: int, **said: Any) -> Asking:
    some = any(each.registration_type_ids for each in asked)
    return Asking(asked, queries.type_names(session, event_id) if some else {}, **said)


def _asked(session: Session, event_id: int) -> list[QuestionSpec]:
    return [each.asked for each in queries.questions_of(session, event_id)]


def _for_type(
    asked: Sequence[QuestionSpec], registration_type_id: int | None
) -> list[QuestionSpec]:
    """Return what is asked of a kind as if it were asked of everybody: nothing is left to say of kinds."""
    return [
        replace(each, registration_type_ids=frozenset())
        for each in questions_for_type(asked, registration_type_id)
    ]


def read(questions: Iterable[QuestionSpec]) -> dict[int, AnswerValue]:
    """Return what the request says to each question; a file that was not chosen says nothing."""
    given: dict[int, AnswerValue] = {}
    for each in questions:
        name = name_of(each.id)
        if each.kind is QuestionType.SEVERAL:
            given[each.id] = request.form.getlist(name)
        elif each.kind is not QuestionType.FILE:
            given[each.id] = request.form.get(name, "")
        elif (sent := request.files.get(name)) is not None and sent.filename:
            # A form that is shown again is read again. One byte more than is taken tells that it is too much.
            sent.stream.seek(0)
            given[each.id] = Upload(sent.filename, sent.stream.read(MAX_BYTES + 1))
        elif f"{name}-drop" in request.form:
            given[each.id] = ""
    return given


def name_of(question_id: int) -> str:
    """Return the name of a question's field."""
    return f"q-{question_id}"


def choices_of(asked: QuestionSpec, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return the values that can be chosen, each with its words; empty where an answer is written."""
    if asked.kind in CHOICE_TYPES:
        return tuple((each, each) for each in asked.choices)
    if asked.kind is QuestionType.YES_NO:
        return tuple((value, t(word)) for value, word in YES_NO)
    return countries(t) if asked.kind is QuestionType.COUNTRY else ()


def in_words(kind: QuestionType, texts: Iterable[str], t: Translator) -> str:
    """Return an answer as people read it."""
    return "; ".join(_in_words(kind, each, t) for each in texts)


def only_if(
    asked: QuestionSpec, by_id: Mapping[int, QuestionSpec], kinds: Mapping[int, str], t: Translator
) -> str:
    """Return when a question counts, in words; empty if always."""
    said = []
    if asked.registration_type_ids:
        names = [kinds[number] for number in sorted(asked.registration_type_ids) if number in kinds]
        said.append(_("Only for: %(types)s.", types=", ".join(names)))
    parent = by_id.get(asked.parent_id) if asked.parent_id is not None else None
    if parent is not None and asked.parent_values:
        values = " / ".join(f"“{_in_words(parent.kind, each, t)}”" for each in asked.parent_values)
        said.append(
            _("Only if you answer “%(label)s” with %(values)s.", label=parent.label, values=values)
        )
    elif parent is not None:
        said.append(_("Only if you answer “%(label)s”.", label=parent.label))
    return " ".join(said)


def _showable(text: str) -> str:
    return "".join(sign for sign in text if sign in "\r\n\t" or not has_control(sign))


def _in_words(kind: QuestionType, text: str, t: Translator) -> str:
    if kind is QuestionType.COUNTRY:
        return country_name(text, t)
    if kind is QuestionType.CONSENT:
        return t("Agreed") if text == YES else text
    return t(dict(YES_NO).get(text, text)) if kind is QuestionType.YES_NO else text


def _condition(asked: QuestionSpec) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if asked.registration_type_ids:
        said["data-types"] = json.dumps(sorted(map(str, asked.registration_type_ids)))
    if asked.parent_id is not None:
        said["data-if"] = name_of(asked.parent_id)
        said["data-values"] = json.dumps(asked.parent_values, ensure_ascii=False)
    return said
