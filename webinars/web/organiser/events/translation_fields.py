"""Fields of the event form for its texts in other languages: title, description and venue of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, StringField, TextAreaField

from webinars.errors import InvalidInputError
from webinars.events.details import (
    DESCRIPTION_LENGTH,
    LOCALIZED_NAMES,
    PLACE_LENGTH,
    TITLE_LENGTH,
)
from webinars.events.models import Event
from webinars.localized_text import LocalizedText, normalize_tag
from webinars.security.text_input import clean_line, clean_text
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import LANGUAGE_NAMES

LABELS = {
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "place": lazy_gettext("Venue"),
}


@dataclass(frozen=True)
class Translation:
    """The fields of one language, by the name of its text."""

    language: str
    name: str
    title: Field
    description: Field
    place: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields in their order."""
        return (self.title, self.description, self.place)

    @property
    def is_filled(self) -> bool:
        """Tell whether any field is filled in or refused."""
        return any(field.data or field.errors for field in self.fields)


class TranslatedForm(BaseForm):
    """A form with fields for further languages; translated_languages are their tags."""

    translated_languages: tuple[str, ...] = ()
    stored_texts: Mapping[str, str] = MappingProxyType({})
    is_venue_questioned = False  # by ask_about_venues()

    @property
    def translations(self) -> list[Translation]:
        """Return the fields of each language."""
        return [
            Translation(
                tag,
                language_name(tag),
                *(self[field_name(name, tag)] for name in LOCALIZED_NAMES),
            )
            for tag in self.translated_languages
        ]


def languages_offered(event: Event | None) -> tuple[str, ...]:
    """Return the languages of the installation, if there are several, and those of the event's texts."""
    offered = site().languages if len(site().languages) > 1 else ()
    stored = [tag for name in LOCALIZED_NAMES for tag in _translations_of(event, name)]
    return tuple(dict.fromkeys((*offered, *stored)))


def translation_fields(event: Event | None) -> dict[str, object]:
    """Return the fields of further languages for an event, or a new one, as attributes of a form class."""
    languages = languages_offered(event)
    fields: dict[str, object] = {
        "translated_languages": languages,
        "stored_texts": {name: getattr(event, name) if event else "" for name in LOCALIZED_NAMES},
    }
    for tag in languages:
        fields[field_name("title", tag)] = _line("title", tag, TITLE_LENGTH)
        fields[field_name("description", tag)] = TextAreaField(
            _label("description", tag), [CleanedBy(_description, required=False)]
        )
        fields[field_name("place", tag)] = _line("place", tag, PLACE_LENGTH)
    return fields


def initial_translations(event: Event) -> dict[str, str]:
    """Return the translations of an event's texts by the names of their fields."""
    languages = languages_offered(event)
    return {
        field_name(name, tag): _translations_of(event, name).get(tag, "")
        for name in LOCALIZED_NAMES
        for tag in languages
    }


def localized_text(form: TranslatedForm, name: str) -> str:
    """Return a text of a form with its translations, which replace those that are stored.

    Those without a field, as in a form of an earlier version, stay as they are; of another venue none does.
    """
    text = str(form[name].data or "")
    by_tag = {tag: form[field_name(name, tag)] for tag in form.translated_languages}
    sent = {tag: field.data or "" for tag, field in by_tag.items() if field.raw_data != []}
    stored = form.stored_texts.get(name, "")
    is_venue_changed = name == "place" and text != stored
    others = (
        {} if is_venue_changed or not isinstance(stored, LocalizedText) else stored.translations
    )
    return LocalizedText(text, {**others, **sent}) if sent else text


def ask_about_venues(form: TranslatedForm, event: Event | None) -> None:
    """Add an error to each translation of the venue that stayed as it was although the venue was changed."""
    if event is None or (form["place"].data or "") == event.place or form["same_venue"].data:
        return
    for tag, words in _translations_of(event, "place").items():
        field = form[field_name("place", tag)]
        if field.raw_data and field.data == words:
            field.errors = [
                *field.errors,
                _(
                    "The venue in this language is still “%(place)s”. Correct it, remove it, or "
                    "confirm below that it is right.",
                    place=words,
                ),
            ]
            form.is_venue_questioned = True


def clean_tag(text: str) -> str:
    """Return the tag of a chosen language; empty if none is.

    Raises:
        InvalidInputError: "unknown-language".
    """
    try:
        return normalize_tag(text) if text else ""
    except ValueError as error:
        raise InvalidInputError("unknown-language", language=text[:20]) from error


def language_name(tag: str) -> str:
    """Return the name of a language in that language."""
    return LANGUAGE_NAMES.get(tag, tag)


def field_name(name: str, tag: str) -> str:
    """Return the name of the field of a text in a language."""
    return f"{name}_{tag}"


def _translations_of(event: Event | None, name: str) -> Mapping[str, str]:
    text = getattr(event, name) if event else ""
    return text.translations if isinstance(text, LocalizedText) else {}


def _line(name: str, tag: str, longest: int) -> StringField:
    def clean(text: str) -> str:
        return clean_line(text, longest=longest)

    return StringField(_label(name, tag), [CleanedBy(clean, required=False)])


def _description(text: str) -> str:
    return clean_text(text, longest=DESCRIPTION_LENGTH)


def _label(name: str, tag: str) -> str:
    label: str = lazy_gettext(
        "%(text)s (%(language)s)", text=LABELS[name], language=language_name(tag)
    )
    return label
