"""The table of docs/security-rows.md names tests and rules that are there."""

import ast
import re
from pathlib import Path

import pytest

from tools import rules

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "security-rows.md").read_text("utf-8")
ROWS = {
    *(f"A{n}" for n in range(1, 9)),
    *(f"I{n}" for n in range(1, 15)),
    *(f"N{n}" for n in range(1, 14)),
}


def named():
    """Return each file with the name in it that the table gives; a name alone is in the file before it."""
    path, found = "", set()
    for file, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", TABLE):
        path = file or path
        found |= {(path, name)} if path else set()
    return sorted(found)


@pytest.mark.parametrize(("path", "name"), named())
def test_each_test_that_the_table_names_is_there(path, name):
    names = {
        getattr(node, "name", "") for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    }

    assert not name or name in names


def test_each_rule_that_the_table_names_is_there():
    said = set(re.findall(r"rule `(\w+)`", TABLE))

    assert len(said) > 4
    assert said <= {rule.__name__ for rule in rules.RULES}


def test_each_row_stands_in_the_table_once():
    said = [
        row
        for line in re.findall(r"^\| ([AIN][\d, AIN]*) \|", TABLE, re.MULTILINE)
        for row in line.split(", ")
    ]

    assert sorted(said) == sorted(ROWS)
