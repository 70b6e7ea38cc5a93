"""Days of a month that a heading names: "Saturdays 1, 8 and 15" or "del 5 al 30" below "March 2027"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.layout.heading_dates import HeadingDate, fits_weekday
from webinars.announcement_parser.layout.lines import Line

MIN_NAME = 4  # letters: "sun" and "mar" are other words too
MAX_LENGTH = 300  # characters of a line
_WEEKDAYS = "|".join(name for name in WEEKDAY_NUMBERS if len(name) >= MIN_NAME)
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?(?![\w%€$]|[.:/h-]\d)"
_NAME = rf"(?:(?:{_WEEKDAYS})s?,? )"
_DAYS = r"(?:(?:los |les |the |i |os )?(?:días|jours|days|giorni|dias|tage) )"
_JOINT = (
    r"(?:, ?| ?[&/+] ?|,? (?:and|et|y|und|e) )(?:el |le |los |les |the |am |il |il giorno |dia )?"
)
_LIST = re.compile(
    rf"(?<![\w.,/-])(?:{_NAME}|{_DAYS}){_NUMBER}(?:{_JOINT}{_NAME}?{_NUMBER})+", re.IGNORECASE
)
_RANGE = re.compile(
    rf"(?<!\w)(?:del (?:{_NAME})?(?P<es>{_NUMBER}) al |du (?:{_NAME})?(?P<fr>{_NUMBER}) au "
    rf"|vom (?:{_NAME})?(?P<de>{_NUMBER})\.? bis (?:zum )?|dal (?:{_NAME})?(?P<it>{_NUMBER}) al )"
    rf"(?:{_NAME})?(?P<last>{_NUMBER})(?! de \w)",
    re.IGNORECASE,
)
_PART = re.compile(rf"(?:(?P<name>{_WEEKDAYS})s?,? )?(?P<day>\d{{1,2}})", re.IGNORECASE)


def days_of_heading_month(line: Line, heading: HeadingDate, today: date) -> ParsedDate | None:
    """Return the days of a line without a date, in the month of its heading; None if they do not fit."""
    is_open = heading.month is None or line.is_text or len(line.text) > MAX_LENGTH
    if is_open or any(isinstance(item, ParsedDate) for item in line.items):
        return None
    return _listed(line, heading, today) or _range(line, heading, today)


def _listed(line: Line, heading: HeadingDate, today: date) -> ParsedDate | None:
    match = _LIST.search(line.source, line.label[1], line.end)
    parts = list(_parts(match[0], heading)) if match else []
    days = [part.day or 0 for part in parts]
    if match is None or days != sorted(set(days)):
        return None
    return _dated(parts, "list", match.span(), today)


def _range(line: Line, heading: HeadingDate, today: date) -> ParsedDate | None:
    match = _RANGE.search(line.source, line.label[1], line.end)
    parts = list(_parts(match[0], heading)) if match else []
    if match is None or len(parts) != len("ab") or (parts[0].day or 0) >= (parts[1].day or 0):
        return None
    return _dated(parts, "range", match.span(), today)


def _parts(text: str, heading: HeadingDate) -> Iterator[DatePart]:
    """Yield the days of a text; a weekday holds for the numbers up to the next one."""
    weekday = None
    for match in _PART.finditer(text):
        if match["name"]:
            weekday = WEEKDAY_NUMBERS[match["name"].casefold()]
        yield DatePart(heading.year, heading.month, int(match["day"]), weekday)


def _dated(
    parts: Sequence[DatePart], relation: str, span: tuple[int, int], today: date
) -> ParsedDate | None:
    """Return the days in the first year, from that of writing on, in which all are their weekdays."""
    years = [parts[0].year] if parts[0].year is not None else [today.year, today.year + 1]
    for year in years:
        dated = [part._replace(year=year) for part in parts]
        if all(_exists(part) and fits_weekday(part) for part in dated):
            is_known = parts[0].year is not None or any(part.weekday is not None for part in parts)
            own = tuple(part._replace(weekday=None) for part in (dated if is_known else parts))
            return ParsedDate(own, relation, *span, is_weak=False)
    return None


def _exists(part: DatePart) -> bool:
    try:
        date(part.year or 1, part.month or 1, part.day or 0)
    except ValueError:
        return False
    return True
