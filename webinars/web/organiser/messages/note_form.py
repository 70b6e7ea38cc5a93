"""Form of the paragraph that an organiser adds to a standard e-mail, by language."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, TextAreaField

from webinars.event_messages.email_notes import clean_note
from webinars.localized_text import LocalizedText
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.translation_fields import field_name, language_name


class NoteForm(BaseForm):
    """A paragraph; translated_languages are those for which it has further fields."""

    translated_languages: tuple[str, ...] = ()
    note = TextAreaField(
        lazy_gettext("Add a note to the e-mail"), [CleanedBy(clean_note, required=False)]
    )

    @property
    def translations(self) -> list[tuple[str, str, Field]]:
        """Return tag, name and field of each further language."""
        return [
            (tag, language_name(tag), self[field_name("note", tag)])
            for tag in self.translated_languages
        ]

    @property
    def note_fields(self) -> list[Field]:
        """Return the fields of all languages."""
        return [self["note"], *(item for _tag, _name, item in self.translations)]

    @property
    def text(self) -> str:
        """Return the paragraph with its translations."""
        others = {tag: item.data or "" for tag, _name, item in self.translations}
        written = str(self["note"].data or "")
        return LocalizedText(written, others) if any(others.values()) else written


def note_form(stored: str = "") -> NoteForm:
    """Return the form of a stored paragraph, or of a new one, with fields for each language."""
    translations = stored.translations if isinstance(stored, LocalizedText) else {}
    offered = site().languages if len(site().languages) > 1 else ()
    languages = tuple(dict.fromkeys((*offered, *translations)))
    fields: dict[str, Any] = {"translated_languages": languages}
    data = {"note": str(stored)}
    for tag in languages:
        fields[field_name("note", tag)] = TextAreaField(
            lazy_gettext("Note (%(language)s)", language=language_name(tag)),
            [CleanedBy(clean_note, required=False)],
        )
        data[field_name("note", tag)] = translations.get(tag, "")
    form_class: type[NoteForm] = type("NoteForm", (NoteForm,), fields)
    return form_class(data=data)
