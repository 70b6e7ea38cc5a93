"""webinars zones with a real change of the time zone database, compiled from source."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytz

from tests.conftest import needs
from webinars.timezones import zones

# Zurich keeps summer time from 2027 on: winter times move by an hour.
RULES = """\
Zone Europe/Zurich 1:00 - CET 2024 Mar 31 1:00u
                   2:00 - CEST 2024 Oct 27 1:00u
                   1:00 - CET 2027 Mar 28 1:00u
                   2:00 - CEST
"""
OLD = "2020a"
SAID = """Water and fire

Thursday 16 December 2027, 15:00 Geneva

Who pays

Friday 16 July 2027, 15:00 Geneva
"""


@pytest.fixture
def new_rules(tmp_path):
    """Return the folder of a time zone database with new rules for Zurich."""
    zic = shutil.which("zic", path="/usr/sbin:/usr/bin:/sbin:/bin")
    needs(zic, "zic (libc-bin)")
    folder = tmp_path / "zoneinfo"
    shutil.copytree(Path(pytz.__file__).with_name("zoneinfo"), folder)
    rules = tmp_path / "rules"
    rules.write_text(RULES)
    subprocess.run([zic, "-b", "fat", "-d", folder, rules], check=True)
    return folder


@pytest.fixture
def announced(made, run, tmp_path):
    """Create two events computed with an older release; return a function that reads them by title."""
    (tmp_path / "said.txt").write_text(SAID)
    assert run("announce", "said.txt", "--publish").status == 0
    database = tmp_path / "var" / "webinars.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE events SET tzdata_version = ?", (OLD,))

    def read(columns="starts_at, local_start, sequence, tzdata_version"):
        with closing(sqlite3.connect(database)) as connection, connection:
            return {
                title: tuple(rest)
                for title, *rest in connection.execute(f"SELECT title, {columns} FROM events")
            }

    return read


def topics(tmp_path):
    with closing(sqlite3.connect(tmp_path / "var" / "webinars.db")) as connection:
        rows = connection.execute("SELECT topic FROM messages WHERE topic LIKE 'event.changed'")
        return [topic for (topic,) in rows]


def test_rules_that_move_no_event_are_recorded(announced, run):
    ran = run("zones", "check")

    assert (ran.status, ran.err) == (0, "")
    assert f"Time zone data {zones.RELEASE}: 0 upcoming events have moved." in ran.out
    assert {row[-1] for row in announced().values()} == {zones.RELEASE}


def test_moved_events_are_listed_then_notified_once(
    announced, program, new_rules, tmp_path, monkeypatch
):
    before = announced()
    monkeypatch.setenv("PYTZ_TZDATADIR", str(new_rules))

    listed = program("zones", "check")
    seen = announced()
    applied = program("zones", "check", "--apply")
    again = program("zones", "check", "--apply")

    assert listed.status == 1
    assert "1 upcoming events have moved" not in listed.out
    assert "1 upcoming event has moved" in listed.out
    assert "was 2027-12-16 14:00 UTC, is 2027-12-16 13:00 UTC" in listed.out
    assert "Who pays" not in listed.out
    assert seen["Water and fire"] == before["Water and fire"]
    assert (applied.status, again.status) == (0, 0)
    moved, unchanged = announced()["Water and fire"], announced()["Who pays"]
    assert datetime.fromisoformat(moved[0]).replace(tzinfo=UTC) == datetime(
        2027, 12, 16, 13, tzinfo=UTC
    )
    assert moved[1:] == (before["Water and fire"][1], 1, zones.RELEASE)
    assert unchanged[:3] == before["Who pays"][:3]
    assert topics(tmp_path) == ["event.changed"]
