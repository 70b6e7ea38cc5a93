"""Which of several sessions suits a place: in working hours first, at night last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from webinars.fair_hours.day_grid import Assumptions, part_between
from webinars.fair_hours.day_parts import DEFAULT_HOURS, QUARTER, QUARTERS, DayPart
from webinars.fair_hours.places import Place
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span

_DEFAULT = Assumptions()
_MIDDLE_OF_WORK = DEFAULT_HOURS.middle_of_work * QUARTER


@dataclass(frozen=True)
class RankedSession:
    """A session by its index in the given order, with the part of the day in which it is at a place."""

    index: int
    part: DayPart


def rank_sessions(spans: Sequence[Span], place: Place) -> list[RankedSession]:
    """Return sessions from the best one for a place to the worst.

    Of those in the same part of the day the earliest comes first; outside working hours the one whose middle
    is nearest to that of working hours by the clock there.
    """
    ranked = [
        RankedSession(index, part_between(span.starts_at, span.ends_at, place, _DEFAULT))
        for index, span in enumerate(spans)
    ]

    def order(session: RankedSession) -> tuple[object, ...]:
        span = spans[session.index]
        distance = _distance_from_work(span, place.timezone)
        is_work = session.part is DayPart.WORK
        return (session.part, timedelta() if is_work else distance, span.starts_at, session.index)

    return sorted(ranked, key=order)


def _distance_from_work(span: Span, timezone: str) -> timedelta:
    """Return how far the middle of a session is from that of working hours, on the clock of a zone."""
    middle = to_local(span.starts_at + (span.ends_at - span.starts_at) / 2, timezone)
    of_day = timedelta(hours=middle.hour, minutes=middle.minute, seconds=middle.second)
    apart = abs(of_day - _MIDDLE_OF_WORK)
    return min(apart, QUARTERS * QUARTER - apart)
