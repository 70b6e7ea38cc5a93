"""How tables of words by language become sets of words, and numbers of words in calendar order."""

from collections.abc import Mapping


def numbers(table: Mapping[str, tuple[str, ...]], first: int) -> dict[str, int]:
    """Return the number of each word of a table in calendar order."""
    return {
        word: number
        for rows in table.values()
        for number, row in enumerate(rows, first)
        for word in row.split()
    }


def union(rows: Mapping[str, str], separator: str | None = None) -> frozenset[str]:
    """Return the words of all languages."""
    return frozenset(word for row in rows.values() for word in row.split(separator))
