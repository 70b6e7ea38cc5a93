"""Record changes of polls in the history of their event."""

from typing import Any

from sqlalchemy.orm import Session

from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.polls.models import Poll
from webinars.polls.queries import option_by_id, options_of


def poll_values(session: Session, poll: Poll) -> dict[str, Any]:
    """Return what the history stores of a poll: nothing of its participants."""
    options = options_of(session, poll.id)
    chosen = option_by_id(session, poll.chosen_option_id)
    return {
        "state": poll.state.value,
        "options": [list(option.schedule) for option in options],
        "chosen": list(chosen.schedule) if chosen else None,
        "closes_at": poll.closes_at.isoformat(),
        "results_shown": poll.results_shown.value,
        "sends_holds": poll.sends_holds,
        "has_open_link": poll.has_open_link,
    }


def record_poll(session: Session, poll: Poll, before: dict[str, Any]) -> None:
    """Record a change of a poll; before is what poll_values() returned then, empty if it is new."""
    session.flush()
    after = poll_values(session, poll)
    record_change(session, poll.event_id, Subject.POLL, poll.id, before=before, after=after)
