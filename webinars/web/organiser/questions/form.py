"""Form of one question: its text, type restrictions and condition."""

# The condition refers to one of the earlier questions, each with its own values; the number of these
# fields varies, so they are parsed here and not by the form class.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from webinars.errors import InvalidInputError
from webinars.questions.countries import countries, country_name
from webinars.questions.models import Question
from webinars.questions.question_spec import HELP_LENGTH, LABEL_LENGTH, QuestionSpec
from webinars.questions.question_types import CHOICE_TYPES, QuestionStage, QuestionType
from webinars.questions.validation import QuestionDetails
from webinars.security.text_input import clean_line, clean_text
from webinars.web.components.question_fields import choices_for
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import ChoiceField

STAGE_LABELS = {
    QuestionStage.AT_REGISTRATION: lazy_gettext("At registration"),
    QuestionStage.AFTER_APPROVAL: lazy_gettext("After approval"),
}
_LONGEST_CHOICES = 20_000
# Types for which only the presence of an answer can be tested.
_ANY_ANSWER = frozenset({QuestionType.FILE, QuestionType.CONSENT})


def stages_of(questions: Sequence[QuestionSpec]) -> list[tuple[str, str]]:
    """Return the stages in which one of the questions is asked, with their labels."""
    used = {question.stage for question in questions}
    return [(stage.value, str(label)) for stage, label in STAGE_LABELS.items() if stage in used]


@dataclass(frozen=True)
class Parent:
    """An earlier question that the condition may refer to, with its selected values.

    options are (value, label, is selected); if there are none, lines has one value per line.
    """

    id: int
    label: str
    type: QuestionType
    is_chosen: bool
    options: tuple[tuple[str, str, bool], ...]
    lines: str

    @property
    def takes_values(self) -> bool:
        """Tell whether the condition can name particular answers."""
        return self.type not in _ANY_ANSWER


@dataclass(frozen=True)
class Restrictions:
    """The parsed restrictions of a question: registration types, and condition."""

    type: QuestionType
    parents: Sequence[Parent]
    registration_types: Sequence[tuple[int, str, bool]]
    parent_id: int | None
    parent_values: tuple[str, ...]
    registration_type_ids: frozenset[int]

    @property
    def has_choices(self) -> bool:
        """Tell whether this type of question has choices."""
        return self.type in CHOICE_TYPES


def _line(text: str) -> str:
    return clean_line(text, longest=LABEL_LENGTH, least=1)


class QuestionForm(BaseForm):
    """Text, help and choices of a question."""

    seen = HiddenField()
    label = StringField(
        lazy_gettext("Question"),
        [
            CleanedBy(
                _line,
                required=True,
                messages={"required": lazy_gettext("Enter the question.")},
            )
        ],
    )
    help = TextAreaField(
        lazy_gettext("Help text"),
        [CleanedBy(lambda text: clean_text(text, longest=HELP_LENGTH), required=False)],
    )
    choices = TextAreaField(
        lazy_gettext("Choices"),
        [CleanedBy(lambda text: clean_text(text, longest=_LONGEST_CHOICES), required=False)],
    )
    required = BooleanField(lazy_gettext("Required"))
    sensitive = BooleanField(lazy_gettext("Sensitive"))
    stage = ChoiceField(lazy_gettext("Stage"), STAGE_LABELS, default=QuestionStage.AT_REGISTRATION)

    def definition(self, restrictions: Restrictions) -> QuestionDetails:
        """Return the question's definition."""
        return QuestionDetails(
            label=self.label.data or "",
            help=self.help.data or "",
            required=bool(self.required.data),
            sensitive=bool(self.sensitive.data),
            stage=self.stage.data or QuestionStage.AT_REGISTRATION,
            choices=tuple((self.choices.data or "").split("\n")),
            registration_type_ids=restrictions.registration_type_ids,
            parent_id=restrictions.parent_id,
            parent_values=restrictions.parent_values,
        )

    def add_error(self, error: InvalidInputError) -> list[tuple[str, str]]:
        """Add an error to its field; return it with its name if it belongs to no field of this class."""
        name = str(error.facts.get("field", ""))
        if name in self:
            add_error(self[name], error_sentence(error))
            return []
        return [(name or "parent", error_sentence(error))]


def parse_restrictions(
    sent: Any,
    question_type: QuestionType,
    before: Sequence[Question],
    registration_types: Mapping[int, str],
    *,
    stored: QuestionSpec | None = None,
) -> Restrictions:
    """Parse the submitted restrictions, or return the stored ones if nothing was submitted."""
    specs = [question.asked for question in before]
    parent_id: int | None = None
    values: dict[int, tuple[str, ...]] = {}
    registration_type_ids: frozenset[int] = frozenset()
    if sent:
        parent_id = _number(sent.get("parent", ""))
        values = {question.id: _values(sent, question) for question in specs}
        registration_type_ids = frozenset(
            map(int, filter(_number, sent.getlist("registration_type")))
        )
    elif stored is not None:
        parent_id, registration_type_ids = stored.parent_id, stored.registration_type_ids
        values = {parent_id: stored.parent_values} if parent_id else {}
    return Restrictions(
        type=question_type,
        parents=[_parent(question, parent_id, values.get(question.id, ())) for question in specs],
        registration_types=[
            (type_id, name, type_id in registration_type_ids)
            for type_id, name in registration_types.items()
        ],
        parent_id=parent_id,
        parent_values=values.get(parent_id, ()) if parent_id else (),
        registration_type_ids=registration_type_ids,
    )


def _parent(spec: QuestionSpec, parent_id: int | None, values: Sequence[str]) -> Parent:
    t = translator()
    writes = spec.question_type is QuestionType.COUNTRY or not choices_for(spec, t)
    options = () if writes else choices_for(spec, t)
    lines = [country_name(value, t) for value in values] if _is_country(spec) else values
    return Parent(
        id=spec.id,
        label=spec.label,
        type=spec.question_type,
        is_chosen=spec.id == parent_id,
        options=tuple((value, word, value in values) for value, word in options),
        lines="\n".join(lines),
    )


def _values(sent: Any, spec: QuestionSpec) -> tuple[str, ...]:
    lines = [line for text in sent.getlist(f"values-{spec.id}") for line in text.splitlines()]
    values = [line.strip() for line in lines if line.strip()]
    if _is_country(spec):
        codes = {name.casefold(): code for code, name in countries(translator())}
        values = [codes.get(value.casefold(), value.upper()) for value in values]
    return tuple(values)


def _is_country(spec: QuestionSpec) -> bool:
    return spec.question_type is QuestionType.COUNTRY


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None  # noqa: PLR2004 - figures of a row's number
