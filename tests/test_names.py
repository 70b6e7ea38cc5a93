"""Names of modules, classes and functions are the terms of the glossary, and modules say briefly what they hold."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "webinars"
SOURCES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
# Each is a word that meant many things here, or meant none to somebody who had not written it.
BANNED = {
    *(
        "beside",
        "courier",
        "door",
        "doors",
        "errand",
        "heard",
        "hole",
        "house",
        "kept",
        "kind",
        "kinds",
        "lane",
    ),
    *(
        "letter",
        "letters",
        "lucky",
        "mine",
        "parcel",
        "said",
        "stands",
        "storey",
        "tell",
        "turn",
        "typed",
        "whole",
    ),
}
# Every group of web/ may have these, as every feature has its models and queries.
CONVENTIONAL = {"__init__", "form", "list", "views"}


def words(name):
    """Return the words of a name in snake case or in CapWords."""
    return set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower()))


def layers():
    """Return the modules of each layer; the groups of web/ count as layers."""
    found = {}
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        layer = parts[:2] if parts[0] == "web" else parts[:1]
        if len(parts) > len(layer):
            found.setdefault("/".join(layer), []).append(path.stem)
    return found


@pytest.mark.parametrize(("layer", "modules"), layers().items(), ids=layers())
def test_names_of_modules_are_unique_within_a_layer(layer, modules):
    counts = Counter(name for name in modules if name not in CONVENTIONAL)

    assert [name for name, count in counts.items() if count > 1] == []


def test_no_module_class_or_function_has_a_banned_name():
    found = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path, tree in SOURCES.items()
        for name in (
            path.stem,
            *(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)),
        )
        if words(name) & BANNED
    ]

    assert found == []


def test_every_module_says_in_two_lines_what_it_holds():
    docstrings = {path: ast.get_docstring(tree) or "" for path, tree in SOURCES.items()}

    assert [
        str(path.relative_to(PACKAGE))
        for path, text in docstrings.items()
        if not 1 <= len(text.splitlines()) <= 2
    ] == []
