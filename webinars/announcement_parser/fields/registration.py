"""Find when registration opens and closes: "Register by 9 July", "Inscriptions jusqu'au 9 juillet à midi"."""

import re
from collections.abc import Iterator
from datetime import datetime, time

from webinars.announcement_parser.fields.regions import Region, Sentence
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.day_shifts import DayShift
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word, scan
from webinars.announcement_parser.grammar.schedule_assembly import assemble_schedule
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.errors import InvalidInputError
from webinars.timezones.local_times import to_instant, to_local
from webinars.timezones.schedule import Days, Timed

END_OF_DAY = time(23, 59)
MAX_MOMENT = 60  # characters after "by" that can be a date with its time
MAX_BETWEEN = 2  # words between "closes" and the date
# What shows that a sentence is about registration …
REGISTRATION = re.compile(
    r"\b(?:regist\w+|rsvp|sign(?:ing)?[\s-]?up|book(?:ings?)?|reserv\w+|r[ée]serv\w+|(?:pre|ticket\s+)sales?|sales?\s+ends?|"
    r"tickets?|presale|inscri\w+|enrol\w*|anmeld\w+|registrier\w+|candidatures?|applications?\s+(?:open|close)|apply|link\s+open|"
    r"registro|iscri\w+|prenota\w+|confirm\w*|let\s+(?:us|me)\s+know|please\s+tell|places?\s+[àa]\s+r[ée]server)\b"
    r"|r\.s\.v\.p\.",
    re.IGNORECASE,
)
# … and what that it is about something else that has a deadline.
_SOMETHING_ELSE = re.compile(
    r"\b(?:early|earlybird|h[âa]tif|anticipad\w+|papers?|abstracts?|submissions?|proposals?|cfp|side\s+events?|motions?|"
    r"proxy|fees?|dues|grants?|visa|r[ée]sum[ée]s?|propositions|ponencias|comments?|draft\s+report|refunds?|"
    r"agenda|topics?|resumes|manuscri\w+|res[úu]menes|mark\s+your)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:\b(?:by|before|until|till|no\s+later\s+than|deadline(?:\s+is)?|clos(?:es?|ing)(?:\s+on)?|ends?(?:\s+on)?|end\s+on|"
    r"late\s+until|due|au\s+plus\s+tard|avant|cl[ôo]tures?|date\s+limite(?:\s+d['’]\w+)?|hasta|antes\s+del?|cierra|cierre|"
    r"fecha\s+l[íi]mite(?:\s+de\s+\w+)?|a\s+m[áa]s\s+tardar|bis|sp[äa]testens|entro|at[ée]|encerra\w*|anmeldeschluss|scade)\b"
    r"|jusqu['’](?:au|à|en))\s*:?\s*",
    re.IGNORECASE,
)
_START = re.compile(
    r"(?:\b(?:opens?(?:\s+(?:on|from))?|(?:will\s+)?starts?(?:\s+on)?|from|ouvertes?(?:\s+[àa]\s+partir)?(?:\s+d[ue])?|"
    r"ouverture(?:\s+des\s+\w+)?|[àa]\s+partir\s+du|d[èe]s\s+le|abre\w*|desde(?:\s+el)?|a\s+partir\s+del?|ab(?:\s+dem)?|"
    r"[öo]ffnet|beginnt|apertura|a\s+partire\s+dal)\b)\s*:?\s*",
    re.IGNORECASE,
)
_AT_THE_DOOR = re.compile(
    r"\b(?:collect\s+badges?|badging|desk|doors?|portes|accueil|opening\s+hours)\b", re.IGNORECASE
)
# Articles and prepositions between the word and the date.
_JOINTS = frozenset(
    (
        "on",
        "the",
        "le",
        "la",
        "les",
        "du",
        "de",
        "del",
        "el",
        "los",
        "las",
        "am",
        "dem",
        "den",
        "um",
        "at",
        "à",
    )
)


def closing_times(
    region: Region, context: ParseContext, timezone: str
) -> Iterator[Candidate[datetime]]:
    """Yield the local times at which registration ends, in a time zone."""
    return _local_times(region, _LIMIT, context, timezone, END_OF_DAY)


def opening_times(
    region: Region, context: ParseContext, timezone: str
) -> Iterator[Candidate[datetime]]:
    """Yield the local times at which registration begins, in a time zone."""
    return _local_times(region, _START, context, timezone, time())


def _local_times(
    region: Region, words: re.Pattern[str], context: ParseContext, timezone: str, default: time
) -> Iterator[Candidate[datetime]]:
    before: Sentence | None = None
    for sentence in region.sentences:
        topic = _heading_rank(sentence, before)
        before = sentence
        if _AT_THE_DOOR.search(sentence.text):
            continue
        for match in words.finditer(sentence.text):
            rank = _topic_rank(sentence.text, match.start(), topic)
            parsed = (
                _local_time(sentence.text, match.end(), context, timezone, default)
                if rank is not None
                else None
            )
            if rank is not None and parsed is not None:
                moment, end = parsed
                yield Candidate(rank, moment, sentence.start + match.start(), sentence.start + end)


def _heading_rank(sentence: Sentence, before: Sentence | None) -> int | None:
    """Return how sure the label or the sentence above makes it that a sentence is about registration."""
    if sentence.label in {"registration", "deadline"}:
        return 0
    is_heading = before is not None and len(before.text) <= MAX_MOMENT
    return 2 if is_heading and before is not None and REGISTRATION.search(before.text) else None


def _topic_rank(text: str, offset: int, heading: int | None) -> int | None:
    """Return how sure it is that the word at an offset is about registration, None if it is not."""
    clause = text[max(0, offset - MAX_MOMENT) : offset].rpartition(";")[2]
    if _SOMETHING_ELSE.search(clause):
        return None
    if REGISTRATION.search(clause):
        return 0
    return heading if heading is not None else (1 if REGISTRATION.search(text) else None)


def _local_time(
    text: str, offset: int, context: ParseContext, timezone: str, default: time
) -> tuple[datetime, int] | None:
    """Return the local time at an offset and the offset after it; None without a clear date."""
    items = _temporal_items(scan(tokenize(text, offset, min(len(text), offset + MAX_MOMENT))))
    dates = [item for item in items if isinstance(item, ParsedDate)]
    schedule = assemble_schedule(items) if dates else None
    if schedule is None or dates[0].is_month or dates[0].is_weak:
        return None
    try:  # a time without a zone is that of the event, whatever else the text names
        outcome = interpret(schedule, ParseContext(context.today, timezone), {})
    except InvalidInputError:
        return None
    if outcome.questions:
        return None
    end = max(item.end for item in items)
    when = outcome.when
    if isinstance(when, Days):
        return datetime.combine(when.last, default), end
    if not isinstance(when, Timed):
        return None
    if when.timezone == timezone:
        return when.start, end
    instant = to_instant(when.start, when.timezone)
    return to_local(instant, timezone).replace(tzinfo=None), end


def _temporal_items(items: list[Item]) -> list[Item]:
    """Return the date at the beginning, with its time and zone before or after it."""
    chosen: list[Item] = []
    skipped = 0
    has_date = False
    for item in items:
        if isinstance(item, ParsedDate) and has_date:
            break
        has_date = has_date or isinstance(item, ParsedDate)
        if isinstance(item, Word):
            skipped += 1
            if chosen or skipped > MAX_BETWEEN or item.norm not in _JOINTS:
                break
        elif isinstance(item, ParsedDate | ParsedTime | ZoneReference):
            chosen.append(item)
        elif (isinstance(item, Filler) and item.norm == ".") or isinstance(item, DayShift):
            break
        elif chosen:
            chosen.append(item)
    return chosen
