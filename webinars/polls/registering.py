"""Register or invite participants once the date is chosen and the event is published. The caller commits."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.access.invitee_state import Partstat
from webinars.access.invitees import Recipient, add_invitees
from webinars.access.models import Invitee
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.events.models import Event
from webinars.polls.models import PollParticipant
from webinars.registrations.nominations import Delegate, DelegateRowError
from webinars.registrations.organiser.bulk_registration import bulk_register, existing_registrations
from webinars.timezones import clock

# Refused in one batch, each for a reason of their own; past that it is one of all.
_MOST_REFUSED = 20


def register_participants(
    session: Session, event: Event, people: Sequence[PollParticipant]
) -> None:
    """Register participants of a published event, each in their language, as one list each.

    Raises:
        DelegateRowError: as of bulk_register().
    """
    for language, listed in _by_language(people).items():
        _register(session, event, listed, language)


def register_willing(session: Session, event: Event, people: Sequence[PollParticipant]) -> None:
    """Register participants long after the choice; who is refused by now is left to be invited."""
    for language, listed in _by_language(people).items():
        for _attempt in range(_MOST_REFUSED):
            try:
                with session.begin_nested():
                    _register(session, event, listed, language)
                break
            except DelegateRowError as refusal:
                del listed[refusal.index]


def invite_participants(session: Session, event: Event, people: Sequence[PollParticipant]) -> None:
    """Let participants without a registration register by a personal link, or by accepting in the calendar.

    The e-mail about the date has the link, so none of an invitation is sent.
    """
    known = existing_registrations(session, event.id, [person.address for person in people])
    now = clock.now()
    unregistered = [person for person in people if person.address not in known]
    for language, listed in _by_language(unregistered).items():
        recipients = [Recipient(person.name, person.email) for person in listed]
        invitees = add_invitees(session, event_id=event.id, people=recipients, language=language)
        for invitee in invitees:
            invitee.invited_at = invitee.invited_at or now
        ensure_links(session, Purpose.INVITEE, [(invitee.id, event.id) for invitee in invitees])


def invited_addresses(session: Session, event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of some addresses were invited to register."""
    query = select(Invitee.address).where(
        Invitee.event_id == event_id,
        Invitee.address.in_(addresses),
        Invitee.invited_at.is_not(None),
    )
    return set(session.scalars(query))


def declined_addresses(session: Session, event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of some addresses have declined the entry of an event: they are not asked again."""
    query = select(Invitee.address).where(
        Invitee.event_id == event_id,
        Invitee.address.in_(addresses),
        Invitee.partstat == Partstat.DECLINED,
    )
    return set(session.scalars(query))


def _register(
    session: Session, event: Event, people: Sequence[PollParticipant], language: str
) -> None:
    delegates = [Delegate(one.name, one.email, None) for one in people]
    bulk_register(session, event_id=event.id, people=delegates, language=language)


def _by_language(people: Sequence[PollParticipant]) -> dict[str, list[PollParticipant]]:
    rows: dict[str, list[PollParticipant]] = {}
    for person in sorted(people, key=lambda one: (one.language, one.id)):
        rows.setdefault(person.language, []).append(person)
    return rows
