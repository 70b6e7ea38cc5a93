"""Rows of the registrations table: status badges, deadlines and available actions."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.registrations.organiser.registrant_list import Registrant
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.timezones import clock, formatting
from webinars.web.components.badge import Badge
from webinars.web.organiser import email_status_text
from webinars.web.organiser.registrations.calendar_reply_columns import CalendarReplies

STATUS_BADGES = {
    Status.CONFIRMED: Badge("sure", "check", N_("Confirmed")),
    Status.AWAITING_APPROVAL: Badge("wait", "speech", N_("Awaiting approval")),
    Status.OFFERED: Badge("wait", "clock", N_("Place offered")),
    Status.WAITING: Badge("wait", "clock", N_("Waiting list")),
    Status.REFUSED: Badge("closed", "block", N_("Declined")),
    Status.CANCELLED: Badge("closed", "give", N_("Cancelled")),
}
_ENDED: dict[str, str] = {
    CancelReason.MOVED: N_("Changed to another time"),
    CancelReason.OFFER_EXPIRED: N_("Offer expired"),
    CancelReason.VERIFICATION_EXPIRED: N_("Not confirmed in time"),
    CancelReason.DECLINED: N_("Declined in the calendar"),
    CancelReason.BY_ORGANISER: N_("Cancelled at their request"),
    CancelReason.BY_DELEGATION: N_("Withdrawn by the delegation"),
    CancelReason.REMOVED: N_("Removed"),
}


@dataclass(frozen=True)
class RegistrantRow:
    """One registration in the table; URLs are empty for actions that are not available.

    may_approve and may_refuse say which decisions are open, may_select whether any action is; until is a
    deadline; has_left_to_answer: of the questions after approval.
    """

    person: Registrant
    timezone: str
    badge: Badge
    since: str
    until: str
    has_left_to_answer: bool
    came_in: str
    calendar: CalendarReplies
    mail: Badge
    reason: str
    answers_url: str
    note_url: str
    details_url: str
    again_url: str
    cancel_url: str
    deadline_url: str
    type_url: str
    may_approve: bool
    may_refuse: bool
    may_select: bool


def status_word(status: Status, cancel_reason: str, t: Translator) -> str:
    """Return the status as text, or why the registration ended."""
    if status in (Status.CANCELLED, Status.REFUSED) and cancel_reason in _ENDED:
        return t(_ENDED[cancel_reason])
    return t(STATUS_BADGES[status].label)


def registrant_row(
    event: Event,
    person: Registrant,
    zone: str,
    t: Translator,
    calendar: CalendarReplies,
    *,
    has_left_to_answer: bool = False,
) -> RegistrantRow:
    """Return the table row of a registration, with times in a time zone."""
    is_live = event.state is EventState.PUBLISHED and event.ends_at > clock.now()
    is_in = person.status in ACTIVE and is_live
    where: dict[str, Any] = {"event_id": event.id, "registration_id": person.id}
    until = _until(person, zone, t)
    return RegistrantRow(
        person=person,
        timezone=formatting.zone_name(person.timezone, t)
        if person.timezone
        else t("unknown time zone"),
        badge=replace(
            STATUS_BADGES[person.status], label=status_word(person.status, person.cancel_reason, t)
        ),
        since=formatting.instant_text(person.status_at, zone, t),
        until=until,
        has_left_to_answer=has_left_to_answer,
        came_in=formatting.instant_text(person.attended_at, zone, t) if person.attended_at else "",
        calendar=calendar,
        mail=email_status_text.state_badge(person.mail_state, person.mail_reason, t),
        reason=email_status_text.reason_of(person.mail_state, person.mail_reason, t),
        answers_url=url_for("organiser_answers.edit", **where) if event.has_questions else "",
        note_url=url_for("organiser_note.edit", **where),
        details_url=url_for("organiser_person.correct", **where),
        again_url=url_for("organiser_registrations.resend", **where) if is_in else "",
        # Requests are approved or refused, not cancelled.
        cancel_url=url_for("organiser_registrations.cancel", **where)
        if is_in and person.status is not Status.AWAITING_APPROVAL
        else "",
        deadline_url=url_for("organiser_deadline.extend", **where)
        if until and is_live and event.starts_at > clock.now()
        else "",
        type_url=url_for("organiser_type_change.change", **where)
        if is_in and event.has_registration_types
        else "",
        may_approve=is_live and person.status in (Status.AWAITING_APPROVAL, Status.REFUSED),
        may_refuse=is_live and person.status is Status.AWAITING_APPROVAL,
        may_select=is_live and person.status is not Status.CANCELLED,
    )


def _until(person: Registrant, zone: str, t: Translator) -> str:
    """Return the deadline of an offer or of an unverified registration."""
    if person.ends_at is None:
        return ""
    when = formatting.instant_text(person.ends_at, zone, t)
    if person.status is Status.OFFERED:
        return t("accept by %(when)s", when=when)
    return t("e-mail must be confirmed by %(when)s", when=when)
