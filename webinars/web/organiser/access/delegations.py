"""Delegations of an event: add, edit, withdraw, and resend the focal point's link."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import EmailField, SelectField, StringField

from webinars.access import delegations as access_delegations
from webinars.access.limits import NAME_LENGTH
from webinars.access.models import Delegation
from webinars.access.queries import delegation_of_event, delegations_by_name
from webinars.access.quota import MAX_QUOTA, nomination_count, nomination_counts
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.pagination import MAX_ID
from webinars.security import email_addresses
from webinars.security.text_input import clean_line, clean_name
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm, EmptyForm
from webinars.web.core.forms.validators import CleanedBy, clean_language
from webinars.web.core.locale import LANGUAGE_NAMES, translator
from webinars.web.organiser.access.recipient_list import organiser_language
from webinars.web.organiser.fields import ParsedField
from webinars.web.organiser.places_taken_text import Places, places
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_delegations", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/delegations/<int(max={MAX_ID}):delegation_id>"
_DONE = frozenset({"added", "listed", "saved", "moved", "again", "withdrawn"})
# The field that shows an error of the action; other errors are shown at the first field.
_FIELDS = {
    "quota-below-nominations": "quota",
    "quota-too-small": "quota",
    "too-many-emails": "focal_email",
}


def _clean_name(text: str) -> str:
    return clean_name(text, longest=NAME_LENGTH, least=1)


class QuotaField(ParsedField[int]):
    """The quota of a delegation; blank is no limit."""

    def parse(self, text: str) -> int:
        """Parse a quota.

        Raises:
            InvalidInputError: "quota-too-small" (facts: most).
        """
        value = clean_line(text, longest=20)
        if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= MAX_QUOTA):
            raise InvalidInputError("quota-too-small", most=MAX_QUOTA)
        return int(value)


class DelegationForm(BaseForm):
    """Name, focal point and quota of a delegation."""

    name = StringField(
        lazy_gettext("Name of the delegation"),
        [
            CleanedBy(
                _clean_name,
                required=True,
                messages={"required": lazy_gettext("Enter the name of a body or country.")},
            )
        ],
    )
    focal_name = StringField(
        lazy_gettext("Focal point"),
        [
            CleanedBy(
                _clean_name,
                required=True,
                messages={"required": lazy_gettext("Enter the name of the focal point.")},
            )
        ],
    )
    focal_email = EmailField(
        lazy_gettext("E-mail of the focal point"),
        [
            CleanedBy(
                email_addresses.clean_address,
                required=True,
                messages={
                    "required": lazy_gettext("Enter their e-mail address: the link is sent there."),
                    "not-an-address": lazy_gettext(
                        "Enter a full e-mail address, such as name@example.org."
                    ),
                },
            )
        ],
    )
    quota = QuotaField(lazy_gettext("Maximum number of people"))
    lang = SelectField(
        lazy_gettext("Language of the e-mails"),
        [CleanedBy(clean_language, required=False)],
        validate_choice=False,
        default=organiser_language,
    )

    def set_choices(self) -> "DelegationForm":
        """Set the choices; only needed when the form is rendered."""
        self.lang.choices = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages]
        return self

    @property
    def values(self) -> dict[str, Any]:
        """Return the validated values as keyword arguments of the actions."""
        return {
            "name": self.name.data or "",
            "focal_name": self.focal_name.data or "",
            "focal_email": self.focal_email.data or "",
            "quota": self.quota.data,
        }


@dataclass(frozen=True)
class DelegationRow:
    """One delegation in the table; URLs are empty for actions that are not available."""

    name: str
    focal_name: str
    focal_email: str
    places: Places
    edit_url: str
    again_url: str
    withdraw_url: str


@blueprint.route(f"{EVENT_PATH}/delegations", methods=["GET", "POST"], endpoint="list")
def list_delegations(event_id: int) -> ResponseReturnValue:
    """List the delegations of an event, or add one and e-mail the link to its focal point."""
    event = get_own_event(event_id)
    if request.method != "POST":
        return _page(event, DelegationForm(formdata=None))
    form = DelegationForm()
    if not form.validate_on_submit():
        return _page(event, form), 422
    values, language = form.values, str(form.lang.data)
    try:
        with transaction() as session:
            access_delegations.add_delegation(
                session, event_id=event_id, language=language, **values
            )
    except (ConflictError, InvalidInputError) as error:
        _add_error(form, error)
        return _page(get_own_event(event_id), form), 422
    return _back(event_id, "added")


@blueprint.route(_ONE, methods=["GET", "POST"])
def edit(event_id: int, delegation_id: int) -> ResponseReturnValue:
    """Edit a delegation; a new focal point gets a new link."""
    event = get_own_event(event_id)
    delegation = delegation_of_event(db.session(), event_id, delegation_id)
    if request.method != "POST":
        names = {name: getattr(delegation, name) for name in ("name", "focal_name", "focal_email")}
        form = DelegationForm(formdata=None, data={**names, "quota": delegation.quota})
        return _one(event, delegation, form)
    form = DelegationForm()
    if not form.validate_on_submit():
        return _one(event, delegation, form), 422
    values, token_version = form.values, delegation.token_version
    try:
        with transaction() as session:
            changed = access_delegations.change_delegation(
                session, event_id=event_id, delegation_id=delegation_id, **values
            )
            has_moved = changed.token_version != token_version
    except (ConflictError, InvalidInputError) as error:
        _add_error(form, error)
        delegation = delegation_of_event(db.session(), event_id, delegation_id)
        return _one(get_own_event(event_id), delegation, form), 422
    return _back(event_id, "moved" if has_moved else "saved")


@blueprint.route(f"{_ONE}/withdrawal", methods=["GET", "POST"])
def withdraw(event_id: int, delegation_id: int) -> ResponseReturnValue:
    """Withdraw a delegation's link, after confirmation."""
    event = get_own_event(event_id)
    delegation = delegation_of_event(db.session(), event_id, delegation_id)
    if request.method == "POST":
        with transaction() as session:
            access_delegations.withdraw_delegation(
                session, event_id=event_id, delegation_id=delegation_id
            )
        return _back(event_id, "withdrawn")
    return render_template(
        "organiser/access/delegation_withdrawal.html",
        event=event,
        delegation=delegation,
        named=nomination_count(db.session(), delegation_id),
        form=EmptyForm(),
    )


@blueprint.post(f"{_ONE}/messages")
def resend(event_id: int, delegation_id: int) -> ResponseReturnValue:
    """Resend the link to a focal point."""
    get_own_event(event_id)
    with transaction() as session:
        access_delegations.resend_focal_point_link(
            session, event_id=event_id, delegation_id=delegation_id
        )
    return _back(event_id, "again")


def _add_error(form: DelegationForm, error: ConflictError | InvalidInputError) -> None:
    form[_FIELDS.get(error.code, "name")].errors = [error_sentence(error)]


def _page(event: Event, form: DelegationForm) -> str:
    after = request.args.get("after", "")
    page = delegations_by_name(db.session(), event.id, after)
    named = nomination_counts(db.session(), [delegation.id for delegation in page.rows])
    done = request.args.get("done", "")
    return render_template(
        "organiser/access/delegations.html",
        event=event,
        form=form.set_choices(),
        rows=[_row(event, delegation, named.get(delegation.id, 0)) for delegation in page.rows],
        is_first=not after,
        next_url=page.after
        and url_for("organiser_delegations.list", event_id=event.id, after=page.after),
        is_live=_is_live(event),
        done=done if done in _DONE else "",
        number=request.args.get("n", 0, type=int),
    )


def _one(event: Event, delegation: Delegation, form: DelegationForm) -> str:
    return render_template(
        "organiser/access/delegation.html",
        event=event,
        delegation=delegation,
        form=form.set_choices(),
    )


def _is_live(event: Event) -> bool:
    is_on = is_upcoming(event)
    return is_on and event.accepts_delegations


def _row(event: Event, delegation: Delegation, named: int) -> DelegationRow:
    where: dict[str, Any] = {"event_id": event.id, "delegation_id": delegation.id}
    may = _is_live(event) and bool(delegation.address)
    return DelegationRow(
        name=delegation.name,
        focal_name=delegation.focal_name,
        focal_email=delegation.focal_email,
        places=_named(delegation.quota, named),
        edit_url=url_for("organiser_delegations.edit", **where),
        again_url=url_for("organiser_delegations.resend", **where) if may else "",
        withdraw_url=url_for("organiser_delegations.withdraw", **where)
        if delegation.address
        else "",
    )


def _named(quota: int | None, named: int) -> Places:
    t = translator()
    if quota is None:
        return Places(t.plural("%(n)s person named", "%(n)s people named", named), t("no limit"))
    share = places(quota, named, t)
    return Places(t("%(named)s of %(quota)s named", named=named, quota=quota), "", share.percent)


def _back(event_id: int, done: str) -> ResponseReturnValue:
    return redirect(url_for("organiser_delegations.list", event_id=event_id, done=done), 303)
