"""Choose the title of each section: a line, or a part of one."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.locations import is_place
from webinars.announcement_parser.layout.heading_dates import is_month_heading
from webinars.announcement_parser.layout.lines import strip_spaces
from webinars.announcement_parser.layout.lists.row_lists import MIN_ROWS
from webinars.announcement_parser.layout.non_events import says_no_event
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.titles import is_salutation


def assign_titles(page: Page, sections: Sequence[Section]) -> None:
    """Set the title of each section: labelled, beside its date, above it, or below it in such a list."""
    last_used = -1
    are_below = _are_titles_below(page, sections)
    for number, section in enumerate(sections):
        first = min(section.header)
        is_last = number + 1 == len(sections)
        next_header = len(page.lines) if is_last else sections[number + 1].header[0]
        is_repetition = number > 0 and page.lines[section.date_line].has_verb_label
        if is_repetition:
            last_used = max(section.header)
            continue
        if are_below and _has_title_below(page, section) and max(section.header) + 1 < next_header:
            set_title(page, section, max(section.header) + 1)
        else:
            _assign_title(page, section, (last_used, first), next_header, is_first=number == 0)
        last_used = max([*section.header, *section.title_lines])


def _are_titles_below(page: Page, sections: Sequence[Section]) -> bool:
    """Return whether the titles of a list are below its dates: "22 January / Youth briefing"."""
    bare = [section for section in sections if _needs_title(page, section)]
    below = [section for section in bare if _has_title_below(page, section)]
    above = [section for section in bare if _has_title_above(page, section)]
    has_page_title = bool(sections) and _is_first_heading(page, min(sections[0].header) - 1)
    is_below = len(below) > len(above) or (len(below) == len(above) and has_page_title)
    return len(bare) >= MIN_ROWS and len(below) > 1 and is_below


def _is_first_heading(page: Page, index: int) -> bool:
    """Return whether a line is the only one above a list that can be a title: that of the list."""
    return index >= 0 and not any(can_be_title(page, other) for other in range(index))


def _needs_title(page: Page, section: Section) -> bool:
    is_untitled = section.row is None or section.row.title is None
    labelled = any(page.categories[index] == "title" for index in section.header)
    if page.lines[section.date_line].has_verb_label:  # "Starts 14 September", of the event above
        return False
    return page.categories[section.date_line] != "titled" and is_untitled and not labelled


def _has_title_below(page: Page, section: Section) -> bool:
    end = max(section.header)
    is_near = end + 1 < len(page.lines) and page.are_near(end, end + 1, 1)
    return (
        _needs_title(page, section)
        and is_near
        and can_be_title(page, end + 1)
        and not is_place(page.lines[end + 1].text)
    )


def _has_title_above(page: Page, section: Section) -> bool:
    first = min(section.header)
    return first > 0 and page.are_near(first - 1, first, 1) and can_be_title(page, first - 1)


def _assign_title(
    page: Page, section: Section, gap: tuple[int, int], next_header: int, *, is_first: bool
) -> None:
    """Set the title: labelled, in the date line, above the header, or directly below it.

    Args:
        page: the page.
        section: the section.
        gap: the lines above the header are those between these two, exclusive.
        next_header: the first line of the next header.
        is_first: whether it is the first section, whose title may be further above.
    """
    low, high = gap
    end = max(section.header)
    nearby = [*range(high - 1, low, -1), *range(high, end + 1)]
    labelled = [index for index in nearby if page.categories[index] == "title"]
    if labelled:
        section.title_span = page.lines[labelled[0]].value_span
        section.title_lines.add(labelled[0])
        return
    if section.row is not None and section.row.title is not None:
        section.title_span = section.row.title
        return
    expression = page.lines[section.date_line].temporal_expression
    if page.categories[section.date_line] == "titled" and expression is not None:
        is_left = bool(expression.left)
        section.title_span = expression.left_span if is_left else expression.right_span
        return
    above = [n for n in range(high - 1, low, -1) if page.categories[n] != "boilerplate"]
    if above and can_be_title(page, above[0]):
        set_title(page, section, _title_in_adjacent_headings(page, above))
    elif is_first and any(can_be_title(page, index) for index in above):
        headings = [index for index in reversed(above) if can_be_title(page, index)]
        set_title(page, section, _first_specific(page, headings))
    elif end + 1 < next_header and page.are_near(end, end + 1, 1) and can_be_title(page, end + 1):
        set_title(page, section, end + 1)


def _title_in_adjacent_headings(page: Page, above: Sequence[int]) -> int:
    """Return the title among the headings that precede the date without an empty line between them."""
    headings = [above[0]]
    for index in above[1:]:
        if not page.are_near(index, above[0], 0) or not can_be_title(page, index):
            break
        headings.insert(0, index)
    return _first_specific(page, headings)


def _first_specific(page: Page, headings: Sequence[int]) -> int:
    """Return the first heading that is not generic, or the first."""
    specific = (index for index in headings if not page.lines[index].is_generic)
    return next(specific, headings[0])


def set_title(page: Page, section: Section, index: int) -> None:
    """Set the title of a section to that of a line."""
    line = page.lines[index]
    section.title_span = strip_spaces(line.source, line.start, line.end)
    section.title_lines.add(index)


def can_be_title(page: Page, index: int) -> bool:
    """Return whether a line can be the title of an event: a heading, not a greeting or a month."""
    line = page.lines[index]
    is_greeting = is_salutation(line.text) and not line.is_text
    is_greeting = is_greeting or (bool(page.rows) and is_month_heading(line))
    if says_no_event(line.text):
        return False
    return page.categories[index] in {"text", "prose"} and line.is_heading and not is_greeting
