"""Confirmation of a change that registrants are notified of: its effects, shown before it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import SnapshotTimes, snapshot, times_of
from webinars.events.notifications.sequence import must_notify
from webinars.i18n import N_, Translator
from webinars.registrations.organiser.change_impact import ChangeImpact, change_impact
from webinars.registrations.types.types_update import AttendanceModeChange
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.web.components.event_time import event_time

_FORMATS = {
    Format.ONLINE: N_("Online"),
    Format.IN_PERSON: N_("In person"),
    Format.HYBRID: N_("In person and online"),
}


_FOLLOWS = {
    Format.ONLINE: N_(
        "People who attend online have the join link as the location in their "
        "calendar, and no address."
    ),
    Format.IN_PERSON: N_(
        "People who attend in person have the address in their calendar. Their join "
        "link no longer works."
    ),
    Format.HYBRID: N_(
        "People who can do both have the address as the location in their calendar, "
        "and the join link in the text."
    ),
}


@dataclass(frozen=True)
class ImpactSummary:
    """A change to confirm: previous and new values as lines, and its effects as sentences.

    can_skip_notification: only the venue or the cities change, so notifying is optional.
    """

    people: int
    was: tuple[str, ...]
    now: tuple[str, ...]
    follows: tuple[str, ...]
    can_skip_notification: bool


class ConfirmationRequiredError(Exception):
    """A change was not saved, because its effect must be confirmed first."""

    def __init__(self, impact: ImpactSummary) -> None:
        super().__init__("registrants would be notified")
        self.impact = impact

    def status(self, *, has_errors: bool) -> HTTPStatus:
        """Return the status of the page that shows the effect; has_errors: of a field of the page."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK


def require_confirmation(
    session: Session, event: Event, was: Mapping[str, Any], organiser: Organiser, t: Translator
) -> None:
    """Stop a change that registrants must be notified of; event has the new values.

    Raises:
        ConfirmationRequiredError: with the effect to confirm.
    """
    impact = change_impact(session, event, was, organiser)
    if not impact.people:
        return
    now = snapshot(event)
    raise ConfirmationRequiredError(
        ImpactSummary(
            people=impact.people,
            was=_lines(was, now, t),
            now=_lines(now, was, t),
            follows=_sentences(impact, event, is_moved=times_of(was) != times_of(now), t=t),
            can_skip_notification=not must_notify(was, now),
        )
    )


def type_change_impact(shifts: Sequence[AttendanceModeChange], t: Translator) -> ImpactSummary:
    """Return the effect of registration types that change how people attend."""
    modes = [(shift, t(_FORMATS[shift.previous]), t(_FORMATS[shift.now])) for shift in shifts]
    return ImpactSummary(
        people=sum(shift.people for shift in shifts),
        was=tuple(
            t("%(type)s: %(attendance)s", type=shift.name, attendance=was)
            for shift, was, _ in modes
        ),
        now=tuple(
            t("%(type)s: %(attendance)s", type=shift.name, attendance=now)
            for shift, _, now in modes
        ),
        follows=tuple(t(_FOLLOWS[mode]) for mode in dict.fromkeys(shift.now for shift in shifts)),
        can_skip_notification=False,
    )


def attendance_label(mode: Format, t: Translator) -> str:
    """Return the label of an attendance mode."""
    return t(_FORMATS[mode])


def attendance_effect(mode: Format, t: Translator) -> str:
    """Return what an attendance mode means for a registrant's calendar entry and join link."""
    return t(_FOLLOWS[mode])


def _lines(values: Mapping[str, Any], other: Mapping[str, Any], t: Translator) -> tuple[str, ...]:
    """Return values as lines, without those equal to the other side's."""
    lines = []
    if any(values[name] != other[name] for name in ("when", "span", "cities")):
        cities = [city(key) for key in values["cities"]]
        times = times_of(values)
        lines.append(formatting.schedule_text(*times, cities, t))
        if _duration(times) != _duration(times_of(other)):
            lines.append(formatting.duration_text(_duration(times), t))
    if values["format"] != other["format"]:
        lines.append(t(_FORMATS[values["format"]]))
    if values["place"] != other["place"]:
        lines.append(values["place"] or t("No place given"))
    return tuple(lines)


def _duration(times: SnapshotTimes) -> timedelta:
    return times.span.ends_at - times.span.starts_at


def _sentences(
    impact: ChangeImpact, event: Event, *, is_moved: bool, t: Translator
) -> tuple[str, ...]:
    day, night = impact.effects.another_day, impact.effects.at_night
    sentences = []
    if day:
        sentences.append(
            t.plural(
                "The date also changes for %(n)s of them, where they are.",
                "The date also changes for %(n)s of them, where they are.",
                day,
            )
        )
    if night:
        sentences.append(
            t.plural(
                "For %(n)s of them, the new time is at night (22:00 to 07:00).",
                "For %(n)s of them, the new time is at night (22:00 to 07:00).",
                night,
            )
        )
    if is_moved and not day and not night:
        sentences.append(t("Nobody’s new time is at night, and the date stays the same."))
    sentences += [
        t.plural(
            "%(n)s of them has a place at “%(title)s” at the same time.",
            "%(n)s of them have a place at “%(title)s” at the same time.",
            clash.people,
            title=clash.title,
        )
        for clash in impact.clashes
    ]
    note = event_time(event, event.timezone, False, t).note if is_moved else None  # noqa: FBT003 - as in the event's own city
    return (*sentences, *((f"{note.fact} {note.reason}",) if note else ()))
