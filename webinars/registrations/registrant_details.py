"""The details that registrants enter about themselves, and the validation of each."""

from collections.abc import Callable
from typing import Any, NotRequired, TypedDict

from webinars.security.text_input import clean_name
from webinars.timezones import zones

NAME_LENGTH = 200
AFFILIATION_LENGTH = 200


class RegistrantDetails(TypedDict):
    """Details by column of registrations; the e-mail address is apart, as it is verified.

    timezone: empty if not chosen.
    """

    name: str
    affiliation: NotRequired[str]
    timezone: str
    language: str


def _clean_name(text: str) -> str:
    return clean_name(text, longest=NAME_LENGTH, least=1)


def _clean_affiliation(text: str) -> str:
    return clean_name(text, longest=AFFILIATION_LENGTH)


def _clean_timezone(text: str) -> str:
    return zones.canonical(text) if text else ""


# Validators by column, for forms and actions. Languages depend on the installation, so forms validate them.
CLEANERS: dict[str, Callable[[str], str]] = {
    "name": _clean_name,
    "affiliation": _clean_affiliation,
    "timezone": _clean_timezone,
    "language": str,
}


def clean_details(details: RegistrantDetails) -> dict[str, Any]:
    """Return the normalized details by column.

    Raises:
        InvalidInputError: "unknown-timezone", and those of security.text_input.clean_name.
    """
    return {column: CLEANERS[column](str(value)) for column, value in details.items()}
