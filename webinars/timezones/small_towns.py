"""Towns and villages of 500 people or more, by name: what shows the country of a text that names them."""

from webinars import paths
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import towns
from webinars.timezones.city_search import normalize
from webinars.timezones.towns import Town

# What follows the short name of a town: "Palavas" is Palavas-les-Flots.
JOINTS = ("les", "lès", "sur", "sous", "en", "upon", "on", "under", "am", "an der", "in der")


def towns_of_any_size(name: str) -> tuple[Town, ...]:
    """Return all towns and villages of a name, the largest first, or else those that it is short for.

    The table is too large to be parsed: it stays one text, in which names are searched by halving.
    """
    key = normalize(name)
    if not key:
        return ()
    known = towns.towns(name)
    small = _row(f"{key}\t")
    if not (known or small):
        small = next(filter(None, (_row(f"{key} {joint} ") for joint in JOINTS)), [])
    others = (town for town in map(_town, small) if town.timezone and not _is_in(town, known))
    return (*known, *others)


def _is_in(town: Town, known: tuple[Town, ...]) -> bool:
    return any(town[:2] == other[:2] for other in known)


def _town(text: str) -> Town:
    region, _, zone = text.partition(":")
    return Town(region, zone or towns.main_zone(region[:2]), is_large=False)


def _row(start: str) -> list[str]:
    """Return the towns of the first row that begins with a text, as the table writes them."""
    table, key = _table(), start.encode()
    low, high = 0, len(table)
    while low < high:
        middle = table.rfind(b"\n", 0, (low + high) // 2) + 1
        end = table.find(b"\n", middle) + 1
        if table[middle:end] < key:
            low = end
        else:
            high = middle
    row = table[low : table.find(b"\n", low)].decode()
    return row.partition("\t")[2].split() if row.startswith(start) else []


@memoize(ONCE)
def _table() -> bytes:
    """Return the rows of the table, without the comment before them."""
    text = (paths.PACKAGE / "timezones" / "small_towns.tsv").read_bytes()
    return text[text.index(b"\n", text.rindex(b"\n# ") + 1) + 1 :]
