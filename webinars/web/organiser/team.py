"""The team of an event: list, add, change and remove people, hand over, leave."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from limits import parse
from wtforms import EmailField, HiddenField, RadioField

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import shown_name
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.models import Event, SeriesRole
from webinars.events.roles import Role
from webinars.events.team import membership, ownership
from webinars.events.team.member_queries import Member, member_role, owner_and_members
from webinars.i18n import N_, Translator
from webinars.pagination import MAX_ID
from webinars.security import email_addresses
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm, EmptyForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.core.rate_limits import limiter
from webinars.web.organiser.permitted_links import may
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_team", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/team/<int(max={MAX_ID}):organiser_id>"
ROLE_LABELS: dict[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.EDITOR: N_("Editor"),
    Role.REGISTRATIONS: N_("Registrations"),
    Role.CHECK_IN: N_("Check-in"),
    Role.VIEWER: N_("Viewer"),
}
GIVEN = (Role.EDITOR, Role.REGISTRATIONS, Role.CHECK_IN, Role.VIEWER)
_SERIES = "series"
EMAIL_WORDS = {
    "required": lazy_gettext("Enter their e-mail address."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
}
# By who adds: each addition may send an e-mail to, and make an account for, any address.
ADDITIONS_LIMIT = parse("30 per day")
ADDITIONS_OF_ADDRESS_LIMIT = parse("5 per 15 minutes")
DONE = frozenset({"added", "changed", "removed", "handed-over"})


# Why an account cannot be added that tells something of it.
_PRIVATE = frozenset({"organiser-disabled", "too-many-roles"})


def _clean_role(text: str) -> str:
    """Validate a role that can be given.

    Raises:
        InvalidInputError: "not-a-choice".
    """
    if text not in GIVEN:
        raise InvalidInputError("not-a-choice")
    return text


def _clean_scope(text: str) -> str:
    if text not in {"event", _SERIES}:
        raise InvalidInputError("not-a-choice")
    return text


class MemberForm(BaseForm):
    """Address and role of a person, and for which events they get it."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=EMAIL_WORDS)],
    )
    role = RadioField(
        lazy_gettext("Role"),
        [CleanedBy(_clean_role, required=True)],
        validate_choice=False,
        default=Role.EDITOR.value,
    )
    scope = RadioField(
        lazy_gettext("For which events?"),
        [CleanedBy(_clean_scope, required=True)],
        validate_choice=False,
        default="event",
    )
    # The address that was confirmed by sending it again, after a suggestion.
    confirmed_email = HiddenField()
    suggestion = ""


@dataclass(frozen=True)
class MemberRow:
    """One person in the table; the last three say what the signed-in account may do with them."""

    id: int
    name: str
    email: str
    role: str
    role_label: str
    is_me: bool
    is_disabled: bool
    is_invited: bool
    series_role_id: int | None
    may_change: bool
    may_hand_over: bool


def organiser_row(account: Organiser, given_at: datetime, me: Organiser) -> MemberRow:
    """Return an organiser of a series as a row; until they accept, their address stands for the name."""
    has_accepted = account.seen_at is not None and account.seen_at >= given_at
    return MemberRow(
        id=account.id,
        name=account.name if has_accepted else account.email,
        email=account.email,
        role="",
        role_label="",
        is_me=account.id == me.id,
        is_disabled=has_accepted and account.disabled_at is not None,
        is_invited=not has_accepted,
        series_role_id=None,
        may_change=True,
        may_hand_over=False,
    )


@blueprint.get(f"{EVENT_PATH}/team", endpoint="list")
def list_members(event_id: int) -> str:
    """List the team."""
    return _page(get_own_event(event_id), MemberForm())


@blueprint.post(f"{EVENT_PATH}/team")
def add(event_id: int) -> ResponseReturnValue:
    """Add a person, or change their role."""
    event = get_own_event(event_id)
    form = MemberForm(formdata=fields_with_suggested_address())
    is_right = form.validate_on_submit()
    if not passes_typo_check(form) or not is_right:
        return _page(event, form), 422
    email, me = form.email.data or "", current_user.organiser.id
    count_addition(me, email)
    try:
        with transaction() as session:
            membership.add_member(
                session,
                event_id,
                by=accounts.organiser_by_id(session, me),
                email=email,
                role=Role(form.role.data),
                of_series=form.scope.data == _SERIES,
            )
    except ConflictError as error:
        is_private = error.code in _PRIVATE
        form.email.errors = [
            error_sentence(ConflictError("cannot-be-added") if is_private else error)
        ]
        return _page(get_own_event(event_id), form), 422
    return _back(event_id, "added")


@blueprint.post(_ONE)
def change(event_id: int, organiser_id: int) -> ResponseReturnValue:
    """Change the role of a person, or remove them."""
    event = get_own_event(event_id)
    if event.organiser_id == organiser_id:
        raise ConflictError("member-is-owner")
    member_role(db.session(), event, organiser_id)
    me, series_role_id = current_user.organiser.id, _series_role_id()
    is_removed = request.form.get("do") == "remove"
    role = "" if is_removed else _clean_role(request.form.get("role", ""))
    with transaction() as session:
        by = accounts.organiser_by_id(session, me)
        if is_removed:
            membership.remove_member(
                session, event_id, organiser_id, by=by, series_role_id=series_role_id
            )
        else:
            membership.change_role(
                session, event_id, organiser_id, Role(role), by=by, series_role_id=series_role_id
            )
    return _back(event_id, "removed" if is_removed else "changed")


def _series_role_id() -> int | None:
    """Return the role on a series that the form is for; None for one on the event."""
    number = request.form.get("series_role", type=int)
    return None if number is None else max(0, min(number, MAX_ID))


@blueprint.route(f"{_ONE}/ownership", methods=["GET", "POST"])
def hand_over(event_id: int, organiser_id: int) -> ResponseReturnValue:
    """Make a member the owner, after confirmation; whoever did so becomes an editor."""
    event = get_own_event(event_id)
    if event.organiser_id == organiser_id:
        return _back(event_id, "handed-over")  # pressed twice
    if request.method != "POST":
        member_role(db.session(), event, organiser_id)
        members = owner_and_members(db.session(), event)
        return render_template(
            "organiser/team/hand_over.html",
            event=event,
            name=next(one.name for one in members if one.account.id == organiser_id),
            former=event.organiser.name,
            is_owner=event.organiser_id == current_user.organiser.id,
            form=EmptyForm(),
        )
    me = current_user.organiser.id
    try:
        with transaction() as session:
            by = accounts.organiser_by_id(session, me)
            ownership.transfer_ownership(session, event_id, to_id=organiser_id, by=by)
    except ConflictError as error:
        form = MemberForm(formdata=None)
        form.form_errors = [error_sentence(error)]
        return _page(get_own_event(event_id), form), 409
    return _back(event_id, "handed-over")


@blueprint.route(f"{EVENT_PATH}/team/departure", methods=["GET", "POST"])
def leave(event_id: int) -> ResponseReturnValue:
    """Leave the team, after confirmation."""
    event = get_own_event(event_id)
    if request.method != "POST":
        rows = membership.roles_to_leave(db.session(), event, current_user.organiser)
        return render_template(
            "organiser/team/leave.html",
            event=event,
            form=EmptyForm(),
            is_of_series=any(isinstance(row, SeriesRole) for row in rows),
        )
    with transaction() as session:
        membership.leave_team(session, event_id, current_user.organiser)
    return redirect(url_for("organiser_events.list", done="left"), 303)


def count_addition(adder_id: int, email: str) -> None:
    """Count an addition for who adds, so that nobody uses up the sign-in links of the person added.

    Raises:
        TooManyRequests: the limit is exceeded.
    """
    address, adder = email_addresses.normalize_address(email), str(adder_id)
    limiter.count_use(ADDITIONS_OF_ADDRESS_LIMIT, "team address", adder, address)
    limiter.count_use(ADDITIONS_LIMIT, "team", adder)


def _page(event: Event, form: MemberForm) -> str:
    t, me = translator(), current_user.organiser
    manages = may("organiser_team.add", event)
    rows = [_row(one, event, t, manages=manages) for one in owner_and_members(db.session(), event)]
    form.role.choices = [(role.value, t(ROLE_LABELS[role])) for role in GIVEN]
    form.scope.choices = [("event", t("This event"))]
    if event.series is not None:
        text = (
            N_("All events of %(series)s, future ones too")
            if me.is_admin
            else N_("All events of %(series)s that you own, future ones too")
        )
        form.scope.choices.append((_SERIES, t(text, series=event.series.name)))
    done = request.args.get("done", "")
    return render_template(
        "organiser/team/list.html",
        event=event,
        form=form,
        rows=rows,
        roles=[(role.value, t(ROLE_LABELS[role])) for role in GIVEN],
        manages=manages,
        may_leave=_may_leave(event),
        done=done if done in DONE else "",
    )


def _may_leave(event: Event) -> bool:
    try:
        return bool(membership.roles_to_leave(db.session(), event, current_user.organiser))
    except WebinarsError:
        return False


def _row(one: Member, event: Event, t: Translator, *, manages: bool) -> MemberRow:
    account, me = one.account, current_user.organiser
    is_owner = one.role is Role.OWNER
    sees_address = manages or account.id == me.id
    of_series = one.of_series
    is_foreign = of_series is not None and not membership.may_change_series_role(
        of_series, event, me
    )
    return MemberRow(
        id=account.id,
        name=_shown_name(one, t, sees_address=sees_address),
        email=account.email if sees_address else "",
        role=one.role.value,
        role_label=t(ROLE_LABELS[one.role]),
        is_me=account.id == me.id,
        is_disabled=one.has_accepted and account.disabled_at is not None,
        is_invited=not one.has_accepted,
        series_role_id=of_series.id if of_series else None,
        may_change=manages and not is_owner and not is_foreign,
        may_hand_over=manages and not is_owner and one.has_accepted and account.disabled_at is None,
    )


def _shown_name(one: Member, t: Translator, *, sees_address: bool) -> str:
    """Return how a person is shown: to those who do not manage the team, without their address."""
    if sees_address:
        return one.name
    if not one.has_accepted:
        return t("Invited person")
    return shown_name(one.account.name, one.account.email)


def _back(event_id: int, done: str) -> ResponseReturnValue:
    return redirect(url_for("organiser_team.list", event_id=event_id, done=done), 303)
