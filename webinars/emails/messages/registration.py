"""E-mails to registrants."""

from typing import Any

from webinars.capabilities.link_purposes import Purpose
from webinars.emails import calendar_part, queries, sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line, in_zone, join_opens
from webinars.emails.messages import several_dates, shared
from webinars.emails.messages.other_times import also_registered_values, registered_times
from webinars.emails.messages.shared import first_email_values
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.event_messages.email_notes import refusal_note
from webinars.events.enums import EventState
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision


def confirmed(context: EmailContext) -> OutgoingEmail | None:
    """Confirm a registration, with the invitation for the calendar."""
    return _confirmation(context, is_resent=False)


def waiting(context: EmailContext) -> OutgoingEmail | None:
    """Notify the registrant that they are on the waiting list."""
    registration = shared.current(context, Status.WAITING)
    return _status_email(context, registration, "registration-waiting") if registration else None


def awaiting_approval(context: EmailContext) -> OutgoingEmail | None:
    """Acknowledge a request that the organiser decides on."""
    registration = shared.current(context, Status.AWAITING_APPROVAL)
    return (
        _status_email(context, registration, "registration-awaiting-approval")
        if registration
        else None
    )


def offered(context: EmailContext) -> OutgoingEmail | None:
    """Offer a place until a deadline, with the link to accept or decline."""
    registration = shared.current(context, Status.OFFERED)
    return _status_email(context, registration, "registration-offered") if registration else None


def refused(context: EmailContext) -> OutgoingEmail | None:
    """Notify the registrant that the organiser declined."""
    registration = shared.current(context, Status.REFUSED)
    return _status_email(context, registration, "registration-refused") if registration else None


def again(context: EmailContext) -> OutgoingEmail | None:
    """Resend the first e-mail to someone who registered twice."""
    registration = shared.current(context, *_TEMPLATES)
    if registration is None:
        return _confirmation(context, is_resent=True)
    return _status_email(context, registration, _TEMPLATES[registration.status])


def cancelled(context: EmailContext) -> OutgoingEmail | None:
    """Confirm a cancellation, with a CANCEL if the calendar has an entry.

    Rendered from the payload alone, because the row may be erased by now.
    """
    payload = context.payload
    t = context.translator(payload["language"])
    event = event_by_id(context.session, payload["event_id"])
    to = mailbox(payload["name"], payload["email"])
    calendar = calendar_part.cancel_part(
        context,
        event,
        to,
        t,
        address=payload["address"],
        registration_id=payload.get("registration_id"),
    )
    if calendar is None and payload.get("one_of_several"):
        return None
    moved_to: tuple[str, ...] = ()
    if payload["reason"] == CancelReason.MOVED:
        if calendar is None:
            return None  # the e-mail about the other time says everything
        registration = context.batch.registration(payload["registration_id"])
        moved_to = registered_times(context, event, registration, t)
    values = shared.event_values(context, event, payload["timezone"], t) | {
        "moved_to": moved_to,
        "reason": payload["reason"],
        "in_calendar": calendar is not None,
        "register_url": context.site.url(f"/events/{event.slug}/registrations"),
        "undo_url": _undo_url(context),
    }
    return context.render_email(
        "registration-cancelled", t, to=to, values=values, event=event, calendar=calendar
    )


def verification_email(context: EmailContext) -> OutgoingEmail | None:
    """Ask for confirmation of a new e-mail address."""
    registration = context.batch.registration(context.payload["registration_id"])
    if registration is None or not registration.new_email:
        return None
    t = context.translator(registration.language)
    values = shared.registration_values(context, registration, t, is_notified=False) | {
        "proof_url": context.link(Purpose.ADDRESS, registration.id, "/registrations/%s/address"),
    }
    to = mailbox(registration.name, registration.new_email)
    return context.render_email(
        "registration-address-proof", t, to=to, values=values, event=registration.event
    )


def links(context: EmailContext) -> OutgoingEmail | None:
    """Send the links to all registrations of an address; None if it has none."""
    payload = context.payload
    registrations = queries.active_registrations(context.session, payload["address"])
    t = context.translator(payload["language"])
    now = clock.now()
    upcoming = [row for row in registrations if row.event.ends_at > now]
    past = [row for row in reversed(registrations) if row.event.ends_at <= now]
    links_of_dates = several_dates.links_of_dates(
        context, payload["address"], [*upcoming, *past], t
    )
    if not registrations and not links_of_dates:
        return None
    items = []
    for row in (*upcoming, *past):
        if row.event.date_group_id not in links_of_dates:
            items.append(_link(context, row, t))
        elif link := links_of_dates[row.event.date_group_id]:
            # Several dates have one link, at the place of the first.
            items.append(link)
            links_of_dates[row.event.date_group_id] = None
    items += filter(None, links_of_dates.values())
    to = mailbox(registrations[0].name if registrations else "", payload["email"])
    return context.render_email("registration-links", t, to=to, values={"items": items})


def links_replaced(context: EmailContext) -> OutgoingEmail | None:
    """Send the links that replace revoked ones, with the new join link for the calendar."""
    registration = shared.current(context, *Status)
    if registration is None:
        return None
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    join_url, calendar = "", None
    if registration.status is Status.CONFIRMED and event.ends_at > clock.now():
        join_url = shared.join_url_of(context, registration)
        calendar = calendar_part.request_part(
            context, registration, to, t, join_url=join_url, again=True
        )
    values = shared.registration_values(context, registration, t) | {
        "manage_url": shared.manage_url_of(context, registration),
        "join_url": join_url,
        "in_calendar": calendar is not None,
    }
    return context.render_email(
        "registration-links-replaced", t, to=to, values=values, event=event, calendar=calendar
    )


def decline_not_counted(context: EmailContext) -> OutgoingEmail | None:
    """Ask a registrant whose calendar declined whether to cancel; None if they are not registered."""
    registration = shared.current(context, *ACTIVE)
    if registration is None or registration.event.ends_at <= clock.now():
        return None
    event, t = registration.event, context.translator(registration.language)
    if event.state is not EventState.PUBLISHED:
        return None
    to = mailbox(registration.name, registration.email)
    manage_url = shared.manage_url_of(context, registration)
    values = shared.registration_values(context, registration, t) | {
        "reason": context.payload["reason"],
        "manage_url": manage_url,
        "cancellation_url": f"{manage_url}/cancellation",
    }
    return context.render_email(
        "registration-decline-not-counted", t, to=to, values=values, event=event
    )


def calendar_delivery(context: EmailContext) -> OutgoingEmail | None:
    """Add the event to the calendar, or remove it, by the registrant's choice; None if nothing changes."""
    registration = shared.current(context, Status.CONFIRMED)
    if registration is None or registration.event.ends_at <= clock.now():
        return None
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(context, registration)
    calendar = calendar_part.delivery_part(context, registration, to, t, join_url=join_url)
    if calendar is None:
        return None
    values = shared.registration_values(context, registration, t) | {
        "in_calendar": calendar.method,
        "join_url": join_url,
        "join_from": context.batch.of_event(join_opens, event, registration.timezone, t),
        "manage_url": shared.manage_url_of(context, registration),
    }
    return context.render_email(
        "registration-calendar-delivery", t, to=to, values=values, event=event, calendar=calendar
    )


def _link(context: EmailContext, registration: Registration, t: Translator) -> dict[str, Any]:
    """Return the values of one registration.

    Times are in the registration's zone, because someone else may have submitted the form.
    """
    event, zone = registration.event, registration.timezone
    lines = [city_line(event, t)]
    if zone and event.precision is Precision.TIME:
        lines.insert(0, in_zone(event.starts_at, zone, t))
    is_past = event.state is EventState.PUBLISHED and event.ends_at <= clock.now()
    state = t("ended") if is_past else _link_state(registration, t)
    return {
        "title": sanitize.one_line(t.text(event.title)),
        "lines": [state, *lines] if state else lines,
        "url": shared.manage_url_of(context, registration),
    }


def _link_state(registration: Registration, t: Translator) -> str:
    """Return a note on the event or the status; empty for a confirmed registration."""
    if registration.event.state is EventState.CANCELLED:
        return t("cancelled")
    return shared.pending_text(registration, t)


def _confirmation(context: EmailContext, *, is_resent: bool) -> OutgoingEmail | None:
    registration = shared.current(context, Status.CONFIRMED)
    if registration is None:
        return None
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(context, registration)
    calendar = calendar_part.request_part(
        context, registration, to, t, join_url=join_url, again=is_resent
    )
    # One of several dates: the e-mail that lists them has said everything but the invitation.
    is_one_of_several = "summary_token" in context.payload
    if is_one_of_several and calendar is None:
        return None
    values = shared.registration_values(context, registration, t) | {
        **first_email_values(context, registration, t),
        **also_registered_values(context, registration, t),
        "join_url": join_url,
        "join_from": context.batch.of_event(join_opens, event, registration.timezone, t),
        "manage_url": shared.manage_url_of(context, registration),
        "in_calendar": calendar is not None,
        "replies_are_read": bool(context.site.reply_address),
        "is_resent": is_resent,
        "confirm_by": _deadline(registration, t) if registration.verified_at is None else "",
    }
    values |= shared.note_values([context.batch.confirmation_note(event.id)], values, t)
    template = "registration-date-invitation" if is_one_of_several else "registration-confirmed"
    return context.render_email(template, t, to=to, values=values, event=event, calendar=calendar)


_TEMPLATES = {
    Status.WAITING: "registration-waiting",
    Status.AWAITING_APPROVAL: "registration-awaiting-approval",
    Status.OFFERED: "registration-offered",
    Status.REFUSED: "registration-refused",
}


def _undo_url(context: EmailContext) -> str:
    """Return the manage page of someone who declined in their calendar; empty once erased."""
    if context.payload["reason"] != CancelReason.DECLINED:
        return ""
    registration = context.batch.registration(context.payload["registration_id"])
    if registration is None or registration.erased_at:
        return ""
    return shared.manage_url_of(context, registration)


def _status_email(
    context: EmailContext, registration: Registration, template: str
) -> OutgoingEmail | None:
    """Render an e-mail about a registration's status, which removes the entry of an invitation to register.

    None after the end, when there is nothing to wait for or to accept.
    """
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    values = shared.registration_values(context, registration, t) | {
        **first_email_values(context, registration, t),
        **also_registered_values(context, registration, t),
        "manage_url": shared.manage_url_of(context, registration),
        "until": _deadline(registration, t),
        "until_short": _deadline(registration, t, short=True),
    }
    if values["has_ended"] and registration.status is not Status.REFUSED:
        return None
    calendar = calendar_part.cancel_part(
        context, event, to, t, address=registration.address, registration_id=registration.id
    )
    values["in_calendar"] = calendar is not None
    if registration.status is Status.REFUSED:
        note = refusal_note(context.session, registration.id)
        values |= shared.note_values([note], values, t)
    return context.render_email(template, t, to=to, values=values, event=event, calendar=calendar)


def _deadline(registration: Registration, t: Translator, *, short: bool = False) -> str:
    """Format the deadline of an offer or unverified place in local time; empty if there is none."""
    if registration.ends_at is None:
        return ""
    zone = registration.timezone or registration.event.timezone
    local = to_local(registration.ends_at, zone)
    values = {
        "date": formatting.date_text(local.date(), t, year=False),
        "time": formatting.time_text(local, t),
    }
    if short:
        return t("%(date)s, %(time)s", **values)
    city = formatting.zone_name(zone, t)
    if not registration.timezone:
        return t("%(date)s, %(time)s %(city)s time", **values, city=city)
    return t("%(date)s, %(time)s your time, %(city)s", **values, city=city)
