"""The form of fair hours: places, dates, and what counts as working hours, night and a day off."""

from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, TextAreaField

from webinars.errors import InvalidInputError
from webinars.fair_hours.day_grid import Assumptions, Meeting
from webinars.fair_hours.day_parts import DEFAULT_HOURS, DayHours
from webinars.fair_hours.days_off import WeekendRule
from webinars.fair_hours.meeting_dates import dates_between, weekday_of_a_year
from webinars.fair_hours.pasted_places import LONGEST_LIST
from webinars.security.text_input import clean_text
from webinars.timezones.city_search import find_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect
from webinars.web.core.forms.validators import ZONE_MESSAGES, CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import (
    ChoiceField,
    ClockTimeField,
    DateField,
    DurationField,
)

# All fields begin with this, so that those of an event's form can be beside them.
PREFIX = "fair_"
DEFAULT_DURATION = timedelta(hours=1)
DAYS_AHEAD = timedelta(days=14)
_WEEKDAYS = {
    0: lazy_gettext("Monday"),
    1: lazy_gettext("Tuesday"),
    2: lazy_gettext("Wednesday"),
    3: lazy_gettext("Thursday"),
    4: lazy_gettext("Friday"),
    5: lazy_gettext("Saturday"),
    6: lazy_gettext("Sunday"),
}
_INTERVALS = {
    7: lazy_gettext("Every week"),
    14: lazy_gettext("Every two weeks"),
    28: lazy_gettext("Every four weeks"),
    1: lazy_gettext("Every day"),
}
_WEEKENDS = {
    WeekendRule.BY_COUNTRY: lazy_gettext("The weekend of each country"),
    WeekendRule.SATURDAY_AND_SUNDAY: lazy_gettext("Saturday and Sunday everywhere"),
    WeekendRule.NONE: lazy_gettext("No weekend"),
}
_HOURS = ("night_until", "work_from", "work_until", "night_from")


def _zone(text: str) -> str:
    return find_zone(text, translator())


class FairTimeForm(BaseForm):
    """Places, dates and assumptions."""

    fair_places = TextAreaField(
        lazy_gettext("Countries and cities"),
        [CleanedBy(lambda text: clean_text(text, longest=LONGEST_LIST), required=False)],
    )
    fair_people = SelectField(lazy_gettext("People"), validate_choice=False, default="")
    fair_attended = BooleanField(lazy_gettext("Only those who attended last time"))
    fair_zone = SelectField(
        lazy_gettext("Hours of the day in"),
        [CleanedBy(_zone, required=True, messages=ZONE_MESSAGES)],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    fair_duration = DurationField(lazy_gettext("Duration"), required=True, default=DEFAULT_DURATION)
    fair_date = DateField(lazy_gettext("Date"))
    fair_until = DateField(lazy_gettext("Last date"))
    fair_every = ChoiceField(lazy_gettext("Interval"), _INTERVALS, required=True, default=7)
    fair_weekday = ChoiceField(lazy_gettext("Or a weekday, all year"), _WEEKDAYS, optional=True)
    fair_night_until = ClockTimeField(
        lazy_gettext("Night until"), required=True, default=DEFAULT_HOURS.night_until
    )
    fair_work_from = ClockTimeField(
        lazy_gettext("Working hours from"), required=True, default=DEFAULT_HOURS.work_from
    )
    fair_work_until = ClockTimeField(
        lazy_gettext("Working hours until"), required=True, default=DEFAULT_HOURS.work_until
    )
    fair_night_from = ClockTimeField(
        lazy_gettext("Night from"), required=True, default=DEFAULT_HOURS.night_from
    )
    fair_weekends = ChoiceField(
        lazy_gettext("Days off"), _WEEKENDS, required=True, default=WeekendRule.BY_COUNTRY
    )
    fair_holidays = BooleanField(lazy_gettext("Public holidays are days off"), default=True)

    @property
    def has_wrong_assumption(self) -> bool:
        """Tell whether a field of the assumptions has an error."""
        names = (*_HOURS, "weekends", "holidays")
        return any(self[f"{PREFIX}{name}"].errors for name in names)


def weekday_choices() -> list[tuple[str, Any]]:
    """Return the weekdays to choose from, or none."""
    return [("", ""), *((str(number), name) for number, name in _WEEKDAYS.items())]


def default_date(today: date) -> date:
    """Return a date in two weeks that is not on a weekend."""
    day = today + DAYS_AHEAD
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)  # noqa: PLR2004


def parse_meeting(form: FairTimeForm, today: date) -> Meeting | None:
    """Return the dates, zone and duration of a validated form; add errors to its fields."""
    dates = _dates(form, today)
    if dates is None or form.fair_zone.errors or form.fair_duration.data is None:
        return None
    return Meeting(dates, str(form.fair_zone.data), form.fair_duration.data)


def parse_assumptions(form: FairTimeForm) -> Assumptions | None:
    """Return the assumptions of a validated form; add errors to its fields."""
    values = [form[f"{PREFIX}{name}"].data for name in _HOURS]
    if form.fair_weekends.data is None or None in values:
        return None
    hours = DayHours(*(value for value in values if isinstance(value, time)))
    try:
        hours.check()
    except InvalidInputError as error:
        add_error(form[f"{PREFIX}{error.facts['field']}"], error_sentence(error))
        return None
    return Assumptions(
        hours, form.fair_weekends.data, counts_holidays=bool(form.fair_holidays.data)
    )


def _dates(form: FairTimeForm, today: date) -> tuple[date, ...] | None:
    if form.fair_date.errors or form.fair_until.errors or form.fair_every.data is None:
        return None
    if form.fair_date.data is None:
        if form.fair_weekday.data is None:
            add_error(form.fair_date, _("Choose a date, or a weekday."))
            return None
        return weekday_of_a_year(form.fair_weekday.data, today)
    try:
        every = timedelta(days=form.fair_every.data)
        return dates_between(form.fair_date.data, form.fair_until.data, every)
    except InvalidInputError as error:
        if error.code == "date-out-of-range":
            add_error(form.fair_date, error_sentence(error))
        elif error.code == "end-before-start":
            add_error(form.fair_until, _("The last date must not be before the first."))
        else:
            add_error(form.fair_until, error_sentence(error))
        return None
