"""The rows in which a focal point names people: as they were sent, and what is wrong with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from webinars.errors import InvalidInputError
from webinars.i18n import N_
from webinars.registrations.bulk import MAX_DELEGATES, Delegate
from webinars.security import email_addresses
from webinars.security.text import without_unseen
from webinars.web.components.email_check import suggested_address, suggestion_text
from webinars.web.core.errors import sentence
from webinars.web.core.forms import clean_name
from webinars.web.core.locale import translator

ROWS = 5
_NAME_WORDS = {"required": N_("Enter a name.")}
_EMAIL_WORDS = {
    "required": N_("Enter an e-mail address."),
    "not-an-address": N_("Enter a full e-mail address, such as name@example.org."),
}


@dataclass
class Row:
    """One row of the form: what was typed, and what is wrong with it by field.

    meant is the address that was likely meant; kept is the one of which that was asked before.
    """

    number: int
    name: str = ""
    email: str = ""
    kind: str = ""
    kept: str = ""
    meant: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody stands in it."""
        return not (self.name.strip() or self.email.strip())

    @property
    def named(self) -> Delegate:
        """Return the person of a row that is right."""
        return Delegate(self.name, self.email, int(self.kind) if self.kind else None)


def blank(before: int, number: int) -> list[Row]:
    """Return so many empty rows, behind those before."""
    return [Row(before + place) for place in range(1, number + 1)]


def typed() -> list[Row]:
    """Return the rows as they were sent, empty ones too; a page never has more than may be named at once.

    Where the button of a suggested address was pressed it stands in its row, and the others are asked anew.
    """
    said = request.form
    shown = min(max(said.get("rows", ROWS, type=int), 1), MAX_DELEGATES)
    rows = [
        Row(
            number,
            name=said.get(f"name-{number}", ""),
            email=said.get(f"email-{number}", ""),
            kind=said.get(f"kind-{number}", ""),
            kept="" if "take" in said else said.get(f"kept-{number}", ""),
        )
        for number in range(1, shown + 1)
    ]
    for row in rows:
        if said.get("take") == str(row.number):
            row.email = row.kept = suggested_address(row.email.strip(), "") or row.email
    return rows


def look_at(rows: Sequence[Row], kinds: set[str]) -> None:
    """Put what is right into its clean form, and say what is wrong at its row."""
    seen: dict[str, int] = {}
    for row in rows:
        try:
            row.name = clean_name(row.name)
        except InvalidInputError as error:
            row.wrong["name"] = _said(error, _NAME_WORDS)
            row.name = _shown(error, row.name)
        try:
            row.email = email_addresses.clean_address(row.email)
        except InvalidInputError as error:
            row.wrong["email"] = _said(error, _EMAIL_WORDS)
            row.email = _shown(error, row.email)
            continue
        address = email_addresses.canonical(row.email)
        if address in seen:
            row.wrong["email"] = _("This address is already in row %(row)s.", row=seen[address])
        seen.setdefault(address, row.number)
        if kinds and row.kind not in kinds:
            row.wrong["kind"] = _("Choose a registration type.")
        if not kinds:
            row.kind = ""
        if "email" not in row.wrong:
            _doubt(row)


def _shown(error: InvalidInputError, typed: str) -> str:
    """Return what was typed as it can be read."""
    return without_unseen(typed) if error.code == "unseen-character" else typed


def _doubt(row: Row) -> None:
    """Ask whether an address that looks mistyped is meant, once."""
    row.meant = suggested_address(row.email, row.kept)
    if row.meant:
        row.kept = row.email
        row.wrong["email"] = suggestion_text(row.meant, row.email)


def _said(error: InvalidInputError, words: Mapping[str, str]) -> str:
    return translator()(words[error.code]) if error.code in words else sentence(error)
