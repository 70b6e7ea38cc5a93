"""Form of an event's registration types: a row for each, and a spare one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field

from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event, RegistrationType
from webinars.events.settings.registration_types import (
    MAX_TYPES,
    NAME_LENGTH,
    RegistrationTypeDetails,
)
from webinars.i18n import N_
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import line_field
from webinars.web.organiser.fields import CapacityField, ChoiceField, HiddenNumberField

LEAST_ROWS = 2
ATTENDANCE_MODES = {
    AttendanceMode.AS_EVENT: lazy_gettext("Same as the event"),
    AttendanceMode.IN_PERSON: lazy_gettext("In person"),
    AttendanceMode.ONLINE: lazy_gettext("Online"),
}
_NAME = re.compile(r"(?:name|capacity|id)_([1-9]\d?)")
# Suggested types for a hybrid event; not stored until they are saved.
_BOTH_WAYS = ((N_("In person"), AttendanceMode.IN_PERSON), (N_("Online"), AttendanceMode.ONLINE))


@dataclass(frozen=True)
class TypeRow:
    """The fields of one row; number counts from 1."""

    number: int
    id: Any
    name: Field
    attendance_mode: Any
    capacity: Any

    @property
    def is_filled(self) -> bool:
        """Tell whether the row describes a type, existing or new."""
        return bool(self.id.data or self.name.data or not self.capacity.is_blank)


class TypesForm(BaseForm):
    """Registration types of an event."""

    rows_there = 0
    revision = HiddenNumberField(default=0)

    @property
    def rows(self) -> list[TypeRow]:
        """Return the rows in their order."""
        return [
            TypeRow(
                n,
                self[f"id_{n}"],
                self[f"name_{n}"],
                self[f"attendance_mode_{n}"],
                self[f"capacity_{n}"],
            )
            for n in range(1, self.rows_there + 1)
        ]


def form_for(stored_count: int, sent: Mapping[str, str]) -> type[TypesForm]:
    """Return the form class with a row for each stored or submitted type, and a spare one."""
    names = (_NAME.fullmatch(name) for name, value in sent.items() if value)
    last = max([stored_count, *(int(name[1]) for name in names if name)])
    return _form_of(min(max(last + 1, LEAST_ROWS), MAX_TYPES + 1))


def initial_data(event: Event, types: Sequence[RegistrationType]) -> dict[str, Any]:
    """Return an event's types by the names of the form's fields."""
    shown: dict[str, Any] = {"revision": event.revision}
    for number, registration_type in enumerate(types, 1):
        shown[f"id_{number}"] = registration_type.id
        shown[f"name_{number}"] = registration_type.name
        shown[f"attendance_mode_{number}"] = registration_type.attendance_mode
        shown[f"capacity_{number}"] = registration_type.capacity
    if not types and event.format is Format.HYBRID:
        for number, (name, attendance_mode) in enumerate(_BOTH_WAYS, 1):
            shown[f"name_{number}"] = translator()(name)
            shown[f"attendance_mode_{number}"] = attendance_mode
    return shown


def parse_row(row: TypeRow) -> RegistrationTypeDetails:
    """Convert a row without errors."""
    assert row.attendance_mode.data is not None  # noqa: S101 - it is invalid without a choice
    return RegistrationTypeDetails(
        name=row.name.data or "",
        attendance_mode=row.attendance_mode.data,
        capacity=row.capacity.data,
        id=row.id.data,
    )


def _form_of(rows: int) -> type[TypesForm]:
    fields: dict[str, object] = {"rows_there": rows}
    for number in range(1, rows + 1):
        fields[f"id_{number}"] = HiddenNumberField()
        name = lazy_gettext("Name of type %(number)s", number=number)
        fields[f"name_{number}"] = line_field(name, NAME_LENGTH)
        fields[f"attendance_mode_{number}"] = ChoiceField(
            lazy_gettext("Attendance of type %(number)s", number=number),
            ATTENDANCE_MODES,
            default=AttendanceMode.AS_EVENT,
        )
        fields[f"capacity_{number}"] = CapacityField(
            lazy_gettext("Number of places of type %(number)s", number=number)
        )
    return type("TypesForm", (TypesForm,), fields)
