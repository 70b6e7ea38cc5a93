"""Form of what the privacy or accessibility page says of the operator, with its translations."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, StringField, TextAreaField

from webinars.installation.page_statements import (
    StatementDetails,
    clean_body,
    clean_paragraphs,
)
from webinars.localized_text import LocalizedText
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.translation_fields import field_name, language_name
from webinars.web.organiser.fields import DateField, HiddenNumberField

LABELS = {
    "responsible_body": lazy_gettext("Responsible body"),
    "contact": lazy_gettext("Contact"),
    "complaint": lazy_gettext("Complaints"),
}


class StatementForm(BaseForm):
    """The statement of a page; translated_languages are those for which it has further fields."""

    translated_languages: tuple[str, ...] = ()
    revision = HiddenNumberField(default=0)
    responsible_body = StringField(
        LABELS["responsible_body"], [CleanedBy(clean_body, required=False)]
    )
    contact = TextAreaField(LABELS["contact"], [CleanedBy(clean_paragraphs, required=False)])
    complaint = TextAreaField(LABELS["complaint"], [CleanedBy(clean_paragraphs, required=False)])
    dated_on = DateField(lazy_gettext("Date of the statement"))

    @property
    def translations(self) -> list[tuple[str, str, list[Field]]]:
        """Return tag, name and fields of each further language."""
        return [
            (tag, language_name(tag), [self[field_name(name, tag)] for name in LABELS])
            for tag in self.translated_languages
        ]


def form_for(stored: StatementDetails, **options: Any) -> StatementForm:
    """Return the form with fields for each language of the installation, and of stored texts."""
    languages = _languages(stored)
    fields: dict[str, Any] = {"translated_languages": languages}
    for tag in languages:
        for name, label in LABELS.items():
            text = lazy_gettext("%(text)s (%(language)s)", text=label, language=language_name(tag))
            is_line = name == "responsible_body"
            kind, clean = (
                (StringField, clean_body) if is_line else (TextAreaField, clean_paragraphs)
            )
            fields[field_name(name, tag)] = kind(text, [CleanedBy(clean, required=False)])
    form_class: type[StatementForm] = type("StatementForm", (StatementForm,), fields)
    return form_class(**options)


def initial_data(stored: StatementDetails) -> dict[str, Any]:
    """Return the stored statement by the names of its fields."""
    data: dict[str, Any] = {"revision": stored.revision, "dated_on": stored.dated_on}
    for name in LABELS:
        text = getattr(stored, name)
        data[name] = str(text)
        for tag, words in _translations(text).items():
            data[field_name(name, tag)] = words
    return data


def details_of(form: StatementForm) -> StatementDetails:
    """Convert a valid form."""
    return StatementDetails(
        **{name: _localized(form, name) for name in LABELS},
        dated_on=form.dated_on.data,
        revision=form.revision.data or 0,
    )


def _localized(form: StatementForm, name: str) -> str:
    text = str(form[name].data or "")
    others = {tag: form[field_name(name, tag)].data or "" for tag in form.translated_languages}
    return LocalizedText(text, others) if any(others.values()) else text


def _languages(stored: StatementDetails) -> tuple[str, ...]:
    offered = site().languages if len(site().languages) > 1 else ()
    tags = [tag for name in LABELS for tag in _translations(getattr(stored, name))]
    return tuple(dict.fromkeys((*offered, *tags)))


def _translations(text: str) -> dict[str, str]:
    return dict(text.translations) if isinstance(text, LocalizedText) else {}
