"""Which letter tells what: the table of topics, and the one way from a message to its bytes."""

from sqlalchemy.orm import Session

from webinars.mail.batch import Batch
from webinars.mail.compose import build
from webinars.mail.errand import Composer, Errand, mail_id_of
from webinars.mail.letters import admission, changes, comments, organisers, registrations, reminders
from webinars.outbox.leases import Composed
from webinars.outbox.models import Message
from webinars.site import Site

TOPICS: dict[str, Composer] = {
    "registration.confirmed": registrations.confirmed,
    "registration.waiting": registrations.waiting,
    "registration.awaiting_approval": registrations.awaiting_approval,
    "registration.offered": registrations.offered,
    "registration.refused": registrations.refused,
    "registration.again": registrations.again,
    "registration.cancelled": registrations.cancelled,
    "registration.address-proof": registrations.address_proof,
    "registration.links": registrations.links,
    "registration.links-replaced": registrations.links_replaced,
    "registration.changed": changes.changed,
    "registration.event-cancelled": changes.event_cancelled,
    "registration.event-postponed": changes.event_postponed,
    "registration.event-restored": changes.event_restored,
    "registration.reminder": reminders.reminder,
    "invitee.invited": admission.invited,
    "delegation.invited": admission.delegation_invited,
    "delegation.summary": admission.delegation_summary,
    "comment.answered": comments.answered,
    "organiser.comment": comments.received,
    "organiser.mail": organisers.passed_on,
    "organiser.registration": organisers.registration,
    "organiser.digest": organisers.digest,
    "organiser.sign-in": organisers.sign_in,
    "organiser.invited": organisers.invited,
}


def compose(
    session: Session, message: Message, site: Site, *, batch: Batch | None = None
) -> Composed | None:
    """Return what a message says, to the byte; None if events have overtaken it."""
    errand = Errand(message, site, mail_id_of(message, site), batch or Batch(session, site))
    letter = TOPICS[message.topic](errand)
    if letter is None:
        return None
    return Composed(letter.sender.email, letter.recipient.email, letter.mail_id, build(letter))
