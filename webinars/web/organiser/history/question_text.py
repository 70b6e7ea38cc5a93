"""Revisions of a form question as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from webinars.i18n import N_
from webinars.localized_text import from_stored
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
    choice_text,
    number_text,
    plain_text,
)
from webinars.web.organiser.messages.audience_fields import type_names
from webinars.web.organiser.questions.form import STAGE_LABELS
from webinars.web.organiser.questions.views import TYPE_LABELS


def headline(change: RecordedRevision) -> str:
    """Return what happened to the question, to be translated."""
    if change.is_new:
        return N_("Question added")
    if change.is_removed:
        return N_("Question removed")
    return (
        N_("Question moved") if change.previous.keys() == {"position"} else N_("Question changed")
    )


def name_of(change: RecordedRevision, reader: Reader) -> str:
    """Return the text of the question."""
    return reader.t.text(from_stored((change.values or change.previous)["label"]))


def changes_of(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the fields that changed; of a new question its type, of a removed one nothing."""
    if change.is_removed:
        return []
    names = {"question_type"} if change.is_new else FIELDS.keys()
    fields = {name: entry for name, entry in FIELDS.items() if name in names}
    before, after = (_with_condition(side) for side in (change.before, change.values))
    return changed_fields(before, after, fields, reader)


def _with_condition(side: Mapping[str, Any]) -> Mapping[str, Any]:
    if not side:
        return side
    return {**side, "condition": [side["parent_id"], side["parent_values"]]}


def _condition_text(condition: Sequence[Any], reader: Reader) -> str:
    parent_id, values = condition
    if parent_id is None:
        return NOTHING
    label = reader.t.text(reader.questions.get(parent_id, NOTHING))
    return f"{label}: {', '.join(values)}" if values else label


def _types_text(ids: Sequence[int], reader: Reader) -> str:
    names = (type_names(reader.own_event).get(one, NOTHING) for one in ids)
    return ", ".join(names) if ids else reader.t("All types")


def _choices_text(choices: Sequence[str], reader: Reader) -> str:
    return "\n".join(plain_text(one, reader) for one in choices) or NOTHING


# By the names of QuestionDetails; parent and values are one condition.
FIELDS: dict[str, tuple[str, Text]] = {
    "question_type": (N_("Type of answer"), choice_text(TYPE_LABELS)),
    "position": (N_("Position"), number_text),
    "label": (N_("Question"), plain_text),
    "help": (N_("Help text"), plain_text),
    "required": (N_("Required"), boolean_text),
    "sensitive": (N_("Sensitive"), boolean_text),
    "stage": (N_("Stage"), choice_text(STAGE_LABELS)),
    "choices": (N_("Choices"), _choices_text),
    "registration_type_ids": (N_("Registration types"), _types_text),
    "condition": (N_("Asked only after"), _condition_text),
}
