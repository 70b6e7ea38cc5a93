"""E-mails to the focal points of delegations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webinars.access.models import Delegation, Nomination
from webinars.access.quota import nomination_count, quota_left
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.i18n import Translator


def delegation_invited(context: EmailContext) -> OutgoingEmail | None:
    """Ask a focal point to name a delegation; None if the focal point has changed."""
    delegation = _current(context)
    if delegation is None:
        return None
    event = event_by_id(context.session, delegation.event_id)
    if not is_upcoming(event) or not event.accepts_delegations:
        return None
    t = context.translator(delegation.language)
    values = _delegation_values(context, event, delegation, t) | {"quota": delegation.quota}
    to = mailbox(delegation.focal_name, delegation.focal_email)
    return context.render_email("delegation-invited", t, to=to, values=values, event=event)


def delegation_summary(context: EmailContext) -> OutgoingEmail | None:
    """List for the focal point whom they named, without revealing who has a place."""
    delegation = _current(context)
    if delegation is None:
        return None
    nominations = _nominations(context, delegation)
    if not nominations:
        return None
    event = event_by_id(context.session, delegation.event_id)
    t = context.translator(delegation.language)
    values = _delegation_values(context, event, delegation, t) | {
        "people": [
            sanitize.isolated(sanitize.person(row.name), t.direction) for row in nominations
        ],
        "left": quota_left(delegation.quota, nomination_count(context.session, delegation.id)),
    }
    to = mailbox(delegation.focal_name, delegation.focal_email)
    return context.render_email("delegation-summary", t, to=to, values=values, event=event)


def _current(context: EmailContext) -> Delegation | None:
    delegation = context.session.get(Delegation, context.payload["delegation_id"])
    if delegation is None or not delegation.address:
        return None
    is_same = delegation.token_version == context.payload["token_version"]
    return delegation if is_same else None


def _delegation_values(
    context: EmailContext, event: Event, delegation: Delegation, t: Translator
) -> dict[str, Any]:
    url = context.link(Purpose.DELEGATION, delegation.id, "/delegations/%s")
    return shared.event_values(context, event, "", t) | {
        "delegation": sanitize.isolated(sanitize.person(delegation.name), t.direction),
        "delegation_url": url,
    }


def _nominations(context: EmailContext, delegation: Delegation) -> Sequence[Nomination]:
    payload = context.payload
    # Messages of earlier releases have the ids of the registrations.
    condition = (
        Nomination.registration_id.in_(payload["registration_ids"])
        if "registration_ids" in payload
        else Nomination.id.in_(payload["nomination_ids"])
    )
    return context.session.scalars(
        select(Nomination)
        .where(Nomination.delegation_id == delegation.id, condition)
        .order_by(Nomination.id)
    ).all()
