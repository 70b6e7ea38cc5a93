"""Edit conflicts: differences between the saved version and a submitted form, field by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectField

from webinars.timezones import formatting, zones
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import SCHEDULE_FIELDS, EventForm
from webinars.web.organiser.fields import ParsedField

HIDDEN_FIELDS = frozenset({"revision", "length"})


@dataclass(frozen=True)
class Difference:
    """A field with its label, the saved value and the submitted value.

    id is empty if the form does not show it any more.
    """

    id: str
    label: str
    theirs: str
    yours: str


def event_differences(
    form: EventForm, theirs: Mapping[str, Any], *, same_time: bool
) -> tuple[Difference, ...]:
    """Return the fields in which an event's form differs from the saved event, in the form's order.

    The same value in another notation is not a difference.
    """
    used = set() if same_time else {form.precision.data, theirs["precision"]}
    return field_differences(
        form,
        theirs,
        unused={
            name
            for precision, names in SCHEDULE_FIELDS.items()
            if precision not in used
            for name in names
        },
    )


def field_differences(
    form: BaseForm, theirs: Mapping[str, Any], unused: Collection[str] = ()
) -> tuple[Difference, ...]:
    """Return the fields in which a form differs from saved values, except the unused ones."""
    return tuple(
        Difference(
            field.id,
            str(field.label.text),
            _value_text(field, theirs[name]),
            _value_text(field, field.data),
        )
        for name, field in form._fields.items()
        if name in theirs and name not in HIDDEN_FIELDS and name not in unused
        if _comparable(field.data) != _comparable(theirs[name])
    )


def _comparable(value: Any) -> Any:
    """Return a value such that blank ones are equal, whether missing or empty."""
    if isinstance(value, str):
        value = value.strip()
    return None if value in ("", [], ()) else value


def _value_text(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if value else _("no")
    if field.short_name == "zone" and str(value) in zones.NAMES:
        return formatting.zone_name(str(value), translator())
    if isinstance(field, SelectField):
        values = value if isinstance(value, list) else [value]
        labels = [str(option.label.text) for option in field if field.coerce(option.data) in values]
        return ", ".join(labels) or "–"
    if isinstance(field, ParsedField):
        return "–" if value is None else field.format_value(value) or "–"
    return str(value or "–")
