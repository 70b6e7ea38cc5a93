"""Announcements of one shape and any size, and what reading them costs."""

import time
from datetime import date

from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.errors import InvalidInputError
from webinars.events.announcements.announcement_json import announcement_json
from webinars.i18n import translator_for

SIZES = (10_000, 200_000)  # characters
QUICK_SIZES = (500, 1_000)
MOST = 25  # times the cost of the small text that the large one may cost
TODAY = date(2027, 1, 1)
_BEGINNING = "Dialogue on water\n16 July 2027, 15:00-16:30 Geneva time\n\n"
_BEGINNING_HTML = "<h2>Dialogue on water</h2><p>16 July 2027, 15:00 Geneva time</p>"
# What a text of each shape repeats: n counts, day and month go round.
SHAPES = {
    "prose": "The group discussed how courts in several countries protect rivers and lakes. ",
    "paragraphs": "The group discussed how courts in several countries protect rivers.\n\n",
    "list": "- item {n} of the agenda: discussion with the members\n",
    "table with tabs": "Room {n}\tProf. Someone\tLecture on topic {n}\n",
    "table with pipes": "| Room {n} | Prof. Someone | Lecture on topic {n} |\n",
    "HTML table": "<tr><td>Room {n}</td><td><a href='https://example.org/{n}'>Talk {n}</a></td></tr>",
    "links": "More at https://example.org/documents/{n}/report.pdf today\n",
    "HTML links": "<p>See <a href='https://example.org/{n}'>programme {n}</a> for <b>more</b></p>",
    "Markdown links": "See [programme {n}](https://example.org/{n}) and **bold** text\n",
    "conferencing links": "Join https://zoom.us/j/9876543{n:04}?pwd=abc{n} Passcode: 4422{n:04}\n",
    "digits": "4711 0815 {n} 1234567 99-88-77 12.5 % 3/4\n",
    "brackets": "((([[[{{{{(a) [b] {{c}} (({n})\n",
    "deadlines": "Deadline for abstracts: {day:02}.{month:02}.2027\n",
    "contacts": "Contact: Ana Ruiz {n}, ana{n}@example.org\n",
    "registration": "Register by {day:02}.{month:02}.2027 at https://example.org/register/{n}\n",
    "times": "15:00 welcome, 15:{day:02} talk {n}, 4 pm coffee\n",
    "places": "Venue: Room {n}, Palais des Nations, Geneva, Switzerland\n",
}


def text_of(shape: str, size: int) -> str:
    """Return a text of a shape with a number of characters."""
    row = SHAPES[shape]
    pieces = [_BEGINNING_HTML if row.startswith("<") else _BEGINNING]
    length, number = len(pieces[0]), 0
    while length < size:
        piece = row.format(n=number, day=1 + number % 28, month=1 + number % 12)
        pieces.append(piece)
        length += len(piece)
        number += 1
    return "".join(pieces)[:size]


def read(text: str) -> None:
    """Read an announcement as the command does, up to its JSON."""
    try:
        drafts = parse_announcement(text, today=TODAY, zone="Europe/Zurich")
    except InvalidInputError:
        return
    prepared = preprocess(text).text
    unused = unused_dates(prepared, drafts, today=TODAY)
    announcement_json(drafts, prepared, unused, translator_for("en"))


def seconds(shape: str, size: int) -> float:
    """Return the processor time that reading a text of a shape takes."""
    text = text_of(shape, size)
    start = time.process_time()
    read(text)
    return time.process_time() - start


def measure(sizes: tuple[int, int]) -> dict[str, list[float]]:
    """Return the seconds that both sizes of each shape take."""
    read(_BEGINNING)  # tables that are read once
    return {shape: [seconds(shape, size) for size in sizes] for shape in SHAPES}


def lines(measured: dict[str, list[float]]) -> list[str]:
    """Return a line for each shape: seconds for both sizes, and their ratio."""
    header = (
        f"announcements, small and large: CPU seconds, ratio (20 times the length: at most {MOST})"
    )
    return [
        header,
        *(
            f"{shape:20} {small:7.2f} {large:7.2f} {large / max(small, 0.001):6.1f}"
            for shape, (small, large) in measured.items()
        ),
    ]
