"""A forked process is what subprocess would start, except for the time that imports take."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fork_server import ForkedProcess, run_forked

SHOWN = """
import os, sys
print(sys.argv, os.getcwd(), os.environ.get("SHOWN"), os.getppid(), "webinars.app" in sys.modules, __name__)
print(sys.stdin.read(), file=sys.stderr)
sys.exit(3)
"""
RUN = [sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(60)"]


def test_forked_process_has_its_arguments_environment_folder_and_files(tmp_path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-c", SHOWN, "word"]
    with ForkedProcess(command, cwd=tmp_path, env={"SHOWN": "yes"}, text=True, **pipes) as process:
        out, err = process.communicate("input")

    assert out == f"['-c', 'word'] {tmp_path} yes {os.getpid()} True __main__\n"
    assert (err, process.returncode) == ("input\n", 3)


def test_forked_processes_share_no_environment():
    first = run_forked(
        [sys.executable, "-c", SHOWN], env={"SHOWN": "yes"}, stdin=subprocess.DEVNULL
    )
    second = run_forked([sys.executable, "-c", SHOWN], env={}, stdin=subprocess.DEVNULL)

    assert [" yes " in done.stdout for done in (first, second)] == [True, False]


@pytest.mark.parametrize("is_script", [True, False])
def test_module_or_script_is_run(is_script):
    module = [sys.executable, "-m", "webinars.cli"]
    command = [str(Path(sys.executable).with_name("webinars"))] if is_script else module
    real = subprocess.run([*command, "db"], capture_output=True, text=True, check=False)

    forked = run_forked([*command, "db"])

    assert (forked.returncode, forked.stdout, forked.stderr) == (
        real.returncode,
        real.stdout,
        real.stderr,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signal_ends_a_forked_process(number):
    with ForkedProcess(RUN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        process.send_signal(number)

        assert process.wait(30) == -number
