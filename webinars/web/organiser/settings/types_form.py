"""Form of an event's registration types: a row for each, and a spare one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, HiddenField, SelectField, StringField

from webinars.errors import InvalidInputError
from webinars.events.models import Event, RegistrationType
from webinars.events.registration_types import MAX_TYPES, NAME_LENGTH, RegistrationTypeDetails
from webinars.events.rules import AttendanceMode, Format
from webinars.i18n import N_
from webinars.web.core.csrf import BaseForm
from webinars.web.core.forms import Clean
from webinars.web.core.locale import translator
from webinars.web.organiser.events import fields
from webinars.web.organiser.events.form import line_field

LEAST_ROWS = 2
PRESENCES = {
    AttendanceMode.AS_EVENT: lazy_gettext("As the event"),
    AttendanceMode.IN_PERSON: lazy_gettext("In person"),
    AttendanceMode.ONLINE: lazy_gettext("Online"),
}
_NAME = re.compile(r"(?:name|capacity|id)_([1-9]\d?)")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
# Suggested types for a hybrid event; not stored until they are saved.
_BOTH_WAYS = ((N_("In person"), AttendanceMode.IN_PERSON), (N_("Online"), AttendanceMode.ONLINE))


@dataclass(frozen=True)
class TypeRow:
    """The fields of one row; number counts from 1."""

    number: int
    id: Field
    name: Field
    attendance_mode: Any
    capacity: Field

    @property
    def is_filled(self) -> bool:
        """Tell whether the row describes a type, existing or new."""
        return bool(self.id.data or self.name.data or self.capacity.data)


class TypesForm(BaseForm):
    """Registration types of an event."""

    rows_there = 0
    revision = HiddenField(default="0")

    @property
    def rows(self) -> list[TypeRow]:
        """Return the rows in their order."""
        return [
            TypeRow(
                n, self[f"id_{n}"], self[f"name_{n}"], self[f"presence_{n}"], self[f"capacity_{n}"]
            )
            for n in range(1, self.rows_there + 1)
        ]

    def set_choices(self) -> "TypesForm":
        """Set the choices; only needed when the form is rendered."""
        for row in self.rows:
            row.attendance_mode.choices = [(mode.value, label) for mode, label in PRESENCES.items()]
        return self


def form_for(kinds: int, sent: Mapping[str, str]) -> type[TypesForm]:
    """Return the form class with a row for each stored or submitted type, and a spare one."""
    names = (_NAME.fullmatch(name) for name, value in sent.items() if value)
    last = max([kinds, *(int(name[1]) for name in names if name)])
    return _form_of(min(max(last + 1, LEAST_ROWS), MAX_TYPES + 1))


def initial_data(event: Event, kinds: Sequence[RegistrationType]) -> dict[str, Any]:
    """Return an event's types by the names of the form's fields."""
    shown: dict[str, Any] = {"revision": str(event.revision)}
    for number, kind in enumerate(kinds, 1):
        shown[f"id_{number}"] = str(kind.id)
        shown[f"name_{number}"] = kind.name
        shown[f"presence_{number}"] = kind.attendance_mode.value
        shown[f"capacity_{number}"] = str(kind.capacity or "")
    if not kinds and event.format is Format.HYBRID:
        for number, (name, attendance_mode) in enumerate(_BOTH_WAYS, 1):
            shown[f"name_{number}"] = translator()(name)
            shown[f"presence_{number}"] = attendance_mode.value
    return shown


def parse_row(row: TypeRow) -> RegistrationTypeDetails:
    """Convert a row without errors."""
    number = str(row.id.data or "")
    return RegistrationTypeDetails(
        name=row.name.data or "",
        attendance_mode=AttendanceMode(row.attendance_mode.data),
        capacity=int(row.capacity.data) if row.capacity.data else None,
        id=int(number) if _NUMBER.fullmatch(number) else None,
    )


def _capacity(text: str) -> str:
    return str(fields.number(text, fields.MOST_PLACES)) if text.strip() else ""


def _presence(text: str) -> str:
    if text not in list(AttendanceMode):
        raise InvalidInputError("not-a-choice")
    return text


@cache
def _form_of(rows: int) -> type[TypesForm]:
    fields: dict[str, object] = {"rows_there": rows}
    for number in range(1, rows + 1):
        fields[f"id_{number}"] = HiddenField()
        name = lazy_gettext("Name of type %(number)s", number=number)
        fields[f"name_{number}"] = line_field(name, NAME_LENGTH)
        fields[f"presence_{number}"] = SelectField(
            lazy_gettext("Attendance of type %(number)s", number=number),
            [Clean(_presence, needed=False)],
            validate_choice=False,
            default=AttendanceMode.AS_EVENT.value,
        )
        fields[f"capacity_{number}"] = StringField(
            lazy_gettext("Places of type %(number)s", number=number),
            [Clean(_capacity, needed=False)],
        )
    return type("TypesForm", (TypesForm,), fields)
