"""Name the series of the drafts of an announcement."""

from collections.abc import Sequence
from dataclasses import replace

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.layout.sections import (
    Page,
    Section,
)
from webinars.announcement_parser.layout.series import series_name
from webinars.security.passcodes import redact_passcodes


def with_series(
    drafts: Sequence[Draft], page: Page, sections: Sequence[Section], secrets: tuple[str, ...]
) -> list[Draft]:
    """Return the drafts with the name of their series: that of the page, or the title that all share."""
    titles = frozenset(index for section in sections for index in section.title_lines)
    first = min(min([*section.header, section.date_line]) for section in sections)
    name = redact_passcodes(series_name(page.lines, first, titles), known=secrets).text
    shared = {draft.title for draft in drafts}
    if len(drafts) > 1 and len(shared) == 1:
        name = name or shared.pop()
    is_stated = len(drafts) == 1 and "title" not in drafts[0].proposed
    is_title = is_stated and name.casefold() == drafts[0].title.casefold()
    return list(drafts) if is_title else [replace(draft, series=name) for draft in drafts]
