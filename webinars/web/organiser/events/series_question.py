"""Ask before a form makes a new body or series: the name may be a typing error."""

from typing import Any, Protocol

from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.events.models import Event
from webinars.events.queries import series_by_name
from webinars.events.series.series_names import near_names
from webinars.web.organiser.events.form import add_error

PREFIX = "series="


class NamesSeries(Protocol):
    """A form with the name of a series; new_series is the name of one that is to be made."""

    series: Any
    new_series: Any
    asked_series: str
    near_series: tuple[str, ...]


def ask_about_series(form: NamesSeries, event: Event | None) -> None:
    """Add an error to the name of a series that does not exist, unless its box says to make it."""
    name = str(form.series.data or "")
    form.asked_series, form.near_series = "", ()
    if not name or form.series.errors or form.new_series.data == name:
        return
    session, account = db.session(), current_user.organiser
    current_id = event.series_id if event else None
    if series_by_name(session, account, name, current_id=current_id) is not None:
        return
    form.asked_series, form.near_series = name, tuple(near_names(session, account, name))
    sentence = (
        _("There is no body or series named “%(name)s”. Did you mean one of these?", name=name)
        if form.near_series
        else _("There is no body or series named “%(name)s”.", name=name)
    )
    add_error(form.series, sentence)


def apply_series_suggestion(form: NamesSeries, suggestion: str) -> None:
    """Enter the name of a button."""
    if suggestion.startswith(PREFIX):
        form.series.data = suggestion.removeprefix(PREFIX)
