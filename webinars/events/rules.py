"""Event states and availability, digests, slugs; decisions on plain values."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from slugify import slugify

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.schedule import Precision

SLUG_LENGTH = 60
DIGEST_TIME = time(18)


class EventState(StrEnum):
    """Lifecycle of an event. Only drafts are hidden from the public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


PUBLIC = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)


class Format(StrEnum):
    """How an event is held."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class NotificationMode(StrEnum):
    """When the organiser is notified of registrations."""

    EACH = "each"
    DAILY = "daily"
    NEVER = "never"


class AccessMode(StrEnum):
    """Who can register."""

    OPEN = "open"
    SECRET_LINK = "secret_link"  # noqa: S105 - a word, no secret
    INVITED = "invited"


class WaitingList(StrEnum):
    """What happens to a place freed by a cancellation while others wait."""

    OFFERS = "offers"
    AT_ONCE = "at_once"
    BY_HAND = "by_hand"


class AttendanceMode(StrEnum):
    """How registrants of a type attend; empty: as the event's format says."""

    AS_EVENT = ""
    ONLINE = "online"
    IN_PERSON = "in_person"


def attendance_format(held: Format, attendance_mode: AttendanceMode) -> Format:
    """Return how registrants of a type attend an event of a format.

    A registration type chooses between the two ways of a hybrid event. Any other format holds for
    everyone, whatever the types said before it changed: nobody is sent to a venue or meeting that
    does not exist.
    """
    return Format(attendance_mode) if held is Format.HYBRID and attendance_mode else held


class Availability(StrEnum):
    """What an event's page says about registering."""

    OPEN = "open"
    FULL = "full"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ELSEWHERE = "elsewhere"
    ENDED = "ended"
    UNFIXED = "unfixed"
    NO_REGISTRATION = "no-registration"


ACCEPTS_REGISTRATIONS = (Availability.OPEN, Availability.FULL)


@dataclass(frozen=True)
class AvailabilityFacts:
    """What decides whether registration is open."""

    state: EventState
    precision: Precision
    accepts_registrations: bool
    external_url: str
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime
    ends_at: datetime

    @property
    def held_elsewhere(self) -> bool:
        """Return whether registration is on another site."""
        return bool(self.external_url)


FACT_NAMES = tuple(declared.name for declared in fields(AvailabilityFacts))


def availability_at(facts: AvailabilityFacts, held: int, now: datetime) -> Availability:
    """Return the availability of an event, given the places held."""
    return _without_places(facts, now) or _with_places(facts, held, now)


def is_running(facts: AvailabilityFacts, now: datetime) -> bool:
    """Return whether an event takes place now; unknown for a month alone."""
    is_dated = facts.state is EventState.PUBLISHED and facts.precision is not Precision.MONTH
    return is_dated and facts.starts_at <= now < facts.ends_at


def _without_places(facts: AvailabilityFacts, now: datetime) -> Availability | None:
    if facts.state is EventState.CANCELLED:
        return Availability.CANCELLED
    # A postponed event did not take place at its old time, so it is never over.
    if facts.state is EventState.POSTPONED:
        return Availability.POSTPONED
    if facts.ends_at <= now:
        return Availability.ENDED
    if facts.held_elsewhere:
        return Availability.ELSEWHERE
    if not facts.accepts_registrations:
        unfixed = facts.precision is Precision.MONTH
        return Availability.UNFIXED if unfixed else Availability.NO_REGISTRATION
    return None


def _with_places(facts: AvailabilityFacts, held: int, now: datetime) -> Availability:
    if facts.opens_at is not None and now < facts.opens_at:
        return Availability.NOT_YET
    if facts.closes_at is not None and now >= facts.closes_at:
        return Availability.CLOSED
    if facts.capacity is not None and held >= facts.capacity:
        return Availability.FULL
    return Availability.OPEN


def digest_at(day: date, timezone: str) -> datetime:
    """Return when an organiser's daily digest is due; it covers everything since the previous one."""
    try:
        return zones.to_instant(datetime.combine(day, DIGEST_TIME), timezone)
    except InvalidInputError:
        # No known clock change happens at 18:00; should one, use the day's first instant.
        return zones.first_instant(day, timezone)


def digest_day(now: datetime, timezone: str) -> date:
    """Return the day whose digest covers this instant."""
    today = zones.to_local(now, timezone).date()
    return today if now < digest_at(today, timezone) else today + timedelta(days=1)


def slug_of(title: str) -> str:
    """Transliterate a title to a slug of ASCII letters, digits and single hyphens.

    A title without letters and digits becomes "event". The caller makes the slug unique.
    """
    slug = slugify(
        title,
        entities=False,  # titles are text, not HTML
        decimal=False,
        hexadecimal=False,
        max_length=SLUG_LENGTH,
        replacements=[("'", ""), ("’", "")],  # children's → childrens
    )
    return slug or "event"


def normalize_for_search(text: str) -> str:
    """Normalize a text for search: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", text).casefold()
