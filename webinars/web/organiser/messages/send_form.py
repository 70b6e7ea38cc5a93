"""Form that sends a message now, or schedules it at a time or relative to the event."""

from datetime import datetime
from typing import Literal

from flask_babel import lazy_gettext

from webinars.errors import InvalidInputError
from webinars.event_messages.models import Anchor, EventMessage
from webinars.event_messages.send_times import SendTime
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import (
    ChoiceField,
    ChoiceRadioField,
    ClockTimeField,
    DateField,
    HiddenNumberField,
    NumberField,
)
from webinars.web.organiser.settings.form import UNITS, unit_of

MOST_DAYS = 400
Side = Literal["before-start", "after-start", "after-end"]
SIDES: dict[Side, str] = {
    "before-start": lazy_gettext("before the start"),
    "after-start": lazy_gettext("after the start"),
    "after-end": lazy_gettext("after the end"),
}
FIXED, RELATIVE = "fixed", "relative"


class SendForm(BaseForm):
    """When a message leaves."""

    revision = HiddenNumberField(default=0)
    when = ChoiceRadioField(
        lazy_gettext("When?"),
        {
            RELATIVE: lazy_gettext("Relative to the event"),
            FIXED: lazy_gettext("At a date and time"),
        },
        default=RELATIVE,
    )
    amount = NumberField(lazy_gettext("Number"), most=MOST_DAYS * 24 * 60, least=0)
    unit = ChoiceField(
        lazy_gettext("Days, hours or minutes"), UNITS, required=True, default=24 * 60
    )
    side = ChoiceField(
        lazy_gettext("Before or after"), SIDES, required=True, default="before-start"
    )
    date = DateField(lazy_gettext("Date"))
    time = ClockTimeField(lazy_gettext("Time"))


def initial_times(message: EventMessage) -> dict[str, object]:
    """Return when a message is scheduled, by the names of the fields."""
    data: dict[str, object] = {"revision": message.revision}
    if message.anchor is Anchor.TIME and message.local_send_at is not None:
        local = message.local_send_at
        return data | {"when": FIXED, "date": local.date(), "time": local.time()}
    if message.anchor in {Anchor.START, Anchor.END}:
        minutes = abs(message.offset_minutes)
        unit = unit_of(minutes)
        return data | {
            "when": RELATIVE,
            "amount": minutes // unit,
            "unit": unit,
            "side": side_of(message),
        }
    return data


def side_of(message: EventMessage) -> Side:
    """Return on which side of the event a relative message leaves."""
    if message.anchor is Anchor.END:
        return "after-end"
    return "before-start" if message.offset_minutes < 0 else "after-start"


def parse_send_time(form: SendForm, timezone: str) -> SendTime | None:
    """Return the time of a validated form; None if it has errors, which its fields show."""
    if form.errors:
        return None
    if form.when.data == FIXED:
        for field in (form.date, form.time):
            if field.data is None:
                add_error(field, error_sentence(InvalidInputError("send-time-missing")))
        if form.date.data is None or form.time.data is None:
            return None
        local = datetime.combine(form.date.data, form.time.data)
        return SendTime(Anchor.TIME, local_send_at=local, timezone=timezone)
    minutes = (form.amount.data or 0) * (form.unit.data or 0)
    if form.amount.data is None:
        add_error(form.amount, error_sentence(InvalidInputError("send-time-missing")))
        return None
    if minutes > MOST_DAYS * 24 * 60:
        add_error(
            form.amount, error_sentence(InvalidInputError("send-time-too-far", days=MOST_DAYS))
        )
        return None
    anchor = Anchor.END if form.side.data == "after-end" else Anchor.START
    sign = -1 if form.side.data == "before-start" else 1
    return SendTime(anchor, offset_minutes=sign * minutes)
