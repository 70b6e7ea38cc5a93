"""A new release of the time zone database: everyone whose local time it changes is notified once."""

import os
import shutil
import sys
from datetime import UTC, datetime

import pytest
from flask_migrate import stamp
from sqlalchemy import select

from tests.conftest import needs
from tests.fork_server import run_forked
from tests.new_release import VERSION, write_new_release
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.registrations.models import StatedTime
from webinars.registrations.registrant.links import replace_links
from webinars.timezones.schedule import Timed

# Runs steps one after the other, because starting a program takes longest; prints the exit status of each check.
STEPS = """
import sys
from webinars.cli import main
from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.events.lifecycle import restore_event
from webinars.registrations.erasure import erase_registrant
from webinars.worker.loop import deliver_once

for step in sys.argv[1:]:
    action, _, number = step.partition(" ")
    print(f"== {step}")
    if action == "check":
        try:
            main(["zones", "check", *([number] if number else [])])
        except SystemExit as ended:
            print(f"status {ended.code}")
        continue
    with open_installation() as app:
        if action == "deliver":
            while deliver_once(app):
                pass
            continue
        with transaction() as session:
            if action == "erase":
                erase_registrant(session, int(number))
            if action == "restore":
                restore_event(session, int(number), app.extensions["site"])
"""
IN_GENEVA = Timed(datetime(2035, 7, 12, 15), datetime(2035, 7, 12, 16), "Europe/Zurich")
IN_CAIRO = Timed(datetime(2035, 7, 12, 15), datetime(2035, 7, 12, 16), "Africa/Cairo")
ORGANISER = "amira@example.org"
REASON = "Egypt no longer changes its clocks."


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture(scope="module")
def new_release(tmp_path_factory):
    """Return the folder of the new release, for PYTHONPATH."""
    zic = shutil.which("zic", path="/usr/sbin:/usr/bin:/sbin:/bin")
    needs(zic, "zic (libc-bin)")
    return write_new_release(tmp_path_factory.mktemp("release"), zic)


@pytest.fixture
def upgraded(app, new_release, overrides, deliver):
    """Return a function that runs steps on this installation under the new release.

    It returns the output of each, and the e-mails by recipient; nobody may get two.
    """
    stamp()
    settings = {
        "PYTHONPATH": str(new_release),
        "WEBINARS_DATA_DIR": app.config["DATA_DIR"],
        "WEBINARS_SECRET_KEY": app.config["SECRET_KEY"],
        "WEBINARS_MAIL_FROM": app.config["MAIL_FROM"],
        **{f"WEBINARS_{name}": str(value) for name, value in overrides.items()},
    }
    unset = {name for name in os.environ if name.startswith("WEBINARS_")}

    def run(*steps):
        db.session.rollback()
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        done = run_forked([sys.executable, "-c", STEPS, *steps], env=environment | settings)
        assert done.returncode == 0, done.stderr
        emails = [(mail.message["To"].addresses[0].addr_spec, mail) for mail in deliver()]
        to_registrants = [item for item in emails if item[0] != ORGANISER]
        sent = dict(to_registrants)
        assert len(sent) == len(to_registrants)
        return done.stdout.split("== ")[1:], sent

    return run


@pytest.fixture
def attend(make_registration, deliver):
    """Return a function that registers people by name and time zone, and delivers their e-mails."""

    def attend(event, **zone_of):
        rows = {
            name: make_registration(event, email=f"{name}@example.org", name=name, timezone=zone)
            for name, zone in zone_of.items()
        }
        deliver()
        return rows

    return attend


def words(mail):
    return " ".join(mail.text.split())


def test_registrants_whose_zone_changes_are_notified_once(make_event, attend, upgraded):
    event = make_event(when=IN_GENEVA, cities=("GVA",))
    rows = attend(event, asa="Africa/Cairo", bo="Europe/Zurich", cy="", dee="Africa/Cairo")

    output, sent = upgraded(
        "check",
        "check --apply",
        f"erase {rows['dee'].id}",
        "check --apply",
        "deliver",
        "check --apply",
        "deliver",
    )

    listed, _, _, _, _, again, _ = output
    assert "0 upcoming events have moved" in listed
    line = "Africa/Cairo: was 2035-07-12 16:00, is 2035-07-12 15:00 (2 registrants)"
    assert f"{line}. {REASON}" in listed
    assert listed.endswith("status 1\n")
    assert again.endswith("status 0\n")
    assert "Africa/Cairo" not in again
    assert {name for name in sent if "Egypt" in sent[name].text} == {"asa@example.org"}
    mail = sent["asa@example.org"]
    assert mail.message["Subject"].startswith("New local time:")
    assert f"asa, {REASON} The event is now at 15:00 your time." in words(mail)
    assert "AN EARLIER E-MAIL SAID Thursday 12 July 2035, 16:00 your time, Cairo" in words(mail)
    assert mail.calendar is None
    assert rows["dee"].id not in db.session.scalars(select(StatedTime.registration_id)).all()


def test_event_in_changed_zone_is_announced_with_the_times_stated_before(
    make_event, attend, upgraded
):
    event = make_event(when=IN_CAIRO, cities=("CAI", "GVA"))
    attend(event, asa="Africa/Cairo", bo="Europe/Zurich", cy="")

    _, sent = upgraded("check --apply", "check --apply", "deliver", "check --apply", "deliver")

    assert sent.keys() == {"asa@example.org", "bo@example.org", "cy@example.org"}
    for mail in sent.values():
        assert REASON in words(mail)
        assert "Thursday 12 July 2035, 15:00 Cairo / 14:00 Geneva" in words(mail)
        assert b"SEQUENCE:1" in mail.calendar
    assert "BEFORE Thursday 12 July 2035, 14:00 your time, Geneva" in words(sent["bo@example.org"])


def test_restored_event_has_its_new_instant_and_the_reason(
    make_event, attend, cancel, deliver, upgraded
):
    event = make_event(when=IN_CAIRO, cities=("CAI",))
    attend(event, asa="Africa/Cairo", bo="Europe/Zurich")
    cancel(event)
    deliver()

    output, sent = upgraded(
        "check --apply", f"restore {event.id}", "deliver", "check --apply", "deliver"
    )

    assert "0 upcoming events have moved" in output[0]
    assert db.session.get(Event, event.id).starts_at == datetime(2035, 7, 12, 13, tzinfo=UTC)
    asa, bo = words(sent["asa@example.org"]), words(sent["bo@example.org"])
    assert "15:00 to 16:00 your time, Cairo" in asa
    assert REASON not in asa
    assert "15:00 to 16:00 your time, Geneva" in bo
    earlier = "An earlier e-mail said Thursday 12 July 2035, 14:00 your time, Geneva."
    assert f"{REASON} {earlier}" in bo


def test_another_email_gives_the_reason_and_replaces_the_notice(make_event, attend, upgraded):
    event = make_event(when=IN_GENEVA, cities=("GVA",))
    rows = attend(event, asa="Africa/Cairo")
    with transaction() as session:
        replace_links(session, rows["asa"].id)

    _, sent = upgraded("check --apply", "deliver", "check --apply", "deliver")

    text = words(sent["asa@example.org"])
    assert f"{REASON} An earlier e-mail said Thursday 12 July 2035, 16:00 your time, Cairo." in text
    [stated] = db.session.scalars(select(StatedTime))
    assert stated.utc_offsets == {"Europe/Zurich": 7200, "Africa/Cairo": 7200}
    assert stated.tzdata_version == VERSION
