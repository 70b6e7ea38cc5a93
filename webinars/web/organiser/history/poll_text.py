"""Revisions of a poll about the date as text."""

from datetime import datetime
from typing import Any

from webinars.i18n import N_
from webinars.polls.poll_rules import PollState, ResultsShown
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.timezones import formatting
from webinars.timezones.schedule import deserialize, resolve
from webinars.web.organiser.history.value_text import (
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
)
from webinars.web.organiser.polls.form import RESULTS

_HEADLINES = {
    PollState.CLOSED: N_("Poll about the date closed"),
    PollState.CHOSEN: N_("Date chosen from the poll"),
    PollState.CANCELLED: N_("Poll about the date cancelled"),
}


def headline(change: RecordedRevision) -> str:
    """Return what happened to the poll, to be translated."""
    if change.is_new:
        return N_("Poll about the date started")
    if "state" in change.previous:
        state = PollState(change.values["state"])
        return _HEADLINES.get(state, N_("Poll about the date opened again"))
    return N_("Poll about the date changed")


def changes_of(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the fields that changed; nothing of a new poll."""
    if change.is_new:
        return []
    return changed_fields(change.before, change.values, _FIELDS, reader)


def _when(stored: Any, reader: Reader) -> str:
    if stored is None:
        return ""
    when = deserialize(stored)
    return formatting.schedule_text(when, resolve(when), [], reader.t)


def _options(stored: Any, reader: Reader) -> str:
    return "; ".join(_when(one, reader) for one in stored)


def _instant(stored: Any, reader: Reader) -> str:
    return formatting.instant_text(datetime.fromisoformat(stored), reader.zone, reader.t)


def _results(stored: Any, _reader: Reader) -> str:
    return str(RESULTS[ResultsShown(stored)])


_FIELDS: dict[str, tuple[str, Text]] = {
    "options": (N_("Possible dates"), _options),
    "chosen": (N_("Date"), _when),
    "closes_at": (N_("Deadline for answers"), _instant),
    "results_shown": (N_("What participants see of all answers"), _results),
    "sends_holds": (N_("Tentative entries in calendars"), boolean_text),
    "has_open_link": (N_("Open link"), boolean_text),
}
