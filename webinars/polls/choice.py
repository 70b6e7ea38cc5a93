"""Choose the date of an event among the options of its poll, or cancel the poll. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webinars.access.invitees import Recipient, add_invitees
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.lifecycle import publish_event
from webinars.events.locks import lock_for_change
from webinars.events.models import Event
from webinars.polls import queries
from webinars.polls.date_taken import check_date_open
from webinars.polls.editing import lock_undecided
from webinars.polls.fan_out import enqueue_fan_out
from webinars.polls.holds import highest_sequence
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.polls.poll_history import poll_values, record_poll
from webinars.polls.poll_rules import PollState, Vote
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser.bulk_registration import (
    MAX_BULK_ROWS,
    bulk_register,
    existing_registrations,
)
from webinars.site import Site
from webinars.timezones import clock

# A CANCEL of a hold at an erasure has one more than the last hold, so the event is above both.
_ABOVE_HOLDS = 2


@dataclass(frozen=True)
class Choice:
    """What happens with the chosen date: whether the draft is published, and who said yes registered."""

    option_id: int
    publishing: bool = False
    registering: bool = False


def choose_option(
    session: Session, event_id: int, poll_id: int, *, choice: Choice, site: Site
) -> Poll:
    """Give the event the date of an option, and the UID of its holds, and end the poll.

    The worker then confirms the hold of that option in each calendar, cancels the others, and e-mails those
    without holds.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll", "no-such-option".
        ConflictError: "poll-ended", "date-in-calendars", "option-over"; as of publish_event().
        InvalidInputError: "too-many-bulk-rows" (facts: most), "registering-draft"; as of change_event().
        DelegateRowError: as of bulk_register().
    """
    poll = lock_undecided(session, event_id, poll_id)
    event = lock_for_change(session, event_id)
    check_date_open(session, event)
    option = queries.option_of_poll(session, poll.id, choice.option_id)
    if option.starts_at <= clock.now():
        raise ConflictError("option-over")
    before = poll_values(session, poll)
    poll.state, poll.chosen_option_id = PollState.CHOSEN, option.id
    poll.ended_at, poll.reminds_at = clock.now(), None
    _move_event(session, event, option, site)
    if choice.publishing and event.state is EventState.DRAFT:
        publish_event(session, event_id, site)
    record_poll(session, poll, before)
    if choice.registering:
        _register(session, event, people_to_register(session, poll, option.id))
    if event.state is EventState.PUBLISHED and event.accepts_registrations:
        _invite(session, event, queries.participants_of(session, poll.id))
    enqueue_fan_out(session, poll, "ended")
    return poll


def cancel_poll(session: Session, event_id: int, poll_id: int) -> Poll:
    """Cancel a poll: all holds are cancelled, and those without holds are told by e-mail.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended".
    """
    poll = lock_undecided(session, event_id, poll_id)
    before = poll_values(session, poll)
    poll.state, poll.ended_at, poll.reminds_at = PollState.CANCELLED, clock.now(), None
    record_poll(session, poll, before)
    enqueue_fan_out(session, poll, "ended")
    return poll


def people_to_register(session: Session, poll: Poll, option_id: int) -> Sequence[PollParticipant]:
    """Return the participants with a name who voted yes for an option."""
    votes = queries.votes_of_poll(session, poll.id)
    return [
        participant
        for participant in queries.participants_of(session, poll.id)
        if participant.name and votes.get(participant.id, {}).get(option_id) is Vote.YES
    ]


def _move_event(session: Session, event: Event, option: PollOption, site: Site) -> None:
    event.uid = option.uid
    event.sequence = max(event.sequence, highest_sequence(session, [option]) + _ABOVE_HOLDS)
    session.flush()
    change_event(
        session,
        event.id,
        details=replace(details_of(event), when=option.when),
        revision=event.revision,
        site=site,
    )


def _register(session: Session, event: Event, people: Sequence[PollParticipant]) -> None:
    """Register participants, each in their language, as one list each."""
    if event.state is not EventState.PUBLISHED:
        raise InvalidInputError("registering-draft")
    if len(people) > MAX_BULK_ROWS:
        raise InvalidInputError("too-many-bulk-rows", most=MAX_BULK_ROWS)
    for language in sorted({person.language for person in people}):
        listed = [
            Delegate(person.name, person.email, None)
            for person in people
            if person.language == language
        ]
        bulk_register(session, event_id=event.id, people=listed, language=language)


def _invite(session: Session, event: Event, people: Sequence[PollParticipant]) -> None:
    """Let participants without a registration register by a personal link, or by accepting in the calendar.

    The e-mail about the date has the link, so none of an invitation is sent.
    """
    known = existing_registrations(session, event.id, [person.address for person in people])
    now = clock.now()
    for language in sorted({person.language for person in people}):
        listed = [
            Recipient(person.name, person.email)
            for person in people
            if person.language == language and person.address not in known
        ]
        invitees = add_invitees(session, event_id=event.id, people=listed, language=language)
        for invitee in invitees:
            invitee.invited_at = invitee.invited_at or now
        ensure_links(session, Purpose.INVITEE, [(invitee.id, event.id) for invitee in invitees])
