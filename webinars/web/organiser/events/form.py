"""The event form; values that depend on each other are parsed in form_schedule."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)

from webinars.accounts.organisers import NAME_LENGTH
from webinars.events import defaults
from webinars.events.details import (
    DESCRIPTION_LENGTH,
    MOST_SESSIONS,
    PLACE_LENGTH,
    TITLE_LENGTH,
)
from webinars.events.enums import NotificationMode
from webinars.security import email_addresses
from webinars.security.text_input import clean_line, clean_name, clean_text
from webinars.security.urls import web_url
from webinars.timezones import zones
from webinars.timezones.city_search import find_zone
from webinars.timezones.schedule import Precision
from webinars.web.components.event_time import month_name
from webinars.web.components.format_labels import FORMATS
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect, zone_choices
from webinars.web.core.forms.validators import EMAIL_MESSAGES, ZONE_MESSAGES, CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.translation_fields import (
    TranslatedForm,
    clean_tag,
    language_name,
)
from webinars.web.organiser.fields import (
    CapacityField,
    ChoiceField,
    ChoiceRadioField,
    CityListField,
    ClockTimeField,
    DateField,
    EndField,
    HiddenNumberField,
    LanguageListField,
    NumberField,
    ParsedField,
    YearField,
)

SERIES_LENGTH = 200

MONTHS = range(1, 13)
# The fields that only one precision uses.
SCHEDULE_FIELDS = {
    Precision.TIME: ("date", "start", "end"),
    Precision.DAYS: ("first", "last"),
    Precision.MONTH: ("month", "year"),
}
PRECISIONS = {
    Precision.TIME: lazy_gettext("Exact time"),
    Precision.DAYS: lazy_gettext("Days"),
    Precision.MONTH: lazy_gettext("Month only"),
}
_FORMATS = {format_: lazy_gettext(label) for format_, label in FORMATS.items()}
NOTIFICATION_MODES = {
    NotificationMode.EACH: lazy_gettext("At once"),
    NotificationMode.DAILY: lazy_gettext("Once a day"),
    NotificationMode.NEVER: lazy_gettext("Never"),
}


def line_field(label: str, longest: int = 200, *, least: int = 0, **words: Any) -> StringField:
    """Create a single-line text field."""

    def clean(text: str) -> str:
        return clean_line(text, longest=longest, least=least)

    return StringField(label, [CleanedBy(clean, required=bool(least), messages=words)])


def description_field() -> TextAreaField:
    """Create the field for the description of an event."""

    def clean(text: str) -> str:
        return clean_text(text, longest=DESCRIPTION_LENGTH)

    return TextAreaField(lazy_gettext("Description"), [CleanedBy(clean, required=False)])


def url_field(label: str) -> URLField:
    """Create an optional field for a web address."""

    def clean(text: str) -> str:
        return web_url(text) if text.strip() else ""

    return URLField(label, [CleanedBy(clean, required=False)])


def _email(text: str) -> str:
    return email_addresses.clean_address(text) if text.strip() else ""


def clean_zone(text: str) -> str:
    """Return the time zone of a city or name.

    Raises:
        InvalidInputError: "unknown-timezone", and what find_zone() raises.
    """
    return find_zone(text, translator())


class TextForm(TranslatedForm):
    """Title, description, series and languages of an event."""

    revision = HiddenNumberField(default=0)
    title = line_field(
        lazy_gettext("Title"),
        TITLE_LENGTH,
        least=1,
        required=lazy_gettext("Enter a title: people search for it."),
    )
    description = description_field()
    text_language = SelectField(
        lazy_gettext("Language of the title, description and venue"),
        [CleanedBy(clean_tag, required=False)],
        validate_choice=False,
        default="",
    )
    series = line_field(lazy_gettext("Body or series"), SERIES_LENGTH)
    # The name of a series that is to be made, and what the page asks and offers instead.
    new_series = HiddenField()
    asked_series = ""
    near_series: tuple[str, ...] = ()
    session_number = NumberField(lazy_gettext("Number of the session"), most=MOST_SESSIONS)
    languages = LanguageListField(lazy_gettext("Languages"))


class ScheduleForm(BaseForm):
    """When an event takes place, as exactly as it is known."""

    length = HiddenNumberField(
        default=defaults.DURATION // timedelta(minutes=1)
    )  # previous duration in minutes
    precision = ChoiceRadioField(
        lazy_gettext("How precise is the date?"),
        PRECISIONS,
        required=True,
        default=defaults.PRECISION,
    )
    date = DateField(lazy_gettext("Date"))
    start = ClockTimeField(lazy_gettext("Start"))
    end = EndField(lazy_gettext("End or duration"))
    first = DateField(lazy_gettext("First day"))
    last = DateField(lazy_gettext("Last day"))
    month = ChoiceField(lazy_gettext("Month"), MONTHS, optional=True)
    year = YearField(lazy_gettext("Year"))
    # An event may keep a time zone under a name that the list omits, so the list does not decide.
    zone = SelectField(
        lazy_gettext("Time zone"),
        [CleanedBy(clean_zone, required=False, messages=ZONE_MESSAGES)],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    cities = CityListField(lazy_gettext("Also show the time in"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether all fields are valid; those that the chosen precision does not use are."""
        for precision, names in SCHEDULE_FIELDS.items():
            if self.precision.data not in (None, precision):
                for name in names:
                    self[name].process_errors = []
        return super().validate(extra_validators)

    def set_choices(self, at: datetime | None) -> Self:
        """Set the choices, with UTC offsets at an instant; only needed when the form is rendered."""
        t = translator()
        self.zone.choices = zone_choices(str(self.zone.data or ""), at)
        # Month names are the same in any year.
        names = [(str(number), month_name(date(2026, number, 1), t)) for number in MONTHS]
        self.month.choices = [("", ""), *names]
        return self

    def clear_missing(self) -> None:
        """Remove errors of empty fields, so that a preview only complains about filled ones."""
        for field in self:
            if field.errors and _is_blank(field):
                field.errors = []

    def apply_suggestion(self, suggestion: str) -> None:
        """Fill in the suggested time of a button, such as "start=2026-10-25T03:00".

        "move=" moves the start, and an end that is a clock time with it; "fair=" also has the duration in
        minutes and the time zone: "fair=2026-10-25T15:00/90/Europe/Zurich".
        """
        suggested = parse_suggestion(suggestion)
        if suggested is None:
            return
        name, at = suggested
        match name:
            case "end":
                self.end.assign(at.time())
            case "start" | "move":
                if name == "move":
                    self._move_end(at)
                self.date.assign(at.date())
                self.start.assign(at.time())
            case "fair":
                self._apply_fair_time(at, suggestion)

    def _apply_fair_time(self, at: datetime, suggestion: str) -> None:
        """Fill in a start that the page of fair hours proposed, with its duration and time zone."""
        _start, minutes, zone = (*suggestion.split("/", 2), "", "")[:3]
        if not (minutes.isascii() and minutes.isdigit() and int(minutes[:4]) > 0):
            return
        if zone in zones.NAMES:
            self.zone.data = zone
        self.precision.data, self.precision.process_errors = Precision.TIME, []
        self.date.assign(at.date())
        self.start.assign(at.time())
        self.end.assign(timedelta(minutes=int(minutes[:4])))

    def _move_end(self, start: datetime) -> None:
        """Move an end that is a clock time, so that the duration stays when the start moves."""
        before, end = self.start.data, self.end.data
        if before is None or not isinstance(end, time):
            return
        day = start.date()
        moved = start + (datetime.combine(day, end) - datetime.combine(day, before))
        self.end.assign(moved.time())


class LocationForm(BaseForm):
    """Whether people meet online or in person, and where."""

    format = ChoiceRadioField(
        lazy_gettext("Format"), _FORMATS, required=True, default=defaults.FORMAT
    )
    place = line_field(lazy_gettext("Venue"), PLACE_LENGTH)


class EventForm(TextForm, ScheduleForm, LocationForm):
    """Title, description, date, location and registration of an event."""

    meeting_url = url_field(lazy_gettext("Join link"))

    accepts_registrations = BooleanField(
        lazy_gettext("Take registrations"), default=defaults.ACCEPTS_REGISTRATIONS
    )
    capacity = CapacityField(lazy_gettext("Number of places"))
    opens_on = DateField(lazy_gettext("Opens on"))
    opens_time = ClockTimeField(lazy_gettext("Opens at"))
    closes_on = DateField(lazy_gettext("Closes on"))
    closes_time = ClockTimeField(lazy_gettext("Closes at"))
    notification_mode = ChoiceRadioField(
        lazy_gettext("Notify me of registrations"),
        NOTIFICATION_MODES,
        required=True,
        default=defaults.NOTIFICATION_MODE,
    )
    contact_name = StringField(
        lazy_gettext("Contact"),
        [CleanedBy(lambda text: clean_name(text, longest=NAME_LENGTH), required=False)],
    )
    contact_email = EmailField(
        lazy_gettext("Contact e-mail"), [CleanedBy(_email, required=False, messages=EMAIL_MESSAGES)]
    )
    hosted_by = line_field(lazy_gettext("Hosted by"), NAME_LENGTH)
    external_url = url_field(lazy_gettext("Address of the host’s page"))

    # Whether translations of the venue are right although the venue was changed.
    same_venue = BooleanField(lazy_gettext("The venue in the other languages is right"))
    # Whether passcodes and meeting links may stay in public text.
    public_access = BooleanField(lazy_gettext("Everyone may know this: keep it in the public text"))

    def set_choices(self, at: datetime | None) -> Self:
        """Set the choices, also of the language of the texts."""
        self.text_language.choices = _language_choices(self)
        return super().set_choices(at)

    def apply_suggestion(self, suggestion: str) -> None:
        """Fill in the suggested time of a button, also one at which registration opens or closes."""
        super().apply_suggestion(suggestion)
        suggested = parse_suggestion(suggestion)
        if suggested is None:
            return
        name, at = suggested
        match name:
            case "opens":
                self.opens_on.assign(at.date())
                self.opens_time.assign(at.time())
            case "closes":
                self.closes_on.assign(at.date())
                self.closes_time.assign(at.time())


def _language_choices(form: TextForm) -> list[tuple[str, str, dict[str, str]]]:
    stated = (str(form.text_language.data),) if form.text_language.data else ()
    tags = dict.fromkeys((*form.translated_languages, *stated))
    # Each name is in its own language.
    named = [(tag, language_name(tag), {"lang": tag}) for tag in tags]
    return [("", _("Not stated"), {}), *named]


def parse_suggestion(suggestion: str) -> tuple[str, datetime] | None:
    """Parse the value of a button with a suggested time; None if it is not valid."""
    name, _, value = suggestion.partition("=")
    try:
        return name, datetime.fromisoformat(value[:16])
    except ValueError:
        return None


def _is_blank(field: Field) -> bool:
    return field.is_blank if isinstance(field, ParsedField) else not str(field.data or "").strip()


def add_error(field: Field, sentence: str) -> None:
    """Append an error to a field."""
    field.errors = [*field.errors, sentence]
