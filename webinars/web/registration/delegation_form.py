"""The rows of the delegation form: parse and validate the people that a focal point enters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from webinars.errors import InvalidInputError
from webinars.i18n import N_
from webinars.registrations.nominations import MAX_DELEGATES, Delegate
from webinars.registrations.registrant_details import CLEANERS
from webinars.security import email_addresses
from webinars.security.text_input import strip_invisible
from webinars.web.components.email_typo_warning import suggested_address, suggestion_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator

ROWS = 5
_NAME_MESSAGES = {"required": N_("Enter a name.")}
_EMAIL_MESSAGES = {
    "required": N_("Enter an e-mail address."),
    "not-an-address": N_("Enter a full e-mail address, such as name@example.org."),
}


@dataclass
class FormRow:
    """One row: the submitted values, and errors by field.

    suggestion is a likely correction of the address; confirmed_email was submitted again after one.
    """

    number: int
    name: str = ""
    email: str = ""
    registration_type: str = ""
    confirmed_email: str = ""
    suggestion: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether neither a name nor an address was entered."""
        return not (self.name.strip() or self.email.strip())

    @property
    def delegate(self) -> Delegate:
        """Return the person of a valid row."""
        type_id = int(self.registration_type) if self.registration_type else None
        return Delegate(self.name, self.email, type_id)


def empty_rows(count: int, *, after: int = 0) -> list[FormRow]:
    """Return empty rows, numbered after those that exist."""
    return [FormRow(number) for number in range(after + 1, after + count + 1)]


def submitted_rows() -> list[FormRow]:
    """Parse the submitted rows, empty ones too, up to the most people that can be named at once.

    If the button of a suggested address was pressed, that row takes it; other rows get their warning again.
    """
    fields = request.form
    count = min(max(fields.get("rows", ROWS, type=int), 1), MAX_DELEGATES)
    rows = [
        FormRow(
            number,
            name=fields.get(f"name-{number}", ""),
            email=fields.get(f"email-{number}", ""),
            registration_type=fields.get(f"registration_type-{number}", ""),
            confirmed_email="" if "take" in fields else fields.get(f"confirmed_email-{number}", ""),
        )
        for number in range(1, count + 1)
    ]
    for row in rows:
        if fields.get("take") == str(row.number):
            row.email = suggested_address(row.email.strip(), "") or row.email
            row.confirmed_email = row.email
    return rows


def validate_rows(rows: Sequence[FormRow], registration_types: set[str]) -> None:
    """Replace valid values by their clean form, and add errors to the others."""
    row_of_address: dict[str, int] = {}
    for row in rows:
        _clean(row, "name", CLEANERS["name"], _NAME_MESSAGES)
        if not _clean(row, "email", email_addresses.clean_address, _EMAIL_MESSAGES):
            continue
        address = email_addresses.normalize_address(row.email)
        if address in row_of_address:
            row.errors["email"] = _(
                "This address is already in row %(row)s.", row=row_of_address[address]
            )
        row_of_address.setdefault(address, row.number)
        if registration_types and row.registration_type not in registration_types:
            row.errors["registration_type"] = _("Choose a registration type.")
        if not registration_types:
            row.registration_type = ""
        if "email" not in row.errors:
            _warn_about_typo(row)


def _clean(row: FormRow, name: str, clean: Callable[[str], str], words: Mapping[str, str]) -> bool:
    """Clean one field, or add its error; return whether it is valid."""
    value = getattr(row, name)
    try:
        setattr(row, name, clean(value))
    except InvalidInputError as error:
        text = words.get(error.code)
        row.errors[name] = translator()(text) if text else error_sentence(error)
        if error.code == "invisible-character":
            setattr(row, name, strip_invisible(value))
        return False
    return True


def _warn_about_typo(row: FormRow) -> None:
    """Warn once about a likely typo in the address."""
    row.suggestion = suggested_address(row.email, row.confirmed_email)
    if row.suggestion:
        row.confirmed_email = row.email
        row.errors["email"] = suggestion_text(row.suggestion, row.email)
