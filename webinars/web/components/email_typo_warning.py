"""Warn once about a likely typo in an e-mail address; accept it if resubmitted."""

from typing import Protocol

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, HiddenField

from webinars.security import email_typos


class AddressForm(Protocol):
    """A form with an e-mail address; confirmed_email holds the address that was warned about before."""

    email: EmailField
    confirmed_email: HiddenField
    suggestion: str


def fields_with_suggested_address() -> MultiDict[str, str]:
    """Return the submitted fields, with the suggested address if its button was pressed."""
    fields = MultiDict(request.form)
    if "take" in fields:
        fields["email"] = fields["confirmed_email"] = fields["take"]
    return fields


def passes_typo_check(form: AddressForm) -> bool:
    """Check the address for a likely typo; if there is one, add a warning and remember the address."""
    address = form.email.data or ""
    suggestion = (
        "" if form.email.errors else suggested_address(address, form.confirmed_email.data or "")
    )
    if not suggestion:
        return True
    form.suggestion, form.confirmed_email.data = suggestion, address
    form.email.errors = [suggestion_text(suggestion, address)]
    return False


def suggested_address(address: str, confirmed: str) -> str:
    """Return a likely correction of an address; empty if there is none, or the address was confirmed."""
    return "" if address == confirmed else email_typos.suggest_address(address)


def suggestion_text(suggestion: str, address: str) -> str:
    """Return the warning that suggests another address."""
    return _(
        "Did you mean %(meant)s? If %(typed)s is correct, send the form again.",
        meant=suggestion,
        typed=address,
    )
