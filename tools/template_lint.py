"""Check templates: untranslatable text, markup that the page's policy forbids, and long lines."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"

LONGEST_LINE = 160  # characters
HOLE = "…"  # placeholder for a template expression
# Words joined to an expression or by a hyphen are identifiers.
WORD = re.compile(r"[^\w…-]*([^\W\d_]{2,})[^\w…-]*")
# Names of formats and products are the same in every language.
UNTRANSLATED = frozenset(
    {"ics", "webcal", "iCalendar", "Google", "Outlook", "Apple", "Webinars", "UTC"}
)
# Attributes that are displayed or announced.
SPOKEN = frozenset(
    {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
)
UNSEEN = frozenset({"script", "style", "code", "kbd"})


def faults_in(source: str, *, is_html: bool = True, is_mail: bool = False) -> list[str]:
    """Return the problems of a template's source, one line each."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    return [*_long_lines(source), *_filters(tree), *_markup(tree, is_html=is_html, is_mail=is_mail)]


def all_faults() -> list[str]:
    """Return the problems of all templates."""
    return [
        f"{path.relative_to(ROOT).as_posix()}: {fault}"
        for path in sorted(TEMPLATES.rglob("*.*"))
        for fault in faults_in(
            path.read_text("utf-8"),
            is_html=path.suffix == ".html",
            is_mail="emails" in path.relative_to(TEMPLATES).parts,
        )
    ]


def _long_lines(source: str) -> Iterator[str]:
    for number, line in enumerate(source.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            yield f"line {number} has {len(line)} characters, more than {LONGEST_LINE}"


def _filters(tree: nodes.Template) -> Iterator[str]:
    for used in tree.find_all(nodes.Filter):
        if used.name in {"safe", "forceescape"}:
            yield f"line {used.lineno}: the filter {used.name} lets markup through"
    for used in tree.find_all(nodes.Name):
        if used.name == "Markup":
            yield f"line {used.lineno}: Markup lets markup through"
    for used in tree.find_all(nodes.ScopedEvalContextModifier):
        yield f"line {used.lineno}: autoescape is not switched off in a template"


def _markup(tree: nodes.Template, *, is_html: bool, is_mail: bool) -> Iterator[str]:
    text = _joined(piece.data for piece in tree.find_all(nodes.TemplateData))
    if not is_html:
        yield from _untranslated(text)
        return
    reader = _Reader(is_mail=is_mail)
    reader.feed(text)
    reader.close()
    yield from reader.found


def _joined(pieces: Iterable[str]) -> str:
    """Return the template with a placeholder per expression, or a space between attributes."""
    text = ""
    for piece in pieces:
        tag = text[text.rfind("<") :] if text.rfind("<") > text.rfind(">") else ""
        text += (" " if tag and tag.count('"') % 2 == 0 else HOLE) + piece
    return text


def _untranslated(text: str) -> Iterator[str]:
    words = [match[1] for piece in text.split() if (match := WORD.fullmatch(piece))]
    if set(words) - UNTRANSLATED:
        shown = " ".join(text.split())
        yield f"“{shown[:80]}” is not passed through gettext"


class _Reader(HTMLParser):
    """Collects text between tags and in attributes, and inline style and script."""

    def __init__(self, *, is_mail: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._is_mail = is_mail
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in UNSEEN else ""
        given = {name: value or "" for name, value in attrs}
        for name in SPOKEN & given.keys():
            self.found += _untranslated(given[name])
        if self._is_mail:
            return  # mail programs need inline styles
        if tag == "style" or "style" in given:
            self.found.append(f"<{tag}> is styled inline")
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.found.append("a script stands in the page")
        self.found += [
            f"<{tag}> has a script in {name}" for name in given if re.match(r"on[a-z]", name)
        ]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found += _untranslated(data)
