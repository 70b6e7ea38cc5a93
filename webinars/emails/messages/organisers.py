"""E-mails to organisers: registrations, digests, replies of registrants, sign-in links."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from webinars.access.models import Invitee
from webinars.accounts.models import Organiser
from webinars.emails import queries, sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line
from webinars.emails.outgoing_email import Mailbox, OutgoingEmail, mailbox
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.events.notifications.daily_digest import digest_at
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local

# Characters, about a page and a half; quoted text is removed before.
QUOTE_LENGTH = 4000


def registration(context: EmailContext) -> OutgoingEmail | None:
    """Notify the host of a new or cancelled registration."""
    row = context.batch.registration(context.payload["registration_id"])
    if row is None or row.event.organiser.disabled_at is not None:
        return None
    event, host = row.event, row.event.organiser
    t = context.translator(host.language)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "when": context.batch.of_event(city_line, event, t),
        "status": row.status.value,
        "is_cancelled": row.status in (Status.CANCELLED, Status.REFUSED),
        "waiting": row.status is Status.WAITING,
        "who": _registrant(row, t),
        "places": _places(context, event, t),
        "registrations_url": _registrations_url(context, event),
    }
    return context.render_email("organiser-registration", t, to=_mailbox(host), values=values)


def digest(context: EmailContext) -> OutgoingEmail | None:
    """Summarise the registrations of an organiser's events that are set to daily notifications.

    Up to the evening of a day; or since an instant, where single notifications were over budget.
    """
    host = context.session.get(Organiser, context.payload["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = context.translator(host.language)
    if "since" in context.payload:
        since, until = datetime.fromisoformat(context.payload["since"]), clock.now()
        day, mode = to_local(until, host.timezone).date(), NotificationMode.EACH
    else:
        day, mode = date.fromisoformat(context.payload["day"]), NotificationMode.DAILY
        since, until = (digest_at(date_, host.timezone) for date_ in (day - timedelta(days=1), day))
    rows = queries.changed_between(context.session, host, mode, since, until)
    if not rows:
        return None
    events = [
        {
            "title": sanitize.one_line(t.text(event.title)),
            "when": context.batch.of_event(city_line, event, t),
            "places": _places(context, event, t),
            "registrations_url": _registrations_url(context, event),
            "people": [{"who": _registrant(row, t), "status": row.status.value} for row in group],
        }
        for event, group in groupby(rows, key=lambda row: row.event)
    ]
    values = {
        "day": formatting.date_text(day, t),
        "events": events,
        "events_url": context.site.url("/organise/events"),
    }
    return context.render_email("organiser-digest", t, to=_mailbox(host), values=values)


def forwarded_reply(context: EmailContext) -> OutgoingEmail | None:
    """Forward a written reply to an invitation to the event's contact; Reply-To is its author.

    payload["sender"] is set if it came from another address than the registrant's; invitee_id if its author
    is invited, and not registered.
    """
    row = _writer(context)
    if row is None:
        return None
    event, host = _event_and_host(context, row)
    sender = context.payload.get("sender", "")
    writer = mailbox("", sender) if sender else mailbox(row.name, row.email)
    t = context.translator(host.language)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "when": context.batch.of_event(city_line, event, t),
        "who": _registrant(row, t) if isinstance(row, Registration) else _invitee(row, t),
        "writer_email": writer.email,
        "is_registered": not sender,
        "is_invitee": isinstance(row, Invitee),
        "mail_subject": sanitize.isolated(sanitize.person(context.payload["subject"]), t.direction),
        "lines": sanitize.quoted(context.payload["text"], QUOTE_LENGTH)
        if context.payload["text"]
        else [],
    }
    to = mailbox(event.contact_name, event.contact_email)
    return replace(context.render_email("organiser-mail", t, to=to, values=values), reply_to=writer)


def _writer(context: EmailContext) -> Registration | Invitee | None:
    """Return who wrote a reply, or got the invitation; None once erased."""
    if "registration_id" not in context.payload:
        return context.batch.invitee(context.payload["invitee_id"])
    row = context.batch.registration(context.payload["registration_id"])
    return None if row is None or row.erased_at is not None else row


def _event_and_host(context: EmailContext, row: Registration | Invitee) -> tuple[Event, Organiser]:
    if isinstance(row, Registration):
        return row.event, row.event.organiser
    event = event_by_id(context.session, row.event_id)
    return event, context.session.get_one(Organiser, event.organiser_id)


def sign_in(context: EmailContext) -> OutgoingEmail | None:
    """Send an organiser a sign-in link."""
    host = context.session.get(Organiser, context.payload["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = context.translator(host.language)
    values = {"sign_in_url": context.site.url(f"/sign-in/{context.payload['token']}")}
    return context.render_email("organiser-sign-in", t, to=_mailbox(host), values=values)


def invited(context: EmailContext) -> OutgoingEmail | None:
    """Welcome a new organiser: who added them, and a sign-in link."""
    host = context.session.get(Organiser, context.payload["organiser_id"])
    if host is None or host.disabled_at is not None:
        return None
    t = context.translator(host.language)
    values = {
        "sign_in_url": context.site.url(f"/sign-in/{context.payload['token']}"),
        "again_url": context.site.url("/sign-in"),
        "by": sanitize.isolated(sanitize.person(context.payload["by"]), t.direction)
        or context.site.name,
        "is_admin": host.is_admin,
    }
    return context.render_email("organiser-invited", t, to=_mailbox(host), values=values)


def _mailbox(host: Organiser) -> Mailbox:
    """Return an organiser's mailbox; an account that was added without a name bears its address as one."""
    return mailbox("" if host.name == host.email else host.name, host.email)


def _registrations_url(context: EmailContext, event: Event) -> str:
    """Return the URL of an event's registrations."""
    return context.site.url(f"/organise/events/{event.id}/registrations")


def _places(context: EmailContext, event: Event, t: Translator) -> str:
    """Return the sentence about the places of an event that are taken."""
    held, capacity = context.batch.places_held(event.id), event.capacity
    if event.requires_approval and capacity is None:
        return t.plural(
            "%(n)s place is taken or held for a request.",
            "%(n)s places are taken or held for requests.",
            held,
        )
    if event.requires_approval and capacity is not None:
        return t.plural(
            "%(held)s of %(n)s place is taken or held for a request.",
            "%(held)s of %(n)s places are taken or held for requests.",
            capacity,
            held=held,
        )
    if capacity is None:
        return t.plural("%(n)s place is taken.", "%(n)s places are taken.", held)
    return t.plural(
        "%(held)s of %(n)s place is taken.",
        "%(held)s of %(n)s places are taken.",
        capacity,
        held=held,
    )


def _invitee(invitee: Invitee, t: Translator) -> str:
    return sanitize.isolated(sanitize.person(invitee.name) or invitee.email, t.direction)


def _registrant(registration: Registration, t: Translator) -> str:
    if registration.erased_at is not None or not registration.name:
        return t("Someone")
    name = sanitize.isolated(sanitize.person(registration.name), t.direction)
    if not registration.affiliation:
        return name
    affiliation = sanitize.isolated(sanitize.person(registration.affiliation), t.direction)
    return t("%(name)s (%(affiliation)s)", name=name, affiliation=affiliation)
