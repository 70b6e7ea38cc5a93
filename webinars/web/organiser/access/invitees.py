"""Invitees of an event: pasted list with preview, table, CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.access import invitees as access_invitees
from webinars.access.invitee_state import InviteeState
from webinars.access.limits import MAX_LINES
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.events.settings.registration_types import types_of
from webinars.i18n import N_, Translator
from webinars.pagination import MAX_ID
from webinars.registrations import nominations
from webinars.registrations.organiser import bulk_registration, invitee_list
from webinars.registrations.organiser.invitee_list import InvitedPerson, InviteeFilter
from webinars.replies.models import InviteeReply
from webinars.replies.queries import last_invitee_replies
from webinars.replies.replies_to_review import invitees_to_review
from webinars.security import csv
from webinars.security.text_input import clean_line
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.web.components.badge import Badge
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import LANGUAGE_NAMES, translator
from webinars.web.organiser.access import recipient_list
from webinars.web.organiser.access.recipient_list import PeopleForm, RecipientList
from webinars.web.organiser.registrations import calendar_reply_columns
from webinars.web.organiser.registrations.calendar_reply_columns import ReplyLine
from webinars.web.organiser.registrations.registrant_filter import TO_REVIEW
from webinars.web.organiser.registrations.registrant_rows import STATUS_BADGES
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_invitees", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/invitees/<int(max={MAX_ID}):invitee_id>"
_LONGEST_SEARCH = 100
_DONE = frozenset({"invited", "written-down", "again", "reminded", "withdrawn"})
_FILTERS = {
    InviteeFilter.NO_REPLY: N_("No reply"),
    InviteeFilter.REGISTERED: N_("Registered"),
    InviteeFilter.TENTATIVE: N_("Tentative"),
    InviteeFilter.DECLINED: N_("Declined"),
    InviteeFilter.ACCEPTED: N_("Accepted, not registered"),
    InviteeFilter.NOT_INVITED: N_("Not invited"),
}
_BADGES = {
    InviteeState.LISTED: Badge("draft", "pen", N_("Not invited yet")),
    InviteeState.INVITED: Badge("wait", "mail", N_("Invited")),
    InviteeState.OPENED: Badge("open", "ring", N_("Opened")),
    InviteeState.ACCEPTED: Badge("wait", "check", N_("Accepted, not registered")),
    InviteeState.TENTATIVE: Badge("wait", "clock", N_("Tentative")),
    InviteeState.DECLINED: Badge("closed", "give", N_("Declined")),
    InviteeState.REGISTERED: Badge("sure", "check", N_("Registered")),
    InviteeState.WITHDRAWN: Badge("closed", "give", N_("Withdrawn")),
}


@dataclass(frozen=True)
class InviteeRow:
    """One invitee in the table; URLs are empty for actions that are not available."""

    name: str
    email: str
    badge: Badge
    registration: str
    invited: str
    opened: str
    replied: str
    reminded: str
    again_url: str
    withdraw_url: str
    notes: tuple[ReplyLine, ...] = ()


@blueprint.route(f"{EVENT_PATH}/invitees", methods=["GET", "POST"], endpoint="list")
def list_invitees(event_id: int) -> ResponseReturnValue:
    """List invitees; preview a pasted list, then invite or register the people in it."""
    event = get_own_event(event_id)
    if request.method != "POST":
        return _page(event, PeopleForm(formdata=None))
    form = PeopleForm()
    action = request.form.get("do", "read")
    if not form.validate_on_submit():
        return _page(event, form), 422
    if action == "text":
        return _page(event, form)
    recipients = recipient_list.check_recipients(db.session(), event_id, form.text.data or "")
    if address := request.form.get("mend"):
        form.text.data = recipients.corrected(form.text.data or "", address)
        return _preview(
            event, form, recipient_list.check_recipients(db.session(), event_id, form.text.data)
        )
    if action not in {"invite", "register"}:
        return _preview(event, form, recipients)
    # If the lines differ from those that were shown, show them first.
    if (
        not recipients.people
        or recipients.is_too_long
        or len(recipients.invalid) != request.form.get("seen", type=int)
    ):
        return _preview(event, form, recipients), 422
    return _act(event, form, recipients, action)


@blueprint.get(f"{EVENT_PATH}/invitees.csv")
def download_csv(event_id: int) -> Response:
    """Stream all invitees as CSV."""
    event, t = get_own_event(event_id), translator()
    rows = _table(event_id, current_user.organiser.timezone, t)
    answer = Response(stream_with_context(csv.csv_lines(rows)), mimetype=csv.MIMETYPE)
    name = f"{event.slug}-invited.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post(f"{_ONE}/messages")
def resend(event_id: int, invitee_id: int) -> ResponseReturnValue:
    """Send an invitation for the first time, or again."""
    get_own_event(event_id)
    with transaction() as session:
        access_invitees.send_invitation(session, event_id=event_id, invitee_id=invitee_id)
    return _back(event_id, done="again")


@blueprint.post(f"{EVENT_PATH}/invitees/reminders")
def remind(event_id: int) -> ResponseReturnValue:
    """Remind those who have not replied."""
    get_own_event(event_id)
    with transaction() as session:
        result = access_invitees.remind_invitees(session, event_id=event_id)
    return _back(event_id, done="reminded", n=result.written, later=result.before or None)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(event_id: int, invitee_id: int) -> ResponseReturnValue:
    """Withdraw an invitation: its link stops working."""
    get_own_event(event_id)
    with transaction() as session:
        access_invitees.withdraw_invitation(session, event_id=event_id, invitee_id=invitee_id)
    return _back(event_id, done="withdrawn")


def _act(
    event: Event, form: PeopleForm, recipients: RecipientList, action: str
) -> ResponseReturnValue:
    event_id, language = event.id, str(form.lang.data)
    try:
        if action == "invite":
            with transaction() as session:
                result = access_invitees.send_invitations(
                    session, event_id=event_id, people=recipients.invitees, language=language
                )
            return _back(event_id, done="invited", n=result.written, later=result.too_often or None)
        recipients.require_names()
        with transaction() as session:
            written = bulk_registration.bulk_register(
                session,
                event_id=event_id,
                people=recipients.named(form.registration_type.data),
                language=language,
                restores_removed=bool(form.restores.data),
            )
        return _back(
            event_id,
            done="written-down",
            n=written.new + written.restored,
            out=written.removed or None,
        )
    except nominations.DelegateRowError as error:
        recipients.refuse(error.index, error_sentence(error.refusal))
    except (ConflictError, InvalidInputError) as error:
        form.text.errors = [error_sentence(error)]
    return _preview(get_own_event(event_id), form, recipients), 422


def _page(event: Event, form: PeopleForm) -> str:
    zone, t = current_user.organiser.timezone, translator()
    q = clean_line(request.args.get("q", ""), longest=_LONGEST_SEARCH)
    after = request.args.get("after", "")
    state = request.args.get("state", "")
    ids = _with_reply_to_review(event.id) if state == TO_REVIEW else None
    only = _filter(state) if ids is None else None
    counts = invitee_list.invitee_counts(db.session(), event.id)
    page = invitee_list.invited_people(db.session(), event.id, q, after, only=only, ids=ids)
    replies = last_invitee_replies(db.session(), [row.id for row in page.rows])
    where: dict[str, Any] = {"event_id": event.id, "q": q or None, "state": state or None}
    done = request.args.get("done", "")
    return render_template(
        "organiser/access/invitees.html",
        event=event,
        form=form.set_choices(()),
        counts=counts,
        rows=[_row(event, row, replies.get(row.id, ()), zone, t) for row in page.rows],
        q=q,
        state=state,
        states=[
            *((value.value, t(words)) for value, words in _FILTERS.items()),
            *([(TO_REVIEW, t("Reply to look at"))] if ids else []),
        ],
        is_narrowed=bool(q or state),
        is_first=not after,
        is_live=is_upcoming(event),
        city=formatting.zone_name(zone, t),
        first_url=url_for("organiser_invitees.list", **where),
        next_url=page.after and url_for("organiser_invitees.list", **where, after=page.after),
        done=done if done in _DONE else "",
        number=request.args.get("n", 0, type=int),
        later=request.args.get("later", 0, type=int),
        left_removed=request.args.get("out", 0, type=int),
    )


def _with_reply_to_review(event_id: int) -> list[int]:
    return invitees_to_review(db.session(), [event_id], clock.now()).get(event_id, [])


def _filter(text: str) -> InviteeFilter | None:
    """Return the filter of an address; 404 for an unknown one."""
    if text and text not in set(InviteeFilter):
        abort(404)
    return InviteeFilter(text) if text else None


def _preview(event: Event, form: PeopleForm, recipients: RecipientList) -> str:
    types = types_of(db.session(), event.id) if event.has_registration_types else ()
    return render_template(
        "organiser/access/recipient_list.html",
        event=event,
        form=form.set_choices(types),
        recipients=recipients,
        is_live=is_upcoming(event),
        most=MAX_LINES,
        most_written=bulk_registration.MAX_BULK_ROWS,
    )


def _row(
    event: Event, invitee: InvitedPerson, replies: Sequence[InviteeReply], zone: str, t: Translator
) -> InviteeRow:
    badge = _BADGES[invitee.state]
    where: dict[str, Any] = {"event_id": event.id, "invitee_id": invitee.id}
    may = is_upcoming(event) and invitee.status is None
    return InviteeRow(
        name=invitee.name,
        email=invitee.email,
        badge=Badge(badge.style, badge.icon, t(badge.label)),
        registration=_registration_status(invitee, t),
        invited=_instant(invitee.invited_at, zone, t),
        opened=_instant(invitee.opened_at, zone, t),
        replied=_instant(invitee.replied_at, zone, t),
        reminded=_instant(invitee.reminded_at, zone, t),
        again_url=url_for("organiser_invitees.resend", **where) if may else "",
        withdraw_url=url_for("organiser_invitees.withdraw", **where)
        if may and invitee.invited_at
        else "",
        notes=_notes(replies, zone, t),
    )


def _notes(replies: Sequence[InviteeReply], zone: str, t: Translator) -> tuple[ReplyLine, ...]:
    """Return what came in about an invitee and changed nothing, or has a comment."""
    lines = [calendar_reply_columns.note_line(reply, zone, t) for reply in replies]
    return tuple(line for line in lines if line is not None)


def _registration_status(invitee: InvitedPerson, t: Translator) -> str:
    return t(STATUS_BADGES[invitee.status].label) if invitee.status in STATUS_BADGES else ""


def _instant(instant: Any, zone: str, t: Translator) -> str:
    return formatting.instant_text(instant, zone, t) if instant else ""


def _table(event_id: int, zone: str, t: Translator) -> Iterator[Sequence[str]]:
    city = formatting.zone_name(zone, t)
    yield (
        t("Name"),
        t("E-mail"),
        t("Status"),
        t("Registration"),
        t("Invited (time in %(city)s)", city=city),
        t("Opened (time in %(city)s)", city=city),
        t("Replied (time in %(city)s)", city=city),
        t("Language"),
    )
    for invitee in invitee_list.all_invited_people(db.session(), event_id):
        local = [
            to_local(instant, zone) if instant else None
            for instant in (invitee.invited_at, invitee.opened_at, invitee.replied_at)
        ]
        yield (
            invitee.name,
            invitee.email,
            t(_BADGES[invitee.state].label),
            _registration_status(invitee, t),
            # A format that spreadsheets parse in every language.
            *(f"{instant:%Y-%m-%d %H:%M}" if instant else "" for instant in local),
            LANGUAGE_NAMES.get(invitee.language, invitee.language),
        )


def _back(event_id: int, **done: Any) -> ResponseReturnValue:
    return redirect(url_for("organiser_invitees.list", event_id=event_id, **done), 303)
