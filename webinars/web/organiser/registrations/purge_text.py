"""Sentences about the personal data of an event that was deleted after its retention period."""

from collections.abc import Iterable

from webinars.i18n import Translator
from webinars.registrations.models import DataPurge, PurgeScope
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local


def purge_texts(purges: Iterable[DataPurge], timezone: str, t: Translator) -> list[str]:
    """Return a sentence for each finished purge: of how many registrations, and when."""
    return [_text(purge, timezone, t) for purge in purges]


def purged_registrations(purges: Iterable[DataPurge]) -> int:
    """Return of how many registrations all personal data was deleted."""
    of_registrations = (one for one in purges if one.scope is PurgeScope.REGISTRATIONS)
    return sum(purge.before - purge.after for purge in of_registrations)


def _text(purge: DataPurge, timezone: str, t: Translator) -> str:
    day = to_local(purge.finished_at or purge.started_at, timezone).date()
    day_text = formatting.date_text(day, t, weekday=False)
    number = purge.before - purge.after
    if purge.scope is PurgeScope.SENSITIVE_ANSWERS:
        return t.plural(
            "Sensitive answers of %(n)s registration were deleted on %(day)s.",
            "Sensitive answers of %(n)s registrations were deleted on %(day)s.",
            number,
            day=day_text,
        )
    return t.plural(
        "Personal data of %(n)s registration was deleted on %(day)s.",
        "Personal data of %(n)s registrations was deleted on %(day)s.",
        number,
        day=day_text,
    )
