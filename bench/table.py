"""The table that people read, with the goals beside the figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_MEMORY, LONGEST_START, LEAST_MAIL, LEAST_TRANSACTIONS = 150.0, 2.0, 0.60, 0.25


@dataclass(frozen=True)
class Goal:
    """What a row is to reach: CPU time as a multiple of the bound's, and a number of statements."""

    ratio: float | None = None
    statements: int | None = None


GOALS = {
    "event page": Goal(1.5, 3),
    "list of 30": Goal(2.0, 3),
    "event.ics": Goal(1.2),
    "warm feed": Goal(1.2),
    "304 of the feed": Goal(1.2),
    "registration": Goal(None, 8),
}
_HEAD = ("row", "CPU ms", "bound", "ratio", "goal", "statements", "bytes")


def lines(results: dict[str, Any]) -> Iterator[str]:
    """Return the table, line by line."""
    for kind, found in results.items():
        yield ""
        yield f"{kind}"
        yield from _requests(found["rows"])
        yield from _transactions(kind, found["rows"]["registration"])
        yield from _rest(kind, found)


def _requests(rows: dict[str, Any]) -> Iterator[str]:
    clients = list(next(iter(rows.values()))["product"])
    heads = [*_HEAD, *(f"rate at {number}" for number in clients)]
    table = [heads]
    for name, row in rows.items():
        goal, least = GOALS[name], clients[0]
        ours, bound = row["product"], row["bare"]
        ratio = ours[least]["cpu_ms"] / max(bound[least]["cpu_ms"], 1e-9)
        table.append(
            [
                name,
                f"{ours[least]['cpu_ms']:.2f}",
                f"{bound[least]['cpu_ms']:.2f}",
                f"{ratio:.2f}",
                _said(goal.ratio, ratio),
                f"{row['statements']}{_said_of(goal.statements, row['statements'])}",
                f"{row['bytes']}",
                *(f"{ours[number]['rate']:.0f}/{bound[number]['rate']:.0f}" for number in clients),
            ]
        )
    widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
    for line in table:
        first, *others = zip(line, widths, strict=True)
        yield "  ".join(
            [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        ).rstrip()


def _transactions(kind: str, row: dict[str, Any]) -> Iterator[str]:
    for clients, bare in row["bare transactions"].items():
        share = row["product"][str(clients)]["rate"] / bare
        goal = f" (goal ≥ {LEAST_TRANSACTIONS:.0%})" if kind == "postgresql" else ""
        yield (
            f"registrations at {clients} clients: {row['product'][str(clients)]['rate']:.0f}/s, "
            f"bare transactions {bare:.0f}/s: {share:.0%}{goal}"
        )


def _rest(kind: str, found: dict[str, Any]) -> Iterator[str]:
    worker, bare = found["mail"]["worker"], found["mail"]["smtplib"]
    yield (
        f"worker: {worker['rate']:.0f} mails/s, smtplib {bare['rate']:.0f}/s: "
        f"{worker['rate'] / bare['rate']:.0%} (goal ≥ {LEAST_MAIL:.0%}); "
        f"CPU {worker['cpu_ms']:.2f} and {bare['cpu_ms']:.2f} ms a mail"
    )
    if "feed" in found:
        feed = found["feed"]
        yield (
            f"feed of {feed['events']}: written anew {feed['written_ms']:.1f} ms, fragments read and joined "
            f"{feed['read_and_joined_ms']:.1f} ms, joined alone {feed['joined_ms']:.2f} ms"
        )
    goal = f" (goal ≤ {MOST_MEMORY:.0f})" if kind == "sqlite" else ""
    yield f"memory of all server processes: {found['pss_mib']:.0f} MiB{goal}"
    yield (
        f"first page after the command: {found['first_page_s']:.2f} s (goal ≤ {LONGEST_START:.0f}), "
        f"{found['first_page_new_folder_s']:.2f} s in a new folder, its database made"
    )


def _said(goal: float | None, seen: float) -> str:
    if goal is None:
        return "-"
    return f"≤ {goal} {'ok' if seen <= goal else 'over'}"


def _said_of(goal: int | None, seen: int) -> str:
    if goal is None:
        return ""
    return f" (≤ {goal} {'ok' if seen <= goal else 'over'})"
