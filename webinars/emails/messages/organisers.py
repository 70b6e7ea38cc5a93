"""Letters to organisers: who came and went, what somebody wrote, and the link that signs in."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from webinars.accounts.models import Organiser
from webinars.emails import queries, sanitize
from webinars.emails.context import Errand
from webinars.emails.event_time import city_line
from webinars.emails.message import Letter, mailbox
from webinars.events.models import Event
from webinars.events.rules import NotificationMode, digest_at
from webinars.i18n import Translator
from webinars.registrations.models import Registration, Status
from webinars.timezones import clock, formatting, zones

# With what is quoted in it already left out: a page and a half.
LONGEST_QUOTED = 4000


def registration(errand: Errand) -> Letter | None:
    """Tell the host that somebody came or went."""
    found = errand.batch.registration(errand.facts["registration_id"])
    if found is None or found.event.organiser.disabled_at is not None:
        return None
    event, host = found.event, found.event.organiser
    t = errand.translator(host.language)
    values = {
        "title": sanitize.one_line(event.title),
        "when": errand.batch.once(city_line, event, t),
        "status": found.status.value,
        "gone": found.status in (Status.CANCELLED, Status.REFUSED),
        "waiting": found.status is Status.WAITING,
        "who": _who(found, t),
        "held": errand.batch.places_held(event.id),
        "capacity": event.capacity,
        "requires_approval": event.requires_approval,
        "people_url": _people_url(errand, event),
    }
    return errand.letter(
        "organiser-registration", t, to=mailbox(host.name, host.email), values=values
    )


def digest(errand: Errand) -> Letter | None:
    """Tell an organiser who came and went, for the events that ask for it.

    Until the evening of a day; or since an instant, where notices about single people became too many.
    """
    host = errand.session.get(Organiser, errand.facts["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = errand.translator(host.language)
    if "since" in errand.facts:
        since, until = datetime.fromisoformat(errand.facts["since"]), clock.now()
        day, mode = zones.to_local(until, host.zone).date(), NotificationMode.EACH
    else:
        day, mode = date.fromisoformat(errand.facts["day"]), NotificationMode.DAILY
        since, until = (digest_at(each, host.zone) for each in (day - timedelta(days=1), day))
    rows = queries.changed_between(errand.session, host.id, mode, since, until)
    if not rows:
        return None
    events = [
        {
            "title": sanitize.one_line(event.title),
            "when": errand.batch.once(city_line, event, t),
            "held": errand.batch.places_held(event.id),
            "capacity": event.capacity,
            "requires_approval": event.requires_approval,
            "people_url": _people_url(errand, event),
            "people": [{"who": _who(each, t), "status": each.status.value} for each in people],
        }
        for event, people in groupby(rows, key=lambda row: row.event)
    ]
    values = {
        "day": formatting.date_text(day, t),
        "events": events,
        "events_url": errand.site.url("/organise/events"),
    }
    return errand.letter("organiser-digest", t, to=mailbox(host.name, host.email), values=values)


def passed_on(errand: Errand) -> Letter | None:
    """Give the event's contact what somebody wrote in answer to an invitation; answers to it go to them.

    facts["sender"] is there if it came from another address than the registrant's.
    """
    found = errand.batch.registration(errand.facts["registration_id"])
    if found is None or found.erased_at is not None:
        return None
    event, sender = found.event, errand.facts.get("sender", "")
    writer = mailbox("", sender) if sender else mailbox(found.name, found.email)
    t = errand.translator(event.organiser.language)
    values = {
        "title": sanitize.one_line(event.title),
        "when": errand.batch.once(city_line, event, t),
        "who": _who(found, t),
        "writer_email": writer.email,
        "is_registered": not sender,
        "about": sanitize.isolated(sanitize.person(errand.facts["subject"]), t.direction),
        "lines": sanitize.quoted(errand.facts["text"], LONGEST_QUOTED)
        if errand.facts["text"]
        else [],
    }
    to = mailbox(event.contact_name, event.contact_email)
    return replace(errand.letter("organiser-mail", t, to=to, values=values), reply_to=writer)


def sign_in(errand: Errand) -> Letter | None:
    """Send an organiser the link that signs in."""
    host = errand.session.get(Organiser, errand.facts["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = errand.translator(host.language)
    values = {"sign_in_url": errand.site.url(f"/sign-in/{errand.facts['token']}")}
    return errand.letter("organiser-sign-in", t, to=mailbox(host.name, host.email), values=values)


def invited(errand: Errand) -> Letter | None:
    """Say who wants somebody to announce events here, and how to begin."""
    host = errand.session.get(Organiser, errand.facts["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = errand.translator(host.language)
    values = {
        "sign_in_url": errand.site.url(f"/sign-in/{errand.facts['token']}"),
        "again_url": errand.site.url("/sign-in"),
        "by": sanitize.isolated(sanitize.person(errand.facts["by"]), t.direction)
        or errand.site.name,
        "is_admin": host.is_admin,
    }
    return errand.letter("organiser-invited", t, to=mailbox(host.name, host.email), values=values)


def _people_url(errand: Errand, event: Event) -> str:
    """Return the address of the page that lists an event's registrations."""
    return errand.site.url(f"/organise/events/{event.id}/registrations")


def _who(found: Registration, t: Translator) -> str:
    if found.erased_at is not None or not found.name:
        return t("somebody")
    name = sanitize.isolated(sanitize.person(found.name), t.direction)
    if not found.affiliation:
        return name
    affiliation = sanitize.isolated(sanitize.person(found.affiliation), t.direction)
    return t("%(name)s (%(affiliation)s)", name=name, affiliation=affiliation)
