"""E-mail to an organiser about events of earlier versions: when personal data of registrations is deleted."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.accounts.models import Organiser
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.events.models import Event
from webinars.events.settings.retention_period import NOTICE_DAYS, purge_at
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local

MOST_LISTED = 10


def retention_begins(context: EmailContext) -> OutgoingEmail | None:
    """Tell an organiser when personal data of events is deleted; None if none of them is left."""
    host = context.session.get(Organiser, context.payload["organiser_id"])
    events = context.session.scalars(
        select(Event)
        .options(joinedload(Event.series))
        .where(Event.retention_message_id == context.message.id)
        .order_by(Event.ends_at, Event.id)
    ).all()
    if host is None or host.disabled_at is not None or not events:
        return None
    t = context.translator(host.language)
    earliest = clock.now() + timedelta(days=NOTICE_DAYS)
    listed = sorted(events, key=lambda event: max(purge_at(event), earliest))[:MOST_LISTED]

    def day(event: Event) -> str:
        local = to_local(max(purge_at(event), earliest), host.timezone)
        return formatting.date_text(local.date(), t, weekday=False)

    values = {
        "earliest": formatting.date_text(
            to_local(earliest, host.timezone).date(), t, weekday=False
        ),
        "events": [
            {
                "title": sanitize.one_line(t.text(event.title)),
                "when": context.batch.of_event(city_line, event, t),
                "day": day(event),
                "settings_url": context.site.url(
                    f"/organise/events/{event.id}/registration-settings"
                ),
            }
            for event in listed
        ],
        "further": len(events) - len(listed),
        "events_url": context.site.url("/organise/events"),
    }
    to = mailbox("" if host.name == host.email else host.name, host.email)
    return context.render_email("organiser-retention", t, to=to, values=values)
