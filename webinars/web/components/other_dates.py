"""The other coming dates of an event, as the page of one date lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from webinars.database import db
from webinars.events.date_groups import MOST_ON_PAGE, DatesOfPage, dates_by_slug
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.registration_availability import availability_at
from webinars.i18n import Translator
from webinars.timezones import clock
from webinars.web.components.alternative_times import time_in_zone
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge


@dataclass(frozen=True)
class OtherDate:
    """Another date: when, in the reader's zone if known; its title if it differs, its badge if it is off."""

    url: str
    when: str
    title: str
    badge: Badge | None


@dataclass(frozen=True)
class OtherDates:
    """The first of the other coming dates; has_more: there are more."""

    dates: Sequence[OtherDate]
    has_more: bool


def other_dates(dates: DatesOfPage, shown: Event, zone: str, t: Translator) -> OtherDates:
    """Return the coming dates beside that of a page, in one statement; none is sent without a group.

    zone: of the reader, "" if it is not known.
    """
    slugs = [slug for slug, _revision in dates.coming if slug != shown.slug]
    events = dates_by_slug(db.session(), slugs[:MOST_ON_PAGE])
    return OtherDates([_date(one, shown, zone, t) for one in events], len(slugs) > MOST_ON_PAGE)


def _date(event: Event, shown: Event, zone: str, t: Translator) -> OtherDate:
    title = t.text(event.title)
    is_held = event.state is EventState.PUBLISHED
    return OtherDate(
        url_for("public.event", slug=event.slug),
        time_in_zone(event, zone, t),
        title if title != t.text(shown.title) else "",
        None if is_held else badge(availability_at(event.availability_facts, 0, clock.now()), t),
    )
