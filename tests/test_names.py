"""Names are the terms of docs/glossary.md, and docstrings of modules are short."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.sources import PACKAGE, syntax_trees

TESTS = Path(__file__).resolve().parent
GLOSSARY = (PACKAGE.parent / "docs" / "glossary.md").read_text("utf-8")
# Names of variables are checked as a whole: "found" is one, "NotFoundError" is not.
RULE = re.search(r"No variable or argument is named(.*?):(.*?)\n- ", GLOSSARY, re.DOTALL)
UNNAMED, NOWHERE = (set(re.findall(r"`(\w+)`", part)) for part in RULE.groups())
# A function or class that a docstring names, such as questions.visibility.is_met.
REFERENCE = re.compile(r"(?<![\w./])(\w+)\.(\w+)\.\w+")
# Every group of web/ may have these, as every feature has its models and queries.
CONVENTIONAL = {"__init__", "form", "list", "views"}
# They hold whatever needed a place: a reader cannot tell what.
GENERIC = {"actions", "rules", "helpers", "utils", "misc", "common", "tools", "functions"}


def words(name):
    """Return a name in snake case between underscores."""
    return f"_{'_'.join(re.findall(r'[A-Z]?[a-z]+|[A-Z]+', name))}_".lower()


def synonyms():
    """Return the words that no name contains: the last column of the glossary, and the last rule."""
    rows = [line.strip("| ").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ")]
    column = {term.lower() for row in rows for term in re.findall(r"`(\w+)`", row[5])}
    return column | NOWHERE | UNNAMED - {"found", "each", "how"}


def definitions():
    """Yield the path of each module with its name and those of its classes and functions."""
    for path, tree in syntax_trees().items():
        nodes = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))
        for name in (path.stem, *(node.name for node in nodes)):
            yield path.relative_to(PACKAGE), name


def variables(tree):
    """Yield the line and name of each variable and argument; attributes of classes, such as form fields, are none."""
    attributes = {
        id(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in getattr(statement, "targets", [getattr(statement, "target", None)])
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in attributes
        ):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.MatchAs | ast.ExceptHandler) and node.name:
            yield node.lineno, node.name


def layers():
    """Return the modules of each layer; the groups of web/ count as layers."""
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        layer = parts[:2] if parts[0] == "web" else parts[:1]
        if len(parts) > len(layer):
            modules.setdefault("/".join(layer), []).append(path.stem)
    return modules


@pytest.mark.parametrize(("layer", "modules"), layers().items(), ids=layers())
def test_names_of_modules_are_unique_within_a_layer(layer, modules):
    counts = Counter(name for name in modules if name not in CONVENTIONAL)

    assert [name for name, count in counts.items() if count > 1] == []


def test_glossary_lists_words_that_name_nothing():
    assert {"said", "heard", "typed"} <= UNNAMED
    assert {"courier", "give_back", "zonerules", "beside"} <= synonyms()


def test_no_module_class_or_function_name_contains_a_synonym():
    terms = synonyms()

    assert [
        f"{path}: {name} contains {term}"
        for path, name in definitions()
        for term in terms
        if f"_{term}_" in words(name)
    ] == []


def test_no_variable_or_argument_is_named_by_a_word_that_names_nothing():
    tests = {path: ast.parse(path.read_text("utf-8")) for path in sorted(TESTS.rglob("*.py"))}

    assert [
        f"{path.relative_to(PACKAGE.parent)}:{line}: {name}"
        for path, tree in (syntax_trees() | tests).items()
        for line, name in variables(tree)
        if name in UNNAMED
    ] == []


def test_every_module_docstring_has_at_most_two_lines():
    docstrings = {path: ast.get_docstring(tree) or "" for path, tree in syntax_trees().items()}

    assert [
        str(path.relative_to(PACKAGE))
        for path, text in docstrings.items()
        if not 1 <= len(text.splitlines()) <= 2
    ] == []


def test_modules_are_named_after_their_subject():
    assert [path for path in syntax_trees() if path.stem in GENERIC] == []


def docstrings():
    """Yield the path and text of each docstring."""
    for path, tree in syntax_trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield path.relative_to(PACKAGE), ast.get_docstring(node) or ""


def test_docstrings_name_modules_that_exist():
    features = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    named = {
        (path, feature, module)
        for path, text in docstrings()
        for feature, module in REFERENCE.findall(text)
        if feature in features
    }

    assert named
    assert {
        (path, feature, module)
        for path, feature, module in named
        if not (PACKAGE / feature / f"{module}.py").exists()
        and not (PACKAGE / feature / module).is_dir()
    } == set()
