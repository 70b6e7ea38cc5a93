"""make adversary: everybody against the shipped files, on both databases, and a table of what was played."""

import argparse
import secrets
import sys
import time

from tests.adversary.play import play_on_each
from tests.adversary.stage import KINDS

LEAST, PATIENCE_SECONDS = 20, 180


def main():
    """Play, print the table, and end with 1 if anything was wrong or was not played."""
    parser = argparse.ArgumentParser(prog="python -m tests.adversary")
    parser.add_argument("--seconds", type=int, default=600, help="for all databases together")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--database", choices=KINDS, help="one alone")
    parser.add_argument("--flaw", default="", help="a flaw to plant: tests/adversary/flaws.py")
    parser.add_argument("--least", type=int, default=LEAST, help="how often all must be played")
    asked = parser.parse_args()
    say(f"adversary: seed {asked.seed}")
    kinds = [asked.database] if asked.database else list(KINDS)
    began = time.monotonic()
    result, missing = play_on_each(
        kinds,
        asked.seconds,
        asked.seed,
        least=asked.least,
        flaw=asked.flaw,
        patience=PATIENCE_SECONDS,
    )
    say(report(result, missing))
    say(f"adversary: {time.monotonic() - began:.0f} s in all")
    sys.exit(1 if result.wrong or missing else 0)


def say(text):
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def report(result, missing):
    """Return how often each thing was played, and what was wrong, in lines."""
    lines = []
    for what, counts in result.played.items():
        names = sorted({*counts, *(result.routes if what == "route" else ())})
        lines.append(f"\n{what} ({sum(counts.values())})")
        lines += [f"  {counts.get(name, 0):>6}  {name}" for name in names]
    lines.append("")
    lines += [f"TOO SELDOM {what} {name}: {count}" for what, name, count in missing]
    lines += [
        f"WRONG ({kind}, {count} times) {what}\n    {detail}\n"
        for kind, what, count, detail in result.wrong
    ]
    lines.append(
        f"adversary: seed {result.seed}, {result.requests} requests, {result.mails} e-mails, {result.secrets}"
        f" secrets, {result.dead_links} dead links, {result.removed} people removed; {len(result.wrong)} things wrong,"
        f" {len(missing)} played too seldom"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
