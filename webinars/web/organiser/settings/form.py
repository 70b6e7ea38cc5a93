"""Form of an event's registration settings."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import BooleanField

from webinars.errors import InvalidInputError
from webinars.events.enums import AccessMode, WaitingList
from webinars.events.models import Event
from webinars.events.settings.registration_settings import (
    DAY,
    EARLIEST_REMINDER,
    HOUR,
    MAX_BEFORE_START,
    MAX_HOURS,
    MAX_REMINDERS,
    SOONEST_REMINDER,
    RegistrationSettings,
    settings_of,
)
from webinars.events.settings.retention_period import RETENTION_CHOICES
from webinars.web.components.retention_text import period_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import (
    ChoiceField,
    ChoiceRadioField,
    DomainListField,
    HiddenNumberField,
    MinutesListField,
    NumberField,
)

MOST_DIGITS = 6
DOMAINS_LENGTH = 10_000
WEEK = 7 * DAY

ACCESS_MODES = {
    AccessMode.OPEN: lazy_gettext("Everyone"),
    AccessMode.INVITED: lazy_gettext("Invited people"),
    AccessMode.SECRET_LINK: lazy_gettext("People with the secret link"),
}
WAITING_LISTS = {
    WaitingList.OFFERS: lazy_gettext("Offered to the next person"),
    WaitingList.AT_ONCE: lazy_gettext("Given to the next person at once"),
    WaitingList.BY_HAND: lazy_gettext("Kept free until I choose someone"),
}
UNITS = {DAY: lazy_gettext("days"), HOUR: lazy_gettext("hours"), 1: lazy_gettext("minutes")}
# Reminders offered as checkboxes, in addition to those that the event has.
REMINDERS = (WEEK, 2 * DAY, DAY, 3 * HOUR, HOUR, 15)


def duration_label(minutes: int) -> str:
    """Format minutes in the largest unit that divides them: 90 is "90 minutes", 120 "2 hours"."""
    unit = unit_of(minutes)
    number = minutes // unit
    if unit == DAY:
        return ngettext("%(num)s day", "%(num)s days", number)
    if unit == HOUR:
        return ngettext("%(num)s hour", "%(num)s hours", number)
    return ngettext("%(num)s minute", "%(num)s minutes", number)


def unit_of(minutes: int) -> int:
    """Return the largest unit, in minutes, that divides a duration."""
    return next(unit for unit in UNITS if minutes % unit == 0 and (minutes or unit == HOUR))


def _unit(default: int) -> ChoiceField[int]:
    label = lazy_gettext("Days, hours or minutes")
    return ChoiceField(label, UNITS, required=True, default=default)


def _amount(label: str) -> NumberField:
    return NumberField(label, most=10**MOST_DIGITS, least=0)


class RegistrationSettingsForm(BaseForm):
    """Who can register, when, and what happens automatically."""

    revision = HiddenNumberField(default=0)
    access_mode = ChoiceRadioField(lazy_gettext("Who can register?"), ACCESS_MODES, required=True)
    domains = DomainListField(
        lazy_gettext("Only e-mail addresses from these domains"), longest=DOMAINS_LENGTH
    )
    requires_approval = BooleanField(lazy_gettext("I approve each registration"))
    accepts_delegations = BooleanField(lazy_gettext("Delegations can name several people"))
    invites_by_calendar = BooleanField(lazy_gettext("Invited people can accept in their calendar"))
    opens_before = _amount(lazy_gettext("Opens before the start"))
    opens_unit = _unit(DAY)
    closes_before = _amount(lazy_gettext("Closes before the start"))
    closes_unit = _unit(HOUR)
    waiting_list = ChoiceRadioField(
        lazy_gettext("A place that becomes available is"), WAITING_LISTS, required=True
    )
    offer_hours = NumberField(lazy_gettext("Hours to accept an offer"), most=MAX_HOURS)
    verification_hours = NumberField(
        lazy_gettext("Hours to confirm the e-mail address"), most=MAX_HOURS
    )
    reminders = MinutesListField(lazy_gettext("Reminders"))
    other_reminder = _amount(lazy_gettext("Another reminder"))
    other_unit = _unit(HOUR)
    retention_days = ChoiceField(
        lazy_gettext("Delete personal data after the event"),
        RETENTION_CHOICES,
        required=True,
        default=RegistrationSettings.retention_days,
    )
    accepts_comments = BooleanField(lazy_gettext("Visitors can ask questions on the event’s page"))

    def set_choices(self, existing: Iterable[int]) -> "RegistrationSettingsForm":
        """Set the choices of reminders and periods; existing are the reminders that the event has."""
        every = sorted({*REMINDERS, *existing, *(self.reminders.data or ())}, reverse=True)
        self.reminders.choices = [
            (str(minutes), duration_label(minutes)) for minutes in every if minutes
        ]
        self.retention_days.choices = [
            (str(days), _("%(period)s after the end", period=period_text(days)))
            for days in RETENTION_CHOICES
        ]
        return self


def parse_settings(form: RegistrationSettingsForm) -> RegistrationSettings | None:
    """Convert a validated form to settings; return None if it has errors."""
    opens = _minutes_before_start(form.opens_before, form.opens_unit)
    closes = _minutes_before_start(form.closes_before, form.closes_unit)
    reminders = _reminders(form)
    if form.errors:
        return None
    # A valid form has a choice in each group of radio buttons.
    assert form.access_mode.data is not None  # noqa: S101
    assert form.waiting_list.data is not None  # noqa: S101
    assert form.retention_days.data is not None  # noqa: S101
    return RegistrationSettings(
        access_mode=form.access_mode.data,
        domains=form.domains.data or (),
        opens_before_minutes=opens,
        closes_before_minutes=closes,
        requires_approval=bool(form.requires_approval.data),
        accepts_delegations=bool(form.accepts_delegations.data),
        invites_by_calendar=bool(form.invites_by_calendar.data),
        accepts_comments=bool(form.accepts_comments.data),
        waiting_list=form.waiting_list.data,
        offer_hours=form.offer_hours.data or RegistrationSettings.offer_hours,
        verification_hours=form.verification_hours.data,
        reminders=reminders,
        retention_days=form.retention_days.data,
    )


def initial_data(event: Event) -> dict[str, Any]:
    """Return an event's settings by the names of the form's fields."""
    settings = settings_of(event)
    same_names = (
        "access_mode",
        "domains",
        "requires_approval",
        "accepts_delegations",
        "invites_by_calendar",
        "accepts_comments",
        "waiting_list",
        "offer_hours",
        "verification_hours",
        "retention_days",
    )
    return {
        **{name: getattr(settings, name) for name in same_names},
        "revision": event.revision,
        **_amount_and_unit("opens", settings.opens_before_minutes, DAY),
        **_amount_and_unit("closes", settings.closes_before_minutes, HOUR),
        "reminders": list(settings.reminders),
    }


def _amount_and_unit(name: str, minutes: int | None, default_unit: int) -> dict[str, int | None]:
    if minutes is None:
        return {f"{name}_before": None, f"{name}_unit": default_unit}
    unit = unit_of(minutes)
    return {f"{name}_before": minutes // unit, f"{name}_unit": unit}


def _minutes(amount: NumberField, unit: ChoiceField[int]) -> int | None:
    """Return the minutes of an amount and its unit; None if one is missing or invalid."""
    if amount.data is None or unit.data is None:
        return None
    return amount.data * unit.data


def _minutes_before_start(amount: NumberField, unit: ChoiceField[int]) -> int | None:
    minutes = _minutes(amount, unit)
    if minutes is not None and minutes > MAX_BEFORE_START:
        error = InvalidInputError("window-too-long", days=MAX_BEFORE_START // DAY)
        add_error(amount, error_sentence(error))
    return minutes


def _reminders(form: RegistrationSettingsForm) -> tuple[int, ...]:
    """Return the selected reminders, and the one entered separately."""
    other = _minutes(form.other_reminder, form.other_unit)
    if other is not None and not SOONEST_REMINDER <= other <= EARLIEST_REMINDER:
        add_error(form.other_reminder, error_sentence(InvalidInputError("reminder-out-of-range")))
    every = {*(form.reminders.data or ()), *([] if other is None else [other])}
    if len(every) > MAX_REMINDERS:
        error = InvalidInputError("too-many-reminders", most=MAX_REMINDERS)
        add_error(form.reminders, error_sentence(error))
    return tuple(sorted(every, reverse=True))
