"""Event states, digests, slugs; decisions on plain values."""

import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from slugify import slugify

from webinars.errors import InvalidInputError
from webinars.timezones import zones

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
