"""Why the rules of a time zone now give another UTC offset than earlier rules did."""

# Earlier rules are not available, only an offset that they gave. The reason follows from that offset and from
# the clock changes of the current rules around the instant.

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from webinars.i18n import Translator
from webinars.timezones import formatting, zones
from webinars.timezones.zones import OffsetChange

_YEAR = timedelta(days=366)
# Two clock changes are at most this far apart where clocks change twice a year.
_LONGEST_SEASON = timedelta(days=300)


class Reason(StrEnum):
    """Why the UTC offset of a zone differs from that under earlier rules."""

    NO_CLOCK_CHANGES = "no-clock-changes"
    OTHER_DATE = "other-date"
    OTHER_OFFSET = "other-offset"


@dataclass(frozen=True)
class RuleChange:
    """A zone whose offset at an instant differs from that under earlier rules.

    offset is the current one. changes_on is the local date of the clock change, for OTHER_DATE only.
    """

    timezone: str
    reason: Reason
    offset: timedelta
    changes_on: date | None = None


def rule_change(zone: str, instant: datetime, former_offset: timedelta) -> RuleChange | None:
    """Return why a zone's offset at an instant differs from a former one; None if it does not."""
    offset = zones.utc_offset(instant, zone)
    if offset == former_offset:
        return None
    previous = zones.previous_change(instant, zone)
    following = _within_a_year(zones.next_change(instant, zone), instant)
    if following is None:
        is_known = instant.year < zones.LAST_YEAR
        is_abolished = is_known and _has_seasons(previous, zone, former_offset)
        reason = Reason.NO_CLOCK_CHANGES if is_abolished else Reason.OTHER_OFFSET
        return RuleChange(zone, reason, offset)
    previous = _within_a_year(previous, instant)
    # Clocks had the former offset before the previous change, or will have it after the following one.
    candidates = [
        change
        for change, changed_offset in (
            (previous, previous and previous.before),
            (following, following.after),
        )
        if change is not None and changed_offset == former_offset
    ]
    if not candidates:
        return RuleChange(zone, Reason.OTHER_OFFSET, offset)
    nearest = min(candidates, key=lambda change: abs(change.at - instant))
    return RuleChange(zone, Reason.OTHER_DATE, offset, (nearest.at + nearest.before).date())


def reason_text(change: RuleChange, t: Translator) -> str:
    """Format the reason as a sentence: "Egypt no longer changes its clocks."."""
    place = formatting.region_name(change.timezone, t)
    if change.reason is Reason.NO_CLOCK_CHANGES:
        return t("%(place)s no longer changes its clocks.", place=place)
    if change.changes_on is not None:
        day = formatting.date_text(change.changes_on, t, weekday=False)
        return t("%(place)s changes its clocks on another date: %(date)s.", place=place, date=day)
    offset = formatting.distance_text(change.offset)
    return t("%(place)s now uses %(offset)s.", place=place, offset=offset)


def _within_a_year(change: OffsetChange | None, instant: datetime) -> OffsetChange | None:
    return change if change is not None and abs(change.at - instant) <= _YEAR else None


def _has_seasons(last: OffsetChange | None, zone: str, former_offset: timedelta) -> bool:
    """Return whether a zone's last change ended years with two, one of them to the former offset."""
    if last is None or former_offset not in (last.before, last.after):
        return False
    earlier = zones.previous_change(last.at - timedelta(seconds=1), zone)
    return earlier is not None and last.at - earlier.at <= _LONGEST_SEASON
