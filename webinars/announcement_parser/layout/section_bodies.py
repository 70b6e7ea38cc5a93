"""Assign lines to the texts of sections; lines about a whole list belong to each of its sections."""

from collections.abc import Sequence

from webinars.announcement_parser.layout.lists.row_lists import MIN_ROWS
from webinars.announcement_parser.layout.page import MAX_SHARED_LINES, Page, Section

MIN_LISTED = 3  # events with common lines; of two, the place above the first may be its own


def assign_bodies(page: Page, sections: Sequence[Section]) -> None:
    """Set the body of each section: the lines from its header to the next section."""
    for number, section in enumerate(sections):
        is_last = number + 1 == len(sections)
        end = len(page.lines) if is_last else min(sections[number + 1].header_and_title)
        start = _first_body_line(page, section) if number == 0 else max(section.header)
        used = section.header_and_title
        section.body = [index for index in page.text_lines(start, end) if index not in used]
        if section.row is not None and section.row.has_more:
            section.body.insert(0, section.date_line)


def share_lines_of_lists(page: Page, sections: Sequence[Section]) -> None:
    """Assign the lines above and below a list of rows to all of them, not to its first and last row."""
    rows = [section for section in sections if section.row is not None]
    if len(rows) < MIN_ROWS:
        return
    first, last = rows[0], rows[-1]
    above = [index for index in first.body if index < first.date_line]
    last_block = page.lines[max(last.header)].block
    below = [index for index in last.body if page.lines[index].block > last_block]
    if first is not sections[0]:
        above = []
    else:
        used = first.header_and_title
        above = [n for n in page.text_lines(0, min(first.header)) if n not in used]
    if last is not sections[-1]:
        below = []
    first.body = [index for index in first.body if index not in above]
    last.body = [index for index in last.body if index not in below]
    shared = [*above, *below][:MAX_SHARED_LINES]
    for section in rows:
        section.shared = shared


def _first_body_line(page: Page, section: Section) -> int:
    """Return the first line of the first section's body, which may be above its date."""
    first = min(section.header)
    between = range(min([first, *section.title_lines]), first)
    if any(index not in section.title_lines for index in between):
        return min(section.title_lines)
    before = [index for index in range(first) if page.categories[index] in {"text", "prose"}]
    has_sentence = any(not page.lines[index].is_heading for index in before)
    return 0 if has_sentence and not section.title_lines else first


def common_lines(page: Page, sections: Sequence[Section]) -> set[int]:
    """Return the lines that single events seem to have, but which are about all of them.

    These are the blocks above the first date of several and below the last, and those around a list of rows.
    """
    rows = [section for section in sections if section.row is not None]
    return _blocks_around_all(page, sections) | _blocks_around_all(page, rows)


def _blocks_around_all(page: Page, sections: Sequence[Section]) -> set[int]:
    """Return the lines in blocks above the first date and below the last, if no other date has any."""
    if len(sections) < MIN_LISTED:
        return set()
    blocks = [_blocks_around(page, section) for section in sections]
    is_head = not any(above for above, _ in blocks[1:])
    is_foot = not any(below for _, below in blocks[:-1])
    return (blocks[0][0] if is_head else set()) | (blocks[-1][1] if is_foot else set())


def _blocks_around(page: Page, section: Section) -> tuple[set[int], set[int]]:
    """Return the lines of a section in the blocks before and after that of its date."""
    block = page.lines[section.date_line].block
    own = set(section.lines()) - set(section.shared)
    above = {index for index in own if page.lines[index].block < block}
    return above, {index for index in own if page.lines[index].block > block}
