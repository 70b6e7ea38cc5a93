"""Pseudo-languages made from our own messages: each is bracketed, so that untranslated text is visible."""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from webinars import paths

OPEN, CLOSE = "⟦", "⟧"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "ngettext_noop": (1, 2),
    "lazy_gettext": None,
    "N_": None,
    "t": None,
    "plural": (1, 2),
}
HEARD_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "content")


def sentences() -> list[str | tuple[str, str]]:
    """Return every translatable message of the product."""
    results = []
    for folder, methods in (
        (paths.PACKAGE, [("**.py", "python")]),
        (
            paths.TEMPLATES,
            [(f"**.{end}", "jinja2.ext.babel_extract") for end in ("html", "txt", "jinja")],
        ),
    ):
        options = {pattern: {"extensions": "jinja2.ext.i18n"} for pattern, _ in methods}
        for _file, _line, message, _comments, _context in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, comment_tags=()
        ):
            results.append(message)
    return results


def catalogue(language: str, folder: Path) -> None:
    """Write the pseudo-language's catalogue as Babel expects it in a folder."""
    made = Catalog(locale=language)
    for message in sentences():
        if isinstance(message, tuple):
            made.add(message, tuple(_pseudo(message[min(n, 1)]) for n in range(made.num_plurals)))
        elif message:
            made.add(message, _pseudo(message))
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    buffer = BytesIO()
    write_mo(buffer, made)
    (place / "messages.mo").write_bytes(buffer.getvalue())


def unmarked(html: str, *data: str) -> list[str]:
    """Return the words of a page, visible or announced, that are neither translated nor data."""
    reader = _Reader()
    reader.feed(html)
    left = re.sub(r"\b(?:https?|webcal)://\S+", " ", " ".join(reader.texts))
    while True:  # messages may contain messages
        inner = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", left)
        if inner == left:
            break
        left = inner
    for known in sorted(data, key=len, reverse=True):
        left = left.replace(known, " ")
    return re.findall(r"[^\W\d_]{2,}", left)


def _pseudo(message: str) -> str:
    return f"{OPEN}{message}{CLOSE}"


class _Reader(HTMLParser):
    """Collects the visible and announced text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag, attrs):
        result = dict(attrs)
        if tag in {"script", "style"}:
            self.skipping += 1
        for name in HEARD_ATTRIBUTES:
            if result.get(name) and not (tag == "meta" and not _is_spoken(result)):
                self.texts.append(result[name])

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self.skipping -= 1

    def handle_data(self, data):
        if not self.skipping:
            self.texts.append(data)


def _is_spoken(text) -> bool:
    return text.get("name") == "description" or text.get("property") in {
        "og:title",
        "og:description",
    }


VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Browsers show these in one line of their own, or do not show them.
APART = {"bdi", "option", "title", "script", "style", "textarea"}


class _Isolation(HTMLParser):
    """Collects text whose direction is that of the page's language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            is_apart = tag in APART or (tag != "html" and "dir" in dict(attrs))
            self.open.append((tag, is_apart))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not any(is_apart for _, is_apart in self.open):
            self.texts.append(data.strip())


def not_isolated(html: str, text: str) -> list[str]:
    """Return where a page has text of others, alone in its element, without isolating its direction."""
    reader = _Isolation()
    reader.feed(html)
    return [shown for shown in reader.texts if re.fullmatch(f"(?:{text})[ 0-9]*", shown)]
