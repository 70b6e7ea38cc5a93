"""Rows for an event's links in its form: text and address."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field

from webinars.events.models import Event
from webinars.web.organiser.events.form import EventForm, add_error, line_field, url_field
from webinars.web.organiser.events.translation_fields import translation_fields

# Two fields each; a form may have 200 parts. Links beyond this number are kept unchanged.
MOST_LINKS = 40
SPARE = 2
WORDS_LENGTH = 300

_NAME = re.compile(r"link_(?:text|url)_([1-9]\d?)")

Links = Sequence[dict[str, str]]


class LinkedForm(EventForm):
    """The event form with a number of link rows."""

    link_rows = 0

    @property
    def links(self) -> list[tuple[Field, Field]]:
        """Return the fields of each row: text and address."""
        numbers = range(1, self.link_rows + 1)
        return [(self[f"link_text_{number}"], self[f"link_url_{number}"]) for number in numbers]

    @property
    def links_filled(self) -> int:
        """Count the rows that are filled in."""
        return sum(any(item.data for item in row) for row in self.links)

    @property
    def links_refused(self) -> bool:
        """Tell whether any row has an error."""
        return any(item.errors for row in self.links for item in row)


def form_for(event: Event | None, sent: Mapping[str, str]) -> type[LinkedForm]:
    """Return the form class for an event, or a new one: with the languages of its texts, and link rows.

    There is a row for each stored or submitted link, and some spare rows.
    """
    links = event.links if event else ()
    names = (_NAME.fullmatch(name) for name, value in sent.items() if value)
    last = max([len(links), *(int(name[1]) for name in names if name)])
    return _form_of(min(last + SPARE, MOST_LINKS), translation_fields(event))


def initial_links(links: Links, rows: int) -> dict[str, str]:
    """Return the links by the names of the form's fields; spare rows are empty."""
    shown = {
        f"link_{part}_{number}": "" for number in range(1, rows + 1) for part in ("text", "url")
    }
    for number, link in enumerate(links[:rows], 1):
        text, url = link.get("text", ""), link.get("url", "")
        shown[f"link_text_{number}"] = text if text != url else ""
        shown[f"link_url_{number}"] = url
    return shown


def read_links(form: LinkedForm, stored: Links) -> Links:
    """Return the links of a validated form; add an error where a text has no address."""
    links_found = []
    for text, url in form.links:
        if text.data and not url.data:
            add_error(url, _("Enter the address of this link, or remove its text."))
        elif url.data and not url.errors:
            links_found.append({"url": url.data, "text": text.data or url.data})
    return [*links_found, *stored[MOST_LINKS:]]


def _form_of(rows: int, translated: Mapping[str, object]) -> type[LinkedForm]:
    fields: dict[str, object] = {"link_rows": rows, **translated}
    for number in range(1, rows + 1):
        words = lazy_gettext("Text of link %(number)s", number=number)
        address = lazy_gettext("Address of link %(number)s", number=number)
        fields[f"link_text_{number}"] = line_field(words, WORDS_LENGTH)
        fields[f"link_url_{number}"] = url_field(address)
    return type("LinkedForm", (LinkedForm,), fields)
