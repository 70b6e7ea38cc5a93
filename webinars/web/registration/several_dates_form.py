"""The form that registers for several dates of one event, and its rows of dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.registration_availability import Availability
from webinars.i18n import N_, Translator
from webinars.registrations.several_dates.date_places import DatePlaces, Obstacle
from webinars.security.text_input import clean_line
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import EventTime, event_time
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.registration.form import RegistrationForm

ALL, CHOSEN = "all", "chosen"
INVITATIONS, PERSONAL_CALENDAR = "invitations", "personal_calendar"


class SeveralDatesForm(RegistrationForm):
    """The details of a registrant, which dates, and how they reach the calendar.

    Radio buttons and boxes are in the template. dates has the errors of the boxes.
    """

    takes = StringField(
        lazy_gettext("Which dates?"), [CleanedBy(clean_line, required=False)], default=CHOSEN
    )
    calendar = StringField(
        lazy_gettext("In your calendar"),
        [CleanedBy(clean_line, required=False)],
        default=INVITATIONS,
    )
    dates = StringField(lazy_gettext("Dates"), [CleanedBy(clean_line, required=False)])

    @property
    def takes_all(self) -> bool:
        """Return whether all dates are chosen, also those that are added later."""
        return self.takes.data == ALL

    @property
    def wants_personal_calendar(self) -> bool:
        """Return whether the personal calendar is chosen instead of invitations."""
        return self.calendar.data == PERSONAL_CALENDAR

    def check_dates(self, chosen: Collection[str]) -> bool:
        """Return whether dates are chosen; add an error if none is."""
        if self.takes_all or chosen:
            return True
        self.dates.errors = [_("Choose at least one date.")]
        return False


_OBSTACLES = {
    Obstacle.BY_INVITATION: N_("By invitation only: use the link that you were sent."),
    Obstacle.OTHER_TYPES: N_("It has other registration types: register on the page of that date."),
}
_NOT_OPEN = {
    Availability.NOT_YET: N_(
        "Registration is not open yet. If you choose all dates, you are registered once it opens."
    ),
    Availability.CLOSED: N_("Registration is closed."),
    Availability.CANCELLED: N_("This date is cancelled."),
    Availability.POSTPONED: N_("This date is postponed."),
    Availability.ELSEWHERE: N_(
        "The host takes registrations on its own site: see the page of this date."
    ),
    Availability.ENDED: N_("This date is over."),
    Availability.UNFIXED: N_("The date is not set yet."),
    Availability.NO_REGISTRATION: N_("You do not need to register for this date."),
}


@dataclass(frozen=True)
class DateRow:
    """A date to choose: its time, badge, and why it cannot be chosen, if so.

    url: its own page. is_refused: the submitted form chose it, and it cannot be chosen any more.
    """

    slug: str
    title: str
    url: str
    time: EventTime
    badge: Badge
    obstacle: str
    is_chosen: bool
    is_refused: bool

    @property
    def can_be_chosen(self) -> bool:
        """Return whether the date has a box."""
        return not self.obstacle


def date_rows(
    places: Sequence[DatePlaces],
    names: Collection[str],
    chosen: Collection[str],
    urls: Sequence[str],
    t: Translator,
    *,
    was_sent: bool,
) -> list[DateRow]:
    """Return a row for each date; names: of the registration types that the form offers."""
    rows = []
    for one, url in zip(places, urls, strict=True):
        event, availability = one.event, one.availability
        obstacle = one.obstacle(names)
        is_chosen = event.slug in chosen
        rows.append(
            DateRow(
                slug=event.slug,
                title=t.text(event.title),
                url=url,
                time=event_time(event, *reader_zone(), t),
                badge=badge(availability, t, event.access_mode),
                obstacle=_obstacle_text(obstacle, availability, t),
                is_chosen=is_chosen and obstacle is None,
                is_refused=was_sent and is_chosen and obstacle is not None,
            )
        )
    return rows


def chosen_type_name(form: SeveralDatesForm, places: Sequence[DatePlaces]) -> str | None:
    """Return the name of the chosen registration type, None without a choice.

    Raises:
        InvalidInputError: "no-such-registration-type".
    """
    type_id = form.registration_type_id
    if type_id is None:
        return None
    for one in places:
        for name, offered in one.types.items():
            if offered == type_id:
                return name
    raise InvalidInputError("no-such-registration-type")


def accepts_domains(events: Sequence[Event]) -> tuple[str, ...]:
    """Return the domains to which the dates limit addresses, each once."""
    return tuple(dict.fromkeys(domain for event in events for domain in event.domains))


def _obstacle_text(obstacle: Obstacle | None, availability: Availability, t: Translator) -> str:
    if obstacle is None:
        return ""
    return t(_OBSTACLES.get(obstacle) or _NOT_OPEN[availability])
