"""Form of a body or series, with its texts in further languages and its links."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    SelectField,
    StringField,
    TextAreaField,
)

from webinars.events.series.series_details import (
    CLEANERS,
    LOCALIZED_NAMES,
    MOST_LINKS,
    NAME_LENGTH,
    Link,
    SeriesDetails,
    clean_contact_name,
    clean_description,
    clean_label,
    clean_picture_text,
    clean_series_name,
    clean_short_name,
)
from webinars.localized_text import LocalizedText
from webinars.security import email_addresses
from webinars.security.text_input import clean_line
from webinars.web.core.forms.validators import EMAIL_MESSAGES, CleanedBy
from webinars.web.organiser.events.translation_fields import clean_tag, field_name, language_name
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.localized_links import (
    LinksForm,
    initial_links,
    languages_of,
    link_fields,
)

LABELS = {
    "name": lazy_gettext("Name"),
    "short_name": lazy_gettext("Short name"),
    "description": lazy_gettext("Text"),
    "picture_text": lazy_gettext("What the picture shows"),
}


def _email(text: str) -> str:
    return email_addresses.clean_address(text) if text.strip() else ""


def _name(text: str) -> str:
    return clean_line(text, longest=NAME_LENGTH, least=1)


class SeriesForm(LinksForm):
    """Name, text, links, picture and contact of a body or series, and what it is part of."""

    revision = HiddenNumberField(default=0)
    asked_name = ""  # of another body, which the page asks about
    name = StringField(
        LABELS["name"],
        [
            CleanedBy(
                _name,
                required=True,
                messages={"required": lazy_gettext("Enter a name.")},
            )
        ],
    )
    short_name = StringField(LABELS["short_name"], [CleanedBy(clean_short_name, required=False)])
    parent = StringField(lazy_gettext("Part of"), [CleanedBy(clean_series_name, required=False)])
    description = TextAreaField(
        LABELS["description"], [CleanedBy(clean_description, required=False)]
    )
    text_language = SelectField(
        lazy_gettext("Language of these texts"),
        [CleanedBy(clean_tag, required=False)],
        validate_choice=False,
        default="",
    )
    contact_name = StringField(
        lazy_gettext("Contact"), [CleanedBy(clean_contact_name, required=False)]
    )
    contact_email = EmailField(
        lazy_gettext("Contact e-mail"), [CleanedBy(_email, required=False, messages=EMAIL_MESSAGES)]
    )
    picture = FileField(lazy_gettext("Picture"))
    removes_picture = BooleanField(lazy_gettext("Remove the picture"))
    picture_text = StringField(
        LABELS["picture_text"], [CleanedBy(clean_picture_text, required=False)]
    )
    is_published = BooleanField(
        lazy_gettext("Show the public page also while there is no public event"), default=True
    )

    @property
    def translations(self) -> list[tuple[str, str, list[Field]]]:
        """Return tag, name and fields of each further language."""
        return [
            (tag, language_name(tag), [self[field_name(name, tag)] for name in LABELS])
            for tag in self.translated_languages
        ]


def form_for(stored: SeriesDetails | None, sent: Mapping[str, str]) -> type[SeriesForm]:
    """Return the form class for a series, or a new one."""
    links = stored.links if stored else ()
    texts = [getattr(stored, name) for name in LOCALIZED_NAMES] if stored else []
    languages = languages_of([*texts, *(label for label, _ in links)])
    fields = link_fields(len(links), sent, languages, most=MOST_LINKS, clean=clean_label)
    for tag in languages:
        for name, label in LABELS.items():
            text = lazy_gettext("%(text)s (%(language)s)", text=label, language=language_name(tag))
            kind = TextAreaField if name == "description" else StringField
            fields[field_name(name, tag)] = kind(text, [CleanedBy(CLEANERS[name], required=False)])
    form_class: type[SeriesForm] = type("SeriesForm", (SeriesForm,), fields)
    return form_class


def set_languages(form: SeriesForm, no_language: str) -> SeriesForm:
    """Set the choices of the language of the texts; only needed when the form is rendered."""
    stated = (str(form.text_language.data),) if form.text_language.data else ()
    tags = dict.fromkeys((*form.translated_languages, *stated))
    named = [(tag, language_name(tag), {"lang": tag}) for tag in tags]
    form.text_language.choices = [("", no_language, {}), *named]
    return form


def initial_data(stored: SeriesDetails, *, revision: int, parent: str) -> dict[str, Any]:
    """Return a series by the names of the form's fields; parent is what names its parent."""
    data: dict[str, Any] = {
        "revision": revision,
        "parent": parent,
        **{name: str(getattr(stored, name)) for name in LOCALIZED_NAMES},
        "text_language": stored.text_language,
        "contact_name": stored.contact_name,
        "contact_email": stored.contact_email,
        "is_published": stored.is_published,
        **initial_links(stored.links),
    }
    for name in LOCALIZED_NAMES:
        text = getattr(stored, name)
        if isinstance(text, LocalizedText):
            data |= {field_name(name, tag): words for tag, words in text.translations.items()}
    return data


def details_of_form(form: SeriesForm, links: list[Link], parent_id: int | None) -> SeriesDetails:
    """Convert a valid form."""
    texts = {name: _localized(form, name) for name in LOCALIZED_NAMES}
    return SeriesDetails(
        **texts,
        parent_id=parent_id,
        text_language=form.text_language.data or "",
        links=links,
        contact_name=form.contact_name.data or "",
        contact_email=form.contact_email.data or "",
        is_published=bool(form.is_published.data),
    )


def _localized(form: SeriesForm, name: str) -> str:
    text = str(form[name].data or "")
    others = {tag: form[field_name(name, tag)].data or "" for tag in form.translated_languages}
    return LocalizedText(text, others) if any(others.values()) else text
