"""Form for a pasted list of people, and its lines with status and errors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, TextAreaField

from webinars.access import pasted_recipients, queries
from webinars.access.invitees import Recipient
from webinars.access.limits import MAX_LINES
from webinars.errors import InvalidInputError
from webinars.events.models import RegistrationType
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser.bulk_registration import existing_registrations
from webinars.security import email_typos
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy, clean_language
from webinars.web.core.locale import LANGUAGE_NAMES
from webinars.web.organiser.fields import NumberSelectField

LONGEST = 900_000
# Statuses of people who cannot be invited.
_KNOWN = ("registered", "removed")
# A page shows all errors, and this many valid lines.
MOST_SHOWN = 100


def clean_list(text: str, longest: int = LONGEST) -> str:
    """Validate a pasted list without changing it.

    Raises:
        InvalidInputError: "required", "too-long" (facts: longest), "broken-text".
    """
    if not text.strip():
        raise InvalidInputError("required")
    if len(text) > longest:
        raise InvalidInputError("too-long", longest=longest)
    return text


def organiser_language() -> str:
    """Return the organiser's language if the site offers it, otherwise the site's default."""
    language = str(current_user.organiser.language)
    return language if language in site().languages else site().languages[0]


class PeopleForm(BaseForm):
    """A pasted list of people, the language of their e-mails, and options for registering them."""

    text = TextAreaField(
        lazy_gettext("Names and addresses"),
        [
            CleanedBy(
                clean_list,
                required=True,
                messages={"required": lazy_gettext("Paste a list with one person per line.")},
            )
        ],
    )
    lang = SelectField(
        lazy_gettext("Language of the e-mails"),
        [CleanedBy(clean_language, required=False)],
        validate_choice=False,
        default=organiser_language,
    )
    registration_type = NumberSelectField(lazy_gettext("Registration type"))

    restores = BooleanField(lazy_gettext("Restore people you removed"))

    def set_choices(self, types: Sequence[RegistrationType]) -> "PeopleForm":
        """Set the choices; only needed when the form is rendered."""
        self.lang.choices = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages]
        self.registration_type.choices = [(str(item.id), item.name) for item in types]
        return self


@dataclass(frozen=True)
class CheckedLine:
    """One line of a list: its status, or an error.

    suggestion is a suggested address where the one written looks mistyped.
    """

    line: pasted_recipients.ListLine
    status: str = ""
    error: str = ""
    suggestion: str = ""


class RecipientList:
    """The lines of a pasted list, in order; actions may add errors."""

    def __init__(self, lines: Sequence[CheckedLine]) -> None:
        self.valid = [checked for checked in lines if not checked.error]
        self.invalid = [checked for checked in lines if checked.error]

    @property
    def people(self) -> int:
        """Count the valid lines."""
        return len(self.valid)

    @property
    def new(self) -> int:
        """Count the people who are neither invited nor registered."""
        return sum(not checked.status for checked in self.valid)

    @property
    def is_too_long(self) -> bool:
        """Tell whether the list exceeds the maximum length; the rest was not parsed."""
        return self.people + len(self.invalid) > MAX_LINES

    @property
    def nameless(self) -> int:
        """Count the new people without a name, who cannot be registered."""
        return sum(not checked.status and not checked.line.name for checked in self.valid)

    @property
    def unregistered(self) -> int:
        """Count the people who are not registered, invited or not."""
        return sum(checked.status not in _KNOWN for checked in self.valid)

    @property
    def removed(self) -> int:
        """Count the people whom an organiser removed or refused."""
        return sum(checked.status == "removed" for checked in self.valid)

    @property
    def mistyped(self) -> list[CheckedLine]:
        """Return the lines whose addresses look mistyped."""
        return [checked for checked in self.valid if checked.suggestion]

    def corrected(self, text: str, address: str) -> str:
        """Return the text with a mistyped address replaced by its suggestion, or with "all" replaced."""
        suggestion = {
            checked.line: checked.suggestion
            for checked in self.mistyped
            if address in ("all", checked.line.email)
        }
        return pasted_recipients.replace_addresses(text, suggestion)

    @property
    def shown(self) -> Sequence[CheckedLine]:
        """Return the valid lines that the page shows."""
        return self.valid[:MOST_SHOWN]

    @property
    def invitees(self) -> list[Recipient]:
        """Return the people to invite, without those registered or removed."""
        return [
            Recipient(checked.line.name, checked.line.email)
            for checked in self.valid
            if checked.status not in _KNOWN
        ]

    def named(self, registration_type_id: int | None) -> list[Delegate]:
        """Return the people to register."""
        return [
            Delegate(checked.line.name, checked.line.email, registration_type_id)
            for checked in self.valid
        ]

    def require_names(self) -> None:
        """Refuse a list in which someone has no name.

        Raises:
            InvalidInputError: "names-missing" (facts: lines).
        """
        missing = [
            str(checked.line.at)
            for checked in self.valid
            if not checked.line.name and checked.status not in _KNOWN
        ]
        if missing:
            listed = ", ".join(missing[:20]) + (" …" if len(missing) > len(missing[:20]) else "")
            raise InvalidInputError("names-missing", lines=listed)

    def refuse(self, index: int, error: str) -> None:
        """Mark a valid line as invalid, with the reason why the person cannot be registered."""
        refused = replace(self.valid.pop(index), error=error)
        self.invalid = sorted([*self.invalid, refused], key=lambda checked: checked.line.at)


def check_recipients(session: Session, event_id: int, text: str) -> RecipientList:
    """Parse a pasted list and look up the status of each person at an event."""
    lines = pasted_recipients.parse_recipients(text)
    addresses = [line.address for line in lines if line.address]
    invited = {
        address
        for address, row in queries.invitees_by_address(session, event_id, addresses).items()
        if row.invited_at is not None
    }
    known = existing_registrations(session, event_id, addresses)
    shown = []
    for line in lines:
        status = ""
        if line.address in known:
            status = "removed" if known[line.address].is_removed else "registered"
        status = status or ("invited" if line.address in invited else "")
        suggestion = "" if line.wrong or status else email_typos.suggest_address(line.email)
        shown.append(
            CheckedLine(line, status, error_sentence(line.wrong) if line.wrong else "", suggestion)
        )
    return RecipientList(shown)
