"""Command of `make adversary`: run all actors on both databases and print a table of counts."""

import argparse
import secrets
import sys
import time

from tests.adversary.installation import DATABASES
from tests.adversary.runner import run_on_each

MIN_COUNT, PATIENCE_SECONDS = 20, 180


def main():
    """Run, print the table, and exit with 1 on any violation or insufficient count."""
    parser = argparse.ArgumentParser(prog="python -m tests.adversary")
    parser.add_argument("--seconds", type=int, default=600, help="for all databases together")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--database", choices=DATABASES, help="one alone")
    parser.add_argument("--flaw", default="", help="a flaw to plant: tests/adversary/flaws.py")
    parser.add_argument(
        "--min-count", type=int, default=MIN_COUNT, help="required count of each name"
    )
    options = parser.parse_args()
    print_line(f"adversary: seed {options.seed}")
    databases = [options.database] if options.database else list(DATABASES)
    began = time.monotonic()
    result, missing = run_on_each(
        databases,
        options.seconds,
        options.seed,
        min_count=options.min_count,
        flaw=options.flaw,
        patience=PATIENCE_SECONDS,
    )
    print_line(report(result, missing))
    print_line(f"adversary: {time.monotonic() - began:.0f} s in all")
    sys.exit(1 if result.violations or missing else 0)


def print_line(text):
    """Print a line and flush."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def report(result, missing):
    """Format the counts and violations of a result."""
    lines = []
    for category, counts in result.counts.items():
        names = sorted({*counts, *(result.routes if category == "route" else ())})
        lines.append(f"\n{category} ({sum(counts.values())})")
        lines += [f"  {counts.get(name, 0):>6}  {name}" for name in names]
    lines.append("")
    lines += [f"TOO FEW {category} {name}: {count}" for category, name, count in missing]
    lines += [
        f"VIOLATION ({database}, {count} times) {description}\n    {detail}\n"
        for database, description, count, detail in result.violations
    ]
    lines.append(
        f"adversary: seed {result.seed}, {result.requests} requests, {result.mails} e-mails, {result.secrets}"
        f" secrets, {result.revoked_links} revoked links, {result.removed} registrations removed; {len(result.violations)} violations,"
        f" {len(missing)} names counted too seldom"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
