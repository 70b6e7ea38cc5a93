"""The delivery thread of webinars serve: what its failure does."""

import subprocess
import sys

import pytest

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
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_DELIVERY, processes],
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip

    assert "delivery is broken" in done.stderr
    assert done.returncode == 1
