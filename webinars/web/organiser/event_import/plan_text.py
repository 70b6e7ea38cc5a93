"""A planned import as text, for the page and for the command: outcome, changes and notes of each event."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from webinars.errors import WebinarsError
from webinars.event_import.plan import Outcome, PlannedEvent
from webinars.event_import.source_events import SourceNote
from webinars.i18n import N_, Translator
from webinars.timezones import formatting
from webinars.timezones.schedule import When, resolve
from webinars.web.core.errors.messages import MESSAGES

OUTCOMES = {
    Outcome.NEW: N_("New"),
    Outcome.CHANGED: N_("Changed"),
    Outcome.ENDED: N_("Cancelled or postponed"),
    Outcome.UNCHANGED: N_("Unchanged"),
    Outcome.LEFT_OUT: N_("Left out"),
    Outcome.REFUSED: N_("Not possible"),
}
_FIELDS = {
    "status": N_("reinstated"),
    "title": N_("title"),
    "when": N_("date and time"),
    "description": N_("description"),
    "links": N_("links"),
    "text_language": N_("language"),
    "series_id": N_("series"),
    "contact_name": N_("contact"),
    "contact_email": N_("contact"),
    "format": N_("format"),
    "place": N_("venue"),
    "meeting_url": N_("join link"),
    "sequence": N_("version number (SEQUENCE)"),
}
_NOTES = {
    "zone-by-rules": N_("The file defines its time zone by rules; they are those of %(text)s."),
    "end-assumed": N_("It states no end, so one hour is assumed."),
    "hour-repeated": N_(
        "Clocks there show its start twice that day. The first of the two is taken, in UTC."
    ),
    "dates-until": N_(
        "The series has no end. Its dates until %(text)s are imported: import it again for later ones."
    ),
    "made-here": N_("This event was made here, so it is not changed by an import."),
    "cancelled-not-drafted": N_("It is cancelled, and drafts of cancelled events are not made."),
    "postponed-not-drafted": N_("It is postponed, and drafts of postponed events are not made."),
    "cancelled-draft-stays": N_("It is cancelled there. Its draft here stays: delete it yourself."),
    "postponed-draft-stays": N_("It is postponed there. Its draft here stays as it is."),
    "date-dropped": N_("The series no longer has this date, so it is cancelled."),
    "date-dropped-draft": N_(
        "The series no longer has this date. Its draft here stays: delete it yourself."
    ),
    "private-not-published": N_("It is private there, so it is not published and stays a draft."),
    "stays-draft": N_("It was not published and stays a draft: open it to see why."),
}


def outcome_text(one: PlannedEvent, t: Translator) -> str:
    """Return what becomes of an event, in a word or two."""
    return t(OUTCOMES[one.outcome])


def when_text(when: When | None, t: Translator) -> str:
    """Return a schedule in its own time zone, "" without one."""
    if when is None:
        return ""
    return formatting.schedule_text(when, resolve(when), (), t)


def detail_lines(one: PlannedEvent, t: Translator, *, publishing: bool) -> Iterator[str]:
    """Yield sentences about an event: why it is refused, what changes and who is told, and notes."""
    if one.error is not None:
        yield error_text(one.error, t)
    if one.outcome in (Outcome.CHANGED, Outcome.ENDED):
        names = dict.fromkeys(t(_FIELDS[name]) for name in one.changed)
        if names and one.outcome is Outcome.CHANGED:
            yield t("Changes: %(names)s.", names=", ".join(names))
        if one.people:
            yield t.plural(
                "%(n)s registered person is told by e-mail.",
                "%(n)s registered people are told by e-mail.",
                one.people,
            )
    left_out = one.details.reading.get("left_out", ()) if one.details else ()
    if one.outcome is Outcome.NEW and left_out:
        yield t("Join links, meeting IDs and passcodes are kept out of the public text.")
    if one.outcome is Outcome.NEW and publishing and one.status.value == "cancelled":
        yield t("It is published as cancelled.")
    if one.outcome is Outcome.NEW and publishing and one.status.value == "postponed":
        yield t("It is published as postponed.")
    yield from (note_text(note, t) for note in one.notes)


def note_text(note: SourceNote, t: Translator) -> str:
    """Return a note as a sentence."""
    text = note.text
    if note.code == "dates-until":
        text = formatting.date_text(date.fromisoformat(text), t)
    elif note.code == "zone-by-rules":
        text = formatting.zone_name(text, t)
    return t(_NOTES[note.code], text=text)


def error_text(error: WebinarsError, t: Translator) -> str:
    """Return the sentence of an error whose times are on the wall clock of the event."""
    return t(MESSAGES[error.code], **{name: _fact(fact, t) for name, fact in error.facts.items()})


def _fact(fact: Any, t: Translator) -> Any:
    if isinstance(fact, datetime):
        return f"{formatting.date_text(fact.date(), t)}, {formatting.time_text(fact, t)}"
    if isinstance(fact, tuple):
        return " / ".join(str(_fact(part, t)) for part in fact)
    return fact


def counts(planned: Sequence[PlannedEvent]) -> dict[Outcome, int]:
    """Return how many events have each outcome, in the order of outcomes, without those that none has."""
    number = {outcome: sum(one.outcome is outcome for one in planned) for outcome in Outcome}
    return {outcome: count for outcome, count in number.items() if count}
