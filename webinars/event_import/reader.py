"""Read an imported file, which is a calendar or a table."""

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_file import read_calendar
from webinars.event_import.event_table import read_table
from webinars.event_import.source_events import MAX_BYTES, ReadingChoices, SourceList
from webinars.event_import.source_text import decode

EXTENSIONS = ("ics", "csv")

_CALENDAR = "BEGIN:VCALENDAR"


def read_source(content: bytes, choices: ReadingChoices) -> SourceList:
    """Return the events of a calendar file or a table; the content decides which of them it is.

    Raises:
        InvalidInputError: "import-too-large" (facts: most, in KB); as of decode(), read_calendar() and
            read_table().
    """
    if len(content) > MAX_BYTES:
        raise InvalidInputError("import-too-large", most=MAX_BYTES // 1024)
    text = decode(content)
    beginning = text[:1000].lstrip().upper()
    if beginning.startswith(("<!DOCTYPE", "<HTML")):
        raise InvalidInputError("import-is-a-page")
    if beginning.startswith(_CALENDAR):
        return read_calendar(text, choices)
    return read_table(text, choices)
