"""Letters to those who are invited to register, and to the focal points of delegations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webinars.access.models import Delegation, Invitee, Nomination
from webinars.access.queries import nomination_count
from webinars.access.rules import quota_left
from webinars.capabilities.rules import Purpose
from webinars.emails import sanitize
from webinars.emails.context import Errand
from webinars.emails.message import Letter, mailbox
from webinars.emails.messages import shared
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.rules import EventState
from webinars.i18n import Translator
from webinars.timezones import clock


def invited(errand: Errand) -> Letter | None:
    """Ask somebody to register, by a link that is theirs alone; None if that was taken back or done."""
    invitee = errand.session.get(Invitee, errand.facts["invitee_id"])
    if invitee is None or invitee.token_version != errand.facts["token_version"]:
        return None
    if invitee.invited_at is None or invitee.registration_id is not None:
        return None
    event = event_by_id(errand.session, invitee.event_id)
    if not _is_coming(event):
        return None
    t = errand.translator(invitee.language)
    values = shared.about(errand, event, "", t) | {
        "invited_url": errand.link(Purpose.INVITEE, invitee.id, "/invited/%s"),
        "email": invitee.email,
    }
    to = mailbox(invitee.name, invitee.email)
    return errand.letter("invitee-invited", t, to=to, values=values, event=event)


def delegation_invited(errand: Errand) -> Letter | None:
    """Ask a focal point to name the people of a delegation; None if somebody else does so by now."""
    delegation = _current(errand)
    if delegation is None:
        return None
    event = event_by_id(errand.session, delegation.event_id)
    if not _is_coming(event) or not event.accepts_delegations:
        return None
    t = errand.translator(delegation.language)
    values = _about(errand, event, delegation, t) | {"quota": delegation.quota}
    to = mailbox(delegation.focal_name, delegation.focal_email)
    return errand.letter("delegation-invited", t, to=to, values=values, event=event)


def delegation_summary(errand: Errand) -> Letter | None:
    """List for a focal point whom they have named, without saying who has a place."""
    delegation = _current(errand)
    if delegation is None:
        return None
    found = _nominations(errand, delegation)
    if not found:
        return None
    event = event_by_id(errand.session, delegation.event_id)
    t = errand.translator(delegation.language)
    values = _about(errand, event, delegation, t) | {
        "people": [sanitize.isolated(sanitize.person(each.name), t.direction) for each in found],
        "left": quota_left(delegation.quota, nomination_count(errand.session, delegation.id)),
    }
    to = mailbox(delegation.focal_name, delegation.focal_email)
    return errand.letter("delegation-summary", t, to=to, values=values, event=event)


def _current(errand: Errand) -> Delegation | None:
    found = errand.session.get(Delegation, errand.facts["delegation_id"])
    if found is None or not found.address or found.token_version != errand.facts["token_version"]:
        return None
    return found


def _is_coming(event: Event) -> bool:
    return event.state is EventState.PUBLISHED and event.ends_at > clock.now()


def _about(errand: Errand, event: Event, delegation: Delegation, t: Translator) -> dict[str, Any]:
    url = errand.link(Purpose.DELEGATION, delegation.id, "/delegations/%s")
    return shared.about(errand, event, "", t) | {
        "delegation": sanitize.isolated(sanitize.person(delegation.name), t.direction),
        "delegation_url": url,
    }


def _nominations(errand: Errand, delegation: Delegation) -> Sequence[Nomination]:
    facts = errand.facts
    # Messages of the release before name the registrations that were made.
    named = (
        Nomination.registration_id.in_(facts["registration_ids"])
        if "registration_ids" in facts
        else Nomination.id.in_(facts["nomination_ids"])
    )
    return errand.session.scalars(
        select(Nomination)
        .where(Nomination.delegation_id == delegation.id, named)
        .order_by(Nomination.id)
    ).all()
