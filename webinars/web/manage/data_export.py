"""Export of all personal data of one registration: its own, calendar messages, replies, answers of polls."""

from typing import Any

from sqlalchemy.orm import Session

from webinars.polls.erasure import participations_data
from webinars.registrations.models import Registration
from webinars.registrations.personal_data import iso_text, personal_data
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.queries import invitee_replies_of, replies_of
from webinars.scheduling.queries import invitations_of
from webinars.web.core.current_site import site


def collect_personal_data(session: Session, registration: Registration) -> dict[str, Any]:
    """Return everything that is stored about a registrant for one event."""
    return {
        **personal_data(session, registration, site()),
        "invitations": _invitations(session, registration),
        "replies": _replies(session, registration),
        "polls": participations_data(session, registration.event_id, registration.address),
    }


def _invitations(session: Session, registration: Registration) -> list[dict[str, Any]]:
    return [
        {
            "method": invitation.method.value,
            "sequence": invitation.sequence,
            "address": invitation.address,
            "created_at": iso_text(invitation.created_at),
        }
        for invitation in invitations_of(session, registration.id)
    ]


def _replies(session: Session, registration: Registration) -> list[dict[str, Any]]:
    replies: dict[str, Reply | InviteeReply] = {}
    for reply in invitee_replies_of(session, registration.id):
        replies[reply.key] = reply
    for own in replies_of(session, registration.id):
        replies[own.key] = own  # the one that registered them is stored of both
    return [
        {
            "status": reply.status.value,
            "verdict": reply.verdict.value,
            "sequence": reply.sequence,
            "dtstamp": iso_text(reply.dtstamp),
            "received_at": iso_text(reply.received_at),
            "comment": reply.comment,
            "proposed_start": iso_text(reply.proposed_start),
            "proposed_end": iso_text(reply.proposed_end),
        }
        for reply in replies.values()
    ]
