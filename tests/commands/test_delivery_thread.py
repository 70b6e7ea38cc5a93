"""The delivery thread of webinars serve: what its failure and an early stop do."""

import subprocess
import sys
import threading

import pytest

from tests.fork_server import ForkedProcess
from webinars.commands.installation import create_checked_application
from webinars.commands.serve import DeliveryThread

SECONDS = 60

BROKEN_DELIVERY = """
import sys
import webinars.commands.serve as serve
from webinars.cli import main

def fail(app, stop):
    raise RuntimeError("delivery is broken")

serve.run_worker = fail
main(["serve", "--port", "0", "--processes", sys.argv[1]])
"""


@pytest.mark.parametrize("processes", ["1", "2"])
def test_serve_fails_if_delivery_fails(environment, processes):
    command = [sys.executable, "-c", BROKEN_DELIVERY, processes]
    with ForkedProcess(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _, errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()

    assert "delivery is broken" in errors
    assert process.returncode == 1


def test_delivery_that_was_interrupted_before_its_start_stops(environment, monkeypatch):
    def be_interrupted(_thread):
        raise SystemExit

    delivery = DeliveryThread(create_checked_application())
    monkeypatch.setattr(threading.Thread, "start", be_interrupted)
    with pytest.raises(SystemExit):
        delivery.start()

    assert delivery.stop()
