"""Syntax trees of the product's modules, parsed once for all tests of a process."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "webinars"


@cache
def syntax_trees():
    """Return the tree of each module by its path; tests only read them."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
