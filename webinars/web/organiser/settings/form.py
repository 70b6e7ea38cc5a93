"""Form of an event's registration settings."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext, ngettext
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.registration_settings import (
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
from webinars.events.rules import AccessMode, WaitingList
from webinars.security.email_addresses import clean_domain, display_address
from webinars.security.text import clean_line, clean_text
from webinars.web.core.csrf import BaseForm
from webinars.web.core.errors import sentence
from webinars.web.core.forms import Clean
from webinars.web.organiser.events import fields
from webinars.web.organiser.events.form import add_error

MOST_DIGITS = 6
_MINUTES = re.compile(r"[1-9][0-9]{0,5}")
DOMAINS_LENGTH = 10_000
WEEK = 7 * DAY

ENTRIES = {
    AccessMode.OPEN: lazy_gettext("Everybody"),
    AccessMode.INVITED: lazy_gettext("Invited people"),
    AccessMode.SECRET_LINK: lazy_gettext("People with the secret link"),
}
WAITING = {
    WaitingList.OFFERS: lazy_gettext("Offered to the next person"),
    WaitingList.AT_ONCE: lazy_gettext("Given to the next person at once"),
    WaitingList.BY_HAND: lazy_gettext("Kept free until I choose somebody"),
}
UNITS = {DAY: lazy_gettext("days"), HOUR: lazy_gettext("hours"), 1: lazy_gettext("minutes")}
# Reminders offered as checkboxes, in addition to those that the event has.
REMINDERS = (WEEK, 2 * DAY, DAY, 3 * HOUR, HOUR, 15)


def length(minutes: int) -> str:
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


def _choice(choices: Iterable[StrEnum | int]) -> Clean:
    values = {str(value.value if isinstance(value, StrEnum) else value) for value in choices}

    def clean(text: str) -> str:
        if text not in values:
            raise InvalidInputError("not-a-choice")
        return text

    return Clean(clean, needed=True)


def _amount(text: str) -> str:
    plain = clean_line(text, longest=60)
    return str(fields.number(plain, 10**MOST_DIGITS)) if plain and plain != "0" else plain


def _hours(text: str) -> str:
    return str(fields.number(text, MAX_HOURS)) if text.strip() else ""


def _domains(text: str) -> str:
    domains_in(text)
    return clean_text(text, longest=DOMAINS_LENGTH)


def _number(label: str, check: Any = _amount) -> StringField:
    return StringField(label, [Clean(check, needed=False)])


def _unit(default: int) -> SelectField:
    label, choice = lazy_gettext("Days, hours or minutes"), [_choice(UNITS)]
    return SelectField(label, choice, validate_choice=False, default=str(default))


class RegistrationSettingsForm(BaseForm):
    """Who can register, when, and what happens automatically."""

    revision = HiddenField(default="0")
    access_mode = RadioField(
        lazy_gettext("Who can register?"), [_choice(AccessMode)], validate_choice=False
    )
    domains = TextAreaField(
        lazy_gettext("Only e-mail addresses of these domains"), [Clean(_domains, needed=False)]
    )
    requires_approval = BooleanField(lazy_gettext("I approve each registration"))
    accepts_delegations = BooleanField(lazy_gettext("Delegations can name several people"))
    opens_before = _number(lazy_gettext("Opens before the start"))
    opens_unit = _unit(DAY)
    closes_before = _number(lazy_gettext("Closes before the start"))
    closes_unit = _unit(HOUR)
    waiting_list = RadioField(
        lazy_gettext("A place that becomes free is"), [_choice(WaitingList)], validate_choice=False
    )
    offer_hours = _number(lazy_gettext("Hours to accept an offer"), _hours)
    verification_hours = _number(lazy_gettext("Hours to confirm the e-mail address"), _hours)
    reminders = SelectMultipleField(
        lazy_gettext("Reminders"), validate_choice=False, option_widget=CheckboxInput()
    )
    other_reminder = _number(lazy_gettext("Another reminder"))
    other_unit = _unit(HOUR)
    accepts_comments = BooleanField(lazy_gettext("Visitors can ask questions on the event’s page"))

    def set_choices(self, existing: Iterable[int]) -> "RegistrationSettingsForm":
        """Set the choices; kept are the reminders that the event has."""
        lists = ((self.access_mode, ENTRIES), (self.waiting_list, WAITING))
        for asked, words in lists:
            asked.choices = [(kind.value, label) for kind, label in words.items()]
        for unit in (self.opens_unit, self.closes_unit, self.other_unit):
            unit.choices = [(str(minutes), label) for minutes, label in UNITS.items()]
        every = sorted({*REMINDERS, *existing, *self.ticked}, reverse=True)
        self.reminders.choices = [(str(minutes), length(minutes)) for minutes in every if minutes]
        return self

    @property
    def ticked(self) -> set[int]:
        """Return the selected reminders, ignoring invalid values."""
        values = self.reminders.data or []
        return {int(value) for value in values if _MINUTES.fullmatch(value)}


def domains_in(text: str) -> tuple[str, ...]:
    """Parse a list of domains into their canonical form, in order.

    Raises:
        InvalidInputError: "not-a-domain" (facts: domain).
    """
    words = text.translate(str.maketrans(",;،、，；", "      ")).split()
    return tuple(dict.fromkeys(clean_domain(word) for word in words))


def parse_settings(form: RegistrationSettingsForm) -> RegistrationSettings | None:
    """Convert a validated form to settings; return None if it has errors."""
    opens = _minutes(form.opens_before, form.opens_unit)
    closes = _minutes(form.closes_before, form.closes_unit)
    reminders = _reminders(form)
    if form.errors:
        return None
    return RegistrationSettings(
        access_mode=AccessMode(form.access_mode.data),
        domains=domains_in(form.domains.data or ""),
        opens_before_minutes=opens,
        closes_before_minutes=closes,
        requires_approval=bool(form.requires_approval.data),
        accepts_delegations=bool(form.accepts_delegations.data),
        accepts_comments=bool(form.accepts_comments.data),
        waiting_list=WaitingList(form.waiting_list.data),
        offer_hours=int(form.offer_hours.data or RegistrationSettings.offer_hours),
        verification_hours=int(form.verification_hours.data)
        if form.verification_hours.data
        else None,
        reminders=reminders,
    )


def initial_data(event: Event) -> dict[str, Any]:
    """Return an event's settings by the names of the form's fields."""
    terms = settings_of(event)
    plain = ("requires_approval", "accepts_delegations", "accepts_comments")
    return {
        **{name: getattr(terms, name) for name in plain},
        "revision": str(event.revision),
        "access_mode": terms.access_mode.value,
        "domains": "\n".join(display_address(item) for item in terms.domains),
        **_amounts("opens", terms.opens_before_minutes, DAY),
        **_amounts("closes", terms.closes_before_minutes, HOUR),
        "waiting_list": terms.waiting_list.value,
        "offer_hours": str(terms.offer_hours),
        "verification_hours": str(terms.verification_hours or ""),
        "reminders": [str(item) for item in terms.reminders],
    }


def _amounts(name: str, minutes: int | None, usual: int) -> dict[str, str]:
    if minutes is None:
        return {f"{name}_before": "", f"{name}_unit": str(usual)}
    unit = unit_of(minutes)
    return {f"{name}_before": str(minutes // unit), f"{name}_unit": str(unit)}


def _minutes(amount: Field, unit: Field) -> int | None:
    if amount.errors or unit.errors or not amount.data:
        return None
    minutes = int(amount.data) * int(unit.data)
    if minutes > MAX_BEFORE_START:
        add_error(
            amount, sentence(InvalidInputError("window-too-long", days=MAX_BEFORE_START // DAY))
        )
    return minutes


def _reminders(form: RegistrationSettingsForm) -> tuple[int, ...]:
    """Return the selected reminders, and the one entered separately."""
    other = None
    if not (form.other_reminder.errors or form.other_unit.errors) and form.other_reminder.data:
        other = int(form.other_reminder.data) * int(form.other_unit.data)
        if not SOONEST_REMINDER <= other <= EARLIEST_REMINDER:
            add_error(form.other_reminder, sentence(InvalidInputError("reminder-out-of-range")))
    every = {*form.ticked, *([] if other is None else [other])}
    if len(every) > MAX_REMINDERS:
        refused = InvalidInputError("too-many-reminders", most=MAX_REMINDERS)
        add_error(form.reminders, sentence(refused))
    return tuple(sorted(every, reverse=True))
