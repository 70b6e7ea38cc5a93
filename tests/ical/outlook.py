"""How Outlook evaluates a VTIMEZONE: as one yearly pair of changes (MS-OXCICAL 2.1.3.1.1.19).

It takes TZOFFSETTO, and month, weekday of the month and time of each onset, from the yearly rule
or else from DTSTART; the year, RDATE and everything else is ignored.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_OBSERVANCE = re.compile(r"BEGIN:(STANDARD|DAYLIGHT)\r\n(.*?)END:\1", re.DOTALL)
_RULE = re.compile(r"FREQ=YEARLY;BYMONTH=(\d+);BYDAY=(-?\d)([A-Z]{2})")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class _Onset:
    offset: timedelta
    month: int
    week: int
    weekday: int
    time: timedelta

    def local(self, year: int) -> datetime:
        days = calendar.monthrange(year, self.month)[1]
        results = [
            datetime(year, self.month, day)
            for day in range(1, days + 1)
            if datetime(year, self.month, day).weekday() == self.weekday
        ]
        return results[-1 if self.week == -1 else self.week - 1] + self.time


def instant(block: bytes, local: datetime) -> datetime:
    """Return the instant to which Outlook resolves a local time with a VTIMEZONE."""
    onsets = {name: _onset(lines) for name, lines in _OBSERVANCE.findall(block.decode())}
    standard = onsets["STANDARD"]
    daylight = onsets.get("DAYLIGHT", standard)
    begins, ends = daylight.local(local.year), standard.local(local.year)
    between = min(begins, ends) <= local < max(begins, ends)
    summer = between if begins < ends else not between
    return (local - (daylight if summer else standard).offset).replace(tzinfo=UTC)


def _onset(lines: str) -> _Onset:
    properties = dict(line.split(":", 1) for line in lines.strip().split("\r\n"))
    start = datetime.fromisoformat(properties["DTSTART"])
    hours = timedelta(hours=start.hour, minutes=start.minute)
    sign, digits = properties["TZOFFSETTO"][0], properties["TZOFFSETTO"][1:]
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    offset = -offset if sign == "-" else offset
    if "RRULE" not in properties:
        week = (start.day - 1) // 7 + 1
        return _Onset(offset, start.month, -1 if week == 5 else week, start.weekday(), hours)
    month, week, weekday = _RULE.fullmatch(properties["RRULE"]).groups()
    return _Onset(offset, int(month), int(week), _WEEKDAYS.index(weekday), hours)
