"""The service as shipped: shut in by systemd, and its commands do their work on both databases."""

import shutil
import subprocess

import pytest

from tests.conftest import needs
from tests.deploy.shipped import COMMAND, DEPLOY, Visitor, settings, shipped, unit_commands

WORST_SCORE = 20  # in tenths, of 100


@pytest.fixture
def analyze():
    """Give an action that runs systemd-analyze."""
    needs(shutil.which("systemd-analyze"), "systemd-analyze (systemd)")

    def analyze(*words):
        return subprocess.run(
            ["systemd-analyze", *words], capture_output=True, text=True, check=False
        )

    return analyze


def test_the_service_is_shut_in(analyze):
    done = analyze(
        "security", "--offline=true", f"--threshold={WORST_SCORE}", DEPLOY / "webinars.service"
    )

    assert done.returncode == 0, done.stdout[-200:]


def test_systemd_understands_every_line(analyze, tmp_path):
    unit = tmp_path / "webinars.service"
    unit.write_text(shipped("webinars.service", {"/opt/webinars/bin/webinars": COMMAND}))

    done = analyze("verify", unit)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_service_settings_and_proxy_speak_of_the_same_folder_and_port():
    unit = (DEPLOY / "webinars.service").read_text("utf-8")
    [serve] = unit_commands()["ExecStart"]

    assert "StateDirectory=webinars\n" in unit
    assert settings()["WEBINARS_DATA"] == "/var/lib/webinars"
    assert serve[-2:] == ["--port", "8000"]
    assert "SocketBindAllow=tcp:8000\n" in unit
    assert "proxy_pass http://127.0.0.1:8000;" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_its_commands_take_a_registration_and_deliver_the_mail(site):
    with site.running() as (proxy, process):
        visitor = Visitor(proxy)

        answer = visitor.send(
            f"/events/{site.slug}/registrations",
            name="Ann", email="ann@example.org", zone="UTC",
        )  # fmt: skip

        assert answer.status == 303
        assert "Open" in site.mail_to("ann@example.org")
        assert process.poll() is None
