"""Make the draft of an event from its lines, its schedule and its context."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from webinars.announcement_parser.draft import INFERRED_ZONE, Draft, Link, ParsedValue
from webinars.announcement_parser.drafting.line_links import (
    distinct_links,
    event_links,
    inline_links,
    span_text,
)
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.day_shifts import DayShift
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.geography.gazetteer import speaks
from webinars.announcement_parser.grammar.phrases.doubt_phrases import (
    TODAY_BEFORE_DATE,
    UNTIL_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.phrases.mention_phrases import MOVED_AFTER_DATE
from webinars.announcement_parser.grammar.phrases.sky_phrases import HAPPENS_IN_SKY
from webinars.announcement_parser.grammar.phrases.title_words import CLOSING_GREETING
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.zone_meanings import ZoneMeaning
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.clock_days import clock_days, may_be_on
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.series import list_name
from webinars.announcement_parser.layout.titles import clean_title, propose_title
from webinars.announcement_parser.preprocess import PreprocessedText
from webinars.announcement_parser.resolution.interpret import Outcome, interpret
from webinars.announcement_parser.resolution.place_namesakes import (
    may_be_namesake,
    without_namesakes,
)
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.selection.event_days import is_to_come
from webinars.announcement_parser.selection.hours_elsewhere import hour_below, with_hours_elsewhere
from webinars.announcement_parser.selection.stated_times import lines_about, own_lines
from webinars.timezones import zones
from webinars.timezones.schedule import Timed

SPAN_KINDS = {
    ParsedDate: "date",
    ParsedTime: "time",
    Duration: "time",
    ZoneReference: "city",
    DayShift: "shift",
}

QUOTATION_MARKS = frozenset("«“„\"'‹")
MIN_NAME_WORD = 4  # characters; shorter words of a name may be articles
MAX_SIGNATURE = 6  # lines at the end of a letter
MAX_SIGNATURE_LINE = 60  # characters
MIN_DEADLINES = 2
MAX_FIRST_ITEMS = 3  # of an agenda, at which its event may begin
MAX_WORD = 20  # characters before a date that may be "until"
MAX_BEFORE = 30  # characters before a date that may be "today, Saturday"

Span = tuple[int, int]  # offsets in the preprocessed text


def event_draft(
    preprocessed: PreprocessedText,
    page: Page,
    section: Section,
    schedule: ParsedSchedule,
    context: ParseContext,
) -> Draft:
    """Return the draft of an event, with its questions and assumptions."""
    body = _without_signature([page.lines[index] for index in section.body])
    shared = [page.lines[index] for index in section.shared]
    schedule = without_namesakes(schedule, page.lines[0].source, context.language)
    schedule = replace(
        schedule,
        zone_reference=(
            None
            if _is_word_of_name(schedule.zone_reference, context)
            else schedule.zone_reference or _venue_zone(page, schedule, context)
        ),
    )
    if section.date_line in page.agenda_days:
        schedule = _with_open_hours(page, section, schedule)
    uncertain = frozenset(_uncertain(page, section, schedule))
    is_asked = bool(schedule.other_dates or schedule.other_times) or "unread-time" in uncertain
    is_open = is_to_come(schedule, context.today) or _is_today_by_words(page, section, schedule)
    if is_asked and is_open and not schedule.hours_elsewhere:
        schedule = with_hours_elsewhere(page, section, schedule)
    outcome = interpret(schedule, context, {})
    if any(question.code == "time-elsewhere" for question in outcome.questions):
        uncertain -= {"unread-time"}  # its times are the choices
    paragraphs = tuple(line.text for line in (*body, *shared) if line.text)
    title = clean_title(span_text(preprocessed, section.title_span))
    header_and_title = (page.lines[index] for index in {*section.header, *section.title_lines})
    links = sorted(event_links(preprocessed, [*header_and_title, *body, *shared]))
    return Draft(
        title=title or _list_title(page, section) or propose_title(paragraphs),
        when=outcome.when,
        cities=outcome.cities,
        place=span_text(preprocessed, schedule.place_span),
        paragraphs=paragraphs,
        links=distinct_links(link for _, link in links),
        inline_links=tuple(inline_links(preprocessed, [*body, *shared])),
        proposed=frozenset() if title else frozenset({"title"}),
        assumed=outcome.assumed | uncertain | _inferred_zone(schedule, outcome, context),
        questions=outcome.questions,
        spans=tuple(sorted(_spans(section, schedule, body, links))),
        is_row=section.row is not None,
        schedule=schedule,
        context=context,
    )


def _with_open_hours(page: Page, section: Section, schedule: ParsedSchedule) -> ParsedSchedule:
    """Return the schedule of a day with an agenda, which may begin at one of its first items."""
    first = [time for n in sorted(own_lines(section)) for time in page.lines[n].zoned_times]
    starts = {time.time.readings[0].start: time for time in (*schedule.times, *reversed(first))}
    earliest = [starts[start] for start in sorted(starts)[:MAX_FIRST_ITEMS]]
    return replace(schedule, times=(), other_times=tuple(earliest))


def _without_signature(body: Sequence[Line]) -> list[Line]:
    """Return the lines of a text without the greeting at its end and the short lines below it."""
    first = max(0, len(body) - MAX_SIGNATURE)
    closings = (
        number
        for number, line in enumerate(body[first:], first)
        if CLOSING_GREETING.fullmatch(line.text.strip())
    )
    end = next(closings, len(body))
    is_signature = all(_is_short(line) for line in body[end:])
    return list(body[:end]) if end and is_signature else list(body)


def _is_short(line: Line) -> bool:
    """Return whether a line may be that of a name or an address, without a link or a date."""
    has_address = any(token.kind == "url" or "@" in token.text for token in line.tokens)
    return len(line.text) <= MAX_SIGNATURE_LINE and not (line.has_date or has_address)


def _is_today_by_words(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether "today" precedes a date, which is then no day of writing: "Hoy sábado, 29 julio"."""
    line = page.lines[section.date_line]
    before = line.source[max(line.start, schedule.date.start - MAX_BEFORE) : schedule.date.start]
    return TODAY_BEFORE_DATE.search(before) is not None


def _names_hour(page: Page) -> bool:
    return any(line.may_state_time and not line.is_mention for line in page.lines)


def _is_word_of_name(reference: ZoneReference | None, context: ParseContext) -> bool:
    """Return whether a city apart from an hour may be a word of a name: "Puerta del Río" in Huelva.

    That is where nobody speaks the language of the page, which names another place where they do.
    """
    zone = reference.meanings[0].zone if reference is not None and reference.city else None
    if zone is None or context.language == "en":
        return False
    spoken = {
        one: any(speaks(country, context.language) for country in zones.countries_of(one))
        for one in {zone, *context.named_zones}
    }
    return not spoken.pop(zone) and any(spoken.values())


def _venue_zone(
    page: Page, schedule: ParsedSchedule, context: ParseContext
) -> ZoneReference | None:
    """Return the zone of the venue, or of the inviting body, if it is the only one that it may be in."""
    place = page.lines[0].source[slice(*schedule.place_span)] if schedule.place_span else ""
    zone_names = address_zones(place, context.language, is_venue=True)
    if context.doubtful_zones.intersection(zone_names):
        return None  # another address of the text does not decide
    if schedule.times or schedule.other_times:  # days and months are the same in all of them
        zone_names = zone_names or context.venue_zones or context.headquarters_zones
        if not zone_names:
            same = _zone_of_same_time(page, schedule)
            source, language = page.lines[0].source, context.language
            if same is None or language == "en":
                return same
            return None if may_be_namesake(same, source, language) else same
    if len(zone_names) != 1:
        return None
    return ZoneReference((ZoneMeaning(zone_names[0], is_named=False),), 0, 0)


def _zone_of_same_time(page: Page, schedule: ParsedSchedule) -> ZoneReference | None:
    """Return the zone that the page states beside the same time elsewhere, if it states no other zone."""
    if len(schedule.times) != 1 or schedule.times[0].references:
        return None
    return page.zones_by_time.get(schedule.times[0].time.readings)


def _inferred_zone(
    schedule: ParsedSchedule, outcome: Outcome, context: ParseContext
) -> frozenset[str]:
    """Return the assumption about the zone of an hour if only all evidence together shows it."""
    reference = schedule.zone_reference
    is_stated = any(time.references for time in schedule.times)
    is_inferred = reference is not None and not (reference.end or is_stated)
    is_assumed = is_inferred and outcome.when.timezone == context.assumed_zone
    is_timed = isinstance(outcome.when, Timed) or bool(schedule.times or schedule.other_times)
    return frozenset({INFERRED_ZONE} if is_assumed and is_timed else ())


def _list_title(page: Page, section: Section) -> str:
    """Return the heading of a list of rows for a row without a title, "" for other events."""
    has_text = any(index != section.date_line for index in section.body)
    is_untitled_row = section.row is not None and not has_text
    return list_name(page.lines, min(page.rows)) if is_untitled_row else ""


def _uncertain(page: Page, section: Section, schedule: ParsedSchedule) -> Iterator[str]:
    """Yield the assumptions about a day whose text names times or days that are not parsed."""
    if schedule.date.is_month:
        if any(page.lines[index].may_name_time for index in own_lines(section)):
            yield "unread-time"
        if _is_among_deadlines(page, section, schedule):
            yield "agenda"
        return
    own = [page.lines[index] for index in (*section.header, *section.body)]
    about = [*(line for _, line in lines_about(page, section, schedule)), *own]
    lines = [line for line in about if not (line.is_mention or line.is_text)]
    is_day = not schedule.times and not schedule.other_times
    lacks_time = is_day and section.row is not None and section.row.lacks_time
    is_single = is_day and schedule.date.relation != "range" and schedule.end_date is None
    if (
        lacks_time
        or section.date_line in page.agenda_days
        or (is_single and may_be_on(page.other_clock_days, schedule.date))
        or (is_single and section.row is not None and page.states_hour_of_row)
        or (is_single and hour_below(page, section) is not None)
        or (is_day and not is_single and page.states_hours_of_periods)
        or (is_day and any(_may_state_hour(line, schedule) for line in lines))
        or (is_day and not is_single and _is_note_next_to_hours(page, section, schedule))
        or (is_day and _is_today_by_words(page, section, schedule) and _names_hour(page))
    ):
        yield "unread-time"
    if section.date_line in page.agenda or _is_among_deadlines(page, section, schedule):
        yield "agenda"
    is_doubtful = (section.is_listed or section.is_in_prose) and not section.is_certain
    is_choice = section.row is not None and section.row.is_choice
    is_bound = _is_moved(page, section, schedule) or _is_last_day(page, section, schedule)
    may_differ = is_doubtful or is_bound or is_choice
    if may_differ or any(line.names_alternative_day for line in lines):
        yield "other-day"


def _may_state_hour(line: Line, schedule: ParsedSchedule) -> bool:
    """Return whether a line may name the hour of a day; of several days, also one of these."""
    days = clock_days(line)
    if schedule.date.relation == "range" or schedule.end_date is not None:
        return days != frozenset()
    return may_be_on(days, schedule.date)


def _is_among_deadlines(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether a row without a time is in a list of dates of which two or more are deadlines.

    "26 October: Workshops", in the important dates of a call, is a day of the conference.
    """
    block = page.lines[section.date_line].block
    return not schedule.times and page.deadlines_by_block[block] >= MIN_DEADLINES


def _is_moved(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether the line of the date says that the event is on another day: "moved to 26 March"."""
    line = page.lines[section.date_line]
    text = line.source[schedule.date.end : line.end] if schedule.date.end < line.end else ""
    return schedule.date.start >= line.start and MOVED_AFTER_DATE.match(text) is not None


def _is_last_day(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether a day without a time is only the end of something: "open until 29 August"."""
    line = page.lines[section.date_line]
    before = line.source[max(line.start, schedule.date.start - MAX_WORD) : schedule.date.start]
    return not schedule.times and UNTIL_BEFORE_DATE.search(before) is not None


def _is_note_next_to_hours(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether days have no name, no word for an event and no place, beside events that have hours.

    "18-20 February: the Moon passes Mars", in a list of meetings, is a remark.
    """
    own = {*section.header, *section.title_lines}
    tokens = [token for index in own for token in page.lines[index].tokens]
    if schedule.place_span is not None or EVENT_NOUNS & {token.norm for token in tokens}:
        return False
    is_name = _is_name_next_to_date(page, section)
    lines = own_lines(section)
    return not is_name and any(
        line.may_name_time for index, line in enumerate(page.lines) if index not in lines
    )


def _is_name_next_to_date(page: Page, section: Section) -> bool:
    """Return whether the title is in quotation marks or capitalised, and in the block of the date."""
    if section.title_span is None or len(page.event_lines - own_lines(section)) == 0:
        return section.title_span is not None
    start, end = section.title_span
    block = page.lines[section.date_line].block
    is_beside = any(line.block == block for line in page.lines if line.start <= start <= line.end)
    title = page.lines[0].source[start:end]
    if HAPPENS_IN_SKY.search(title) is not None:
        return False
    words = [word for word in title.split() if len(word) >= MIN_NAME_WORD]
    is_capitalised = bool(words) and not any(word[0].islower() for word in words)
    return is_beside and (is_capitalised or title[:1] in QUOTATION_MARKS)


def _spans(
    section: Section,
    schedule: ParsedSchedule,
    body: Sequence[Line],
    links: Sequence[tuple[int, Link]],
) -> Iterator[ParsedValue]:
    if section.title_span is not None:
        yield ParsedValue(*section.title_span, "title")
    if schedule.place_span is not None:
        yield ParsedValue(*schedule.place_span, "place")
    for item in schedule.items:
        if type(item) in SPAN_KINDS:
            yield ParsedValue(item.start, item.end, SPAN_KINDS[type(item)])
    for line in body:
        yield ParsedValue(line.start, line.end, "paragraph")
    for offset, link in links:
        yield ParsedValue(offset, offset + len(link.text), "link")
