"""Form of a poll: its options by hand or by a rule, its deadline, and who sees the votes."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField

from webinars.events.details import TITLE_LENGTH
from webinars.polls.poll_rules import MOST_OPTIONS, ResultsShown
from webinars.timezones.local_times import first_instant, to_local
from webinars.timezones.schedule import Precision
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect, zone_choices
from webinars.web.core.forms.validators import ZONE_MESSAGES, CleanedBy
from webinars.web.organiser.dates.form import DatesForm
from webinars.web.organiser.events.form import (
    add_error,
    clean_zone,
    description_field,
    line_field,
)
from webinars.web.organiser.fields import (
    ChoiceRadioField,
    ClockTimeField,
    DateField,
    DurationField,
    NumberField,
)

MOST_DAYS = 31
ROWS = range(1, MOST_OPTIONS + 1)
PRECISIONS = {
    Precision.TIME: lazy_gettext("Date and time"),
    Precision.DAYS: lazy_gettext("Whole days"),
}
RESULTS = {
    ResultsShown.ORGANISER: lazy_gettext("Nothing"),
    ResultsShown.COUNTS: lazy_gettext("Numbers"),
    ResultsShown.NAMES: lazy_gettext("Names"),
}


class SettingsForm(BaseForm):
    """Deadline of a poll, who sees the votes, and how participants are reached."""

    closes_on = DateField(lazy_gettext("Last day for answers"), required=True)
    results_shown = ChoiceRadioField(
        lazy_gettext("What participants see of all answers"),
        RESULTS,
        required=True,
        default=ResultsShown.ORGANISER,
    )
    sends_holds = BooleanField(lazy_gettext("Tentative entries in calendars"))
    has_open_link = BooleanField(lazy_gettext("Open link"))

    def closes_at(self, zone: str) -> datetime | None:
        """Return the end of the last day in a time zone; None with an error at the field."""
        day = self.closes_on.data
        if day is None:
            if not self.closes_on.errors:
                add_error(self.closes_on, _("Choose the last day for answers."))
            return None
        return end_of_day(day, zone)


class PollForm(DatesForm, SettingsForm):
    """A poll with its options; the rule and the list of dates fill in the rows."""

    precision = ChoiceRadioField(
        lazy_gettext("How precise are the dates?"),
        PRECISIONS,
        required=True,
        default=Precision.TIME,
    )
    zone = SelectField(
        lazy_gettext("Time zone"),
        [CleanedBy(clean_zone, required=True, messages=ZONE_MESSAGES)],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    duration = DurationField(lazy_gettext("Duration"))
    days = NumberField(lazy_gettext("Number of days"), most=MOST_DAYS, default=1)
    rule_start = ClockTimeField(lazy_gettext("Start"))

    def set_choices(self) -> None:
        """Set the names of weekdays, countries and time zones."""
        super().set_choices()
        self.zone.choices = zone_choices(str(self.zone.data or ""), None)

    def row(self, number: int) -> tuple[DateField, ClockTimeField]:
        """Return the fields of a row: its date and its start."""
        day, start = self[f"date_{number}"], self[f"start_{number}"]
        assert isinstance(day, DateField) and isinstance(start, ClockTimeField)  # noqa: S101, PT018 - for the type checker
        return day, start

    @property
    def is_timed(self) -> bool:
        """Return whether the options have a time of day."""
        return self.precision.data is not Precision.DAYS


for _number in ROWS:
    setattr(PollForm, f"date_{_number}", DateField(lazy_gettext("Date")))
    setattr(PollForm, f"start_{_number}", ClockTimeField(lazy_gettext("Start")))


class NewEventPollForm(PollForm):
    """A poll for an event that does not exist yet."""

    title = line_field(
        lazy_gettext("Title"),
        TITLE_LENGTH,
        least=1,
        required=lazy_gettext("Enter a title: participants read it first."),
    )
    description = description_field()


def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant at which a day ends in a time zone."""
    return first_instant(day + timedelta(days=1), zone)


def last_day(closes_at: datetime, zone: str) -> date:
    """Return the last day for answers of a deadline."""
    return to_local(closes_at - timedelta(microseconds=1), zone).date()


def has_excess_rows() -> bool:
    """Return whether the submitted form has more filled rows than a poll has options."""
    numbers = (
        name.removeprefix("date_")
        for name, value in request.form.items()
        if name.startswith("date_") and value.strip()
    )
    return any(number.isdecimal() and number not in map(str, ROWS) for number in numbers)


def row_values(dates: list[tuple[date, time | None]]) -> dict[str, Any]:
    """Return the values of the rows of dates, in order."""
    values: dict[str, Any] = {}
    for number, (day, start) in enumerate(dates, 1):
        values |= {f"date_{number}": day, f"start_{number}": start}
    return values
