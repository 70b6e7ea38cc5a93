"""Whether one text contains another, as a condition of a statement."""

from typing import Any

from sqlalchemy import SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


# Not of the type Boolean, which SQLite would compare with 1, and then not use an index.
class _Contains(FunctionElement[bool]):
    """Whether one text contains another: portable, without the signs of LIKE."""

    inherit_cache = True


@compiles(_Contains, "sqlite")
def _contains_sqlite(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **options)}) > 0)"


@compiles(_Contains, "postgresql")
def _contains_postgresql(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **options)}) > 0)"


def contains(
    text: SQLColumnExpression[str], part: SQLColumnExpression[str]
) -> FunctionElement[bool]:
    """Return the condition that a text contains another one."""
    return _Contains(text, part)
