"""The benchmark fills every row of its table; speed is not tested."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bench import own_messages, upgrade
from bench.announcements import SHAPES
from bench.documents import OF_120, TRIED_OUT
from bench.lists import LISTS
from bench.registrants import PAGES
from bench.table import GOALS

ROOT = Path(__file__).resolve().parents[2]


def test_short_run_fills_every_row_of_the_table(tmp_path):
    command = [sys.executable, "-m", "bench", "--quick", "--database", "sqlite", "--out", tmp_path]

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)

    figures = json.loads((tmp_path / "figures.json").read_text())
    results = figures["results"]["sqlite"]
    asked = {name: row["statements"] > 0 for name, row in results["rows"].items()}
    assert asked == {**dict.fromkeys(GOALS, True), "healthz": False}
    assert [one["cold"]["events"] for one in results["feeds"].values()] == [20]
    assert all(one["cold"]["icalendar_ms"] > 0 for one in results["feeds"].values())
    assert list(results["rows"]["registration"]["bare transactions"]) == ["1", "2"]
    assert results["mail"]["worker"]["messages"] == results["mail"]["smtplib"]["messages"] > 0
    assert set(figures["announcements"]) == set(SHAPES)
    few, many = figures["lists"]["sqlite"].values()
    assert [name for name, one in few["lists"].items() if not one["work"]] == []
    assert many["lists"].keys() == few["lists"].keys() == LISTS.keys()
    for sizes in figures["memory"]["sqlite"].values():
        assert sizes["children"] > sizes["parent"] > 0
    people = figures["registrants"]["sqlite"]
    assert [name for name in PAGES if not people["pages"]["40"][name]["statements"]] == []
    assert all(one["bytes"] > 1000 for one in people["downloads"].values())
    assert min(people["action"]["seconds"], people["purge"]["seconds"]) > 0
    assert people["batches"]["purge_statements"] > 0
    accepted = figures["acceptances"]["sqlite"]
    assert [accepted[name] for name in ("confirmed", "waiting")] == [4, 8]
    assert figures["polls"]["sqlite"]["registered"] == 3
    documents = figures["documents"]["sqlite"]
    assert documents["rows"].keys() == TRIED_OUT < documents["statements"].keys()
    assert [documents["statements"][name][1] for name in OF_120] == [3, 2]
    [rush] = figures["rush"]["sqlite"].values()
    assert all(one["page_p95_s"] > 0 for kind in rush.values() for one in kind.values())
    table = (tmp_path / "table.txt").read_text()
    assert table.splitlines()[-2].startswith("12 for 4       forms ")
    assert [name for name in LISTS if f"\n{name} " not in table] == []
    assert [name for name in GOALS if f"\n{name} " not in table] == []
    assert [re.split(r":|  ", line)[0] for line in table.splitlines()[-16:-8]] == [
        "registrations at 2 clients",
        "worker",
        "journey",
        "memory of all server processes",
        "first page after the command",
        "feed of",
        "20",
        "file of one of 20",
    ]


def test_upgrade_bench_multiplies_the_old_installation(tmp_path):
    file = tmp_path / "webinars.db"

    upgrade.fill(f"sqlite:///{file}", 5)

    with closing(sqlite3.connect(file)) as connection:
        people = connection.execute(
            "SELECT r.event_id, m.recipient, i.address FROM registrations r"
            " JOIN messages m ON m.registration_id = r.id"
            " JOIN invitations i ON i.message_id = m.id WHERE r.id > 1000 ORDER BY r.id"
        ).fetchall()
    assert people == [
        (1001 + number, f"person{number}@example.com", f"person{number}@example.com")
        for number in range(1, 6)
    ]


def test_message_to_many_shows_what_exceeds_its_promise():
    figures = {
        "recipients": 100_000, "press_s": 0.4, "queued_s": 61.0, "memory_mib": 3.5, "confirmed_s": 3.0,
        "cpu_s": 8.0, "confirmations": 30, "sent": 2900,
    }  # fmt: skip

    over = [line.split("  ")[0] for line in own_messages.lines("sqlite", figures) if "over" in line]

    assert over == ["all queued, s"]
