"""An upgrade of the time zone release, as calendars with old and new databases show it."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.conftest import fresh_database
from tests.fork_server import run_forked
from tests.ical.old_databases import RELEASED, times
from tests.ical.zone_release import OLD, ZONES, old_release
from webinars.timezones import zones

ROOT = Path(__file__).parents[2]
BEFORE = {"Africa/Casablanca": 14, "America/Vancouver": 23, "Europe/Zurich": 14}
AFTER = {"Africa/Casablanca": 15, "America/Vancouver": 22, "Europe/Zurich": 14}
# An event in January 2027, and databases of the two years before it.
DATABASES = [release for release in (*RELEASED, zones.RELEASE) if release > "2024b"]


def at(hour):
    start = datetime(2027, 1, 15, hour, tzinfo=UTC)
    return [(start, start + timedelta(hours=1))]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, environment, monkeypatch):
    """Use a migrated database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("migrated")
        return
    server, template = map(request.getfixturevalue, ("postgres_server", "migrated_postgres"))
    with fresh_database(server, template=template) as url:
        monkeypatch.setenv("WEBINARS_DATABASE_URL", url)
        yield url


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Return the environment of the older release."""
    return old_release(tmp_path_factory.mktemp("old"))


@pytest.fixture
def step(database, tmp_path):
    """Return a function that runs a step; it returns public bodies and new e-mails by zone."""
    seen = set()

    def step(name, **variables):
        command = [sys.executable, "-m", "tests.ical.zone_release", name]
        done = run_forked(command, cwd=ROOT, env={**os.environ, **variables})
        assert done.returncode == 0, done.stderr
        data = json.loads((tmp_path / "var" / f"{name}.json").read_text())
        files = sorted(set((tmp_path / "var" / "mail").glob("*.eml")) - seen)
        seen.update(files)
        return data, dict(filter(None, map(invitation, files)))

    return step


def invitation(path):
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts or "asa@example.com" not in message["To"]:
        return None
    body = parts[0].get_payload(decode=True)
    return str(event_of(body)["SUMMARY"]), body


def event_of(body):
    return Calendar.from_ical(body).events[0]


def test_upgraded_release_moves_events_once_for_every_database(step, old):
    announced, invited = step("announce", **old)
    upgraded, updated = step("upgrade")

    # Vancouver's rules are old in 2026a: a TZID, so newer databases keep the local time by themselves.
    assert times(invited["America/Vancouver"], "2026b") == at(AFTER["America/Vancouver"])
    assert (announced["release"], upgraded["release"]) == (OLD, zones.RELEASE)
    assert set(invited) == set(ZONES)
    assert set(updated) == {"Africa/Casablanca", "America/Vancouver"}
    for zone in ZONES:
        assert times(invited[zone], OLD) == at(BEFORE[zone])
        assert times(announced[zone].encode(), OLD) == at(BEFORE[zone])
        for release in DATABASES:
            body = updated.get(zone, invited[zone])
            assert (
                times(body, release) == times(upgraded[zone].encode(), release) == at(AFTER[zone])
            )
            assert at(AFTER[zone])[0] in times(upgraded["feed"].encode(), release)
    for zone, body in updated.items():
        first, now = event_of(invited[zone]), event_of(body)
        assert (now["UID"], now["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
