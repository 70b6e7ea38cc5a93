"""Create polls, and change their options and settings. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.capabilities.link_creation import issue_links
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_revocation import revoke_links
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.locks import lock_for_change
from webinars.ical.uid import new_uid
from webinars.polls import poll_rules, queries
from webinars.polls.date_taken import check_date_open
from webinars.polls.fan_out import enqueue_deadline, enqueue_fan_out
from webinars.polls.models import Poll, PollOption, PollVote
from webinars.polls.poll_history import poll_values, record_poll
from webinars.polls.poll_rules import PollState, ResultsShown
from webinars.security.urls import host_of
from webinars.site import Site
from webinars.timezones import clock
from webinars.timezones.schedule import When, resolve, serialize


@dataclass(frozen=True)
class PollSettings:
    """Settings of a poll: its deadline, who sees the votes, holds in calendars, and the open link."""

    closes_at: datetime
    results_shown: ResultsShown = ResultsShown.ORGANISER
    sends_holds: bool = False
    has_open_link: bool = False


def create_poll(
    session: Session,
    event_id: int,
    *,
    schedules: Sequence[When],
    settings: PollSettings,
    site: Site,
) -> Poll:
    """Create a poll about the date of an event whose date is not in calendars yet.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "poll-exists"; "date-in-calendars".
        InvalidInputError: "too-few-options" (facts: least), "too-many-options" (facts: most), "option-twice",
            "option-past", "deadline-past", "deadline-too-late" (facts: days), and what resolve() raises.
    """
    event = lock_for_change(session, event_id)
    check_date_open(session, event)
    poll_rules.check_option_count(len(schedules))
    _check_schedules(schedules)
    now = clock.now()
    poll_rules.check_deadline(settings.closes_at, now)
    poll = Poll(
        event_id=event_id,
        state=PollState.OPEN,
        results_shown=settings.results_shown,
        sends_holds=settings.sends_holds,
        has_open_link=settings.has_open_link,
        was_completed=False,
        created_at=now,
        closes_at=settings.closes_at,
        reminds_at=poll_rules.reminder_at(settings.closes_at, now),
    )
    try:
        with session.begin_nested():
            session.add(poll)
    except IntegrityError as error:
        raise ConflictError("poll-exists") from error
    for when in schedules:
        _add(session, poll, when, site)
    if poll.has_open_link:
        issue_links(session, (Purpose.POLL_ENTRY,), [(poll.id, event_id)])
    enqueue_deadline(session, poll)
    record_poll(session, poll, {})
    return poll


def change_settings(
    session: Session, event_id: int, poll_id: int, *, settings: PollSettings
) -> Poll:
    """Change the settings of an open poll; a later deadline opens a closed one again.

    Switching holds on sends them to all participants, switching them off cancels them.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended".
        InvalidInputError: "deadline-past", "deadline-too-late" (facts: days), "too-many-for-holds"
            (facts: most); "names-after-answers": who has answered did not expect their name to be shown.
    """
    poll = lock_undecided(session, event_id, poll_id)
    before, now = poll_values(session, poll), clock.now()
    if settings.closes_at != poll.closes_at:
        poll_rules.check_deadline(settings.closes_at, now)
        poll.closes_at, poll.state = settings.closes_at, PollState.OPEN
        poll.reminds_at = poll_rules.reminder_at(settings.closes_at, now)
        enqueue_deadline(session, poll)
    if settings.sends_holds and not poll.sends_holds:
        check_holds(queries.count_answered(session, poll.id)[1])
    adds_names = ResultsShown.NAMES in {settings.results_shown} - {poll.results_shown}
    if adds_names and queries.count_answered(session, poll.id)[0]:
        raise InvalidInputError("names-after-answers")
    poll.results_shown = settings.results_shown
    if settings.has_open_link != poll.has_open_link:
        _switch_open_link(session, poll, on=settings.has_open_link)
    if settings.sends_holds != poll.sends_holds:
        poll.sends_holds = settings.sends_holds
        enqueue_fan_out(session, poll, "holds")
    record_poll(session, poll, before)
    return poll


def add_option(
    session: Session, event_id: int, poll_id: int, *, when: When, site: Site
) -> PollOption:
    """Add an option to an open poll; those who want holds get one more.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended".
        InvalidInputError: "too-many-options" (facts: most), "option-twice", "option-past", and what resolve()
            raises.
    """
    poll = lock_undecided(session, event_id, poll_id)
    before = poll_values(session, poll)
    existing = queries.options_of(session, poll.id)
    poll_rules.check_option_count(len(existing) + 1)
    _check_schedules([*(option.when for option in existing), when], new=when)
    option = _add(session, poll, when, site)
    poll.was_completed = False
    enqueue_fan_out(session, poll, "holds")
    record_poll(session, poll, before)
    return option


def remove_option(session: Session, event_id: int, poll_id: int, option_id: int) -> None:
    """Remove an option of an open poll with its votes; its holds are cancelled.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll", "no-such-option".
        ConflictError: "poll-ended".
        InvalidInputError: "too-few-options" (facts: least).
    """
    poll = lock_undecided(session, event_id, poll_id)
    option = queries.option_of_poll(session, poll.id, option_id)
    before = poll_values(session, poll)
    poll_rules.check_option_count(len(queries.options_of(session, poll.id)) - 1)
    option.removed_at = clock.now()
    for vote in session.scalars(select(PollVote).where(PollVote.option_id == option.id)):
        session.delete(vote)
    enqueue_fan_out(session, poll, "holds")
    record_poll(session, poll, before)


def lock_undecided(session: Session, event_id: int, poll_id: int) -> Poll:
    """Lock the event and a poll of it in which a date can still be chosen.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended".
    """
    lock_for_change(session, event_id)
    poll = queries.poll_of_event(session, event_id, poll_id)
    if poll.state not in poll_rules.UNDECIDED:
        raise ConflictError("poll-ended")
    return poll


def check_holds(participants: int) -> None:
    """Check that so many participants can get holds.

    Raises:
        InvalidInputError: "too-many-for-holds" (facts: most).
    """
    if participants > poll_rules.MOST_WITH_HOLDS:
        raise InvalidInputError("too-many-for-holds", most=poll_rules.MOST_WITH_HOLDS)


def _check_schedules(schedules: Sequence[When], new: When | None = None) -> None:
    """Check that options differ, and that the new ones, or all, are ahead."""
    spans = [resolve(when) for when in schedules]
    kinds = [(span.starts_at, span.ends_at) for span in spans]
    if len(set(kinds)) < len(kinds):
        raise InvalidInputError("option-twice")
    now = clock.now()
    for when, span in zip(schedules, spans, strict=True):
        if span.starts_at <= now and (new is None or when is new):
            raise InvalidInputError("option-past")


def _add(session: Session, poll: Poll, when: When, site: Site) -> PollOption:
    span = resolve(when)
    option = PollOption(
        poll_id=poll.id,
        uid=new_uid(host_of(site.base_url)),
        schedule=serialize(when),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        created_at=clock.now(),
    )
    session.add(option)
    session.flush()
    return option


def _switch_open_link(session: Session, poll: Poll, *, on: bool) -> None:
    poll.has_open_link = on
    revoke_links(session, (Purpose.POLL_ENTRY,), [poll.id])
    if on:
        issue_links(session, (Purpose.POLL_ENTRY,), [(poll.id, poll.event_id)])
