"""Format the table of figures with their goals."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.journey import EMAILS

FASTEST_FEED, LEAST_TIMES, MOST_OF_HEALTHZ = 1.2, 100, 1.2
MOST_OF_JOURNEY, MOST_OF_EMAIL = 1.7, 1.2
MOST_MEMORY, LONGEST_START, LEAST_MAIL, LEAST_TRANSACTIONS = 150.0, 2.0, 0.60, 0.25


@dataclass(frozen=True)
class Goal:
    """Goal of a row: CPU time as a multiple of the lower bound, and number of statements."""

    ratio: float | None = None
    statements: int | None = None


GOALS = {
    "event page": Goal(1.5, 3),
    "list of 30": Goal(1.2, 1),
    "event.ics": Goal(1.2),
    "304 of the file": Goal(1.2),
    "warm feed": Goal(1.2),
    "304 of the feed": Goal(1.2),
    "healthz": Goal(),
    "registration": Goal(1.6, 10),
    "form": Goal(1.5),
    "page after": Goal(1.5),
}
_HEAD = ("row", "CPU ms", "bound", "ratio", "goal", "statements", "bytes")


def lines(results: dict[str, Any]) -> Iterator[str]:
    """Return the lines of the table."""
    for kind, figures in results.items():
        yield ""
        yield f"{kind}"
        if "rows" in figures:
            yield from _requests(figures["rows"])
            yield from _transactions(kind, figures["rows"]["registration"])
            yield from _rest(kind, figures)
        if "feeds" in figures:
            yield from _feeds(figures["feeds"])


def _requests(rows: dict[str, Any]) -> Iterator[str]:
    clients = list(next(iter(rows.values()))["product"])
    heads = [*_HEAD, *(f"rate at {number}" for number in clients)]
    table: list[list[str]] = [heads]
    for name, row in rows.items():
        goal, least = GOALS[name], clients[0]
        ours, bound = row["product"], row["bare"]
        # Where CPU time is only counted in ticks, a short run of a cheap page may take none.
        ratio = ours[least]["cpu_ms"] / bound[least]["cpu_ms"] if bound[least]["cpu_ms"] else None
        table.append(
            [
                name,
                f"{ours[least]['cpu_ms']:.2f}",
                f"{bound[least]['cpu_ms']:.2f}",
                "-" if ratio is None else f"{ratio:.2f}",
                "-" if ratio is None else _said(goal.ratio, ratio),
                f"{row['statements']}{_said_of(goal.statements, row['statements'])}",
                f"{row['bytes']}",
                *(f"{ours[number]['rate']:.0f}/{bound[number]['rate']:.0f}" for number in clients),
            ]
        )
    yield from laid_out(table)


def _feeds(feeds: dict[str, Any]) -> Iterator[str]:
    """Format the CPU milliseconds of feeds and of one file."""
    heads = (
        "feed of", "bytes", "cold", "joined alone", "icalendar", "warm", "bound", "ratio", "goal",
        "icalendar / warm", "304", "of healthz", "goal",
    )  # fmt: skip
    yield from laid_out([list(heads), *(_feed(feeds[number]) for number in feeds)])
    for number, figures in feeds.items():
        warm, bound, new = (
            _cpu(figures, "event.ics"),
            _cpu(figures, "event.ics", "bare"),
            "304 of the file",
        )
        share = _cpu(figures, new) / _cpu(figures, "healthz")
        yield (
            f"file of one of {number}: cold {figures['cold']['file_written_ms']:.2f} ms, warm {warm:.2f} ms, "
            f"{warm / bound:.2f} × its bound, 304 {_cpu(figures, new):.2f} ms, {share:.2f} × healthz"
        )


def _feed(figures: dict[str, Any]) -> list[str]:
    cold, warm, bound = (
        figures["cold"],
        _cpu(figures, "warm feed"),
        _cpu(figures, "warm feed", "bare"),
    )
    share = _cpu(figures, "304 of the feed") / _cpu(figures, "healthz")
    times = cold["icalendar_ms"] / warm
    return [
        f"{cold['events']}",
        f"{figures['rows']['warm feed']['bytes']}",
        f"{cold['written_ms']:.2f}",
        f"{cold['joined_ms']:.3f}",
        f"{cold['icalendar_ms']:.1f}",
        f"{warm:.2f}",
        f"{bound:.2f}",
        f"{warm / bound:.2f}",
        _said(FASTEST_FEED, warm / bound),
        f"{times:.0f} (≥ {LEAST_TIMES})",
        f"{_cpu(figures, '304 of the feed'):.2f}",
        f"{share:.2f}",
        _said(MOST_OF_HEALTHZ, share),
    ]


def _cpu(measured: dict[str, Any], row: str, side: str = "product") -> float:
    (figures,) = measured["rows"][row][side].values()
    return max(float(figures["cpu_ms"]), 1e-9)


def laid_out(table: list[list[str]]) -> Iterator[str]:
    """Align the columns of a table: the first to the left, the others to the right."""
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
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


def _rest(kind: str, figures: dict[str, Any]) -> Iterator[str]:
    worker, bare = figures["mail"]["worker"], figures["mail"]["smtplib"]
    yield (
        f"worker: {worker['rate']:.0f} mails/s, smtplib {bare['rate']:.0f}/s: "
        f"{worker['rate'] / bare['rate']:.0%} (goal ≥ {LEAST_MAIL:.0%}); "
        f"CPU {worker['cpu_ms']:.2f} and {bare['cpu_ms']:.2f} ms a mail"
    )
    yield _journey(figures["journey"], bare["cpu_ms"])
    goal = f" (goal ≤ {MOST_MEMORY:.0f})" if kind == "sqlite" else ""
    yield f"memory of all server processes: {figures['pss_mib']:.0f} MiB{goal}"
    yield (
        f"first page after the command: {figures['first_page_s']:.2f} s (goal ≤ {LONGEST_START:.0f}), "
        f"{figures['first_page_new_folder_s']:.2f} s in a new folder, its database made"
    )


def _journey(journey: dict[str, float], email_bound: float) -> str:
    """Format the journey of one registrant, whose two e-mails share no batch with others."""
    bound = journey["bare_ms"] + EMAILS * email_bound
    total = journey["web_ms"] + journey["worker_ms"] + journey["database_ms"]
    email = (journey["worker_ms"] + journey["worker_database_ms"]) / EMAILS
    return (
        f"journey: {total:.1f} ms (web {journey['web_ms']:.1f}, worker {journey['worker_ms']:.1f}, "
        f"database {journey['database_ms']:.1f}), bound {bound:.1f}, ratio {total / bound:.2f} "
        f"{_said(MOST_OF_JOURNEY, total / bound)}; each of its e-mails {email:.2f} ms "
        f"{_said(MOST_OF_EMAIL, email)}"
    )


def _said(goal: float | None, seen: float) -> str:
    if goal is None:
        return "-"
    return f"≤ {goal} {'ok' if seen <= goal else 'over'}"


def _said_of(goal: int | None, seen: int) -> str:
    if goal is None:
        return ""
    return f" (≤ {goal} {'ok' if seen <= goal else 'over'})"
