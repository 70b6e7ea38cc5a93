"""The service as shipped: sandboxed by systemd, and its commands work on both databases."""

import os
import re
import shlex
import shutil
import smtplib
import subprocess

import pytest

from tests.conftest import needs
from tests.deploy.shipped import (
    COMMAND,
    DEPLOY,
    SECONDS,
    Visitor,
    free_port,
    service,
    settings,
    shipped,
    unit_commands,
)
from tests.fork_server import run_forked
from webinars.cli import main
from webinars.commands.replies import LMTP_ADDRESS

SERVICES = ("webinars.service", "webinars-replies.service", "webinars-backup.service")
TIMER = "webinars-backup.timer"
REPLIES = "webinars-replies.service"
OPERATIONS = DEPLOY.parent / "docs" / "operations.md"
WORST_SCORE = 20  # in tenths, at most 100


@pytest.fixture
def analyze():
    """Return a function that runs systemd-analyze."""
    needs(shutil.which("systemd-analyze"), "systemd-analyze (systemd)")

    def analyze(*words):
        return subprocess.run(
            ["systemd-analyze", *words], capture_output=True, text=True, check=False
        )

    return analyze


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_sandboxed(analyze, name):
    done = analyze("security", "--offline=true", f"--threshold={WORST_SCORE}", DEPLOY / name)

    assert done.returncode == 0, done.stdout[-200:]


def test_upgrade_at_the_start_may_take_its_time():
    lines = shipped("webinars.service", {}).splitlines()

    assert unit_commands()["ExecStartPre"] == [["/opt/webinars/bin/webinars", "db", "upgrade"]]
    assert "TimeoutStartSec=infinity" in lines


def test_systemd_accepts_every_line(analyze, tmp_path):
    for name in SERVICES:
        unit = shipped(name, {"/opt/webinars/bin/webinars": COMMAND})
        (tmp_path / name).write_text(unit)
    (tmp_path / TIMER).write_text(shipped(TIMER, {}))

    done = analyze("verify", *tmp_path.iterdir())

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_service_settings_and_proxy_use_the_same_folder_and_port():
    unit = (DEPLOY / "webinars.service").read_text("utf-8")
    [serve] = unit_commands()["ExecStart"]

    assert "StateDirectory=webinars\n" in unit
    assert settings()["WEBINARS_DATA_DIR"] == "/var/lib/webinars"
    assert serve[-2:] == ["--port", "8000"]
    assert "SocketBindAllow=tcp:8000\n" in unit
    assert "    server 127.0.0.1:8000;\n" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_documented_commands_of_several_machines_are_accepted():
    text = (
        OPERATIONS.read_text("utf-8").partition("\n## Several machines\n")[2].partition("\n## ")[0]
    )
    lines = re.findall(r"ExecStart=/opt/webinars/bin/webinars ([^`\n]+)", text)

    names = [main.commands[words[0]].make_context(*words[:1], words[1:]).info_name for words in map(shlex.split, lines)]  # fmt: skip

    assert names == ["serve", "worker"]
    [upstream] = re.findall(r"^ *(upstream \w+ \{)$", text, re.MULTILINE)
    assert f"\n{upstream}\n" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_service_accepts_a_registration_and_delivers_e_mail(site):
    with site.running() as (proxy, process):
        visitor = Visitor(proxy)

        answer = visitor.send(
            f"/events/{site.slug}/registrations",
            name="Ann", email="ann@example.org", zone="UTC",
        )  # fmt: skip

        assert answer.status == 303
        assert "Open" in site.mail_to("ann@example.org")
        assert process.poll() is None


def test_replies_service_and_the_documented_transport_use_the_same_port():
    unit = (DEPLOY / REPLIES).read_text("utf-8")
    [words] = unit_commands(REPLIES)["ExecStart"]

    assert words[-2:] == ["--lmtp", LMTP_ADDRESS]
    assert f"SocketBindAllow=tcp:{LMTP_ADDRESS.rpartition(':')[2]}\n" in unit
    assert f"\nrsvp@example.org lmtp:inet:{LMTP_ADDRESS}\n" in OPERATIONS.read_text("utf-8")


def test_replies_service_receives_e_mail_to_the_reply_address_only(site):
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "WEBINARS_REPLY_ADDRESS": "rsvp@example.org",
        **site.settings,
    }
    run_forked([COMMAND, "db", "upgrade"], env=environment).check_returncode()

    with service(environment, port, unit=REPLIES) as process:
        with smtplib.LMTP("127.0.0.1", port, timeout=SECONDS) as connection:
            connection.ehlo("mx.example.org")
            answers = [
                connection.docmd(command)[0]
                for command in (
                    "MAIL FROM:<ann@example.org>",
                    "RCPT TO:<rsvp@example.org>",
                    "RCPT TO:<other@example.org>",
                )
            ]
        process.terminate()

        assert answers == [250, 250, 550]
        assert process.wait(SECONDS) == 0


def test_nightly_backup_is_verified_rotated_and_restored(site, tmp_path):
    [words] = unit_commands("webinars-backup.service")["ExecStart"]
    folder, passphrase = tmp_path / "backups", tmp_path / "passphrase"
    folder.mkdir()
    passphrase.write_text("what openssl rand has printed\n")
    places = {"/opt/webinars/bin/webinars": COMMAND, "/var/backups/webinars": str(folder)}
    here = [
        places.get(word, word).replace("${CREDENTIALS_DIRECTORY}", str(tmp_path)) for word in words
    ]
    environment = {"PATH": os.environ["PATH"], **site.settings}
    run_forked([COMMAND, "db", "upgrade"], env=environment).check_returncode()
    for day in range(20, 34):
        (folder / f"webinars-202610{day}T031500Z.backup").touch()

    done = run_forked(here, env=environment)

    assert done.returncode == 0, done.stderr
    assert len(list(folder.iterdir())) == 14
    newest = max(folder.iterdir())
    assert newest.stat().st_size > 1000
    assert "encrypted" in done.stdout
    assert "Removed webinars-20261020T031500Z.backup" in done.stdout
