"""Hours of the night that the text also states by day: "10 pm" for a class, and "10 am" elsewhere."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.time_patterns import DAY, HALF_DAY
from webinars.announcement_parser.grammar.times import ParsedTime, TimeReading
from webinars.announcement_parser.layout.page import Page, Section

_OF_24_HOURS = re.compile(r"0\d[:.h]\d\d(?!\d|\s?[ap]\.?m)", re.IGNORECASE)
DAYTIME = range(6 * 60, 21 * 60)  # minutes after midnight at which most events begin


def with_both_halves(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]]
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield events, whose hours in the night have both readings if the text states the other one elsewhere.

    Times beside which a zone or city stands are those of clocks that may well be in different halves, and
    "01:00" is that of a clock of 24 hours.
    """
    stated = [time for line in page.lines for time in line.zoned_times if not time.references]
    starts = {time.time.readings[0].start for time in stated if len(time.time.readings) == 1}
    for section, schedule in events:
        times = tuple(
            replace(time, time=_with_both_halves(time.time))
            if _is_contradicted(time, starts)
            and not _OF_24_HOURS.match(page.lines[0].source, time.time.start)
            else time
            for time in schedule.times
        )
        yield section, replace(schedule, times=times)


def _is_contradicted(time: ZonedTime, starts: Container[int]) -> bool:
    start = time.time.readings[0].start
    is_certain_night = len(time.time.readings) == 1 and start not in DAYTIME
    other = (start + HALF_DAY) % DAY
    return is_certain_night and not time.references and other in starts


def _with_both_halves(time: ParsedTime) -> ParsedTime:
    """Return a time with the reading by day first, then the one that is written."""
    [written] = time.readings
    shift = -HALF_DAY if written.start >= HALF_DAY else HALF_DAY
    end = None if written.end is None else (written.end + shift) % DAY
    by_day = TimeReading(written.start + shift, end, _half(written.start + shift))
    return time._replace(readings=(by_day, written._replace(reason=_half(written.start))))


def _half(minutes: int) -> str:
    return "morning" if minutes < HALF_DAY else "afternoon"
