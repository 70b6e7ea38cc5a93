"""Forms of dates to add: the rule or list, and a row for each date."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from webinars.errors import InvalidInputError
from webinars.event_dates.date_list import LONGEST_LIST, parse_date_list
from webinars.event_dates.date_rule import (
    LAST,
    MOST_DATES,
    MOST_INTERVAL,
    DateRule,
    Pattern,
    dates_of,
)
from webinars.fair_hours.days_off import observed_countries
from webinars.i18n import Translator
from webinars.questions.countries import countries
from webinars.security.text_input import clean_text
from webinars.timezones.formatting import weekday_name
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import SERIES_LENGTH, add_error, line_field
from webinars.web.organiser.fields import (
    ChoiceField,
    ChoiceRadioField,
    ClockTimeField,
    DateField,
    NumberField,
)

LIST = "list"
PATTERNS = {
    Pattern.WEEKLY: lazy_gettext("Weekly"),
    Pattern.MONTHLY: lazy_gettext("Monthly"),
    Pattern.DAILY: lazy_gettext("Daily"),
    LIST: lazy_gettext("List of dates"),
}
ORDINALS = {
    1: lazy_gettext("first"),
    2: lazy_gettext("second"),
    3: lazy_gettext("third"),
    4: lazy_gettext("fourth"),
    LAST: lazy_gettext("last"),
}
WEEKDAYS = range(7)
ROWS = "rows"  # hidden field with the number of rows
_MOST_NUMBER = 999_999_999


class WeekdayListField(SelectMultipleField):
    """Checkboxes for days of the week, Monday as 0; data is a list without invalid ones."""

    data: list[int] | None

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label, coerce=int, validate_choice=False, option_widget=CheckboxInput(), **options
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted days."""
        self.data = [day for day in WEEKDAYS if str(day) in valuelist]


class DatesForm(BaseForm):
    """A rule or a list of dates, the country of holidays, and the series of an event that has none."""

    pattern = ChoiceRadioField(
        lazy_gettext("Dates"), PATTERNS, required=True, default=Pattern.WEEKLY
    )
    interval = NumberField(lazy_gettext("Every"), most=MOST_INTERVAL, default=1)
    weekdays = WeekdayListField(lazy_gettext("On"))
    ordinal = ChoiceField(lazy_gettext("On the"), ORDINALS, default=1)
    weekday = ChoiceField(lazy_gettext("Weekday"), WEEKDAYS, default=0)
    # Ten thousand is refused with a sentence of its own.
    count = NumberField(lazy_gettext("Number of further dates"), most=_MOST_NUMBER)
    until = DateField(lazy_gettext("Until"))
    dates = TextAreaField(
        lazy_gettext("List of dates"),
        [CleanedBy(lambda text: clean_text(text, longest=LONGEST_LIST), required=False)],
    )
    country = SelectField(lazy_gettext("Public holidays and weekends of"), validate_choice=False)
    series = line_field(lazy_gettext("Body or series"), SERIES_LENGTH)
    # As in the form of an event.
    new_series = HiddenField()
    asked_series = ""
    near_series: tuple[str, ...] = ()

    def set_choices(self) -> None:
        """Set the names of weekdays and countries."""
        t = translator()
        names = [(day, weekday_name(day, t)) for day in WEEKDAYS]
        self.weekdays.choices = names
        self.weekday.choices = [(str(day), name) for day, name in names]
        self.country.choices = country_choices(t)

    @property
    def chosen_country(self) -> str:
        """Return the ISO code of the chosen country, "" for none."""
        code = str(self.country.data or "")
        return code if code in observed_countries() else ""

    def parse_dates(self, after: date) -> Sequence[date]:
        """Return the dates of the valid form after a date; none with an error at a field."""
        is_list = self.pattern.data == LIST
        try:
            if is_list:
                return self._listed_dates(after)
            if self.interval.data is None and not self.interval.errors:
                self.interval.assign(1)
            return dates_of(self._rule(), after)
        except InvalidInputError as error:
            field = _FIELDS.get(error.code, "dates" if is_list else "count")
            add_error(self[field], error_sentence(error))
            return ()

    def _listed_dates(self, after: date) -> Sequence[date]:
        text = str(self.dates.data or "")
        if not text.strip():
            add_error(self.dates, _("Enter the dates, each on its own line."))
        return parse_date_list(text, after)

    def _rule(self) -> DateRule:
        pattern = Pattern(str(self.pattern.data))
        is_monthly = pattern is Pattern.MONTHLY
        weekdays = [self.weekday.data] if is_monthly else self.weekdays.data or ()
        return DateRule(
            pattern,
            interval=self.interval.data or 1,
            weekdays=frozenset(day for day in weekdays if day is not None),
            ordinal=self.ordinal.data or 1,
            count=self.count.data,
            until=self.until.data,
        )


_FIELDS = {"rule-without-weekday": "weekdays"}


def country_choices(t: Translator) -> list[tuple[str, str]]:
    """Return the code and name of countries whose holidays are known, after none."""
    known = observed_countries()
    return [("", _("No country")), *(pair for pair in countries(t) if pair[0] in known)]


def rows_form(count: int, *, is_timed: bool) -> type[BaseForm]:
    """Create the form class of a number of dates: each with its date and start, and whether it is added."""

    class RowsForm(BaseForm):
        """Dates to add."""

    for number in range(1, count + 1):
        setattr(RowsForm, f"use_{number}", BooleanField(lazy_gettext("Add")))
        setattr(RowsForm, f"date_{number}", DateField(lazy_gettext("Date")))
        if is_timed:
            setattr(RowsForm, f"start_{number}", ClockTimeField(lazy_gettext("Start")))
    return RowsForm


def submitted_rows() -> int:
    """Return the number of rows of the submitted form: 0 to MOST_DATES."""
    text = request.form.get(ROWS, "")
    count = int(text) if text.isdecimal() and len(text) <= len(str(MOST_DATES)) else 0
    return count if count <= MOST_DATES else 0
