"""The measurement makes every row of its table; how fast it is, no test says."""

import json
import subprocess
import sys
from pathlib import Path

from bench.table import GOALS

ROOT = Path(__file__).resolve().parents[2]


def test_a_short_run_fills_every_row_of_the_table(tmp_path):
    command = [sys.executable, "-m", "bench", "--quick", "--database", "sqlite", "--out", tmp_path]

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)

    found = json.loads((tmp_path / "figures.json").read_text())["results"]["sqlite"]
    assert {name: row["statements"] > 0 for name, row in found["rows"].items()} == dict.fromkeys(
        GOALS, True
    )
    assert list(found["rows"]["registration"]["bare transactions"]) == ["1", "2"]
    assert found["mail"]["worker"]["messages"] == found["mail"]["smtplib"]["messages"] > 0
    table = (tmp_path / "table.txt").read_text()
    assert [name for name in GOALS if f"\n{name} " not in table] == []
    assert [line.partition(":")[0] for line in table.splitlines()[-5:]] == [
        "registrations at 2 clients",
        "worker",
        "feed of 40",
        "memory of all server processes",
        "first page after the command",
    ]
