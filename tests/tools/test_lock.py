"""Nothing is installed that the lock does not name with its digests, and deadlines for holes are in writing."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_whatever_installs_demands_digests_or_installs_no_dependency():
    """By what make, CI and the README say; the wheel itself comes without its dependencies."""
    sources = [
        ROOT / "Makefile",
        ROOT / "README.md",
        ROOT / ".ci" / "run",
        *(ROOT / "tools").glob("*.sh"),
        *(ROOT / "tools").glob("*.py"),
    ]
    installing = [
        line.strip()
        for source in sources
        for line in source.read_text("utf-8").splitlines()
        if re.search(r"pip[ \"',].*\binstall\b|\"install\",", line)
    ]

    assert len(installing) > 3
    assert [
        line for line in installing if "--require-hashes" not in line and "--no-deps" not in line
    ] == []


def test_the_gravest_holes_have_the_shortest_deadline_in_writing():
    text = (ROOT / "SECURITY.md").read_text("utf-8")

    days = [
        int(found) for found in re.findall(r"^\| \w+ \|[^|]*\|[^|\d]*(\d+) days \|", text, re.M)
    ]

    assert days == sorted(days)
    assert days[0] == 7
    assert len(days) == 4
