"""Templates become letters: rendered once for all who are told the same, with each one's own values set in.

What is one person's alone is rendered as a slot, and set in where the slot was printed. A slot can be printed
and asked whether it is there; a template that compared, counted or cut it would find that it cannot, and no
filter is let near it (tests/emails/test_templates.py). So what is set in is what rendering the values would
have given: HTML is escaped letter by letter, and all else that a template may look at is in a group's key.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import escape

from webinars import paths

# Values of one person that templates print or leave out; those that are empty are not slots.
OWN = frozenset({
    "name", "who", "named_by",
    "own_url", "join_url", "answers_url", "undo_url",
    "confirm_by", "until", "until_short",
})  # fmt: skip
PARTS = ("subject.txt", "body.txt", "body.html")
# Nobody can type what they cannot guess, so nobody's words are taken for a slot.
_SECRET = str(secrets.randbits(128))
_MARK = re.compile(f"\ue000{_SECRET}:([a-z_]+)\ue001")

Rendered = tuple[tuple[str, ...], ...]


def render(
    folder: str, values: Mapping[str, Any], once: Callable[..., Any]
) -> tuple[str, str, str]:
    """Return subject, text and HTML; once(make, *facts) remembers what is made of the same facts."""
    own = {name: value for name, value in values.items() if name in OWN and value}
    shared = tuple((name, value) for name, value in values.items() if name not in own)
    facts = (folder, tuple(own), shared)
    try:
        hash(facts)
    except TypeError:  # lists of what is this letter's alone
        rendered = _rendered(*facts)
    else:
        rendered = once(_rendered, *facts)
    subject, text, html = rendered
    escaped = {name: str(escape(value)) for name, value in own.items()}
    return _filled(subject, own), _filled(text, own), _filled(html, escaped)


def template(folder: str, part: str) -> Template:
    """Return one of a letter's templates; those of HTML escape what they print."""
    return _templates(escaping=part.endswith(".html")).get_template(f"{folder}/{part}")


class _Slot:
    """Stands for one person's value, without being it."""

    __slots__ = ("_mark",)

    def __init__(self, name: str) -> None:
        self._mark = f"\ue000{_SECRET}:{name}\ue001"

    def __str__(self) -> str:
        return self._mark

    __html__ = __str__

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("what is one person's own cannot be compared in what many share")

    def __hash__(self) -> NoReturn:
        raise TypeError("what is one person's own cannot be looked up in what many share")


def _rendered(folder: str, own: tuple[str, ...], shared: tuple[tuple[str, Any], ...]) -> Rendered:
    """Return each part as pieces: text and names of slots in turn."""
    values = dict(shared) | {name: _Slot(name) for name in own}
    return tuple(_pieces(template(folder, part).render(values)) for part in PARTS)


def _pieces(text: str) -> tuple[str, ...]:
    pieces = tuple(_MARK.split(text))
    if any(_SECRET in piece for piece in pieces):
        raise TypeError("what is one person's own cannot be changed in what many share")
    return pieces


def _filled(pieces: tuple[str, ...], values: Mapping[str, str]) -> str:
    return "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))


@cache
def _templates(*, escaping: bool) -> Environment:
    # Escaping goes by what is rendered, not by the ending of each file: HTML includes sentences from .txt.
    return Environment(
        loader=FileSystemLoader(paths.TEMPLATES / "mail"),
        autoescape=escaping,  # noqa: S701 - off for plain text alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a worker writes with the templates that it started with
    )
