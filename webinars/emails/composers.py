"""Composers by topic, and the composition of a message to bytes."""

from sqlalchemy.orm import Session

from webinars.emails.batch import Batch
from webinars.emails.email_context import Composer, EmailContext, mail_id_of
from webinars.emails.messages import (
    access,
    changed_dates,
    comments,
    event_changes,
    event_messages,
    invitees,
    organisers,
    polls,
    registration,
    reminders,
    retention,
    several_dates,
    subscriptions,
    team,
)
from webinars.emails.mime_message import build
from webinars.outbox.message_leases import Composed
from webinars.outbox.models import Message
from webinars.site import Site

COMPOSERS: dict[str, Composer] = {
    "registration.confirmed": registration.confirmed,
    "registration.waiting": registration.waiting,
    "registration.awaiting_approval": registration.awaiting_approval,
    "registration.offered": registration.offered,
    "registration.refused": registration.refused,
    "registration.again": registration.again,
    "registration.cancelled": registration.cancelled,
    "registration.address-proof": registration.verification_email,
    "registration.dates": several_dates.all_dates,
    "registration.dates-changed": changed_dates.changed_dates,
    "registration.date-entry": event_changes.date_entry,
    "registration.links": registration.links,
    "registration.links-replaced": registration.links_replaced,
    "registration.decline-not-counted": registration.decline_not_counted,
    "registration.calendar-delivery": registration.calendar_delivery,
    "registration.changed": event_changes.changed,
    "registration.timezone-update": event_changes.timezone_update,
    "registration.event-cancelled": event_changes.event_cancelled,
    "registration.event-postponed": event_changes.event_postponed,
    "registration.event-restored": event_changes.event_restored,
    "registration.reminder": reminders.reminder,
    "registration.message": event_messages.to_registrant,
    "invitee.invited": invitees.invited,
    "invitee.changed": invitees.changed,
    "invitee.cancelled": invitees.cancelled,
    "invitee.not-registered": invitees.not_registered,
    "delegation.invited": access.delegation_invited,
    "delegation.summary": access.delegation_summary,
    "poll.participant": polls.to_participant,
    "poll.hold": polls.hold,
    "comment.answered": comments.answered,
    "organiser.comment": comments.received,
    "organiser.mail": organisers.forwarded_reply,
    "organiser.registration": organisers.registration,
    "organiser.digest": organisers.digest,
    "organiser.sign-in": organisers.sign_in,
    "organiser.invited": organisers.invited,
    "organiser.team": team.role_given,
    "organiser.series": team.series_editor,
    "organiser.retention": retention.retention_begins,
    "organiser.poll": polls.to_organiser,
    "organiser.message": event_messages.test,
    "subscriber.confirmation": subscriptions.confirmation,
    "subscriber.notice": subscriptions.notice,
    "subscriber.documents": subscriptions.documents,
    "subscriber.digest": subscriptions.digest,
}


def compose(
    session: Session, message: Message, site: Site, *, batch: Batch | None = None
) -> Composed | None:
    """Compose the bytes of a message; None if it is outdated.

    The caller of a batch calls its record() once all its messages are composed.
    """
    own = batch or Batch(session, site)
    email = COMPOSERS[message.topic](EmailContext(message, site, mail_id_of(message, site), own))
    if batch is None:
        own.record()
    if email is None:
        return None
    return Composed(email.sender.email, email.recipient.email, email.mail_id, build(email))
