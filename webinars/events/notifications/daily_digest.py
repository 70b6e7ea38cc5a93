"""When an organiser's daily digest is due."""

from datetime import date, datetime, time, timedelta

from webinars.errors import InvalidInputError
from webinars.timezones.local_times import first_instant, to_instant, to_local

# In the organiser's time zone.
DIGEST_TIME = time(18)


def digest_at(day: date, timezone: str) -> datetime:
    """Return when an organiser's daily digest is due; it covers everything since the previous one."""
    try:
        return to_instant(datetime.combine(day, DIGEST_TIME), timezone)
    except InvalidInputError:
        # No known clock change happens at 18:00; should one, use the day's first instant.
        return first_instant(day, timezone)


def digest_day(now: datetime, timezone: str) -> date:
    """Return the day whose digest covers this instant."""
    today = to_local(now, timezone).date()
    return today if now < digest_at(today, timezone) else today + timedelta(days=1)
