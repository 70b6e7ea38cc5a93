"""Pages of a former day: the day in an address, the form that asks for it, and why there is no such page."""

# Each day has an address of its own, which can be cited and means the same everywhere: days end in UTC.

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.events.record.event_as_on import Absence
from webinars.i18n import N_, Translator
from webinars.timezones import clock, formatting
from webinars.web.core.current_site import site
from webinars.web.core.locale import translator

_ABSENCES = {
    Absence.NOT_PUBLIC: N_("This page was not public at the end of %(day)s, UTC."),
    Absence.WITHDRAWN: N_("The organiser has withdrawn what this page said on %(day)s."),
    Absence.UNKNOWN: N_(
        "What this page said on %(day)s is not known: its changes are stored since a later day."
    ),
}


@dataclass(frozen=True)
class Subject:
    """What a page is of: its name, the path of its present page, and of the form that asks for a day.

    hidden: what the form sends besides the day.
    """

    name: str
    present_url: str
    action: str
    hidden: Mapping[str, str] = field(default_factory=dict)


def parse_day(text: str) -> date | None:
    """Return a day written as 2026-03-01; None for anything else, also other forms of ISO 8601."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def is_over(day: date) -> bool:
    """Return whether a day has ended, in UTC."""
    return day < clock.now().date()


def day_text(day: date, t: Translator) -> str:
    """Return a day as pages name it."""
    return formatting.date_text(day, t, weekday=False)


def render_day(template: str, subject: Subject, day: date, values: Mapping[str, object]) -> str:
    """Show a subject as it was at the end of a day; values are those of its template."""
    return render_template(
        f"public/as_on/{template}",
        day=day.isoformat(),
        day_text=day_text(day, translator()),
        present_url=subject.present_url,
        page=site().url(subject.present_url),
        hidden=subject.hidden,
        **values,
    )


def answer_form(subject: Subject, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Lead to the page of the day in the query, or ask for the day; endpoint and values are of that page."""
    text = request.args.get("day", "").strip()
    day = parse_day(text)
    if day is None or not is_over(day):
        return refuse(subject, text) if "day" in request.args else _ask(subject)
    return redirect(url_for(endpoint, day=day.isoformat(), **values), HTTPStatus.SEE_OTHER)


def refuse(subject: Subject, text: str) -> ResponseReturnValue:
    """Ask again in place of what is no day, or has not ended."""
    t, today = translator(), clock.now().date()
    error = t(
        "Enter a day before %(today)s, such as 2026-03-01: days end in UTC here.",
        today=day_text(today, t),
    )
    return _ask(subject, day=text, error=error), HTTPStatus.UNPROCESSABLE_ENTITY


def absent(subject: Subject, day: date, absence: Absence) -> ResponseReturnValue:
    """Say why there is no page of a day."""
    t = translator()
    sentence = t(_ABSENCES[absence], day=day_text(day, t))
    return _ask(subject, day=day.isoformat(), sentence=sentence), HTTPStatus.NOT_FOUND


def _ask(subject: Subject, *, day: str = "", error: str = "", sentence: str = "") -> str:
    return render_template(
        "public/as_on/absent.html",
        name=subject.name,
        present_url=subject.present_url,
        action=subject.action,
        hidden=subject.hidden,
        day=day[:10],
        error=error,
        sentence=sentence,
    )
