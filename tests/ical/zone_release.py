"""Steps of an installation whose time zone release is upgraded, each in a process of its own.

python -m tests.ical.zone_release STEP, in the environment of old_release() for the older release.
It prints the public calendar files and the feed; e-mails are in the folder of the installation.
"""

import json
import os
import shutil
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import select

from tests.conftest import NOON
from webinars.accounts.organisers import add_organiser
from webinars.cli import main as webinars
from webinars.commands.installation import open_installation
from webinars.database import db, transaction
from webinars.events import creation, lifecycle
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.registrations.new_registration import register_attendee
from webinars.timezones import clock, zones
from webinars.timezones.schedule import Timed
from webinars.worker.loop import deliver_once

OLD = "2026a"
# Files of the package pytz 2026.1, which has, unlike tzdata, the 32-bit tables that pytz reads.
DATA = Path(__file__).parent / "data" / "pytz" / OLD
STARTS = datetime(2027, 1, 15, 15)
ZONES = ("Africa/Casablanca", "America/Vancouver", "Europe/Zurich")


def old_release(folder: Path) -> dict[str, str]:
    """Install the older release of pytz and tzdata into a folder; return the environment to use it."""
    for package in ("pytz", "tzdata"):
        source = Path(find_spec(package).origin).parent
        copy = folder / package
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        init = copy / "__init__.py"
        init.write_text(init.read_text().replace(zones.RELEASE, OLD))
        for zone in ("Africa/Casablanca", "America/Vancouver"):
            (copy / "zoneinfo" / zone).write_bytes((DATA / zone).read_bytes())
    return {"PYTHONPATH": str(folder)}


def announce() -> None:
    """Publish an event in each zone, and register one attendee."""
    with open_installation() as app:
        site = app.extensions["site"]
        with transaction() as session:
            host = add_organiser(
                session, email="amira@example.org", name="Amira Haddad", timezone="Europe/Zurich"
            )
            for zone in ZONES:
                when = Timed(STARTS, STARTS + timedelta(hours=1), zone)
                details = EventDetails(title=zone, when=when, description="Water and fire")
                event = creation.create_event(session, organiser=host, details=details, site=site)
                event.reminders = []
                lifecycle.publish_event(session, event.id, site)
                register_attendee(
                    session, event_id=event.id, name="Åsa Öberg", email="asa@example.com",
                    timezone="Europe/Stockholm", language="en",
                )  # fmt: skip
        while deliver_once(app):
            pass


def upgrade() -> None:
    """Apply the new rules as an administrator does, and deliver what they enqueue."""
    for option in ([], ["--apply"], ["--apply"]):
        with suppress(SystemExit):
            webinars(["zones", "check", *option])
    with open_installation() as app:
        while deliver_once(app):
            pass


def bodies() -> dict[str, str]:
    """Return the public file of each event, by title, and the feed."""
    with open_installation() as app:
        client = app.test_client()
        titles = {event.title: event.slug for event in db.session().scalars(select(Event))}
        paths = {title: f"/events/{slug}.ics" for title, slug in titles.items()}
        return {
            title: client.get(path).get_data(as_text=True)
            for title, path in {**paths, "feed": "/events.ics"}.items()
        }


def main() -> None:
    """Run a step."""
    (step,) = sys.argv[1:]
    clock.stop(NOON if step == "announce" else NOON + timedelta(days=1))
    {"announce": announce, "upgrade": upgrade}[step]()
    results = {"release": zones.RELEASE, **bodies()}
    Path(os.environ["WEBINARS_DATA_DIR"], f"{step}.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main()
