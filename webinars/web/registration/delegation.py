"""The focal point's page: nominate participants, list them, withdraw a nomination.

The page never reveals whether a nominated person was registered before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webinars.access.models import Delegation
from webinars.access.queries import delegation_of_link
from webinars.access.rules import quota_left
from webinars.database import db
from webinars.errors import ConflictError, WebinarsError
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.registration_types import kinds_of
from webinars.i18n import N_
from webinars.registrations import bulk, invitee_status
from webinars.registrations.bulk import MAX_DELEGATES
from webinars.registrations.invitee_status import DelegateRow
from webinars.web.components.status import Badge
from webinars.web.core.errors import sentence
from webinars.web.core.forms import PlainForm
from webinars.web.core.locale import translator
from webinars.web.core.private_links import link_transaction, presented
from webinars.web.registration.delegation_form import ROWS, Row, blank, look_at, typed
from webinars.web.registration.views import about, standing_event

blueprint = Blueprint("delegation", __name__)

MOST_ID = 2**31 - 1
_DONE = frozenset({"named", "withdrawn"})
_NAMED = Badge("sure", "check", N_("Named"))
_OUT = Badge("closed", "give", N_("Not coming"))


@dataclass(frozen=True)
class Person:
    """One person who has been named, as the page shows them; withdraw_url is empty once they are out."""

    name: str
    email: str
    kind: str
    badge: Badge
    withdraw_url: str


@blueprint.route("/delegations/<token>", methods=["GET", "POST"])
def show(token: str) -> ResponseReturnValue:
    """Show who has been named, and name more."""
    said, event = _delegation()
    form = PlainForm()
    if request.method != "POST":
        return _page(said, event, token, form, blank(0, min(ROWS, _most_rows(said))))
    rows = typed()
    if request.form.get("do") == "more" and form.validate():
        rows += blank(len(rows), min(ROWS, _most_rows(said) - len(rows)))
        return _page(said, event, token, form, rows)
    filled = [row for row in rows if not row.is_empty]
    look_at(filled, {str(kind.id) for kind in _kinds(event)})
    problems = [] if filled else [_("Enter the name and e-mail address of at least one person.")]
    if not form.validate() or problems or any(row.wrong for row in filled):
        return _page(said, event, token, form, rows, problems), 422
    try:
        with link_transaction() as session:
            made = bulk.register_delegates(
                session,
                delegation_id=presented().subject_id,
                people=[row.named for row in filled],
            )
            number = len(made)
    except bulk.RowError as error:
        said, event = _delegation()
        problems, status = _refused(said, filled, error)
        return _page(said, event, token, form, rows, problems), status
    return redirect(url_for("delegation.show", token=token, done="named", n=number), 303)


@blueprint.route(
    f"/delegations/<token>/people/<int(max={MOST_ID}):number>/cancellation", methods=["GET", "POST"]
)
def cancellation(token: str, number: int) -> ResponseReturnValue:
    """Ask whether somebody who was named is withdrawn, and do it."""
    said, event = _delegation()
    person = bulk.nomination_of(db.session(), said, number)
    if request.method == "POST":
        try:
            with link_transaction() as session:
                bulk.withdraw_nomination(
                    session, delegation_id=presented().subject_id, nomination_id=number
                )
        except ConflictError as error:
            if error.code != "given-back-before":
                raise
            # Pressed twice: it is as they wanted it.
        return redirect(url_for("delegation.show", token=token, done="withdrawn"), 303)
    if not bulk.is_active_nomination(db.session(), person):
        return redirect(url_for("delegation.show", token=token), 303)
    return render_template(
        "registration/delegation_cancellation.html",
        delegation=said,
        person=person,
        token=token,
        form=PlainForm(),
        **about(*standing_event(event.slug)),
    )


def _delegation() -> tuple[Delegation, Event]:
    said = delegation_of_link(db.session(), presented().subject_id)
    return said, event_by_id(db.session(), said.event_id)


def _kinds(event: Event) -> Sequence[Any]:
    return kinds_of(db.session(), event.id) if event.has_registration_types else ()


def _most_rows(said: Delegation) -> int:
    """Return how many rows the form may have: no more than people may still be named."""
    left = quota_left(said.quota, _counting(invitee_status.delegates(db.session(), said.id)))
    return MAX_DELEGATES if left is None else min(left, MAX_DELEGATES)


def _refused(
    said: Delegation, filled: Sequence[Row], error: bulk.RowError
) -> tuple[list[str], int]:
    """Return what a refusal says, at the top or at its row, and the status it is answered with."""
    refusal: WebinarsError = error.refusal
    if refusal.code == "quota-used":
        return [_over_quota(said, len(filled))], 409
    if isinstance(refusal, ConflictError):
        return [sentence(refusal)], 409
    row = filled[error.index]
    row.wrong["kind" if "kind" in refusal.code else "email"] = sentence(refusal)
    return [], 422


def _over_quota(said: Delegation, filled: int) -> str:
    people = invitee_status.delegates(db.session(), said.id)
    left = quota_left(said.quota, _counting(people)) or 0
    return " ".join(
        (
            ngettext("You entered %(num)s person.", "You entered %(num)s people.", filled),
            ngettext("You can name %(num)s more.", "You can name %(num)s more.", left),
            _(
                "Nobody was named. Remove some rows, withdraw somebody, or ask the "
                "organiser for more places."
            ),
        )
    )


def _counting(people: Sequence[DelegateRow]) -> int:
    return sum(person.is_named for person in people)


def _page(
    said: Delegation,
    event: Event,
    token: str,
    form: PlainForm,
    rows: Sequence[Row],
    problems: Sequence[str] = (),
) -> str:
    event, how = standing_event(event.slug)
    people = invitee_status.delegates(db.session(), said.id)
    done = request.args.get("done", "")
    return render_template(
        "registration/delegation.html",
        delegation=said,
        people=[_person(person, token) for person in people],
        counting=_counting(people),
        left=quota_left(said.quota, _counting(people)),
        kinds=[(str(kind.id), kind.name) for kind in _kinds(event)],
        rows=rows,
        may_have_more=len(rows) < _most_rows(said),
        problems=[*problems, *form.form_errors],
        wrong=sum(len(row.wrong) for row in rows),
        token=token,
        form=form,
        done=done if done in _DONE and request.method == "GET" else "",
        number=request.args.get("n", 0, type=int),
        **about(event, how),
    )


def _person(person: DelegateRow, token: str) -> Person:
    badge, t = _NAMED if person.is_named else _OUT, translator()
    url = url_for("delegation.cancellation", token=token, number=person.id)
    return Person(
        name=person.name,
        email=person.email,
        kind=person.kind or "",
        badge=Badge(badge.kind, badge.sign, t(badge.word)),
        withdraw_url=url if person.is_named else "",
    )
