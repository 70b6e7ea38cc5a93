"""Edit conflicts: differences between the saved version and a submitted form, field by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectFieldBase

from webinars.timezones import formatting, zones
from webinars.timezones.schedule import Precision
from webinars.web.core.csrf import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import EventForm

# Fields that only one precision uses.
ASKED = {
    Precision.TIME: ("date", "start", "end"),
    Precision.DAYS: ("first", "last"),
    Precision.MONTH: ("month", "year"),
}

UNSEEN = frozenset({"revision", "length"})  # hidden fields


@dataclass(frozen=True)
class Difference:
    """A field with its label, the saved value and the submitted value."""

    id: str
    label: str
    theirs: str
    yours: str


def event_differences(
    form: EventForm, theirs: Mapping[str, Any], *, same_time: bool
) -> tuple[Difference, ...]:
    """Return the fields in which an event's form differs from the saved event, in the form's order.

    The same time in another notation is not a difference.
    """
    named = set() if same_time else {form.precision.data, theirs["precision"]}
    return field_differences(
        form,
        theirs,
        idle={name for kind, names in ASKED.items() if kind not in named for name in names},
    )


def field_differences(
    form: BaseForm, theirs: Mapping[str, Any], idle: Collection[str] = ()
) -> tuple[Difference, ...]:
    """Return the fields in which a form differs from saved values, except those in idle."""
    return tuple(
        Difference(
            item.id, str(item.label.text), _in_words(item, theirs[name]), _in_words(item, item.data)
        )
        for name, item in form._fields.items()
        if name in theirs and name not in UNSEEN and name not in idle
        if _plain(item.data) != _plain(theirs[name])
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | list) else str(value or "").strip()


def _in_words(item: Field, value: Any) -> str:
    if isinstance(item, BooleanField):
        return _("yes") if value else _("no")
    if item.short_name == "zone" and str(value) in zones.NAMES:
        return formatting.zone_name(str(value), translator())
    if isinstance(item, SelectFieldBase):
        values = value if isinstance(value, list) else [value]
        words = [str(option.label.text) for option in item if option.data in values]
        return ", ".join(words) or "–"
    return str(value or "–")
