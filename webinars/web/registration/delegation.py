"""The focal point's page: nominate participants, list them, withdraw a nomination."""

# The page never reveals whether a nominated person was registered before.

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webinars.access.models import Delegation
from webinars.access.queries import delegation_of_link
from webinars.access.quota import quota_left
from webinars.database import db
from webinars.errors import ConflictError, WebinarsError
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import types_of
from webinars.i18n import N_
from webinars.pagination import MAX_ID
from webinars.registrations import nominations
from webinars.registrations.nominations import MAX_DELEGATES
from webinars.registrations.organiser import delegate_list
from webinars.registrations.organiser.delegate_list import DelegateRow
from webinars.web.components.badge import Badge
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.core.security.private_links import link_transaction, presented_capability
from webinars.web.registration.delegation_form import (
    ROWS,
    FormRow,
    empty_rows,
    submitted_rows,
    validate_rows,
)
from webinars.web.registration.form import ERROR_FIELDS
from webinars.web.registration.views import event_and_availability, event_context

blueprint = Blueprint("delegation", __name__)

_DONE = frozenset({"named", "withdrawn"})
_NAMED = Badge("sure", "check", N_("Named"))
_WITHDRAWN = Badge("closed", "give", N_("Withdrawn"))


@dataclass(frozen=True)
class NominatedPerson:
    """A row of the list of nominated people; withdraw_url is empty if they are not coming."""

    name: str
    email: str
    registration_type: str
    badge: Badge
    withdraw_url: str


@blueprint.route("/delegations/<token>", methods=["GET", "POST"])
def show(token: str) -> ResponseReturnValue:
    """List the nominated people, and nominate more."""
    delegation, event = _linked_delegation()
    form = EmptyForm()
    if request.method != "POST":
        rows = empty_rows(min(ROWS, _max_rows(delegation)))
        return _render(delegation, event, token, form, rows)
    rows = submitted_rows()
    if request.form.get("do") == "more" and form.validate():
        count = min(ROWS, _max_rows(delegation) - len(rows))
        rows += empty_rows(count, after=len(rows))
        return _render(delegation, event, token, form, rows)
    filled = [row for row in rows if not row.is_empty]
    validate_rows(filled, {str(row.id) for row in _registration_types(event)})
    errors = [] if filled else [_("Enter the name and e-mail address of at least one person.")]
    if not form.validate() or errors or any(row.errors for row in filled):
        return _render(delegation, event, token, form, rows, errors), 422
    try:
        with link_transaction() as session:
            registered = nominations.register_delegates(
                session,
                delegation_id=presented_capability().subject_id,
                people=[row.delegate for row in filled],
            )
            count = len(registered)
    except nominations.DelegateRowError as error:
        delegation, event = _linked_delegation()
        errors, status = _refusal(delegation, filled, error)
        return _render(delegation, event, token, form, rows, errors), status
    return redirect(url_for("delegation.show", token=token, done="named", n=count), 303)


@blueprint.route(
    f"/delegations/<token>/people/<int(max={MAX_ID}):nomination_id>/cancellation",
    methods=["GET", "POST"],
)
def cancellation(token: str, nomination_id: int) -> ResponseReturnValue:
    """Withdraw a nomination after asking for confirmation."""
    delegation, event = _linked_delegation()
    nomination = nominations.nomination_of(db.session(), delegation, nomination_id)
    if request.method == "POST":
        try:
            with link_transaction() as session:
                nominations.withdraw_nomination(
                    session,
                    delegation_id=presented_capability().subject_id,
                    nomination_id=nomination_id,
                )
        except ConflictError as error:
            # Submitted twice: it is withdrawn already.
            if error.code != "already-cancelled":
                raise
        return redirect(url_for("delegation.show", token=token, done="withdrawn"), 303)
    if not nominations.is_active_nomination(db.session(), nomination):
        return redirect(url_for("delegation.show", token=token), 303)
    return render_template(
        "registration/delegation_cancellation.html",
        delegation=delegation,
        nomination=nomination,
        token=token,
        form=EmptyForm(),
        **event_context(*event_and_availability(event.slug)),
    )


def _linked_delegation() -> tuple[Delegation, Event]:
    delegation = delegation_of_link(db.session(), presented_capability().subject_id)
    return delegation, event_by_id(db.session(), delegation.event_id)


def _registration_types(event: Event) -> Sequence[Any]:
    return types_of(db.session(), event.id) if event.has_registration_types else ()


def _max_rows(delegation: Delegation) -> int:
    """Return how many rows the form can have: no more than people can still be named."""
    left = _quota_left(delegation)
    return MAX_DELEGATES if left is None else min(left, MAX_DELEGATES)


def _quota_left(delegation: Delegation) -> int | None:
    return quota_left(delegation.quota, _named_count(_delegates(delegation)))


def _delegates(delegation: Delegation) -> Sequence[DelegateRow]:
    return delegate_list.delegates(db.session(), delegation.id)


def _named_count(delegates: Sequence[DelegateRow]) -> int:
    return sum(delegate.is_named for delegate in delegates)


def _refusal(
    delegation: Delegation, filled: Sequence[FormRow], error: nominations.DelegateRowError
) -> tuple[list[str], int]:
    """Add a refusal to its row, or return it as an error of the form; return the HTTP status too."""
    cause: WebinarsError = error.refusal
    if cause.code == "quota-used":
        return [_quota_error(delegation, len(filled))], 409
    if isinstance(cause, ConflictError):
        return [error_sentence(cause)], 409
    name = ERROR_FIELDS.get(cause.code, "email")
    filled[error.index].errors[name] = error_sentence(cause)
    return [], 422


def _quota_error(delegation: Delegation, entered: int) -> str:
    left = _quota_left(delegation) or 0
    return " ".join(
        (
            ngettext("You entered %(num)s person.", "You entered %(num)s people.", entered),
            ngettext("You can name %(num)s more.", "You can name %(num)s more.", left),
            _(
                "Nobody was named. Remove some rows, withdraw someone, or ask the organiser for more places."
            ),
        )
    )


def _render(
    delegation: Delegation,
    event: Event,
    token: str,
    form: EmptyForm,
    rows: Sequence[FormRow],
    errors: Sequence[str] = (),
) -> str:
    event, availability = event_and_availability(event.slug)
    delegates = _delegates(delegation)
    done = request.args.get("done", "")
    types = _registration_types(event)
    return render_template(
        "registration/delegation.html",
        delegation=delegation,
        people=[_nominated_person(delegate, token) for delegate in delegates],
        named_count=_named_count(delegates),
        left=quota_left(delegation.quota, _named_count(delegates)),
        registration_types=[(str(row.id), translator().text(row.name)) for row in types],
        rows=rows,
        can_add_rows=len(rows) < _max_rows(delegation),
        errors=[*errors, *form.form_errors],
        row_error_count=sum(len(row.errors) for row in rows),
        token=token,
        form=form,
        done=done if done in _DONE and request.method == "GET" else "",
        count=request.args.get("n", 0, type=int),
        **event_context(event, availability),
    )


def _nominated_person(delegate: DelegateRow, token: str) -> NominatedPerson:
    badge = _NAMED if delegate.is_named else _WITHDRAWN
    url = url_for("delegation.cancellation", token=token, nomination_id=delegate.id)
    return NominatedPerson(
        name=delegate.name,
        email=delegate.email,
        registration_type=delegate.registration_type or "",
        badge=replace(badge, label=translator()(badge.label)),
        withdraw_url=url if delegate.is_named else "",
    )
