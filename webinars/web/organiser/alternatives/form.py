"""Form of another time of a webinar, and the times that a page of fair hours proposes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField

from webinars.errors import InvalidInputError
from webinars.event_dates.added_alternatives import NewTime
from webinars.event_dates.wall_clock import elapsed_time, on_date
from webinars.events.models import Event
from webinars.security.text_input import clean_line
from webinars.timezones.city_search import find_zone
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Days, Span, Timed, timed_at
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect, zone_choices
from webinars.web.core.forms.validators import ZONE_MESSAGES, CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error, url_field
from webinars.web.organiser.fields import (
    CapacityField,
    ClockTimeField,
    DateField,
    LanguageListField,
)

# Between proposed times in one value.
SEPARATOR = "|"
MOST_PROPOSED = 3
_LONGEST_PROPOSAL = 400
_MOST_DIGITS = 5  # of a number of minutes


def _zone(text: str) -> str:
    return find_zone(text, translator()) if text.strip() else ""


def _clean_proposed(text: str) -> str:
    return clean_line(text, longest=_LONGEST_PROPOSAL)


class TimeForm(BaseForm):
    """When else a webinar is held, and what differs then; proposed: times of fair hours instead of one."""

    date = DateField(lazy_gettext("Date"))
    start = ClockTimeField(lazy_gettext("Start"))
    zone = SelectField(
        lazy_gettext("Time zone"),
        [CleanedBy(_zone, required=False, messages=ZONE_MESSAGES)],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    languages = LanguageListField(lazy_gettext("Languages"))
    capacity = CapacityField(lazy_gettext("Number of places"))
    meeting_url = url_field(lazy_gettext("Meeting link"))
    proposed = HiddenField("", [CleanedBy(_clean_proposed, required=False)])
    accepts_overlap = BooleanField(lazy_gettext("It is held at the same time on purpose"))

    def set_choices(self, event: Event) -> None:
        """Set the choices of the time zone, and remove what the event does not need."""
        self.zone.choices = zone_choices(str(self.zone.data or ""), event.starts_at)

    def new_times(self, event: Event) -> Sequence[NewTime]:
        """Return the times of a valid form; none with an error at a field."""
        whens: list[Timed | Days] = list(proposed_times(str(self.proposed.data or "")))
        if not whens and (when := self._when(event)) is not None:
            whens.append(when)
        return [
            NewTime(
                one,
                tuple(self.languages.data or ()),
                self.capacity.data,
                str(self.meeting_url.data or "") or event.meeting_url,
            )
            for one in whens
        ]

    def _when(self, event: Event) -> Timed | Days | None:
        own = event.when
        if self.date.data is None:
            if not self.date.errors:
                add_error(self.date, _("Choose the date."))
            return None
        try:
            if isinstance(own, Days):
                return on_date(own, self.date.data)
            if not isinstance(own, Timed) or self.zone.errors or self.start.errors:
                return None
            if self.start.data is None:
                add_error(self.start, _("Enter the start, such as 15:00."))
                return None
            zone = str(self.zone.data or event.timezone)
            starts_at = to_instant(datetime.combine(self.date.data, self.start.data), zone)
            return timed_at(Span(starts_at, starts_at + elapsed_time(own)), zone)
        except InvalidInputError as error:
            field = self.date if error.code == "date-out-of-range" else self.start
            add_error(field, error_sentence(error))
            return None


def proposed_times(value: str) -> list[Timed]:
    """Return the valid times of a value such as "fair=2027-06-10T09:00/60/Europe/Zurich|fair=…"."""
    times = []
    for part in value.split(SEPARATOR)[:MOST_PROPOSED]:
        start, _slash, rest = part.removeprefix("fair=").partition("/")
        minutes, _slash, zone = rest.partition("/")
        try:
            zone = find_zone(zone, translator())
            starts_at = to_instant(datetime.fromisoformat(start).replace(tzinfo=None), zone)
            span = Span(starts_at, starts_at + timedelta(minutes=int(minutes[:_MOST_DIGITS])))
            times.append(timed_at(span, zone))
        except (InvalidInputError, ValueError):
            continue
    return [one for one in times if one.end > one.start]
