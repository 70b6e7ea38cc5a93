"""Days off by country: weekends, such as Friday and Saturday, and public holidays."""

from datetime import date
from enum import StrEnum

import holidays

from webinars.caching.memoize import memoize

# Countries, years and languages of public holidays: a request names at most some hundred.
CALENDARS = 1024
REGIONS = 512
SATURDAY_AND_SUNDAY = frozenset({5, 6})


class WeekendRule(StrEnum):
    """Which days of a week are off."""

    BY_COUNTRY = "country"
    SATURDAY_AND_SUNDAY = "saturday-sunday"
    NONE = "none"


def observed_countries() -> frozenset[str]:
    """Return the ISO codes of the countries whose public holidays are known."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def weekend(country: str, rule: WeekendRule) -> frozenset[int]:
    """Return the weekdays that are off in a country by its ISO code, Monday as 0; "" is an unknown one."""
    match rule:
        case WeekendRule.NONE:
            return frozenset()
        case WeekendRule.SATURDAY_AND_SUNDAY:
            return SATURDAY_AND_SUNDAY
        case WeekendRule.BY_COUNTRY:
            return _weekend(country) if country else SATURDAY_AND_SUNDAY


def public_holiday(country: str, day: date, language: str) -> str:
    """Return the name of a country's public holiday, in a language if it is known in it, or ""."""
    return _calendar(country, day.year, language).get(day, "") if country else ""


@memoize(REGIONS)
def _weekend(country: str) -> frozenset[int]:
    try:
        return frozenset(holidays.country_holidays(country).weekend)
    except NotImplementedError:
        return SATURDAY_AND_SUNDAY


@memoize(CALENDARS)
def _calendar(country: str, year: int, language: str) -> dict[date, str]:
    try:
        languages = holidays.country_holidays(country).supported_languages
        chosen = next(
            (tag for wanted in (language, "en") for tag in languages if tag.startswith(wanted)),
            None,
        )
        return dict(holidays.country_holidays(country, years=year, language=chosen).items())
    except NotImplementedError:
        return {}
