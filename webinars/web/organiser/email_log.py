"""E-mail log of an event: failures first, with their reason and a button to retry."""

import re
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db, transaction
from webinars.emails.composed_again import shown_email
from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.outbox.models import MessageState
from webinars.outbox.resend import resend as resend_message
from webinars.outbox.topics import CHANGED_DATES, DATE_ENTRY, DATES, TEAM, TOPICS
from webinars.pagination import MAX_ID
from webinars.registrations.organiser import email_log
from webinars.registrations.organiser.email_log import LoggedEmail
from webinars.timezones import clock, formatting
from webinars.web.components.badge import Badge
from webinars.web.core.current_site import site
from webinars.web.core.locale import translator
from webinars.web.core.security.endpoint_policies import PRIVATE_PREFIXES, SECRET_LINK_KEY
from webinars.web.organiser import email_status_text
from webinars.web.organiser.permitted_links import may
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_email_log", __name__, url_prefix=URL_PREFIX)

# The token of a private link, after what comes before it.
_PRIVATE = re.compile(rf"({'|'.join(PRIVATE_PREFIXES)}|[?&]{SECRET_LINK_KEY}=)[\w-]{{16,}}")

_NOT_RESTORED = N_(
    "This e-mail cannot be shown: its text is not stored, and what it was made from has changed or "
    "was deleted."
)
# Of e-mails that are never composed again once they were sent; those about roles are never shown.
_WHY_NOT_STORED = {
    TEAM: N_(
        "The text of this e-mail is not shown, because it may contain a link to sign in. "
        "The history of the event says which role was given."
    ),
    "delegation.summary": N_(
        "The text of this e-mail is not stored: it named the people of a delegation, who may have "
        "been withdrawn or deleted since."
    ),
    "comment.answered": N_(
        "The text of this e-mail is not stored. The question and its answer are on the page of "
        "questions received, for as long as they are kept."
    ),
    "registration.links": N_(
        "The text of this e-mail is not stored, because it lists private links to all registrations "
        "of the recipient, also for other events."
    ),
    DATES: N_(
        "The text of this e-mail is not shown, because it lists all dates of the recipient, also those "
        "that you may not see."
    ),
    CHANGED_DATES: N_(
        "The text of this e-mail is not shown, because it lists changes of other dates of the recipient, "
        "also of those that you may not see."
    ),
    DATE_ENTRY: N_(
        "The text of this e-mail is not stored: it brought a calendar up to date, beside an e-mail about the "
        "changes of several dates."
    ),
    "registration.links-replaced": N_(
        "The text of this e-mail is not stored: it contained new private links of the recipient."
    ),
    "registration.calendar-delivery": N_(
        "The text of this e-mail is not stored: it was about how the recipient’s calendar is updated, "
        "which they may have changed since."
    ),
    "registration.decline-not-counted": N_(
        "The text of this e-mail is not stored: it was about a reply of the recipient’s calendar."
    ),
    "registration.timezone-update": N_(
        "The text of this e-mail is not stored: it was about the time zone of the recipient, which "
        "they may have changed since."
    ),
}


@dataclass(frozen=True)
class EmailRow:
    """One e-mail in the table; again_url is empty if it cannot be retried, url if it cannot be shown."""

    about: str
    name: str
    email: str
    badge: Badge
    reason: str
    when: str
    again_url: str
    is_superseded: bool
    url: str


@blueprint.get(f"{EVENT_PATH}/emails", endpoint="list")
def list_messages(event_id: int) -> str:
    """List the e-mails, page by page."""
    event, zone, t = get_own_event(event_id), current_user.organiser.timezone, translator()
    page = email_log.logged_emails(db.session(), event_id, request.args.get("after", ""))
    here = url_for("organiser_email_log.list", event_id=event_id)
    return render_template(
        "organiser/email_log.html",
        event=event,
        rows=[_row(event, row, zone, t) for row in page.rows],
        city=formatting.zone_name(zone, t),
        here=here,
        is_first="after" not in request.args,
        next_url=page.after
        and url_for("organiser_email_log.list", event_id=event_id, after=page.after),
        done=request.args.get("done", ""),
    )


@blueprint.post(f"{EVENT_PATH}/emails/<int(max={MAX_ID}):message_id>/attempts")
def resend(event_id: int, message_id: int) -> ResponseReturnValue:
    """Retry a failed e-mail."""
    get_own_event(event_id)
    with transaction() as session:
        resend_message(session, event_id=event_id, message_id=message_id)
    return redirect(url_for("organiser_email_log.list", event_id=event_id, done="again"), 303)


@blueprint.get(f"{EVENT_PATH}/emails/<int(max={MAX_ID}):message_id>")
def show(event_id: int, message_id: int) -> str:
    """Show an e-mail as text: as it leaves, or composed again as it was sent."""
    event, session, t = get_own_event(event_id), db.session(), translator()
    try:
        message = email_log.email_of_event(session, event_id, message_id)
        topic, is_erased = message.topic, bool(message.payload.get("erased"))
        sees_address = _sees_address(event, topic)
        recipient = message.recipient if sees_address and not is_erased else ""
        about, state = email_status_text.about(topic, t), message.state
        reason = email_status_text.reason_of(state, message.reason, t) if sees_address else ""
        badge = email_status_text.state_badge(state, message.reason, t)
        at = message.sent_at or message.created_at
        email = shown_email(session, message, site())
    finally:
        session.rollback()  # what is composed again has changed loaded rows
    return render_template(
        "organiser/email.html",
        event=get_own_event(event_id),
        about=about,
        badge=badge,
        reason=reason,
        when=formatting.instant_text(at, current_user.organiser.timezone, t),
        email=email,
        recipient=recipient,
        why_not_stored=t(_why_not_stored(topic, state)),
        text=_without_private_links(email.text) if email else "",
        note=_note(state) if email else "",
    )


def _why_not_stored(topic: str, state: MessageState) -> str:
    """Return why an e-mail cannot be shown, to be translated."""
    is_settled = topic in {TEAM, DATES} or state in {MessageState.SENT, MessageState.SUPERSEDED}
    return _WHY_NOT_STORED.get(topic, _NOT_RESTORED) if is_settled else _NOT_RESTORED


def _sees_address(event: Event, topic: str) -> bool:
    """Return whether the reader sees to whom an e-mail goes, which the reason of a failure repeats.

    Addresses of the team are for those who manage it.
    """
    return topic != TEAM or may("organiser_team.add", event)


def _note(state: MessageState) -> str:
    """Return how the text came about."""
    if state is MessageState.QUEUED:
        return _("Not sent yet: this is how it leaves, unless something changes before.")
    if state is MessageState.FAILED:
        return _("This is the text that could not be sent.")
    if state is MessageState.SUPERSEDED:
        return _("This e-mail was not sent. Composed again from the values of then.")
    return _("Composed again from the values of then: sent e-mails are not stored.")


def _without_private_links(text: str) -> str:
    return _PRIVATE.sub(r"\1…", text)


def _row(event: Event, row: LoggedEmail, zone: str, t: Translator) -> EmailRow:
    name, email = _to(event, row, t)
    now, badge = clock.now(), email_status_text.badge_of(row, clock.now(), t)
    return EmailRow(
        about=email_status_text.about(row.topic, t),
        name=name,
        email=email,
        badge=badge,
        reason=email_status_text.reason_of(row.state, row.reason, t)
        if _sees_address(event, row.topic)
        else "",
        when=formatting.instant_text(email_status_text.settled_at(row, now), zone, t),
        again_url=url_for("organiser_email_log.resend", event_id=event.id, message_id=row.id)
        if row.may_be_resent
        else "",
        is_superseded=badge.style == "cancelled" and not row.may_be_resent,
        url=url_for("organiser_email_log.show", event_id=event.id, message_id=row.id)
        if email_log.may_be_shown(row.topic)
        else "",
    )


def _to(event: Event, row: LoggedEmail, t: Translator) -> tuple[str, str]:
    if row.topic == TEAM:
        return t(TOPICS[TEAM].recipients), row.recipient if _sees_address(event, TEAM) else ""
    if row.topic == "organiser.mail":
        return event.contact_name, row.recipient or event.contact_email
    if row.topic.startswith("organiser."):
        return event.organiser.name, row.recipient or event.organiser.email
    recipients = TOPICS[row.topic].recipients if row.topic in TOPICS else ""
    if recipients and not (row.topic == "kind.changed" and row.name):
        return t(recipients), row.recipient
    if not row.name:
        return t("a person whose data was deleted"), ""
    return row.name, row.recipient or row.email or ""
