"""The editable fields of a body or series: validation, and what its history stores of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webinars.errors import InvalidInputError
from webinars.events.history.values import stored_value, stored_values
from webinars.events.models import Series
from webinars.localized_text import (
    LocalizedText,
    all_languages,
    from_stored,
    in_each_language,
    normalize_tag,
    stored_form,
)
from webinars.security.email_addresses import clean_address
from webinars.security.text_input import clean_line, clean_name, clean_text
from webinars.security.urls import https_url

NAME_LENGTH, SHORT_NAME_LENGTH, DESCRIPTION_LENGTH = 200, 40, 50_000
LABEL_LENGTH, PICTURE_TEXT_LENGTH, CONTACT_LENGTH = 150, 300, 200
MOST_LINKS = 20
Link = tuple[str, str]  # label, by language, and URL


@dataclass(frozen=True)
class SeriesDetails:
    """The editable fields of a body or series; empty texts are not given.

    text_language is the BCP 47 tag of the language in which the texts are written; picture_text stands for
    the picture; is_published: shown without a public event, too.
    """

    name: str
    short_name: str = ""
    parent_id: int | None = None
    description: str = ""
    text_language: str = ""
    links: Sequence[Link] = ()
    contact_name: str = ""
    contact_email: str = ""
    picture_text: str = ""
    is_published: bool = False


LOCALIZED_NAMES = ("name", "short_name", "description", "picture_text")


def clean_series_name(text: str) -> str:
    """Clean a name in one language; raises as text_input.clean_line()."""
    return clean_line(text, longest=NAME_LENGTH)


def clean_short_name(text: str) -> str:
    """Clean a short name in one language; raises as text_input.clean_line()."""
    return clean_line(text, longest=SHORT_NAME_LENGTH)


def clean_description(text: str) -> str:
    """Clean the text in one language; raises as text_input.clean_text()."""
    return clean_text(text, longest=DESCRIPTION_LENGTH)


def clean_picture_text(text: str) -> str:
    """Clean what stands for the picture, in one language; raises as text_input.clean_line()."""
    return clean_line(text, longest=PICTURE_TEXT_LENGTH)


def clean_label(text: str) -> str:
    """Clean the label of a link in one language; raises as text_input.clean_line()."""
    return clean_line(text, longest=LABEL_LENGTH)


def clean_contact_name(text: str) -> str:
    """Clean the name of the contact; raises as text_input.clean_name()."""
    return clean_name(text, longest=CONTACT_LENGTH)


CLEANERS = {
    "name": clean_series_name,
    "short_name": clean_short_name,
    "description": clean_description,
    "picture_text": clean_picture_text,
}


def write_details(series: Series, details: SeriesDetails) -> None:
    """Validate the details and write them to a row, all but the parent.

    Raises:
        InvalidInputError: "series-name-missing", "too-many-links", "text-language-missing",
            "translated-into-itself", "translation-without-text" (facts: field), "unknown-language",
            and those of text_input, urls and email_addresses.
    """
    if not details.name.strip():
        raise InvalidInputError("series-name-missing")
    if len(details.links) > MOST_LINKS:
        raise InvalidInputError("too-many-links", most=MOST_LINKS)
    series.text_language = _checked_language(details)
    for name, clean in CLEANERS.items():
        setattr(series, name, in_each_language(getattr(details, name), clean))
    series.links = [
        {"text": stored_form(in_each_language(label, clean_label)), "url": https_url(url)}
        for label, url in details.links
    ]
    series.contact_name = clean_contact_name(details.contact_name)
    series.contact_email = clean_address(details.contact_email) if details.contact_email else ""
    series.is_published = details.is_published


def _checked_language(details: SeriesDetails) -> str:
    texts = {name: getattr(details, name) for name in LOCALIZED_NAMES}
    tags = set()
    for name, text in texts.items():
        if isinstance(text, LocalizedText) and text.translations:
            if not text.strip():
                raise InvalidInputError("translation-without-text", field=name)
            tags |= set(text.translations)
    try:
        own = normalize_tag(details.text_language) if details.text_language else ""
    except ValueError as error:
        raise InvalidInputError("unknown-language", language=details.text_language[:35]) from error
    if tags and not own:
        raise InvalidInputError("text-language-missing")
    if own in tags:
        raise InvalidInputError("translated-into-itself")
    return own


def series_links(series: Series) -> list[Link]:
    """Return label, by language, and URL of the links of a series."""
    return [(from_stored(link["text"]), link["url"]) for link in series.links]


def details_of(series: Series) -> SeriesDetails:
    """Return the details of a series, which must be loaded with the columns of its page."""
    return SeriesDetails(
        name=series.name,
        short_name=series.short_name,
        parent_id=series.parent_id,
        description=series.description,
        text_language=series.text_language,
        links=series_links(series),
        contact_name=series.contact_name,
        contact_email=series.contact_email,
        picture_text=series.picture_text,
        is_published=series.is_published,
    )


def recorded_values(series: Series) -> dict[str, Any]:
    """Return what the history of a series stores of it: its details, address and picture."""
    values = stored_values(details_of(series), leaving_out=("links",))
    links = [{"text": label, "url": url} for label, url in series_links(series)]
    return values | {
        "links": stored_value(links),
        "slug": series.slug,
        "picture": series.picture_digest,
    }


def has_name(series: Series, wanted: str) -> bool:
    """Return whether a series has a name, ignoring case, in any language."""
    return any(one.casefold() == wanted.casefold() for one in all_languages(series.name))
