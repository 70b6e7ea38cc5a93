"""Rows of links in a form: a label, by language, and an address."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, StringField, URLField

from webinars.localized_text import LocalizedText
from webinars.security.urls import https_url
from webinars.web.core.current_site import site
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.translation_fields import field_name, language_name

SPARE_ROWS = 2
FEWEST_ROWS = 3
Link = tuple[str, str]  # label, by language, and URL


class LinksForm(BaseForm):
    """Rows of a label, its translations and an address; a row with all fields empty is none."""

    translated_languages: tuple[str, ...] = ()
    row_count = 0

    @property
    def rows(self) -> list[tuple[Field, Field, list[tuple[str, str, Field]]]]:
        """Return the fields of each row: label, address, and tag, name and label of each language."""
        return [
            (
                self[f"label_{number}"],
                self[f"url_{number}"],
                [
                    (tag, language_name(tag), self[field_name(f"label_{number}", tag)])
                    for tag in self.translated_languages
                ],
            )
            for number in range(1, self.row_count + 1)
        ]

    @property
    def has_translation_errors(self) -> bool:
        """Tell whether a label in another language was refused."""
        return any(item.errors for *_, labels in self.rows for _tag, _name, item in labels)


def submitted_links(form: LinksForm) -> list[Link]:
    """Return the rows that are filled in; errors are added to those that miss a label or an address."""
    links: list[Link] = []
    for label, url, translations in form.rows:
        others = {tag: str(item.data or "") for tag, _name, item in translations}
        if url.data and not label.data:
            add_error(label, _("Enter a text for this link."))
        elif not url.data and not url.errors and (label.data or any(others.values())):
            add_error(url, _("Enter the address of this link, or remove its text."))
        elif url.data:
            links.append((LocalizedText(label.data, others), url.data))
    return links


def initial_links(stored: Sequence[Link]) -> dict[str, str]:
    """Return the stored links by the names of the form's fields."""
    data: dict[str, str] = {}
    for number, (label, url) in enumerate(stored, 1):
        data |= {f"label_{number}": str(label), f"url_{number}": url}
        if isinstance(label, LocalizedText):
            for tag, text in label.translations.items():
                data[field_name(f"label_{number}", tag)] = text
    return data


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of the installation, if there are several, and those of stored texts."""
    offered = site().languages if len(site().languages) > 1 else ()
    localized = [text for text in texts if isinstance(text, LocalizedText)]
    return tuple(
        dict.fromkeys((*offered, *(tag for text in localized for tag in text.translations)))
    )


def link_fields(
    stored: int,
    sent: Mapping[str, str],
    languages: tuple[str, ...],
    *,
    most: int,
    clean: Callable[[str], str],
) -> dict[str, Any]:
    """Return the fields of a row for each link, stored or sent, and some spare ones, for a form class."""
    used = [number for number in range(1, most + 1) if sent.get(f"url_{number}")]
    rows = min(max(max([stored, *used]) + SPARE_ROWS, FEWEST_ROWS), most)
    fields: dict[str, Any] = {"row_count": rows, "translated_languages": languages}
    for number in range(1, rows + 1):
        fields[f"label_{number}"] = StringField(
            lazy_gettext("Text of link %(number)s", number=number),
            [CleanedBy(clean, required=False)],
        )
        fields[f"url_{number}"] = URLField(
            lazy_gettext("Address of link %(number)s", number=number),
            [CleanedBy(_optional_url, required=False)],
        )
        for tag in languages:
            fields[field_name(f"label_{number}", tag)] = StringField(
                lazy_gettext(
                    "Text of link %(number)s (%(language)s)",
                    number=number,
                    language=language_name(tag),
                ),
                [CleanedBy(clean, required=False)],
            )
    return fields


def _optional_url(address: str) -> str:
    return https_url(address) if address.strip() else ""
