"""WTForms fields that parse their text once: data is the value, text is what the form shows."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any, Generic, TypeVar

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, TextArea, TextInput

from webinars.errors import InvalidInputError
from webinars.security.email_addresses import display_address
from webinars.security.text_input import clean_line, clean_text, strip_invisible
from webinars.timezones.cities import city
from webinars.timezones.city_search import city_label
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.validators import remove_control_characters
from webinars.web.core.locale import translator
from webinars.web.organiser import field_parsers

MAX_LIST_LENGTH = 400
_POSITIVE = re.compile(r"[1-9][0-9]{0,8}")

T = TypeVar("T")


class ParsedField(Field, Generic[T]):
    """A text field: data is the parsed value, None if the text is blank or invalid.

    text is the submitted text, whether valid or not; without a submission it is the formatted value.
    """

    widget = TextInput()
    data: T | None
    text: str

    def __init__(self, label: str, *, required: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        if required:
            self.flags.required = True

    def parse(self, text: str) -> T:
        """Parse a text that is not blank.

        Raises:
            InvalidInputError: a code of error_messages.
        """
        raise NotImplementedError

    def format_value(self, value: T) -> str:
        """Format a value so that parse() returns it."""
        return str(value)

    @property
    def is_blank(self) -> bool:
        """Tell whether the field is empty, or contains spaces only."""
        return not self.text.strip()

    def assign(self, value: T | None) -> None:
        """Replace value and text, and discard the errors of the submitted text."""
        self.data = value
        self.text = "" if value is None else self.format_value(value)
        self.process_errors = []

    def process_data(self, value: T | None) -> None:
        """Take the value that the form was created with."""
        self.assign(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted text.

        Raises:
            ValueError: the sentence for a text that is not valid; WTForms adds it to the errors.
        """
        if not valuelist and not self.flags.required:
            return
        submitted = valuelist[0] if valuelist else ""
        # A page cannot show control characters, and must not show those that turn its direction.
        self.text, self.data = strip_invisible(remove_control_characters(submitted)), None
        if not submitted.strip() and not self.flags.required:
            return
        try:
            self.data = self.parse(submitted)
        except InvalidInputError as error:
            raise ValueError(error_sentence(error)) from error

    def _value(self) -> str:
        return self.text


class ClockTimeField(ParsedField[time]):
    """A 24-hour clock time, in any notation of parse_clock_time()."""

    def parse(self, text: str) -> time:
        """Parse a clock time."""
        return field_parsers.parse_clock_time(text)

    def format_value(self, value: time) -> str:
        """Format hours and minutes."""
        return field_parsers.format_clock_time(value)


class EndField(ParsedField[time | timedelta]):
    """The end of an event: a clock time or a duration."""

    def parse(self, text: str) -> time | timedelta:
        """Parse a clock time or a duration."""
        return field_parsers.parse_end(text)

    def format_value(self, value: time | timedelta) -> str:
        """Format a clock time or a duration."""
        if isinstance(value, timedelta):
            return field_parsers.format_duration(value)
        return field_parsers.format_clock_time(value)


class DurationField(ParsedField[timedelta]):
    """A duration of at most twelve hours."""

    def parse(self, text: str) -> timedelta:
        """Parse a duration."""
        return field_parsers.parse_duration(text)

    def format_value(self, value: timedelta) -> str:
        """Format a duration."""
        return field_parsers.format_duration(value)


class DateField(ParsedField[date]):
    """A date, in the notation that browsers submit."""

    def parse(self, text: str) -> date:
        """Parse a date."""
        return field_parsers.parse_date(text)

    def format_value(self, value: date) -> str:
        """Format year, month and day."""
        return value.isoformat()


class YearField(ParsedField[int]):
    """A year of four digits."""

    def parse(self, text: str) -> int:
        """Parse a year."""
        return field_parsers.parse_year(text)


class NumberField(ParsedField[int]):
    """A whole number from least to most."""

    def __init__(self, label: str, *, most: int, least: int = 1, **options: Any) -> None:
        super().__init__(label, **options)
        self._most, self._least = most, least

    def parse(self, text: str) -> int:
        """Parse a number."""
        return field_parsers.parse_number(text, self._most, least=self._least)


class CapacityField(NumberField):
    """A number of places; blank is no limit."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, most=field_parsers.MAX_CAPACITY, **options)


class CityListField(ParsedField[list[str]]):
    """A list of cities by name or code; data has the keys of the recognised ones, also on an error."""

    unrecognised: tuple[str, ...] = ()  # sentences

    def parse(self, text: str) -> list[str]:
        """Parse a list of cities, and set data to those recognised.

        Raises:
            ValueError: the sentences for all names that are not cities.
        """
        parsed = field_parsers.parse_cities(clean_line(text, longest=MAX_LIST_LENGTH), translator())
        self.unrecognised = tuple(map(error_sentence, parsed.errors))
        if parsed.errors:
            self.data = parsed.keys
            raise ValueError(" ".join(self.unrecognised))
        return parsed.keys

    def format_value(self, value: list[str]) -> str:
        """Format a list of cities by their names in the reader's language."""
        t = translator()
        return ", ".join(city_label(city(key), t) for key in value)


class LanguageListField(ParsedField[list[str]]):
    """A list of languages by name or tag; data has the tags."""

    def parse(self, text: str) -> list[str]:
        """Parse a list of languages."""
        return field_parsers.parse_languages(
            clean_line(text, longest=MAX_LIST_LENGTH), translator()
        )

    def format_value(self, value: list[str]) -> str:
        """Format a list of languages by their names in the reader's language."""
        names = translator().locale.languages
        return ", ".join(str(names.get(tag, tag)) for tag in value)


class DomainListField(ParsedField[tuple[str, ...]]):
    """A list of e-mail domains, one on each line or separated by spaces; data is in ASCII form."""

    widget = TextArea()  # type: ignore[assignment]

    def __init__(self, label: str, *, longest: int, **options: Any) -> None:
        super().__init__(label, **options)
        self._longest = longest

    def parse(self, text: str) -> tuple[str, ...]:
        """Parse a list of domains."""
        domains = field_parsers.parse_domains(text)
        clean_text(text, longest=self._longest)
        return domains

    def format_value(self, value: tuple[str, ...]) -> str:
        """Format a list of domains in Unicode, one on each line."""
        return "\n".join(map(display_address, value))


class ChoiceField(SelectField, Generic[T]):
    """A drop-down list; data is the value itself, such as the member of an enum.

    An optional field accepts the empty text, for which data is None.
    """

    data: T | None

    def __init__(
        self,
        label: str,
        values: Iterable[T] | Mapping[T, str],
        *,
        optional: bool = False,
        required: bool = False,
        **options: Any,
    ) -> None:
        """Create the field; with a mapping of values to labels its choices are set too."""
        super().__init__(label, coerce=self._coerced, validate_choice=False, **options)
        self._values = {str(value): value for value in values}
        self._optional = optional
        if isinstance(values, Mapping):
            self.choices = [(str(value), text) for value, text in values.items()]
        if required:
            self.flags.required = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Convert the submitted text to its value.

        Raises:
            ValueError: the sentence for a text that is not a choice.
        """
        if valuelist:
            self.data = None
            self.data = self._coerced(valuelist[0])

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a missing value.

        Raises:
            ValidationError: the sentence for a text that is not a choice.
        """
        if self.data is None and not self._optional and not self.process_errors:
            raise ValidationError(error_sentence(InvalidInputError("not-a-choice")))

    def _coerced(self, value: object) -> T | None:
        text = str(value)
        if text in self._values:
            return self._values[text]
        if not text and self._optional:
            return None
        raise ValueError(error_sentence(InvalidInputError("not-a-choice")))


class ChoiceRadioField(ChoiceField[T], RadioField):
    """Radio buttons; data is the value itself, such as the member of an enum."""


class NumberSelectField(SelectField):
    """A drop-down list of positive numbers, such as ids; None without a valid choice."""

    data: int | None

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=int, validate_choice=False, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted number."""
        if valuelist:
            self.data = _positive_number(valuelist[0])


class MinutesListField(SelectMultipleField):
    """Checkboxes for numbers of minutes; data is a list of numbers, without invalid ones."""

    data: list[int] | None

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label, coerce=int, validate_choice=False, option_widget=CheckboxInput(), **options
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted numbers."""
        self.data = [number for number in map(_positive_number, valuelist) if number]


class HiddenNumberField(Field):
    """A number that the form carries, such as a revision; None if it is not positive."""

    widget = HiddenInput()
    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted number."""
        if valuelist:
            self.data = _positive_number(valuelist[0])

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


def _positive_number(text: str) -> int | None:
    return int(text) if _POSITIVE.fullmatch(text) else None
