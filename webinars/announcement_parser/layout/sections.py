"""Sections: the lines of each event of an announcement."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from webinars.announcement_parser.grammar.times import Clock
from webinars.announcement_parser.layout.lines import Line, trimmed
from webinars.announcement_parser.layout.titles import is_salutation

LABELS = frozenset({"place", "zone", "cities", "end", "title"})
MOST_EVENTS = 200
MOST_HEAD_LINES = 40


@dataclass
class Section:
    """The lines of one event: the one with its date, times and labels beside it, title, text."""

    main: int
    head: list[int]
    title: tuple[int, int] | None = None  # where the title stands in the text
    title_lines: set[int] = field(default_factory=set)
    body: list[int] = field(default_factory=list)


@dataclass
class Page:
    """The lines of an announcement and what each is."""

    lines: Sequence[Line]
    kinds: list[str]

    def near(self, one: int, other: int, gap: int) -> bool:
        """Return whether no more than so many empty lines stand between two lines."""
        return abs(self.lines[one].block - self.lines[other].block) <= gap


def sections(lines: Sequence[Line]) -> tuple[Page, list[Section]]:
    """Return the events that stand under a date of their own, each with its lines."""
    page = Page(lines, _line_categories(lines))
    found = list(_heads(page))[:MOST_EVENTS]
    _give_titles(page, found)
    _give_text(page, found)
    return page, found


def single_section(page: Page, at: int) -> Section:
    """Return the whole announcement as the text of one event, whose date a sentence tells."""
    section = Section(at, [])
    section.head = [n for n, kind in enumerate(page.kinds) if kind in LABELS]
    labelled = [n for n, kind in enumerate(page.kinds) if kind == "title"]
    headings = [n for n in range(len(page.lines)) if _can_be_title(page, n) and n != at]
    if labelled:
        section.title = page.lines[labelled[0]].value
    elif headings and headings[0] < at:
        _take_title(page, section, headings[0])
    own = _own(section)
    section.body = [n for n in _until_page_end(page, 0, len(page.lines)) if n not in own]
    return section


def _line_categories(lines: Sequence[Line]) -> list[str]:
    """Return what each line is; the head of a mail tells nothing but its subject."""
    mails = Counter(line.block for line in lines if line.category == "mail")
    kinds = []
    for line in lines:
        is_mail_head = mails[line.block] > 1 and line.label[0] in {"mail", "date"}
        kinds.append("furniture" if is_mail_head else line.category)
    return ["text" if kind == "mail" else kind for kind in kinds]


def _heads(page: Page) -> Iterator[Section]:
    """Yield the sections with the lines that tell their time."""
    before = -1
    for at, kind in enumerate(page.kinds):
        if kind in {"date", "titled"} and at > before:
            above = _above(page, at, before) if kind == "date" else []
            below = _below(page, at, [*above, at])
            before = max([at, *below])
            yield Section(at, [*above, at, *below])


def _above(page: Page, at: int, before: int) -> list[int]:
    found: list[int] = []
    for n in range(at - 1, before, -1):
        if page.kinds[n] not in {"clock", "place", "zone", "cities"} or not page.near(n, at, 0):
            break
        found.insert(0, n)
    return found


def _below(page: Page, at: int, known: Sequence[int]) -> list[int]:
    """Return the lines after the date that go on telling when and where."""
    found: list[int] = []
    last = at
    has_clock = any(_has_clock(page.lines[n]) for n in known)
    for n in range(at + 1, min(len(page.kinds), at + MOST_HEAD_LINES)):
        kind = page.kinds[n]
        is_more = kind in LABELS and page.near(n, last, 1)
        is_time = kind == "clock" and page.near(n, last, 0 if has_clock else 1)
        if not is_more and not is_time:
            break
        has_clock = has_clock or is_time
        found.append(n)
        last = n
    return found


def _has_clock(line: Line) -> bool:
    return line.stretch is not None and any(isinstance(item, Clock) for item in line.stretch.items)


def _give_titles(page: Page, found: Sequence[Section]) -> None:
    before = -1
    for number, section in enumerate(found):
        first = min(section.head)
        after = found[number + 1].head[0] if number + 1 < len(found) else len(page.lines)
        _title(page, section, (before, first), after, is_first=number == 0)
        before = max([*section.head, *section.title_lines])


def _title(
    page: Page, section: Section, gap: tuple[int, int], after: int, *, is_first: bool
) -> None:
    """Find the title: labelled, beside the date, above it, or right below it."""
    low, high = gap
    end = max(section.head)
    near = [*range(high - 1, low, -1), *range(high, end + 1)]
    labelled = [n for n in near if page.kinds[n] == "title"]
    if labelled:
        section.title = page.lines[labelled[0]].value
        section.title_lines.add(labelled[0])
        return
    line = page.lines[section.main]
    if page.kinds[section.main] == "titled" and line.stretch is not None:
        is_left = bool(line.stretch.left)
        section.title = line.stretch.left_span if is_left else line.stretch.right_span
        return
    above = [n for n in range(high - 1, low, -1) if page.kinds[n] != "furniture"]
    if above and _can_be_title(page, above[0]):
        _take_title(page, section, _first_of_run(page, above))
    elif is_first and any(_can_be_title(page, n) for n in above):
        headings = [n for n in reversed(above) if _can_be_title(page, n)]
        _take_title(page, section, _telling(page, headings))
    elif end + 1 < after and page.near(end, end + 1, 1) and _can_be_title(page, end + 1):
        _take_title(page, section, end + 1)


def _first_of_run(page: Page, above: Sequence[int]) -> int:
    """Return the first of the headings that stand without a gap above the date."""
    run = [above[0]]
    for n in above[1:]:
        if not page.near(n, above[0], 0) or not _can_be_title(page, n):
            break
        run.insert(0, n)
    return _telling(page, run)


def _telling(page: Page, headings: Sequence[int]) -> int:
    """Return the first heading that says something of the event, else the first."""
    return next((n for n in headings if not page.lines[n].is_generic), headings[0])


def _take_title(page: Page, section: Section, at: int) -> None:
    line = page.lines[at]
    section.title = trimmed(line.source, line.start, line.end)
    section.title_lines.add(at)


def _can_be_title(page: Page, at: int) -> bool:
    line = page.lines[at]
    greets = is_salutation(line.text) and not line.is_text
    return page.kinds[at] in {"text", "prose"} and line.is_heading and not greets


def _give_text(page: Page, found: Sequence[Section]) -> None:
    """Give each event the lines from its head to the next event."""
    for number, section in enumerate(found):
        nothing = {len(page.lines)}
        after = min(_own(found[number + 1]) if number + 1 < len(found) else nothing)
        start = _beginning(page, section) if number == 0 else max(section.head)
        own = _own(section)
        section.body = [n for n in _until_page_end(page, start, after) if n not in own]


def _beginning(page: Page, section: Section) -> int:
    """Return where the first event's text begins: before its date too, if sentences stand there."""
    first = min(section.head)
    above = range(min([first, *section.title_lines]), first)
    has_text = any(n not in section.title_lines for n in above)
    if has_text:
        return min(section.title_lines)
    before = [n for n in range(first) if page.kinds[n] in {"text", "prose"}]
    is_led = any(not page.lines[n].is_heading for n in before) and not section.title_lines
    return 0 if is_led else first


def _own(section: Section) -> set[int]:
    return {*section.head, *section.title_lines}


def _until_page_end(page: Page, start: int, after: int) -> Iterator[int]:
    """Yield the lines of text up to where a page's furniture begins."""
    for n in range(start, after):
        if page.kinds[n] == "page-end":
            return
        if page.kinds[n] != "furniture":
            yield n
