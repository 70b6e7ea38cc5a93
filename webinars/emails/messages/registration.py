"""Letters to those who registered."""

from typing import Any

from webinars.capabilities.rules import Purpose
from webinars.emails import calendar_part, queries, sanitize
from webinars.emails.context import Errand
from webinars.emails.event_time import city_line, doors_open, in_zone
from webinars.emails.message import Letter, Mailbox, mailbox
from webinars.emails.messages import shared
from webinars.emails.messages.shared import beside
from webinars.events.queries import event_by_id
from webinars.events.rules import EventState
from webinars.i18n import Translator
from webinars.registrations.actions import DECLINED
from webinars.registrations.models import Registration, Status
from webinars.timezones import clock, formatting, zones
from webinars.timezones.schedule import Precision


def confirmed(errand: Errand) -> Letter | None:
    """Say that somebody has a place, with the invitation for their calendar."""
    return _place(errand, again=False)


def waiting(errand: Errand) -> Letter | None:
    """Say that the event is full and somebody has a turn on the waiting list."""
    registration = shared.current(errand, Status.WAITING)
    return _plain(errand, registration, "registration-waiting") if registration else None


def awaiting_approval(errand: Errand) -> Letter | None:
    """Say that the organiser decides, and that a place is kept meanwhile."""
    registration = shared.current(errand, Status.AWAITING_APPROVAL)
    return _plain(errand, registration, "registration-awaiting") if registration else None


def offered(errand: Errand) -> Letter | None:
    """Say that a place is free, until when, and where to take it or leave it."""
    registration = shared.current(errand, Status.OFFERED)
    return _plain(errand, registration, "registration-offered") if registration else None


def refused(errand: Errand) -> Letter | None:
    """Say that the organiser cannot give a place."""
    registration = shared.current(errand, Status.REFUSED)
    return _plain(errand, registration, "registration-refused") if registration else None


def again(errand: Errand) -> Letter | None:
    """Say once more what the first letter said, to somebody who registered twice."""
    registration = shared.current(errand, *_FOLDERS)
    if registration is None:
        return _place(errand, again=True)
    return _plain(errand, registration, _FOLDERS[registration.status])


def cancelled(errand: Errand) -> Letter | None:
    """Say that a place or turn is given up, and take the entry out of the calendar that has one.

    All is in the facts, because the row may be anonymised by now.
    """
    facts = errand.facts
    t = errand.translator(facts["language"])
    event = event_by_id(errand.session, facts["event_id"])
    to = mailbox(facts["name"], facts["email"])
    calendar = calendar_part.cancel_part(
        errand,
        event,
        to,
        t,
        address=facts["address"],
        registration_id=facts.get("registration_id"),
    )
    values = shared.about(errand, event, facts["zone"], t) | {
        "why": facts["why"],
        "in_calendar": calendar is not None,
        "register_url": errand.site.url(f"/events/{event.slug}/registrations"),
        "undo_url": _undo_url(errand),
    }
    return errand.letter(
        "registration-cancelled", t, to=to, values=values, event=event, calendar=calendar
    )


def address_proof(errand: Errand) -> Letter | None:
    """Ask whether a new address, typed on somebody's own page, is really theirs."""
    registration = errand.batch.registration(errand.facts["registration_id"])
    if registration is None or not registration.new_email:
        return None
    t = errand.translator(registration.language)
    values = shared.about_theirs(errand, registration, t) | {
        "proof_url": errand.link(Purpose.ADDRESS, registration.id, "/registrations/%s/address"),
    }
    to = mailbox(registration.name, registration.new_email)
    return errand.letter(
        "registration-address-proof", t, to=to, values=values, event=registration.event
    )


def links(errand: Errand) -> Letter | None:
    """Send somebody the links to all their registrations; to an address without any nothing is sent."""
    facts = errand.facts
    found = queries.active_registrations(errand.session, facts["address"])
    if not found:
        return None
    t = errand.translator(facts["language"])
    now = clock.now()
    coming = [each for each in found if each.event.ends_at > now]
    past = [each for each in reversed(found) if each.event.ends_at <= now]
    items = [_link(errand, each, t) for each in (*coming, *past)]
    to = mailbox(found[0].name, facts["email"])
    return errand.letter("registration-links", t, to=to, values={"items": items})


def links_replaced(errand: Errand) -> Letter | None:
    """Send somebody the links that replace those they had ended; their calendar gets the new one to join."""
    registration = shared.current(errand, *Status)
    if registration is None:
        return None
    event, t = registration.event, errand.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    join_url, calendar = "", None
    if registration.status is Status.CONFIRMED and event.ends_at > clock.now():
        join_url = shared.join_url_of(errand, registration)
        calendar = calendar_part.request_part(
            errand, registration, to, t, join_url=join_url, again=True
        )
    values = shared.about_theirs(errand, registration, t) | {
        "own_url": shared.own_page(errand, registration),
        "join_url": join_url,
        "in_calendar": calendar is not None,
    }
    return errand.letter(
        "registration-links-replaced", t, to=to, values=values, event=event, calendar=calendar
    )


def _link(errand: Errand, registration: Registration, t: Translator) -> dict[str, Any]:
    """Return one row of the links that somebody asked for.

    Times are told in the zone that the registration has: the form may have been sent by somebody else.
    """
    event, zone = registration.event, registration.zone
    when = [city_line(event, t)]
    if zone and event.precision is Precision.TIME:
        when.insert(0, in_zone(event.starts_at, zone, t))
    is_past = event.state is EventState.PUBLISHED and event.ends_at <= clock.now()
    return {
        "title": sanitize.one_line(event.title),
        "when": when,
        "state": t("over") if is_past else _link_state(registration, t),
        "url": shared.own_page(errand, registration),
    }


def _link_state(registration: Registration, t: Translator) -> str:
    """Return what a row says beside the time: that the event is off, or that there is no place yet."""
    match registration.event.state:
        case EventState.CANCELLED:
            return t("cancelled")
        case EventState.POSTPONED:
            return t("postponed, this time does not hold")
    match registration.status:
        case Status.WAITING:
            return t("on the waiting list")
        case Status.AWAITING_APPROVAL:
            return t("the organiser has not decided yet")
        case Status.OFFERED:
            return t("a place is offered to you")
    return ""


def _place(errand: Errand, *, again: bool) -> Letter | None:
    registration = shared.current(errand, Status.CONFIRMED)
    if registration is None:
        return None
    event, t = registration.event, errand.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(errand, registration)
    calendar = calendar_part.request_part(
        errand, registration, to, t, join_url=join_url, again=again
    )
    values = shared.about_theirs(errand, registration, t) | {
        **beside(errand, registration, t),
        "join_url": join_url,
        "join_from": errand.batch.once(doors_open, event, registration.zone, t),
        "own_url": shared.own_page(errand, registration),
        "in_calendar": calendar is not None,
        "replies_are_read": bool(errand.site.reply_address),
        "again": again,
        "confirm_by": _until(registration, t) if registration.verified_at is None else "",
    }
    return errand.letter(
        "registration-confirmed", t, to=to, values=values, event=event, calendar=calendar
    )


_FOLDERS = {
    Status.WAITING: "registration-waiting",
    Status.AWAITING_APPROVAL: "registration-awaiting",
    Status.OFFERED: "registration-offered",
    Status.REFUSED: "registration-refused",
}


def _undo_url(errand: Errand) -> str:
    """Return where somebody who declined in their calendar takes the place again, while they are known."""
    found = errand.facts["why"] == DECLINED and errand.batch.registration(
        errand.facts["registration_id"]
    )
    return shared.own_page(errand, found) if found and not found.erased_at else ""


def _plain(errand: Errand, registration: Registration, folder: str) -> Letter:
    """Write a letter that tells how somebody stands, without an invitation."""
    event, t = registration.event, errand.translator(registration.language)
    to: Mailbox = mailbox(registration.name, registration.email)
    values = shared.about_theirs(errand, registration, t) | {
        **beside(errand, registration, t),
        "own_url": shared.own_page(errand, registration),
        "until": _until(registration, t),
        "until_short": _until(registration, t, short=True),
    }
    return errand.letter(folder, t, to=to, values=values, event=event)


def _until(registration: Registration, t: Translator, *, short: bool = False) -> str:
    """Return until when an offer or an unproved place lasts, on the person's clocks; nothing if it stays."""
    if registration.ends_at is None:
        return ""
    zone = registration.zone or registration.event.zone
    local = zones.to_local(registration.ends_at, zone)
    said = {
        "date": formatting.date_text(local.date(), t, year=False),
        "time": formatting.time_text(local, t),
    }
    if short:
        return t("%(date)s, %(time)s", **said)
    city = formatting.zone_name(zone, t)
    if not registration.zone:
        return t("%(date)s, %(time)s %(city)s time", **said, city=city)
    return t("%(date)s, %(time)s your time, %(city)s", **said, city=city)
