"""The event form; values that depend on each other are parsed in form_values."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import ValidationError

from webinars.accounts.rules import NAME_LENGTH
from webinars.errors import InvalidInputError
from webinars.events.details import DESCRIPTION_LENGTH, TITLE_LENGTH
from webinars.events.rules import Format, NotificationMode
from webinars.security import email_addresses
from webinars.security.text import clean_line, clean_name, clean_text
from webinars.security.urls import web_url
from webinars.timezones import zones
from webinars.timezones.schedule import Precision
from webinars.web.components.event_time import month_name
from webinars.web.core.csrf import BaseForm
from webinars.web.core.errors import sentence
from webinars.web.core.forms import EMAIL_WORDS, ZONE_WORDS, Clean, zone_choices
from webinars.web.core.locale import translator
from webinars.web.organiser.events import fields as events_fields

PLACE_LENGTH = 300
SERIES_LENGTH = 200


PRECISIONS = {
    Precision.TIME: lazy_gettext("Exact time"),
    Precision.DAYS: lazy_gettext("Days"),
    Precision.MONTH: lazy_gettext("Month only"),
}
FORMATS = {
    Format.ONLINE: lazy_gettext("Online"),
    Format.IN_PERSON: lazy_gettext("In person"),
    Format.HYBRID: lazy_gettext("Hybrid"),
}
NOTIFIED = {
    NotificationMode.EACH: lazy_gettext("Each one"),
    NotificationMode.DAILY: lazy_gettext("Once a day"),
    NotificationMode.NEVER: lazy_gettext("Never"),
}


def line_field(label: str, longest: int = 200, *, least: int = 0, **words: Any) -> StringField:
    """Create a single-line text field."""

    def clean(text: str) -> str:
        return clean_line(text, longest=longest, least=least)

    return StringField(label, [Clean(clean, needed=bool(least), words=words)])


def _short(label: str) -> StringField:
    """Create a field whose text is parsed later, together with others."""
    return StringField(label, [Clean(lambda text: clean_line(text, longest=60), needed=False)])


def url_field(label: str) -> URLField:
    """Create an optional field for a web address."""

    def clean(text: str) -> str:
        return web_url(text) if text.strip() else ""

    return URLField(label, [Clean(clean, needed=False)])


def _choice(kind: type[StrEnum]) -> Clean:
    """Return a validator that accepts the values of an enum."""

    def clean(text: str) -> str:
        if text not in list(kind):
            raise InvalidInputError("not-a-choice")
        return text

    return Clean(clean, needed=True)


def _cities(text: str) -> str:
    """Validate a list of cities; raise all errors together."""
    line = clean_line(text, longest=400)
    refusals = events_fields.read_cities(line, translator()).refusals
    if refusals:
        raise ValidationError(" ".join(map(sentence, refusals)))
    return line


def _languages(text: str) -> str:
    events_fields.language_tags(text, translator())
    return clean_line(text, longest=400)


def _capacity(text: str) -> str:
    return str(events_fields.number(text, events_fields.MOST_PLACES)) if text.strip() else ""


def _email(text: str) -> str:
    return email_addresses.clean_address(text) if text.strip() else ""


class EventForm(BaseForm):
    """Title, description, date, location and registration of an event."""

    revision = HiddenField(default="0")
    length = HiddenField(default="60")  # previous duration in minutes
    title = line_field(
        lazy_gettext("Title"),
        TITLE_LENGTH,
        least=1,
        required=lazy_gettext("Enter a title: people search for it."),
    )
    description = TextAreaField(
        lazy_gettext("Description"),
        [Clean(lambda text: clean_text(text, longest=DESCRIPTION_LENGTH), needed=False)],
    )
    series = line_field(lazy_gettext("Body or series"), SERIES_LENGTH)
    languages = StringField(lazy_gettext("Languages"), [Clean(_languages, needed=False)])

    precision = RadioField(
        lazy_gettext("How precise is the date?"),
        [_choice(Precision)],
        validate_choice=False,
        default=Precision.TIME.value,
    )
    date = _short(lazy_gettext("Date"))
    start = _short(lazy_gettext("Start"))
    end = _short(lazy_gettext("End or duration"))
    first = _short(lazy_gettext("First day"))
    last = _short(lazy_gettext("Last day"))
    month = SelectField(
        lazy_gettext("Month"),
        [Clean(lambda text: clean_line(text, longest=2), needed=False)],
        validate_choice=False,
    )
    year = _short(lazy_gettext("Year"))
    # An event may keep a time zone under a name that the list omits, so the list does not decide.
    zone = SelectField(
        lazy_gettext("Time zone"),
        [Clean(zones.canonical, needed=False, words=ZONE_WORDS)],
        validate_choice=False,
    )
    cities = StringField(lazy_gettext("Also show the time in"), [Clean(_cities, needed=False)])

    format = RadioField(
        lazy_gettext("Format"),
        [_choice(Format)],
        validate_choice=False,
        default=Format.ONLINE.value,
    )
    place = line_field(lazy_gettext("Place"), PLACE_LENGTH)
    meeting_url = url_field(lazy_gettext("Join link"))

    accepts_registrations = BooleanField(lazy_gettext("Take registrations"), default=True)
    capacity = StringField(lazy_gettext("Places"), [Clean(_capacity, needed=False)])
    opens_on = _short(lazy_gettext("Opens on"))
    opens_time = _short(lazy_gettext("at"))
    closes_on = _short(lazy_gettext("Closes on"))
    closes_time = _short(lazy_gettext("at"))
    notification_mode = RadioField(
        lazy_gettext("Notify me of registrations"),
        [_choice(NotificationMode)],
        validate_choice=False,
        default=NotificationMode.DAILY.value,
    )
    contact_name = StringField(
        lazy_gettext("Contact"),
        [Clean(lambda text: clean_name(text, longest=NAME_LENGTH), needed=False)],
    )
    contact_email = EmailField(
        lazy_gettext("Contact e-mail"), [Clean(_email, needed=False, words=EMAIL_WORDS)]
    )
    hosted_by = line_field(lazy_gettext("Hosted by"), NAME_LENGTH)
    external_url = url_field(lazy_gettext("Page of the host"))

    # Whether passcodes and meeting links may stay in public text.
    public_access = BooleanField(
        lazy_gettext("Everybody may know this: keep it in the public text")
    )

    def set_choices(self, at: datetime | None) -> "EventForm":
        """Set the choices, with UTC offsets at an instant; only needed when the form is rendered."""
        t = translator()
        lists = (
            (self.precision, PRECISIONS),
            (self.format, FORMATS),
            (self.notification_mode, NOTIFIED),
        )
        for asked, words in lists:
            asked.choices = [(kind.value, label) for kind, label in words.items()]
        self.zone.choices = zone_choices(str(self.zone.data or ""), at)
        # Month names are the same in any year.
        named = [(str(n), month_name(date(2026, n, 1), t)) for n in range(1, 13)]
        self.month.choices = [("", ""), *named]
        return self

    def clear_missing(self) -> None:
        """Remove errors of empty fields, so that a preview only complains about filled ones."""
        for field in self:
            if field.errors and not str(field.data or "").strip():
                field.errors = []


def add_error(field: Field, sentence: str) -> None:
    """Append an error to a field."""
    field.errors = [*field.errors, sentence]


def apply_suggestion(sent: "MultiDict[str, str]") -> "MultiDict[str, str]":
    """Return the submitted data with a suggestion applied, if its button was pressed.

    Such a button is named take, with a value such as "start=2026-10-25T03:00"; "move=" moves start
    and end.
    """
    name, _, value = sent.get("take", "").partition("=")
    fields = MultiDict(sent)
    try:
        at = datetime.fromisoformat(value[:16])
    except ValueError:
        return fields
    if name in {"opens", "closes"}:
        fields[f"{name}_on"], fields[f"{name}_time"] = f"{at:%Y-%m-%d}", f"{at:%H:%M}"
    elif name == "end":
        fields["end"] = f"{at:%H:%M}"
    elif name in {"start", "move"}:
        if name == "move":
            fields["end"] = _moved(fields, at)
        fields["date"], fields["start"] = f"{at:%Y-%m-%d}", f"{at:%H:%M}"
    return fields


def _moved(fields: "MultiDict[str, str]", at: datetime) -> str:
    """Return the end that keeps the duration when the start moves."""
    end_text = fields.get("end", "")
    try:
        before = events_fields.clock_time(fields.get("start", ""))
        end = events_fields.clock_time(end_text)
    except InvalidInputError:
        return end_text
    on = at.date()
    moved = at + (datetime.combine(on, end) - datetime.combine(on, before))
    return f"{moved:%H:%M}"
