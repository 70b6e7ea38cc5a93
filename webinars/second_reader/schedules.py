"""Schedules of the second reader: read by our parser in its quotations, and compared with the draft's."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.resolution.questions import SECOND_READER, Reading
from webinars.announcement_parser.resolution.reconcile import Interpretation
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Days, Month, Timed, When, resolve

_KINDS = {"timed": Timed, "days": Days, "month": Month}


def read_schedule(
    proposed: Mapping[str, str], quotations: Sequence[str], context: ParseContext
) -> Interpretation | None:
    """Return what our parser reads in the quotations, if that is the proposed schedule.

    Args:
        proposed: the schedule of the answer: precision, start, end and timezone, none of which need be right.
        quotations: passages of the text.
        context: day and time zone for what the quotations leave open.
    """
    interpretations = _read(quotations, context)
    return next((item for item in interpretations if _is_proposed(item, proposed)), None)


def context_of(draft: Draft, interpretation: Interpretation, context: ParseContext) -> ParseContext:
    """Return a context in which a draft's time zone and year complete what the quotations leave open."""
    today, zone = context.today, context.zone
    if "zone" in interpretation.assumed:
        zone = draft.when.timezone
    if "year" in interpretation.assumed:
        today = first_day(draft.when) - timedelta(days=1)
    return ParseContext(today, zone)


def first_day(when: When) -> date:
    """Return the local date on which a schedule begins."""
    return when.start.date() if isinstance(when, Timed) else when.first


def agrees(draft: Draft, other: Interpretation) -> bool:
    """Return whether a draft, or a reading of its questions, says the same as another reading, or more."""
    readings = [reading for question in draft.questions for reading in question.readings]
    own = [draft.when, *(reading.when for reading in readings)]
    return any(_is_same(when, other) for when in own)


def _read(quotations: Sequence[str], context: ParseContext) -> Iterator[Interpretation]:
    """Yield the interpretations of quotations as one line of an announcement."""
    line = ", ".join(" ".join(quotation.split()) for quotation in quotations)
    try:
        drafts = parse_announcement(line, today=context.today, zone=context.zone)
    except InvalidInputError:
        return
    for draft in drafts:
        yield Interpretation(Reading(draft.when, draft.cities, SECOND_READER), draft.assumed)
        for question in draft.questions:
            for reading in question.readings:
                proposed = Reading(reading.when, reading.cities, SECOND_READER)
                yield Interpretation(proposed, draft.assumed)


def _is_proposed(interpretation: Interpretation, proposed: Mapping[str, str]) -> bool:
    """Return whether an interpretation is the schedule of the answer, where the quotations decide it."""
    when, assumed = interpretation.reading.when, interpretation.assumed
    start, end = _local(proposed.get("start")), _local(proposed.get("end"))
    if start is None or not isinstance(when, _KINDS.get(proposed.get("precision", ""), Timed)):
        return False
    if "year" in assumed:
        with suppress(ValueError):  # 29 February
            start = start.replace(year=first_day(when).year)
    if isinstance(when, Month):
        return (start.year, start.month) == (when.year, when.month)
    if isinstance(when, Days):
        return start.date() == when.first and (end is None or end.date() == when.last)
    is_end_free = end is None or "end" in assumed
    if start == when.start:
        return is_end_free or end == when.end or "year" in assumed
    return (
        "zone" not in assumed
        and _instant(start, proposed.get("timezone")) == resolve(when).starts_at
    )


def _local(text: str | None) -> datetime | None:
    """Return a local time, date or month of the answer as a local time."""
    if text is None:
        return None
    with suppress(ValueError):
        day = f"{text}-01" if len(text) == len("2027-07") else text
        return datetime.fromisoformat(day).replace(tzinfo=None)
    return None


def _instant(local: datetime, zone: str | None) -> datetime | None:
    if zone is None:
        return None
    with suppress(InvalidInputError):
        return to_instant(local, zones.canonical(zone))
    return None


def _is_same(own: When, other: Interpretation) -> bool:
    """Return whether another reading is that of a draft, or a less exact one that contains it."""
    when, assumed = other.reading.when, other.assumed
    if not isinstance(when, Timed):
        if type(own) is type(when):
            return (first_day(own), _last_day(own)) == (when.first, when.last)
        is_coarser = isinstance(own, Timed) or isinstance(when, Month)
        return is_coarser and when.first <= first_day(own) and _last_day(own) <= when.last
    if not isinstance(own, Timed):
        return False
    if "zone" in assumed:
        is_start, is_end = own.start == when.start, own.end == when.end
    else:
        first, second = resolve(own), resolve(when)
        is_start = first.starts_at == second.starts_at
        is_end = first.ends_at == second.ends_at
    return is_start and (is_end or "end" in assumed)


def _last_day(when: When) -> date:
    return when.end.date() if isinstance(when, Timed) else when.last
