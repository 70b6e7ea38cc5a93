"""The e-mail that lists all dates for which somebody has registered at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webinars.capabilities.link_purposes import Purpose
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line, in_zone
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.events.date_groups import coming_dates
from webinars.events.enums import EventState
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.registrations.group_registrations import (
    dates_of,
    group_registrations_of_address,
)
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.several_dates.messages import Cause
from webinars.registrations.several_dates.places_for_all import position_of
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision


@dataclass(frozen=True)
class DateLine:
    """One date: when in the registrant's time zone, its status, and whether it is new in this e-mail.

    before: what was true of it until now. url: of its page, where the e-mail has no link to all dates.
    """

    when: str
    status: str
    title: str
    is_new: bool = False
    before: Sequence[str] = ()
    url: str = ""


def all_dates(context: EmailContext) -> OutgoingEmail | None:
    """List all dates of an address with their status; None if there is none to list any more."""
    row = context.session.get(
        DateGroupRegistration, context.payload["date_group_registration_id"], populate_existing=True
    )
    if row is None:
        return None
    now = clock.now()
    coming = [one for one in dates_of(context.session, row) if one.event.ends_at > now]
    details = _details(row, coming)
    if details is None:
        return None
    t = context.translator(details["language"])
    event = coming[0].event if coming else event_by_id(context.session, context.payload["event_id"])
    to = mailbox(details["name"], details["email"])
    dates_url = context.link(Purpose.DATES, row.id, "/dates/%s")
    values = {
        **shared.event_values(context, event, details["timezone"], t),
        **_state(context, row, coming, t),
        "lines": [
            replace(date_line(one, t), is_new=one.id in context.payload["new"]) for one in coming
        ],
        "dates_url": dates_url,
        "zone_text": zone_text(details["timezone"], t),
        "calendar_url": f"{dates_url}/calendar",
        "replies_are_read": bool(context.site.reply_address),
    }
    return context.render_email("registration-dates", t, to=to, values=values, event=event)


def date_line(registration: Registration, t: Translator) -> DateLine:
    """Return what a list of dates says of one."""
    return DateLine(
        when=_when(registration, t),
        status=_status_text(registration, t),
        title=sanitize.one_line(t.text(registration.event.title)),
    )


def zone_text(zone: str, t: Translator) -> str:
    """Return in whose time zone a list of dates is; empty if the registrant's is not known."""
    return t("Times are yours, in %(zone)s.", zone=formatting.zone_name(zone, t)) if zone else ""


def links_of_dates(
    context: EmailContext, address: str, registrations: Sequence[Registration], t: Translator
) -> dict[int | None, dict[str, Any] | None]:
    """Return the link to all dates of an address, by date group, for each that it registered for at once.

    Those for which it only waits come last. registrations: all of the address, coming ones first.
    """
    by_group: dict[int | None, list[Registration]] = {}
    for one in registrations:
        if one.event.date_group_id is not None:
            by_group.setdefault(one.event.date_group_id, []).append(one)
    rows = group_registrations_of_address(context.session, address)
    links: dict[int | None, dict[str, Any] | None] = {}
    for row in rows:
        dates = by_group.get(row.date_group_id)
        if dates:
            coming = [one for one in dates if one.event.ends_at > clock.now()]
            links[row.date_group_id] = {
                "title": sanitize.one_line(t.text(dates[0].event.title)),
                "lines": [
                    t.plural("%(n)s coming date", "%(n)s coming dates", len(coming)),
                    *([_when(coming[0], t)] if coming else []),
                ],
                "url": context.link(Purpose.DATES, row.id, "/dates/%s"),
            }
    for row in rows:
        if row.queued_at is not None and row.date_group_id not in by_group:
            links |= _waiting_link(context, row, t)
    return links


def _waiting_link(
    context: EmailContext, row: DateGroupRegistration, t: Translator
) -> dict[int | None, dict[str, Any] | None]:
    """Return the link of a place on the waiting list for all dates; none once no date is coming."""
    event = next(iter(coming_dates(context.session, row.date_group_id)), None)
    if event is None:
        return {}
    link = {
        "title": sanitize.one_line(t.text(event.title)),
        "lines": [t("on the waiting list")],
        "url": context.link(Purpose.DATES, row.id, "/dates/%s"),
    }
    return {row.date_group_id: link}


def _state(
    context: EmailContext, row: DateGroupRegistration, coming: list[Registration], t: Translator
) -> dict[str, Any]:
    """Return what the e-mail says of all dates together."""
    payload = context.payload
    active = [one for one in coming if one.status in ACTIVE]
    in_calendar = context.batch.is_without_invitations(row.address)
    unverified = [one for one in active if one.ends_at and one.verified_at is None]
    first = min(unverified, key=lambda one: one.ends_at or one.created_at, default=None)
    return {
        "cause": Cause(payload["cause"]),
        "marks_new": payload["cause"] == Cause.ADDED,
        "number": len(active),
        "new_number": len(set(payload["new"]) & {one.id for one in active}),
        "takes_all": row.takes_all and bool(active) and row.queued_at is None,
        "position": position_of(context.session, row) if row.queued_at else 0,
        "has_place": any(one.status is Status.CONFIRMED for one in active),
        "has_offer": any(one.status is Status.OFFERED for one in active),
        "in_personal_calendar": in_calendar,
        "wants_personal_calendar": payload["wants_personal_calendar"] and not in_calendar,
        "must_answer": any(context.batch.questions_to_complete(one.event) for one in active),
        "confirm_by": _deadline(first, t) if first and first.status is Status.CONFIRMED else "",
    }


def _when(registration: Registration, t: Translator) -> str:
    """Format the time of a date in the registrant's zone, if it is known."""
    event, zone = registration.event, registration.timezone
    is_timed = event.precision is Precision.TIME
    return in_zone(event.starts_at, zone, t) if zone and is_timed else city_line(event, t)


def _status_text(registration: Registration, t: Translator) -> str:
    if registration.event.state is EventState.CANCELLED:
        return t("the event is cancelled")
    if pending := shared.pending_text(registration, t):
        return pending
    match registration.status:
        case Status.REFUSED:
            return t("declined by the organiser")
        case Status.CANCELLED:
            return t("your registration is cancelled")
    return t("registered")


def _details(
    row: DateGroupRegistration, coming: Sequence[Registration]
) -> Mapping[str, str] | None:
    """Return the details of a row's newest registration, or of its place on the waiting list."""
    newest = max(coming, key=lambda one: one.id, default=None)
    if newest is None:
        return row.waiting_details if row.queued_at else None
    names = ("name", "email", "language", "timezone")
    return {name: getattr(newest, name) for name in names}


def _deadline(registration: Registration, t: Translator) -> str:
    assert registration.ends_at is not None  # noqa: S101 - the caller has checked it
    zone = registration.timezone or registration.event.timezone
    local = to_local(registration.ends_at, zone)
    return t(
        "%(date)s, %(time)s %(city)s time",
        date=formatting.date_text(local.date(), t, year=False),
        time=formatting.time_text(local, t),
        city=formatting.zone_name(zone, t),
    )
