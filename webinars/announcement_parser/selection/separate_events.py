"""One line that states several events: days of a list, each day of a range, two times of a day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.geography.gazetteer import town_places
from webinars.announcement_parser.grammar.scanner import Filler, Word
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.date_lists import MIN_DAYS_IN_RUNS, listed_days
from webinars.announcement_parser.resolution.resolve_dates import resolve_date

SHORTEST_WEEKDAY = 5  # letters: "sun" and "mar" are other words too
MAX_TEXT = 300  # characters from the first date on
MAX_DAYS = 7  # of a range; a longer one is that of one event
# What says that the times of a range of days are those of each, by language.
_EACH_DAY: Mapping[str, str] = {
    "en": r"each day|both days|every day|all (?:two|three|four|five) days|daily",
    "fr": r"chaque jour|chaque matin|chaque soir|tous les jours|les (?:deux|trois|quatre) jours",
    "es": r"cada día|ambos días|todos los días|los (?:dos|tres|cuatro) días|a diario",
    "de": r"jeweils|täglich|jeden tag|an beiden tagen",
    "it": r"ogni giorno|entrambi i giorni",
    "pt": r"cada dia|todos os dias|ambos os dias",
}
EACH_DAY = re.compile(rf"\b(?:{'|'.join(_EACH_DAY.values())})\b", re.IGNORECASE)
# What says that all days are those of one event: "Course (2 days)".
_SEVERAL_DAYS: Mapping[str, str] = {
    "en": r"(?:\d|two|three|four|five)[ -]days?",
    "fr": r"(?:sur )?(?:\d|deux|trois|quatre|cinq) (?:jours|journées)",
    "es": r"(?:\d|dos|tres|cuatro|cinco) (?:días|jornadas)",
    "de": r"(?:\d|zwei|drei|vier|fünf) Tage|(?:\d-|zwei|drei|vier|fünf)tägig\w*",
    "it": r"(?:\d|due|tre|quattro|cinque) giorni",
    "pt": r"(?:\d|dois|três|quatro|cinco) dias",
}
SEVERAL_DAYS = re.compile(
    rf"(?<!\w)(?<!all )(?:{'|'.join(_SEVERAL_DAYS.values())})\b", re.IGNORECASE
)
# What is true of one of several days, or other hours: "Thursday only until 12:00", "de 10 a 13".
_ONE_DAY: Mapping[str, str] = {
    "en": r"(?:first|last|final|second) (?:day|evening|time)|only|until|till",
    "fr": r"(?:premier|dernier|second|deuxième) (?:jour|soir)|seulement|uniquement|jusqu\W?(?:à|au)",
    "es": r"(?:primer|último|segundo) día|s[oó]lo|solamente|únicamente|hasta",
    "de": r"(?:erste|letzte|zweite)[nrm]? (?:tag|abend)|nur|bis",
    "it": r"(?:primo|ultimo|secondo) giorno|solo|soltanto|fino",
    "pt": r"(?:primeiro|último|segundo) dia|só|somente|apenas|até",
}
_FURTHER_HOURS = r"\d{1,2}\s*(?:a|à|to|bis|[-–])\s*\d{1,2}"
_WEEKDAYS = "|".join(name for name in WEEKDAY_NUMBERS if len(name) >= SHORTEST_WEEKDAY)
ONE_DAY = re.compile(
    rf"\b(?:{'|'.join(_ONE_DAY.values())}|{_FURTHER_HOURS}|{_WEEKDAYS})\b", re.IGNORECASE
)
TOWN_PAIR = re.compile(r"([^\W\d_]{3,})(?: (?:and|et|y|und|e) | ?[&/+,] ?)([^\W\d_]{3,})")
AND = FUNCTION_WORDS["and"] | FUNCTION_WORDS["and-joint"] | {"&", "+"}
AGAIN = frozenset({"again", "at", "then", "à", "puis", "a", "las", "luego", "um"})


def separate_schedules(schedule: ParsedSchedule, line: Line, today: date) -> list[ParsedSchedule]:
    """Return the schedules of the events that a line states; [] if it states one."""
    schedule = _with_hours_of_line(schedule, line)
    days = listed_days(schedule, line.source, is_all_day=line.lasts_all_day)
    days = days or list(_each_day(schedule, line, today))
    if days and _tells_days_apart(schedule, line):
        return []
    if days:
        return [replace(schedule, date=day, other_dates=()) for day in days]
    if not _are_separate_times(schedule, line.source):
        return []
    zones = schedule.times[-1].references  # of "9:00 and 16:00 UTC"
    return [
        replace(
            schedule,
            times=(replace(time, references=time.references or zones),),
            other_dates=(),
        )
        for time in schedule.times
    ]


def _with_hours_of_line(schedule: ParsedSchedule, line: Line) -> ParsedSchedule:
    """Return the schedule of many days with the only hours of its line, from another sentence."""
    is_list = schedule.date.relation == "list" and len(schedule.date.parts) >= MIN_DAYS_IN_RUNS
    hours = line.zoned_times
    if schedule.times or not is_list or len(hours) != 1 or hours[0].time.readings[0].end is None:
        return schedule
    return replace(schedule, times=hours)


def _each_day(schedule: ParsedSchedule, line: Line, today: date) -> Iterator[ParsedDate]:
    """Yield the days of "22 and 23 March, 14:00-19:00 each day"."""
    is_span = len(schedule.date.parts) > 1 and not schedule.date.is_inferred
    is_other = bool(schedule.other_dates) or schedule.end_date is not None
    if not (is_span and schedule.times) or is_other:
        return
    # "15 and 16 February, from 10 to 13", not "15-16 February": that may be one event.
    is_beside = all(line.start <= time.time.start < line.end for time in schedule.times)
    is_list = schedule.date.relation == "list" and is_beside and _has_end(schedule)
    is_list = is_list and "/" not in line.source[schedule.date.start : schedule.date.end]
    if not is_list and not EACH_DAY.search(line.text):
        return
    if is_list and SEVERAL_DAYS.search(line.text) and not EACH_DAY.search(line.text):
        return
    readings = resolve_date(schedule.date, today).readings
    if len(readings) != 1 or readings[0].last - readings[0].first >= timedelta(days=MAX_DAYS):
        return
    day = readings[0].first
    while day <= readings[0].last:
        part = DatePart(None if readings[0].is_year_assumed else day.year, day.month, day.day)
        yield schedule.date._replace(parts=(part,), relation="single")
        day += timedelta(days=1)


def _tells_days_apart(schedule: ParsedSchedule, line: Line) -> bool:
    """Return whether a line says more of its days than their common hours, or names two towns."""
    dates = (schedule.date, *schedule.other_dates)
    first = max(line.start, dates[0].start)
    text = line.source[first : min(line.end, first + MAX_TEXT)]
    times = [time.time for time in schedule.times]
    further = {item for item in line.items if isinstance(item, ParsedTime)} - set(times)
    further -= {time.end for time in schedule.times if time.end is not None}
    if len(times) > 1 or further:
        return True
    spans = [*((day.start, day.end) for day in dates), *((time.start, time.end) for time in times)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[: max(start - first, 0)]};{text[max(end - first, 0) :]}"
    return ONE_DAY.search(text) is not None or _names_two_towns(text)


def _names_two_towns(text: str) -> bool:
    return any(
        all(town_places(name, (), "en", only_large=True) for name in pair)
        for pair in TOWN_PAIR.findall(text)
    )


def _are_separate_times(schedule: ParsedSchedule, source: str) -> bool:
    """Return whether only "and" is between two starts of a day: "11 am and 2 pm", "at 11 and again at 3"."""
    times = schedule.times
    is_one_day = schedule.date.relation == "single" and schedule.end_date is None
    if len(times) != len("ab") or not is_one_day:
        return False
    if schedule.other_dates:
        return _repeats_its_day(schedule)
    are_elsewhere = len({time.references[:1] for time in times if time.references}) > 1
    if _has_end(schedule) or are_elsewhere or times[0].references:
        return False
    if not all(time.time in schedule.items for time in times):
        return False  # one is of another line
    first, second = (schedule.items.index(time.time) for time in times)
    gap = schedule.items[first + 1 : second]
    if not all(isinstance(item, Filler | Word) for item in gap):
        return False
    # The items of a row lack the words between its hours.
    words = source[times[0].time.end : times[1].time.start].casefold().split()
    return not AND.isdisjoint(words) and set(words) <= AND | AGAIN


def _repeats_its_day(schedule: ParsedSchedule) -> bool:
    """Return whether one day has two starts in one zone: "3 May at 12:00 UTC and 3 May at 19:00 UTC"."""
    first, second = schedule.times
    days = {day.calendar_days for day in (schedule.date, *schedule.other_dates)}
    zones = [[reference.meanings for reference in time.references] for time in schedule.times]
    is_one_zone = zones[0] == zones[1] and bool(zones[0])
    return len(days) == 1 and is_one_zone and not _has_end(schedule) and first.time != second.time


def _has_end(schedule: ParsedSchedule) -> bool:
    return any(
        time.end is not None or time.time.readings[0].end is not None for time in schedule.times
    )
