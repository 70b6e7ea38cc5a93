"""The forms of participants: what they ask, and what they say when something is not right yet."""

# Fields are cleaned by the same functions that the actions use, so that what a form takes an action takes.

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypedDict

from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import (
    EmailField,
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectFieldBase,
    StringField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import Select

from webinars.caching.lru import SharedLRUCache
from webinars.caching.memoize import memoize
from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.registrations.rules import AFFILIATION_LENGTH, NAME_LENGTH
from webinars.security import email_addresses
from webinars.security import text as text_of_names
from webinars.security.text import clean_line, has_control, strip_invisible
from webinars.timezones import formatting, zones
from webinars.web.core.csrf import BaseForm
from webinars.web.core.errors import sentence
from webinars.web.core.locale import NAMES, site, translator, zone_to_offer


class Clean:
    """Replaces what was typed by its clean form, or says how to put it right; needed marks the label."""

    def __init__(
        self,
        clean: Callable[[str], str],
        *,
        needed: bool,
        words: Mapping[str, object] | None = None,
    ) -> None:
        self._clean = clean
        self._words = words or {}
        self.field_flags = {"required": True} if needed else {}

    def __call__(self, _form: Form, field: Field) -> None:
        """Clean the field's text.

        Raises:
            ValidationError: a sentence for the person; what they typed stays, as far as it can be shown.
        """
        typed = str(field.data or "")
        try:
            field.data = self._clean(typed)
        except InvalidInputError as error:
            if has_control(typed):
                field.data = remove_control(typed)
            if error.code == "invisible-character":
                field.data = strip_invisible(typed)  # as it would be read, to be looked at
            raise ValidationError(self._words.get(error.code) or sentence(error)) from error  # type: ignore[arg-type]


def remove_control(text: str) -> str:
    """Return a submitted text without control characters, which a page cannot show."""
    return "".join(sign for sign in text if sign in "\r\n\t" or not has_control(sign))


def clean_name(text: str) -> str:
    """Return a person's name."""
    return text_of_names.clean_name(text, longest=NAME_LENGTH, least=1)


def clean_affiliation(text: str) -> str:
    """Return an affiliation, which may be empty."""
    return text_of_names.clean_name(text, longest=AFFILIATION_LENGTH)


def clean_language(text: str) -> str:
    """Return the language that mails are written in; none said is the reader's.

    Raises:
        InvalidInputError: "unknown-language".
    """
    if not text:
        return translator().language
    if text not in site().languages:
        raise InvalidInputError("unknown-language", language=text[:20])
    return text


def clean_zone(text: str) -> str:
    """Return the zone in use for a name; nothing where none was chosen.

    Raises:
        InvalidInputError: "unknown-zone".
    """
    return zones.canonical(text) if text else ""


NAME_WORDS = {"required": lazy_gettext("Enter your name.")}
EMAIL_WORDS = {
    "required": lazy_gettext("Enter your e-mail address: we send the invitation there."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
    "too-long": lazy_gettext("This e-mail address is too long."),
}
ZONE_WORDS = {"unknown-zone": lazy_gettext("Choose a time zone from the list.")}


LINKS_WORDS = {
    **EMAIL_WORDS,
    "required": lazy_gettext("Enter the e-mail address that you registered with."),
}


def _email(words: Mapping[str, object] = EMAIL_WORDS) -> EmailField:
    said = Clean(email_addresses.clean_address, needed=True, words=words)
    return EmailField(lazy_gettext("E-mail"), [said])


class LinksForm(BaseForm):
    """Asks for the e-mail address of the registrations."""

    email = _email(LINKS_WORDS)


class ZoneSelect(Select):
    """A list of time zones whose HTML is cached for each selected zone."""

    MOST = 64

    def __init__(self) -> None:
        super().__init__()
        self._cache = SharedLRUCache[Markup](self.MOST)

    def __call__(self, field: SelectFieldBase, **attributes: object) -> Markup:
        """Return the list as HTML."""
        assert isinstance(field, SelectField)  # noqa: S101 - for the type checker
        offered = tuple(tuple(choice) for choice in field.choices or ())
        key = (field.name, field.data, offered, tuple(sorted(attributes.items())))
        html = self._cache.get(key)
        if html is None:
            html = super().__call__(field, **attributes)
            if not field.data or field.data in zones.NAMES:
                self._cache.put(key, html)
        return html


class RegistrationValues(TypedDict):
    """Validated values of the registration form, by the names of actions.register()."""

    name: str
    email: str
    affiliation: str
    zone: str
    language: str


def _short(text: str) -> str:
    return clean_line(text, longest=9)


def _key(text: str) -> str:
    return clean_line(text, longest=100)


class RegistrationForm(BaseForm):
    """Name, e-mail address, time zone and language of a registrant."""

    name = StringField(
        lazy_gettext("Your name"), [Clean(clean_name, needed=True, words=NAME_WORDS)]
    )
    email = _email()
    affiliation = StringField(
        lazy_gettext("Organisation"), [Clean(clean_affiliation, needed=False)]
    )
    # A browser may keep a zone under a name that the list leaves out, so the list does not decide.
    zone = SelectField(
        lazy_gettext("Your time zone"),
        [Clean(clean_zone, needed=False, words=ZONE_WORDS)],
        validate_choice=False,
        default=zone_to_offer,
        widget=ZoneSelect(),
    )
    lang = SelectField(
        lazy_gettext("Language of our e-mails"),
        [Clean(clean_language, needed=False)],
        validate_choice=False,
        default=lambda: translator().language,
    )
    # Only for events with registration types, and for those with a secret link.
    registration_type = StringField(
        lazy_gettext("Registration type"), [Clean(_short, needed=False)]
    )
    key = HiddenField(validators=[Clean(_key, needed=False)])
    # The address that was warned about before; if it is submitted again, it is accepted.
    confirmed_email = HiddenField()
    suggestion = ""

    @property
    def registration_type_id(self) -> int | None:
        """Return the id of the chosen type; None without a choice, 0 if the value is not an id."""
        value = str(self.registration_type.data or "")
        return (int(value) if value.isascii() and value.isdecimal() else 0) if value else None

    @property
    def values(self) -> RegistrationValues:
        """Return the validated values."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "affiliation": self.affiliation.data or "",
            "zone": str(self.zone.data or ""),
            "language": str(self.lang.data),
        }

    def set_choices(self, at: datetime) -> "RegistrationForm":
        """Set the choices of both lists, for rendering; offsets of time zones are those of an instant."""
        # No zone is preselected for people who chose none: e-mails then use the event's.
        no_choice = ("", translator()("Choose a time zone"))
        self.zone.choices = [no_choice, *zone_choices(str(self.zone.data or ""), at)]
        self.lang.choices = [(tag, NAMES.get(tag, tag)) for tag in site().languages]
        return self


class EmptyForm(BaseForm):
    """A form with a button only; it sends nothing but the CSRF token."""


def zone_choices(chosen: str, at: datetime | None) -> list[tuple[str, str]]:
    """Return the zones to choose from by the names of their cities, the chosen one among them.

    Beside each name stands how far it is from UTC at an instant, if one is given.
    """
    known = chosen if chosen in zones.NAMES else ""
    # Offsets change on a quarter of an hour at most.
    quarter = int(at.timestamp()) // 900 if at else None
    return list(_zone_choices(known, translator(), quarter))


@memoize(64)
def _zone_choices(chosen: str, t: Translator, quarter: int | None) -> tuple[tuple[str, str], ...]:
    names = zones.choices()
    if chosen and chosen not in names:
        names = [chosen, *names]
    told = [(zone, formatting.zone_name(zone, t)) for zone in names]
    if quarter is not None:
        at = datetime.fromtimestamp(quarter * 900, UTC)
        told = [(zone, formatting.name_and_offset(name, at, zone)) for zone, name in told]
    return tuple(sorted(told, key=lambda pair: pair[1].casefold()))
