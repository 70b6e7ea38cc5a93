"""Organisers and their access, for administrators."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField, EmailField, HiddenField, StringField

from webinars.accounts import organisers, queries, sign_in_links
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import NAME_LENGTH
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.events.team.ownership import remove_access
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.security import email_addresses
from webinars.security.text_input import clean_name
from webinars.timezones import formatting
from webinars.timezones.formatting import instant_text
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.core.sign_in import count_link
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_accounts", __name__, url_prefix=URL_PREFIX)

_ONE = f"/people/<int(max={MAX_ID}):organiser_id>"
_WORDS = {
    "required": lazy_gettext("Enter their e-mail address: the sign-in link is sent there."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
}
Change = Callable[[Session, Organiser], None]
_ACCESS: dict[str, tuple[Change, str]] = {
    "in": (lambda _session, who: organisers.enable_account(who), "enabled"),
    "out": (lambda session, who: remove_access(session, who, successor=_me(session)), "disabled"),
}
_ROLES: dict[str, tuple[Change, str]] = {
    "administrator": (lambda _session, who: organisers.make_administrator(who), "admin"),
    "organiser": (organisers.revoke_administrator, "not-admin"),
}
DONE = frozenset({"invited", "linked", "disabled", "enabled", "admin", "not-admin"})


def _me(session: Session) -> Organiser:
    return queries.organiser_by_id(session, current_user.organiser.id)


def _clean_name(text: str) -> str:
    return clean_name(text, longest=NAME_LENGTH)


class InviteForm(BaseForm):
    """Address, name and role of a new organiser."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=_WORDS)],
    )
    name = StringField(lazy_gettext("Name"), [CleanedBy(_clean_name, required=False)])
    is_admin = BooleanField(lazy_gettext("Administrator: can see all events and this page"))
    # The address that was confirmed by sending it again, after a suggestion.
    confirmed_email = HiddenField()
    suggestion = ""


@dataclass(frozen=True)
class AccountRow:
    """One organiser in the table."""

    id: int
    name: str
    email: str
    is_admin: bool
    may_create_events: bool
    is_disabled: bool
    is_me: bool
    seen: str


@blueprint.route("/people", methods=["GET", "POST"], endpoint="list")
def list_accounts() -> ResponseReturnValue:
    """List organisers, or invite one."""
    if request.method != "POST":
        return _page(InviteForm())
    form = InviteForm(formdata=fields_with_suggested_address())
    is_right = form.validate_on_submit()
    if not passes_typo_check(form) or not is_right:
        return _page(form), 422
    email, name = form.email.data or "", form.name.data or ""
    try:
        with transaction() as session:
            by = queries.organiser_by_id(session, current_user.organiser.id)
            organisers.invite_organiser(
                session, by=by, email=email, name=name, admin=bool(form.is_admin.data)
            )
    except ConflictError as error:
        form.email.errors = [error_sentence(error)]
        return _page(form), 422
    return _back("invited")


@blueprint.post(f"{_ONE}/access")
def change_access(organiser_id: int) -> ResponseReturnValue:
    """Remove an organiser's access, or restore it."""
    return _choose(organiser_id, _ACCESS)


@blueprint.post(f"{_ONE}/role")
def change_role(organiser_id: int) -> ResponseReturnValue:
    """Make someone an administrator, or an organiser again."""
    return _choose(organiser_id, _ROLES)


@blueprint.post(f"{_ONE}/links")
def send_link(organiser_id: int) -> ResponseReturnValue:
    """E-mail a new sign-in link to an organiser."""
    address = queries.organiser_by_id(db.session(), organiser_id).address
    count_link(address)
    me = current_user.organiser.id

    def send(session: Session, who: Organiser) -> None:
        sign_in_links.send_sign_in_link(
            session, who, invited_by=queries.organiser_by_id(session, me)
        )

    return _change(organiser_id, send, "linked")


def _choose(organiser_id: int, choices: dict[str, tuple[Change, str]]) -> ResponseReturnValue:
    choice = choices.get(request.form.get("to", ""))
    return _change(organiser_id, *choice) if choice else abort(400)


def _change(organiser_id: int, action: Change, done: str) -> ResponseReturnValue:
    with transaction() as session:
        action(session, queries.organiser_by_id(session, organiser_id))
    return _back(done, organiser_id)


def _page(form: InviteForm) -> str:
    t, me = translator(), current_user.organiser
    after = request.args.get("after", "")
    page = queries.organisers(db.session(), after)
    done = request.args.get("done", "")
    return render_template(
        "organiser/accounts.html",
        form=form,
        rows=[_row(organiser, me, t) for organiser in page.rows],
        is_first=not after,
        next_url=page.after and url_for("organiser_accounts.list", after=page.after),
        city=formatting.zone_name(me.timezone, t),
        done=done if done in DONE else "",
        who=_changed_name() if done else "",
    )


def _changed_name() -> str:
    """Return the name of the organiser that was just changed."""
    number = max(0, min(request.args.get("who", 0, type=int), MAX_ID))
    try:
        return queries.organiser_by_id(db.session(), number).name
    except NotFoundError:
        return ""


def _row(organiser: Organiser, me: Organiser, t: Translator) -> AccountRow:
    return AccountRow(
        id=organiser.id,
        name=organiser.name,
        email=organiser.email,
        is_admin=organiser.is_admin,
        may_create_events=organiser.may_create_events,
        is_disabled=organiser.disabled_at is not None,
        is_me=organiser.id == me.id,
        seen=instant_text(organiser.seen_at, me.timezone, t) if organiser.seen_at else "",
    )


def _back(done: str, who: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("organiser_accounts.list", done=done, who=who), 303)
