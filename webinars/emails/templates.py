"""Render e-mail templates: once for all recipients with the same values, personal values filled in."""

# A personal value is rendered as a slot, and filled in where the slot was printed. A slot can be printed and
# tested for truth; a template that compares, counts or slices it raises, and no filter is applied to it
# (tests/emails/test_templates.py). So the result is what rendering the values would have given: HTML is
# escaped character by character, and everything else that a template may look at is part of the cache key.

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from webinars import paths
from webinars.caching.memoize import memoize
from webinars.emails import sanitize
from webinars.registrations.registrant.join_meeting import JOIN_OPENS_BEFORE

# Personal values that templates print or leave out; empty ones are not slots.
PERSONAL = frozenset({
    "name", "who", "named_by", "places",
    "manage_url", "join_url", "answers_url", "more_questions_url", "undo_url", "unsubscribe_url",
    "confirm_url", "own_url", "poll_url", "register_url",
    "confirm_by", "until", "until_short",
})  # fmt: skip
_TEXT = {"layout": "_layout.txt", "macros": "_macros.txt"}
_HTML = {"layout": "_layout.html", "macros": "_macros.html"}
# Unguessable, so that no text of a user is taken for a slot.
_SECRET = str(secrets.randbits(128))
_MARK = re.compile(f"\ue000{_SECRET}:([a-z_]+)\ue001")
_BLANK_LINES = re.compile(r"\n\s*\n")

Pieces = tuple[tuple[str, ...], ...]


def render(folder: str, values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML."""
    personal = {name: value for name, value in values.items() if name in PERSONAL and value}
    shared = tuple([(name, value) for name, value in values.items() if name not in personal])
    arguments = (folder, tuple(personal), shared)
    try:
        hash(arguments)
    except TypeError:  # lists, which only e-mails to one person have
        pieces = _rendered_pieces.__wrapped__(*arguments)
    else:
        pieces = _rendered_pieces(*arguments)
    subject, text, html = pieces
    plain = {name: sanitize.paragraph(value) for name, value in personal.items()}
    escaped = {name: str(escape(value)) for name, value in plain.items()}
    return _filled(subject, personal), _filled(text, plain), _filled(html, escaped)


def render_parts(folder: str, values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Render subject, text and HTML of a folder without slots; text and HTML are made from one body.

    Text and HTML are sanitized: they have no control characters.
    """
    values = {**values, "folder": folder}
    text, html = _environment(escaping=False), _environment(escaping=True)
    return (
        text.get_template(f"{folder}/subject.txt").render(values),
        sanitize.paragraph(
            _without_blank_runs(text.get_template(f"{folder}/body.jinja").render(values | _TEXT))
        ),
        sanitize.paragraph(html.get_template(f"{folder}/body.jinja").render(values | _HTML)),
    )


class _Slot:
    """Placeholder of a personal value."""

    __slots__ = ("_mark",)

    def __init__(self, name: str) -> None:
        self._mark = f"\ue000{_SECRET}:{name}\ue001"

    def __str__(self) -> str:
        return self._mark

    __html__ = __str__

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a template must not compare a personal value")

    def __hash__(self) -> NoReturn:
        raise TypeError("a template must not look up a personal value")


@memoize(64)
def _rendered_pieces(
    folder: str, personal: tuple[str, ...], shared: tuple[tuple[str, Any], ...]
) -> Pieces:
    """Render each part into pieces that alternate between text and names of slots."""
    values = dict(shared) | {name: _Slot(name) for name in personal}
    return tuple(_pieces(part) for part in render_parts(folder, values))


def _pieces(text: str) -> tuple[str, ...]:
    pieces = tuple(_MARK.split(text))
    if any(_SECRET in piece for piece in pieces):
        raise TypeError("a template must not change a personal value")
    return pieces


def _filled(pieces: tuple[str, ...], values: Mapping[str, str]) -> str:
    # A list, because a generator is resumed for each piece.
    return "".join([values[piece] if index % 2 else piece for index, piece in enumerate(pieces)])


def _without_blank_runs(text: str) -> str:
    """Reduce each run of blank lines, which macros leave between them, to one."""
    return _BLANK_LINES.sub("\n\n", text)


@memoize(2)
def _environment(*, escaping: bool) -> Environment:
    # Set for the whole e-mail, not by file name: HTML includes sentences from .txt files.
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATES / "emails"),
        autoescape=escaping,  # noqa: S701 - off for plain text alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a worker keeps the templates that it started with
    )
    environment.globals["join_minutes"] = JOIN_OPENS_BEFORE // timedelta(minutes=1)
    return environment
